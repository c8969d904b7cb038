"""One table of answers as it is read, and whose its rows are."""

from __future__ import annotations

import os
from typing import NamedTuple

from nncalc.checking.handed_in import Told
from nncalc.checking.headings import EMAIL, FIGURE, FIRST, LAST, NUMBER, PROBLEM, STUDENT, Asked, Header, key_of
from nncalc.checking.people import plain_name
from nncalc.errors import InputError

_AVERAGES = frozenset({"overall average", "总平均分", "总平均", "平均分", "average"})


class Table(NamedTuple):
    """A table that is read: its file, its headings, what the key asks, and the columns that say who it is."""

    path: str
    header: Header
    cells: list[str]
    asked: Asked
    told: Told
    errors: list[InputError]
    people: dict[str, int]

    def place(self, line: int, column: int = 0) -> str:
        return f"{self.path}:{line}:{column + 1}"


def is_average(table: Table, cells: list[str]) -> bool:
    """The last row of an export, which is of nobody."""
    first = next(filter(None, cells), "")
    return first.casefold() in _AVERAGES and not any(
        cells[at] for role, at in table.header.roles.items() if cells[at] != first and role in (NUMBER, EMAIL, FIRST)
    )


def table_of(path: str, header: Header, cells: list[str], asked: Asked, told: Told, errors: list[InputError]) -> Table:
    """A table; where no column says who handed in, that is the file's name."""
    return Table(path, header, cells, asked, told, errors, _columns_of_people(header, cells))


def _columns_of_people(header: Header, cells: list[str]) -> dict[str, int]:
    """The columns that say who it is: in a wide table `name` and `id` are those of the student."""
    found, roles = dict[str, int](), header.roles
    if header.is_wide:
        if FIGURE in roles and key_of(cells[roles[FIGURE]]) == FIGURE:
            found[STUDENT] = roles[FIGURE]
        if PROBLEM in roles and key_of(cells[roles[PROBLEM]]) == PROBLEM:
            found[NUMBER] = roles[PROBLEM]
    return found | {role: roles[role] for role in (STUDENT, NUMBER, EMAIL, FIRST, LAST) if role in roles}


def who(table: Table, cells: list[str]) -> str:
    """Who handed in: the number where there is one, else the name; the name of a number is noted."""
    cell = {role: plain_name(cells[number]) for role, number in table.people.items()}
    name = cell.get(STUDENT) or _joined(cell.get(FIRST, ""), cell.get(LAST, ""))
    number = cell.get(NUMBER) or ("" if name else cell.get(EMAIL, ""))
    if number and name:
        table.told.people.setdefault(number, name)
    return number or name


def _joined(first: str, last: str) -> str:
    """A name of two cells, as its people write it."""
    if first and last and not (first + last).isascii() and "一" <= last[0] <= "鿿":
        return last + first
    return f"{first} {last}".strip()


def stem(path: str) -> str:
    """Whose a file is that does not say so."""
    return plain_name(os.path.splitext(os.path.basename(path))[0])
