"""Characters that people's keyboards produce, read as what they plainly mean; the rest refused with their column.

A Chinese input method types full-width digits, commas and brackets; word processors turn hyphens into minus signs.
Characters that cannot be seen, or that look like others, are refused: never another reading than the obvious one.
"""

from __future__ import annotations

import unicodedata

from nncalc.errors import InputError

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
MEANT: dict[str, str] = {
    **_FULL_WIDTH,
    "\u3000": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\t": " ", "\n": " ", "\r": " ",
    "−": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "÷": "/", "∕": "/", "、": ",", "，": ",", "：": ":", "；": ";",
    "【": "[", "】": "]", "〔": "(", "〕": ")", "＝": "=",
}  # fmt: skip
"""One character for one, so that columns stay."""

GREEK = frozenset("αβγδεζηθκλμνξπρσςτφχψωΔΣΘΛΦΨΩ")
"""Greek letters that may stand in names (capitals that look Latin may not)."""
_KEPT = GREEK | frozenset("√′∂²³")
_ADVICE = {
    "–": "type the minus sign -", "—": "type the minus sign -", "‐": "type the minus sign -", "‑": "type the minus sign -",
    "。": "type the point .", "‚": "type the comma ,", "'": "leave it out", "’": "leave it out", "“": "leave it out",
    "”": "leave it out", "½": "type 1/2", "¼": "type 1/4", "¾": "type 3/4", "∞": "type inf where it is taken",
}  # fmt: skip


def clean(text: str, *, words: bool = False) -> str:
    """The text with typed variants read as ASCII. Raises InputError for characters that cannot be trusted.

    words=True lets letters of every script pass (class names); what cannot be seen is refused all the same.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join([_one(text, column, character, words) for column, character in enumerate(text)])


def _one(text: str, column: int, character: str, words: bool) -> str:
    if " " <= character <= "~":
        return character
    meant = MEANT.get(character)
    if meant is not None:
        return meant
    if character in _KEPT:
        return character
    if words and unicodedata.category(character)[0] in "LMN":
        return character
    category = unicodedata.category(character)
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    invisible = category[0] in "CZ"
    looks = _look_alike(character)
    if invisible:
        message, advice = f"an invisible character ({name}) stands in the text", "delete it"
    elif looks:
        message, advice = f"'{character}' ({name}) only looks like '{looks}'", f"type {looks}"
    else:
        message, advice = f"'{character}' ({name}) has no meaning here", _ADVICE.get(character, "ASCII letters, digits and signs")
    raise InputError(message, text=text, column=column, expected=_ADVICE.get(character, advice))


_TWINS = dict(zip("АВСЕНІЈКМОРЅТХУаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABCEHIJKMOPSTXYaeopcyxijsABEZHIKMNOPTYXo", strict=True))


def _look_alike(character: str) -> str | None:
    """The ASCII character that this one imitates, if any."""
    if character in _TWINS:
        return _TWINS[character]
    if character in "–—‐‑‒―":
        return "-"
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 and folded.isascii() and folded.isprintable() else None
