"""What the fuzzer has found: each command line once ended with an internal fault, or was misread."""

from __future__ import annotations

import pytest
from commandline import nncalc

NINES = "9" * 5000
FOUND = [
    # a bias or weights without a layer's number: ignored without a word, or a KeyError
    ("forward x=1 W1=2 W2=1 b=5", 2, "b has no layer number"),
    ("forward x=1 W1=2 W=3", 2, "W is read as W1, which is given too"),
    ("backprop x=1 W=2 W2=1 t=1", 2, "W has no layer number"),
    ("forward x=1 W1=2 W1000000000=3", 2, "no given 'W1000000000'"),
    (f"forward x=1 W{NINES}=3", 2, "no given 'W999"),
    # parts of results by numbers that are none
    ("forward x=1,2 W1=1,2 --check y.²=1", 2, "no result 'y.²'"),
    (f"forward x=1,2 W1=1,2 --check y.{NINES}=1", 2, "no result 'y.999"),
    ("softmax-loss z=1,2 y=1 --show p.²", 2, "no result 'p.²'"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1 --show table", 0, "net⁽¹⁾"),
    # figures with more digits than the precision of the run
    ("graph f=exp(x) x=1 --check f=2.718281828459045235360287472", 1, "the value is 2.718281828459045235360287471"),
    ("graph f=exp(x) x=1 --check f=1e-5000", 1, "wrong; the value is 2.71828"),
    ("softmax-loss z=1000,0 y=1 --check e.1=1e3", 1, "wrong; the value is 1.970e434"),
    # numbers of thousands of digits
    ("graph f=x*y x=1e5000", 0, "1e5000"),
    ("metrics cm=50,1e30000:5,35", 2, "still open at 4,096 bits"),
    ("softmax-loss z=1,2 y=1e5000", 2, "class 1e5000 is not among the classes 0 to 1"),
    (f"forward x=1e{'9' * 400} W1=1", 2, "has more than 100,000 bits"),
    ("rosenblatt X=3,1e400:4,3:1,1 t=1,1,-1 --plot", 0, "There is no drawing"),
    ("rosenblatt X=1,1e-400:0,1 t=1,-1 --plot", 0, "border."),
    ("graph f=x^n x=-2 n=2^99999", 2, "still open"),  # flint ends the process over numbers that it cannot hold
    ("graph f=floor(x^n) x=2 n=2^99999", 2, "still open"),
    ("graph f=x^n x=-2 n=3^9999", 2, "still open"),
    ("graph f=20^x^2 x=2^99999", 2, "still open"),
    ("backprop x=.05,x W1=.15,.20 b1=.35 act=sigmoid t=.01 lr=.5 epochs=3 --check z1=.36", 1, "wrong"),
    ("forward x=1 W1=2 ''", 2, "an empty word stands among the givens"),
    ("rosenblatt X=0,0:0,1:1,0:1,1 t=-1,1,1,-1 bias=input", 0, "The classes are not linearly separable"),
    # a rational base to an exponent that is only known as a ball
    ("metrics tp=3 fp=1 fn=10^1^1e-300 tn=4", 0, "accuracy"),
    # a temporary file beside the folder one stands in
    ("forward x=1 W1=1 -o ''", 2, "the name of the file is empty"),
    # a list beside lists of other lengths, under other conventions
    (
        "convshape 3x32x32 want=15x15 conv:8,k=? pool:max,k=2 rounding=caffe --check settings=2,3",
        1,
        "possibly: ",
    ),
    ("forward x=@\ud800 W1=1", 2, "cannot be the name of a file"),
    # a weight of 0 beside a letter
    ("loss kind=mse y=0.5+x,2 yhat=2,4 weights=0,1 reduction=weighted-mean", 0, "dyhat="),
]


@pytest.mark.parametrize(
    ("typed", "code", "said"), FOUND, ids=[typed[:50].encode("ascii", "replace").decode() for typed, *_ in FOUND]
)
def test_found(typed: str, code: int, said: str) -> None:
    outcome = nncalc(typed)
    assert outcome.code == code, outcome.err[:500]
    assert said in outcome.out + outcome.err
