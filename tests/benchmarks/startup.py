"""Whole commands from a cold start, against Python importing a library."""

from __future__ import annotations

from collections.abc import Iterator

from measure import Row, compared, nncalc, python
from networks import EXAMPLE


def rows() -> Iterator[Row]:
    click, torch, sympy = python("import click"), python("import torch"), python("import sympy")
    words = EXAMPLE.split()
    yield compared("`nncalc --help`", nncalc("--help"), "`import click`", click, "1.05")
    yield compared("`nncalc --version`", nncalc("--version"), "`import click`", click, "1.05")
    yield compared("a usage error", nncalc("backprop", "--formt", "x"), "`import click`", click, "1.05")
    yield compared("`nncalc backprop …`, piped", nncalc(*words), "`import click`", click, "1.75")
    yield compared(
        "`nncalc backprop …`, in colour", nncalc(*words, "--color", "always"), "`import click`", click, "2.2"
    )
    yield compared("`nncalc backprop …`, piped", nncalc(*words), "`import sympy`", sympy)
    yield compared("`nncalc backprop …`, piped", nncalc(*words), "`import torch`", torch, "0.1", rounds=5)
