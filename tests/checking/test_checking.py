"""Explanations of wrong answers: which comes first, and what is said."""

from __future__ import annotations

import pytest
from checked import EXAMPLE, SOFTMAX, causes, check, checks, problem
from test_answers import STRIDED

from nncalc.checking.answers import published_check
from nncalc.page.solving import Settings, run_problem

EXPLAINED = [
    (EXAMPLE, "W1_new.1.1=.1497807", "right", None),
    (EXAMPLE, "W1_new.1.1=.14978071", "cut", "cut"),
    (EXAMPLE, "W1_new.1.1=.149818", "convention", "update=sequential"),
    (EXAMPLE, "W1_new.1.1=.149818", "convention", "update=sequential"),
    (EXAMPLE, "W1_new.1.1=.148866", "slip", "derivative-left-out"),
    (EXAMPLE, "W1_new.1.1=.149666", "slip", "first-path-only"),
    (EXAMPLE, "W1_new=.14982,.19964:.24979,.29958", "convention", "update=sequential"),
    (EXAMPLE, "delta1.1=.0364", "slip", "derivative-left-out"),
    (EXAMPLE, "loss=.5967422", "convention", "loss=sse"),
    (EXAMPLE, "W2_new=.44108,.49133:.48870,.53863", "slip", "ascends"),
    (SOFTMAX, "loss=0.886", "convention", "log=10"),
    (SOFTMAX, "loss=0.886", "convention", "log=10"),
    (SOFTMAX, "loss=.87", "slip", "one-minus-p"),
    (SOFTMAX, "loss=-2.0404", "slip", "minus-lost"),
    ("softmax-loss z=2,1,1 y=0", "p=.50,.25,.25", "slip", "exp-left-out"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "params1=34848", "slip", "bias-left-out"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=96x54x54", "slip", "plus-one-left-out"),
    ("convshape 3x227x227 conv:96,k=11,s=4", "shape1=55x55x96", "convention", "layout=hwc"),
    ("convshape 227x227x3 conv:96,k=11,s=4 layout=hwc", "shape1=96x55x55", "convention", "layout=chw"),
    (STRIDED, "shape1=16x15.5x15.5", "slip", "fraction-kept"),
    ("hinge-loss s=1.3,4.9,2.0:2.2,2.5,-3.1 y=1,2", "losses.2=10.9", "slip", "margin-left-out"),
    ("metrics cm=50,10:5,35", "precision=.875", "convention", "precision-and-recall-swapped"),
    (EXAMPLE, "W1_new.1.1=.150115", "slip", "last-path-only"),
    ('graph "f=x*y+x*z+y" x=2 y=3 z=4', "d_x=4", "slip", "last-path-only"),
    ('graph "f=x*y+x*z+y" x=2 y=3 z=4', "d_x=3", "slip", "first-path-only"),
    ("backprop x=1,-2 W1=.1,.2 b1=.3 act=sigmoid t=1 lr=.1", "b1_new=.425", "slip", "rate-left-out"),
    ("rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5", "b=-3", "slip", "rate-left-out"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=1,3", "convention", "order=once"),
    ("loss kind=bce y=1,0,1 yhat=.9,.2,.6", "loss=.0744", "slip", "negative-term-only"),
    ("softmax-loss z=2,.1,1 y=0 jacobian=yes", "J.1.2=.06496", "slip", "minus-lost"),
    ("rnn-step cell=gru x=1 Wxr=1 Wxz=1 Wxn=1 Whr=1 Whz=1 Whn=1 br=0 bz=0 bn=0", "params=6", "slip", "bias-left-out"),
]


@pytest.mark.parametrize(("line", "figure", "verdict", "cause"), EXPLAINED)
def test_what_explains_a_figure(line: str, figure: str, verdict: str, cause: str | None) -> None:
    found = check(line, figure)
    assert found.verdict == verdict, found.words
    assert cause is None or cause in causes(found), found.words
    if verdict not in ("right", "cut"):
        assert any(words.startswith("evidence: ") for words in found.words)
        assert any(words.startswith("the rule: ") for words in found.words)
        assert all(set(each) == {"id", "words", "rule"} and all(each.values()) for each in found.causes)


def test_rounded_early_says_how_early() -> None:
    """By hand: h = 1/3 ≈ .33 → 3·.33 = .99; at one place .3 → .9."""
    line = "forward x=1 W1=1/3 W2=3"
    assert causes(check(line, "y=.99")) == ["rounded-early-2"]
    assert causes(check(line, "y=.90"))[0] == "rounded-early-1"
    assert check(line, "y=.999").verdict == "rounded-early"
    assert check(line, "y=.98").verdict == "wrong"


def test_two_slips_together() -> None:
    """Without the derivative of the activation, and climbing."""
    found = check(EXAMPLE, f"W1_new.1.1={_two_slips_figure()}")
    assert found.verdict == "two-slips", found.words
    assert {"derivative-left-out+ascends", "ascends+derivative-left-out"} & set(causes(found)), causes(found)


def _two_slips_figure() -> str:
    from nncalc.engine.run import Policy
    from nncalc.rules.dense import delta_of, updated

    without = next(slip for slip in delta_of.slips if slip.id == "derivative-left-out")
    climbing = next(slip for slip in updated.slips if slip.id == "ascends")
    policy = Policy(choice={delta_of: without.function, updated: climbing.function})
    return str(
        run_problem(problem(EXAMPLE), lambda run: f"{float(run.results['W1_new'].items[0].value.mid()):.12f}", policy)
    )


def test_a_mistake_is_carried_forward_and_the_first_wrong_step_named() -> None:
    """z1 = 1·2 = 2 was taken as 5; then 3·5 = 15 and 15 + 1 = 16 are right, given the mistake."""
    line = "forward x=2 W1=1 W2=3 W3=1 b3=1"
    y, z2, z1 = checks(line, "y=16", "z2=15", "z1=5")
    assert z1.verdict == "wrong"
    assert z1.words[0].endswith("the first wrong step")
    assert (z2.verdict, y.verdict) == ("carried", "carried")
    assert any("your own z1" in words for words in z2.words)
    assert not any("first wrong step" in words for words in (*z2.words, *y.words))
    y, z2 = checks(line, "y=16", "z2=14")
    assert y.verdict == "wrong"
    assert "first wrong step" in z2.words[0]


def test_a_figure_does_not_explain_itself() -> None:
    """A part that is typed beside the whole is judged as the whole is, not as carried on from it."""
    whole, part = checks("hinge-loss s=3.2,5.1,-1.7:2.2,2.5,-3.1 y=0,2", "losses=2.9,10.9", "losses.2=10.9")
    assert (whole.verdict, part.verdict) == ("slip", "slip")
    assert part.causes[0]["id"] == "margin-left-out"


def test_evidence_is_counted_in_english() -> None:
    said = " ".join(checks("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=.9")[0].words)
    assert "1 digit matched" in said


def test_own_rounded_figures() -> None:
    """Earlier figures that are right, but rounded, and used so."""
    line = "forward x=1,2 W1=.123456,.2 W2=1000"
    z1, y = checks(line, "z1=.52", "y=520.0")
    assert (z1.verdict, y.verdict) == ("right", "rounded-early")
    assert any("your own rounded z1" in words or "2 decimals" in words for words in y.words)


def test_one_component_alone() -> None:
    """A slip in one row only is named with its place; what the other components are does not matter."""
    right = "W2_new=.3589,.4087:.5113,.5614"
    assert check(EXAMPLE, right).verdict == "right"
    found = check(EXAMPLE, "W2_new=.44108,.4087:.5113,.5614")
    assert found.words[0].startswith("1 of 4 figures not right")
    assert any("W2_new.1.1" in words for words in found.words)
    assert "ascends" in causes(found), found.words
    found = check(EXAMPLE, "delta1.1=.0363503")
    assert any("in delta1 only" in words or "delta1" in words for words in found.words), found.words


def test_every_explanation_of_a_coincidence_is_named() -> None:
    """One digit matches many things: all are possibilities, none is the cause."""
    found = check(EXAMPLE, "loss=.6")
    assert found.verdict != "right"
    assert len(found.causes) > 1
    assert any("rival" in words for words in found.words)
    assert not any(words.startswith("cause: ") for words in found.words if "loss=sse" not in words)


def test_published_figures() -> None:
    settings = Settings()
    solved = problem(SOFTMAX)
    for typed, cause, verdict, words in [
        ("0.87", "one-minus-p", "right", "wrong as published (one-minus-p): wrong; the value is 2.0404"),
        (
            "0.87",
            "exp-left-out",
            "wrong",
            "wrong as published, but not for the cause exp-left-out: found slip, one-minus-p",
        ),
        ("2.04", "one-minus-p", "wrong", "declared wrong, but it is right"),
        ("7.77", "wrong", "right", "wrong as published (wrong): wrong; the value is 2.0404"),
    ]:
        found = published_check(solved, "loss", typed, cause, settings)
        assert (found.verdict, found.words[0]) == (verdict, words)
