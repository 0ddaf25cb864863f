#!/bin/sh
# ISC licence, see LICENSE.
# chimectl: its commands, formats and exit codes.
. "$(dirname "$0")/../lib.sh"
private

# want STATUS NAME ARG...: chimectl with these arguments ends so
want() {
	status=$1
	shift
	ctl "$@" >"$T/out" 2>"$T/err"
	got=$?
	[ $got = "$status" ] || {
		cat "$T/out" "$T/err"
		fail "chimectl $*: exit status $got instead of $status"
	}
}
has() {
	grep -q -- "$1" "$T/out" || { cat "$T/out"; fail "no \"$1\" in it"; }
}

conf up <<END
port $PORT
local stratum 1
allow
END
chimed up -C virtual
up=$PID
up up
conf c <<END
port 0
server 127.0.0.1 port $PORT iburst prefer minpoll 0 maxpoll 2
server 127.0.0.1 port $((PORT + 5))
makestep 1 3
END
chimed c -C virtual,offset=-2.25,freq=15
c=$PID
up c
wait_for 30 synced c || fail "not synchronised"

note "tracking"
want 0 c -n tracking
for l in 'Reference ID    : 7F000001 (127.0.0.1)' 'Stratum         : 2' \
    'Ref time (UTC)  : ' 'System time     : .* seconds \(slow\|fast\) of NTP' \
    'Last offset     : [-+]' 'RMS offset      : ' \
    'Frequency       : .* ppm \(slow\|fast\)' 'Residual freq   : ' \
    'Skew            : ' 'Root delay      : ' 'Root dispersion : ' \
    'Update interval : ' 'Leap status     : Normal'; do
	has "^$l"
done
[ "$(wc -l <"$T/out")" = 13 ] || fail "tracking has not 13 lines"

note "sources"
want 0 c -n sources
has '^MS Name/IP address         Stratum Poll Reach LastRx Last sample  '
has '^=\{79\}$'
has '^\^\* 127.0.0.1   .*  1 '
has '^\^? 127.0.0.1   .*  0 .* - '
want 0 c sources -v
has "Source mode  '^' = server, '=' = peer, '#' = local clock"
want 0 c sourcestats
has '^Name/IP Address            NP  NR  Span  Frequency  Freq Skew  Offset'
has '^=\{78\}$'
want 0 c activity
has '^200 OK'
has '^2 sources online'
has '^0 sources with unknown address'

note "options as chronyc has them"
want 0 c --version
has '^chimectl [0-9]'
want 0 c --help
has '^usage: chimectl '
want 2 c --hepl
want 0 c -w activity
want 0 c -h "$T/none,$T/c.sock" activity
want 1 c -h "$T/none,$T/no" activity
has "^506 Cannot talk to daemon"
has "^$T/no: No such file"
want 1 c -h 192.0.2.1 activity
has "^192.0.2.1: .*on this host"
if [ "$CHIMED_PRIVATE" != none ]; then
	mkdir -p /run/chimed
	ln -sf "$T/c.sock" /run/chimed/chimed.sock
	for h in 127.0.0.1 ::1,127.0.0.1 localhost; do
		want 0 c -h $h waitsync 1
	done
	rm /run/chimed/chimed.sock
fi

note "ntpctl's reports"
status() { ctl c -s status | grep -q '1/2 peers valid.*clock synced, str'; }
wait_for 30 status || { ctl c -s status; fail "no peer becomes valid"; }
want 0 c -s status
has '1/2 peers valid.*clock synced, stratum 2'
want 0 c -s peers
has 'wt tl st  next  poll          offset       delay      jitter'
has '^ \*'
want 0 c -s all
has 'peers valid'
has 'wt tl st'

note "CSV and JSON"
want 0 c -n -c tracking
[ "$(tr -cd , <"$T/out" | wc -c)" = 13 ] || fail "tracking CSV: not 14 columns"
has '^7F000001,127.0.0.1,2,'
want 0 c -n -c sources
has '^^,\*,127.0.0.1,1,'
[ "$(wc -l <"$T/out")" = 2 ] || fail "sources CSV: not two rows"
want 0 c -j tracking
has '^[[{]'
if command -v python3 >/dev/null; then
	for cmd in tracking sources sourcestats activity; do
		want 0 c -j $cmd
		python3 -c 'import json,sys; json.load(sys.stdin)' \
		    <"$T/out" || fail "-j $cmd is not JSON"
	done
fi

note "makestep"
want 0 c makestep
has '200 OK'

note "exit codes"
want 2 c -Z tracking
want 0 c -a -p 323 -u nobody -n tracking
want 2 c -s nonsense
ctl nobody tracking >"$T/out" 2>&1
[ $? = 1 ] || fail "no daemon: the exit status is not 1"
ctl c frobnicate >"$T/out" 2>&1 && fail "an unknown command succeeds"
has 'Unrecognized command$'
ctl c suorces >"$T/out" 2>&1 && fail "an unknown command succeeds"
has 'Unrecognized command, did you mean "sources"?'
for how in '>/dev/full' '>&-'; do
	if eval "ctl c activity $how" 2>"$T/err"; then
		fail "an answer that could not be written ($how) is a success"
	fi
done

note "the control socket: any user may ask, and nothing else gives way to it"
[ "$(stat -c %a "$T/c.sock")" = 666 ] || fail "mode $(stat -c %a "$T/c.sock")"
conf d <<END
port 0
END
echo precious >"$T/d.sock"
chimed d -C virtual
wait_for 10 logged d "d.sock: File exists" ||
    fail "it does not say that its socket's place is taken"
[ "$(cat "$T/d.sock")" = precious ] || fail "a file was removed"
stop "$PID"

note "a hostile client"
# noise on the control socket harms that client only
head -c 3000 /dev/urandom >"$T/noise"
if command -v python3 >/dev/null; then
	$AS timeout 60 python3 - "$T/c.sock" "$T/noise" <<'END'
import socket, sys
noise = open(sys.argv[2], 'rb').read()
for kind in (socket.SOCK_SEQPACKET, socket.SOCK_STREAM, socket.SOCK_DGRAM):
    for n in (1, 8, 16, 100, 3000):
        s = socket.socket(socket.AF_UNIX, kind)
        s.settimeout(1)
        try:
            s.connect(sys.argv[1])
            s.send(noise[:n])
            s.recv(4096)
        except OSError:
            pass
        s.close()
END
fi
want 0 c -n tracking
[ "$(child "$c" ntp-ctl | wc -l)" = 1 ] || fail "ntp-ctl is gone"
if grep -qi 'ntp-ctl.*restart' "$T/c.log"; then
	fail "a client's noise restarted ntp-ctl"
fi
note shutdown
want 0 c shutdown
wait_for 10 gone "$c" || fail "shutdown did not end the daemon"
stop "$up"
ok "commands, formats, exit codes"
