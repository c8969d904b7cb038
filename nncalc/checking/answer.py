"""One answer of a student, as it was handed in."""

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


NOT_ANSWERED = frozenset({"-", "–", "—", "/", "?", "n/a", "na", "none", "null", "nil", "无"})
"""What people write where they have no figure."""


def written(value: str) -> str:
    """What was answered; "" for what stands for no answer."""
    value = value.strip()
    return "" if value.lower() in NOT_ANSWERED else value
