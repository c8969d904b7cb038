"""Bounds of a run: quantities, bits of precision, time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nncalc.errors import OutOfBounds
from nncalc.words import say

QUANTITIES = 1_000_000
"""Live quantities a run may hold."""
START_BITS, MOST_BITS = 128, 4096
"""An operation on two words costs what it costs on one, and fewer figures are left open by it."""
MOST_BITS_OF_LONG_RUNS = 1 << 15
"""A ball that is iterated may widen by a bit with every epoch, though the value itself settles down."""


class Budget:
    """Bounds of the run in progress: quantities and, inside `time_limit`, time (read every 512 quantities).

    spent   quantities of all runs so far, forgotten ones too: what work is measured in, the same on every machine
    watch   called as often as the clock is read, for whoever waits
    """

    __slots__ = ("deadline", "left", "seconds", "spent", "stock", "watch")

    def __init__(self) -> None:
        self.deadline: float | None = None
        self.seconds = 0.0
        self.watch: Callable[[], None] | None = None
        self.spent = self.left = 0
        self.reset()

    def reset(self, quantities: int = QUANTITIES) -> None:
        """Start afresh with so many quantities; the deadline stays, for a problem may run many times."""
        self.spent -= max(self.left, 0)  # what the run before took and did not use
        self.left, self.stock = 0, quantities

    def used(self) -> int:
        """A mark for `refund`."""
        return self.left + self.stock

    def refund(self, mark: int) -> None:
        """Give back what was used since the mark: the quantities made since then have been forgotten."""
        self.stock += mark - self.used()

    def pass_by(self, quantities: int) -> None:
        """Time for quantities that are worked out and forgotten at once: the clock is read as often as for others."""
        mark = self.used()
        self.left -= quantities
        self.spent += quantities
        if self.left < 0:
            self.refill()
        self.refund(mark)

    def hold(self, values: int) -> None:
        """Time for so many values that are worked out at once, and room for them: a value is an eighth of a quantity."""
        self.pass_by(values)
        self.take_room(values // 8)

    def take_room(self, quantities: int) -> None:
        """Room for what is as large as so many quantities, and takes no time."""
        self.stock -= quantities
        if self.stock < 0:
            self.refill()

    def refill(self) -> None:
        """Take the next 512 from the stock and read the clock."""
        if self.stock <= 0:
            raise OutOfBounds(say("the working needs more than {quantities:,} quantities", quantities=QUANTITIES))
        if self.deadline is not None and time.process_time() > self.deadline:
            raise OutOfBounds(say("the working took longer than the {seconds:g} s allowed", seconds=self.seconds))
        self.left, self.stock, self.spent = 511, self.stock - 512, self.spent + 512
        if self.watch is not None:
            self.watch()


BUDGET = Budget()


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Time for everything inside, however often it runs the working; OutOfBounds past it. None: no bound.

    It is the processor's time: what else the machine does changes no outcome.
    """
    before = BUDGET.deadline, BUDGET.seconds
    try:  # from the first change on: an interrupt may come between two lines
        BUDGET.deadline = None if seconds is None else time.process_time() + seconds
        BUDGET.seconds = seconds or 0.0
        yield
    finally:
        BUDGET.deadline, BUDGET.seconds = before
