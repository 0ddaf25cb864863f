#!/bin/sh
# ISC licence, see LICENSE.
# Every fuzz target on its corpus and on mutations of it.
set -u
here=$(cd "$(dirname "$0")/../fuzz" && pwd) || exit 1
ran=0
for t in "$B"/regress/fuzz_*; do
	n=$(basename "$t" | sed 's/^fuzz_//')
	[ -x "$t" ] && [ -d "$here/corpus/$n" ] || continue
	nice "$t" "$here/corpus/$n" 100000 || { echo "FAIL: $n"; exit 1; }
	ran=$((ran + 1))
done
[ $ran -gt 0 ] || { echo "FAIL: no fuzz target was built"; exit 1; }
echo "ok: $ran targets"
