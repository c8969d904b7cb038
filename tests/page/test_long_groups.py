"""How many components of a long tensor are shown before the rest is folded: fewer where their formulas are long."""

from __future__ import annotations

import random

import pytest

import nncalc


def numbers(rows: int, columns: int) -> list[list[float]]:
    source = random.Random(rows * columns)
    return [[source.randint(-9, 9) / 10 for _ in range(columns)] for _ in range(rows)]


def shown(page: str, head: str) -> int:
    """The lines of components behind the line of a whole."""
    lines = [line.strip() for line in page.splitlines()]
    start = lines.index(head)
    return next(i for i, line in enumerate(lines[start + 1 :]) if line.startswith("…"))


@pytest.mark.parametrize(("columns", "wanted"), [(2, 8), (8, 5), (30, 2)])
def test_long_formulas_stand_in_few_lines(columns: int, wanted: int) -> None:
    page = nncalc.solve("attention", Q=numbers(6, columns), K=numbers(6, columns)).render()
    assert shown(page, "S = Q·Kᵀ") == wanted


def test_a_ten_token_attention_with_gradients_is_read_in_one_sitting() -> None:
    weights = {name: numbers(8, 8) for name in ("Wq", "Wk", "Wv")}
    given = {"X": numbers(10, 8), **weights, "upstream": numbers(10, 8)}
    page = nncalc.solve("attention", **given).render()
    assert len(page.splitlines()) < 250
    assert shown(page, "∂L/∂X = ∂L/∂Q · Wqᵀ + ∂L/∂K · Wkᵀ + ∂L/∂V · Wvᵀ") == 2
