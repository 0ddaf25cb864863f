# ISC licence, see LICENSE.
"""What a clock and its paths may meet besides the matrix of accuracy.py.

A name says what happens, to which poll, to how many sources.  Expressions
are those of clknetsim's README: delays in s, one for each packet, frequencies
in s/s, one each second.
"""
import clknetsim

J = 1e-4                        # the queues' mean delay each way, s
BASE = 1e-3                     # a path's delay without queues, s
WANDER = 1e-9                   # of the oscillator, s/s per sqrt(s)
JUMP = 1e-3                     # of a path's delay when its route changes, s
LOST = 1e6                      # taken from a delay: the packet is dropped
POLLS = dict(clknetsim.POLLS)
TIME, COUNT = "time", "(sum 1)"     # in a delay; seconds, in a frequency


def add(*terms):
    return f"(+ {' '.join(map(text, terms))})"


def mul(*terms):
    return f"(* {' '.join(map(text, terms))})"


def text(term):
    return term if isinstance(term, str) else f"{term:.9g}"


def exp(mean):
    return mul(mean, "(exponential)")


def after(t, now):
    """0 before t, then 1."""
    return f"(min 1 (max 0 (+ {now} {-t:.9g})))"


def within(period, length, now):
    """1 for the last length s of each period, else 0."""
    return after(period - length, f"(% {now} {period:g})")


def walk(wander):
    return f"(sum (* {wander:g} (normal)))"


def often(share):
    """1 with a probability, else 0."""
    return f"(max 0 (min 1 (* 1e9 (+ {share:g} (* -1 (uniform))))))"


QUEUE = exp(J)


class Scene:
    """There and back are the delays to and from a source, or functions of
    the source's number; events at the middle of the run come from middle.
    At jumps_at the oscillator's frequency does."""

    def __init__(self, name, sources=1, poll="def", freq=None, there=None,
                 back=None, servers=None, offset=clknetsim.OFFSET_S,
                 bias=clknetsim.FREQUENCY, lines=(), step=None, length=1.0,
                 iburst=False, is_start=False, jumps_at=None):
        self.name = f"{name}_{poll}_{sources}"
        self.sources, self.poll = sources, poll
        self.freq = walk(WANDER) if freq is None else freq
        self.there = add(BASE, QUEUE) if there is None else there
        self.back = self.there if back is None else back
        self.faults = servers or {}     # frequency of source k
        self.offset, self.bias, self.lines = offset, bias, list(lines)
        self.step, self.length = step, length
        self.iburst, self.is_start = iburst, is_start
        self.jumps_at = jumps_at

    def key(self):
        return (self.name,)

    def network(self):
        me = self.sources + 1
        yield f"node{me}_offset = {self.offset:g}"
        yield f"node{me}_freq = {add(self.bias, self.freq)}"
        if self.step is not None:
            yield f"node{me}_step = {self.step}"
        for k, freq in self.faults.items():
            yield f"node{k}_freq = {freq}"
        for k in range(1, me):
            there, back = (d(k) if callable(d) else d
                           for d in (self.there, self.back))
            yield f"node{me}_delay{k} = {there}"
            yield f"node{k}_delay{me} = {back}"

    def servers(self):
        poll = POLLS.get(self.poll,
                         f"minpoll {self.poll[1:]} maxpoll {self.poll[1:]}")
        for k in range(1, self.sources + 1):
            yield (f"server 192.168.123.{k} {poll}"
                   f"{' iburst' if self.iburst else ''}")
        yield from self.lines


def each(name, polls=("def", "p6"), sources=(1, 4), **what):
    for poll in polls:
        for n in sources:
            yield Scene(name, n, poll, **what)


def queues():
    """What delays may be made of."""
    yield from each("asymmetric", there=add(BASE, exp(4 * J)),
                    back=add(BASE, QUEUE))
    yield from each("oneway", there=add(BASE, exp(4 * J)), back=add(BASE))
    yield from each("heavy", there=add(
        BASE, mul(J, *["(exponential)"] * 3)))
    yield from each("gauss", there=f"(max 0 {add(BASE, mul(J, '(normal)'))})")
    yield from each("uniform", there=add(BASE, mul(2 * J, "(uniform)")))
    yield from each("quiet", there=add(BASE, exp(1e-7)))
    yield from each("bimodal", there=add(
        BASE, QUEUE, mul(10 * J, often(0.3))))
    # a queue that is there by day only
    yield from each("busy", there=add(BASE, QUEUE, mul(
        exp(10 * J), within(20000, 8000, TIME))))
    # two hours of six the line is full: the one way, or both
    full = add(BASE, QUEUE, mul(add(0.05, exp(0.02)),
                                within(21600, 7200, TIME)))
    yield from each("upload", there=full, back=add(BASE, QUEUE))
    yield from each("full", there=full)
    # the same constant bias for ever, another one to each source
    yield from each("bias", sources=(4,),
                    there=lambda k: add(BASE, (k - 2) * J, QUEUE),
                    back=add(BASE, QUEUE))


def routes(middle):
    """The delay jumps in the middle: of the only source, of one of four."""
    moved = {"up": (0, JUMP), "down": (JUMP, -JUMP)}
    for way, (first, change) in moved.items():
        def path(k, first=first, change=change):
            if k > 1:
                return add(BASE, QUEUE)
            return add(BASE + first, QUEUE, mul(change, after(middle, TIME)))

        def still(k, first=first):
            return add(BASE + (first if k == 1 else 0), QUEUE)

        yield from each(f"route_{way}_both", there=path)
        yield from each(f"route_{way}_there", there=path, back=still)
        yield from each(f"route_{way}_back", there=still, back=path)


def links():
    """Packets that are lost."""
    def lossy(lost):
        return add(BASE, QUEUE, mul(-LOST, lost))

    yield from each("loss30", there=lossy(often(0.3)))
    yield from each("bursts", there=lossy(within(1009, 200, TIME)))
    yield from each("outage", there=lossy(within(50000, 10000, TIME)))
    yield from each("intermittent", there=lossy(within(7200, 5400, TIME)))


def liars(middle):
    """One of four drifts away slowly, or is wrong all of a sudden."""
    yield from each("slow_liar", sources=(4,), servers={
        1: mul(1e-7, after(middle, COUNT))})
    yield from each("quick_liar", sources=(4,), servers={
        1: mul(1e-4, after(middle, COUNT))})


def oscillators(middle):
    for wander in (0, 1e-11, 1e-10, 1e-7):
        yield from each(f"W_{wander:g}", freq=walk(wander))
    day, hour = "(sine 86400)", "(sine 3600)"
    yield from each("daily", freq=add(walk(WANDER), mul(3e-7, day)))
    yield from each("hourly", freq=add(walk(WANDER), mul(3e-8, hour)))
    yield from each("daily_hourly", freq=add(
        walk(WANDER), mul(3e-7, day), mul(3e-8, hour)))
    jump = mul(1e-6, after(middle, COUNT))
    yield from each("fstep", ("def", "p4", "p6"), freq=add(
        walk(WANDER), jump), jumps_at=middle)
    yield from each("fstep_still", ("def", "p4", "p6"), freq=jump,
                    jumps_at=middle)
    yield from each("extstep", freq=walk(WANDER), step=mul(
        0.05, f"(equal 0.5 {COUNT} {middle:g})"))


def polls():
    for poll, length in (("p-3", 0.05), ("p0", 0.2), ("p10", 2.0),
                         ("p13", 10.0), ("p17", 60.0)):
        yield from each("slow" if length > 1 else "quick", (poll,),
                        length=length)


def starts():
    """Errors counted from the first minute on."""
    def start(name, **what):
        yield from each(name, ("def",), length=0.1, iburst=True,
                        is_start=True, **what)

    for j in (1e-5, 1e-4, 1e-3, 1e-2):
        path = add(clknetsim.BASE * j, exp(j))
        yield from start(f"start_{j:g}", there=path)
        yield from start(f"start_10s_{j:g}", there=path, offset=10.0,
                         lines=("makestep 1 3",))
    yield from start("start_500ppm", bias=4.9e-4)
    yield from start("start_still", freq="0")


def scenes(seconds):
    middle = seconds // 2
    yield from starts()
    yield from routes(middle)
    yield from oscillators(middle)
    yield from queues()
    yield from links()
    yield from liars(middle)
    yield from polls()
