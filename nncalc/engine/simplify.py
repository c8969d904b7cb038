"""Formulas simplified as a person writes them: 2·w for 1·2·w^(2 − 1).

Numbers are worked out, terms 0 and factors 1 are dropped, like factors become powers and like terms are gathered. Sums
are not multiplied out; of a quotient what a sum above shares with the bottom is cancelled. Terms and factors stand in the
order in which they were met, numbers first, and a term that is added before those that are taken away.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from nncalc.engine.figures import plain
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ADD, DIV, DOT, MUL, NEG, POWER, SQRT, SUB, TOTAL
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.readings import everything_under

LONGEST_NUMBER = 256
"""Bits of a power of a number that is worked out."""


class Factor(NamedTuple):
    """A base to a rational power other than 0."""

    base: Quantity
    exponent: Any


class Term(NamedTuple):
    """A rational times factors, each base once, by the key of the base."""

    number: Any
    factors: dict[int, Factor]


Sum = list[Term]
"""Terms of different factors, none of them 0; no terms are 0."""


def simplified(formula: Quantity) -> Quantity:
    """An equal formula, wherever this one is defined. Iterative; symbols and named quantities stay as they are."""
    return _Simplifier().formula(formula)


class _Simplifier:
    def __init__(self) -> None:
        self.decimals = False
        """Whether a number was typed as a decimal: then those that end are written so."""
        self.keys: dict[Hashable, int] = {}
        self.sums: dict[int, Sum] = {}
        """Sums that are factors, by their keys."""
        self.roots: dict[int, Sum] = {}
        """What stands under each √, by the key of the root."""

    def formula(self, formula: Quantity) -> Quantity:
        sums: dict[int, Sum] = {}
        for node in everything_under([formula], lambda q: () if q.name else q.operands):
            operands = [] if node.name else [sums[id(operand)] for operand in node.operands]
            sums[id(node)] = self._simplified(node, operands)
        return self._quantity(sums[id(formula)])

    def _simplified(self, node: Quantity, operands: list[Sum]) -> Sum:
        operation = node.operation
        if operation is None or node.name:
            return self._leaf(node)
        if operation in (ADD, TOTAL):
            return self._added(operands)
        if operation in (SUB, NEG):
            return self._added([*operands[:-1], _negative(operands[-1])])
        if operation is MUL:
            return self._product(operands)
        if operation is DOT:
            pairs = zip(operands[::2], operands[1::2], strict=True)
            return self._added([self._product(pair) for pair in pairs])
        if operation is DIV and operands[1]:
            return self._quotient(*operands)
        if operation is POWER and (exponent := _number(operands[1])) is not None and (operands[0] or exponent > 0):
            return self._raised(operands[0], exponent)
        atom = self._atom(operation(*map(self._quantity, operands)), (operation.name, *map(self._key, operands)))
        if operation is SQRT and len(atom) == 1:
            self.roots.update(dict.fromkeys(atom[0].factors, operands[0]))
        return atom

    def _leaf(self, node: Quantity) -> Sum:
        if node.name is None and type(node.value) is flint.fmpq:
            self.decimals |= "." in (node.typed or "")
            return _counted(node.value)
        return self._atom(node, ("leaf", node.name or node.typed or id(node)))

    def _atom(self, q: Quantity, signature: Hashable) -> Sum:
        """What is not taken apart, as one factor; a number where its value is rational after all."""
        if q.name is None and type(q.value) is flint.fmpq:
            return _counted(q.value)
        return [Term(ONE, {self._numbered(signature): Factor(q, flint.fmpq(1))})]

    # -- arithmetic ------------------------------------------------------------------------------------------------

    def _added(self, sums: Sequence[Sum]) -> Sum:
        if sum(map(bool, sums)) == 1:
            return next(filter(None, sums))
        found: dict[int, Term] = {}
        for term in (term for each in sums for term in each):
            key = self._signature(term)
            if key in found:
                term = Term(found[key].number + term.number, term.factors)
            found[key] = term
        return [term for term in found.values() if term.number != 0]

    def _product(self, operands: Sequence[Sum]) -> Sum:
        if not all(operands):
            return []
        number, factors = ONE, dict[int, Factor]()
        for term in map(self._one_term, operands):
            number = number * term.number
            for key, (base, exponent) in term.factors.items():
                total = exponent + (factors[key].exponent if key in factors else 0)
                if total == 0:
                    del factors[key]
                else:
                    factors[key] = Factor(base, total)
        return self._settled(Term(number, factors))

    def _quotient(self, top: Sum, bottom: Sum) -> Sum:
        """A quotient. A sum above gets its own denominators below, and loses what all its terms share with the bottom."""
        size = ONE
        if len(top) > 1:
            over: dict[int, Factor] = {}
            below = self._one_term(bottom).factors
            for key, base in {**below, **{key: f for term in top for key, f in term.factors.items()}}.items():
                least = min(term.factors[key].exponent if key in term.factors else 0 for term in top)
                if least < 0 or (least > 0 and key in below and below[key].exponent > 0):
                    over[key] = Factor(base.base, -min(least, below[key].exponent) if least > 0 else -least)
            size = _content(top)
            by = [Term(1 / size, over)]
            top = self._added([self._product([[term], by]) for term in top])
            bottom = self._product([bottom, [Term(ONE, over)]])
        return self._product([_counted(size), top, self._raised(bottom, flint.fmpq(-1))])

    def _settled(self, term: Term) -> Sum:
        """√x·√x becomes x, and 1 or −1 times a sum that sum."""
        kept, squares = dict(term.factors), []
        for key, (base, exponent) in term.factors.items():
            if key not in self.roots or exponent.q != 1 or abs(exponent.p) < 2:
                continue
            odd = (exponent.p % 2) * (1 if exponent > 0 else -1)
            squares.append(self._raised(self.roots[key], (exponent - odd) / 2))
            kept.pop(key)
            if odd:
                kept[key] = Factor(base, flint.fmpq(odd))
        if squares:
            return self._product([[Term(term.number, kept)], *squares])
        alone = next(iter(kept)) if len(kept) == 1 else -1
        if alone not in self.sums or abs(term.number) != 1 or kept[alone].exponent != 1:
            return [term]
        return self.sums[alone] if term.number == 1 else _negative(self.sums[alone])

    def _one_term(self, operand: Sum) -> Term:
        """A sum of several terms is one factor."""
        if len(operand) == 1:
            return operand[0]
        key = self._key(operand)
        self.sums[key] = operand
        return Term(ONE, {key: Factor(self._quantity(operand), flint.fmpq(1))})

    def _raised(self, base: Sum, exponent: Any) -> Sum:
        """A power with a rational exponent, factor by factor where that is right at every value."""
        if exponent == 0:
            return _counted(ONE)
        if not base:
            return []
        number, factors = self._one_term(base)
        single = number == 1 and [f.exponent for f in factors.values()] == [1]
        if single or (exponent.q == 1 and number.height_bits() * abs(exponent.p) <= LONGEST_NUMBER):
            raised = {key: Factor(f.base, f.exponent * exponent) for key, f in factors.items()}
            return self._settled(Term(ONE if single else number ** int(exponent.p), raised))
        power = POWER(self._quantity(base), self._numeral(exponent))
        return self._atom(power, ("power", self._key(base), str(exponent)))

    # -- keys: the same formula has the same number -------------------------------------------------------------------

    def _numbered(self, signature: Hashable) -> int:
        return self.keys.setdefault(signature, len(self.keys))

    def _signature(self, term: Term) -> int:
        """Of the factors of a term, in any order."""
        return self._numbered(("term", frozenset((key, str(f.exponent)) for key, f in term.factors.items())))

    def _key(self, terms: Sum) -> int:
        return self._numbered(("sum", frozenset((self._signature(term), str(term.number)) for term in terms)))

    # -- writing -------------------------------------------------------------------------------------------------------

    def _quantity(self, terms: Sum) -> Quantity:
        """The formula of a sum: 2·x − y/3."""
        written: Quantity | None = None
        first = next((term for term in terms if term.number > 0), None)
        for number, factors in terms if first is None else [first, *(term for term in terms if term is not first)]:
            size = self._term(abs(number), factors)
            if written is None:
                written = size if number > 0 else _negated(size)
            else:
                written = written + size if number > 0 else written - size
        return constant(0) if written is None else written

    def _term(self, number: Any, factors: dict[int, Factor]) -> Quantity:
        """Numbers first, then names, then the rest; negative powers and denominators below: 3·w/(4·x²)."""
        ordered = sorted(factors.values(), key=lambda factor: _place(factor.base))
        above = [self._power(f.base, f.exponent) for f in ordered if f.exponent > 0]
        below = [self._power(f.base, -f.exponent) for f in ordered if f.exponent < 0]
        if factors and not (self.decimals and _ends(number)):
            top, bottom = constant(number.p), constant(number.q)
        else:
            top, bottom = self._numeral(number), constant(1)
        above, below = _without_one([top, *above]), _without_one([bottom, *below])
        product = _joined(above)
        return product if not below else product / _joined(below)

    def _power(self, base: Quantity, exponent: Any) -> Quantity:
        return base if exponent == 1 else POWER(base, self._numeral(exponent))

    def _numeral(self, number: Any) -> Quantity:
        """A number as a leaf."""
        if number.q == 1 or not (self.decimals and _ends(number)):
            return constant(number)
        places = next(n for n in range(1, LONGEST_NUMBER // 8 + 1) if (number * 10**n).q == 1)
        return Quantity(None, (), number, None, plain(number, places))


ONE = flint.fmpq(1)


def _counted(number: Any) -> Sum:
    return [Term(number, {})] if number != 0 else []


def _number(terms: Sum) -> Any:
    """The value of a sum that is a number, else None."""
    if not terms:
        return flint.fmpq(0)
    return terms[0].number if len(terms) == 1 and not terms[0].factors else None


def _content(terms: Sum) -> Any:
    """The number that may be taken out of a sum, so that whole numbers without a common divisor stay."""
    found = terms[0].number
    for term in terms[1:]:
        found = found.gcd(term.number)
    return abs(found)


def _negative(terms: Sum) -> Sum:
    return [Term(-term.number, term.factors) for term in terms]


def _place(base: Quantity) -> int:
    """√2 and π stand before names, names before what is written longer: 2·π·w·e^w."""
    if base.name or base.operation is None:
        return 1
    return 0 if base.value is not None and base.operation.form in ("root", "constant") else 2


def _ends(number: Any) -> bool:
    """Whether the decimals of a number end, and soon."""
    return (number * 10 ** (LONGEST_NUMBER // 8)).q == 1


def _negated(size: Quantity) -> Quantity:
    if size.operation is not None or size.value is None or size.name:
        return -size
    typed = None if size.typed is None else f"-{size.typed}"
    return Quantity(None, (), -size.value, None, typed)


def _without_one(factors: list[Quantity]) -> list[Quantity]:
    return factors[1:] if factors[0].value == 1 and factors[0].operation is None else factors


def _joined(factors: list[Quantity]) -> Quantity:
    product = factors[0] if factors else constant(1)
    for factor in factors[1:]:
        product = product * factor
    return product
