"""Through the layers one by one: output shapes, counts and receptive fields, each line named and put on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.engine.quantity import Quantity, constant
from nncalc.errors import InputError, nearest
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution import checks, joins, sizes
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.flattening import flattened
from nncalc.rules.convolution.layer import SEQUENCES, Layer
from nncalc.rules.convolution.layer_lines import Conventions
from nncalc.rules.convolution.resized import Resizing, as_window
from nncalc.rules.convolution.unfollowed import Unfollowed
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

IN_PLACE = frozenset((*ACTIVATIONS, "dropout", "flatten", "bn", "lrn"))
"""Layers whose output needs no memory of its own."""
DEEP = 12
"""In networks of more layers, those that repeat an earlier one are folded."""


class LayerOutput(NamedTuple):
    """What came out of one layer."""

    number: int
    layer: Layer
    out: FeatureMap
    weights: Quantity
    biases: Quantity
    params: Quantity
    macs: Quantity
    memory: Quantity


MOST_SHAPES, LAST_SHAPES = 12, 8
"""Shapes that an error lists, and how many of the last where there are more."""


def shapes_so_far(start: FeatureMap, steps: list[LayerOutput]) -> list[str]:
    """The shapes up to a layer that does not fit, a line each; of many the first and the last."""
    said = say("{number}  {layer}  {shape}")
    lines = [say("input  {shape}", shape=start.written)]
    lines += [say(said, number=step.number, layer=step.layer.token, shape=step.out.written) for step in steps]
    if len(lines) > MOST_SHAPES:
        lines[MOST_SHAPES - LAST_SHAPES : -LAST_SHAPES] = ["…"]
    return [f"  {line}" for line in lines]


class Walk(Resizing):
    """One walk through the layers in a run."""

    def __init__(self, run: Run, conventions: Conventions, fields: Unfollowed, quiet: bool = False) -> None:
        super().__init__(run, conventions, fields, quiet)
        self.labels: dict[str, FeatureMap] = {}
        self.owners: dict[str, Layer] = {}
        self.seen: list[tuple[Layer, str, int]] = []
        self.repeats: dict[int, list[int]] = {}
        self.steps: list[LayerOutput] = []

    def go(self, layers: list[Layer], start: FeatureMap) -> list[LayerOutput]:
        """All layers in order. Raises InputError at the first that does not fit."""
        self.labels["input"] = start
        here, self.steps = start, []
        for number, layer in enumerate(layers, 1):
            try:
                here = self._through(number, layer, here, len(layers) > DEEP)
            except InputError as error:
                if number > 1 and not self.quiet:
                    error.notes = (say("shapes up to it:"), *shapes_so_far(start, self.steps))
                raise
        return self.steps

    def _through(self, number: int, layer: Layer, here: FeatureMap, deep: bool) -> FeatureMap:
        """One layer on the page; what comes out of it."""
        incoming = here if layer.source is None else self._labelled(number, layer, layer.source)
        layer = checks.as_convolution(number, layer, incoming)
        if layer.word == "upsample":
            layer = as_window(number, layer, incoming)
        self.hidden = self.quiet or (deep and self._seen(layer, incoming, number))
        self.run.section(layer.word if layer.word not in ACTIVATIONS else "activation")
        with self.run.part(say("layer {number}", number=number)):
            self.steps.append(self._step(number, layer, incoming))
        out = self.steps[-1].out
        if layer.label is not None:
            self._keep(number, layer, out)
        return out

    def _seen(self, layer: Layer, incoming: FeatureMap, number: int) -> bool:
        """Whether an earlier layer did the same to the same shape."""
        if layer.word in IN_PLACE - {"bn"} or layer.word in ("add", "concat"):
            return False
        shape = incoming.written
        for other, before, first in self.seen:
            if before == shape and layer.alike(other):
                self.repeats.setdefault(first, []).append(number)
                return True
        self.seen.append((layer, shape, number))
        return False

    def _labelled(self, number: int, layer: Layer, label: str) -> FeatureMap:
        if label not in self.labels:
            known = [name for name in self.labels if name != "input"]
            raise InputError(
                say(
                    "layer {number} ({token}): no earlier layer has as={label}",
                    number=number,
                    token=layer.token,
                    label=label,
                ),
                name="layers",
                expected=say("one of: {value}", value=" ".join([*known, "input"])),
                nearest=nearest(label, self.labels),
            )
        return self.labels[label]

    def _keep(self, number: int, layer: Layer, out: FeatureMap) -> None:
        label = layer.label or ""
        if label == "input" or (label in self.owners and self.owners[label] is not layer):
            raise sizes.misfit(number, layer, say("the label {label} is taken", label=label), say("each label once"))
        self.labels[label], self.owners[label] = out, layer

    def _step(self, number: int, layer: Layer, incoming: FeatureMap) -> LayerOutput:
        word = "activation" if layer.word in ACTIVATIONS else layer.word
        self.params = None
        if layer.incoming is not None:
            checks.declared(number, layer, incoming)
        handler: Callable[[int, Layer, FeatureMap], tuple[FeatureMap, Quantity, Quantity, Quantity]]
        handler = getattr(self, "_tokens" if word in SEQUENCES else f"_{word}", self._unchanged)
        out, weights, biases, macs = handler(number, layer, incoming)
        params = self.count_of_all(number, weights, biases)
        out = self.fields.after(self.run, number, layer, incoming, out)
        memory = self.kept(number, out)
        for name, value in (("weights", weights), ("biases", biases), ("macs", macs)):
            if f"{name}{number}" not in self.run.results:
                self.run.result(f"{name}{number}", value)
        return LayerOutput(number, layer, out, weights, biases, params, macs, memory)

    def kept(self, number: int, out: FeatureMap) -> Quantity:
        """The bytes of an output, as 32-bit numbers."""
        bytes_: Quantity = self.run.let(
            f"memory{number}", rules.multiplied([constant(4), out.channels, *out.sides]), shown=False
        )
        return bytes_

    # -- the layers ------------------------------------------------------------------------------------------------

    def _unchanged(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        """Activation, dropout, lrn: the shape stays, nothing is learned."""
        zero = constant(0)
        return self.shaped(number, incoming.channels, incoming.sides, incoming, incoming.kind), zero, zero, zero

    def _activation(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        out, weights, biases, macs = self._unchanged(number, layer, incoming)
        if layer.word == "prelu":
            weights = self.line(f"weights{number}", constant(layer.argument or 1))
        return out, weights, biases, macs

    def _bn(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        checks.fits_normalisation(number, layer, incoming)
        out, weights, biases, macs = self._unchanged(number, layer, incoming)
        if layer.scale or layer.bias:
            self.say("bn" if layer.scale and layer.bias else "bn_scale" if layer.scale else "bn_shift")
        if layer.scale:
            weights = self.line(f"weights{number}", incoming.channels)
        if layer.bias:
            biases = self.line(f"biases{number}", incoming.channels)
        return out, weights, biases, macs

    def _conv(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        checks.needs_map(number, layer, incoming)
        if layer.pointwise:
            self.say("pointwise")
        groups = checks.groups_of(number, layer, incoming)
        window = sizes.window_of(layer, self.names)
        kernels = rules.output_channels(constant(layer.argument), incoming.channels)
        channels = self.line(f"channels{number}", kernels, shown=False)
        out = self.shaped(
            number, channels, self.moved_sides(number, layer, incoming, window, channels), incoming, "map"
        )
        weights = rules.kernel_weights(out.channels, incoming.channels, groups, window.kernel)
        places = incoming.sides if layer.word == "convt" else out.sides
        biases = rules.bias_count(out.channels, incoming.channels)
        return out, *self.counted(number, weights, biases, layer.bias, places)

    _convt = _conv

    def _pool(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        checks.needs_map(number, layer, incoming)
        window = sizes.window_of(layer, self.names)
        sides = self.moved_sides(number, layer, incoming, window, incoming.channels)
        out = self.shaped(number, incoming.channels, sides, incoming, "map")
        if layer.averages_padding:
            cells = rules.multiplied(list(window.kernel)).value
            told = layer.counts_padding
            counts = self.conventions.padding_counts == "yes" if told is None else told
            self.say("average" if counts else "average_no", cells=cells)
        weights = self.line(f"weights{number}", rules.pooling_weights(incoming.channels, window.kernel), shown=False)
        return out, weights, constant(0), constant(0)

    def _fc(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        received = incoming.channels
        places: tuple[Quantity, ...] = ()
        if incoming.kind == "tokens":
            places = incoming.sides
        elif incoming.kind == "map" and layer.pointwise:
            return self._last_axis(number, layer, incoming)
        elif incoming.kind == "map":
            self.say("implied", input=incoming.written)
            received = self.line(f"inputs{number}", flattened(incoming.channels, incoming.sides))
        units = self.line(f"units{number}", constant(layer.argument), shown=False)
        out = self.shaped(number, units, places, incoming, incoming.kind if places else "features")
        self.say("result", token=layer.token, input=incoming.written, output=out.written)
        weights = rules.kernel_weights(out.channels, received, None, ())
        return out, *self.counted(number, weights, rules.bias_count(out.channels, received), layer.bias, places)

    def _last_axis(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        """Channels stand first: each row of the last side is read alone, and becomes as long as there are units."""
        units = self.line(f"{self.names[-1]}{number}", constant(layer.argument), shown=False)
        out = self.shaped(number, incoming.channels, (*incoming.sides[:-1], units), incoming, "map")
        self.say("last_axis", side=say(self.names[-1]))
        self.say("result", token=layer.token, input=incoming.written, output=out.written)
        weights = rules.kernel_weights(out.sides[-1], incoming.sides[-1], None, ())
        places = (incoming.channels, *incoming.sides[:-1])
        biases = rules.bias_count(out.sides[-1], incoming.sides[-1])
        return out, *self.counted(number, weights, biases, layer.bias, places)

    def _tokens(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        from nncalc.rules.convolution.sequences import work  # start-up

        before = self.steps[-1] if self.steps else None
        out, weights, biases, used = work(self, number, layer, incoming, before)
        self.say("result", token=layer.token, input=incoming.written, output=out.written)
        weights = self.line(f"weights{number}", weights)
        biases = self.line(f"biases{number}", constant(0) if biases is None else biases, shown=biases is not None)
        self.count_of_all(number, weights, biases)
        if used is None:
            return out, weights, biases, constant(0)
        products = weights if used[0].value == weights.value else used[0]
        return out, weights, biases, self.line(f"macs{number}", rules.mac_count(products, used[1]))

    def _flatten(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        zero, features = constant(0), incoming.channels
        if incoming.sides:
            features = self.line(f"features{number}", flattened(incoming.channels, incoming.sides))
        return self.shaped(number, features, (), incoming, "features"), zero, zero, zero

    def _gap(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        if incoming.kind != "tokens" or max(layer.kernel or (1,)) > 1:
            checks.needs_map(number, layer, incoming)
        return joins.averaged(self, number, layer, incoming)

    def _patch(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        checks.needs_map(number, layer, incoming)
        return joins.patched(self, number, layer, incoming)

    def _add(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        branches = [self._labelled(number, layer, label) for label in layer.argument]
        return joins.added(self, number, layer, incoming, branches)

    def _concat(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        branches = [self._labelled(number, layer, label) for label in layer.argument]
        return joins.joined(self, number, layer, incoming, branches)
