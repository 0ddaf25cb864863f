#!/bin/sh
# ISC licence, see LICENSE.
# Runs every test, JOBS at a time (most of them mostly wait), and says how it
# went.  usage: B=DIR [SAN=1] [JOBS=N] run.sh [NAME...]
# A test is a program, named as its file, or a script, named ROOM/FILE; to ask
# for one FILE will do.  Exit 0 is ok, 77 skipped, else failed; the last line
# that it printed is the reason.  Its output goes to B/log/NAME.log.
set -u
: "${B:?the build directory}"
SAN=${SAN:-}
export B SAN
here=$(dirname "$0")

# name FILE: t_tm, proc/ctl
name() {
	case $1 in
	*.sh) echo "$(basename "$(dirname "$1")")/$(basename "$1" .sh)" ;;
	*) basename "$1" ;;
	esac
}

# Seconds after which a test hangs, on whatever machine; sanitizers are slow.
limit=900
[ -z "$SAN" ] || limit=2700

# one FILE: runs that test and prints its line, and the log where it failed
one() {
	name=$(name "$1")
	log=$B/log/$name.log
	how=
	case $1 in *.sh) how=sh ;; esac
	began=$(date +%s)
	timeout -k 10 $limit $how "$1" >"$log" 2>&1 </dev/null
	status=$?
	took="$(($(date +%s) - began)) s"
	case $status in
	0)	echo "ok    $name, $took" ;;
	77)	echo "SKIP  $name: $(sed -n 's/^skip: //p' "$log" |
		    tail -n 1)" ;;
	*)
		[ $status != 124 ] || echo "(took too long)" >>"$log"
		said=$(tail -n 40 "$log"; grep '^FAIL' "$log")
		printf '%s\n' \
		    "FAIL  $name (status $status, $took), end of $log:" \
		    "$said" | sed '2,$s/^/    /' ;;
	esac
}

# wanted FILE NAME...: is it one of those asked for?
wanted() {
	w=$(name "$1")
	shift
	[ $# -gt 0 ] || return 0
	for a in "$@"; do
		case $w in "$a"|*/"$a") return 0 ;; esac
	done
	return 1
}

# tests NAME...: the files of those asked for, of all when none is
tests() {
	for t in "$B"/regress/t_* "$here"/struct/*.sh "$here"/proc/*.sh \
	    "$here"/interop/*.sh "$here"/hostile/*.sh; do
		case $t in
		*.sh) [ -f "$t" ] ;;
		*.*) false ;;
		*) [ -x "$t" ] ;;
		esac && wanted "$t" "$@" && echo "$t"
	done
}

if [ "${1:-}" = -1 ]; then
	one "$2"
	exit 0
fi
for room in struct proc interop hostile; do
	mkdir -p "$B/log/$room" || exit 1
done
list=$(tests "$@")
[ -n "$list" ] || { echo "no test of that name: $*"; exit 1; }
echo "$list" | xargs -n 1 -P "${JOBS:-3}" sh "$0" -1 | tee "$B/log/results"
n() { grep -c "^$1 " "$B/log/results"; }
failed=$(n FAIL)
echo "$(n ok) passed, $failed failed, $(n SKIP) skipped"
[ "$failed" = 0 ]
