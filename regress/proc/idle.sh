#!/bin/sh
# ISC licence, see LICENSE.
# A daemon that has nothing to do sleeps: no more than five wake-ups of all its
# processes for an exchange, four where sources are asked at about the same
# time, and none of those processes that have no part in it.
idle() { POLL=2 SECONDS_ON=16 sh "$(dirname "$0")/../tools/idle.sh"; }

export MOST OPTIONS SETTLE
MOST=4 OPTIONS='' SETTLE=12
idle || exit
MOST=5 OPTIONS=iburst SETTLE=26
idle
