package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// refuge holds the data of a bot that runs as root from a folder which no other user can reach.
const refuge = "/var/lib/jastar"

// home is the folder of one server: its data, socket, log and locks.
type home struct {
	dir   string
	owner *syscall.Credential // who the server runs as; nil: the user of this process
	locks
}

// openHome prepares dir/name. PostgreSQL refuses to run as root, so root gives the folder to an
// unprivileged user. If that user cannot reach dir (/root is closed to all others), the folder is made
// under refuge and dir/name is a link to it.
func openHome(dir, name string) (*home, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, name)
	if os.Geteuid() != 0 {
		return settle(path, nil)
	}
	owner, err := unprivileged(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) && !reachable(dir, owner) {
		if err := linkToRefuge(path, name); err != nil {
			return nil, err
		}
	}
	return settle(path, owner)
}

// settle makes the folder behind path, which may be a link, and gives it to owner.
func settle(path string, owner *syscall.Credential) (*home, error) {
	if target, err := os.Readlink(path); err == nil {
		path = target
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, err
	}
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	h := &home{dir: path, owner: owner}
	return h, h.give(path)
}

func linkToRefuge(path, name string) error {
	if err := os.MkdirAll(refuge, 0o755); err != nil {
		return err
	}
	if err := os.Chmod(refuge, 0o755); err != nil { // whatever the umask is
		return err
	}
	// MkdirTemp makes folders only their owner may enter: the server's folder lies directly in refuge.
	target, err := os.MkdirTemp(refuge, name+"-")
	if err != nil {
		return err
	}
	slog.Info("the data folder is closed to unprivileged users, the server keeps its data elsewhere",
		"server", name, "data", target, "link", path)
	return os.Symlink(target, path)
}

// unprivileged names the user a server runs as when we are root: whoever owns its folder already, else
// the user of Debian's PostgreSQL package, else nobody.
func unprivileged(path string) (*syscall.Credential, error) {
	if info, err := os.Stat(path); err == nil {
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Uid != 0 {
			return &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		if account, err := user.Lookup(name); err == nil {
			return credential(account)
		}
	}
	return nil, errors.New("root needs a user named postgres or nobody to run the server as")
}

func credential(account *user.User) (*syscall.Credential, error) {
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the id of user %s: %w", account.Username, err)
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("read the group of user %s: %w", account.Username, err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// reachable tells whether who may enter dir and every folder above it.
func reachable(dir string, who *syscall.Credential) bool {
	for {
		info, err := os.Stat(dir)
		if err != nil || !mayEnter(info, who) {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
		dir = filepath.Dir(dir)
	}
}

func mayEnter(info fs.FileInfo, who *syscall.Credential) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	switch {
	case stat.Uid == who.Uid:
		return info.Mode().Perm()&0o100 != 0
	case stat.Gid == who.Gid:
		return info.Mode().Perm()&0o010 != 0
	default:
		return info.Mode().Perm()&0o001 != 0
	}
}

func (h *home) path(name string) string { return filepath.Join(h.dir, name) }

// create opens a file of the home for writing, empty if flag says so.
func (h *home) create(name string, flag int) (*os.File, error) {
	file, err := os.OpenFile(h.path(name), os.O_CREATE|os.O_RDWR|flag, 0o600)
	if err != nil {
		return nil, err
	}
	return file, h.give(h.path(name))
}

func (h *home) give(path string) error {
	if h.owner == nil {
		return nil
	}
	return os.Lchown(path, int(h.owner.Uid), int(h.owner.Gid))
}

// longestSocket is what fits into the address of a Unix socket on Linux (107) and macOS (103).
const longestSocket = 103

// socketDir is where the server puts its socket: the home, or a short temporary folder when the path of
// the socket would be too long. The second value is that temporary folder, to be removed at the end.
func (h *home) socketDir(socket string) (dir, temporary string, err error) {
	if len(h.path(socket)) <= longestSocket {
		return h.dir, "", nil
	}
	dir, err = os.MkdirTemp("/tmp", "jastar-")
	if err != nil {
		return "", "", err
	}
	return dir, dir, h.give(dir)
}
