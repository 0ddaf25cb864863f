#!/bin/sh
# ISC licence, see LICENSE.
# Children that say nothing: none gets HELLO out, none gets READY, none
# answers a reload.  Each is found out within half a minute and replaced;
# one that is merely idle is left alone.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"

# silent NAME BEHAVIOUR: a daemon all of whose children are so
silent() {
	DIR=$T/lib/$2
	mkdir -p "$DIR"
	for p in $ROLES; do
		cp "$B/regress/hostile" "$DIR/$p"
	done
	conf "$1" <<END
port 0
END
	start "$1" "$B/chimed" -d -f "$T/$1.conf" -L "$DIR" -C virtual
}

# found NAME WORDS N: so many children were
found() { [ "$(grep -c "$2" "$T/$1.log")" -ge "$3" ]; }

silent mute mute
mute=$PID
silent unready unready
unready=$PID
silent deaf deaf
deaf=$PID
# The real ones, and one of them stopped.
conf real <<END
port $PORT
END
chimed real -C virtual
real=$PID
wait_for 10 logged deaf "all processes are ready" || fail "deaf: not ready"
wait_for 10 logged real "all processes are ready" || fail "real: not ready"
stopped=$(child "$real" ntp-clock)
kill -STOP "$stopped"
kill -HUP "$deaf" "$real"

within_s 40 found mute "did not get ready: killed" 4 ||
    fail "no HELLO: not found out"
within_s 5 found unready "did not get ready: killed" 4 ||
    fail "no READY: not found out"
# ntp-dns may have to wait for name servers
within_s 5 found deaf "did not answer: killed" 3 ||
    fail "reload: not found out"
within_s 5 found real "ntp-clock did not answer: killed" 1 ||
    fail "a stopped ntp-clock was not found out"
within_s 5 other_child "$real" ntp-clock "$stopped" ||
    fail "the stopped ntp-clock was not replaced"
[ "$(grep -c ' ended by' "$T/real.log")" = 1 ] ||
    fail "one that did answer was replaced"
for p in $mute $unready $deaf $real; do
	if gone "$p"; then
		fail "chimed ended"
	fi
done
# Those that do not listen must not outlive it.
kill -9 "$deaf"
orphans() {
	for s in /proc/[0-9]*/status; do
		awk '/^PPid:/ { p = $2 } /^Name:/ { n = $2 }
		    END { exit !(p == 1 && n ~ /^ntp-/) }' "$s" 2>/dev/null &&
		    return 1
	done
	return 0
}
within_s 3 orphans || fail "children outlived chimed"
for p in $mute $unready $real; do
	stop "$p"
done
ok "silence is found out"
