#!/bin/sh
# ISC licence, see LICENSE.
# A daemon that has nothing to do sleeps: no more than five wake-ups of all its
# processes for an exchange, and none of those processes that have no part in it.
export POLL=2 SECONDS_ON=16 MOST=5 OPTIONS=iburst SETTLE=26
exec sh "$(dirname "$0")/../tools/idle.sh"
