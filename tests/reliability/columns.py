"""Pages at every width: numbers are never cropped, folded or hyphenated, and the answers stay as they are.

`python tests/reliability/columns.py` lays every example of every problem type out for terminals of 0 to 400 columns,
plain and coloured (some minutes); the suite takes one example of each type and fewer widths.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent.parent))

from rich.cells import cell_len

from nncalc import render
from nncalc.render.solution import whole
from reliability.faults import examples

WIDEST = 400
ROOMY = 72
"""Columns that every line of these examples can be broken into, the answers apart."""
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e[-+]?\d+)?")
COLOUR = re.compile(r"\x1b\[[\d;]*m")


class Terminal(io.TextIOWrapper):
    """A terminal of no size of its own."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def isatty(self) -> bool:
        return True

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode()  # type: ignore[attr-defined,no-any-return]


def document_of(words: Sequence[str]) -> Any:
    """What a command line prints, before it is laid out."""
    from commandline import nncalc

    kept: list[Any] = []
    with patch("nncalc.cli.printing._printer", lambda *asked: lambda document: kept.append(whole(document))):
        nncalc(words)
    return kept[0]


def laid_out(document: Any, columns: str | None, color: str = "never") -> str:
    """The page on a terminal, with COLUMNS as it is in the environment."""
    others = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    terminal = Terminal()
    with patch.dict(os.environ, others if columns is None else others | {"COLUMNS": columns}, clear=True):
        render.write(document, terminal, "text", render.options_for(terminal), color)
    return terminal.text()


def wrong(words: Sequence[str], widths: Iterable[int]) -> Iterator[str]:
    """What is wrong with a page at some widths."""
    document = document_of(words)
    page = render.render(document, "text", render.Options())
    numbers, answers = Counter(NUMBER.findall(page)), page.partition("\nAnswers\n")[2]
    for width in widths:
        page = laid_out(document, str(width))
        if COLOUR.sub("", laid_out(document, str(width), "always")) != page:
            yield f"{width}: colour changes the text"
        body, _, end = page.partition("\nAnswers\n")
        if end != answers:
            yield f"{width}: other answers"
        found = Counter(NUMBER.findall(page))
        if set(found) - set(numbers) or not numbers <= found:  # a table in blocks repeats its first column
            yield f"{width}: numbers {sorted((set(found) - set(numbers)) | set(numbers - found))[:9]} appear or are gone"
        longest = max(map(cell_len, body.split("\n")))
        if ROOMY <= width < longest:
            yield f"{width}: a line of {longest} columns"


def main() -> None:
    bad = False
    for _, words in examples():
        found = list(wrong(words, range(WIDEST + 1)))
        print("nncalc", " ".join(words), *(found or ["right at every width"]), sep="\n  ", flush=True)
        bad = bad or bool(found)
    sys.exit(bad)


if __name__ == "__main__":
    main()
