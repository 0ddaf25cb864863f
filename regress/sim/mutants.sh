#!/bin/sh
# ISC licence, see LICENSE.
# Plants faults in a copy of the tree, one at a time, and runs scenarios and
# swarm on each: are they found?  mutants.txt has a line for each: file, the
# basic regular expression of a line (it must match exactly one), and what
# sed shall do to that line.
# Fails where fewer than LEAST are, or a line of it fits no more.
# usage: [CC=cc] [LIMIT=SECONDS] [SWARM='-s 1 -n 400'] [TABLE=FILE] [LEAST=N]
#     mutants.sh
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
table=${TABLE:-$here/mutants.txt}
limit=${LIMIT:-600}
swarm=${SWARM:--s 1 -n 400}
T=$(mktemp -d "${TMPDIR:-/tmp}/chimed.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT

for d in common ntp-parent ntp-net ntp-clock ntp-ctl regress etc; do
	cp -R "$top/$d" "$T/"
done
cp "$top/Makefile" "$T/"
cd "$T" || exit 1
build() {
	SOURCE_DATE_EPOCH=1767225600 "${MAKE:-make}" CC="${CC:-cc}" \
	    BASE="$T/b" CFLAGS=-Wno-error "$(sim)" </dev/null >"$T/make.log" 2>&1
}
sim() {
	SOURCE_DATE_EPOCH=1767225600 sh etc/build/probe.sh "$T/b" \
	    "${CC:-cc}" "" "" | sed 's,$,/regress/sim,'
}
# Within the limit: one that hangs is found as well.
trial() {
	timeout "$limit" "$(sim)" -q $swarm regress/sim/scenes/*.scene \
	    </dev/null >"$T/out" 2>&1
}

build || { tail "$T/make.log"; exit 1; }
trial || { echo "it fails without any fault planted:"; tail -n 5 "$T/out"
    exit 1; }
caught=0 total=0 rotten=0
while IFS='	' read -r file pattern edit what; do
	case $file in ''|'#'*) continue ;; esac
	total=$((total + 1))
	if [ "$(grep -c "$pattern" "$file")" != 1 ]; then
		echo "STALE  $file: $pattern"
		rotten=$((rotten + 1))
		continue
	fi
	cp "$file" "$T/kept"
	n=$(grep -n "$pattern" "$file" | cut -d : -f 1)
	sed "$n$edit" "$T/kept" >"$file"
	if ! build; then
		echo "BROKEN $file: $what: $(grep -m 1 error "$T/make.log")"
		rotten=$((rotten + 1))
		cp "$T/kept" "$file"
		continue
	fi
	trial
	status=$?
	case $status in
	0)
		echo "MISSED $file: $what" ;;
	124)
		echo "SLOW   $file: $what: no result in $limit s" ;;
	*)
		caught=$((caught + 1))
		why=$(grep -m 1 FAIL "$T/out" | sed 's,/.*/,,' | cut -c 1-100)
		echo "caught $file: $what: ${why:-status $status}" ;;
	esac
	cp "$T/kept" "$file"
done <"$table"
echo "$caught of $((total - rotten)) planted faults were caught," \
    "$rotten lines of $(basename "$table") do not fit the source any more"
[ "$caught" -ge "${LEAST:-40}" ] && [ $rotten = 0 ]
