"""What a case of `convolve` cannot say: the table of losses, names of kernels, kernels in several places."""

from __future__ import annotations

import pytest
from commandline import nncalc

from nncalc import solve
from nncalc.problem_types.convolve import declaration
from nncalc.rules.loss_functions import LOSSES


def test_the_losses_are_those_of_networks() -> None:
    assert tuple(LOSSES) == declaration.LOSS_NAMES


@pytest.mark.parametrize("layers", ["conv:K relu", ["conv:K", "relu"], "relu"])
def test_layers_in_one_text_or_several(layers: str | list[str]) -> None:
    solved = solve("convolve", x=[1, -2, 3], K=[1, 1], layers=layers)
    assert [q.value for q in solved["y"]] == [0, 1]


def test_a_bias_by_its_name() -> None:
    solved = solve("convolve", x=[1, 2], K=[1], b7=[3], layers="conv:K,bias=b7")
    assert [q.value for q in solved["y"]] == [4, 5]


def test_the_last_layer_bears_both_names() -> None:
    solved = solve("convolve", x=[[1, 2], [3, 4]], layers="relu pool:max", upstream=[[1]])
    assert solved["y2"][0][0].value == solved["y"][0][0].value == 4
    assert solved["dy2"][0][0].value == solved["dy"][0][0].value == 1


def test_a_convolution_of_a_12_by_12_image_folds() -> None:
    """A screen or two; what is folded is a result all the same."""
    image = ":".join(",".join(str((row * column) % 7) for column in range(12)) for row in range(12))
    line = ["convolve", f"x={image}", "K=1,0,-1:1,0,-1:1,0,-1", "conv:K", "relu", "pool:max"]
    page, whole = nncalc(line), nncalc([*line, "--all"])
    assert (page.code, whole.code) == (0, 0)
    assert page.out.count("more lines (--all shows them)") == 3
    assert len(page.out.splitlines()) < 60 < 200 < len(whole.out.splitlines())
    assert nncalc([*line, "--check", "y1.10.10=99"]).code == 1, "a figure of a folded line is judged"
