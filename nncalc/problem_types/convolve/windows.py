"""Which cells each window reads: along one side, and over all sides together.

A transposed convolution adds x[i]·K at s·i: seen from an output, it reads the inputs whose copy of the kernel covers it.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import NamedTuple

from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply


class Along(NamedTuple):
    """The windows along one side.

    side        cells of the input
    taps        cells of the kernel
    reached     cells from the first to the last under it
    places      cells of the output
    before      cells of padding in front; of a transposed convolution cells that are cut off there
    after       likewise at the end
    """

    side: int
    taps: int
    reached: int
    dilation: int
    stride: int
    places: int
    before: int
    after: int
    transposed: bool = False

    def starts(self) -> list[int]:
        """Where each window begins, counted in cells of the input; where each copy of the kernel does in the output."""
        return [i * self.stride - self.before for i in range(self.side if self.transposed else self.places)]

    def reads(self) -> list[list[tuple[int, int]]]:
        """For every output the cells of the kernel and of the input that meet, without those in the padding."""
        offsets = [tap * self.dilation for tap in range(self.taps)]
        if not self.transposed:
            cells = [[(tap, start + offset) for tap, offset in enumerate(offsets)] for start in self.starts()]
            return [[(tap, cell) for tap, cell in each if 0 <= cell < self.side] for each in cells]
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.places)]
        for cell, start in enumerate(self.starts()):
            for tap, offset in enumerate(offsets):
                if 0 <= start + offset < self.places:
                    found[start + offset].append((tap, cell))
        return found

    def sizes(self) -> list[int]:
        """How many cells of each window lie in the padded input."""
        offsets, end = [tap * self.dilation for tap in range(self.taps)], self.side + self.after
        return [sum(start + offset < end for offset in offsets) for start in self.starts()]


@rule("the padding stands around the input, and the window moves s cells at a time")
def placed(along: Along) -> Along:
    """The windows along one side, as they were said to lie."""
    return along


@placed.slip("window-off-by-one", "begins every window one cell too far on")
def _(along: Along) -> Along:
    return along._replace(before=along.before - 1)


@placed.slip("padding-ignored", "leaves the padding out")
def _(along: Along) -> Along:
    if along.before == along.after == 0:
        raise DoesNotApply
    count = along.places + along.before + along.after
    if not along.transposed:
        count = (along.side - along.reached) // along.stride + 1
    if count < 1:
        raise DoesNotApply
    return along._replace(before=0, after=0, places=count)


@placed.slip("stride-ignored", "moves the window one cell at a time, whatever the stride")
def _(along: Along) -> Along:
    if along.stride == 1:
        raise DoesNotApply
    padding = along.before + along.after
    count = along.side + along.reached - 1 - padding if along.transposed else along.side + padding - along.reached + 1
    if count < 1:
        raise DoesNotApply
    return along._replace(stride=1, places=count)


class Windows(NamedTuple):
    """The windows over all sides; cells are numbered row by row.

    reads  for every output cell the (kernel cell, input cell) that meet
    sizes  for every output cell how many cells its window has in the padded input
    sides  of the output
    taps   cells of the kernel
    """

    reads: list[list[tuple[int, int]]]
    sizes: list[int]
    sides: tuple[int, ...]
    taps: int

    def by_cell(self, cells: int) -> list[list[tuple[int, int]]]:
        """For every input cell the (kernel cell, output cell) that it has a share in."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(cells)]
        for output, meeting in enumerate(self.reads):
            for tap, cell in meeting:
                found[cell].append((tap, output))
        return found

    def by_tap(self) -> list[list[tuple[int, int]]]:
        """For every kernel cell the (output cell, input cell) that it brings together."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.taps)]
        for output, meeting in enumerate(self.reads):
            for tap, cell in meeting:
                found[tap].append((output, cell))
        return found


def windows_of(alongs: list[Along]) -> Windows:
    """The windows of all sides together."""
    each, widths = [along.reads() for along in alongs], [along.sizes() for along in alongs]
    reads = []
    for places in product(*each):
        meeting = []
        for pairs in product(*places):
            tap = cell = 0
            for along, (own_tap, own_cell) in zip(alongs, pairs, strict=True):
                tap, cell = tap * along.taps + own_tap, cell * along.side + own_cell
            meeting.append((tap, cell))
        reads.append(meeting)
    sides = tuple(along.places for along in alongs)
    taps = prod(along.taps for along in alongs)
    return Windows(reads, [prod(sizes) for sizes in product(*widths)], sides, taps)
