#!/bin/sh
# ISC licence, see LICENSE.
# A child that breaks the catalogue, on its channel to the parent and on
# those to its siblings: it is killed and started again, and the log says
# which rule it broke.  The others live on.
. "$(dirname "$0")/../lib.sh"
private

bad=$B/regress/bad_child
[ -x "$bad" ] || fail "no $bad"

# The words of ipc_fault_name.
words() {
	case $1 in
	short) echo "shorter than a header" ;;
	long) echo "longer than a record may be" ;;
	length) echo "length differs from its header's" ;;
	type|sibling) echo "unknown type" ;;
	direction) echo "not from or to this role" ;;
	state) echo "not in this state" ;;
	size) echo "wrong size" ;;
	fds) echo "wrong number of descriptors" ;;
	value) echo "value out of range" ;;
	hello) echo "of another role or release" ;;
	esac
}

# try ROLE RULE: chimed with that child in place of the real one
try() {
	role=$1 rule=$2
	dir=$T/$role/$rule
	mkdir -p "$dir"
	for p in ntp-net ntp-clock ntp-ctl ntp-dns; do
		cp "$B/libexec/$p" "$dir/$p"
	done
	cp "$bad" "$dir/$role"
	conf "$role-$rule" <<END
port $PORT
server 127.0.0.1 port $((PORT + 3))
END
	start "$role-$rule" "$B/chimed" -d -f "$T/$role-$rule.conf" -L "$dir" \
	    -C virtual
	# Twice: it was killed, started again, and caught again.
	wait_for 10 logged_times "$role-$rule" \
	    "$role.*$(words "$rule")" 2 || {
		cat "$T/$role-$rule.log"
		fail "$role, $rule: the log does not tell it twice"
	}
	if gone "$PID"; then
		fail "$role, $rule: chimed ended"
	fi
	for p in ntp-net ntp-clock ntp-dns ntp-ctl; do
		[ $p = "$role" ] || wait_for 5 has_child "$PID" $p ||
		    fail "$role, $rule: $p is gone"
	done
	stop "$PID"
	rm -r "$dir"
	tried=$((tried + 1))
}

tried=0
for role in ntp-net ntp-clock ntp-ctl ntp-dns; do
	for rule in short long length type direction state size fds value \
	    hello sibling; do
		note "$role $rule"
		try $role $rule
	done
done
ok "$tried broken rules"
