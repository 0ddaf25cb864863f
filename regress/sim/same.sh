#!/bin/sh
# ISC licence, see LICENSE.
# The same seed gives the same trace, whoever compiled the simulator: gcc,
# clang (where they are), and with sanitizers.  usage: same.sh [SEED...]
set -u
cd "$(dirname "$0")/../.." || exit 1
[ $# -gt 0 ] || set -- 7 77 444
T=$(mktemp -d "${TMPDIR:-/tmp}/chimed.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
bad=0 builds=

# traces CC SAN NAME SEED...: the hashes of those seeds into T/NAME
traces() {
	cc=$1 san=$2 name=$3
	shift 3
	b=$(sh etc/build/probe.sh build "$cc" "$san" "") || return 1
	"${MAKE:-make}" CC="$cc" SAN="$san" "$b/regress/sim" \
	    >"$T/make.log" 2>&1 || { tail -n 5 "$T/make.log"; return 1; }
	for seed in "$@"; do
		"$b/regress/sim" -x -s "$seed" | grep '^hash'
	done >"$T/$name"
	builds="$builds $name"
}

for cc in gcc clang; do
	command -v $cc >/dev/null || continue
	traces $cc "" $cc "$@" || bad=1
done
traces "${CC:-cc}" 1 sanitizers "$@" || bad=1
set -- $builds
[ $# -gt 1 ] || { echo "fewer than two builds to compare"; exit 1; }
[ -s "$T/$1" ] || bad=1
for name in "$@"; do
	cmp -s "$T/$1" "$T/$name" || { bad=1; echo "$1 and $name differ:"
	    diff "$T/$1" "$T/$name"; }
done
echo "$* give $(wc -l <"$T/$1") traces, $([ $bad = 0 ] && echo the same ||
    echo NOT the same)"
exit $bad
