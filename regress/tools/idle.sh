#!/bin/sh
# ISC licence, see LICENSE.
# What an idle daemon costs: wake-ups and CPU of all its processes while it
# keeps 4 sources.  usage: B=DIR idle.sh
# POLL is their fixed poll, OPTIONS what else their lines have, SETTLE how long
# the start is waited for, SECONDS_ON how long is measured.  With MOST it is a
# test: so many wake-ups for an exchange are allowed.
ME=$0
: "${POLL:=6}" "${OPTIONS:=iburst}" "${SETTLE:=150}" "${SECONDS_ON:=128}" "${MOST:=}"
export POLL OPTIONS SETTLE SECONDS_ON MOST
. "$(dirname "$0")/../lib.sh"
private
need_private "it makes a server of its own"

conf up <<END
port $PORT
local stratum 1
allow
END
chimed up -C virtual
up=$PID
up up
{
	echo port 0
	for i in 1 2 3 4; do
		echo "server 127.0.0.$i port $PORT minpoll $POLL maxpoll $POLL" \
		    "$OPTIONS"
	done
} | conf d
chimed d -C virtual
d=$PID
up d
# the start's own work
sleep "$SETTLE"

pids="$d $(cat "/proc/$d/task/$d/children")"
# requests: how many were sent; the other daemon tells, for to ask wakes up
requests() { ctl up -c serverstats | cut -d, -f 1; }
# wakeups: so often it gave up the CPU by itself; cpu: in ns
wakeups() {
	for p in $pids; do
		sed -n 's/^voluntary_ctxt_switches:[[:space:]]*//p' \
		    "/proc/$p/status"
	done
}
cpu() { for p in $pids; do cut -d ' ' -f 1 "/proc/$p/schedstat"; done; }

n0=$(requests)
w0=$(wakeups) c0=$(cpu)
sleep "$SECONDS_ON"
w1=$(wakeups) c1=$(cpu)
n=$(($(requests) - n0))
names=$(for p in $pids; do cat "/proc/$p/comm"; done)
printf '%s\n' "$names" "$w0" "$w1" "$c0" "$c1" | awk -v s="$SECONDS_ON" \
    -v exchanges="$n" -v most="$MOST" '
	{ v[NR] = $1 }
	END {
		n = NR / 5
		for (i = 1; i <= n; i++) {
			w = v[2 * n + i] - v[n + i]
			us = (v[4 * n + i] - v[3 * n + i]) / 1000
			printf "%s: %d wake-ups, CPU %.0f us\n", v[i], w, us
			wakeups += w
			cpu += us
			idle += v[i] ~ /^ntp-(dns|ctl)$/ && w == 0
		}
		printf "%d wake-ups, %d exchanges in %d s; CPU %.0f us\n",
		    wakeups, exchanges, s, cpu
		exit most != "" && (exchanges < 8 || idle < 2 ||
		    wakeups > most * exchanges)
	}' || fail "more than $MOST wake-ups for an exchange, or for nothing"
ok measured
