# ISC licence, see LICENSE.
# What the tests share; a test sources it first.  B is the build directory.
#
# A test ends by ok, fail or skip, and first calls private, which continues
# it in namespaces of its own (as root, or as the root of a user namespace):
# what it starts and makes there ends with it, whatever happens.
set -u

: "${B:?the build directory}"
B=$(cd "$B" && pwd) || exit 1
TOP=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
NAME=$(basename "$0" .sh)
ME=$0
SAN=${SAN:-}
PATH=$PATH:/usr/sbin:/sbin
export B SAN PATH

SKIPPED=77		# exit status of a test that could not be tried
T=			# directory of this run; gone at its end
IN=			# prefix that enters another host of the test
AS=			# prefix of everything that must be an ordinary user
PIDS=
PORT=11123		# of the first daemon; others count on

# How the test ended, for the runner.
ok() { echo "ok: $*"; exit 0; }
skip() { echo "skip: $*"; exit $SKIPPED; }
fail() { echo "FAIL: $*"; exit 1; }

# note TEXT: a line of progress in the log
note() { echo "-- $*"; }

finish() {
	status=$?
	trap - EXIT INT TERM HUP
	for p in $PIDS; do
		kill "$p" 2>/dev/null
	done
	for p in $PIDS; do
		within_s 5 gone "$p" || kill -9 "$p" 2>/dev/null
	done
	if [ $status != 0 ] && [ $status != $SKIPPED ] && [ -n "$T" ]; then
		tail -n 25 "$T"/*.log 2>/dev/null
	fi
	[ "$CHIMED_PRIVATE" != none ] || rm -rf "$T"
	exit $status
}

# private: the rest of the test in a network, process and mount namespace.
# Afterwards CHIMED_PRIVATE is root, user, or none where that is refused.
private() {
	if [ -z "${CHIMED_PRIVATE:-}" ]; then
		how="unshare -mnpf --kill-child --mount-proc"
		CHIMED_PRIVATE=root
		if [ "$(id -u)" != 0 ]; then
			how="$how -Ur"
			CHIMED_PRIVATE=user
		fi
		export CHIMED_PRIVATE
		if $how true 2>/dev/null; then
			exec $how sh "$ME"
		fi
		CHIMED_PRIVATE=none
	fi
	trap finish EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	case $CHIMED_PRIVATE in
	none)
		T=$(mktemp -d "${TMPDIR:-/tmp}/chimed.XXXXXX") || exit 1
		# tests that run at the same time have numbers next to each other
		PORT=$((20000 + $$ % 1200 * 10))
		return ;;
	user)
		# An ordinary user inside as well: nobody else is mapped.
		AS="unshare -U --map-user=1000 --map-group=1000 --"
		echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start ;;
	esac
	mount -t tmpfs -o mode=755 chimed-test /run || exit 1
	ip link set lo up || exit 1
	T=/run/t
	mkdir "$T" || exit 1
}

# need_private REASON: skips where there are no namespaces
need_private() {
	[ "$CHIMED_PRIVATE" != none ] ||
	    skip "no namespaces for this user: $1"
}

# within_s SECONDS COMMAND...: until it succeeds; false if not by then
within_s() {
	deadline=$(($(date +%s) + $1))
	shift
	until "$@"; do
		[ "$(date +%s)" -le $deadline ] || return 1
		sleep 0.05
	done
}

# wait_for SECONDS COMMAND...: the same for what must come at some time.
# SECONDS are for a machine with nothing else to do; others take longer.
wait_for() {
	patience=$((60 + 3 * $1))
	shift
	within_s $patience "$@"
}

# gone PID: it has ended (a zombie has)
gone() {
	case $(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" \
	    2>/dev/null) in
	''|Z*) return 0 ;;
	esac
	return 1
}

# start NAME COMMAND...: in the background, output to $T/NAME.log; sets PID
start() {
	log=$T/$1.log
	shift
	$IN $AS "$@" >>"$log" 2>&1 &
	PID=$!
	PIDS="$PIDS $PID"
}

# stop PID: and wait for its end
stop() {
	kill "$1" 2>/dev/null
	wait_for 10 gone "$1" || { kill -9 "$1"; fail "$1 did not end"; }
	wait "$1" 2>/dev/null
	return 0
}

# conf NAME <lines: writes $T/NAME.conf with paths inside $T
conf() {
	mkdir -p "$T/$1.state"
	{
		cat
		echo "ctlsocket $T/$1.sock"
		echo "statedir $T/$1.state"
		echo "pidfile $T/$1.pid"
		echo "cmdport 0"
	} >"$T/$1.conf"
}

# chimed NAME ARG...: starts the daemon on $T/NAME.conf; sets PID
chimed() {
	name=$1
	shift
	start "$name" "$B/chimed" -d -f "$T/$name.conf" -L "$B/libexec" "$@"
}

# ctl NAME COMMAND...: asks the daemon of that name
ctl() {
	name=$1
	shift
	$AS timeout 60 "$B/chimectl" -h "$T/$name.sock" "$@"
}

# Conditions for wait_for: the daemon answers, is synchronised, has logged
answers() { ctl "$1" activity >/dev/null 2>&1; }
synced() {
	ctl "$1" tracking 2>/dev/null |
	    grep -q '^Leap status *: *\(Normal\|Insert\|Delete\)'
}
logged() { grep -q -- "$2" "$T/$1.log"; }
logged_times() { [ "$(grep -c -- "$2" "$T/$1.log")" -ge "$3" ]; }

# up NAME: it answers its control socket, or the test fails
up() {
	wait_for 15 answers_or_gone "$1" "$PID"
	answers "$1" || fail "$1 does not answer chimectl"
}
answers_or_gone() { answers "$1" || gone "$2"; }

# child PARENT PROGRAM: its pid, nothing if there is none now
child() {
	for s in /proc/[0-9]*/status; do
		sed -n '/^Name:/h
		/^State:/H
		/^Pid:/H
		/^PPid:/{H;g;s/\n/ /g;p;q;}' "$s" 2>/dev/null
	done | awk -v parent="$1" -v name="$2" '
		$2 == name && $4 != "Z" && $NF == parent { print $(NF - 2) }'
}
has_child() { [ -n "$(child "$1" "$2")" ]; }

# other_child PARENT PROGRAM PID: there is one, and not this one any more
other_child() {
	now=$(child "$1" "$2")
	[ -n "$now" ] && [ "$now" != "$3" ]
}

# errors REFERENCE PID...: lines "pid wall-error f-error sync stratum", ns
errors() { "$B/regress/page_dump" "$@"; }

# within NS REFERENCE PID: wall is that close to the reference's
within() {
	errors "$2" "$3" | awk -v most="$1" '
		{ e = $2 < 0 ? -$2 : $2; if (e > most) bad = 1; n++ }
		END { exit bad || n == 0 }'
}

# as_claimed REFERENCE PID: f is synchronised and as close to the reference
# as it claims to be, and wall is as close to f; but for what a look is worth
as_claimed() {
	errors "$1" "$2" | awk '
		function size(x) { return x < 0 ? -x : x }
		$4 != 2 || size($3) > $6 + 20000 || size($2 - $3) > $6 + 20000 {
			bad = 1
		}
		{ n++ }
		END { exit bad || n == 0 }'
}

# no_clock PID: fails the test unless this process cannot set the clock
no_clock() {
	eff=$(sed -n 's/^CapEff:[[:space:]]*//p' "/proc/$1/status")
	[ -n "$eff" ] || fail "process $1 is not there"
	# CAP_SYS_TIME is bit 25: digit 7 from the right, its bit 1
	case $(echo "$eff" | sed 's/.*\(.\)......$/\1/') in
	[014589cd]) ;;
	*) fail "process $1 may set the clock (CapEff $eff)" ;;
	esac
}
