"""The pages of the examples of every type, and what is said of every slip, word for word as they were last looked at.

NNCALC_UPDATE_SNAPSHOTS=1 writes snapshots/pages/ anew; look at the difference.
"""

from __future__ import annotations

import os
import shlex

import pytest
from commandline import ROOT, nncalc
from test_checking import EXAMPLE, EXPLAINED, READ, checks
from test_slip_figures import LINES, checked, unhurried  # noqa: F401

from nncalc import registry

PAGES = ROOT / "tests" / "snapshots" / "pages"


def compared(name: str, text: str) -> None:
    """Compare a text with its snapshot, or write it."""
    path = PAGES / name
    if os.environ.get("NNCALC_UPDATE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{name} is new: NNCALC_UPDATE_SNAPSHOTS=1 writes it"
    assert text == path.read_text(encoding="utf-8")


def page(example: str, *options: str) -> str:
    done = nncalc([*shlex.split(example), *options])
    return f"$ nncalc {shlex.join([*shlex.split(example), *options])}\n{done.out}{done.err}\n"


@pytest.mark.parametrize("name", registry.names())
def test_examples(name: str) -> None:
    compared(f"{name}.txt", "".join(page(example, "--width", "100") for example in registry.load(name).examples))


@pytest.mark.parametrize("name", registry.names())
def test_first_example_in_latex(name: str) -> None:
    compared(f"{name}.tex", page(registry.load(name).examples[0], "--format", "latex"))


TOGETHER = [
    (EXAMPLE, "a1=.59,.60", "y=.75,.77", "loss=.30"),
    (EXAMPLE, "a1=.6,.7", "y=.7514,.7729", "loss=.2984"),
    (EXAMPLE, "a1=.61,.59", "z2=1.1,1.2", "y=.7556,.7729", "delta2=.1398,-.0382", "loss=.2983"),
    (EXAMPLE, "delta1=.0364,.0371", "W1_new=.1498,.1996:.2498,.2995", "W2_new=.36,.41:.51,.56"),
    ("forward x=1 W1=1/3 W2=3", "y=.99"), ("forward x=1 W1=1/3 W2=3", "a1=.33", "y=.99"),
    ("forward x=1 W1=1/3 W2=3", "a1=.34", "y=1.02"), ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=1"),
    ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=0.886115"), ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=.1,.9,0"),
    ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=1,2"), ("softmax-loss z=3.2,5.1,-1.7 y=0", "loss=[2.0404]"),
    ("forward x=1,2 W1=1,1:1,0 b1=[.5]", "y=3.5,1.5", "y.1=3.50", "y.2=1.6"),
]  # fmt: skip
"""Figures of one person, who may go on with what came out before."""


CASES = [(line, figure) for line, figure, *_ in [*EXPLAINED, *READ]] + TOGETHER


def blocks(name: str) -> dict[str, str]:
    """The paragraphs of a snapshot by their first lines."""
    path = PAGES / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return {block.partition("\n")[0]: block + "\n" for block in text.strip().split("\n\n") if block}


def compared_block(name: str, block: str) -> None:
    """Compare a paragraph with that of the snapshot, or put it there."""
    there, first = blocks(name), block.partition("\n")[0]
    if os.environ.get("NNCALC_UPDATE_SNAPSHOTS"):
        there[first] = block
        (PAGES / name).write_text("\n".join(there.values()), encoding="utf-8")
    assert block == there.get(first)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split(" | ")[2][:40])
def test_what_is_said_of_a_slip(line: str) -> None:
    compared_block("slips.txt", f"{line}\n" + "".join(f"    {words}\n" for words in checked(line).words))


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case)[:60])
def test_what_is_said_of_figures(case: tuple[str, ...]) -> None:
    said = [f"{' --check '.join(case)}\n"]
    for check in checks(*case):
        said += [f"  {check.name}={check.typed}: {check.verdict}\n", *[f"    {words}\n" for words in check.words]]
    compared_block("checks.txt", "".join(said))


def test_nothing_else_is_said() -> None:
    """No paragraph is left over from a slip or a figure that has gone."""
    assert [*blocks("slips.txt")] == LINES
    assert {*blocks("checks.txt")} == {" --check ".join(case) for case in CASES}
