"""A lecturer's conventions from a file: what holds, what is said of it, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import brief, nncalc

from nncalc.cli.defaults_file import DISPLAY

FILE = """\
form: row
loss: mse
log: 10
digits: 3
rnn-step: {z_on: old, loss: sse}
"""
GRU = "rnn-step cell=gru gates=rzn x=1,-1 Wx=.1,.2:.3,.4:.5,.6 Wh=.7:.8:.9 form=column"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "course.yaml"
    path.write_text(FILE)
    return path


def conventions(line: str) -> dict[str, str]:
    held: dict[str, str] = json.loads(nncalc(f"{line} --format json").out)["conventions"]
    return held


def test_a_file_sets_what_its_type_takes(file: Path) -> None:
    held = conventions("backprop x=1,2 W1=1,2:3,4 t=1,0 --defaults course.yaml")
    assert (held["form"], held["loss"]) == ("row", "mse")
    assert conventions("softmax-loss z=1,2 y=0 --defaults course.yaml")["log"] == "10"
    held = conventions(f"{GRU} t=1 --defaults course.yaml")
    assert (held["z_on"], held["loss"], held["form"]) == ("old", "sse", "column")
    assert conventions("hinge-loss s=1,2 y=0 --defaults course.yaml")["form"] == "weston-watkins"


@pytest.mark.parametrize("format", ["text", "markdown", "latex"])
def test_the_head_of_the_page_says_so(file: Path, format: str) -> None:
    page = nncalc(f"softmax-loss z=1,2 y=0 --defaults course.yaml --format {format}").out
    assert "course.yaml sets log=10, digits=3" in page.replace("\\_", "_").split("Given")[0]
    alone = nncalc(f"graph 'f=x*y' --digits 4 --defaults course.yaml --format {format}").out
    assert "course.yaml" not in alone, "nothing of it holds there"


def test_what_is_typed_counts_first(file: Path) -> None:
    line = "softmax-loss z=1,2 y=0 --defaults course.yaml"
    assert brief(line)["loss"] == "0.570"
    assert brief(f"{line} log=e")["loss"] == "1.313"
    assert brief(f"{line} --digits 2")["loss"] == "0.57"
    assert brief(f"{line} --sig 5")["loss"] == "0.57034"


def test_the_environment_names_a_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNCALC_DEFAULTS", str(file))
    assert brief("softmax-loss z=1,2 y=0")["loss"] == "0.570"
    assert brief("softmax-loss z=1,2 y=0 --defaults ''")["loss"] == "1.3133"
    (file.parent / "problem.yaml").write_text(
        "problems: [{id: a, type: softmax-loss, given: {z: '1,2', y: 0}, expect: {loss: 1.3133}}]"
    )
    assert nncalc("batch problem.yaml").code == 0, "problem files stand by themselves"


def test_the_problem_file_of_a_command_holds_the_conventions(file: Path) -> None:
    written = nncalc("softmax-loss z=1,2 y=0 --defaults course.yaml --format yaml").out
    assert "log: 10" in written


def test_every_display_option_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    values = {"steps": "brief", "width": "60", "sig": "3", "color": "never", "digits": "2", "notation": "qiu"}
    for name in DISPLAY:
        Path("one.yaml").write_text(f"{name}: {values.get(name, 'yes')}\n")
        done = nncalc("forward x=1/3 W1=2 --defaults one.yaml")
        assert (done.code, done.err) == (0, "")
        assert f"one.yaml sets {name}={values.get(name, 'yes')}" in done.out


REFUSED = [
    ("frm: row\n", "1:1: there is no convention 'frm'", "form?"),
    ("lr: .5\n", "lr is no convention: defaults are no givens", "expected:"),
    ("form: rows\n", "form: 'rows' is not one of the values of form", "row?"),
    ("log: 10\nbackprop: {log: 10}\n", "2:12: there is no convention 'log'", "expected: form loss"),
    ("backprop: {los: mse}\n", "there is no convention 'los'", "loss?"),
    ("digits: many\n", "'many' is not", "digits"),
    ("exact: maybe\n", "'maybe' is neither yes nor no", "exact: yes"),
    ("digits: 3\nsig: 3\n", "digits and sig at once", "one of the two"),
    ("form: &a row\n", "an anchor (&a) is not read", "plain values"),
    ("form: !!python/object:os.system row\n", "a tag (tag:yaml.org,2002:python/object:os.system) is not read", "plain"),
    ("output: /etc/passwd\n", "there is no convention 'output'", "expected"),
    ("form: row\nform: row\n", "the key 'form' stands twice", "once"),
    ("problems: [{id: 1}]\n", "this is a list, as problem files have it", "form: row"),
    ("form: [row]\n", "is not one of the values of form", "column | row"),
    ("x: \x1b[31m\n", "a control character stands in the file", "UTF-8"),
]


@pytest.mark.parametrize(("text", "said", "more"), REFUSED)
def test_what_is_refused(text: str, said: str, more: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.yaml").write_text(text)
    done = nncalc("forward x=1,2 W1=1,2 --defaults bad.yaml")
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert more in done.err
    assert "bad.yaml" in done.err


@pytest.mark.parametrize("path", ["missing.yaml", ".", "/dev/zero"])
def test_no_file_of_defaults(path: str) -> None:
    done = nncalc(f"forward x=1,2 W1=1,2 --defaults {path}")
    assert done.code == 2
    assert f"{path}: there is no file with defaults" in done.err


def test_a_convention_of_the_file_that_does_not_fit_is_placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("course.yaml").write_text("labels: pm1\n")
    done = nncalc("rosenblatt X=1,2:2,1 t=0,1 --defaults course.yaml")
    assert done.code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [*[(f"form{sign}row\n", "with a plain colon and a space: form: row") for sign in " =:"],
     ("form：row\n", "form: row, with a plain colon\n")],
)  # fmt: skip
def test_a_line_without_a_colon_is_told_how_it_is_written(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    done = nncalc("forward x=1 W1=1 --defaults course.yaml")
    assert done.code == 2
    assert "this is no file of defaults" in done.err
    assert said in done.err
