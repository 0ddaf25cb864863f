#!/bin/sh
# ISC licence, see LICENSE.
# An ntp-dns that has been taken over.
. "$(dirname "$0")/../lib.sh"
private
need_private "it would reach this machine"
. "$(dirname "$0")/play.inc"

common_plays dns
for b in tcp unix code memory; do
	play ntp-dns $b "hostile: .* tried" 20
done
ok "$PLAYED behaviours"
