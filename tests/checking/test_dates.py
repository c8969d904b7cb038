"""Dates and codes are no sums: typed as answers, or expected of a key, they cannot be read."""

from __future__ import annotations

import pytest
from commandline import nncalc

DATES = [
    "2026-01-03", "2026/1/3", "2026.1.3", "1/3/2026", "3-1-2026", "1/3/26", "3-Jan", "Jan-03", "3-Jan-26", "3 January 2026",
    "1月3日",
    "2026年1月3日", "2026-01-03 00:00:00",
]  # fmt: skip
CODES = ["01-03", "1-03", "007-12", "2026-0103", "12-07-99"]


@pytest.mark.parametrize("typed", DATES)
@pytest.mark.parametrize("figure", ["loss={}", "p={},0.87,0.00"])
def test_a_date(typed: str, figure: str) -> None:
    done = nncalc(["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--check", figure.format(typed)])
    assert done.code == 1
    assert "this cannot be read" in done.out
    assert "is a date" in done.out


@pytest.mark.parametrize("typed", CODES)
def test_a_code(typed: str) -> None:
    done = nncalc(["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--check", f"loss={typed}"])
    assert f"'{typed}' is a code and no figure" in done.out or "is a date" in done.out


@pytest.mark.parametrize(
    "typed", ["2.54-0.5", "1e-03", "5-3", "2e-01*10", "4-2-1", "8/4", "1/2/8", "(12)-(3)", "2026-1", "3-0.5"]
)
def test_a_sum_is_no_date(typed: str) -> None:
    done = nncalc(["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--check", f"loss={typed}"])
    assert "cannot be read" not in done.out


def test_a_date_that_a_key_expects(tmp_path: pytest.TempPathFactory) -> None:
    path = f"{tmp_path}/key.yaml"
    with open(path, "w") as file:
        file.write("- {id: a, type: forward, given: {x: 1, W1: 1/3}, expect: {y: 2026-01-03}}\n")
    done = nncalc(["batch", path])
    assert done.code == 1
    assert "'2026-01-03' is a date" in done.out
