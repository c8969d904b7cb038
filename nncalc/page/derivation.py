"""From a finished run to a document: sections in declared order, equations written in a style, answers last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import count
from nncalc.declaring.result_names import find_quantity
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import Event, Run
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Answer, Block, Document, Drawing, Fold, Line, Section, Table, Words
from nncalc.page.lines import HINT, Lines
from nncalc.page.solving import Settings, exact_form, in_input_syntax, named_form, read_result

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.style import Style

LONGEST_TABLE = 40
"""Rows of a table that are shown before the rest is folded."""


class Page(Lines):
    """Writes the events of one run in one style."""

    def __init__(self, problem: ProblemType, run: Run, settings: Settings, style: Style) -> None:
        super().__init__(problem, run, settings, style)
        self.for_programs = False

    # -- other blocks ----------------------------------------------------------------------------------------------

    def blocks(self, event: Event) -> list[Block]:
        """What one event puts on the page."""
        if event.kind == "line":
            return self.lines(event.content)
        opened = self.wanted is not None or (self.for_programs if event.kind == "behind" else self.settings.everything)
        if event.kind in ("fold", "behind") and opened:
            return [block for named in event.content for block in self.lines(named)]
        if self.wanted is not None:
            return []
        make = getattr(self, f"_{event.kind}")
        made: list[Block] = make(event.content)
        return made

    def _value(self, named: Any) -> list[Block]:
        exact = all((f := self.figure(q)) is None or f.exact for q in (named.items or [named]))
        return [Line(named.name, (self.style.name(named.name), self.value(named)), exact, 0)]

    def _fold(self, hidden: Sequence[Any]) -> list[Block]:
        """Named quantities whose lines only --all, --show and programs see."""
        return [Fold(len(hidden), HINT)]

    def _behind(self, named: Sequence[Any]) -> list[Block]:
        """Named quantities that stand in a table's cells: lines of their own for --show and programs alone."""
        return []

    def _words(self, content: tuple[str, dict[str, Any]]) -> list[Block]:
        key, values = content
        written = {name: self.plain(value) for name, value in values.items()}
        return [Words(self.problem.words[key].format(**written))]

    def _equation(self, content: tuple[str, Sequence[tuple[Any, str]], Sequence[Quantity]]) -> list[Block]:
        """Equal sides under a name that is not written, each (x, "formula" | "figures" | "value"); what is in figures."""
        name, sides, figures = content
        exact = all((f := self.figure(q)) is None or f.exact for q in figures)
        return [Line(name, tuple(self._side(x, how) for x, how in sides), exact, 0)]

    def _side(self, x: Any, how: str) -> str:
        return self.value(x) if how == "value" else self.printer.formula(x)[("formula", "figures").index(how)]

    def _drawing(self, drawing: Any) -> list[Block]:
        """Something with `lines(most)`: as wide as it likes, or in at most so many columns."""
        return [Drawing(tuple(drawing.lines()), drawing.lines)]

    def _series(self, content: tuple[str, str, list[tuple[int, Quantity]]]) -> list[Block]:
        count, name, points = content
        kept = points
        if not self.settings.everything and len(points) > LONGEST_TABLE:
            kept = [point for point in points if _milestone(point[0]) or point is points[-1]]
        rows = tuple((str(number), self.value(q)) for number, q in kept)
        blocks: list[Block] = [Table((count, self.style.name(name)), rows, frozenset({0}))]
        if len(kept) < len(points):
            blocks.append(Fold(len(points) - len(kept), HINT))
        return blocks

    def _table(self, content: tuple[Sequence[str], Sequence[Sequence[Any]], frozenset[int]]) -> list[Block]:
        """Headers (words), rows of quantities, tensors or words, and the columns that hold words."""
        headers, rows, words = content
        hidden = 0
        if not self.settings.everything and len(rows) > LONGEST_TABLE:
            hidden = len(rows) - LONGEST_TABLE
            rows = [*rows[: LONGEST_TABLE // 2], *rows[-LONGEST_TABLE // 2 :]]
        cells = tuple(
            tuple(self.plain(cell) if i in words else self.cell(cell) for i, cell in enumerate(row)) for row in rows
        )
        headers = [text if i in words else self.style.name(text) for i, text in enumerate(headers)]
        return [Table(tuple(headers), cells, words, LONGEST_TABLE // 2, hidden, HINT)]

    def cell(self, x: Any) -> str:
        """A table cell: a value, a vector in one row, or for a pair (quantity, "substituted") its numbers put in."""
        if isinstance(x, tuple):
            quantity, how = x
            numbers = self.printer.formula(quantity)[("formula", "substituted").index(how)]
            value = self.value(quantity)
            found = self.figure(quantity)
            exact = found is None or found.exact
            relation = getattr(self.style, "relation_exact" if exact else "relation_rounded")
            return numbers if numbers == value else f"{numbers} {relation} {value}"
        if isinstance(x, Tensor) and len(x.shape) == 1:
            return self.style.group(", ".join(map(self.value, x.items)))
        return self.value(x) if isinstance(x, (Quantity, Tensor)) else self.style.number(str(x))

    def plain(self, x: Any) -> str:
        """A value in a sentence."""
        if isinstance(x, (Quantity, Tensor)):
            return in_input_syntax(read_result(x, self.settings.precision), self.settings.exact)
        return str(x)

    # -- the whole -------------------------------------------------------------------------------------------------

    def sections(self) -> list[Section]:
        """Events grouped by part and section: parts as they came, sections in declared order."""
        if self.settings.steps == "none":
            return []
        order = list(self.problem.sections)
        parts: dict[str, dict[str, list[Block]]] = {}
        for event in self.run.events:
            self.printer.inside(event.part)
            blocks = self.blocks(event)
            if blocks:
                parts.setdefault(event.part, {}).setdefault(event.section, []).extend(blocks)
        out = []
        for part, sections in parts.items():
            for key in sorted(sections, key=lambda key: order.index(key) if key in order else -1):
                heading = self.problem.sections.get(key, "")
                label = part.replace(".", " ").capitalize()
                title = f"{label}: {heading[:1].lower() + heading[1:]}" if part and heading else heading or label
                out.append(Section(title, tuple(sections[key])))
        return out

    def answers(self) -> list[Answer]:
        """The results the working ends with, or those asked for."""
        names = list(self.settings.show) or self.run.answers
        out = []
        for name in names:
            x = find_quantity(self.run, name) if self.settings.show else self.run.results[name]
            out.append(Answer(name, self.answer(x)))
        return out

    def answer(self, x: Any) -> str:
        """A result as it can be typed; a symbolic one as a formula in the named quantities, unless expanded."""
        if isinstance(x, Tensor):
            rows = [x.items] if len(x.shape) == 1 else [row.items for row in x]
            return ":".join([",".join([self.answer(q) for q in row]) for row in rows])
        if isinstance(x, Quantity):
            found = self.figure(x)
            if found is None:
                alone = self.settings.expand or self.settings.steps == "none"  # no lines that names could stand for
                return (alone and exact_form(x)) or named_form(x)
            return (self.settings.exact and self._short_closed(x)) or found.text
        return in_input_syntax(read_result(x, self.settings.precision), self.settings.exact)

    def document(self, checks: Sequence[Any] = (), notes: Sequence[str] = ()) -> Document:
        """The page."""
        return Document(
            self.problem.summary, tuple(notes), tuple(self.sections()), tuple(self.answers()), tuple(checks)
        )


def _milestone(number: int) -> bool:
    """1 2 3 5 10 20 50 100 …"""
    digits = str(number)
    return number <= 3 or (digits[0] in "125" and set(digits[1:]) <= {"0"})


def conventions_in_force(problem: ProblemType, settings: Settings) -> list[str]:
    """What the header says: conventions that are not the default, rounding in force."""
    idle = problem.idle_conventions()
    notes = [
        f"{name}={value} has no effect here: {idle[name]}"
        if name in idle
        else f"{name}={value} (the default is {problem.fields()[name].default})"
        for name, value in problem.conventions.items()
        if value != problem.fields()[name].default
    ]
    others = [name for name in problem.typed if name in idle and name not in problem.conventions]
    notes += [f"{name} has no effect here: {idle[name]}" for name in others]
    if settings.round_steps is not None:
        places = count(settings.round_steps, "decimal")
        notes.append(f"every line is rounded to {places} before the next uses it")
    return notes


def steps(page: Page) -> list[dict[str, Any]]:
    """The working for programs: one entry per line, in the order of the page."""
    from nncalc.page.document import is_numeric

    out = []
    page.for_programs = True
    for section in page.sections():
        for block in section.blocks:
            if isinstance(block, Line):
                sides = block.sides
                out.append(
                    {
                        "name": block.name,
                        "formula": sides[1] if len(sides) > 1 else None,
                        "substituted": sides[2] if len(sides) > 3 else None,
                        "value": sides[-1] if len(sides) > 2 or is_numeric(sides[-1]) else None,
                        "section": section.title,
                    }
                )
    return out
