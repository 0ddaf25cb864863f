#!/bin/sh
# ISC licence, see LICENSE.
# An ntp-ctl that has been taken over.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"

common_plays ctl
killed="ntp-ctl ended \(by signal 31\|with status 159\)"
# it does not read what it asked for
play ntp-ctl flood "ntp-ctl does not read: killed" 20
for b in tcp udp raw unix code shutdown; do
	play ntp-ctl $b "$killed"
done
play ntp-ctl poison "ntp-ctl ended with status 0"
# No descriptor that it has makes it an administrator.
play ntp-ctl command "hostile: commands sent"
# Nor does one that it can borrow from an administrator who asks for a report.
(wait_for 10 test -S "$T/d.sock" && ctl d tracking) >/dev/null 2>&1 &
play ntp-ctl borrow "refused to user [0-9]"
ok "$PLAYED behaviours"
