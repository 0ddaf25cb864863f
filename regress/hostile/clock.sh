#!/bin/sh
# ISC licence, see LICENSE.
# An ntp-clock that has been taken over: what every child may try.  How far
# it can move wall is in budget.sh.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"

common_plays clock
killed="ntp-clock ended \(by signal 31\|with status 159\)"
for b in tcp udp raw unix code; do
	play ntp-clock $b "$killed"
done
ok "$PLAYED behaviours"
