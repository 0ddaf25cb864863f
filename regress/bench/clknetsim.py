# ISC licence, see LICENSE.
"""One NTP client against N servers in clknetsim's virtual time.

clknetsim (https://github.com/mlichvar/clknetsim) is started from where it
was built; its command line, configuration and environment are as its own
README describes them.  chronyd plays the servers for every client.
"""
import calendar
import collections
import os
import shutil
import subprocess
import tempfile
import time

START_S = 1801440000            # 2027-02-01: no leap second is near
POLLS = {"def": "minpoll 6 maxpoll 10", "p4": "minpoll 4 maxpoll 4",
         "p6": "minpoll 6 maxpoll 6"}
OFFSET_S = 0.1                  # the client's clock at the start
FREQUENCY = 1e-4
BASE = 10                       # a path's delay without queues, in units of J
AGEING = 1e-6                   # of a root distance, s/s: maxclockerror 1

# RMS and maximum error, requests, median root distance (or None)
Result = collections.namedtuple("Result", "rms_s max_s packets distance_s")


class Failed(Exception):
    """A simulation that gave no result."""


def jail():
    """No network, and no right to set a clock should the preload fail."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None or shutil.which("unshare") is None:
        raise Failed("as root this needs setpriv and unshare")
    return ["unshare", "-n", "setpriv", "--bounding-set=-sys_time",
            "--no-new-privs"]


class Cell:
    """Sources, the oscillator's wander W (s/s per sqrt(s)), the queues'
    mean delay J each way (s), the poll."""

    def __init__(self, sources, wander, jitter, poll):
        self.sources, self.wander = sources, wander
        self.jitter, self.poll = jitter, poll

    def key(self):
        return (str(self.sources), f"{self.wander:g}", f"{self.jitter:g}",
                self.poll)

    def network(self):
        """The client is the last node; its oscillator is the first random
        generator, so that it is the same for all clients."""
        me = self.sources + 1
        delay = (f"(+ {BASE * self.jitter:g} "
                 f"(* {self.jitter:g} (exponential)))")
        yield f"node{me}_offset = {OFFSET_S:g}"
        yield (f"node{me}_freq = (+ {FREQUENCY:g} "
               f"(sum (* {self.wander:g} (normal))))")
        for k in range(1, me):
            yield f"node{k}_delay{me} = {delay}"
            yield f"node{me}_delay{k} = {delay}"

    def servers(self):
        for k in range(1, self.sources + 1):
            yield f"server 192.168.123.{k} {POLLS[self.poll]}"


class Simulation:
    """Where clknetsim and chronyd are."""

    def __init__(self, directory, chronyd):
        self.server = os.path.join(directory, "clknetsim")
        self.preload = os.path.abspath(
            os.path.join(directory, "clknetsim.so"))
        self.chronyd = chronyd
        for path in (self.server, self.preload, chronyd):
            if not os.path.exists(path):
                raise Failed(f"{path}: not there")

    def spawn(self, where, node, seed, argv):
        env = dict(os.environ, LC_ALL="C", TZ="UTC",
                   CLKNETSIM_NODE=str(node),
                   CLKNETSIM_SOCKET=f"{where}/socket",
                   CLKNETSIM_RANDOM_SEED=str(seed),
                   CLKNETSIM_START_DATE=str(START_S),
                   SOURCE_DATE_EPOCH=str(START_S - 86400))
        # for the program, not for the wrappers around it
        argv = jail() + ["env", f"LD_PRELOAD={self.preload}"] + argv
        with open(f"{where}/log.{node}", "wb") as log:
            return subprocess.Popen(argv, env=env, cwd=where, stdout=log,
                                    stderr=subprocess.STDOUT,
                                    stdin=subprocess.DEVNULL)

    def run(self, cell, seed, client, seconds, skip, series=None):
        """A Result over the time after skip seconds; series(t, error) gets
        each second."""
        shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        where = tempfile.mkdtemp(prefix="chimed-bench.", dir=shm)
        procs = []
        try:
            self.start(where, procs, cell, seed, client, seconds, skip,
                       series)
            self.wait(where, procs, cell.sources + 1)
            return self.result(where, cell.sources + 1, seconds, skip,
                               series)
        finally:
            for p in procs:
                if p.poll() is None:
                    p.kill()
                    p.wait()
            shutil.rmtree(where, ignore_errors=True)

    def start(self, where, procs, cell, seed, client, seconds, skip, series):
        me = cell.sources + 1
        lines_to(f"{where}/network", cell.network())
        argv = [self.server, "-s", f"{where}/socket", "-l", str(seconds),
                "-r", str(skip), "-p", f"{where}/packets"]
        if series is not None:
            argv += ["-o", f"{where}/offsets"]
        env = dict(os.environ, CLKNETSIM_RANDOM_SEED=str(seed))
        with open(f"{where}/stats", "wb") as out, \
                open(f"{where}/log", "wb") as err:
            procs.append(subprocess.Popen(
                argv + [f"{where}/network", str(me)], env=env, stdout=out,
                stderr=err, stdin=subprocess.DEVNULL))
        for k in range(1, me):
            lines_to(f"{where}/conf.{k}", [
                f"pidfile {where}/pid.{k}", "cmdport 0", "allow",
                "local stratum 1"])
            procs.append(self.spawn(where, k, seed, [
                self.chronyd, "-d", "-f", f"{where}/conf.{k}"]))
        lines_to(f"{where}/conf.{me}", [
            f"pidfile {where}/pid.{me}", "cmdport 0", f"logdir {where}",
            "log tracking", *cell.servers()])
        procs.append(self.spawn(where, me, seed, [
            client, "-d", "-f", f"{where}/conf.{me}"]))

    @staticmethod
    def wait(where, procs, me):
        try:
            procs[0].wait(timeout=3600)
            for p in procs[1:]:
                p.wait(timeout=60)
        except subprocess.TimeoutExpired:
            raise Failed("it does not end") from None
        # clknetsim ends its clients with SIGTERM
        if procs[0].returncode != 0 or procs[-1].returncode not in (0, -15):
            raise Failed("the client ended: " +
                         text_of(f"{where}/log.{me}")[-500:])

    @staticmethod
    def result(where, me, seconds, skip, series):
        if series is not None:
            with open(f"{where}/offsets") as f:
                for t, line in enumerate(f):
                    series(t, float(line.split()[me - 1]))
        stats = text_of(f"{where}/stats")
        return Result(value(stats, "RMS offset", me),
                      value(stats, "Maximum absolute offset", me),
                      requests(f"{where}/packets", me),
                      distance(f"{where}/tracking.log", seconds, skip))


def lines_to(path, lines):
    with open(path, "w") as f:
        f.writelines(line + "\n" for line in lines)


def text_of(path):
    with open(path, errors="replace") as f:
        return f.read()


def value(stats, name, node):
    found = [line.split(":")[1] for line in stats.splitlines()
             if line.startswith(name + ":")]
    if len(found) < node:
        raise Failed(f"clknetsim printed no {name}")
    return float(found[node - 1])


def requests(path, node):
    """Columns of the packet log: time, from, to, delay, ports."""
    n = 0
    with open(path) as f:
        for line in f:
            v = line.split()
            n += v[1] == str(node) and v[5] == "123"
    return n


def distance(path, seconds, skip):
    """The median over time of the root distance by which the client bounds
    its error: chrony's columns of log tracking.  It is logged at updates and
    ages until the next one; each is counted by the time for which it held.
    """
    held, last = [], None
    with open(path) as f:
        rows = [line.split() for line in f]
    end = time.strftime("%Y-%m-%d %H:%M:%S",
                        time.gmtime(START_S + seconds)).split()
    for v in rows + [end]:
        if not v or not v[0][0].isdigit():
            continue
        t = calendar.timegm(time.strptime(" ".join(v[:2]),
                                          "%Y-%m-%d %H:%M:%S")) - START_S
        if last is not None and t > last[0] >= skip:
            held.append((last[1] + AGEING * (t - last[0]) / 2, t - last[0]))
        if len(v) > 12:
            last = (t, float(v[11]) / 2 + float(v[12]))
    return weighted_median(held)


def weighted_median(pairs):
    """Of (value, weight); None of nothing."""
    half, sum_ = sum(w for _, w in pairs) / 2, 0
    for value_, weight in sorted(pairs):
        sum_ += weight
        if sum_ >= half:
            return value_
    return None
