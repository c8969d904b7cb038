"""A document as lines of text with roles, at a width or without one; no format beyond that, and no colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from nncalc.page.document import Check, Document, Drawing, Fold, Items, Section, Table, Words, groups, runs
from nncalc.render import words
from nncalc.render.chains import INDENT, chain_lines
from nncalc.render.sheet import Sheet, StyledLine, apart, drawn, paragraph
from nncalc.render.words import score, verdict


def document_lines(document: Document, sheet: Sheet) -> Iterator[StyledLine]:
    """Title and notes, the sections, the answers at the margin, last the verdicts on the checked figures."""
    sections = (_section(section, sheet) for section in chain(document.statement, document.sections))
    yield from apart(
        chain([_front(document, sheet)], sections, [_answers(document, sheet)], [_checks(document.checks, sheet)])
    )


def _front(document: Document, sheet: Sheet) -> list[StyledLine]:
    lines = paragraph(document.title, "title", 0, sheet)
    for note in document.notes:
        lines += paragraph(note, "note", 0, sheet)
    return lines


def _section(section: Section, sheet: Sheet) -> Iterator[StyledLine]:
    yield from paragraph(section.title, "heading", 0, sheet)
    for block in runs(section.blocks):
        match block:
            case list():
                for group in groups(block):
                    yield from chain_lines(group, sheet)
            case Words(text):
                yield from paragraph(text, "words", INDENT[0], sheet)
            case Items(texts):
                for text in texts:
                    yield from paragraph(text, "words", INDENT[0], sheet, hang=2)
            case Fold():
                yield from paragraph(words.hidden_lines(*block), "note", INDENT[0], sheet)
            case Drawing() as drawing:
                shown = drawn(drawing, sheet._replace(width=sheet.width - INDENT[0]))
                yield from ([((" " * INDENT[0] + line).rstrip(), "formula")] for line in shown)
            case Table() as table:
                from nncalc.render.tables import table_lines  # start-up

                yield from table_lines(table, sheet)


def _answers(document: Document, sheet: Sheet) -> Iterator[StyledLine]:
    """One line each, from the first column and unbroken: grep finds them and the shell takes them back."""
    if document.answers:
        yield [(sheet.fit(words.answers()), "heading")]
    for answer in document.answers:
        yield [(sheet.fit(f"{answer.name}={answer.value}"), "answer")]


def _checks(checks: Sequence[Check], sheet: Sheet) -> Iterator[StyledLine]:
    if checks:
        yield [(sheet.fit(words.checks(len(checks))), "heading")]
    for check in checks:
        yield from _check(check, sheet)
    if len(checks) > 1:
        said, right = score(checks)
        yield [(sheet.fit(said), "right" if right else "wrong")]


def _check(check: Check, sheet: Sheet) -> list[StyledLine]:
    """A sign and the verdict in words; an explanation a line below it."""
    said, right = verdict(check)
    lines = paragraph(said, "right" if right else "wrong", 0, sheet, hang=2)
    for explanation in check.words[1:]:
        lines += paragraph(explanation, "words", 4, sheet, hang=2)
    return lines
