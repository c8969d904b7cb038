"""The Python interface, as the README shows it."""

from __future__ import annotations

import pytest

import nncalc
from nncalc import registry
from nncalc.errors import InputErrors


def test_a_solution_and_its_readings() -> None:
    solution = nncalc.solve("softmax-loss", z=[3.2, 5.1, -1.7], y=0)
    assert solution["loss"].decimal == "2.0404"
    assert solution["loss"].value == pytest.approx(2.0403551528)
    assert solution["p.1"].decimal == "0.1300"
    assert solution.with_digits(8)["loss"].decimal == "2.04035515"
    assert solution.with_digits(sig=3)["loss"].decimal == "2.04"
    assert "loss=2.0404" in solution.render("text", width=100)
    assert solution.check("loss", "0.87").verdict == "slip"
    assert solution.as_json()["results"]["loss"]["decimal"] == "2.0404"
    with pytest.raises(KeyError):
        solution["lost"]


def test_every_epoch_can_be_asked_for() -> None:
    solution = nncalc.solve("backprop", x=1, W1=".5", t=1, lr=".1", epochs=4)
    assert solution["epoch.2.W1"][0][0].decimal == "0.55"
    assert solution["epoch.2.W1.1.1"].exact == "11/20"
    assert solution["epoch.3.loss"].decimal == "0.08201"
    assert str(solution.sympy("epoch.2.W1.1.1")) == "11/20"
    with pytest.raises(KeyError, match=r"there is no result 'epoch\.2\.lost'; did you mean epoch\.2\.loss\?"):
        solution["epoch.2.lost"]
    with pytest.raises(KeyError, match=r"'epoch\.9\.W1'"):
        solution["epoch.9.W1"]


def test_the_names_of_the_types() -> None:
    assert nncalc.type_names() == registry.names()


@pytest.mark.parametrize(
    ("name", "given", "missing"),
    [
        ("loss", {"kind": "bce", "y": 1}, ["yhat"]),
        ("softmax-loss", {"y": 0}, ["z"]),
        ("backprop", {"x": 1, "W1": 1}, ["t"]),
        ("rnn-step", {"x": 1, "Wxh": 1, "Whh": 1, "grad": "yes"}, ["t"]),
        ("metrics", {"yhat": "1,0"}, ["y"]),
        ("metrics", {"y": "1,0"}, ["yhat"]),
        ("metrics", {"tp": 1}, ["fp", "fn"]),
    ],
)
def test_an_error_says_which_given_is_missing(name: str, given: dict[str, object], missing: list[str]) -> None:
    with pytest.raises(InputErrors) as caught:
        nncalc.solve(name, **given)
    assert [error.name for error in caught.value.errors] == missing
