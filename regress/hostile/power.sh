#!/bin/sh
# ISC licence, see LICENSE.
# The power fails at random moments while the daemon writes what it keeps:
# of names and contents only that is left which was synced.  At every start
# the files are whole, the drift file is the old or the new one, and the
# account is never behind what was done to the clock.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"
kills=${KILLS:-40}
for p in state_check power_loss; do
	[ -x "$B/regress/$p" ] || fail "no $p"
done
power=$B/regress/power.so
mkdir -p "$T/open"

# ms SEED FROM TO: a number of that range
number() {
	awk -v s="$1" -v a="$2" -v b="$3" 'BEGIN {
		srand(s * 7919)
		printf "%d", a + rand() * (b - a)
	}'
}
# halted: stopped by itself, or ended
halted() {
	case $(sed -n 's/^State:[[:space:]]*//p' "/proc/$D/status" \
	    2>/dev/null) in
	''|T*|Z*) return 0 ;;
	esac
	return 1
}
halted_or_steps() { halted || logged d "ntp-clock\[.* ready"; }
none_left() {
	for p in $ROLES; do
		not_running $p || return 1
	done
}
# one N: a life of the daemon, ended by a loss of power; sets moved
one() {
	: >"$T/d.log"
	stop_at=0
	[ $(($1 % 2)) = 0 ] || stop_at=$(number "$1" 1 400)
	start d env LD_PRELOAD="$power" POWER_SHADOW="$shadow" \
	    POWER_STOP="$stop_at" "$B/chimed" -d -f "$T/d.conf" -L "$DIR" \
	    -C virtual
	D=$PID
	# some while it starts, the others when there are steps
	[ $(($1 % 4)) = 0 ] || wait_for 10 halted_or_steps ||
	    fail "ntp-clock was not ready"
	if [ "$stop_at" = 0 ]; then
		sleep "0.$(number "$1" 150 600)"
		kill -STOP "$D"
	else
		within_s 2 halted || kill -STOP "$D"
	fi
	moved=$(errors - "$D" 2>/dev/null | awk '{ printf "%.0f\n", $2 }')
	kill -9 "$D"
	wait "$D" 2>/dev/null
	PIDS=
	wait_for 3 none_left || fail "children outlived chimed"
}

set_scene "clockbudget forward 1000000 backward 5"
cast ntp-clock climb
state=$T/d.state/virtual shadow=$state/shadow
mkdir -p "$shadow"
[ -z "$AS" ] || chmod -R 777 "$T/d.state"
before=0 total=0 steps=0 ahead=0 drifts=0 k=0
while [ $k -lt "$kills" ]; do
	one $k
	case $((k % 3)) in
	0) loss=none ;;
	1) loss=names ;;
	*) loss=all ;;
	esac
	"$B/regress/power_loss" "$state" "$shadow" $loss || fail "power_loss"
	charged=$("$B/regress/state_check" "$state" /run/chimed/none) ||
	    fail "loss $k ($loss): a file is not whole"
	charged=${charged% *}
	if [ -e "$state/drift" ]; then
		drifts=1
	elif [ $drifts = 1 ]; then
		fail "loss $k ($loss): the drift file is gone"
	fi
	# what was done is charged; what was charged may not be done yet
	slack=$((charged - before - ${moved:-0}))
	[ $slack -ge -100000000 ] && [ $slack -le 1100000000 ] ||
	    fail "loss $k ($loss, call $stop_at): moved by ${moved:-0} ns," \
	    "charged $before before and $charged after"
	[ $slack -lt 500000000 ] || ahead=$((ahead + 1))
	case ${moved:-0} in
	??????????*) steps=$((steps + 1)) ;;
	esac
	total=$((total + ${moved:-0})) before=$charged
	k=$((k + 1))
done
note "$k losses, $steps of them after a step, $ahead between account and" \
    "step: $((total / 1000000)) ms moved, $((charged / 1000000)) ms charged"
[ $steps -gt $((k / 4)) ] || fail "only $steps losses came after a step"
[ $drifts = 1 ] || fail "there never was a drift file"
ok "$k losses of power"
