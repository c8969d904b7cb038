"""Command lines in snapshots/sessions/, a file for each type, and the pages they print, word for word.

A new one is a line that begins with `$ nncalc`; NNCALC_UPDATE_SNAPSHOTS=1 writes what it prints below it. Look at it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import kept
import pytest
from commandline import nncalc

PROMPT = "$ nncalc "


def recorded() -> dict[str, dict[str, str]]:
    """The command lines of each file, with what they print."""
    out: dict[str, dict[str, str]] = {}
    for path in sorted((kept.SNAPSHOTS / "sessions").glob("*.txt")):
        pages = path.read_text(encoding="utf-8").removeprefix(PROMPT).split(f"\n{PROMPT}")
        out[path.name] = dict(page.partition("\n")[::2] for page in pages)  # type: ignore[misc]
    return out


FILES = recorded()


def lines() -> Iterator[pytest.param]:  # type: ignore[valid-type]
    for file, pages in FILES.items():
        yield from (pytest.param(file, line, id=line) for line in pages)


@pytest.mark.parametrize(("file", "line"), list(lines()))
def test_session(file: str, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")  # of the help
    pages, done = FILES[file], nncalc([*shlex.split(line), "--width", "100"])
    printed = done.out + done.err
    assert done.code in (0, 1, 2), printed
    if kept.UPDATE:
        pages[line] = printed
        kept.compare(
            f"sessions/{file}", "\n".join(f"{PROMPT}{line}\n{page.rstrip()}\n" for line, page in pages.items())
        )
    assert printed.rstrip() == pages[line].rstrip()
