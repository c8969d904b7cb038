"""Training sample by sample: who learns, in which order the samples come, and what proves that it never ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nncalc.engine.decide import is_formally_zero, sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, zeros
from nncalc.problem_types.rosenblatt.perceptron import (
    State,
    bias_input,
    changes,
    class_steps,
    delta_error,
    direction,
    early_stop,
    is_mistake,
    net_input,
    new_bias,
    output_of,
    squared,
    weight_step,
    weights_used,
    winner,
)

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Row(NamedTuple):
    """One presentation of one sample. `step` is Δw where the weights changed; w and b are the ones afterwards.

    error     t − output, or t − net under the delta rule; None of classes
    squared   the square of the error under the delta rule
    """

    epoch: int
    sample: int
    net: Any
    output: Any
    target: Any
    error: Quantity | None
    squared: Quantity | None
    mistake: bool
    changed: bool
    step: Tensor | None
    w: Tensor
    b: Any


class Decision(NamedTuple):
    """What is made of one sample at given weights."""

    net: Any
    output: Any
    mistake: bool


class Learner(Protocol):
    """What learns: it decides on a sample, and moves its weights. Samples are numbered from 1."""

    labels: list[Any]
    x0: Quantity | None

    def decide(self, run: Run, state: State, sample: int) -> Decision: ...
    def present(self, run: Run, now: State, epoch_start: State, epoch: int, sample: int) -> tuple[Row, State]: ...


class Rules(NamedTuple):
    """How a single unit is read.

    labels      "pm1" or "01"
    criterion   what a mistake is, of labels ±1: the convention, or "output" where the step goes by the error
    at_zero     the output at net 0
    threshold   θ where it is fixed
    delta_rule  whether every error moves the weights
    step        what a step goes along: "target" or "error"
    """

    labels: str
    criterion: str
    at_zero: int
    threshold: Quantity | None
    delta_rule: bool
    step: str = "target"

    @property
    def by_output(self) -> bool:
        """Whether a mistake is an output other than t."""
        return self.labels == "01" or self.criterion == "output"


class Unit:
    """One threshold unit, trained by the perceptron rule or the delta rule."""

    def __init__(self, X: Tensor, t: Sequence[Quantity], rate: Quantity, bias: str, x0: Quantity | None, rules: Rules):
        self.X, self.t, self.rate, self.rules = X, t, rate, rules
        self.labels = [int(q.value.p) for q in t]
        self.signs = [1 if label == 1 else -1 for label in self.labels]
        self.x0 = bias_input(bias, x0)

    def right_on_border(self, label: int) -> bool:
        """Whether a sample of this label counts as right where net is at the threshold."""
        rules = self.rules
        if rules.by_output:
            return rules.at_zero == label
        return rules.criterion == "negative"

    def decide(self, run: Run, state: State, sample: int) -> Decision:
        """The net, named in the part that holds, and what follows from its sign."""
        rules, target = self.rules, self.labels[sample - 1]
        net = run.let("net", net_input(state.w, self.X[sample - 1], state.b, self.x0), recorded=False)
        level = self._level(net)
        if rules.delta_rule and rules.labels == "01":
            level = level - constant(flint.fmpq(1, 2))  # targets 0 and 1: the border lies half-way
        level = Quantity(level.operation, level.operands, level.value, net.name)  # an open sign is named after the net
        output = output_of(level, rules.labels, rules.at_zero)
        return Decision(net, output, is_mistake(level, target, output, rules.criterion, rules.labels))

    def _level(self, net: Quantity) -> Quantity:
        threshold = self.rules.threshold
        return net if threshold is None else net - threshold

    def present(self, run: Run, now: State, epoch_start: State, epoch: int, sample: int) -> tuple[Row, State]:
        net, output, mistake = self.decide(run, weights_used(now, epoch_start), sample)
        t, target, square = self.t[sample - 1], self.labels[sample - 1], None
        if self.rules.delta_rule:
            factor = error = run.let("error", delta_error(t, self._level(net)), recorded=False)
            square = run.let("squared_error", squared(error), recorded=False)
            changed = not is_zero(error)
        else:
            error, changed = constant(target - output), changes(mistake, True)
            factor = direction(t, output, self.rules.step) if changed else error
        step = None
        if changed:
            step = weight_step(factor, self.X[sample - 1], self.rate)
            now = self._moved(run, now, step, factor)
        return Row(epoch, sample, net, output, target, error, square, mistake, changed, step, now.w, now.b), now

    def _moved(self, run: Run, now: State, step: Tensor, factor: Quantity) -> State:
        w = run.let("w", now.w + step, recorded=False)
        if now.b is None:
            return State(w, None)
        return State(w, run.let("b", new_bias(now.b, factor, self.x0, self.rate), recorded=False))


class Classes:
    """One weight vector per class; the class with the largest net is the output. Targets are class numbers from 0."""

    def __init__(
        self, X: Tensor, targets: list[int], names: list[Any], rate: Quantity, bias: str, x0: Quantity | None
    ) -> None:
        self.X, self.targets, self.names, self.rate = X, targets, names, rate
        self.labels = [names[target] for target in targets]
        self.x0 = bias_input(bias, x0)

    def decide(self, run: Run, state: State, sample: int) -> Decision:
        """The nets of all classes, and the name of the class that wins."""
        x = self.X[sample - 1]
        biases = [None] * len(self.names) if state.b is None else state.b.items
        nets = [net_input(row, x, b, self.x0) for row, b in zip(state.w, biases, strict=True)]
        named = run.let("net", Tensor(nets, (len(nets),)), recorded=False)
        won = winner(named)
        return Decision(named, self.names[won], won != self.targets[sample - 1])

    def present(self, run: Run, now: State, epoch_start: State, epoch: int, sample: int) -> tuple[Row, State]:
        net, output, mistake = self.decide(run, weights_used(now, epoch_start), sample)
        target = self.targets[sample - 1]
        changed = changes(mistake, False)
        step = None
        if changed:
            now, step = self._moved(run, now, class_steps(target, self.names.index(output)), self.X[sample - 1])
        return Row(
            epoch, sample, net, output, self.names[target], None, None, mistake, changed, step, now.w, now.b
        ), now

    def _moved(self, run: Run, now: State, steps: dict[int, int], x: Tensor) -> tuple[State, Tensor]:
        """The state after the steps of some classes, and Δw: a row of zeros for every other class."""
        rows, biases = list(now.w), None if now.b is None else list(now.b.items)
        moves = zeros(now.w.shape).items
        for number, factor in steps.items():
            move = weight_step(constant(factor), x, self.rate)
            moves[number * len(x) : (number + 1) * len(x)] = move.items
            rows[number] = rows[number] + move
            if biases is not None:
                biases[number] = new_bias(biases[number], constant(factor), self.x0, self.rate)
        w = run.let("w", Tensor([q for row in rows for q in row.items], now.w.shape), recorded=False)
        b = None if biases is None else run.let("b", Tensor(biases, (len(biases),)), recorded=False)
        return State(w, b), Tensor(moves, now.w.shape)


class Cycle(NamedTuple):
    """The weights at the end of epoch `last` are those `length` epochs before: the run repeats for ever."""

    last: int
    length: int


class Outcome(NamedTuple):
    """A finished run. `epochs` is how many were run; a cycle is the first one seen.

    converged   None where it was stopped before that was seen
    """

    state: State
    rows: list[Row]
    converged: bool | None
    epochs: int
    cycle: Cycle | None


def train(
    run: Run, learner: Learner, state: State, order: Sequence[int], *, limit: int, restart: bool, stop_at_proof: bool
) -> Outcome:
    """Present the samples in `order`, epoch after epoch, until an epoch is clean or `limit` epochs are run.

    restart         an epoch ends with the first change of the weights
    stop_at_proof   end where the weights at an epoch's start come back, which proves that no epoch will be clean
    """
    rows: list[Row] = []
    starts = EpochStarts(rational_only=is_delta(learner))
    starts.returned(state, 1)
    cycle: Cycle | None = None
    stop = 0 if is_delta(learner) else early_stop()
    for epoch in range(1, limit + 1):
        mistakes, start = 0, state
        for sample in order:
            with run.row("table", len(rows) + 1):
                row, state = learner.present(run, state, start, epoch, sample)
            rows.append(row)
            mistakes += row.mistake or (row.changed and is_delta(learner))
            if restart and row.changed:
                break
        if mistakes == 0:
            return Outcome(state, rows, True, epoch, None)
        if epoch == stop:
            return Outcome(state, rows, None, epoch, None)
        if cycle is None:
            before = starts.returned(state, epoch + 1)
            cycle = None if before is None else Cycle(epoch, epoch + 1 - before)
        if cycle is not None and stop_at_proof:
            return Outcome(state, rows, False, epoch, cycle)
    return Outcome(state, rows, False, limit, cycle)


def is_delta(learner: Learner) -> bool:
    """Whether every error moves the weights, so that an epoch is clean only when nothing moved."""
    return isinstance(learner, Unit) and learner.rules.delta_rule


def is_zero(quantity: Quantity) -> bool:
    """Whether a quantity is the rational 0. A ball is taken for not zero: the step it makes is the same either way."""
    return type(quantity.value) is flint.fmpq and sign(quantity) == 0


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


__all__ = ["Classes", "Cycle", "Decision", "Learner", "Outcome", "Row", "Rules", "State", "Unit", "train"]
