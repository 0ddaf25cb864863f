#!/bin/sh
# ISC licence, see LICENSE.
# Installs what systemd has to know of chimed: the unit, its user, and that
# it keeps the time.  usage: units.sh UNITDIR PREFIX
set -eu
units=$1 prefix=$2
lib=$(dirname "$(dirname "$units")")
from=etc/systemd
mkdir -p "$units" "$lib/sysusers.d" "$lib/systemd/ntp-units.d"
sed "s|/usr/local/sbin|$prefix/sbin|" $from/chimed.service \
    >"$units/chimed.service"
chmod 644 "$units/chimed.service"
install -m 644 $from/chimed.sysusers "$lib/sysusers.d/chimed.conf"
install -m 644 $from/chimed.ntp-units \
    "$lib/systemd/ntp-units.d/50-chimed.list"
echo "$units/chimed.service"
