#!/bin/sh
# ISC licence, see LICENSE.
# Runs every test and says how it went.  usage: B=DIR [SAN=1] run.sh [NAME...]
# A test is a program or a script: exit 0 ok, 77 skipped, else failed; the
# last line that it printed is the reason.  Its output goes to B/log/NAME.log.
set -u
: "${B:?the build directory}"
SAN=${SAN:-}
export B SAN
here=$(dirname "$0")
mkdir -p "$B/log" || exit 1
passed=0 failed=0 skipped=0

# Seconds that a test may take; sanitizers are slow.
limit() {
	case $1 in
	kill_children|fuzz_*|hostile_record) s=300 ;;
	*) s=150 ;;
	esac
	[ -z "$SAN" ] || s=$((s * 3))
	echo $s
}

# one NAME COMMAND...
one() {
	name=$1
	shift
	log=$B/log/$name.log
	timeout -k 10 "$(limit "$name")" "$@" >"$log" 2>&1 </dev/null
	status=$?
	case $status in
	0)
		passed=$((passed + 1))
		echo "ok    $name" ;;
	77)
		skipped=$((skipped + 1))
		echo "SKIP  $name: $(sed -n 's/^skip: //p' "$log" | tail -n 1)" ;;
	*)
		failed=$((failed + 1))
		[ $status != 124 ] || echo "(took too long)" >>"$log"
		echo "FAIL  $name (status $status), end of $log:"
		{ tail -n 40 "$log"; grep '^FAIL' "$log"; } |
		    sed 's/^/    /' ;;
	esac
}

# wanted NAME ARG...: is it one of those asked for?
wanted() {
	w=$1
	shift
	[ $# -gt 0 ] || return 0
	for a in "$@"; do
		[ "$a" != "$w" ] || return 0
	done
	return 1
}

for t in "$B"/regress/t_*; do
	n=$(basename "$t")
	case $n in *.*) continue ;; esac
	[ -x "$t" ] && wanted "$n" "$@" && one "$n" "$t"
done
for room in struct proc interop hostile; do
	for t in "$here/$room"/*.sh; do
		n=$(basename "$t" .sh)
		[ -f "$t" ] && wanted "$n" "$@" && one "$n" sh "$t"
	done
done

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ] && [ $passed -gt 0 ]
