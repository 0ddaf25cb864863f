#!/bin/sh
# ISC licence, see LICENSE.
# Writes config.mk into the build directory and prints that directory.
# Looks at what the system has; a missing package is noted, never an error.
# usage: probe.sh BASE CC SAN SBX
set -u
base=$1 cc=$2 san=$3 sbx=$4

b=$base
[ "$cc" = cc ] || b=$b/$(basename "$cc" | tr -c 'A-Za-z0-9.\n' _)
[ -z "$san" ] || b=$b/san
[ "$san" != fuzz ] || b=${b}fuzz
[ -z "$sbx" ] || b=$b/sbx-$sbx
mkdir -p "$b"
echo "$b"

packages="libmd libbsd-overlay libsodium nettle"
optional="libseccomp"
tmp=$b/config.mk.$$
missing=
have=
for p in $packages; do
	if pkg-config --exists "$p" 2>/dev/null; then
		have="$have $p"
	else
		missing="$missing $p"
	fi
done
for p in $optional; do
	if pkg-config --exists "$p" 2>/dev/null; then
		have="$have $p"
	elif [ "$(uname -s)" = Linux ]; then
		missing="$missing $p"
	fi
done
pkg-config --exists cmocka 2>/dev/null || testmissing=" cmocka"
command -v "$cc" >/dev/null 2>&1 || missing="$missing $cc"

# Does the compiler take this flag?
takes() {
	echo 'int main(void){return 0;}' |
	    "$cc" -Werror "$@" -x c - -o "$b/probe.out" >/dev/null 2>&1
}
libs_of() {
	[ -z "$have" ] || pkg-config --libs $have | sed 's/ *$//'
}

harden="-fPIE -fstack-protector-strong -fno-strict-aliasing"
opt="-O2 -g"
link="-pie"
if [ -n "$san" ]; then
	opt="-O1 -g"
	harden="-fPIE -fsanitize=address,undefined -fno-sanitize-recover=all"
	harden="$harden -fno-omit-frame-pointer -fno-strict-aliasing"
	link="-pie -fsanitize=address,undefined"
	# what a fuzzer needs to see where its inputs lead
	[ "$san" != fuzz ] || harden="$harden -fsanitize=fuzzer-no-link"
else
	harden="$harden -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
fi
# Without contraction the estimator computes the same bits everywhere.
for f in -ffp-contract=off -ftrivial-auto-var-init=zero -fstack-clash-protection \
    -fcf-protection=full -fno-delete-null-pointer-checks; do
	takes $f && harden="$harden $f"
done
takes -Wl,-z,relro,-z,now && link="$link -Wl,-z,relro,-z,now"
takes -Wl,-z,noexecstack && link="$link -Wl,-z,noexecstack"
takes -Wl,--as-needed && link="$link -Wl,--as-needed"
rm -f "$b/probe.out"

# The release's date is a floor under every time that is ever set.
epoch=${SOURCE_DATE_EPOCH:-}
[ -n "$epoch" ] || epoch=$(git log -1 --format=%ct 2>/dev/null)
[ -n "$epoch" ] || epoch=1767225600

# Where this system's manager of services looks for ours.
units=
for d in /run/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
	[ ! -d $d ] || units='$(PREFIX)/lib/systemd/system'
done

flags=
[ -n "$san" ] && flags="$flags -DSANITIZED"
case $sbx in
trap) flags="$flags -DSBX_TRAP" ;;
esac
case " $have " in
*" libseccomp "*) flags="$flags -DHAVE_SECCOMP" ;;
esac

# rule FOLDER FILE INCLUDES: one object
rule() {
	o=$b/$1/$(basename "$2" .c).o
	printf '%s: %s\n\t@mkdir -p %s\n\t@echo "CC %s"\n' \
	    "$o" "$2" "$b/$1" "$2"
	printf '\t@$(CC) $(ALL_CFLAGS) %s -c %s -o %s\n' "$3" "$2" "$o"
	printf '%s\n' "-include ${o%.o}.d"
}
# objects FOLDER FILES...: their names
objects() {
	f=$1
	shift
	for s in "$@"; do
		[ -f "$s" ] && printf ' %s/%s/%s.o' "$b" "$f" "$(basename "$s" .c)"
	done
}

{
	echo "# Made by etc/build/probe.sh."
	echo "MISSING =$missing"
	echo "TEST_MISSING =${testmissing:-}"
	echo "EPOCH = $epoch"
	echo "HARDEN = $harden"
	echo "OPT = $opt"
	echo "LINK = $link \$(LDFLAGS)"
	echo "DEP_CFLAGS = $([ -z "$have" ] || pkg-config --cflags $have)"
	echo "DEP_LIBS = $(libs_of)"
	echo "TEST_LIBS = $(pkg-config --libs cmocka 2>/dev/null)"
	echo "SYS_CFLAGS =$flags"
	echo "SYSTEMDUNITDIR = $units"
	core=
	for f in common ntp-parent ntp-net ntp-clock ntp-ctl; do
		for s in "$f"/*.c; do
			[ -f "$s" ] || continue
			rule "$f" "$s" "-Icommon -I$f"
		done
		var=$(echo "$f" | tr '-' '_')
		echo "OBJ_$var =$(objects "$f" "$f"/*.c)"
		for s in "$f"/*.c; do
			case $s in
			*_main.c) ;;
			*) core="$core$(objects "$f" "$s")" ;;
			esac
		done
	done
	echo "OBJ_all =$core"
	# Two programs share a folder twice: their files are told apart here.
	dns= net= tool= ctl=
	for s in ntp-net/*.c; do
		case $s in
		ntp-net/dns_*) dns="$dns$(objects ntp-net "$s")" ;;
		*) net="$net$(objects ntp-net "$s")" ;;
		esac
	done
	for s in ntp-ctl/*.c; do
		case $s in
		ntp-ctl/chimectl_*) tool="$tool$(objects ntp-ctl "$s")" ;;
		ntp-ctl/ctl_proto*.c)
			tool="$tool$(objects ntp-ctl "$s")"
			ctl="$ctl$(objects ntp-ctl "$s")" ;;
		*) ctl="$ctl$(objects ntp-ctl "$s")" ;;
		esac
	done
	echo "OBJ_dns =$dns"
	echo "OBJ_net =$net"
	echo "OBJ_chimectl =$tool"
	echo "OBJ_ctl =$ctl"
	inc="-Icommon -Intp-parent -Intp-net -Intp-clock -Intp-ctl"
	unit=
	for s in regress/unit/t_*.c regress/hostile/t_*.c; do
		[ -f "$s" ] || continue
		n=$(basename "$s" .c)
		unit="$unit $b/regress/$n"
		rule regress "$s" "$inc -Iregress/unit"
		printf '%s/regress/%s: %s/regress/%s.o %s/libchimed.a\n' \
		    "$b" "$n" "$b" "$n" "$b"
		printf '\t$(CC) $(LINK) -o %s/regress/%s %s/regress/%s.o ' \
		    "$b" "$n" "$b" "$n"
		printf '%s/libchimed.a $(TEST_LIBS) $(DEP_LIBS) -lm\n' "$b"
	done
	echo "UNIT_TESTS =$unit"
	tools=
	for s in regress/tools/*.c; do
		[ -f "$s" ] || continue
		n=$(basename "$s" .c)
		tools="$tools $b/regress/$n"
		rule regress "$s" "$inc -Iregress/tools"
		printf '%s/regress/%s: %s/regress/%s.o %s/libchimed.a\n' \
		    "$b" "$n" "$b" "$n" "$b"
		printf '\t$(CC) $(LINK) -o %s/regress/%s %s/regress/%s.o ' \
		    "$b" "$n" "$b" "$n"
		printf '%s/libchimed.a $(DEP_LIBS) -lm\n' "$b"
	done
	bench=
	for s in regress/bench/*.c; do
		[ -f "$s" ] || continue
		n=$(basename "$s" .c)
		bench="$bench $b/regress/bench/$n"
		rule regress/bench "$s" "$inc -Iregress/tools"
		printf '%s/regress/bench/%s: %s/regress/bench/%s.o ' \
		    "$b" "$n" "$b" "$n"
		printf '%s/libchimed.a\n' "$b"
		printf '\t$(CC) $(LINK) -o %s/regress/bench/%s ' "$b" "$n"
		printf '%s/regress/bench/%s.o %s/libchimed.a ' "$b" "$n" "$b"
		printf '$(DEP_LIBS) -lm\n'
	done
	echo "BENCH_TOOLS =$bench"
	# Fuzz targets: with a driver that runs a corpus, and with a fuzzer.
	rule regress regress/fuzz/fuzz_driver.c "$inc"
	fuzz=
	for s in regress/fuzz/fuzz_*.c; do
		n=$(basename "$s" .c)
		[ -f "$s" ] && [ "$n" != fuzz_driver ] || continue
		tools="$tools $b/regress/$n"
		fuzz="$fuzz $b/regress/fuzzer/$n"
		rule regress "$s" "$inc"
		printf '%s/regress/%s: %s/regress/%s.o ' "$b" "$n" "$b" "$n"
		printf '%s/regress/fuzz_driver.o %s/libchimed.a\n' "$b" "$b"
		printf '\t$(CC) $(LINK) -o %s/regress/%s ' "$b" "$n"
		printf '%s/regress/%s.o %s/regress/fuzz_driver.o ' "$b" "$n" "$b"
		printf '%s/libchimed.a $(DEP_LIBS) -lm\n' "$b"
		printf '%s/regress/fuzzer/%s: %s/regress/%s.o ' "$b" "$n" \
		    "$b" "$n"
		printf '%s/libchimed.a\n\t@mkdir -p %s/regress/fuzzer\n' \
		    "$b" "$b"
		printf '\t$(CC) $(LINK) -fsanitize=fuzzer -o '
		printf '%s/regress/fuzzer/%s %s/regress/%s.o ' "$b" "$n" \
		    "$b" "$n"
		printf '%s/libchimed.a $(DEP_LIBS) -lm\n' "$b"
	done
	echo "FUZZERS =$fuzz"
	# What is loaded into a daemon in front of libc.
	for s in regress/hostile/fault.c regress/hostile/power.c \
	    regress/proc/fakeclock.c; do
		n=$b/regress/$(basename "$s" .c).so
		tools="$tools $n"
		printf '%s: %s\n\t@mkdir -p %s/regress\n' "$n" "$s" "$b"
		printf '\t$(CC) -std=c11 $(WARN) -O1 -shared -fPIC $(DEFS) '
		printf '$(CFLAGS) $(LDFLAGS) -o %s %s -ldl\n' "$n" "$s"
	done
	# One program that plays every child, badly.
	hostile=
	for s in regress/hostile/hostile*.c; do
		[ -f "$s" ] || continue
		rule regress "$s" "$inc -Iregress/unit -Iregress/hostile"
		hostile="$hostile$(objects regress "$s")"
	done
	if [ -n "$hostile" ]; then
		tools="$tools $b/regress/hostile"
		printf '%s/regress/hostile:%s %s/libchimed.a\n' "$b" \
		    "$hostile" "$b"
		printf '\t$(CC) $(LINK) -o %s/regress/hostile%s ' "$b" \
		    "$hostile"
		printf '%s/libchimed.a $(DEP_LIBS) -lm\n' "$b"
	fi
	echo "TEST_TOOLS =$tools"
	# The simulator and the replay are two programs of the same files.
	inc="$inc -Iregress/sim"
	sim=
	for s in regress/sim/sim_*.c regress/sim/replay_main.c; do
		[ -f "$s" ] || continue
		rule regress/sim.o "$s" "$inc"
		case $s in
		*_main.c) ;;
		*) sim="$sim$(objects regress/sim.o "$s")" ;;
		esac
	done
	sims=
	for n in sim replay; do
		[ -f "regress/sim/${n}_main.c" ] || continue
		sims="$sims $b/regress/$n"
		o="$b/regress/sim.o/${n}_main.o"
		printf '%s/regress/%s: %s%s %s/libchimed.a\n' \
		    "$b" "$n" "$o" "$sim" "$b"
		printf '\t$(CC) $(LINK) -o %s/regress/%s %s%s ' \
		    "$b" "$n" "$o" "$sim"
		printf '%s/libchimed.a $(DEP_LIBS) -lm\n' "$b"
	done
	echo "SIMS =$sims"
	# Programs of several files, a folder each.
	for f in mono; do
		prog=
		for s in regress/$f/*.c; do
			[ -f "$s" ] || continue
			rule "regress/$f" "$s" "$inc -Iregress/$f"
			prog="$prog$(objects "regress/$f" "$s")"
		done
		echo "OBJ_$f =$prog"
	done
} >"$tmp"
if cmp -s "$tmp" "$b/config.mk" 2>/dev/null; then
	rm -f "$tmp"
else
	mv "$tmp" "$b/config.mk"
fi
