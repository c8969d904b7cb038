"""Tables on paper: one that is too wide to be read is set in parts, each with the first column."""

from __future__ import annotations

import pytest

from nncalc.page.document import Table
from nncalc.render.markup import with_minus
from nncalc.render.wide_tables import BETWEEN, ROOM, SMALLEST, readable

ROW = tuple("abcdefghij")
WIDE = Table(ROW, (ROW, ROW), frozenset({0, 8}))


def test_a_table_that_can_be_read_stays_whole() -> None:
    assert list(readable(WIDE, [5.0] * 10)) == [(WIDE, [5.0] * 10)]


@pytest.mark.parametrize("width", [20.0, 60.0, 500.0])
def test_parts_have_every_column_once_and_the_first_always(width: float) -> None:
    parts = list(readable(WIDE, [width] * 10))
    assert [part.headers[0] for part, _ in parts] == ["a"] * len(parts)
    assert "".join("".join(part.headers[1:]) for part, _ in parts) == "bcdefghij"
    assert all(part.rows == (part.headers,) * 2 for part, _ in parts)
    assert [{part.headers[index] for index in part.words} - {"a"} for part, _ in parts if "i" in part.headers] == [
        {"i"}
    ]
    assert all(len(part.headers) == len(widths) > 1 for part, widths in parts)
    if width < 50:
        assert max(sum(widths) + BETWEEN * len(widths) for _, widths in parts) < ROOM / SMALLEST * 1.1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("it is -1 where net < 0", "it is −1 where net < 0"), ("-0.5", "−0.5"), ("(-2.5)", "(−2.5)"), ("at -.5", "at −.5"),
        ("x=-1 t=1,-1", "x=-1 t=1,-1"), ("1e-5", "1e-5"), ("gaussian-2s2", "gaussian-2s2"), ("2-3", "2-3"), ("--all", "--all"),
    ],
)  # fmt: skip
def test_negative_numbers_in_words_have_a_minus(text: str, shown: str) -> None:
    assert with_minus(text) == shown
