# ISC licence, see LICENSE.
"""The same cells in regress/sim, where there is no clknetsim."""
import os
import re
import subprocess
import tempfile

import clknetsim

NAMES = "abcdefgh"
# what the simulator says of each expectation, by its line in the scenario
VALUE = re.compile(r"line \d+: (error|rms|packets) of h is (\S+)")


class Simulation:
    def __init__(self, build):
        self.program = os.path.join(build, "regress/sim")
        if not os.path.exists(self.program):
            raise clknetsim.Failed(f"{self.program}: not there")

    def scenario(self, cell, seconds, skip):
        names = NAMES[:cell.sources]
        base = clknetsim.BASE * cell.jitter
        return [
            f"show a cell of the matrix: {','.join(cell.key())}",
            f"run {seconds}s",
            *(f"server {name}" for name in names),
            f"host h offset {clknetsim.OFFSET_S:g}s "
            f"freq {clknetsim.FREQUENCY * 1e6:g} wander {cell.wander:g}",
            f"path * * base {base:.9f}s exp {cell.jitter:.9f}s",
            *(f"conf h server @{name} {clknetsim.POLLS[cell.poll]}"
              for name in names),
            f"expect h rms < 1000 after {skip}s",
            f"expect h error < 1s after {skip}s",
            "expect h packets > 0",
        ]

    def run(self, cell, seed, client, seconds, skip, series=None):
        """As clknetsim.Simulation.run; client is what is built in, and
        there are no points for a series."""
        del client, series
        found = {}
        with tempfile.NamedTemporaryFile("w", suffix=".scene") as f:
            f.writelines(line + "\n"
                         for line in self.scenario(cell, seconds, skip))
            f.flush()
            with subprocess.Popen([self.program, "-v", "-s", str(seed),
                                   f.name], stdout=subprocess.PIPE,
                                  text=True) as p:
                for line in p.stdout:
                    m = VALUE.match(line)
                    if m is not None:
                        found[m[1]] = float(m[2])
        if len(found) != 3:
            raise clknetsim.Failed(f"regress/sim ended with status "
                                   f"{p.returncode}")
        return clknetsim.Result(found["rms"], found["error"],
                                found["packets"], None)
