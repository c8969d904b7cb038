"""Convolutional networks: shapes, parameters, receptive fields"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.errors import InputError
from nncalc.problem_types.convshape import report
from nncalc.problem_types.convshape.asked_setting import settle
from nncalc.problem_types.convshape.declaration import ConvShapeDeclaration
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.layer_lines import Conventions
from nncalc.rules.convolution.receptive_fields import TRANSPOSED, Fields
from nncalc.rules.convolution.walk import Walk
from nncalc.rules.layer_rows.network import LayerNetwork
from nncalc.rules.layer_rows.totals import say_repeats, summary, totals
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class ConvShape(ConvShapeDeclaration, LayerNetwork):
    """Layers are words of their own, read in order, and every layer counts in the numbering of the results.

    Sizes are 3, or 3x5 along height and width. Layers of PyTorch and Keras are read as they are written, in quotes.
    """

    def prepare(self) -> None:
        super().prepare()
        self.held = Conventions(self.count, self.rounding, self.layout, self.padding_counts)

    def check_asked(self) -> None:
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

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        self.say_order(run)
        layers = settle(self, run) if self.want is not None else self.layers
        fields = Fields(self.count, self.alike(layers))
        walk = Walk(run, self.held, fields)
        steps = walk.go(layers, self.start(fields))
        say_repeats(run, walk)
        asked = self.fields_ == "yes"
        report.fields_and_memory(run, fields, self.start(fields), steps, asked)
        totals(run, steps, work=True)
        summary(run, self.sizes, steps, work=True, fields=asked)
        more = (f"receptive_field{len(steps)}", "memory") if asked else ()
        run.answer("settings", "shape", "weights", "biases", "params", "macs", "flops", *more)

    def start(self, fields: Fields) -> FeatureMap:
        """The input as the map that the first layer reads."""
        return fields.origin(self.input_map(fields.start(), fields.apart()))

    def alike(self, layers: list[Layer]) -> bool:
        """Whether the receptive field is the same along every side."""
        moving = all(
            len(set(size)) == 1 for layer in layers for size in (layer.kernel or (1,), layer.steps, layer.dilation)
        )
        even = all(isinstance(layer.padding, str) or len(set(layer.padding)) == 1 for layer in layers)
        square = len(set(self.sides)) < 2 and all(len(set(layer.output_padding or ())) < 2 for layer in layers)
        words = {layer.word for layer in layers}
        sized = [dict(layer.options)["size"] for layer in layers if "size" in dict(layer.options)]
        if self._last_side_alone(layers) or (
            sized and not (moving and even and square and all(len(set(size.split("x"))) == 1 for size in sized))
        ):
            return False
        if words & {"fc", "gap"}:
            return moving and even and square
        same = any(layer.padding == "same" for layer in layers)
        return moving and (not words & TRANSPOSED or (even and (square or not same)))

    def _last_side_alone(self, layers: list[Layer]) -> bool:
        """Whether a fully connected layer may read the last side of a map, and not the others."""
        mapped = bool(self.sides) and self.count > 1
        for layer in layers:
            mapped = mapped or layer.source is not None
            if layer.word == "fc" and layer.pointwise and layer.layout != "hwc" and self.layout != "hwc":
                if mapped and self.sides:
                    return True
            elif layer.word in ("fc", "flatten", "patch") or (layer.word == "gap" and not layer.keeps):
                mapped = False
        return False
