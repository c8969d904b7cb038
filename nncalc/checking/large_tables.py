"""Tables in CSV that are too large to be held: looked through once, then read line by line."""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterator
from typing import BinaryIO

from nncalc.errors import InputError
from nncalc.problem_files.places import MOST_BYTES, not_utf8, refuse_control
from nncalc.words import say

TABLES = (".csv", ".tsv")
MOST_IN_TABLE = 4 << 30
BLOCK = 1 << 20
"""Bytes that are looked at together: so long may a line of a large table be."""
_LINE_END = re.compile(rb"[\r\n]")


def is_large_table(path: str) -> bool:
    """Whether a file is a table of more bytes than other files may have. Raises OSError."""
    if not path.lower().endswith(TABLES):
        return False
    found = os.stat(path)
    return stat.S_ISREG(found.st_mode) and found.st_size > MOST_BYTES


def large_table(path: str) -> Iterator[str]:
    """The lines, their ends with them. Raises InputError for what is no text in UTF-8, OSError."""
    if os.stat(path).st_size > MOST_IN_TABLE:
        raise InputError(say("the table is larger than 4 GiB"), place=path, expected=say("a table of at most 4 GiB"))
    with open(path, "rb") as file:
        _look_through(file, path)
    with open(path, encoding="utf-8-sig", newline="") as text:
        yield from text


def _look_through(file: BinaryIO, path: str) -> None:
    """Raises InputError where a byte is none of plain UTF-8 text, or a line is endless."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    block = b" "
    while block:
        block = file.read(BLOCK)
        try:
            decoder.decode(block, not block)  # the end too: a letter may be cut off there
        except UnicodeDecodeError as fault:
            raise not_utf8(fault, path, line) from None
        refuse_control(block, path, line)
        if len(block) == BLOCK and not _LINE_END.search(block):
            said = say("a line is longer than 1 MiB")
            raise InputError(said, place=f"{path}:{line}", expected=say("a table of answers"))
        line += block.count(b"\n")
