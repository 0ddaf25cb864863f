#!/bin/sh
# ISC licence, see LICENSE.
# Runs every fuzzer for so many seconds on a copy of its corpus, and says what
# time on the processor each has had, how many inputs it ran and how much they
# cover: edges of the program, and features, which also count how often.
# usage: B=DIR CORPUS=DIR fuzz.sh SECONDS
set -u
found=0
for f in "$B"/clang/sanfuzz/regress/fuzzer/fuzz_*; do
	[ -x "$f" ] || { echo "no fuzzers: make fuzz"; exit 1; }
	n=$(basename "$f" | sed 's/^fuzz_//')
	mkdir -p "$B/fuzz/$n"
	log=$B/fuzz/$n.log
	nice sh -c '"$@"; times' sh "$f" -max_total_time="$1" -max_len=2048 \
	    -print_final_stats=1 -artifact_prefix="$B/fuzz/$n-" \
	    "$B/fuzz/$n" "$CORPUS/$n" >"$log" 2>&1
	awk -v n="$n" '
		/ cov: / { for (i = 1; i < NF; i++) if ($i ~ /:$/) v[$i] = $(i + 1) }
		/number_of_executed_units/ { runs = $2 }
		{ last = $0 }
		END {
			# times: of the children, "0m1.23s 0m0.04s"
			gsub(/s/, "", last)
			split(last, t, /[ m]/)
			printf "%s: %.0f s of CPU, %d inputs, %d edges, " \
			    "%d features, corpus %s\n", \
			    n, t[1] * 60 + t[2] + t[3] * 60 + t[4], runs, \
			    v["cov:"], v["ft:"], v["corp:"]
		}' "$log"
	for a in "$B/fuzz/$n-"*; do
		[ -f "$a" ] || continue
		grep -v '^#' "$log" | tail -n 40
		echo "FOUND $a"
		found=1
	done
done
exit $found
