#!/bin/sh
# ISC licence, see LICENSE.
# chronyd and we read the same drift file alike.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
peers chrony
private
need_private "one port for all"
chronyd=$PEERS/chrony/usr/sbin/chronyd
runs "$chronyd"

conf s <<END
local stratum 1
port $PORT
allow all
END
conf c <<END
server 127.0.0.1 port $PORT iburst minpoll 0 maxpoll 0
makestep 0.1 3
port 0
END
chimed s -C virtual
up s
chimed c -C virtual,freq=25
c=$PID
up c
learnt() {
	ctl c -c tracking | awk -F, '{ exit !($10 + 0 > 0 && $10 < 0.2) }'
}
wait_for 40 learnt || fail "no frequency within a fifth of a ppm"
ctl c tracking
ours=$T/c.state/virtual/drift
dumped() { ctl c dump >/dev/null && [ -s "$ours" ]; }
wait_for 20 dumped || fail "no drift file"
stop "$c"
cat "$ours"

# It cannot touch the clock (-x); all that it does here is to read a file.
cat >"$T/chrony.conf" <<END
server 127.0.0.1 port $PORT iburst minpoll 0 maxpoll 0
driftfile $T/drift
cmdport 0
port 0
bindcmdaddress /
pidfile $T/chronyd.pid
END
cp "$ours" "$T/drift"
chmod 777 "$T"
start chronyd "$chronyd" -x -U -d -u "$(id -un)" -f "$T/chrony.conf"
peer=$PID
wait_for 10 logged chronyd "read from" || fail "chronyd does not read it"
said=$(sed -n 's/.*requency \([-0-9.]*\) +\/- \([0-9.]*\) ppm read.*/\1 \2/p' \
    "$T/chronyd.log")
awk -v said="$said" '{ split(said, s, " ");
    exit !(($1 - s[1]) ^ 2 < 1e-5 && ($2 - s[2]) ^ 2 < 1e-5) }' "$ours" ||
    fail "chronyd took $said"
# 25 ppm fast, as both of them count
awk -v said="$said" 'BEGIN { split(said, s, " ");
    exit !(s[1] > 24 && s[1] < 26) }' || fail "$said is not 25 ppm fast"
wait_for 30 logged chronyd "Selected source" || fail "chronyd: no source"
stop "$peer"

note "what chronyd was given, read by us"
conf x <<END
driftfile $T/drift
port 0
END
chimed x -x
up x
logged x "drift: frequency" || fail "not read"
theirs=$(awk '{ printf "%.3f", $1 }' "$T/drift")
sed -n 's/.*drift: frequency \([-0-9.]*\) .*/\1/p' "$T/x.log" |
    grep -qx -- "$theirs" || fail "we did not take $theirs"
ok "the same frequency for both"
