"""Pages in the notations of books: every type under every one of them, in every format; two of them as they were read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import kept
import pytest
from commandline import nncalc
from notation_of import BOOKS, READ, problem_of

from nncalc import render
from nncalc.declaring import registry
from nncalc.declaring.letters import SAME, Notation, printing
from nncalc.declaring.names import Names, split
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.result_names import quantities_in
from nncalc.declaring.spelling import Spelling
from nncalc.page.solving import Settings, run_problem
from nncalc.render.solution import make_document

FORMATS = ("text", "ascii", "markdown", "latex", "html")


def printed(problem: ProblemType, notation: Notation | None) -> dict[str, set[str]]:
    """What is printed for every quantity of the working and every given, with the names that are printed so."""
    with printing(notation):
        spell = Spelling(Names(problem.symbols, verbatim=problem.verbatim, output=problem.output_name()))
    own = run_problem(problem, lambda run: [(name, quantities_in(x)) for name, x in run.results.items()])
    found: dict[str, set[str]] = {}
    every = [each for name, parts in own for each in (name, *[q.name for q in parts]) if each]
    for name in (*problem.typed, *every):
        found.setdefault(spell(name), set()).add(name)
    return found


def are_one(alike: set[str]) -> bool:
    return {split(name)[0].rstrip("0123456789") for name in alike} == SAME


@pytest.mark.parametrize("type_", registry.names())
def test_no_two_names_of_a_page_are_printed_alike(type_: str) -> None:
    """And every example of the type has its page under every notation, in every format."""
    kind = registry.load(type_)
    for line in (*kind.examples, *kind.further):
        for book in BOOKS:
            problem, notation = problem_of(line, book)
            ours = {frozenset(alike) for alike in printed(problem, None).values()}
            for name, alike in printed(problem, notation).items():
                assert len(alike) == 1 or frozenset(alike) in ours or are_one(alike), f"{book}: {name} in {line}"
            settings = Settings(notation=notation)
            for format in render.format_names() if line == kind.examples[0] else ("text",):
                assert render.render(
                    make_document(problem, settings, format, render.Options()), format, render.Options()
                )


@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("type_", READ)
def test_programs_get_the_names_of_the_contract(type_: str, book: str) -> None:
    """The JSON is that of the same command with the conventions typed, byte for byte."""
    line = READ[type_]
    under = nncalc(f"{line} --notation {book} --format json").out
    held = json.loads(under)["conventions"]
    before = json.loads(nncalc(f"{line} --format json").out)["conventions"]
    typed = " ".join(f"{name}={value}" for name, value in held.items() if value != before[name])
    assert under == nncalc(f"{line} {typed} --format json").out
    answers = nncalc(f"{line} {typed} --steps none").out.split("Answers")[1]
    assert nncalc(f"{line} --notation {book} --steps none").out.split("Answers")[1] == answers


@pytest.mark.parametrize("line", READ.values(), ids=READ)
@pytest.mark.parametrize("format", [*sorted({*render.format_names()} - {"pdf"}), "json", "svg", "yaml"])
def test_our_own_notation_changes_nothing(line: str, format: str) -> None:
    ours = nncalc(f"{line} --format {format}")
    assert nncalc(f"{line} --format {format} --notation standard") == ours


KEPT = [
    (book, format)
    for book in ("classic", "d2l", "ng", "qiu", "zhou")
    for format in FORMATS
    if format in ("text", "latex") or book in ("qiu", "zhou")
]
"""Two books in all formats, the others in two."""


@pytest.mark.parametrize(("book", "format"), KEPT)
@pytest.mark.parametrize("type_", READ)
def test_pages_as_they_were_read(type_: str, book: str, format: str) -> None:
    line = f"{READ[type_]} --notation {book} " + ("--ascii" if format == "ascii" else f"--format {format}")
    page = nncalc(line).out
    if format == "html":  # what has the letters; drawings and styles are kept elsewhere
        page = re.sub(r"<figure.*?</figure>", "", page.partition("<main")[2], flags=re.DOTALL)
    kept.compare(f"notation/{type_}-{book}.{format}.txt", page)


def test_drawings_have_the_letters_of_the_page() -> None:
    drawing = nncalc(f"{READ['backprop']} --notation zhou --format svg").out
    assert "ŷ" in drawing
    assert "θ" in drawing
    assert "-0.6" in drawing.replace("−", "-"), "the threshold is the negative of the bias"
    assert "ŷ" not in nncalc(f"{READ['backprop']} --format svg").out


def test_the_error_signal_as_a_lecturer_writes_it() -> None:
    page = nncalc(f"{READ['backprop']} --notation classic").out
    assert "δ2 = (d − o) ⊙ o ⊙ (1 − o)" in page
    assert "W2_new₁₁ = W2₁₁ + η·δ2₁·o1₁" in page
    assert "b2_new = b2 + η·(δ2₁ + δ2₂)" in page


def test_thresholds_are_the_negatives_of_biases() -> None:
    page = nncalc(f"{READ['backprop']} --notation zhou").out
    assert "θ   = -0.6\n" in page
    assert "β₁ = b₁·w₁₁ + b₂·w₂₁ − θ = " in page
    assert "θ_new = θ − η·(g₁ + g₂)" in page
    assert "∂E/∂θ = g₁ + g₂" in page
    assert "b1_new (-γ_new), b2_new (-θ_new): " in page
    page = nncalc(f"{READ['backprop']} delta=gradient --notation zhou").out
    assert "∂E/∂θ = −(δ2₁ + δ2₂)" in page
    assert "θ_new = θ − η·∂E/∂θ" in page
    page = nncalc("forward x=1,2 W1=a:b b1=c --notation zhou").out
    assert "x₁·w₁₁ + x₂·w₂₁ − θ = " in page
    assert "θ = −c" in page


def test_letters_in_sentences() -> None:
    page = nncalc("backprop x=1,2 W1=.1,.2:.3,.4 act1=softmax loss=cross-entropy t=1,0 --notation qiu").out
    assert "∂ℒ/∂ŷ through the derivative of softmax" in " ".join(page.split())
    assert "it always comes to ŷ − y" in " ".join(page.split())
    page = nncalc("gate --help").out
    assert "ŷ" not in page


def test_the_head_says_what_the_notation_set() -> None:
    line = READ["rnn-step"]
    assert "notation qiu: z_on=old, where you type no other" in nncalc(f"{line} --notation qiu").out
    typed = nncalc(f"{line} z_on=candidate --notation qiu")
    assert "\nnotation qiu\n" in typed.out
    assert typed.out.split("Answers")[1] == nncalc(line).out.split("Answers")[1]
    unfit = nncalc("forward x=1,2 W1=1,2:3,4:5,6 --notation d2l").out
    assert "form=row does not fit what is typed" in unfit


def test_a_name_that_is_taken_keeps_its_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text("names: {y: x, loss: C, lr: C}\n", encoding="utf-8")
    page = nncalc("backprop x=1 W1=.5 t=2 lr=.5 --notation own.yaml").out
    assert "y is not printed as x: x is" in page
    assert "  y = z1\n" in page
    assert ("lr is not printed as C: loss is" in page) != ("loss is not printed as C: lr is" in page)
    page = nncalc("backprop x=1 W1=.5 t=2 lr=C --notation own.yaml").out
    assert "loss is not printed as C: C is" in page, "somebody's own symbol is there before"
    page = nncalc("backprop x=1 W1=.5 act1=elu alpha1=1 t=2 lr=.5 --notation qiu").out
    assert "α⁽¹⁾" in page
    assert "α   " in page
    page = nncalc("backprop x=1 W1=.5 t=2 lr=.5 optimizer=adam --notation d2l").out
    assert "v_W⁽¹⁾ = β1·v_W⁽¹⁾_old + (1 − β1)·∂L/∂W⁽¹⁾" in page, "β1 is no layer's"


def test_a_file_of_defaults_names_a_notation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "own.yaml").write_text("names rnn-step: {n: k}\n", encoding="utf-8")
    (tmp_path / "course" / "course.yaml").write_text("notation: own.yaml\n", encoding="utf-8")
    assert "  k1 = tanh" in nncalc(f"{READ['rnn-step']} --defaults course/course.yaml").out, (
        "beside the file that names it"
    )
    (tmp_path / "course" / "course.yaml").write_text("notation: owm.yaml\n", encoding="utf-8")
    assert "course/course.yaml" in nncalc(f"{READ['rnn-step']} --defaults course/course.yaml").err
    (tmp_path / "course.yaml").write_text("notation: qiu\nz_on: candidate\n", encoding="utf-8")
    page = nncalc(f"{READ['rnn-step']} --defaults course.yaml").out
    assert "h̃1" in page
    assert "z_on=old" not in page


def test_the_help_names_every_notation() -> None:
    said = " ".join(nncalc("forward --help").out.split())
    assert all(book in said for book in BOOKS)


def test_a_shell_offers_the_notations() -> None:
    from nncalc.cli.type_command import _notations

    assert _notations(None, None, "d") == ["d2l"]  # type: ignore[arg-type]


def test_symbols_and_numbers_put_in_keep_their_names() -> None:
    page = nncalc("forward x=x1,x2 W1=a,b b1=y --set a=2 --notation zhou form=column").out
    assert "θ  = −y" in page
    assert "x1" in page


def test_graphs_keep_the_names_that_somebody_typed() -> None:
    ours = nncalc("graph 'f=x*y' x=.5 y=3 --no-statement").out
    theirs = nncalc("graph 'f=x*y' x=.5 y=3 --no-statement --notation qiu").out
    assert theirs.replace("notation qiu\n", "") == ours


def test_a_notebook_shows_the_notation_that_was_typed() -> None:
    from nncalc.notebook import nncalc as magic

    solution = magic("forward x=1 W1=2 t=1 --notation qiu")
    assert solution is not None
    assert "ŷ = z⁽¹⁾" in repr(solution)


def test_titles_and_sentences_have_the_letters_too() -> None:
    page = nncalc("softmax-loss z=1,2,3 y=0 --notation d2l").out
    assert page.startswith("Softmax, cross-entropy loss and its gradient ŷ − y\n")
    assert "log ŷ₁ = ln(ŷ₁)" in page
    assert r"\log \hat{y}_{1} &=" in nncalc("softmax-loss z=1,2,3 y=0 --notation d2l --format latex").out


def test_sizes_of_a_convolution_have_the_letters_of_the_book() -> None:
    line = "convshape 3x227x227 conv:96,k=11,s=4 pool:max,k=3x2,s=2,p=1 fields=yes"
    page = nncalc(f"{line} --notation ng").out
    assert "n_H^[1]     = ⌊(n_H^[0] − f + 2·p)/s⌋ + 1 = ⌊(227 − 11 + 2·0)/4⌋ + 1 = 55" in page
    assert "weights^[1] = n_c^[1]·n_c^[0]·f·f = 96·3·11·11" in page
    assert "n_W^[2] = ⌊(n_W^[1] − f_w + 2·p)/s⌋ + 1" in page
    assert "A layer adds (f − 1)·j to r" in page
    assert "⌊(H0 − m + 2·p)/s⌋ + 1" in nncalc(f"{line} --notation qiu").out
    assert r"n^{[1]}_{H} &=" in nncalc(f"{line} --notation ng --format latex").out
    assert "weights1 = n_c1·n_c0·f·f" in nncalc("params 3x32x32 conv:6,k=5 --notation ng").out


def test_derivatives_that_a_type_writes_itself_have_the_letters_too() -> None:
    line = "convolve x=1,2:3,4 K=1,0:2,1 conv:K upstream=2"
    assert "∂ℒ/∂ŷ  = (2), 1 number" in nncalc(f"{line} --notation qiu").out
    assert "dK₁₁ = dŷ₁₁·x₁₁" in nncalc(f"{line} --notation ng").out
    assert r"\frac{\partial \mathcal{L}}{\partial \hat{y}}" in nncalc(f"{line} --notation qiu --format latex").out
    page = nncalc("dropout x=1,2 mask=1,0 upstream=.1,.2 --notation qiu").out
    assert "dx (∂ℒ/∂x): ∂ℒ/∂x, of the shape of x" in page
    assert "∂D/∂W" in nncalc("backprop x=1 W1=.5 t=2 lr=.5 regularize=l2 strength=.1 --notation qiu").out, (
        "not of the loss"
    )


def test_momentum_has_the_letter_of_the_book() -> None:
    line = "optimizer momentum w=1 g=1,2 lr=.1 --notation"
    assert "Δθ⁽¹⁾ = ρ·Δθ⁽⁰⁾ − α·g⁽¹⁾" in nncalc(f"{line} qiu").out
    assert "V⁽¹⁾ = β·V⁽⁰⁾ + (1 − β)·g⁽¹⁾" in nncalc(f"{line} ng").out
    assert "v⁽²⁾ = β·v⁽¹⁾ + g⁽²⁾" in nncalc(f"{line} d2l").out
