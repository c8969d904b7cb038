"""Pages in LaTeX, compiled: every example of every type with pdfLaTeX, the first of each in Chinese with XeLaTeX.

Needs Debian's texlive-latex-recommended, texlive-xetex, texlive-lang-chinese; runs with NNCALC_WHOLE=1, as CI does. A run takes
the examples of a type together, each as a document of its own in one booklet.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest
from commandline import nncalc
from hard_lines import LINES
from whole import WHOLE

from nncalc import language
from nncalc.declaring import registry

pytestmark = pytest.mark.skipif(not WHOLE, reason="LaTeX compiles every page: with NNCALC_WHOLE=1")
MOST = 1.0
"""Points by which a line may stand out into the margin, which has 71."""
_OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt too wide\)[^\n]*\n?[^\n]*")
_XELATEX = "% !TeX program = xelatex\n% xelatex FILE.tex\n"


def compiled(path: Path) -> Path:
    """The PDF of a source, by the program that its first line names, without lines that stick out and without boxes."""
    source = path.read_text("ascii")
    program = "xelatex" if source.startswith(_XELATEX) else "pdflatex"
    command = [program, "-interaction=nonstopmode", "-halt-on-error", path.name]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, check=False)
    log = path.with_suffix(".log").read_text("utf-8", "replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    assert [match[0] for match in _OVERFULL.finditer(log) if float(match[1]) > MOST] == []
    return path.with_suffix(".pdf")


def written(path: Path, line: str, *options: str) -> Path:
    done = nncalc([*options, *shlex.split(line), "--format", "latex", "--standalone", "-o", str(path)])
    assert path.exists(), done.err
    return path


def text_of(path: Path) -> str:
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("name", registry.names())
def test_every_example(name: str, tmp_path: Path) -> None:
    for number, example in enumerate(registry.load(name).examples):
        text = text_of(compiled(written(tmp_path / f"{number}.tex", example)))
        assert "Answers" in text
        assert "U+" not in text


@pytest.mark.parametrize("name", registry.names())
def test_in_chinese(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / "page.tex", registry.load(name).examples[0], "--lang", "zh")
    language.speak("en")
    assert path.read_text("ascii").startswith(_XELATEX)
    assert "答案" in text_of(compiled(path))


@pytest.mark.parametrize("name", LINES)
def test_what_is_large_stays_on_the_paper(name: str, tmp_path: Path) -> None:
    compiled(written(tmp_path / "page.tex", LINES[name]))


def test_a_booklet_with_a_chinese_title(tmp_path: Path) -> None:
    (tmp_path / "key.yaml").write_text(
        "problems:\n  - {id: a, type: forward, title: 作业, given: {x: [1], W1: [2]}}\n"
        '  - {id: "b $x_1$ \\\\input{a} %", type: forward, given: {x: [1], W1: [3]}}\n',
        "utf-8",
    )
    nncalc(["batch", str(tmp_path / "key.yaml"), "-o", str(tmp_path / "book.tex")])
    text = text_of(compiled(tmp_path / "book.tex"))
    assert "作业" in text
    assert r"b $x_1$ \input{a} %" in text


def test_pdflatex_is_told_of_chinese(tmp_path: Path) -> None:
    path = written(tmp_path / "page.tex", "forward x=1 W1=2", "--lang", "zh")
    language.speak("en")
    command = ["pdflatex", "-interaction=nonstopmode", path.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode
    assert b"This page has Chinese text: compile it with XeLaTeX" in done.stdout.replace(b"\n", b" ")
