"""Convolutional networks: shapes, parameters, receptive fields"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.errors import InputError
from nncalc.problem_types.convshape import report
from nncalc.problem_types.convshape.asked_setting import settle
from nncalc.problem_types.convshape.declaration import ConvShapeDeclaration
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.checks import fits_sides
from nncalc.rules.convolution.feature_maps import SIDES, FeatureMap
from nncalc.rules.convolution.layer import KEYS, Layer
from nncalc.rules.convolution.layer_lines import Conventions
from nncalc.rules.convolution.receptive_fields import Fields
from nncalc.rules.convolution.settings import leaf
from nncalc.rules.convolution.walk import Walk
from nncalc.rules.layer_rows.input_shape import input_shape
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


ARGUMENTS = {
    "pool": ("pool:max", "pool:avg"),
    **{word: (f"{word}:",) for word in ("conv", "convt", "fc", "patch", "dropout", "add", "concat")},
}
"""Layers that are never a bare word, as they begin."""


class ConvShape(ConvShapeDeclaration):
    """Layers are words of their own, read in order, and every layer counts in the numbering of the results.

    Sizes are 3, or 3x5 along height and width. Layers of PyTorch and Keras are read as they are written, in quotes.
    """

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
        self.held = Conventions(self.count, self.rounding, self.layout, self.padding_counts)
        self.renamed |= {typed: meant for layer in self.layers for typed, meant in layer.renamed}
        unknown = [number for number, layer in enumerate(self.layers, 1) if layer.unknown]
        if len(unknown) > 1:
            raise InputError(say("two settings are unknown"), name="layers", expected=say("one `?` in all layers"))
        if unknown and self.want is None:
            raise InputError(
                say("{unknown}=? needs the output that is wanted", unknown=self.layers[unknown[0] - 1].unknown),
                name="want",
                expected="want=55x55",
            )
        if self.want is not None and not unknown:
            raise InputError(
                say("want= needs one setting that is asked for"),
                name="want",
                expected=say("k=?, s=? or p=? in one layer"),
            )
        for number, layer in enumerate(self.layers, 1):
            fits_sides(number, layer, self.count)

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

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        self._say_order(run)
        layers = settle(self, run) if self.want is not None else self.layers
        fields = Fields(self.count, self.alike(layers))
        walk = Walk(run, self.held, fields)
        steps = walk.go(layers, self.start(fields))
        run.section("repeated")
        for first, others in walk.repeats.items():
            run.words("repeats" if len(others) == 1 else "repeat", first=first, others=", ".join(map(str, others)))
        if walk.folded:
            run.fold(walk.folded)
        asked = self.fields_ == "yes"
        report.fields_and_memory(run, walk, self.start(fields), steps, asked)
        report.totals(run, steps)
        report.summary(run, self.sizes, steps, asked)
        more = (f"receptive_field{len(steps)}", "memory") if asked else ()
        run.answer("settings", "shape", "weights", "biases", "params", "macs", "flops", *more)

    def _say_order(self, run: Run) -> None:
        """How the input is read, where that was not typed and another reading is near, and what pasted code leaves open."""
        with run.part("input", "input."):
            for key, values in self.remarks:
                run.words(key, **values)

    def start(self, fields: Fields) -> FeatureMap:
        """The input as the map that the first layer reads."""
        field, jump = fields.start(), fields.apart()
        if self.features is not None:
            features = leaf("features0", self.features)
            return fields.origin(FeatureMap(features, (), "features", field, jump, (features,), layout=self.layout))
        if self.count == 0:
            tokens, features = leaf("tokens0", self.sides[0]), leaf("features0", self.channels)
            return fields.origin(FeatureMap(features, (tokens,), "tokens", field, jump))
        sides = rules.input_sides(
            tuple(leaf(f"{name}0", size) for name, size in zip(self.names, self.sides, strict=True))
        )
        channels = leaf("channels0", self.channels)
        return fields.origin(FeatureMap(channels, sides, "map", field, jump, layout=self.layout))

    def alike(self, layers: list[Layer]) -> bool:
        """Whether the receptive field is the same along every side."""
        moving = all(
            len(set(size)) == 1 for layer in layers for size in (layer.kernel or (1,), layer.steps, layer.dilation)
        )
        even = all(isinstance(layer.padding, str) or len(set(layer.padding)) == 1 for layer in layers)
        square = len(set(self.sides)) < 2 and all(len(set(layer.output_padding or ())) < 2 for layer in layers)
        words = {layer.word for layer in layers}
        if words & {"fc", "gap"}:
            return moving and even and square
        same = any(layer.padding == "same" for layer in layers)
        return moving and ("convt" not in words or (even and (square or not same)))
