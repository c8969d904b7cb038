"""A contact sheet: `python tests/browser/contact_sheet.py FOLDER [TYPE ...]` pictures every example in every format.

FOLDER/index.html shows the types; TYPE.html has a row an example and a column a format, and TYPE.png is its picture.
Every format of the registry is there. What a picture takes: `npm ci --prefix tests/browser` and Chromium for html,
pandoc besides for markdown, XeLaTeX and pdftoppm (poppler-utils) for latex, pdftoppm for pdf. Without them the source is shown.
"""

from __future__ import annotations

import html
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from commandline import nncalc  # noqa: E402

from nncalc.cli.suffixes import SUFFIXES  # noqa: E402
from nncalc.declaring import registry  # noqa: E402
from nncalc.render import drawings, format_names, formats_of_pieces  # noqa: E402

PAGE, SHEET = 760, 1900
"""Widths of a page and of a sheet, in pixels."""
DPI, MOST_PAGES = 70, 4
STYLE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>
body{{margin:12px;font:14px sans-serif;background:#888}}h2{{font:bold 14px monospace;background:#fff;padding:6px}}
.row{{display:flex;gap:8px;align-items:flex-start}}figure{{margin:0;flex:1;min-width:0}}img{{width:100%;background:#fff;margin-bottom:4px}}
pre{{background:#fff;overflow:hidden;font-size:9px;max-height:500px}}figcaption{{font-weight:bold}}a{{color:#fff}}</style>"""
ALIGNED = """<style>math{white-space:nowrap}mtable{math-style:normal}
mtd[columnalign=right]{text-align:right}mtd[columnalign=left]{text-align:left}</style></head>"""
"""Chromium does not read where the columns of `aligned` stand; MathJax, which sets Markdown elsewhere, does."""
PANDOC = ("pandoc", "--standalone", "--mathml", "--from=gfm+tex_math_dollars", "--metadata=pagetitle=page")

Made = list[tuple[Path, Path]]
"""Pages to be opened in Chromium, and where their pictures go."""


def from_html(page: Path, made: Made) -> list[Path]:
    """A page as it is."""
    made.append((page, page.with_suffix(".html.png")))
    return [made[-1][1]]


def from_markdown(page: Path, made: Made) -> list[Path]:
    """A page by pandoc."""
    there = page.with_suffix(".md.html")
    subprocess.run([*PANDOC, "-o", there, page], check=True)
    there.write_text(there.read_text(encoding="utf-8").replace("</head>", ALIGNED, 1), encoding="utf-8")
    made.append((there, there.with_suffix(".png")))
    return [made[-1][1]]


def from_svg(page: Path, made: Made) -> list[Path]:
    """A drawing by itself."""
    return [page]


def from_pdf(page: Path, made: Made) -> list[Path]:
    """The first pages, a picture each."""
    stem = page.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(DPI), "-l", str(MOST_PAGES), "-png", page, f"{stem}.p"], check=True)
    return sorted(page.parent.glob(f"{page.stem}.p-*.png"))


def from_latex(page: Path, made: Made) -> list[Path]:
    """Compiled."""
    command = ["xelatex", "-interaction=batchmode", "-halt-on-error", f"-output-directory={page.parent}", page]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    there = page.with_suffix(".latex.pdf")
    page.with_suffix(".pdf").rename(there)
    return from_pdf(there, made)


PICTURED: dict[str, tuple[Callable[[Path, Made], list[Path]], tuple[str, ...]]] = {
    "html": (from_html, ("node",)),
    "latex": (from_latex, ("xelatex", "pdftoppm")),
    "markdown": (from_markdown, ("node", "pandoc")),
    "pdf": (from_pdf, ("pdftoppm",)),
    "svg": (from_svg, ()),
}
"""How a format becomes pictures, and by which programs; what is not here is shown as it is written."""


def pictured(example: str, format_: str, stem: Path, made: Made) -> str:
    """An example in a format, as a figure of the sheet; "" where the type has none."""
    suffix = {"latex": ".tex"}.get(format_) or (SUFFIXES.get(format_) or (f".{format_}",))[0]
    file = stem.with_name(f"{stem.name}{suffix}")
    whole = ["--standalone"] if format_ in formats_of_pieces() else []
    done = nncalc([*shlex.split(example), "--format", format_, *whole, "-o", str(file)])
    if done.code and format_ == "svg":
        return ""
    picture, programs = PICTURED.get(format_, (None, ()))
    shown = f"<pre>{html.escape(done.err or file.read_text(encoding='utf-8', errors='replace'))}</pre>"
    if not done.code and picture is not None and all(map(shutil.which, programs)):
        shown = "".join(f'<img src="{found.name}" alt="">' for found in picture(file, made))
    return f"<figure><figcaption>{format_}</figcaption>{shown}</figure>"


def sheet_of(name: str, folder: Path, made: Made) -> Path:
    """The sheet of a type."""
    kind, rows = registry.load(name), []
    formats = [*format_names(), *(["svg"] if name in drawings.types_with_drawings() else [])]
    for number, example in enumerate(kind.examples, 1):
        cells = [pictured(example, each, folder / f"{name}-{number}", made) for each in formats]
        rows.append(f'<h2>nncalc {html.escape(example)}</h2><div class="row">{"".join(cells)}</div>')
    sheet = folder / f"{name}.html"
    sheet.write_text(STYLE.format(title=name) + "\n".join(rows), encoding="utf-8")
    return sheet


def shoot(width: int, made: Made) -> None:
    """Pictures by Chromium, where it can be driven."""
    if made and shutil.which("node"):
        pairs = [str(path) for pair in made for path in pair]
        subprocess.run(["node", str(HERE / "shoot.js"), str(width), *pairs], check=True)


def main(folder: Path, names: list[str]) -> None:
    """Write the pages, their pictures, the sheets, and pictures of these."""
    folder.mkdir(parents=True, exist_ok=True)
    sheets = []
    for name in names or registry.names():
        made: Made = []
        sheets.append(sheet_of(name, folder, made))
        shoot(PAGE, made)
        shoot(SHEET, [(sheets[-1], sheets[-1].with_suffix(".png"))])
    links = "".join(f'<p><a href="{sheet.name}">{sheet.stem}</a></p>' for sheet in sheets)
    (folder / "index.html").write_text(STYLE.format(title="nncalc") + links, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
