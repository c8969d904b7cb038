"""The field of the zero test: the tape evaluated modulo a large safe prime.

For p = 2q + 1 with p and q prime, the squares modulo p are a group of prime order q. exp(a) is g^(a mod q) there, so
that exp(a)·exp(b) = exp(a + b) holds as it must; as p ≡ 3 (mod 4), √a = a^((p+1)/4) is the square root that is itself
a square, so that √a·√b = √(ab). Where the tape holds a number whose square is under the root, as in √(g²), that number
without its sign is the root. Every residue is carried modulo p and, for exponents, modulo q.
"""

from __future__ import annotations

import random
from typing import Any

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity

SAFE_PRIMES: tuple[int, ...] = (
    82492340237118803346722634959,
    106119524349252392510115092759,
    152295466241952766580843041199,
    89302512141480772339823707319,
    96782642577946332892909403279,
    125011495692059037223198515839,
    85889028751174735625511245159,
    138545984278252126367053856039,
    144631644007040194321788896039,
    120113977624756885015542888479,
    83435713920905273910771767039,
    123259622840164100774098025759,
    131510594927188316412120119519,
    126941271737457672329694935039,
    124691686746455387131356695999,
    81890782714877652250039092479,
    139348057755161709182483172239,
    81141449034198940155531924719,
    150808202014402469421794513159,
    136022308939142616609522407279,
    100461466739301618541357528319,
    138534517694930395496497329839,
    115172408264758768841520558479,
    113082328793167099432127825279,
)
"""Primes p with (p − 1)/2 prime, modulo which all numbers up to 52 are squares."""


class NoSquareRoot(Exception):
    """An operand of √ is no square in this field; another field may do."""


class Field:
    """One field with its random choices: the base of exp, and a residue for each irrational value of another kind."""

    def __init__(self, prime: int, seed: int) -> None:
        self.p, self.q = prime, (prime - 1) // 2
        self.random = random.Random(seed)
        self.base = pow(self.random.randrange(2, prime - 1), 2, prime)
        self.atoms: dict[Any, Residue] = {}
        self.logarithms: dict[int, Residue] = {}
        self.roots: dict[int, Residue] = {}
        self.guessed = False

    def atom(self, key: Any) -> Residue:
        """The residue of an irrational value, the same for the same key."""
        if key not in self.atoms:
            # A square, so that its root exists: an unknown under √ is then as good as any other.
            self.atoms[key] = Residue(
                self, pow(self.random.randrange(1, self.p), 2, self.p), self.random.randrange(1, self.q)
            )
        return self.atoms[key]

    def rational(self, value: Any) -> Residue:
        top, bottom = int(value.p), int(value.q)
        return Residue(self, top * pow(bottom, -1, self.p) % self.p, top * pow(bottom, -1, self.q) % self.q, value)


class Residue:
    """A value modulo p, and modulo q for its use as an exponent; `value` is the rational it came from, if any."""

    __slots__ = ("field", "p", "q", "value")

    def __init__(self, field: Field, p: int, q: int, value: Any = None) -> None:
        self.field, self.p, self.q, self.value = field, p, q, value

    def _other(self, other: Any) -> Residue:
        return other if isinstance(other, Residue) else Residue(self.field, int(other), int(other))

    def _make(self, p: int, q: int) -> Residue:
        return Residue(self.field, p % self.field.p, q % self.field.q)

    def __add__(self, other: Any) -> Residue:
        b = self._other(other)
        return self._make(self.p + b.p, self.q + b.q)

    __radd__ = __add__

    def __neg__(self) -> Residue:
        return self._make(-self.p, -self.q)

    def __sub__(self, other: Any) -> Residue:
        return self + -self._other(other)

    def __rsub__(self, other: Any) -> Residue:
        return -self + other

    def __mul__(self, other: Any) -> Residue:
        b = self._other(other)
        return self._make(self.p * b.p, self.q * b.q)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Residue:
        b = self._other(other)
        return self._make(self.p * pow(b.p, -1, self.field.p), self.q * pow(b.q, -1, self.field.q))

    def __rtruediv__(self, other: Any) -> Residue:
        return self._other(other) / self

    def _derived(self, kind: str, p: int) -> Residue:
        """A value whose residue modulo p is computed; modulo q nothing is known of it but its identity."""
        return Residue(self.field, p, self.field.atom((kind, p)).q)

    def exp(self) -> Residue:
        result = self._derived("exp", pow(self.field.base, self.q, self.field.p))
        self.field.logarithms.setdefault(result.p, self)
        return result

    def log(self) -> Residue:
        """The exponent of what was met as an exponential, else an atom."""
        if self.p == 1:
            return self.field.rational(flint.fmpq(0))
        known = self.field.logarithms.get(self.p)
        return known if known is not None else self.field.atom(("log", self.p))

    def sqrt(self) -> Residue:
        p = self.field.p
        known = self.field.roots.get(self.p)
        if known is not None:
            return known
        self.field.guessed = True
        root = pow(self.p, (p + 1) // 4, p)
        if root * root % p != self.p:
            raise NoSquareRoot
        return self._derived("sqrt", root)

    def power(self, exponent: Residue) -> Residue:
        """A whole power, or half of one, of this residue; any other power is an atom."""
        value = exponent.value
        if value is not None and value.q == 1 and abs(value.p) < 1 << 64:
            n = int(value.p)
            return self._make(pow(self.p, n, self.field.p), pow(self.q, n, self.field.q))
        if value is not None and value.q == 2:
            return self.sqrt().power(self.field.rational(flint.fmpq(value.p)))
        return self.field.atom(("power", self.p, exponent.p))


def in_order(quantity: Quantity) -> list[Quantity]:
    """Everything under a quantity, operands first, each once; iterative. Decided cases are followed by their branch."""
    seen: set[int] = set()
    out: list[Quantity] = []
    stack: list[tuple[Quantity, bool]] = [(quantity, False)]
    while stack:
        node, done = stack.pop()
        if done:
            out.append(node)
            continue
        if id(node) in seen:
            continue
        seen.add(id(node))
        stack.append((node, True))
        if type(node.value) is not flint.fmpq:
            stack += [(operand, False) for operand in ((node.same,) if node.same is not None else node.operands)]
    return out


def residue(quantity: Quantity, field: Field) -> Residue:
    """The residue of a quantity. Raises ZeroDivisionError or ValueError when a divisor vanishes in this field."""
    known: dict[int, Residue] = {}
    for node in in_order(quantity):
        if type(node.value) is flint.fmpq:
            known[id(node)] = field.rational(node.value)
        elif node.same is not None:
            known[id(node)] = known[id(node.same)]
        elif node.operation is None:
            known[id(node)] = field.atom(id(node))
        else:
            operands = [known[id(operand)] for operand in node.operands]
            if node.operation.residue is not None:
                known[id(node)] = node.operation.residue(*operands)
            else:
                known[id(node)] = field.atom((node.operation.name, *[operand.p for operand in operands]))
        _note_root(node.value, known[id(node)])
    return known[id(quantity)]


def _note_root(value: Any, found: Residue) -> None:
    """Keep a number whose sign is known as the root of its square."""
    if value is None:
        return
    square = found.p * found.p % found.field.p
    if value > 0:
        found.field.roots.setdefault(square, found)
    elif value < 0:
        found.field.roots.setdefault(square, -found)


def vanishes(quantity: Quantity, fields: int = 2) -> bool:
    """Whether the quantity is zero in `fields` random fields, those in which it is undefined left out.

    Where the sign of a root had to be chosen, twice as many must agree.
    """
    agreed = 0
    for seed, prime in enumerate(SAFE_PRIMES):
        field = Field(prime, seed)
        try:
            if residue(quantity, field).p != 0:
                return False
        except (NoSquareRoot, ValueError, ZeroDivisionError):
            continue
        agreed += 1
        if agreed == (2 * fields if field.guessed else fields):
            return True
    return False
