"""Speed as ratios against named peers, all in one run: `python tests/benchmarks/run.py [GROUP…] [--write] [--resume]`.

Groups: startup, pages, batch, classes, networks, peers, wide. Needs the extras `oracle` and `cluster`. `--write` keeps
the figures of each group as soon as it is through, beside those of the others, for tests/README.md, which `.ci/docs.py`
makes from them; `--resume` leaves out the groups that were kept today.
"""

from __future__ import annotations

import json
import platform
import sys
import time
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
    where = f"Python {platform.python_version()}, {platform.machine()}, {date.today():%Y-%m-%d}"
    if "--resume" in sys.argv:
        groups = [group for group in groups if kept()["measured"].get(group) != where]
    for group in groups:
        start = time.perf_counter()
        module, found = import_module(group), {}
        for part in ("rows", "growth"):
            found[part] = []
            for row in getattr(module, part, tuple)():
                print(row, flush=True)
                found[part].append(row._asdict() | {"group": group})
        print(f"{group}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
        if "--write" in sys.argv:
            keep(where, group, found)


def kept() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {"where": "", "measured": {}, "rows": [], "growth": []} | figures


def keep(where: str, group: str, found: dict[str, list[Any]]) -> None:
    """Write down what a group gave, in place of what it gave before; groups stand in their order."""
    figures = kept()
    figures |= {"where": where, "measured": figures["measured"] | {group: where}}
    for part, rows in found.items():
        others = [row for row in figures[part] if row["group"] != group]
        figures[part] = sorted(others + rows, key=lambda row: GROUPS.index(row["group"]))
    FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
