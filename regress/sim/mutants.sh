#!/bin/sh
# ISC licence, see LICENSE.
# Plants faults in a copy of the tree, one at a time, and runs scenarios and
# swarm on each: are they found?  mutants.txt has a line for each: file, the
# basic regular expression of a line (it must match exactly one), what sed
# shall do to that line, what that breaks; and the unit test that finds it,
# where the simulator is not expected to.
# Fails where the simulator finds fewer than LEAST, a unit test does not find
# what it should, or a line fits no more.
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
# build TEST
build() {
	SOURCE_DATE_EPOCH=1767225600 "${MAKE:-make}" CC="${CC:-cc}" \
	    BASE="$T/b" CFLAGS=-Wno-error "$(program "$1")" </dev/null \
	    >"$T/make.log" 2>&1
}
program() {
	SOURCE_DATE_EPOCH=1767225600 sh etc/build/probe.sh "$T/b" \
	    "${CC:-cc}" "" "" | sed "s,\$,/regress/$1,"
}
# Within the limit: one that hangs is found as well.
trial() {
	timeout "$limit" "$(program sim)" -q $swarm regress/sim/scenes/*.scene \
	    </dev/null >"$T/out" 2>&1
}
# unit TEST: does it find nothing?  Nor does one that cannot be built.
unit() {
	build "$1" || return 0
	timeout "$limit" "$(program "$1")" </dev/null >/dev/null 2>&1
}

build sim || { tail "$T/make.log"; exit 1; }
trial || { echo "it fails without any fault planted:"; tail -n 5 "$T/out"
    exit 1; }
caught=0 total=0 rotten=0 units=0 escaped=0
while IFS='	' read -r file pattern edit what test; do
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
	if ! build sim; then
		echo "BROKEN $file: $what: $(grep -m 1 error "$T/make.log")"
		rotten=$((rotten + 1))
		cp "$T/kept" "$file"
		continue
	fi
	trial
	status=$?
	case $status in
	0)
		if [ -z "$test" ]; then
			echo "MISSED $file: $what"
		elif unit "$test"; then
			escaped=$((escaped + 1))
			echo "MISSED $file: $what, by $test as well"
		else
			units=$((units + 1))
			echo "unit   $file: $what: $test"
		fi ;;
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
    "$units more by unit tests," \
    "$rotten lines of $(basename "$table") do not fit the source any more"
[ "$caught" -ge "${LEAST:-40}" ] && [ $escaped = 0 ] && [ $rotten = 0 ]
