"""Characters as typed: a Chinese keyboard's are read, invisible and look-alike ones are refused by name.

Every character is replaced by exactly one, so columns in the cleaned text are columns in the text as typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NoReturn

from nncalc import words
from nncalc.errors import InputError
from nncalc.words import say

GREEK = "αβγδεζηθλμξπρστφψωΓΔΘΛΞΠΣΦΨΩ"
"""Greek letters that names may hold; the others look like Latin letters or like one another."""
LETTER = f"A-Za-z{GREEK}"
"""What names are made of, as a pattern has it between square brackets."""

_READ_AS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",  # ideographic space
    0x00A0: " ",  # no-break space
    0x3001: ",",  # ideographic comma
    0x3010: "[",
    0x3011: "]",
    0x3014: "(",
    0x3015: ")",
    0x2212: "-",
    **dict.fromkeys(map(ord, "×·⋅∗"), "*"),
    **dict.fromkeys(map(ord, "÷∕"), "/"),
}
_AS_IT_IS = frozenset(GREEK + "√²³∞\t\n\r")

# What to type for characters that look like something else and whose compatibility form does not say so.
_MEANT = {
    **dict.fromkeys("‐‑‒–—―﹘⁃˗➖ー丨", "-"),
    "一": "1, or - for a minus sign",
    **dict.fromkeys("∙•‧⁎✕✖⨯╳", "*"),
    **dict.fromkeys("⁄⧸", "/"),
    **dict.fromkeys("‘’‚‛′“”„‟″「」", '"'),
    **dict.fromkeys("。｡٫", "."),
    **dict.fromkeys("٬،", ","),
    **dict.fromkeys("∶꞉ː", ":"),
    **dict.fromkeys("⦅⟮〈《", "("),
    **dict.fromkeys("⦆⟯〉》", ")"),
    **dict.fromkeys("〇○◯", "0"),
    **dict.fromkeys("µ", "μ"),
    **dict.fromkeys("∂", "d"),
    **dict(zip("ϵϑϕς", "εθφσ", strict=True)),
}
LOOKS_LIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеорсухіјѕԁһԛԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοινκυχıɑɡ",
        "ABESIJKMHOPCTYXaeopcyxijsdhqwlABEZHIKMNOPTYXoivkuxiag",
        strict=True,
    )
)
# Ideographs that are also taken for a sign or a digit; harmless among other ideographs, in a class name.
_IDEOGRAPHS_IN_DOUBT = frozenset("一丨ー〇")
_BARRED_LATIN = frozenset("ßæøœđłþðÆØŒĐŁÞ")
_BLANK = frozenset("\u3164\u115f\u1160\uffa0\u2800")
_WORD_SCRIPTS = (
    "CJK UNIFIED IDEOGRAPH", "HIRAGANA LETTER", "KATAKANA LETTER", "KATAKANA-HIRAGANA", "HANGUL SYLLABLE",
)  # fmt: skip
_GROUPED = "[0-9]\u00a0[0-9]{3}(?![0-9])"


def clean(text: str) -> str:
    """The text in plain characters, one for one. Raises InputError at an invisible or look-alike character.

    Full-width forms, the minus sign, `×`, `·`, `÷` and the no-break space are read as their ASCII meaning.
    Letters that are neither ASCII nor Greek pass (`猫`, `é`: class names have them); formulas refuse them.
    """
    if text.isascii() and text.isprintable():
        return text
    if text.startswith("\ufeff"):
        text = " " + text[1:]  # a byte order mark is invisible only where it is not the first
    grouped = re.search(_GROUPED, text)
    if grouped:
        raise InputError(
            say("a no-break space (U+00A0) between digits: one number or two?"),
            text=text,
            column=grouped.start() + 1,
            expected=say("10000 for one number, 10,000 for two"),
        )
    out = text.translate(_READ_AS)
    for column, character in enumerate(out):
        if not (" " <= character <= "~" or character in _AS_IT_IS) and not _in_a_word(text, column):
            _refuse(text, column)
    return out


def _in_a_word(text: str, column: int) -> bool:
    """Whether the character is a letter of a word that nobody takes for a sign, a digit or another letter."""
    character = text[column]
    if character in _IDEOGRAPHS_IN_DOUBT:
        around = text[max(0, column - 1) : column] + text[column + 1 : column + 2]
        return bool(around) and not around.isascii()
    if character in _MEANT or character in LOOKS_LIKE:
        return False
    if unicodedata.name(character, "").startswith(_WORD_SCRIPTS) or character in _BARRED_LATIN:
        return True
    parts = unicodedata.normalize("NFD", character)
    return len(parts) > 1 and parts[0].isascii() and parts[0].isalpha()


def _refuse(text: str, column: int) -> NoReturn:
    character = text[column]
    described = describe(character)
    category = unicodedata.category(character)
    meant = _meant(character)
    if category == "Cs":
        message, expected = say("{described} is not UTF-8", described=described), say("text in UTF-8")
    elif category in ("Mn", "Mc", "Me"):
        message, expected = (
            say("a combining mark, {described}", described=described),
            say("the letter as one character, or a plain letter"),
        )
    elif category in ("Zs", "Zl", "Zp"):
        message, expected = say("an unusual space, {described}", described=described), say("a plain space, or nothing")
    elif category[0] == "C" or character in _BLANK:
        message, expected = say("an invisible character, {described}", described=described), say("the same without it")
    elif meant is None:
        message, expected = (
            say("{described} is not read here", described=described),
            say("plain letters, digits and signs"),
        )
    elif character == "一":
        message, expected = (
            say("{described} is the numeral one, and looks like a minus sign", described=described),
            say("1, or - for a minus sign"),
        )
    else:
        message, expected = (
            (
                say("{described} only looks like {meant}", described=described, meant=meant)
                if len(meant) == 1
                else say("{described} stands for {meant}", described=described, meant=meant)
            ),
            meant,
        )
    raise InputError(message, text=text, column=column, expected=expected)


def _meant(character: str) -> str | None:
    """What to type in place of a character, if something resembles it."""
    known = _MEANT.get(character) or LOOKS_LIKE.get(character)
    if known:
        return known
    plain = unicodedata.normalize("NFKC", character).replace("⁄", "/")
    if unicodedata.decimal(character, None) is not None:
        plain = str(unicodedata.decimal(character))
    elif unicodedata.decomposition(character).startswith("<super>"):
        plain = "^" + plain.replace("−", "-")
    plain = "".join(LOOKS_LIKE.get(c, _READ_AS.get(ord(c), c)) for c in plain)
    readable = (plain.isascii() and plain.isprintable()) or plain in GREEK
    return plain if plain != character and readable else None


_MIXED = r"[+-]?(?:[0-9OolI]+\.[0-9OolI]*|\.?[0-9OolI]+)"
_DIGITS = str.maketrans("OolI", "0011")


def digits_meant(text: str) -> str | None:
    """The number where letters stand that look like digits: `2.04` of `2.O4`; None where that is not plain."""
    text = text.strip()
    meant = text.translate(_DIGITS)
    mixed = meant != text and re.fullmatch(_MIXED, text) and any(map(str.isdigit, text))
    return meant if mixed else None


def describe(character: str) -> str:
    """`U+043E CYRILLIC SMALL LETTER O`, with the character in front where it can be seen."""
    name = unicodedata.name(character, "")
    code = f"U+{ord(character):04X}"
    if words.catalogue is None or not name:  # the names of signs are English
        code += f" {name or _unnamed(character)}"
    seen = character.isprintable() and not character.isspace() and not unicodedata.combining(character)
    return say("'{character}' ({code})", character=character, code=code) if seen else code


def _unnamed(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return say("byte {code:#04x}", code=code - 56320)
    return {"Cc": say("control character"), "Co": say("private use")}.get(unicodedata.category(character), "unassigned")


def shown(text: str, longest: int = 40) -> str:
    """Text for a message: cut to a length, with whatever cannot be seen written as an escape."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode() for c in short)
