"""Notations of a decimal: `- 0.87`, `8.7 × 10⁻¹`, `34'944`, `0,87`, `131K`, `≈0.87`, `0.870...` as one plain decimal.

The digits that were typed stay the digits: a notation says no more and no less than its decimal. What is no decimal (a
fraction, a formula) is left as it is; what can be read in two ways is refused with both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nncalc.errors import InputError
from nncalc.words import either, say

MORE = "..."
"""Behind digits that go on."""

_CHARACTERS = {
    **dict.fromkeys(map(ord, "≈≃≅≒∼～"), "~"),
    **dict.fromkeys(map(ord, "⁄"), "/"),
    ord("＝"): "=",
    ord("…"): MORE,
    ord("•"): "*",
}
_BRACES = {ord(brace): bracket for brace, bracket in zip("{｛}｝", "[[]]", strict=True)}
_THIN = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), " ")
"""Spaces that do not break: between digits they may part two numbers, so they are read where there is one alone."""
_LATEX = ((r"\times", "*"), (r"\cdot", "*"), (r"\approx", "~"), (r"\%", "%"))
_RAISED = dict(zip(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"), "0123456789+-", strict=True))
_POWER = re.compile(r"(?<=[0-9A-Za-z)])[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_BRACED_POWER = re.compile(r"\^\{([^{}]{1,40})\}")
_DASH = re.compile(r"(^|[,;:(\[{=^~*，；：（≈约eE])([ \t]*)[–—‐‑‒](?=\s*[0-9.０-９])")
"""A dash that can only be a sign: word processors make one of a minus. Between figures it may be a range."""
_OF_NUMPY = re.compile(r"(?:np|numpy)\.float(?:16|32|64)\(([^()]*)\)")
_APOSTROPHE = re.compile(r"(?<=[0-9])[’‘′](?=[0-9]{3})")
_ABOUT = re.compile(r"(?:~|约等于|大约|约为|约|about |approximately |approx\. ?|approx |ca\. ?)\s*", re.IGNORECASE)


def in_plain_characters(typed: str, alone: bool) -> str:
    """What people write in answers and nowhere else, in characters that are read everywhere."""
    text = (typed.translate(_THIN) if alone else typed).strip()
    if text.startswith("$") and text.endswith("$") and len(text) > 2:
        text = text[1:-1].strip()
    if "\\" in text:
        for word, sign in _LATEX:
            text = text.replace(word, sign)
    text = _BRACED_POWER.sub(r"^(\1)", text)
    if not text.isascii():
        text = _POWER.sub(lambda found: "^" + found[0].translate(_RAISED), text)
        text = _DASH.sub(r"\1\2-", _APOSTROPHE.sub("'", text))
    text = _OF_NUMPY.sub(r"\1", text.translate(_CHARACTERS)).replace("~=", "~")
    if r"\begin" not in text:
        text = text.translate(_BRACES)
    return _without_stop(text.removesuffix(";").rstrip())


def _without_stop(text: str) -> str:
    """Without the full stop of a sentence: `2.04.`, `2.04。`."""
    if text.endswith(("。", "｡", "．")):
        return text[:-1].rstrip()
    if not text.endswith(".") or (text.endswith("..") and not text.endswith("....")):
        return text
    number = re.search(r"[0-9.]*\Z", text[-60:])
    return text if number is not None and number[0].count(".") == 1 and len(number[0]) > 1 else text[:-1].rstrip()


def without_about(text: str) -> str:
    """Without what says that a figure is rounded: `≈2.04`, `约2.04`."""
    found = _ABOUT.match(text)
    return text[found.end() :] if found else text


# -- one figure ----------------------------------------------------------------------------------------------------

_INTEGER = r"[+-]?\s*+[0-9]{1,9}+"
_FIGURE = re.compile(
    r"([+-]?)\s*+"
    r"((?:[0-9.,'_]|\ (?=[0-9]{3}))++)"
    rf"(?:\s*+[eE]\s*+({_INTEGER})|\s*+[*xX]\s*+10\s*+(?:\^|\*\*)\s*+(?:({_INTEGER})|\(\s*+({_INTEGER})\s*+\)))?+"
    r"(?:\s*+(K|k|M|G|thousand|million|billion|千|万|百万|亿))?+"
    r"(?:\s*+(%|per\ ?cent))?+",
    re.VERBOSE,
)
_TEN = re.compile(rf"([+-]?)\s*+10\s*+(?:\^|\*\*)\s*+(?:({_INTEGER})|\(\s*+({_INTEGER})\s*+\))")
_SCALES = {
    "K": 3, "k": 3, "M": 6, "G": 9, "thousand": 3, "million": 6, "billion": 9, "千": 3, "万": 4, "百万": 6, "亿": 8,
}  # fmt: skip
_PLAIN = re.compile(r"[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++")
_APART = re.compile(r"([1-9][0-9]{0,2}(?:(?:'[0-9]{3})++|(?:_[0-9]{3})++))((?:\.[0-9]*)?)")
"""Thousands that are nothing else, in a list too."""
_GROUPS = (
    re.compile(r"([1-9][0-9]{0,2}(?:'[0-9]{3})+)(?:,([0-9]*))?"),
    re.compile(r"([1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]*))?"),
    re.compile(r"([1-9][0-9]{0,2}(?:\ [0-9]{3})+)(?:[.,]([0-9]*))?"),
    re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]*))?"),
)
_COMMA = re.compile(r"([0-9]*),([0-9]+)")


def plain_figure(text: str, *, alone: bool = False, whole: bool = False) -> str | None:
    """A notation of a decimal as `-8.7e-1`, with `%` and `...` behind it where they were typed; None for anything else.

    alone  nothing but one number can be meant: a comma or a space is no separator
    whole  a count is asked for: thousands may stand apart, `K` is 10³

    Raises InputError where two decimals can be meant.
    """
    text, sign = without_about(text.strip()), ""
    more = MORE if text.endswith(MORE) else ""
    text = text.removesuffix(MORE).rstrip()
    while text[-1:] == ")":
        found = re.match(r"([+-]?)\s*+\(\s*+", text)
        if found is None:
            break
        sign = _times(sign, found[1])
        text = text[found.end() : -1].rstrip()
    ten = _TEN.fullmatch(text)
    if ten:
        return f"{_times(sign, ten[1])}1e{_spaceless(ten[2] or ten[3])}{more}"
    found = _FIGURE.fullmatch(text)
    if found is None or (found[6] and not whole):
        return None
    power = found[3] or found[4] or found[5]
    number = _number(found[2], alone, whole, bool(power))
    if number is None:
        return None
    exponent = "" if power is None else f"e{_spaceless(power)}"
    if found[6]:
        exponent = f"e{_SCALES[found[6]] + int(exponent[1:] or 0)}"
    return f"{_times(sign, found[1])}{number}{exponent}{'%' if found[7] else ''}{more}"


def resolved(plain: str) -> str:
    """A plain figure as a decimal alone: `85%` as `85e-2`, which has two decimals more."""
    plain = plain.removesuffix(MORE)
    if not plain.endswith("%"):
        return plain
    number, _, exponent = plain[:-1].lower().partition("e")
    return f"{number}e{int(exponent or 0) - 2}"


def _times(sign: str, other: str) -> str:
    """The sign of `-(-0.87)`."""
    if sign and other:
        return "" if sign == other else "-"
    return (sign or other).replace("+", "")


def _spaceless(text: str) -> str:
    return "".join(text.split())


def _number(text: str, alone: bool, whole: bool, power: bool) -> str | None:
    """Digits with at most a point between them, of digits as people group them."""
    if _PLAIN.fullmatch(text):
        return text
    if apart := _APART.fullmatch(text):
        return re.sub("['_]", "", apart[1]) + apart[2]
    if not alone:
        return None
    for pattern in _GROUPS:
        found = pattern.fullmatch(text)
        if found and ((whole and not power) or "," in found[1]):
            return _grouped(text, found, whole and not power)
    comma = _COMMA.fullmatch(text)
    return f"{comma[1]}.{comma[2]}" if comma else None


def _grouped(text: str, found: re.Match[str], whole: bool) -> str:
    """Thousands that stand apart, where they can be meant."""
    grouped = re.sub("[', .]", "", found[1]) + ("" if found[2] is None else f".{found[2]}")
    if whole:
        return grouped
    if found[2] is not None or text.count(",") > 1:
        raise InputError(say("thousands are written without commas"), expected=grouped)
    point = text.replace(",", ".")
    raise InputError(
        say("'{text}' can be read as {point} and as {grouped}", text=text, point=point, grouped=grouped),
        expected=either([point, grouped]),
    )


# -- what else may have been meant ---------------------------------------------------------------------------------

_LOST_POWER = re.compile(
    r"([+-]?\s*(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))\s*[*xX]\s*10(?:([+-][0-9]{1,3})|[eE]([+-]?[0-9]{1,3})|([0-9]{1,2}))"
)
_POINT_GROUP = re.compile(r"([+-]?[1-9][0-9]{0,2})\.([0-9]{3})")


def other_readings(text: str) -> Iterator[str]:
    """Decimals that a figure which seems wrong may stand for: `8.7*10-1` (a raised sign that was lost in copying),
    `8.7*10e-1`, per cent of a value that is one itself, and the thousands of `34.944`."""
    lost = _LOST_POWER.fullmatch(text)
    if lost:
        yield f"{_spaceless(lost[1])}e{lost[2] or lost[3] or lost[4]}"
    if text.endswith("%"):
        yield text[:-1].rstrip()
    group = _POINT_GROUP.fullmatch(text)
    if group:
        yield group[1] + group[2]
