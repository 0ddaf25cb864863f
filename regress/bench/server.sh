#!/bin/sh
# ISC licence, see LICENSE.
# The server under load beside an ideal echo and, where they can be had,
# the servers of others.  All of them wait at the same time, on one core; the
# load, on the other, turns to each for a short while and again and again, so
# that the machine's better and worse moments meet all alike.  Load and
# servers run as real-time processes where that is allowed, for no figure
# should tell of what else the machine does.
# usage: B=DIR server.sh [TURNS [SECONDS [CLIENTS...]]]
set -u
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"

# What is compared; a peer that cannot be had is left out.
if [ -z "${CHIMED_PRIVATE:-}" ]; then
	BENCH_ARGS="$*"
	BENCH_PEERS=
	for p in chrony ntpsec openntpd; do
		(peers "$p" >/dev/null) && BENCH_PEERS="$BENCH_PEERS $p"
	done
	export BENCH_ARGS BENCH_PEERS
fi
private
set -- $BENCH_ARGS
TURNS=${1:-40} RUN_S=${2:-0.25}
[ $# -lt 2 ] || shift 2
CLIENTS=${*:-8 250}
need_private "the load comes from many addresses of loopback"
LOAD=$B/regress/bench/load
# OpenNTPD changes its user, which only root can
[ "$CHIMED_PRIVATE" = root ] && openntpd_home ||
    BENCH_PEERS=$(echo "$BENCH_PEERS" | sed 's/openntpd//')
case $BENCH_PEERS in
*ntp*) noclock ;;
esac
[ "$(nproc)" -ge 2 ] || skip "one core cannot hold both server and load"
ALONE="chrt -f 1"
$ALONE true 2>/dev/null || ALONE=
SERVER_ON="$ALONE taskset -c 0"
LOAD_ON="$ALONE taskset -c 1"

# server_NAME: started; leaves MAIN (to be stopped), SERVER (who answers),
# and HOST and AT, where
server_chimed() {
	AT=11001
	chimed_at chimed
}
# The same with a hundred times the clients that it is asked to have.
server_million() {
	AT=11002
	chimed_at million
}
chimed_at() {
	conf "$1" <<-END
		allow
		bindaddress 127.0.0.1
		local stratum 3
		port $AT
		$CHIMED_EXTRA
	END
	AS="$AS $SERVER_ON" chimed "$1" -x
	MAIN=$PID
	up "$1"
	SERVER=$(child "$MAIN" ntp-net)
}

server_chrony() {
	AT=11003
	cat >"$T/chrony.conf" <<-END
		allow
		bindaddress 127.0.0.1
		local stratum 3
		port $AT
		cmdport 0
		pidfile $T/chrony.pid
		bindcmdaddress /
		$CHRONY_EXTRA
	END
	start chrony $SERVER_ON setpriv --bounding-set -sys_time -- \
	    "$PEERS/chrony/usr/sbin/chronyd" -d -x -U -u root \
	    -f "$T/chrony.conf"
	MAIN=$PID SERVER=$PID
}

# These two serve on the one port that NTP has.  Without a word NTPsec
# limits each client's rate, and answers a load of 192 requests as if it
# were a flood.
server_ntpsec() {
	AT=123
	cat >"$T/ntpsec.conf" <<-END
		interface ignore wildcard
		interface listen 127.0.0.1
		unrestrict default kod limited
	END
	start ntpsec $SERVER_ON setpriv --bounding-set -sys_time -- \
	    env LD_PRELOAD="$T/noclock.so" "$PEERS/ntpsec/usr/sbin/ntpd" \
	    -n -g -c "$T/ntpsec.conf" -l "$T/ntpsec.out"
	MAIN=$PID SERVER=$PID
}

server_openntpd() {
	HOST=127.0.0.2 AT=123
	echo "listen on $HOST" >"$T/openntpd.conf"
	start openntpd $SERVER_ON setpriv --bounding-set -sys_time -- \
	    env LD_PRELOAD="$T/noclock.so" "$PEERS/openntpd/usr/sbin/ntpd" \
	    -d -f "$T/openntpd.conf"
	MAIN=$PID
	wait_for 10 has_child "$MAIN" ntpd || fail "openntpd did not start"
	SERVER=$(child "$MAIN" ntpd)
}

server_echo() {
	AT=11004
	start echo $SERVER_ON "$B/regress/bench/echo" $HOST $AT
	MAIN=$PID SERVER=$PID
}

replies() {
	$LOAD_ON "$LOAD" -a $HOST -n 1 -w 1 $AT 0.1 >/dev/null 2>&1
}

# up_all SERVER...: each is running; where it is asked stays in $T/NAME.at
up_all() {
	for s; do
		HOST=127.0.0.1
		"server_$s"
		wait_for 10 replies || fail "$s does not reply"
		echo "$HOST $AT $SERVER $MAIN" >"$T/$s.at"
	done
}

down_all() {
	for s; do
		stop "$(cut -d " " -f 4 "$T/$s.at")"
	done
}

# turn SERVER CLIENTS OPTION...: one line of words and numbers
turn() {
	which=$1 n=$2
	shift 2
	[ "$which" != million ] || n=1000000
	read -r HOST AT SERVER MAIN <"$T/$which.at"
	line=$($LOAD_ON "$LOAD" -a "$HOST" -n "$n" "$@" "$AT" "$RUN_S" \
	    "$SERVER") || fail "$which: $line"
	echo "$which $line"
}

# Medians, and of ratios turn by turn the interval by resampling.
cat >"$T/sum.awk" <<'END'
function median(a, n,    i, k, t, b) {
	for (i = 1; i <= n; i++) b[i] = a[i]
	for (i = 2; i <= n; i++) {
		t = b[i]
		for (k = i - 1; k > 0 && b[k] > t; k--) b[k + 1] = b[k]
		b[k + 1] = t
	}
	return n % 2 ? b[(n + 1) / 2] : (b[n / 2] + b[n / 2 + 1]) / 2
}
function interval(a, n,    r, i, s, m, k, t) {
	for (r = 1; r <= 1000; r++) {
		for (i = 1; i <= n; i++) s[i] = a[1 + int(rand() * n)]
		t = median(s, n)
		for (k = r - 1; k > 0 && m[k] > t; k--) m[k + 1] = m[k]
		m[k + 1] = t
	}
	return sprintf("[%.3f, %.3f]", m[25], m[975])
}
function ratio(name, top, bottom, col,    i, a) {
	if (cnt[top] == 0 || cnt[top] != cnt[bottom]) return
	for (i = 1; i <= cnt[top]; i++)
		a[i] = v[top, col, i] / v[bottom, col, i]
	printf "  %s: %.3f, 95 %% %s\n", name, median(a, cnt[top]),
	    interval(a, cnt[top])
}
function middle(s, col,    i, x) {
	for (i = 1; i <= cnt[s]; i++) x[i] = v[s, col, i]
	return median(x, cnt[s])
}
{
	i = ++cnt[$1]
	for (f = 2; f < NF; f += 2) v[$1, $f, i] = $(f + 1)
}
END {
	srand(1)
	for (s in cnt) {
		printf "  %-8s %7.0f replies/s, %5.0f ns of CPU a reply\n", \
		    s, middle(s, "rps"), middle(s, "cpu-ns")
		if ((n = middle(s, "interleaved")) > 0)
			printf "  %-8s %.0f %% interleaved\n", "", \
			    100 * n / middle(s, "replies")
		else if (middle(s, "stale-p50") >= 0)
			printf "  %-8s T3 age, us: p50 %.1f, p90 %.1f, " \
			    "p95 %.1f, p99 %.1f, p99.9 %.1f\n", "", \
			    middle(s, "stale-p50"), middle(s, "stale-p90"), \
			    middle(s, "stale-p95"), middle(s, "stale-p99"), \
			    middle(s, "stale-p99.9")
	}
	ratio("replies/s of the echo's", "chimed", "echo", "rps")
	ratio("CPU of the echo's", "chimed", "echo", "cpu-ns")
	ratio("CPU of chronyd's", "chimed", "chrony", "cpu-ns")
	ratio("CPU of NTPsec's", "chimed", "ntpsec", "cpu-ns")
	ratio("CPU of OpenNTPD's", "chimed", "openntpd", "cpu-ns")
	ratio("CPU of that for 10000 clients", "million", "chimed", "cpu-ns")
}
END

# compare TITLE CLIENTS SERVERS OPTION...
compare() {
	title=$1 n=$2 servers=$3
	shift 3
	up_all $servers
	: >"$T/turns"
	i=0
	while [ $i -lt "$TURNS" ]; do
		for s in $servers; do
			turn "$s" "$n" "$@" >>"$T/turns" || exit 1
		done
		# the other way round, so that no one is always first
		servers=$(echo "$servers" | awk '{
			for (i = NF; i > 0; i--) printf "%s ", $i }')
		i=$((i + 1))
	done
	down_all $servers
	echo "$title ($n clients, $TURNS turns of $RUN_S s each):"
	awk -f "$T/sum.awk" "$T/turns"
}

CHIMED_EXTRA= CHRONY_EXTRA=
for n in $CLIENTS; do
	compare "basic" "$n" "echo chimed$BENCH_PEERS"
done
case $BENCH_PEERS in
*chrony*) BENCH_PEERS=" chrony" ;;
*) BENCH_PEERS= ;;
esac
if [ -n "${BENCH_MORE:-}" ]; then
	compare "interleaved" 128 "chimed$BENCH_PEERS" -x
	key=$(printf '%064d' 1)
	echo "1 SHA256 HEX:$key" >"$T/keys"
	chmod 600 "$T/keys"
	CHIMED_EXTRA="keyfile $T/keys" CHRONY_EXTRA="keyfile $T/keys"
	compare "SHA256" 8 "chimed$BENCH_PEERS" -k "1:SHA256:$key"
	CHIMED_EXTRA="clientloglimit 16777216"
	compare "distinct addresses" 10000 "chimed million"
fi
# What a refused request costs where they come faster than they are taken,
# for a server that keeps up pays for being woken: both on one core, in turns
# long enough to fill the queue.  Counted where they are received.
refused() {
	CHIMED_EXTRA=$2
	HOST=127.0.0.1
	LOAD_ON="${ALONE:+chrt -r 1} taskset -c 0" SERVER_ON=$LOAD_ON
	server_chimed
	sent=$($LOAD_ON "$LOAD" -n 8 -r 0 $AT 2 "$SERVER")
	ctl chimed -j serverstats | tr ',{}' '\n\n\n' | awk -F: -v t="$1" \
	    -v s="$sent" '
		{ gsub(/"/, "", $1); v[$1] = $2 }
		END {
			split(s, l, " ")
			n = v["ntp_packets_received"] + v["packets_denied"]
			printf "  %-10s %5d ns of CPU a request, %d of %d " \
			    "answered\n", t, l[10] * l[2] / n, l[4], n
		}'
	stop "$MAIN"
}
if [ -n "${BENCH_MORE:-}" ]; then
	echo "refused requests:"
	refused replies ""
	refused deny "deny 127.0.0.0/8"
	refused ratelimit "ratelimit interval 4 burst 1 leak 4"
fi
ok "measured"
