"""Mistakes that newcomers make, each answered with what helps: the line that says what to type instead."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from commandline import ROOT, nncalc, offered

from nncalc.declaring import registry

SCORES = "softmax-loss z=3.2,5.1,-1.7 y=0 --steps none"
NET = "backprop x=1,-2 W1=.1,.2 b1=.3 act=sigmoid t=1 lr=.5 --steps none"

REFUSED = [
    ("perceptron X=1 t=1", "Did you mean 'rosenblatt'?"),
    ("lstm x=1", "Did you mean 'rnn-step'?"),
    ("softmax z=1,2", "Did you mean 'softmax-loss'?"),
    # files
    ("exam.yaml", "nncalc batch exam.yaml"),
    ("class.xlsx", "nncalc check KEY.yaml class.xlsx"),
    ("check key.yaml", "nncalc check key.yaml answers.yaml"),
    ("new", "nncalc new backprop -o homework.yaml"),
    ("batch exam.yaml --defaults mine.yaml", "defaults: {form: row}"),
    ("convshape 3x32x32 net.py", "did you mean @net.py?"),
    ("convshape net.py", "did you mean @net.py?"),
    # spaces
    ("forward x = 1,2 W1 = 1,2:3,4", "no spaces: x=1,2 W1=1,2:3,4"),
    ("forward x= 1,2 W1=1", "no spaces: x=1,2 W1=1"),
    ("forward x=1, 2 W1=1,2", "did you mean x=1,2?"),
    ("forward 'x=[1,' '2]' W1=1,2", "did you mean x=[1,2]?"),
    ("softmax-loss z=3.2 5.1 -1.7 y=0", "did you mean z=3.2,5.1,-1.7?"),
    ("forward 1,2 3,4", "'3,4' has no name"),
    ("forward x=1 W1=1 relu", "did you mean act=relu?"),
    ("forward x=1 W1=1 =3", "'=3' has no name"),
    # copied out of a text
    (f"{SCORES} —check loss=2", "did you mean --check?"),
    (f"{SCORES} –digits 6", "did you mean --digits?"),
    ("softmax-loss z=3.2,5.1,–1.7 y=0", "expected: -"),
    ("softmax-loss z=3.2,5\u00ad.1,-1.7 y=0", "SOFT HYPHEN"),
    ("softmax-loss z=3.2,5\u2009.1,-1.7 y=0", "THIN SPACE"),
    ("softmax-loss “z=3.2,5.1” y=0", 'expected: "'),
    ("soﬀtmax-loss z=1,2", "Did you mean 'softmax-loss'?"),
    (f"{SCORES} －－check loss=1", "did you mean --check?"),
    (f"{SCORES} –-check loss=1", "did you mean --check?"),
    (f"{SCORES} –digits=2", "did you mean --digits=2?"),
    (f"{SCORES} ——ｄｉｇｉｔｓ=2", "did you mean --digits=2?"),
    ("softmax-loss 1,2 －－digits 2", "did you mean --digits?"),
    ("forward x=1,2 'W1=1,2\u3000b1=1'", "parted by a full-width space"),
    ("forward x=1,2 'W1=1,2\u3000b1=1'", "a plain space between them: W1=1,2 b1=1"),
    ("forward x=1,2 'W1=1,2\u00a0Ｗ2＝1'", "parted by a no-break space"),
    ("forward 'x=1,2 W1=1,2'", "a plain space between them: x=1,2 W1=1,2"),
    ("forward '1,2 W1=1,2'", "two givens stand in one word, between the same quotes"),
    ("convshape 'input=3x32x32 want=3x3' fc:3", "two givens stand in one word"),
    ("graph 'f=x*y x=2'", "a plain space between them: f=x*y x=2"),
    ("forward x=一,2 W1=1,2", "expected: 1, or - for a minus sign"),
    ("forward x=二,2 W1=1,2", "expected: 2 in digits"),
    # names of givens
    ("forward x=1 W1=1 y=2", "did you mean t?"),
    ("metrics labels=1,0 yhat=1,0", "did you mean y?"),
    ("convshape 3x32x32 conv=6,k=5", "did you mean conv:6,k=5?"),
    # values
    ("backprop x=1 W1=1 t=1 loss=l2", "did you mean sse?"),
    (f"{SCORES} --digits many", "'many' is not a whole number from 0 to 1000"),
    ("rosenblatt 'X=(3,3)(4,3)' t=1,-1", "two vectors with nothing between them"),
    ("rosenblatt X=3,3,4,3,1,1 t=1,1,-1", "did you mean X=3,3:4,3:1,1?"),
    ("softmax-loss z=scores.csv y=0", "did you mean @scores.csv?"),
    ("graph '(x+y)*z' x=1", 'did you mean "f=(x+y)*z"?'),
    ("graph 'f=sin x' x=1", "write sin(x)"),
    ("convshape 3x227x227 conv:96,11,4", "did you mean k=11?"),
    ("rnn-step x=1 U=1 Whh=1", "did you mean Wxh?"),
    ("backprop x=1 W1=1 t=1 lr=0,5", "did you mean 0.5?"),
    ("softmax-loss z=1,2 y=0 temperature=0，5", "did you mean 0.5?"),
    ("hinge-loss s=1,2 y=0 margin=-0,25", "did you mean -0.25?"),
    ("forward x=inf W1=1", "expected: a finite number"),
    ("forward x=1,∞ W1=1", "expected: a finite number"),
    ("forward x=1,0x1F W1=1", "expected: 31"),
    ("forward x=1 W1=1 act1=none", "did you mean identity?"),
    ("rosenblatt X=0,0:0,1 t=0,1 order=random", "sample numbers: 2,1,3"),
    ("convshape 3x32x32", "expected: layers such as conv:96"),
    ("metrics cm=5,1:2,3 tp=5 fp=1 fn=2 tn=3", "either cm or tp, fp, fn, tn"),
    ("forward x=@nofile.csv W1=1", f"expected: a file in {ROOT}"),
    # names of results
    (f"{SCORES} --check .87", "--check loss=0.87"),
    (f"{SCORES} --check loss 2.04", "--check takes NAME=VALUE"),
    (f"{SCORES} --check loss：2.04", "did you mean loss=2.04?"),
    (f"{SCORES} --check loss≈2.04", "did you mean loss=2.04?"),
    (f"{SCORES} --check 'loss 2.04'", "did you mean loss=2.04?"),
    (f"{SCORES} --check p.0=.13", "p has 3 parts, counted from 1"),
    (f"{SCORES} --check p.4=.13", "p.1 to p.3"),
    (f"{SCORES} --check E=2.04", "did you mean e?"),
    (f"{SCORES} --check J=2.04", "no result 'J'"),
    (f"{SCORES} --check 'p[4]=.13'", "p.1 to p.3"),
    (f"{SCORES} --show p₁₁", "no result 'p₁₁'"),
    (f"{SCORES} --show P", "did you mean p?"),
    (f"{NET} --check o=.125", "did you mean y?"),
    (f"{NET} --check dy/dW1=1,2", "no result 'dy/dW1'"),
    (f"{NET} --check W1_new_1=1", "did you mean W1_new.1?"),
    (f"{NET} --check 'W1_new[1,3]=1'", "counted from 1"),
    (f"{NET} delta=error --check dL/dz1=1", "no result 'dL/dz1'"),
    ("graph f=x*y x=2 y=3 --check dg/dx=3", "no result 'dg/dx'"),
    ("graph f=x*y x=2 y=3 --check dx=3", "did you mean d_x?"),
]


@pytest.mark.parametrize(("line", "helps"), REFUSED, ids=[line for line, _ in REFUSED])
def test_refused_with_help(line: str, helps: str) -> None:
    done = nncalc(line)
    assert (done.code, done.out) == (2, "")
    assert helps in done.err


def test_every_line_that_newcomers_are_offered_runs() -> None:
    lines = [line for typed, _ in REFUSED if "--check" not in typed for line in offered(nncalc(typed).err)]
    assert len(lines) > 20
    runs = [line for line in lines if line[0] in registry.names()]
    assert [(line, done.err) for line in runs if (done := nncalc(line)).code] == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("forward x=1 w=2", "w is read as W1"),
        ("forward x=1 weights=2", "weights is read as W1"),
        ("softmax-loss z=1,2 t=0", "t is read as y"),
        ("softmax-loss logits=1,2", "logits is read as z"),
        ("backprop x=1 W1=1 t=1 act=logistic", "act=logistic is read as sigmoid"),
        ("backprop x=1,2 W1=1,2:3,4 t=1,0 loss=ce act1=softmax", "loss=ce is read as cross-entropy"),
        ("softmax-loss z=1,2 y=0 log=ln", "log=ln is read as e"),
        ("rosenblatt X=0,0:0,1 t=-1,1 labels=±1", "labels=±1 is read as pm1"),
        ("metrics y_true=1,0 y_pred=1,0", "y_true is read as y and y_pred is read as yhat"),
        (
            "rosenblatt samples=1,2:3,4 threshold=1 bias=fixed t=1,-1",
            "samples is read as X and threshold is read as theta",
        ),
    ],
)
def test_taken_under_the_name_of_other_books(line: str, said: str) -> None:
    done = nncalc(line)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1] == said


@pytest.mark.parametrize(
    ("line", "typed", "name"),
    [
        (SCORES, "L", "loss"), (SCORES, "p1", "p.1"), (SCORES, "p[1]", "p.1"), (SCORES, "p_1", "p.1"),
        (SCORES, "dL/dz", "dz"), (SCORES, "∂L/∂z₂", "dz.2"), (SCORES, "probs", "p"), (SCORES, "dz [2]", "dz.2"),
        (NET, "E", "loss"), (NET, "δ1", "delta1"), (NET, "δ1₁", "delta1.1"), (NET, "dE/dW1", "dW1"),
        (NET, "∂E/∂W1₁₂", "dW1.1.2"), (NET, "dW1[1,2]", "dW1.1.2"), (NET, "W1_new₁₁", "W1_new.1.1"),
        (NET, "W1_new[1,1]", "W1_new.1.1"), (NET, "W1_new(1, 1)", "W1_new.1.1"), (NET, "W1_new[1][1]", "W1_new.1.1"),
        (NET, "W1_new_{1,1}", "W1_new.1.1"), (NET, "grad_W1", "dW1"), (NET, "W1.grad", "dW1"), (NET, "∇W1", "dW1"),
        (NET, "dL/dz1", "delta1"), (NET, "output", "y"), (NET, "E_new", "loss_new"), (NET, "z₁", "z1"),
        (f"{NET} epochs=2", "epoch.2.E", "epoch.2.loss"), (NET, "dz1", "delta1"),
        ("graph f=x*y x=2 y=3 --steps none", "df/dx", "d_x"), ("graph f=x*y x=2 y=3 --steps none", "df_dx", "d_x"),
        ("graph L=x*y x=2 y=3 --steps none", "∂L/∂x", "d_x"), ("metrics cm=50,10:5,35", "κ", "kappa"),
        ("metrics cm=50,10:5,35", "F1", "f1"), ("metrics cm=50,10:5,35", "acc", "accuracy"),
    ],
)  # fmt: skip
def test_results_under_printed_names(line: str, typed: str, name: str) -> None:
    words = [*shlex.split(line), "--no-statement"]
    said = f"{typed} is read as {name}"
    shown, own = nncalc([*words, "--show", typed]), nncalc([*words, "--show", name])
    assert (shown.code, shown.err) == (0, "")
    assert said in shown.out
    assert shown.out.replace(said + "\n", "") == own.out
    right = own.out.strip().splitlines()[-1].partition("=")[2]
    checked = nncalc([*words, "--check", f"{typed}={right}"])
    assert f"✓ {name}={right}: " in checked.out, checked.err
    data = json.loads(nncalc([*words, "--format", "json", "--check", f"{typed}={right}"]).out)
    assert [(check["name"], check["verdict"]) for check in data["checks"]] == [(name, "right")]


def test_what_is_missing_is_not_said_of_what_is_misspelt() -> None:
    assert "is missing" not in nncalc("rosenblatt XX=1,2:3,4 t=1,-1").err
    assert nncalc("forward x = 1,2 W1 = 1,2:3,4").err.count("Error:") == 1


@pytest.mark.parametrize(
    "typed",
    [
        "loss=2,04",
        "loss=2.04×10^0",
        "loss=20.4*10^-1",
        "loss=.204*10^(1)",
        "loss = 2.04",
        "p=(0.13, 0.87, 0.00)",
        "p=13%,87%,0%",
    ],
)
def test_answers_as_people_write_them(typed: str) -> None:
    done = nncalc([*SCORES.split(), "--check", typed])
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("loss=#DIV/0!", "an error of a spreadsheet"),
        ("loss==1+1", "expected: 1+1"),
        ("loss=2.04kg", "'kg' is no unit of loss"),
        ("p=0,13,0,87,0,00", "expected: 0.13,0.87,0.00"),
        ("p=.13,.87", "p has 3 parts, 2 typed"),
    ],
)
def test_answers_that_cannot_be_read(typed: str, said: str) -> None:
    done = nncalc([*SCORES.split(), "--check", typed])
    assert done.code == 1
    assert "this cannot be read" in done.out
    assert said in done.out


@pytest.mark.parametrize("typed", ["loss=2,05", "loss=2，05"])
def test_a_decimal_comma_that_is_not_right_is_said_to_be_read_as_one(typed: str) -> None:
    done = nncalc([*SCORES.split(), "--check", typed])
    assert f"wrong; the value is 2.0404; {typed[5:]} is read as 2.05\n" in done.out


def test_layers_in_one_word_are_no_givens() -> None:
    done = nncalc(["convshape", "3x32x32", "layers=Conv2d(3, 16, kernel_size=3, padding=1)", "--steps", "none"])
    assert (done.code, done.err) == (0, "")


def test_a_truth_value_is_a_choice_of_yes_and_no() -> None:
    assert nncalc(f"{SCORES} jacobian=true").out == nncalc(f"{SCORES} jacobian=yes").out


def test_letters_that_look_like_numbers() -> None:
    assert "x: the letter l is a name here, not the number 1" in nncalc("forward x=l,-2 W1=1,2").out
    assert "x: the letter O is a name here, not the number 0" in nncalc("forward x=O,-2 W1=1,2").out
    for line in ("forward x=a,2 W1=1,2", "forward x=l,o W1=a,b", "metrics y=O,1 yhat=O,1"):
        assert "the letter" not in nncalc(line).out


@pytest.mark.parametrize("line", ["softmax-loss s=3,2 y=0", "hinge-loss h=1", "metrics m=1", "hinge-loss z=1,2 y=1"])
def test_the_name_stands_in_front_also_where_the_message_begins_with_its_letter(line: str) -> None:
    command, name = line.partition("=")[0].split()
    assert f"Error: {name}: {command} has no given '{name}'" in nncalc(line).err


def test_the_file_of_a_notebook_is_told_from_its_code(tmp_path: Path) -> None:
    (tmp_path / "net.ipynb").write_text(
        '{"cells": [{"source": ["import torch\\nnn.Conv2d(1, 2, 3)\\n"]}], "nbformat": 4}'
    )
    done = nncalc(f"convshape 3x32x32 @{tmp_path / 'net.ipynb'}")
    assert done.code == 2
    assert "jupyter nbconvert --to script" in done.err
