"""Exact forms: those too long to be given are not written, and no other is left out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commandline import ROOT

from nncalc import api
from nncalc.batch.problems import Selection, find_files, read_all
from nncalc.declaring.problem import read_problem
from nncalc.declaring.result_names import quantities_in
from nncalc.engine.lazy import flint
from nncalc.engine.lengths import Lengths
from nncalc.engine.notation import Printer
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import Run
from nncalc.errors import NncalcError
from nncalc.page.input_style import InputStyle
from nncalc.page.solving import run_problem
from nncalc.problem_files.entry import Broken, kind_of

FILES = find_files([str(ROOT / "problems")])[0]
SEVERAL = 40
"""Quantities of each problem that are looked at."""
BOUNDS = (3, 10, 30, 100, 1000)


def in_full(quantity: Quantity) -> str | None:
    return Printer(InputStyle(), lambda q: None, fold=False, expand=True).expanded(quantity)


def check(run: Run) -> None:
    quantities = [q for result in run.results.values() for q in quantities_in(result)]
    formulas = [q for q in quantities if type(q.value) is not flint.fmpq and (q.value is None or q.value.is_finite())]
    lengths = {most: Lengths(most) for most in BOUNDS}
    for quantity in formulas[:: len(formulas) // SEVERAL + 1]:
        text = in_full(quantity)
        for most in BOUNDS:
            if lengths[most].exceeds(quantity):
                assert text is None or len(text) > most, (quantity.name, most, text)


@pytest.mark.parametrize("file", FILES, ids=lambda path: str(Path(path).relative_to(ROOT / "problems")))
def test_what_is_called_too_long_is_too_long(file: str) -> None:
    for entry in read_all([file], Selection()):
        if isinstance(entry, Broken):
            continue
        try:
            run_problem(read_problem(kind_of(entry), entry.given, None, entry.folder), check)
        except NncalcError:
            continue  # a problem that is refused, on purpose


def calls(work: Callable[[], Any]) -> int:
    """How many functions are called."""
    counted = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def test_what_is_given_of_a_wide_network_costs_no_more_than_its_lines() -> None:
    def row(count: int) -> str:
        return ",".join(f".{index + 1}" for index in range(count))

    def rows(count: int, width: int) -> str:
        return ":".join([row(width)] * count)

    given = {"x": row(20), "W1": rows(20, 20), "W2": rows(8, 20), "act": "sigmoid", "t": row(8), "lr": ".5"}
    solution = api.solve("backprop", given)
    lines, page = len(solution.with_all_lines().as_json()["steps"]), calls(solution.render)
    assert page < 40 * lines
    assert calls(lambda: solution.results) < 50 * lines
    assert calls(lambda: solution.render("json")) < 60 * lines
    assert calls(lambda: solution.with_all_lines().render("json")) < 150 * lines
