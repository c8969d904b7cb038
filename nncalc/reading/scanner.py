"""Values with spaces, brackets, quotes or double colons taken apart, region by region (plain ones: `nncalc.reading.typed`)."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from nncalc.errors import InputError
from nncalc.reading.cells import ELEMENTS, MOST_COLONS, Cell, Nested, nothing_there, too_many
from nncalc.reading.characters import clean, shown
from nncalc.words import say

DEPTH = 100
"""Brackets inside brackets."""


class Mark(NamedTuple):
    """What stands between elements: a comma, colons in a row, or spaces (sign: a space, or a line end among them)."""

    start: int
    end: int
    sign: str


class Scanner:
    """One value as typed (`source`) and in plain characters."""

    def __init__(self, source: str, plain: str) -> None:
        self.source = source
        self.plain = plain
        self.left = ELEMENTS
        self.partner = self._pair_brackets()

    def value(self) -> Nested:
        """The cells of the whole value."""
        marks = self._marks(0, len(self.plain))
        parts, level = self._parts(0, len(self.plain), marks, bracketed=False)
        alone = level == 0 and len(parts) == 1 and not any(mark.sign == "," for mark in marks)
        return parts[0] if alone else parts

    def _fail(self, message: str, column: int, expected: str) -> NoReturn:
        raise InputError(message, text=self.source, column=column, expected=expected)

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            too_many()

    # -- brackets and quotes -------------------------------------------------------------------------------

    def _pair_brackets(self) -> dict[int, int]:
        """Column of the partner of every opening bracket, and of the quote that starts a quoted word."""
        partner: dict[int, int] = {}
        opened: list[int] = []
        text, i, before = self.plain, 0, ""
        while i < len(text):
            character = text[i]
            if character in "([":
                opened.append(i)
                if len(opened) > DEPTH:
                    self._fail(
                        say("brackets more than {depth} deep", depth=DEPTH), i, say("at most {depth}", depth=DEPTH)
                    )
            elif character in ")]":
                if not opened or text[opened[-1]] + character not in ("()", "[]"):
                    self._fail(say("'{character}' closes nothing", character=character), i, say("brackets in pairs"))
                partner[opened.pop()] = i
            elif character in "{}":
                self._fail(
                    say("'{character}' has no meaning here", character=character),
                    i,
                    say("rows as 1,2:3,4 or [[1,2],[3,4]]"),
                )
            elif character in "\"'" and opened and text[opened[-1]] == "[" and before in "[,:; ":
                partner[i] = self._closing_quote(i)
                i = partner[i]
            before = " " if character.isspace() else character
            i += 1
        if opened:
            self._fail(say("'{text}' is not closed", text=text[opened[-1]]), opened[-1], say("brackets in pairs"))
        return partner

    def _closing_quote(self, column: int) -> int:
        quote = self.plain[column]
        end = column + 1
        while end < len(self.plain) and self.plain[end] != quote:
            end += 2 if self.plain[end] == "\\" else 1
        if end >= len(self.plain):
            self._fail(say("{quote} is not closed", quote=quote), column, say("quotes in pairs"))
        return end

    def _marks(self, start: int, end: int) -> list[Mark]:
        """What stands between elements from start to end, outside all brackets and quotes."""
        marks: list[Mark] = []
        i = start
        while i < end:
            if i in self.partner:
                i = self.partner[i]
            elif self.plain[i] == ",":
                marks.append(Mark(i, i + 1, ","))
            elif self.plain[i] in ":;":
                first = i
                while i + 1 < end and self.plain[i + 1] in ":;":
                    i += 1
                if i - first >= MOST_COLONS:
                    self._fail(
                        say("{i} colons in a row", i=i + 1 - first),
                        first,
                        say("at most {most_colons}: : ends a row, :: a matrix", most_colons=MOST_COLONS),
                    )
                marks.append(Mark(first, i + 1, ":" * (i + 1 - first)))
            elif self.plain[i].isspace():
                first = i
                while i + 1 < end and self.plain[i + 1].isspace():
                    i += 1
                marks.append(Mark(first, i + 1, "\n" if "\n" in self.plain[first : i + 1] else " "))
            i += 1
        return marks

    # -- rows and elements ---------------------------------------------------------------------------------

    def _parts(self, start: int, end: int, marks: list[Mark], *, bracketed: bool) -> tuple[list[Nested], int]:
        """What a region holds, and how many levels its colons make: 0 a row, 1 rows, 2 matrices, 3 stacks of these."""
        level = max((self._level(mark, start, end, bracketed) for mark in marks), default=0)
        return self._nested(start, end, marks, level, bracketed=bracketed, in_rows=level > 0), level

    def _nested(
        self, start: int, end: int, marks: list[Mark], level: int, *, bracketed: bool, in_rows: bool
    ) -> list[Nested]:
        """A region parted at its marks of a level, each part at those of the level below."""
        if level == 0:
            return self._row(start, end, marks, in_rows=in_rows)
        parts: list[Nested] = []
        own: list[Mark] = []
        first = start
        for mark in [*marks, Mark(end, end, "")]:
            if mark.start < end and self._level(mark, start, end, bracketed) < level:
                own.append(mark)
                continue
            parts.append(self._nested(first, mark.start, own, level - 1, bracketed=bracketed, in_rows=in_rows))
            first, own = mark.end, []
        return parts

    def _level(self, mark: Mark, start: int, end: int, bracketed: bool) -> int:
        """How many colons a mark is. A line end is one, unless a bracket is open or a separator is beside it."""
        if mark.sign != "\n":
            return len(mark.sign) if mark.sign[0] == ":" else 0
        if bracketed or mark.start == start or mark.end == end:
            return 0
        return int(self.plain[mark.start - 1] not in ",:;" and self.plain[mark.end] not in ",:;")

    def _row(self, start: int, end: int, marks: list[Mark], *, in_rows: bool) -> list[Nested]:
        """The elements of a row: between its commas, or between its spaces where it has no comma.

        Rows that colons mark off may stand in brackets of their own, each: `(3,3);(4,3)`.
        """
        inner = self._bracketed_row(start, end) if in_rows else None
        if inner is not None:
            return inner
        gaps = [mark for mark in marks if mark.sign in " \n" and self._is_gap(mark, start, end)]
        commas = [mark for mark in marks if mark.sign == ","]
        row: list[Nested] = []
        first = start
        for mark in commas or gaps:
            row.append(self._element(first, mark.start, in_rows))
            first = mark.end
        row.append(self._element(first, end, in_rows))
        return row

    def _bracketed_row(self, start: int, end: int) -> list[Nested] | None:
        """What stands in the brackets that hold a row and nothing else; None where there are none."""
        text = self.plain[start:end]
        first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        if first >= last or self.partner.get(first) != last - 1 or self.plain[first] != "(":
            return None
        marks = self._marks(first + 1, last - 1)
        if not marks or any(mark.sign[0] == ":" for mark in marks) or "[" in self.plain[first + 1 : last - 1]:
            return None
        return self._row(first + 1, last - 1, marks, in_rows=False) if self._is_vector(first, last) else None

    def _is_gap(self, mark: Mark, start: int, end: int) -> bool:
        """Whether spaces stand between two elements, and not around a sign of a formula."""
        if mark.start == start or mark.end == end:
            return False
        before, after = self.plain[mark.start - 1], self.plain[mark.end]
        if before in "+-*/^,√" or after in "*/^,%":
            return False
        if after not in "+-":
            return True
        if mark.end + 1 < end and not self.plain[mark.end + 1].isspace():
            self._refuse_two_readings(mark)
        return False

    def _refuse_two_readings(self, mark: Mark) -> NoReturn:
        left = re.split(r"[\s,:;\[]", self.plain[max(0, mark.start - 40) : mark.start])[-1]
        right = re.split(r"[\s,:;\]]", self.plain[mark.end : mark.end + 40])[0]
        self._fail(
            say("'{left} {right}' can be read in two ways", left=shown(left), right=shown(right)),
            mark.end,
            say("{left},{right} for two elements, {left}{right} for one", left=shown(left), right=shown(right)),
        )

    def _element(self, start: int, end: int, in_rows: bool) -> Nested:
        text = self.plain[start:end]
        first = start + len(text) - len(text.lstrip())
        last = start + len(text.rstrip())
        if first >= last:
            nothing_there(self.source, start)
        opener = self.plain[first]
        if first in self.partner and (opener != "(" or self._is_vector(first, last)):
            close = self.partner[first]
            if close + 1 != last:
                self._fail(
                    say("something stands right after '{plain}'", plain=self.plain[close]),
                    close + 1,
                    say("a comma between elements"),
                )
            if opener not in "[(":
                return self._quoted(first, close)
            if in_rows:
                self._fail(
                    say("rows are marked off twice, by brackets and by ':'"), first, say("[[1,2],[3,4]] or 1,2:3,4")
                )
            return self._list(first + 1, close)
        if (
            opener == "("
            and self.plain[self.partner[first] + 1 : last][:1] == "("
            and self._is_vector(first, self.partner[first] + 1)
        ):
            self._fail(
                say("two vectors with nothing between them"), self.partner[first] + 1, say("a comma between elements")
            )
        column = self.plain.find("[", first, last)
        if column >= 0:
            self._fail(say("'[' stands inside an element"), column, say("round brackets in a formula"))
        self._count()
        return Cell(self.plain[first:last], first, self.source)

    def _is_vector(self, first: int, last: int) -> bool:
        """Whether round brackets hold a vector, `(1, 2)`, or rows, and not a part of a formula."""
        return self.partner[first] + 1 == last and any(m.sign[0] in ",:" for m in self._marks(first + 1, last - 1))

    def _list(self, start: int, end: int) -> list[Nested]:
        return self._parts(start, end, self._marks(start, end), bracketed=True)[0]

    def _quoted(self, first: int, close: int) -> Cell:
        self._count()
        text = self.plain[first + 1 : close]
        if "\\" in text:
            text = self._unescaped(first, close)
        if not text.strip():
            self._fail(say("nothing between the quotes"), first + 1, say("a value there"))
        return Cell(text.strip(), first + 1 + len(text) - len(text.lstrip()), self.source)

    def _unescaped(self, first: int, close: int) -> str:
        import json  # start-up

        try:
            return clean(json.loads(self.plain[first : close + 1]))
        except ValueError:
            self._fail(
                say("a backslash that is no JSON escape"), self.plain.index("\\", first), say("plain characters")
            )
