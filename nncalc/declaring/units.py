"""Units: the words that may stand behind a figure of a result."""

from __future__ import annotations

from typing import NamedTuple


class Unit(NamedTuple):
    """What a result is counted or measured in.

    words   how people write it, the usual word first
    whole   it is counted: thousands may stand apart, and `131K` is 131,000 rounded to thousands
    """

    words: tuple[str, ...]
    whole: bool = False


def counted(*words: str) -> Unit:
    """The unit of a count."""
    return Unit((*words, "个", *[f"个{word}" for word in words if not word.isascii()]), True)


COUNTED = counted()
PIXELS = counted("pixels", "pixel", "px", "cells", "像素")
INFORMATION = {
    "e": Unit(("nats", "nat", "纳特")),
    "2": Unit(("bits", "bit", "比特")),
    "10": Unit(("dits", "dit", "bans", "ban", "hartleys", "hartley")),
}
"""Of a cross-entropy, by the base of its logarithm."""
PARAMETERS = counted("parameters", "parameter", "params", "param", "参数")
WEIGHTS = counted("weights", "weight", "parameters", "parameter", "params", "param", "权重", "参数")
BIASES = counted("biases", "bias", "parameters", "parameter", "params", "param", "偏置", "参数")
