"""The Python interface, as the README shows it."""

from __future__ import annotations

import pytest

import nncalc
from nncalc import registry


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


def test_the_names_of_the_types() -> None:
    assert nncalc.type_names() == registry.names()
