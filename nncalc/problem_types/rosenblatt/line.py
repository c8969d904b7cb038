"""The separating line of `rosenblatt`: its equation, the proof that there is none, and the drawing of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor
from nncalc.problem_types.rosenblatt.training import Classes, Unit
from nncalc.rules.sample_labels.coding import VALUES
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.rosenblatt.perceptron import State


def show_line(run: Run, unit: Unit, state: State) -> None:
    """The border as an equation in x₁, x₂ …, and solved for x₂ where there are two."""
    left = _terms(state.w.items)
    if left is None:
        run.words("no-line")
        return
    bias, right = _bias(unit, state) or constant(0), _border(unit)
    left = _plus(left, bias, "b")
    assert left is not None
    _show_equal(run, left, right, [*state.w.items, bias, right])
    if len(state.w.items) <= 2 and left.operands:  # else it is solved as it stands
        _show_solved(run, state.w.items, bias, right)


def _show_equal(run: Run, left: Quantity, right: Quantity, figures: Sequence[Quantity]) -> None:
    run.equation("line", ((left, "figures"), (right, "figures")), figures)


def _bias(learner: Unit | Classes, state: State) -> Any:
    """b with the sign of its input, which is 1 or −1; None where there is none."""
    return -state.b if learner.x0 is not None and sign(learner.x0) == -1 else state.b


def _border(unit: Unit) -> Quantity:
    """What w·x + b is compared with: 0, θ, half-way between 0/1 labels under the delta rule."""
    threshold = unit.rules.threshold
    border = constant(0) if threshold is None else threshold
    if unit.rules.delta_rule and unit.rules.labels == "01":
        half = constant(flint.fmpq(1, 2))
        return half if threshold is None else _named(threshold + half, "theta")
    return border


def _named(value: Quantity, name: str) -> Quantity:
    """A quantity under a name, so that it is written as its figure, alone on a side too (hence twice)."""
    return Quantity(LET, (Quantity(LET, (value,), value.value, name),), value.value, name)


def _variable(index: int) -> Quantity:
    return Quantity(None, (), None, f"x.{index + 1}")


def _terms(w: Sequence[Quantity]) -> Quantity | None:
    """w₁·x₁ + w₂·x₂ …, without terms and factors that need not be written; None where all weights are 0."""
    total: Quantity | None = None
    for index, weight in enumerate(w):
        total = _plus(total, weight, weight.name or "w", _variable(index))
    return total


def _plus(left: Quantity | None, value: Quantity, name: str, variable: Quantity | None = None) -> Quantity | None:
    """left + value·variable: a difference where the value is negative, left alone where it is 0."""
    side = sign(value)
    if side == 0:
        return left
    size = value if side == 1 else -value
    term = _named(size, name)
    if variable is not None:
        term = variable if sign(size - 1) == 0 else term * variable
    if left is None:
        return term if side == 1 else -term
    return left + term if side == 1 else left - term


def _show_solved(run: Run, w: Sequence[Quantity], bias: Quantity, right: Quantity) -> None:
    """The line solved for its last variable that has a weight."""
    last = max(index for index, weight in enumerate(w) if sign(weight) != 0)
    intercept = (right - bias) / w[last]
    derivatives = [-(weight / w[last]) for weight in w[:last]]
    solved = _terms(derivatives)
    solved = _named(intercept, "b") if solved is None else _plus(solved, intercept, "b")
    assert solved is not None
    _show_equal(run, _variable(last), solved, [*derivatives, intercept])


# -- the drawing ---------------------------------------------------------------------------------------------------

FARTHEST = 1e100
"""Numbers beyond it are not drawn: their products are none that a float holds."""


def show_plot(run: Run, learner: Unit | Classes, X: Tensor, state: State, several: str) -> None:
    """Samples by their marks, and the border between the outputs; `several` explains the mark of several at a place."""
    from nncalc.render.scatter import Scatter, marks_of  # only a plot needs it

    # The negative class of a unit stands first: the positive one is marked +.
    names = learner.names if isinstance(learner, Classes) else sorted(VALUES[learner.rules.labels])
    mark = marks_of(names)
    points = [(_float(row.items[0]), _float(row.items[1])) for row in X]
    rows = [[_float(q) for q in row.items] for row in (state.w if isinstance(learner, Classes) else [state.w])]
    bias = _bias(learner, state)
    biases = [0.0] * len(rows) if bias is None else [_float(b) for b in bias.items or [bias]]
    if not all(abs(number) <= FARTHEST for number in chain(biases, *points, *rows)):
        run.words("undrawn")
        return

    border = _float(_border(learner)) if isinstance(learner, Unit) else None

    def decide(x: float, y: float) -> object:
        nets = [w[0] * x + w[1] * y + b for w, b in zip(rows, biases, strict=True)]
        return nets.index(max(nets)) if border is None else nets[0] >= border

    run.draw(Scatter(points, [mark[target] for target in learner.labels], decide, several))
    run.words("legend", legend=in_a_row(*(say("{mark} label {name}", mark=mark[name], name=name) for name in names)))


def _float(quantity: Quantity) -> float:
    """Near enough for a place in a drawing."""
    value = quantity.value
    return float(flint.arb(value).mid())
