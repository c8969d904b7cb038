"""Receptive fields, by sets of the cells that are seen."""

from __future__ import annotations

from contextlib import suppress
from math import prod
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from runs_of_convshape import results

from nncalc.api import Solution
from nncalc.declaring.problem import read_problem
from nncalc.engine.quantity import constant
from nncalc.errors import InputError
from nncalc.page.solving import Settings
from nncalc.problem_types.convshape.problem import ConvShape
from nncalc.rules.convolution import arithmetic as convolution


@given(n=st.integers(1, 40), o=st.integers(2, 12))
def test_adaptive_windows(n: int, o: int) -> None:
    """The largest of PyTorch's windows, and steps that lead from the first to the last."""
    windows = [(i * n // o, -(-(i + 1) * n // o)) for i in range(o)]
    found = convolution.adaptive_window(constant(n), constant(o))
    assert found.reached.value == max(end - start for start, end in windows)
    assert found.reached.value + (o - 1) * found.stride.value == n
    assert found.alike == (len({end - start for start, end in windows}) == 1 and n % o == 0)


class Window(NamedTuple):
    """One layer along one side, and what it does to cells by definition."""

    word: str
    k: int
    s: int
    p: int
    d: int

    @property
    def token(self) -> str:
        word = "pool:max" if self.word == "pool" else f"{self.word}:1"
        return f"{word},k={self.k},s={self.s},p={self.p},d={self.d}"

    def under(self, cells: set[int]) -> set[int]:
        """The cells of its input that these outputs see."""
        if self.word != "convt":
            return {o * self.s - self.p + self.d * tap for o in cells for tap in range(self.k)}
        places = [o + self.p - self.d * tap for o in cells for tap in range(self.k)]
        return {place // self.s for place in places if place % self.s == 0}


windows = st.builds(
    Window, st.sampled_from(["conv", "convt", "convt", "pool"]), st.integers(1, 5), st.integers(1, 4),
    st.integers(0, 2), st.integers(1, 3),
)  # fmt: skip


def extent(cells: set[int]) -> int:
    return max(cells) - min(cells) + 1 if cells else 0


def seen_through(layers: list[Window], cells: set[int]) -> set[int]:
    for layer in reversed(layers):
        cells = layer.under(cells)
    return cells


def of_chain(length: int, layers: list[str]) -> dict[str, Any]:
    """The results along one side; none where the layers do not fit."""
    with suppress(InputError):
        return results({"input": str(length), "dims": "1", "layers": layers})
    return {}


@given(st.lists(windows, min_size=1, max_size=4))
@example([Window("convt", 4, 2, 1, 1), Window("convt", 4, 2, 1, 1)])
@example([Window("convt", 1, 2, 0, 1), Window("conv", 1, 2, 1, 1), Window("conv", 3, 1, 0, 1)])
@example(
    [Window("convt", 3, 2, 0, 1), Window("pool", 2, 2, 0, 1), Window("convt", 3, 2, 0, 1), Window("conv", 3, 1, 1, 1)]
)
def test_receptive_fields_by_sets_of_cells(layers: list[Window]) -> None:
    """The most cells, first to last, that an output sees of an input without edges, by going through all phases."""
    for name, found in of_chain(300, [layer.token for layer in layers]).items():
        if name.startswith("receptive_field"):
            before = layers[: int(name.removeprefix("receptive_field"))]
            phases = prod(layer.s for layer in before)
            assert found == max(extent(seen_through(before, {o})) for o in range(phases)), name


@given(st.integers(1, 12), st.lists(windows, max_size=3), st.sampled_from(["fc:2", "gap", "gap:2"]))
def test_layers_that_read_a_whole_map(length: int, layers: list[Window], reading: str) -> None:
    """Behind transposed convolutions no more is seen than there is."""
    layers = [Window("convt", 3, 2, 1, 1), *layers]
    found = of_chain(length, [*[layer.token for layer in layers], reading])
    if found and length > 1:
        size, outputs = found[f"shape{len(layers)}"][-1], 2 if reading == "gap:2" else 1
        cells = [range(i * size // outputs, -(-(i + 1) * size // outputs)) for i in range(outputs)]
        seen = [seen_through(layers, set(each)) for each in cells]
        most = max(min(max(each), length - 1) - max(min(each), 0) + 1 if each else 0 for each in seen)
        assert found[f"receptive_field{len(layers) + 1}"] == max(most, 0)


@given(st.integers(0, 4), st.integers(1, 3), st.integers(1, 3), st.integers(1, 4))
@example(half=1, dilation=1, behind=1, kernel=3)
def test_fields_where_branches_meet(half: int, dilation: int, behind: int, kernel: int) -> None:
    """Down and up again beside a branch that keeps its size: what both see counts, wherever it ends."""
    beside = Window("conv", 2 * half + 1, 1, half * dilation, dilation)
    down, up, last = (
        Window("pool", 2, 2, 0, 1),
        Window("convt", 2 * behind, 2, behind - 1, 1),
        Window("conv", kernel, 1, 0, 1),
    )
    layers = ["identity,as=x", f"{beside.token},as=y", f"{down.token},from=x", up.token, "add:y", last.token]
    seen = [beside.under(last.under({o})) | seen_through([down, up], last.under({o})) for o in range(2)]
    assert of_chain(40, layers)["receptive_field6"] == max(map(extent, seen))


def test_a_field_is_traced_on_the_page() -> None:
    """Every cell on the way back, and no more phases than can be tried."""
    problem = {"input": "1x24x24", "layers": ["convt:1,k=4,s=2,p=1", "convt:1,k=4,s=2,p=1"], "fields": "yes"}
    text = Solution(read_problem(ConvShape, problem), Settings()).render("text")
    assert "A transposed convolution adds ⌊(k − 1)/s⌋·j to r instead" in text
    assert "Output o = 5 of layer 2 sees the most:" in text
    assert "a₂₁ = ⌈(o2 + p − (k − 1))/s⌉ = ⌈(5 + 1 − (4 − 1))/2⌉ = 2" in text
    assert "r2 = r0 + (b₂₀ − a₂₀)·j0 = 1 + (2 − 0)·1" in text.replace("  ", " ")
    with pytest.raises(InputError, match="1,000,000 different ways, too many to trace back"):
        results({"input": "2x2", "layers": ["convt:1,k=2,s=1000", "convt:1,k=2,s=1000"]})
