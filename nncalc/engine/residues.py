"""The field of the zero test: the tape evaluated modulo a large safe prime.

For p = 2q + 1 with p and q prime, the squares modulo p are a group of prime order q. exp(a) is g^(a mod q) there, so
that exp(a)·exp(b) = exp(a + b) holds as it must; as p ≡ 3 (mod 4), √a = a^((p+1)/4) is the square root that is itself
a square, so that √a·√b = √(ab). Every residue is therefore carried modulo p and, for exponents, modulo q.
"""

from __future__ import annotations

import random
from typing import Any

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity

SAFE_PRIMES: tuple[int, ...] = (
    125339633439989232466049924927,
    116403826395301101237360541067,
    154921001627037474459844040123,
    131874556441103768098542564503,
    146070010896442889406691556579,
    114617329671821981457679125203,
    108680891297794099552457933747,
    140241690080206110282867463919,
    119274549510047697455936896187,
    130622577388588316195756279483,
    96685415956536242884969639127,
    122411171011730912396484507587,
    79896128728549596775343566979,
    98532876904626431568499113263,
    121750280242561932786070971707,
    135281223344608339151879807723,
    157309931633569779884095689683,
    145633005792450886334585743703,
    111875171848484892763858639283,
    148542359278906909360783892663,
    100053934628962016902452555299,
    148714043657282830905126782123,
    140611692979147780396647985559,
    88567996921575971219136761183,
)
"""Primes p with (p − 1)/2 prime."""


class NoSquareRoot(Exception):
    """An operand of √ is no square in this field; another field may do."""


class Field:
    """One field with its random choices: the base of exp, and a residue for each irrational value of another kind."""

    def __init__(self, prime: int, seed: int) -> None:
        self.p, self.q = prime, (prime - 1) // 2
        self.random = random.Random(seed)
        self.base = pow(self.random.randrange(2, prime - 1), 2, prime)
        self.atoms: dict[Any, Residue] = {}

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
        return self._derived("exp", pow(self.field.base, self.q, self.field.p))

    def sqrt(self) -> Residue:
        p = self.field.p
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
    return known[id(quantity)]


def vanishes(quantity: Quantity, fields: int = 2) -> bool:
    """Whether the quantity is zero in `fields` random fields, those in which it is undefined left out."""
    agreed = 0
    for seed, prime in enumerate(SAFE_PRIMES):
        try:
            if residue(quantity, Field(prime, seed)).p != 0:
                return False
        except (NoSquareRoot, ValueError, ZeroDivisionError):
            continue
        agreed += 1
        if agreed == fields:
            return True
    return False
