#!/bin/sh
# ISC licence, see LICENSE.
# The interleaved mode (RFC 9769) both ways between chimed and chronyd.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
peers chrony
private
three_hosts
chronyd=$PEERS/chrony/usr/sbin/chronyd
chronyc=$PEERS/chrony/usr/bin/chronyc
runs "$chronyd"
truth

cat >"$T/chrony.conf" <<END2
server 10.99.0.1 iburst xleave minpoll 0 maxpoll 0
allow 10.99.0.0/24
bindcmdaddress /
cmdport 323
pidfile $T/peer/chronyd.pid
END2
watch chimed=10.99.0.1 chimed=10.99.0.3 chronyd=10.99.0.2
peer "$ORDINARY" "$chronyd" -x -U -d -u "$(id -un 65534)" -f "$T/chrony.conf"

conf cli <<-END2
	port 0
	server 10.99.0.2 iburst xleave minpoll 0 maxpoll 0
	server 10.99.0.1 iburst minpoll 0 maxpoll 0
END2
chimed cli -C virtual
up cli

note "chimed as client"
ntpdata() { ctl cli ntpdata 10.99.0.2; }
interleaved() {
	ntpdata | grep -q '^Interleaved *: Yes' &&
	    ntpdata | grep -q '^NTP tests *: 111 111 1111' &&
	    ntpdata | awk -F: '/^Total good RX/ { exit !($2 >= 5) }'
}
wait_for 40 interleaved || { ntpdata; fail "chimed is not interleaved"; }
ntpdata
ntpdata | grep -q '^TX timestamping *: Kernel' ||
    fail "requests have no kernel stamp"
ntpdata | grep -q '^RX timestamping *: Kernel' ||
    fail "replies have no kernel stamp"
ctl cli -c sources
has_samples() {
	ctl cli -c sourcestats | awk -F, '$1 == "10.99.0.2" { exit !($2 >= 4) }'
}
wait_for 20 has_samples || {
	ctl cli sourcestats
	fail "no samples came of it"
}

note "chronyd as client"
at_chronyd() { at_peer "$chronyc" -n -h 127.0.0.1 "$@"; }
followed() { at_chronyd -c sources | grep -q '^^,\*,10\.99\.0\.1,1,'; }
wait_for 40 followed || { at_chronyd sources; fail "chronyd follows not"; }
served() {
	ctl srv serverstats 2>/dev/null |
	    awk -F: '/^Interleaved NTP packets/ { exit !($2 > 2) }'
}
if ctl srv serverstats >/dev/null 2>&1; then
	wait_for 30 served || {
		ctl srv serverstats
		fail "chimed serves no interleaved replies"
	}
	ctl srv serverstats
fi
expect_exchanges xleave
ok "interleaved both ways"
