"""What may reach an output: text made harmless, and signs an encoding lacks written in ones it has."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from nncalc.reading.harmless import safe

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "τ": "tau",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
    "Γ": "Gamma",
    "Δ": "Delta",
    "Θ": "Theta",
    "Λ": "Lambda",
    "Ξ": "Xi",
    "Π": "Pi",
    "Φ": "Phi",
    "Ψ": "Psi",
    "Ω": "Omega",
}

FALLBACKS = {
    "·": "*",
    "×": "x",
    "⊙": "(*)",
    "∘": "(o)",
    "∗": "(*)",
    "−": "-",
    "–": "-",
    "—": "-",
    "≈": "~=",
    "≠": "!=",
    "≤": "<=",
    "≥": ">=",
    "±": "+/-",
    "→": "->",
    "←": "<-",
    "↑": "^",
    "↓": "v",
    "…": "...",
    "∂": "d",
    "∇": "grad ",  # no sentence: a sign in ASCII
    "√": "sqrt",
    "∑": "sum",
    "Σ": "sum",
    "∞": "inf",
    "½": "1/2",
    "¼": "1/4",
    "ᵀ": "^T",
    "′": "'",
    "ŷ": "yhat",
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0307": "dot",
    "ℒ": "L",
    "ℰ": "E",
    "ℋ": "H",
    "ℓ": "l",
    "‖": "||",
    "⌊": "floor(",
    "⌋": ")",
    "⌈": "ceil(",
    "⌉": ")",
    "¹": "^1",
    "²": "^2",
    "³": "^3",
    "✓": "ok",
    "✗": "x",
    "─": "-",
    "│": "|",
    "├": "|",
    "└": "`",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "\u3000": " ",
    "ȳ": "ybar",
    "ᵢ": "_i",
    "ⱼ": "_j",
    "╲": "\\",
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)),
    **GREEK,
    "σ": "sigmoid",
}
"""What stands for a sign that an encoding lacks. `Σ` in our output is a sum and `σ` the logistic function."""

_SPELT = frozenset(map(ord, (*GREEK, "Σ", "σ")))
"""Letters that are words where an encoding lacks them: Δw is Delta_w."""

_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾"
_LOWERED = str.maketrans(_RAISED, "0123456789-()")
_HATS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
"""Marks over the letter before them."""

SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"

_CJK_CODECS = frozenset(("gbk", "gb2312", "cp932", "shift_jis", "euc_jp", "big5", "cp950", "euc_kr", "cp949"))


def can_encode(encoding: str, text: str) -> bool:
    """Whether every character of the text exists in the encoding; no, for one that Python does not know."""
    try:
        text.encode(encoding)
    except (UnicodeError, LookupError):
        return False
    return True


def has_subscripts(encoding: str) -> bool:
    """Whether component indices can be written as subscripts (`x₁`) or need brackets (`x[1]`)."""
    return can_encode(encoding, SUBSCRIPTS)


@lru_cache(maxsize=16)
def fallbacks(encoding: str) -> dict[int, str]:
    """The substitutions an encoding needs, for `str.translate`; empty for the Unicode encodings."""
    if can_encode(encoding, "".join(FALLBACKS)):
        return {}
    return {ord(sign): plain for sign, plain in FALLBACKS.items() if not can_encode(encoding, sign)}


def fitter(encoding: str) -> Callable[[str], str]:
    r"""A function that makes text harmless and fit for the encoding.

    Signs that it lacks are written by their fallback, other characters as `\u4e2d`.
    """
    table = fallbacks(encoding)
    if not table:
        return safe
    codec = encoding if can_encode(encoding, "") else "ascii"
    spelt = "".join(map(chr, table.keys() & _SPELT))
    run_on = re.compile(f"([{spelt}])(?=[A-Za-z])" if spelt else "()(?!)")
    hats = {mark: word for mark, word in _HATS.items() if not can_encode(codec, mark)}

    def lowered(found: re.Match[str]) -> str:
        return found[0] if can_encode(codec, found[0]) else f"^{found[0].translate(_LOWERED)}"

    def fit(text: str) -> str:
        text = safe(text)
        if text.isascii():
            return text
        text = re.sub(f"[{_RAISED}]+", lowered, run_on.sub(r"\1_", text))
        for mark, word in hats.items():
            text = text.replace(mark, word)
        return text.translate(table).encode(codec, "backslashreplace").decode(codec)

    return fit


def ambiguous_is_wide(encoding: str) -> bool:
    """Whether Greek letters and mathematical signs take two columns, as under the legacy CJK encodings."""
    return encoding.lower().replace("-", "_").replace("cp936", "gbk") in _CJK_CODECS
