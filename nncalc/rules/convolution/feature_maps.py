"""What flows between the layers of `convshape`: a feature map, features in a row, or tokens; and their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.reading.characters import clean
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.rules.convolution.traced_cells import Seen

SIDES = {0: (), 1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}  # said
"""Names of the spatial dimensions, in their order."""
SYMBOLS = {
    "channels": "C", "length": "L", "height": "H", "width": "W", "depth": "D", "receptive_field": "r", "jump": "j",
    "k": "k", "s": "s", "p": "p", "d": "d", "k_h": "k_h", "k_w": "k_w", "k_d": "k_d", "s_h": "s_h", "s_w": "s_w", "s_d": "s_d",
    "p_h": "p_h", "p_w": "p_w", "p_d": "p_d", "d_h": "d_h", "d_w": "d_w", "d_d": "d_d", "groups": "g", "op": "p_o", "output": "o",
    "first": "a", "last": "b", "tap": "t", "ff": "f", "rank": "r",
    **{f"receptive_field_{side}": f"r_{side[0]}" for side in ("height", "width", "depth")},
    **{
        f"{word}_{side}": f"{letter}_{side[0]}"
        for word, letter in (("jump", "j"), ("first", "a"), ("last", "b"))
        for side in ("height", "width", "depth")
    },
    **{f"padding_{side}": f"p_{side[0]}" for side in ("length", "height", "width", "depth")},
}  # fmt: skip


_SIZE = r"\s*\d+(?:\.\d+)?\s*"
_TIMES = re.compile(rf"\s*[\[(]?{_SIZE}(?:@{_SIZE})?(?:[xX*,]{_SIZE})*[\])]?\s*", re.ASCII)


class SidesVector(Tensor):
    """One number per side, which may be typed with × between them."""

    __slots__ = ()
    answer_expected = "sizes with x between them: 3x5"

    def read_answer(self, text: str) -> str:
        """`3x5` and `(3, 5)` as `3,5`; anything else as it is."""
        plain = clean(text)
        return ",".join(re.findall(r"[\d.]+", plain)) if _TIMES.fullmatch(plain) else text


class ShapeVector(SidesVector):
    """A shape: a vector of whole numbers."""

    __slots__ = ("channels_last",)
    channels_last: bool
    answer_expected = "sizes with x between them: 96x55x55"

    def read_answer(self, text: str) -> str:
        """`96x55x55`, `(96, 55, 55)` and `96@55x55` as `96,55,55`; anything else as it is.

        Raises InputError where a size that keeps its fraction, as only a slip makes one, meets a whole number.
        """
        plain = clean(text)
        if not _TIMES.fullmatch(plain):
            return text
        sizes = re.findall(r"[\d.]+", plain)
        if "@" in plain and self.channels_last:
            sizes = [*sizes[1:], sizes[0]]
        if any(own.value.q != 1 and "." not in typed for own, typed in zip(self.items, sizes, strict=False)):
            raise InputError(say("a size that is not whole, and a whole number"))
        return ",".join(sizes)


class FeatureMap(NamedTuple):
    """The output of one layer.

    channels  channels of a map, features in a row, or features of each token
    sides     spatial sides of a map; (count,) for tokens; () for features
    kind      map | features | tokens
    field     receptive field, one for all sides or one per side
    jump      how far apart neighbouring outputs look at the input, likewise
    behind    sides that were flattened or cut into tokens, and that a fully connected layer behind them sees at once
    number    the layer it comes from, 0 for the input
    layout    how its shape is written: chw | hwc
    seen      what its cells see of the input, along all sides alike or along each
    """

    channels: Quantity
    sides: tuple[Quantity, ...]
    kind: str
    field: tuple[Quantity, ...]
    jump: tuple[Quantity, ...]
    behind: tuple[Quantity, ...] = ()
    number: int = 0
    layout: str = "chw"
    seen: tuple[Seen, ...] = ()

    @property
    def written(self) -> str:
        """`96×55×55`."""
        return written(self.channels, self.sides, self.kind, self.layout)


def written(channels: Quantity, sides: tuple[Quantity, ...], kind: str, layout: str) -> str:
    """A shape in words, in a layout; tokens stand before their features."""
    items = [*sides, channels] if layout == "hwc" or kind == "tokens" else [channels, *sides]
    return "×".join(str(item.value) for item in items)
