#!/bin/sh
# ISC licence, see LICENSE.
# SIGHUP: sources whose line is the same keep their state, new ones come,
# removed ones go; a bad new configuration keeps the old one.
. "$(dirname "$0")/../lib.sh"
private

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
server 127.0.0.1 port $PORT iburst
makestep 1 3
END
chimed c -C virtual,offset=-1.25,freq=25
c=$PID
up c
wait_for 30 synced c || fail "not synchronised"
cp "$T/c.conf" "$T/good.conf"
net=$(child "$c" ntp-net)

# reach N: the register of the first source, octal, and it is selected
reach() { ctl c -c sources | awk -F, '$2 == "*" { print $6 }'; }
sources() { [ "$(ctl c -c sources | wc -l)" = "$1" ]; }
before=$(reach)
[ "$before" != "" ] && [ "$before" != 0 ] || fail "nothing is selected"
samples() { ctl c -c sourcestats | awk -F, 'NR == 1 { print $2 }'; }
had=$(samples)

note "a source more"
echo "server 127.0.0.2 port $((PORT + 9))" >>"$T/c.conf"
kill -HUP "$c"
wait_for 10 sources 2 || fail "the new source did not come"
synced c || fail "reload lost the synchronisation"
[ "$(reach)" != 0 ] && [ "$(samples)" -ge "$had" ] ||
    fail "reload lost the samples of a source that stayed"
[ "$(child "$c" ntp-net)" = "$net" ] || fail "reload restarted ntp-net"

note "a bad configuration"
sed 's/^server/sevrer/' "$T/good.conf" >"$T/c.conf"
kill -HUP "$c"
wait_for 10 logged c 'c.conf:2:.*sevrer' || fail "the error is not logged"
sources 2 || fail "a bad configuration replaced the good one"
synced c || fail "a bad configuration lost the synchronisation"
ctl c reload sources >"$T/answer" && fail "chimectl does not tell of errors"
grep -q '^500 Failure' "$T/answer" || { cat "$T/answer"; fail "no failure"; }

note "a source less"
cp "$T/good.conf" "$T/c.conf"
kill -HUP "$c"
wait_for 10 sources 1 || fail "the old source did not go"
synced c || fail "reload lost the synchronisation"
[ "$(samples)" -ge "$had" ] || fail "reload lost samples"
[ "$(child "$c" ntp-net)" = "$net" ] || fail "reload restarted ntp-net"

note "a port that another has"
sed "s/^port 0/port $PORT\\nallow/" "$T/good.conf" >"$T/c.conf"
ctl c reload sources >"$T/answer" && fail "chimectl does not tell of sockets"
grep -q 'but for sockets' "$T/answer" || { cat "$T/answer"; fail "no reason"; }
cp "$T/good.conf" "$T/c.conf"
ctl c reload sources >"$T/answer" || { cat "$T/answer"; fail "no reload"; }

note "what is fixed at the start"
cp "$T/c.conf" "$T/keep.conf"
sed "s,^ctlsocket .*,ctlsocket /proc/none/sock,;s,^pidfile .*,pidfile $T/other.pid," \
    "$T/keep.conf" >"$T/c.conf"
echo "workers 2" >>"$T/c.conf"
kill -HUP "$c"
wait_for 10 logged c "cannot listen on /proc/none/sock" || fail "no error"
for w in pidfile workers; do
	wait_for 5 logged c "$w: takes effect with a restart" || fail "no word of $w"
done
ctl c activity >/dev/null || fail "the control socket is gone"
stop "$c"
[ ! -e "$T/c.pid" ] || fail "the pid file is left"

if [ "$CHIMED_PRIVATE" != none ]; then
	note "files in other places, by a relative path"
	mount -t tmpfs chimed-test /mnt || exit 1
	mkdir -m 755 /mnt/parts
	conf e <<-END
		port 0
		server 127.0.0.1 port $PORT iburst
		include /mnt/parts/*.conf
		include /mnt/none/*.conf
	END
	mv "$T/e.conf" /mnt/e.conf
	mkdir -m 755 /mnt/none
	echo "server 127.0.0.2 port $((PORT + 9))" >/mnt/parts/a.conf
	here=$PWD
	cd /mnt || exit 1
	start e "$B/chimed" -d -f e.conf -L "$B/libexec" -C virtual
	cd "$here" || exit 1
	c=$PID
	up e
	sources() { [ "$(ctl e -c sources | wc -l)" = "$1" ]; }
	wait_for 10 sources 2 || fail "an included file was not read"
	echo "server 127.0.0.3 port $((PORT + 9))" >/mnt/parts/b.conf
	kill -HUP "$c"
	wait_for 10 sources 3 || fail "a new file was not read"
	echo "server 127.0.0.4 port $((PORT + 9))" >/mnt/none/c.conf
	kill -HUP "$c"
	wait_for 10 sources 4 || fail "the first file of a place was not read"
	stop "$c"
	umount /mnt
fi
stop "$up"
ok "reload keeps what is equal"
