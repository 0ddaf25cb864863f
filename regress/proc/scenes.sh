#!/bin/sh
# ISC licence, see LICENSE.
# The pure cores of every role in virtual time: every scenario of
# regress/sim/scenes, its invariants checked after each event; the same seed
# gives the same trace, and a recording gives the same trajectory again.
. "$(dirname "$0")/../lib.sh"
sim=$B/regress/sim
[ -x "$sim" ] || fail "no $sim"
T=$(mktemp -d "${TMPDIR:-/tmp}/chimed.XXXXXX") || exit 1
trap 'rm -rf "$T"' EXIT
cd "$TOP" || exit 1

"$sim" regress/sim/scenes/*.scene || fail "a scene"
"$sim" -x -s 7 -r "$T/recording" >"$T/one" 2>&1
"$sim" -x -s 7 >"$T/two" 2>&1
cmp "$T/one" "$T/two" || fail "seed 7 twice gives two traces"
"$B/regress/replay" -q "$T/recording" || fail "the replay differs"

printf 'host h\nserver\nat 1s fly h\n' >"$T/bad.scene"
"$sim" "$T/bad.scene" >"$T/said" 2>&1 && fail "a bad scene runs"
grep -q ':2: ' "$T/said" && grep -q ':3: fly: no such action' "$T/said" ||
    fail "a bad scene is not told by its lines"
ok "all scenes, the same trace twice, the same trajectory again"
