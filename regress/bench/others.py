# ISC licence, see LICENSE.
"""Accuracy where the matrix of accuracy.py does not look.

usage: others.py --build DIR --clknetsim DIR --chronyd FILE
           [--seconds N] [--seeds N] [--only NAME] [--reuse FILE]

Each scenario (scenarios.py) runs with chimed and with chronyd on the same
oscillator and delays; medians over the seeds are shown, of the time after
the first sixth.  Starts take a tenth of the time and five times the seeds,
count from the first minute on and show in which second the error was 1 ms
and 100 us or more for the last time; steps of the frequency show after how
many seconds the error was back within twice chronyd's normal RMS, the same
level for both.  A row is marked where chimed is above chronyd in RMS, in the
largest error, in packets, or later.

others-runs.csv gets each single run; --reuse takes chronyd's from such a
file.
"""
import argparse
import collections
import csv
import itertools
import math
import os
import sys

import clknetsim
import runs as record
import scenarios

LATE = ["above_1ms_s", "above_100us_s", "back_s"]
FIELDS = ["rms_s", "max_s", "packets", *LATE]
# as written down; normal_s is the RMS before the frequency's step
Found = collections.namedtuple("Found", [*FIELDS, "normal_s"],
                               defaults=[None] * (len(LATE) + 1))
MARKS = ["RMS", "MAX", "PACKETS", "1ms", "100us", "BACK"]
COLUMNS = ["scene", "seconds", "seeds", *(f"chimed_{f}" for f in FIELDS),
           *(f"chronyd_{f}" for f in FIELDS), "rms_ratio", "max_ratio",
           "packets_ratio", "above"]
HEAD = (f"{'scenario':26}{'chimed rms':>12}{'max us':>11}{'packets':>8}"
        f"{'chronyd rms':>13}{'max us':>11}{'packets':>8}"
        f"{'rms':>9}{'max':>7}{'packets':>9}  above for good: 1 ms, 100 us; back")
START_SKIP = 60
START_SEEDS = 5
WINDOW = 256                    # seconds over which "back" is an RMS


class Lasting:
    """The last second in which an error was that large."""

    def __init__(self):
        self.last = {1e-3: 0, 1e-4: 0}

    def __call__(self, t, error):
        for level in self.last:
            if abs(error) >= level:
                self.last[level] = t + 1

    def found(self):
        return dict(zip(LATE, self.last.values()))


class Return:
    """How long after a jump the error is back at a level, or where none is
    given at twice its own normal RMS."""

    def __init__(self, skip, jump, level):
        self.skip, self.jump, self.level = skip, jump, level
        self.squares = []

    def __call__(self, t, error):
        self.squares.append(error * error)

    def found(self):
        """From the largest error on, the first second whose following
        WINDOW is no worse; None if there is none."""
        before = self.squares[self.skip:self.jump]
        normal = math.sqrt(sum(before) / len(before))
        limit = (self.level or 2 * normal) ** 2 * WINDOW
        peak = max(range(self.jump, len(self.squares)),
                   key=self.squares.__getitem__)
        sums = [0, *itertools.accumulate(self.squares)]
        back = next((t - self.jump
                     for t in range(peak, len(self.squares) - WINDOW)
                     if sums[t + WINDOW] - sums[t] <= limit), None)
        return {"back_s": back, "normal_s": normal}


def length_of(scene, opt):
    return int(opt.seconds * scene.length)


def run_seed(sim, name, program, scene, seed, opt, runs, level=None):
    seconds = length_of(scene, opt)
    key = (name, *scene.key(), str(seed), str(seconds))
    found = runs.find(key)
    if found is None:
        skip = START_SKIP if scene.is_start else seconds // 6
        series = None
        if scene.is_start:
            series = Lasting()
        elif scene.jumps_at:
            series = Return(skip, scene.jumps_at, level)
        r = sim.run(scene, seed, program, seconds, skip, series)
        found = Found(r.rms_s, r.max_s, r.packets,
                      **(series.found() if series else {}))
    runs.add(key, found)
    return found


def measure(sim, clients, scene, opt, runs):
    """Medians of chimed and of chronyd."""
    seeds = range(1, opt.seeds * (START_SEEDS if scene.is_start else 1) + 1)
    theirs = [run_seed(sim, "chronyd", clients["chronyd"], scene, seed, opt,
                       runs) for seed in seeds]
    ours = [run_seed(sim, "chimed", clients["chimed"], scene, seed, opt, runs,
                     t.normal_s and 2 * t.normal_s)
            for seed, t in zip(seeds, theirs)]
    return record.medians(ours), record.medians(theirs)


def row_of(scene, opt, ours, theirs):
    above = [mark for mark, a, b in zip(MARKS, ours, theirs)
             if a is not None and b is not None and a > b]
    ratios = [f"{a / b:.3f}" for a, b in zip(ours[:3], theirs[:3])]
    return [*scene.key(), length_of(scene, opt), opt.seeds,
            *("" if v is None else f"{v:.6g}"
              for v in (*ours[:len(FIELDS)], *theirs[:len(FIELDS)])),
            *ratios, " ".join(above)]


def show(row):
    r = dict(zip(COLUMNS, row))
    line = f"{r['scene']:26}"
    for who, width in (("chimed", 12), ("chronyd", 13)):
        line += (f"{float(r[who + '_rms_s']) * 1e6:{width}.2f}"
                 f"{float(r[who + '_max_s']) * 1e6:11.2f}"
                 f"{float(r[who + '_packets']):8.0f}")
    line += f"{r['rms_ratio']:>9}{r['max_ratio']:>7}{r['packets_ratio']:>9}"
    late = [f"{r['chimed_' + f]}/{r['chronyd_' + f]}" for f in LATE
            if r["chimed_" + f] != ""]
    line += "  " + ", ".join(late) if late else ""
    print(line + (f"  ABOVE {r['above']}" if r["above"] else ""), flush=True)


def summary(rows):
    for column in ("rms_ratio", "max_ratio", "packets_ratio"):
        v = [float(r[COLUMNS.index(column)]) for r in rows]
        print(f"{len(v)} scenarios, {column} to chronyd: geometric mean "
              f"{record.geometric(v):.3f}, worst {max(v):.3f}")
    for mark in MARKS:
        names = [r[0] for r in rows if mark in r[-1].split()]
        print(f"above chronyd in {mark}: {len(names)} {' '.join(names)}")


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--build", required=True)
    p.add_argument("--clknetsim", required=True)
    p.add_argument("--chronyd", required=True)
    p.add_argument("--seconds", type=int, default=100000)
    p.add_argument("--seeds", type=int, default=1)
    p.add_argument("--only", default="", help="a name or its beginning")
    p.add_argument("--reuse", default="",
                   help="an others-runs.csv, for chronyd's")
    return p.parse_args()


def main():
    opt = options()
    if opt.clknetsim == "" or opt.chronyd == "":
        raise clknetsim.Failed("this wants CLKNETSIM=DIR and CHRONYD=FILE")
    opt.build = os.path.abspath(opt.build)
    out = os.path.join(opt.build, "bench")
    os.makedirs(out, exist_ok=True)
    record.one_core()
    clients = {"chimed": os.path.join(opt.build, "regress/chimed-mono"),
               "chronyd": os.path.abspath(opt.chronyd)}
    sim = clknetsim.Simulation(opt.clknetsim, clients["chronyd"])
    runs = record.Runs(f"{out}/others-runs.csv", opt.reuse, ["scene"], Found)
    rows = []
    with open(f"{out}/others.csv", "w", newline="") as table:
        write = csv.writer(table, lineterminator="\n")
        write.writerow(COLUMNS)
        print(HEAD)
        for scene in scenarios.scenes(opt.seconds):
            if not scene.name.startswith(opt.only):
                continue
            rows.append(row_of(scene, opt, *measure(sim, clients, scene, opt,
                                                    runs)))
            write.writerow(rows[-1])
            table.flush()
            show(rows[-1])
    if not rows:
        raise clknetsim.Failed("no such scenario")
    summary(rows)
    print(f"written: {out}/others.csv and others-runs.csv")


if __name__ == "__main__":
    try:
        main()
    except clknetsim.Failed as e:
        sys.exit(f"others: {e}")
