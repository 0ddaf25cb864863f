#!/bin/sh
# ISC licence, see LICENSE.
# The service manager is told when all processes are ready, and of the end.
. "$(dirname "$0")/../lib.sh"
private
command -v python3 >/dev/null || skip "no python3 to play the manager"

conf d <<END
port 0
END
python3 - "$T" <<'END' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1] + '/notify')
s.settimeout(120)
open(sys.argv[1] + '/got', 'a').close()
for i in range(2):
    text = s.recv(100).decode()
    with open(sys.argv[1] + '/got', 'a') as f:
        f.write(text + '\n')
END
PIDS="$PIDS $!"
wait_for 5 test -e "$T/got" || fail "no manager"
chmod 777 "$T/notify"
start d env NOTIFY_SOCKET="$T/notify" "$B/chimed" -d -f "$T/d.conf" \
    -L "$B/libexec" -C virtual
d=$PID
wait_for 10 grep -q READY=1 "$T/got" || fail "READY=1 was not said"
logged d "all processes are ready" || fail "said before all were ready"
stop "$d"
wait_for 5 grep -q STOPPING=1 "$T/got" || fail "STOPPING=1 was not said"
ok "READY=1, STOPPING=1"
