"""Vectors in figures, short enough for a label."""

from __future__ import annotations

from typing import Any

from nncalc.page.numerals import point
from nncalc.render.drawings.view import View

MOST_NUMBERS = 3


def written(view: View, q: Any) -> tuple[str, bool]:
    """`0.5`, `(0.1, 0.2)`, `(0.1, …, 0.9)`, and whether no number is left out; "" of letters and of what there is not."""
    if q is None:
        return "", True
    parts = q.items or [q]
    if not all(view.is_number(part) for part in parts):
        return "", True
    figures = [view.figure(part) for part in parts]
    if len(figures) == 1:
        return figures[0], True
    whole = len(figures) <= MOST_NUMBERS
    shown = figures if whole else [figures[0], "…", figures[-1]]
    between = "; " if point() == "," else ", "
    return f"({between.join(shown)})", whole
