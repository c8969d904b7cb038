"""A document as lines of text with roles, at a width or without one; no format beyond that, and no colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

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
    for _, blocks in groupby(section.blocks, key=_kind):
        lines += _run(list(blocks), page)
    return lines


def _kind(block: Block) -> object:
    """Lines of one level are laid out together; every other block is by itself."""
    return block.level if isinstance(block, Line) else block


def _run(blocks: list[Block], page: Page) -> list[StyledLine]:
    lines = [block for block in blocks if isinstance(block, Line)]
    if lines:
        return chain_lines(lines, page)
    laid_out: list[StyledLine] = []
    for block in blocks:
        match block:
            case Words():
                laid_out += paragraph(block.text, "words", INDENT[0], page)
            case Table():
                from nncalc.render.tables import table_lines

                laid_out += table_lines(block, page)
            case Fold():
                said = hidden(page.words, "line", block.hidden, block.hint)
                laid_out += paragraph(said, "note", INDENT[0], page)
            case Drawing():
                laid_out += [[(" " * INDENT[0] + page.fit(line), "formula")] for line in block.lines]
    return laid_out


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
