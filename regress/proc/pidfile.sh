#!/bin/sh
# ISC licence, see LICENSE.
# One daemon for a pid file: a second one is refused, a dead one's file is
# not in the way, whoever has its number now, and other things are left alone.
. "$(dirname "$0")/../lib.sh"
private

conf a <<END
port 0
END
chimed a -C virtual
a=$PID
up a
[ "$(cat "$T/a.pid")" = "$a" ] || fail "the pid file says $(cat "$T/a.pid")"

cp "$T/a.conf" "$T/b.conf"
sed -i "s|a.sock|b.sock|" "$T/b.conf"
chimed b -C virtual
b=$PID
wait_for 10 gone "$b" || fail "a second daemon has the same pid file"
logged b "another daemon is running" || fail "the second one does not say why"
[ "$(cat "$T/a.pid")" = "$a" ] || fail "the second one took the pid file"

kill -9 "$a"
wait "$a" 2>/dev/null
# the number of somebody who is alive
echo $$ >"$T/a.pid"
chimed b -C virtual
b=$PID
up b
[ "$(cat "$T/a.pid")" = "$b" ] || fail "the pid file is not taken over"
stop "$b"
[ ! -e "$T/a.pid" ] || fail "the pid file stays after the end"

note "in a directory that is not there yet"
mkdir "$T/var"
chmod 777 "$T/var"
sed "s|^pidfile.*|pidfile $T/var/new/dir/pid|" "$T/b.conf" >"$T/n.conf"
sed -i "s|b.sock|n.sock|" "$T/n.conf"
chimed n -C virtual
up n
[ "$(cat "$T/var/new/dir/pid")" = "$PID" ] || fail "it is not made"
stop "$PID"

echo precious >"$T/precious"
for what in "ln -s $T/precious" mkfifo; do
	rm -f "$T/a.pid"
	$what "$T/a.pid"
	: >"$T/b.log"
	chimed b -C virtual
	b=$PID
	up b
	logged b "a.pid: " || fail "$what: no warning"
	stop "$b"
	[ -e "$T/a.pid" ] || fail "$what: it is gone"
	[ "$(cat "$T/precious")" = precious ] || fail "wrote through a link"
done
# Another pid file, but the same control socket: whose would it be?
rm -f "$T"/a.pid "$T"/[ab].log
chimed a -C virtual
a=$PID
up a
cp "$T/a.state/virtual/state" "$T/state"
sed -i "s|b.sock|a.sock|; s|a.pid|b.pid|" "$T/b.conf"
chimed b -C virtual
b=$PID
wait_for 10 gone "$b" || fail "a second daemon has the same control socket"
logged b "cannot listen on .*a.sock: another daemon" || fail "that one does not say why"
[ ! -e "$T/b.pid" ] || fail "its pid file stays"
cmp -s "$T/a.state/virtual/state" "$T/state" || fail "it wrote a state"
answers a || fail "the first one has lost its control socket"
kill -9 "$a"
chimed b -C virtual
b=$PID
wait_for 15 answers_or_gone a "$b"
answers a || fail "a dead daemon's socket is not taken over"
stop "$b"
ok "one at a time"
