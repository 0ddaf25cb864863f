#!/bin/sh
# ISC licence, see LICENSE.
# The server under load beside an ideal echo and, where they can be had,
# the servers of others: alternating short runs on loopback, each server
# alone on one core and the load on the other.
# usage: B=DIR server.sh [PAIRS [SECONDS [CLIENTS...]]]
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
PAIRS=${1:-8} RUN_S=${2:-3}
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

server_chimed() {
	conf c <<-END
		allow
		bindaddress 127.0.0.1
		local stratum 3
		port $PORT
		$CHIMED_EXTRA
	END
	AS="$AS taskset -c 0" chimed c -x
	MAIN=$PID
	up c
	SERVER=$(child "$MAIN" ntp-net)
}

# The same with a hundred times the clients that it is asked to have.
server_million() {
	server_chimed
	n=1000000
}

server_chrony() {
	cat >"$T/chrony.conf" <<-END
		allow
		bindaddress 127.0.0.1
		local stratum 3
		port $PORT
		cmdport 0
		pidfile $T/chrony.pid
		bindcmdaddress /
		$CHRONY_EXTRA
	END
	start chrony taskset -c 0 setpriv --bounding-set -sys_time -- \
	    "$PEERS/chrony/usr/sbin/chronyd" -d -x -U -u root \
	    -f "$T/chrony.conf"
	MAIN=$PID SERVER=$PID
}

# These two serve on the one port that NTP has.
server_ntpsec() {
	AT=123
	echo "interface listen 127.0.0.1" >"$T/ntpsec.conf"
	start ntpsec taskset -c 0 setpriv --bounding-set -sys_time -- \
	    env LD_PRELOAD="$T/noclock.so" "$PEERS/ntpsec/usr/sbin/ntpd" \
	    -n -g -c "$T/ntpsec.conf" -l "$T/ntpsec.out"
	MAIN=$PID SERVER=$PID
}

server_openntpd() {
	AT=123
	echo "listen on 127.0.0.1" >"$T/openntpd.conf"
	start openntpd taskset -c 0 setpriv --bounding-set -sys_time -- \
	    env LD_PRELOAD="$T/noclock.so" "$PEERS/openntpd/usr/sbin/ntpd" \
	    -d -f "$T/openntpd.conf"
	MAIN=$PID
	wait_for 10 has_child "$MAIN" ntpd || fail "openntpd did not start"
	SERVER=$(child "$MAIN" ntpd)
}

server_echo() {
	start echo taskset -c 0 "$B/regress/bench/echo" 127.0.0.1 $PORT
	MAIN=$PID SERVER=$PID
}

replies() {
	taskset -c 1 "$LOAD" -n 1 -w 1 $AT 0.1 >/dev/null 2>&1
}

# run SERVER CLIENTS OPTION...: one line "SERVER CLIENTS rps cpu p50 p99"
run() {
	which=$1 n=$2
	shift 2
	AT=$PORT
	"server_$which"
	wait_for 10 replies || fail "$which does not reply"
	line=$(taskset -c 1 "$LOAD" -n "$n" "$@" $AT "$RUN_S" $SERVER) ||
	    fail "$which: $line"
	stop "$MAIN"
	echo "$line" | awk -v s="$which" -v n="$n" '{
		for (i = 1; i < NF; i += 2) v[$i] = $(i + 1)
		print s, n, v["rps"], v["cpu-ns"], v["stale-p50"],
		    v["stale-p99"], v["interleaved"] / (v["replies"] + 1) }'
}

# Medians, and of ratios pair by pair the interval by resampling.
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
{
	i = ++cnt[$1]
	for (c = 3; c <= 7; c++) v[$1, c, i] = $c
}
END {
	srand(1)
	for (s in cnt) {
		for (c = 3; c <= 7; c++) {
			for (i = 1; i <= cnt[s]; i++) x[i] = v[s, c, i]
			md[c] = median(x, cnt[s])
		}
		printf "  %-8s %7.0f replies/s, %5.0f ns of CPU a reply", \
		    s, md[3], md[4]
		if (md[7] > 0)
			printf ", %.0f %% interleaved\n", 100 * md[7]
		else
			printf ", T3 age p50 %.1f us, p99 %.1f us\n", md[5], \
			    md[6]
	}
	ratio("replies/s of the echo's", "chimed", "echo", 3)
	ratio("CPU of chronyd's", "chimed", "chrony", 4)
	ratio("CPU of NTPsec's", "chimed", "ntpsec", 4)
	ratio("CPU of OpenNTPD's", "chimed", "openntpd", 4)
	ratio("CPU of that for 10000 clients", "million", "chimed", 4)
}
END

# compare TITLE CLIENTS SERVERS OPTION...
compare() {
	title=$1 n=$2 servers=$3
	shift 3
	: >"$T/runs"
	i=0
	while [ $i -lt "$PAIRS" ]; do
		for s in $servers; do
			run "$s" "$n" "$@" >>"$T/runs" || exit 1
		done
		# the other way round, so that no one is always first
		servers=$(echo "$servers" | awk '{
			for (i = NF; i > 0; i--) printf "%s ", $i }')
		i=$((i + 1))
	done
	echo "$title ($n clients, $PAIRS runs of $RUN_S s each):"
	awk -f "$T/sum.awk" "$T/runs"
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
# What a refused request costs: as fast as they can be sent, and counted
# where they are received.
refused() {
	CHIMED_EXTRA=$2
	server_chimed
	wait_for 10 answers c || fail "chimed does not answer"
	sent=$(taskset -c 1 "$LOAD" -n 8 -r 0 $PORT "$RUN_S" "$SERVER")
	ctl c -j serverstats | tr ',{}' '\n\n\n' | awk -F: -v t="$1" \
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
