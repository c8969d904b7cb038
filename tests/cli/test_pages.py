"""What options make of a page: checks, digits, steps, symbols; what can be pasted back; JSON."""

from __future__ import annotations

import io
import json
import shlex
import sys
from pathlib import Path

import pytest
from commandline import EXAMPLE, ONE, SMALL, Outcome, answers, brief, nncalc

from nncalc import render
from nncalc.cli.type_command import FORMATS

# -- checks ----------------------------------------------------------------------------------------------------


CHECKS = [
    (ONE, "y=.67", "right"),
    (ONE, "y=2/3", "right"),
    (ONE, "y=0.6667", "right"),
    (ONE, "y=0.66670", "wrong"),
    (ONE, "y=.66", "cut"),
    (ONE, "y=-.67", "wrong"),
    (ONE, "y=0.6*10/9", "right"),
    (ONE, "y=1", "coarse"),
    (ONE, "y.1=.7", "right"),
    (ONE, "y=[.67]", "right"),
    (ONE, "y=", "unreadable"),
    (ONE, "y=1x", "unreadable"),
    (ONE, "y=1,2", "wrong"),
    (ONE, "y=0,67", "right"),
    (ONE, "y=1,2,3", "unreadable"),
    (ONE, "y=.６７", "right"),
    ("forward x=.125 W1=1", "y=.12", "right"),
    ("forward x=.125 W1=1", "y=.13", "right"),
    ("forward x=-.125 W1=1", "y=-.12", "right"),
    ("forward x=-.125 W1=1", "y=-.13", "right"),
    ("forward x=.125 W1=1", "y=.11", "wrong"),
    ("forward x=.1251 W1=1", "y=.12", "cut"),
    ("forward x=1250 W1=1", "y=1.2e3", "right"),
    ("forward x=2 W1=√2", "y=sqrt(8)", "right"),
    ("forward x=2 W1=√2", "y=2.83", "right"),
    ("forward x=2 W1=√2", "y=2.82", "cut"),
    ("forward x=x1,x2 W1=w1,w2", "y=w2*x2+x1*w1", "right"),
    ("forward x=x1,x2 W1=w1,w2", "y=w2*x2-x1*w1", "wrong"),
    (EXAMPLE, "W1_new.1.2=.1996", "right"),
    (EXAMPLE, "W1_new=.1498,.1996:.2498,.2995", "right"),
    (EXAMPLE, "W1_new=.1498,.1996:.2497,.2995", "cut"),
    (EXAMPLE, "W1_new=.1498,.1996", "unreadable"),
    (EXAMPLE, "loss=0.298371109", "right"),
]


@pytest.mark.parametrize(("problem", "figure", "verdict"), CHECKS)
def test_check(problem: str, figure: str, verdict: str) -> None:
    done = nncalc(f"{problem} --format json --check '{figure}'")
    (check,) = json.loads(done.out)["checks"]
    assert check["verdict"] == verdict or (verdict == "wrong" and check["verdict"] not in ("right", "cut", "coarse"))
    assert done.code == (0 if verdict == "right" else 1)


def test_checks_are_told_on_the_page() -> None:
    cut, right, wrong = [nncalc(f"{ONE} --check y={typed}") for typed in (".66", ".67", ".5")]
    assert [done.code for done in (cut, right, wrong)] == [1, 0, 1]
    assert "✗ y=.66: cut instead of rounded" in cut.out
    assert "✓ y=.67: right" in right.out
    assert "0.6667" in wrong.out.split("y=.5:")[1]
    assert "1 of 2 right" in nncalc(f"{ONE} --check y=.67 --check z1=.5").out


# -- what is shown ---------------------------------------------------------------------------------------------


def test_show_prints_only_what_a_name_came_from() -> None:
    done = nncalc(f"{EXAMPLE} --show dW2.1.1")
    assert "∂E/∂W2₁₁" in done.out
    for absent in ("∂E/∂W2₁₂", "δ2₂", "∂E/∂W1", "η"):
        assert absent not in done.out
    assert answers(done.out) == {"dW2.1.1": "0.08217"}


def test_steps() -> None:
    full, short = nncalc(EXAMPLE).out, nncalc(f"{EXAMPLE} --steps brief").out
    none = nncalc(f"{EXAMPLE} --steps none").out
    assert len(full.splitlines()) <= 100
    assert len(full.splitlines()) > len(short.splitlines()) > len(none.splitlines())
    assert "Forward pass" in short
    assert "Forward pass" not in none
    assert answers(full) == answers(short) == answers(none)


def test_digits() -> None:
    assert brief(f"{ONE} --digits 2") == {"y": "0.67"}
    assert brief(f"{ONE} --digits 12") == {"y": "0.666666666667"}
    assert brief(f"{ONE} --digits 0") == {"y": "1"}
    assert brief(f"{ONE} --sig 3") == {"y": "0.667"}
    assert brief(f"{ONE} --exact") == {"y": "2/3"}
    assert brief("forward x=2 W1=√2 --exact") == {"y": "sqrt(2)*2"}
    assert brief("forward x=0,2/3,1 W1=√2,√2,5 --exact") == {"y": "sqrt(2)*2/3 + 5"}


def test_exact_lines_carry_fractions_on() -> None:
    page = nncalc("forward x=1/3 W1=-2/7:5 act1=relu W2=1,√2 --exact").out
    assert "relu(-2/21) = 0\n" in page
    assert "relu(5/3) = 5/3 ≈ 1.6667\n" in page
    assert "z2₁ = W2₁₁·a1₁ + W2₁₂·a1₂ = 1·0 + √2·5/3 = √2·5/3 ≈ 2.3570\n" in page
    assert "y₁ = z2₁ = √2·5/3 ≈ 2.3570\n" in page


def test_exact_forms_too_long_to_read_stay_decimals() -> None:
    assert all(len(value) < 160 for value in brief(f"{EXAMPLE} --exact").values())


def test_expanded_formulas_have_no_ones_and_zeros() -> None:
    assert brief("forward x=x1,x2 W1=1,0:0,0:2,1 --expand") == {"y": "x1,0,2*x1 + x2"}
    assert brief("forward x=0.012345678 W1=1 --sig 3") == {"y": "0.0123"}
    assert brief("forward x=0.012345678 W1=1") == {"y": "0.01235"}


def test_rounded_steps() -> None:
    done = nncalc("forward x=1/3 W1=1 W2=3 --round-steps 2")
    assert "every line is rounded to 2 decimals" in done.out
    assert answers(done.out) == {"y": "0.99"}


def test_all_shows_what_is_folded() -> None:
    weights = ":".join(["1"] * 60)
    folded, whole = nncalc(f"forward x=1 W1={weights}"), nncalc(f"forward x=1 W1={weights} --all")
    assert "--all" in folded.out
    assert len(whole.out.splitlines()) > 120 > len(folded.out.splitlines())
    assert "--all" not in whole.out


def test_set_and_expand() -> None:
    network = "forward x=x1 W1=w act1=sigmoid W2=v"
    assert "y" in brief(network)
    put = nncalc(f"{network} --set x1=0 --set w=1/2 --set v=3")
    assert answers(put.out) == {"y": "1.5"}
    assert "σ(z1₁)" in put.out
    gradient = "backprop x=x W1=w act1=sigmoid W2=v t=t"
    assert "σ(w·x)" in nncalc(f"{gradient} --expand").out
    assert len(nncalc(f"{gradient} --expand").out) > len(nncalc(gradient).out)


def test_set_puts_no_symbols_into_a_line_that_the_numbers_work_out_otherwise() -> None:
    """Targets that sum to .995 only with the numbers: the symbolic run takes y − t, the run with numbers cannot."""
    network = "backprop x=1 W1=1:2 act1=softmax loss=cross-entropy t=p,q --set p=.5 --expand --width 300"
    other = nncalc(f"{network} --set q=.495").out
    assert "− p = " not in other
    assert "δ1₁·1 = (-0.2324)·1" in other
    assert "0.2689 − p = e^1/(e^1 + e^2) − p = 0.2689 − 0.5" in nncalc(f"{network} --set q=.5").out


@pytest.mark.parametrize(
    "typed",
    [
        EXAMPLE,
        SMALL,
        "forward -1,2 'W1=1, 2' 'b1=- 1'",
        "forward 'x=[[1,2],[3,4]]' W1=1:2 form=row",
        "forward x=x1,x2 W1=w11,w12:w21,w22 b1=b1,b2 act1=sigmoid",
        "backprop x=1,2 W1=.1,.2:.3,.4 act1=softmax loss=cross-entropy t=1,0",
        "forward 'x=1:2' W1=1",
        "forward x=１，２ W1=1,2",
    ],
)
def test_yaml_pastes_back(typed: str, tmp_path: Path) -> None:
    from nncalc.problem_files.entry import Entry
    from nncalc.problem_files.reader import read_file

    printed = nncalc(f"{typed} --format yaml --check y=1")
    file = tmp_path / "problem.yaml"
    file.write_text(printed.out, encoding="utf-8")
    (entry,) = read_file(str(file))
    assert isinstance(entry, Entry)
    assert entry.expect == {"y": "1"}
    again = nncalc([entry.type, *[f"{name}={value}" for name, value in entry.given.items()], "--format", "json"])
    assert json.loads(again.out)["results"] == json.loads(nncalc(f"{typed} --format json").out)["results"]


@pytest.mark.parametrize("column", ["", ":2"])
def test_a_file_is_named_from_the_folder_of_the_problem_file(
    column: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.csv").write_text("1,2\n3,4\n")
    monkeypatch.chdir(tmp_path)
    for typed in (tmp_path / "data" / "x.csv", "data/x.csv", "./data/../data/x.csv"):
        printed = nncalc(f"forward x=@{typed}{column} W1=1,1 --format yaml -o here.yaml")
        assert (printed.code, printed.err) == (0, "")
        assert f'x: "@data/x.csv{column}"\n' in (tmp_path / "here.yaml").read_text()
        assert "1 solved" in nncalc("batch here.yaml").out
        assert nncalc(f"forward x=@{typed}{column} W1=1,1 --format yaml -o data/there.yaml").code == 0
        assert f'x: "@x.csv{column}"\n' in (tmp_path / "data" / "there.yaml").read_text()
    monkeypatch.chdir(tmp_path / "data")
    (tmp_path / "outside.csv").write_text("1,2\n")
    refused = nncalc(f"forward x=@{tmp_path}/outside.csv W1=1,1 --format yaml")
    assert (refused.code, refused.out) == (2, "")
    assert f"x: @{tmp_path}/outside.csv is not below the folder of the problem file ({tmp_path}/data)" in refused.err
    assert nncalc("forward x=@../outside.csv W1=1,1 --format yaml").code == 2


def test_options_that_an_entry_cannot_hold_are_named_in_it() -> None:
    plain = nncalc(f"{ONE} --format yaml").out
    told = nncalc(f"{ONE} --format yaml --round-steps 2 --sig 3").out
    assert told == f"# left out, since a problem file has no such options: --sig 3 --round-steps 2\n{plain}"
    assert nncalc(f"{ONE} --format yaml --digits 4").out.startswith("# left out")
    assert plain.startswith("problems:\n")


@pytest.mark.parametrize("typed", [EXAMPLE, SMALL, ONE])
def test_answers_paste_back(typed: str) -> None:
    checks = [f"--check={name}={value}" for name, value in brief(typed).items()]
    assert nncalc([*shlex.split(typed), *checks]).code == 0


@pytest.mark.parametrize(
    ("piped", "W1"), [("1 2\n3 4\n", "1,2:3,4"), ("1,2:3,4", "1,2:3,4"), ("1,2\n", "1,2"), ("1\n2\n", "1,2")]
)
def test_standard_input_is_kept_as_a_value(piped: str, W1: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(more: str) -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
        return nncalc(f"forward x=1,a W1=- {more}")

    assert f'W1: "{W1}"\n' in typed("--format yaml").out
    assert json.loads(typed("--format json").out)["given"]["W1"] == W1
    assert typed("--set a=1").code == 0


def test_standalone_is_for_formats_of_pieces() -> None:
    pieces = " or ".join(render.formats_of_pieces())
    for format_ in {*FORMATS} - {*render.formats_of_pieces()}:
        done = nncalc(f"{ONE} --standalone --format {format_}")
        assert (done.code, done.out) == (2, "")
        assert f"--standalone goes with --format {pieces}\n" in done.err
    assert f"With --format {pieces}: a whole document." in nncalc("forward --help").out


@pytest.mark.parametrize("format_", render.formats_of_pieces())
def test_a_standalone_page_holds_the_piece(format_: str) -> None:
    piece, whole = (nncalc(f"{ONE} --format {format_} {more}").out for more in ("", "--standalone"))
    assert piece.strip() in whole
    assert len(whole) > len(piece)


RESULTS = (
    "z1", "a1", "z2", "a2", "y", "losses", "loss", "dy", "da1", "delta1", "delta2", "dW1", "db1", "dW2", "db2", "dx",
    "W1_new", "b1_new", "W2_new", "b2_new", "y_new", "loss_new",
)  # fmt: skip


def test_json_holds_to_the_contract() -> None:
    data = json.loads(nncalc(f"{EXAMPLE} --format json --check loss=.3").out)
    assert list(data) == ["nncalc", "type", "given", "conventions", "results", "steps", "checks"]
    assert data["conventions"]["biases"] == "frozen"
    assert data["given"]["x"] == ".05,.10"
    assert "biases" not in data["given"]
    loss = data["results"]["loss"]
    assert set(loss) == {"exact", "decimal", "value"}
    assert loss["decimal"] == "0.2984"
    assert loss["value"] == pytest.approx(0.2983711088, abs=1e-9)
    for reading in ("exact", "decimal", "value"):
        assert [len(row) for row in data["results"]["W1_new"][reading]] == [2, 2]
    assert data["results"]["z1"] == {
        "exact": ["151/400", "157/400"], "decimal": ["0.3775", "0.3925"], "value": [0.3775, 0.3925],
    }  # fmt: skip
    assert {"name", "formula", "substituted", "value", "section"} == set(data["steps"][0])
    assert {"name", "typed", "verdict", "certain", "root", "causes"} == set(data["checks"][0])
    trained = json.loads(nncalc(f"{EXAMPLE.replace('frozen', 'trained')} --format json").out)
    assert set(RESULTS) <= set(trained["results"])
    symbolic = json.loads(nncalc("forward x=x1 W1=w --format json").out)["results"]["y"]
    assert symbolic == {"exact": ["w*x1"], "decimal": [None], "value": [None]}
