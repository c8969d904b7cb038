"""A notation as its table says it: rows, each for some types and under some conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from nncalc.declaring.letters import Printed
    from nncalc.declaring.problem import ProblemType

WAYS: Mapping[str, tuple[str, ...]] = {
    "layers": ("1", "(1)", "[1]"),
    "gradient": ("∂", "d"),
    "product": ("⊙", "∘", "*"),
    "first": ("1", "0"),
    "decimal": ("point", "comma"),
    "bold": ("no", "yes"),
}
"""What a table sets besides names and conventions, and the values; `put-in` takes names."""
LAYERS = "layers"
"""A condition that is no given: `layers=2`, the number of layers of a network."""


class Condition(NamedTuple):
    """A given or a convention, and the values under which a row holds."""

    name: str
    values: tuple[str, ...]


class Row(NamedTuple):
    """One line of a table.

    what        `names`, `conventions`, `put-in` or one of WAYS
    types       the types it is for; () for all
    conditions  what must hold besides
    value       names as they are printed, values of conventions, or a word
    """

    what: str
    types: tuple[str, ...]
    conditions: tuple[Condition, ...]
    value: Any

    def holds(self, kind: type[ProblemType], fact: Callable[[str], str]) -> bool:
        """Whether the row is for a problem, of which `fact` says givens and conventions."""
        return (not self.types or kind.name in self.types) and all(fact(c.name) in c.values for c in self.conditions)


class Table(NamedTuple):
    """A notation: its name, what it is, its rows in their order."""

    name: str
    about: str
    rows: tuple[Row, ...]

    def printed(self, problem: ProblemType) -> dict[str, Printed]:
        """The names that it prints in a problem."""
        return {key: printed for row in self._of("names", problem) for key, printed in row.value.items()}

    def ways(self, problem: ProblemType) -> dict[str, str]:
        """What else it sets there."""
        return {row.what: row.value for what in (*WAYS, "put-in") for row in self._of(what, problem)}

    def conventions(self, kind: type[ProblemType], typed: Mapping[str, Any]) -> dict[str, str]:
        """The conventions that it proposes for a problem as it was typed, as far as the type takes the values."""
        own, fields = {kind.given_named(name): value for name, value in typed.items()}, kind.fields()

        def fact(name: str) -> str:
            if name == LAYERS:
                return str(max([1, *[number for each in typed if (number := _layer(each))]]))
            default = fields[name].default if name in fields else ""
            return str(own.get(name, default)).strip().lower()

        rows = [row for row in self.rows if row.what == "conventions" and row.holds(kind, fact)]
        found = {name: value for row in rows for name, value in row.value.items() if name not in own}
        return {name: value for name, value in found.items() if name in fields and value in fields[name].choices}

    def _of(self, what: str, problem: ProblemType) -> Iterator[Row]:
        def fact(name: str) -> str:
            if name == LAYERS:
                return str(getattr(problem, "depth", 1))
            field = problem.fields().get(name)
            return "" if field is None else str(getattr(problem, field.attribute))

        return (row for row in self.rows if row.what == what and row.holds(type(problem), fact))


def _layer(name: str) -> int:
    """2 of W2, 0 of other names."""
    return int(name[1:]) if name[:1] == "W" and name[1:].isdecimal() else 0
