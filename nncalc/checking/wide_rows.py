"""The rows of a wide table, a row a student and a column a figure, taken apart into sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nncalc.checking.answer import Answer, Columns, Figures, Handed, written
from nncalc.checking.table import Table
from nncalc.errors import InputError
from nncalc.words import say

MOST_RECENT = 4096
"""Rows of a table that are known again at once."""
_PART = re.compile(r"(?:\A|;\s*)(?:part|第|部分)\s*(\d{1,3})\s*(?:部分)?\s*[:：]\s*", re.IGNORECASE)
"""How a cell begins each of several answers: `part 1: 0.13; part 2: 0.87`."""


class Sheets:
    """What the rows of a wide table answer; equal rows are taken apart once."""

    def __init__(self, table: Table) -> None:
        self.at = tuple(table.header.figures)
        self.recent: dict[tuple[str, ...], list[Figures]] = {}
        self.problems: dict[str, list[int]] = {}
        for number, figure in table.header.figures.items():
            self.problems.setdefault(figure.problem, []).append(number)
        self.columns = [Columns(table.path, tuple([n + 1 for n in numbers])) for numbers in self.problems.values()]
        self.figures = table.header.figures

    def of_row(self, student: str, line: int, cells: list[str]) -> Iterator[Handed]:
        """The sheets of a row, one a problem."""
        row = tuple([cells[at] for at in self.at])
        sheets = self.recent.get(row)
        if sheets is None:
            if len(self.recent) >= MOST_RECENT:
                self.recent.clear()
            sheets = self.recent[row] = [
                tuple([(self.figures[at].name, written(_joined(cells[at]))) for at in numbers])
                for numbers in self.problems.values()
            ]
        for problem, figures, columns in zip(self.problems, sheets, self.columns, strict=True):
            yield Handed(student, problem, figures, columns, line)


def _joined(cell: str) -> str:
    """`0.13; 0.87` for Moodle's `part 1: 0.13; part 2: 0.87` in the column of one figure, where no part is left out."""
    if ":" not in cell and "：" not in cell:
        return cell
    first, *pieces = _PART.split(cell)
    values = [piece.strip("; ") for piece in pieces[1::2]]
    whole = not first.strip() and list(map(int, pieces[::2])) == list(range(1, len(values) + 1)) and all(values)
    return "; ".join(values) if whole and values else cell


def of_parts(table: Table, line: int, student: str, cells: list[str]) -> Iterator[Answer]:
    """The answers of the columns that hold several each."""
    for number, parts in table.header.parts.items():
        pieces = _PART.split(cells[number])
        answers = dict(zip(map(int, pieces[1::2]), pieces[2::2], strict=True))
        if written(cells[number]) and not answers:
            said = say("'{cell}' does not have the parts that its column is said to have", cell=cells[number][:60])
            wanted = say("part 1: 0.13; part 2: 0.87")
            table.errors.append(InputError(said, place=table.place(line, number), expected=wanted))
        for part, figure in parts.items():
            value = written(answers.get(part, "").strip("; "))
            yield Answer(
                student, *figure, value, table.place(line, number), bool(written(cells[number]) and not answers)
            )
