#!/bin/sh
# ISC licence, see LICENSE.
# The directory of the state is full, or read-only; and the daemon is killed
# at random moments while it writes: every file is whole afterwards, and the
# budget is not renewed.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"
[ "$CHIMED_PRIVATE" = root ] || skip "only root can mount"
kills=200
[ -z "${SOAK:-}" ] || kills=1000
[ -x "$B/regress/state_check" ] || fail "no state_check"

HOW=disk
# full MODE REASON: the state directory cannot be written, the daemon does not mind
full() {
	set_scene "clockbudget forward 20 backward 5"
	mkdir -p "$T/d.state/virtual" /run/chimed/virtual
	mount -t tmpfs -o size=4k,mode=755 small "$T/d.state/virtual" ||
	    fail "mount"
	mount -t tmpfs -o size=4k,mode=755 small /run/chimed/virtual ||
	    fail "mount"
	# a page of 4 KiB is all there is
	echo x >"$T/d.state/virtual/fill"
	echo x >/run/chimed/virtual/fill
	if [ "$1" = readonly ]; then
		mount -o remount,ro "$T/d.state/virtual"
		mount -o remount,ro /run/chimed/virtual
	fi
	raise ntp-clock dash
	wait_for 10 logged d "hostile: dashed" || fail "$1: did not dash"
	logged d "neither .* can be written" || fail "$1: the log does not say"
	[ "$(grep -c 'can be written' "$T/d.log")" = 1 ] ||
	    fail "$1: the log says it over and over"
	[ "$(wall_error)" -le 5100000000 ] || fail "$1: budget"
	recover ntp-clock 10
	# in memory it is kept all the same
	[ "$(wall_error)" -le 5100000000 ] || fail "$1: budget"
	! ctl d dump >"$T/out" || fail "$1: dump says that all is well"
	grep -q "virtual: $2" "$T/out" ||
	    fail "$1: dump does not say what failed: $(cat "$T/out")"
	stop "$D"
	umount "$T/d.state/virtual" /run/chimed/virtual
	note "$1: runs"
}
full enospc "No space left on device"
full readonly "Read-only file system"

# wait_ms SEED: from 0.1 s to half a second
wait_ms() {
	sleep "0.$(awk -v s="$1" 'BEGIN { srand(s * 7919); printf "%03d",
	    100 + rand() * 400 }')"
}
# signed_error: of wall, ns; nothing where there is no page yet
signed_error() {
	errors - "$D" 2>/dev/null | awk '{ printf "%.0f\n", $2 }'
}
steps() { logged d "ntp-clock\[.* ready"; }
none_left() {
	for p in $ROLES; do
		not_running $p || return 1
	done
}

# A step forward and one back, ten a second, and every one is written down.
set_scene "clockbudget forward 20 backward 5"
cast ntp-clock hasty
total=0 k=0 moves=0
while [ $k -lt $kills ]; do
	: >"$T/d.log"
	start d "$B/chimed" -d -f "$T/d.conf" -L "$DIR" -C virtual
	D=$PID
	# every second one when there are steps, on whatever machine
	[ $((k % 2)) = 0 ] || wait_for 10 steps ||
	    fail "ntp-clock was not ready"
	wait_ms $k
	kill -STOP "$D"
	moved=$(signed_error)
	kill -9 "$D"
	wait "$D" 2>/dev/null
	PIDS=
	wait_for 3 none_left || fail "children outlived chimed"
	case ${moved:-0} in
	*????????) total=$((total + moved)) moves=$((moves + 1)) ;;
	esac
	"$B/regress/state_check" "$T/d.state/virtual" /run/chimed/virtual \
	    >"$T/charged" || fail "after kill $k: a file is not whole"
	k=$((k + 1))
done
note "$k kills, $moves of them after a step:" \
    "$((total / 1000000)) ms moved in all, charged $(cat "$T/charged")"
[ $moves -gt 5 ] || fail "no kill came after a step"
[ $total -le 20100000000 ] && [ $total -ge -5100000000 ] ||
    fail "kills renewed the budget: $total ns"
[ -z "$(find "$T/d.state" /run/chimed -name state -perm /077)" ] ||
    fail "the state file is not for root alone"
ok "$k kills"
