#!/bin/sh
# ISC licence, see LICENSE.
# Which lines and branches a corpus of each fuzz target runs through, by
# clang's source-based coverage.
# usage: B=DIR CORPUS=DIR coverage.sh
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${B:?the build directory}" "${CORPUS:?a directory for each target}"
bin=
for d in "" $(ls -d /usr/lib/llvm-*/bin 2>/dev/null); do
	command -v "${d:+$d/}llvm-cov" >/dev/null && bin=${d:+$d/}
done
command -v clang >/dev/null && command -v "${bin}llvm-cov" >/dev/null ||
    { echo "no clang with llvm-cov"; exit 77; }
mk=$B/config.mk
[ -f "$mk" ] || { echo "no $mk: run make first"; exit 1; }
flags="-std=c11 -O1 -g -D_GNU_SOURCE -DVERSION=\"0\" -DRELEASE_EPOCH=1767225600
    -DLIBEXECDIR=\"/x\" -DSYSCONFDIR=\"/etc\" -DLOCALSTATEDIR=\"/var\"
    -fprofile-instr-generate -fcoverage-mapping
    $(sed -n 's/^SYS_CFLAGS =//p; s/^DEP_CFLAGS =//p' "$mk")"
libs=$(sed -n 's/^DEP_LIBS =//p' "$mk")
out=$B/coverage
rm -rf "$out" && mkdir -p "$out" || exit 1

# sources FOLDER: what is pure there
sources() {
	ls "$1"/*.c | grep -v '_io\.c$\|_main\.c$\|_bsd\.c$'
}

# cover TARGET FOLDER FILE...: the figures of those files
cover() {
	t=$1 d=$2
	shift 2
	# shellcheck disable=SC2046,SC2086
	clang $flags -Icommon -I"$d" -o "$out/$t" "regress/fuzz/fuzz_$t.c" \
	    regress/fuzz/fuzz_driver.c $(sources "$d" | grep "/[pn][ae][rt]") \
	    $(sources common) $libs -lm || exit 1
	n=0
	for f in "$CORPUS/$t"/*; do
		part=$out/$t.d/$((n / 250))
		mkdir -p "$part" && cp "$f" "$part" && n=$((n + 1))
	done
	for part in "$out/$t.d"/*; do
		LLVM_PROFILE_FILE=$out/$t-%p.profraw "$out/$t" "$part" \
		    >/dev/null || { echo "$t: $part"; exit 1; }
	done
	"${bin}llvm-profdata" merge -o "$out/$t.prof" "$out/$t"-*.profraw ||
	    exit 1
	echo "== $t: $n inputs"
	"${bin}llvm-cov" report "$out/$t" -instr-profile="$out/$t.prof" "$@" |
	    awk '/\.c |^TOTAL/ { printf "  %-26s lines %s, branches %s\n", \
		$1, $10, $13 }'
}

cover pkt ntp-net common/pkt.c
cover server ntp-net ntp-net/net_server.c ntp-net/net_clients.c \
    ntp-net/net_rate.c ntp-net/net_keys.c ntp-net/net_access.c common/pkt.c
cover client ntp-net ntp-net/net_client.c ntp-net/net_judge.c \
    ntp-net/net_sample.c ntp-net/net_delay.c ntp-net/net_poll.c common/pkt.c
cover keyfile ntp-parent ntp-parent/par_keys.c common/mac_type.c
cover dns ntp-net ntp-net/net_names.c ntp-net/net_source.c
