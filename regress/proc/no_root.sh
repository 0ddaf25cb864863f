#!/bin/sh
# ISC licence, see LICENSE.
# As an ordinary user on a high port, with -x and with -C virtual: it works
# and says in one warning which protections are missing.
. "$(dirname "$0")/../lib.sh"
private

# Root becomes an ordinary user for the daemons.
if [ "$(id -u)" = 0 ] && [ -z "$AS" ]; then
	command -v setpriv >/dev/null || skip "no setpriv to stop being root"
	AS="setpriv --reuid=65534 --regid=65534 --clear-groups --"
	chmod 755 "$T"
	# The build may be where only root can go.
	mkdir -m 755 "$T/b" "$T/b/libexec"
	cp "$B/chimed" "$B/chimectl" "$T/b" &&
	    cp "$B"/libexec/ntp-* "$T/b/libexec" || exit 1
	USED=$T/b
else
	USED=$B
fi

# mine NAME: its files belong to that user
mine() {
	[ "$AS" = "${AS#setpriv}" ] || {
		mkdir -p "$T/$1.d"
		chown 65534 "$T/$1.state" "$T/$1.d"
		sed -i "s,$T/$1.sock,$T/$1.d/sock,;s,$T/$1.pid,$T/$1.d/pid," \
		    "$T/$1.conf"
		ln -s "$T/$1.d/sock" "$T/$1.sock"
	}
}
chimed() {
	name=$1
	shift
	start "$name" "$USED/chimed" -d -f "$T/$name.conf" \
	    -L "$USED/libexec" "$@"
}
ctl() {
	name=$1
	shift
	$AS timeout 60 "$USED/chimectl" -h "$T/$name.sock" "$@"
}

conf up <<END
port $PORT
local stratum 1
allow
END
mine up
chimed up -C virtual
up=$PID
up up

conf c <<END
port $((PORT + 1))
server 127.0.0.1 port $PORT iburst
allow 127.0.0.0/8
makestep 1 3
END
mine c

for how in "-x" "-C virtual,offset=1.7,freq=-30"; do
	note "$how"
	: >"$T/c.log"
	chimed c $how
	up c
	case $(sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' \
	    "/proc/$PID/status") in
	0) [ "$CHIMED_PRIVATE" = user ] || fail "it runs as root" ;;
	esac
	wait_for 30 synced c || fail "$how: not synchronised"
	wait_for 5 "$B/regress/ntp_probe" 127.0.0.1 $((PORT + 1)) ||
	    fail "$how: does not serve"
	n=$(grep -c 'without the rights of root' "$T/c.log")
	[ "$n" = 1 ] || fail "$how: $n warnings about missing root"
	line=$(grep 'without the rights of root' "$T/c.log")
	for word in directory user; do
		case $line in
		*$word*) ;;
		*) fail "the warning does not tell of $word: $line" ;;
		esac
	done
	stop "$PID"
done

note "-q must be able to set the clock"
$AS timeout 60 "$USED/chimed" -q -t 30 -f "$T/c.conf" -L "$USED/libexec" \
    >"$T/q.log" 2>&1
[ $? = 1 ] || fail "-q without the right to set the clock did not fail"
grep -q 'no right to set the clock' "$T/q.log" || fail "it does not say why"
stop "$up"
ok "works without root, with one warning"
