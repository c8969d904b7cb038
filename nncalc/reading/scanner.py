"""Values with spaces, brackets or quotes taken apart, region by region (the plain ones: `nncalc.reading.typed`)."""

from __future__ import annotations

import re
from typing import NamedTuple, NoReturn

from nncalc.errors import InputError
from nncalc.reading.cells import ELEMENTS, Cell, Nested, nothing_there, too_many
from nncalc.reading.characters import clean, shown

DEPTH = 100
"""Brackets inside brackets."""


class Mark(NamedTuple):
    """What stands between elements: a separator, or spaces (sign: a space, or a line end among them)."""

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
        rows, several = self._rows(0, len(self.plain), marks, bracketed=False)
        if several:
            return rows
        row = rows[0]
        assert isinstance(row, list)
        return row[0] if len(row) == 1 and not any(mark.sign == "," for mark in marks) else row

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
                    self._fail(f"brackets more than {DEPTH} deep", i, f"at most {DEPTH}")
            elif character in ")]":
                if not opened or text[opened[-1]] + character not in ("()", "[]"):
                    self._fail(f"'{character}' closes nothing", i, "brackets in pairs")
                partner[opened.pop()] = i
            elif character in "{}":
                self._fail(f"'{character}' has no meaning here", i, "rows as 1,2:3,4 or [[1,2],[3,4]]")
            elif character in "\"'" and opened and text[opened[-1]] == "[" and before in "[,:; ":
                partner[i] = self._closing_quote(i)
                i = partner[i]
            before = " " if character.isspace() else character
            i += 1
        if opened:
            self._fail(f"'{text[opened[-1]]}' is not closed", opened[-1], "brackets in pairs")
        return partner

    def _closing_quote(self, column: int) -> int:
        quote = self.plain[column]
        end = column + 1
        while end < len(self.plain) and self.plain[end] != quote:
            end += 2 if self.plain[end] == "\\" else 1
        if end >= len(self.plain):
            self._fail(f"{quote} is not closed", column, "quotes in pairs")
        return end

    def _marks(self, start: int, end: int) -> list[Mark]:
        """What stands between elements from start to end, outside all brackets and quotes."""
        marks: list[Mark] = []
        i = start
        while i < end:
            if i in self.partner:
                i = self.partner[i]
            elif self.plain[i] in ",:;":
                marks.append(Mark(i, i + 1, self.plain[i]))
            elif self.plain[i].isspace():
                first = i
                while i + 1 < end and self.plain[i + 1].isspace():
                    i += 1
                marks.append(Mark(first, i + 1, "\n" if "\n" in self.plain[first : i + 1] else " "))
            i += 1
        return marks

    # -- rows and elements ---------------------------------------------------------------------------------

    def _rows(self, start: int, end: int, marks: list[Mark], *, bracketed: bool) -> tuple[list[Nested], bool]:
        """The rows of a region, and whether there are marks between rows."""
        rows: list[Nested] = []
        several = any(self._ends_row(mark, start, end, bracketed) for mark in marks)
        own: list[Mark] = []
        first = start
        for mark in marks:
            if self._ends_row(mark, start, end, bracketed):
                rows.append(self._row(first, mark.start, own, in_rows=True))
                first, own = mark.end, []
            else:
                own.append(mark)
        rows.append(self._row(first, end, own, in_rows=several))
        return rows, several

    def _ends_row(self, mark: Mark, start: int, end: int, bracketed: bool) -> bool:
        """A colon ends a row; so does a line end, unless a bracket is open or a separator is beside it."""
        if mark.sign != "\n":
            return mark.sign in ":;"
        if bracketed or mark.start == start or mark.end == end:
            return False
        return self.plain[mark.start - 1] not in ",:;" and self.plain[mark.end] not in ",:;"

    def _row(self, start: int, end: int, marks: list[Mark], *, in_rows: bool) -> list[Nested]:
        """The elements of a row: between its commas, or between its spaces where it has no comma."""
        gaps = [mark for mark in marks if mark.sign in " \n" and self._is_gap(mark, start, end)]
        commas = [mark for mark in marks if mark.sign == ","]
        row: list[Nested] = []
        first = start
        for mark in commas or gaps:
            row.append(self._element(first, mark.start, in_rows))
            first = mark.end
        row.append(self._element(first, end, in_rows))
        return row

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
            f"'{shown(left)} {shown(right)}' can be read in two ways",
            mark.end,
            f"{shown(left)},{shown(right)} for two elements, {shown(left)}{shown(right)} for one",
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
                    f"something stands right after '{self.plain[close]}'",
                    close + 1,
                    "a comma between elements",
                )
            if opener not in "[(":
                return self._quoted(first, close)
            if in_rows:
                self._fail("rows are marked off twice, by brackets and by ':'", first, "[[1,2],[3,4]] or 1,2:3,4")
            return self._list(first + 1, close)
        if (
            opener == "("
            and self.plain[self.partner[first] + 1 : last][:1] == "("
            and self._is_vector(first, self.partner[first] + 1)
        ):
            self._fail("two vectors with nothing between them", self.partner[first] + 1, "a comma between elements")
        column = self.plain.find("[", first, last)
        if column >= 0:
            self._fail("'[' stands inside an element", column, "round brackets in a formula")
        self._count()
        return Cell(self.plain[first:last], first, self.source)

    def _is_vector(self, first: int, last: int) -> bool:
        """Whether round brackets hold a vector, `(1, 2)`, or rows, and not a part of a formula."""
        return self.partner[first] + 1 == last and any(m.sign in ",:;" for m in self._marks(first + 1, last - 1))

    def _list(self, start: int, end: int) -> list[Nested]:
        rows, several = self._rows(start, end, self._marks(start, end), bracketed=True)
        if several:
            return rows
        row = rows[0]
        assert isinstance(row, list)
        return row

    def _quoted(self, first: int, close: int) -> Cell:
        self._count()
        text = self.plain[first + 1 : close]
        if "\\" in text:
            text = self._unescaped(first, close)
        if not text.strip():
            self._fail("nothing between the quotes", first + 1, "a value there")
        return Cell(text.strip(), first + 1 + len(text) - len(text.lstrip()), self.source)

    def _unescaped(self, first: int, close: int) -> str:
        import json

        try:
            return clean(json.loads(self.plain[first : close + 1]))
        except ValueError:
            self._fail("a backslash that is no JSON escape", self.plain.index("\\", first), "plain characters")
