#!/bin/sh
# ISC licence, see LICENSE.
# Every malloc, send and open of a process fails once, in a run of its own:
# a child is replaced and serves again, the daemon goes on or ends with a
# word, never by a crash.  A run is the start, a request from the network
# and one by chimectl.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"
fault=$B/regress/fault.so
mkdir -p "$T/open"

# the library's count; below what the parent's own sandbox leaves writable
count=/run/chimed/fault
reset() {
	mkdir -p /run/chimed
	head -c 8 /dev/zero >"$count"
	chmod 666 "$count"
}
counted() { od -An -t d8 "$count" | tr -d ' '; }

ready() { logged d "all processes are ready"; }
ready_or_gone() { ready || gone "$D"; }
runs=0 ended=0

# parent CALL N: false when there were fewer such calls
parent() {
	HOW="parent $1 $2"
	set_scene
	: >"$T/d.log"
	DIR=$B/libexec
	reset
	start d env LD_PRELOAD="$fault" FAULT_CALL="$1" FAULT_AT="$2" \
	    FAULT_COUNT="$count" "$B/chimed" -d -f "$T/d.conf" -L "$DIR" -C virtual
	D=$PID
	wait_for 10 ready_or_gone || fail "$HOW: neither ready nor gone"
	runs=$((runs + 1))
	if gone "$D"; then
		wait "$D"
		status=$?
		# a signal would be 128 and more
		[ $status -lt 126 ] || fail "$HOW: ended with $status"
		[ "$(grep -vc '^fault:' "$T/d.log")" -gt 0 ] ||
		    fail "$HOW: ended without a word"
		ended=$((ended + 1))
		return 0
	fi
	wait_for 5 serves || fail "$HOW: no service"
	answers d || wait_for 5 answers d || fail "$HOW: no answer"
	stop "$D"
	[ "$(counted)" -ge "$2" ]
}

for call in malloc send open; do
	n=1
	while parent $call $n; do
		n=$((n + 1))
	done
	note "parent $call: $((n - 1))"
done
note "parent: $runs runs, $ended ended with a word"

# its child's program is a script that loads the library; false when there
# were fewer such calls
child_fault() {
	HOW="$1 $2 $3"
	set_scene
	: >"$T/d.log"
	DIR=$T/lib/fault
	mkdir -p "$DIR"
	for p in $ROLES; do
		cp "$B/libexec/$p" "$DIR/$p"
	done
	cp "$fault" "$DIR/fault.so"
	cp "$B/libexec/$1" "$DIR/real"
	cat >"$DIR/$1" <<END
#!/bin/sh
LD_PRELOAD=$DIR/fault.so FAULT_CALL=$2 FAULT_AT=$3 FAULT_COUNT=$count \\
    exec $DIR/real "\$@"
END
	reset
	start d "$B/chimed" -d -f "$T/d.conf" -L "$DIR" -C virtual
	D=$PID
	spawned() { [ -n "$(child "$D" real)" ] || logged d "$1 ended\|$1.* ready"; }
	wait_for 5 spawned "$1" || fail "$HOW: was not started"
	honest "$1"
	wait_for 10 ready || fail "$HOW: not ready"
	wait_for 5 serves || fail "$HOW: no service"
	wait_for 5 answers d || fail "$HOW: chimectl is not answered"
	if gone "$D"; then
		fail "$HOW: chimed ended"
	fi
	if grep "$1 ended by signal \(11\|6\|7\|4\|8\|31\)" "$T/d.log"; then
		fail "$HOW: crashed"
	fi
	stop "$D"
	runs=$((runs + 1))
	[ "$(counted)" -ge "$3" ]
}

for role in $ROLES; do
	for call in malloc send open; do
		n=1
		while child_fault $role $call $n; do
			n=$((n + 1))
		done
		note "$role $call: $((n - 1))"
	done
done
ok "$runs faults"
