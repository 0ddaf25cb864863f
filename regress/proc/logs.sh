# ISC licence, see LICENSE.
# The files of `log': made with their directory, headed, begun anew by
# cyclelogs.  And lines for the journal.
. "$(dirname "$0")/../lib.sh"
private
need_private "one port for all"

conf s <<END
local stratum 1
port $PORT
allow all
END
mkdir -p "$T/var"
chmod 777 "$T/var"
conf c <<END
server 127.0.0.1 port $PORT iburst minpoll 0 maxpoll 0
logdir $T/var/logs
log measurements statistics tracking
log selection samples
logbanner 4
port 0
END
chimed s -C virtual
up s
chimed c -C virtual,freq=10
c=$PID
up c

lines() { [ -s "$T/var/logs/$1.log" ] && [ "$(wc -l <"$T/var/logs/$1.log")" -ge "$2" ]; }
for f in measurements statistics tracking selection samples; do
	wait_for 30 lines $f 6 || fail "$f.log: too few lines"
done
grep -q '^   Date (UTC) Time     IP Address   St   Freq ppm   Skew ppm     Offset L Co  Offset sd Rem. corr. Root delay Root disp. Max. error$' \
    "$T/var/logs/tracking.log" || fail "tracking.log: no heading"
wait_for 20 lines measurements 12
[ "$(grep -c '^   Date' "$T/var/logs/measurements.log")" -ge 2 ] ||
    fail "measurements.log: the heading comes once only"
awk '/^[0-9]/ { n++; if (NF != 20 || $4 != "N" || $5 != 1) bad = 1 }
    END { exit bad || n == 0 }' "$T/var/logs/measurements.log" || {
	cat "$T/var/logs/measurements.log"
	fail "measurements.log: not its columns"; }
awk '/^[0-9]/ { n++; if (NF != 14 || $3 !~ /^127/) bad = 1 }
    END { exit bad || n == 0 }' "$T/var/logs/tracking.log" || {
	cat "$T/var/logs/tracking.log"; fail "tracking.log: not its columns"; }

note "cyclelogs"
mv "$T/var/logs/samples.log" "$T/var/logs/samples.1"
ctl c cyclelogs || fail "cyclelogs"
wait_for 10 lines samples 2 || fail "no new file"
head -n 1 "$T/var/logs/samples.log" | grep -q '^# RAW WALL' || fail "no heading"
old=$(wc -l <"$T/var/logs/samples.1")
note "by reload as well"
mv "$T/var/logs/tracking.log" "$T/var/logs/tracking.1"
kill -HUP "$c"
wait_for 10 lines tracking 4 || fail "no new file"
[ "$(wc -l <"$T/var/logs/samples.1")" = "$old" ] || fail "still the old file"

note "the journal has priorities, and only the journal"
conf j <<END
local
port 0
maxsamples 3
END
: >"$T/j.log"
JOURNAL_STREAM=$(stat -c %d:%i "$T/j.log")
export JOURNAL_STREAM
chimed j -x
up j
logged j '^<4>chimed: .*: maxsamples: accepted' || fail "no warning with <4>"
logged j '^<[56]>' || fail "no notice with its priority"
if grep -v '^<[0-7]>[a-z-]*: ' "$T/j.log"; then
	fail "lines without priority"
fi
stop "$PID"
conf k <"$T/j.conf"
chimed k -x
up k
logged k '^chimed: .*: maxsamples: accepted' || fail "no warning"
if grep '^<' "$T/k.log"; then
	fail "priorities, and another reads it"
fi
ok "five files, and the journal's lines"
