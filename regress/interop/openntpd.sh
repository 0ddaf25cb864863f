#!/bin/sh
# ISC licence, see LICENSE.
# OpenNTPD follows chimed, and chimed follows OpenNTPD.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
peers openntpd
private
three_hosts
[ "$CHIMED_PRIVATE" = root ] ||
    skip "openntpd: changes its user, which only root can"
ntpd=$PEERS/openntpd/usr/sbin/ntpd
runs "$ntpd"
noclock
truth

openntpd_home || skip "openntpd: no place for its files"
cat >"$T/ntpd.conf" <<END
server 10.99.0.1
listen on 10.99.0.2
END
watch chimed=10.99.0.1 chimed=10.99.0.3 openntpd=10.99.0.2
# twenty times in a hurry: it waits minutes before it says it is synced
peer "$ROOTLIKE" env LD_PRELOAD="$T/noclock.so" HURRY=20 "$ntpd" -d -v \
    -f "$T/ntpd.conf"

note "OpenNTPD as client"
wait_for 60 logged peer 'peer 10.99.0.1 now valid' ||
    fail "OpenNTPD does not trust chimed"
wait_for 90 logged peer 'clock is now synced' ||
    fail "OpenNTPD does not synchronise to chimed"

note "OpenNTPD as server"
client_of_peer
no_clock "$PEER"
expect_exchanges openntpd
ok "both ways with OpenNTPD"
