# ISC licence, see LICENSE.
"""Single runs of a benchmark, written down; and what is made of them."""
import csv
import math
import os
import statistics


class Runs:
    """Writes single runs down as they end.  Those of chronyd of another time
    (a file that was written so) may be taken instead of running them again:
    they depend on nothing but their key, the seed and the length."""

    def __init__(self, path, reused, key, result):
        columns = ["program", *key, "seed", "seconds"]
        self.result, self.known = result, {}
        if reused != "":
            with open(reused) as f:
                for r in csv.DictReader(f):
                    if r["program"] == "chronyd":
                        self.known[tuple(r[k] for k in columns)] = r
        self.file = open(path, "w", newline="")
        self.writer = csv.writer(self.file, lineterminator="\n")
        self.writer.writerow([*columns, *result._fields])

    def find(self, key):
        r = self.known.get(key)
        return None if r is None else self.result(
            *(float(r[k]) if r[k] != "" else None
              for k in self.result._fields))

    def add(self, key, result):
        self.writer.writerow([*key, *result])
        self.file.flush()


def medians(results):
    """Of each field over the runs; None where one of them has none."""
    return type(results[0])(*(None if None in v else statistics.median(v)
                              for v in zip(*results)))


def geometric(values):
    """The mean; None of nothing."""
    v = [math.log(x) for x in values if x]
    return math.exp(sum(v) / len(v)) if v else None


def one_core():
    """Processes that wait for each other run three times faster on one."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
