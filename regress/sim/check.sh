#!/bin/sh
# ISC licence, see LICENSE.
# All scenarios, and a swarm of random worlds for about a minute.  Prints one
# line, or what failed.  usage: B=DIR [SECONDS=N] [SEED=N] [JOBS=N] check.sh
set -u
: "${B:?the build directory}"
here=$(dirname "$0")
sim=$B/regress/sim
out=$(mktemp "${TMPDIR:-/tmp}/chimed.XXXXXX") || exit 1
trap 'rm -f "$out"' EXIT
bad=0

"$sim" "$here"/scenes/*.scene >"$out" || bad=1
[ $bad = 0 ] || cat "$out"
scenes=$(tail -n 1 "$out")
"$sim" -n 1000000000 -s "${SEED:-1}" -t "${SECONDS:-50}" \
    -j "${JOBS:-1}" >"$out" || bad=1
[ $bad = 0 ] || cat "$out"
swarm=$(tail -n 1 "$out")

# Is the stated standard deviation one?  Of a normal error 68 % are inside.
# Where sources are honest and paths have no constant asymmetry, that is.
honest=
for i in four_servers gaussian heavy_tail good_oscillator bad_oscillator \
    temperature freq_500ppm one_server far_servers intermittent dup_reorder
do
	honest="$honest $here/scenes/$i.scene"
done
"$sim" -c $honest >"$out"
inside=$(sed -n 's/ % inside.* sum: .*//p' "$out")
echo "$inside" | awk '{ exit !($1 >= 60 && $1 <= 76) }' ||
    { bad=1; cat "$out"; echo "inside one standard deviation: $inside %"; }

# Two runs of one world, and a recording run again, to the last bit.
"$sim" -x -s 7 -r "$out.rec" >"$out" 2>&1
"$sim" -x -s 7 >"$out.again" 2>&1
cmp -s "$out" "$out.again" || { bad=1; echo "seed 7 differs"; }
"$B/regress/replay" -q "$out.rec" >"$out" 2>&1 ||
    { bad=1; tail -n 3 "$out"; }
rm -f "$out.rec" "$out.again"

# A bad scenario is refused with its line.
printf 'host h\nserver\nat 1s fly h\n' >"$out.scene"
"$sim" "$out.scene" >"$out" 2>&1
grep -q ':2: ' "$out" && grep -q ':3: fly: no such action' "$out" ||
    { bad=1; cat "$out"; echo "bad scenario: not said so"; }
rm -f "$out.scene"

echo "scenes: $scenes; ${inside} % inside 1 sd; swarm: $swarm"
exit $bad
