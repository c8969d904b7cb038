"""What learns: one threshold unit, or one weight vector per class. It decides on a sample, and moves its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import by_sign_of
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, zeros
from nncalc.problem_types.rosenblatt.cases import where_any, where_kept, where_moved
from nncalc.problem_types.rosenblatt.perceptron import (
    State,
    bias_input,
    changes,
    class_steps,
    delta_error,
    direction,
    is_mistake,
    is_number,
    mistake_formula,
    net_input,
    new_bias,
    output_formula,
    output_of,
    squared,
    weight_step,
    weights_used,
    winner,
    winner_formula,
)

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Row(NamedTuple):
    """One presentation of one sample. `step` is Δw where the weights changed; w and b are the ones afterwards.

    error     t − output, or t − net under the delta rule; None of classes
    moved     `changed` on the tape, 1 or 0; `mistaken`: whether the epoch is not clean, 1 or 0
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
    moved: Quantity
    mistaken: Quantity


class Decision(NamedTuple):
    """What is made of one sample at given weights. `mistaken` is the mistake on the tape, 1 or 0."""

    net: Any
    output: Any
    mistake: bool
    mistaken: Quantity


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

    def decide(self, run: Run, state: State, sample: int, checked: bool = False) -> Decision:
        """The net, named in the part that holds, and what follows from its sign; `checked`: with the final weights."""
        rules, target = self.rules, self.labels[sample - 1]
        net = run.let("net", net_input(state.w, self.X[sample - 1], state.b, self.x0), recorded=False)
        level = self._level(net)
        if rules.delta_rule and rules.labels == "01":
            level = level - constant(flint.fmpq(1, 2))  # targets 0 and 1: the border lies half-way
        side = Quantity(level.operation, level.operands, level.value, net.name)  # an open sign is named after the net
        output = output_of(side, rules.labels, rules.at_zero)
        name = f"predictions.{sample}" if checked else "output"
        output = run.decide(name, output, partial(output_formula, level, rules.labels, rules.at_zero))
        mistake = is_mistake(side, target, output, rules.criterion, rules.labels)
        if checked:
            return Decision(net, output, mistake, constant(int(mistake)))
        told = run.behind[f"{run.prefix}{name}"]
        formula = partial(mistake_formula, level, self.t[sample - 1], told, rules.criterion, rules.labels)
        mistake = bool(run.decide("mistake", int(mistake), formula))
        return Decision(net, output, mistake, run.behind[f"{run.prefix}mistake"])

    def _level(self, net: Quantity) -> Quantity:
        threshold = self.rules.threshold
        return net if threshold is None else net - threshold

    def present(self, run: Run, now: State, epoch_start: State, epoch: int, sample: int) -> tuple[Row, State]:
        net, output, mistake, mistaken = self.decide(run, weights_used(now, epoch_start), sample)
        t, target, square = self.t[sample - 1], self.labels[sample - 1], None
        if self.rules.delta_rule:
            factor = error = run.let("error", delta_error(t, self._level(net)), recorded=False)
            square = run.let("squared_error", squared(error), recorded=False)
            changed = not is_zero(error)
        else:
            error, changed = constant(target - output), changes(mistake, True)
            factor = direction(t, output, self.rules.step) if changed else error
        step, before = None, now
        if changed:
            step = weight_step(factor, self.X[sample - 1], self.rate)
            now = self._moved(run, now, step, factor)
        decided = (
            not self.rules.delta_rule
            and changed == mistake
            and changes.in_force(run.choice)(not mistake, True) != changed
        )
        moved = mistaken if decided else constant(int(changed))
        row = Row(
            epoch, sample, net, output, target, error, square, mistake, changed, step, now.w, now.b, moved, mistaken
        )
        return row, self._with_cases(run, before, now, mistaken, sample) if decided else now

    def _moved(self, run: Run, now: State, step: Tensor, factor: Quantity) -> State:
        w = run.let("w", now.w + step, recorded=False)
        if now.b is None:
            return State(w, None)
        return State(w, run.let("b", new_bias(now.b, factor, self.x0, self.rate), recorded=False))

    def _with_cases(self, run: Run, before: State, now: State, mistaken: Quantity, sample: int) -> State:
        """The state with the other case on the tape as well: weights that stay, or that a mistake would have moved."""
        when = [mistaken] * len(before.w.items)
        if now is not before:
            w = where_moved(run, before.w, now.w, when)
            return State(w, now.b if now.b is None else where_moved(run, before.b, now.b, when[:1]))
        choice = run.choice  # not the run, which would hold itself
        factors: list[Quantity] = []
        if direction in choice:  # a slip may have no meaning here, which ends the run
            factors.append(self._other_factor(choice, sample))

        def factor() -> Quantity:
            if not factors:
                factors.append(self._other_factor(choice, sample))
            return factors[0]

        def weights() -> Sequence[Quantity]:
            step: Tensor = weight_step.in_force(choice)(factor(), self.X[sample - 1], self.rate)
            return (before.w + step).items

        w = where_kept(run, "w", now.w, weights, when)
        if now.b is None:
            return State(w, None)

        def bias() -> Sequence[Quantity]:
            return [new_bias.in_force(choice)(before.b, factor(), self.x0, self.rate)]

        return State(w, where_kept(run, "b", now.b, bias, when[:1]))

    def _other_factor(self, choice: Mapping[Any, Any], sample: int) -> Quantity:
        """What a step would have gone along if the unit had put out the other label."""
        other = 1 if self.labels[sample - 1] != 1 else 0 if self.rules.labels == "01" else -1
        along: Quantity = direction.in_force(choice)(self.t[sample - 1], other, self.rules.step)
        return along


class Classes:
    """One weight vector per class; the class with the largest net is the output. Targets are class numbers from 0."""

    def __init__(
        self, X: Tensor, targets: list[int], names: list[Any], rate: Quantity, bias: str, x0: Quantity | None
    ) -> None:
        self.X, self.targets, self.names, self.rate = X, targets, names, rate
        self.labels = [names[target] for target in targets]
        self.shown = [str(name) for name in names]
        self.x0 = bias_input(bias, x0)

    def decide(self, run: Run, state: State, sample: int, checked: bool = False) -> Decision:
        """The nets of all classes, and the name of the class that wins."""
        x = self.X[sample - 1]
        biases = [None] * len(self.names) if state.b is None else state.b.items
        nets = [net_input(row, x, b, self.x0) for row, b in zip(state.w, biases, strict=True)]
        named = run.let("net", Tensor(nets, (len(nets),)), recorded=False)
        found, name = winner(named), f"predictions.{sample}" if checked else "output"
        told = run.decide(name, found, partial(winner_formula, named.items), self.shown)
        won = told if 0 <= told < len(self.names) else found
        mistake = won != self.targets[sample - 1]
        if not checked:
            formula = partial(self._is_other, run.behind[f"{run.prefix}{name}"], self.targets[sample - 1])
            mistake = bool(run.decide("mistake", int(mistake), formula))
        mistaken = constant(int(mistake)) if checked else run.behind[f"{run.prefix}mistake"]
        return Decision(named, self.names[won], mistake, mistaken)

    @staticmethod
    def _is_other(won: Quantity, target: int) -> Quantity:
        """Whether another class than the right one won, 1 or 0."""
        return 1 - is_number(won, target)

    def present(self, run: Run, now: State, epoch_start: State, epoch: int, sample: int) -> tuple[Row, State]:
        net, output, mistake, mistaken = self.decide(run, weights_used(now, epoch_start), sample)
        target = self.targets[sample - 1]
        changed = changes(mistake, False)
        step, before = None, now
        if changed:
            won = self.names.index(output)
            steps = class_steps(target, won) if won != target else {target: 1}
            now, step = self._moved(run, now, steps, self.X[sample - 1])
        name = self.names[target]
        row = Row(
            epoch, sample, net, output, name, None, None, mistake, changed, step, now.w, now.b, mistaken, mistaken
        )
        return row, self._with_cases(run, before, now, mistaken, sample)

    def _with_cases(self, run: Run, before: State, now: State, mistaken: Quantity, sample: int) -> State:
        """The state with every other case on the tape as well: whichever class might have won."""
        target, x, rate, won = (
            self.targets[sample - 1],
            self.X[sample - 1],
            self.rate,
            run.behind[f"{run.prefix}output"],
        )
        step_of, bias_of, steps_of = weight_step.in_force(), new_bias.in_force(), class_steps.in_force()
        others = range(len(self.names))

        def of_class(k: int) -> tuple[Quantity, Quantity]:
            if k == target:
                factor = steps_of(target, next((j for j in others if j != target), target)).get(target, 0)
                return mistaken, constant(factor)
            return by_sign_of(-mistaken, is_number(won, k), constant(0)), constant(steps_of(target, k).get(k, 0))

        def weights() -> list[tuple[Quantity, Quantity]]:
            pairs = zip(before.w, map(of_class, others), strict=True)
            rows = [(when, row + step_of(factor, x, rate)) for row, (when, factor) in pairs]
            return [(when, q) for when, row in rows for q in row.items]

        def biases() -> list[tuple[Quantity, Quantity]]:
            pairs = zip(before.b.items, map(of_class, others), strict=True)
            return [(when, bias_of(b, factor, self.x0, rate)) for b, (when, factor) in pairs]

        w = where_any(run, "w", before.w, now.w, weights)
        return State(w, None if now.b is None else where_any(run, "b", before.b, now.b, biases))

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


def is_zero(quantity: Quantity) -> bool:
    """Whether a quantity is the rational 0. A ball is taken for not zero: the step it makes is the same either way."""
    return type(quantity.value) is flint.fmpq and sign(quantity) == 0


__all__ = ["Classes", "Decision", "Row", "Rules", "Unit"]
