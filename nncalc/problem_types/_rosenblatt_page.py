"""What the page of `rosenblatt` shows: the rule in words, the table, the line, the checks, the proof, the drawing."""

from __future__ import annotations

from collections.abc import Sequence
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

Cells = list[Any]


# -- the rule ------------------------------------------------------------------------------------------------------


def say_rule(problem: Rosenblatt, run: Run, learner: Learner, start: State) -> None:
    """Labels, what a mistake is, how the weights move, and what they are at the start."""
    with_bias = {"learned": " and b + η·{0}", "input": " and b + η·{0}·x0"}.get(problem.bias, "")
    if isinstance(learner, Classes):
        plus, minus = with_bias.format("1").replace("·1", ""), with_bias.replace("+", "−").format("1").replace("·1", "")
        run.words("classes", classes=", ".join(map(str, learner.names)), plus=plus, minus=minus)
    elif isinstance(learner, Unit):
        _say_unit_rule(problem, run, learner, with_bias)
    values = {"w": start.w, "b": start.b, "η": learner.rate, "x0": learner.x0, "θ": problem.threshold}
    said = [f"{name} = {{{i}}}" for i, (name, value) in enumerate(values.items()) if value is not None]
    run.words("start", start=Listed(said, list(values.values())))
    if problem.order == "restart":
        run.words("restart")
