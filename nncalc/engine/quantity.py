"""Traced quantities: a value that knows the operation and the operands it came from.

A value is a `flint.fmpq` while everything under it is rational, a `flint.arb` ball (an enclosure of the true value)
once something irrational has entered, and None while a symbol is on the tape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import FunctionType
from typing import Any

from nncalc.engine.budget import BUDGET
from nncalc.engine.lazy import flint
from nncalc.words import say

Value = Any
"""fmpq, arb or None; python-flint has no types of its own."""

RATIONAL_BITS = 4096
"""Numerators and denominators longer than this go on as balls: iterated updates square their denominators."""


class MorePrecision(Exception):
    """A decision or a digit is still open at this precision: run again with more bits, `most_bits` at most."""

    most_bits = 0


# How tightly the written form binds; an operand that binds less tightly than its place demands gets brackets.
SIGNED, SUM, PRODUCT, POWERS, ATOM = 1, 2, 3, 5, 9


class Operation:
    """One row. Callables take one argument per operand.

    name      how the row is called here and in `operations.TABLE`
    exact     value on rationals, or None where it is irrational; raises ZeroDivisionError where undefined
    ball      value on balls (arb); the enclosure property is flint's
    derivatives derivative with respect to each operand, given the result and the operands: quantities, ints, or
              functions that make them when they are wanted
    branch    for operations that go by cases: the quantity that this one equals, decided on the operands' values
    domain    raises DomainError when the operands lie outside, may return the value at its edge; asked only where the
              ball has no finite value
    form      how it is written: a method name of `Style`; `sign` is its symbol or function name
    latex     the LaTeX of its function name; absent where that is the sign, set upright
    binding   how tightly the written form binds
    shown     how many of the operands the notation shows (None: all)
    decided   whether a formula with numbers put in shows its value, which the case decides, in place of a named operand
    sympy     SymPy counterpart, called with the module and the operands
    typed_names the names it may be typed by, its own first; none for what is not offered
    defaults  last operands that may be left out where it is typed, as fractions
    kink      words for what is wrong with differentiating at the operands' values, or None where it is smooth there
    nests     the operands as which those of op(op(a, b), c) are written; absent where that is nested
    one_sided whether at the kink the slope of the flat side is taken, by the convention relu′(0) = 0
    reference operands and the value there, to 20 digits, from a book or another program: "1/2,3", "1.25"
    residue   value in the field of the zero test, called with the residues; None: an atom, a random residue of its own
    """

    __slots__ = (
        "ball",
        "binding",
        "branch",
        "decided",
        "defaults",
        "derivatives",
        "domain",
        "exact", "form", "full", "kink", "latex", "name",
        "nests", "one_sided", "reference", "residue", "shown", "sign", "sympy", "typed_names",
    )  # fmt: skip

    def __init__(self, name: str, **row: Any) -> None:
        self.name = name
        self.exact: Callable[..., Any] = row.get("exact") or (lambda *values: None)
        self.ball: Callable[..., Any] = row.get("ball") or (lambda *values: flint.arb.nan())
        self.derivatives: Callable[..., tuple[Any, ...]] = row["derivatives"]
        self.branch: Callable[..., Quantity] | None = row.get("branch")
        self.domain: Callable[..., Any] | None = row.get("domain")
        self.form: str = row.get("form", "call")
        self.sign: str = row.get("sign", name)
        self.latex: str | None = row.get("latex")
        self.kink: Callable[..., str | None] | None = row.get("kink")
        self.nests, self.one_sided = row.get("nests"), bool(row.get("one_sided"))
        self.reference: tuple[str, str] | None = row.get("reference")
        self.binding, self.decided = row.get("binding", ATOM), row.get("decided", False)
        self.shown: int | None = row.get("shown")
        self.full: Operation | None = None
        self.sympy: Callable[..., Any] = row["sympy"]
        self.residue: Callable[..., Any] | None = row.get("residue")
        self.typed_names: tuple[str, ...] = row.get("typed", ())
        self.defaults: tuple[tuple[int, int], ...] = row.get("defaults", ())

    def __repr__(self) -> str:
        return f"Operation({self.name})"

    def __call__(self, *operands: Any) -> Quantity:
        return apply(self, *operands)

    @property
    def takes(self) -> int:
        """How many operands it has: its derivatives take the result besides."""
        return self.derivatives.__code__.co_argcount - 1

    def derivative(self, y: Quantity, operands: Sequence[Quantity], position: int) -> Quantity:
        """∂y/∂operand of y = operation(*operands). Raises DomainError where it is infinite or undefined."""
        derivatives = self.derivatives(y, *operands)[position]
        return constant(derivatives() if type(derivatives) is FunctionType else derivatives)

    def kink_at(self, operands: Sequence[Quantity]) -> str | None:
        """What is wrong with differentiating it there, in words; None where it is smooth or a symbol leaves that open."""
        if self.kink is None or any(operand.value is None for operand in operands):
            return None
        return self.kink(*operands)

    def as_typed(self, operands: list[Quantity]) -> Quantity:
        """The operation on operands of which the last may have been left out; others than those are written: elu(x, 2)."""
        given = len(operands) + len(self.defaults) - self.takes
        typed = zip(operands[len(operands) - given :], self.defaults, strict=False)
        usual = all(q.operation is None and q.value == flint.fmpq(*default) for q, default in typed)
        operation = self if self.shown is None or usual else self.in_full()
        return apply(operation, *operands, *[flint.fmpq(*default) for default in self.defaults[given:]])

    def in_full(self) -> Operation:
        """The operation that is written with all its operands, one for each row."""
        if self.full is None:
            self.full = Operation.__new__(Operation)
            for slot in Operation.__slots__:
                setattr(self.full, slot, getattr(self, slot))
            self.full.shown = None
        return self.full


TABLE: dict[str, Operation] = {}


def row(name: str, **parts: Any) -> Operation:
    """Add a row to the table."""
    TABLE[name] = Operation(name, **parts)
    return TABLE[name]


class Quantity:
    """One quantity on the tape.

    operation, operands   where it came from; a leaf has no operation and no operands
    value                 fmpq, arb, or None when a symbol is under it
    name                  its name on the page (`W1.1.2`), or None
    typed                 the digits as they were typed, for givens
    equal_to              for a decided piecewise operation: the quantity that the branch taken equals
                          for a named line: the figure that replaced it, or an equal form that is shorter to write
    """

    __slots__ = ("equal_to", "name", "operands", "operation", "typed", "value")
    items: None = None
    """Tells a single quantity from a tensor."""

    def __init__(
        self,
        operation: Operation | None,
        operands: tuple[Quantity, ...],
        value: Value,
        name: str | None = None,
        typed: str | None = None,
        equal_to: Quantity | None = None,
    ) -> None:
        self.operation = operation
        self.operands = operands
        self.value = value
        self.name = name
        self.typed = typed
        self.equal_to = equal_to

    def renamed(self, name: str | None) -> Quantity:
        """The same quantity in another place, under its name there."""
        return Quantity(self.operation, self.operands, self.value, name, self.typed, self.equal_to)

    def __repr__(self) -> str:
        return f"Quantity({self.name or self.typed or self.value})"

    # Python's own arithmetic; ints and rationals may stand on either side. A tensor knows how to meet a quantity.
    def __add__(self, other: Any) -> Any:
        return NotImplemented if getattr(other, "items", None) else apply(TABLE["add"], self, other)

    def __radd__(self, other: Any) -> Any:
        return apply(TABLE["add"], other, self)

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if getattr(other, "items", None) else apply(TABLE["subtract"], self, other)

    def __rsub__(self, other: Any) -> Any:
        return apply(TABLE["subtract"], other, self)

    def __mul__(self, other: Any) -> Any:
        return NotImplemented if getattr(other, "items", None) else apply(TABLE["multiply"], self, other)

    def __rmul__(self, other: Any) -> Any:
        return apply(TABLE["multiply"], other, self)

    def __truediv__(self, other: Any) -> Any:
        return NotImplemented if getattr(other, "items", None) else apply(TABLE["divide"], self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return apply(TABLE["divide"], other, self)

    def __neg__(self) -> Quantity:
        return apply(TABLE["negate"], self)


def constant(value: Any) -> Quantity:
    """A number as a leaf: an int, an fmpq, or a quantity (returned as it is). Floats are refused."""
    if type(value) is Quantity:
        return value
    if type(value) is int or type(value) is flint.fmpz:
        return Quantity(None, (), flint.fmpq(value))
    if type(value) is flint.fmpq or type(value) is flint.arb:
        return Quantity(None, (), value)
    if isinstance(value, Quantity):
        return value
    raise TypeError(say("{name} is not an exact number", name=type(value).__name__))


def is_number(q: Quantity, number: int) -> bool:
    """Whether a quantity is this rational, known as one."""
    return type(q.value) is flint.fmpq and bool(q.value == number)


def symbol(name: str) -> Quantity:
    """An unknown: it has a name of the user's and no value."""
    return Quantity(None, (), None, None, name)


def apply(operation: Operation, *operands: Any) -> Quantity:
    """Carry an operation out on the tape: exactly on rationals where that is possible, else on balls.

    Raises DomainError (an `InputError`) where the operation is undefined, MorePrecision where a ball leaves that open.
    """
    budget = BUDGET
    budget.left -= 1
    if budget.left < 0:
        budget.refill()
    fmpq = flint.fmpq
    rational, values = True, []
    for quantity in operands:
        if type(quantity) is not Quantity and not isinstance(quantity, Quantity):
            return apply(operation, *[constant(operand) for operand in operands])
        value = quantity.value
        if value is None:
            return Quantity(operation, tuple([constant(operand) for operand in operands]), None)
        if type(value) is not fmpq:
            rational = False
        values.append(value)
    if operation.branch is not None:
        taken = operation.branch(*operands)
        return Quantity(operation, operands, taken.value, None, None, taken)
    if rational:
        return Quantity(operation, operands, evaluate(operation, operands, values, True))
    ball = operation.ball(*values)
    if not ball.is_finite():
        ball = evaluate(operation, operands, values, False)
    elif ball.is_exact():
        ball = settled(ball)
    return Quantity(operation, operands, ball)


def settled(ball: Value) -> Value:
    """A ball without a radius is the value itself (0·√2 + 1): a rational again, unless it is a long one."""
    if abs(ball.man_exp()[1]) > RATIONAL_BITS:
        return ball  # flint ends the process where it cannot hold the rational
    exact = ball.fmpq()
    return exact if exact.height_bits() <= RATIONAL_BITS // 4 else ball


def evaluate(operation: Operation, operands: tuple[Quantity, ...], values: list[Value], rational: bool) -> Value:
    """The value of an operation on values that are all known: fmpq where it is rational, else a finite arb."""
    if rational:
        try:
            exact = operation.exact(*values)
        except ZeroDivisionError:
            exact = None
        if exact is not None:
            return exact if exact.height_bits() <= RATIONAL_BITS else flint.arb(exact)
        values = [flint.arb(value) for value in values]
    ball = operation.ball(*values)
    if not ball.is_finite() and all(flint.arb(value).is_finite() for value in values):
        at_edge = operation.domain(*operands) if operation.domain is not None else None
        if at_edge is None:
            raise MorePrecision
        return at_edge
    return ball
