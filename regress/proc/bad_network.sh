#!/bin/sh
# ISC licence, see LICENSE.
# Networks that fail: said once, tried again, nothing lost.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
private
three_hosts
truth
nsenter --net=/run/netns/srv ip address add 10.99.0.4/24 dev eth0

# names come from a file of our own
cp /etc/hosts "$T/hosts" && mount --bind "$T/hosts" /etc/hosts ||
    skip "the test needs /etc/hosts for itself"
conf d <<-END
	server 10.99.0.1 minpoll -2 maxpoll -2 iburst
	server 10.98.0.1 minpoll 0 maxpoll 0
	server late-name.invalid minpoll 0 maxpoll 0
	server 10.97.0.9 minpoll 10
	allow
	bindaddress 10.99.0.3
	local stratum 5
END
chimed d -C virtual
D=$PID
up d
NET=$(child "$D" ntp-net)

says() { grep -c -- "$1" "$T/d.log"; }
# said N TEXT: so many times, and not once for every try
said() {
	[ "$(says "$2")" = "$1" ] || fail "not $1 times: $2"
}
sent() { ctl "$1" ntpdata "$2" | sed -n 's/^Total TX *: //p'; }
good() { ctl d ntpdata "$1" | sed -n 's/^Total good RX *: //p'; }
# more N: the server that is asked four times a second gave N good replies
more() {
	g=$(good 10.99.0.1)
	wait_for 15 has_more $((g + $1)) || fail "no more samples of it"
}
has_more() { [ "$(good 10.99.0.1)" -ge "$1" ]; }
serves() { nsenter --net=/run/netns/srv "$B/regress/ntp_probe" 10.99.0.3 123 \
    >/dev/null; }

note "no route, no such name: others do not wait for them"
wait_for 10 synced d || fail "not synchronised"
wait_for 10 logged d "10.98.0.1: cannot send: Network \(is \)\?unreachable" ||
    fail "nothing said of a network that cannot be reached"
more 12
said 1 "10.98.0.1: cannot send"
said 1 "late-name.invalid"
echo "10.99.0.4 late-name.invalid" >>"$T/hosts"
ctl d refresh >/dev/null
named() { ctl d -n -c sources | grep -q ',10\.99\.0\.4,'; }
wait_for 10 named || fail "the name was not used"

note "the address goes and comes"
wait_for 5 serves || fail "no service"
ip address delete 10.99.0.3/24 dev br0
wait_for 10 logged d "10.99.0.1: cannot send" || fail "nothing said"
sleep 1
ip address add 10.99.0.3/24 dev br0
more 8
said 1 "10.99.0.1: cannot send"
wait_for 5 serves || fail "no service at the address that came back"

note "the interface goes down and up"
ip link set br0 down
wait_for 10 logged_times d "10.99.0.1: cannot send" 2 || fail "nothing said"
ip link set br0 up
more 8
said 2 "10.99.0.1: cannot send"
wait_for 5 serves || fail "no service after the interface was down"

note "more news of the network than fit"
[ "$(sent d 10.97.0.9)" = 0 ] || fail "10.97.0.9 was sent to"
kill -STOP "$NET"
ip link add br1 type bridge && ip link set br1 up
i=0
while [ $i -lt 1500 ]; do
	echo "address add 10.96.$((i / 250)).$((i % 250 + 1))/32 dev br1"
	i=$((i + 1))
done >"$T/batch"
echo "address add 10.97.0.1/24 dev br0" >>"$T/batch"
ip -batch "$T/batch" || fail "addresses cannot be added"
kill -CONT "$NET"
asked() { [ "$(sent d 10.97.0.9)" != 0 ]; }
wait_for 5 asked || fail "the network's return was lost with its messages"
more 8

note "a cable is plugged in"
# the host of the truth loses its link; addresses and routes are kept
ip link set v-srv down
conf k <<-END
	port 0
	server 10.99.0.3 minpoll 10
END
IN="nsenter --net=/run/netns/srv"
$IN sh -c 'echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6' 2>/dev/null
chimed k -x
IN=
up k
wait_for 10 logged k "all processes are ready" || fail "k is not ready"
reached() { [ "$(ctl k -n -c sources | cut -d, -f 6)" != 0 ]; }
missed() { logged k "10.99.0.3: cannot send" || [ "$(sent k 10.99.0.3)" -ge 1 ]; }
wait_for 10 missed || fail "nothing was tried"
# a reply is waited for 3 s; only then is the request known to be lost
sleep 6
! reached || fail "an answer without a link"
ip link set v-srv up
wait_for 6 reached || fail "the link's return was not noticed"
[ "$(child "$D" ntp-net)" = "$NET" ] || fail "ntp-net was restarted"

# fails CALL ERROR [LINE]: requests 9 to 20 cannot leave for that reason, in
# the words of glibc or musl
fails() {
	cat >"$T/lib/ntp-net" <<-END
		#!/bin/sh
		LD_PRELOAD=$T/lib/fault.so FAULT_CALL=$1 FAULT_AT=9 \\
		    FAULT_LAST=20 exec $T/lib/real "\$@"
	END
	conf e <<-END
		port 0
		server 10.99.0.1 minpoll -2 maxpoll -2
		${3:-}
	END
	: >"$T/e.log"
	start e "$B/chimed" -d -f "$T/e.conf" -L "$T/lib" -C virtual
	E=$PID
	up e
	wait_for 10 logged e "10.99.0.1: cannot send: $2" ||
	    fail "nothing said of: $2"
	goes_on() {
		[ "$(ctl e ntpdata | sed -n 's/^Total good RX *: //p')" -ge 16 ]
	}
	wait_for 15 goes_on || fail "no samples after: $2"
	[ "$(grep -c "cannot send" "$T/e.log")" = 1 ] ||
	    fail "said more than once: $2"
	[ "$(grep -c "ntp-net.* ready" "$T/e.log")" = 1 ] || fail "restarted"
	stop "$E"
}
# a sanitizer comes before the library that fails
[ -z "$SAN" ] || ok "said once, tried again, nothing lost"
note "no descriptors, no buffers"
mkdir -p "$T/lib"
cp "$B"/libexec/* "$B/regress/fault.so" "$T/lib" &&
    mv "$T/lib/ntp-net" "$T/lib/real"
: >"$T/lib/ntp-net" && chmod 755 "$T/lib/ntp-net"
# with dscp each request has a socket of its own
fails new "\(Too many open files\|No file descriptors available\)" "dscp 46"
fails datagram "No buffer space available"
ok "said once, tried again, nothing lost"
