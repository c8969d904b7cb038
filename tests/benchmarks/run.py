"""Speed as ratios against named peers, all in one run: `python tests/benchmarks/run.py [GROUP…] [--write]`.

Groups: startup, pages, batch, classes, networks, peers. Needs the extras `oracle` and `cluster`. `--write` keeps the figures for
tests/README.md, which `.ci/docs.py` makes from them.
"""

from __future__ import annotations

import json
import platform
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

FIGURES = Path(__file__).with_name("figures.json")
GROUPS = (
    "startup",
    "pages",
    "batch",
    "classes",
    "networks",
    "peers",
)  # batch before PyTorch is there: its objects slow the peer down


def main() -> None:
    groups = [word for word in sys.argv[1:] if not word.startswith("-")] or list(GROUPS)
    rows = []
    for group in groups:
        for row in import_module(group).rows():
            print(row, flush=True)
            rows.append(row)
    if "--write" in sys.argv:
        where = f"Python {platform.python_version()}, {platform.machine()}, {date.today():%Y-%m-%d}"
        figures = {"where": where, "rows": [row._asdict() for row in rows]}
        FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
