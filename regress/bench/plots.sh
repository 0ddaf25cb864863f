#!/bin/sh
# ISC licence, see LICENSE.
# Draws what accuracy.py measured: the matrix as multiples of the limit, and
# the error over time of its first seed.  usage: plots.sh BUILD
set -eu
in=$1/bench
out=$1/plots
[ -s "$in/accuracy.csv" ] || {
	echo "plots: $in/accuracy.csv is missing: make bench-accuracy" >&2
	exit 1
}
mkdir -p "$out"
ours=#009e73
theirs=#9400d3
T=$(mktemp -d "${TMPDIR:-/tmp}/chimed.XXXXXX")
trap 'rm -rf "$T"' EXIT

# A row of the matrix: its name, chimed to the limit, chronyd to the limit.
awk -F, -v dir="$T" 'NR > 1 {
	printf "\"%s x W %s J %s\" %s %s\n", $1, $2, $3, $15,
	    $16 == "" ? "NaN" : $16 >(dir "/matrix." $4)
}' "$in/accuracy.csv"

{
	echo 'set terminal pngcairo size 1500,1400 font "sans,10"'
	echo "set output '$out/matrix.png'"
	echo 'set multiplot layout 3,1'
	echo 'set style data histogram; set style fill solid'
	echo 'set logscale y; set yrange [0.5:*]; set grid y'
	echo 'set ylabel "RMS error / limit"; set xtics rotate by -35'
	for p in def p4 p6; do
		[ -s "$T/matrix.$p" ] || continue
		case $p in
		def) echo 'set title "poll 64 s to 1024 s (default)"' ;;
		p4) echo 'set title "poll 16 s"' ;;
		p6) echo 'set title "poll 64 s"' ;;
		esac
		echo "plot '$T/matrix.$p' using 2:xtic(1) title 'chimed'" \
		    "lc '$ours', '' using 3 title 'chronyd' lc '$theirs'," \
		    "1 notitle with lines lc 'black'"
	done
} >"$T/matrix.gp"
gnuplot "$T/matrix.gp"

# One picture per cell that has points.
awk -F, -v dir="$T" 'NR > 1 {
	print $6, $7 * 1e6 >(dir "/" $2 "_" $3 "_" $4 "_" $5 "." $1)
}' "$in/series.csv"
n=0
for f in "$T"/*.chimed; do
	[ -s "$f" ] || continue
	cell=$(basename "$f" .chimed)
	{
		echo 'set terminal pngcairo size 1500,600 font "sans,10"'
		echo "set output '$out/error_$cell.png'"
		echo 'set grid; set xlabel "seconds"'
		echo 'set ylabel "largest error of each interval, us"'
		echo "set title 'sources, W, J, poll: $(echo "$cell" |
		    tr _ ' ')' noenhanced"
		# the start is off this picture
		echo "stats '$f' using (\$1 > 3600 ? abs(\$2) : NaN) nooutput"
		other=${f%.chimed}.chronyd
		[ -s "$other" ] && echo "stats '$other' using" \
		    "(\$1 > 3600 ? abs(\$2) : NaN) name 'O' nooutput" ||
		    echo 'O_max = 0'
		echo 'm = STATS_max > O_max ? STATS_max : O_max'
		echo 'set yrange [-1.1 * m:1.1 * m]'
		[ -s "$other" ] && echo "plot '$other' with lines" \
		    "lc '$theirs' title 'chronyd', \\" || echo 'plot \'
		echo "'$f' with lines lw 2 lc '$ours' title 'chimed'"
	} >"$T/gp"
	gnuplot "$T/gp"
	n=$((n + 1))
done
echo "written: $out/matrix.png and $n of errors over time"
