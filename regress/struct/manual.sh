#!/bin/sh
# ISC licence, see LICENSE.
# chimed.conf(5) has every directive, and lists those without effect;
# chimectl(8) has every command.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
bad=0
say() { echo "$*"; bad=$((bad + 1)); }

# rows: a directive each: its macro, its name, the rest
rows() {
	tr '\n' ' ' <ntp-parent/par_directive.c | sed 's/),/),\
/g' | sed -n 's/.*\(SET\|LATER\|CALL\|SKIP\)("\([a-z0-9_]*\)"\(.*\)/\1 \2 \3/p'
}
# listed: the names in the paragraph of those without effect
listed() {
	sed -n '/^The directives$/,/^have no effect yet/p' man/chimed.conf.5 |
	    sed -n 's/^\.Ic //p' | tr ' ,' '\n\n' | grep '[a-z]' | sort
}

n=$(rows | wc -l)
[ "$n" -gt 100 ] || fail "only $n directives found in par_directive.c"
for d in $(rows | awk '{ print $2 }'); do
	grep -qw "$d" man/chimed.conf.5 || say "chimed.conf(5) lacks $d"
done
later=$(rows | awk '$1 == "LATER" || / PAR_LATER/ { print $2 }' | sort)
[ "$later" = "$(listed)" ] || {
	listed >"${TMPDIR:-/tmp}/chimed-listed.$$"
	echo "$later" | diff - "${TMPDIR:-/tmp}/chimed-listed.$$"
	rm -f "${TMPDIR:-/tmp}/chimed-listed.$$"
	say "chimed.conf(5) lists others as without effect than the parser"
}

commands=$(sed -n 's/^	{ "\([a-z]*\)", .*/\1/p' ntp-ctl/chimectl_cmd.c)
[ -n "$commands" ] || fail "no commands found in chimectl_cmd.c"
for c in $commands; do
	sed '/^\.It/,/[^\\]$/!d' man/chimectl.8 | grep -qw "$c" ||
	    say "chimectl(8) lacks $c"
done
[ $bad = 0 ] || fail "$bad differences"
ok "$n directives and $(echo "$commands" | wc -l) commands are in the manual"
