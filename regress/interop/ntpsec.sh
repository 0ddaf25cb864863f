#!/bin/sh
# ISC licence, see LICENSE.
# ntpdig and NTPsec's ntpd follow chimed, and chimed follows that ntpd.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../peers.sh"
peers ntpsec ntpsec-ntpdig python3-ntp
private
three_hosts
command -v python3 >/dev/null || skip "ntpdig: no python3"
ntpd=$PEERS/ntpsec/usr/sbin/ntpd
runs "$ntpd"
noclock
truth

PY_PATH=$PEERS/python3-ntp/usr/lib/python3/dist-packages
PY_LIBS=$(dirname "$(find "$PEERS/python3-ntp" -name libntpc.so.1 | head -n 1)")
# at_peer_python SCRIPT ARG...: one of NTPsec's tools, on the peer's host
at_peer_python() {
	at_peer timeout 60 env PYTHONPATH="$PY_PATH" \
	    LD_LIBRARY_PATH="$PY_LIBS" python3 "$@"
}

watch chimed=10.99.0.1 chimed=10.99.0.3 ntpsec=10.99.0.2
note "ntpdig as client"
wait_for 15 at_peer "$B/regress/ntp_probe" 10.99.0.1 123 || fail "no server"
at_peer_python "$PEERS/ntpsec-ntpdig/usr/bin/ntpdig" -j 10.99.0.1 \
    >"$T/dig.out" 2>&1 || { cat "$T/dig.out"; fail "ntpdig"; }
cat "$T/dig.out"
python3 - "$T/dig.out" <<'END' || fail "ntpdig: not what chimed is"
import json, sys
d = json.load(open(sys.argv[1]))
# "precision" is the distance within which it must be, half the delay in it;
# a busy machine makes that large, and the offset with it.
sys.exit(not (d["stratum"] == 1 and d["leap"] == "no-leap"
              and abs(d["offset"]) < d["precision"] < 0.5))
END

note "ntpd as client"
cat >"$T/ntp.conf" <<END
server 10.99.0.1 iburst minpoll 3 maxpoll 4
tos minsane 1 minclock 1
END
peer "$ROOTLIKE" env LD_PRELOAD="$T/noclock.so" "$ntpd" -n -g \
    -c "$T/ntp.conf" -l "$T/ntpd.log"
# What it says of itself to its own clients: whom it follows.  Asked
# seldom, since it limits the rate.
follows_srv() {
	"$B/regress/ntp_probe" 10.99.0.2 123 >"$T/probe" &&
	    grep -q ' 2 0a630001$' "$T/probe" && return 0
	sleep 4
	return 1
}
wait_for 60 follows_srv ||
    { cat "$T/probe"; fail "ntpd does not follow chimed"; }
cat "$T/probe"

note "ntpd as server"
client_of_peer 3
no_clock "$PEER"
expect_exchanges ntpsec
ok "both ways with NTPsec"
