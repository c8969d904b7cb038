"""Answers in the rows of a table: a long one has a row a figure, a wide one a row a student and a column a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from nncalc.checking.answer import Answer, Handed, written
from nncalc.checking.handed_in import Told
from nncalc.checking.headings import (
    COLUMNS,
    FIGURE,
    PROBLEM,
    ROLES,
    STUDENT,
    VALUE,
    Asked,
    Figure,
    Header,
    example_of,
    figure_in,
    header_of,
    key_of,
)
from nncalc.checking.people import plain_name
from nncalc.checking.table import Table, is_average, stem, table_of, who
from nncalc.checking.wide_rows import Sheets, of_parts
from nncalc.errors import InputError, nearest
from nncalc.reading.harmless import safe
from nncalc.words import count, in_a_row, say

Row = tuple[int, list[str]]
"""A line of the file, and its cells."""
MOST_ERRORS = 1_000
"""Rows that cannot be read, after which the rest of a table is passed over."""
MOST_ABOVE = 10
"""Rows above the headings that may hold a title."""


def from_rows(
    rows: Iterator[Row], path: str, asked: Asked, told: Told, errors: list[InputError]
) -> Iterator[Answer | Handed]:
    """The answers of a table. Raises InputError where its headings cannot be understood."""
    rows, line, cells, header = _headings(rows, asked)
    table = table_of(path, header, cells, asked, told, errors)
    told.headings.update(filter(None, map(key_of, cells)))
    rows = _until_too_many(rows, table, len(errors))
    if header.is_wide:
        _check_wide(table, line)
        yield from _wide(table, rows)
    else:
        _check_long(table, line)
        for number, row in rows:
            if any(cell.strip() for cell in row):
                yield from _of_row(table, number, row)


def _headings(rows: Iterator[Row], asked: Asked) -> tuple[Iterator[Row], int, list[str], Header]:
    """The rows below the headings, and the row of these: the first that holds any that are known, below a title.

    Two rows of headings, a problem over the names of its figures, are read as one.
    """
    above: list[tuple[int, list[str], Header]] = []
    passed: list[Row] = []
    ahead = next(rows, None)
    while ahead is not None and len(passed) < MOST_ABOVE:
        line, cells = ahead
        passed.append(ahead)
        header = header_of(cells, asked)
        ahead = next(rows, None)
        both = _with_row_below(cells, ahead[1], header, asked) if ahead is not None else None
        if both is not None:
            return rows, line, *both
        if header.is_wide or header.is_long:
            return chain([ahead] if ahead else [], rows), line, cells, header
        above.append((line, cells, header))
    line, cells, header = next((each for each in above if any(each[1])), (1, [], header_of([], asked)))
    below = [row for row in passed if row[0] > line]
    return chain(below, [ahead] if ahead else [], rows), line, cells, header


def _with_row_below(
    above: list[str], below: list[str], header: Header, asked: Asked
) -> tuple[list[str], Header] | None:
    """The headings of two rows, `q1` over `loss` and `p`; None where the second row is none of headings."""
    known = header.open or (header.roles and not header.figures)
    if not known or header.is_long or not any(below):
        return None
    width = max(len(above), len(below))
    joined, last = [], ""
    for top, low in zip_longest(map(str.strip, above), map(str.strip, below), fillvalue=""):
        last = top or last
        joined.append(_of_both(last, top, low, asked))
    both = header_of(joined, asked)
    people = [at for at in both.roles.values() if at < min(len(above), len(below))]
    if not both.figures or any(above[at].strip() and below[at].strip() for at in people) or len(joined) != width:
        return None
    return joined, both


def _of_both(last: str, top: str, low: str, asked: Asked) -> str:
    """One heading of two cells: the upper one (or the last before, which reaches over several columns), and the lower."""
    whole = f"{last} {low}".strip()
    if not low or figure_in(whole, asked.figures) or key_of(whole) in map(key_of, asked.columns):
        return whole if low else top
    return low if not top or figure_in(low, asked.figures) else whole


def _until_too_many(rows: Iterator[Row], table: Table, before: int) -> Iterator[Row]:
    """The rows, while few of them are wrong. Raises InputError."""
    for line, row in rows:
        if len(table.errors) - before > MOST_ERRORS:
            said = say("more than {most:,} rows cannot be read, and the rest is not looked at", most=MOST_ERRORS)
            raise InputError(said, place=table.place(line), expected=say("a table of answers"))
        yield line, row


def is_header(cells: Sequence[str], asked: Asked) -> bool:
    """Whether a row holds headings of a table of answers."""
    try:
        header = header_of(cells, asked)
    except InputError:
        return True  # it is the figure that a heading stands for that is wrong
    return header.is_wide or bool({cell.strip().casefold() for cell in cells} & ROLES.keys())


# -- long ----------------------------------------------------------------------------------------------------------


def _check_long(table: Table, line: int) -> None:
    """Refuse a table that lacks a column, or has one twice."""
    known = [key_of(cell) for cell in table.cells]
    for heading in known:
        if heading in ROLES and known.count(heading) > 1:
            raise InputError(
                say("the column '{column}' stands twice", column=heading),
                place=table.place(line), expected=say("each column once"),
            )  # fmt: skip
    roles = table.header.roles
    own = table.header.unread
    for role in (PROBLEM, FIGURE, VALUE):
        if role in roles or (role == FIGURE and {PROBLEM, VALUE} <= roles.keys() and not nearest(role, own)):
            continue  # `question, answer` may do: q1.loss
        if roles.keys().isdisjoint((PROBLEM, FIGURE, VALUE)) and any(table.asked.figures) and len(known) > 1:
            raise _nothing_read(table, line)
        columns = ",".join(COLUMNS)
        raise InputError(
            say("the column '{column}' is missing", column=role), place=table.place(max(line, 1)),
            nearest=nearest(role, own), expected=say("{columns} in the first line", columns=columns),
        )  # fmt: skip


def _nothing_read(table: Table, line: int) -> InputError:
    heading = next(iter(table.header.unread), say("HEADING"))
    figure = example_of(table.asked.figures, heading)
    return InputError(
        say("no column names a figure of the key"), place=table.place(line), text=",".join(table.cells)[:200],
        expected=say('a heading such as {figure}, or --column "{heading}={figure}"', figure=figure, heading=heading),
    )  # fmt: skip


def _of_row(table: Table, line: int, row: list[str]) -> Iterator[Answer]:
    place, width, roles = table.place(line), len(table.cells), table.header.roles
    if len(row) != width:
        said = say("{cells} in a row of {header_count} columns", cells=count(len(row), "cell"), header_count=width)
        table.errors.append(
            InputError(said, place=place, text=",".join(row), expected=say('values with commas in quotes: "0.1,0.2"'))
        )
        if roles[VALUE] != width - 1 or len(row) < width - 1:
            return  # the value stands last, or the row does not say whose it is
    cells = [*map(str.strip, row), *[""] * (width - len(row))]
    student = who(table, cells) or ("" if table.people else stem(table.path))
    figure = _figure_of(table, cells, place)
    filled = {STUDENT: student, PROBLEM: cells[roles[PROBLEM]], FIGURE: figure.name if figure else ""}
    empty = [role for role, text in filled.items() if not text]
    if empty and figure is not None:
        said = say("the cell of '{empty}' is empty", empty=empty[0])
        table.errors.append(InputError(said, place=place, text=",".join(row), expected=say("every cell filled")))
    elif figure is not None:
        unread = len(row) != width
        yield Answer(student, *figure, "" if unread else written(cells[roles[VALUE]]), place, unread)


def _figure_of(table: Table, cells: list[str], place: str) -> Figure | None:
    """The figure that a row answers; None, said, where its question may be one of several."""
    roles = table.header.roles
    problem = cells[roles[PROBLEM]]
    if FIGURE in roles:
        same = [each for each in table.asked.figures if key_of(each) == key_of(problem)]
        exact = problem if problem in table.asked.figures or len(same) != 1 else same[0]
        return Figure(exact, cells[roles[FIGURE]])
    figure = figure_in(problem, table.asked.figures)
    if figure is None or not figure.name:
        known = {each: names for each, names in table.asked.figures.items() if figure is None or each == figure.problem}
        said = say("'{problem}' does not say which figure it is", problem=problem)
        table.errors.append(InputError(said, place=place, expected=example_of(known)))
        return None
    return figure


# -- wide ----------------------------------------------------------------------------------------------------------


def _check_wide(table: Table, line: int) -> None:
    """What is said of headings: figures that stand twice, are open, or are of no problem of the key."""
    seen: dict[Figure, int] = {}
    for number, figure in table.header.open.items():
        heading = plain_name(table.cells[number])
        known = {figure.problem: table.asked.figures.get(figure.problem, ())}
        said = say(
            "the column '{heading}' does not say which figure of {problem} it holds",
            heading=heading, problem=figure.problem,
        )  # fmt: skip
        wanted = say('--column "{heading}={figure}"', heading=heading, figure=example_of(known))
        table.errors.append(InputError(said, place=table.place(line, number), expected=wanted))
    for number, figure in table.header.figures.items():
        if figure in seen:
            raise InputError(
                say("two columns hold {figure}", figure=".".join(figure)), place=table.place(line, number),
                text=table.cells[number], expected=say("each figure once"),
            )  # fmt: skip
        seen[figure] = number
    if table.header.unread:
        names = in_a_row(*(say("'{name}'", name=heading) for heading in table.header.unread[:8]))
        example = example_of(table.asked.figures, table.header.unread[0])
        said = say(
            "Note: {path}: columns that name no figure of the key are not read: {names}", path=table.path, names=names
        )
        how = say(
            '--column "{heading}={figure}" says that one holds a figure', heading=table.header.unread[0], figure=example
        )
        table.told.notices.extend(map(safe, (said, f"  {how}")))


def _wide(table: Table, rows: Iterator[Row]) -> Iterator[Answer | Handed]:
    seen: dict[str, int] = {}
    width = len(table.cells)
    sheets = Sheets(table)
    for line, row in rows:
        cells = [*map(str.strip, row), *[""] * (width - len(row))]
        if not any(cells) or is_average(table, cells):
            continue
        place = table.place(line)
        student = who(table, cells) or ("" if table.people else stem(table.path))
        if seen and not table.people:
            said = say("no column says whose the rows are")
            raise InputError(said, place=place, expected=say("a column headed student, or 学号"))
        if not student:
            said = say("the row does not say whose it is")
            table.errors.append(
                InputError(said, place=place, text=",".join(row)[:200], expected=say("every cell filled"))
            )
        elif student in seen:
            said = say("{student} has a second row (first in line {first})", student=student, first=seen[student])
            table.errors.append(
                InputError(said, place=place, expected=say("one row for each student, or their numbers in a column"))
            )
        elif any(cells[width:]):
            said = say("{cells} in a row of {header_count} columns", cells=count(len(row), "cell"), header_count=width)
            expected = say('values with commas in quotes: "0.1,0.2"')
            table.errors.append(InputError(said, place=place, text=",".join(row)[:200], expected=expected))
            yield Answer(student, "", "", "", place, True)
        else:
            yield from sheets.of_row(student, line, cells)
            if table.header.parts:
                yield from of_parts(table, line, student, cells)
        seen.setdefault(student, line)
