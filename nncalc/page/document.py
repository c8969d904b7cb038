"""What a derivation consists of, before any format: sections of equations, words and tables, then the answers.

Mathematics arrives here already written in the notation of the format (a `Style`); everything else is plain text
that the renderer escapes. Renderers lay these pieces out and know nothing of engines or problem types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple


class Line(NamedTuple):
    """One chain of equalities: name = formula = numbers put in = exact value ≈ decimal."""

    name: str
    """The contract's name (`W1_new.1.2`)."""
    sides: tuple[str, ...]
    """The sides in the order they are written, the displayed name first."""
    exact: bool = True
    """Whether the last side is exact (=) or rounded (≈)."""
    level: int = 0
    """0 for a line of its own or a matrix formula, 1 for the component lines below one."""

    def told_apart(self, written: Callable[[str], str] = str) -> Line:
        """Without a side that is written as the one before: x₁ = x1 is x₁ = x₁ in mathematics."""
        name, *sides = self.sides
        last = len(sides) - 1
        kept = [
            side
            for k, side in enumerate(sides)
            if not k or written(side) != written(sides[k - 1]) or (k == last and not self.exact)
        ]
        return self if len(kept) == len(sides) else self._replace(sides=(name, *kept))


class Words(NamedTuple):
    """A sentence or two between the equations; plain text."""

    text: str


class Items(NamedTuple):
    """A list, an item each; plain text."""

    texts: tuple[str, ...]


class Table(NamedTuple):
    """Rows of cells under headers.

    In the columns named by `words` the header and the cells are plain text (numbers too: they align on their
    points), in the others both are mathematics in the format's notation.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: frozenset[int] = frozenset()
    """Columns that hold plain words rather than mathematics."""
    hidden_after: int = 0
    """Rows were folded away after this many of those here."""
    hidden: int = 0
    """How many rows were folded away."""
    hint: str = ""
    """How to see the hidden rows, as in `Fold`."""


class Fold(NamedTuple):
    """Lines left out of a long stretch, and how to see them."""

    hidden: int
    hint: str
    what: str = ""
    """What they are the lines of, where many were left out that come one after the other: `steps 49 to 2`."""


class Drawing(NamedTuple):
    """Lines of characters to be kept as they are, in a monospaced face (a plot, a matrix drawn)."""

    lines: tuple[str, ...]
    narrower: Callable[[int], Sequence[str]] | None = None
    """The same in at most so many columns."""
    sketch: Callable[[Any], Sequence[str]] | None = None
    """What draws the lines for a sheet, whose encoding and widths it knows; then `lines` is empty."""

    def within(self, columns: int) -> Sequence[str]:
        """The lines for a page of a width, drawn anew where they do not fit and can be."""
        fits = max(map(len, self.lines), default=0) <= columns
        return self.lines if fits or self.narrower is None else self.narrower(columns)


Block = Line | Words | Items | Table | Fold | Drawing


MOST_TOGETHER, MOST_CHARACTERS = 200, 1 << 16
"""Neighbouring lines that are laid out as one, at most."""


def runs(blocks: Iterable[Block]) -> Iterator[list[Line] | Words | Items | Table | Fold | Drawing]:
    """The blocks, with neighbouring lines as one."""
    lines: list[Line] = []
    size = 0
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
            size += sum(map(len, block.sides))
            if len(lines) >= MOST_TOGETHER or size > MOST_CHARACTERS:
                yield lines
                lines, size = [], 0
            continue
        if lines:
            yield lines
            lines, size = [], 0
        yield block
    if lines:
        yield lines


def groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines of one level go together; a formula with its component lines below it stands alone."""
    group: list[Line] = []
    for line, following in zip(lines, [*lines[1:], lines[-1]], strict=True):
        if group and (group[-1].level != line.level or line.level < following.level):
            yield group
            group = []
        group.append(line)
    yield group


class Section(NamedTuple):
    title: str
    blocks: Iterable[Block]
    """Read once and in order where the sections are made while they are read, else a tuple."""


class Sections:
    """Sections that are made while they are read, block by block, and nothing of them is kept; they can be read again."""

    def __init__(self, make: Callable[[], Iterable[Section]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[Section]:
        return iter(self._make())


class Answer(NamedTuple):
    """One result, printed last in input syntax so that it can be found with grep and pasted back."""

    name: str
    value: str
    """ASCII: `0.1498,0.1996:0.2498,0.2995`."""


class Check(NamedTuple):
    """What became of one figure the user typed."""

    name: str
    typed: str
    verdict: str
    words: tuple[str, ...]
    """The verdict in words, then one sentence per explanation."""
    causes: tuple[dict[str, Any], ...] = ()
    """The explanations for programs, best first: `id`, `words`, `rule`, `posterior`, `places` of each."""
    certain: bool = False
    """Whether the first of them is the cause, not one of several possibilities or a match by chance."""
    root: str = ""
    """The figure where the mistake began that this one shows; "" where there is none."""
    printed: str = ""
    """What the page prints for the name in the notation of another book; "" where that is the name itself."""

    @property
    def called(self) -> str:
        """The name, and what the page prints for it: `y (ŷ)`."""
        return f"{self.name} ({self.printed})" if self.printed else self.name  # no sentence: two names of one thing


class Illustration(NamedTuple):
    """One drawing; `render.drawings` makes them.

    title        a line; also the `<title>` of the SVG
    description  what it shows and what its marks mean, for who cannot see it; also the `<desc>`
    svg          a whole `<svg>` element, without the XML declaration; its ink is `currentColor`
    text         the same in characters: lines, or what draws them for a sheet
    """

    title: str
    description: str
    svg: str
    text: tuple[str, ...] | Callable[[Any], Sequence[str]] | None = None


class Document(NamedTuple):
    title: str
    notes: tuple[str, ...]
    """Conventions that are not the default, rounding in force, remarks on the input; plain text, one line each."""
    sections: Iterable[Section]
    """The working; a tuple, or `Sections`."""
    answers: tuple[Answer, ...]
    checks: tuple[Check, ...] = ()
    statement: tuple[Section, ...] = ()
    """The problem: what is given, what is to be found. Stands between the notes and the sections."""
    drawings: tuple[Illustration, ...] = ()
    """Drawings, for formats that hold pictures; in others `--draw` makes sections of them."""
