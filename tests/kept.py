"""Snapshots: texts that somebody has looked at, in tests/snapshots/, and that nothing may change unseen.

`NNCALC_UPDATE_SNAPSHOTS=1 python -m pytest …` writes those that differ anew; read the difference before it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

SNAPSHOTS = Path(__file__).parent / "snapshots"
UPDATE = bool(os.environ.get("NNCALC_UPDATE_SNAPSHOTS"))


def read(name: str | Path) -> str:
    """The text that is kept under a name, a path below tests/snapshots/ or any other; empty where there is none."""
    path = SNAPSHOTS / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def compare(name: str | Path, text: str) -> None:
    """Compare a text with the one that is kept, or keep it."""
    path = SNAPSHOTS / name
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"{name} is new: NNCALC_UPDATE_SNAPSHOTS=1 writes it"
    assert text == path.read_text(encoding="utf-8")


def blocks(name: str) -> dict[str, str]:
    """The paragraphs of a snapshot by their first lines."""
    return {block.partition("\n")[0]: block + "\n" for block in read(name).strip().split("\n\n") if block}


def compare_block(name: str, block: str, order: Sequence[str] = ()) -> None:
    """Compare a paragraph with that of the snapshot, or put it there; `order` is that of all the first lines."""
    there, first = blocks(name), block.partition("\n")[0]
    if UPDATE:
        there[first] = block
        lines = sorted(there, key=lambda line: order.index(line) if line in order else -1)
        (SNAPSHOTS / name).write_text("\n".join(there[line] for line in lines), encoding="utf-8")
    assert block == there.get(first)
