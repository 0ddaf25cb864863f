# ISC licence, see LICENSE.
# A leap second from a list to a server, from there to its clients, and in
# between a killed ntp-clock; all clocks are virtual, shortly before 2027.
. "$(dirname "$0")/../lib.sh"
private
need_private "one port for all"

midnight=1798761600		# 2027-01-01, UTC
# until then all must be ready, on a busy machine too
ahead=$((midnight - $(date +%s) - 40))

cat >"$T/list" <<END
#@ 4102444800
2272060800 10
2287785600 11
$((midnight + 2208988800)) 12
END

conf s <<END
local stratum 1
leapseclist $T/list
port $PORT
allow all
END
conf c <<END
server 127.0.0.1 port $PORT iburst minpoll 0 maxpoll 0
makestep 0.1 3
port 0
END
chimed s -C "virtual,offset=$ahead"
s=$PID
up s
chimed c -C "virtual,offset=$((ahead - 7)),freq=20"
c=$PID
up c

note "announced"
wait_for 15 logged s "leap second will be inserted" || fail "server: no leap"
wait_for 15 logged c "leap second will be inserted" || fail "client: no leap"
ctl c tracking | grep -q '^Leap status *: Insert second' ||
    fail "client's tracking does not say so"
clock=$(child "$c" ntp-clock)
kill -9 "$clock"
wait_for 10 other_child "$c" ntp-clock "$clock" || fail "no new ntp-clock"

note "passed"
wait_for 50 logged s "leap second was inserted" || fail "server: not passed"
wait_for 5 logged c "leap second was inserted" || fail "client: not passed"
# Both virtual clocks went back by a second, as kernels do, without a step
# by request.
wait_for 10 within 20000000 "$s" "$c" || { errors "$s" "$c"; fail "apart"; }
off=$(errors - "$s" | awk '{ printf "%.0f", $2 / 1e9 }')
[ "$off" = $((ahead - 1)) ] || fail "server's wall is $off off, not $((ahead - 1))"
[ "$(grep -c 'was stepped' "$T/c.log")" -le 1 ] || fail "the client stepped"
logged c "from outside" && fail "taken for another program"
wait_for 10 synced c || fail "client lost the time"
ctl c tracking | grep -q '^Leap status *: Normal' || fail "still announced"
ok "one second, everywhere"
