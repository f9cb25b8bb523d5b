//go:build !linux

package fleet

import "os/exec"

// bind does nothing: only Linux can tie a process to another.
func bind(*exec.Cmd) {}
