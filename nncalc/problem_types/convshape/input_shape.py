"""What the sizes of the input are: how many of them are sides, and whether the channels stand first or last.

What was typed decides. Else what pasted layers say of themselves. Else a shape that has two readings is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, NoReturn

from nncalc.errors import InputError
from nncalc.rules.convolution.layer import Layer
from nncalc.words import count as counted
from nncalc.words import say

FEW = (1, 3, 4)
"""Channels of images: grey, colours, colours with transparency."""
SHAPES = {1: "C×L or L", 2: "C×H×W, H×W or a number of features", 3: "C×D×H×W or D×H×W"}
"""What an input may be, by its dimensions."""


class InputShape(NamedTuple):
    """The input, taken apart.

    dims      how many sides a map has: 1, 2 or 3
    layout    chw or hwc
    channels  1 where only sides were typed
    features  a single number, which is no map; then there are no sides
    remark    the key of a sentence on how it was read, and what it is filled in with
    """

    dims: int
    layout: str
    channels: int
    sides: tuple[int, ...]
    features: int | None
    remark: tuple[str, dict[str, Any]] | None


def input_shape(sizes: tuple[int, ...], layers: list[Layer], dims: int | None, layout: str | None) -> InputShape:
    """The input of these layers; dims and layout as they were typed, None where they were not.

    Raises InputError: a number of sizes that no input has, a shape that can be read in two ways.
    """
    count = dims or _dims_of(sizes, layers)
    features = len(sizes) == 1 and count > 1
    if not features and len(sizes) not in (count, count + 1):
        _refuse_sizes(sizes, count, layers)
    remark: tuple[str, dict[str, Any]] | None = None
    stated = _stated(layers)
    if layout is None and stated is not None:
        layout = stated
    elif layout is None:
        layout, remark = _untold(sizes, count)
    if dims is None and len(sizes) == 4 and remark is None:
        remark = ("four", {"shape": "C×D×H×W" if layout == "chw" else "D×H×W×C"})
    if features:
        return InputShape(count, layout, 1, (), sizes[0], remark)
    if len(sizes) == count:
        return InputShape(count, layout, 1, sizes, None, remark)
    if layout == "hwc":
        return InputShape(count, layout, sizes[-1], sizes[:-1], None, remark)
    return InputShape(count, layout, sizes[0], sizes[1:], None, remark)


def _dims_of(sizes: tuple[int, ...], layers: list[Layer]) -> int:
    """The dimensions that pasted layers are for; else 3 for four sizes, and 2."""
    stated = {layer.dims for layer in layers if layer.dims is not None}
    if len(stated) == 1:
        return stated.pop() or 2
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


def _untold(sizes: tuple[int, ...], count: int) -> tuple[str, tuple[str, dict[str, Any]] | None]:
    """Channels stand first when nobody says otherwise, and what to say of that. Raises InputError where it is in doubt."""
    if len(sizes) != count + 1 or not _in_doubt(sizes):
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
    hint = {2: "dims=1", 4: "dims=3"}.get(len(sizes))
    has = counted(len(sizes), "size")
    wrong = say("the input has {sizes} with dims={count}", sizes=has, count=count)
    for layer in layers:
        if layer.dims == count:
            wrong = say(
                "the input has {sizes}, {layer} is for dims={count}", sizes=has, layer=layer.text[:60], count=count
            )
            if len(sizes) == count + 2:
                hint = say("{shape}, without the number of samples", shape="x".join(map(str, sizes[1:])))
            break
    raise InputError(
        wrong, name="input", text="x".join(map(str, sizes)), expected=say(SHAPES[count]), nearest=hint,
    )  # fmt: skip
