#!/bin/sh
# ISC licence, see LICENSE.
# Every error of a configuration is listed with file, line, the offending
# word and what was expected; exit 1, and nothing is started.
. "$(dirname "$0")/../lib.sh"
private

cat >"$T/bad.conf" <<'END'
server 192.0.2.1 iburst
sevrer 192.0.2.2
server 192.0.2.3 minpol 4
server 192.0.2.4 minpoll four
makestep 1.0
port 70000
allow 192.0.2.0/33
local stratum 16
pool
clockbudget forward x backward 1
END
sed -i "\$a ctlsocket $T/bad.sock" "$T/bad.conf"

# refused MODE...: how it ends with that file
refused() {
	timeout 60 $AS "$B/chimed" "$@" -f "$T/bad.conf" -L "$B/libexec" \
	    >"$T/out" 2>&1
	status=$?
	[ $status = 1 ] || { cat "$T/out"; fail "$*: exit status $status"; }
}

# line N WORD: an error there that names the word and expects something
line() {
	grep "bad\.conf:$1:" "$T/out" | grep -- "$2" | grep -q -i expected || {
		cat "$T/out"
		fail "line $1: no error about \"$2\" with what was expected"
	}
}

for mode in "-n" "-d -x" "-p"; do
	note "$mode"
	refused $mode
	line 2 sevrer
	line 3 minpol
	line 4 four
	line 5 makestep
	line 6 70000
	line 7 192.0.2.0/33
	line 8 16
	line 9 pool
	line 10 x
	if grep -q 'bad\.conf:1:' "$T/out"; then
		fail "line 1 is sound, but was complained of"
	fi
	[ ! -e "$T/bad.sock" ] || fail "the control socket was made"
done

timeout 60 $AS "$B/chimed" -n -f "$T/none.conf" >"$T/out" 2>&1
[ $? = 1 ] || fail "a missing file is no error"
grep -q none.conf "$T/out" || fail "the missing file is not named"

# A pattern that nothing fits is none, as with chronyd.
echo "include $T/none/*.conf" >"$T/nothing.conf"
timeout 60 $AS "$B/chimed" -n -f "$T/nothing.conf" >"$T/out" 2>&1 ||
    fail "a pattern without files was refused"

# All errors of an included file too, by its own name.
echo "pool a.example maxsources x99" >"$T/part.conf"
echo "include $T/part.conf" >"$T/whole.conf"
if timeout 60 $AS "$B/chimed" -n -f "$T/whole.conf" >"$T/out" 2>&1; then
	fail "an error in an included file was taken"
fi
grep -q 'part\.conf:1:.*99' "$T/out" || {
	# include itself may still be refused, by name
	grep -q 'whole\.conf:1:.*include' "$T/out" ||
	    { cat "$T/out"; fail "the included file's error is not shown"; }
}
ok "all errors listed, nothing started"
