#!/bin/sh
# ISC licence, see LICENSE.
# The sample configuration is installed where there is none that chimed would
# read, and does not come before one; what is installed looks beneath the PREFIX
# that was said last.
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
object=$T/b/ntp-parent/par_path_io.o
for prefix in /one /two /two; do
	env -u MAKEFLAGS -u MFLAGS "${MAKE:-make}" CC=cc BASE="$T/b" \
	    PREFIX=$prefix "$object" >"$T/out" 2>&1 || fail "it does not build"
	grep -q "$prefix/libexec/chimed" "$object" ||
	    fail "what was built for another PREFIX is installed in $prefix"
done
! grep -q '^CC' "$T/out" || fail "it is built again for the same PREFIX"
ok "the sample only where there is none, and nothing of another PREFIX"
