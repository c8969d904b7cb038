"""What is said of one outcome of a batch: a sign, the verdict in words, what is not right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from nncalc.batch.outcome import ERROR, FAULT, RIGHT, SOLVED, WRONG, Outcome
from nncalc.page.document import Check
from nncalc.reading.harmless import safe
from nncalc.words import count, labelled, plural, say

SIGNS = {SOLVED: "·", RIGHT: "✓", WRONG: "✗", ERROR: "!", FAULT: "!"}


def status_of(status: str, number: int) -> str:
    """The status of so many problems: `right`, `error`, `errors`."""
    if number == 1 or status not in (ERROR, FAULT):
        return say(status)
    return plural({ERROR: "error", FAULT: "fault"}[status])


def verdict_in_words(outcome: Outcome) -> str:
    """`right (3 figures)`, `wrong: 1 of 3 figures`, `error: there is no problem type 'backprp'`."""
    figures = len(outcome.checks)
    if outcome.status == RIGHT:
        return say("right ({figures})", figures=count(figures, "figure"))
    if outcome.status == WRONG:
        wrong = sum(check[2] != "right" for check in outcome.checks)
        return say("wrong: {wrong} of {figures}", wrong=wrong, figures=count(figures, "figure"))
    if outcome.errors:
        status, others = say(outcome.status), len(outcome.errors) - 1
        first = labelled(status, safe(outcome.errors[0][0]))
        return say("{first} (and {others} more)", first=first, others=others) if others else first
    return say(outcome.status)


def explanation(outcome: Outcome) -> Iterator[str]:
    """What is not right with one problem, in lines; the first says where it stands."""
    name = f" {safe(outcome.id)} ({safe(outcome.type) or say('no type')})" if outcome.id else ""
    yield f"{safe(outcome.file)}:{outcome.line}{name}"
    for _, _, _, _, described in outcome.errors:
        yield from (f"  {line}" for line in described)
    for check in itertools.starmap(Check, outcome.checks):
        if check.verdict != "right":
            yield labelled(f"  ✗ {safe(check.called)}={safe(check.typed)}", safe(check.words[0]))
            yield from (f"      {safe(line)}" for line in check.words[1:])
