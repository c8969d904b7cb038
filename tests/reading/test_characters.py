"""Characters as typed: what is read, what is refused, and where."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import outcome

from nncalc.errors import InputError
from nncalc.reading.characters import GREEK, clean, describe, shown

READ = {
    "1,2:3;4": "1,2:3;4",
    "１，２：３；４": "1,2:3;4",
    "（１）［２］【３】〔４〕": "(1)[2][3](4)",
    "Ｗ１＝－０．５＋２＊３／４＾２": "W1=-0.5+2*3/4^2",
    "−1.7": "-1.7",
    "2×3·4⋅5÷6∕7∗8": "2*3*4*5/6/7*8",
    "1　2\u00a03、4": "1 2 3,4",
    "\ufeff1": " 1",
    "√2": "√2",
    "x²+y³": "x²+y³",
    "η·σΔ": "η*σΔ",
    "猫,狗": "猫,狗",
    "第一类": "第一类",
    "カー": "カー",
    "café,Größe": "café,Größe",
    "1\t2\n3": "1\t2\n3",
}

REFUSED = [
    ("x\u200b1", 1, "ZERO WIDTH SPACE", "without"),
    ("1\ufeff", 1, "ZERO WIDTH NO-BREAK SPACE", "without"),
    ("1\u202e2", 1, "RIGHT-TO-LEFT OVERRIDE", "without"),
    ("a\u00adb", 1, "SOFT HYPHEN", "without"),
    ("1\x1b[31m", 1, "control character", "without"),
    ("1\x00", 1, "control character", "without"),
    ("x\u2060", 1, "WORD JOINER", "without"),
    ("ab\U000e0041", 2, "TAG LATIN CAPITAL LETTER A", "without"),
    ("\u3164", 0, "HANGUL FILLER", "without"),
    ("1\u2009000", 1, "THIN SPACE", "plain space"),
    ("1\u00a0000", 1, "no-break space", "10000"),
    ("1–2", 1, "EN DASH", "-"),
    ("—1", 0, "EM DASH", "-"),
    ("0,1,一1", 4, "4E00", "1, or - for a minus sign"),
    ("ー1", 0, "PROLONGED SOUND MARK", "-"),
    ("1〇", 1, "IDEOGRAPHIC NUMBER ZERO", "0"),
    ("хo", 0, "CYRILLIC SMALL LETTER HA", "x"),
    ("1+а", 2, "CYRILLIC SMALL LETTER A", "a"),
    ("Α1", 0, "GREEK CAPITAL LETTER ALPHA", "A"),
    ("ν", 0, "GREEK SMALL LETTER NU", "v"),
    ("µ", 0, "MICRO SIGN", "μ"),
    ("𝑥1", 0, "MATHEMATICAL ITALIC SMALL X", "x"),
    ("𝟏", 0, "MATHEMATICAL BOLD DIGIT ONE", "1"),
    ("𝜎", 0, "MATHEMATICAL ITALIC SMALL SIGMA", "σ"),
    ("٣", 0, "ARABIC-INDIC DIGIT THREE", "3"),
    ("x₁", 1, "SUBSCRIPT ONE", "1"),
    ("x⁻¹", 1, "SUPERSCRIPT MINUS", "^-"),
    ("½", 0, "VULGAR FRACTION ONE HALF", "1/2"),
    ("0。5", 1, "IDEOGRAPHIC FULL STOP", "."),
    ("1,“2”", 2, "LEFT DOUBLE QUOTATION MARK", '"'),
    ("😀", 0, "GRINNING FACE", "plain letters"),
    ("e\u0301", 1, "COMBINING ACUTE ACCENT", "one character"),
    ("1\udcff", 1, "byte 0xff", "UTF-8"),
]


@pytest.mark.parametrize(("typed", "plain"), READ.items())
def test_read(typed: str, plain: str) -> None:
    assert clean(typed) == plain
    assert len(clean(typed)) == len(typed)


@pytest.mark.parametrize(("typed", "column", "name", "instead"), REFUSED)
def test_refused(typed: str, column: int, name: str, instead: str) -> None:
    with pytest.raises(InputError) as caught:
        clean(typed)
    assert caught.value.column == column
    assert name in caught.value.message
    assert instead in (caught.value.expected or "")


@given(st.text(max_size=20))
def test_every_text_is_read_one_for_one_or_refused_in_it(text: str) -> None:
    plain = outcome(clean, text)
    if isinstance(plain, InputError):
        assert plain.column in range(len(text))
        assert plain.message.isprintable()
        return
    assert len(plain) == len(text)
    assert clean(plain) == plain
    for typed, read in zip(text, plain, strict=True):
        assert read == typed or unicodedata.normalize("NFKC", typed) == read or typed in "×·⋅∗÷∕−、【】〔〕\ufeff"


def test_no_letter_outside_the_list_passes_for_a_latin_or_greek_one() -> None:
    """Of all characters, those that pass are ASCII, our Greek, a few signs, or letters of other scripts' words."""
    latin = set("ßæøœđłþðÆØŒĐŁÞ")
    for code in range(0x80, 0x30000):
        character = chr(code)
        read = outcome(clean, character)
        if isinstance(read, InputError) or read.isascii() or read in GREEK + "√²³∞":
            continue
        name = unicodedata.name(character)
        decomposed = unicodedata.normalize("NFD", character)
        assert name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL")) or character in latin or len(decomposed) > 1


def test_shown_hides_nothing() -> None:
    assert shown("a\x1b\u202e\udcff") == "a\\x1b\\u202e\\udcff"
    assert len(shown("x" * 1000)) == 40
    assert describe("\x07") == "U+0007 control character"
