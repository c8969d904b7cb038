"""What a layer puts on the page: lines, sentences, the shape of its output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution import sizes
from nncalc.rules.convolution.feature_maps import SIDES, FeatureMap, ShapeVector, written
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.unfollowed import Unfollowed
from nncalc.words import say, together

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
        self.params: Quantity | None = None

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

    def count_of_all(self, number: int, weights: Quantity, biases: Quantity) -> Quantity:
        """The line of all parameters, once; without one where only weights are learned."""
        if self.params is not None:
            return self.params
        both = sign(weights) != 0 and sign(biases) != 0
        counted = rules.parameter_count(weights, biases) if both else weights if sign(weights) != 0 else biases
        if not both:
            counted = self.run.with_cases(counted, lambda: weights + biases)
        params: Quantity = self.line(f"params{number}", counted, shown=both)
        self.params = params
        return params

    def counted(
        self, number: int, weights: Quantity, biases: Quantity, bias: bool, places: tuple[Quantity, ...]
    ) -> tuple[Quantity, Quantity, Quantity]:
        """Lines of weights, biases and multiply-accumulates."""
        weights = self.line(f"weights{number}", weights)
        biases = self.line(f"biases{number}", biases if bias else constant(0), shown=bias)
        self.count_of_all(number, weights, biases)
        return weights, biases, self.line(f"macs{number}", rules.mac_count(weights, places))

    def moved_sides(
        self, number: int, layer: Layer, incoming: FeatureMap, window: sizes.Window, channels: Quantity
    ) -> tuple[Quantity, ...]:
        """The lines of the output's sides, below a sentence with both shapes and above the remarks."""
        found, remarks = [], []
        for index in range(len(self.names)):
            if layer.word == "convt":
                size = sizes.transposed_side(layer, number, incoming, index, self.names, window)
            else:
                size, said = sizes.window_size(layer, number, incoming, index, self.names, window, self.rounding)
                remarks += said
            found.append(size)
        output = written(channels, tuple(found), "map", self.layout)
        self.say("result", token=layer.token, input=incoming.written, output=output)
        out = tuple(self.line(f"{name}{number}", size) for name, size in zip(self.names, found, strict=True))
        if layer.padding == "same" and layer.word != "convt":
            for index, name in enumerate(self.names):
                self.line(f"padding_{name}{number}", sizes.same_padding(incoming, index, out[index], window))
            self.say("same")
        for key, values in {(r.key, r.values): None for r in remarks}:
            names = together([say(r.side) for r in remarks if (r.key, r.values) == (key, values)], each=True)
            self.say(key, sides=names[:1].upper() + names[1:], **dict(values))
        return out
