"""A contact sheet: `python tests/contact_sheet.py FOLDER` draws every example of every type, and index.html shows them.

Each drawing is a file of its own as well; the sheet shows it on light and on dark, under its command.
"""

from __future__ import annotations

import html
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.solving import Settings
from nncalc.render import drawings

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Drawings of nncalc</title>
<style>body{{margin:0;font:14px sans-serif}}div{{padding:12px;overflow:auto}}.dark{{background:#161616;color:#e8e8e8}}
.light{{background:#fff;color:#111}}code{{display:block;margin:8px 0}}
.pair{{display:grid;grid-template-columns:1fr 1fr;padding:0}} svg{{max-width:100%;height:auto}}</style>
{}</html>"""


def made() -> Iterator[tuple[str, str]]:
    """Each example that can be drawn, with its drawings."""
    for name in drawings.types_with_drawings():
        kind = registry.load(name)
        for example in kind.examples:
            words = shlex.split(example)[1:]
            problem = read_problem(
                kind, kind.read_tokens([f"{word[2:]}=yes" if word[:2] == "--" else word for word in words])
            )
            for drawing in drawings.of(drawings.Solved(problem, Settings())):
                yield example, drawing.svg


def main(folder: Path) -> None:
    """Write the drawings and the sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    cells = []
    for number, (example, svg) in enumerate(made(), 1):
        (folder / f"{number:02}-{example.split()[0]}.svg").write_text(svg, encoding="utf-8")
        both = "".join(f'<div class="{ground}">{svg}</div>' for ground in ("light", "dark"))
        cells.append(
            f'<div class="light"><code>nncalc {html.escape(example)}</code></div><div class="pair">{both}</div>'
        )
    (folder / "index.html").write_text(PAGE.format("\n".join(cells)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
