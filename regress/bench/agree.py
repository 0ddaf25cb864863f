# ISC licence, see LICENSE.
"""Does regress/sim agree with clknetsim?

usage: agree.py --build DIR --clknetsim DIR --chronyd FILE
           [--seconds N] [--seeds N] [--only sources,W,J,poll]

chimed-mono under clknetsim (chronyd plays the servers) and chimed in
regress/sim meet the same oscillators and delays in law, though not the same
draws.  Where the poll is fixed, the RMS errors over all seeds must be within
10 % of each other.  Where it is chimed's choice, the 95 % confidence
interval (Welch's, of the mean logarithm) of their ratio must contain 1.
"""
import argparse
import csv
import math
import os
import statistics
import sys

import clknetsim
import ownsim

FIXED_MOST = 1.1
COLUMNS = ["sources", "W", "J", "poll", "seconds", "seeds", "clknetsim_rms_s",
           "sim_rms_s", "ratio", "low", "high", "agrees"]
# Student's t, two-sided 95 %, by degrees of freedom
T95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262,
       2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101]


def cells():
    for jitter in (1e-4, 1e-3):
        for sources in (1, 4):
            for poll in ("p4", "p6"):
                yield clknetsim.Cell(sources, 1e-9, jitter, poll)
    for wander in (1e-9, 1e-8):
        for sources in (1, 4):
            yield clknetsim.Cell(sources, wander, 1e-4, "def")


def rms(values):
    return math.sqrt(sum(v * v for v in values) / len(values))


def interval(a, b):
    """Of the ratio of their geometric means: Welch's test."""
    a, b = [math.log(v) for v in a], [math.log(v) for v in b]
    va, vb = statistics.variance(a) / len(a), statistics.variance(b) / len(b)
    free = (va + vb) ** 2 / (va ** 2 / (len(a) - 1) + vb ** 2 / (len(b) - 1))
    half = T95[min(int(free), len(T95)) - 1] * math.sqrt(va + vb)
    middle = statistics.mean(a) - statistics.mean(b)
    return math.exp(middle - half), math.exp(middle + half)


def judge(cell, outside, ours):
    """A row of the table."""
    low, high = interval(ours, outside)
    ratio = rms(ours) / rms(outside)
    if cell.poll == "def":
        agrees = low <= 1 <= high
    else:
        agrees = 1 / FIXED_MOST <= ratio <= FIXED_MOST
    return [f"{rms(outside):.4e}", f"{rms(ours):.4e}", f"{ratio:.3f}",
            f"{low:.3f}", f"{high:.3f}", "yes" if agrees else "NO"]


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--build", required=True)
    p.add_argument("--clknetsim", required=True)
    p.add_argument("--chronyd", required=True)
    p.add_argument("--seconds", type=int, default=600000)
    p.add_argument("--seeds", type=int, default=10)
    p.add_argument("--only", default="", help="such as 4,1e-09,0.0001,p6")
    return p.parse_args()


def main():
    opt = options()
    if opt.clknetsim == "" or opt.chronyd == "" or opt.seeds < 2:
        raise clknetsim.Failed("this wants CLKNETSIM=DIR CHRONYD=FILE, and "
                               "two seeds or more")
    opt.build = os.path.abspath(opt.build)
    path = os.path.join(opt.build, "bench", "agree.csv")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    outside = clknetsim.Simulation(opt.clknetsim,
                                   os.path.abspath(opt.chronyd))
    ours = ownsim.Simulation(opt.build)
    mono = os.path.join(opt.build, "regress/chimed-mono")
    bad = 0
    print("sources  W     J      poll  clknetsim us     sim us   ratio  "
          "95 % interval  agrees")
    with open(path, "w", newline="") as f:
        write = csv.writer(f, lineterminator="\n")
        write.writerow(COLUMNS)
        for cell in cells():
            if not ",".join(cell.key()).startswith(opt.only):
                continue
            runs = [[sim.run(cell, seed, mono, opt.seconds,
                             opt.seconds // 6).rms_s
                     for seed in range(1, opt.seeds + 1)]
                    for sim in (outside, ours)]
            row = judge(cell, *runs)
            write.writerow([*cell.key(), opt.seconds, opt.seeds, *row])
            f.flush()
            bad += row[-1] != "yes"
            k = cell.key()
            print(f"{k[0]:>7}  {k[1]:5} {k[2]:6} {k[3]:4}"
                  f"{float(row[0]) * 1e6:>14.2f} {float(row[1]) * 1e6:>10.2f}"
                  f" {row[2]:>7}  {row[3]:>6} {row[4]:>7} {row[5]:>7}",
                  flush=True)
    print(f"written: {path}")
    if bad:
        raise clknetsim.Failed(f"{bad} cells do not agree")


if __name__ == "__main__":
    try:
        main()
    except clknetsim.Failed as e:
        sys.exit(f"agree: {e}")
