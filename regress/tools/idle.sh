#!/bin/sh
# ISC licence, see LICENSE.
# What an idle daemon costs: wake-ups and CPU of all its processes while it
# keeps 4 sources at fixed poll 6.  usage: B=DIR idle.sh [SECONDS]
ME=$0
SECONDS_ON=${1:-${SECONDS_ON:-128}}
export SECONDS_ON
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
		echo "server 127.0.0.$i port $PORT minpoll 6 maxpoll 6"
	done
} | conf d
chimed d -C virtual
d=$PID
up d
# the start's own work
sleep 40

pids="$d $(cat "/proc/$d/task/$d/children")"
# wakeups: so often it gave up the CPU by itself; cpu: in ns
wakeups() {
	for p in $pids; do
		sed -n 's/^voluntary_ctxt_switches:[[:space:]]*//p' \
		    "/proc/$p/status"
	done
}
cpu() { for p in $pids; do cut -d ' ' -f 1 "/proc/$p/schedstat"; done; }
sum() { awk '{ n += $1 } END { printf "%.0f\n", n }'; }

w0=$(wakeups) c0=$(cpu | sum)
sleep "$SECONDS_ON"
w1=$(wakeups) c1=$(cpu | sum)
{
	echo "$w0"
	echo "$w1"
} | awk -v names="$(for p in $pids; do cat "/proc/$p/comm"; done |
    tr '\n' ' ')" '
	{ v[NR] = $1 }
	END {
		n = split(names, name, " ")
		for (i = 1; i <= n; i++)
			printf "%s: %d wake-ups\n", name[i], v[n + i] - v[i]
	}'
total=$(($(echo "$w1" | sum) - $(echo "$w0" | sum)))
echo "$total wake-ups, $((4 * SECONDS_ON / 64)) exchanges in $SECONDS_ON s;" \
    "CPU $(((c1 - c0) / 1000)) us"
ok measured
