"""Markdown and LaTeX sources: structure, escaping, and where the tools are at hand, how they read."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import render_samples
from render_samples import HOSTILE, hostile

from nncalc import render
from nncalc.page.document import Check, Document, Drawing, Line, Section, Table, Words
from nncalc.reading.harmless import safe
from nncalc.render.formats.markdown import Markdown
from nncalc.render.latex_lines import aligned_rows
from nncalc.render.latex_style import LatexStyle
from nncalc.render.latex_text import columns
from nncalc.render.latex_text import escape as escape_latex

SAMPLES = [render_samples.backprop, render_samples.perceptron, hostile]
STANDALONE = render.Options(standalone=True)


def source(sample: Any, format: str, options: render.Options = STANDALONE) -> str:
    return render.render(sample(render.style(format, options)), format, options)


@pytest.mark.parametrize("sample", SAMPLES)
def test_latex_is_ascii_and_balanced(sample: Any) -> None:
    text = source(sample, "latex")
    assert text.isascii()
    unescaped = re.sub(r"\\[{}\\]|(?s:\\begin\{verbatim\}.*?\\end\{verbatim\})", "", text)
    depth = 0
    for character in unescaped:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0
    assert text.count(r"\left") - text.count(r"\leftarrow") == text.count(r"\right") - text.count(r"\rightarrow")
    open_environments: list[str] = []
    for command, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", text):
        if command == "begin":
            open_environments.append(name)
        else:
            assert open_environments.pop() == name
    assert not open_environments
    for display in re.findall(r"(?s)\\begin\{align\*\}(.*?)\\end\{align\*\}", text):
        outside = re.sub(r"(?s)\\begin\{pmatrix\}.*?\\end\{pmatrix\}", "", display)
        assert all(row.replace(r"\&", "").count("&") == 1 for row in re.split(r"\\\\(?:\*|\[4pt\])?\n", outside))


@pytest.mark.parametrize("sample", SAMPLES)
def test_standalone_latex_compiles(sample: Any, tmp_path: Path) -> None:
    text = source(sample, "latex")
    (tmp_path / "a.tex").write_text(text, encoding="ascii")
    program = "xelatex" if text.startswith("% !TeX program = xelatex\n") else "pdflatex"
    assert program == ("pdflatex" if sample is render_samples.backprop else "xelatex")
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = done.stdout.decode("latin-1")
    assert done.returncode == 0, log[-2000:]
    if sample is not hostile:
        # Ideographs by their number are wide; mathematics must fit the page.
        assert not re.search(r"Overfull .hbox .* detected at line", log), log[-2000:]


def test_long_chains_break_at_relations_and_long_sides_at_operators() -> None:
    term = r"W^{(1)}_{1,2} \cdot x_{2}"
    line = Line("z", ("z", " + ".join([term] * 20), " + ".join(["0.25 \\cdot 0.5"] * 3), "2.5"), exact=False)
    rows = aligned_rows([line])
    assert len(rows) > 2
    assert rows[0].startswith("z &= W")
    assert all(row.startswith(("&= ", r"&\qquad {} + ", r"&\approx ")) for row in rows[1:])
    assert "".join(rows).count(r"\cdot") == 23
    closed = r"\left( \frac{a}{b} + c \right) + \begin{pmatrix} a + b \end{pmatrix}"
    assert any(row.endswith("c \\right)") or closed in row for row in aligned_rows([Line("y", ("y", closed))]))


def test_the_width_of_latex_is_that_of_what_is_seen() -> None:
    assert columns(r"W^{(1)}_{1,2}") == 4
    assert columns(r"\frac{\partial E}{\partial W^{(1)}_{1,2}}") <= 6
    assert columns(r"\alpha + 0.25") == 7
    assert columns(r"\begin{pmatrix} 1 \\ 22 \end{pmatrix}") == 4


def test_latex_escapes() -> None:
    assert escape_latex("a_b & 50% {x} -0.5 --all") == r"a\_b \& 50\% \{x\} \mbox{-}0.5 -{}-all"
    assert escape_latex("½Σ(ŷ−t)² é") == r"$\tfrac{1}{2}$$\Sigma$($\hat{y}$$-$t)${}^{2}$ \'{e}"
    assert escape_latex("中") == r"\unicodecharacter{4E2D}"
    piece = render.render(Document("中", (), (), ()), "latex", render.Options())
    assert piece.startswith(r"\providecommand{\unicodecharacter}")
    assert "documentclass" not in piece


def test_long_tables_break_across_pages() -> None:
    table = Table(("n",), tuple((str(number),) for number in range(90)), hidden_after=5, hidden=7)
    text = render.render(Document("", (), (Section("", (table,)),), ()), "latex", render.Options())
    assert text.count(r"\halign{") == 1
    assert text.count("$n$\\cr") == 3
    assert r"\multispan{1}\kern\tabcolsep \ldots{} 7 more rows\hfil\cr" in text


# -- Markdown ----------------------------------------------------------------------------------------------


def reader() -> Any:
    markdown_it = pytest.importorskip("markdown_it")
    return markdown_it.MarkdownIt("commonmark").enable("table")


@pytest.mark.parametrize(
    "text", [HOSTILE, "- x", "1. y", "# h", "=", "---", "+ a", "    code", "* *", "&lt; <b>", "a|b$c$"]
)
def test_a_markdown_reader_sees_the_text_and_nothing_else(text: str) -> None:
    html = reader().render(Markdown(render.Options()).paragraph(text))
    import html as entities

    shown = safe(text).strip()
    assert entities.unescape(html) == f"<p>{shown}</p>\n"
    table = reader().render(f"| {Markdown(render.Options()).escape(text)} | b |\n| --- | --- |\n")
    assert table.count("<th") == 3  # thead and two cells
    assert shown in entities.unescape(table)


def test_markdown_structure() -> None:
    text = source(render_samples.backprop, "markdown")
    assert text.count("$$") == 12
    assert text.count(r"\begin{aligned}") == text.count(r"\end{aligned}") == 6
    html = reader().render(text)
    assert "<h1>Backpropagation, 2-2-2 network, one step</h1>" in html
    assert "<code>W1_new=0.1498,0.1996:0.2498,0.2995" in html
    table = reader().render(source(render_samples.perceptron, "markdown"))
    assert table.count("<tr>") == 6


def test_markdown_in_an_encoding_and_with_backticks() -> None:
    drawing = Drawing(("a ``` b",))
    document = Document("感 δ", (), (Section("", (drawing, Words("中"))),), ())
    text = render.render(document, "markdown", render.Options(encoding="cp1252"))
    text.encode("cp1252")
    assert "# &#24863; &#948;" in text
    assert "````\na ``` b\n````" in text


def test_what_cannot_be_broken_is_bounded_by_the_page() -> None:
    wide = r"\frac{" + " + ".join([r"\text{support}_{1}"] * 12) + "}{n}"
    document = Document("", (), (Section("", (Line("z", ("z", wide, "1")),)),), ())
    assert r"\atmost{" in render.render(document, "latex", STANDALONE)
    assert r"\atmost" not in render.render(document, "markdown", render.Options())


def test_a_table_too_wide_for_the_page_is_bounded() -> None:
    for words, bounded in ((3, False), (20, True)):
        row = tuple(["politics"] * words)
        document = Document("", (), (Section("", (Table(row, (row,), frozenset(range(words))),)),), ())
        assert (r"\atmost{\linewidth}{\begin{tabular}" in source_of(document)) == bounded


def test_rows_of_matrices_make_a_long_table() -> None:
    tall = r"\begin{pmatrix} 1 \\ 2 \\ 3 \\ 4 \end{pmatrix}"
    tables = [Document("", (), (Section("", (Table(("w",), ((tall,),) * rows),)),), ()) for rows in (3, 4)]
    assert [r"\halign{" in source_of(document) for document in tables] == [False, True]
    assert source_of(tables[1]).count(r"\cr\noalign{\vskip4pt}") == 4


def test_a_long_list_in_a_verdict_may_break_at_its_commas() -> None:
    typed = ",".join(["0.123456789"] * 20)
    check = Check("y", typed, "right", ("right",))
    assert r",\allowbreak{}0.1" in source_of(Document("", (), (), (), (check,)))


def test_words_of_a_function_keep_their_spaces() -> None:
    assert LatexStyle().call("row sums of ", ["y"]) == r"\text{row sums of }y"
    assert LatexStyle().call("row sums of ", ["y + 1"]) == r"\text{row sums of }(y + 1)"


def source_of(document: Document) -> str:
    return render.render(document, "latex", STANDALONE)
