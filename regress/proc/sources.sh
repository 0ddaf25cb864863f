#!/bin/sh
# ISC licence, see LICENSE.
# Sources that are changed while the daemon runs: what was changed survives
# the death of a child and a reload; the network's return is noticed.
. "$(dirname "$0")/../lib.sh"
private
need_private "the test makes interfaces"

ip link add dum0 type veth peer name dum1 && ip link set dum1 up &&
    ip link set dum0 up || skip "interfaces cannot be made"
conf d <<-END2
	port 0
	server 127.0.0.1 port 1 minpoll 6
	server 127.0.0.2 port 1
	server 10.77.0.9 minpoll 10
END2
chimed d -C virtual
D=$PID
up d

names() { ctl d -n -c sources -a | cut -d, -f 3 | sort | tr '\n' ' '; }
names_are() { [ "$(names)" = "$1 " ]; }
polls() { ctl d -n -c sources | awk -F, -v a="$1" '$3 == a { print $5 }'; }

note "add, delete, minpoll, offline"
ctl d add server 127.0.0.3 port 1 minpoll 3 | grep -q '^200 OK' || fail add
ctl d add server 127.0.0.3 port 1 | grep -q '^511 ' || fail "added twice"
ctl d add server 127.0.0.4 bogus | grep -q 'bogus: expected an option' ||
    fail "a bad line was not explained"
ctl d delete 127.0.0.2 | grep -q '^200 OK' || fail delete
ctl d delete 127.0.0.2 | grep -q '^503 ' || fail "deleted twice"
ctl d minpoll 127.0.0.1 2 | grep -q '^200 OK' || fail minpoll
# a host's name, which chimectl looks up
if getent ahostsv4 localhost | grep -q '^127.0.0.1 '; then
	ctl d -4 maxpoll localhost 9 | grep -q '^200 OK' || fail "localhost"
	ctl d maxpoll localhost 9 | grep -q '^200 OK' || fail "localhost"
	ctl d burst 1/1 localhost | grep -q '^200 OK' || fail "burst localhost"
	ctl d ntpdata localhost | grep -q ': 127.0.0.1 ' || fail "ntpdata"
fi
ctl d minpoll no-such-name.invalid 2 | grep -q '^503 ' || fail "no such name"
ctl d reset sources | grep -q '^200 OK' || fail "reset sources"
wait_for 5 logged d "all measurements are dropped" || fail "nothing was reset"
ctl d reselect | grep -q '^200 OK' || fail "reselect"
ctl d minpoll 127.0.0.99 2 | grep -q '^503 ' || fail "minpoll of nobody"
ctl d selectopts 127.0.0.1 +noselect | grep -q '^200 OK' || fail selectopts
ctl d selectopts 127.0.0.1 +prefer -noselect | grep -q '^200 OK' ||
    fail selectopts
ctl d offset 127.0.0.1 0.25 | grep -q '^200 OK' || fail offset
ctl d offline 127.0.0.3 | grep -q '^200 OK' || fail offline
want="10.77.0.9 127.0.0.1 127.0.0.3"
offline_is() { [ "$(ctl d -c activity | cut -d, -f 2)" = "$1" ]; }
options() {
	ctl d -n -c selectdata | awk -F, '$2 == "127.0.0.1" {
		printf "%s%s%s%s", $4, $5, $6, $7 }'
}
options_are() { [ "$(options)" = "$1" ]; }
kept() {
	wait_for 10 names_are "$want" || fail "$1: sources are $(names)"
	wait_for 10 offline_is 1 || fail "$1: activity $(ctl d -c activity)"
	wait_for 10 options_are -P-- || fail "$1: options $(options)"
}
kept "at once"

note "a child dies"
old=$(child "$D" ntp-net)
kill -9 "$old"
wait_for 10 other_child "$D" ntp-net "$old" || fail "ntp-net is not back"
kept "after a restart"

note "a reload"
ctl d reload sources | grep -q '^200 OK' || fail reload
wait_for 10 logged d "configuration read again" || fail "no reload"
kept "after a reload"
ctl d online | grep -q '^200 OK' || fail online
wait_for 10 offline_is 0 || fail "still offline"

note "an address of a pool's"
if getent ahostsv4 localhost | grep -q '^127.0.0.1 '; then
	twice() { [ "$(names)" = "${want% *} 127.0.0.1 127.0.0.3 " ]; }
	ctl d add pool localhost port 5 ipv4 | grep -q '^200 OK' || fail pool
	wait_for 10 twice || fail "no pool: $(names)"
	ctl d add server 127.0.0.1 port 5 | grep -q '^511 ' ||
	    fail "a pool's address was added again"
	ctl d delete localhost | grep -q '^200 OK' || fail "delete the pool"
	wait_for 10 names_are "$want" || fail "still there: $(names)"
fi

note "local at run time"
stratum_is() { [ "$(ctl d -c tracking | cut -d, -f 3)" = "$1" ]; }
ctl d local stratun 6 | grep -q 'did you mean "stratum"' || fail "local: why?"
ctl d local stratum 6 | grep -q '^200 OK' || fail local
wait_for 20 stratum_is 6 || fail "local: $(ctl d -c tracking)"
ctl d reload sources | grep -q '^200 OK' || fail reload
wait_for 10 logged_times d "configuration read again" 2 || fail "no reload"
wait_for 10 stratum_is 6 || fail "local after a reload: $(ctl d -c tracking)"
ctl d local off | grep -q '^200 OK' || fail local
wait_for 10 stratum_is 0 || fail "local off: $(ctl d -c tracking)"

note "only root or the daemon's user"
if [ "$CHIMED_PRIVATE" = root ]; then
	setpriv --reuid=65534 --regid=65534 --clear-groups \
	    "$B/chimectl" -h "$T/d.sock" delete 127.0.0.1 |
	    grep -q '^501 ' || fail "anybody may delete"
fi
kept_all() { names_are "$want"; }
kept_all || fail "deleted by anybody"

note "the network comes"
tried() { ctl d -c ntpdata 10.77.0.9 | cut -d, -f 31; }
# no route yet: nothing could leave
wait_for 10 logged d "10.77.0.9: cannot send" || fail "who has a route?"
[ "$(tried)" = 0 ] || fail "sent without a route: $(tried)"
ip address add 10.77.0.1/24 dev dum0
has_tried() { [ "$(tried)" != 0 ]; }
wait_for 10 has_tried || fail "the new address was not noticed"

note "where requests leave"
conf s <<-END2
	local stratum 1
	allow 127.0.0.1
	port $PORT
END2
chimed s -C virtual
up s
conf a <<-END2
	port 0
	server 127.0.0.1 port $PORT iburst minpoll 0
	acquisitionport 11555
	bindacqdevice lo
END2
chimed a -C virtual
A=$PID
up a
wait_for 20 synced a || fail "not through acquisitionport, bindacqdevice"
! logged a acquisitionport || fail "another port was used"
# a privilege that nobody here has
sed 's/11555/100/' "$T/a.conf" >"$T/a.new" && cat "$T/a.new" >"$T/a.conf"
if [ "$CHIMED_PRIVATE" = root ]; then
	kill -HUP "$A"
	wait_for 10 logged a "acquisitionport 100: .*, requests leave from" ||
	    fail "a privileged port, and nothing was said"
fi
ok "changes are kept, the network's return is noticed"
