"""What the sizes of the input are: how many of them are sides, and whether the channels stand first or last.

What was typed decides. Else what pasted layers say of themselves. Else a shape that has two readings is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, NoReturn, TypeAlias

from nncalc.errors import InputError
from nncalc.rules.convolution.layer import SEQUENCES, Layer
from nncalc.rules.convolution.token_values import LARGEST
from nncalc.rules.layer_rows.units import LayerRow
from nncalc.words import count as counted
from nncalc.words import say

FEW = (1, 3, 4)
"""Channels of images: grey, colours, colours with transparency."""
SHAPES = {0: "T×d or d", 1: "C×L or L", 2: "C×H×W, H×W or a number of features", 3: "C×D×H×W or D×H×W"}
"""What an input may be, by its dimensions."""


Remark: TypeAlias = "tuple[str, dict[str, Any]]"


class InputShape(NamedTuple):
    """The input, taken apart.

    dims      how many sides a map has: 1, 2 or 3
    layout    chw or hwc
    channels  1 where only sides were typed
    features  a single number, which is no map; then there are no sides
    remarks   keys of sentences on how it was read, and what they are filled in with
    sizes     all of them, as they were typed or stated
    """

    dims: int
    layout: str
    channels: int
    sides: tuple[int, ...]
    features: int | None
    remarks: tuple[Remark, ...]
    sizes: tuple[int, ...]


def input_shape(typed: tuple[int, ...] | None, layers: LayerRow, dims: int | None, layout: str | None) -> InputShape:
    """The input of these layers; sizes, dims and layout as they were typed, None where they were not.

    Raises InputError: no input, another than pasted code states, a number of sizes that no input has, a shape that can
    be read in two ways.
    """
    remarks = list(layers.remarks)
    stated = _stated(layers)
    settled = layout or stated or layers.layout
    if typed is None:
        sizes = _from_code(layers, settled or "chw")
        remarks.append(("stated", {"shape": "×".join(map(str, sizes))}))
    else:
        sizes = typed
        _compare(sizes, layers, settled or "chw")
    count = _dims_of(sizes, layers) if dims is None else dims
    features = len(sizes) == 1 and count != 1
    if count == 0 and len(sizes) == 2:
        return InputShape(0, "chw", sizes[1], sizes[:1], None, tuple(remarks), sizes)
    if not features and len(sizes) not in (count, count + 1):
        _refuse_sizes(sizes, count, layers)
    if layout is None and stated == "hwc" and typed is not None and count == 2 and _looks_first(sizes):
        _refuse_doubt(sizes)
    if settled is None:
        settled, remark = _untold(sizes, count)
        remarks += [remark] if remark else []
    elif features and layout is None:
        settled = "chw"
    if dims is None and len(sizes) == 4 and not any(layer.dims for layer in layers):
        remarks.append(("four", {"shape": "C×D×H×W" if settled == "chw" else "D×H×W×C"}))
    if features:
        return InputShape(count, settled, 1, (), sizes[0], tuple(remarks), sizes)
    channels, sides = (sizes[-1], sizes[:-1]) if settled == "hwc" else (sizes[0], sizes[1:])
    if len(sizes) == count:
        channels, sides = 1, sizes
    return InputShape(count, settled, channels, sides, None, tuple(remarks), sizes)


def _turned(shape: tuple[int | None, ...], layers: LayerRow, layout: str) -> tuple[int | None, ...]:
    """The shape that pasted code states, its channels where the layout has them."""
    if len(shape) < 2 or layers.layout in (None, layout):
        return shape
    return (*shape[1:], shape[0]) if layout == "hwc" else (shape[-1], *shape[:-1])


def _from_code(layers: LayerRow, layout: str) -> tuple[int, ...]:
    """The input that pasted code states. Raises InputError where it states none, or leaves a size open."""
    shape = layers.shape
    first = layers[0]
    if shape is None and first.word == "fc" and first.incoming:
        shape = (first.incoming,)
    sizes = tuple(size for size in _turned(shape or (), layers, layout) if size is not None)
    if shape is None or not shape or len(sizes) < len(shape) or not all(1 <= size <= LARGEST for size in sizes):
        raise InputError(
            say("input is missing: the shape of one sample"),
            name="input",
            expected="input=28x28x1" if layout == "hwc" else "input=3x227x227",
        )
    return sizes


def _compare(sizes: tuple[int, ...], layers: LayerRow, layout: str) -> None:
    """Raises InputError where what was typed is not what pasted code states."""
    if layers.shape is None:
        return
    stated = _turned(layers.shape, layers, layout)
    whole = sizes
    if len(sizes) + 1 == len(stated) > 2:
        whole = (*sizes, 1) if layout == "hwc" else (1, *sizes)
    if len(whole) == len(stated) and all(b is None or a == b for a, b in zip(whole, stated, strict=True)):
        return
    shown = "x".join("?" if size is None else str(size) for size in stated)
    raise InputError(
        say("the input is {typed}, and what is pasted states {stated}", typed="x".join(map(str, sizes)), stated=shown),
        name="input",
        text="x".join(map(str, sizes)),
        nearest=f"input={shown}" if None not in stated else None,
        expected=say("the shape that the code states, or none"),
    )


def _dims_of(sizes: tuple[int, ...], layers: list[Layer]) -> int:
    """The dimensions that pasted layers are for; else 3 for four sizes, and 2."""
    stated = {layer.dims for layer in layers if layer.dims is not None}
    if len(stated) == 1:
        return stated.pop()
    if len(sizes) == 2 and layers[0].word in SEQUENCES:
        return 0  # rows of features: no other reading has a meaning
    return 3 if len(sizes) == 4 else 2


def _stated(layers: Iterable[Layer]) -> str | None:
    """Where pasted layers have their channels. Raises InputError where they disagree."""
    stated = {layer.layout: layer for layer in layers if layer.layout is not None}
    if len(stated) > 1:
        raise InputError(
            say("one layer reads channels first, another channels last"),
            name="layers",
            text=min((layer.text for layer in stated.values()), key=len)[:80],
            expected=say("one data_format in all layers"),
        )
    return next(iter(stated), None)


def _untold(sizes: tuple[int, ...], count: int) -> tuple[str, Remark | None]:
    """Channels stand first when nobody says otherwise, and what to say of that. Raises InputError where it is in doubt."""
    if not count or len(sizes) != count + 1 or not _in_doubt(sizes):
        return "chw", None
    if count == 2:
        _refuse_doubt(sizes)
    letters = "C×L" if count == 1 else "C×D×H×W"
    sides = "×".join(map(str, sizes[1:]))
    return "chw", ("last", {"letters": letters, "channels": counted(sizes[0], "channel"), "sides": sides})


def _in_doubt(sizes: tuple[int, ...]) -> bool:
    """Whether a shape looks like one with its channels last: square sides in front, or few at the end."""
    *sides, last = sizes
    square = len(sides) > 1 and len(set(sides)) == 1 and last != sides[0]
    return square or (last in FEW and last < min(sides))


def _looks_first(sizes: tuple[int, ...]) -> bool:
    """Whether a shape for layers of Keras looks like one of PyTorch, `3x32x32`."""
    return len(sizes) == 3 and sizes[0] in FEW and sizes[0] < sizes[1] == sizes[2]


def _refuse_doubt(sizes: tuple[int, ...]) -> NoReturn:
    a, b, c = sizes
    raise InputError(
        say("{shape} can be read in two ways", shape="x".join(map(str, sizes))),
        name="input",
        text="x".join(map(str, sizes)),
        expected=say(
            "layout=hwc for {last} of {a}×{b}, layout=chw for {first} of {b}×{c}",
            a=a, b=b, c=c, last=counted(c, "channel"), first=counted(a, "channel"),
        ),
    )  # fmt: skip


def _refuse_sizes(sizes: tuple[int, ...], count: int, layers: list[Layer]) -> NoReturn:
    hint, expected = {2: "dims=1", 4: "dims=3"}.get(len(sizes)), say(SHAPES[count])
    has = counted(len(sizes), "size")
    wrong = say("the input has {sizes} with dims={count}", sizes=has, count=count)
    for layer in layers:
        if layer.dims == count:
            wrong = say(
                "the input has {sizes}, {layer} is for dims={count}", sizes=has, layer=layer.text[:60], count=count
            )
            if len(sizes) == count + 2:
                hint = "x".join(map(str, sizes[1:]))
                expected = say("{shapes}, without the number of samples", shapes=expected)
            break
    raise InputError(
        wrong, name="input", text="x".join(map(str, sizes)), expected=expected, nearest=hint,
    )  # fmt: skip
