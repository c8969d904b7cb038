"""Mutants of the registries: every row of the operation table, every rule and every slip, part by part.

They are made by walking `TABLE` and the rules that are declared, so a new row or rule has its mutants at once.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from functools import partial, wraps
from types import FunctionType
from typing import Any

import flint
from table_checkers import arity

from nncalc.engine.quantity import TABLE, Operation, Quantity
from nncalc.engine.rule import Rule
from nncalc.engine.tensor import Tensor

Apply = Callable[[], None]
Row = tuple[str, str, Callable[..., Any] | None, Apply]
"""What is broken, how ids of tests begin that are about it, the function whose tests are asked (None: all), and how."""
SIGNS = ("call", "infix", "prefix")
"""The forms of notation that write an operation's sign."""
COMMUTATIVE = ("add", "multiply", "maximum", "minimum")


def operations() -> Iterator[Row]:
    """Every part of every row of the operation table, in turn replaced by a wrong one."""
    for name, row in TABLE.items():
        for part, wrong in _wrong_parts(row):
            yield (
                f"{name}: {part}",
                name,
                None,
                lambda row=row, part=part, wrong=wrong: setattr(row, part.split()[0], wrong),
            )


def _wrong_parts(row: Operation) -> Iterator[tuple[str, Any]]:
    """What is replaced (the slot, then how), and by what. Parts that a row does not use are left out."""
    if row.branch is not None:
        yield "branch + 1", _plus_one(row.branch)
        if arity(row) > 1 and row.name not in COMMUTATIVE:
            yield "branch with operands in reverse", _reversed(row.branch)
    else:
        if row.exact.__module__ != Operation.__module__:  # the default: never rational
            yield "exact + 1", _plus_one(row.exact)
        yield "ball + 1", _plus_one(row.ball)
        yield "ball + 2^-100", _plus(row.ball, lambda: flint.arb(2) ** -100)
        if arity(row) == 2 and row.name not in COMMUTATIVE:
            yield "exact with operands in reverse", _reversed(row.exact)
            yield "ball with operands in reverse", _reversed(row.ball)
    for n in range(arity(row)):
        yield f"derivatives + 1 for operand {n + 1}", _plus_one_at(row.derivatives, n)
    if row.domain is not None:
        yield "domain dropped", None
    if row.residue is not None:
        yield "residue dropped", None
        yield "residue + 1", _plus_one(row.residue)
    yield "sympy + 1", _plus_one(row.sympy)
    if row.form != "let":
        yield "form of another", "bars" if row.form != "bars" else "floor"
    if row.form in SIGNS:
        yield "sign of another", row.sign + "′"
    if row.form not in ("let", "constant"):
        yield "binding of another", 1 if row.binding > 1 else 9
    if row.shown is not None:
        yield "shown with all operands", None


def _plus(function: Callable[..., Any], amount: Callable[[], Any]) -> Callable[..., Any]:
    def wrong(*operands: Any) -> Any:
        value = function(*operands)
        return None if value is None else value + amount()

    return wrong


def _plus_one(function: Callable[..., Any]) -> Callable[..., Any]:
    return _plus(function, lambda: 1)


def _reversed(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *operands: function(*operands[::-1])


def _plus_one_at(derivatives: Callable[..., Any], place: int) -> Callable[..., Any]:
    """The slope with one component too great by 1; components may be functions that make them when wanted."""

    def wrong(y: Quantity, *operands: Any) -> Any:
        parts = list(derivatives(y, *operands))
        made = parts[place]
        parts[place] = (lambda: made() + 1) if callable(made) else made + 1
        return tuple(parts)

    return wrong


def rules() -> Iterator[Row]:
    """Every rule with a wrong result; every slip with a wrong result, and left out of the list."""
    found = [each for each in gc.get_objects() if isinstance(each, Rule) and each.right.__module__.startswith("nncalc")]
    for rule in sorted(found, key=lambda each: (each.right.__module__, each.right.__code__.co_firstlineno)):
        where = f"{rule.right.__module__.removeprefix('nncalc.')}.{rule.name}"
        yield f"{where}: wrong result", "", rule.right, partial(setattr, rule, "right", _perturbing(rule.right))
        for n, slip in enumerate(rule.slips):
            about = f"{slip.id}, {rule.name}"
            wrong = slip._replace(function=_perturbing(slip.function))
            yield (
                f"{where}, slip {slip.id}: wrong result",
                about,
                slip.function,
                partial(rule.slips.__setitem__, n, wrong),
            )
            yield f"{where}, slip {slip.id}: left out", about, slip.function, partial(rule.slips.__delitem__, n)


def tables() -> Iterator[Row]:
    """Every function in a row of the other tables (activations, losses) with a wrong result.

    A table goes by the module that its functions are written in, whoever imports it.
    """
    found: dict[int, tuple[str, dict[Any, Any]]] = {}
    for name in sorted(each for each in sys.modules if each.startswith(("nncalc.rules.", "nncalc.problem_types."))):
        for constant_name, table in sorted(vars(sys.modules[name]).items()):
            if isinstance(table, dict) and constant_name.isupper():
                there = name in {function.__module__ for _, function, _ in _functions_of(table)}
                if there or id(table) not in found:
                    found[id(table)] = (f"{name.removeprefix('nncalc.')}.{constant_name}", table)
    for where, table in found.values():
        for part, function, wrong in _functions_of(table):
            yield f"{where}{part}: wrong result", "", function, wrong


def _functions_of(table: dict[Any, Any]) -> Iterator[tuple[str, FunctionType, Apply]]:
    """Where each stands in the table, the function, and what puts a wrong one in its place."""
    for key, row in table.items():
        if isinstance(row, FunctionType) and row.__module__.startswith("nncalc."):
            yield f"[{key}]", row, partial(table.__setitem__, key, _perturbing(row))
        for field in getattr(row, "_fields", ()):
            function = getattr(row, field)
            if isinstance(function, FunctionType):
                wrong = row._replace(**{field: _perturbing(function)})
                yield f"[{key}].{field}", function, partial(table.__setitem__, key, wrong)


def _perturbing(function: Callable[..., Any]) -> Callable[..., Any]:
    return wraps(function)(lambda *arguments, **named: perturbed(function(*arguments, **named)))


def perturbed(value: Any) -> Any:
    """Something else of the same kind: 1 more, n more in component n, the other truth, another word."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, flint.fmpq, flint.arb)):
        return value + 1
    if isinstance(value, Quantity):
        return value + 1
    if isinstance(value, Tensor):
        return Tensor(
            [item + n for n, item in enumerate(value.items, 1)],
            value.shape,
            value.operation,
            value.operands,
            value.name,
        )
    if isinstance(value, str):
        return value + "¤"
    if isinstance(value, (list, tuple)) and value:
        parts = [perturbed(value[0]), *value[1:]]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return None
