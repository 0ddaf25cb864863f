#!/bin/sh
# ISC licence, see LICENSE.
# kill -9 of every child, 50 times in turn, under client load: it comes
# back, replies resume, the clock does not jump by a millisecond (nor, on a
# busy machine, by more than it claims to know), and no reply in between
# claims a wrong time.
. "$(dirname "$0")/../lib.sh"
private
turns=50
[ -z "$SAN" ] || turns=15

conf up <<END
port $PORT
local stratum 1
allow
END
chimed up -C virtual
up=$PID
up up
conf d <<END
port $((PORT + 1))
server 127.0.0.1 port $PORT iburst minpoll 0 maxpoll 2
allow
makestep 1 3
END
chimed d -C virtual,offset=-1.4,freq=35
d=$PID
up d
wait_for 30 synced d || fail "not synchronised"
"$B/regress/page_dump" "$up" "$d" >"$T/page" 2>&1 ||
    skip "this user may not read the clock page: $(cat "$T/page")"
wait_for 40 as_claimed "$up" "$d" ||
    fail "not as near as it claims before the test: $(errors "$up" "$d")"

serves() { "$B/regress/ntp_probe" 127.0.0.1 $((PORT + 1)) >/dev/null; }
wait_for 20 serves || fail "does not serve"
"$B/regress/page_dump" -w 900 "$up" "$d" >"$T/watch" &
watch=$!
"$B/regress/ntp_load" 127.0.0.1 $((PORT + 1)) 200 900 "$up" >"$T/load" &
load=$!
PIDS="$PIDS $watch $load"

# lived PID: for more than a second (field 22 is its start in ticks of boot)
lived() {
	awk -v hz="$(getconf CLK_TCK)" 'NR == FNR { up = $1; next }
		{ sub(/.*\) /, ""); exit !(up - $20 / hz > 1.2) }' \
	    /proc/uptime "/proc/$1/stat"
}

kills=0
while [ $kills -lt $turns ]; do
	for role in ntp-net ntp-clock ntp-ctl ntp-dns; do
		old=$(child "$d" $role)
		[ -n "$old" ] || fail "$role was not there"
		# one that dies younger than a second is held back for longer
		wait_for 5 lived "$old" || fail "$role was not left alive"
		kill -9 "$old"
		within_s 10 other_child "$d" $role "$old" ||
		    fail "$role did not come back"
		within_s 10 serves || fail "no replies after $role's death"
	done
	kills=$((kills + 1))
	wait_for 5 answers d || fail "chimectl is not answered"
done

kill "$watch" "$load"
wait "$watch"
wait "$load"
status=$?
cat "$T/load" "$T/watch"
[ $status = 0 ] || fail "replies claimed a wrong time"
awk '{ most = 2 * $6 > 1000000 ? 2 * $6 : 1000000; n++ }
    $2 > most || $3 > most { bad = 1 }
    END { exit bad || n != 1 }' "$T/watch" || fail "the clock jumped"
awk '{ exit !($7 <= 0) }' "$T/watch" || fail "not as near as it claimed"
within_s 5 as_claimed "$up" "$d" ||
    fail "not as near as it claims after the test: $(errors "$up" "$d")"
stop "$d"
stop "$up"
ok "$((kills * 4)) kills"
