#!/bin/sh
# ISC licence, see LICENSE.
# kill -9 and SIGSTOP of the daemon in the middle of a slew: the guard ends
# it.  The clock is a fake in front of libc, and the daemon runs in a user
# namespace of its own, where the kernel would refuse to set the real one.
. "$(dirname "$0")/../lib.sh"
private
[ "$CHIMED_PRIVATE" = root ] || skip "only root maps all users"
[ -z "$SAN" ] || skip "a sanitizer comes before the fake"

# as DIR SCRIPT ARG...: the script, once all users are mapped
mkfifo "$T/mapped"
cat >"$T/enter" <<END
#!/bin/sh
read -r go <"$T/mapped"
FAKECLOCK=$T/clock LD_PRELOAD=$B/regress/fakeclock.so exec "\$@"
END
# begin: the daemon, with a clock at 10,000 us a tick and 20 ppm
begin() {
	head -c 16 /dev/zero >"$T/clock"
	start c unshare -U sh "$T/enter" "$B/chimed" -d -f "$T/c.conf" \
	    -L "$B/libexec"
	c=$PID
	for f in uid_map gid_map; do
		wait_for 5 in_userns "$c" || fail "no user namespace"
		echo "0 0 4294967295" >"/proc/$c/$f" ||
		    skip "users cannot be mapped"
	done
	echo go >"$T/mapped"
	up c
}
in_userns() {
	[ "$(readlink "/proc/$1/ns/user")" != "$(readlink /proc/self/ns/user)" ]
}
tick() { od -An -t dL -N 8 "$T/clock" | tr -d ' '; }
slewing() { [ "$(tick)" != 10000 ]; }
straight() { [ "$(tick)" = 10000 ]; }
# calm SECONDS: and it stays so
calm() {
	end=$(($(date +%s) + $1))
	while [ "$(date +%s)" -le $end ]; do
		straight || fail "the slew began again"
		sleep 0.1
	done
}

conf s <<END
local stratum 1
port $PORT
allow
END
conf c <<END
server 127.0.0.1 port $PORT iburst minpoll 0 maxpoll 0
port 0
END
chimed s -C virtual,offset=0.1
up s
begin
wait_for 20 slewing || fail "does not slew"
has_child "$c" chimed-guard || fail "there is no guard"
guard=$(child "$c" chimed-guard)
[ "$(sed -n 's/^CapEff:[[:space:]]*//p' "/proc/$guard/status")" = \
    0000000002000000 ] || fail "the guard may do more than set the clock"

note "SIGSTOP"
kill -STOP "$c"
within_s 4 straight || fail "goes on slewing while it is stopped"
calm 2
kill -CONT "$c"
wait_for 10 slewing || fail "does not go on"

note "kill -9"
kill -9 "$c"
within_s 2 straight || fail "goes on slewing after the daemon's death"
calm 2
wait_for 5 gone "$guard" || fail "the guard stays"

note "a clean end"
begin
wait_for 20 slewing || fail "does not slew"
guard=$(child "$c" chimed-guard)
stop "$c"
straight || fail "leaves a slew behind"
wait_for 5 gone "$guard" || fail "the guard stays after a clean end"
ok "stopped, killed and ended: no slew goes on"
