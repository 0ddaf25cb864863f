#!/bin/sh
# ISC licence, see LICENSE.
# Random and mutated packets at a running daemon's server port and at its
# client sockets: no process dies, no reply is longer than its request, none
# answers a reply, and it still keeps time afterwards.  (fuzz_net does the
# same inside one process, with more packets.)
. "$(dirname "$0")/../lib.sh"
private
server_packets=400000
client_packets=100000
[ -z "$SAN" ] || server_packets=100000 client_packets=40000

conf d <<END
port $PORT
local stratum 10
allow 127.0.0.0/8
server 127.0.0.1 port $((PORT + 1)) minpoll -4 maxpoll -4 maxdelay 1 noselect
END
chimed d -C virtual
d=$PID
up d
serves() { "$B/regress/ntp_probe" 127.0.0.1 "$PORT"; }
wait_for 20 serves >/dev/null || fail "does not serve"
net=$(child "$d" ntp-net)
fds() { ls "/proc/$1/fd" 2>/dev/null | wc -l; }
memory() { sed -n 's/^VmRSS:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$1/status"; }

# once before, so that what is taken at first use is not called a leak
"$B/regress/fuzz_udp" 127.0.0.1 "$PORT" 20000 1 || fail "server"
fds0=$(fds "$net") memory0=$(memory "$net")

note "at the server"
"$B/regress/fuzz_udp" 127.0.0.1 "$PORT" $server_packets 2 || fail "server"
note "at the client"
"$B/regress/fuzz_udp" -s $((PORT + 1)) $client_packets 3 || fail "client"

[ "$(child "$d" ntp-net)" = "$net" ] || fail "ntp-net died"
for p in ntp-clock ntp-ctl ntp-dns; do
	has_child "$d" $p || fail "$p is gone"
done
if grep -q -i 'died\|killed\|violat\|restart' "$T/d.log"; then
	fail "the log tells of a child that died"
fi
wait_for 5 serves || fail "does not serve any more"
# a client socket may just be open
[ "$(fds "$net")" -le $((fds0 + 2)) ] || fail "descriptors leak"
[ -n "$SAN" ] || [ "$(memory "$net")" -le $((memory0 + 256)) ] ||
    fail "memory leaks: $memory0 kB, now $(memory "$net") kB"
stop "$d"
if grep -q 'ERROR: .*Sanitizer\|runtime error' "$T/d.log"; then
	fail "a sanitizer complains"
fi
ok "$((server_packets + client_packets + 20000)) packets"
