#!/bin/sh
# ISC licence, see LICENSE.
# Four hosts as in the guide that people follow, s1 s2 c1 c2 with their
# configurations as they are, and one that plays ntp.aliyun.com; every clock
# is virtual and starts wrong.  Prints what s1 and c1 report and how wrong
# each host's clock is in truth.  Exit 0: all within a millisecond.
#
# Each host is a network and mount namespace inside those of the script, as
# root or in a user namespace; so nothing is left behind, even if it is
# killed.  Where namespaces cannot be had the hosts are loopback addresses.
. "$(dirname "$0")/../lib.sh"
HOSTS="s1 s2 c1 c2"
MOST_NS=1000000
STEADY=15
WAIT=36

# Seconds and ppm that a host's clock is wrong by at the start.
wrong() {
	case $1 in
	s1) echo "offset=-3.0,freq=-80" ;;
	s2) echo "offset=2.0,freq=60" ;;
	c1) echo "offset=-1.6,freq=45" ;;
	c2) echo "offset=0.4,freq=-25" ;;
	up) echo "offset=0,freq=0" ;;
	esac
}
# The last octet of a host's address.
octet() {
	case $1 in
	s1) echo 110 ;;
	s2) echo 111 ;;
	c1) echo 112 ;;
	c2) echo 113 ;;
	esac
}

# --- hosts as namespaces

# plug NAME: a namespace NAME whose eth0 is plugged into the bridge
plug() {
	ip netns add "$1" &&
	ip link add "v-$1" type veth peer name eth0 netns "$1" &&
	ip link set "v-$1" master br0 up &&
	nsenter --net="/run/netns/$1" sh -e <<-END
		ip link set lo up
		ip link set eth0 up
	END
}

make_network() {
	mkdir -p /run/netns /run/chimed /run/b /run/demo &&
	mount --bind "$B" /run/b &&
	mount --bind "$TOP/regress/demo" /run/demo &&
	ip link add br0 type bridge && ip link set br0 up || return 1
	for h in $HOSTS; do
		plug $h && nsenter --net=/run/netns/$h sh -e <<-END || return 1
			ip address add 192.168.31.$(octet $h)/24 dev eth0
			ip route add 203.0.113.0/24 dev eth0
		END
	done
	plug up && nsenter --net=/run/netns/up sh -e <<-END || return 1
		ip address add 203.0.113.1/24 dev eth0
		ip address add 203.0.113.2/24 dev eth0
		ip address add 203.0.113.3/24 dev eth0
		ip route add 192.168.31.0/24 dev eth0
	END
	# A minimal system has no /etc/hosts to mount over: /etc as a whole.
	mkdir "$T/etc" && cp -a /etc/. "$T/etc" || return 1
	for i in 1 2 3; do
		echo "203.0.113.$i ntp.aliyun.com"
	done >>"$T/etc/hosts"
}

# boot NAME CONF: the daemon of a host, with directories of its own
boot() {
	start "$1" nsenter --net="/run/netns/$1" unshare -m sh -ec '
		mount -t tmpfs none /run/chimed
		mount --bind '"$T"'/etc /etc
		mount -t tmpfs none /var/lib
		mount -t tmpfs none /var/log
		mkdir /var/lib/chimed /var/lib/chrony /var/log/chrony
		exec /run/b/chimed -d -f /run/demo/'"$2"' -L /run/b/libexec \
		    -C virtual,'"$(wrong "$1")"
	eval "pid_$1=$PID"
}

ask_in_namespace() {
	eval "p=\$pid_$1"
	shift
	nsenter -t "$p" -m -n /run/b/chimectl "$@"
}

# error_ns NAME: wall of that host less wall of the upstream
error_by_page() {
	eval "p=\$pid_$1"
	"$B/regress/page_dump" "$pid_up" "$p" 2>/dev/null |
	    awk '{ print $2 }'
}

# --- hosts as loopback addresses

# generate NAME CONF ADDRESS: the same configuration for a high port
generate() {
	mkdir -p "$T/$1.state"
	sed -e "s/^pool ntp.aliyun.com \(.*\) maxsources 3\(.*\)/\
server 127.0.31.1 port $PORT \1\2\\
server 127.0.31.2 port $PORT \1\2\\
server 127.0.31.3 port $PORT \1\2/" \
	    -e "s/192\.168\.31\.0\/24/127.0.0.0\/8/" \
	    -e "s/192\.168\.31\.\([0-9]*\)/127.0.31.\1 port $PORT/" \
	    -e "s,^driftfile .*,driftfile $T/$1.state/drift," \
	    -e "s,^logdir .*,logdir $T/$1.state," \
	    "$TOP/regress/demo/$2" >"$T/$1.conf"
	cat >>"$T/$1.conf" <<-END
		port $PORT
		bindaddress $3
		cmdport 0
		ctlsocket $T/$1.sock
		statedir $T/$1.state
		pidfile $T/$1.pid
	END
	# so that its time can be asked for
	grep -q '^allow' "$T/$1.conf" || echo "allow 127.0.0.0/8" >>"$T/$1.conf"
}

boot_on_loopback() {
	start "$1" "$B/chimed" -d -f "$T/$1.conf" -L "$B/libexec" \
	    -C "virtual,$(wrong "${2:-$1}")"
	eval "pid_$1=$PID"
}

ask_on_loopback() {
	h=$1
	shift
	"$B/chimectl" -h "$T/$h.sock" "$@"
}

probe() { "$B/regress/ntp_probe" "$1" "$PORT" | cut -d ' ' -f 1; }
error_by_probe() {
	there=$(probe 127.0.31."$(octet "$1")")
	truth=$(probe 127.0.31.1)
	[ -n "$there" ] && [ -n "$truth" ] && echo $((there - truth))
}

# --- both

is_close() {
	e=$(error_ns "$1")
	[ -n "$e" ] && [ "$e" -lt $MOST_NS ] && [ "$e" -gt -$MOST_NS ] &&
	    ask "$1" tracking 2>/dev/null | grep -q 'Leap status *: Normal'
}
all_close() {
	for h in $HOSTS; do
		is_close $h || return 1
	done
}
# Not only in passing: for so long that a clock whose rate was not learned
# would have drifted away.
stay_close() {
	since=$(date +%s)
	while all_close; do
		[ $(($(date +%s) - since)) -lt $STEADY ] || return 0
		sleep 1
	done
	return 1
}

report() {
	for h in s1 c1; do
		echo
		echo "=== $h: chimectl sources -v"
		ask $h sources -v
		echo
		echo "=== $h: chimectl tracking"
		ask $h tracking
	done
	echo
	echo "host  started wrong by            true error now"
	result=0
	for h in $HOSTS; do
		e=$(error_ns $h)
		verdict=
		is_close $h || { verdict="  not within 1 ms"; result=1; }
		printf '%-5s %-27s %15s ms%s\n' $h "$(wrong $h)" \
		    "$(echo "${e:-unknown}" | awk '$1 == "unknown" { print; next }
			{ printf "%+.6f", $1 / 1e6 }')" "$verdict"
	done
	return $result
}

[ -x "$B/regress/page_dump" ] && [ -x "$B/regress/ntp_probe" ] ||
    fail "no $B/regress/page_dump: build it with make build-tests"
private
AS=
if [ "$CHIMED_PRIVATE" = none ]; then
	echo "No namespaces for this user: the hosts are loopback addresses"
	echo "with high ports and the same configurations rewritten for them."
	echo "Left out: names and the pool (its addresses are listed),"
	echo "/var/lib and /var/log, chroot and users of their own."
	ask() { ask_on_loopback "$@"; }
	error_ns() { error_by_probe "$1"; }
	for i in 1 2 3; do
		generate up$i upstream.conf 127.0.31.$i
		boot_on_loopback up$i up
	done
	for h in $HOSTS; do
		generate $h $h.conf 127.0.31."$(octet $h)"
		boot_on_loopback $h
	done
else
	[ "$CHIMED_PRIVATE" = root ] || {
		echo "Not root: in a user namespace.  Left out: users of"
		echo "their own for the daemon's processes."
	}
	ask() { ask_in_namespace "$@"; }
	error_ns() { error_by_page "$1"; }
	make_network || fail "the network cannot be made"
	boot up upstream.conf
	for h in $HOSTS; do
		boot $h $h.conf
	done
fi
echo "Started; all clocks should be right within $WAIT s."
begun=$(date +%s)
until stay_close || [ $(($(date +%s) - begun)) -ge $WAIT ]; do
	sleep 0.5
done
report || fail "after $(($(date +%s) - begun)) s not all within 1 ms"
ok "all within 1 ms of the upstream after $(($(date +%s) - begun)) s"
