#!/bin/sh
# ISC licence, see LICENSE.
# The sample configuration is installed where there is none that chimed would
# read, and does not come before one.
. "$(dirname "$0")/../lib.sh"
private
cd "$TOP" || exit 1

# installs DIR: and what it says goes to out
installs() { sh etc/build/conf.sh "$1" >"$T/out" || fail "conf.sh failed"; }

mkdir -p "$T/none" "$T/ours" "$T/theirs/chrony"
installs "$T/none"
cmp -s etc/chimed.conf "$T/none/chimed.conf" || fail "no sample"

echo "pool example.org" >"$T/ours/chimed.conf"
installs "$T/ours"
grep -q '^pool example.org$' "$T/ours/chimed.conf" || fail "it was replaced"

echo "pool example.org" >"$T/theirs/chrony/chrony.conf"
installs "$T/theirs"
[ ! -e "$T/theirs/chimed.conf" ] || fail "chrony's is not read any more"
grep -q 'reads .*/chrony/chrony.conf' "$T/out" || fail "it does not say which"
ok "installed only where there is none"
