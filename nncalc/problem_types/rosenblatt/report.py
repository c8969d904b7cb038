"""What the page of `rosenblatt` says and tabulates: the rule in words, the training, the checks, how the run ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from nncalc.declaring.letters import letter
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import vector
from nncalc.problem_types.rosenblatt.perceptron import summed
from nncalc.problem_types.rosenblatt.training import Classes, Decision, Outcome, Row, Unit, is_delta
from nncalc.rules.sample_labels.coding import WRITTEN
from nncalc.words import LISTED, count, in_a_row, say, wording

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.rosenblatt.declaration import RosenblattDeclaration
    from nncalc.problem_types.rosenblatt.long_runs import LongRun
    from nncalc.problem_types.rosenblatt.perceptron import State

MOST_LISTED = 20
"""Sample numbers that a sentence lists."""


# -- the rule ------------------------------------------------------------------------------------------------------


def say_rule(problem: RosenblattDeclaration, run: Run, learner: Unit | Classes, start: State) -> None:
    """What a mistake is, how the weights move, and what they are at the start."""
    if isinstance(learner, Classes):
        run.words("classes", classes=in_a_row(*map(str, learner.names)))
        _show_steps(problem, run, _symbol("lr"))
        run.words("loses")
        _show_steps(problem, run, _symbol("lr"), gains=False)
    else:
        _say_unit_rule(problem, run, learner)
    if problem.order == "restart":
        run.words("restart")
    _say_start(problem, run, start)


def _say_start(problem: RosenblattDeclaration, run: Run, start: State) -> None:
    """What the run starts with where it was not given; what was stands at the head of the page."""
    values = (start.w, start.b, problem.lr, problem.threshold, problem.bias_source)
    assumed = [value for value in values if value is not None and value.name not in problem.typed]
    if assumed:
        run.words("start")
    for value in assumed:
        run.value(value)


def _say_unit_rule(problem: RosenblattDeclaration, run: Run, unit: Unit) -> None:
    rules, t, output = unit.rules, _symbol("t"), _symbol("output")
    side = "net" if rules.threshold is None else say("net − {theta}", theta=letter("theta"))
    level = side if rules.threshold is None else f"({side})"
    run.words("labels", labels=WRITTEN[rules.labels])
    _say_output(run, unit, f"{side} − 1/2" if rules.delta_rule and rules.labels == "01" else side)
    run.words("by-output" if rules.by_output else rules.criterion, level=level)
    if rules.delta_rule:
        run.words("delta")
        net = _symbol("net")
        _show_rule(run, "error", t - (net if rules.threshold is None else net - _symbol("theta")))
        _show_steps(problem, run, _symbol("lr") * _symbol("error"))
    else:
        run.words("step")
        _show_steps(problem, run, _symbol("lr") * (t - output if rules.step == "error" else t))


def _say_output(run: Run, unit: Unit, side: str) -> None:
    other, zero = -1 if unit.rules.labels == "pm1" else 0, unit.rules.at_zero
    cases = [(1, "≥" if zero == 1 else ">"), (other, "≤" if zero == other else "<")]
    cases += [] if zero in (1, other) else [(zero, "=")]
    run.words(
        "output",
        cases=wording(", ", LISTED).join(
            say("{value} where {side} {relation} 0", value=value, side=side, relation=relation)
            for value, relation in cases
        ),
    )


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
    run.equation("rule", ((_symbol(name), "formula"), (formula, "formula")))


def _symbol(name: str) -> Quantity:
    """A name without a value."""
    return Quantity(None, (), None, name)


# -- tables --------------------------------------------------------------------------------------------------------


def show_training(run: Run, learner: Unit | Classes, rows: Sequence[Row]) -> None:
    """The table a marker expects, one row per presentation; without what no row has."""
    delta = is_delta(learner)
    error = isinstance(learner, Unit) and (delta or learner.rules.step == "error")
    bias = [Column("b", "vector", "b")] if rows[0].b is not None else []
    columns = [
        Column(say("row")),
        Column(say("epoch"), key="epoch"),
        Column(say("sample"), key="sample"),
        *_net_columns(learner, "net"),
        Column(say("output"), key="output"),
        Column(say("target"), key="target"),
        Column("error", "quantity", "error", shown=error),
        Column("error²", "quantity", "squared_error", shown=delta),
        Column(say("mistake?"), key="mistake"),
        Column("Δw", "vector"),
        Column("w", "vector", "w"),
        *bias,
    ]

    def cells(row: Row, number: int) -> tuple[Any, ...]:
        front = (number, row.epoch, row.sample, *_nets(row.net), row.output, row.target)
        step = constant(0) if row.step is None else row.step
        return (*front, row.error, row.squared, row.mistake, step, row.w, *([row.b] if bias else []))

    if type(rows) is list:
        table = run.table("table", columns)
        for number, row in enumerate(rows, 1):
            table.add(*cells(row, number))
    else:
        run.table("table", columns, cast("LongRun", rows).late(cells))


def show_squares(run: Run, rows: Sequence[Row]) -> None:
    """The sum of the squared errors of each epoch, under the delta rule."""
    epochs = [
        [row.squared for row in epoch if row.squared is not None] for _, epoch in groupby(rows, lambda r: r.epoch)
    ]
    sums = run.let("sse", vector([summed(squares) for squares in epochs]), shown=False)
    run.table("", [Column("epoch"), Column("sse", "put in")], list(enumerate(sums.items, 1)), milestones=True)


def show_check(run: Run, learner: Unit | Classes, decided: Sequence[Decision]) -> None:
    """One row per sample with the final weights."""
    columns = [
        Column(say("sample")),
        *_net_columns(learner),
        Column(say("output")),
        Column(say("target")),
        Column(say("right?")),
    ]
    rows = [
        (number, *_nets(decision.net), decision.output, label, not decision.mistake)
        for number, (decision, label) in enumerate(zip(decided, learner.labels, strict=True), 1)
    ]
    run.table("", columns, rows)


def _net_columns(learner: Unit | Classes, key: str = "") -> list[Column]:
    """The net with numbers put in; where there are several classes, a column for each besides the vector."""
    if isinstance(learner, Unit):
        return [Column("net", "put in", key)]
    each = [Column(f"net.{k}", "put in") for k in range(1, len(learner.names) + 1)]
    return [Column("net", "vector", key, shown=False), *each]


def _nets(net: Any) -> list[Any]:
    """The cells of these columns."""
    return [net, *(net.items or [])]


# -- the end -------------------------------------------------------------------------------------------------------


def say_end(problem: RosenblattDeclaration, run: Run, outcome: Outcome, updated: Sequence[int]) -> None:
    """How the run ended, and what is proven about it."""
    delta = problem.rule == "adaline"
    if outcome.converged:
        key = "exact" if delta else "clean" if updated else "never"
        listed = in_a_row(*[*map(str, updated[:MOST_LISTED]), *["…"][: len(updated) > MOST_LISTED]])
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
