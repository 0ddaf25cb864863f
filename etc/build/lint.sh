#!/bin/sh
# ISC licence, see LICENSE.
# Static analysis: gcc -fanalyzer of the parent and common, clang-tidy and
# cppcheck of all our code.  Prints what they find; exit 1 when there is
# something.  A tool that is not installed is said to be missing.
# usage: B=DIR lint.sh [gcc|tidy|cppcheck ...]
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${B:?the build directory}"
tools=${*:-gcc tidy cppcheck}
mk=$B/config.mk
[ -f "$mk" ] || { echo "no $mk: run make first"; exit 1; }
out=$(mktemp "${TMPDIR:-/tmp}/chimed-lint.XXXXXX") || exit 1
trap 'rm -f "$out"' EXIT
found=0

flags="-std=c11 -D_GNU_SOURCE -DVERSION=\"0\" -DRELEASE_EPOCH=1767225600
    -DLIBEXECDIR=\"/usr/libexec/chimed\" -DSYSCONFDIR=\"/etc\"
    -DLOCALSTATEDIR=\"/var\" $(sed -n 's/^SYS_CFLAGS =//p' "$mk")"
deps=$(sed -n 's/^DEP_CFLAGS =//p' "$mk")

# of FOLDER: where its files may include from
includes() {
	echo "-Icommon -I$1"
}

# report TOOL: what is in $out
report() {
	if [ -s "$out" ]; then
		echo "$1:"
		sed 's/^/    /' "$out"
		found=1
	else
		echo "$1: nothing"
	fi
}

# Suppressed:
# -Wanalyzer-fd-leak: descriptors that are handed to another process or
#	kept in a struct for the process's life are not lost.
# ipc_io.c, leak: the record is in the queue, whose STAILQ it cannot follow;
# par_conf_io.c, leak and use after free: it takes reallocarray(3) for a
#	function that frees and the table of names for lost.
known='common/ipc_io.c:.*malloc-leak
ntp-parent/par_conf_io.c:.*malloc-leak
ntp-parent/par_conf_io.c:.*reallocarray'

run_gcc() {
	: >"$out"
	for d in common ntp-parent; do
		for f in "$d"/*.c; do
			# shellcheck disable=SC2046,SC2086
			gcc -fanalyzer -Wno-analyzer-fd-leak -O2 \
			    -fdiagnostics-plain-output \
			    $flags $deps $(includes $d) \
			    -c "$f" -o /dev/null 2>&1 |
			    grep 'warning:\|error:' |
			    grep -v "$known" >>"$out"
		done
	done
	report "gcc -fanalyzer"
}

# Suppressed:
# easily-swappable-parameters, narrowing-conversions, reserved-identifier:
#	style, and of the system's own headers;
# err34-c: scanf(3) of the kernel's own files and of a pid that is checked;
# implicit-widening-of-multiplication-result: products of small constants;
# valist.Uninitialized: this analyzer sees va_start(3) in the first file of
#	a run only;
# err33-c: printf(3) and close(2) whose failure changes nothing;
# insecureAPI.DeprecatedOrUnsafeBufferHandling: wants Annex K's memcpy_s,
#	which no libc of ours has;
# assignment-in-if-condition: KNF writes it so, in parentheses;
# multi-level-implicit-pointer-conversion: reallocarray(3).
checks='-*,bugprone-*,cert-*,clang-analyzer-*'
checks=$checks,-bugprone-easily-swappable-parameters
checks=$checks,-bugprone-narrowing-conversions
checks=$checks,-bugprone-reserved-identifier,-cert-dcl37-c,-cert-dcl51-cpp
checks=$checks,-cert-err33-c,-cert-err34-c
checks=$checks,-bugprone-implicit-widening-of-multiplication-result
checks=$checks,-clang-analyzer-valist.Uninitialized
checks=$checks,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling
checks=$checks,-bugprone-assignment-in-if-condition
checks=$checks,-bugprone-multi-level-implicit-pointer-conversion

run_tidy() {
	: >"$out"
	for d in common ntp-parent ntp-net ntp-clock ntp-ctl; do
		for f in "$d"/*.c; do
			# shellcheck disable=SC2046,SC2086
			clang-tidy --quiet --checks="$checks" "$f" -- \
			    $flags $deps $(includes $d) >"$out.one" 2>/dev/null
			# a tool that crashes has found nothing out
			[ $? -lt 128 ] || echo "$f: crashed" >>"$out"
			grep -A 3 'warning:\|error:' "$out.one" >>"$out"
		done
	done
	rm -f "$out.one"
	report clang-tidy
}

# Suppressed:
# missingIncludeSystem, unmatchedSuppression: of cppcheck's own working;
# unusedStructMember: fields of records between processes;
# readdirCalled, getpwnamCalled: there is one thread;
# page_map_io.c, memleak: a mapping that is returned is not lost;
# sbx_landlock_io.c, memleak: what could not be opened needs no close(2);
# uninitvar, ctuuninitvar: structs that a function called with their
#	address fills in; gcc and clang look further.
cpp_known='common/page_map_io.c:.*memleak
common/sbx_landlock_io.c:.*memleak'

run_cppcheck() {
	# shellcheck disable=SC2046,SC2086
	cppcheck --quiet --std=c11 --enable=warning,performance,portability \
	    --inline-suppr --suppress=missingIncludeSystem \
	    --suppress=unmatchedSuppression --suppress=unusedStructMember \
	    --suppress=uninitvar --suppress=ctuuninitvar \
	    --suppress=readdirCalled --suppress=getpwnamCalled \
	    '-DSTAILQ_HEAD(name,type)=void *' \
	    --template='{file}:{line}: {severity}: {message} [{id}]' \
	    --template-location= --library=posix,bsd \
	    $(echo "$flags" | tr ' ' '\n' | grep '^-D') \
	    $(echo "$deps" | tr ' ' '\n' | grep '^-I') \
	    -Icommon -Intp-parent -Intp-net -Intp-clock -Intp-ctl \
	    -D__linux__ common ntp-parent ntp-net ntp-clock ntp-ctl 2>&1 |
	    grep '\[' | grep -v "$cpp_known" |
	    grep -v '^/usr/' >"$out"
	report cppcheck
}

for t in $tools; do
	case $t in
	gcc) command -v gcc >/dev/null && run_gcc || echo "gcc: missing" ;;
	tidy)
		if command -v clang-tidy >/dev/null; then
			run_tidy
		else
			echo "clang-tidy: missing"
		fi ;;
	cppcheck)
		if command -v cppcheck >/dev/null; then
			run_cppcheck
		else
			echo "cppcheck: missing"
		fi ;;
	esac
done
exit $found
