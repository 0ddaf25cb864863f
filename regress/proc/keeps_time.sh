#!/bin/sh
# ISC licence, see LICENSE.
# A clock that starts wrong by seconds and by 80 ppm: after the first burst
# its rate is known, so that it stays within a millisecond until the next
# requests, a minute later.  Where a busy machine makes the samples worse than
# that, as they claim.
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
chimed c -C virtual,offset=-2.25,freq=-80
c=$PID
up c
wait_for 30 synced c || fail "not synchronised"
errors "$up" "$c" >"$T/page" 2>&1 ||
    skip "this user may not read the clock page: $(cat "$T/page")"
wait_for 20 as_claimed "$up" "$c" ||
    fail "not as near as it claims: $(errors "$up" "$c")"
# the burst is over when its fourth answer has come, 22 s after the first
reached() { [ "$(ctl c -c sources | awk -F, '{ print $6 }')" -ge 17 ]; }
wait_for 40 reached || fail "the burst has not ended"

"$B/regress/page_dump" -w 30 "$up" "$c" >"$T/watch"
ctl c tracking
cat "$T/watch"
awk '$7 > 0 || ($4 > 1000000 && $4 > $6) { exit 1 }' "$T/watch" ||
    fail "wrong by more than a millisecond before the second poll"
ctl c -c tracking | awk -F, '{ e = $8 + 80; if (e < 0) e = -e
	exit !(e < 15 || e < 3 * $10) }' ||
    fail "the rate is not known to 15 ppm"
ok "within a millisecond between the first polls"
