"""The pages of the examples of every type, word for word as they were last looked at."""

from __future__ import annotations

import shlex

import kept
import pytest
from commandline import nncalc

from nncalc.declaring import registry


def page(example: str, *options: str) -> str:
    done = nncalc([*shlex.split(example), *options])
    return f"$ nncalc {shlex.join([*shlex.split(example), *options])}\n{done.out}{done.err}\n"


@pytest.mark.parametrize("name", registry.names())
def test_examples(name: str) -> None:
    kept.compare(
        f"pages/{name}.txt", "".join(page(example, "--width", "100") for example in registry.load(name).examples)
    )


@pytest.mark.parametrize("name", registry.names())
def test_first_example_in_latex(name: str) -> None:
    kept.compare(f"pages/{name}.tex", page(registry.load(name).examples[0], "--format", "latex"))
