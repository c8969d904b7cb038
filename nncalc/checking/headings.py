"""What the columns of a table of answers hold, by their headings: in English and Chinese, of Moodle and of Gradescope.

A long table has a row a figure (student, id, name, value), a wide one a row a student and a column a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nncalc.checking.people import plain_name
from nncalc.errors import InputError, nearest
from nncalc.language.typed import simplified
from nncalc.words import say

COLUMNS = ("student", "id", "name", "value")
"""The columns of a long table, as this project writes them."""

STUDENT, NUMBER, EMAIL, FIRST, LAST, PROBLEM, FIGURE, VALUE = (
    "student", "number", "email", "first name", "last name", "id", "name", "value",
)  # fmt: skip
_HEADINGS = {
    STUDENT: "student, full name, student name, name of student, 姓名, 学生, 学生姓名",
    NUMBER: "学号, 学生学号, 考号, 准考证号, sid, student id, studentid, student number, student no, student no., id number, "
    "matriculation number, matrikelnummer, 学籍号, 编号",
    EMAIL: "email, e-mail, email address, e-mail address, username, user name, 邮箱, 电子邮件, 电子邮件地址, 电子邮箱",
    FIRST: "first name, given name, forename, first names, 名",
    LAST: "last name, surname, family name, 姓",
    PROBLEM: "id, problem, question, exercise, problem id, 题号, 题目",
    FIGURE: "name, result, figure, quantity, 名称, 结果",
    VALUE: "value, answer, response, 答案, 值, 数值, 回答",
}
ROLES = {heading: role for role, all_of_it in _HEADINGS.items() for heading in all_of_it.split(", ")}

_OTHERS = (
    "state, status, started on, started, completed, completed on, finished, time taken, duration, institution, "
    "department, section, sections, section_name, total score, total, score, max points, "
    "submission id, submission time, lateness (h:m:s), view count, submission count, timestamp, "
    "attempt, group, groups, class, no., no, #, comment, comments, notes, "
    "班级, 学院, 专业, 年级, 序号, 时间, 提交时间, 开始时间, 完成时间, 用时, 状态, 备注, 总分, 成绩, 分数, 得分"
)
_NO_ANSWERS = frozenset(_OTHERS.split(", "))
"""Headings of what exports and lists hold besides answers."""
_SCORES = re.compile(r"(?:grade|成绩)\s*/\s*[\d.,]+|q\.\s*\d+\s*/.*|.*\(\d+(?:\.\d+)? pts\)", re.IGNORECASE)
_OF_MOODLE = re.compile(r"(?:question|right answer|response|题目|正确答案|回答)\s*(\d+)", re.IGNORECASE)
_REST = re.compile(r"[\s._:：/|–-]*[(（\[]\s*(?P<inside>.+?)\s*[)）\]]|[\s._:：/|–-]+(?P<after>.+)")
_PLAUSIBLE = re.compile(r"(?:[^\W\d]|[∂∇])[^\s,;()（）]*")


PART = " part "  # no sentence: read
"""What stands between a heading and the number of one of its parts."""


class Asked(NamedTuple):
    """What headings are read by.

    figures   the figures that the key expects, by the id of the problem
    columns   the figure of a heading, `id.name`, where the key or the command says so
    """

    figures: Mapping[str, Sequence[str]] = {}
    columns: Mapping[str, str] = {}


class Figure(NamedTuple):
    """Whose column it is: a problem, and a result of it ("" where that is left open)."""

    problem: str
    name: str


def key_of(heading: str) -> str:
    """A heading as it is compared."""
    return simplified(plain_name(heading)).casefold()


def figure_in(text: str, figures: Mapping[str, Sequence[str]]) -> Figure | None:
    """The figure that a text names: `q1.loss`, `Q1 loss`, `q1 (loss)`; `q1` where the key expects one figure of q1, `loss`
    where one problem alone is asked for it."""
    text = plain_name(text)
    exact_first = sorted(figures, key=lambda each: (not text.startswith(each), -len(each)))
    for problem in exact_first:
        start, rest = text[: len(problem)], text[len(problem) :]
        if start.casefold() != problem.casefold():
            continue
        if not rest:
            expected = figures[problem]
            return Figure(problem, expected[0] if len(expected) == 1 else "")
        found = _REST.fullmatch(rest)
        if found:
            name = _name_in(found["inside"] or found["after"], figures[problem])
            if name:
                return Figure(problem, name)
    alone = [Figure(problem, name) for problem, names in figures.items() for name in names if _same(name, text)]
    return alone[0] if len(alone) == 1 else None


def _same(name: str, text: str) -> bool:
    return name.casefold() == text.casefold()


def _name_in(text: str, expected: Sequence[str]) -> str | None:
    """The result that the rest of a heading names: one that is expected, in whatever case; else what may be one."""
    for form in (text, text.replace(" ", "_")):
        if form in expected:
            return form
        same = [name for name in expected if name.casefold() == form.casefold()]
        if len(same) == 1:
            return same[0]
    joined = text.replace(" ", "_")
    return joined if _PLAUSIBLE.fullmatch(joined) else None


def given_figure(text: str, asked: Asked) -> Figure:
    """The figure of `--column HEADING=ID.NAME`. Raises InputError for what the key has not."""
    found = figure_in(text, asked.figures)
    if found is None:
        said = say("the key has no problem for '{text}'", text=text)
        raise InputError(said, expected=example_of(asked.figures, text))
    return found


def role_meant(text: str, asked: Asked) -> str | None:
    """What else `--column "Your name?=student"` may say of a column: whose the answers are."""
    role = ROLES.get(key_of(text))
    return role if role in (STUDENT, NUMBER, EMAIL, FIRST, LAST) and figure_in(text, asked.figures) is None else None


def example_of(figures: Mapping[str, Sequence[str]], like: str = "") -> str:
    """A figure of the key, as it is typed: one that a text resembles, else the first."""
    known = {f"{problem}.{name}": name for problem, names in figures.items() for name in names} if like else {}
    close = nearest(key_of(like), known) or next((each for each, name in known.items() if name == like), None)
    if close:
        return close
    for problem, names in figures.items():
        return f"{problem}.{names[0]}" if names else say("{problem}.NAME", problem=problem)
    return say("ID.NAME")


class Header(NamedTuple):
    """The columns of one table, by number from 0.

    roles     of a long table, and of whoever handed in
    figures   of a wide table
    parts     of a wide table, where one cell holds several answers: by the number of the part
    unread    headings that name no figure, and are none that exports have
    open      headings that name a problem, and not which of its figures
    """

    roles: dict[str, int]
    figures: dict[int, Figure]
    parts: dict[int, dict[int, Figure]]
    unread: list[str]
    open: dict[int, Figure]

    @property
    def is_wide(self) -> bool:
        return bool(self.figures or self.parts or self.open) and not {PROBLEM, VALUE} <= self.roles.keys()

    @property
    def is_long(self) -> bool:
        return not {PROBLEM, FIGURE, VALUE}.isdisjoint(self.roles) and not self.is_wide


def header_of(cells: Sequence[str], asked: Asked) -> Header:
    """What a row says, taken as headings. Raises InputError for a column of a figure that the key has not."""
    columns = {key_of(heading): figure for heading, figure in asked.columns.items()}
    said = {role_meant(figure, asked) for figure in columns.values()}
    header = Header({}, {}, {}, [], {})
    answers = {found[1] for cell in cells if (found := _OF_MOODLE.fullmatch(key_of(cell))) and _is_response(cell)}
    for number, cell in enumerate(cells):
        heading = key_of(cell)
        if not heading:
            continue
        parts = _parts_of(heading, columns, asked)
        if heading in columns and (role := role_meant(columns[heading], asked)):
            header.roles[role] = number
        elif heading in columns:
            _put(header, number, given_figure(columns[heading], asked))
        elif parts:
            header.parts[number] = parts
        elif heading in ROLES:
            if ROLES[heading] not in said:
                header.roles.setdefault(ROLES[heading], number)
        elif heading in _NO_ANSWERS or _SCORES.fullmatch(heading):
            continue
        elif (figure := figure_in(cell, asked.figures)) is not None:
            _put(header, number, figure)
        else:
            moodle = _OF_MOODLE.fullmatch(heading)
            if not (moodle and moodle[1] in answers and not _is_response(cell)):
                header.unread.append(plain_name(cell))
    return _with_question(header, cells)


def _put(header: Header, number: int, figure: Figure) -> None:
    (header.figures if figure.name else header.open)[number] = figure


def _is_response(cell: str) -> bool:
    return key_of(cell).startswith(("response", "回答"))


def _parts_of(heading: str, columns: Mapping[str, str], asked: Asked) -> dict[int, Figure]:
    """The figures of `Response 1 part 2`, of a question that has several fields in one column."""
    found = {}
    for typed, figure in columns.items():
        start, _, part = typed.rpartition(PART)
        if start == heading and re.fullmatch(r"[0-9]{1,3}", part):
            found[int(part)] = given_figure(figure, asked)
    return found


def _with_question(header: Header, cells: Sequence[str]) -> Header:
    """`problem, question, answer`: beside a problem, the question is the name of the figure."""
    if PROBLEM not in header.roles or FIGURE in header.roles:
        return header
    at = [n for n, cell in enumerate(cells) if ROLES.get(key_of(cell)) == PROBLEM]
    questions = [n for n in at if key_of(cells[n]) in ("question", "题目")]
    others = [n for n in at if n not in questions]
    if questions and others:
        header.roles.update({PROBLEM: others[0], FIGURE: questions[0]})
    return header
