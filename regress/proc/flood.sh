#!/bin/sh
# ISC licence, see LICENSE.
# Some seconds of bench/flood.sh, beside whatever else this machine does.
BUSY=1
export BUSY
set -- 8
. "$(dirname "$0")/../bench/flood.sh"
