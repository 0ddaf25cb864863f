#!/bin/sh
# ISC licence, see LICENSE.
# How far an ntp-clock that has been taken over can move wall: no further
# than clockbudget lets it, in both directions, in any order, and neither
# its own death nor a kill of the daemon gives it a new one.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"

FORWARD=20
BACKWARD=5
# What the account may be late by: the trusted frequency is free until it is
# learned, then moves at most 500 ppm for these seconds.
SLACK_MS=100

# watch_on, watch_off: the greatest error of wall, ns, in $MOST
has_page() { [ -n "$(wall_error 2>/dev/null)" ]; }
watch_on() {
	wait_for 5 has_page || fail "$HOW: no clock page"
	"$B/regress/page_dump" -w 900 - "$D" >"$T/watch" &
	WATCH=$!
	PIDS="$PIDS $WATCH"
}
watch_off() {
	kill "$WATCH" 2>/dev/null
	wait "$WATCH" 2>/dev/null
	MOST=$(awk '{ print $4 }' "$T/watch")
	[ -n "$MOST" ] || fail "$HOW: wall was not watched"
}

# bound SECONDS: MOST is no more, and not nothing either
bound() {
	note "$HOW: moved wall by $((MOST / 1000000)) ms of $1 s"
	[ "$MOST" -le $((($1 * 1000 + SLACK_MS) * 1000000)) ] ||
	    fail "$HOW: wall was moved by $MOST ns, more than $1 s"
}

# scene BEHAVIOUR: with budgets; the page is watched
scene() {
	HOW=$1
	set_scene "clockbudget forward $FORWARD backward $BACKWARD"
	raise ntp-clock "$1"
	watch_on
}

# end_scene WORDS SECONDS: it has done its worst; now the honest one
end_scene() {
	wait_for "$2" logged d "$1" || fail "$HOW: \"$1\" is not in the log"
	unharmed ntp-clock
	watch_off
	recover ntp-clock 10
}

scene forward
end_scene "hostile: charged" 30
bound $FORWARD
[ "$MOST" -gt $(((FORWARD - 1) * 1000000000)) ] ||
    fail "forward: it did not even get what it may have"
logged d "refused: more than the clock budget" ||
    fail "the log does not tell of the budget"
ctl d tracking -v >"$T/out" 2>&1
cat "$T/out"
grep -qi refus "$T/out" || fail "chimectl does not show the refusals"
stop "$D"

scene backward
end_scene "hostile: charged" 30
bound $BACKWARD
[ "$MOST" -gt $(((BACKWARD - 1) * 1000000000)) ] ||
    fail "backward: it did not even get what it may have"
stop "$D"

scene swing
end_scene "hostile: swung" 40
bound $FORWARD
stop "$D"

scene hasty
end_scene "hostile: was hasty" 15
bound $FORWARD
[ "$(grep -c 'refused: too many' "$T/d.log")" -le 10 ] ||
    fail "hasty: it could flood the log"
stop "$D"

# Impossible requests: held, unsynchronised, replaced.
scene impossible
end_scene "ntp-clock broke a rule: impossible requests to the clock" 10
bound $FORWARD
stop "$D"

# A kill of the daemon at once after the deed, again and again: all that it
# got together stays within one budget (a virtual clock starts anew, so what
# was moved is added up).
HOW=dash
set_scene "clockbudget forward $FORWARD backward $BACKWARD"
total=0
for i in 1 2 3 4 5; do
	raise ntp-clock dash
	wait_for 10 logged d "hostile: dashed" || fail "dash: did not dash"
	moved=$(wall_error)
	kill -9 "$D"
	wait "$D" 2>/dev/null
	total=$((total + moved))
	note "dash $i: $((moved / 1000000)) ms"
	# children have died with it, even those that do not listen
	for p in $ROLES; do
		wait_for 2 not_running $p || fail "$p outlived chimed"
	done
done
[ $total -le $(((BACKWARD * 1000 + SLACK_MS) * 1000000)) ] ||
    fail "kills of the daemon renewed the budget: $total ns"
[ $total -ge 1000000000 ] || fail "dash: nothing was moved"
note "dash: $((total / 1000000)) ms in all"

# The same with makestep's rights: three, and not three after every kill.
HOW=rights
set_scene "clockbudget forward 1 backward 1" "makestep 0.1 3"
total=0
for i in 1 2 3; do
	raise ntp-clock dash
	wait_for 10 logged d "hostile: dashed" || fail "rights: did not dash"
	moved=$(wall_error)
	kill -9 "$D"
	wait "$D" 2>/dev/null
	total=$((total + moved))
	note "rights $i: $((moved / 1000000)) ms"
done
# three steps of a second by right, one by the budget
[ $total -le 4100000000 ] || fail "kills renewed makestep: $total ns"
[ $total -ge 3000000000 ] || fail "rights: nothing was moved"
ok "forward $FORWARD s, backward $BACKWARD s held"
