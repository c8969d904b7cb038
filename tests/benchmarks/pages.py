"""Other forms of a page, and one wrong figure explained: each a whole command, against the text page of the same problem."""

from __future__ import annotations

from collections.abc import Iterator

from measure import Row, compared, nncalc
from networks import EXAMPLE

WRONG = "W2_new=.4411,.4913:.4887,.5386"
"""Weights of a step up the slope."""


def wide() -> list[str]:
    """A step of a 32-32-16 network as typed."""

    def row(i: int, length: int) -> str:
        return ",".join(str(((7 * i + 3 * j) % 19 - 9) / 20) for j in range(length))

    W1, W2 = ":".join(row(i, 32) for i in range(32)), ":".join(row(i, 32) for i in range(16))
    return ["backprop", f"x={row(1, 32)}", f"W1={W1}", f"W2={W2}", "act=sigmoid", f"t={','.join(['.5'] * 16)}", "lr=.5"]


def rows() -> Iterator[Row]:
    words = EXAMPLE.split()
    page, name = nncalc(*words), "its text page"
    for format_, goal in (("html", "1.3"), ("json", "2")):
        yield compared(f"`nncalc backprop … --format {format_}`", nncalc(*words, "--format", format_), name, page, goal)
    yield compared("`nncalc backprop … --lang zh`", nncalc(*words, "--lang", "zh"), name, page, "1.1")
    yield compared("`nncalc backprop … --check` of a wrong figure", nncalc(*words, "--check", WRONG), name, page)
    text, json = (nncalc(*wide(), "--format", format_) for format_ in ("text", "json"))
    yield compared("32-32-16 step, JSON", json, name, text, "2", rounds=5)
