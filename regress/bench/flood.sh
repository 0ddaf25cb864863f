#!/bin/sh
# ISC licence, see LICENSE.
# A flood of requests at full rate, bounded in time, against a daemon that
# also has a source of its own: it loses no sample, neither its clock's error
# nor its memory grows, chimectl is answered, and afterwards all counters add up.
# usage: B=DIR [BUSY=1] flood.sh [SECONDS]
# BUSY: the machine has other work, which makes each of them slower and the
# clock's error larger, within what it claims.
set -u
[ -n "${CHIMED_PRIVATE:-}" ] || FLOOD_S=${1:-60}
export FLOOD_S
. "$(dirname "$0")/../lib.sh"
private
need_private "the load comes from many addresses of loopback"
LOAD=$B/regress/bench/load
[ -x "$LOAD" ] || skip "regress/bench/load was not built"
BUSY=${BUSY:-}
answer_ms=100 asks_s=3
# under a sanitizer everything takes ten times as long
[ -z "$BUSY$SAN" ] || answer_ms=1000
[ -z "$BUSY" ] || asks_s=1

# The truth is on a port of its own and is not flooded.
conf truth <<-END
	local stratum 1
	allow 127.0.0.1
	bindaddress 127.0.0.1
	port 11222
END
chimed truth -C virtual
TRUTH=$PID
up truth
conf f <<-END
	server 127.0.0.1 port 11222 iburst minpoll -2 maxpoll -2
	allow
	port $PORT
	clientloglimit 524288
END
chimed f -C virtual,offset=0.01,freq=20
MAIN=$PID
up f
wait_for 30 synced f || fail "it does not synchronise"
NET=$(child "$MAIN" ntp-net)

# of ntpdata: requests sent, replies that were good
total() { ctl f ntpdata | sed -n "s/^Total $1 *: //p"; }
memory() {
	sed -n 's/^Private_Dirty: *\([0-9]*\).*/\1/p' \
	    "/proc/$NET/smaps_rollup"
}
# error FILE: how far wall is from the truth now, and by how much f is further
# from it than it claims, ns
error() {
	errors "$TRUTH" "$MAIN" | awk '{ print $2 < 0 ? -$2 : $2,
	    ($3 < 0 ? -$3 : $3) - $6 }' >>"$T/$1"
}
now_ms() { echo $(($(date +%s%N) / 1000000)); }

# A second of it first: what is used under load is then in use.
"$LOAD" -n 1000000 "$PORT" 1 >/dev/null || fail "no replies"
i=0
while [ $i -lt 25 ]; do
	error calm
	sleep 0.1
	i=$((i + 1))
done
tx0=$(total TX) good0=$(total 'good RX') kb0=$(memory)

"$LOAD" -n 1000000 -r 0 "$PORT" "$FLOOD_S" "$NET" >"$T/load.log" &
flood=$!
PIDS="$PIDS $flood"
# Starting chimectl takes its time too on a busy machine: alone for measure.
while ! gone "$flood"; do
	t0=$(now_ms)
	ctl f help >/dev/null
	t1=$(now_ms)
	ctl f activity >/dev/null || fail "no answer to chimectl"
	echo $(($(now_ms) - t1)) $((t1 - t0)) >>"$T/waits"
	error flooded
	sleep 0.2
done
wait "$flood" || fail "the load: $(cat "$T/load.log")"
cat "$T/load.log"

tx=$(($(total TX) - tx0)) good=$(($(total 'good RX') - good0))
kb=$(memory)
note "$tx requests of the client, $good good replies"
note "memory $kb0 kB before, $kb kB after"
# nine_of_ten FILE FIELD: what so many of its lines do not exceed
nine_of_ten() {
	cut -d' ' -f"$2" "$T/$1" | sort -n |
	    awk '{ t[NR] = $1 } END { print t[int((NR * 9 + 9) / 10)] }'
}
waited=$(nine_of_ten waits 1) alone=$(nine_of_ten waits 2)
calm=$(nine_of_ten calm 1) flooded=$(nine_of_ten flooded 1)
note "error of the clock: nine of ten within $calm ns before, $flooded ns in it"
note "chimectl: nine of ten answers within $waited ms, of them $alone to start"
# its polls may straddle either end
[ $tx -ge $((FLOOD_S * asks_s)) ] || fail "the client side stopped asking"
[ $good -ge $((tx - 2)) ] || fail "$((tx - good)) samples were lost"
# what a look at two clocks is worth: some microseconds
awk '$2 > 20000 { exit 1 }' "$T/flooded" || fail "the clock is beyond its claim"
[ -n "$BUSY" ] || [ "$flooded" -le $((2 * calm + 10000)) ] ||
    fail "the clock's error grew"
[ "$kb" -le $((kb0 + 64)) ] || fail "memory grew from $kb0 to $kb kB"
ctl f -c sources | head -n 1
[ "$(ctl f -c sources | cut -d, -f6 | head -n 1)" = 377 ] ||
    fail "the source was not reached all the time"
ctl f -j serverstats | tr ',{}' '\n\n\n' | awk -F: '
	{ gsub(/"/, "", $1); v[$1] = $2 }
	END {
		sum = v["replies"] + v["rate_replies"] + \
		    v["requests_over_the_limit"] + \
		    v["requests_with_a_bad_mac"] + v["requests_too_late"]
		printf "received %d, accounted for %d\n", \
		    v["ntp_packets_received"], sum
		exit v["ntp_packets_received"] != sum || sum == 0
	}' || fail "counters do not add up"
[ $((waited - alone)) -le $answer_ms ] || fail "chimectl has to wait"
[ "$(child "$MAIN" ntp-net)" = "$NET" ] || fail "ntp-net was restarted"
ok "$FLOOD_S s"
