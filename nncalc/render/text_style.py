"""Mathematics written in plain characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nncalc.declaring.names import Names
from nncalc.declaring.spelling import SUPERSCRIPT, Spelling
from nncalc.reading.harmless import safe
from nncalc.render.brackets import closes_at_end, outside_brackets
from nncalc.render.charset import can_encode, has_subscripts

# One number or name, with its component.
_ATOM = re.compile(r"(?:\d+,\d+|[\w.′∞]+)(?:\[[\d,]+\])?")
_DECIMAL = re.compile(r"-?\d*\.\d+(e-?\d+)?")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_CALL = re.compile(r"[\w.′]*(?=[(\[|⌊⌈])")
_ENDS_IN_PARTIAL = r"∂[^\s·()]*/∂[^\s·()]*$"

_INFIX = {"+": " + ", "−": " − ", "⊙": " ⊙ ", "∘": " ∘ ", "∗": " ∗ ", "×": "×"}
_NUMBERS = {"inf": "∞", "-inf": "-∞"}


class TextStyle:
    """How the engine's printer writes text. Signs that the encoding lacks are replaced later, by the layout.

    A partial derivative ∂E/∂w stands bare as an operand; what would tear it apart puts it in brackets.
    """

    barred_fractions = False
    ellipsis = "…"
    to_be_typed = False
    relation_exact = "="
    relation_rounded = "≈"

    __slots__ = ("_bare_root", "_names", "_own_e", "_subscripts", "name")

    def __init__(self, names: Names | None = None, encoding: str = "utf-8") -> None:
        self._subscripts = has_subscripts(encoding)
        self._names = names or Names()
        self.name = Spelling(self._names, self._subscripts)
        self._own_e = names is not None and "e" in names.taken
        self._bare_root = can_encode(encoding, "√")

    @property
    def _between(self) -> str:
        """What stands between numbers: a comma is in them where they have decimal commas."""
        return ";" if self._names.comma else ","

    def tensor(self, name: str) -> str:
        """Row 11 of X is X[11], since X₁₁ is a component."""
        stem, row = self._names.split(name)
        return self.name(name) if len(row) < 2 or "." in row else f"{self.name(stem)}[{row}]"

    def symbol(self, name: str) -> str:
        return "π" if name == "pi" else safe(name)

    def number(self, text: str) -> str:
        if self._names.comma and (_DECIMAL.fullmatch(text)):
            return text.replace(".", ",")
        return _NUMBERS.get(text, text)

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        if sign == "·":
            return "".join(map(_factor, parts[:-1])) + parts[-1]
        return _INFIX[sign].join(parts)

    def beside(self, sign: str, parts: Sequence[str]) -> str:
        return {",": f"{self._between} ", "，": sign}.get(sign, f" {sign} ").join(parts)

    def prefix(self, sign: str, part: str) -> str:
        return ("-" if part[:1].isdecimal() else sign) + part

    def call(self, function: str, parts: Sequence[str]) -> str:
        # `row sums of ` is words: what is one thing needs no brackets behind them.
        return function + (_whole(parts[0]) if function.endswith(" ") else f"({f'{self._between} '.join(parts)})")

    def partial(self, of: str, by: str) -> str:
        return f"∂{self.symbol(of)}/∂{self.symbol(by)}"

    def fraction(self, top: str, bottom: str) -> str:
        return f"{_bracketed(top, '/')}/{_bracketed(bottom, '/·× ')}"

    def power(self, base: str, exponent: str) -> str:
        base = _whole(base)
        digits = exponent.removeprefix("-").removeprefix("−")
        if digits.isdecimal() and len(digits) <= 3 and (self._subscripts or exponent in ("2", "3")):
            return base + exponent.translate(SUPERSCRIPT)
        return f"{base}^{_whole(exponent)}"

    def exponential(self, exponent: str) -> str:
        return f"exp({exponent})" if self._own_e else f"e^{_whole(exponent)}"

    def root(self, part: str) -> str:
        return f"√{_whole(part)}" if self._bare_root else f"√{_in_brackets(part)}"

    def bars(self, part: str) -> str:
        return f"|{part}|"

    def floor(self, part: str) -> str:
        return f"⌊{part}⌋"

    def ceil(self, part: str) -> str:
        return f"⌈{part}⌉"

    def transpose(self, part: str) -> str:
        return f"{_whole(part)}ᵀ"

    def group(self, text: str) -> str:
        return f"({text})"

    def vector(self, parts: Sequence[str]) -> str:
        return f"({f'{self._between} '.join(parts)})"

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        between = ", " if any(" " in entry for row in rows for entry in row) else " "
        return f"[{'; '.join([between.join(row) for row in rows])}]"


def _in_brackets(text: str) -> str:
    return text if text[0] == "(" and _is_closed(text) else f"({text})"


def _whole(text: str) -> str:
    """The text as one thing: a number, name, call or bracketed expression as it is, all else in brackets."""
    atom = _ATOM.fullmatch(text) and _RAISED.isdisjoint(text)
    return text if atom or _is_closed(text) else f"({text})"


def _is_closed(text: str) -> bool:
    """Whether the text is a call or a bracketed expression: its last character closes its first bracket."""
    match = _CALL.match(text)
    if match is None:
        return False
    rest = text[match.end() :]
    if rest[0] in "|⌊⌈":
        return rest[-1] in "|⌋⌉" and sum(map(rest.count, "|⌊⌋⌈⌉")) == 2
    return closes_at_end(rest)


def _bracketed(text: str, signs: str) -> str:
    """The text in brackets when one of the signs stands in it outside brackets."""
    return text if outside_brackets(text).isdisjoint(signs) else f"({text})"


def _factor(part: str) -> str:
    """A factor and its dot, set apart behind a partial derivative: `∂E/∂y · x`."""
    return part + (" · " if "∂" in part and re.search(_ENDS_IN_PARTIAL, part) else "·")
