"""From text to an exact quantity: our own bounded grammar, never eval.

Plain numbers are read by one pattern; lark is loaded for anything else. Every bound is checked before anything is
computed: 10,000 characters, nesting of 100, powers of 100,000 bits, numerals of 1,000 digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nncalc.characters import clean
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, apply, symbol
from nncalc.errors import InputError, nearest
from nncalc.typed import Cell

MOST_CHARACTERS, DEEPEST, MOST_BITS, MOST_DIGITS = 10_000, 100, 100_000, 1_000

_PLAIN = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?(?:/([+-]?)(\d+))?", re.ASCII)
_GRAMMAR = r"""
?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: signed | product "*" signed -> multiply | product "/" signed -> divide
?signed: power | "-" signed -> negate | "+" signed -> plus
?power: atom | atom ("^" | "**") signed -> power
?atom: NUMBER -> number | NAME -> name | NAME "(" sum ("," sum)* ")" -> call | "(" sum ")" | ROOT atom -> root
    | atom RAISED -> raised
ROOT: "√"
RAISED: /[²³]/
NUMBER: /(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
NAME: /[A-Za-zα-ωΔΣΘΛΦΨΩ][A-Za-z0-9_α-ωΔΣΘΛΦΨΩ]*/
%ignore " "
"""


def read_quantity(cell: Cell, *, symbols: bool, known: dict[str, Quantity]) -> Quantity:
    """The exact value of a cell. `known` holds the symbols met so far and those with a value; it is filled.

    Raises InputError with the column in the text as it was typed.
    """
    plain = _plain(cell)
    if plain is not None:
        return plain
    try:
        if not cell.text.isascii():
            clean(cell.text)  # a cell may hold words of any script; a number may not
        _bounds(cell.text)
        return _Builder(cell, symbols, known).build(_parsed(cell))
    except InputError as error:
        if error.column is None:
            error.column = cell.column
        elif error.text == cell.text:
            error.column += cell.column
        error.text = cell.source or cell.text
        raise


def _plain(cell: Cell) -> Quantity | None:
    """A decimal, a whole number or a fraction of whole numbers, without lark."""
    found = _PLAIN.fullmatch(cell.text)
    if found is None:
        return None
    sign, whole, places, exponent, below_sign, below = found.groups()
    if not whole and not places:
        return None
    if below is not None and (places is not None or exponent is not None):
        return None
    digits = whole + (places or "")
    if len(digits) > MOST_DIGITS or len(below or "") > MOST_DIGITS:
        raise _refused(cell, f"a number of more than {MOST_DIGITS:,} digits", f"at most {MOST_DIGITS:,} digits")
    power = int(exponent or 0) - len(places or "")
    if abs(power) * 10 > 3 * MOST_BITS:
        raise _refused(cell, f"10 to the power {power} has more than {MOST_BITS:,} bits", "a smaller exponent")
    if below is not None and int(below) == 0:
        raise _refused(cell, "division by zero", "a denominator that is not 0")
    top = int(digits)
    value = flint.fmpq(-top if (sign == "-") != (below_sign == "-") else top, int(below or 1))
    value = value * flint.fmpq(10) ** power if power else value
    return Quantity(None, (), value, None, _displayed(cell.text, whole))


def _displayed(text: str, whole: str) -> str:
    """The digits as typed, with the zero that stands before a point."""
    text = text.removeprefix("+")
    if not whole:
        text = text.replace(".", "0.", 1)
    return text + "0" if text.endswith(".") else text


def _refused(cell: Cell, message: str, expected: str) -> InputError:
    return InputError(message, text=cell.source or cell.text, column=cell.column, expected=expected)


def _bounds(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"an expression of {len(text):,} characters", text=text[:60], column=0, expected=f"at most {MOST_CHARACTERS:,} characters"
        )
    depth = deepest = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise InputError(f"brackets nested {deepest} deep", text=text[:60], column=0, expected=f"at most {DEEPEST} levels")
    chain = max((len(match[0]) for match in re.finditer(r"[-+√ ]+", text)), default=0)
    if max(chain, text.count("^"), text.count("**")) > DEEPEST:
        raise InputError(f"signs or powers nested more than {DEEPEST} deep", text=text[:60], column=0, expected=f"at most {DEEPEST} levels")


_parser: Any = None


def _parsed(cell: Cell) -> Any:
    """The parse tree of an expression; errors name the place and what is unusual there."""
    global _parser
    import lark

    if _parser is None:
        _parser = lark.Lark(_GRAMMAR, parser="lalr", propagate_positions=True)
    text = cell.text.replace("**", "^")
    shift = [i for i in range(len(cell.text)) if not (cell.text[i] == "*" and cell.text[i - 1 : i] == "*")]
    try:
        return _parser.parse(text)
    except lark.exceptions.UnexpectedInput as problem:
        at = getattr(problem, "pos_in_stream", None)
        at = len(text) if at is None or at < 0 else at
        at = shift[at] if at < len(shift) else len(cell.text)
        raise _explained(cell, at) from None


_NUMBER_NEXT = re.compile(r"[A-Za-z(α-ω√]")


def _explained(cell: Cell, at: int) -> InputError:
    """Why an expression cannot be read, at a place in it."""
    text, before, here = cell.text, cell.text[:at].rstrip(), cell.text[at : at + 1]
    column, source = cell.column + at, cell.source or cell.text
    if here == "%":
        return InputError("per cent signs are not read", text=source, column=column, expected="0.5 or 50/100 for 50 %")
    if before and here and before[-1] in "0123456789.)" and _NUMBER_NEXT.match(here):
        return InputError(
            "a multiplication sign is missing", text=source, column=column, expected=f"{before}*{text[at:].strip()}"
        )
    if text.count("(") > text.count(")") and (not here or at >= len(text) - 1):
        return InputError("a closing bracket ) is missing", text=source, column=column, expected="a ) for every (")
    if here == ")":
        return InputError("a closing bracket without an opening one", text=source, column=column, expected="a ( for every )")
    if here == "." or (before and before[-1] == "."):
        return InputError(f"'{text}' has one point too many", text=source, column=column, expected="a number such as 1.25")
    if not here:
        return InputError("the expression stops too early", text=source, column=column, expected="a number or a name")
    return InputError(f"'{here}' cannot stand here", text=source, column=column, expected="a number, a name, or + - * / ^ ( )")


class _Builder:
    """Turns a parse tree into quantities, bounds first, without recursion deeper than the tree's 100 levels."""

    def __init__(self, cell: Cell, symbols: bool, known: dict[str, Quantity]) -> None:
        self.cell, self.symbols, self.known = cell, symbols, known

    def build(self, tree: Any) -> Quantity:
        """Post-order over the tree with a stack of its own: long sums nest as deep as they are long."""
        values: dict[int, Quantity] = {}
        stack = [(tree, False)]
        while stack:
            node, done = stack.pop()
            children = [child for child in node.children if hasattr(child, "children")]
            if not done and children:
                stack.append((node, True))
                stack += [(child, False) for child in children]
                continue
            try:
                values[id(node)] = self._node(node, [values[id(child)] for child in children])
            except InputError as error:
                if error.column is None:
                    error.text, error.column = self.cell.source or self.cell.text, self._column(node)
                raise
        return values[id(tree)]

    def _column(self, node: Any) -> int:
        meta = getattr(node, "meta", None)
        return self.cell.column + int(getattr(meta, "start_pos", 0) or 0)

    def _node(self, node: Any, values: list[Quantity]) -> Quantity:
        make: Callable[[Any, list[Quantity]], Quantity] = getattr(self, "_" + node.data)
        return make(node, values)

    def _number(self, node: Any, values: list[Quantity]) -> Quantity:
        plain = _plain(Cell(str(node.children[0]), self._column(node), self.cell.source))
        assert plain is not None
        return plain

    def _name(self, node: Any, values: list[Quantity]) -> Quantity:
        from nncalc.engine import operations

        name = str(node.children[0])
        if name in ("pi", "π"):
            return operations.PI()
        if name == "e":
            return operations.EULER()
        if name in operations.FUNCTIONS:
            raise InputError(f"{name} is a function", expected=f"{name}(…)")
        if name in self.known:
            return self.known[name]
        if not self.symbols:
            raise InputError(f"'{name}' is a name, and numbers are wanted here", expected="a number such as 0.5, 1/3 or √2")
        self.known[name] = symbol(name)
        return self.known[name]

    def _call(self, node: Any, values: list[Quantity]) -> Quantity:
        from nncalc.engine import operations

        name = str(node.children[0])
        function = operations.FUNCTIONS.get(name)
        if function is None:
            raise InputError(
                f"there is no function '{name}'",
                expected=" ".join(operations.FUNCTIONS), nearest=nearest(name, operations.FUNCTIONS),
            )  # fmt: skip
        least, most = operations.ARITY.get(name, (1, 1))
        if not least <= len(values) <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            raise InputError(f"{name} takes {wanted} numbers, {len(values)} given", expected=f"{name} with {wanted} numbers")
        return function(*values)

    def _add(self, node: Any, values: list[Quantity]) -> Quantity:
        return values[0] + values[1]  # type: ignore[no-any-return]

    def _subtract(self, node: Any, values: list[Quantity]) -> Quantity:
        return values[0] - values[1]  # type: ignore[no-any-return]

    def _multiply(self, node: Any, values: list[Quantity]) -> Quantity:
        return values[0] * values[1]  # type: ignore[no-any-return]

    def _divide(self, node: Any, values: list[Quantity]) -> Quantity:
        return values[0] / values[1]  # type: ignore[no-any-return]

    def _negate(self, node: Any, values: list[Quantity]) -> Quantity:
        inner = values[0]
        if not inner.operands and inner.typed and type(inner.value) is flint.fmpq and not inner.typed.startswith("-"):
            return Quantity(None, (), -inner.value, None, "-" + inner.typed)
        return -inner

    def _plus(self, node: Any, values: list[Quantity]) -> Quantity:
        return values[0]

    def _root(self, node: Any, values: list[Quantity]) -> Quantity:
        from nncalc.engine.operations import SQRT

        return SQRT(values[0])

    def _raised(self, node: Any, values: list[Quantity]) -> Quantity:
        from nncalc.engine.quantity import constant

        return self._power(node, [values[0], constant({"²": 2, "³": 3}[str(node.children[1])])])

    def _power(self, node: Any, values: list[Quantity]) -> Quantity:
        from nncalc.engine.operations import POWER

        base, exponent = values
        if type(exponent.value) is flint.fmpq and exponent.value != 0:
            bits = 64 if type(base.value) is not flint.fmpq else base.value.height_bits()
            if abs(exponent.value) * max(bits - 1, 1) > MOST_BITS and base.value not in (0, 1, -1):
                raise InputError(f"a power of more than {MOST_BITS:,} bits", expected="a smaller exponent")
        return apply(POWER, base, exponent)
