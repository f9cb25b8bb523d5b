//go:build linux

package main

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"jastar/bot/simulator"
	"jastar/storage/storagetest"
)

// What is in the image is enough to run the bot: it starts in an otherwise
// empty root directory on a read-only file system as nobody in particular,
// becomes ready, answers over a connection it trusts by the image's own
// certificates, and shows Almaty's time without a time zone table around.
func TestImageRunsWithoutAnythingElse(t *testing.T) {
	t.Parallel()
	stores := storagetest.Stores(t) // at addresses of the network, not at sockets in files
	w := worldOver(t, stores.PostgresURL(), stores.RedisURL(), func(o *simulator.Options) { o.Clock = time.Now })
	certificates := w.encrypt()
	box := newBox(t, certificates)

	bot := follow(t, box.command("serve", w.environ("DATA_DIR=/data", "LOG_FORMAT=json")...))
	checkPowerless(t, bot.PID())
	if code := bot.ready(); code != 200 {
		t.Errorf("readyz answers %d", code)
	}
	box.run("healthcheck", "ADMIN_ADDR="+bot.Admin)

	guest := w.sim.Person(simulator.Profile{ID: 2001, FirstName: "Guest", LanguageCode: "en"})
	guest.Send("/start")
	shows(t, guest, "Choose your language")
	start := time.Now().Truncate(24 * time.Hour).Add(37*time.Hour + 30*time.Minute) // tomorrow, 13:30 in Greenwich
	event := w.event(20, fmt.Sprintf("%.0f seconds", start.Sub(w.clock.now()).Seconds()))
	member := w.members(3001, 1)[0]
	member.Start("e" + strconv.FormatInt(event, 36))
	shows(t, member, "18:30")
	noMistakes(t, w)
	bot.stop()
}

// encrypt puts the world's Telegram behind TLS and returns the only
// certificate that vouches for it.
func (w *world) encrypt() []byte {
	w.t.Helper()
	plain, err := url.Parse(w.cfg.APIURL)
	if err != nil {
		w.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(plain)
	proxy.ErrorLog = log.New(io.Discard, "", 0) // a poll is cut off when the bot stops
	server := httptest.NewTLSServer(proxy)
	w.t.Cleanup(server.Close)
	w.cfg.APIURL = server.URL
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
}

// checkPowerless expects the process to be an ordinary user without a single
// capability.
func checkPowerless(t *testing.T, pid int) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`Uid:(\t[1-9]\d*){4}\n`, `Gid:(\t[1-9]\d*){4}\n`, `CapEff:\t0{16}\n`, `CapPrm:\t0{16}\n`} {
		if !regexp.MustCompile(want).Match(status) {
			t.Errorf("the process should have %s, its status is:\n%s", want, status)
		}
	}
}

// box runs the program among nothing but the image's contents, as far as the
// machine lets this user.
type box struct {
	t     *testing.T
	image string // a folder with what the image holds
	walls walls
}

// walls makes a process of the program that sees the image's contents only.
type walls func(b *box, command string) *exec.Cmd

// newBox fills a folder as the Dockerfile does and finds the strongest walls
// that can be had.
func newBox(t *testing.T, certificates []byte) *box {
	t.Helper()
	b := &box{t: t, image: t.TempDir()}
	b.furnish(certificates)
	root := os.Getuid() == 0
	for _, w := range []struct {
		what  string
		can   bool
		walls walls
	}{
		{"own root directory, mounted read-only, as user 10001", root && permitted("--mount"), mounted("chroot --userspec=10001:10001", "--mount")},
		{"own root directory, mounted read-only, as user 10001 of a user namespace", !root && permitted("--user", "--map-root-user", "--mount"),
			mounted("unshare --user --map-user=10001 --map-group=10001 --wd=/ --root", "--user", "--map-root-user", "--mount")},
		{"own root directory, read-only by its permissions, as user 10001", root, changedRoot},
		{"the machine's root directory, read-only by permissions and with an empty environment: this user gets no namespaces", true, unwalled},
	} {
		if w.can {
			t.Log("the program runs with: " + w.what)
			b.walls = w.walls
			return b
		}
	}
	return b
}

// permitted tells whether this machine lets this user have the namespaces and
// mount in them.
func permitted(namespaces ...string) bool {
	args := append(namespaces, "mount", "-t", "tmpfs", "probe", "/tmp")
	return exec.Command("unshare", args...).Run() == nil
}

// furnish puts into the folder what the image holds, read-only but for /data.
func (b *box) furnish(certificates []byte) {
	b.t.Helper()
	program, err := built()
	if err != nil {
		b.t.Fatal(err)
	}
	binary, err := os.ReadFile(program)
	if err != nil {
		b.t.Fatal(err)
	}
	trusted := filepath.Join(b.image, "etc/ssl/certs/ca-certificates.crt")
	for _, err := range []error{
		os.MkdirAll(filepath.Dir(trusted), 0o755),
		os.WriteFile(trusted, certificates, 0o644),
		os.WriteFile(filepath.Join(b.image, "jastar"), binary, 0o755),
		os.Mkdir(filepath.Join(b.image, "data"), 0o700),
		os.Chmod(b.image, 0o555),
	} {
		if err != nil {
			b.t.Fatal(err)
		}
	}
	b.t.Cleanup(func() { _ = os.Chmod(b.image, 0o755) }) // so that it can be removed
	if os.Getuid() == 0 {
		if err := os.Chown(filepath.Join(b.image, "data"), imageUser, imageUser); err != nil {
			b.t.Fatal(err)
		}
	}
}

// command makes a process of the program with this environment and no other.
func (b *box) command(command string, environ ...string) *exec.Cmd {
	c := b.walls(b, command)
	c.Env = append(c.Env, environ...)
	return c
}

// run expects a command of the program to succeed.
func (b *box) run(command string, environ ...string) {
	b.t.Helper()
	if out, err := b.command(command, environ...).CombinedOutput(); err != nil {
		b.t.Errorf("%s: %v: %s", command, err, out)
	}
}

// furnished copies the image $1 into a file system of its own at $2, makes that
// read-only but for /data, and becomes the program there by the command $3.
const furnished = `set -eu
image=$1 root=$2 drop=$3
mount -t tmpfs -o mode=755 image "$root"
cp -Rp "$image/." "$root"
mount -t tmpfs -o mode=700 data "$root/data"
chown --reference="$image/data" "$root/data"
mount -o remount,bind,ro "$root"
touch "$root/written" 2>/dev/null && exit 1
touch "$root/data/written"
exec $drop "$root" /jastar "$4"`

// mounted makes walls of namespaces; drop is the command that enters a root
// directory as an ordinary user.
func mounted(drop string, namespaces ...string) walls {
	return func(b *box, command string) *exec.Cmd {
		c := exec.Command("unshare", append(namespaces, "sh", "-c", furnished, "sh", b.image, b.t.TempDir(), drop, command)...)
		c.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"} // of the shell; in the image it leads nowhere
		return c
	}
}

// changedRoot makes walls where root may not mount.
func changedRoot(b *box, command string) *exec.Cmd {
	c := exec.Command("/jastar", command)
	c.Dir, c.Env = "/", []string{}
	c.SysProcAttr = &syscall.SysProcAttr{Chroot: b.image, Credential: &syscall.Credential{Uid: imageUser, Gid: imageUser}}
	return c
}

// unwalled is what is left to a user without any namespace: the program finds
// its certificates by name and everything else by its own means.
func unwalled(b *box, command string) *exec.Cmd {
	c := exec.Command(filepath.Join(b.image, "jastar"), command)
	c.Dir = b.image
	c.Env = []string{"SSL_CERT_FILE=" + filepath.Join(b.image, "etc/ssl/certs/ca-certificates.crt"), "SSL_CERT_DIR=/nowhere", "HOME=/nowhere", "ZONEINFO=/nowhere"}
	return c
}
