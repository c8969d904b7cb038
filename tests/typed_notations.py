"""How people write a right figure: forty notations and more of one decimal, and those of lists and matrices.

Each is a name and what makes it of a plain decimal (`-0.87`), or of nested lists of such; None where the figure cannot be
written so. Nothing here comes from nncalc. `REFUSABLE` may also be refused as unreadable; the others are judged right.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

WIDE = str.maketrans("0123456789.-+", "０１２３４５６７８９．－＋")
RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def scaled(text: str, power: int) -> str:
    """The same digits, the point moved: 0.87 by −2 as 87, by 1 as 0.087."""
    return format(Decimal(text).scaleb(-power), "f")


def mantissa(text: str) -> tuple[str, int] | None:
    """The digits with one before the point, and the power of ten; None for a zero and for a whole number, whose last zeros
    would become digits that count."""
    number = Decimal(text)
    if not number or "." not in text:
        return None
    power = number.adjusted()
    return scaled(text, power), power


def _power(text: str, written: Callable[[int], str]) -> str | None:
    parted = mantissa(text)
    return None if parted is None else parted[0] + written(parted[1])


def _sign(text: str, between: str, minus: str = "-") -> str | None:
    return f"{minus}{between}{text[1:]}" if text[0] == "-" else None


def _per_cent(text: str, behind: str) -> str | None:
    moved = scaled(text, -2)
    return moved + behind if "." in text and len(text.partition(".")[2]) >= 2 else None


def _thousands(text: str, between: str) -> str | None:
    """A whole number of four digits and more, in groups."""
    if not re.fullmatch(r"-?[1-9]\d{3,}", text):
        return None
    return f"{int(text):,}".replace(",", between)


def _with_letter(text: str, letter: str, power: int) -> str | None:
    """`131K` of 131000: only where its last digits are zeros anyway."""
    if not re.fullmatch(r"-?[1-9]\d{3,}", text):
        return None
    return format(Decimal(text).scaleb(-power).normalize(), "f") + letter


Figure = Callable[[str], "str | None"]

FIGURES: dict[str, Figure] = {
    "as it is": lambda t: t,
    "spaces round it": lambda t: f"  {t} ",
    "space behind the minus": lambda t: _sign(t, " "),
    "spaces behind the minus": lambda t: _sign(t, "   "),
    "minus sign": lambda t: _sign(t, "", "−"),
    "minus sign and a space": lambda t: _sign(t, " ", "−"),
    "minus sign and a no-break space": lambda t: _sign(t, "\u00a0", "−"),
    "en dash": lambda t: _sign(t, "", "–"),
    "em dash and a space": lambda t: _sign(t, " ", "—"),
    "plus": lambda t: t if t[0] == "-" else "+" + t,
    "plus and a space": lambda t: t if t[0] == "-" else "+ " + t,
    "no zero before the point": lambda t: re.sub(r"^(-?)0\.", r"\1.", t),
    "more zeros in front": lambda t: re.sub(r"^(-?)", r"\g<1>00", t),
    "full width": lambda t: t.translate(WIDE),
    "full-width point": lambda t: t.replace(".", "．"),
    "e": lambda t: _power(t, lambda p: f"e{p}"),
    "E with a sign and two digits": lambda t: _power(t, lambda p: f"E{p:+03d}"),
    "a space before e": lambda t: _power(t, lambda p: f" e{p}"),
    "x 10^": lambda t: _power(t, lambda p: f" x 10^{p}"),
    "*10^": lambda t: _power(t, lambda p: f"*10^{p}"),
    "*10** and brackets": lambda t: _power(t, lambda p: f"*10**({p})"),
    "× and raised digits": lambda t: _power(t, lambda p: "×10" + str(p).translate(RAISED)),
    "· and raised digits": lambda t: _power(t, lambda p: " · 10" + str(p).translate(RAISED)),
    r"\times and braces": lambda t: _power(t, lambda p: rf" \times 10^{{{p}}}"),
    "raised digits lost in copying": lambda t: _power(t, lambda p: f"×10{p}"),
    "*10e": lambda t: _power(t, lambda p: f"*10e{p}"),
    "per cent": lambda t: _per_cent(t, "%"),
    "per cent behind a space": lambda t: _per_cent(t, " %"),
    "per cent in words": lambda t: _per_cent(t, " per cent"),
    "decimal comma": lambda t: t.replace(".", ",") if "." in t else None,
    "full-width comma": lambda t: t.replace(".", "，") if "." in t else None,
    "≈": lambda t: "≈" + t,
    "~ and a space": lambda t: "~ " + t,
    "约": lambda t: "约" + t,
    "approx.": lambda t: "approx. " + t,
    "full stop": lambda t: t + ".",
    "Chinese full stop": lambda t: t + "。",
    "three points": lambda t: t + "..." if "." in t else None,
    "ellipsis": lambda t: t + "…" if "." in t else None,
    "round brackets": lambda t: f"({t})",
    "minus before the bracket": lambda t: _sign(f"-({t[1:]})", "") if t[0] == "-" else f"+({t})",
    "square brackets": lambda t: f"[{t}]",
    "braces": lambda t: f"{{{t}}}",
    "dollars": lambda t: f"${t}$",
    "semicolon": lambda t: f"{t};",
    "tensor": lambda t: f"tensor({t})",
    "np.float64": lambda t: f"np.float64({t})",
    "name": lambda t: f"NAME = {t}",
    "name without spaces": lambda t: f"NAME={t}",
    "name and ≈": lambda t: f"NAME ≈ {t}",
    "name and a Chinese colon": lambda t: f"NAME：{t}",
    "the answer in words": lambda t: f"answer = {t}",
    "thousands with a comma": lambda t: _thousands(t, ","),
    "thousands with a space": lambda t: _thousands(t, " "),
    "thousands with a thin space": lambda t: _thousands(t, "\u202f"),
    "thousands with an apostrophe": lambda t: _thousands(t, "'"),
    "thousands with a raised comma": lambda t: _thousands(t, "’"),
    "thousands with a point": lambda t: _thousands(t, "."),
    "thousands with a low line": lambda t: _thousands(t, "_"),
    "K": lambda t: _with_letter(t, "K", 3),
    "M": lambda t: _with_letter(t, " M", 6),
    "a unit of something else": lambda t: f"{t} kg",
    "the name of something else": lambda t: f"other = {t}",
}  # fmt: skip
"""Of one figure; NAME stands for the name of the result."""

REFUSABLE = {
    "raised digits lost in copying", "*10e", "decimal comma", "full-width comma", "thousands with a comma",
    "thousands with a space", "thousands with a thin space", "thousands with a point", "K", "M",
    "per cent", "per cent behind a space", "per cent in words", "a unit of something else", "the name of something else",
}  # fmt: skip
"""May be refused: they can be read in two ways where no count is asked for, or are another figure's."""
REFUSED = {"a unit of something else", "the name of something else"}
"""Never read."""


# -- lists and matrices --------------------------------------------------------------------------------------------


def leaves(nested: Any) -> list[str]:
    return [leaf for part in nested for leaf in leaves(part)] if isinstance(nested, list) else [nested]


def rows(nested: Any, within: str, between: str) -> str | None:
    """A vector or a matrix; None for more axes."""
    if not isinstance(nested[0], list):
        return within.join(nested)
    return None if isinstance(nested[0][0], list) else between.join(within.join(row) for row in nested)


def bracketed(nested: Any, left: str, right: str, within: str) -> str:
    if not isinstance(nested, list):
        return str(nested)
    return left + within.join(bracketed(part, left, right, within) for part in nested) + right


def _round(text: str | None, left: str, right: str) -> str | None:
    return None if text is None else left + text + right


def _apart(nested: Any) -> str | None:
    return rows(each(nested, lambda t: re.sub(r"^([-+])", r"\1 ", t)), ", ", "; ")


def each(nested: Any, changed: Callable[[str], str]) -> Any:
    return [each(part, changed) for part in nested] if isinstance(nested, list) else changed(nested)


def _named(nested: Any, written: Callable[[str, str], str], between: str) -> str | None:
    if isinstance(nested[0], list) and isinstance(nested[0][0], list):
        return None
    if isinstance(nested[0], list):
        parts = [(f"{i}{j}", t) for i, row in enumerate(nested, 1) for j, t in enumerate(row, 1)]
        if len(nested) > 9 or len(nested[0]) > 9:
            return None
    else:
        parts = [(str(i), t) for i, t in enumerate(nested, 1)]
    return between.join(written(f"NAME_{number}", t) for number, t in parts)


def _backwards(text: str | None) -> str | None:
    return None if text is None else ", ".join(text.split(", ")[::-1])


Whole = Callable[[Any], "str | None"]

WHOLES: dict[str, Whole] = {
    "commas and colons": lambda n: rows(n, ",", ":"),
    "spaces behind the commas": lambda n: rows(n, ", ", "; "),
    "spaces alone": lambda n: rows(n, " ", " ; "),
    "lines": lambda n: rows(n, ", ", "\n"),
    "round brackets": lambda n: _round(rows(n, ", ", "; "), "(", ")"),
    "square brackets": lambda n: _round(rows(n, ", ", "; "), "[", "]"),
    "square brackets and spaces": lambda n: _round(rows(n, " ", "; "), "[", "]"),
    "braces": lambda n: _round(rows(n, ", ", "; "), "{", "}"),
    "nested brackets": lambda n: bracketed(n, "[", "]", ", "),
    "nested braces": lambda n: bracketed(n, "{", "}", ","),
    "in one row": lambda n: ", ".join(leaves(n)),
    "in one row, in brackets": lambda n: f"[{' '.join(leaves(n))}]",
    "a column": lambda n: "[" + "; ".join(n) + "]" if not isinstance(n[0], list) else None,
    "a row of a matrix": lambda n: "[[" + ", ".join(n) + "]]" if not isinstance(n[0], list) else None,
    "full width": lambda n: _round(rows(each(n, lambda t: t.translate(WIDE)), "，", "；"), "", ""),
    "spaces behind the signs": _apart,
    "≈ before each": lambda n: rows(each(n, lambda t: "≈" + t), ", ", "; "),
    "name in front": lambda n: _round(bracketed(n, "[", "]", ", "), "NAME = ", ""),
    "name and full stop": lambda n: _round(bracketed(n, "[", "]", ", "), "NAME ≈ ", "."),
    "each with its name": lambda n: _named(n, lambda name, t: f"{name} = {t}", ", "),
    "each with its name, spaces between": lambda n: _named(n, lambda name, t: f"{name}={t}", " "),
    "the last first": lambda n: _backwards(_named(n, lambda name, t: f"{name}={t}", ", ")),
    "array": lambda n: _round(bracketed(n, "[", "]", ", "), "array(", ")"),
    "tensor": lambda n: _round(bracketed(n, "[", "]", ",  "), "tensor(", ", grad_fn=<AddBackward0>)"),
    "LaTeX": lambda n: _round(rows(n, " & ", r" \\ "), r"\begin{pmatrix} ", r" \end{pmatrix}"),
    "LaTeX, a column": lambda n: r"\begin{bmatrix}" + r"\\".join(n) + r"\end{bmatrix}" if not isinstance(n[0], list) else None,
    "transposed": lambda n: "[" + ", ".join(n) + "]^T" if not isinstance(n[0], list) else None,
    "decimal commas and names": lambda n: _named(n, lambda name, t: f"{name} = {t.replace('.', ',')}", "; "),
    "dollars": lambda n: _round(rows(n, ", ", "; "), "$", "$"),
    "decimal commas": lambda n: rows(each(n, lambda t: t.replace(".", ",")), " ", "; "),
    "decimal commas, semicolons": lambda n: "; ".join(t.replace(".", ",") for t in leaves(n)),
}  # fmt: skip
"""Of a vector or a matrix of decimals."""
WHOLES_REFUSABLE = {
    "spaces alone", "square brackets and spaces", "in one row, in brackets",  # 1 -2: two elements, or a difference
    "each with its name, spaces between", "decimal commas and names", "decimal commas", "decimal commas, semicolons",
}  # fmt: skip


Shape = Callable[[list[str]], str]

SHAPES: dict[str, Shape] = {
    "x between them": "x".join,
    "× and spaces": " × ".join,
    "capital X": "X".join,
    "asterisks": "*".join,
    "commas": ",".join,
    "spaces": " ".join,
    "round brackets": lambda s: f"({', '.join(s)})",
    "square brackets": lambda s: f"[{', '.join(s)}]",
    "braces": lambda s: f"{{{','.join(s)}}}",
    "semicolons": lambda s: f"[{'; '.join(s)}]",
    "full width": lambda s: "×".join(s).translate(WIDE),
    "full-width brackets": lambda s: f"（{'，'.join(s)}）".translate(WIDE),
    "name": lambda s: f"NAME = {'x'.join(s)}",
    "name and brackets": lambda s: f"NAME: ({', '.join(s)})",
    "full stop": lambda s: f"{'x'.join(s)}.",
    "slashes": "/".join,
    "by": " by ".join,
    "a size of the batch": lambda s: "x".join(["1", *s]),
    "torch.Size": lambda s: f"torch.Size([{', '.join(s)}])",
    "pixels": lambda s: f"{'x'.join(s)} px",
}
"""Of a shape, by its sizes."""
SHAPES_REFUSABLE = {"slashes", "by", "a size of the batch", "torch.Size", "pixels"}
_NOT_OF_LISTS = ("name", "decimal", "column", "row", "LaTeX", "lines", "transposed", "nested")
LISTS = {n: made for n, made in WHOLES.items() if not any(word in n for word in _NOT_OF_LISTS)}
"""Of a list of whole numbers: the samples of the mistakes."""
TRUTHS = {
    True: (
        "yes",
        "Yes.",
        "YES",
        "y",
        "true",
        "True",
        "TRUE",
        "1",
        "是",
        "NAME = yes",
        "NAME: true",
        "(yes)",
        "T",
        "✓",
        "yes!",
    ),
    False: (
        "no",
        "No.",
        "NO",
        "n",
        "false",
        "False",
        "FALSE",
        "0",
        "否",
        "NAME = no",
        "NAME: false",
        "(no)",
        "F",
        "✗",
        "no!",
    ),
}
"""Of a truth value; those in brackets and of signs may be refused."""
