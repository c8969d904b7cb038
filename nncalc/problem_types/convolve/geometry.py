"""What a layer with windows does to a map: sizes by the rules of shapes, and which cells meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.run import DoesNotApply
from nncalc.problem_types.convolve.frames import Frame
from nncalc.problem_types.convolve.kernels import Kernels
from nncalc.problem_types.convolve.layers import ValueLayer
from nncalc.problem_types.convolve.rules import Plan
from nncalc.problem_types.convolve.windows import Along, placed, windows_of
from nncalc.rules.convolution import sizes
from nncalc.rules.convolution.checks import fits_sides
from nncalc.rules.convolution.feature_maps import SIDES, FeatureMap
from nncalc.rules.convolution.settings import leaf, spread, whole
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_CELLS = 1_000_000
"""Cells of one output."""


class Geometry:
    """Sizes and windows of the layers of one run; `slipped` where an earlier layer has another size than it should."""

    def __init__(self, run: Run, rounding: str, layout: str) -> None:
        self.run, self.rounding, self.layout = run, rounding, layout

    def plan(self, number: int, layer: ValueLayer, frame: Frame, kernels: Kernels | None, flipped: bool) -> Plan:
        """The plan of one layer over a map. Raises InputError where the window finds no place."""
        dims = len(frame.sides)
        if not dims:
            raise sizes.misfit(
                number, layer, say("{word} needs a map, it gets numbers in a row", word=layer.word),
                say("{word} before flatten and fc", word=layer.word),
            )  # fmt: skip
        fits_sides(number, layer, dims)
        sided = layer._replace(kernel=layer.kernel if kernels is None else kernels.sides)
        names = SIDES[dims]
        found = sizes.window_of(sided, names)
        incoming = FeatureMap(
            leaf("channels0", frame.c), tuple(map(leaf, names, frame.sides)), "map", (), (), layout=self.layout
        )
        alongs = [self._along(number, sided, incoming, index, names, found) for index in range(dims)]
        windows = windows_of([placed(along) for along in alongs])
        made = frame.channels if kernels is None else kernels.made
        outer = frame._replace(sides=windows.sides, channels=made)
        strides = kernels.strides if kernels is not None else (0, 0, 0)
        return Plan(frame, outer, windows, strides, layer.groups, layer.word == "convt", flipped)

    def _along(
        self, number: int, layer: Any, incoming: FeatureMap, index: int, names: tuple[str, ...], found: sizes.Window
    ) -> Along:
        """The windows along one side."""
        transposed = layer.word == "convt"
        if transposed:
            size = sizes.transposed_side(layer, number, incoming, index, names, found)
        else:
            size, remarks = sizes.window_size(layer, number, incoming, index, names, found, self.rounding)
            for remark in remarks:
                self.run.words(remark.key, side=say(remark.side).capitalize(), **dict(remark.values))
        count, side = whole(size), whole(incoming.sides[index])
        if not 0 < count <= MOST_CELLS:
            raise DoesNotApply  # only a slip leaves nothing
        reached, stride = whole(found.reached[index]), whole(found.stride[index])
        taps, dilation = (spread(each, len(names))[index] for each in (layer.kernel, layer.dilation))
        if isinstance(layer.padding, str):
            before = sizes.padding_before(layer, reached, stride, side, count)
            inner, outer = (side, count) if not transposed else (count, side)
            after = max((outer - 1) * stride + reached - inner - before, 0)
        else:
            before, after = spread(layer.padding, len(names))[index]
        return Along(side, taps, reached, dilation, stride, count, before, after, transposed)
