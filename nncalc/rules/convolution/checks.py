"""What must hold between a layer and what it gets."""

from __future__ import annotations

from nncalc.engine.decide import sign
from nncalc.engine.operations import FLOOR
from nncalc.engine.quantity import Quantity, constant
from nncalc.errors import InputError
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import SEQUENCES, Layer
from nncalc.rules.convolution.settings import leaf, whole
from nncalc.rules.convolution.sizes import misfit
from nncalc.words import count, say


def declared(number: int, layer: Layer, incoming: FeatureMap) -> None:
    """A pasted layer says what it takes; that must be what arrives."""
    if layer.word == "fc" and layer.pointwise and incoming.kind == "map":
        return  # the last side alone, which was looked at before
    if layer.word in SEQUENCES and incoming.kind == "map" and len(incoming.sides) > 1:
        return  # that it reads tokens is said instead
    received = incoming.channels if layer.word not in ("fc", "flatten") or incoming.kind != "map" else rules.multiplied(
        [incoming.channels, *incoming.sides]
    )  # fmt: skip
    if sign(received - constant(layer.incoming or 0)) != 0:
        arriving, features = int(received.value.p), layer.word in ("fc", "flatten", *SEQUENCES)
        raise misfit(
            number,
            layer,
            say(
                "it takes {counted}, it gets {received} ({incoming})",
                counted=count(layer.incoming or 0, "feature" if features else "channel"),
                received=received.value,
                incoming=incoming.written,
            ),
            count(arriving, "input feature") if features else count(arriving, "input channel"),
            _turned(incoming) if incoming.sides and incoming.sides[-1].value == layer.incoming else None,
        )


def _turned(incoming: FeatureMap) -> str | None:
    """The input with its channels first, where they were typed last: `input=3x32x32`; None behind a layer."""
    if incoming.number or incoming.layout != "chw":
        return None
    return "input=" + "x".join(
        str(size.value) for size in (incoming.sides[-1], incoming.channels, *incoming.sides[:-1])
    )


def fits_normalisation(number: int, layer: Layer, incoming: FeatureMap) -> None:
    """PyTorch's normalisations say how many sides their maps have: BatchNorm2d two, BatchNorm1d one, or features."""
    if layer.dims is not None:
        needs_map(number, layer, incoming)
    if layer.kernel is not None and incoming.kind == "map" and len(incoming.sides) > 1:
        name = f"BatchNorm{len(incoming.sides)}d"
        raise misfit(
            number, layer, say("BatchNorm1d does not normalise {incoming}", incoming=incoming.written), name, name
        )


def reads_the_last_side(number: int, layer: Layer, incoming: FeatureMap) -> InputError:
    """A fully connected layer of code reads the last side alone where nothing flattens the map before it."""
    return misfit(
        number,
        layer,
        say(
            "it reads the last side of {incoming} alone, {size} numbers", incoming=incoming.written,
            size=incoming.sides[-1].value,
        ),
        say("nn.Flatten() or x.view(-1, …) before it, which put all numbers in a row"),
    )  # fmt: skip


def as_convolution(number: int, layer: Layer, incoming: FeatureMap) -> Layer:
    """The convolution that a layer over a map is: a fully connected one at each place, a kernel for each channel alone.

    Raises InputError for a fully connected layer that reads another side than the channels.
    """
    if layer.word in ("dwconv", "upsample"):
        needs_map(number, layer, incoming)
    if layer.word == "dwconv":
        channels = whole(incoming.channels)
        return layer._replace(word="conv", argument=channels * (layer.argument or 1), groups=channels)
    if not layer.pointwise or incoming.kind != "map":
        return layer
    if (layer.layout or incoming.layout) == "hwc":
        return layer._replace(word="conv", kernel=(1,), options=())
    if layer.incoming not in (None, whole(incoming.sides[-1])):
        raise reads_the_last_side(number, layer, incoming)
    return layer._replace(options=(("axis", "last"),))


def fits_sides(number: int, layer: Layer, dims: int) -> None:
    """Raises InputError where a layer is for other dimensions, or a setting has another number of sizes than maps have sides."""
    if layer.dims is not None and layer.dims != dims:
        raise InputError(
            say(
                "layer {number} ({layer}) is for dims={dims}, this is dims={count}",
                number=number,
                layer=layer.text[:80],
                dims=layer.dims,
                count=dims,
            ),
            name="dims",
            expected=f"dims={layer.dims}",
        )
    settings = {
        "p": layer.padding,
        "op": layer.output_padding,
        "d": layer.dilation,
        "s": layer.stride,
        "upsample" if layer.word == "upsample" else "k": layer.kernel,
    }
    for key, value in settings.items():
        if value is not None and not isinstance(value, str) and len(value) not in (1, dims):
            wrong = say("{key} has {sizes}, the input {count}", key=key, sizes=count(len(value), "size"), count=dims)
            raise misfit(number, layer, wrong, say("one size, or one per side"))


def needs_map(number: int, layer: Layer, incoming: FeatureMap) -> None:
    """Convolution and pooling have no meaning for features in a row."""
    if incoming.kind != "map":
        raise misfit(
            number,
            layer,
            say(
                "{layer} needs a feature map, it gets {incoming} {kind}",
                layer=layer.word,
                incoming=incoming.written,
                kind=say({"features": "features", "tokens": "tokens"}[incoming.kind]),
            ),
            say("an input such as 3x227x227, and no flatten or fc before"),
        )


def groups_of(number: int, layer: Layer, incoming: FeatureMap) -> Quantity | None:
    """The number of groups, None for one. Raises InputError where they do not divide the channels."""
    if layer.groups == 1:
        return None
    for channels in (incoming.channels, made := constant(layer.argument)):
        if sign(channels / layer.groups - FLOOR(channels / layer.groups)) != 0:
            size = int(channels.value.p)
            raise misfit(
                number,
                layer,
                say(
                    "{counted} cannot be split into {groups} groups",
                    counted=count(size, "output channel") if channels is made else count(size, "input channel"),
                    groups=layer.groups,
                ),
                say("groups that divide the input and the output channels"),
            )
    return leaf("groups", layer.groups)
