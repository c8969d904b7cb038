"""One answer of a student, as it was handed in; and several to one problem at once."""

from __future__ import annotations

from typing import NamedTuple


class Answer(NamedTuple):
    """One figure that a student gave ("" for none), and where it stands.

    unread   it cannot be read; where name (and problem) are "", that holds for all answers (to the problem)
    """

    student: str
    problem: str
    name: str
    value: str
    place: str
    unread: bool = False


Figures = tuple[tuple[str, str], ...]
"""Names with what was typed for them, "" for nothing."""


class Columns(NamedTuple):
    """Where the figures of one problem stand in a wide table: the file, and the columns from 1, in their order."""

    path: str
    numbers: tuple[int, ...]

    def places(self, line: int) -> list[str]:
        """Where the figures of a row stand."""
        return [f"{self.path}:{line}:{number}" for number in self.numbers]


class Handed(NamedTuple):
    """All that a row of a wide table answers to one problem."""

    student: str
    problem: str
    figures: Figures
    columns: Columns
    line: int

    def answers(self) -> list[Answer]:
        """One by one."""
        places = self.columns.places(self.line)
        return [
            Answer(self.student, self.problem, *figure, place)
            for figure, place in zip(self.figures, places, strict=True)
        ]


_SIGNS = "- – — -- --- —— ——— / \\ ? ？ ?? * … ... …… . 。 _"
_WORDS = (
    "n/a, na, n.a., none, null, nil, nothing, blank, empty, skip, skipped, idk, don't know, no answer, not answered, absent, "
    "no idea, 无, 空, 空白, 缺, 缺考, 缺席, 缺交, 未交, 未做, 未作答, 未答, 没做, 没写, 不会, 不会做, 不知道, "
    "没有, 略, 旷考, 弃考, 请假, 无答案, 没有答案"
)
NOT_ANSWERED = frozenset([*_SIGNS.split(), *_WORDS.split(", ")])
"""What people write where they have no figure."""


def written(value: str) -> str:
    """What was answered; "" for what stands for no answer."""
    value = value.strip()
    return "" if value.lower() in NOT_ANSWERED else value
