"""Training sample by sample: in which order the samples come, when it ends, and what proves that it never does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nncalc.engine.decide import is_formally_zero
from nncalc.engine.lazy import flint
from nncalc.engine.operations import by_sign_of, chosen
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import total
from nncalc.problem_types.rosenblatt.learners import Classes, Decision, Row, Rules, Unit
from nncalc.problem_types.rosenblatt.perceptron import State, early_stop

if TYPE_CHECKING:
    from nncalc.engine.run import Run

LONG = 1_000
"""Rows that are worked as they come; of longer runs on rational numbers a row is worked when it is read."""


class Learner(Protocol):
    """What learns: it decides on a sample, and moves its weights. Samples are numbered from 1."""

    labels: list[Any]
    x0: Quantity | None

    def decide(self, run: Run, state: State, sample: int, checked: bool = False) -> Decision: ...
    def present(self, run: Run, now: State, epoch_start: State, epoch: int, sample: int) -> tuple[Row, State]: ...


class Cycle(NamedTuple):
    """The weights at the end of epoch `last` are those `length` epochs before: the run repeats for ever."""

    last: int
    length: int


class Outcome(NamedTuple):
    """A finished run. `epochs` is how many were run; a cycle is the first one seen.

    converged   None where it was stopped before that was seen
    updated     the samples at which the weights changed, in order
    """

    state: State
    rows: Sequence[Row]
    converged: bool | None
    epochs: int
    cycle: Cycle | None
    updated: list[int]


def train(
    run: Run, learner: Learner, state: State, order: Sequence[int], *, limit: int, restart: bool, stop_at_proof: bool
) -> Outcome:
    """Present the samples in `order`, epoch after epoch, until an epoch is clean or `limit` epochs are run.

    restart         an epoch ends with the first change of the weights
    stop_at_proof   end where the weights at an epoch's start come back, which proves that no epoch will be clean
    """
    rows: Any = []
    starts = EpochStarts(rational_only=is_delta(learner))
    led = _last_led(run)
    if not led:
        starts.returned(state, 1)
    cycle: Cycle | None = None
    stop = 0 if is_delta(learner) else early_stop()
    for epoch in run.each(range(1, limit + 1)):
        if type(rows) is list and len(rows) + len(order) > LONG:
            rows = _late(run, learner, rows, state, order, limit)
        if type(rows) is list:
            mistakes, state = _present(run, learner, rows, state, epoch, order, restart)
        else:
            mistakes, state = rows.present_epoch(restart)
        if mistakes == 0:
            return _outcome(rows, state, True, epoch, None)
        if epoch == stop:
            return _outcome(rows, state, None, epoch, None)
        if cycle is None and len(rows) >= led:
            before = starts.returned(state, epoch + 1)
            cycle = None if before is None else Cycle(epoch, epoch + 1 - before)
        if cycle is not None and stop_at_proof:
            return _outcome(rows, state, False, epoch, cycle)
    return _outcome(rows, state, False, limit, cycle)


def _present(
    run: Run, learner: Learner, rows: list[Row], state: State, epoch: int, order: Sequence[int], restart: bool
) -> tuple[int, State]:
    """The rows of one epoch. Returns how many keep it from being clean, and the state at its end."""
    mistakes, start = 0, state
    for sample in order:
        with run.row("table", len(rows) + 1):
            row, state = learner.present(run, state, start, epoch, sample)
        rows.append(row)
        mistakes += row.mistake or (row.changed and is_delta(learner))
        if restart and row.changed:
            break
    return mistakes, state


def _late(run: Run, learner: Learner, rows: list[Row], state: State, order: Sequence[int], epochs: int) -> Any:
    """Rows that are not worked before they are read (`LongRun`), after these; the same list where each must be worked."""
    from nncalc.problem_types.rosenblatt.long_runs import LongRun  # start-up
    from nncalc.problem_types.rosenblatt.whole_numbers import whole_numbers  # start-up

    if not isinstance(learner, Unit):
        return rows
    whole = whole_numbers(run, learner, state, epochs * len(order))
    return rows if whole is None else LongRun(run, learner, whole, rows, state, order)


def _outcome(rows: Any, state: State, converged: bool | None, epochs: int, cycle: Cycle | None) -> Outcome:
    if type(rows) is list:
        return Outcome(state, rows, converged, epochs, cycle, [row.sample for row in rows if row.changed])
    return Outcome(rows.end, rows, converged, epochs, cycle, rows.updated)


def _last_led(run: Run) -> int:
    """The last row that has figures carried in: while there are any, weights that come back prove nothing."""
    cells = [name.split(".") for name in run.policy.carried]
    return max([int(cell[1]) for cell in cells if cell[0] == "table" and len(cell) > 1], default=0)


def is_delta(learner: Learner) -> bool:
    """Whether every error moves the weights, so that an epoch is clean only when nothing moved."""
    return isinstance(learner, Unit) and learner.rules.delta_rule


def epochs_formula(rows: Sequence[Row]) -> tuple[Quantity, Quantity]:
    """How many epochs were run, and whether the last was clean (1 or 0), as quantities on the tape: the first clean one ends
    the run. What would come after the epochs that were run is not on it."""
    still, epochs = constant(1), constant(0)
    for _, epoch in groupby(rows, lambda row: row.epoch):
        epochs = epochs + still
        still = by_sign_of(-total([_unclean(row) for row in epoch]), still, constant(0))
    return epochs, 1 - still


def _unclean(row: Row) -> Quantity:
    """Whether a row keeps its epoch from being clean, 1 or 0: a mistake; under the delta rule any error."""
    if row.squared is None or row.error is None:
        return row.mistaken
    return chosen(row.error, constant(1), row.mistaken, constant(1))


class EpochStarts:
    """The weights that epochs began with: rational ones looked up as they are, others by their figures."""

    def __init__(self, rational_only: bool) -> None:
        self.rational_only = rational_only
        self.seen: dict[Any, tuple[int, State]] = {}

    def returned(self, state: State, epoch: int) -> int | None:
        """The epoch that is proven to have begun with the same weights; None where there is none so far."""
        values = [q.value for q in _parts(state)]
        rational = all(type(value) is flint.fmpq for value in values)
        if self.rational_only and not rational:
            return None
        figures = tuple([round(float(flint.arb(value).mid()), 9) for value in values])
        key = tuple(values) if rational else figures
        before = self.seen.get(key)
        self.seen[key] = self.seen[figures] = epoch, state
        if before is None or not (rational or all(map(_equal, _parts(state), _parts(before[1])))):
            return None
        return before[0]


def _parts(state: State) -> list[Quantity]:
    return [*state.w.items, *(() if state.b is None else state.b.items or [state.b])]


def _equal(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities are proven equal; a doubt is a no."""
    difference = a - b
    if type(difference.value) is flint.fmpq:
        return bool(difference.value == 0)
    return bool(difference.value.contains(0)) and is_formally_zero(difference)


__all__ = [
    "Classes",
    "Cycle",
    "Decision",
    "Learner",
    "Outcome",
    "Row",
    "Rules",
    "State",
    "Unit",
    "epochs_formula",
    "train",
]
