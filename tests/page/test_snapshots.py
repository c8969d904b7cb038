"""The pages of the examples of every type, and what is said of every slip, word for word as they were last looked at.

NNCALC_UPDATE_SNAPSHOTS=1 writes snapshots/pages/ anew; look at the difference.
"""

from __future__ import annotations

import os
import shlex

import pytest
from commandline import ROOT, nncalc
from test_slip_figures import LINES, checked, unhurried  # noqa: F401

from nncalc.declaring import registry

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
        order = sorted(there, key=lambda line: LINES.index(line) if line in LINES else -1)
        (PAGES / name).write_text("\n".join(there[line] for line in order), encoding="utf-8")
    assert block == there.get(first)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split(" | ")[2].split(":")[0])
def test_what_is_said_of_a_slip(line: str) -> None:
    compared_block("slips.txt", f"{line}\n" + "".join(f"    {words}\n" for words in checked(line).words))


def test_nothing_else_is_said() -> None:
    """No paragraph is left over from a slip that has gone."""
    assert [*blocks("slips.txt")] == LINES
