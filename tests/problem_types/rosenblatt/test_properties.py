"""What holds for any samples: the rate only scales, the end is what it says, an input of −1 turns the bias."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from runs_of_rosenblatt import KIND, XOR, plain, results

from nncalc.declaring.problem import read_problem
from nncalc.page.solving import run_problem

whole = st.integers(-4, 4)
points = st.lists(st.tuples(whole, whole, st.sampled_from((1, -1))), min_size=2, max_size=6)


@given(points, st.fractions(Fraction(1, 10), 3))
@settings(max_examples=60)
def test_the_learning_rate_only_scales(samples: list[tuple[int, int, int]], rate: Fraction) -> None:
    """From w = 0 the mistakes do not depend on η, and w and b are proportional to it."""
    typed = {"X": [list(s[:2]) for s in samples], "t": [s[2] for s in samples], "labels": "pm1", "epochs": 10}
    one, other = results(typed), results(typed | {"lr": str(rate)})
    assert one["mistakes"] == other["mistakes"]
    assert [rate * w for w in one["w"]] == other["w"]
    assert rate * one["b"] == other["b"]


@given(points, st.sampled_from(["epochs", "restart"]))
@settings(max_examples=60)
def test_the_end_is_what_it_says(samples: list[tuple[int, int, int]], order: str) -> None:
    """w is the sum of the samples that were mistaken; a converged run is right for every sample."""
    X, t = [s[:2] for s in samples], [s[2] for s in samples]
    found = results({"X": [list(x) for x in X], "t": t, "labels": "pm1", "order": order})
    for j in (0, 1):
        assert found["w"][j] == sum(t[i - 1] * X[i - 1][j] for i in found["mistakes"])
    assert found["b"] == sum(t[i - 1] for i in found["mistakes"])
    right = all(
        y * (sum(w * v for w, v in zip(found["w"], x, strict=True)) + found["b"]) > 0 for x, y in zip(X, t, strict=True)
    )
    assert right or not found["converged"]
    assert found["converged"] == (found["table"][-1]["mistake"] is False and right)
    if "certificate" in found:
        assert not found["converged"]


@given(points)
@settings(max_examples=40)
def test_an_input_of_minus_one_turns_the_bias(samples: list[tuple[int, int, int]]) -> None:
    typed = {"X": [list(s[:2]) for s in samples], "t": [s[2] for s in samples], "labels": "pm1", "epochs": 6}
    learned, as_input = results(typed), results(typed | {"bias": "input", "x0": "-1"})
    assert learned["w"] == as_input["w"]
    assert learned["b"] == -as_input["b"]


def test_the_run_is_recorded_once() -> None:
    """A second reading of the same problem gives the same; nothing is kept between runs."""
    problem = read_problem(KIND, XOR)
    first = run_problem(problem, lambda run: plain(run.results))
    assert run_problem(problem, lambda run: plain(run.results)) == first
