#!/bin/sh
# ISC licence, see LICENSE.
# Runs every fuzzer for so many seconds on a copy of its corpus.
# usage: B=DIR CORPUS=DIR fuzz.sh SECONDS
set -u
found=0
for f in "$B"/clang/sanfuzz/regress/fuzzer/fuzz_*; do
	[ -x "$f" ] || { echo "no fuzzers: make fuzz"; exit 1; }
	n=$(basename "$f" | sed 's/^fuzz_//')
	mkdir -p "$B/fuzz/$n"
	echo "== $n, $1 s"
	nice "$f" -max_total_time="$1" -max_len=2048 -print_final_stats=1 \
	    -print_coverage=0 -artifact_prefix="$B/fuzz/$n-" \
	    "$B/fuzz/$n" "$CORPUS/$n" 2>&1 | tail -n 12
	for a in "$B/fuzz/$n-"*; do
		[ ! -f "$a" ] || { echo "FOUND $a"; found=1; }
	done
done
exit $found
