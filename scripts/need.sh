#!/bin/sh
# Installs what is named and missing, and is silent when nothing is:
#
#   scripts/need.sh stores browser compiler
#
# Debian and its kin: with apt-get, as root or with sudo. macOS: with Homebrew. Elsewhere it says what to install.
set -eu

have() { command -v "$1" >/dev/null 2>&1; }

have_postgres() {
	have initdb && have postgres && return
	for bin in /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
		[ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && return
	done
	return 1
}

have_browser() { have chromium || have chromium-browser || have google-chrome || [ -d "/Applications/Google Chrome.app" ]; }

# The race detector links against the C library.
have_compiler() { have gcc && echo '#include <stdlib.h>' | gcc -E - >/dev/null 2>&1; }

# The packages' own services are not for us: nothing is started, no database cluster is made, and afterwards
# the machine is configured as before.
install_debian() {
	export DEBIAN_FRONTEND=noninteractive
	policy=/usr/sbin/policy-rc.d clusters=/etc/postgresql-common/createcluster.conf
	made_policy='' saved_clusters='' log=$(mktemp)
	restore() {
		rm -f "$log"
		[ -z "$made_policy" ] || rm -f "$policy"
		[ -z "$saved_clusters" ] || mv -f "$saved_clusters" "$clusters"
	}
	trap restore EXIT
	trap 'exit 1' INT TERM HUP
	if [ ! -e "$policy" ]; then
		made_policy=yes
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod +x "$policy"
	fi
	apt update
	case " $* " in *' postgresql '*)
		apt install postgresql-common
		saved_clusters=$clusters.jastar
		cp -p "$clusters" "$saved_clusters"
		echo 'create_main_cluster = false' >>"$clusters"
		;;
	esac
	apt install "$@"
}

# apt is apt-get without a word, unless it fails.
apt() {
	apt-get -y --no-install-recommends "$@" </dev/null >"$log" 2>&1 && return
	tail -n 20 "$log" >&2
	echo "apt-get $* did not succeed" >&2
	exit 1
}

if [ "${1-}" = --install-debian ]; then
	shift
	install_debian "$@"
	exit
fi

debian='' brew=''
for what; do
	case $what in
	stores)
		have_postgres || { debian="$debian postgresql" brew="$brew postgresql"; }
		have redis-server || { debian="$debian redis-server" brew="$brew redis"; }
		;;
	browser) have_browser || { debian="$debian chromium fonts-noto-color-emoji" brew="$brew --cask chromium"; } ;;
	compiler) have_compiler || { debian="$debian gcc libc6-dev" brew="$brew gcc"; } ;;
	*) echo "need.sh: unknown: $what" >&2 && exit 2 ;;
	esac
done
[ -n "$debian" ] || exit 0

# Word splitting is wanted in all that follows.
if have brew; then
	echo "Installing$brew"
	brew install --quiet $brew
elif ! have apt-get; then
	echo "Please install the equivalents of these Debian packages:$debian" >&2
	exit 1
elif [ "$(id -u)" = 0 ]; then
	echo "Installing$debian"
	sh "$0" --install-debian $debian
elif have sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
	echo "Installing$debian"
	sudo sh "$0" --install-debian $debian
else
	echo "Please let an administrator run: apt-get install -y$debian" >&2
	exit 1
fi
