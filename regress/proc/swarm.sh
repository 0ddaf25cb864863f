# ISC licence, see LICENSE.
# Random worlds in virtual time, always the same ones, as many as 45 seconds
# allow: at least three hosts, a day and five faults each.
. "$(dirname "$0")/../lib.sh"
sim=$B/regress/sim
[ -x "$sim" ] || fail "no $sim"

"$sim" -s 1 -n 400 -t 45 || fail "a world"
