#!/bin/sh
# ISC licence, see LICENSE.
# chimed-mono: sets no clock that is not simulated, and works outside of
# simulators on a virtual one, as server and as client.
. "$(dirname "$0")/../lib.sh"
private
MONO=$B/regress/chimed-mono

conf s <<END
port $PORT
bindaddress 127.0.0.1
allow 127.0.0.1
local stratum 3
END
conf c <<END
port 0
server 127.0.0.1 port $PORT minpoll -1 maxpoll -1 iburst
makestep 0.1 3
END

note "it refuses a real clock"
refuses() {
	# without the right, should it be wrong about that
	timeout 60 setpriv --bounding-set=-sys_time --no-new-privs "$@" \
	    "$MONO" -d -f "$T/c.conf" >"$T/refuse.log" 2>&1
	[ $? = 1 ] || return 1
	grep -q 'simulated clocks only' "$T/refuse.log"
}
command -v setpriv >/dev/null || skip "no setpriv"
refuses env || fail "it took the machine's clock"
refuses env CLKNETSIM_NODE=1 || fail "it was deceived by its environment"

note "a client with a virtual clock follows a server"
start s "$MONO" -x -d -f "$T/s.conf"
start c "$MONO" -d -f "$T/c.conf" -C virtual,offset=1.5,freq=40
c=$PID
wait_for 15 synced c || fail "not synchronised"
logged c 'stepped by -1\.[45]' || fail "the offset of 1.5 s was not undone"
near() {
	ctl c tracking | awk '/^System time/ { exit !($4 < 0.001) }'
}
wait_for 15 near || fail "a millisecond or more off"

note "it ends when told to"
[ -s "$T/c.pid" ] || fail "no pid file"
stop "$c"
[ ! -e "$T/c.pid" ] || fail "the pid file was left"
ok "refused, synchronised, ended"
