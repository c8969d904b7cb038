"""Answers that are formulas: the names they may hold, and what explains a wrong one."""

from __future__ import annotations

import pytest
from checked import causes, check, checks


@pytest.mark.parametrize(
    ("line", "figure", "verdict"),
    [
        ("rnn-step x=a Wxh=u Whh=w bh=c t=0 grad=yes act=identity", "dWxh=dbh*a", "right"),
        ("rnn-step x=a:b Wxh=u Whh=w Why=v act=identity", "y=v*h", "right"),
        ("rnn-step x=a:b Wxh=u Whh=w Why=v act=identity", "y=v*h.1", "right"),
        ("forward x=a,b W1=1,0:0,1 W2=1,1", "y=2*z1", "unreadable"),
        ("forward x=a,b W1=1,0:0,1 W2=1,1", "y=2*x", "unreadable"),
        ("forward x=sin(pi) W1=1", "y=0/1", "right"),
    ],
)
def test_formulas(line: str, figure: str, verdict: str) -> None:
    """Names of results whose figure has another name, of the only part of one; not of the first of several. A value
    that may be zero is compared with 1."""
    assert check(line, figure).verdict == verdict


TWO_PATHS, NEURON = "graph q=x*y f=q*x", "backprop x=x W1=w b1=b act1=sigmoid t=t"


@pytest.mark.parametrize(
    ("line", "typed", "ids", "certain"),
    [
        (TWO_PATHS, "d_x=y*x", ["first-path-only", "last-path-only"], False),
        (NEURON, "dW1=(y-t)*(1-y)*x", ["factor-a-left-out"], True),
        (NEURON, "dW1=(y-t)*y*(1-y)", ["input-left-out"], True),
        ("forward x=a,b W1=p,q b1=c", "y=a*p+b*q", ["bias-not-added"], True),
    ],
)
def test_a_formula_is_explained_as_a_number_is(line: str, typed: str, ids: list[str], certain: bool) -> None:
    found = check(line, typed)
    assert (causes(found), found.certain) == (ids, certain)
    assert found.words[-1].startswith("the rule: ")


def test_a_wrong_formula_is_carried_on_and_needs_no_slip_beside_it() -> None:
    assert causes(check(NEURON, "dW1=(y-t)*y*x")) == ["sigma-for-derivative"]
    found = checks(NEURON, "delta1=(y-t)*y", "dW1=(y-t)*y*x", "dx=(y-t)*y*w")
    assert [causes(each) for each in found] == [["sigma-for-derivative"], ["carried"], ["carried"]]
    found = checks(f"{NEURON} W2=v", "delta1=v*(y-t)*7", "dW1=v*(y-t)*7*x", "dx=7")
    assert [causes(each) for each in found] == [[], ["carried"], []]


def test_a_number_typed_for_a_formula_is_carried_on() -> None:
    assert causes(checks("graph f=(x+y)*z", "v1=3", "f=3*z")[1]) == ["carried"]


def test_a_formula_may_hold_either_name_of_a_line_and_is_told_the_nearest() -> None:
    line = "forward x=a,b W1=p,q:r,s W2=c,d:u,v act=sigmoid"
    assert check(line, "y.2=sigmoid(u*a1.1+v*a1.2)").verdict == "right"
    line = "backprop x=a W1=p:q act=sigmoid t=r,s"
    assert check(line, "dW1=(a1.1-r)*a1.1*(1-a1.1)*a:(y.2-s)*y.2*(1-a1.2)*a").verdict == "right"
    assert "there is no such name: 'a1.3'" in str(check(line, "loss=a1.3").words)


def test_a_slip_beside_a_wrong_formula_that_does_not_give_the_answer_carried_on() -> None:
    line = f"{NEURON} lr=a"
    found = checks(line, "delta1=(t-y)*y*(1-y)", "dW1=(t-y)*y*(1-y)*x", "W1_new=w+a*dW1")
    assert [causes(each) for each in found[1:]] == [["carried"], ["ascends"]]


def test_a_single_number_is_its_own_first_part_in_a_formula() -> None:
    assert check("graph q=x*y f=q*x", "f=q.1*x").verdict == "right"
