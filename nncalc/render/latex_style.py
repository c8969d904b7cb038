"""Mathematics written in LaTeX, for inside a display: amsmath, nothing else, ASCII alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nncalc.declaring.letters import Letter, Printed
from nncalc.declaring.names import Name, Names
from nncalc.engine.operations import LATEX_NAMES
from nncalc.engine.piece import Kept
from nncalc.render.brackets import closes_at_end
from nncalc.render.latex_text import MATHEMATICS, escape, large_inside

_INFIX = {
    "+": " + ",
    "−": " - ",
    "·": r" \cdot ",
    "⊙": r" \odot ",
    "∘": r" \circ ",
    "∗": " * ",
    "×": r" \times ",
}
# What can carry an exponent as it stands: a number, a letter with an index, something in brackets.
_ATOM = re.compile(
    r"(?:[\d.]+|[A-Za-z]|\\(?:text|mathit)\{[^{}\\]*\}|\\[A-Za-z]+)(?:_(?:\{[^{}]*\}|\w))?|.*\\right(?:\)|\\r[a-z]+)"
)
_CALLED = re.compile(r"(?:\\[A-Za-z]+(?:\{\w+\}|_\{\d+\})?'*)?(?=\()")
_RAISED_LETTER = re.compile(r"((?:[A-Za-z]|\\[A-Za-z]+)\^\{[^{}]*)(\}(?:_\{[^{}]*\})?)")
_TALL = ("\\frac", "\\begin", "\\left", "\\sqrt")
_SYMBOL = re.compile(r"([^0-9]*[^0-9_])(?:_?([0-9]+))?")
_RECURRENT = re.compile(r"([WUVb])([a-z]{1,2})")
_QUOTIENT = re.compile(r"∂([^/]+)/∂([^/]+)")
_CALLED_LETTER = re.compile(r"([A-Z][a-z]+)\(([a-z])\)")
"""A function of a letter, `Var(w)`."""
_PRIMED = re.compile("([A-Za-z])([′″]+)")
_LETTER = re.compile(r"[A-Za-z](?:[_^](?:\w|\{.*\}))?", re.ASCII)
_RAISED = {"ᵀ": r"\top", "⁻": "-", "⁺": "+", **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))}
_LOWERED = {"ᵢ": "i", "ⱼ": "j", **dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))}
_PIECES = re.compile(rf"[A-Za-z]{{2,}} ?|[{''.join(_RAISED)}]+|[{''.join(_LOWERED)}]+|.")
_PRODUCT = re.compile(".ᵀ.")
"""A name whose index would else seem that of its last letter: (XᵀX)₁₂."""
_ENDS_RAISED = re.compile(r"(?:[A-Za-z]|\\[A-Za-z]+ ?|\(.*\))(?:'+|\^(?:\{[^{}]*\}|\w))")
"""A letter, or something in brackets, with an exponent or primes: an index stands right below these."""
_NUMERIC, _SLASHED = re.compile(r"\\frac\{(\d+)\}\{(\d+)\}"), r"\1/\2"
_LONGEST_COLUMN = 6
_WIDEST_MATRIX = 10
"""amsmath's own bound on the columns of a pmatrix."""


class LatexStyle:
    """How the engine's printer writes LaTeX."""

    barred_fractions = True
    ellipsis = r"\dots"
    to_be_typed = False
    relation_exact = "="
    relation_rounded = r"\approx"

    __slots__ = ("_bold", "_names", "_numbers", "_spelt", "_stems", "tensor")

    def __init__(self, names: Names | None = None, bold: bool = False) -> None:
        self._names, self._bold = names or Names(), bold
        self.tensor: Callable[[str], str] = LatexStyle(names, True).name if self._names.bold and not bold else self.name
        self._spelt: Kept[str, str] = Kept()
        self._stems: dict[tuple[str, bool], tuple[str, list[str], str]] = {}
        self._numbers: Kept[str, str] = Kept()

    def name(self, name: str) -> str:
        spelt = self._spelt.get(name)
        if spelt is None:
            stem, component = self._names.split(name)
            key = stem, bool(component)
            parts = self._stems.get(key)
            if parts is None:
                parts = self._stems[key] = self._stem(self._names.parse(stem), bool(component))
            head, below, tail = parts
            indices = ",".join([*below, *component.split(".")] if component else below)
            spelt = self._spelt[name] = f"{head}_{{{indices}}}{tail}" if indices else head + tail
        return spelt

    def symbol(self, name: str) -> str:
        letter, digits = _symbol("π" if name == "pi" else name)
        return f"{letter}_{{{digits[0]}}}" if digits else letter

    def number(self, text: str) -> str:
        spelt = self._numbers.get(text)
        if spelt is None:
            spelt = _number(text)
            if self._names.comma and text.lstrip("-")[:1] in "0123456789.":
                spelt = spelt.replace(".", "{,}")
            self._numbers[text] = spelt
        return spelt

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        return _INFIX[sign].join(parts)

    def beside(self, sign: str, parts: Sequence[str]) -> str:
        if sign not in ",，":
            return f" {sign} ".join(parts)
        size = parts[-1].startswith(r"\text{") or r"\times" in parts[-1]
        return (rf"{self._between}\; " if size else f"{self._between} ").join(parts)

    @property
    def _between(self) -> str:
        """What stands between numbers: a comma is in them where they have decimal commas."""
        return ";" if self._names.comma else ","

    def prefix(self, sign: str, part: str) -> str:
        return f"-{part}"

    def call(self, function: str, parts: Sequence[str]) -> str:
        base = function.rstrip("′")
        written = escape(base)
        # `row sums of ` is words: LaTeX keeps their spaces, and sets the signs among them, in text mode alone.
        words = " " in base or "$" in written
        letter = self.symbol(base) if len(base) == 1 and base.isalpha() else None
        spelt = LATEX_NAMES.get(base) or letter or rf"\{'text' if words else 'operatorname'}{{{written}}}"
        if function.endswith(" "):
            return spelt + (self.group(parts[0]) if " " in parts[0] else parts[0])
        return spelt + "'" * (len(function) - len(base)) + self.group(f"{self._between} ".join(parts))

    def partial(self, of: str, by: str) -> str:
        return rf"\frac{{\partial {self.symbol(of)}}}{{\partial {self.symbol(by)}}}"

    def fraction(self, top: str, bottom: str) -> str:
        if "frac{" in top or "frac{" in bottom:
            top, bottom = large_inside(top, bottom)
        return rf"\frac{{{top}}}{{{bottom}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{self._whole(base)}^{{{_NUMERIC.sub(_SLASHED, exponent)}}}"

    def exponential(self, exponent: str) -> str:
        """A power of e; exp() where e is a name of the user's own, and where a fraction would be set too small to read."""
        if "e" in self._names.taken or "frac{" in exponent:
            return rf"\exp{self.group(exponent)}"
        return f"e^{{{exponent}}}"

    def root(self, part: str) -> str:
        return rf"\sqrt{{{part}}}"

    def bars(self, part: str) -> str:
        return rf"\left\lvert {part} \right\rvert"

    def floor(self, part: str) -> str:
        return rf"\left\lfloor {part} \right\rfloor"

    def ceil(self, part: str) -> str:
        return rf"\left\lceil {part} \right\rceil"

    def transpose(self, part: str) -> str:
        raised = _RAISED_LETTER.fullmatch(part)
        return rf"{raised[1]}\top{raised[2]}" if raised else rf"{self._whole(part)}^{{\top}}"

    def group(self, text: str) -> str:
        """Brackets that grow are kept for what is tall; the others let a long formula break inside."""
        if any(tall in text for tall in _TALL):
            return rf"\left( {text} \right)"
        return f"({text})"

    def vector(self, parts: Sequence[str]) -> str:
        """A column; a row with ᵀ when it would be tall."""
        if len(parts) <= _LONGEST_COLUMN:
            return self.matrix([[part] for part in parts])
        return self.matrix([parts]) + r"^{\top}"

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        width = max(map(len, rows))
        below = [[r"\vdots"] * width if row == [self.ellipsis] else row for row in rows]  # rows that are left out
        body = r" \\ ".join([" & ".join(row) for row in below])
        if width <= _WIDEST_MATRIX:
            return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"
        return rf"\left( \begin{{array}}{{{'c' * width}}} {body} \end{{array}} \right)"

    def _whole(self, text: str) -> str:
        return text if _ATOM.fullmatch(text) or _is_closed(text) else self.group(text)

    def _stem(self, name: Name, indexed: bool) -> tuple[str, list[str], str]:
        """What stands before the indices, the indices that every component has, and what stands behind."""
        head, below = self._letter(name.letter, indexed)
        quotient = _QUOTIENT.fullmatch(head)
        if quotient:
            return _derivative(_override(quotient[1]), _override(quotient[2]), [], name.turn)
        if self._bold:
            head = rf"\boldsymbol{{{head}}}"
        letter = self._names.letter(name.letter, indexed)
        above = [letter.above.latex] if isinstance(letter, Printed) and letter.above else []
        layers = self._names.layers(name)
        above += [("(1)" if layers == "1" else layers).replace("1", name.number)] if name.number else []
        derivative = name.partial and not (self._names.gradient and not name.of)
        if name.turn and not derivative:  # brackets of another kind only beside the number of a layer
            above.append(f"[{name.turn}]" if name.number else f"({name.turn})")
        above += [rf"\mathrm{{{name.mark}}}"] if name.mark else []
        if above:
            head = f"{{{head}}}" if _ENDS_RAISED.fullmatch(head) else head
            head += f"^{{{','.join(above)}}}"
        if not derivative:
            return (f"{self._names.gradient} {head}" if name.partial else head), below, ""
        if "." in name.of:  # a component: ∂a₁/∂z₁
            return _derivative(self.name(name.of), head, below, name.turn)
        of = self._names.differentiated(name) or ""
        output = of.latex if isinstance(of, Letter) else self.symbol(of) if self._names.verbatim else of
        return _derivative(output, head, below, name.turn)

    def _letter(self, word: str, indexed: bool) -> tuple[str, list[str]]:
        """The letter itself, and what stands below it whatever the component."""
        letter = self._names.letter(word, indexed)
        if isinstance(letter, Printed):
            return letter.base.latex, [letter.below.latex] if letter.below else []
        if letter is not None:
            if isinstance(letter, Letter):
                return letter.latex, []
            return letter if _QUOTIENT.fullmatch(letter) else _override(letter), []
        if self._names.verbatim or len(word) == 1:
            return _symbol(word)
        recurrent = _RECURRENT.fullmatch(word)
        if recurrent:
            return recurrent[1], [recurrent[2]]
        return _spelt(word), []


def _derivative(of: str, by: str, below: list[str], turn: str) -> tuple[str, list[str], str]:
    """The parts of a stem; a derivative of a step, taken at what the step before has left, has its number as a whole."""
    start = rf"\frac{{\partial {of}}}{{\partial {by}"
    return (rf"\left( {start}", below, rf"}} \right)^{{({turn})}}") if turn else (start, below, "}")


def _override(spelling: str) -> str:
    r"""How a problem type wants a name to look: LaTeX as it is, a letter as one, a word (`TP`, `F1_macro`) as text."""
    if "\\" in spelling or _LETTER.fullmatch(spelling):
        return _indexable(spelling) if "_" in spelling or "^" in spelling else spelling
    if spelling in MATHEMATICS:
        return MATHEMATICS[spelling]
    called = _CALLED_LETTER.fullmatch(spelling)
    if called:
        return rf"\operatorname{{{called[1]}}}({called[2]})"
    primed = _PRIMED.fullmatch(spelling)  # no braces around: an index stands below the prime
    return primed[1] + "'" * len(primed[2].replace("″", "′′")) if primed else _spelt(spelling)


def _spelt(name: str) -> str:
    """A name that is no single letter: words as text, and mathematics where it is written with signs."""
    name = name.replace("_", " ")
    if not name.isascii() and all(sign.isascii() or sign in MATHEMATICS for sign in name):
        spelt = "".join(map(_piece, _PIECES.findall(name)))
        return f"({spelt})" if _PRODUCT.fullmatch(name) else _indexable(spelt)
    return rf"\text{{{escape(name)}}}"


def _indexable(spelt: str) -> str:
    """In braces, so that it carries an index or an exponent; what ends raised has an index right below that."""
    return spelt if _ENDS_RAISED.fullmatch(spelt) else f"{{{spelt}}}"


def _piece(piece: str) -> str:
    """A piece of a letter that is written with signs: `XᵀX`, `(XᵀX)⁻¹`, `∂L/∂y`, `det XᵀX`."""
    if piece[0] in _RAISED:
        return f"^{{{''.join(map(_RAISED.__getitem__, piece))}}}"
    if piece[0] in _LOWERED:
        return f"_{{{''.join(map(_LOWERED.__getitem__, piece))}}}"
    if len(piece) > 1:
        return rf"\text{{{escape(piece)}}}"
    spelt = r"\ " if piece == " " else MATHEMATICS.get(piece, escape(piece))
    return f"{spelt} " if spelt[-1:].isalpha() and spelt[0] == "\\" else spelt


def _symbol(name: str) -> tuple[str, list[str]]:
    """A name that a user chose, and the digits at its end, which are set below: w11, w_11, θ."""
    match = _SYMBOL.fullmatch(name)
    letters, digits = match.groups("") if match else (name, "")
    below = [digits] if digits else []
    if len(letters) == 1 and letters.isalpha():
        return (letters if letters.isascii() else MATHEMATICS.get(letters, rf"\text{{{escape(letters)}}}")), below
    if name.isascii():
        return rf"\mathit{{{escape(letters)}}}", below
    return _spelt(name), []


def _number(text: str) -> str:
    """Digits stay together as they are; a fraction, an exponent or a word is set as one thing."""
    if text in ("inf", "-inf"):
        return text.replace("inf", r"\infty")
    mantissa, power, exponent = text.lower().partition("e")
    if power and exponent.lstrip("-").isdecimal():
        return rf"{mantissa} \cdot 10^{{{exponent}}}"
    top, slash, bottom = text.partition("/")
    if slash and bottom.isdecimal() and top.lstrip("-").isdecimal():
        return ("-" if top[0] == "-" else "") + rf"\frac{{{top.lstrip('-')}}}{{{bottom}}}"
    if text.lstrip("-").replace(".", "").isdecimal():
        return text
    return rf"\text{{{escape(text)}}}"


def _is_closed(text: str) -> bool:
    """Whether the text is a call or a bracketed expression: its last character closes its first bracket."""
    match = _CALLED.match(text)
    return match is not None and closes_at_end(text[match.end() :])
