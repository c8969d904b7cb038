"""From a finished run to a document: sections in declared order, equations written in a style, answers last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from nncalc.declaring.letters import with_letters
from nncalc.engine import events
from nncalc.engine.events import Event
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor, nested
from nncalc.page.document import Answer, Block, Document, Drawing, Fold, Line, Section, Sections, Words
from nncalc.page.lines import HINT, LONGEST_GIVEN, LineWriter
from nncalc.page.solving import Settings, exact_form, find_quantity, in_input_syntax, named_form, read_result
from nncalc.page.stretches import Stretches
from nncalc.reading.cells import with_colons
from nncalc.words import count, labelled, say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.style import Style

AROUND_SECTIONS = 12
"""Lines of a page besides its sections, what is given and the answers: title, headings, what is to be found."""


class Page(LineWriter):
    """Writes the events of one run in one style."""

    def __init__(self, problem: ProblemType, run: Run, settings: Settings, style: Style) -> None:
        super().__init__(problem, run, settings, style)
        self.for_programs = False

    # -- blocks ----------------------------------------------------------------------------------------------------

    def blocks(self, event: Event) -> Iterable[Block]:
        """What one event puts on the page; where only some names are wanted (--show), their lines alone."""
        match event:
            case events.Line():
                return self.lines(event.named)
            case events.Fold():
                return self._fold(event)
            case events.Unasked():
                return () if self.wanted is None else self._all_lines(event.named)
            case events.Table():
                return self._table(event)
            case _ if self.wanted is not None:
                return []
            case events.Value():
                return self._value(event.named)
            case events.Words():
                return [self._words(event)]
            case events.Equation():
                return [self._equation(event)]
            case events.Drawing():
                return [Drawing(tuple(event.picture.lines()), event.picture.lines)]
        raise TypeError(say("no page has a {name}", name=type(event).__name__))

    def _all_lines(self, named: Sequence[Any]) -> Iterator[Block]:
        for each in named:
            yield from self.lines(each)

    def _fold(self, fold: events.Fold) -> Iterable[Block]:
        if self.wanted is not None or self.settings.everything:
            return self._all_lines(fold.named)
        return [Fold(len(fold.named), HINT)]

    def _table(self, table: events.Table) -> Iterable[Block]:
        """The table; for --show and programs the lines of what was named in its cells."""
        if self.wanted is not None or self.for_programs:
            return self._all_lines(table.own_cells(self.wanted is not None))
        from nncalc.page.tables import table_blocks  # most pages have none

        return table_blocks(self, table)

    def _value(self, named: Any) -> list[Block]:
        if isinstance(named, Tensor) and len(named.shape) > 2:
            return self.matrices(named, 0)
        spelt = self.style.tensor if isinstance(named, Tensor) else self.style.name
        return [Line(named.name, (spelt(named.name), self.value(named)), self.is_exact(named), 0)]

    def _words(self, words: events.Words) -> Words:
        written = {name: self.plain(value) for name, value in words.values.items()}
        return Words(self.in_letters(with_letters(self.problem.words[words.key], **written), written))

    def _equation(self, equation: events.Equation) -> Line:
        exact = all(map(self.is_exact, equation.figures))
        return Line(equation.name, tuple(self._side(x, how) for x, how in equation.sides), exact, 0)

    def _side(self, x: Any, how: str) -> str:
        return self.value(x) if how == "value" else self.printer.formula(x)[("formula", "figures").index(how)]

    # -- the whole -------------------------------------------------------------------------------------------------

    def sections(self) -> Iterator[Section]:
        """Events grouped by part and section: parts as they came, sections in declared order. Blocks are made when read."""
        order = list(self.problem.sections)
        stretches = self._stretches()
        self.measure = stretches.measure
        parts: dict[str, dict[str, list[Event]]] = {}
        for event in self.run.events:
            if not self._is_left_out(event) and self._has_blocks(event):
                heading, section, *_ = stretches.place(event)
                parts.setdefault(heading, {}).setdefault(section, []).append(event)
        for part, sections in parts.items():
            for key in sorted(sections, key=lambda key: order.index(key) if key in order else -1):
                blocks = self._section(sections[key], stretches)
                first = next(blocks, None)
                if first is None:
                    continue
                heading = self.in_letters(say(self.problem.sections.get(key, "")), {})
                label = part.capitalize()
                title = labelled(label, heading[:1].lower() + heading[1:]) if part and heading else heading or label
                yield Section(title, chain([first], blocks))

    def _section(self, section: Sequence[Event], stretches: Stretches) -> Iterator[Block]:
        """What the events of one section put on the page."""
        for event in section:
            place = stretches.place(event)
            self.printer.inside(place.dropped)
            yield from self.blocks(event) if place is event.place else stretches.once(place)

    def _has_blocks(self, event: Event) -> bool:
        """Whether an event puts anything on the page; known without making it."""
        match event:
            case events.Unasked() if self.wanted is None:
                return False
            case events.Line() | events.Fold() | events.Unasked() if self.wanted is not None:
                named = [event.named] if isinstance(event, events.Line) else event.named
                return any(id(q) in self.wanted for each in named for q in each.items or [each])
        return True

    def _stretches(self) -> Stretches:
        """What is folded, where anything is."""
        folds = self.wanted is None and not self.settings.everything and not self.for_programs
        reserved = min(len(self.problem.typed), LONGEST_GIVEN) + len(self.run.answers) + AROUND_SECTIONS
        return Stretches(self.run, self._is_left_out, reserved if folds else None, self.settings.steps == "brief")

    def _is_left_out(self, event: Event) -> bool:
        """Whether the working is wanted without this: under `--steps none` all but answers, under `brief` what is not."""
        steps, brief = self.settings.steps, self.problem.brief
        if steps == "none":
            return self.wanted is not None or not (isinstance(event, events.Table) and event.stays)
        return steps == "brief" and self.wanted is None and bool(brief) and event.place.section not in brief

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
            return with_colons(self._answers(nested(x)))
        if isinstance(x, Quantity):
            found = self.figure(x)
            if found is None:
                alone = self.settings.expand or self.settings.steps == "none"  # no lines that names could stand for
                return (alone and exact_form(x)) or named_form(x)
            return (self.settings.exact and self._short_closed(x)) or found.text
        return in_input_syntax(read_result(x, self.settings.precision), self.settings.exact)

    def _answers(self, parts: Any) -> Any:
        return [self._answers(part) for part in parts] if isinstance(parts, list) else self.answer(parts)

    def document(self, checks: Sequence[Any] = (), notes: Sequence[str] = ()) -> Document:
        """The page; its sections are made while they are read."""
        answers = tuple(self.answers())
        return Document(
            self.in_letters(say(self.problem.summary), {}),
            tuple(notes),
            Sections(self.sections),
            answers,
            tuple(checks),
            self._statement([answer.name for answer in answers]),
        )

    def _statement(self, names: Sequence[str]) -> tuple[Section, ...]:
        """The problem, unless the answers alone are wanted."""
        if not self.settings.statement or self.settings.steps == "none":
            return ()
        from nncalc.page.statement import statement  # start-up

        return statement(self, names)


def conventions_in_force(problem: ProblemType, settings: Settings) -> list[str]:
    """What the header says: conventions that are not the default, rounding in force."""
    idle = problem.idle_conventions()
    notes = [
        say("{name}={value} has no effect here: {idle}", name=name, value=value, idle=idle[name])
        if name in idle
        else say(
            "{name}={value} (the default is {default})", name=name, value=value, default=problem.fields()[name].default
        )
        for name, value in problem.conventions.items()
        if value != problem.fields()[name].default
    ]
    others = [name for name in problem.typed if name in idle and name not in problem.conventions]
    notes += [say("{name} has no effect here: {idle}", name=name, idle=idle[name]) for name in others]
    if settings.round_steps is not None:
        places = count(settings.round_steps, "decimal")
        notes.append(say("every line is rounded to {places} before the next uses it", places=places))
    return notes


def steps(page: Page, hidden: Callable[[int, str], str]) -> Iterator[dict[str, Any]]:
    """The working for programs: one entry per line, in the order of the page; one without a name for what is folded.

    Of wide tensors most lines are, and long sums then as well, as on the page. hidden: what is said of folded lines.
    """
    from nncalc.page.numerals import is_numeric  # start-up

    page.for_programs = True
    page.printer.fold = page.printer.fold and any(map(page.is_wide, page.run.results.values()))
    for section in page.sections():
        for block in section.blocks:
            if isinstance(block, Fold):
                yield _step(None, hidden(block.hidden, block.hint), None, None, section)
            elif isinstance(block, Line):
                sides = block.sides
                formula, substituted = sides[1] if len(sides) > 1 else None, sides[2] if len(sides) > 3 else None
                value = sides[-1] if len(sides) > 2 or is_numeric(sides[-1]) else None
                yield _step(block.name, formula, substituted, value, section)


def _step(
    name: str | None, formula: str | None, substituted: str | None, value: str | None, section: Section
) -> dict[str, Any]:
    return {"name": name, "formula": formula, "substituted": substituted, "value": value, "section": section.title}
