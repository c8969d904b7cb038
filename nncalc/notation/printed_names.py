"""The small grammar of printed names: letters with an accent and primes, one index below and one above, or a minus in front.

name   [-] [log ] base [_below] [^above]
base   letters and digits, at most 8, the last of them with a hat, a tilde, a bar or a dot, and primes behind
below  at most 6 letters, digits and accents; digits may be typed as such: θ₁
above  as below, or in brackets
"""

from __future__ import annotations

import re
from unicodedata import normalize

from nncalc.declaring.letters import Letter, Printed
from nncalc.declaring.spelling import SUBSCRIPT
from nncalc.reading.characters import shown
from nncalc.render.charset import FALLBACKS, GREEK
from nncalc.render.latex_text import HATS
from nncalc.words import say

SHORT = 2
LONGEST = 24
"""Characters of a printed name."""
SCRIPTS = {"ℒ": r"\mathcal{L}", "ℰ": r"\mathcal{E}", "ℓ": r"\ell", "ℋ": r"\mathcal{H}", "∇": r"\nabla "}
_LETTER = f"A-Za-z{''.join(GREEK)}σςΣ{''.join(SCRIPTS)}"
_MARKS = "".join(HATS)
_INDEX = rf"[{_LETTER}0-9{_MARKS}]{{1,7}}"
_NAME = re.compile(
    rf"(?P<minus>[-−]?)(?:(?P<function>log|ln)[ ])?(?P<base>[{_LETTER}](?:[{_LETTER}0-9{_MARKS}]){{0,8}})(?P<primes>[′']{{0,3}})"
    rf"(?:_(?P<below>{_INDEX})|(?P<digits>[₀-₉]{{1,3}}))?(?:\^(?P<above>{_INDEX}|\({_INDEX}\)|\[{_INDEX}\]))?"
)
_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_PART = re.compile(rf"([{_LETTER}0-9])([{_MARKS}])?")


def printed_name(text: str) -> Printed | None:
    """A name as a table writes it; None where it is none."""
    if len(text) > LONGEST:
        return None
    match = _NAME.fullmatch(normalize("NFD", text.strip()))
    if match is None:
        return None
    below = match["below"] or (match["digits"] or "").translate(_DIGITS)
    primes = "′" * len(match["primes"])
    base = _letter(match["base"], primes)
    if function := match["function"]:
        base = Letter(f"{function} {base.text}", rf"\{function} {base.latex}")
    lower, upper = (_letter(part) if part else None for part in (below, match["above"]))
    if lower is not None and below.isascii() and len(below) == SHORT:
        lower = Letter(below, below)  # xh of W_xh: two indices, no word
    whole = base.text
    if lower is not None:
        whole += lower.text.translate(SUBSCRIPT) if lower.text.isdigit() else f"_{lower.text}"
    if upper is not None:
        whole += f"^{upper.text}"
    return Printed(whole, base, lower, upper, bool(match["minus"]))


def expected() -> str:
    """What a printed name looks like."""
    return say("letters with a hat, an index or primes, such as {names}", names="ŷ, W_hq, z′, -θ")


def not_a_name(text: str) -> str:
    """What is wrong with one that is none."""
    return say("'{text}' cannot be printed as a name", text=shown(text, 40))


def _letter(text: str, primes: str = "") -> Letter:
    """Letters and what they look like in LaTeX: words upright, letters by their commands."""
    composed = normalize("NFC", text)
    plain = composed if composed in FALLBACKS else text  # an accent of its own is a word where it cannot be encoded
    if text.isascii() and len(text) > 1:
        return Letter(plain + primes, rf"\mathrm{{{text}}}" + "'" * len(primes))
    return Letter(plain + primes, _PART.sub(_part, text).strip() + "'" * len(primes))


def _part(match: re.Match[str]) -> str:
    letter, accent = match.groups()
    latex = SCRIPTS.get(letter) or ("\\" + GREEK[letter] if letter in GREEK else {"σ": r"\sigma"}.get(letter, letter))
    if latex[-1].isalpha() and latex[0] == "\\" and not accent:
        latex += " "
    return f"{HATS[accent]}{{{latex.strip()}}}" if accent else latex
