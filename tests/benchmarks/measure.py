"""Two pieces of work timed in turn, and their ratio. Machines are shared and noisy: medians, and nothing asserted."""

from __future__ import annotations

import gc
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

ROUNDS = 9
Work = Callable[[], object]


class Row(NamedTuple):
    """One comparison: median ratio, the least and the greatest, the goal of the design, milliseconds of both sides."""

    what: str
    peer: str
    ratio: float
    least: float
    greatest: float
    goal: str
    ours: float
    theirs: float

    def __str__(self) -> str:
        return (
            f"{self.what:<52} {self.ratio:8.3g} × {self.peer} (goal {self.goal or 'none'}; {self.ours:.3g} ms against "
            f"{self.theirs:.3g} ms; {self.least:.3g} to {self.greatest:.3g})"
        )


class Growth(NamedTuple):
    """How time grows: the exponent of a power law through the least times at some sizes, and the goal of the design."""

    what: str
    of: str
    sizes: list[int]
    exponent: float
    goal: str

    def __str__(self) -> str:
        sizes = ", ".join(map(str, self.sizes))
        return f"{self.what:<52} grows as {self.of} to the power of {self.exponent:.2f} (goal {self.goal}; {sizes})"


def grown(what: str, of: str, works: dict[int, Work], goal: str, rounds: int = 3) -> Growth:
    """The growth of pieces of work by their sizes, in processor time; in turns, each done once before."""
    least = dict.fromkeys(works, math.inf)
    for _ in range(rounds + 1):
        for size, work in works.items():
            gc.collect()
            with collected_seldom():
                start = time.process_time()
                work()
                least[size] = min(least[size], time.process_time() - start)
    x, y = ([math.log(value) for value in values] for values in (least.keys(), least.values()))
    return Growth(what, of, list(works), statistics.linear_regression(x, y).slope, goal)


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Garbage collected as seldom as on the command line, so that no part of the work pays for what others hold."""
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def seconds(work: Work, times: int = 1) -> float:
    """The mean time of one call over so many."""
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def compared(
    what: str, ours: Work, peer: str, theirs: Work, goal: str = "", times: int = 1, rounds: int = ROUNDS
) -> Row:
    """A row of two pieces of work, each done once before the clock is read."""
    ours(), theirs()
    pairs = [(seconds(ours, times), seconds(theirs, times)) for _ in range(rounds)]
    ratios = sorted(mine / other for mine, other in pairs)
    milliseconds = [1e3 * statistics.median(pair[side] for pair in pairs) for side in (0, 1)]
    return Row(what, peer, statistics.median(ratios), ratios[0], ratios[-1], goal, *milliseconds)


def process(*arguments: str) -> Work:
    """A whole process, its output read and thrown away; byte code is cached as in any installation."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(arguments, capture_output=True, check=False, env=environment)


def python(code: str) -> Work:
    return process(sys.executable, "-c", code)


def nncalc(*arguments: str) -> Work:
    return process(sys.executable, "-m", "nncalc", *arguments)
