"""Parameters of a network: weights and biases, layer by layer

Topic: Networks
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity, constant
from nncalc.errors import InputError
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.layer_lines import Conventions
from nncalc.rules.convolution.unfollowed import Unfollowed
from nncalc.rules.convolution.walk import LayerOutput, Walk
from nncalc.rules.layer_rows.network import LayerNetwork
from nncalc.rules.layer_rows.said import COUNTS, OF_ALL, OF_LAYERS, READ, SECTIONS, UNITS
from nncalc.rules.layer_rows.totals import say_repeats, summary, totals
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

SHOWN = re.compile(r"(weights|biases|params|features|inputs|channels)[0-9]+")
"""Lines that belong to a count; those of sides are results without a line."""
UNCOUNTED = frozenset(("pool", "zeropad", "upsample"))
"""Layers whose shapes alone would be said."""


class CountWalk(Walk):
    """A walk whose page has the counts alone: how sides come about is not on it."""

    at: Layer

    def _step(self, number: int, layer: Layer, incoming: FeatureMap) -> LayerOutput:
        self.at = layer
        return super()._step(number, layer, incoming)

    def line(self, name: str, value: Any, shown: bool = True) -> Any:
        return super().line(name, value, shown=shown and SHOWN.fullmatch(name) is not None)

    def say(self, key: str, **values: Any) -> None:
        if key in COUNTS and self.at.word not in UNCOUNTED:
            super().say(key, **values)

    def kept(self, number: int, out: FeatureMap) -> Quantity:
        """No memory is counted."""
        return constant(0)


class Params(LayerNetwork):
    """How many weights and biases a network has, each layer's and all together. Layers are typed as in convshape.

    Shapes and multiplications are results too; convshape shows how they come about.
    """

    sections = {**SECTIONS, "totals": "Totals", "summary": "Summary"}
    brief = ("", "totals", "summary")
    words = {**READ, **COUNTS}
    drawings = {"pipeline": ""}
    results = {**OF_LAYERS, **OF_ALL}
    measured_in = UNITS
    examples = (
        "params 784 fc:128 relu fc:10",
        "params 3x32x32 conv:16,k=3,p=1 bn relu pool:max fc:10",
        "params 100 embedding:10000,32 lstm:16,both,out=last fc:1",
        "params 128 embedding:30522,768 ln 12xencoder:12,ff=3072",
        'params "Linear(784, 128)" "ReLU()" "Linear(128, 10)"',
    )

    @classmethod
    def meant_by(cls, tokens: Sequence[str]) -> Iterable[list[str]]:
        sizes = re.split(r"[-–→>,\s]+", " ".join(tokens).strip())
        if len(sizes) > 1 and all(re.fullmatch("[0-9]{1,6}", size) for size in sizes):  # 784-128-10
            yield [sizes[0], *[f"fc:{size}" for size in sizes[1:]]]
        yield from super().meant_by(tokens)

    def prepare(self) -> None:
        super().prepare()
        self.held = Conventions(self.count, self.rounding, self.layout, "yes")

    def check_asked(self) -> None:
        for layer in self.layers:
            if layer.unknown:
                raise InputError(
                    say("{key}=? is asked of shapes alone", key=layer.unknown), name="layers", text=layer.text[:80],
                    expected=say("nncalc convshape, with the output that is wanted"),
                )  # fmt: skip

    def work(self, run: Run) -> None:
        self.say_order(run)
        walk = CountWalk(run, self.held, Unfollowed())
        steps = walk.go(self.layers, self.input_map())
        say_repeats(run, walk)
        totals(run, steps, work=False)
        summary(run, self.sizes, steps, work=False, fields=False)
        run.answer("weights", "biases", "params")
