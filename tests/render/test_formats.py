"""What LaTeX, Markdown and JSON make of tables, lists and files; and the width of a terminal.

NNCALC_UPDATE_SNAPSHOTS=1 writes snapshots/formats/ anew; look at the difference.
"""

from __future__ import annotations

import io
import json
import os
import pty
import re
import termios
from pathlib import Path

import kept
import pytest
from commandline import nncalc
from texts import TEXTS

from nncalc import render
from nncalc.page.document import Answer, Block, Check, Document, Drawing, Fold, Section, Table, Words

SENTENCE = "the class with the largest sum of the weights of its neighbours"
"""63 characters: more than fit into a column of a table."""


def written(format: str, *blocks: Block, encoding: str = "utf-8") -> str:
    document = Document("", (), (Section("", blocks),), ())
    return render.render(document, format, render.Options(encoding=encoding))


# -- tables in LaTeX ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("last", "bounded"), [(18, False), (19, True)])
def test_a_table_of_sixty_columns_needs_no_bound(last: int, bounded: bool) -> None:
    cells = ("a" * 18, "b" * 18, "c" * last)
    text = written("latex", Table(("a", "b", "c"), (cells,), frozenset((0, 1, 2))))
    assert (r"\atmost{\linewidth}" in text) == bounded


@pytest.mark.parametrize(
    ("cell", "words", "letters"),
    [
        ("a" * 60, {0}, "l"),
        ("a" * 61, {0}, r"p{0.5\linewidth}"),
        (" + ".join("abcdefghijklmnopqrstuvwxyz"), set(), "l"),
        ("1.5", set(), "r"),
        ("1.5", {0}, "r"),
    ],
)
def test_columns_of_sentences_are_paragraphs(cell: str, words: set[int], letters: str) -> None:
    text = written("latex", Table(("h",), ((cell,),), frozenset(words)))
    assert f"\\begin{{tabular}}{{{letters}}}\n" in text


@pytest.mark.parametrize(
    ("cell", "rows", "pages"),
    [
        ("1.5", 20, [20]),
        ("1.5", 21, [20, 1]),
        (r"\begin{pmatrix} 1 \\ 2 \\ 3 \\ 4 \end{pmatrix}", 20, [5, 5, 5, 5]),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} + \begin{pmatrix} 1 \\ 2 \end{pmatrix}", 21, [10, 10, 1]),
        (r"\begin{pmatrix} 1 " + r"\\ 1 " * 50 + r"\end{pmatrix}", 2, [1, 1]),
        (SENTENCE, 21, [10, 10, 1]),
    ],
)
def test_a_wide_table_is_set_in_twenties_of_lines(cell: str, rows: int, pages: list[int]) -> None:
    words = frozenset((0,) if cell == SENTENCE else ())
    wide = () if cell == SENTENCE else (" + ".join("abcdefghijklmnopqrstuvwxyz"),)
    text = written("latex", Table(("h", "w")[: 1 + len(wide)], ((cell, *wide),) * rows, words))
    tables = text.strip().split("\n\n")[-len(pages) :]
    assert [table.count(cell) for table in tables] == pages
    assert all(table.endswith((r"\end{tabular}\par\smallskip", r"\end{tabular}}\par\smallskip")) for table in tables)


# -- pages that were looked at -----------------------------------------------------------------------------------------

TABLE = Table(
    ("name", "net", "right?"),
    (("one", r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}", "yes"), ("two", "", "no")),
    frozenset((0, 2)),
    hidden_after=1,
    hidden=1,
    hint="--all shows it",
)
WIDE = Table(("a", "b"), (("a" * 35, "b" * 35),), frozenset((0, 1)))
LONG = Check("y", ",".join(["0.25"] * 12), "right", ("right",))
SHORT = Check("p", "0.5,0.5", "wrong", ("wrong", "It is p before the update."))
PIECES = Document(
    "Pieces: :smile: is no picture, 中 is a letter",
    ("a first note", "a second"),
    (
        Section(
            "",
            (Words("1. is no list"), Fold(3, "--all shows them"), TABLE, Drawing((r"a \end{verbatim} b", "` δ", "c"))),
        ),
        Section("Code", (Drawing(("```", "x")), Drawing((r"\end{document}",)), WIDE)),
    ),
    (Answer("W", "1,2:3,-4"), Answer("converged", "no")),
    (LONG, SHORT),
)


@pytest.mark.parametrize(("digits", "breaks"), [(49, False), (50, True)])
def test_a_verdict_of_more_than_sixty_characters_may_break(digits: int, breaks: bool) -> None:
    check = Check("y", "1" * digits, "right", ("right",))
    text = render.render(Document("", (), (), (), (check,)), "latex", render.Options())
    assert text.count("raggedright") == breaks


@pytest.mark.parametrize(
    ("name", "format", "standalone"),
    [("pieces.tex", "latex", False), ("standalone.tex", "latex", True), ("pieces.md", "markdown", False)],
)
def test_pieces(name: str, format: str, standalone: bool) -> None:
    kept.compare(f"formats/{name}", render.render(PIECES, format, render.Options(standalone=standalone)))


@pytest.mark.parametrize("format", TEXTS)
def test_booklet(format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("two.yaml").write_text(
        "problems:\n"
        "  - {id: first, type: forward, given: {x: [1, 2], W1: [3, 4]}, expect: {y: 11}}\n"
        "  - {id: second, type: forward, given: {x: '1,', W1: '2'}, expect: {y: 2}}\n",
        encoding="utf-8",
    )
    nncalc(["batch", "two.yaml", "--format", format, "-o", "booklet"])
    text = Path("booklet").read_text(encoding="utf-8")
    kept.compare(f"formats/booklet.{format}", re.sub("(?s)<style>.*?</style>", "<style></style>", text))


@pytest.mark.parametrize(
    ("encoding", "word"), [("cp437", "é&#20013;"), ("ascii", "&#233;&#20013;"), ("no-such", "&#233;&#20013;")]
)
def test_markdown_keeps_what_the_encoding_has(encoding: str, word: str) -> None:
    assert written("markdown", Words("é中"), encoding=encoding) == word + "\n"


@pytest.mark.parametrize("encoding", ["no-such", "ascii"])
def test_drawings_in_an_encoding(encoding: str) -> None:
    assert written("markdown", Drawing(("δ é",)), encoding=encoding) == "```\ndelta \\xe9\n```\n"
    assert written("latex", Drawing(("δ é",))) == "\\begin{verbatim}\ndelta \\xe9\n\\end{verbatim}\n"


# -- JSON --------------------------------------------------------------------------------------------------------------


def test_json_is_a_line_of_ascii_with_every_step() -> None:
    done = nncalc(f"forward x=θ,2 W1={':'.join(['1,2'] * 60)} --format json --all")
    assert done.out.isascii()
    assert done.out.endswith("}\n")
    assert done.out.count("\n") == 1
    assert "z1.60" in [step["name"] for step in json.loads(done.out)["steps"]]


def test_json_says_what_it_folds_as_the_page_does() -> None:
    line = f"forward x=θ,2 W1={':'.join(['1,2'] * 60)} --format json"
    folded, whole = json.loads(nncalc(line).out), json.loads(nncalc(f"{line} --all").out)
    said = [step["formula"] for step in folded["steps"] if step["name"] is None]
    assert said == ["… 52 more lines (--all shows them)"] * 2
    assert len(folded["steps"]) - 2 + 104 == len(whole["steps"])
    assert folded["results"] == whole["results"]


def test_json_reads_every_part_of_a_result_three_ways() -> None:
    results = json.loads(nncalc("rosenblatt X=1,1:-1,0 t=1,-1 lr=.5 --format json").out)["results"]
    assert {key: results["table"][key][0]["w"] for key in ("exact", "decimal", "value")} == {
        "exact": ["1/2", "1/2"],
        "decimal": ["0.5", "0.5"],
        "value": [0.5, 0.5],
    }


# -- where the output goes ---------------------------------------------------------------------------------------------


class Stream:
    """A terminal whose size is what the operating system says of a file."""

    encoding = "utf-8"

    def __init__(self, number: int) -> None:
        self.number = number

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.number


@pytest.mark.parametrize(
    ("asked", "terminal", "width"),
    [
        ("72", 50, 72),
        ("1", 50, 1),
        ("0", 50, 50),
        ("-5", 50, 50),
        ("wide", 50, 50),
        ("", 50, 50),
        (None, 50, 50),
        (None, 1, 1),
        (None, 0, 80),
        ("+72", 50, 50),
        ("999999999", 50, 999999999),
        ("1000000000", 50, 50),
        ("9" * 5000, None, 80),
        (None, None, 80),
    ],
)
def test_the_width_of_a_terminal(
    asked: str | None, terminal: int | None, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if asked is not None:
        monkeypatch.setenv("COLUMNS", asked)
    ours, theirs = pty.openpty()
    try:
        if terminal is not None:
            termios.tcsetwinsize(theirs, (24, terminal))
        stream = Stream(-1 if terminal is None else theirs)
        assert render.options_for(stream).width == width  # type: ignore[arg-type]
    finally:
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize(("term", "coloured"), [(None, True), ("xterm", True), ("dumb", False), ("unknown", False)])
def test_colour_by_the_terminal(term: str | None, coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TERM", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    if term is not None:
        monkeypatch.setenv("TERM", term)
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    render.write(Document("t", (), (), ()), stream, "text", render.Options())
    assert stream.getvalue() == ("\x1b[1mt\x1b[0m\n" if coloured else "t\n")


def test_folded_rows_say_how_they_are_seen() -> None:
    page = nncalc("rosenblatt X=1,1:-1,-1:1,-1:-1,1 t=1,1,-1,-1 epochs=100").out
    assert "  … 360 more rows (--all shows them)\n" in page
