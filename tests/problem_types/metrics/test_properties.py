"""Identities of the measures; whatever is typed is solved or refused."""

from __future__ import annotations

import contextlib
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from runs_of_metrics import solved

from nncalc.errors import InputError, InputErrors

COUNTS = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3).filter(
    lambda cm: any(map(any, cm))
)


@given(COUNTS)
def test_identities(cm: list[list[int]]) -> None:
    """Micro averages and the weighted recall are the accuracy; order of classes and transposition change names only."""
    found = solved(cm=cm)
    for name in ("precision_micro", "recall_micro", "f1_micro", "recall_weighted"):
        assert found[name] == found["accuracy"]
    turned = solved(cm=[list(column) for column in zip(*cm, strict=True)])
    assert turned["precision_per_class"] == found["recall_per_class"]
    assert turned["f1_per_class"] == found["f1_per_class"]
    assert turned["kappa"] == found["kappa"]
    for f1, jaccard in zip(found["f1_per_class"], found["jaccard_per_class"], strict=True):
        assert f1 == 2 * jaccard / (1 + jaccard)
    backward = solved(cm=[row[::-1] for row in cm[::-1]])
    assert backward["precision_per_class"] == found["precision_per_class"][::-1]
    assert backward["f1_macro"] == found["f1_macro"]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=1, max_size=20))
def test_auc_is_the_share_of_pairs_ranked_right(samples: list[tuple[bool, int]]) -> None:
    positive = [score for truth, score in samples if truth]
    negative = [score for truth, score in samples if not truth]
    found = solved(y=[int(truth) for truth, _ in samples], scores=[s for _, s in samples], classes="0,1")
    right = sum((p > q) + Fraction(p == q, 2) for p in positive for q in negative)
    pairs = len(positive) * len(negative)
    assert found["auc"] == (right / pairs if pairs else None), "without one of the sides it is undefined"
    assert found["roc"][-1] == [1 if negative else None, 1 if positive else None]


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=8))
def test_errors_of_numbers(pairs: list[tuple[int, int]]) -> None:
    """MSE splits into the variance of the errors and the square of their mean; R² of the mean is 0."""
    y, yhat = map(list, zip(*pairs, strict=True))
    found = solved(kind="regression", y=y, yhat=yhat)
    assert found["mse"] == found["sse_centred"] / len(y) + found["e_mean"] ** 2
    assert found["max_error"] >= found["medae"]
    assert found["max_error"] >= found["mae"]
    if len(set(y)) > 1:
        mean = str(Fraction(sum(y), len(y)))
        assert solved(kind="regression", y=y, yhat=[mean] * len(y))["r2"] == 0


NAMES = ["cm", "y", "yhat", "tp", "fp", "fn", "tn", "scores", "positive", "classes", "beta", "k", "kind", "zero"]
VALUES = ["1", "1,0", "1,0,1", "1,2:3,4", ".5,.2", ".9,.1:.2,.8", "a,b", "x", "-1", "regression", "", "undefined"]


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES)))
def test_whatever_is_typed_is_solved_or_refused(typed: dict[str, str]) -> None:
    with contextlib.suppress(InputErrors, InputError):
        assert solved(**typed)
