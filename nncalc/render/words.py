"""The few words that renderers add of their own, by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.page.document import Check

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "answers": "Answers",
        "check": "Check",
        "checks": "Checks",
        "score": "{right} of {all} right",
        "hidden lines": "{hidden} more lines",
        "hidden line": "1 more line",
        "hidden rows": "{hidden} more rows",
        "hidden row": "1 more row",
    },
}


def in_language(language: str) -> Mapping[str, str]:
    """The words of a language; English where it has none."""
    return WORDS.get(language, WORDS["en"])


def hidden(words: Mapping[str, str], kind: str, count: int, hint: str) -> str:
    """What stands for folded `line`s or `row`s: `… 84 more rows (--all shows them)`."""
    said = say(words[f"hidden {kind}"] if count == 1 else words[f"hidden {kind}s"], hidden=count)
    return f"… {said} ({hint})" if hint else f"… {said}"


def verdict(check: Check) -> tuple[str, bool]:
    """What is said of a figure that was checked, and whether it is right; the sign says it too."""
    right = check.verdict == "right"
    said = check.words[0] if check.words else check.verdict
    return f"{'✓' if right else '✗'} {check.name}={check.typed}: {said}", right


def score(words: Mapping[str, str], checks: Sequence[Check]) -> tuple[str, bool]:
    """How many of several figures are right, and whether all are."""
    right = sum(check.verdict == "right" for check in checks)
    return say(words["score"], right=right, all=len(checks)), right == len(checks)
