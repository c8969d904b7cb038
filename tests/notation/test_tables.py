"""Tables of a person's own: what they may hold, and what is refused, with its line and what was expected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import nncalc
from notation_of import BOOKS, READ

from nncalc.errors import InputErrors
from nncalc.notation.printed_names import printed_name
from nncalc.notation.reading import MOST_BYTES, as_a_file, notation_of

ONE = "forward x=1 W1=2 t=1"
OWN = """\
about: how my lecturer writes
like: classic
names: {lr: α, loss: J}
names backprop forward: {delta: ε}
product: ∘
first: 0
decimal: comma
bold: yes
conventions backprop: {loss: mse}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused(here: Path, text: str | bytes) -> str:
    """What is said of a table; the command is refused, and the message is harmless."""
    (here / "own.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    done = nncalc(f"{ONE} --notation own.yaml")
    assert (done.code, done.out) == (2, ""), done
    assert "Traceback" not in done.err
    assert all(sign.isprintable() or sign == "\n" for sign in done.err)
    return done.err


@pytest.mark.parametrize("book", BOOKS)
def test_the_tables_that_come_with_nncalc_are_read_as_strictly(book: str) -> None:
    strict, known = as_a_file(book), notation_of(book)
    assert known is not None
    assert [row._replace(value=0) for row in strict.rows] == [row._replace(value=0) for row in known.rows]
    assert strict.about


def test_a_table_of_one_s_own(here: Path) -> None:
    (here / "own.yaml").write_text(OWN, encoding="utf-8")
    page = nncalc(f"{READ['backprop']} --notation own.yaml").out
    assert "notation own.yaml: delta=error, loss=mse, where you type no other" in page
    assert "α   = 0,5" in page
    assert "x   = (0,05; 0,1); 2 numbers" in page
    assert "ε2 = ((d − o)" in page.replace("2·", "") or "ε2 = " in page
    assert "∘ o ∘ (1 − o)" in page
    assert "net1₀ = W1₀₀·x₀ + W1₀₁·x₁ + b1 = 0,15·0,05" in page
    answers = page.split("Answers")[1]
    assert "y=0.7514,0.7729" in answers, "a decimal comma is for the working alone: answers can be typed"
    latex = nncalc(f"{READ['backprop']} --notation own.yaml --format latex").out
    assert r"\boldsymbol{W}^{(1)}" in latex
    assert "0{,}15" in latex
    assert r"\circ" in latex
    html = nncalc(f"{READ['backprop']} --notation own.yaml --format html").out
    assert "<mn>0,15</mn>" in html
    assert "font-weight:bold" in html
    ascii_ = nncalc(f"{READ['backprop']} --notation own.yaml --ascii").out
    assert ascii_.isascii()
    assert "(o) o (o)" in ascii_


def test_numbers_with_decimal_commas_have_semicolons_between_in_every_format(here: Path) -> None:
    (here / "own.yaml").write_text("decimal: comma\nbold: yes\n", encoding="utf-8")
    line = "optimizer sgd w=1,2 g=.25,-.1:.4,.3 lr=.1 --notation own.yaml"
    assert "(0,25; -0,1)" in nncalc(line).out
    for format in ("latex", "markdown"):
        page = nncalc(f"{line} --format {format}").out
        assert "(0{,}25; -0{,}1)" in page
        assert r"\end{pmatrix};\; \text{2 numbers}" in page
    page = nncalc(f"{line} --format html").out
    assert "<mn>0,25</mn><mo>;</mo><mspace width='.35em'/>" in page
    network = "rnn-step x=.5,1.5 Wxh=.1,.2 Whh=.3 h0=.1 --notation own.yaml"
    assert "(0,5; 1,5)" in nncalc(f"{network} --format svg").out


def test_matrices_that_are_shown_are_bold_too(here: Path) -> None:
    (here / "own.yaml").write_text("bold: yes\n", encoding="utf-8")
    page = nncalc(f"{READ['rnn-step']} --notation own.yaml --format latex").out
    assert r"\boldsymbol{W}_{xr} &= \begin{pmatrix} 0.1 & 0.2 \end{pmatrix}" in page


def test_tables_with_decimal_commas_stay_aligned(here: Path) -> None:
    (here / "own.yaml").write_text("decimal: comma\n", encoding="utf-8")
    ours = nncalc(READ["optimizer"]).out.split("All steps")[1].split("Step 1")[0]
    theirs = nncalc(f"{READ['optimizer']} --notation own.yaml").out.split("All steps")[1].split("Step 1")[0]
    assert theirs == ours.replace(".", ",")


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("nams: {lr: α}", "own.yaml:1:1: there is no key 'nams'", "did you mean names?"),
        ("names: {lr: α}\nnamse forward: {y: o}", "own.yaml:2:1: there is no key 'namse forward'", "names"),
        ("names: {lrr: α}", "own.yaml:1:9: no problem has a name 'lrr'", "a name of results or givens"),
        ("names forwrad: {y: o}", "'forwrad' is neither a problem type nor a condition", "did you mean forward?"),
        ("names rnn-step cel=gru: {y: o}", "'cel=gru' is neither a problem type nor a condition", "such as"),
        ("names forward: {lr: α}", "no problem has a name 'lr'", "a name of results"),
        ("names: {lr: '<b>x</b>'}", "cannot be printed as a name", "letters with a hat"),
        ("names: {lr: '\\alpha'}", "cannot be printed as a name", "letters with a hat"),
        ("names: {lr: $a$}", "cannot be printed as a name", "letters with a hat"),
        ("names: {lr: a b}", "cannot be printed as a name", "letters with a hat"),
        ("names: {lr: 1}", "'1' cannot be printed as a name", "letters with a hat"),
        ("names: {lr: ''}", "'' cannot be printed as a name", "letters with a hat"),
        ("names: {lr: [a]}", "cannot be printed as a name", "letters with a hat"),
        (f"names: {{lr: {'a' * 60}}}", "cannot be printed as a name", "letters with a hat"),
        ("names: {lr: \"a\\u202Eb\"}", "'a\\u202eb' cannot be printed as a name", "letters with a hat"),
        ("names: {lr: \"\\e[31m\"}", "\\x1b[31m", "letters with a hat"),
        ("names: {lr: 学}", "cannot be printed as a name", "letters with a hat"),
        ("names: {lr: {a: b}}", "cannot be printed as a name", "letters with a hat"),
        ("names: α", "names holds no pairs", "names: {loss: J}"),
        ("conventions: {form: rows}", "form cannot be 'rows'", "did you mean row?"),
        ("conventions: {fomr: row}", "there is no convention 'fomr'", "form"),
        ("decimal: dot", "decimal cannot be 'dot'", "point comma"),
        ("first: 2", "first cannot be '2'", "1 0"),
        ("product: ×", "product cannot be '×'", "⊙ ∘ *"),
        ("layers: {a: b}", "layers cannot be ''", "1 (1) [1]"),
        ("like: goodfellow", "there is no notation 'goodfellow'", "qiu"),
        ("put-in: nothing", "put-in takes names of results", "put-in: dW db"),
        ("names: &a {lr: α}", "an anchor (&a) is not read", "plain values"),
        ("names: !!python/object:os.system {lr: α}", "a tag", "plain values"),
        ("names: {lr: *a}", "alias", ""),
        ("names: {lr: α}\nnames: {loss: J}", "the key 'names' stands twice", "each key once"),
        ("names: {lr: α, lr: β}", "the key 'lr' stands twice", "each key once"),
        ("<<: {lr: α}", "there is no key '<<'", "names"),
        ("'': {lr: α}", "there is no key ''", "names"),
        ("- lr\n- α", "", ""),
        ("α", "this is no table of names", "names: {loss: J}"),
        ("names: {lr: α", "this is not YAML", ""),
        ("a: " + "[" * 200, "", ""),
        (b"names: {lr: \x1b[31m}", "a control character stands in the file", "UTF-8"),
        (b"names: {lr: \xff}", "not UTF-8", "UTF-8"),
        (b"# " + b"x" * MOST_BYTES, "the file is larger than 64 KiB", "a table of names"),
    ],
)  # fmt: skip
def test_what_is_refused(here: Path, text: str | bytes, said: str, expected: str) -> None:
    error = " ".join(refused(here, text).split())
    assert said in error
    assert expected in error


def test_all_that_is_wrong_is_said_at_once(here: Path) -> None:
    error = refused(here, "names: {lr: '1', lrr: x}\ndecimal: dot\nnosuch: 1\n")
    assert re.findall(r"own\.yaml:(\d)", error) == ["1", "1", "2", "3"]


def test_no_such_notation(here: Path) -> None:
    error = nncalc(f"{ONE} --notation qui").err
    assert "there is no notation 'qui'" in error
    assert "did you mean qiu?" in error
    assert "standard" in error
    assert nncalc(f"{ONE} --notation ''").code == 2
    assert nncalc([*ONE.split(), "--notation", "\x1b[31m"]).err.isprintable() is False
    assert "\x1b" not in nncalc([*ONE.split(), "--notation", "\x1b[31m"]).err
    (here / "course.yaml").write_text("notation: qui\n", encoding="utf-8")
    assert "there is no notation 'qui'" in nncalc(f"{ONE} --defaults course.yaml").err
    assert nncalc(f"{ONE} --notation {here}").code == 2


def test_case_does_not_matter_and_an_empty_table_changes_nothing_but_the_head(here: Path) -> None:
    assert "ŷ" in nncalc(f"{ONE} --notation QIU").out
    (here / "own.yaml").write_text("about: nothing\n", encoding="utf-8")
    page = nncalc(f"{ONE} --notation own.yaml").out
    assert page.split("Forward pass")[1] == nncalc(ONE).out.split("Forward pass")[1]


@pytest.mark.parametrize(
    ("text", "plain", "latex", "below"),
    [
        ("α", "α", r"\alpha", ""), ("ŷ", "ŷ", r"\hat{y}", ""), ("W_hq", "W_hq", "W", "hq"), ("z'", "z′", "z'", ""),
        ("net", "net", r"\mathrm{net}", ""), ("Γ_u", "Γ_u", r"\Gamma", "u"), ("θ₁", "θ₁", r"\theta", "1"),
        ("Δθ", "Δθ", r"\Delta \theta", ""), ("ℒ", "ℒ", r"\mathcal{L}", ""), ("δ_c̃", "δ_c̃", r"\delta", r"\tilde{c}"),
    ],
)  # fmt: skip
def test_printed_names(text: str, plain: str, latex: str, below: str) -> None:
    name = printed_name(text)
    assert name is not None
    assert (name.text, name.base.latex, name.below.latex if name.below else "") == (plain, latex, below)
    assert not name.minus
    negative = printed_name(f"-{text}")
    assert negative is not None
    assert (negative.text, negative.minus) == (plain, True)


def test_a_table_is_read_whole_from_python(here: Path) -> None:
    import nncalc as package

    solution = package.solve("forward", x=[1, 2], W1=[[1, 2]], t=[1])
    assert "ŷ = z⁽¹⁾" in solution.in_notation("qiu").render()
    assert solution.in_notation("standard").render() == solution.render()
    assert solution.in_notation("qiu").as_json() == solution.as_json()
    assert (
        "ŷ" in solution.in_notation("qiu")._repr_html_()
        or "<mo stretchy='false'>^</mo>" in solution.in_notation("qiu")._repr_html_()
    )
    with pytest.raises(InputErrors):
        solution.in_notation("qui")
