# ISC licence, see LICENSE.
# -s: a clock that starts in the past is set from its (virtual) RTC, or by
# the time that was saved.  No device is opened.
. "$(dirname "$0")/../lib.sh"
private
need_private "state files of its own"

conf a <<END
port 0
END
# wall NAME PID: seconds that its wall is ahead of this machine's
ahead() { errors - "$1" | awk '{ printf "%.0f", $2 / 1e9 }'; }

chimed a -s -C virtual,offset=-5000,rtc=30
a=$PID
up a
logged a "system clock set to the RTC" || fail "not set"
[ "$(ahead "$a")" = 30 ] || [ "$(ahead "$a")" = 31 ] ||
    fail "$(ahead "$a") s ahead, not 30"
no_clock "$a"
stop "$a"

note "without -s"
chimed a -C virtual,offset=-5000,rtc=30
a=$PID
up a
[ "$(ahead "$a")" = -5000 ] || fail "set all the same"
stop "$a"

note "no RTC, a saved time"
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
chimed c -C virtual
c=$PID
up c
wait_for 20 synced c || fail "not synchronised"
saved() { ctl c dump >/dev/null && grep -q '^saved [1-9]' "$T"/c.state/virtual/*; }
wait_for 30 saved || fail "no time was saved"
stop "$c"
rm "$T/c.log"
chimed c -s -C virtual,offset=-90000
c=$PID
up c
logged c "set to the last saved time" || fail "not set"
ok "from the RTC, from memory, and not unasked"
