#!/bin/sh
# ISC licence, see LICENSE.
# A daemon that has nothing to do sleeps: no more than five wake-ups of all its
# processes for an exchange, and none of those processes that have no part in it.
# Exchanges are further apart than the second that a slew takes: a sample that
# comes while wall is led to the last one is worth a wake-up more, and on a busy
# machine there always is a slew.
export POLL=4 SECONDS_ON=40 MOST=5 OPTIONS=iburst SETTLE=36
exec sh "$(dirname "$0")/../tools/idle.sh"
