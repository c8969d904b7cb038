"""Chinese characters take two columns: tables stand in line, and nothing is wider than the page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
from commandline import nncalc

from nncalc import words
from nncalc.declaring import registry
from nncalc.render.measure import on_the_left, on_the_right, width_of

NAMED = (
    "metrics cm=50,10:5,35 classes=猫,狗 --draw",
    "metrics y=猫,狗狗,猫,鸟 yhat=猫,狗狗,狗狗,鸟 --draw",
    "knn X=1,2:3,4:5,1 y=猫,狗狗,狗狗 q=2,2 k=1",
    "rosenblatt X=1,0:0,1:-1,-1 t=猫,狗狗,鸟 classes=猫,狗狗,鸟 rule=multiclass",
)


@pytest.fixture(autouse=True)
def _english_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests speak is theirs alone."""
    monkeypatch.setattr(words, "catalogue", None)
    monkeypatch.setattr(words, "spoken", "en")


def on_the_screen(line: str) -> str:
    """A sign for each column: behind a wide character stands another, a mark over a letter is left out."""
    return "".join(sign + "\0" * (width_of(sign) - 1) for sign in line if width_of(sign))


def out_of_line(text: str) -> Iterator[str]:
    """Lines of tables that have something between two columns."""
    lines = list(map(on_the_screen, text.split("\n")))
    for number, line in enumerate(lines):
        if not re.fullmatch(r" *─+(  ─+)+", line):
            continue
        gaps = [at for gap in re.finditer(r"(?<=─)  (?=─)", line) for at in range(*gap.span())]
        for row in [lines[number - 1], *lines[number + 1 :]]:
            if not re.search(r"\S  +\S", row):  # behind the table
                break
            if any(row[at : at + 1].strip() for at in gaps):
                yield row


def test_what_is_out_of_line_is_seen() -> None:
    assert list(out_of_line("  类别  数\n  ────  ──\n  猫     1\n")) == []
    assert list(out_of_line("  类别  数\n  ────  ──\n  猫猫猫猫  1\n")) != []


def test_filled_up_by_columns() -> None:
    assert (on_the_left("题型", 6), on_the_right("题型", 6)) == ("题型  ", "  题型")


@pytest.mark.parametrize("line", [*(registry.load(name).examples[0] for name in registry.names()), *NAMED])
def test_tables_of_a_page(line: str) -> None:
    page = nncalc(["--lang", "zh", *shlex.split(line), "--width", "80"])
    assert page.code == 0
    tables = page.out.partition("答案\n")[0]
    assert list(out_of_line(tables)) == []
    assert [each for each in tables.split("\n") if width_of(each) > 80] == []


@pytest.mark.parametrize("name", registry.names())
def test_help_is_no_wider_than_the_terminal(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    asked = nncalc(["--lang", "zh", name, "--help"])
    assert [line for line in asked.out.split("\n") if width_of(line) > 80] == []


def test_the_summary_of_a_batch() -> None:
    out = nncalc(["--lang", "zh", "batch", "problems/params", "problems/softmax-loss"]).out
    head, *rows = [line for line in out.strip().split("\n") if re.match(r"题型|\S+ +\d+ +\d+$", line)]
    assert len(rows) == 3
    assert {width_of(row) for row in rows} == {width_of(head)}
