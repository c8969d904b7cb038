"""The few words that renderers add of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nncalc.words import labelled, say

if TYPE_CHECKING:
    from nncalc.page.document import Check


def answers() -> str:
    """The heading of the answers."""
    return say("Answers")


def checks(number: int) -> str:
    """The heading of so many checked figures."""
    return say("Check") if number == 1 else say("Checks")


def hidden_lines(count: int, hint: str, what: str = "") -> str:
    """What stands for folded lines: `… 84 more lines (--all shows them)`, `… steps 4 to 9: 84 more lines …`."""
    said = say("1 more line") if count == 1 else say("{hidden} more lines", hidden=count)
    return _hidden(labelled(what, said) if what else said, hint)


def hidden_rows(count: int, hint: str) -> str:
    """What stands for the folded rows of a table."""
    return _hidden(say("1 more row") if count == 1 else say("{hidden} more rows", hidden=count), hint)


def _hidden(said: str, hint: str) -> str:
    return say("… {hidden} ({hint})", hidden=said, hint=hint) if hint else f"… {said}"


def verdict(check: Check) -> tuple[str, bool]:
    """What is said of a figure that was checked, and whether it is right; the sign says it too."""
    right = check.verdict == "right"
    said = check.words[0] if check.words else say(check.verdict)
    return labelled(f"{'✓' if right else '✗'} {check.called}={check.typed}", said), right


def score(checks: Sequence[Check]) -> tuple[str, bool]:
    """How many of several figures are right, and whether all are."""
    right = sum(check.verdict == "right" for check in checks)
    return say("{right} of {all} right", right=right, all=len(checks)), right == len(checks)
