"""loss: derivatives against the tape's own, what the network losses share, edges of the entropies, slips."""

from __future__ import annotations

import json
from typing import Any

import pytest
from commandline import nncalc
from hypothesis import given, settings
from hypothesis import strategies as st

from nncalc.declaring.problem import read_problem
from nncalc.engine.decide import sign
from nncalc.engine.readings import gradient
from nncalc.engine.run import Run
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import in_input_syntax, read_result, run_problem
from nncalc.problem_types.backprop.problem import Backprop
from nncalc.problem_types.loss.problem import LossType
from nncalc.rules.loss_functions import ALL_LOSSES, LOSSES


def problem(**givens: Any) -> LossType:
    read = read_problem(LossType, givens)
    assert isinstance(read, LossType)
    return read


def text(name: str, **givens: Any) -> str:
    """A result as the answers print it."""
    from nncalc.engine.figures import Precision

    return run_problem(problem(**givens), lambda run: in_input_syntax(read_result(run.results[name], Precision(6))))


@st.composite
def problems(draw: st.DrawFn) -> dict[str, Any]:
    """Rows for any kind of loss, off its kinks."""
    kind = draw(st.sampled_from(sorted(ALL_LOSSES)))
    logits = kind in ("bce", "cross-entropy", "kl") and draw(st.booleans())
    width, rows = draw(st.integers(2, 3)), draw(st.integers(1, 2))
    shares = st.lists(st.integers(1, 9), min_size=width, max_size=width).map(lambda k: [f"{i}/{sum(k)}" for i in k])
    numbers = {
        "hinge": st.sampled_from(("-1", "1")),
        "squared-hinge": st.sampled_from(("-1", "1")),
        "bce": st.sampled_from(("0", "1", "1/4")),
    }.get(kind, st.fractions(-3, 3, max_denominator=7).map(str))
    off = st.fractions(-3, 3, max_denominator=7).map(lambda q: str(q + 1 / type(q)(97)))
    unit = st.integers(1, 96).map(lambda k: f"{k}/97")
    classes = kind in ("cross-entropy", "kl")
    y = shares if classes else st.lists(numbers, min_size=width, max_size=width)
    out = off if logits or kind != "bce" else unit
    outputs = shares if classes and not logits else st.lists(out, min_size=width, max_size=width)
    made: dict[str, Any] = {"kind": kind, "y": [draw(y) for _ in range(rows)]}
    made["z" if logits else "yhat"] = [draw(outputs) for _ in range(rows)]
    made["reduction"] = draw(st.sampled_from(("mean", "sum", "weighted-mean")))
    made["log"] = draw(st.sampled_from(("e", "2", "10")))
    if draw(st.booleans()):
        made["weights"] = draw(st.lists(st.sampled_from(("1", "2", "1/3")), min_size=width, max_size=width))
    return made


@settings(max_examples=120)
@given(problems())
def test_gradient_is_the_reverse_pass(givens: dict[str, Any]) -> None:
    solved = problem(**givens)

    def differences(run: Run) -> list[int]:
        given, name = (solved.z, "dz") if solved.z is not None else (solved.yhat, "dyhat")
        assert given is not None
        pairs = zip(run.results[name].items, gradient(run.results["loss"], given.items), strict=True)
        return [sign(written - derived) for written, derived in pairs]

    assert not any(run_problem(solved, differences))


def test_networks_and_loss_share_their_rows() -> None:
    """One row each, no second copy; backprop offers those of networks alone."""
    assert all(ALL_LOSSES[name] is row for name, row in LOSSES.items())
    assert Backprop.fields()["loss"].choices == tuple(LOSSES)


@pytest.mark.parametrize("kind", sorted(LOSSES))
def test_the_same_as_in_a_network(kind: str) -> None:
    """One sample through an identity layer has the loss and ∂E/∂y of `loss`."""
    y, out = "1,0", ".75,.25"
    network = read_problem(Backprop, {"x": out, "W1": "1,0:0,1", "t": y, "loss": kind})
    alone = problem(kind=kind, y=y, yhat=out)
    read = lambda run, *names: [[q.value for q in run.results[name].items] for name in names]  # noqa: E731
    exact = lambda rows: [[str(value) for value in row] for row in rows]  # noqa: E731
    there = run_problem(network, lambda run: read(run, "losses", "dy"))
    assert exact(run_problem(alone, lambda run: read(run, "losses", "dyhat"))) == exact(there)


EDGES = [
    ({"kind": "bce", "y": "1,0", "yhat": "1,0"}, "loss", "0"),
    ({"kind": "bce", "y": "1,0", "yhat": "1,0"}, "dyhat", "-0.5,0.5"),
    ({"kind": "bce", "y": "1", "yhat": "0"}, "loss", "inf"),
    ({"kind": "bce", "y": "1", "yhat": "0"}, "dyhat", "-inf"),
    ({"kind": "bce", "y": "0", "yhat": "1"}, "dyhat", "inf"),
    ({"kind": "cross-entropy", "y": "1,0", "yhat": "0,1"}, "loss", "inf"),
    ({"kind": "cross-entropy", "y": "1,0", "yhat": "1,0"}, "dyhat", "-1,0"),
    ({"kind": "kl", "y": "1,0", "yhat": "1,0"}, "loss", "0"),
    ({"kind": "kl", "y": ".5,.5", "yhat": "1,0"}, "loss", "inf"),
    ({"kind": "bce", "y": "1", "z": "1000"}, "loss", "5.07596e-435"),
    ({"kind": "bce", "y": "0", "z": "1000"}, "loss", "1000.000000"),
    ({"kind": "bce", "y": "0", "z": "3000"}, "loss", "3000.000000"),
    ({"kind": "bce", "y": "0", "z": "3000"}, "dz", "1.000000"),
    ({"kind": "cross-entropy", "y": "0,1", "yhat": "1,0", "weights": "1,0"}, "dyhat", "0,0"),
    ({"kind": "kl", "y": "0,1", "yhat": "1,0", "weights": "1,0"}, "dyhat", "0,0"),
    ({"kind": "bce", "y": "1,0", "yhat": "0,.5", "weights": "0,1"}, "dyhat", "0,1"),
    ({"kind": "mae", "y": "1,2", "yhat": "1,3"}, "dyhat", "0,0.5"),
    ({"kind": "huber", "y": "0", "yhat": "1"}, "dyhat", "1"),
    ({"kind": "hinge", "y": "1", "yhat": "1"}, "dyhat", "0"),
]


@pytest.mark.parametrize(("givens", "name", "expected"), EDGES, ids=str)
def test_edges(givens: dict[str, Any], name: str, expected: str) -> None:
    assert text(name, **givens) == expected


def test_infinite_losses_are_said_in_words() -> None:
    assert "the loss" in nncalc("loss kind=bce y=1,0 yhat=0,.5").out
    outcome = nncalc("loss kind=cross-entropy y=1,0:0,1 yhat=.5,.5:1,0 --width 200")
    assert "An output is 0 where the target is not in row 2" in outcome.out


def test_a_vector_weighs_outputs_and_a_column_samples() -> None:
    base = {"kind": "sse", "y": "0,0:0,0", "yhat": "1,1:1,1"}
    assert text("losses", weights="1,2", **base) == "3,3"
    assert text("losses", weights="1:2", **base) == "2,4"
    assert text("losses", weights="1,2:3,4", **base) == "3,7"
    assert text("loss", weights="1:3", reduction="weighted-mean", **base) == "2"


REFUSED = [
    {"kind": "bce", "y": "1,0", "yhat": "1.1,0"},
    {"kind": "bce", "y": "2,0", "yhat": ".1,0"},
    {"kind": "mse", "y": "1,0", "yhat": "1"},
    {"kind": "mse", "y": "1", "yhat": "1", "z": "1"},
    {"kind": "mse", "y": "1", "z": "1"},
    {"kind": "kl", "y": "1,1", "yhat": ".5,.5"},
    {"kind": "cross-entropy", "y": "1", "yhat": ".5"},
    {"kind": "hinge", "y": "0,-1", "yhat": ".5,1"},
    {"kind": "huber", "y": "0", "yhat": ".5", "delta": "0"},
    {"kind": "huber", "y": "a", "yhat": "1"},
    {"kind": "huber", "y": "1", "yhat": "b"},
    {"kind": "huber", "y": "1", "yhat": "1", "delta": "d"},
    {"kind": "mse", "y": "0,1", "yhat": "1,1", "weights": "0,0", "reduction": "weighted-mean"},
]


@pytest.mark.parametrize("givens", REFUSED, ids=str)
def test_what_does_not_fit_is_refused(givens: dict[str, Any]) -> None:
    with pytest.raises((InputError, InputErrors)):
        run_problem(problem(**givens), lambda run: None)


SLIPS = [
    ("kind=hinge y=1,-1 yhat=.4,.5", "loss=.25", "margin-left-out"),
    ("kind=hinge y=1,-1 yhat=.4,.5", "loss=.800", "zero-one-labels"),
    ("kind=cross-entropy y=1,0 yhat=.2,.8", "loss=.8000", "one-minus-p"),
    ("kind=cross-entropy y=1,0 yhat=.2,.8", "loss=.6990", "log=10"),
    ("kind=cross-entropy y=1,0 yhat=.2,.8", "loss=-1.6094", "minus-lost"),
    ("kind=bce y=1,0,1 yhat=.9,.2,.6", "loss=.2054", "positive-term-only"),
    ("kind=bce y=1,0 z=2,-1", "dz=.0596,-.1345", "gradient-reversed"),
    ("kind=cross-entropy y=1,0,0 z=1,2,3", "dz=-.9100,0,0", "jacobian-diagonal-only"),
    ("kind=mse y=1,2 yhat=3,5", "dyhat=4,6", "factor-two"),
    ("kind=mse y=1,2 yhat=3,5", "dyhat=1.0,1.5", "factor-half"),
    ("kind=bce y=1,0 z=2,-1", "dz=.4404,.1345", "target-left-out"),
    ("kind=cross-entropy y=1,0,0 z=1,2,3", "dz=.0900,.2447,.6652", "target-left-out"),
    ("kind=cross-entropy y=1,0,0 z=1,2,3 weights=2,1,1", "dz=.1801,.4895,1.3305", "target-left-out"),
    ("kind=bce y=1,0 z=2,-1", "dz=-.1192,.2689", "mean-left-out"),
    ("kind=mse y=1,2,3 yhat=1.5,1.8,4.7", "dyhat=1,-.4,3.4", "mean-left-out"),
    ("kind=sse y=1,2,3 yhat=1.5,1.8,4.7", "dyhat=.3333,-.1333,1.1333", "mean-for-sum"),
    ("kind=sse y=1,2,3 yhat=1.5,1.8,4.7", "loss=1.06", "mean-for-sum"),
    ("kind=half-sse y=1,2,3 yhat=1.5,1.8,4.7", "loss=.53", "mean-for-sum"),
    ("kind=cross-entropy y=0,1,0 z=1.2,.7,-.5", "loss=1.1102", "softmax-twice"),
    ("kind=cross-entropy y=0,1,0 z=1.2,.7,-.5", "yhat=.8571,.5000,-.3571", "exp-left-out"),
    ("kind=cross-entropy y=1,0,0 z=-.5,.7,1.2", "yhat=-.3571,.5000,.8571", "exp-left-out"),
    ("kind=cross-entropy y=0,1,0 z=1.2,.7,-.5", "loss=.6931", "exp-left-out"),
    ("kind=cross-entropy y=0,1,0 z=1.2,.7,-.5", "loss=.3567", "log-of-score"),
    ("kind=kl y=0,1,0 z=1.2,.7,-.5", "loss=1.1102", "softmax-twice"),
    (
        "kind=cross-entropy y=0,1,0:1,0,0 z=1.2,.7,-.5:.3,2,1",
        "yhat=.7109,.2142,.1824:.2891,.7858,.8176",
        "softmax-over-columns",
    ),
    ("kind=cross-entropy y=0,1,0 yhat=.2,.45,.35", "loss=.9872", "softmax-twice"),
    ("kind=bce y=1,0 z=2,-1", "loss=.5917", "sigmoid-twice"),
    ("kind=bce y=1,0 yhat=.9,.2", "loss=.5696", "sigmoid-twice"),
    ("kind=sse y=1,2,3 yhat=1.5,1.8,4.7", "loss=6.36", "factor-two"),
    ("kind=mse y=1,2,3 yhat=1.5,1.8,4.7", "loss=2.12", "factor-two"),
    ("kind=half-sse y=1,2,3 yhat=1.5,1.8,4.7", "loss=.795", "factor-half"),
    ("kind=half-mse y=1,2,3 yhat=1.5,1.8,4.7", "loss=.265", "factor-half"),
    ("kind=huber y=0,0 yhat=.5,-3", "loss=.6562", "factor-half"),
    ("kind=kl y=.5,.5 yhat=.9,.1", "loss=-.5108", "minus-lost"),
    ("kind=hinge y=1,-1 yhat=.4,.5", "loss=.95", "difference-reversed"),
    ("kind=squared-hinge y=1,-1 yhat=.4,.5", "loss=1.105", "difference-reversed"),
]


@pytest.mark.parametrize(("givens", "figure", "slip"), SLIPS)
def test_slips_are_found(givens: str, figure: str, slip: str) -> None:
    outcome = nncalc(f"loss {givens} --check {figure} --format json")
    assert outcome.code == 1
    causes = json.loads(outcome.out)["checks"][0]["causes"]
    assert slip in [cause["id"] for cause in causes]


def test_unknown_components_keep_their_lines_in_brief() -> None:
    out = nncalc("loss kind=mse y=a,1 yhat=b,2 --steps brief").out
    assert "∂L/∂ŷ₁ = 2·(ŷ₁ − y₁)/2 = 2·(b − a)/2" in " ".join(out.split())
    assert "(∂L/∂ŷ₁" not in out


def test_the_mean_over_one_output_is_not_written() -> None:
    assert "L = (ŷ₁ − y₁)² = (b − a)²" in nncalc("loss kind=mse y=a yhat=b").out
