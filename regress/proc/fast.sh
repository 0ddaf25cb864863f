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
field() { ctl cli -c ntpdata | cut -d, -f "$1"; }
some() { [ "$(field 34)" -gt 20 ]; }
wait_for 20 some || { ctl cli ntpdata; fail "no good replies"; }
tx=$(field 31)
start=$(date +%s%N)
many() { [ "$(field 31)" -ge $((tx + 256)) ]; }
wait_for 20 many || fail "not 256 requests in 20 s: $(field 31)"
took=$((($(date +%s%N) - start) / 1000000))
note "256 requests in $took ms"
# at 128 Hz these are 2000 ms and the jitter that is added to each poll
[ $took -gt 1900 ] || fail "asked too often"
[ -n "$SAN" ] || [ $took -lt 3500 ] || fail "asked too seldom: $took ms"
tx=$(field 33) good=$(field 34)
[ $((good * 10)) -ge $((tx * 9)) ] || fail "$good of $tx were good"
ctl cli ntpdata
ok "256 requests in $took ms"
