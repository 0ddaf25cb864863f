#!/bin/sh
# ISC licence, see LICENSE.
# Ten seconds of regress/bench/flood.sh.
exec sh "$(dirname "$0")/../bench/flood.sh" 10
