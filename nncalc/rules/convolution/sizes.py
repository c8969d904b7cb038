"""The sides of a layer's output: formulas by kind of padding and rounding, and what must hold for them."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.operations import FLOOR, STEP
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import current
from nncalc.errors import InputError
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.settings import leaf, pairs_of, settings_of, spread
from nncalc.words import Later, say


class Window(NamedTuple):
    """The moving window of a layer, one entry per side."""

    kernel: tuple[Quantity, ...]
    stride: tuple[Quantity, ...]
    dilation: tuple[Quantity, ...]
    reached: tuple[Quantity, ...]


class Remark(NamedTuple):
    """Something to say about one side: the key of the words and what is filled in."""

    key: str
    side: str
    values: tuple[tuple[str, str], ...]


def misfit(
    number: int, layer: Layer, message: str, expected: str | None = None, nearest: str | None = None
) -> InputError:
    """The error of a layer that does not fit what it gets."""
    return InputError(
        say("layer {number} ({token}): {message}", number=number, token=layer.token, message=message),
        name="layers",
        expected=expected,
        nearest=nearest,
    )


def window_of(layer: Layer, names: tuple[str, ...]) -> Window:
    """Kernel, stride and dilation as named numbers, and how far the kernel reaches."""
    count = len(names)
    assert layer.kernel is not None
    kernel = settings_of("k", spread(layer.kernel, count), names)
    stride = settings_of("s", spread(layer.steps, count), names)
    dilations = spread(layer.dilation, count)
    dilation = settings_of("d", dilations, names)
    reached = tuple(
        rules.reach(k, d if plain > 1 else None) for k, d, plain in zip(kernel, dilation, dilations, strict=True)
    )
    return Window(kernel, stride, dilation, reached)


def window_size(
    layer: Layer, number: int, incoming: FeatureMap, index: int, names: tuple[str, ...], window: Window, rounding: str
) -> tuple[Quantity, list[Remark]]:
    """One side of the output of a convolution or a pooling, and remarks. Raises InputError where nothing fits."""
    side, stride, reached, name = incoming.sides[index], window.stride[index], window.reached[index], names[index]
    if layer.padding == "same":
        return rules.same_size(side, stride), []
    padding = _padding(layer, window, names)
    before, after = padding[index]
    moved = rules.room(side, reached, (before, after))
    upwards = layer.word == "pool" and (layer.ceil or rounding in ("ceil", "caffe"))
    size = rules.positions(moved, stride, upwards)
    _fits(layer, number, name, incoming, side, reached, (before, after), size if upwards else moved + 1)
    dropping = upwards and (layer.ceil or rounding == "ceil" or any(sign(p) > 0 for pair in padding for p in pair))
    formula = partial(without_outside, size, side, before, stride)
    rest = moved - stride * FLOOR(moved / stride)
    if sign(rest) == 0:
        return current().with_cases(size, formula) if dropping else size, []
    written = (("quotient", f"{moved.value}/{stride.value}"), ("rest", str(rest.value)))
    if rounding == "error":
        raise misfit(
            number,
            layer,
            say(
                "{name}: ({plain})/{stride} is not a whole number",
                name=say(name),
                plain=_plain(side, reached, before, after),
                stride=stride.value,
            ),
            say("a kernel, stride and padding that come out even, or rounding=floor"),
        )
    if not upwards:
        return size, [Remark("floor" if rounding == "floor" else "floor_conv", name, written)]
    drops = dropping and starts_outside(size, side, before, stride)
    found, key = (size - 1, "dropped") if drops else (size, "ceil")
    return current().with_cases(found, formula) if dropping else found, [Remark(key, name, written)]


def starts_outside(count: Quantity, side: Quantity, before: Quantity, stride: Quantity) -> bool:
    """Whether the last of so many windows starts behind the input, in the padding at its end."""
    return sign((count - 1) * stride - (side + before)) >= 0


def without_outside(count: Quantity, side: Quantity, before: Quantity, stride: Quantity) -> Quantity:
    """So many windows less the last one where that starts outside; for any sizes."""
    return count - STEP((count - 1) * stride - (side + before))


def _padding(layer: Layer, window: Window, names: tuple[str, ...]) -> tuple[tuple[Quantity, Quantity], ...]:
    if layer.padding == "full":
        each = [reached - 1 for reached in window.reached]
        return tuple((p, p) for p in each)
    if layer.padding == "same":  # Keras, a transposed convolution with output padding: half the kernel on both sides
        halves = settings_of("p", tuple(int(reached.value) // 2 for reached in window.reached), names)
        return tuple((p, p) for p in halves)
    if isinstance(layer.padding, str):
        return ((leaf("p", 0),) * 2,) * len(names)
    return pairs_of(spread(layer.padding, len(names)), names)


def padding_before(layer: Layer, reached: int, stride: int, side: int, size: int) -> int:
    """Cells of a padding in words that stand before one side; the kernel reaches over so many cells."""
    if layer.padding == "full":
        return reached - 1
    if layer.padding == "valid":
        return 0
    if layer.word != "convt":
        return max((size - 1) * stride + reached - side, 0) // 2
    return max(reached - stride, 0) // 2 if layer.output_padding is None else reached // 2


def _plain(side: Quantity, reached: Quantity, before: Quantity, after: Quantity) -> str:
    padding = f"2·{before.value}" if before is after else f"{before.value} + {after.value}"
    return f"{side.value} − {reached.value} + {padding}"


def _fits(
    layer: Layer, number: int, name: str, incoming: FeatureMap, side: Quantity, reached: Quantity, padding: rules.Pair,
    places: Quantity,
) -> None:  # fmt: skip
    """Raises InputError where the kernel finds no place; a window rounded up to may reach over the edge."""
    before, after = padding
    if sign(places) < 1:
        padded = f"{side.value} + {before.value} + {after.value} = {(side + before + after).value}"
        plain = Later("{side}: the kernel ({kernel}) is larger than the padded input ({padded})")
        dilated = Later("{side}: the kernel ({kernel} with its dilation) is larger than the padded input ({padded})")
        wrong = say(plain if layer.dilation == (1,) else dilated, side=say(name), kernel=reached.value, padded=padded)
        raise misfit(number, layer, wrong, say("a kernel that fits into the padded input"))
    if layer.word == "pool" and (sign(before - reached) >= 0 or sign(after - reached) >= 0):
        raise misfit(
            number,
            layer,
            say("{name}: a window would lie in the padding altogether", name=say(name)),
            say("a padding smaller than the kernel"),
        )


def same_padding(incoming: FeatureMap, index: int, size: Quantity, window: Window) -> Quantity:
    """All the padding that `same` adds on one side."""
    return rules.same_padding(size, incoming.sides[index], window.reached[index], window.stride[index])


def transposed_side(
    layer: Layer, number: int, incoming: FeatureMap, index: int, names: tuple[str, ...], window: Window
) -> Quantity:
    """One side of the output of a transposed convolution."""
    side, stride, reached, name = incoming.sides[index], window.stride[index], window.reached[index], names[index]
    if layer.padding == "same" and layer.output_padding is None:
        return side * stride  # Keras: the size that a convolution with `same` brings back to the input
    extra, dilation = (spread(x, len(names))[index] for x in (layer.output_padding or (0,), layer.dilation))
    if extra and extra >= max(int(stride.value), dilation):
        what, below = (
            (say("the stride"), say("op below s"))
            if dilation == 1
            else (say("stride or dilation"), say("op below s or d"))
        )
        raise misfit(
            number,
            layer,
            say(
                "{name}: the output padding {extra} is not smaller than {what}",
                name=say(name),
                extra=extra,
                what=what,
            ),
            below,
        )
    shown = leaf("op", extra) if extra else None
    size = rules.transposed_size(side, reached, _padding(layer, window, names)[index], stride, shown)
    if sign(size) <= 0:
        raise misfit(
            number,
            layer,
            say("{name}: the output would have {size} cells", name=say(name), size=size.value),
            say("less padding"),
        )
    return size
