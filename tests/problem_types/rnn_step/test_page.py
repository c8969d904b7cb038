"""The page of rnn-step: its lines, every format, symbols, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from commandline import nncalc as command
from texts import TEXTS

import nncalc
from nncalc.declaring.problem import read_problem
from nncalc.errors import InputErrors
from nncalc.problem_types.rnn_step.problem import RnnStep


def test_each_gate_is_a_line_of_its_own() -> None:
    typed = {"cell": "lstm", "x": "1", "c0": ".5"}
    typed |= {f"W{part}{k}": ".5" for k in "ifgo" for part in "xh"} | {"bi": "0.1"}
    steps = {step["name"]: step for step in nncalc.solve("rnn-step", **typed).as_json()["steps"]}
    assert list(steps)[:12:2] == ["i1", "f1", "g1", "o1", "c1", "tanh_c1"]
    assert steps["i1"]["formula"] == "σ(Wxi·x + Whi·h0 + bi)"
    line = steps["i1.1"]
    assert line["formula"] == "σ(Wxi₁₁·x₁ + Whi₁₁·h0₁ + bi₁)"
    assert line["substituted"] == "σ(0.5·1 + 0.5·0 + 0.1)"
    assert line["value"] == "0.6457"


def test_reset_gate_after_the_product_keeps_its_brackets() -> None:
    typed = {"cell": "gru", "x": "1", "Wr": "1,1", "Wz": "1,1", "Wn": "1,1", "reset": "after"}
    formulas = {step["name"]: step["formula"] for step in nncalc.solve("rnn-step", **typed).as_json()["steps"]}
    assert formulas["n1"] == "tanh(Wxn·x + r1 ⊙ (Whn·h0))"


@pytest.mark.parametrize("format_", TEXTS)
@pytest.mark.parametrize("example", RnnStep.examples)
def test_examples_in_every_format(example: str, format_: str) -> None:
    typed = RnnStep.read_tokens(example.split()[1:])
    assert len(nncalc.solve("rnn-step", **typed).render(format_)) > 200


def test_symbols() -> None:
    solution = nncalc.solve("rnn-step", x="x1:x2", Wxh="u", Whh="w", h0="0", t="t", grad="yes", act="identity")
    assert str(solution.sympy("h.1").expand()) == "u*w*x1 + u*x2"
    assert solution.sympy("dWhh.1.1").subs({"u": 2, "w": 3, "x1": 1, "x2": 1, "t": 0}) == (2 * 3 + 2) * 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"x": "1,2", "Wxh": "1,2", "Whh": "1", "Wxi": "1,2"}, "cell=lstm"),
        ({"x": "1,0,1", "Wxh": "1", "Whh": "1"}, "x=1:0:1, one row a step"),
        ({"x": "1", "Wxh": ".5,.2", "Whh": "1,2:3,4"}, "Wxh=0.5:0.2"),
        ({"x": "1,2", "Wxh": "1:2", "Whh": "1"}, "form=row"),
    ],
)
def test_nearest(typed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputErrors) as caught:
        read_problem(RnnStep, typed)
    assert said in [error.nearest for error in caught.value.errors]


def test_conventions_that_change_nothing_are_said_to() -> None:
    said = command("rnn-step cell=lstm x=1 Wi=1,2 Wf=1,2 Wg=1,2 Wo=1,2 z_on=old loss=mse concat=hx").out
    assert "z_on=old has no effect here: cell=lstm has no such gate" in said
    assert "loss=mse has no effect here: there is no target t" in said
    assert "concat=hx (the default is xh)" in said
    assert "no effect" not in command("rnn-step x=1 Wxh=1 Whh=1 act=relu").out
