"""Every sign, name and function as the formats write it: tables that were looked at, and what they leave open.

NNCALC_UPDATE_SNAPSHOTS=1 writes snapshots/signs.txt and names.txt anew; look at the difference.
"""

from __future__ import annotations

import string
import unicodedata
from typing import Any

import kept
import pytest

from nncalc.declaring.letters import LETTERS
from nncalc.engine.operations import TABLE
from nncalc.engine.quantity import Operation
from nncalc.page.input_style import InputStyle
from nncalc.render.charset import FALLBACKS, fitter
from nncalc.render.latex_style import LatexStyle
from nncalc.render.latex_text import MATHEMATICS, escape
from nncalc.render.sheet import sheet_of
from nncalc.render.text_style import TextStyle

OTHERS = "‘’“”…–—\u3000éñüçÅőŞ中"


def compared(name: str, rows: list[tuple[str, ...]]) -> None:
    kept.compare(name, "".join("  ".join(cell.ljust(24) for cell in row).rstrip() + "\n" for row in rows))


def test_signs() -> None:
    """In ASCII and in LaTeX."""
    signs = dict.fromkeys((*FALLBACKS, *MATHEMATICS, *OTHERS, *string.punctuation))
    ascii_ = fitter("ascii")
    assert ascii_("a\u3000b") == "a b"
    compared("signs.txt", [(sign, ascii_(sign), escape(sign)) for sign in signs])


def test_greek_letters_go_by_their_names() -> None:
    for letter in "αβγδεζηθικλμνξπρτφχψωΓΔΘΛΞΠΦΨΩ":
        _, size, _, name = unicodedata.name(letter).split(" ", 3)
        name = name.lower().replace("lamda", "lambda")
        name = name.title() if size == "CAPITAL" else name
        assert (fitter("ascii")(letter), escape(letter)) == (name, f"$\\{name}$")


def test_a_letter_that_becomes_a_word_keeps_a_distance_from_letters_alone() -> None:
    assert fitter("ascii")("¤a Δw σx") == "\\xa4a Delta_w sigmoid_x"


def test_names() -> None:
    """As text and in LaTeX."""
    text, latex = TextStyle(), LatexStyle()
    compared(
        "names.txt",
        [
            *[(word, text.name(word), latex.name(word)) for word in LETTERS],
            *[(f"{word}.1", text.name(f"{word}.1"), latex.name(f"{word}.1")) for word in LETTERS],
            *[(f"d{word}", text.name(f"d{word}"), latex.name(f"d{word}")) for word in LETTERS],
        ],
    )


FUNCTIONS = [row for row in TABLE.values() if row.form == "call"]


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_functions(row: Operation) -> None:
    """In LaTeX by the name in the row, a derivative by that of its function; without one, upright as it is."""
    base = row.sign.removesuffix("′")
    latex = {other.latex for other in FUNCTIONS if other.sign == base and other.latex} or {upright(base)}
    assert len(latex) == 1
    assert TextStyle().call(row.sign, ["z"]) == f"{row.sign}(z)"
    assert LatexStyle().call(row.sign, ["z"]) == latex.pop() + "'" * (row.sign != base) + "(z)"


def upright(sign: str) -> str:
    return rf"\operatorname{{{escape(sign)}}}"


def test_a_function_has_its_own_name_in_latex() -> None:
    functions = ("log₁₀", "tanh", "σ", "relu′", "hard_sigmoid′")
    assert [LatexStyle().call(name, ["z"]) for name in functions] == [
        r"\log_{10}(z)", r"\tanh(z)", r"\sigma(z)", r"\operatorname{ReLU}'(z)", r"\operatorname{hard\_sigmoid}'(z)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "wide"),
    [
        *[(name, True) for name in ("GBK", "gb2312", "cp936", "CP932", "Shift-JIS", "shift_jis", "EUC-JP", "Big5")],
        *[(name, True) for name in ("cp950", "euc-kr", "euc_kr", "cp949")],
        *[(name, False) for name in ("utf-8", "ascii", "cp1252", "gb18030", "latin-1")],
    ],
)
def test_signs_take_two_columns_in_old_east_asian_encodings(encoding: str, wide: bool) -> None:
    columns = sheet_of(None, encoding).columns
    assert (columns("δ"), columns("d"), columns("中")) == (1 + wide, 1, 2)


def test_marks_that_enclose_take_no_column() -> None:
    assert sheet_of(None, "utf-8").columns("a\u20dd") == sheet_of(None, "utf-8").columns("a\u0489") == 1


@pytest.mark.parametrize(
    ("form", "operands", "typed"),
    [
        ("infix", ("+", ["a", "b"]), "a + b"),
        ("infix", ("−", ["a", "b"]), "a - b"),
        ("infix", ("·", ["a", "b"]), "a*b"),
        ("prefix", ("−", "a"), "-a"),
        ("symbol", ("x",), "x"),
        ("power", ("a", "2"), "a^2"),
        ("power", ("a", "1/2"), "a^(1/2)"),
        ("vector", (["1", "2"],), "1,2"),
        ("matrix", ([["1", "2"], ["3", "4"]],), "1,2:3,4"),
        ("transpose", ("W",), "transpose(W)"),
    ],
)
def test_what_is_to_be_typed(form: str, operands: tuple[Any, ...], typed: str) -> None:
    assert getattr(InputStyle(), form)(*operands) == typed
