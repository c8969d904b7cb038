"""What the page of `rosenblatt` shows: the rule in words, the table, the line, the checks, the proof, the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor
from nncalc.fields import count
from nncalc.rules.labels import WRITTEN
from nncalc.rules.training import Classes, Decision, Learner, Outcome, Row, Unit

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.rosenblatt import Rosenblatt
    from nncalc.rules.perceptron import State

Column = tuple[str, bool, list[Any]]
"""Header, whether it holds words, cells."""
LISTED = 20
"""Sample numbers that a sentence lists."""


# -- the rule ------------------------------------------------------------------------------------------------------


def say_rule(problem: Rosenblatt, run: Run, learner: Learner, start: State) -> None:
    """What a mistake is, how the weights move, and what they are at the start."""
    if isinstance(learner, Classes):
        plus, minus = _bias_words(problem, "+ η"), _bias_words(problem, "− η")
        run.words("classes", classes=", ".join(map(str, learner.names)), plus=plus, minus=minus)
    elif isinstance(learner, Unit):
        _say_unit_rule(problem, run, learner)
    if problem.order == "restart":
        run.words("restart")
    for value in (start.w, start.b, problem.rate, problem.threshold, problem.bias_source):
        if value is not None:
            run.show("value", value)


def _say_unit_rule(problem: Rosenblatt, run: Run, unit: Unit) -> None:
    rules = unit.rules
    side = "net" if rules.threshold is None else "net − θ"
    level = side if rules.threshold is None else f"({side})"
    run.words("labels", labels=WRITTEN[rules.labels])
    _say_output(run, unit, f"{side} − 1/2" if rules.delta_rule and rules.labels == "01" else side)
    if rules.delta_rule:
        run.words("delta", level=level, bias=_bias_words(problem, "+ η·error"))
        return
    by_output = rules.labels == "01" or rules.criterion == "output"
    run.words("by-output" if by_output else rules.criterion, level=level)
    factor = "(t − output)" if rules.labels == "01" else "t"
    run.words("step", factor=factor, bias=_bias_words(problem, f"+ η·{factor}"))


def _say_output(run: Run, unit: Unit, side: str) -> None:
    other, zero = -1 if unit.rules.labels == "pm1" else 0, unit.rules.at_zero
    cases = [(1, "≥" if zero == 1 else ">"), (other, "≤" if zero == other else "<")]
    cases += [] if zero in (1, other) else [(zero, "=")]
    run.words("output", cases=", ".join(f"{value} where {side} {relation} 0" for value, relation in cases))


def _bias_words(problem: Rosenblatt, step: str) -> str:
    """How b moves, after how w moves."""
    return {"learned": f", b_new = b {step}", "input": f", b_new = b {step}·x0"}.get(problem.bias, "")


# -- tables --------------------------------------------------------------------------------------------------------


def show_training(run: Run, learner: Learner, rows: Sequence[Row]) -> None:
    """The table a marker expects, one row per presentation."""
    columns = _class_columns(learner, rows) if isinstance(learner, Classes) else _unit_columns(learner, rows)
    front: list[Column] = [
        ("row", True, [str(number) for number in range(1, len(rows) + 1)]),
        ("epoch", True, [str(row.epoch) for row in rows]),
        ("sample", True, [str(row.sample) for row in rows]),
    ]
    _show_columns(run, front + columns)
    run.show("behind", [named for row in rows for named in row.as_lines()])


def _unit_columns(learner: Learner, rows: Sequence[Row]) -> list[Column]:
    rules = learner.rules if isinstance(learner, Unit) else None
    columns: list[Column] = [
        *_net_columns(learner, [row.net for row in rows]),
        ("output", True, [str(row.output) for row in rows]),
        ("target", True, [str(row.target) for row in rows]),
    ]
    if rules is not None and (rules.delta_rule or rules.labels == "01"):
        columns.append(("error", False, [row.error for row in rows]))
    columns.append(("mistake?", True, [_yes(row.mistake) for row in rows]))
    columns.append(("Δw", False, [row.step or "0" for row in rows]))
    return columns + _state_columns(rows)


def _net_columns(learner: Learner, nets: Sequence[Any]) -> list[Column]:
    """The net as a substitution; one column per class where there are several."""
    if not isinstance(learner, Classes):
        return [("net", False, [(net, "substituted") for net in nets])]
    return [(f"net.{k + 1}", False, [(net.items[k], "substituted") for net in nets]) for k in range(len(learner.names))]


def _state_columns(rows: Sequence[Row]) -> list[Column]:
    columns: list[Column] = [("w", False, [row.w for row in rows])]
    return columns if rows[0].b is None else [*columns, ("b", False, [row.b for row in rows])]


def _class_columns(learner: Classes, rows: Sequence[Row]) -> list[Column]:
    columns: list[Column] = [
        *_net_columns(learner, [row.net for row in rows]),
        ("output", True, [str(row.output) for row in rows]),
        ("target", True, [str(row.target) for row in rows]),
        ("mistake?", True, [_yes(row.mistake) for row in rows]),
    ]
    return columns + _state_columns(rows)


def show_check(run: Run, learner: Learner, decided: Sequence[Decision]) -> None:
    """One row per sample with the final weights."""
    columns: list[Column] = [("sample", True, [str(i) for i in range(1, len(decided) + 1)])]
    columns += _net_columns(learner, [decision.net for decision in decided])
    columns += [
        ("output", True, [str(d.output) for d in decided]),
        ("target", True, [str(label) for label in learner.labels]),
        ("right?", True, [_yes(not d.mistake) for d in decided]),
    ]
    _show_columns(run, columns)


def _show_columns(run: Run, columns: Sequence[Column]) -> None:
    """A table from its columns."""
    words = frozenset(index for index, (_, is_words, _) in enumerate(columns) if is_words)
    rows = list(zip(*[cells for _, _, cells in columns], strict=True))
    run.show("table", ([header for header, _, _ in columns], rows, words))


def _yes(truth: bool) -> str:
    return "yes" if truth else "no"


# -- the end -------------------------------------------------------------------------------------------------------


def say_end(problem: Rosenblatt, run: Run, outcome: Outcome, updated: Sequence[int]) -> None:
    """How the run ended, and what is proven about it."""
    delta = problem.rule == "adaline"
    if outcome.converged:
        key = "exact" if delta else "clean" if updated else "never"
        listed = ", ".join(map(str, updated[:LISTED])) + (", …" if len(updated) > LISTED else "")
        run.words(key, epoch=outcome.epochs, updates=count(len(updated), "update"), samples=listed)
    elif outcome.cycle is not None:
        last, length = outcome.cycle
        run.words("cycle", last=last, first=last + 1 - length, length=count(length, "epoch"))
        if last < outcome.epochs:
            run.words("typed", epochs=count(outcome.epochs, "epoch"))
    elif problem.order == "once":
        run.words("once", updates=count(len(updated), "update"))
    else:
        run.words("limit-delta" if delta else "limit", epochs=count(outcome.epochs, "epoch"))


def show_line(run: Run, unit: Unit, state: State) -> None:
    """The border as an equation in x₁, x₂ …, and solved for x₂ where there are two."""
    left = _terms(state.w)
    if left is None:
        run.words("no-line")
        return
    right = _border(unit)
    if state.b is not None:
        left = _plus(left, state.b if unit.x0 is None else state.b * unit.x0, "b")
    figures = [*state.w.items, *([] if state.b is None else [state.b]), right]
    run.show("equation", ("line", ((left, "figures"), (right, "figures")), figures))
    if len(state.w.items) <= 2:
        _show_solved(run, unit, state, right)


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


def _terms(w: Tensor) -> Quantity | None:
    """w₁·x₁ + w₂·x₂ …, without terms and factors that need not be written; None where all weights are 0."""
    total: Quantity | None = None
    for index, weight in enumerate(w.items):
        side = sign(weight)
        if side == 0:
            continue
        size = weight if side > 0 else -weight
        variable = _variable(index)
        term = variable if sign(size - 1) == 0 else _named(size, weight.name or "w") * variable
        if total is None:
            total = term if side > 0 else -term
        elif side > 0:
            total = total + term
        else:
            total = total - term
    return total


def _plus(left: Quantity, value: Quantity, name: str) -> Quantity:
    """left + value, written as a difference where the value is negative, and not at all where it is 0."""
    side = sign(value)
    if side == 0:
        return left
    return left + _named(value, name) if side > 0 else left - _named(-value, name)


def _show_solved(run: Run, unit: Unit, state: State, right: Quantity) -> None:
    """The line solved for its last variable that has a weight."""
    bias = constant(0) if state.b is None else state.b if unit.x0 is None else state.b * unit.x0
    last = len(state.w.items) - 1
    if sign(state.w.items[last]) == 0:
        last -= 1
    below = state.w.items[last]
    intercept = (right - bias) / below
    slopes = [-(state.w.items[0] / below)] if last == 1 else []
    solved = _terms(Tensor(slopes, (1,))) if slopes else None
    solved = _named(intercept, "b") if solved is None else _plus(solved, intercept, "b")
    run.show("equation", ("line", ((_variable(last), "figures"), (solved, "figures")), [*slopes, intercept]))


def show_proof(run: Run, X: Tensor, signs: Sequence[int], coefficients: Tensor, kind: str) -> None:
    """The certificate: the two combinations and the point in which they meet, and why that is a proof."""
    sides, sums = [], []
    for label in (1, -1):
        terms = [(i, c) for i, c in enumerate(coefficients.items) if sign(c) > 0 and signs[i] == label]
        sides.append(_combination(X, terms))
        sums.append(sum((c.value for _, c in terms), flint.fmpq(0)))
    left, right = sides
    meeting = left or right
    assert meeting is not None
    run.words(kind, above=sums[0], below=sums[1])
    ends = [(constant(0) if side is None else side, "formula") for side in (left, right)]
    run.show("equation", ("meeting", (ends[0], (meeting, "value"), ends[1]), meeting.items))


def _combination(X: Tensor, terms: Sequence[tuple[int, Quantity]]) -> Tensor | None:
    total: Tensor | None = None
    for index, coefficient in terms:
        x = X[index]
        term = x if sign(coefficient - 1) == 0 else constant(coefficient.value) * x
        total = term if total is None else total + term
    return total


# -- the drawing ---------------------------------------------------------------------------------------------------

MARKS = "o+*x%@&$=~ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""One mark per class; of the two classes of a unit the positive one is +."""
FARTHEST = 1e100
"""Numbers beyond it are not drawn: their products are none that a float holds."""


def show_plot(run: Run, learner: Learner, X: Tensor, targets: Sequence[Any], state: State) -> None:
    """Samples by their marks, and the border between the outputs."""
    from nncalc.rules.scatter import scatter

    names = learner.names if isinstance(learner, Classes) else sorted(set(targets) | {1, min(0, *targets)})
    mark = {name: MARKS[index % len(MARKS)] for index, name in enumerate(names)}
    points = [(_float(row.items[0]), _float(row.items[1])) for row in X]
    rows = [[_float(q) for q in row.items] for row in (state.w if isinstance(learner, Classes) else [state.w])]
    biases = _biases(learner, state, len(rows))
    if not all(abs(number) < FARTHEST for number in chain(biases, *points, *rows)):
        run.words("undrawn")
        return

    def decide(x: float, y: float) -> object:
        nets = [w[0] * x + w[1] * y + b for w, b in zip(rows, biases, strict=True)]
        return nets.index(max(nets)) if len(nets) > 1 else nets[0] >= 0

    lines = scatter(points, [mark[target] for target in targets], decide)
    run.show("drawing", lines)
    run.words("legend", legend=", ".join(f"{mark[name]} label {name}" for name in names))


def _biases(learner: Learner, state: State, number: int) -> list[float]:
    shift = -_float(_border(learner)) if isinstance(learner, Unit) else 0.0
    x0 = 1.0 if learner.x0 is None else _float(learner.x0)
    given = [] if state.b is None else state.b.items or [state.b]
    return [_float(b) * x0 + shift for b in given] or [shift] * number


def _float(quantity: Quantity) -> float:
    """Near enough for a place in a drawing."""
    value = quantity.value
    return float(flint.arb(value).mid())
