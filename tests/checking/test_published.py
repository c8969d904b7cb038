"""The figures that the published examples print, digit for digit, and the page they stand on."""

from __future__ import annotations

import pytest
from commandline import nncalc

NETWORK = "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5"
"""A 2-2-2 network, one step: Mazur, A Step by Step Backpropagation Example (2015)."""

PRINTED = {
    "loss": "0.298371109",
    "W2_new": "0.35891648,0.408666186:0.511301270,0.561370121",
    "W1_new": "0.149780716,0.19956143:0.24975114,0.29950229",
    "y": "0.75136507,0.772928465",
    "z1.1": "0.3775",
    "a1": "0.593269992,0.596884378",
    "dW2.1.1": "0.082167041",
}
ONE_OUTPUT = 'graph "f=(x+y)*z" x=-2 y=5 z=-4'
NEURON = 'graph "f=1/(1+exp(-(w0*x0+w1*x1+w2)))" w0=2 w1=-3 w2=-3 x0=-1 x1=-2 --digits 2'
"""Both from the notes of Stanford's CS231n, Backpropagation, Intuitions."""


def answers(text: str) -> dict[str, str]:
    lines = text.split("\nAnswers\n")[1].split("\n\n")[0].splitlines()
    return dict(line.split("=", 1) for line in lines)  # type: ignore[misc]


def test_the_network_has_every_printed_figure() -> None:
    checks = " ".join(f"--check {name}={value}" for name, value in PRINTED.items())
    done = nncalc(f"{NETWORK} --steps none {checks}")
    assert (done.code, done.err) == (0, ""), done.out
    assert f"{len(PRINTED)} of {len(PRINTED)} right" in done.out


@pytest.mark.parametrize("digits", [4, 9])
def test_the_whole_derivation_fits_100_lines_of_100_columns(digits: int) -> None:
    page = nncalc(f"{NETWORK} --digits {digits} --width 100 --no-statement").out
    lines = page.splitlines()
    assert len(lines) <= 100
    assert max(map(len, lines)) <= 100
    for heading in ("Forward pass", "Loss", "Delta of the output layer", "Deltas of the hidden layers", "Gradients"):
        assert heading in lines


def test_every_printed_figure_stands_on_the_page_of_100_columns() -> None:
    page = nncalc(f"{NETWORK} --digits 9 --width 100").out
    for figure in ("0.298371109", "0.358916480", "0.408666186", "0.511301270", "0.561370121"):
        assert figure in page
    for figure in ("0.149780716", "0.199561432", "0.249751144", "0.299502287"):
        assert figure in page


def test_the_first_graph() -> None:
    assert answers(nncalc(ONE_OUTPUT).out) == {"f": "-12", "d_x": "-4", "d_y": "-4", "d_z": "3"}


def test_the_sigmoid_neuron() -> None:
    assert answers(nncalc(NEURON).out) == {
        "f": "0.73", "d_w0": "-0.20", "d_w1": "-0.39", "d_x0": "0.39", "d_x1": "-0.59", "d_w2": "0.20",
    }  # fmt: skip
