"""Command lines in snapshots/sessions/, a file for each type, and the pages they print, word for word.

A new one is a line that begins with `$ nncalc`; NNCALC_UPDATE_SNAPSHOTS=1 writes what it prints below it. Look at it.
The options that all types share stand once, in snapshots/options.txt, and not in the help of every type.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import kept
import pytest
from commandline import nncalc

from nncalc.cli.type_command import shared_options
from nncalc.declaring import registry

PROMPT = "$ nncalc "
SHARED = {name for option in shared_options() for name in option.opts}
ENTRY = re.compile(r"^  -.*\n(?:   +.*\n)*", re.MULTILINE)
"""An option with what is said of it."""


def shared(entry: str) -> bool:
    """Whether all types have an option."""
    return bool({*re.findall(r"--?[a-z-]+", entry.strip().partition("  ")[0])} & SHARED)


def of_the_type(line: str, page: str) -> str:
    """What a command prints; of help, the part that is the type's own."""
    if not line.endswith(" --help"):
        return page
    return ENTRY.sub(lambda entry: "" if shared(entry[0]) else entry[0], page)


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
    printed = of_the_type(line, done.out + done.err)
    assert done.code in (0, 1, 2), printed
    if kept.UPDATE:
        pages = recorded()[file] | {line: printed}
        kept.compare(
            f"sessions/{file}", "\n".join(f"{PROMPT}{line}\n{page.rstrip()}\n" for line, page in pages.items())
        )
    assert printed.rstrip() == pages[line].rstrip()


def test_options_that_all_types_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    said = {name: list(filter(shared, ENTRY.findall(nncalc([name, "--help"]).out))) for name in registry.names()}
    first = said.pop(registry.names()[0])
    kept.compare("options.txt", "".join(first))
    assert len(first) == len(shared_options())
    for name, entries in said.items():
        assert [" ".join(entry.split()) for entry in entries] == [" ".join(entry.split()) for entry in first], name
