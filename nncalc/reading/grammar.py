"""The grammar of formulas: text becomes a program of steps in postfix order. Nothing is computed here.

    sum      product | sum + product | sum - product
    product  signed | product * signed | product / signed
    signed   power | - signed | + signed
    power    root | root ^ signed | root ** signed | root ² | root ³
    root     atom | √ root
    atom     NUMBER | NAME | NAME ( sum , … ) | ( sum )

    -2^2 = -(2^2)    2^3^2 = 2^(3^2)    2^-1    √2    √(1+x)    max(a,b)    x²

No multiplication without its sign, no brackets but round ones. Nesting of brackets, signs, roots and powers
is bounded before anything is built on it. Operator precedence with two stacks: nothing here recurses.
Reference: Dijkstra 1961, the shunting-yard algorithm.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, NoReturn

from nncalc.errors import InputError
from nncalc.reading.characters import LETTER
from nncalc.words import say

DEEPEST = 100
"""Brackets, signs, roots and powers inside one another."""

NAME = re.compile(f"[{LETTER}][{LETTER}0-9_]*")
"""What a symbol may be called."""

_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_PLACE = re.compile(r"\.(?:0|[1-9][0-9]*)")
"""A part of a name that says which component, or which step: `w.1`, `epoch.3.loss`."""
_SIGNS = "+-*/^²³√(),"
_BLANK = " \t\r\n"
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "⊙": 2, "negate": 3, "plus": 3, "^": 4, "root": 5}
"""How tightly an operation holds its operands; brackets hold none. @ and ⊙ are of `matrix_grammar` alone."""
LOOSEST = 1
_PREFIX = {"+": "plus", "-": "negate", "√": "root"}


class Step(NamedTuple):
    """One step of a program: takes its operands from a stack and leaves its result there.

    kind       number | name | call | negate | root | + | - | * | / | ^
    text       the numeral, the name, or the function's name
    operands   how many it takes
    column     0-based, where it stands in the text
    """

    kind: str
    text: str
    operands: int
    column: int


class _Part:
    """A piece of formula while it is parsed: its steps, and how deep things lie inside one another."""

    __slots__ = ("depth", "steps")

    def __init__(self, steps: list[Step], depth: int, column: int) -> None:
        if depth > DEEPEST:
            raise InputError(
                say("signs, roots or powers more than {deepest} deep", deepest=DEEPEST),
                column=column,
                expected=say("at most {deepest}", deepest=DEEPEST),
            )
        self.steps, self.depth = steps, depth


class _Pending:
    """An operation that waits for its last operand, or a bracket that waits for its end.

    kind     a key of the bindings, `(`, or `call`
    column   where its sign stands
    text     the function's name
    parts    how many operands there were when the bracket opened
    """

    __slots__ = ("column", "kind", "parts", "text")

    def __init__(self, kind: str, column: int, text: str = "", parts: int = 0) -> None:
        self.kind, self.column, self.text, self.parts = kind, column, text, parts


def token_at(text: str, column: int) -> tuple[str, int]:
    """What begins here, `sign`, `number` or `name`, and where it ends. Raises InputError.

    Not one pattern for all: to compile the letters of names over and over takes longer than most formulas.
    """
    if text[column] in _SIGNS:
        return "sign", column + (2 if text.startswith("**", column) else 1)
    if found := _NUMBER.match(text, column):
        return "number", found.end()
    if not (found := NAME.match(text, column)):
        from nncalc.reading.formula_faults import explain_character  # start-up

        explain_character(text, column)
    end = found.end()
    while place := _PLACE.match(text, end):
        end = place.end()
        if text.startswith(".", end) and (inner := NAME.match(text, end + 1)):
            end = inner.end()
    return "name", end


class Parser:
    """Parts that are complete, operations that wait, and what may stand next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: list[_Part] = []
        self.pending: list[_Pending] = []
        self.wants_operand = True
        self.may_raise = False
        """Whether a power may follow the operand: none follows ² and ³."""
        self.function: tuple[str, int] | None = None
        """The name that was just read, which a bracket makes a function."""

    def parsed(self) -> _Part:
        """The whole text. Raises InputError."""
        column, text = 0, self.text
        while column < len(text):
            if text[column] in _BLANK:
                column += 1
                continue
            kind, end = self.token(column)
            token = text[column:end]
            if kind == "sign":
                self.sign("^" if token == "**" else token, column, token)
            else:
                self._operand(kind, token, column)
            column = end
        if self.wants_operand:
            self.refuse("", len(text))
        self._close(LOOSEST)
        return self.parts[0]

    def token(self, column: int) -> tuple[str, int]:
        """What begins here, and where it ends."""
        return token_at(self.text, column)

    def refuse(self, token: str, column: int) -> NoReturn:
        from nncalc.reading.formula_faults import explain_token  # start-up

        explain_token(self.text, column, token)

    def _operand(self, kind: str, token: str, column: int) -> None:
        if not self.wants_operand:
            self.refuse(token, column)
        self.parts.append(_Part([Step(kind, token, 0, column)], 0, 0))
        self._complete((token, column) if kind == "name" else None)

    def _complete(self, function: tuple[str, int] | None = None) -> None:
        """An operand is complete: a sign comes next."""
        self.wants_operand, self.may_raise, self.function = False, True, function

    def sign(self, sign: str, column: int, token: str) -> None:
        if sign == "(":
            self._open(column)
        elif self.wants_operand:
            after_root = bool(self.pending) and self.pending[-1].kind == "root"
            if sign not in _PREFIX or (after_root and sign != "√"):
                self.refuse(token, column)
            self.pending.append(_Pending(_PREFIX[sign], column))
        elif sign in "²³^":
            self._raise(sign, column, token)
        elif sign in _BINDING:
            self._close(_BINDING[sign])
            self._await(_Pending(sign, column))
        else:
            self._comma_or_end(sign, column, token)

    def _await(self, pending: _Pending) -> None:
        self.pending.append(pending)
        self.wants_operand, self.function = True, None

    def _open(self, column: int) -> None:
        if self.function is not None:
            name, place = self.function
            self.parts.pop()
            self._await(_Pending("call", place, name, len(self.parts)))
        elif self.wants_operand:
            self._await(_Pending("(", column))
        else:
            self.refuse("(", column)

    def _raise(self, sign: str, column: int, token: str) -> None:
        if not self.may_raise:
            self.refuse(token, column)
        self._close(_BINDING["root"])
        if sign == "^":
            self._await(_Pending("^", column))
            return
        self.parts[-1].steps += [Step("number", "2" if sign == "²" else "3", 0, column), Step("^", "", 2, column)]
        self.may_raise, self.function = False, None

    def _comma_or_end(self, sign: str, column: int, token: str) -> None:
        """A comma inside a call, or the end of a bracket."""
        bracket = next((each for each in reversed(self.pending) if each.kind in ("(", "call")), None)
        if bracket is None or sign not in ((")", ",") if bracket.kind == "call" else (")",)):
            self.refuse(token, column)
        self._close(LOOSEST)
        if sign == ",":
            self.wants_operand, self.function = True, None
            return
        self.pending.pop()
        if bracket.kind == "(":
            inside = self.parts.pop()
            self.parts.append(_Part(inside.steps, inside.depth + 1, bracket.column))
        else:
            parts = self.parts[bracket.parts :]
            steps = [step for part in parts for step in part.steps]
            steps.append(Step("call", bracket.text, len(parts), bracket.column))
            self.parts[bracket.parts :] = [_Part(steps, max(part.depth for part in parts) + 1, bracket.column)]
        self._complete()

    def _close(self, binding: int) -> None:
        """Carry out what waits and holds its operands at least as tightly, back to a bracket."""
        while self.pending and _BINDING.get(self.pending[-1].kind, -1) >= binding:
            waiting = self.pending.pop()
            kind, column = waiting.kind, waiting.column
            if kind in ("negate", "plus", "root"):
                self.parts.append(_prefixed(kind, column, self.parts.pop()))
            else:
                right, left = self.parts.pop(), self.parts[-1]
                depth = max(left.depth, right.depth + (kind == "^"))
                left.steps += right.steps
                left.steps.append(Step(kind, "", 2, column))
                self.parts[-1] = _Part(left.steps, depth, column)


def _prefixed(kind: str, column: int, part: _Part) -> _Part:
    """A part with a sign or a root before it. A part is used once, so its steps are extended in place."""
    only = part.steps[0]
    if kind == "negate" and len(part.steps) == 1 and only.kind == "number" and not only.text.startswith("-"):
        # A negative number is one number: its sign is not an operation on the page.
        return _Part([Step("number", f"-{only.text}", 0, column)], part.depth + 1, column)  # no sentence: a numeral
    if kind != "plus":
        part.steps.append(Step(kind, "", 1, column))
    return _Part(part.steps, part.depth + 1, column)


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[Step, ...]:
    """The program of a formula. Raises InputError with the column in `text`."""
    if NAME.fullmatch(text):
        return (Step("name", text, 0, 0),)
    check_brackets(text)
    return tuple(Parser(text).parsed().steps)


def check_brackets(text: str) -> None:
    opened: list[int] = []
    for column, character in enumerate(text):
        if character == "(":
            opened.append(column)
            if len(opened) > DEEPEST:
                raise InputError(
                    say("brackets more than {deepest} deep", deepest=DEEPEST),
                    column=column,
                    expected=say("at most {deepest}", deepest=DEEPEST),
                )
        elif character == ")":
            if not opened:
                raise InputError(say("')' closes nothing"), column=column, expected=say("brackets in pairs"))
            opened.pop()
    if opened:
        raise InputError(say("'(' is not closed"), column=opened[-1], expected=say("brackets in pairs"))
