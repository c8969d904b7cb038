"""What is read of a typed answer, what is right, and what cannot be read."""

from __future__ import annotations

import shlex

import pytest
from checked import EXAMPLE, SOFTMAX, check, checks
from commandline import nncalc

from nncalc.errors import InputErrors

HALF = "forward x=1,2 W1=.1,.2"
THIRD = "forward x=1 W1=1/3"
SYMBOLS = "backprop x=x W1=w b1=b act=sigmoid t=t lr=eta"
FAULTLESS = "rosenblatt X=1:-1 t=1,-1 w=5 b=0"
STRIDED = "convshape 3x32x32 conv:16,k=5,s=2,p=1"
READ = [
    (HALF, "y=.5", "right"),
    (HALF, "y=1/2", "right"),
    (HALF, "y=√(1/4)", "right"),
    (HALF, "y=[0.5]", "right"),
    (HALF, "y=50%", "right"),
    (HALF, "y=50 %", "right"),
    (HALF, "y=50.0%", "right"),
    (HALF, "y=51%", "wrong"),
    (HALF, "y=0,5", "right"),
    (HALF, "y=,5", "right"),
    (HALF, "y=0,500", "right"),
    (HALF, "y=-0,5", "wrong"),
    (THIRD, "y=(.33)", "right"),
    (THIRD, "y=((+0.333))", "right"),
    (THIRD, "y=(33.3 %)", "right"),
    (THIRD, "y=(3.3e-1)", "right"),
    (THIRD, "y=-(-0.33)", "right"),
    (THIRD, "y=+( 0.33 )", "right"),
    (THIRD, "y=-(0.33)", "wrong"),
    (THIRD, "y=(-0.33)", "wrong"),
    (THIRD, "y=(1/3)", "right"),
    (THIRD, "y=(0.33", "unreadable"),
    (SOFTMAX, "loss=(2.04)", "right"),
    (SOFTMAX, "dz=(-0.87),0.87,0.00", "right"),
    (SOFTMAX, "dz=-(0.87),(0.87),(0.00)", "right"),
    (SOFTMAX, "dz=(-0.87,0.87,0.00)", "right"),
    (HALF, "y=1,234", "unreadable"),
    (HALF, "y=50,0%", "right"),
    (HALF, "y=0.5 m", "unreadable"),
    (HALF, "y=0.5px", "unreadable"),
    (HALF, "y=5e-1", "right"),
    (HALF, "y=half", "unreadable"),
    (HALF, "y=9*sin(10^999)", "wrong"),
    (HALF, "y=9*sin(10^9999)", "unreadable"),
    (HALF, "y=1/2+1e-9*sin(10^9999)", "unreadable"),
    (HALF, "y=sin(1)^2+cos(1)^2-1/2", "right"),
    (HALF, "y=ln(-1)", "unreadable"),
    (HALF, "y=1/0", "unreadable"),
    (HALF, "y=.5,.5", "unreadable"),
    (HALF, "y=?", "unreadable"),
    ("forward x=1,2 W1=1,1:1,0", "y=3,0,1,0", "unreadable"),
    ("forward x=1,2 W1=1,1:1,0", "y=300%,1", "right"),
    ("forward x=1,2 W1=1,1:1,0", "y=3", "unreadable"),
    ("forward x=1,2:3,4 W1=1,1", "y=3:7", "right"),
    ("forward x=x1,x2 W1=w1,w2", "y=x1*w1+w2*x2", "right"),
    ("forward x=x1,x2 W1=w1,w2", "y=(w1*x1^2+w2*x2*x1)/x1", "right"),
    ("forward x=x1,x2 W1=w1,w2", "y=w1*x1", "wrong"),
    ("forward x=x1,x2 W1=w1,w2", "y=5", "wrong"),
    ("forward x=a W1=1 act1=relu", "y=a", "wrong"),
    ("forward x=a W1=1 act1=relu", "y=max(0,a)", "right"),
    ("forward x=a W1=1 act1=sigmoid", "y=1/(1+exp(-a))", "right"),
    ("forward x=a W1=1 act1=sigmoid", "y=exp(a)/(1+exp(a))", "right"),
    ("forward x=a W1=1 act1=sigmoid", "y=ln(-a^2)", "unreadable"),
    ("forward x=a W1=1 act1=tanh", "y=2*sigmoid(2*a)-1", "right"),
    ("forward x=a W1=1 act1=tanh", "y=tanh(a)*sin(10^9999)", "unreadable"),
    ("forward x=a W1=1 act1=tanh", "y=tanh(b)", "unreadable"),
    ("forward x=a W1=1 act1=tanh", "y=y", "unreadable"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4", "y.1=w3*x1+w4*x2", "wrong"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4 act=tanh", "y.1=tanh(z1.1)", "right"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4 act=tanh", "y.1=tanh(z1)", "unreadable"),
    ("forward x=x1,x2 W1=w1,w2:w3,w4 act=tanh", "y.1=tanh(z1.2)", "wrong"),
    (SYMBOLS, "loss=(y-t)^2/2", "right"),
    (SYMBOLS, "loss=(a1-t.1)^2/2", "right"),
    (SYMBOLS, "loss=(y-q)^2/2", "unreadable"),
    (SYMBOLS, "loss=losses", "unreadable"),
    (SYMBOLS, "y=1/(1+exp(-z1))", "right"),
    (SYMBOLS, "z1=loss", "unreadable"),
    (SYMBOLS, "W1_new=W1-lr*dW1", "right"),
    (SYMBOLS, "b1_new=b-eta*(y-t)*y*(1-y)", "right"),
    (SYMBOLS, "b1_new=b-eta*(y-t)*y*(1-y)*x", "wrong"),
    ("forward x=y W1=2", "y=2*y", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,3,3,1,3,3", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,3", "wrong"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=yes", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=false", "wrong"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=maybe", "unreadable"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=是", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=否", "wrong"),
    (FAULTLESS, "mistakes=[]", "right"),
    (FAULTLESS, "mistakes=none", "right"),
    (FAULTLESS, "mistakes=无", "right"),
    (FAULTLESS, "mistakes=1", "wrong"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=none", "wrong"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=96x55x55", "right"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=96x55", "wrong"),
    (STRIDED, "shape1=16@15x15", "right"),
    (STRIDED, "shape1=16 @ 15 x 15", "right"),
    (STRIDED, "shape1=(16＠15×15)", "right"),
    (STRIDED, "shape1=16@15", "wrong"),
    (STRIDED, "shape1=3600", "wrong"),
    (STRIDED, "shape1=abc", "unreadable"),
    (STRIDED, "shape1=?", "unreadable"),
    (STRIDED, "shape1=16x15x", "unreadable"),
    (STRIDED, "shape1=16x15xW", "unreadable"),
    (STRIDED, "shape1=16x15x15 px", "unreadable"),
    ("convshape 32x32x3 conv:16,k=5,s=2,p=1 layout=hwc", "shape1=16@15x15", "right"),
    ("convshape 32x32x3 conv:16,k=5,s=2,p=1 layout=hwc", "shape1=15x15x16", "right"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=abc", "unreadable"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3,x", "unreadable"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "predictions=x", "unreadable"),
    ("metrics kind=regression y=1,2,4 yhat=1,3,4 percent=yes", "mape=16.67", "right"),
    ("metrics kind=regression y=1,2,4 yhat=1,3,4 percent=yes", "mape=16.67%", "unreadable"),
]


@pytest.mark.parametrize(("line", "figure", "verdict"), READ)
def test_what_is_read(line: str, figure: str, verdict: str) -> None:
    found = check(line, figure)
    said = found.verdict if found.verdict in ("right", "unreadable") else "wrong"
    assert said == verdict, found.words
    if verdict == "unreadable":
        assert found.words[0].startswith("this cannot be read: ")


@pytest.mark.parametrize("end", ["", "%", "x", " m", "*10^x", "*10^-3", "e", "e5 m", ".."])
@pytest.mark.parametrize("digits", [9_000, 20_000])
def test_long_figures_are_refused_at_once(digits: int, end: str) -> None:
    """A pattern that looks back at every digit took minutes for each."""
    for figure in ("loss={}", "p={},0,0"):
        assert check(SOFTMAX, figure.format("9" * digits + end)).verdict == "unreadable"


def test_all_unknown_names_are_reported() -> None:
    with pytest.raises(InputErrors) as raised:
        checks(HALF, "yy=1", "y=.5", "z9=1")
    assert [error.name for error in raised.value.errors] == ["yy", "z9"]
    assert raised.value.errors[0].nearest == "y"


NAMES = [
    (EXAMPLE, "∂E/∂W1", "dW1"),
    (EXAMPLE, "∂E/∂W1₁₂", "dW1.1.2"),
    (EXAMPLE, "W1_new₁₁", "W1_new.1.1"),
    (EXAMPLE, "δ1₁", "delta1.1"),
    (EXAMPLE, "E_new", "loss_new"),
    ("metrics cm=50,10:5,35", "κ", "kappa"),
    ("metrics kind=regression y=1,2,4 yhat=1,3,4", "R²", "r2"),
    ("convshape 3x32x32 conv:16,k=3", "H1", "height1"),
    ("graph f=x*y x=2 y=3", "∂f/∂x", "d_x"),
]


@pytest.mark.parametrize(("line", "printed", "name"), NAMES)
def test_names_as_the_page_prints_them(line: str, printed: str, name: str) -> None:
    """A name typed back is told the one to type, though its characters could not be read elsewhere."""
    done = nncalc([*shlex.split(line), "--check", f"{printed}=1"])
    assert done.code == 2
    assert f"{printed}: there is no result '{printed}'\n  did you mean {name}?" in done.err


def test_conventions_are_tried_with_numbers_for_symbols() -> None:
    done = nncalc("softmax-loss z=a,5.1,-1.7 y=0 --set a=3.2 --steps none --check loss=.886")
    assert "cause: is right under log=10" in done.out


def test_names_with_characters_that_look_alike() -> None:
    done = nncalc([*shlex.split(EXAMPLE), "--check", "W1_n\u0435w=1"])
    assert done.code == 2
    assert "only looks like e" in done.err
