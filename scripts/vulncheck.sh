#!/bin/sh
# Looks for known vulnerabilities in what the program calls. Without a way to the public database it says so
# in one line and passes: a build must not depend on that service.
set -eu

out=$(go tool govulncheck ./... 2>&1) && exit 0
code=$?
case $out in
*"fetching vulnerabilities"* | *"vuln.go.dev"*)
	if [ $code -ne 3 ]; then
		echo "govulncheck: skipped, the vulnerability database cannot be reached"
		exit 0
	fi
	;;
esac
echo "$out" >&2
exit $code
