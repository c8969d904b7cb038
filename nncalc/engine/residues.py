"""The field of the zero test: the tape evaluated modulo a large safe prime.

For p = 2q + 1 with p and q prime, the squares modulo p are a group of prime order q. exp(a) is g^(a mod q) there, so
that exp(a)·exp(b) = exp(a + b) holds as it must; as p ≡ 3 (mod 4), √a = a^((p+1)/4) is the square root that is itself
a square, so that √a·√b = √(ab). Where the tape holds a number whose square is under the root, as in √(g²), that number
without its sign is the root. Every residue is carried modulo p and, for exponents, modulo q.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import everything_under

SAFE_PRIMES = tuple(
    (1 << 96) + offset
    for offset in (
        206988343, 289628623, 298352143, 419007223, 689768263, 724519063, 762167383, 804676063, 1592276863, 1712312383,
        1741989583, 1750112263, 2012398903, 2336738023, 2435567143, 2850057823, 2872250743, 2896489663, 2950905823,
        3083949703, 3110175583, 3132737143, 3493471543, 3494159743, 3948620743, 4083260743, 4195229743, 4241360743,
        4308604543, 4309799503, 4315044823, 4576425583, 4601181583, 4620823183, 4887454063, 5014422103, 5055819823,
        5077954663, 5156662663, 5176829263, 5540398183, 5636601343, 5692042423, 6093359743, 6175377583, 6247241263,
        6470062783, 6536362303, 6551758663, 6586990783, 6808855303, 6866056663, 7021196263, 7098825463, 7338193783,
        7372455703, 7537832383, 7999856863, 8112911503, 8131358023, 8679114343, 8682484423, 9204900583, 9224378263,
        9285667543, 9297319183, 9304760623, 9341860063, 9536321023, 9550231063, 9580714063, 9600510103, 9694979383,
        9701262223, 9722780863, 9805708903, 9808833823, 10043810863, 10308876223, 10398481543, 10443195943, 10447059943,
        10511471623, 10709715343, 10761623023, 10960876903, 10999721143, 11549705143, 11609213263, 12260964823,
        12281255023, 12300910423, 12525260263, 12548582023, 12871377703, 13189765663, 13244800903, 13407590263,
        13411606063, 13649098783, 14062538863, 14062545583, 14085138583, 14181047143, 14192079703, 14363957983,
        14423077183, 14455063543, 14494058863, 14553731383, 14664260263, 14722717063, 14914072903, 14981303983,
        15090750463, 15123453223, 15869577943, 15998855863, 16095621343, 16175295463, 16189776943, 16320520543,
        16401599743, 16516626823, 16634635663, 17062456063, 17097145063, 17110180063, 17110565383, 17155055383,
        17220715423, 17369750263, 17376062023, 17605656583, 17609359303, 17781059623, 17990149783, 18224336743,
        18240329623, 18496394023, 18669264343, 18912741703, 19182646663, 19235269783, 19306889383, 19806777583,
        19808271823, 19986118303, 20171318143, 20455225663, 20518412143, 20874581263, 21051705943, 21299421463,
        21331858063, 21333950503, 21608939503, 21611926663, 21835366543, 21891411103, 22032383623, 22043189023,
        22611996103, 22714469383, 22787080423, 22803861343, 23027799583, 23236856983, 23296687423, 23334092143,
        23496165943, 23515338823, 23574721543, 23705306263, 23760549223, 23921985943, 24086724463, 24274993663,
        24436433383, 24654775303, 24842499463, 24950892943, 24951401263, 25017155263, 25069204423, 25074922063,
        25095113143, 25791542863, 25933365103, 26016736183, 26487211903, 26562404383, 26727074383, 26798553583,
        26875018783, 26947971703, 27227432143, 27353939863, 27385392823, 27429088663, 27501939343, 28332219463,
        28427252863, 28569653023, 28658257423, 28716155263, 28720240063, 28751582143, 28987025863, 29091053143,
        29150564623, 29321424823, 29371355743, 29587904383, 29701720423, 29860772743, 29938632343, 29990931583,
        30006079423, 30127146103, 30190417903, 30358617343, 30760703983, 30856719343, 30923393863, 30969736663,
        31020092023, 31285658623, 31299675943, 31402457263, 31481602063, 31555172983, 31796745703, 31879652023,
        32124834823, 32177829583, 32411659543, 32631122743, 32880389623, 32912028223,
    )
)  # fmt: skip
"""Primes p with (p − 1)/2 prime, modulo which all numbers up to 52 are squares; a larger prime is one in every other."""


class NoSquareRoot(Exception):
    """An operand of √ is no square in this field; another field may do."""


class Field:
    """One field with its random choices: the base of exp, and a residue for each irrational value of another kind.

    opaque: every root is of such another kind, so that it exists in every field; √a·√a = a is not seen then.
    """

    def __init__(self, prime: int, seed: int, opaque: bool = False) -> None:
        self.p, self.q, self.opaque = prime, (prime - 1) // 2, opaque
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
        if self.q == 0:
            return self.field.rational(flint.fmpq(1))  # as an exponent too: tanh 0 is 0 modulo q as well
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
        if self.field.opaque:
            return self.field.atom(("sqrt", self.p)) if self.p else self
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


def _under(node: Quantity) -> tuple[Quantity, ...]:
    """What a residue is made of: rationals of nothing, decided cases of their branch."""
    if type(node.value) is flint.fmpq:
        return ()
    return (node.equal_to,) if node.equal_to is not None else node.operands


def residues(tape: list[Quantity], field: Field) -> dict[int, Residue]:
    """The residue of every quantity of a tape, by its `id`. Raises ZeroDivisionError or ValueError when a divisor vanishes."""
    known: dict[int, Residue] = {}
    for node in tape:
        if type(node.value) is flint.fmpq:
            known[id(node)] = field.rational(node.value)
        elif node.equal_to is not None:
            known[id(node)] = known[id(node.equal_to)]
        elif node.operation is None:
            known[id(node)] = field.atom(id(node) if node.value is not None else ("symbol", node.typed))
        else:
            operands = [known[id(operand)] for operand in node.operands]
            if node.operation.residue is not None:
                known[id(node)] = node.operation.residue(*operands)
            else:
                known[id(node)] = field.atom((node.operation.name, *[operand.p for operand in operands]))
        if not field.opaque:
            _note_root(node.value, known[id(node)])
    return known


def _note_root(value: Any, found: Residue) -> None:
    """Keep a number whose sign is known as the root of its square."""
    if value is None:
        return
    square = found.p * found.p % found.field.p
    if value > 0:
        found.field.roots.setdefault(square, found)
    elif value < 0:
        found.field.roots.setdefault(square, -found)


FEWEST_TRIED, MOST_RESIDUES = 24, 100_000
"""Fields tried where √ is taken of large primes: as many as there are on a short tape, fewer on a long one."""


def vanishes(quantity: Quantity, fields: int = 2) -> bool:
    """Whether the quantity is zero in `fields` random fields, those in which it is undefined left out.

    Where the sign of a root had to be chosen, twice as many must agree.
    """
    for agreed, (field, (found,)) in enumerate(_in_fields([quantity]), 1):
        if found != 0:
            return False
        if agreed == (2 * fields if field.guessed else fields):
            return True
    return False


def fingerprints(quantities: list[Quantity], fields: int = 2) -> list[tuple[int, tuple[int, ...]]] | None:
    """A sign and the residues of each quantity in as many opaque fields; None where too few are defined.

    Those of opposite quantities differ in the sign alone; zero has the sign 0.
    """
    signs: list[int] = []
    rows: list[tuple[int, ...]] = [() for _ in quantities]
    for field, found in _in_fields(quantities, opaque=True):
        signs = signs or [1 if p <= field.q else -1 for p in found]
        rows = [(*row, sign * p % field.p) for row, sign, p in zip(rows, signs, found, strict=True)]
        if len(rows[0]) == fields:
            return [(sign if any(row) else 0, row) for sign, row in zip(signs, rows, strict=True)]
    return None


def _in_fields(quantities: list[Quantity], opaque: bool = False) -> Iterator[tuple[Field, list[int]]]:
    """The residues of quantities in one field after another, those left out in which one is undefined."""
    tape = everything_under(quantities, _under)
    for seed, prime in enumerate(SAFE_PRIMES[: max(FEWEST_TRIED, MOST_RESIDUES // len(tape))]):
        field = Field(prime, seed, opaque)
        try:
            known = residues(tape, field)
        except (NoSquareRoot, ValueError, ZeroDivisionError):
            continue
        yield field, [known[id(q)].p for q in quantities]
