"""Speed as ratios against named peers, all in one run: `python tests/benchmarks/run.py [GROUP…] [--write]`.

Groups: startup, pages, batch, classes, networks, peers, wide. Needs the extras `oracle` and `cluster`. `--write` keeps
the figures, of some groups beside those of the others, for tests/README.md, which `.ci/docs.py` makes from them.
"""

from __future__ import annotations

import json
import platform
import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

FIGURES = Path(__file__).with_name("figures.json")
GROUPS = (
    "startup",
    "pages",
    "batch",
    "classes",
    "networks",
    "peers",
    "wide",
)  # batch before PyTorch is there: its objects slow the peer down


def main() -> None:
    groups = [word for word in sys.argv[1:] if not word.startswith("-")] or list(GROUPS)
    measured: dict[str, list[Any]] = {"rows": [], "growth": []}
    for group in groups:
        module = import_module(group)
        for part, found in measured.items():
            for row in getattr(module, part, tuple)():
                print(row, flush=True)
                found.append(row._asdict())
    if "--write" in sys.argv:
        where = f"Python {platform.python_version()}, {platform.machine()}, {date.today():%Y-%m-%d}"
        before = json.loads(FIGURES.read_text(encoding="utf-8"))
        figures = {"where": where} | {part: replaced(before.get(part, []), rows) for part, rows in measured.items()}
        FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def replaced(before: list[Any], rows: list[Any]) -> list[Any]:
    """The rows that were kept, with those measured now in their places; new ones behind them."""
    now = {row["what"]: row for row in rows}
    return [now.pop(row["what"], row) for row in before] + list(now.values())


if __name__ == "__main__":
    main()
