#!/bin/sh
# ISC licence, see LICENSE.
# A service manager passes a bound socket: it serves on that one.
. "$(dirname "$0")/../lib.sh"
private
need_private "the load comes from many addresses of loopback"
LOAD=$B/regress/bench/load
PASS=$B/regress/pass_socket
[ -x "$LOAD" ] && [ -x "$PASS" ] || skip "the tools were not built"

mkfifo "$T/ask"
conf i <<-END
	allow
	bindaddress 127.0.0.1
	local
	port $PORT
END
# what pass_socket binds without SO_REUSEADDR nobody else could bind
start i "$PASS" "$T/ask" 127.0.0.1 $PORT "$B/chimed" -d -f "$T/i.conf" \
    -L "$B/libexec" -x
MAIN=$PID
up i
wait_for 5 "$LOAD" -n 8 $PORT 0.3 || fail "no replies"
[ "$(ls -l "/proc/$MAIN/fd" | grep -c 'socket:')" -gt 0 ] || fail "no sockets"
inode=$(sed -n 's/^passed //p' "$T/i.log")
ls -l "/proc/$MAIN/fd" | grep -q "socket:\[$inode\]" ||
    fail "the socket that was passed is not in use"
# its replies go whole, as those of our own sockets: IP_PMTUDISC_PROBE
: >"$T/ask"
wait_for 5 logged i "^discover " || fail "the socket was not looked at"
logged i "^discover 3" || fail "replies may be cut up"
stop "$MAIN"

note "one that nobody wants is closed, and said"
conf j <<-END
	port 0
	local
END
start j "$PASS" "$T/ask" 127.0.0.1 $PORT "$B/chimed" -d -f "$T/j.conf" \
    -L "$B/libexec" -x
up j
logged j "was passed to us" || fail "not said"
inode=$(sed -n 's/^passed //p' "$T/j.log")
! ls -l "/proc/$PID/fd" | grep -q "socket:\[$inode\]" || fail "not closed"
ok "sockets were passed"
