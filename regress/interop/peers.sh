#!/bin/sh
# ISC licence, see LICENSE.
# Symmetric peers: chimed and chronyd name each other as peer.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
peers chrony
private
three_hosts
chronyd=$PEERS/chrony/usr/sbin/chronyd
chronyc=$PEERS/chrony/usr/bin/chronyc
runs "$chronyd"
truth
"$B/chimectl" keygen 7 SHA256 >"$T/keys"
cp "$T/keys" "$T/peer/keys"
chmod 640 "$T/keys" "$T/peer/keys"
[ "$CHIMED_PRIVATE" = user ] || chown 65534 "$T/peer/keys"

# chronyd has its time from srv; chimed has it only from its peer.
cat >"$T/chrony.conf" <<END2
server 10.99.0.1 iburst minpoll 0 maxpoll 1
peer 10.99.0.3 key 7 minpoll 0 maxpoll 1
keyfile $T/peer/keys
authselectmode ignore
allow 10.99.0.0/24
bindcmdaddress /
cmdport 323
pidfile $T/peer/chronyd.pid
END2
watch chimed=10.99.0.1 chimed=10.99.0.3 chronyd=10.99.0.2
peer "$ORDINARY" "$chronyd" -x -U -d -u "$(id -un 65534)" -f "$T/chrony.conf"

conf cli <<-END2
	peer 10.99.0.2 key 7 iburst xleave minpoll 0 maxpoll 1
	keyfile $T/keys
	allow 10.99.0.0/24
END2
chimed cli -C virtual
CLI=$PID
up cli

note "chimed follows its peer"
selected() { ctl cli -c sources | grep -q '^=,\*,10\.99\.0\.2,'; }
wait_for 60 selected || {
	ctl cli sources
	ctl cli ntpdata
	fail "the peer is not selected"
}
ctl cli sources
ctl cli ntpdata | grep '^Mode *: Symmetric' ||
    fail "not a symmetric packet: $(ctl cli ntpdata)"
ctl cli ntpdata | grep -q '^Authenticated *: Yes' || fail "no key in use"

note "and is heard by it"
heard() {
	at_peer "$chronyc" -n -h 127.0.0.1 -c sources |
	    awk -F, '$1 == "=" && $3 == "10.99.0.3" { exit !($6 != "0") }'
}
wait_for 40 heard || {
	at_peer "$chronyc" -n -h 127.0.0.1 sources
	fail "chronyd does not hear its peer"
}
at_peer "$chronyc" -n -h 127.0.0.1 sources
# neither leads the other round in a circle: chronyd keeps srv
keeps_srv() {
	at_peer "$chronyc" -n -h 127.0.0.1 -c sources |
	    grep -q '^^,\*,10\.99\.0\.1,1,'
}
wait_for 10 keeps_srv || fail "chronyd follows its follower"
expect_exchanges peers
ok "peers both ways, with a key"
