"""What of a network is on the page: the table always, receptive fields and memory where they are asked for."""

from __future__ import annotations

import json

import pytest
from commandline import nncalc

LINE = "convshape 3x8x8 conv:4,k=3 relu pool:max,k=2 fc:2"


@pytest.mark.parametrize("steps", ["full", "brief", "none"])
def test_the_table_stands_at_every_length(steps: str) -> None:
    page = nncalc(f"{LINE} --steps {steps}").out
    assert "\nSummary\n" in page
    assert page.count("pool:max,k=2") == {"full": 3, "brief": 2, "none": 1}[steps]


@pytest.mark.parametrize("format", ["text", "markdown", "latex"])
def test_fields_and_memory_are_there_when_asked(format: str) -> None:
    plain, asked = (nncalc(f"{LINE} {more} --format {format}").out for more in ("", "fields=yes"))
    for word in ("Receptive field", "Memory"):
        assert word not in plain
        assert word in asked
    assert "field4=8" in asked.split("Answers")[1]


def test_they_are_results_anyway() -> None:
    done = nncalc(f"{LINE} --check receptive_field1=3 --check memory=1496")
    assert (done.code, "2 of 2 right" in done.out) == (0, True)
    shown = nncalc(f"{LINE} --show receptive_field3").out
    assert "\nReceptive field\n  r1 = " in shown
    results = json.loads(nncalc(f"{LINE} --format json").out)["results"]
    assert results["receptive_field3"]["value"] == 4
    assert results == json.loads(nncalc(f"{LINE} fields=yes --format json").out)["results"]


def test_what_is_shown_explains_no_figure() -> None:
    done = nncalc(f"{LINE} --check memory=1497 --check receptive_field1=4")
    assert "fields=" not in done.out
