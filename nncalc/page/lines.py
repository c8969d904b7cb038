"""The lines of a page: each quantity as a chain of equal sides, from its name to its decimal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from nncalc.declaring import letters
from nncalc.declaring.names import Names
from nncalc.declaring.result_names import quantities_in
from nncalc.declaring.spelling import Spelling
from nncalc.engine.budget import BUDGET
from nncalc.engine.lazy import flint
from nncalc.engine.notation import Printer
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import everything_under, is_short, pieces
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Block, Fold, Line
from nncalc.page.figure_reader import SHORT_FRACTION, FigureReader
from nncalc.page.solving import Settings, exact_form, find_quantity, in_input_syntax, read_result
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.style import Style

MOST_MADE = 200_000
"""Quantities that are made to be read, and kept until there are so many."""
LONGEST_GIVEN = 40
"""Lines of givens that are all shown."""
LEAST_SHOWN = 2
"""Components of a longer group that are shown in any case."""
PIECES_SHOWN = 100
"""Pieces of the formulas that are shown of a longer group: of long formulas fewer stand for it."""
SHORT_CLOSED = 72
"""Characters of a closed form that `--exact` shows."""
SHORT_FORMULA = 40
"""Pieces of a formula of unknowns that is shown beside the one it is equal to."""
HINT = "--all shows them"


class Measure(NamedTuple):
    """How much of what is long stands on a page.

    open         iterations of one kind that are all shown
    first, last  of more, how many at the start and at the end
    group        components of one tensor that are shown before the rest is folded
    shown        of more, how many
    rows         rows of a table that are shown before the rest is folded
    """

    open: int = 6
    first: int = 3
    last: int = 1
    group: int = 24
    shown: int = 8
    rows: int = 40


USUAL = Measure()


class LineWriter:
    """Writes the quantities of one run in one style."""

    def __init__(self, problem: ProblemType, run: Run, settings: Settings, style: Style) -> None:
        self.problem, self.run, self.settings, self.style = problem, run, settings, style
        self.measure = USUAL
        read = FigureReader(settings.precision)
        self.figure, self.known, self.mark = read.figure, read.known, BUDGET.used()
        ways = self._ways()
        self._sentences: Callable[[str, Mapping[str, str]], str] | None = None
        self.rewriting = ways.get("rewriting")
        put_in = read.put_in if settings.exact else read.figure
        self.printer = Printer(style, put_in, fold=not settings.everything, **ways)
        self.expander = Printer(style, self.figure, fold=False, expand=True, **ways)
        self.wanted = self._wanted()

    def _ways(self) -> dict[str, Any]:
        """How another book writes formulas, where one is wanted."""
        if letters.active is None:
            return {}
        from nncalc.page.in_books import ways  # start-up

        return ways(letters.active, self.problem)

    def in_letters(self, sentence: str, values: Mapping[str, str]) -> str:
        """A sentence with its letters in the notation that is printed; values: what was filled in."""
        if letters.active is None:
            return sentence
        if self._sentences is None:
            from nncalc.page.in_books import sentences  # start-up

            self._sentences = sentences(self.problem)
        return self._sentences(sentence, values)

    def is_negated(self, name: str) -> bool:
        """Whether what the page prints for a name is the negative of it."""
        return self.rewriting is not None and self.rewriting.negated(name)

    def turned(self, x: Any) -> Any:
        """A quantity or tensor as the page has it: the negative where the notation's name is that of the negative."""
        return x if self.rewriting is None else self.rewriting.turned(x)

    def spelling(self) -> Spelling:
        """Names as they are printed in plain characters, for sentences."""
        if letters.active is not None and isinstance(self.style.name, Spelling):  # of plain characters itself
            return self.style.name
        problem, raised = self.problem, letters.active is None
        return Spelling(Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name()), raised)

    def _wanted(self) -> set[int] | None:
        """The quantities that the names asked for came from; None when everything is wanted."""
        if not self.settings.show:
            return None
        roots: list[Quantity] = []
        for name in self.settings.show:
            roots += quantities_in(find_quantity(self.run, name))
        return {id(q) for q in everything_under(roots)}

    def line(self, name: str, quantity: Quantity, level: int) -> Line:
        """The line of one quantity; a function's value says how the function is called: g = f′(w) = 2·w = 2·0.8 = 1.6."""
        quantity = self.turned(quantity)
        chain, called = self._chain(name, quantity, level), self.printer.called(quantity)
        if called is None:
            return chain
        first, formula, *rest = chain.sides
        # One side with the formula, so that for programs the sides keep their places; a bare value is a side of its own.
        bare = not rest and self.figure(quantity) is not None
        defined = [called, formula] if bare else [self.style.beside(self.style.relation_exact, [called, formula])]
        return chain._replace(sides=(first, *defined, *rest))

    def _chain(self, name: str, quantity: Quantity, level: int) -> Line:
        """The chain of one quantity: name = formula = numbers put in = short fraction ≈ decimal."""
        formula, numbers = self.printer.formula(quantity)
        sides = [self.printer.name(name), formula]
        if numbers != formula:
            sides.append(numbers)
        found = self.figure(quantity)
        if found is None:
            for closed in (self._shorter(quantity), self.expander.expanded(quantity) if self.settings.expand else None):
                if closed is not None and closed not in sides:
                    sides.append(closed)
            return Line(name, tuple(sides), True, level)
        last, exact = self.style.number(found.text), found.exact
        replaced = not self.run.plain and quantity.operation is LET and quantity.equal_to is not None
        if replaced:
            unchanged = quantity.operands[0].value == quantity.value  # of two balls only where it is certain
            replaced = not unchanged
        if replaced:
            exact = False  # a rounded or a carried figure stands for what was computed
        if not replaced and (not exact or self._as_fraction(quantity)):
            closed = self._closed(quantity)
            if closed is not None and closed != sides[-1]:
                if sides[-1] == last and len(sides) > 2:
                    sides.pop()  # the exact value does not follow from a rounded figure
                sides.append(closed)
        if sides[-1] == last and len(sides) > 1:
            sides.pop()
        return Line(name, (*sides, last), exact, level)

    def _shorter(self, quantity: Quantity) -> str | None:
        """The formula that an unknown quantity is equal to, where the working has one without idle factors."""
        same = quantity.equal_to
        if same is None or not is_short(same, SHORT_FORMULA):
            return None
        return self.printer.formula(Quantity(LET, (same,), None))[1]

    def _as_fraction(self, quantity: Quantity) -> bool:
        """Whether a fraction stands beside the decimal although that is exact."""
        return self.problem.fractions() and type(quantity.value) is flint.fmpq and quantity.value.q != 1

    def _closed(self, quantity: Quantity) -> str | None:
        """The exact value where it is short enough to stand beside its decimal."""
        if type(quantity.value) is flint.fmpq:
            text = str(quantity.value)
            return self.style.number(text) if len(text) <= SHORT_FRACTION else None
        if self.settings.exact and self._short_closed(quantity) is not None:
            return self.expander.expanded(quantity)
        return None

    def _short_closed(self, quantity: Quantity) -> str | None:
        """The exact form in input syntax, where it is short enough to be read."""
        text = exact_form(quantity)
        return text if text is not None and len(text) <= SHORT_CLOSED else None

    def lines(self, named: Any) -> Iterator[Block]:
        """The matrix formula of a tensor and the lines of its components, or the line of one quantity."""
        if isinstance(named, Quantity):
            if self.wanted is None or id(named) in self.wanted:
                yield self.line(named.name or "", named, 0)
            return
        items = named.items if self.wanted is None else [q for q in named.items if id(q) in self.wanted]
        if not items:
            return
        inner = named.operands[0]
        below = 0
        # Unknown components have no figures to be listed in: each keeps its line.
        brief = self.settings.steps == "brief" and all(self.figure(q) is not None for q in named.items)
        stacked = len(named.shape) > 2
        if inner.operation is not None or inner.name:
            sides = [self.printer.tensor(named.name), self.printer.formula(self.turned(named))[0]]
            inline = brief and not stacked
            if inline:
                sides.append(self.value(named))
            yield Line(named.name, tuple(sides), not inline or self.is_exact(named), 0)
            below = 1
        if brief and (below or stacked):
            if stacked:
                yield from self.matrices(named, below)
            return
        shown = items
        if len(items) > self.measure.group and self.is_wide(named):
            shown = list(first_of_long(items, self.measure.shown))
        for q in shown:
            yield self.line(q.name or "", q, below)
            self.let_go()
        if len(shown) < len(items):
            yield Fold(len(items) - len(shown), HINT)
        if stacked and all(self.figure(q) is not None for q in named.items):
            yield from self.matrices(named, below)

    def let_go(self) -> bool:
        """Forget components that were made to be read, once they are many, and what was kept of them; whether it was so."""
        if self.wanted is not None or self.mark - BUDGET.used() < MOST_MADE:
            return False
        from nncalc.engine.components import let_go  # start-up

        for each in self.run.results.values():
            if isinstance(each, Tensor):
                let_go(each)
        self.known.clear()
        for printer in (self.printer, self.expander):
            printer.leaves.clear()
            printer.whole.clear()
        BUDGET.refund(self.mark)
        return True

    def is_wide(self, named: Any) -> bool:
        """Whether a result has so many components that most of their lines are folded."""
        return isinstance(named, Tensor) and len(named.items) > self.measure.group and not self.settings.everything

    def matrices(self, x: Any, level: int) -> list[Block]:
        """The value of a tensor as lines: one for a vector or a matrix, else one for each of its matrices."""
        parts = [x]
        while len(parts[0].shape) > 2:
            parts = [part for whole in parts for part in whole]
        shown = parts if self.settings.everything else parts[: self.measure.group]
        blocks: list[Block] = [
            Line(part.name, (self.printer.tensor(part.name), self.value(part)), self.is_exact(part), level)
            for part in shown
        ]
        return blocks + ([Fold(len(parts) - len(shown), HINT)] if len(shown) < len(parts) else [])

    def is_exact(self, x: Any) -> bool:
        """Whether no figure in it is rounded."""
        return all((found := self.figure(q)) is None or found.exact for q in (x.items or [x]))

    def plain(self, x: Any) -> str:
        """A value in a sentence, or in a column of words."""
        if isinstance(x, (Quantity, Tensor)):
            return in_input_syntax(read_result(x, self.settings.precision), self.settings.exact)
        if isinstance(x, bool):
            return say("yes") if x else say("no")
        return str(x)

    def value(self, x: Any) -> str:
        """The value of a quantity or tensor, written inline."""
        if isinstance(x, Quantity):
            found = self.figure(x := self.turned(x))
            return self.style.number(found.text) if found else self.style.name(x.name or "")
        if len(x.shape) == 1:
            return self.style.vector([self.value(q) for q in x.items])
        if len(x.shape) > 2:  # in a table's cell or a sentence of signs: matrices in a row
            return self.style.vector([self.value(part) for part in x])
        return self.style.matrix([[self.value(q) for q in row.items] for row in x])


def first_of_long(items: Sequence[Quantity], most: int) -> Sequence[Quantity]:
    """The first components of a long group: so many at the most, or as many as are no more to read than some lines."""
    left = PIECES_SHOWN
    for number, q in enumerate(items[:most]):
        left -= pieces(q.operands[0] if q.operation is LET else q, PIECES_SHOWN)
        if left < 0:
            return items[: max(number, LEAST_SHOWN)]
    return items[:most]
