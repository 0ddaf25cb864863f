#!/bin/sh
# ISC licence, see LICENSE.
# Writes paths.h, which every object hangs on: so "make install PREFIX=/usr"
# after a plain "make" builds anew, and installs nothing that looks for its
# programs in /usr/local.
# usage: paths.sh BUILD-DIRECTORY PREFIX SYSCONFDIR LOCALSTATEDIR
set -eu
new=$1/paths.h.$$
cat >"$new" <<EOF
#define LIBEXECDIR "$2/libexec/chimed"
#define SYSCONFDIR "$3"
#define LOCALSTATEDIR "$4"
EOF
if cmp -s "$new" "$1/paths.h"; then
	rm -f "$new"
else
	mv "$new" "$1/paths.h"
fi
