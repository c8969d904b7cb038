"""Command lines in snapshots/sessions/, a file for each type, and the pages they print, word for word.

A new one is a line that begins with `$ nncalc`; NNCALC_UPDATE_SNAPSHOTS=1 writes what it prints below it. Look at it.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator

import pytest
from commandline import ROOT, nncalc, without_functions

SESSIONS = ROOT / "tests" / "snapshots" / "sessions"
PROMPT = "$ nncalc "


def recorded() -> dict[str, dict[str, str]]:
    """The command lines of each file, with what they print."""
    out: dict[str, dict[str, str]] = {}
    for path in sorted(SESSIONS.glob("*.txt")):
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
    printed = without_functions(done.out + done.err)
    assert done.code in (0, 1, 2), printed
    if os.environ.get("NNCALC_UPDATE_SNAPSHOTS"):
        pages[line] = printed
        text = "\n".join(f"{PROMPT}{line}\n{page.rstrip()}\n" for line, page in pages.items())
        (SESSIONS / file).write_text(text, encoding="utf-8")
    assert printed.rstrip() == pages[line].rstrip()
