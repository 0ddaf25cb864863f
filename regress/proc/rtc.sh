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
[ "$(ahead "$a")" -ge 29 ] && [ "$(ahead "$a")" -le 31 ] ||
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
stop "$c"

note "rtcfile"
conf r <<END
server 127.0.0.1 port $PORT iburst minpoll 0 maxpoll 0
makestep 0.1 3
rtcfile $T/rtc
logdir $T
log rtc
port 0
END
# measured N: so many samples of the RTC; fast FROM TO: it is that, in ms
measured() {
	n=$(ctl r -c rtcdata | cut -d, -f2)
	[ "${n:-0}" -ge "$1" ]
}
fast() {
	ctl r -c rtcdata | awk -F, -v from="$1" -v to="$2" '{
		ms = $5 * 1000
		print "fast by " ms " ms"
		exit !(ms >= from && ms <= to) }'
}
chimed r -C virtual,rtc=3,rtcfreq=50
r=$PID
up r
wait_for 20 synced r || fail "not synchronised"
wait_for 30 measured 4 || fail "the RTC is not measured"
wait_for 40 fast 2950 3050 || fail "not 3 s fast: $(ctl r rtcdata)"
ctl r rtcdata | grep -q '^RTC is fast by     :     [23]\.[09]' ||
    fail "rtcdata: $(ctl r rtcdata)"
ctl r writertc | grep -q '^200' || fail "writertc"
grep -q '^1 1[0-9]* [23]\.[09]' "$T/r.state/virtual/rtc" ||
    fail "file: $(cat "$T/r.state/virtual/rtc")"
grep -q ' [23]\.[09][0-9]* 1  *[23]\.' "$T/rtc.log" || fail "no rtc.log"
stop "$r"

note "-s with what was learned"
chimed r -s -C virtual,offset=-5000,rtc=3,rtcfreq=50
r=$PID
up r
logged r "set to the RTC: by [45]" || fail "not set"
[ "$(ahead "$r")" -ge -1 ] && [ "$(ahead "$r")" -le 1 ] ||
    fail "$(ahead "$r") s ahead, not 0"

note "trimrtc"
wait_for 20 synced r || fail "not synchronised"
# as late as the daemon is woken up for it, so late is what it sets
trimmed() {
	: >"$T/r.log"
	ctl r trimrtc | grep -q '^200' || fail "trimrtc"
	wait_for 5 logged r "the RTC was set" || fail "not set"
	wait_for 30 measured 4 || fail "not measured again"
	fast -60 60
}
trimmed || trimmed || trimmed || fail "still $(ctl r rtcdata)"
stop "$r"

note "rtcautotrim"
echo "rtcautotrim 0.5" >>"$T/r.conf"
rm "$T/r.log"
chimed r -C virtual,rtc=-20
r=$PID
up r
wait_for 40 logged r "the RTC was set" || fail "not set by itself"
stop "$r"
chimed c -C virtual
c=$PID
up c
ctl c rtcdata | grep -q '^513 RTC driver not running' ||
    fail "rtcdata without rtcfile"
ok "from the RTC, from memory, and not unasked; watched, kept and set"
