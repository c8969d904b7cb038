"""Runs that end when they have what is asked of them."""

from __future__ import annotations

import pytest

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.run import PLAIN, Enough, Run, Watched
from nncalc.page.solving import run_problem


def network_run(until: frozenset[str] | None) -> Run:
    given = {"x": "1,-2", "W1": ".1,.2", "b1": ".3", "act": "sigmoid", "t": "1", "lr": ".5"}
    problem = read_problem(registry.load("backprop"), given)
    return run_problem(problem, lambda run: run, PLAIN._replace(until=until))


def test_a_run_ends_with_the_last_that_is_asked() -> None:
    whole, ended = network_run(None), network_run(frozenset({"loss", "z1"}))
    assert list(ended.results) == list(whole.results)[: list(whole.results).index("loss") + 1]
    assert "W1_new" in whole.results
    assert str(ended.results["loss"].value) == str(whole.results["loss"].value)


def test_what_is_never_there_ends_nothing() -> None:
    whole = network_run(None)
    assert list(network_run(frozenset({"loss", "nothing"})).results) == list(whole.results)
    assert list(network_run(frozenset()).results) == list(whole.results)


def test_what_was_recorded_twice() -> None:
    watched = Watched(frozenset({"a"}))
    watched["b"] = 1
    watched["b"] = 2
    with pytest.raises(Enough):
        watched["a"] = 3
    assert watched == {"a": 3, "b": 2}
    assert watched.again == {"b"}
