"""Notebooks: what a solution shows of itself, values in Python's and NumPy's own kinds, the magics."""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from whole import WHOLE

import nncalc
from nncalc import notebook
from nncalc.api import Solution, Value

LINE = "softmax-loss z=3.2,5.1,-1.7 y=0"


class Shell:
    """What the magics ask of a shell of IPython."""

    def __init__(self) -> None:
        self.magics: dict[str, Any] = {}

    def register_magic_function(self, function: Any, magic_kind: str, magic_name: str) -> None:
        assert magic_kind == "line_cell"
        self.magics[magic_name] = function


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNCALC_LANG", "en")


@pytest.fixture
def magic() -> Any:
    shell = Shell()
    extension: Any = import_module("nncalc")
    extension.load_ipython_extension(shell)
    return shell.magics["nncalc"]


def solved() -> Solution:
    return nncalc.solve("softmax-loss", z=[3.2, 5.1, -1.7], y=0)


def step() -> Solution:
    return nncalc.solve("backprop", x=[1, 2], W1=[[1, "1/3"], [3, 4]], act="identity", t=["√2", 11], lr=1)


# -- what a solution shows ---------------------------------------------------------------------------------------------


def test_a_cell_holds_the_page_and_styles_nothing_else() -> None:
    shown = solved()._repr_html_()
    assert shown.startswith('<div class="nncalc mathjax_ignore tex2jax_ignore" lang="en"><style>\n@font-face')
    assert "<article>" in shown
    assert "<math" in shown
    for whole_page in ("<html", "<body", "<head>", "<title>", "<script", "http:", "https:"):
        assert whole_page not in re.sub(r'xmlns="[^"]*"', "", shown)
    style = shown.split("<style>\n", 1)[1].split("</style>")[0]
    font, rest = style.split("\n", 1)
    assert font.count("{") == font.count("}") == 1
    assert rest.startswith(".nncalc.nncalc{\n&{color-scheme")
    assert "table{color:inherit" in rest  # not the notebook's
    assert rest.rstrip().endswith("}")
    assert rest.count("{") == rest.count("}")
    assert not re.search(r":root|body\{", rest)


def test_what_is_typed_stays_text_in_a_cell() -> None:
    problem = solved()
    problem.problem.renamed["<script>alert(1)</script></style>$x$"] = "z"
    assert "<script" not in problem._repr_html_()
    assert "&#60;script" in problem._repr_html_()


def test_markdown_has_displays() -> None:
    shown = solved()._repr_markdown_()
    assert shown == solved().render("markdown")
    assert shown.count("$$") % 2 == 0
    assert "$$\n\\begin{aligned}" in shown


def test_digits_reach_what_is_shown() -> None:
    solution = solved().with_digits(8)
    for shown in (repr(solution), solution._repr_html_(), solution._repr_markdown_()):
        assert "2.04035515" in shown


# -- values ------------------------------------------------------------------------------------------------------------


def test_a_value_as_a_float() -> None:
    assert float(solved()["loss"]) == pytest.approx(2.0403551528)
    assert float(Value("1/3", "0.3333", 1 / 3)) == 1 / 3
    assert float(Value(None, "-inf", None)) == -math.inf
    assert math.isnan(float(Value(None, "undefined", None)))
    assert math.exp(solved()["p.1"]) == math.exp(solved()["p.1"].value)


def test_a_value_as_a_fraction() -> None:
    assert Fraction(nncalc.solve("backprop", x=1, W1=".5", t=1, lr=".1")["W1_new.1.1"]) == Fraction(11, 20)
    assert Fraction(step()["W1_new.2.1"]) == 3


@pytest.mark.parametrize("name", ["loss", "W1_new.1.1"])
def test_what_is_no_fraction_says_so(name: str) -> None:
    with pytest.raises(nncalc.InputError, match="is no exact fraction") as caught:
        Fraction(step()[name])
    assert "float(" in str(caught.value)


def test_letters_are_no_number() -> None:
    value = nncalc.solve("forward", x="a", W1=2)["y"]
    for act in (float, np.asarray):
        with pytest.raises(nncalc.InputError, match=r"2\*a is no number"):
            act(value[0] if isinstance(value, list) else value)
    with pytest.raises(nncalc.InputError, match="no exact fraction"):
        Fraction(Value("2*a", None, None))
    with pytest.raises(nncalc.InputError, match="too long"):
        float(Value(None, None, None))


def test_arrays_in_and_out() -> None:
    weights = np.asarray(step()["W1_new"])
    assert weights.shape == (2, 2)
    assert weights.dtype == np.float64
    assert weights[1].tolist() == [3, 4]
    assert weights[0, 0] == step()["W1_new.1.1"].value
    assert np.array(step()["W1_new"], dtype=np.float32).dtype == np.float32
    assert np.asarray(solved()["loss"]).shape == ()
    assert np.asarray(nncalc.solve("forward", x=weights[0], W1=weights)["y"]) == pytest.approx(weights @ weights[0])
    converged = np.asarray(nncalc.solve("rosenblatt", X=[[3, 3], [1, 1]], t=[1, -1])["converged"])
    assert converged.dtype == bool
    assert bool(converged)


# -- tables ------------------------------------------------------------------------------------------------------------


def test_the_rows_of_a_table() -> None:
    run = nncalc.solve("rosenblatt", X=[[3, 3], [4, 3], [1, 1]], t=[1, 1, -1])
    rows = run.table("table")
    assert rows == run.table()
    assert rows[0]["w"] == [3, 3]
    assert rows[0]["mistake"] is True
    assert [row["epoch"] for row in rows] == [row["epoch"].value for row in run["table"]]
    json.dumps(rows)


@pytest.mark.parametrize(("name", "expected"), [("w", "table"), ("b", "table")])
def test_what_is_no_table(name: str, expected: str) -> None:
    run = nncalc.solve("rosenblatt", X=[[3, 3], [4, 3], [1, 1]], t=[1, 1, -1])
    with pytest.raises(nncalc.InputError, match="is no table") as caught:
        run.table(name)
    assert caught.value.expected == expected
    with pytest.raises(nncalc.InputError) as none:
        solved().table("p")
    assert none.value.expected == "nncalc.table(solution)"
    with pytest.raises(KeyError):
        run.table("tabel")


# -- the magics --------------------------------------------------------------------------------------------------------


def test_a_line_gives_the_solution(magic: Any, capsys: pytest.CaptureFixture[str]) -> None:
    solution = magic(f"{LINE} --digits 6")
    assert solution["loss"].decimal == "2.040355"
    assert capsys.readouterr() == ("", "")
    assert magic._ipython_magic_no_var_expand  # IPython must not work out {…} in the line


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ("", f"{LINE}\n"),
        ("softmax-loss", "z=3.2,5.1,-1.7\ny=0\n"),
        ("", f"nncalc {LINE}"),
        ("", "softmax-loss z=3.2,5.1,-1.7 \\\n  y=0"),
        ("softmax-loss", '"z=3.2, 5.1, -1.7"\r\ny=0'),
    ],
)
def test_a_cell_holds_one_command(magic: Any, line: str, cell: str) -> None:
    assert repr(magic(line, cell)) == repr(solved())


@pytest.mark.parametrize(
    ("more", "printed"),
    [
        ("--check loss=0.87 --steps none", "✗ loss=0.87: wrong"),
        ("--format latex", "\\begin{align"),
        ("--format text", "loss=2.0404"),
        ("--help", "Usage: nncalc softmax-loss"),
    ],
)
def test_what_is_printed_in_a_terminal_is_printed(
    magic: Any, capsys: pytest.CaptureFixture[str], more: str, printed: str
) -> None:
    assert magic(f"{LINE} {more}") is None
    assert printed in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("softmax-loss z=1,, y=0", "nothing between the commas"),
        ("softmax z=1", "did you mean 'softmax-loss'"),
        ("softmax-loss z='1 y=0", "a quotation mark opens and does not close"),
        ("softmax-loss z=1,2 y=0 --show lost", "there is no result 'lost'"),
        ("softmax-loss z={1+1},2 y=0", "'{' has no meaning here"),
        ("softmax-loss z=$HOME,2 y=0", "'$' has no meaning in a formula"),
        ("softmax-loss z=__import__('os').getcwd() y=0", "Error: z"),
        ("softmax-loss y=0 z=1,\x1b[31m2", "Error: z"),
    ],
)
def test_what_is_refused_is_said(magic: Any, capsys: pytest.CaptureFixture[str], line: str, said: str) -> None:
    assert magic(line) is None
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said.lower() in printed.err.lower()
    assert "Traceback" not in printed.err
    assert "\x1b" not in printed.err


def test_a_file_is_written(magic: Any, tmp_path: Any) -> None:
    path = tmp_path / "page.md"
    assert magic(f"{LINE} -o {path}") is None
    assert path.read_text(encoding="utf-8").startswith("# Softmax")


def test_the_command_line_prints_again_afterwards(magic: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from nncalc.cli import solve

    magic(LINE)
    assert solve.shown is None
    assert notebook.run([*LINE.split(), "--steps", "none"]) == 0
    assert "loss=2.0404" in capsys.readouterr().out


# -- a notebook that is executed ---------------------------------------------------------------------------------------

CELLS = (
    "%load_ext nncalc",
    f"%nncalc {LINE}",
    "%%nncalc softmax-loss\nz=3.2,5.1,-1.7\ny=0 --digits 6",
    f"solution = %nncalc {LINE}\nfloat(solution['loss'])",
    "%nncalc softmax-loss z={solution},2 y=0",
    f"%nncalc {LINE} --check loss=0.87",
    "import numpy as np, nncalc\nnp.asarray(solution['p']).round(3).tolist()",
    "solution",
)


@pytest.mark.skipif(not WHOLE, reason="starts a kernel: with NNCALC_WHOLE=1 and the extra `notebook`")
@pytest.mark.filterwarnings("default")
def test_a_notebook_is_executed() -> None:
    from nbclient import NotebookClient
    from nbformat import v4

    book = v4.new_notebook(cells=[v4.new_code_cell(source) for source in CELLS])
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    outputs = [cell["outputs"] for cell in book["cells"]]
    assert outputs[0] == []
    for number, figure in ((1, "2.0404"), (2, "2.040355"), (7, "2.0404")):
        data = outputs[number][0]["data"]
        assert data["text/html"].startswith('<div class="nncalc ')
        assert "$$" in data["text/markdown"]
        assert all(figure in data[kind] for kind in ("text/html", "text/markdown", "text/plain"))
    assert outputs[3][0]["data"]["text/plain"].startswith("2.04035515")
    assert (outputs[4][0]["name"], "'{' has no meaning here" in outputs[4][0]["text"]) == ("stderr", True)
    assert (outputs[5][0]["name"], "loss=0.87: wrong" in outputs[5][0]["text"]) == ("stdout", True)
    assert outputs[6][0]["data"]["text/plain"] == "[0.13, 0.869, 0.001]"
