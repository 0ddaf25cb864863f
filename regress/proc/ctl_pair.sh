# ISC licence, see LICENSE.
# ntp-ctl and chimectl against each other; the rest of the house is a fake.
. "$(dirname "$0")/../lib.sh"
T=$(mktemp -d "${TMPDIR:-/tmp}/chimed.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
chmod 755 "$T"

# pair [-k] COMMAND...: with a fresh ntp-ctl
pair() {
	dead=
	[ "$1" != -k ] || { dead=-k; shift; }
	timeout 30 "$B/regress/ctl_parent" $dead "$B/libexec/ntp-ctl" \
	    "$T/sock" "$@" >"$T/out" 2>"$T/err"
	status=$?
	# a sanitizer's or a violation's words would be here
	[ ! -s "$T/err" ] || { cat "$T/err"; fail "$*: something went wrong"; }
}

note "reports"
pair "$B/chimectl" -h "$T/sock" activity
[ $status = 0 ] || fail "activity: status $status"
cmp "$T/out" "$TOP/regress/data/ctl/activity.txt" || fail "activity differs"
pair "$B/chimectl" -n -h "$T/sock" sources
[ $status = 0 ] || fail "sources: status $status"
[ "$(wc -l <"$T/out")" = 52 ] || fail "not all sources came"
[ "$(sed -n '3,$p' "$T/out" | awk '{ print $2 }' |
    sort -u -t. -k4n | tail -n 1)" = 192.0.2.49 ] || fail "wrong rows"

note "one connection, many questions, from standard input"
pair sh -c "(for i in 1 2 3 4 5 6 7 8; do echo sources; echo activity; done
    echo quit; echo activity) | '$B/chimectl' -c -h '$T/sock'"
[ $status = 0 ] || fail "standard input: status $status"
[ "$(grep -c '^2,1,0,0,0$' "$T/out")" = 8 ] || fail "activity was not 8 times"
[ "$(wc -l <"$T/out")" = 408 ] || fail "not all rows came"

note "a command; who may is for the parent to say"
pair "$B/chimectl" -h "$T/sock" makestep
[ $status = 0 ] || fail "makestep: status $status"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	pair sh -c "chmod 666 '$T/sock'; setpriv --reuid 65534 --regid 65534 \
	    --clear-groups '$B/chimectl' -h '$T/sock' makestep"
	[ $status = 1 ] || fail "makestep by nobody: status $status"
	grep -q '^501 Not authorised$' "$T/out" || fail "no refusal"
fi

note "dead siblings"
pair -k "$B/chimectl" -h "$T/sock" activity
[ $status = 1 ] || fail "dead sibling: status $status"
[ "$(cat "$T/out")" = "500 Failure
no answer in time" ] || { cat "$T/out"; fail "no failure, or no why"; }

note "hostile clients"
if command -v python3 >/dev/null; then
	cat >"$T/hostile.py" <<'END'
import array, socket, struct, sys

def client():
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.connect(sys.argv[1])
    s.settimeout(10)
    return s

def record(kind, payload, seq=1):
    return struct.pack('=HHIII', kind, 0, len(payload), seq, 0) + payload

hello = record(1, struct.pack('=II', 1, 0))
sources = record(2, struct.pack('=II', 2, 0))

# descriptors are not wanted, whatever comes with them
s = client()
s.sendmsg([hello], [(socket.SOL_SOCKET, socket.SCM_RIGHTS,
    array.array('i', [0, 1]))])
assert s.recv(4096) == b'', 'descriptors were taken'

# noise
for n in (1, 15, 16, 17, 1000, 5000):
    s = client()
    try:
        s.send(b'\xa5' * n)
        assert s.recv(4096) == b'', 'noise was answered'
    except ConnectionResetError:
        pass

# one who asks and asks and does not read is hung up on
s = client()
s.send(hello)
try:
    for i in range(5000):
        s.send(sources)
except (BrokenPipeError, ConnectionResetError):
    pass
else:
    sys.exit('a deaf client was kept')

# a crowd that keeps its connections; the next one still gets in
crowd = []
for i in range(40):
    c = client()
    c.send(hello)
    crowd.append(c)
s = client()
s.send(hello)
assert len(s.recv(4096)) == 24
END
	pair sh -c "python3 '$T/hostile.py' '$T/sock' 2>&1 &&
	    '$B/chimectl' -h '$T/sock' activity"
	[ $status = 0 ] || { cat "$T/out"; fail "hostile clients"; }
fi
ok "reports, commands, failures, hostile clients"
