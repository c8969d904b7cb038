"""`--check` and `--show` take the names that a page prints; a name that is a result's own is that result."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import brief, nncalc
from notation_of import BOOKS, READ, problem_of

from nncalc.declaring.letters import printing
from nncalc.declaring.names import Names
from nncalc.declaring.result_names import find, quantities_in
from nncalc.declaring.result_spellings import is_there, result_meant
from nncalc.declaring.spelling import Spelling
from nncalc.engine.run import Run
from nncalc.page.asked_names import negated
from nncalc.page.solving import run_problem

B = READ["backprop"]


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("type_", READ)
def test_what_is_printed_is_read_again(type_: str, book: str) -> None:
    """Of every result and every component of one; but a contract's name stands for itself."""
    problem, notation = problem_of(READ[type_], book)

    def read(run: Run) -> int:
        spell, tried = Spelling(Names(problem.symbols)), 0
        for name, result in run.results.items():
            for own in dict.fromkeys([name, *[q.name for q in quantities_in(result) if q.name]]):
                typed = spell(own)
                if not is_there(run.results, own) or is_there(run.results, typed):
                    continue
                meant = result_meant(typed, run.results, run.absent, problem)
                assert meant is not None, f"{typed} is {own}"
                values = [str(q.value) for each in (meant, own) for q in quantities_in(find(run.results, each))]
                assert values[: len(values) // 2] == values[len(values) // 2 :], f"{typed} is {own}, not {meant}"
                tried += 1
        return tried

    with printing(notation):
        assert run_problem(problem, read) > 3


@pytest.mark.parametrize(
    ("book", "figure", "own"),
    [
        ("qiu", "ŷ=0.7514,0.7729", "y"),
        ("qiu", "W⁽²⁾_new₁₁=0.3589", "W2_new.1.1"),
        ("qiu", "∂ℒ/∂W⁽²⁾₁₁=0.08217", "dW2.1.1"),
        ("ng", "dW^[2]₁₁=0.08217", "dW2.1.1"),
        ("ng", "J=0.2984", "loss"),
        ("classic", "net1₁=0.3775", "z1.1"),
        ("classic", "o₁=0.7514", "y.1"),
        ("zhou", "θ_new=-0.5511", "b2_new"),
        ("zhou", "w_new₁₂=0.4618", "W2_new.1.2"),
        ("d2l", "H⁽¹⁾₁=0.5945", "a1.1"),
    ],
)
def test_a_printed_name_is_checked(book: str, figure: str, own: str) -> None:
    done = nncalc([*B.split(), "--notation", book, "--check", figure])
    assert done.code == 0, done
    name = figure.partition("=")[0]
    minus = "-" if book == "zhou" and name[0] == "θ" else ""
    assert f"✓ {own} ({minus}{name})=" in done.out
    assert f"{name} is read as {minus}{own}" in done.out


def test_a_figure_for_a_threshold_is_checked_against_the_negative_bias() -> None:
    assert nncalc([*B.split(), "--notation", "zhou", "--check", "θ_new=0.5511"]).code == 1
    for ours in ("b2_new=0.5511", "B2_new=0.5511", "b2new=0.5511"):
        assert nncalc([*B.split(), "--notation", "zhou", "--check", ours]).code == 0
    several = "backprop x=1,2 W1=1,2:3,4 b1=.5,1 t=1,0 lr=.1 --notation zhou"
    own = brief(several)["b1_new"].split(",")
    assert nncalc([*several.split(), "--check", f"b1_new₁={own[0]}"]).code == 0
    assert nncalc([*several.split(), "--check", f"θ_new₁={own[0].removeprefix('-')}"]).code == (own[0][0] != "-")


def test_our_own_printed_names_are_read_as_well() -> None:
    assert nncalc([*B.split(), "--notation", "qiu", "--check", "δ1₁=0.008771", "--check", "∂E/∂W2₁₁=0.08217"]).code == 0


def test_the_contract_s_name_wins_and_the_page_says_so() -> None:
    done = nncalc([*B.split(), "--notation", "qiu", "--check", "y=.01,.99"])
    assert done.code == 1
    assert "y is the result of that name; the page prints t so" in done.out
    assert nncalc([*B.split(), "--notation", "qiu", "--check", "y=0.7514,0.7729"]).code == 0
    done = nncalc([*READ["optimizer"].split(), "--notation", "d2l", "--check", "v=0.0002324"])
    assert "v is the result of that name; the page prints m so" in done.out
    assert done.code == 0
    assert "the page prints" not in nncalc([*B.split(), "--check", "y=0.7514,0.7729"]).out


def test_lines_are_shown_by_their_printed_names() -> None:
    ours = nncalc([*B.split(), "--show", "dW2", "--steps", "none"]).out.split("Answers")[1]
    assert (
        nncalc([*B.split(), "--notation", "ng", "--show", "dW^[2]", "--steps", "none"]).out.split("Answers")[1] == ours
    )


def test_weights_count_as_the_form_says() -> None:
    """w₁₂ of a book whose rows are inputs is our W.2.1 of the column form."""
    rows = "forward x=1,2 W1=1,2:3,4"
    columns = "forward x=1,2 W1=1,3:2,4"
    assert "w₁₂ = " not in nncalc([*columns.split(), "form=column", "--notation", "zhou"]).out
    page = nncalc([*rows.split(), "--notation", "zhou"]).out
    assert "x₁·w₁₂ + x₂·w₂₂ = 1·2 + 2·4" in page
    assert "W1₂₁·x₁ + W1₂₂·x₂ = 2·1 + 4·2" in nncalc(columns).out


def test_components_from_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zero.yaml").write_text("first: 0\n", encoding="utf-8")
    for figure, code in (("y₀=0.7514", 0), ("y₁=0.7729", 0), ("y.1=0.7514", 0), ("y.2=0.7514", 1)):
        assert nncalc([*B.split(), "--notation", "zero.yaml", "--check", figure]).code == code


@pytest.mark.parametrize(
    ("figure", "other"),
    [
        ("0.5", "-0.5"), ("-0.5", "0.5"), ("−0.5", "0.5"), ("+1/3", "-1/3"), (".1,-.2", "-.1,.2"), ("1,2:3,4", "-1,-2:-3,-4"),
        ("1e-3", "-1e-3"), ("ln(2)", "-(ln(2))"), ("a+b", "-(a+b)"), ("", ""), ("-a+b", "-(-a+b)"), ("[1, -2]", "[-1, 2]"),
        ("f(1,2)-3", "-(f(1,2)-3)"), ("(1,2", "(1,2"), ("ln(2),3", "-(ln(2)),-3"),
    ],
)  # fmt: skip
def test_the_other_sign(figure: str, other: str) -> None:
    assert negated(figure) == other
