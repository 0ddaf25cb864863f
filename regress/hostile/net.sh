#!/bin/sh
# ISC licence, see LICENSE.
# An ntp-net that has been taken over.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"

common_plays net
killed="ntp-net ended \(by signal 31\|with status 159\)"
play ntp-net flood "ntp-net: hostile: .* records of type" 20
for b in tcp raw unix code filter shutdown; do
	play ntp-net $b "$killed"
done
# Its sockets are shared with its successor.
play ntp-net poison "ntp-net ended with status 0"
ok "$PLAYED behaviours"
