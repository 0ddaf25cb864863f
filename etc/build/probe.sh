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
[ -z "$sbx" ] || b=$b/sbx-$sbx
mkdir -p "$b"
echo "$b"

packages="libmd libbsd-overlay libsodium"
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
else
	harden="$harden -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
fi
for f in -ftrivial-auto-var-init=zero -fstack-clash-protection \
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
	echo "LINK = $link"
	echo "DEP_CFLAGS = $([ -z "$have" ] || pkg-config --cflags $have)"
	echo "DEP_LIBS = $(libs_of)"
	echo "TEST_LIBS = $(pkg-config --libs cmocka 2>/dev/null)"
	echo "SYS_CFLAGS =$flags"
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
	for s in regress/unit/t_*.c; do
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
	echo "TEST_TOOLS =$tools"
} >"$tmp"
if cmp -s "$tmp" "$b/config.mk" 2>/dev/null; then
	rm -f "$tmp"
else
	mv "$tmp" "$b/config.mk"
fi
