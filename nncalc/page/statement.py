"""The problem at the head of its page: what is given, and what is to be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring import letters
from nncalc.declaring.letters import with_letters
from nncalc.declaring.result_names import quantities_in
from nncalc.declaring.results import free_places, pattern_of
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.page.document import Block, Fold, Items, Line, Section, Words
from nncalc.page.lines import HINT, LONGEST_GIVEN
from nncalc.reading.cells import Cell
from nncalc.reading.typed import parse_value
from nncalc.words import before_a_size, count, in_a_row, say

if TYPE_CHECKING:
    from nncalc.declaring.fields import Field
    from nncalc.declaring.problem import ProblemType
    from nncalc.page.lines import LineWriter

FIRST_GIVEN, LAST_GIVEN = 20, 4
"""Of more givens than a page shows, how many lines at the start and at the end."""
LONGEST_VECTOR = 12
"""Numbers of a vector that are all written."""
LONGEST_SIDE = 8
"""Rows, columns, matrices that are all written."""
LONGEST_TEXT = 240
"""Characters of a given that is text."""
LONGEST_PARSED = 10_000
"""Characters of labels that are taken apart."""
LONGEST_SIDE_OF_WORDS = 48
"""Characters of words in an equation; what is longer stands as a paragraph, which can be broken."""
MOST_NAMES = 6
"""Results of one kind that are all named."""
FIRST, LAST = 4, 1
"""Of what is longer, how much is written at the start and at the end."""


def statement(page: LineWriter, names: Sequence[str]) -> tuple[Section, ...]:
    """The givens that are no conventions (the head of the page says those), then what the results `names` mean."""
    given, find = _Given(page).blocks(), tuple(_find(page, names))
    wanted = (Items(find),) if find else ()
    return tuple(Section(title, blocks) for title, blocks in ((say("Given"), given), (say("Find"), wanted)) if blocks)


# -- given -----------------------------------------------------------------------------------------------------------


class _Given:
    """The lines of the givens, in the order in which they were typed."""

    def __init__(self, page: LineWriter) -> None:
        self.page, self.folded = page, False
        self.everything = page.settings.everything

    def blocks(self) -> tuple[Block, ...]:
        problem = self.page.problem
        blocks: list[Block] = []
        for name, typed in problem.typed.items():
            found, value = type(problem).field_of(name), problem.value_given(name)
            if self._is_wanted(value) and (found is None or not (found[0].convention or found[0].is_switch)):
                blocks += self._block(name, value, typed, found[0] if found else None)
        if len(blocks) > LONGEST_GIVEN and not self.page.settings.everything:
            hidden = len(blocks) - FIRST_GIVEN - LAST_GIVEN
            blocks = [*blocks[:FIRST_GIVEN], Fold(hidden, HINT), *blocks[-LAST_GIVEN:]]
        if self.folded:
            blocks.append(Words(say("… stands for what is left out ({hint})", hint=HINT)))
        return tuple(blocks)

    def _is_wanted(self, value: Any) -> bool:
        """Whether a given belongs to what is shown: with --show the numbers that its lines came from."""
        wanted, quantities = self.page.wanted, quantities_in(value)
        return wanted is None or not quantities or any(id(q) in wanted for q in quantities)

    def _block(self, name: str, value: Any, typed: Any, field: Field | None) -> list[Block]:
        if field is not None and field.kind.of_cells:
            cells = self._cells(typed)
            return self._words(name, typed) if cells is None else [self._line(name, cells)]
        if isinstance(value, Tensor):
            return self._tensor(name, value)
        if isinstance(value, Quantity):
            return [self._line(name, self._number(value))]
        if (body := getattr(value, "body", None)) is not None:  # a formula
            return [self._line(name, self._number(body))]
        if isinstance(value, str) and field is not None and field.choices:
            return [self._line(name, self.page.style.number(value))]
        if type(value) is tuple:  # a shape
            return [self._line(name, self.page.style.infix("×", list(map(str, value))))]
        return self._words(name, getattr(value, "as_read", None) or typed)

    def _words(self, name: str, typed: Any) -> list[Block]:
        text = self._text(typed)
        if len(text) > LONGEST_SIDE_OF_WORDS:
            return [Items((f"{name} = {text}",))]  # no sentence: a name and what it is
        return [self._line(name, self.page.style.number(text))]

    def _line(self, name: str, side: str) -> Line:
        return Line(name, (self.page.printer.name(name), side), True, 0)

    def _whole(self, name: str, side: str, level: int = 0) -> Line:
        """The line of a tensor."""
        return Line(name, (self.page.printer.tensor(name), side), True, level)

    def _number(self, quantity: Quantity) -> str:
        return self.page.printer.given(self.page.turned(quantity))

    def _tensor(self, name: str, x: Tensor) -> list[Block]:
        """A vector or a matrix with its shape; what has more axes as the names of its matrices, and a line for each."""
        style, shape = self.page.style, list(map(str, x.shape))
        if len(x.shape) == 1:
            size = style.number(count(len(x.items), "number"))
            return [self._whole(name, style.beside(before_a_size(), [self._vector(x.items), size]))]
        size = style.infix("×", shape)
        if len(x.shape) == 2:
            return [self._whole(name, style.beside(before_a_size(), [self._matrix(x.items, x.shape[1]), size]))]
        parts = [x]
        while len(parts[0].shape) > 2:
            parts = [part for whole in parts for part in whole]
        shown = self._some(parts)
        lines = [self._whole(part.name, self._matrix(part.items, part.shape[1]), 1) for part in shown]
        names = [self.page.printer.tensor(part.name) for part in shown]
        if len(shown) < len(parts):
            names.insert(-LAST, style.ellipsis)
        stack = style.group(style.beside(",", names))
        return [self._whole(name, style.beside(before_a_size(), [stack, size])), *lines]

    def _vector(self, items: Sequence[Quantity]) -> str:
        return self.page.style.vector(self._written(items, LONGEST_VECTOR))

    def _matrix(self, items: Sequence[Quantity], width: int) -> str:
        starts = self._some(range(0, len(items), width))
        rows = [self._written(items[start : start + width], LONGEST_SIDE) for start in starts]
        if len(starts) < len(items) // width:
            rows.insert(-LAST, [self.page.style.ellipsis])
        return self.page.style.matrix(rows)

    def _written(self, items: Sequence[Quantity], most: int) -> list[str]:
        shown = self._some(items, most)
        written = list(map(self._number, shown))
        return written if len(shown) == len(items) else [*written[:-LAST], self.page.style.ellipsis, *written[-LAST:]]

    def _some(self, items: Sequence[Any], most: int = LONGEST_SIDE) -> Sequence[Any]:
        """All of a few, or the first and the last."""
        if self.everything or len(items) <= most:
            return items
        self.folded = True
        return [*items[:FIRST], *items[-LAST:]]

    def _cells(self, typed: Any) -> str | None:
        """A row or rows of words or numbers, such as labels; None for one alone, a file, and what is very long."""
        if isinstance(typed, str):
            if typed[:1] in "@＠" or len(typed) > LONGEST_PARSED:
                return None
            typed = parse_value(typed)
        if isinstance(typed, Cell) or not hasattr(typed, "__len__") or not len(typed):
            return None
        style, shown = self.page.style, self._some(typed, LONGEST_VECTOR)
        nested = [_texts(part) for part in shown]
        size = count(len(typed), "value")
        if all(isinstance(part, str) for part in nested):
            items = list(map(style.number, nested))
            written = style.vector(items if len(shown) == len(typed) else [*items[:-1], style.ellipsis, items[-1]])
        elif len(shown) == len(typed) and all(isinstance(row, list) for row in nested):
            written = style.matrix([list(map(style.number, row)) for row in nested])
            size = f"{len(nested)}×{len(nested[0])}"
        else:
            return None
        return style.beside(before_a_size(), [written, style.number(size)])

    def _text(self, typed: Any) -> str:
        """A given that is no number as it was typed: class names, labels, layers, a file."""
        text = " ".join(map(str, typed)) if _is_row_of_words(typed) else _in_shell_syntax(typed)
        text = " ".join(str(text).split())
        if self.everything or len(text) <= LONGEST_TEXT:
            return text
        self.folded = True
        return f"{text[:LONGEST_TEXT]}…"


def _texts(part: Any) -> Any:
    """A part of a value as text, or as nested lists of text."""
    if isinstance(part, list):
        return [_texts(item) for item in part]
    if isinstance(part, Cell):
        return part.text
    from nncalc.reading.python_values import as_texts  # start-up

    return as_texts(part)


def _in_shell_syntax(typed: Any) -> str:
    if isinstance(typed, str):
        return typed
    from nncalc.reading.python_values import as_texts, in_shell_syntax  # start-up

    return in_shell_syntax(as_texts(typed))


def _is_row_of_words(typed: Any) -> bool:
    """Whether it is a list of words with commas in them, such as layers."""
    return isinstance(typed, (list, tuple)) and any(isinstance(each, str) and "," in each for each in typed)


# -- find ------------------------------------------------------------------------------------------------------------


def _find(page: LineWriter, names: Sequence[str]) -> Iterator[str]:
    """A sentence for each kind of result, under the names that the answers have."""
    kind = type(page.problem)
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_pattern(kind, name), []).append(name)
    for pattern, alike in groups.items():
        folded = len(alike) > MOST_NAMES and not page.settings.everything
        shown = [*alike[:FIRST], "…", *alike[-LAST:]] if folded else alike
        meaning = kind.results.get(pattern)
        if meaning is None or "NAME" in free_places(pattern):
            means = in_a_row(*map(page.spelling(), shown))
        else:
            means = page.in_letters(_of_one(with_letters(meaning), pattern, alike), {})
        listed = in_a_row(*[_as_printed(page, name) for name in shown])
        yield listed if means == listed else say("{names}: {meaning}", names=listed, meaning=means)


def _as_printed(page: LineWriter, name: str) -> str:
    """The name of a result, with what the page prints for it in the notation of another book: `y (ŷ)`."""
    if letters.active is None or name == "…":
        return name
    printed = ("-" if page.is_negated(name) else "") + page.spelling()(name)
    return name if printed == name else f"{name} ({printed})"  # no sentence: two names of one thing


def _pattern(kind: type[ProblemType], name: str) -> str:
    """The pattern of a result, or the name itself where it is that of a part."""
    return pattern_of(kind, name) or name


def _of_one(meaning: str, pattern: str, names: Sequence[str]) -> str:
    """The meaning with the number of the layer or step, where it is said of one result alone."""
    place = next(iter(free_places(pattern)), "")
    number = re.search(r"\d+", names[0])
    if len(names) > 1 or number is None or not place:
        return meaning
    return re.sub(rf"\b{place}\b", number[0], meaning)
