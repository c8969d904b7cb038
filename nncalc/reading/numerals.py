"""Numbers in Chinese words: named where one stands in a value, and offered in digits; never read in their place."""

from __future__ import annotations

import re
import unicodedata

_NUMERAL = re.compile("[零〇一二两三四五六七八九十百千万点]+")
_POWERS = {"十": 10, "百": 100, "千": 1000}


def in_digits(text: str, column: int) -> tuple[str, str] | None:
    """A number in Chinese words at a place of a text, with its digits: `零点五` is 0.5, `三十二` 32; None where there is none."""
    found = _NUMERAL.match(text, column)
    if found is None:
        return None
    whole, _, behind = found[0].partition("点")
    if "点" in behind:
        return None
    value = 0
    for piece in whole.split("万"):
        sum_, digit = 0, 0
        for sign in piece:
            if sign in _POWERS:
                sum_, digit = sum_ + (digit or 1) * _POWERS[sign], 0
            else:
                digit = 10 * digit + _digit(sign) if not sum_ else _digit(sign)
        value = 10000 * value + sum_ + digit
    decimals = "".join(str(_digit(sign)) for sign in behind if sign not in _POWERS and sign != "万")
    return found[0], f"{value}.{decimals}" if decimals else str(value)


def _digit(sign: str) -> int:
    return int(unicodedata.numeric("二" if sign == "两" else sign))


def all_in_digits(text: str) -> str:
    """A text with every number in words written in digits, and the full stops between digits as points: `3。2`, `三点二`."""
    made, place = "", 0
    while place < len(text):
        found = in_digits(text, place)
        made += found[1] if found else text[place]
        place += len(found[0]) if found else 1
    return re.sub(r"(?<=[0-9０-９])[。｡](?=[0-9０-９])", ".", made)
