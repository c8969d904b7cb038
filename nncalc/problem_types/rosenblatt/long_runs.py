"""Long runs of one unit on rational numbers: decided on whole numbers, rows put on the tape when they are read.

All numbers of such a run have a common denominator, so that signs are those of whole numbers: exact, and quick. A row
that is read is worked by the learner as every row is; what it says must be what was decided.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from operator import mul
from typing import Any
from weakref import finalize, ref

from nncalc.engine.budget import BUDGET
from nncalc.engine.deferred import Deferred
from nncalc.engine.late import Late, Unread, resumed, unread
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor, components, vector
from nncalc.problem_types.rosenblatt import perceptron as rules
from nncalc.problem_types.rosenblatt.learners import Row, Unit
from nncalc.problem_types.rosenblatt.perceptron import State
from nncalc.problem_types.rosenblatt.whole_numbers import Whole, parts_of

MARKED = 64
"""Of so many updates the weights are kept once; those between are worked out from there."""
ROWS, OF_EPOCH = 8, 4
"""Rows that cost no more than a quantity, and what an epoch holds besides its rows, in quantities."""


class LongRun(Sequence[Row]):
    """The rows of a run, each made when it is read. Rows, samples' places in the order and updates count from 0.

    first   rows that were worked before, and the state after them

    It does not hold the run, which holds it; once the run is let go, it lets go of what was made for it.
    """

    def __init__(
        self, run: Run, unit: Unit, whole: Whole, first: list[Row], start: State, order: Sequence[int]
    ) -> None:
        self._run, self.unit, self.whole, self.first, self.start, self.order = (
            ref(run),
            unit,
            whole,
            first,
            start,
            order,
        )
        self.prefix, self.epoch_before = run.prefix, first[-1].epoch if first else 0
        self.weights, self.rows = whole.weights, 0
        self.begins, self.moved, self.factors = array("q"), array("q"), array("b")
        self.marks = [whole.weights]
        self.states: dict[int, State] = {-1: start}
        self.made: dict[int, Row] = {}
        finalize(run, self._let_go).atexit = False

    @property
    def run(self) -> Run:
        """The run; for who reads on once it is let go, one of their own."""
        found = self._run()
        if found is None:
            self._own = found = Run()
            self._run = ref(found)
        return found

    def _let_go(self) -> None:
        self.states = {-1: self.start}
        self.made = {}

    # -- deciding --------------------------------------------------------------------------------------------------

    def present_epoch(self, restart: bool) -> tuple[int, State]:
        """One more epoch: how many mistakes it has, and the weights at its end, without history."""
        whole, samples, border = self.whole, self.whole.samples, self.whole.border
        weights, before, row = self.weights, len(self.moved), self.rows
        self.begins.append(row)
        for sample in self.order:
            x, cases = samples[sample - 1]
            level = sum(map(mul, weights, x)) - border
            factor = cases[(level > 0) - (level < 0)]
            row += 1
            if factor is not None:
                step = factor * whole.unit
                weights = [w + step * number for w, number in zip(weights, x, strict=True)]
                self._keep(row - 1, factor, weights)
                if restart:
                    break
        moves, rows = len(self.moved) - before, row - self.rows
        self.weights, self.rows = weights, row
        BUDGET.pass_by(rows // ROWS + 1)
        BUDGET.take_room(rows // ROWS + OF_EPOCH)
        self._count(rows, moves)
        values = [flint.fmpq(w, whole.scale) for w in weights]
        width = len(self.start.w.items)
        return moves, State(vector(values[:width]), None if self.start.b is None else constant(values[-1]))

    def _keep(self, row: int, factor: int, weights: list[int]) -> None:
        self.moved.append(row)
        self.factors.append(factor)
        if len(self.moved) % MARKED == 0:
            self.marks.append(weights)

    def _count(self, rows: int, moves: int) -> None:
        """How often the rows called the rules."""
        used = self.run.used
        for rule in (rules.weights_used, rules.net_input, rules.is_mistake, rules.changes):
            used[rule] = used.get(rule, 0) + rows
        stepping = [rules.direction, rules.weight_step, *([] if self.start.b is None else [rules.new_bias])]
        for rule in stepping if moves else ():
            used[rule] = used.get(rule, 0) + moves

    @property
    def updated(self) -> list[int]:
        """The samples at which the weights changed, in order."""
        return [row.sample for row in self.first if row.changed] + [self._place(row)[1] for row in self.moved]

    def _place(self, row: int) -> tuple[int, int]:
        """The epoch and the sample of a row."""
        epoch = bisect_right(self.begins, row)
        return self.epoch_before + epoch, self.order[row - self.begins[epoch - 1]]

    def _weights_after(self, row: int) -> tuple[list[int], int]:
        """The weights after a row, and how many updates led there."""
        updates = bisect_right(self.moved, row)
        mark = updates // MARKED
        weights = self.marks[mark]
        for number in range(mark * MARKED, updates):
            x, _ = self.whole.samples[self._place(self.moved[number])[1] - 1]
            step = self.factors[number] * self.whole.unit
            weights = [w + step * part for w, part in zip(weights, x, strict=True)]
        return weights, updates

    # -- rows ------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.first) + self.rows

    def __getitem__(self, index: Any) -> Any:
        if type(index) is slice:
            return [self[i] for i in range(len(self))[index]]
        number = range(len(self))[index]
        return self.first[number] if number < len(self.first) else self._row(number - len(self.first))

    def __iter__(self) -> Iterator[Row]:
        return map(self.__getitem__, range(len(self)))

    def late(self, cells: Any) -> Late:
        """What is made of each row when it is read."""
        return Late(len(self), lambda i: cells(self[i], i + 1), self._known)

    def _known(self) -> list[int]:
        """The rows of which something is on the tape: themselves, or the weights that they leave."""
        first = len(self.first)
        return [*range(first), *sorted({first + row for row in chain(self.made, self.states) if row >= 0})]

    def _row(self, row: int) -> Row:
        found = self.made.get(row)
        if found is None:
            found = self.made[row] = self._worked(row)
        return found

    def _worked(self, row: int) -> Row:
        """A row as the learner works it, with the weights that were read before under the names that they had."""
        now, (epoch, sample) = self.state(row - 1), self._place(row)
        with resumed(self.run, self.prefix), self.run.row("table", len(self.first) + row + 1):
            made, after = self.unit.present(self.run, now, now, epoch, sample)
        place = bisect_right(self.moved, row) - 1
        assert made.changed == (place >= 0 and self.moved[place] == row)
        before = self.states.get(row)
        if before is None:
            self.states[row] = after
            return made
        decided = self.run.decided
        for old, new in zip(parts_of(before), parts_of(after), strict=True):
            assert isinstance(old, Deferred)
            assert old.value == new.value
            old.operands = new.operands
            del old.source
            if id(new) in decided:
                decided[id(old)] = old, decided.pop(id(new))[1]
        assert isinstance(before.w, Unread)
        before.w.come_from(after.w)
        del before.w.source
        w = Tensor(before.w.items, after.w.shape, after.w.operation, after.w.operands, after.w.name)
        self.states[row] = State(w, before.b)
        return made._replace(w=w, b=before.b) if made.changed else made

    @property
    def end(self) -> State:
        """The state after the last row."""
        return self.state(self.rows - 1)

    # -- states ----------------------------------------------------------------------------------------------------

    def state(self, row: int) -> State:
        """The state after a row (−1: at the start). Of a row that was not made its history is made when it is read."""
        found = self.states.get(row)
        if found is None:
            found = self.states[row] = self._unread(row)
        return found

    def _unread(self, row: int) -> State:
        weights, updates = self._weights_after(row)
        last = self.moved[updates - 1] if updates else -1
        start, shape = self.start, self.start.w.shape
        values = [flint.fmpq(w, self.whole.scale) for w in weights]
        cell = f"{self.prefix}table.{len(self.first) + last + 1}."
        names: Sequence[str | None] = [q.name for q in parts_of(start)]
        if updates:
            names = [*components(cell + "w", shape), *([] if start.b is None else [cell + "b"])]
        places = [partial(self._part, row, place) for place in range(len(values))]
        parts = [unread(*each) for each in zip(values, names, places, strict=True)]
        if last == row:
            for place, q in enumerate(parts):
                self.run.chose(q, partial(self._every_case, row, place))
        name = cell + "w" if updates else start.w.name
        w = Unread(parts[: len(start.w.items)], shape, name, partial(self._tensor, row))
        return State(w, None if start.b is None else parts[-1])

    def _tensor(self, row: int) -> Tensor:
        self._row(row)
        return self.state(row).w

    def _part(self, row: int, place: int) -> Quantity:
        self._row(row)
        return parts_of(self.state(row))[place]

    def _every_case(self, row: int, place: int) -> Quantity:
        """What every other decision would have made of a weight."""
        return self.run.decided[id(self._part(row, place))][1]()


__all__ = ["LongRun"]
