"""Which cells of the input an output sees, traced back layer by layer where neighbouring outputs do not see alike.

An output o of a window sees the cells o·s − p, … d apart, of its input; one of a transposed convolution the cells i with
o + p − i·s = d·t for a tap t of the kernel. So what is seen depends on the phase: o modulo the product of the strides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd, lcm
from typing import NamedTuple, Protocol

from nncalc.engine.operations import CEIL, FLOOR
from nncalc.engine.quantity import Quantity, constant
from nncalc.rules.convolution import field_rules
from nncalc.rules.convolution.settings import leaf, whole

MOST_TRIED = 50_000
"""Cells looked at for the phases of one layer."""


class Setting(NamedTuple):
    """Kernel, stride, padding in front and dilation (None where it is 1) of a layer, along one side."""

    kernel: Quantity
    stride: Quantity
    padding: Quantity
    dilation: Quantity | None

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        dilation = 1 if self.dilation is None else whole(self.dilation)
        return whole(self.kernel), whole(self.stride), whole(self.padding), dilation


class Link(Protocol):
    """How the cells of a layer's output hang on those of its input: `outputs` further on, `cells` further on is seen."""

    outputs: int
    cells: int

    def under(self, output: int) -> range:
        """The cells that one output sees."""
        ...

    def written(self, at: Quantity, output: int, cell: int, last: bool) -> Quantity:
        """One of these cells, the first or the last on the way, as a formula in the output."""
        ...


class Sliding:
    """A convolution or a pooling."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.outputs, self.cells = setting, 1, setting.numbers[1]

    def under(self, output: int) -> range:
        k, s, p, d = self.setting.numbers
        return range(output * s - p, output * s - p + d * (k - 1) + 1, d)

    def written(self, at: Quantity, output: int, cell: int, last: bool) -> Quantity:
        kernel, stride, padding, dilation = self.setting
        cells, start = self.under(output), at * stride - padding
        if cell == cells[0]:
            return start
        steps = field_rules.steps_of(kernel, dilation) if cell == cells[-1] else constant(cell - cells[0])
        return start + steps


class Transposed:
    """A transposed convolution."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.outputs, self.cells = setting, setting.numbers[1], 1

    def under(self, output: int) -> range:
        k, s, p, d = self.setting.numbers
        shared, place = gcd(s, d), output + p
        if place % shared:
            return range(0)
        between = s // shared
        taps = range(place // shared * pow(d // shared, -1, between) % between, k, between)
        return range((place - d * taps[-1]) // s, (place - d * taps[0]) // s + 1, d // shared) if taps else range(0)

    def written(self, at: Quantity, output: int, cell: int, last: bool) -> Quantity:
        kernel, stride, padding, dilation = self.setting
        cells = self.under(output)
        if dilation is None and cell == cells[-1] and last:
            return FLOOR((at + padding) / stride)
        if dilation is None and cell == cells[0] and not last:
            return CEIL((at + padding - (kernel - 1)) / stride)
        _, s, p, d = self.setting.numbers
        tap = (output + p - cell * s) // d
        return (at + padding - (tap if dilation is None else leaf("tap", tap) * dilation)) / stride


class Shared:
    """An adaptive pooling to so many outputs; with one, a layer that sees its whole input."""

    def __init__(self, side: Quantity, outputs: int) -> None:
        self.side, self.outputs, self.cells = side, outputs, whole(side)

    def under(self, output: int) -> range:
        return range(output * self.cells // self.outputs, -(-(output + 1) * self.cells // self.outputs))

    def written(self, at: Quantity, output: int, cell: int, last: bool) -> Quantity:
        cells = self.under(output)
        if self.outputs == 1:
            end, start = self.side - 1, constant(0)
        else:
            end, start = CEIL((at + 1) * self.side / self.outputs) - 1, FLOOR(at * self.side / self.outputs)
        beside = cell - cells[-1 if last else 0]
        return (end if last else start) + beside if beside else (end if last else start)


class Aligned:
    """A branch that is added or joined: every output sees the cell of its own number."""

    outputs = cells = 1

    def under(self, output: int) -> range:
        return range(output, output + 1)

    def written(self, at: Quantity, output: int, cell: int, last: bool) -> Quantity:
        return at


class TraceStep(NamedTuple):
    """From one cell back to the cell of the layer before through which it sees the first (or last) cell of the input."""

    end: int
    link: Link
    before: Seen
    cell: int


class Seen:
    """What the cells of one map see of the input along one side: the first and the last cell of each phase.

    number   the layer that made the map, 0 for the input
    links    from the map to those it was made from; none for the input
    regular  whether the receptive field and the jump say it all, so that the usual formulas go on from them
    phased   whether it is behind a transposed convolution with strides
    period   so many outputs on, all that is seen is the same
    shift    so many cells of the input further on
    known    whether there are few enough phases to try them
    exact    whether every output sees as many cells as the receptive field says, a jump on from the one before
    field    the receptive field of the map, and its jump, once they are worked out
    """

    phased: bool
    period: int
    known: bool
    field: Quantity
    jump: Quantity

    def __init__(self, number: int, links: Sequence[tuple[Link, Seen]] = (), regular: bool = True) -> None:
        self.number, self.links = number, links
        self.phased = any(seen.phased or (isinstance(link, Transposed) and link.outputs > 1) for link, seen in links)
        self.period = lcm(*(link.outputs * seen.period // gcd(link.cells, seen.period) for link, seen in links))
        self.shift = 1
        for link, seen in links[:1]:
            self.shift = self.period // link.outputs * link.cells // seen.period * seen.shift
        tried = self.period * sum(min(len(link.under(0)) + 1, seen.period) for link, seen in links)
        self.known = tried <= MOST_TRIED and all(seen.known for _, seen in links)
        phases = range(self.period if self.known else 0)
        self._steps = [(self._extreme(phase, False), self._extreme(phase, True)) for phase in phases] if links else []
        self.regular = regular or (self.known and self.period == 1 and self.width(0) > 0)
        self.exact = self._is_exact()

    def _is_exact(self) -> bool:
        """Maps that are no sum of others by construction; those behind an irregular one have been traced themselves."""
        if not self.known or not self.regular or self.period > 1:
            return False
        if not all(seen.exact for _, seen in self.links):
            return not all(seen.regular for _, seen in self.links)
        return len(self.links) < 2 or self.width(0) in [seen.width(0) for _, seen in self.links]

    def _extreme(self, phase: int, last: bool) -> TraceStep | None:
        """The best way back; beyond the cells of one period the same come again, further from the end that is sought."""
        steps = []
        for link, seen in self.links:
            cells = link.under(phase)
            for cell in reversed(cells[-seen.period :]) if last else cells[: seen.period]:
                end = seen.end(cell, last)
                if end is not None:
                    steps.append(TraceStep(end, link, seen, cell))
        return (max if last else min)(steps, key=lambda step: step.end, default=None)

    def step(self, cell: int, last: bool) -> TraceStep | None:
        """The way back from a cell; None where it sees nothing, between the cells that a transposed convolution made."""
        turns, phase = divmod(cell, self.period)
        step = self._steps[phase][last]
        if step is None:
            return None
        on = turns * self.period // step.link.outputs * step.link.cells
        return step._replace(end=step.end + turns * self.shift, cell=step.cell + on)

    def end(self, cell: int, last: bool) -> int | None:
        """The first or last cell of the input that a cell sees."""
        if not self.links:
            return cell
        step = self.step(cell, last)
        return None if step is None else step.end

    def width(self, cell: int, side: int | None = None) -> int:
        """How many cells a cell sees, first to last; `side`: of an input with so many, and edges."""
        first, last = self.end(cell, False), self.end(cell, True)
        if first is None or last is None:
            return 0
        return last - first + 1 if side is None else min(last, side - 1) - max(first, 0) + 1

    def way(self, cell: int, last: bool) -> Iterator[tuple[TraceStep, int]]:
        """Back to the input: the steps, each with the cell it goes back from."""
        here: Seen = self
        while here.links and (step := here.step(cell, last)) is not None:
            yield step, cell
            here, cell = step.before, step.cell

    def base(self, output: int, edges: bool) -> Seen:
        """The map that an output is traced back to: the last one that is exact, where both ways lead through it; the input
        where it has edges."""
        ways = [[step.before for step, _ in self.way(output, last)] for last in (False, True)]
        one, other = (next(seen for seen in way if seen.exact) for way in ways)
        return one if one is other and not edges else ways[0][-1]

    def widest_of(self, outputs: int, side: int) -> int | None:
        """The first of so many outputs that see the most of an input with so many cells; None where none sees any."""
        widths = [self.width(output, side) for output in range(outputs)]
        return widths.index(max(widths)) if max(widths) > 0 else None

    def widest(self) -> int | None:
        """The first output that sees the most, of those that look at no cell before the input; None where none sees any."""
        widths = [self.width(phase) for phase in range(self.period)]
        return (
            min(self._inside(phase) for phase in range(self.period) if widths[phase] == max(widths))
            if any(widths)
            else None
        )

    def _inside(self, phase: int) -> int:
        """The first output of a phase for which every cell on the way has a number from 0."""
        turns = 0
        for last in (False, True):
            ways = (self.way(cell, last) for cell in (phase, phase + self.period))
            for (one, _), (other, _) in zip(*ways, strict=True):
                turns = max(turns, -(one.cell // (other.cell - one.cell)))
        return phase + turns * self.period
