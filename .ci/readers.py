"""Papers read as people do: links are followed, examples run."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from parts import run_command

LINK = re.compile(r"\]\((?!https?:|#)(?P<path>[^)#\s]+)(?:#(?P<heading>[^)\s]+))?\)")
FENCED = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
FILES = re.compile(r"<!-- file: (?P<name>[\w.-]+) -->\n```\w*\n(?P<text>.*?)^```", re.DOTALL | re.MULTILINE)
"""A file that a page shows in full."""
COMMENT = re.compile(r"<!--.*?-->")
NAMED = re.compile(r"(?<![\w/.-])(?:nncalc|tests|problems)/[\w./-]*\w(?![\w/<]*>)")
UNLIKE = frozenset("'`$%^#\\")
"""What cmd.exe, PowerShell and sh read differently, between double quotes or outside."""


def broken_links(path: Path, text: str) -> Iterator[str]:
    """Links to files that there are not, or to headings that their file has not."""
    for link in LINK.finditer(FENCED.sub("", text)):
        there = path.parent / link["path"]
        if not there.exists():
            yield f"there is no {link['path']}"
        elif link["heading"] and link["heading"] not in _anchors(there):
            yield f"{link['path']} has no heading #{link['heading']}"


def missing_files(root: Path, text: str) -> Iterator[str]:
    """Files and folders of the project that are named, in prose or in a command to be typed, and are not there."""
    prose = FENCED.sub(lambda block: block["text"] if block["language"] == "sh" else "", COMMENT.sub("", text))
    for name in dict.fromkeys(NAMED.findall(prose)):
        if not (root / name).exists():
            yield f"there is no {name}"


def _anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def failing_examples(text: str) -> Iterator[str]:
    """Command lines in `sh` blocks that do not end well, and Python that raises. What holds `…` is no whole line.

    They run in a folder that holds the files which the page shows. `nncalc check` may find wrong answers.
    """
    with tempfile.TemporaryDirectory() as folder:
        for file in FILES.finditer(text):
            (Path(folder) / file["name"]).write_text(file["text"], encoding="utf-8")
        yield from _failing(text, Path(folder))


def _failing(text: str, folder: Path) -> Iterator[str]:
    for block in FENCED.finditer(text):
        if block["language"] == "sh":
            for line in block["text"].splitlines():
                if line.startswith("nncalc ") and "…" not in line:
                    if set(line) & UNLIKE:
                        yield f"{line}: cmd.exe or PowerShell reads it otherwise"
                    code, printed = run_command(line, folder)
                    if code > line.startswith("nncalc check "):
                        yield f"{line}: exit code {code}: {printed}"
        elif block["language"] == "python" and block["text"].startswith("import nncalc\n"):
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block["text"], "example", "exec"), {})
