"""Mathematics in input syntax: ASCII that pastes back as a value. Exact forms are written in it."""

from __future__ import annotations

from collections.abc import Sequence

_SIGNS = {"+": " + ", "−": " - ", "·": "*"}


class InputStyle:
    """The notation of the shell: `exp(-1)/(1 + sqrt(2))`. Functions go by the name they are typed by, and show all they take."""

    barred_fractions = False
    ellipsis = "..."
    to_be_typed = True
    relation_exact = relation_rounded = "="

    def name(self, name: str) -> str:
        return name

    tensor = name

    def symbol(self, name: str) -> str:
        return name

    def number(self, text: str) -> str:
        return text

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        return _SIGNS.get(sign, sign).join(parts)

    def beside(self, sign: str, parts: Sequence[str]) -> str:
        return sign.join(parts)

    def prefix(self, sign: str, part: str) -> str:
        return "-" + part

    def call(self, function: str, parts: Sequence[str]) -> str:
        return f"{function}({','.join(parts)})"

    def partial(self, of: str, by: str) -> str:
        return f"d_{of}/d_{by}"

    def fraction(self, top: str, bottom: str) -> str:
        return f"{top}/{bottom}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent if exponent.isalnum() else f'({exponent})'}"

    def exponential(self, exponent: str) -> str:
        return f"exp({exponent})"

    def root(self, part: str) -> str:
        return f"sqrt({part})"

    def bars(self, part: str) -> str:
        return f"abs({part})"

    def floor(self, part: str) -> str:
        return f"floor({part})"

    def ceil(self, part: str) -> str:
        return f"ceil({part})"

    def transpose(self, part: str) -> str:
        return f"transpose({part})"

    def group(self, text: str) -> str:
        return f"({text})"

    def vector(self, parts: Sequence[str]) -> str:
        return ",".join(parts)

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        return ":".join(",".join(row) for row in rows)
