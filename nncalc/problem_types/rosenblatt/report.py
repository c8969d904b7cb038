"""What the page of `rosenblatt` says and tabulates: the rule in words, the training, the checks, how the run ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import count
from nncalc.engine.quantity import Quantity
from nncalc.problem_types.rosenblatt.training import Classes, Decision, Outcome, Row, Unit
from nncalc.rules.sample_labels.coding import WRITTEN

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.rosenblatt.declaration import RosenblattDeclaration
    from nncalc.problem_types.rosenblatt.perceptron import State

Column = tuple[str, bool, list[Any]]
"""Header, whether it holds words, cells."""
LISTED = 20
"""Sample numbers that a sentence lists."""


# -- the rule ------------------------------------------------------------------------------------------------------


def say_rule(problem: RosenblattDeclaration, run: Run, learner: Unit | Classes, start: State) -> None:
    """What a mistake is, how the weights move, and what they are at the start."""
    if isinstance(learner, Classes):
        run.words("classes", classes=", ".join(map(str, learner.names)))
        _show_steps(problem, run, _symbol("lr"))
        run.words("loses")
        _show_steps(problem, run, _symbol("lr"), gains=False)
    else:
        _say_unit_rule(problem, run, learner)
    if problem.order == "restart":
        run.words("restart")
    run.words("start")
    for value in (start.w, start.b, problem.rate, problem.threshold, problem.bias_source):
        if value is not None:
            run.show("value", value)


def _say_unit_rule(problem: RosenblattDeclaration, run: Run, unit: Unit) -> None:
    rules, t, output = unit.rules, _symbol("t"), _symbol("output")
    side = "net" if rules.threshold is None else "net − θ"
    level = side if rules.threshold is None else f"({side})"
    run.words("labels", labels=WRITTEN[rules.labels])
    _say_output(run, unit, f"{side} − 1/2" if rules.delta_rule and rules.labels == "01" else side)
    by_output = rules.labels == "01" or rules.criterion == "output"
    run.words("by-output" if by_output else rules.criterion, level=level)
    if rules.delta_rule:
        run.words("delta")
        net = _symbol("net")
        _show_rule(run, "error", t - (net if rules.threshold is None else net - _symbol("theta")))
        _show_steps(problem, run, _symbol("lr") * _symbol("error"))
    else:
        run.words("step")
        _show_steps(problem, run, _symbol("lr") * (t - output if rules.labels == "01" else t))


def _say_output(run: Run, unit: Unit, side: str) -> None:
    other, zero = -1 if unit.rules.labels == "pm1" else 0, unit.rules.at_zero
    cases = [(1, "≥" if zero == 1 else ">"), (other, "≤" if zero == other else "<")]
    cases += [] if zero in (1, other) else [(zero, "=")]
    run.words("output", cases=", ".join(f"{value} where {side} {relation} 0" for value, relation in cases))


def _show_steps(problem: RosenblattDeclaration, run: Run, along: Quantity, gains: bool = True) -> None:
    """How w moves along x, and b along its input."""
    moves = {"w": along * _symbol("x")}
    if problem.bias in ("learned", "input"):
        moves["b"] = along * _symbol("x0") if problem.bias == "input" else along
    for name, move in moves.items():
        before = _symbol(name)
        _show_rule(run, f"{name}_new", before + move if gains else before - move)


def _show_rule(run: Run, name: str, formula: Quantity) -> None:
    """A formula as it holds for every sample."""
    run.show("equation", ("rule", ((_symbol(name), "formula"), (formula, "formula")), ()))


def _symbol(name: str) -> Quantity:
    """A name without a value."""
    return Quantity(None, (), None, name)


# -- tables --------------------------------------------------------------------------------------------------------


def show_training(run: Run, learner: Unit | Classes, rows: Sequence[Row]) -> None:
    """The table a marker expects, one row per presentation."""
    front: list[Column] = [
        ("row", True, [str(number) for number in range(1, len(rows) + 1)]),
        ("epoch", True, [str(row.epoch) for row in rows]),
        ("sample", True, [str(row.sample) for row in rows]),
    ]
    _show_columns(run, front + _columns(learner, rows) + _state_columns(rows))
    run.show("behind", [named for row in rows for named in row.as_lines()])


def _columns(learner: Unit | Classes, rows: Sequence[Row]) -> list[Column]:
    """Nets and outputs, and the error where the step goes along it."""
    columns: list[Column] = [
        *_net_columns(learner, [row.net for row in rows]),
        ("output", True, [str(row.output) for row in rows]),
        ("target", True, [str(row.target) for row in rows]),
    ]
    if isinstance(learner, Unit) and (learner.rules.delta_rule or learner.rules.labels == "01"):
        columns.append(("error", False, [row.error for row in rows]))
    columns.append(("mistake?", True, [_yes(row.mistake) for row in rows]))
    return columns


def _net_columns(learner: Unit | Classes, nets: Sequence[Any]) -> list[Column]:
    """The net as a substitution; one column per class where there are several."""
    if isinstance(learner, Unit):
        return [("net", False, [(net, "substituted") for net in nets])]
    return [(f"net.{k + 1}", False, [(net.items[k], "substituted") for net in nets]) for k in range(len(learner.names))]


def _state_columns(rows: Sequence[Row]) -> list[Column]:
    columns: list[Column] = [
        ("Δw", False, [row.step or "0" for row in rows]),
        ("w", False, [row.w for row in rows]),
    ]
    return columns if rows[0].b is None else [*columns, ("b", False, [row.b for row in rows])]


def show_check(run: Run, learner: Unit | Classes, decided: Sequence[Decision]) -> None:
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


def say_end(problem: RosenblattDeclaration, run: Run, outcome: Outcome, updated: Sequence[int]) -> None:
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
