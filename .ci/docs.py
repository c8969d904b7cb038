"""Writes what is generated on the papers. `--check` compares, and fails where one is stale.

Both fail where a link leads nowhere, a file that is named is not there, or an example does not run.

A generated part stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->`; NAME is one of `parts.PARTS`, or `$ COMMAND`
for a command line and what it prints. The page of each problem type, `problems/TYPE/README.md`, is generated as a whole.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from parts import PARTS, ROOT, console
from readers import broken_links, failing_examples, missing_files
from type_pages import type_page

from nncalc.declaring import registry

PAPERS = ("README.md", "CONTRIBUTING.md", "problems/README.md", "tests/README.md")
PART = re.compile(r"(<!-- begin: (?P<name>[^>]+?) -->\n).*?(<!-- end: (?P=name) -->)", re.DOTALL)


def generated(name: str) -> str:
    """The text of one generated part."""
    return PARTS[name]() if name in PARTS else console(name.removeprefix("$ "))


def papers() -> Iterator[tuple[Path, str]]:
    """Every paper, and its text as it ought to be."""
    for name in PAPERS:
        written = (ROOT / name).read_text(encoding="utf-8")
        yield ROOT / name, PART.sub(lambda part: part[1] + generated(part["name"]) + part[3], written)
    for name in registry.names():
        yield ROOT / "problems" / name / "README.md", type_page(registry.load(name))


def stale(path: Path, text: str) -> list[str]:
    """The lines in which a paper differs from what it ought to be."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    name = str(path.relative_to(ROOT))
    return list(difflib.unified_diff(old.splitlines(), text.splitlines(), name, "generated", lineterm=""))


def main() -> int:
    """Write the papers, or compare; then read them as people do."""
    found, written = [], list(papers())
    for path, text in written:
        if "--check" in sys.argv:
            found += stale(path, text)
        else:
            path.write_text(text, encoding="utf-8")
    for path, text in written:
        faults = [*broken_links(path, text), *missing_files(ROOT, text), *failing_examples(text)]
        found += [f"{path.relative_to(ROOT)}: {fault}" for fault in faults]
    print("\n".join(found) if found else "the papers are up to date")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
