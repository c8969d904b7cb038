"""The page of rosenblatt: the drawing, folding, widths, every class, names for programs."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from commandline import nncalc
from runs_of_rosenblatt import KIND, POINTS, plain, results

from nncalc.declaring.problem import read_problem
from nncalc.engine.run import Policy, Run
from nncalc.page.solving import run_problem


def test_the_drawing_is_an_option_of_this_type_alone() -> None:
    drawn = nncalc("rosenblatt --plot X=3,3:4,3:1,1 t=1,1,-1")
    assert drawn.code == 0
    field = [line for line in drawn.out.splitlines() if "|" in line]
    assert sum(line.count("+") for line in field) == 2
    assert sum(line.count("o") for line in field) == 1
    assert any("..." in line for line in field)
    assert nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 plot=yes").out == drawn.out
    assert "Drawing" not in nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1").out
    refused = nncalc("forward x=1 W1=1 --plot")
    assert refused.code == 2
    assert "--plot" in refused.err
    assert nncalc("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --check --plot=1").code == 2


@pytest.mark.parametrize("width", [20, 30, 45, 60])
def test_the_drawing_fits_the_page(width: int) -> None:
    """Every sample is drawn, and the mark of several is explained where it stands."""
    for third, several in (("1,1", False), ("0,1", True)):
        line = f"rosenblatt X=0,0:0,1:{third} t=0,0,1 lr=.5 epochs=3 --plot --width {width}"
        drawn = nncalc(line).out.partition("\nDrawing\n")[2].partition("\nAnswers\n")[0]
        assert max(map(len, drawn.splitlines())) <= width
        field = [row for row in drawn.splitlines() if "|" in row]
        assert any("#" in row for row in field) == several
        assert sum(map(len, (re.findall("[o+]", row) for row in field))) == (1 if several else 3)
        assert ("# samples of" in drawn) == several


def test_a_long_table_is_folded_and_a_long_list_is_no_answer() -> None:
    page = nncalc("rosenblatt X=0:1:2 t=-1,1,-1 epochs=60").out
    assert "more rows" in page
    assert "mistakes=" not in page
    assert "more rows" not in nncalc("rosenblatt X=0:1:2 t=-1,1,-1 epochs=60 --all").out


@pytest.mark.parametrize("width", [60, 80, 100])
def test_widths(width: int) -> None:
    page = nncalc(f"rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --width {width} --ascii").out
    body = page.partition("Answers")[0]
    assert max(map(len, body.splitlines())) <= width
    assert page.isascii()


def test_a_carried_figure_is_gone_on_with() -> None:
    """A student's own w after the first row is used in all later ones."""

    def read(run: Run) -> Any:
        return plain(run.results)

    problem = read_problem(KIND, POINTS)
    from nncalc.engine.quantity import constant

    found = run_problem(problem, read, Policy(carried={"table.1.w.1": constant(2)}))
    assert found["table"][1]["net"] == 2 * 4 + 3 * 3 + 1


def test_every_step_of_every_class_is_shown() -> None:
    """Δw of one weight vector per class: the right class gains the sample, the one that won loses it."""
    said = nncalc("rosenblatt X=1,0:0,1:-1,-1 t=cat,car,frog classes=cat,car,frog rule=multiclass --width 200").out
    assert "Δw" in said
    assert "yes       [0 -1; 0 1; 0 0]   [0 -1; 0 1; 0 0]    (-1, 1, 0)" in said


def test_a_single_class_has_one_bias() -> None:
    found = results({"X": "1,2:3,4", "t": "a,a", "rule": "multiclass", "b": ".6"})
    assert (found["b"], found["predictions"]) == ([Fraction(6, 10)], ["a", "a"])


def test_programs_find_the_line_and_the_proof_by_name() -> None:
    steps = json.loads(nncalc("rosenblatt X=1,1:2,2 t=1,-1 bias=none --format json").out)["steps"]
    assert [step["name"] for step in steps[-3:]] == ["line", "line", "meeting"]
