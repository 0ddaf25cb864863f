#!/bin/sh
# ISC licence, see LICENSE.
# Installs what the build lacks with the system's package manager when
# root, else prints the exact command.  usage: deps.sh [check|bench]
# check: what the tests need as well.  bench: what the benchmarks need.
set -u
want="pkg-config libbsd-overlay libmd libsodium nettle cc"
[ "$(uname -s)" = Linux ] && want="$want libseccomp"
[ "${1:-}" = check ] && want="$want cmocka"
[ "${1:-}" = bench ] && want="$want python3 gnuplot"

has() {
	case $1 in
	pkg-config|cc|python3|gnuplot) command -v "$1" >/dev/null 2>&1 ;;
	*) pkg-config --exists "$1" 2>/dev/null ;;
	esac
}

need=
for w in $want; do
	has "$w" || need="$need $w"
done
[ "$(uname -s)" = Linux ] && { command -v ip >/dev/null 2>&1 ||
    [ -x /sbin/ip ] || need="$need ip"; }
[ -z "$need" ] && exit 0

# The manager, its command, and what it calls each thing.
if command -v apt-get >/dev/null 2>&1; then
	cmd="apt-get install -y --no-install-recommends"
	names="pkg-config:pkg-config libbsd-overlay:libbsd-dev libmd:libmd-dev
	    libsodium:libsodium-dev nettle:nettle-dev cc:gcc+libc6-dev
	    libseccomp:libseccomp-dev
	    cmocka:libcmocka-dev ip:iproute2 python3:python3
	    gnuplot:gnuplot-nox"
elif command -v dnf >/dev/null 2>&1; then
	cmd="dnf install -y"
	names="pkg-config:pkgconf-pkg-config libbsd-overlay:libbsd-devel
	    libmd:libmd-devel libsodium:libsodium-devel nettle:nettle-devel
	    cc:gcc
	    libseccomp:libseccomp-devel cmocka:libcmocka-devel ip:iproute
	    python3:python3 gnuplot:gnuplot"
elif command -v apk >/dev/null 2>&1; then
	cmd="apk add"
	names="pkg-config:pkgconf libbsd-overlay:libbsd-dev libmd:libmd-dev
	    libsodium:libsodium-dev nettle:nettle-dev cc:build-base
	    libseccomp:libseccomp-dev
	    cmocka:cmocka-dev ip:iproute2 python3:python3
	    gnuplot:gnuplot"
elif command -v pkg_add >/dev/null 2>&1; then
	cmd="pkg_add"
	names="pkg-config: libbsd-overlay: libmd: libsodium:libsodium
	    nettle:nettle
	    cc: cmocka:cmocka python3:python3 gnuplot:gnuplot"
elif command -v pkg >/dev/null 2>&1; then
	cmd="pkg install -y"
	names="pkg-config:pkgconf libbsd-overlay:libbsd libmd:
	    libsodium:libsodium nettle:nettle cc: cmocka:cmocka
	    python3:python3 gnuplot:gnuplot"
else
	echo "no known package manager; wanted:$need" >&2
	exit 1
fi

list=
for w in $need; do
	for n in $names; do
		[ "${n%%:*}" = "$w" ] &&
		    list="$list $(echo "${n#*:}" | tr '+' ' ')"
	done
done

if [ "$(id -u)" != 0 ]; then
	echo "missing:$need; as root, run:" >&2
	echo "    $cmd$list" >&2
	exit 1
fi
echo "installing:$list"
case $cmd in
apt-get*)
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -q >/dev/null 2>&1 ;;
esac
$cmd $list >/dev/null || { echo "failed: $cmd$list" >&2; exit 1; }
