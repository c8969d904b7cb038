"""How an error is described: what, where with a caret, what was expected, the nearest valid thing."""

from __future__ import annotations

from nncalc.errors import InputError, opens_with
from nncalc.reading.harmless import safe
from nncalc.words import labelled, say

CONTEXT = 36
"""Characters of a long text shown on either side of the caret."""


def describe(error: InputError) -> list[str]:
    """The lines of one input error."""
    where = f"{safe(error.place)}: " if error.place else ""
    wrong = safe(error.message)
    if error.name and not opens_with(error.message, error.name):
        wrong = labelled(safe(error.name), wrong)
    lines = [say("Error: {wrong}", wrong=f"{where}{wrong}")]
    if error.text and (
        error.column is not None or len(error.text) > len(error.message) or error.text not in error.message
    ):
        lines += _excerpt(error.text, error.column)
    if error.nearest:
        lines.append(f"  {say('did you mean {nearest}?', nearest=safe(error.nearest))}")
    if error.expected:
        lines.append(f"  {say('expected: {expected}', expected=safe(error.expected))}")
    return lines + [f"  {safe(note)}" for note in error.notes]


def _excerpt(text: str, column: int | None) -> list[str]:
    """The text that was typed, cut to a window round the fault, with a caret under it."""
    from nncalc.render.measure import width_of  # start-up

    if column is None:
        return ["  " + safe(text if len(text) <= 2 * CONTEXT else text[: 2 * CONTEXT] + "…")]
    start, end = max(0, column - CONTEXT), min(len(text), column + CONTEXT)
    before = ("…" if start else "") + safe(text[start:column])
    after = safe(text[column:end]) + ("…" if end < len(text) else "")
    return [f"  {before}{after}", "  " + " " * width_of(before) + "^"]
