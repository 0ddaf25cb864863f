# ISC licence, see LICENSE.
"""Accuracy: chimed and chronyd on the same oscillators and packets.

usage: accuracy.py --build DIR [--clknetsim DIR --chronyd FILE]
           [--seconds N] [--seeds N] [--only sources,W,J,poll]
           [--reuse FILE]

48 cells: 1 or 4 perfect servers, an oscillator whose frequency walks at
random by W per sqrt(s), paths of 10 J + J Exp(1) each way, three polls.
Starting 0.1 s and 100 ppm off; the first sixth of the time is dropped and
medians over the seeds are shown.  The limit (limits.csv) is what a
particle filter reaches that knows W, J and the paths' base delay, on the
same packets, with perfect steering.  "distance" is the median over time of
the root distance, chimed to chronyd: accuracy is not bought with doubt.

runs.csv gets each single run.  --reuse takes chronyd's of such a file
instead of running them again: they depend on nothing but the cell and seed.
"""
import argparse
import csv
import os
import sys

import clknetsim
import runs as record

HERE = os.path.dirname(os.path.abspath(__file__))
SERIES = 2000                   # points of an error over time
COLUMNS = ["sources", "W", "J", "poll", "seconds", "seeds",
           "chimed_rms_s", "chimed_max_s", "chimed_packets",
           "chronyd_rms_s", "chronyd_max_s", "chronyd_packets",
           "rms_ratio", "limit_s", "chimed_to_limit", "chronyd_to_limit",
           "chimed_distance_s", "chronyd_distance_s", "distance_ratio"]
HEAD = ("sources  W     J      poll   chimed rms    max us  packets   "
        "chronyd rms    max us  packets   ratio   limit us  "
        "chimed/limit  chronyd/limit  distance")
DISTANCE_MOST = 1.5             # times chronyd's


def cells():
    for wander in (1e-9, 1e-8):
        for sources in (1, 4):
            for jitter in (1e-5, 1e-4, 1e-3, 1e-2):
                for poll in ("def", "p4", "p6"):
                    yield clknetsim.Cell(sources, wander, jitter, poll)


def limits():
    with open(os.path.join(HERE, "limits.csv")) as f:
        return {(r["sources"], r["W"], r["J"], r["poll"]):
                float(r["limit_s"]) for r in csv.DictReader(f)}


class Series:
    """The largest error of each interval, signed, for plots."""

    def __init__(self, writer, name, cell, seconds):
        self.row = [name, *cell.key()]
        self.writer, self.step = writer, max(1, seconds // SERIES)
        self.most = 0.0

    def __call__(self, t, error):
        if abs(error) > abs(self.most):
            self.most = error
        if t % self.step == self.step - 1:
            self.writer.writerow([*self.row, t + 1, f"{self.most:.3e}"])
            self.most = 0.0


def is_drawn(cell, seed):
    return seed == 1 and cell.jitter == 1e-4


def run_seed(sim, name, program, cell, seed, opt, plots, runs):
    series, key = None, (name, *cell.key(), str(seed), str(opt.seconds))
    if is_drawn(cell, seed):
        series = Series(plots, name, cell, opt.seconds)
    result = runs.find(key) if series is None else None
    if result is None:
        result = sim.run(cell, seed, program, opt.seconds, opt.seconds // 6,
                         series)
    runs.add(key, result)
    return result


def measure(sim, clients, cell, opt, plots, runs):
    """Medians over the seeds for each client."""
    return {name: record.medians([
        run_seed(sim, name, program, cell, seed, opt, plots, runs)
        for seed in range(1, opt.seeds + 1)])
            for name, program in clients.items()}


def row_of(cell, opt, found, limit):
    ours, theirs = found["chimed"], found.get("chronyd")
    row = [*cell.key(), opt.seconds, opt.seeds, f"{ours.rms_s:.4e}",
           f"{ours.max_s:.4e}", round(ours.packets)]
    if theirs is None:
        return row + ["", "", "", "", f"{limit:g}",
                      f"{ours.rms_s / limit:.3f}", "", "", "", ""]
    return row + [f"{theirs.rms_s:.4e}", f"{theirs.max_s:.4e}",
                  round(theirs.packets), f"{ours.rms_s / theirs.rms_s:.3f}",
                  f"{limit:g}", f"{ours.rms_s / limit:.3f}",
                  f"{theirs.rms_s / limit:.3f}", f"{ours.distance_s:.4e}",
                  f"{theirs.distance_s:.4e}",
                  f"{ours.distance_s / theirs.distance_s:.3f}"]


def us(text):
    return f"{float(text) * 1e6:.2f}" if text else "-"


def show(row):
    r = dict(zip(COLUMNS, row))
    worse = r["rms_ratio"] and float(r["rms_ratio"]) > 1
    wide = (r["distance_ratio"] and
            float(r["distance_ratio"]) > DISTANCE_MOST)
    print(f"{r['sources']:>7}  {r['W']:5} {r['J']:6} {r['poll']:4}"
          f"{us(r['chimed_rms_s']):>13} {us(r['chimed_max_s']):>9}"
          f" {r['chimed_packets']:>8}"
          f"{us(r['chronyd_rms_s']):>14} {us(r['chronyd_max_s']):>9}"
          f" {r['chronyd_packets'] or '-':>8}"
          f" {r['rms_ratio'] or '-':>7} {us(r['limit_s']):>10}"
          f" {r['chimed_to_limit']:>13} {r['chronyd_to_limit'] or '-':>14}"
          f"{r['distance_ratio'] or '-':>10}"
          f"{'  WORSE' if worse else ''}{'  WIDE' if wide else ''}",
          flush=True)


def mean_of(rows, column):
    """The geometric mean."""
    return record.geometric(float(r[COLUMNS.index(column)] or 0)
                            for r in rows)


def summary(rows):
    for column, text in (("rms_ratio", "chimed to chronyd"),
                         ("chimed_to_limit", "chimed to the limit"),
                         ("chronyd_to_limit", "chronyd to the limit")):
        mean = mean_of(rows, column)
        if mean is not None:
            print(f"{len(rows)} cells, geometric mean of RMS, {text}: "
                  f"{mean:.3f}")
    wide = [float(r[-1]) for r in rows if r[-1] != ""]
    if wide:
        print(f"{len(rows)} cells, median root distance, chimed to chronyd: "
              f"at most {max(wide):.3f}, more than {DISTANCE_MOST} in "
              f"{sum(v > DISTANCE_MOST for v in wide)}")


def options():
    p = argparse.ArgumentParser()
    p.add_argument("--build", required=True)
    p.add_argument("--clknetsim", default="")
    p.add_argument("--chronyd", default="")
    p.add_argument("--seconds", type=int, default=600000)
    p.add_argument("--seeds", type=int, default=3)
    p.add_argument("--only", default="", help="such as 4,1e-09,0.0001,p6")
    p.add_argument("--reuse", default="", help="a runs.csv, for chronyd's")
    return p.parse_args()


def backend(opt):
    """What runs a cell, and the programs that take part."""
    clients = {"chimed": os.path.join(opt.build, "regress/chimed-mono")}
    if opt.clknetsim == "":
        import ownsim
        print("no CLKNETSIM: the matrix runs in regress/sim, and the column "
              "of chronyd is missing")
        return ownsim.Simulation(opt.build), clients
    if opt.chronyd == "":
        raise clknetsim.Failed("CLKNETSIM wants CHRONYD=FILE as well: it "
                               "plays the servers")
    clients["chronyd"] = os.path.abspath(opt.chronyd)
    return clknetsim.Simulation(opt.clknetsim, clients["chronyd"]), clients


def main():
    opt = options()
    opt.build = os.path.abspath(opt.build)
    out = os.path.join(opt.build, "bench")
    os.makedirs(out, exist_ok=True)
    record.one_core()
    sim, clients = backend(opt)
    limit, rows = limits(), []
    runs = record.Runs(f"{out}/runs.csv", opt.reuse, COLUMNS[:4],
                       clknetsim.Result)
    with open(f"{out}/accuracy.csv", "w", newline="") as table, \
            open(f"{out}/series.csv", "w", newline="") as points:
        write = csv.writer(table, lineterminator="\n")
        plots = csv.writer(points, lineterminator="\n")
        write.writerow(COLUMNS)
        plots.writerow(["program", *COLUMNS[:4], "t_s", "error_s"])
        print(HEAD)
        for cell in cells():
            if not ",".join(cell.key()).startswith(opt.only):
                continue
            found = measure(sim, clients, cell, opt, plots, runs)
            rows.append(row_of(cell, opt, found, limit[cell.key()]))
            write.writerow(rows[-1])
            table.flush()
            show(rows[-1])
    summary(rows)
    print(f"written: {out}/accuracy.csv, runs.csv and series.csv")


if __name__ == "__main__":
    try:
        main()
    except clknetsim.Failed as e:
        sys.exit(f"accuracy: {e}")
