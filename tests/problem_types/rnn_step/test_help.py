"""The help lists the givens of the cell that is typed, and without one each kind once."""

from __future__ import annotations

import re

import pytest
from commandline import nncalc

GATES = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}


def listed(words: str) -> set[str]:
    """The names of the givens."""
    done = nncalc(f"rnn-step {words} --help")
    assert done.code == 0
    return set(re.findall(r"^  \[?(\w+)\]?  ", done.out.split("Givens")[1].split("Conventions")[0], re.MULTILINE))


@pytest.mark.parametrize("cell", GATES)
@pytest.mark.parametrize("spelt", ["cell={}", "x=1,2 cell={}"])
def test_the_givens_of_one_cell(cell: str, spelt: str) -> None:
    names = listed(spelt.format(cell))
    for other, gates in GATES.items():
        weights = {f"{stem}{gate}" for gate in gates for stem in ("Wx", "Wh", "bx")}
        assert (weights <= names) == (other == cell)
        assert (weights & names == set()) == (other != cell)
    assert ("c0" in names, "Wci" in names, "W" in names) == (cell == "lstm", cell == "lstm", cell == "rnn")
    assert "bh" in names


@pytest.mark.parametrize("words", ["", "cell=elman", "cell="])
def test_without_a_cell_each_kind_stands_once(words: str) -> None:
    names = listed(words)
    assert {"WxG", "WhG", "bG", "WG", "WcG", "cell", "x", "c0", "bh"} <= names
    assert not {"Wxi", "Wxr", "bxo"} & names
    assert "cell=lstm" in nncalc("rnn-step --help").out.split("WxG")[1]
