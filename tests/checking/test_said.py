"""What is said of figures, word for word as it was last looked at in snapshots/pages/checks.txt."""

from __future__ import annotations

import kept
import pytest
from checked import EXAMPLE, SOFTMAX, check, checks, verdict
from commandline import nncalc
from typed_figures import EXPLAINED, HALF, READ, SETTINGS, THREE_SCORES


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("p.2=0", ("give more places: the value has decimals; the value is 0.05016",)),
        ("p.2=.1", ("right",)),
        ("p=.27,.05,1", ("right", "p.3=1: right, rounded to a whole number; the value is 0.6753")),
        ("loss=1", ("give more places: the value has decimals; the value is 1.2926",)),
    ],
)
def test_a_figure_that_is_right_because_it_says_little(figure: str, words: tuple[str, ...]) -> None:
    assert check(THREE_SCORES, figure).words == words


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("y.1=1e3", ("right, rounded to multiples of 1e3; the value is 1234",)),
        ("y.1=1234", ("right",)),
        ("y.1=123400e-2", ("right",)),
        ("y.2=0.00", ("give more places: no digit of the value is left; the value is 0.001",)),
        ("y.2=.001", ("right",)),
        ("y.2=1/1000", ("right",)),
        ("y.1=2468/2", ("right",)),
        ("y.3=0", ("right",)),
        ("y.3=0.000", ("right",)),
    ],
)
def test_a_figure_without_decimals_has_its_value_said(figure: str, words: tuple[str, ...]) -> None:
    assert check("forward x=1234,.001,sin(pi) W1=1,0,0:0,1,0:0,0,1", figure).words == words


def test_a_figure_without_decimals_for_what_has_no_value_or_is_a_word() -> None:
    assert check("forward x=a,a W1=1,-1 b1=2", "y=2").words == ("right",)
    assert check("rosenblatt X=1:-1 t=1,2 classes=1,2 rule=multiclass", "predictions=1,2").words == ("right",)


COARSE = [
    (EXAMPLE, "dW1=0,0:0,0", "coarse"), (EXAMPLE, "delta1=0,0", "coarse"),
    (EXAMPLE, "loss=0", "coarse"), (EXAMPLE, "delta1=.01,.01", "right"), (EXAMPLE, "dW1.1.1=0.00", "coarse"),
    (SOFTMAX, "p=0,1,0", "coarse"), (SOFTMAX, "p=0.13,0.87,0", "right"), (SOFTMAX, "loss=2", "coarse"),
    (SOFTMAX, "loss=2.", "coarse"), (SOFTMAX, "loss=2.0", "right"),
    ("metrics cm=50,10:5,35", "accuracy=17/20", "right"), ("metrics cm=50,10:5,35", "precision=1", "coarse"),
    ("forward x=1,2 W1=1,1:1,0", "y=3,1", "right"), ("forward x=-.2 W1=1", "y=0", "coarse"),
    ("forward x=0 W1=1", "y=0.0", "right"),
]  # fmt: skip
"""Figures that are right as far as they go, and whether that is far enough."""


@pytest.mark.parametrize(("line", "figure", "verdict"), COARSE)
def test_a_figure_that_a_guess_would_give_is_coarse(line: str, figure: str, verdict: str) -> None:
    assert check(line, figure).verdict == verdict


def test_parts_of_one_vector_count_together() -> None:
    """A part that keeps no digit is fine beside parts that do: they may be columns of a spreadsheet."""
    assert [each.verdict for each in checks(SOFTMAX, "p.1=.13", "p.2=.87", "p.3=.00")] == ["right"] * 3
    assert [each.verdict for each in checks(SOFTMAX, "p.1=0", "p.2=1", "p.3=0")] == ["coarse"] * 3


@pytest.mark.parametrize(
    ("places", "figure", "code"),
    [(0, "p=0,1,0", 0), (0, "loss=2", 0), (2, "loss=2.0", 1), (2, "loss=2.04", 0), (3, "p=.13,.869,.00", 0)],
)
def test_the_least_decimals_may_be_said(places: int, figure: str, code: int) -> None:
    assert nncalc(f"{SOFTMAX} --decimals {places} --check {figure}").code == code


def test_the_value_beside_a_whole_number_has_decimals_whatever_was_asked_for() -> None:
    done = nncalc("softmax-loss z=2,1,1 y=0 --digits 0 --check p.1=1 --steps none")
    assert "✗ p.1=1: give more places: the value has decimals; the value is 0.5761" in done.out
    done = nncalc("softmax-loss z=2,1,1 y=0 --digits 7 --check p.1=1 --steps none")
    assert "the value is 0.5761169" in done.out


def test_ten_wrong_components_are_named() -> None:
    ones, twos = ",".join("1" * 12), ",".join("2" * 12)
    rows = ":".join(",".join("01"[i == j] for j in range(12)) for i in range(12))
    assert len(check(f"forward x={ones} W1={rows}", f"y={twos}").words) == 11


TWO, BATCH = "forward x=1,2 W1=1,1:1,0", "forward x=1,2:3,1 W1=1,1:1,0"
PERCEPTRON = "rosenblatt X=3,3:4,3:1,1 t=1,1,-1"
HINGE = "hinge-loss s=1.3,4.9,2.0:2.2,2.5,-3.1 y=1,2"
ENDLESS = "loss kind=bce y=1 yhat=0"
SHAPES = "convshape 3x8x8 flatten fc:10"
TOGETHER = [
    (EXAMPLE, "a1=.59,.60", "y=.75,.77", "loss=.30"),
    (EXAMPLE, "a1=.6,.7", "y=.7514,.7729", "loss=.2984"),
    (EXAMPLE, "a1=.61,.59", "z2=1.1,1.2", "y=.7556,.7729", "delta2=.1398,-.0382", "loss=.2983"),
    (EXAMPLE, "delta1=.0364,.0371", "W1_new=.1498,.1996:.2498,.2995", "W2_new=.36,.41:.51,.56"),
    ("forward x=1 W1=1/3 W2=3", "y=.99"), ("forward x=1 W1=1/3 W2=3", "a1=.33", "y=.99"),
    ("forward x=1 W1=1/3 W2=3", "a1=.34", "y=1.02"), ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=1"),
    ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=0.886115"), ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=.1,.9,0"),
    ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=1,2"), ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=[2.0404]"),
    ("forward x=1,2 W1=1,1:1,0 b1=[.5]", "y=3.5,1.5", "y.1=3.50"), ("forward x=1,2 W1=1,1:1,0 b1=[.5]", "y.1=3.50", "y.2=1.6"),
    (HALF, "y=1,234", "z1=.6"), (HALF, "z1=.6", "y=.5"), (HALF, "z1=.6", "y=.6"), (HALF, "y=.6", "y.1=.6"),
    ("forward x=1,2 W1=1,1:1,0 W2=1,1", "y.1=6", "z1=5,1"), ("forward x=1,2 W1=1,1:1,0 W2=1,1", "y=6", "z1.1=5"),
    ("forward x=1,2 W1=1,1:1,0 W2=1,1", "y=12", "z1=5,1", "a1=5,7"),
    ("forward x=1 W1=1/3:1 W2=300,1", "z1.1=.33", "z1.2=5", "y=104"), (SOFTMAX, "p=.2,.7,.1", "loss=.80"),
    ("forward x=a,1 W1=1,0:0,1 W2=1,2", "z1=5,3", "y=a+6"),
    ("forward x=2 W1=1/3 W2=3 W3=2", "a1=.67", "z2=3", "y=6"), ("forward x=1 W1=1/3 W2=3 W3=1", "a1=.33", "z2=.8", "y=.9"),
    ("forward x=1 W1=1:1 W2=1,1 t=1", "y=3", "loss=2"), ("forward x=1 W1=1/3 W2=3", "a1.1=.33", "y=.99"),
    ("forward x=1 W1=1:1 W2=1,1", "a2=3", "y=3"),
    (EXAMPLE, "z1=.4775,.3925", "a1=.6172,.5969", "z2=1.1155,1.2369", "y=.7531,.7750", "loss=.2992"),
    ("forward x=1,2 W1=1,1:1,0 W2=1,1:1,-1 W3=1,1:0,1", "z1.1=4", "z2.1=5", "y.1=8", "y.2=3"),
    (SETTINGS, "settings=2", "biases=9"),
    (PERCEPTRON, "converged=false", "w=1,1"), (ENDLESS, "losses.1=∞", "loss=700"), (ENDLESS, "losses.1=5", "loss=5"),
]  # fmt: skip
"""Figures of one person, who may go on with what came out before."""
FIGURES = {
    HALF: [
        "y=-x5", "y=inf", "y=3/4", "y=0.5pi", "y=0.5x", "y=0.5e", "y=0.5π", "y=1234,567", "y=#REF!", "y==1/2", "y=+.5",
        "y=.25*10^-1", "y=5*10^(-1)", "y=5*10^(-1", "y=1e-5000", "y=", "y=.4", "y=.50000000000000000000000000000001",
    ],
    TWO: ["y=3 m,1", "y=-3,0,+1,0", "y=3,1.5,0,0", "y=300%,1 %", "y=[[3,1]]", "y=3:1"],
    "forward x=[[1,2]] W1=1,1:1,0": ["y=3,1", "y=3"],
    BATCH: ["y=3,1:4,3", "y=3,1,4,3", "y=3,1:4", "y=9,9:3,1,4,3", "y=3,1:4,3.5", "y=3,1:5/2,3"],
    "forward x=1,2:3,1:0,1 W1=1,1:1,0": ["y=3,1:4:3,1,0"],
    "forward x=1 W1=1:1:1:1:1:1:1:1:1:1:1:1": ["y=2,2,2,2,2,2,2,2,2,2,2,2"],
    "forward x=z1 W1=2": ["y=2*z1", "y=2*a1"], "forward x=y W1=2": ["y=2*y"],
    PERCEPTRON: [
        "converged=y", "converged=true", "converged=1", "w.1=2", "table=1", "table.1=1",
    ],
    "rosenblatt X=0:1:2 t=1,-1,1 epochs=1": ["converged=n", "converged=0", "converged=no"],
    ENDLESS: ["loss=inf", "loss=+inf", "loss=∞", "loss=Infinity", "loss=-inf", "loss=-∞", "loss=-infinity", "loss=700"],
    "metrics cm=0,0:0,5 zero=undefined": ["specificity=undefined", "specificity=0", "recall=undefined"],
    SHAPES: ["shape=10,5", "shape=10", "shape=11", "shape=9", "shape1=192"],
    SOFTMAX: ["loss=1:2", "loss=0.88611498398398032122", "loss=2", "loss=2.0403", "loss=1e9"],
    "softmax-loss z=1,2:3,0:1,1 y=0,0,1": ["loss=2.0550"],
    HINGE: ["losses.2=6.6", "losses=0,6.6", "losses=0,10.9", "loss=12.90", "loss=10.9"],
    "metrics cm=50,10:5,35": ["precision=7/8", "precision=.778"],
    "metrics kind=regression y=1,2,4 yhat=1,3,4": ["mape=16.67", "mape=16.67%", "mape=17", "mape=16.7 %"],
    "forward x=1 W1=1:1:1:1:1:1:1 b1=1,2,3,4,5,6,7": ["y=1,1,1,1,1,7,8", "y=1,1,1,1,6,7,8", "y=1,2,3,4,5,6,7"],
    EXAMPLE: [
        "W2_new=.44108,.4087:.5113,.5614", "W1_new.1.1=.148818", "W1_new.1.1=.154700256512", "loss=.29837110876000", "y=.8,.7",
    ],
}  # fmt: skip
"""One figure after another, each alone."""
CASES = [(line, figure) for line, figure, *_ in [*EXPLAINED, *READ]] + TOGETHER
CASES += [(line, figure) for line, figures in FIGURES.items() for figure in figures]


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case)[:60])
def test_what_is_said_of_figures(case: tuple[str, ...]) -> None:
    said = [f"{' --check '.join(case)}\n"]
    for each in checks(*case):
        said += [f"  {each.name}={each.typed}: {each.verdict}\n", *[f"    {words}\n" for words in each.words]]
    kept.compare_block("pages/checks.txt", "".join(said))


@pytest.mark.parametrize(
    ("line", "figure"),
    [(PERCEPTRON, "converged=no"), (HALF, "y=.7"), (HALF, "y=3/4"), (HALF, "y=inf"), (HALF, "y=.52"), (ENDLESS, "loss=5"),
     ("forward x=a W1=2", "y=a"), (SETTINGS, "settings=2x1,3"), (TWO, "y=3,2")],
)  # fmt: skip
def test_wrong_before_it_is_explained(line: str, figure: str) -> None:
    assert verdict(line, figure) == "wrong"


def test_the_value_is_shown_in_the_digits_that_were_typed() -> None:
    """Never fewer, whatever else the page shows."""
    words = [nncalc(f"forward x=1 W1=1/7 --steps none {digits} --check y=.1439").out for digits in ("--sig 2", "")]
    assert all("the value is 0.1429" in each for each in words)


def test_nothing_else_is_said() -> None:
    """No paragraph is left over from a figure that has gone."""
    assert {*kept.blocks("pages/checks.txt")} == {" --check ".join(case) for case in CASES}
