"""A network typed as a row of layers: what its input is, and the map that the first layer reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.checks import fits_sides
from nncalc.rules.convolution.feature_maps import SIDES, FeatureMap
from nncalc.rules.convolution.layer import KEYS
from nncalc.rules.convolution.settings import leaf
from nncalc.rules.layer_rows.declaration import RowDeclaration
from nncalc.rules.layer_rows.input_shape import input_shape
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.run import Run


_ALWAYS_WITH = (
    "conv", "convt", "sepconv", "zeropad", "upsample", "fc", "embedding", "rnn", "lstm", "gru", "mha", "encoder", "decoder",
    "lora", "patch", "dropout", "add", "concat",
)  # fmt: skip
ARGUMENTS = {
    "pool": ("pool:max", "pool:avg"),
    **{word: (f"{word}:",) for word in _ALWAYS_WITH},
}
"""Layers that are never a bare word, as they begin."""


class LayerNetwork(RowDeclaration):
    """Layers are words of their own, read in order, and every layer counts in the numbering of the results."""

    @classmethod
    def words_beginning(cls, start: str) -> list[str]:
        """Layers, and behind a comma their keys."""
        layer, comma, _ = start.rpartition(",")
        if comma:
            return [f"{layer},{key}=" for key in KEYS.get(layer.partition(":")[0], ())]
        return [each for word in KEYS for each in ARGUMENTS.get(word, (word,))]

    def prepare(self) -> None:
        typed = self.typed
        dims = int(self.dims) if "dims" in typed else None
        shape = input_shape(self.input_, self.layers, dims, self.layout if "layout" in typed else None)
        self.count, self.layout, self.channels, self.sides, self.features, self.remarks, self.sizes = shape
        self.names = SIDES[self.count]
        if self.layers.rows:
            self._settle_table()
        self.renamed |= {typed: meant for layer in self.layers for typed, meant in layer.renamed}
        self.check_asked()
        for number, layer in enumerate(self.layers, 1):
            fits_sides(number, layer, self.count)

    def check_asked(self) -> None:
        """Raises InputError where a setting is `?` that cannot be found."""
        raise NotImplementedError

    def _settle_table(self) -> None:
        """The layers of a pasted table, in the places that were kept for them."""
        from nncalc.rules.layer_rows.pasted.summaries import settled  # start-up

        whole = (*self.sides, self.channels) if self.features is None else (self.features,)
        found = settled(list(self.layers.rows), whole)
        self.layers[: len(found)] = found

    def retyped(self, name: str, value: str) -> dict[str, str]:
        """The input with its channels last, or first again."""
        if name != "layout" or self.count == 0 or len(self.sizes) != self.count + 1:
            return {}
        sizes = [*self.sides, self.channels] if value == "hwc" else [self.channels, *self.sides]
        return {"input": "x".join(map(str, sizes))}

    # -- what the walk begins with ---------------------------------------------------------------------------------

    def say_order(self, run: Run) -> None:
        """How the input is read, where that was not typed and another reading is near, and what pasted code leaves open."""
        with run.part(say("input"), "input."):
            for key, values in self.remarks:
                run.words(key, **values)

    def input_map(self, field: tuple[Quantity, ...] = (), jump: tuple[Quantity, ...] = ()) -> FeatureMap:
        """The input as the map that the first layer reads; what one of its cells sees, where that is followed."""
        if self.features is not None:
            features = leaf("features0", self.features)
            return FeatureMap(features, (), "features", field, jump, (features,), layout=self.layout)
        if self.count == 0:
            tokens, features = leaf("tokens0", self.sides[0]), leaf("features0", self.channels)
            return FeatureMap(features, (tokens,), "tokens", field, jump)
        sides = rules.input_sides(
            tuple(leaf(f"{name}0", size) for name, size in zip(self.names, self.sides, strict=True))
        )
        return FeatureMap(leaf("channels0", self.channels), sides, "map", field, jump, layout=self.layout)
