#!/bin/sh
# ISC licence, see LICENSE.
# Random and mutated packets at the server's and the client's code inside
# one process: with those of fuzz_sockets more than a million.
. "$(dirname "$0")/../lib.sh"
packets=600000
[ -x "$B/regress/fuzz_net" ] || fail "no $B/regress/fuzz_net"
"$B/regress/fuzz_net" $packets "$(date +%s)" || fail "fuzz_net"
ok "$packets packets"
