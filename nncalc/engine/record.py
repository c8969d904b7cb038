"""The record of a run: results by their names, and what is put on the page, each in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from nncalc.engine import events
from nncalc.engine.events import Column, Event, Place
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, components
from nncalc.words import say

Thing = TypeVar("Thing")
PARTS = {"step": "step {number}", "epoch": "epoch {number}", "round": "round {number}"}
"""What an iteration is called, by its kind."""


class Record:
    """Results, answers and events. `prefix` stands in front of every name that is given.

    going   how many of how many steps of a long loop are done, for whoever waits
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.results: dict[str, Any] = {}
        self.answers: list[str] = []
        self.absent: list[tuple[str, str, str]] = []
        self.place, self.prefix = Place(), ""
        self.going = 0, 0

    # -- results -------------------------------------------------------------------------------------------------

    def result(self, name: str, value: Any) -> None:
        """Record a result without a line of its own: another name of a quantity, a word, a truth value, a list."""
        self.results[self.prefix + name] = value

    def answer(self, *names: str) -> None:
        """Which results the page ends with; those that do not exist are passed over."""
        self.answers += [name for name in names if name in self.results and name not in self.answers]

    def lacks(self, pattern: str, why: str, expected: str) -> None:
        """Results whose names match there would be with other givens: why there are none, and what to give."""
        self.absent.append((pattern, why, expected))

    # -- the page ------------------------------------------------------------------------------------------------

    def line(self, named: Any) -> None:
        """The line of something that was named before."""
        self.events.append(events.Line(self.place, named))

    def value(self, named: Any) -> None:
        """A name and its value, without a formula."""
        self.events.append(events.Value(self.place, named))

    def words(self, key: str, **values: Any) -> None:
        """A sentence between the lines, by its key in the type's words, with values filled in."""
        self.events.append(events.Words(self.place, key, values))

    def equation(self, name: str, sides: Sequence[events.Side], figures: Sequence[Quantity] = ()) -> None:
        """Equal sides; programs see them under a name. ≈ stands before the last where a figure among them is rounded."""
        self.events.append(events.Equation(self.place, name, sides, figures))

    def draw(self, picture: events.Picture) -> None:
        """A drawing in characters."""
        self.events.append(events.Drawing(self.place, picture))

    def fold(self, named: Sequence[Any]) -> None:
        """Lines that only --all, --show and programs see."""
        self.events.append(events.Fold(self.place, named))

    def unasked(self, named: Sequence[Any]) -> None:
        """Lines that only --show sees, since nobody asked for them."""
        self.events.append(events.Unasked(self.place, named))

    def table(
        self,
        name: str,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Any]] = (),
        *,
        milestones: bool = False,
        stays: bool = False,
    ) -> events.Table:
        """A table on the page, in this place; its rows are the result `name`, `table.3.net` a cell of it.

        name        "" where every figure in it is a result under another name
        rows        a cell for each column; more may be `add`ed to what is returned, unless they are `Late`
        milestones  of many rows those numbered 1 2 3 5 10 20 50 … are shown
        stays       it is an answer too: `--steps none` keeps it
        """
        made = events.Table(self.place, self.prefix + name if name else "", columns, milestones, stays)
        if hasattr(rows, "late"):
            made.take_late(rows)
        else:
            for row in rows:
                made.add(*row)
        self.events.append(made)
        if name:
            self.result(name, made.result)
        return made

    # -- places --------------------------------------------------------------------------------------------------

    def section(self, key: str) -> None:
        """What follows belongs under this heading; sections stand in the order the problem type declares."""
        heading, _, dropped, iteration, among = self.place
        self.place = Place(heading, key, dropped, iteration, among)

    def part(
        self, heading: str = "", prefix: str = "", of: tuple[str, int] | None = None
    ) -> AbstractContextManager[None]:
        """A part of the page under a heading of its own; "" for the one that holds, left in its section afterwards.

        prefix  what names in it begin with (`class.2.`); inside they are written without it
        of      what it is the part of (`step`, 3): of many a long page shows the first and the last
        """
        if not heading:
            return self._at(self.place, self.prefix)
        return self._at(Place(heading, self.place.section, prefix, None, of), prefix)

    def among(self, kind: str, number: int) -> AbstractContextManager[None]:
        """What belongs to one of many that stand in one section: of many a long page shows the first and the last."""
        return self._at(self.place._replace(among=(kind, number)), self.prefix)

    def row(self, table: str, number: int) -> AbstractContextManager[None]:
        """What is named in it is a cell of a row of a table: `table.7.net`."""
        return self._at(self.place, f"{self.prefix}{table}.{number}.")

    @contextmanager
    def _at(self, place: Place, prefix: str) -> Iterator[None]:
        before = self.place, self.prefix
        self.place, self.prefix = place, prefix
        try:
            yield
        finally:
            self.place, self.prefix = before

    # -- iterations ----------------------------------------------------------------------------------------------

    def each(self, things: Sequence[Thing]) -> Iterator[Thing]:
        """The things that a long loop goes through, of which a progress bar shows how many are done."""
        try:
            for done, thing in enumerate(things):
                self.going = done, len(things)
                yield thing
        finally:
            self.going = 0, 0

    @contextmanager
    def iteration(self, kind: str, number: int, *, marked: bool = True, bare: bool = False) -> Iterator[None]:
        """A step, an epoch, a round: `w` let in step 3 is addressed `step.3.w` and written w⁽³⁾, w⁽²⁾ is the one before.

        marked  False where old and new have names of their own (W1, W1_new): inside they are written without a mark
        bare    for the last one: its results keep their names (`loss`), and are addressed `epoch.3.loss` besides
        """
        if self.prefix:
            raise RuntimeError(
                say(
                    "a {kind} inside {value}: iterations do not nest",
                    kind=kind,
                    value=self.place.heading or self.prefix,
                )
            )
        prefix, known = f"{kind}.{number}.", set(self.results) if bare else set()
        place = Place(
            say(PARTS.get(kind, "{kind} {number}"), kind=kind, number=number),
            self.place.section,
            "" if marked else prefix,
            (kind, number),
        )
        with self._at(place, "" if bare else prefix):
            yield
        if bare:
            new = {name: value for name, value in self.results.items() if name not in known}
            self.results.update((prefix + name, value) for name, value in new.items())

    def begin(self, kind: str, name: str, given: Any) -> Any:
        """A given as the state before the first iteration: `step.0.w`, written w⁽⁰⁾. It keeps what was typed."""
        name = f"{kind}.0.{name}"
        if isinstance(given, Tensor):
            keys = components(name, given.shape)
            items = [q.renamed(key) for q, key in zip(given.items, keys, strict=True)]
            given = Tensor(items, given.shape, given.operation, given.operands, name)
        else:
            given = given.renamed(name)
        self.results[name] = given
        return given

    def end(self, kind: str, number: int) -> None:
        """The results of the last iteration are those of the run as well: `w` is `step.3.w`."""
        prefix = f"{kind}.{number}."
        ends = {name.removeprefix(prefix): x for name, x in self.results.items() if name.startswith(prefix)}
        self.results.update(ends)


__all__ = ["Record"]
