"""Plain text for LaTeX: every character escaped, in ASCII; and how wide a formula will be."""

from __future__ import annotations

import re
from unicodedata import normalize

from nncalc.reading.harmless import safe
from nncalc.render.charset import GREEK

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\char36{}",  # \$ would need fonts that a small installation lacks
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"\`{}",
    "[": "{[}",
    "]": "{]}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "\u3000": r"\quad{}",
    "§": r"\S{}",
    **{
        sign: f"\\{name}{{}}"
        for sign, name in zip("ßæÆøØœŒłŁı", ["ss", "ae", "AE", "o", "O", "oe", "OE", "l", "L", "i"], strict=True)
    },
}

MATHEMATICS = {
    **{letter: "\\" + name for letter, name in GREEK.items()},
    "σ": r"\sigma",
    "Σ": r"\Sigma",
    "·": r"\cdot",
    "×": r"\times",
    "⊙": r"\odot",
    "∘": r"\circ",
    "∗": "*",
    "−": "-",
    "≈": r"\approx",
    "≠": r"\neq",
    "≤": r"\leq",
    "≥": r"\geq",
    "±": r"\pm",
    "→": r"\to",
    "∂": r"\partial",
    "∇": r"\nabla",
    "√": r"\surd",
    "∑": r"\sum",
    "∞": r"\infty",
    "½": r"\tfrac{1}{2}",
    "¼": r"\tfrac{1}{4}",
    "ŷ": r"\hat{y}",
    "ȳ": r"\bar{y}",
    "ℒ": r"\mathcal{L}",
    "ℰ": r"\mathcal{E}",
    "ℋ": r"\mathcal{H}",
    "ℓ": r"\ell",
    "‖": r"\|",
    "⌊": r"\lfloor",
    "⌋": r"\rfloor",
    "⌈": r"\lceil",
    "⌉": r"\rceil",
    "ᵀ": r"{}^{\top}",
    "⁻": "{}^{-}",
    "⁺": "{}^{+}",
    "ᵢ": "{}_{i}",
    "ⱼ": "{}_{j}",
    "′": r"{}'",
    "″": r"{}''",
    "÷": r"\div",
    "≡": r"\equiv",
    "≃": r"\simeq",
    "≅": r"\cong",
    "∼": r"\sim",
    "←": r"\gets",
    "↑": r"\uparrow",
    "↓": r"\downarrow",
    "⊤": r"\top",
    "✓": r"\checkmark",
    "✗": r"\times",
    **{sign: f"{{}}^{{{digit}}}" for sign, digit in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾", "0123456789-+()", strict=True)},
    **{sign: f"{{}}_{{{digit}}}" for sign, digit in zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₜ₋", "0123456789ijkt-", strict=True)},
}
"""Characters that are mathematics, as LaTeX writes them."""

_ACCENTS = dict(zip("\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u030a\u030b\u030c\u0327", "`'^~=.\"rHvc", strict=True))

UNICODE = (
    r"\providecommand{\unicodecharacter}[1]"
    r'{\ifdefined\Umathchar\char"#1\relax\else\texttt{U+#1}\allowbreak\fi}'
)
"""What a source with characters outside ASCII needs: XeLaTeX and LuaLaTeX set them, pdfLaTeX their number."""


HATS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0307": r"\dot"}
_ACCENTED = re.compile(f"[^\\W\\d_][{''.join(HATS)}]|.", re.DOTALL)
"""A letter with an accent of its own, which is mathematics, or one character."""
_MINUS = re.compile(r"(?<![\w.-])-(?=[\d.])")
_LIGATURE = re.compile(r"-(?=-)|(?<=[?!])(?=\\`)")


def escape(text: str) -> str:
    """Text as it should appear on paper, as LaTeX source in ASCII; a minus is not torn from its number."""
    text = safe(text)
    source = "".join(map(_escape, text if text.isascii() else _ACCENTED.findall(text)))
    return _LIGATURE.sub(lambda match: match[0] + "{}", _MINUS.sub(r"\\mbox{-}", source))


def _escape(character: str) -> str:
    if len(character) == 2:
        return f"${HATS[character[1]]}{{{MATHEMATICS.get(character[0], character[0])}}}$"
    found = _ESCAPES.get(character)
    if found is not None:
        return found
    if character.isascii():
        return character
    found = MATHEMATICS.get(character)
    return f"${found}$" if found else _accented(character)


def _accented(character: str) -> str:
    parts = normalize("NFD", character)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS:
        return f"\\{_ACCENTS[parts[1]]}{{{parts[0]}}}"
    return f"\\unicodecharacter{{{ord(character):04X}}}"


_FRACTION = re.compile(r"\\[td]?frac\{([^{}]*)\}\{([^{}]*)\}")
_MATRIX = re.compile(r"\\begin\{(?:pmatrix|array)\}(?:\{[lcr]*\})?(.*?)\\end\{(?:pmatrix|array)\}")
_SCRIPTS = re.compile(r"\^\{([^{}]*)\}(?:_\{([^{}]*)\})?|_\{([^{}]*)\}")
_WORD = re.compile(r"\\(?:text|operatorname|mathrm|mathit)\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\{([^{}]*)\}")
_INVISIBLE = re.compile(r"\\(?:left|right|operatorname|mathrm|mathit|text)\b|\\[,;!]|[{}\s]")
_COMMAND = re.compile(r"\\[A-Za-z]+|\\.")
_BROAD = re.compile(r"\\(?:Phi|Psi|Omega)(?![A-Za-z])|(?<![A-Za-z\\])[DHKMNQWXm](?![A-Za-z])")
_NAMED = re.compile(r"\\(tanh|exp|ln|log|max|min|sin|cos|det|sinh|cosh|arctan)(?![A-Za-z])")
_NARROW = {",": 9, "(": 13, ")": 13, "-": 24, ".": 9}
"""The widths of signs in an index or exponent, in twentieths of a digit beside it; others are 17."""
_SIGN = re.compile(r"\\(?:cdot|odot|times|approx)\b|[+=]|-(?= )")


def columns(source: str) -> int:
    """Roughly how many digits wide a formula will be set; a spaced sign counts as two."""
    source = _WORD.sub(lambda match: match[1].replace(" ", "x"), _NAMED.sub(r"\1", _BROAD.sub("xx", source)))
    source = _MATRIX.sub(_matrix_row, source)
    while True:
        source = _ROOT.sub(r"xx\1", _SCRIPTS.sub(_script, source))
        source, count = _FRACTION.subn(_longer, source)
        if not count:
            break
    source = _SIGN.sub("xx", source)
    return len(_INVISIBLE.sub("", _COMMAND.sub(_one, source)))


def _one(match: re.Match[str]) -> str:
    return match[0] if _INVISIBLE.match(match[0]) else "x"


def _longer(match: re.Match[str]) -> str:
    return max(match[1], match[2], key=lambda part: len(_COMMAND.sub("x", part)))


def _script(match: re.Match[str]) -> str:
    """Scripts stand above each other and are set at seven tenths of the size; no letters, which would lengthen a command."""
    seen = [_COMMAND.sub("x", script) for script in match.groups() if script]
    return "0" * max(1, round(max(sum(_NARROW.get(sign, 17) for sign in script) for script in seen) / 20))


def _matrix_row(match: re.Match[str]) -> str:
    return "x" + max(match[1].split("\\\\"), key=len).replace("&", "xx") + "x"


def large_inside(*parts: str) -> list[str]:
    r"""Numerator and denominator of a fraction with fractions inside, which `\dfrac` sets as large as the letters beside
    them; where these have fractions inside themselves, all is smaller from step to step."""
    depth = max(map(_depth, parts))
    was, becomes = (r"\frac", r"\dfrac") if depth == 1 else (r"\dfrac", r"\frac")
    return [part.replace(was, becomes) for part in parts]


def _depth(source: str) -> int:
    """How many fractions stand in each other, at most."""
    deepest = braces = 0
    open_: list[list[int]] = []  # of each fraction: the braces around it, and how many of its two parts are to come
    for token in re.findall(r"frac(?=\{)|[{}]", source):
        if token == "frac":
            open_.append([braces, 2])
            deepest = max(deepest, len(open_))
        elif token == "{":
            braces += 1
        else:
            braces -= 1
            if open_ and open_[-1][0] == braces:
                open_[-1][1] -= 1
                if not open_[-1][1]:
                    open_.pop()
    return deepest
