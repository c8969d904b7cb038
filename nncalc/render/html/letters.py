"""Letters and names in MathML: what the table of letters spells in plain characters, `ŷ`, `σ²`, `∂L/∂y`, `p_e`."""

from __future__ import annotations

import re
from functools import lru_cache

from nncalc.render.html.escaping import escape
from nncalc.render.html.formulas import UPRIGHT, words

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"
_DIGITS = str.maketrans(_SUPERSCRIPTS + _SUBSCRIPTS, "0123456789−0123456789")
_ATOM = (
    r"(?P<base>[∂∇ΔΣ]|[A-Za-zα-ωΑ-Ω]+\d*|\d+|.)"
    r"(?P<accent>[\u0302\u0303\u0304])?"
    rf"(?P<below>_\w+|[{_SUBSCRIPTS}]+)?"
    rf"(?P<above>[{_SUPERSCRIPTS}]+|ᵀ|[′″]+)?"
)
_LETTERS = r"[A-Za-zα-ωΑ-Ω]"
_ACCENTS = {"\u0302": "^", "\u0303": "~", "\u0304": "¯"}
_SPACE = "<mspace width='.2em'/>"  # no sentence: markup
_SIGN, _TIGHT = "<mo stretchy='false'>", "<mo stretchy='false' lspace='0' rspace='0'>"  # no sentence: markup
_ACCENTED = "<mover accent='true'>"  # no sentence: markup
_RAISED = r"<mrow>(.*)<msup>(<m[io][^>]*>[^<]*</m[io]>)(<mrow>(?:(?!<msup>).)*</mrow>)</msup></mrow>"
_LONGEST_BASE, _LONGEST_INDEX = 3, 2
"""Letters of what carries an index, and of the index where that is more than one letter; `head_dim` is words."""


def identifier(text: str) -> str:
    """A letter (set in italics) or a word (upright) of somebody's own."""
    upright = UPRIGHT if len(text) == 1 and "Α" <= text <= "Ω" else ""
    return f"<mi{upright}>{escape(text)}</mi>"


def under(base: str, index: str) -> str:
    return f"<msub>{base}<mrow>{index}</mrow></msub>"


def over(base: str, exponent: str) -> str:
    return f"<msup>{base}<mrow>{exponent}</mrow></msup>"


def below_exponent(head: str, index: str) -> str:
    """A letter with an index, which stands right below the exponent where it has one: σ²₁, (XᵀX)⁻¹₁₂."""
    raised = re.fullmatch(_RAISED, head)
    if raised is None:
        return under(head, index)
    before, base, exponent = raised.groups()
    return row(f"{before}<msubsup>{base}<mrow>{index}</mrow>{exponent}</msubsup>")


def row(markup: str) -> str:
    """One element, where another element needs it."""
    return f"<mrow>{markup}</mrow>"


@lru_cache(maxsize=512)
def spelt(text: str) -> str:
    """A letter as the notation spells it, as one element."""
    stem, _, rest = text.partition("_")
    letters = len(stem.rstrip("0123456789").lstrip("ΔΣ"))
    whole = letters > 1 or stem[-1:].isdigit()
    if rest and (letters > _LONGEST_BASE or (whole and len(rest) > _LONGEST_INDEX)):
        return words(text.replace("_", " "))
    markup = _run(text)
    return markup if re.fullmatch(_LETTERS, text) else row(markup)


def _run(text: str) -> str:
    """Atoms in a row, each with what stands over, under and behind it."""
    if not text.isascii():
        from unicodedata import normalize  # start-up

        text = normalize("NFD", text)
    if " " in text:
        return _SPACE.join(map(_run, text.split(" ")))
    return "".join(map(_atom, re.finditer(_ATOM, text)))


def _atom(match: re.Match[str]) -> str:
    base, accent, below, above = match["base"], match["accent"], match["below"], match["above"]
    if base.isdigit():
        out = f"<mn>{base}</mn>"
    elif re.match(_LETTERS, base):
        out = identifier(base)
    else:
        out = f"{_TIGHT if base in '∂∇Δ‖' else _SIGN}{escape(base)}</mo>"
    if accent:
        out = f"{_ACCENTED}{out}{_SIGN}{_ACCENTS[accent]}</mo></mover>"
    if below:
        out = under(out, _index(below.removeprefix("_")))
    if above and above[0] in "′″":  # raised by itself
        return f"{out}{_TIGHT}{above}</mo>"
    return over(out, _exponent(above)) if above else out


def _index(text: str) -> str:
    text = text.translate(_DIGITS)
    return f"<mn>{text}</mn>" if text.isdigit() else f"<mi>{escape(text)}</mi>"


def _exponent(text: str) -> str:
    if text == "ᵀ":
        return TOP
    digits = text.translate(_DIGITS)
    return f"<mo>−</mo><mn>{digits[1:]}</mn>" if digits[0] == "−" else f"<mn>{digits}</mn>"


TOP = "<mi>⊤</mi>"
"""The sign of a transpose."""
