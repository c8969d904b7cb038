"""The whole sheet of a student: what is credited, what is asserted, and what right figures speak against."""

from __future__ import annotations

import random

import pytest
from checked import causes, checks, problem

from nncalc.checking.answers import check_figures
from nncalc.checking.judge.atlas import Atlas
from nncalc.checking.judge.said import CUT_SHORT
from nncalc.declaring.result_names import find, quantities_in
from nncalc.engine.run import PLAIN
from nncalc.page.solving import Settings, run_problem

NET = "backprop x=.5,.8 W1=.2,-.4:.6,.3 b1=.1,-.2 W2=.7,.5:-.3,.9 b2=.3,.1 t=1,0 lr=.5 act=sigmoid"
COUNTS = "metrics tp=42 fp=9 fn=14 tn=85"
TWO_ROWS = "softmax-loss z=3.2,5.1,-1.7:1.3,4.9,2.0 y=0,1"
W1, W2 = (0.2, -0.4, 0.6, 0.3), (0.7, 0.5, -0.3, 0.9)


def right(line: str, name: str) -> list[float]:
    """The components of a result, as floats."""
    return run_problem(
        problem(line), lambda run: [float(q.value.mid()) for q in quantities_in(find(run.results, name))]
    )


def figure(name: str, values: list[float], width: int = 2) -> str:
    """Figures of four decimals, as they are typed."""
    texts = [f"{value:.4f}" for value in values]
    return f"{name}=" + ":".join(",".join(texts[i : i + width]) for i in range(0, len(texts), width))


@pytest.mark.parametrize("f1", [".2857", ".2858"])
def test_carried_on_as_typed_or_in_full_precision(f1: str) -> None:
    """FP/(TP + FP) = 9/51 for the precision: F1 of .1765 is .2858, of 9/51 it is .2857."""
    precision, after = checks(COUNTS, "precision=.1765", f"f1={f1}")
    assert (precision.verdict, causes(precision), precision.certain) == ("mistake", ["exchanged"], True)
    assert (after.verdict, after.root) == ("carried", "precision")


def test_a_convention_that_also_fits_takes_no_credit_away() -> None:
    losses, loss = checks(TWO_ROWS, "losses=.8861,.0344", "loss=.4602")
    assert (losses.verdict, causes(losses)[0]) == ("convention", "log=10")
    assert loss.verdict == "carried"


def test_weights_typed_back_are_not_updated() -> None:
    (found,) = checks("backprop x=1,-2 W1=.1,.2 b1=.3 act=sigmoid t=1 lr=.5", "W1_new=.1000,.2000")
    assert (found.verdict, causes(found), found.certain) == ("mistake", ["not-updated"], True)
    assert "does not update W1" in found.words[-2]


def test_right_figures_speak_against_a_cause() -> None:
    """Precision and recall are right: they are exchanged in the line of F2 alone."""
    precision, recall, fbeta = checks(f"{COUNTS} beta=2", "precision=.8235", "recall=.75", "fbeta=.8077")
    assert (precision.verdict, recall.verdict) == ("right", "right")
    assert (causes(fbeta), fbeta.certain) == (["exchanged"], True)
    assert fbeta.words[1] == "cause: exchanges recall and precision in fbeta"


def test_divided_by_the_learning_rate() -> None:
    """η = .5 taken as 2: in every layer, one mistake and no two slips."""
    first = [w - 2 * d for w, d in zip(W1, right(NET, "dW1"), strict=True)]
    second = [w - 2 * d for w, d in zip(W2, right(NET, "dW2"), strict=True)]
    for found in checks(NET, figure("W1_new", first), figure("W2_new", second)):
        assert (found.verdict, found.certain) == ("mistake", True)
        assert "divides by lr" in found.words[-2]


def test_frozen_biases() -> None:
    b1, b2, weights = checks(NET, "b1_new=.1000,-.2000", "b2_new=.3000,.1000", figure("W1_new", right(NET, "W1_new")))
    assert [causes(each) for each in (b1, b2)] == [["not-updated", "bias-not-updated"]] * 2
    assert weights.verdict == "right"


def test_a_transposed_matrix() -> None:
    new = right(NET, "W1_new")
    (found,) = checks(NET, figure("W1_new", [new[0], new[2], new[1], new[3]]))
    assert (found.verdict, found.certain) == ("slip", True)
    assert "transposed" in found.words[-2]


def test_a_gradient_written_for_the_weights() -> None:
    (found,) = checks(NET, figure("W1_new", right(NET, "dW1")))
    assert (causes(found), found.certain) == (["other-line"], True)
    assert found.words[-2] == "cause: writes dW1 for W1_new"


def test_what_nobody_authored_is_named_and_what_follows_is_credited() -> None:
    """W2 left out of the step back: delta1 = Σδ2·a1(1 − a1), and everything after it carried on."""
    delta2, a1 = right(NET, "delta2"), right(NET, "a1")
    delta1 = [sum(delta2) * a * (1 - a) for a in a1]
    gradient = [d * x for d in delta1 for x in (0.5, 0.8)]
    sheet = [figure("delta2", delta2), figure("delta1", delta1), figure("dW1", gradient)]
    sheet.append(figure("W1_new", [w - 0.5 * d for w, d in zip(W1, gradient, strict=True)]))
    found = checks(NET, *sheet)
    assert [each.verdict for each in found] == ["right", "mistake", "carried", "carried"]
    assert (causes(found[1]), found[1].certain) == (["factor-left-out"], True)
    assert [each.root for each in found] == ["", "delta1", "delta1", "delta1"]


def test_a_slip_of_writing() -> None:
    (found,) = checks(
        "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99", "loss=.2894"
    )
    assert (causes(found), found.certain) == (["digits-swapped"], True)
    assert found.words[1] == "cause: two digits are swapped: 0.2984 is meant"


def test_the_same_at_any_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried is decided by counts: a clock that races changes nothing."""
    before = checks(NET, figure("W1_new", right(NET, "dW1")), "loss=.31")
    monkeypatch.setattr("time.monotonic", iter(range(10**6, 10**9, 10**4)).__next__)
    assert checks(NET, figure("W1_new", right(NET, "dW1")), "loss=.31") == before


def test_an_atlas_is_made_once_for_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    begin = Atlas.__init__

    def counting(self: Atlas, *arguments: object) -> None:
        made.append(arguments)
        begin(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Atlas, "__init__", counting)
    net = problem(NET)
    for loss in (".31", ".32", ".33"):
        check_figures(net, [("loss", loss)], Settings())
    assert len(made) == 1


def test_bounds_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncalc.checking.judge.mechanical.MOST_HYPOTHESES", 40)
    (found,) = checks(NET, "loss=.7777")
    assert found.verdict == "wrong"
    assert found.words[-1] == "not every mistake could be tried: there are too many"


def test_formulas_end_at_the_typed_figures() -> None:
    """z2 reads the a1 that was typed: nothing above it is looked at."""
    atlas = Atlas(problem(NET), PLAIN, ("a1", "z2", "loss"))
    assert atlas.above == {"a1": frozenset(), "z2": frozenset({"a1"}), "loss": frozenset({"z2"})}
    assert atlas.start is None, "other figures lead to the same formulas"


@pytest.mark.parametrize(
    ("line", "figure", "cause"),
    [
        ("backprop x=2,-1 W1=.5,.3 b1=.1 act1=sigmoid loss=bce t=0", "loss=0.5086", "other-function"),
        ("metrics kind=regression y=1,2,4,3 yhat=1.3,2.9,4.2,3.1", "mse=0.3167", "wrong-denominator"),
        ("metrics cm=5,1,0:2,4,1:0,1,6", "f1_macro=.7462", "other-line"),
        ("backprop x=.5,.8 W1=.2,-.4 b1=.1 act=tanh t=1", "delta1=-1.1033", "other-quantity"),
        ("rnn-step x=.5:.8 h0=.1 Wxh=.4 Whh=.9 act=tanh", "h2=.3885", "same-stem"),
        ("convshape 3x32x32 conv:16,k=5", "params1=1201", "one-bias-for-all"),
    ],
)
def test_slips_as_widely_as_their_rule(line: str, figure: str, cause: str) -> None:
    """log₁₀ in a loss of backprop, n − 1 for n, weighted for macro, 1 − z² for tanh′, the step before, one bias for all."""
    (found,) = checks(line, figure)
    assert cause in causes(found)


def test_a_long_working_is_searched_from_its_end() -> None:
    """An LSTM of 8 units over 20 steps: what was done with the loss is found, and a search that is cut says so."""
    draw = random.Random(4)

    def rows(n: int, width: int) -> str:
        return ":".join(",".join(f"{draw.uniform(-1, 1):.2f}" for _ in range(width)) for _ in range(n))

    weights = " ".join(f"Wx{gate}={rows(8, 2)} Wh{gate}={rows(8, 8)} b{gate}={rows(1, 8)}" for gate in "ifgo")
    lstm = problem(f"rnn-step cell=lstm x={rows(20, 2)} {weights} Why={rows(1, 8)} t=0.5")
    loss = run_problem(lstm, lambda run: float(run.results["loss"].value.mid()), PLAIN)
    halved, other = (check_figures(lstm, [("loss", f"{typed:.7f}")], Settings())[0] for typed in (loss / 2, loss * 1.3))
    assert halved.certain
    assert causes(halved) == ["factor-half"]
    assert other.words[-1] == CUT_SHORT
