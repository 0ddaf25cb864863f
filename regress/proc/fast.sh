#!/bin/sh
# ISC licence, see LICENSE.
# 128 requests a second, each answered, from one daemon to another.
. "$(dirname "$0")/../lib.sh"
private
P1=$PORT

conf srv <<-END2
	port $P1
	bindaddress 127.0.0.1
	allow 127.0.0.0/8
	local stratum 1
END2
chimed srv -C virtual
up srv
conf cli <<-END2
	port 0
	server 127.0.0.1 port $P1 minpoll -7 maxpoll -7 xleave
END2
chimed cli -C virtual
CLI=$PID
up cli
# requests that were sent and good replies so far
counts() { ctl cli -c ntpdata | cut -d, -f 31,34 | tr , ' '; }
some() { set -- $(counts); [ "$2" -gt 20 ]; }
wait_for 20 some || { ctl cli ntpdata; fail "no good replies"; }

now_ms() { echo $(($(date +%s%N) / 1000000)); }
# look: what was asked and good in a second or so; at least $LEAST ms passed
# between the two looks at the counters, and at most $MOST
look() {
	t0=$(now_ms) before=$(counts) t1=$(now_ms)
	sleep 1
	t2=$(now_ms) after=$(counts) t3=$(now_ms)
	LEAST=$((t2 - t1)) MOST=$((t3 - t0))
	set -- $before $after
	ASKED=$(($3 - $1)) GOOD=$(($4 - $2))
	note "$ASKED requests and $GOOD good replies in $LEAST to $MOST ms"
}
# Never more than that; as many, but for what is added to each poll and what
# a timer is late, when the machine has the time.
keeps_pace() {
	look
	[ $((ASKED - 1)) -le $((MOST * 128 / 1000)) ] || fail "asked too often"
	[ -n "$SAN" ] || [ $ASKED -ge $((LEAST * 73 / 1000)) ] || return 1
	[ $((GOOD * 10)) -ge $((ASKED * 9)) ]
}
wait_for 20 keeps_pace || {
	ctl cli ntpdata
	fail "asked too seldom, or not answered: $ASKED, $GOOD in $LEAST ms"
}
ctl cli ntpdata
ok "$ASKED requests in $LEAST to $MOST ms"
