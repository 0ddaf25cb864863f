#!/bin/sh
# ISC licence, see LICENSE.
# etc/systemd/chimed.service: whatever chimed's own filters allow, since one
# of its processes calls it, the service manager's must not refuse; and what
# systemd says of its exposure does not get worse.
TOP=$(cd "$(dirname "$0")/../.." && pwd) || exit 1
unit=$TOP/etc/systemd/chimed.service
# Tenths.  17 has any unit that sets the clock and talks to the internet:
# adjtimex is among @clock and @privileged, CAP_SYS_TIME, no ProtectClock,
# no PrivateUsers, Internet sockets, no PrivateNetwork, no IPAddressDeny.
# 11 are what keeps our processes apart: root, SETUID to SETPCAP, chroot
# (of @mount), KILL, ports below 1024.
most=28
command -v systemd-analyze >/dev/null || {
	echo "skip: no systemd-analyze"
	exit 77
}

# members SET: of a set of calls, with those of the sets in it
members() {
	systemd-analyze syscall-filter "$1" 2>/dev/null |
	    sed -n 's/^    \([-@a-z0-9_]*\)$/\1/p' | while read -r m; do
		case $m in
		@*) members "$m" ;;
		*) echo "$m" ;;
		esac
	done
}

# the lines of the unit in their order: the first decides that it is a list
# of what is allowed
allowed=$(mktemp) || exit 1
trap 'rm -f "$allowed"' EXIT
sed -n 's/^SystemCallFilter=//p' "$unit" | while read -r line; do
	how=add
	case $line in
	~*) how=take line=${line#?} ;;
	esac
	for word in $line; do
		case $word in
		@*) members "$word" ;;
		*) echo "$word" ;;
		esac
	done | sort -u >"$allowed.$how"
	if [ $how = add ]; then
		cat "$allowed.add" >>"$allowed"
	else
		grep -vxF -f "$allowed.take" "$allowed" >"$allowed.add"
		cp "$allowed.add" "$allowed"
	fi
	rm -f "$allowed.add" "$allowed.take"
done
# known to this release at all, of the calls that the table has; libcs call
# prlimit64 and not setrlimit, which is one of @resources
members @known | sort -u >"$allowed.known"
grep -o '{ "[a-z0-9_]*", SBX' "$TOP/common/sbx_calls.c" |
    cut -d '"' -f 2 | grep -vx setrlimit | sort -u | grep -xF -f "$allowed.known" \
    >"$allowed.ours"
missing=$(grep -vxF -f "$allowed" "$allowed.ours" | tr '\n' ' ')
n=$(wc -l <"$allowed.ours")
rm -f "$allowed.known" "$allowed.ours"
[ "$n" -gt 100 ] || { echo "FAIL: only $n calls found"; exit 1; }
[ -z "$missing" ] || { echo "FAIL: the unit refuses $missing"; exit 1; }

# so with the families of sockets
families=" $(sed -n 's/^RestrictAddressFamilies=//p' "$unit") "
for f in $(grep -o 'AF_[A-Z0-9]*' "$TOP/common/sbx_seccomp_io.c" | sort -u)
do
	case $families in
	*" $f "*) ;;
	*) echo "FAIL: the unit refuses sockets of $f"; exit 1 ;;
	esac
done

level=$(systemd-analyze security --offline=true "$unit" 2>/dev/null |
    sed -n 's/.*exposure level[^:]*: \([0-9]*\)\.\([0-9]\).*/\1\2/p')
[ "${level:-99}" -le $most ] || {
	echo "FAIL: exposure is ${level:-unknown} tenths, was $most"
	exit 1
}
echo "ok: $n calls pass; exposure $level tenths"
