"""What a layer puts on the page: lines, sentences, the shape of its output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.feature_maps import SIDES, FeatureMap, ShapeVector
from nncalc.rules.convolution.unfollowed import Unfollowed

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Conventions(NamedTuple):
    """What holds for all layers."""

    dims: int
    rounding: str
    layout: str
    padding_counts: str


class LayerLines:
    """The page of a run over layers. `quiet`: nothing is put on it; `hidden`: the layer at hand is folded."""

    def __init__(self, run: Run, conventions: Conventions, fields: Unfollowed, quiet: bool = False) -> None:
        self.run, self.conventions, self.fields, self.quiet = run, conventions, fields, quiet
        self.rounding, self.layout = conventions.rounding, conventions.layout
        self.names = SIDES[conventions.dims]
        self.folded: list[Any] = []
        self.hidden = quiet

    def line(self, name: str, value: Any, shown: bool = True) -> Any:
        """Name a quantity and show its line, unless this layer's lines are folded."""
        named = self.run.let(name, value, shown=shown and not self.hidden)
        if shown and self.hidden and not self.quiet:
            self.folded.append(named)
        return named

    def say(self, key: str, **values: Any) -> None:
        """A sentence, unless this layer is folded."""
        if not self.hidden:
            self.run.words(key, **values)

    def shaped(
        self, number: int, channels: Quantity, sides: tuple[Quantity, ...], incoming: FeatureMap, kind: str
    ) -> FeatureMap:
        """The output's shape as a result, and the map that goes on from it (a figure carried in changes it)."""
        last = self.layout == "hwc" or kind == "tokens"
        items = [*sides, channels] if last else [channels, *sides]
        shape = self.run.let(f"shape{number}", Tensor(items, (len(items),)), shown=False)
        kept = [self.run.let(old.name or "", new, recorded=False) for old, new in zip(items, shape.items, strict=True)]
        told = self._told(list(shape.items), last) if kind == "map" else shape.items
        shape = ShapeVector(told, shape.shape, shape.operation, shape.operands, shape.name)
        shape.channels_last = last
        self.run.result(f"shape{number}", shape)
        channels = kept[-1] if last else kept[0]
        sides = tuple(kept[:-1] if last else kept[1:])
        return incoming._replace(channels=channels, sides=sides, kind=kind, number=number)

    def _told(self, items: list[Quantity], last: bool) -> list[Quantity]:
        """The sizes of a map in the order in which they are written."""
        sides = slice(None, -1) if last else slice(1, None)
        if len(items) > 2 and sign(items[sides][-1] - items[sides][-2]) != 0:
            items[sides] = rules.written_sides(tuple(items[sides]))
        return items
