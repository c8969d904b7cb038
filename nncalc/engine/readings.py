"""Readings of a tape that build or inspect quantities: the order of its nodes, the gradient, the exact and SymPy forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from types import FunctionType
from typing import Any

from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, apply, constant


def everything_under(
    roots: Iterable[Quantity], under: Callable[[Quantity], Sequence[Quantity]] = attrgetter("operands")
) -> list[Quantity]:
    """Every quantity the roots came from, operands before results, each once. Iterative.

    under   what a quantity came from, where that is not all its operands
    """
    seen: set[int] = set()
    out: list[Quantity] = []
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        node, done = stack.pop()
        if done:
            out.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack += [(operand, False) for operand in reversed(under(node))]
    return out


def is_short(formula: Quantity, most: int) -> bool:
    """Whether a formula has at most so many pieces, down to its names; one that shares its parts may be endless."""
    return pieces(formula, most) <= most


def pieces(formula: Quantity, most: int) -> int:
    """How many pieces a formula has, down to its names: counted as far as one more than most."""
    found, stack = 0, [formula]
    while stack and found <= most:
        q = stack.pop()
        found += 1
        stack += () if q.name else q.operands
    return found


def gradient(of: Quantity, wrt: Sequence[Quantity]) -> list[Quantity]:
    """∂of/∂x for each x, by one reverse pass that builds new quantities; reading twice gives the same."""
    wanted = {id(x) for x in wrt}
    order = everything_under([of])
    useful: set[int] = set()
    for node in order:
        if id(node) in wanted or any(id(operand) in useful for operand in node.operands):
            useful.add(id(node))
    adjoint: dict[int, Quantity] = {id(of): constant(1)}
    for node in reversed(order):
        above = adjoint.get(id(node))
        if above is None or node.operation is None or id(node) not in useful:
            continue
        for operand, derivatives in zip(node.operands, node.operation.derivatives(node, *node.operands), strict=True):
            if id(operand) not in useful:
                continue
            if type(derivatives) is FunctionType:
                derivatives = derivatives()
            if type(derivatives) is int and derivatives == 0:
                continue
            share = above if type(derivatives) is int and derivatives == 1 else above * derivatives
            adjoint[id(operand)] = adjoint[id(operand)] + share if id(operand) in adjoint else share
    return [adjoint.get(id(x), constant(0)) for x in wrt]


def to_sympy(quantity: Quantity) -> Any:
    """The quantity as a SymPy expression in the user's symbols, rationals exact. Iterative."""
    import sympy  # start-up

    made: dict[int, Any] = {}
    for node in everything_under([quantity]):
        if type(node.value) is flint.fmpq:
            made[id(node)] = sympy.Rational(int(node.value.p), int(node.value.q))
        elif node.operation is None:
            if node.value is not None:
                raise ValueError("a figure whose history was forgotten has no closed form")
            made[id(node)] = sympy.Symbol(node.typed)
        else:
            made[id(node)] = node.operation.sympy(sympy, *[made[id(operand)] for operand in node.operands])
    return made[id(quantity)]


def symbols_under(quantity: Quantity) -> set[str]:
    """The names of the unknowns a quantity depends on."""
    return {
        node.typed for node in everything_under([quantity]) if node.value is None and not node.operands and node.typed
    }


class AtPoint:
    """Quantities worked out again with rationals in the place of their unknowns; what they share, once. Iterative.

    values   gives the rational for the name of an unknown
    """

    def __init__(self, values: Callable[[str], Any]) -> None:
        self.values = values
        self._made: dict[Quantity, Quantity] = {}

    def __call__(self, quantity: Quantity) -> Quantity:
        """Raises DomainError where the quantity is undefined at this point."""
        made = self._made
        for node in everything_under([quantity], self._not_made):
            if node in made:
                continue
            if node.value is not None:
                made[node] = node
            elif node.operation is None:
                made[node] = constant(self.values(node.typed or ""))
            elif node.equal_to is not None:
                made[node] = made[node.equal_to]
            else:
                made[node] = apply(node.operation, *[made[operand] for operand in node.operands])
        return made[quantity]

    def _not_made(self, node: Quantity) -> Sequence[Quantity]:
        if node.value is not None or node in self._made:
            return ()
        return node.operands if node.equal_to is None else (node.equal_to,)
