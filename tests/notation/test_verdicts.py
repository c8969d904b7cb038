"""Verdicts, batches and classes under a notation: the printed name beside the result's own, the letters in the words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import nncalc
from notation_of import READ

from nncalc import notation, render

LINE = f"{READ['backprop']} --no-statement"
KEY = """\
problems:
  - id: q1
    type: backprop
    given: {x: [.05, .1], W1: [[.15, .2], [.25, .3]], b1: .35, W2: [[.4, .45], [.5, .55]], b2: .6, act: sigmoid,
            t: [.01, .99], lr: .5}
    expect: {y: [0.7569, 0.7677], "θ_new": -0.5511}
  - id: q2
    type: metrics
    given: {cm: [[50, 10], [5, 35]]}
    expect: {f1: 0.82}
"""
SHEETS = """\
student,q1.y,q1.θ_new,q1.w_new₁₁,q2.f1
ann,"0.75,0.77",-0.5511,0.3592,0.8235
bob,"0.7569,0.7677",0.5511,0.3592,0.8235
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.yaml").write_text(KEY, encoding="utf-8")
    (tmp_path / "class.csv").write_text(SHEETS, encoding="utf-8")
    return tmp_path


def test_a_verdict_has_the_printed_name_beside_the_contract_s() -> None:
    done = nncalc(
        f"{LINE} --notation zhou --check y=.75,.77 --check θ_new=-.5511 --check W2_new.1.1=.3 --check loss=.2"
    )
    assert "✗ y (ŷ)=.75,.77: 1 of 2 figures not right; the first wrong step" in done.out
    assert "    ŷ₁=.75: cut instead of rounded" in done.out
    assert "✓ b2_new (-θ_new)=.5511: right" in done.out
    assert "✗ W2_new.1.1 (w_new₁₁)=.3: " in done.out
    assert "✗ loss (E)=.2: " in done.out
    assert "θ_new is read as -b2_new" in done.out
    assert "✓ y=" in nncalc(f"{LINE} --check y=.7514,.7729").out


def test_components_are_counted_as_the_notation_counts(here: Path) -> None:
    (here / "own.yaml").write_text("first: 0\ndecimal: comma\n", encoding="utf-8")
    page = nncalc(f"{LINE} --notation own.yaml --check y=.75,.77 --check W2_new.1.1=.3").out
    assert "✗ W2_new.1.1 (W2_new₀₀)=.3: " in page
    assert "the value is 0.3589" in page, "a verdict stands beside what is typed: its figures are input"


def test_sentences_on_a_mistake_have_the_letters_of_the_page() -> None:
    wrong = "softmax-loss z=1,2,3 y=0 --check dz=.9100,-.2447,-.6652"
    assert "p − y" in nncalc(wrong).out
    page = nncalc(f"{wrong} --notation qiu").out.split("Check\n")[1]
    assert "ŷ − y" in page
    assert "p − y" not in page
    page = nncalc(f"{LINE} --notation zhou form=column delta=gradient --check y=.8,.9 --check loss=.3172").out
    assert "is right with your own ŷ carried on" in page


@pytest.mark.parametrize("format", sorted({*render.format_names()} - {"pdf"}))
def test_every_format_has_both_names(format: str) -> None:
    page = nncalc(f"{LINE} --notation zhou --check b2_new=.5 --format {format}").out
    plain = page.replace("\\", "")  # formats mark signs
    assert "b2_new (-θ_new)=.5" in plain or "(-$theta$_new)=.5" in plain or "($-$$theta$_new)=.5" in plain


def test_programs_are_told_the_contract_s_names() -> None:
    line = f"{LINE} delta=error form=row --check y=.75,.77 --check b2_new=.5 --format json"
    assert nncalc(f"{line} --notation zhou").out == nncalc(line).out


def test_a_batch_under_a_notation(here: Path) -> None:
    done = nncalc("batch key.yaml --notation zhou")
    assert done.code == 0, "θ is −b"
    assert "notation zhou: delta=error, form=row, where you type no other\n" in done.out
    assert "notation zhou: macro_f1=of-means, where you type no other\n" in done.out
    assert "y is the result of that name; the page prints t so" in done.out
    assert nncalc("batch key.yaml").code == 2
    page = nncalc("batch key.yaml --notation zhou -o out.md --format markdown")
    assert page.code == 0
    written = (here / "out.md").read_text(encoding="utf-8")
    assert "notation zhou: delta=error, form=row" in written
    assert "y (ŷ)=0.7569,0.7677: right" in written
    assert "b2\\_new (-θ\\_new)=0.5511: right" in written
    for format in sorted({*render.format_names()} - {"pdf"}):
        assert nncalc(f"batch key.yaml --notation zhou --format {format}").code == 0


def test_a_batch_for_programs_keeps_its_names_under_a_notation(here: Path) -> None:
    done = nncalc("batch key.yaml --notation zhou --format json")
    first = json.loads(done.out.splitlines()[0])
    assert [check["name"] for check in first["checks"]] == ["y", "b2_new"]
    assert first["conventions"]["form"] == "row"
    assert "ŷ" not in done.out
    assert "θ" not in done.out
    assert nncalc("batch key.yaml --notation zhou --format json -j 2").out == done.out


def test_a_batch_that_goes_on_has_the_notation_it_began_with(here: Path) -> None:
    nncalc("batch key.yaml --notation zhou -o out.txt")
    whole = (here / "out.txt").read_text(encoding="utf-8")
    assert nncalc("batch key.yaml --notation zhou -o out.txt --fail-fast").code == 0
    assert (here / "out.txt").read_text(encoding="utf-8") == whole


def test_a_class_under_a_notation(here: Path) -> None:
    done = nncalc("check key.yaml class.csv --notation zhou")
    assert "q1: notation zhou: delta=error, form=row, where you type no other" in done.err
    assert "q1: y is the result of that name; the page prints t so" in done.err
    assert "✗ y (ŷ)=0.75,0.77: 1 of 2 figures not right" in done.out
    assert "        ŷ₁=0.75: cut instead of rounded" in done.out
    assert "✓ b2_new (-θ_new)=0.5511: right" in done.out
    assert "✗ b2_new (-θ_new)=-0.5511: wrong" in done.out
    assert "✓ W2_new.1.1 (w_new₁₁)=0.3592: right" in done.out
    assert nncalc("check key.yaml class.csv --notation zhou -j 2").out == done.out
    for format in sorted({*render.format_names()} - {"pdf", "text"}):
        assert "ŷ" in nncalc(f"check key.yaml class.csv --notation zhou --format {format}").out.replace(
            r"$\hat{y}$", "ŷ"
        )
    table = nncalc("check key.yaml class.csv --notation zhou --format csv").out
    assert ",b2_new," in table
    assert "ŷ" not in table
    nncalc("check key.yaml class.csv --notation zhou --each-to feedback")
    assert "ŷ" in (here / "feedback" / "ann.md").read_text(encoding="utf-8")


def test_a_class_marked_again_is_marked_under_its_notation(here: Path) -> None:
    marks = {}
    for book in ("", "--notation zhou"):
        nncalc(f"check key.yaml class.csv {book} -o marks.csv")
        marks[book] = (here / "marks.csv").read_text(encoding="utf-8")
        assert nncalc(f"check key.yaml class.csv {book} --format csv").out in marks[book]
    assert len(set(marks.values())) == 2


@pytest.mark.parametrize("command", ["batch key.yaml", "check key.yaml class.csv"])
def test_a_notation_that_there_is_not(here: Path, command: str) -> None:
    done = nncalc(f"{command} --notation zhuo")
    assert (done.code, done.out) == (2, "")
    assert "there is no notation 'zhuo'" in done.err
    assert "zhou" in done.err
    said = " ".join(nncalc(f"{command.split()[0]} --help").out.split())
    assert f"Letters of another book: {', '.join(notation.names()[1:])}" in said
