#!/bin/sh
# ISC licence, see LICENSE.
# The server of a running daemon: access rules at run time, workers, rates,
# keys, interleaved mode, reports, sockets that are passed to it.
. "$(dirname "$0")/../lib.sh"
private
need_private "the load comes from many addresses of loopback"
LOAD=$B/regress/bench/load
[ -x "$LOAD" ] || skip "regress/bench/load was not built"
key=$(printf '%064d' 1)
echo "1 SHA256 HEX:$key" >"$T/keys"
chmod 600 "$T/keys"

# load ARG...: replies and interleaved ones, in R and I
load() {
	out=$("$LOAD" "$@" $PORT 0.4) || true
	note "load $*: $out"
	R=$(echo "$out" | sed 's/.*replies \([0-9]*\).*/\1/')
	I=$(echo "$out" | sed 's/.*interleaved \([0-9]*\).*/\1/')
}
# replies N ARG...: more than so many, which takes a busy machine some loads
replies() {
	least=$1
	shift
	load "$@"
	[ "$R" -gt "$least" ]
}
interleaves() {
	load -n 32 -x -r 1000
	[ "$I" -gt $((R / 2)) ]
}
some_interleaved() { load -n 32 -x; [ "$I" -gt 0 ]; }
limits() {
	load -n 4
	[ "$(stat r ntp_packets_dropped)" -gt "$(stat r replies)" ] &&
	    [ "$(stat r rate_replies)" -gt 0 ]
}
# stat DAEMON NAME: one counter
stat() {
	ctl "$1" -j serverstats | tr ',{}' '\n\n\n' |
	    sed -n "s/^\"$2\"://p"
}
no_clients() { [ "$(ctl w -c clients | wc -l)" = 0 ]; }
over_ipv6() {
	"$B/regress/ntp_probe" ::1 $PORT >/dev/null 2>&1
	[ $? -le 1 ]
}
says() { ctl "$@" 2>&1 | head -n 1; }

for workers in 0 3; do
	note "workers $workers"
	conf w <<-END
		allow 127.0.0.0/8
		allow ::1
		allow no-such-name.invalid
		local stratum 3
		port $PORT
		workers $workers
		keyfile $T/keys
	END
	chimed w -x
	up w
	nets=$(child "$PID" ntp-net | wc -l)
	[ "$nets" = $((workers + 1)) ] || fail "$nets processes ntp-net"

	wait_for 5 replies 100 -n 40 || fail "no replies"
	[ "$(stat w ntp_packets_received)" -ge "$R" ] || fail "not counted"
	[ "$(ctl w -c clients | wc -l)" = 40 ] || fail "not 40 clients"
	[ "$(stat w ntp_kernel_rx_timestamps)" -ge "$R" ] ||
	    fail "a receive stamp that is not the kernel's"

	[ "$(ctl w -c clients -r | wc -l)" = 40 ] || fail "not 40 before -r"
	no_clients || fail "clients -r: counted still"
	wait_for 5 replies 50 -n 7 || fail "no replies"
	[ "$(ctl w -c clients | wc -l)" = 7 ] || fail "not 7 after clients -r"

	if [ -e /proc/net/if_inet6 ]; then
		wait_for 5 over_ipv6 || fail "no reply over IPv6"
		ctl w -c clients | grep -q '^::1,' || fail "not seen over IPv6"
	fi

	# a busy machine may read some stamps too late for that
	wait_for 10 interleaves || fail "not interleaved"
	[ "$(stat w interleaved_ntp_packets)" -ge "$I" ] || fail "not counted"
	[ "$(stat w ntp_kernel_tx_timestamps)" -gt 0 ] ||
	    fail "no transmit stamp of the kernel's"

	wait_for 5 replies 50 -n 8 -k "1:SHA256:$key" ||
	    fail "signed requests are not answered"
	[ "$(stat w authenticated_ntp_packets)" -ge "$R" ] || fail "not counted"
	load -n 8 -k "2:SHA256:$key"
	[ "$R" = 0 ] || fail "an unknown key was answered"

	[ "$(says w accheck 127.0.0.1)" = "208 Access allowed" ] || fail accheck
	[ "$(says w accheck 10.0.0.1)" = "209 Access denied" ] || fail accheck
	[ "$(says w deny all 127.1.0.0/16)" = "200 OK" ] || fail deny
	# asked of ntp-net after it: by then it holds
	[ "$(says w accheck 127.1.0.1)" = "209 Access denied" ] || fail accheck
	load -n 8
	[ "$R" = 0 ] || fail "a denied client was answered"
	[ "$(stat w packets_denied)" -gt 0 ] || fail "not counted"
	# it is kept over a reload, and another rule undoes it
	kill -HUP "$PID"
	wait_for 5 logged w "read again" || fail "not read again"
	load -n 8
	[ "$R" = 0 ] || fail "answered after a reload"
	[ "$(says w allow 127.1)" = "200 OK" ] || fail allow
	wait_for 5 replies 50 -n 8 || fail "an allowed client was not answered"
	stop "$PID"
done

note "rates"
conf r <<-END
	allow
	local
	port $PORT
	ratelimit interval 2 burst 4 leak 3 kod 2
	clientloglimit 65536
END
chimed r -x
up r
wait_for 5 limits || fail "not limited, or no RATE"
stop "$PID"

note "no log"
conf n <<-END
	allow
	local
	port $PORT
	noclientlog
END
chimed n -x
up n
load -n 32 -x
[ "$I" = 0 ] || fail "interleaved without a log"
[ "$(says n clients)" = "519 Client logging is not active in the daemon" ] ||
    fail "clients: $(says n clients)"
stop "$PID"

note "a log beyond what the process may have"
conf b <<-END
	allow
	local
	port $PORT
	clientloglimit 2000000000
END
chimed b -x
up b
wait_for 5 some_interleaved ||
    fail "no interleaved replies with a large log"
logged b "256 MiB is all" || fail "the limit is not said"
stop "$PID"
ok "served"
