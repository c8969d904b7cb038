"""Sizes and counts: their properties, settings asked for, layouts, folding."""

from __future__ import annotations

import pytest
from commandline import judge
from hypothesis import given
from hypothesis import strategies as st
from runs_of_convshape import ALEXNET, results, shape_of, small
from texts import TEXTS

from nncalc.api import Solution
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import Settings, run_problem
from nncalc.problem_types.convshape.problem import ConvShape
from nncalc.rules.layer_rows.units import read_layers


@given(n=st.integers(1, 200), half=st.integers(0, 5))
def test_half_padding_keeps_the_size(n: int, half: int) -> None:
    assert shape_of([2, n, n], f"conv:3,k={2 * half + 1},p={half}") == [3, n, n]


@given(n=st.integers(1, 200), k=small, s=small)
def test_same_is_the_quotient_rounded_up(n: int, k: int, s: int) -> None:
    assert shape_of([1, n, n], f"conv:1,k={k},s={s},p=same") == [1, -(-n // s), -(-n // s)]


@given(n=st.integers(6, 200), k=small, s=small, p=st.integers(0, 3))
def test_transposed_undoes_what_divides(n: int, k: int, s: int, p: int) -> None:
    p = min(p, k - 1)
    n -= (n - k + 2 * p) % s
    there = shape_of([1, n, n], f"conv:1,k={k},s={s},p={p}")
    assert shape_of(there, f"convt:1,k={k},s={s},p={p}") == [1, n, n]


@given(n=st.integers(1, 40), k=small, s=small, p=st.integers(0, 3))
def test_windows_are_counted(n: int, k: int, s: int, p: int) -> None:
    """The formula against laying the windows down one by one."""
    places = len(range(0, n + 2 * p - k + 1, s))
    if places:
        assert shape_of([1, n, n], f"conv:1,k={k},s={s},p={p}") == [1, places, places]
    else:
        with pytest.raises(InputError, match="larger than the padded input"):
            shape_of([1, n, n], f"conv:1,k={k},s={s},p={p}")


@given(c=small, height=st.integers(5, 30), width=st.integers(5, 30), k=st.integers(1, 5))
def test_channels_last_is_the_same_network(c: int, height: int, width: int, k: int) -> None:
    layers = [f"conv:4,k={k}", "bn", "flatten", "fc:3"]
    first = results({"input": [c, height, width], "layers": layers, "layout": "chw"})
    last = results({"input": [height, width, c], "layers": layers, "layout": "hwc"})
    assert last["shape1"] == [*first["shape1"][1:], first["shape1"][0]]
    same = ("shape", "params", "macs", "memory", "receptive_field4")
    assert [first[name] for name in same] == [last[name] for name in same]


@given(sizes=st.tuples(*[st.integers(1, 9)] * 3))
def test_a_shape_that_may_have_its_channels_last_is_refused(sizes: tuple[int, int, int]) -> None:
    """By the words of the rule: square in front and no cube, or 1, 3 or 4 at the end and less than the others."""
    a, b, c = sizes
    doubt = (a == b != c) or (c in (1, 3, 4) and a > c < b)
    if doubt:
        with pytest.raises(InputErrors, match="two ways"):
            shape_of(sizes, "relu")
    else:
        assert shape_of(sizes, "relu") == list(sizes)
    assert [shape_of(sizes, "relu", layout=layout) for layout in ("chw", "hwc")] == [list(sizes)] * 2


@given(n=st.integers(3, 40), k=small, want=st.integers(1, 40))
def test_every_stride_that_fits_is_listed(n: int, k: int, want: int) -> None:
    fitting = [s for s in range(1, n + 1) if n >= k and (n - k) // s + 1 == want]
    problem = {"input": [1, n, n], "layers": [f"conv:1,k={k},s=?"], "want": [want, want]}
    if fitting:
        assert results(problem)["settings"] == fitting
    else:
        with pytest.raises(InputError, match=r"no s from 1|larger than the padded input"):
            results(problem)


def test_a_setting_per_side() -> None:
    found = results({"input": "1x20x30", "layers": ["conv:1,k=?"], "want": "18x26"})
    assert found["settings"] == ["3x5"]
    assert found["shape1"] == [1, 18, 26]


def test_the_search_leaves_nothing_behind() -> None:
    asked = results({"input": "3x32x32", "layers": ["conv:8,k=?", "pool:max"], "want": "15x15"})
    plain = results({"input": "3x32x32", "layers": ["conv:8,k=2", "pool:max"]})
    assert {name: value for name, value in asked.items() if name != "settings"} == plain


@pytest.mark.parametrize("typed", ["96x55x55", "96×55×55", "96*55*55", "(96, 55, 55)", "96,55,55", "[96,55,55]"])
def test_shapes_are_read_as_answers(typed: str) -> None:
    problem = read_problem(ConvShape, ALEXNET)
    assert run_problem(problem, lambda run: judge(run, "shape1", typed, Precision())).verdict == "right"


def test_a_field_per_side_is_typed_like_a_shape() -> None:
    problem = read_problem(ConvShape, {"input": "1x9x9", "layers": ["conv:1,k=3x5"]})
    for typed in ("3x5", "3×5", "3,5", "(3, 5)"):
        assert (
            run_problem(problem, lambda run, t=typed: judge(run, "receptive_field1", t, Precision())).verdict == "right"
        )


def test_flatten_that_keeps_dimensions_is_refused() -> None:
    for typed in ("Flatten(2)", "Flatten(0)", "nn.Flatten(1, 2)", "Flatten(start_dim=1, end_dim=-2)"):
        with pytest.raises(InputError, match=r"_dim=-?[0-9] of Flatten is not read"):
            read_layers([typed])
    for typed in (
        "Flatten()",
        "Flatten(1, -1)",
        "Flatten(start_dim=1, end_dim=-1)",
        "Flatten(data_format='channels_last')",
    ):
        assert [layer.token for layer in read_layers([typed])] == ["flatten"]


def test_dense_reads_the_last_axis() -> None:
    """As Keras does: on a map anew at every place, on features and behind Flatten all of them."""
    found = results(
        {"input": "28x28x1", "layout": "hwc", "layers": ["Conv2D(8, 3)", "Dense(10)", "Flatten()", "Dense(5)"]}
    )
    assert (found["shape2"], found["params2"], found["macs2"]) == ([26, 26, 10], 90, 26 * 26 * 8 * 10)
    assert (found["shape4"], found["params4"]) == ([5], 26 * 26 * 10 * 5 + 5)
    assert found["receptive_field2"] == 3


def test_normalisation_without_scale_or_shift() -> None:
    layers = [
        "BatchNormalization(scale=False)",
        "BatchNormalization(center=False)",
        "BatchNorm2d(8, affine=False)",
        "bn",
    ]
    found = results({"input": "8x4x4", "layers": layers})
    counts = [[found[f"{name}{number}"] for name in ("weights", "biases", "params")] for number in range(1, 5)]
    assert counts == [[0, 8, 8], [8, 0, 8], [0, 0, 0], [8, 8, 16]]


def test_a_setting_of_one_side_alone() -> None:
    """Output padding makes one side longer; padding shifts what a stride picks out behind a transposed convolution."""
    longer = results({"input": "1x12x12", "layers": ["convt:1,k=3,s=2,op=1x0", "flatten", "fc:3"]})
    assert longer["receptive_field3"] == [12, 12]
    shifted = results({"input": "1x12x12", "layers": ["convt:1,k=2,s=2", "conv:1,k=2,s=2,p=1x0"]})
    assert shifted["receptive_field2"] == [2, 1]


def test_repeated_layers_are_folded() -> None:
    problem = read_problem(ConvShape, {"input": "8x32x32", "layers": ["7x(conv:8,k=3,p=1 relu)"]})
    folded = Solution(problem, Settings()).render("text")
    assert "Layers 3, 5, 7, 9, 11, 13 repeat layer 1." in folded
    assert "weights1 " in folded
    assert "weights13" not in folded.partition("Totals")[0]
    assert "weights13 = " in Solution(problem, Settings(everything=True)).render("text")
    assert "weights13 = " in Solution(problem, Settings(show=("params13",))).render("text")


@pytest.mark.parametrize("format_", TEXTS)
def test_the_formula_has_the_numbers_in_it(format_: str) -> None:
    text = Solution(read_problem(ConvShape, ALEXNET), Settings()).render(format_)
    assert "227 − 11 + 2·0" in text or r"227 - 11 + 2 \cdot 0" in text
