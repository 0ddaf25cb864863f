#!/bin/sh
# ISC licence, see LICENSE.
# Who is root: what the processes of a running daemon are and hold, a table
# from /proc.  usage: B=DIR who_is_root.sh PID [LOG]
# LOG is the daemon's, for the number of allowed calls and Landlock.  Lines
# are of our code that is linked in, without comments and empty ones: the
# process's own, and those of common/ that it has too; of the parent's own,
# what reads the configuration and the keyfile is left out (its number is
# below the table).
set -u
: "${B:?the build directory}"
pid=$1 log=${2:-/dev/null}
TOP=$(cd "$(dirname "$0")/../.." && pwd)

field() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$2/status" | cut -f 1; }

# code FILE: its lines, without comments and empty ones
code() {
	${CC:-cc} -fpreprocessed -E -P "$1" 2>/dev/null | grep -c '[^[:space:]]'
}

# is_conf FILE: it reads the configuration
is_conf() {
	case $1 in
	*/par_stmt_*|*/par_lex*|*/par_parse*|*/par_field*|*/par_value*|\
	*/par_directive*|*/par_include*|*/par_source*|*/par_conf*|\
	*/par_print*|*/par_out*|*/par_args*|*/par_keys*|*/par_foreign*)
		return 0 ;;
	esac
	return 1
}

# lines NAME own|conf|common: of our code (.c) linked into that program
lines() {
	case $1 in
	chimed*) mine="$TOP/ntp-parent/*.c" ;;
	ntp-net) mine="$TOP/ntp-net/net*.c" ;;
	ntp-dns) mine="$TOP/ntp-net/dns*.c" ;;
	ntp-clock) mine="$TOP/ntp-clock/*.c" ;;
	ntp-ctl) mine="$TOP/ntp-ctl/ctl*.c" ;;
	esac
	[ "$2" != common ] || mine=$(linked "$1")
	for f in $mine; do
		case $f in
		# of other systems
		*_bsd*|*_openbsd*|*_freebsd*|*_plain*) continue ;;
		esac
		kind=$2
		[ "$2" = common ] || kind=own
		if is_conf "$f"; then kind=conf; fi
		[ $kind = "$2" ] && code "$f"
	done | awk '{ n += $1 } END { print n + 0 }'
}

# linked NAME: the files of common/ whose functions it has
linked() {
	bin=$B/libexec/$1
	case $1 in chimed*) bin=$B/chimed ;; esac
	have=$(nm "$bin" | awk '$2 == "T" { print $3 }')
	for o in "$B"/common/*.o; do
		for s in $(nm "$o" | awk '$2 == "T" { print $3 }'); do
			case "
$have
" in
			*"
$s
"*)	f=$TOP/common/$(basename "$o" .o)
				echo "$f.c"
				break ;;
			esac
		done
	done
}

# caps HEX: their names, or none
caps() {
	if [ $((0x$1)) = 0 ]; then
		echo none
		return
	fi
	out=
	for c in 1:dac_override 5:kill 6:setgid 7:setuid 8:setpcap \
	    10:net_bind 18:sys_chroot 25:sys_time; do
		[ $((0x$1 >> ${c%%:*} & 1)) = 0 ] || out="$out ${c#*:}"
	done
	echo "${out# }"
}

calls() {
	n=$(sed -n "s/.*$1\[*[0-9]*\]* [a-z]*[;:]* *sandbox: .*, \([0-9]*\) system calls/\1/p" \
	    "$log" | tail -n 1)
	[ "$1" != chimed ] ||
	    n=$(sed -n 's/.*chimed: sandbox: .*, \([0-9]*\) system calls/\1/p' \
	    "$log" | tail -n 1)
	echo "${n:--}"
}

files() {
	# it says nothing, and has no filter before its files are locked
	if [ "$1" = chimed-guard ]; then
		echo nothing
		return
	fi
	case $(grep "$1.*sandbox:" "$log" | tail -n 1) in
	*landlock*)
		case $1 in
		chimed) echo "reads /etc /run /usr, writes its own" ;;
		ntp-dns) echo "reads /etc /usr, of /run what resolv.conf needs" ;;
		*) echo nothing ;;
		esac ;;
	*) echo "not locked" ;;
	esac
}

# private KiB, without what is shared with other processes
private_kib() {
	awk '/^Private_(Clean|Dirty)/ { n += $2 } END { print n }' \
	    "/proc/$1/smaps_rollup"
}
dirty_kib() {
	awk '/^Private_Dirty/ { n += $2 } END { print n }' \
	    "/proc/$1/smaps_rollup"
}

kids=$(cat "/proc/$pid/task/$pid/children")
total=0 dirty=0
form="    %-12s%6s  %-17s %5s %4s %5s %6s  %s (%s)\n"
# shellcheck disable=SC2059
{
	printf "$form" process uid "root directory" calls fds lines common KiB \
	    written
	for p in $pid $kids; do
		name=$(field Name "$p")
		[ "$(field Seccomp "$p")" = 2 ] && n=$(calls "$name") || n=all
		mem=$(private_kib "$p") d=$(dirty_kib "$p")
		total=$((total + mem)) dirty=$((dirty + d))
		printf "$form" "$name" "$(field Uid "$p")" \
		    "$(readlink "/proc/$p/root")" "$n" \
		    "$(ls "/proc/$p/fd" | wc -l)" "$(lines "$name" own)" \
		    "$(lines "$name" common)" "$mem" "$d"
		echo "      may: $(caps "$(field CapEff "$p")")"
		echo "      files: $(files "$name")"
	done
}
echo
echo "    private memory of all: $total KiB, of which written: $dirty KiB;"
echo "    the parent's configuration parser: $(lines chimed conf) lines"
