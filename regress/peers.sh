# ISC licence, see LICENSE.
# Daemons of others for the interoperation tests: fetched as packages,
# unpacked and not installed, and run so that they cannot touch the clock.
# Sourced after lib.sh.
#
# Three hosts on one bridge: srv 10.99.0.1 (chimed, the truth), peer
# 10.99.0.2 (the other daemon, a client of srv), and here 10.99.0.3
# (chimed, a client of the peer).

PEERS=$B/peers

# peers PACKAGE...: has them in $PEERS/PACKAGE, or skips the test.  Called
# before private, where the network is.
peers() {
	[ -z "${CHIMED_PRIVATE:-}" ] || return 0
	mkdir -p "$PEERS/.get" || exit 1
	exec 9>"$PEERS/.lock"	# of tests that run at the same time
	command -v flock >/dev/null && flock -w 140 9
	for p in "$@"; do
		[ ! -d "$PEERS/$p" ] || continue
		command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
		    skip "$p: not a Debian system"
		(cd "$PEERS/.get" && fetch "$p") ||
		    skip "$p: the package cannot be had"
		rm -rf "$PEERS/.$p"
		dpkg -x "$PEERS/.get/${p}"_*.deb "$PEERS/.$p" ||
		    skip "$p: cannot be unpacked"
		libraries "$PEERS/.get/${p}"_*.deb
		for x in "$PEERS/.$p"/usr/bin/* "$PEERS/.$p"/usr/sbin/*; do
			[ ! -x "$x" ] || runs "$x"
		done
		mv "$PEERS/.$p" "$PEERS/$p"
		rm -f "$PEERS/.get/${p}"_*.deb
	done
	exec 9>&-
}

# libraries FILE.deb: root installs what its programs need at the least
libraries() {
	[ "$(id -u)" = 0 ] || return 0
	need=$(dpkg -f "$1" Depends | tr ',|' '\n\n' |
	    sed -nE 's/^ *(lib[a-z0-9.+-]*|netbase|python3).*/\1/p')
	[ -z "$need" ] || DEBIAN_FRONTEND=noninteractive timeout 120 \
	    apt-get install -y --no-install-recommends $need >/dev/null 2>&1
	return 0
}

fetch() {
	timeout 60 apt-get download "$1" >/dev/null 2>&1 || {
		[ "$(id -u)" = 0 ] &&
		    timeout 120 apt-get update >/dev/null 2>&1 &&
		    timeout 60 apt-get download "$1" >/dev/null 2>&1
	}
}

# runs PROGRAM: its libraries are there, or the test is skipped
runs() {
	lacks=$(ldd "$1" 2>/dev/null | sed -n 's/^\t*\([^ ]*\) => not found/\1/p')
	[ -z "$lacks" ] || skip "$(basename "$1") needs $(echo $lacks)"
}

# The calls that would set the clock, made harmless.
noclock() {
	command -v cc >/dev/null || skip "no compiler for noclock.c"
	cc -D_GNU_SOURCE -O1 -shared -fPIC -o "$T/noclock.so" \
	    "$TOP/regress/interop/noclock.c" || fail "noclock.c"
}

host() {
	ip netns add "$1" &&
	ip link add "v-$1" type veth peer name eth0 netns "$1" &&
	ip link set "v-$1" master br0 up &&
	nsenter --net="/run/netns/$1" sh -ec "
		ip link set lo up
		ip address add $2/24 dev eth0
		ip link set eth0 up
		echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start"
}

three_hosts() {
	need_private "three hosts need network namespaces"
	mkdir -p /run/netns &&
	ip link add br0 type bridge && ip link set br0 up &&
	ip address add 10.99.0.3/24 dev br0 &&
	host srv 10.99.0.1 && host peer 10.99.0.2 ||
	    skip "network namespaces cannot be made"
	if [ "$CHIMED_PRIVATE" = root ]; then
		ORDINARY="setpriv --reuid=65534 --regid=65534 --clear-groups"
		ORDINARY="$ORDINARY --bounding-set -sys_time --"
	else
		ORDINARY=$AS
	fi
	ROOTLIKE="setpriv --bounding-set -sys_time --"
	mkdir -m 755 "$T/peer"
	chmod 755 "$T"
	[ "$CHIMED_PRIVATE" = user ] || chown 65534 "$T/peer"
}

# truth: chimed as a server whose virtual clock is the machine's
truth() {
	conf srv <<-END
		local stratum 1
		allow 10.99.0.0/24
	END
	IN="nsenter --net=/run/netns/srv"
	chimed srv -C virtual
	IN=
	SRV=$PID
	up srv
}

# peer AS COMMAND...: the other daemon, on its host; sets PID
peer() {
	AS_was=$AS AS=$1 IN="nsenter --net=/run/netns/peer"
	shift
	start peer "$@"
	AS=$AS_was IN=
	PEER=$PID
	wait_for 2 execed "$PEER" || fail "$1 did not start"
	no_clock "$PEER"
}
# not the shell's fork any more, nor what drops the rights
execed() {
	case $(sed -n 's/^Name:[[:space:]]*//p' "/proc/$1/status" \
	    2>/dev/null) in
	chronyd|ntpd) return 0 ;;
	esac
	return 1
}

# openntpd_home: its user and directory, in this mount namespace only
openntpd_home() {
	case $B in
	/var/lib/*) return 1 ;;
	esac
	cp /etc/passwd "$T/passwd" && mkdir -m 755 "$T/empty" || return 1
	for u in ntpd openntpd _ntp; do
		echo "$u:x:65534:65534::$T/empty:/bin/false" >>"$T/passwd"
	done
	mount --bind "$T/passwd" /etc/passwd &&
	mount -t tmpfs none /var/lib &&
	mkdir -p /run/openntpd /var/lib/openntpd/db /var/lib/openntpd/run
}

# at_peer COMMAND...: on the peer's host
at_peer() { nsenter --net=/run/netns/peer "$@"; }

# client_of_peer [MINPOLL]: chimed here follows the peer to a millisecond
client_of_peer() {
	conf cli <<-END
		port 0
		server 10.99.0.2 iburst minpoll ${1:-0} maxpoll 4
		makestep 1 3
	END
	chimed cli -C virtual,offset=-1.3,freq=40
	CLI=$PID
	up cli
	wait_for 60 synced cli || {
		ctl cli sources
		fail "chimed does not follow the peer"
	}
	ctl cli sources
	ctl cli sources | grep -q '^^\* 10\.99\.0\.2 ' ||
	    fail "the peer is not selected"
	if "$B/regress/page_dump" "$SRV" "$CLI"; then
		wait_for 40 within 1000000 "$SRV" "$CLI" ||
		    fail "not within 1 ms: $(errors "$SRV" "$CLI")"
	else
		note "the clock page cannot be read: error not checked"
	fi
}

# watch NAME=PREFIX...: from now on decodes what passes the peer's interface
watch() {
	"$B/regress/ntp_watch" v-peer 900 "$@" >"$T/exchanges" \
	    2>"$T/watch.log" &
	WATCH=$!
	PIDS="$PIDS $WATCH"
}

# One exchange a line; comments left out.
exchange_lines() {
	grep -v '^#' "$1" | awk 'BEGIN { RS = "" } { gsub(/\n/, " | "); print }' |
	    sort
}
# Those that depend on who comes first (@first ...) may be missing.
exchanges_are() {
	exchange_lines "$T/exchanges" >"$T/exchanges.all"
	sed -n 's/^@first //p' "$T/exchanges.known" >"$T/exchanges.first"
	grep -vxFf "$T/exchanges.first" "$T/exchanges.all" >"$T/exchanges.got"
	cmp -s "$T/exchanges.got" "$T/exchanges.want"
}

# expect_exchanges NAME: just those kinds of regress/data/exchanges/NAME.txt
expect_exchanges() {
	! gone "$WATCH" || {
		note "exchanges not captured: $(cat "$T/watch.log")"
		return 0
	}
	exchange_lines "$TOP/regress/data/exchanges/$1.txt" \
	    >"$T/exchanges.known"
	grep -v '^@first ' "$T/exchanges.known" >"$T/exchanges.want"
	wait_for 20 exchanges_are || {
		diff "$T/exchanges.want" "$T/exchanges.got"
		fail "exchanges are not those of $1.txt"
	}
	note "$(wc -l <"$T/exchanges.want") kinds of exchanges as in $1.txt"
}
