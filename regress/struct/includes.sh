#!/bin/sh
# ISC licence, see LICENSE.
# Folders include only themselves and common/, each .c file of a folder has
# one header, and every file names its licence in the first line.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
bad=0
say() { echo "$*"; bad=$((bad + 1)); }
files=0

for f in common/*.[ch] ntp-*/*.[ch]; do
	files=$((files + 1))
	dir=${f%/*}
	for h in $(sed -n 's/^#[[:space:]]*include[[:space:]]*"\(.*\)".*/\1/p' \
	    "$f"); do
		case $h in
		*/*) say "$f: \"$h\" is a path" ;;
		*) [ -f "$dir/$h" ] || [ -f "common/$h" ] ||
		    say "$f: \"$h\" is neither in $dir nor in common" ;;
		esac
	done
	case $f in
	*_main.c) ;;
	*.c)
		# what the per-OS files implement may be declared in one header
		h=${f%.c}.h
		[ -f "$h" ] || grep -q '^#include "' "$f" ||
		    say "$f: has no header" ;;
	esac
done
for f in common/*.[ch] ntp-*/*.[ch] regress/*/*.[ch] regress/*/*.sh \
    regress/*.sh etc/build/*.sh Makefile; do
	[ -f "$f" ] || continue
	head -n 2 "$f" | grep -q 'ISC licence, see LICENSE' ||
	    say "$f: no licence in its first lines"
done

[ $files -gt 20 ] || fail "only $files files seen"
[ $bad = 0 ] || fail "$bad violations"
ok "$files files"
