#!/bin/sh
# ISC licence, see LICENSE.
# The command line: -V -n -p -q -Q -t -x -C -P -v -4, and wrong use.
. "$(dirname "$0")/../lib.sh"
private

# run NAME STATUS ARG...: chimed with these arguments ends so
run() {
	name=$1 want=$2
	shift 2
	timeout 60 $AS "$B/chimed" -L "$B/libexec" "$@" >"$T/$name.out" 2>"$T/$name.log"
	got=$?
	[ $got = "$want" ] ||
	    fail "chimed $*: exit status $got instead of $want"
}

note "-V, usage"
run version 0 -V
grep -q '^chimed [0-9]' "$T/version.out" || fail "-V prints no version"
timeout 60 $AS "$B/chimed" -Z >"$T/usage.log" 2>&1
[ $? -ge 1 ] || fail "an unknown flag was taken"
grep -qi usage "$T/usage.log" || fail "no usage is printed"
run badvirtual 2 -d -f /dev/null -C virtual,offset=soon
run badclock 2 -d -f /dev/null -C sundial

note "-n and -p on the sample configurations"
for c in "$TOP"/regress/demo/[sc][12].conf "$TOP"/regress/demo/basic.conf \
    "$TOP"/etc/chimed.conf; do
	run "n-$(basename "$c")" 0 -n -f "$c"
	grep -q '^configuration OK$' "$T/n-$(basename "$c").log" ||
	    fail "-n does not say that $c is good"
	run "p-$(basename "$c")" 0 -p -f "$c"
done
grep -q '^pool ntp.aliyun.com' "$T/p-s1.conf.out" ||
    fail "-p does not print the pool"
grep -q '^allow 192.168.31.0/24' "$T/p-s1.conf.out" ||
    fail "-p does not print what is allowed"
# What -p prints means the same.
grep -v '^#' "$T/p-s1.conf.out" >"$T/again.conf"
run again 0 -p -f "$T/again.conf"
grep -v '^#' "$T/again.out" | cmp -s - "$T/again.conf" ||
    fail "-p of what -p printed differs"

lacks_child() { [ -z "$(child "$1" "$2")" ]; }

note "an upstream to ask"
conf up <<END
port $PORT
local stratum 1
allow
END
chimed up -C virtual
up=$PID
up up

note "a port that another program serves is not shared with it"
conf second <<END
port $PORT
allow
END
run second 1 -d -f "$T/second.conf" -C virtual
grep -q "cannot listen on 0.0.0.0 port $PORT: .*in use" "$T/second.log" ||
    fail "it does not say that the port is in use"

conf c <<END
port 0
server 127.0.0.1 port $PORT iburst
makestep 1 3
END

note "-Q prints the offset and sets nothing"
run big-q 0 -Q -t 30 -f "$T/c.conf" -C virtual,offset=-1.5
grep -q '1\.[45]' "$T/big-q.log" "$T/big-q.out" || fail "-Q did not tell the offset"
note "-q sets the clock and ends"
run q 0 -q -t 30 -f "$T/c.conf" -C virtual,offset=-1.5 -l "$T/file"
grep -q -- '-l: .*no effect' "$T/q.log" || fail "-l was taken in silence"

note "without anybody who answers they end by themselves"
conf silent <<END
port 0
server 127.0.0.1 port $((PORT + 7)) iburst
END
run silent 1 -q -f "$T/silent.conf" -C virtual
grep -q 'no suitable source' "$T/silent.log" || fail "-q does not say why it ends"
run nobody 1 -Q 'port 0' 'local stratum 3'
grep -q 'no suitable source' "$T/nobody.log" || fail "-Q asks nobody in silence"
note "-t: sooner"
run t 1 -q -t 3 -f "$T/silent.conf" -C virtual
grep -q 'no time after 3.0 seconds' "$T/t.log" || fail "-t does not say so"

note "-n reads the keyfile as well"
echo '5 SHA1 HEX:no' >"$T/bad.keys"
chmod 600 "$T/bad.keys"
run keys 1 -n 'server 127.0.0.1 key 5' "keyfile $T/bad.keys"
grep -q 'bad.keys:1:' "$T/keys.log" || fail "-n does not name the key's line"

note "no programs of child processes: an error, and no endless tries"
run programs 1 -d -x -L "$T/none" 'port 0' 'local' "ctlsocket $T/none.sock" \
    "statedir $T" 'pidfile /'
grep -q "$T/none/ntp-.*: No such file" "$T/programs.log" ||
    fail "it does not say what is missing"

note "descriptors 0 to 2 that were closed are no others' later"
conf bare <<END
port 0
local
END
start bare sh -c 'exec "$@" <&- >&- 2>&-' sh "$B/chimed" -d -C virtual \
    -f "$T/bare.conf" -L "$B/libexec"
up bare
for fd in 0 1 2; do
	[ "$(readlink "/proc/$PID/fd/$fd")" = /dev/null ] ||
	    fail "descriptor $fd is $(readlink "/proc/$PID/fd/$fd")"
done
stop "$PID"

note "-x: the clock is not touched"
chimed c -x -v -4
up c
wait_for 30 synced c || fail "-x: not synchronised"
ctl c tracking | grep '^Stratum *: 2' || fail "-x: not stratum 2"
no_settime() {
	for p in "$PID" $(for r in ntp-net ntp-clock ntp-ctl ntp-dns; do
	    child "$PID" $r; done); do
		no_clock "$p"
	done
}
[ "$CHIMED_PRIVATE" = user ] || no_settime

note "-Q beside a running daemon: it makes no file and takes no port"
run beside 0 -Q -t 30 -f "$T/c.conf"
! grep -q 'another daemon\|cannot' "$T/beside.log" || fail "-Q is in the way"
ctl c activity >/dev/null || fail "-Q took the control socket"

note "a signal to all processes at once ends them, and starts none again"
kill -STOP "$PID"
kill "$(child "$PID" ntp-clock)" "$(child "$PID" ntp-dns)"
wait_for 5 lacks_child "$PID" ntp-clock
wait_for 5 lacks_child "$PID" ntp-dns
kill "$PID"
kill -CONT "$PID"
wait_for 10 gone "$PID" || fail "it did not end"
! logged c 'started again' || fail "children were started again at the end"

if [ "$CHIMED_PRIVATE" = root ]; then
	note "-u root: no child runs as root"
	: >"$T/c.log"
	chimed c -C virtual -u root
	up c
	logged c 'user root is root' || fail "no word of it"
	for r in ntp-net ntp-clock ntp-ctl ntp-dns; do
		[ "$(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' \
		    "/proc/$(child "$PID" $r)/status")" != 0 ] ||
		    fail "$r runs as root"
	done
	stop "$PID"
fi

note "-C virtual with offset and frequency; -P, where it is allowed"
# rt_priority is field 40 of the line, 38 of what comes after the name
priority() { sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 38; }
chimed c -C virtual,offset=2.5,freq=40 -P 1
up c
wait_for 30 synced c || fail "virtual: not synchronised"
logged c "sched_priority 1: Operation not permitted" ||
    for p in "$PID" "$(child "$PID" ntp-net)"; do
	[ "$(priority "$p")" = 1 ] || fail "$p has no priority"
    done
stop "$PID"
stop "$up"
ok "flags do what they say"
