#!/bin/sh
# ISC licence, see LICENSE.
# chronyd follows chimed, and chimed follows chronyd.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
peers chrony
private
three_hosts
chronyd=$PEERS/chrony/usr/sbin/chronyd
chronyc=$PEERS/chrony/usr/bin/chronyc
runs "$chronyd"
truth

cat >"$T/chrony.conf" <<END
server 10.99.0.1 iburst minpoll 0 maxpoll 2
allow 10.99.0.0/24
bindcmdaddress /
cmdport 323
pidfile $T/peer/chronyd.pid
END
watch chimed=10.99.0.1 chimed=10.99.0.3 chronyd=10.99.0.2
# -x: it does not touch the clock, and it could not either
peer "$ORDINARY" "$chronyd" -x -U -d -u "$(id -un 65534)" -f "$T/chrony.conf"

note "chronyd as client"
sources() { at_peer "$chronyc" -n -h 127.0.0.1 -c sources; }
selected() { sources | grep -q '^^,\*,10\.99\.0\.1,1,'; }
wait_for 40 selected || { sources; fail "chronyd does not select chimed"; }
sources
# the last column is the distance within which it must be
sources | awk -F, '{ e = $8 < 0 ? -$8 : $8; exit !(e < $10 && $10 < 0.5) }' ||
    fail "chronyd measures an offset that cannot be"

note "chronyd as server"
client_of_peer
no_clock "$PEER"
expect_exchanges chronyd
ok "both ways with $("$chronyd" -v | cut -d ' ' -f 1-3)"
