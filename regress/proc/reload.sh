#!/bin/sh
# ISC licence, see LICENSE.
# SIGHUP: sources whose line is the same keep their state, new ones come,
# removed ones go; a bad new configuration keeps the old one.
. "$(dirname "$0")/../lib.sh"
private

conf up <<END
port $PORT
local stratum 1
allow
END
chimed up -C virtual
up=$PID
up up
conf c <<END
port 0
server 127.0.0.1 port $PORT iburst
makestep 1 3
END
chimed c -C virtual,offset=-1.25,freq=25
c=$PID
up c
wait_for 30 synced c || fail "not synchronised"
cp "$T/c.conf" "$T/good.conf"
net=$(child "$c" ntp-net)

# reach N: the register of the first source, octal, and it is selected
reach() { ctl c -c sources | awk -F, '$2 == "*" { print $6 }'; }
sources() { [ "$(ctl c -c sources | wc -l)" = "$1" ]; }
before=$(reach)
[ "$before" != "" ] && [ "$before" != 0 ] || fail "nothing is selected"
samples() { ctl c -c sourcestats | awk -F, 'NR == 1 { print $2 }'; }
had=$(samples)

note "a source more"
echo "server 127.0.0.2 port $((PORT + 9))" >>"$T/c.conf"
kill -HUP "$c"
wait_for 10 sources 2 || fail "the new source did not come"
synced c || fail "reload lost the synchronisation"
[ "$(reach)" != 0 ] && [ "$(samples)" -ge "$had" ] ||
    fail "reload lost the samples of a source that stayed"
[ "$(child "$c" ntp-net)" = "$net" ] || fail "reload restarted ntp-net"

note "a bad configuration"
sed 's/^server/sevrer/' "$T/good.conf" >"$T/c.conf"
kill -HUP "$c"
wait_for 10 logged c 'c.conf:2:.*sevrer' || fail "the error is not logged"
sources 2 || fail "a bad configuration replaced the good one"
synced c || fail "a bad configuration lost the synchronisation"

note "a source less"
cp "$T/good.conf" "$T/c.conf"
kill -HUP "$c"
wait_for 10 sources 1 || fail "the old source did not go"
synced c || fail "reload lost the synchronisation"
[ "$(samples)" -ge "$had" ] || fail "reload lost samples"
[ "$(child "$c" ntp-net)" = "$net" ] || fail "reload restarted ntp-net"
stop "$c"
stop "$up"
ok "reload keeps what is equal"
