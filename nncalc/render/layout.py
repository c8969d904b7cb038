"""A document as lines of text with roles, at a width or without one; no format beyond that, and no colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from nncalc.document import Block, Check, Document, Drawing, Fold, Line, Section, Table, Words
from nncalc.render.breaking import fold_words
from nncalc.render.chains import INDENT, chain_lines
from nncalc.render.page import Page, StyledLine
from nncalc.render.words import hidden, score, verdict


def document_lines(document: Document, page: Page) -> Iterator[StyledLine]:
    """Title and notes, the sections, the answers at the margin, last the verdicts on the checked figures."""
    first = True
    for part in (
        _front(document, page),
        *[_section(section, page) for section in document.sections],
        _answers(document, page),
        _checks(document.checks, page),
    ):
        if part:
            if not first:
                yield []
            first = False
            yield from part


def _front(document: Document, page: Page) -> list[StyledLine]:
    lines = paragraph(document.title, "title", 0, page)
    for note in document.notes:
        lines += paragraph(note, "note", 0, page)
    return lines


def _section(section: Section, page: Page) -> list[StyledLine]:
    lines = paragraph(section.title, "heading", 0, page)
    for group in _groups(section.blocks):
        match group[0]:
            case Line():
                lines += chain_lines([block for block in group if isinstance(block, Line)], page)
            case Words(text):
                lines += paragraph(text, "words", INDENT[0], page)
            case Fold(hidden_lines, hint):
                lines += paragraph(hidden(page.words, "line", hidden_lines, hint), "note", INDENT[0], page)
            case Drawing(drawn):
                lines += [[(" " * INDENT[0] + page.fit(line), "formula")] for line in drawn]
            case Table() as table:
                from nncalc.render.tables import table_lines

                lines += table_lines(table, page)
    return lines


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Lines of one level in a row go together; a formula with its component lines below it stands alone."""
    group: list[Block] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        if group and (_level(group[-1]) != _level(block) or _level(block) < _level(following)):
            yield group
            group = []
        group.append(block)
        if _level(block) < 0:
            yield group
            group = []
    if group:
        yield group


def _level(block: Block | None) -> int:
    return block.level if isinstance(block, Line) else -1


def paragraph(text: str, role: str, indent: int, page: Page) -> list[StyledLine]:
    """Plain text broken at its spaces; nothing for nothing."""
    text = page.fit(text)
    if not text:
        return []
    margin = " " * indent
    room = page.width - indent
    if page.columns(text) <= room:
        return [[(margin + text, role)]]
    return [[(margin + piece, role)] for piece in fold_words(text, room, room, page.columns)]


def _answers(document: Document, page: Page) -> list[StyledLine]:
    """One line each, from the first column and unbroken: grep finds them and the shell takes them back."""
    if not document.answers:
        return []
    lines: list[StyledLine] = [[(page.fit(page.words["answers"]), "heading")]]
    return lines + [[(page.fit(f"{answer.name}={answer.value}"), "answer")] for answer in document.answers]


def _checks(checks: Sequence[Check], page: Page) -> list[StyledLine]:
    if not checks:
        return []
    lines: list[StyledLine] = [[(page.fit(page.words["check" if len(checks) == 1 else "checks"]), "heading")]]
    for check in checks:
        lines += _check(check, page)
    if len(checks) > 1:
        said, right = score(page.words, checks)
        lines.append([(page.fit(said), "right" if right else "wrong")])
    return lines


def _check(check: Check, page: Page) -> list[StyledLine]:
    """A sign and the verdict in words; an explanation a line below it."""
    said, right = verdict(check)
    lines = paragraph(said, "right" if right else "wrong", 0, page)
    for explanation in check.words[1:]:
        lines += paragraph(explanation, "words", 4, page)
    return lines
