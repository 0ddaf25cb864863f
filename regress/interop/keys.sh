#!/bin/sh
# ISC licence, see LICENSE.
# Symmetric keys of every type, both ways between chimed and chronyd.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
peers chrony
private
three_hosts
chronyd=$PEERS/chrony/usr/sbin/chronyd
chronyc=$PEERS/chrony/usr/bin/chronyc
runs "$chronyd"

# One key of each type; the names are chronyc's as well.
types="MD5 SHA1 SHA256 SHA384 SHA512 AES128 AES256"
n=10
for type in $types; do
	n=$((n + 1))
	"$B/chimectl" keygen $n $type 256
done >"$T/keys"
cp "$T/keys" "$T/peer/keys"
chmod 640 "$T/keys" "$T/peer/keys"
[ "$CHIMED_PRIVATE" = user ] || chown 65534 "$T/peer/keys"
[ "$(wc -l <"$T/keys")" = 7 ] || fail "keygen: $(cat "$T/keys")"

# chimed serves on one address for each key's client, chronyd likewise:
# one association is one source address and one key.
n=10
for type in $types; do
	n=$((n + 1))
	nsenter --net=/run/netns/srv ip address add 10.99.1.$n/16 dev eth0
	nsenter --net=/run/netns/peer ip address add 10.99.2.$n/16 dev eth0
done
ip address add 10.99.3.1/16 dev br0

conf srv <<-END2
	local stratum 1
	allow 10.99.0.0/16
	keyfile $T/keys
END2
IN="nsenter --net=/run/netns/srv"
chimed srv -C virtual
IN=
up srv

{
	n=10
	for type in $types; do
		n=$((n + 1))
		echo "server 10.99.1.$n key $n iburst minpoll 0 maxpoll 1"
	done
	echo "keyfile $T/peer/keys"
	echo "allow 10.99.0.0/16"
	echo "local stratum 5"
	echo "bindcmdaddress /"
	echo "cmdport 323"
	echo "pidfile $T/peer/chronyd.pid"
} >"$T/chrony.conf"
watch chimed=10.99.1. chimed=10.99.3.1 chronyd=10.99.2. chimed=10.99.0.3 \
    chimed=10.99.0.1 chronyd=10.99.0.2
peer "$ORDINARY" "$chronyd" -x -U -d -u "$(id -un 65534)" -f "$T/chrony.conf"

{
	n=10
	for type in $types; do
		n=$((n + 1))
		echo "server 10.99.2.$n key $n iburst minpoll 0 maxpoll 1"
	done
	# the right key of another source's, and a wrong one
	echo "port 0"
	echo "keyfile $T/keys"
} | conf cli
chimed cli -C virtual
CLI=$PID
up cli

ntpdata() { ctl cli -c ntpdata; }
all_good() {
	ntpdata | awk -F, '$28 == "Yes" && $34 > 0 && $24 == "111" &&
	    $25 == "111" { n++ } END { exit n != 7 }'
}
note "chimed as client of chronyd"
wait_for 40 all_good || { ntpdata; fail "not all keys work"; }
ntpdata
ctl cli authdata
n=10
set -- 1 2 3 4 5 13 14
for number; do
	n=$((n + 1))
	ctl cli -c authdata | grep -q "^10\.99\.2\.$n,SK,$n,$number,[1-9]" ||
	    fail "authdata of key $n"
done

note "chronyd as client of chimed"
reached() {
	at_peer "$chronyc" -n -h 127.0.0.1 -c sources |
	    awk -F, '$6 != "0" { n++ } END { exit n != 7 }'
}
wait_for 40 reached || {
	at_peer "$chronyc" -n -h 127.0.0.1 sources
	fail "chimed does not answer all keys"
}
at_peer "$chronyc" -n -h 127.0.0.1 sources

expect_exchanges keys

note "a key that changes, by rekey"
good_of() { ctl cli -c ntpdata 10.99.2.11 | cut -d, -f 34; }
sed 's/^11 .*/11 MD5 ASCII:another/' "$T/keys" >"$T/keys.new"
cat "$T/keys.new" >"$T/keys"
ctl cli rekey | grep -q '^200 OK' || fail "rekey"
stops() { a=$(good_of); sleep 2.5; [ "$a" = "$(good_of)" ]; }
wait_for 20 stops || fail "the old key still works"
"$B/chimectl" keygen 11 MD5 >/dev/null
cat "$T/peer/keys" >"$T/keys"
ctl cli rekey | grep -q '^200 OK' || fail "rekey back"
before=$(good_of)
more() { [ "$(good_of)" -gt "$before" ]; }
wait_for 20 more || fail "the right key does not work again"
echo "99 nonsense x y" >>"$T/keys"
if ctl cli rekey; then fail "a bad keyfile was taken"; fi
wait_for 5 logged cli 'keys:8: expected ID' || fail "nothing was said"
ok "seven types both ways"
