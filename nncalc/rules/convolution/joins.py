"""Layers that join or cut feature maps: add, concat, global average pooling, patches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.operations import FLOOR
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import total
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.settings import settings_of, spread
from nncalc.rules.convolution.sizes import misfit
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.rules.convolution.layer_lines import LayerLines


def _agree(
    page: LayerLines, number: int, layer: Layer, here: FeatureMap, other: FeatureMap, label: str, channels: bool
) -> None:
    """Raises InputError that says which sides of two maps differ."""
    differing = []
    if here.kind != other.kind:
        differing.append("kind")  # said
    elif channels and sign(here.channels - other.channels) != 0:
        differing.append("channels" if here.kind == "map" else "features")  # said
    if here.kind == other.kind:
        names = page.names if here.kind == "map" else ("tokens",)  # said
        pairs = zip(names, here.sides, other.sides, strict=False)
        differing += [name for name, a, b in pairs if sign(a - b) != 0]
    if differing:
        source = label if other.number == 0 else say("{label}, layer {number}", label=label, number=other.number)
        sides = together(list(map(say, differing)))
        raise misfit(
            number,
            layer,
            say(
                "{here} and {other} ({source}) differ in {sides}",
                here=here.written,
                other=other.written,
                source=source,
                sides=sides,
            ),
            say("two equal shapes") if channels else say("equal sides; only the channels may differ"),
        )


def added(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap, branches: list[FeatureMap]) -> Any:
    """The sum of branches of one shape: the shape stays."""
    for label, other in zip(layer.argument, branches, strict=True):
        _agree(page, number, layer, incoming, other, label, channels=True)
    out = page.shaped(number, incoming.channels, incoming.sides, incoming, incoming.kind)
    page.say("add", shape=incoming.written)
    zero = constant(0)
    return page.fields.widest(out, [incoming, *branches]), zero, zero, zero


def joined(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap, branches: list[FeatureMap]) -> Any:
    """Branches behind one another along the channels."""
    for label, other in zip(layer.argument, branches, strict=True):
        _agree(page, number, layer, incoming, other, label, channels=False)
    name = "channels" if incoming.kind == "map" else "features"
    channels = page.line(f"{name}{number}", total([*[other.channels for other in branches], incoming.channels]))
    out = page.shaped(number, channels, incoming.sides, incoming, incoming.kind)
    zero = constant(0)
    return page.fields.widest(out, [incoming, *branches]), zero, zero, zero


def averaged(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap) -> Any:
    """Global (or adaptive) average pooling; of tokens the mean of their rows."""
    if incoming.kind == "tokens" and max(layer.kernel or (1,)) == 1:
        out = page.shaped(number, incoming.channels, (), incoming, "features")
        page.say("gap_tokens", input=incoming.written, output=out.written)
        return out, constant(0), constant(0), constant(0)
    values = spread(layer.kernel or (1,), len(page.names))
    sides = tuple(
        page.line(f"{name}{number}", constant(value), shown=False)
        for name, value in zip(page.names, values, strict=True)
    )
    whole = values == (1,) * len(values)
    kept = layer.keeps or not whole
    out = page.shaped(number, incoming.channels, sides if kept else (), incoming, "map" if kept else "features")
    page.say("gap" if whole else "adaptive", input=incoming.written, output=out.written)
    pooled = [(side, constant(value)) for side, value in zip(incoming.sides, values, strict=True) if value > 1]
    if not all(rules.adaptive_window(side, outputs).alike for side, outputs in pooled):
        page.say("uneven")
    zero = constant(0)
    return out, zero, zero, zero


def patched(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap) -> Any:
    """The image cut into patches, each written out in a row: one token per patch, C·K·K features each."""
    values = spread(layer.argument, len(page.names))
    patch = settings_of("k", values, page.names)
    along: list[Quantity] = []
    for name, side, size in zip(page.names, incoming.sides, patch, strict=True):
        count = side / size
        rest = side - size * FLOOR(count)
        if sign(FLOOR(count)) < 1:
            raise misfit(
                number,
                layer,
                say(
                    "{name}: a patch of {size} is larger than {side}", name=say(name), size=size.value, side=side.value
                ),
                say("a smaller patch"),
            )
        if sign(rest) != 0:
            if page.rounding == "error":
                raise misfit(
                    number,
                    layer,
                    say(
                        "{name}: {side}/{size} is not a whole number", name=say(name), side=side.value, size=size.value
                    ),
                    say("a patch that divides"),
                )
            page.say("floor", sides=say(name).capitalize(), quotient=f"{side.value}/{size.value}", rest=str(rest.value))
            count = FLOOR(count)
        along.append(page.line(f"{name}{number}", count))
    count = page.line(f"tokens{number}", rules.patch_count(tuple(along), patch))
    features = page.line(f"features{number}", rules.multiplied([incoming.channels, *patch]))
    out = page.shaped(number, features, (count,), incoming, "tokens")._replace(behind=tuple(along))
    page.say("patch")
    zero = constant(0)
    return out, zero, zero, zero
