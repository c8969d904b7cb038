"""Layers that change the sides of a map and learn nothing, and separable convolutions.

Zeros around a map and cells repeated, or mixed, along its sides; a convolution parted into one for each channel and one of
1×1 (Chollet 2017). A bilinear upsampling reads what a transposed convolution of twice its factor reads (Long, Shelhamer
and Darrell 2015), but for the edges.
"""

from __future__ import annotations

from typing import Any

from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution import checks, sizes
from nncalc.rules.convolution.feature_maps import FeatureMap, written
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.layer_lines import LayerLines
from nncalc.rules.convolution.settings import leaf, pairs_of, settings_of, spread, whole
from nncalc.words import say


@rule("the zeros stand on both sides: n + 2p")
def padded_side(side: Quantity, padding: rules.Pair) -> Quantity:
    before, after = padding
    return side + 2 * before if before is after else side + before + after


@padded_side.slip("padding-once", "counts the padding on one side only", 45)
def _(side: Quantity, padding: rules.Pair) -> Quantity:
    return side + padding[0]


@rule("a separable convolution has a kernel for each channel, and 1×1 kernels over all of them")
def separable_weights(incoming: Quantity, times: Quantity | None, kernel: rules.Sides, kernels: Quantity) -> Quantity:
    """C·k·k + N·C; `times`: kernels for each channel, None where it is one."""
    channels = incoming if times is None else incoming * times
    return rules.multiplied([channels, *kernel]) + kernels * channels


@separable_weights.slip("pointwise-left-out", "counts the kernels of the channels and leaves out those of 1×1")
def _(incoming: Quantity, times: Quantity | None, kernel: rules.Sides, kernels: Quantity) -> Quantity:
    return rules.multiplied([incoming if times is None else incoming * times, *kernel])


@separable_weights.slip("depthwise-left-out", "counts the 1×1 kernels alone")
def _(incoming: Quantity, times: Quantity | None, kernel: rules.Sides, kernels: Quantity) -> Quantity:
    return kernels * (incoming if times is None else incoming * times)


@separable_weights.slip("separable-as-whole", "counts a whole convolution, every kernel over all channels")
def _(incoming: Quantity, times: Quantity | None, kernel: rules.Sides, kernels: Quantity) -> Quantity:
    return rules.multiplied([kernels, incoming, *kernel])


def factors_of(number: int, layer: Layer, incoming: FeatureMap) -> tuple[int, ...]:
    """How many times each side grows under an upsampling. Raises InputError where the size wanted is no multiple."""
    if layer.argument is not None:
        factors: tuple[int, ...] = spread(layer.argument, len(incoming.sides))
        return factors
    wanted = tuple(map(int, dict(layer.options)["size"].split("x")))
    if len(wanted) not in (1, len(incoming.sides)):
        raise sizes.misfit(
            number, layer, say("it has another number of sizes than {shape} has sides", shape=incoming.written),
            say("one size, or one per side"),
        )  # fmt: skip
    found = []
    for side, want in zip(map(whole, incoming.sides), spread(wanted, len(incoming.sides)), strict=True):
        if want % side:
            raise sizes.misfit(
                number, layer, say("{want} is no multiple of {side}, the side of {shape}", want=want, side=side,
                                   shape=incoming.written),
                say("a size that the side divides"),
            )  # fmt: skip
        found.append(want // side)
    return tuple(found)


def as_window(number: int, layer: Layer, incoming: FeatureMap) -> Layer:
    """An upsampling with its factors and the window of the transposed convolution that reads what it reads."""
    factors = factors_of(number, layer, incoming)
    if len(set(factors)) == 1:
        factors = factors[:1]
    options = tuple((key, value) for key, value in layer.options if key != "size")
    layer = layer._replace(argument=factors, stride=factors, options=options)
    if dict(options).get("mode", "nearest") == "nearest":
        return layer._replace(kernel=factors)
    return layer._replace(
        kernel=tuple(2 * s - s % 2 for s in factors), padding=tuple((s // 2, s // 2) for s in factors)
    )


class Resizing(LayerLines):
    """Their lines."""

    def _zeropad(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        checks.needs_map(number, layer, incoming)
        padding = layer.padding
        assert not isinstance(padding, str)
        pairs = pairs_of(spread(padding, len(self.names)), self.names)
        return self._resized(
            number, layer, incoming, [padded_side(*each) for each in zip(incoming.sides, pairs, strict=True)]
        )

    def _upsample(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        factors = settings_of("s", spread(layer.argument, len(self.names)), self.names)
        return self._resized(number, layer, incoming, [a * s for a, s in zip(incoming.sides, factors, strict=True)])

    def _resized(self, number: int, layer: Layer, incoming: FeatureMap, found: list[Quantity]) -> Any:
        output = written(incoming.channels, tuple(found), "map", self.layout)
        self.say("result", token=layer.token, input=incoming.written, output=output)
        sides = tuple(self.line(f"{name}{number}", size) for name, size in zip(self.names, found, strict=True))
        zero = constant(0)
        return self.shaped(number, incoming.channels, sides, incoming, "map"), zero, zero, zero

    def _sepconv(self, number: int, layer: Layer, incoming: FeatureMap) -> Any:
        checks.needs_map(number, layer, incoming)
        window = sizes.window_of(layer, self.names)
        kernels = rules.output_channels(constant(layer.argument), incoming.channels)
        channels = self.line(f"channels{number}", kernels, shown=False)
        out = self.shaped(
            number, channels, self.moved_sides(number, layer, incoming, window, channels), incoming, "map"
        )
        times = int(dict(layer.options).get("m", "1"))
        self.say("separable", channels=incoming.channels.value, kernels=layer.argument)
        each = leaf("m", times) if times > 1 else None
        weights = separable_weights(incoming.channels, each, window.kernel, out.channels)
        biases = rules.bias_count(out.channels, incoming.channels)
        return out, *self.counted(number, weights, biases, layer.bias, out.sides)
