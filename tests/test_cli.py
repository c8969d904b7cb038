"""The command line: what is read, what is printed where, exit codes, files, checks."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commandline import Outcome, nncalc

from nncalc import registry

EXAMPLE = (
    "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5 biases=frozen"
)
SMALL = "forward x=1,-1.7 W1=1,2:3,-4 b1=0,1/3 act1=relu W2=1,√2"
ONE = "forward x=1/3 W1=2"
FIGURE = re.compile(r"(?<![\w.\[\]₀-₉])-?\d+\.\d+")


def answers(text: str) -> dict[str, str]:
    """The answer lines of a page."""
    lines = text.split("\nAnswers\n")[1].split("\n\n")[0].splitlines()
    return dict(line.strip().split("=", 1) for line in lines)  # type: ignore[misc]


def brief(arguments: str) -> dict[str, str]:
    done = nncalc(arguments + " --steps none")
    assert (done.code, done.err) == (0, "")
    return answers(done.out)


# -- values and options --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "y"),
    [
        ("forward -1.7,3 W1=1,2", "4.3"),
        ("forward '-1,cos(0)' W1=1,2", "1"),
        ("forward -.5 W1=2", "-1"),
        ("forward -√2,1 W1=1,2", "0.5858"),
        ("forward '-(1+2)' W1=1", "-3"),
        ("forward '-exp(0),1' W1=1,2", "1"),
        ("forward '-digits,1' W1=1,2 --set digits=3", "-1"),
        ("forward --digits 2 -1/3 W1=1", "-0.33"),
        ("forward -1/3 W1=1 --digits 2", "-0.33"),
        ("forward x=-1 W1=-2", "2"),
        ("forward −1.7，3 Ｗ１＝1，2", "4.3"),
        ("forward x=1,2 W1=1,1 act=leaky_relu", "3"),
        ("forward x=3 W1=2", "6"),
        ("forward x=[1,2] 'W1=[[1,2],[3,4]]'", "5,11"),
        ("forward 'x=1 2' 'W1=1 2; 3 4'", "5,11"),
    ],
)
def test_values(typed: str, y: str) -> None:
    assert brief(typed)["y"] == y


WRONG = [
    ("forwrad x=1", "Did you mean 'forward'?"),
    ("nothing-of-the-kind", "`nncalc --help` lists the commands"),
    ("--verson", "'--version'"),
    (f"{ONE} --digts 3", "'--digits'"),
    (f"{ONE} --stpes none", "'--steps'"),
    (f"{ONE} -digits 3", "'--digits'"),
    (f"{ONE} -sig=3", "'--sig'"),
    (f"{ONE} -q", "No such option"),
    ("backprop x=1 W1=1 t=1 --lr .5", "'--lr' is a given, not an option: type lr=.5"),
    ("backprop x=1 W1=1 t=1 --lr=.5", "type lr=.5"),
    ("backprop x=1 W1=1 t=1 -lr .5", "type lr=.5"),
    ("backprop x=1 W1=1 t=1 --lr", "type lr=…"),
    ("backprop x=1 --W1 1,2 t=1", "type W1=1,2"),
    ("backprop x=1 W1=1 t=1 --form row", "type form=row"),
    ("backprop x=1 W1=1 t=1 --learning-rate .5", "Did you mean the given lr=.5?"),
    ("rosenblatt X=0,0:0,1 t=0,1 --plott", "Did you mean '--plot'?"),
    ("rnn-step x=1 --gard", "Did you mean '--grad'?"),
    ("softmax-loss z=1,2 --jacobain", "Did you mean '--jacobian'?"),
    (f"{ONE} --format jsno", "'json'"),
    (f"{ONE} --digits many", "--digits"),
    (f"{ONE} --digits -1", "--digits"),
    (f"{ONE} --width 10", "20"),
    (f"{ONE} --check y", "expected: --check loss=0.87"),
    (f"{ONE} --check yy=1", "did you mean y?"),
    (f"{ONE} --check =1", "NAME=VALUE"),
    (f"{ONE} --check y.2=1", "y has 1 part, counted from 1"),
    (f"{ONE} --check y.0=1", "y has 1 part, counted from 1"),
    (f"{ONE} --show yy", "did you mean y?"),
    ("forward", "x is missing"),
    ("forward x=1", "W1 is missing"),
    ("forward 1,2 3,4", "only x, and only in front"),
    ("forward x=1 W1=1 =3", "has no name"),
    ("forward x=1 x=2 W1=1", "x is given twice"),
    ("forward x=1 w1=1", "did you mean W1?"),
    ("backprop x=1 W1=1 t=1 learning_rate=1", "did you mean lr?"),
    ("forward x=1 W1=1 act1=rleu", "did you mean relu?"),
    ("forward x=1 W1=1x", "write 1*x"),
    ("backprop x=1,2 W1=.1,.2 t=1 --check W1_new=1,2", "updates need a learning rate\n  expected: lr=.5 as well"),
    ("backprop x=1,2 W1=.1,.2 t=1 --show y_new.1", "updates need a learning rate"),
    ("backprop x=1,2 W1=.1,.2 t=1 lr=1 --check b1_new=1", "layer 1 has no bias"),
    ("backprop x=1,2 W1=.1,.2 b1=0 t=1 lr=1 biases=frozen --check b1_new=1", "biases are frozen"),
    ("backprop x=1,2 W1=.1,.2 upstream=1 --check loss=1", "a loss needs a target"),
    ("forward x=1,2 W1=.1,.2 --check loss=1", "a loss needs a target"),
    ("forward x=1,2 W1=.1,.2 --check dW1=1", "nncalc backprop, which does"),
    ("forward x=1 W1=w --set w", "--set w11=0.5"),
    ("forward x=1 W1=w --set w=a", "'a' is a name"),
    ("forward x=1 W1=w --set w=1,2", "one number"),
    ("forward x=1 W1=weight --set wieght=1", "did you mean weight?"),
    ("forward x=1 W1=2 --set w=1", "no symbols"),
    ("forward x=1 W1=w --set w=1 --format yaml", "no --set"),
    ("forward x=@nowhere.csv W1=1", "there is no file nowhere.csv"),
    ("forward x=1,2 W1=1,2:3,4 t=1,2,3", "t has shape 3, the output has 2"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
def test_wrong_input_is_answered_on_standard_error(typed: str, said: str) -> None:
    done = nncalc(typed)
    assert done.code == 2
    assert done.out == ""
    assert said in done.err
    assert "Traceback" not in done.err


def test_after_two_hyphens_all_are_values() -> None:
    assert answers(nncalc("forward --steps none -- -1 W1=1").out) == {"y": "-1"}


def test_the_caret_stands_under_the_fault() -> None:
    wrong = nncalc("forward x=1,2.5.1 W1=1").err.splitlines()
    assert wrong[2].index("^") - 2 == wrong[1][2:].index(".1")


def test_several_errors_are_reported_at_once() -> None:
    said = nncalc("forward x=1,,2 W1=2y act1=rleu q=3").err
    assert said.count("Error: ") == 4


@pytest.mark.parametrize("arguments", ["--help", "-h", "--version", "forward --help", "backprop -h", "batch --help"])
def test_help(arguments: str) -> None:
    done = nncalc(arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.strip()


def test_bare_nncalc_prints_the_help() -> None:
    bare = nncalc("")
    assert (bare.code, bare.err) == (0, "")
    assert bare.out == nncalc("--help").out


def test_options_of_a_type_alone_stand_in_its_help() -> None:
    for name in registry.names():
        options = nncalc(f"{name} --help").out.split("\nOptions:\n")[1]
        for switch in registry.load(name).switches():
            assert f"\n  --{switch} " in f"\n{options}"


def test_help_keeps_formulas_and_words_whole() -> None:
    said = nncalc("backprop --help").out
    assert "column | row. z = W·x + b" in said
    assert not re.search(r"\w-\n", said.split("Options:")[0])
    assert not re.search(r"\S  \S", said.split("Examples:")[0])


COMMANDS = ["", *registry.names(), "batch", "check", "new", "schema"]


@pytest.mark.parametrize("columns", [20, 40, 80, 100])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_and_its_examples_can_be_pasted(command: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = nncalc(f"{command} --help").out
    pasted = said.replace("\\\n", "")
    examples = [line.strip() for line in pasted.splitlines() if line.startswith(("  nncalc ", "    nncalc "))]
    assert examples
    if command in registry.names():
        typed = [f"nncalc {example}" for example in registry.load(command).examples]
        assert [shlex.split(line) for line in examples] == [shlex.split(line) for line in typed]
    assert too_wide(said, columns) == []


def too_wide(said: str, columns: int) -> list[str]:
    """Lines that are wider than the terminal though they hold more than one word."""
    wide = [line for line in said.splitlines() if len(line) > columns]
    return [line for line in wide if " " in line.strip() and len(shlex.split(line.removesuffix("\\"))) > 1]


@pytest.mark.parametrize("command", ["--help", "forward --help", "types"])
def test_examples_can_be_pasted_where_there_is_no_root_sign(command: str) -> None:
    (line,) = [line for line in nncalc(command, encoding="ascii").out.splitlines() if "'W2=1,sqrt(2)'" in line]
    done = process(line.strip().removeprefix("nncalc ") + " --steps none")
    assert done.stdout.decode().endswith("y=14.3307\n")


def test_types_on_a_narrow_terminal_can_be_pasted() -> None:
    pytest.importorskip("pty")
    said = on_a_terminal("types", columns=40).replace("\r", "")
    examples = [line.strip() for line in said.replace("\\\n", "").splitlines() if line.startswith("  nncalc ")]
    typed = [shlex.split(f"nncalc {registry.load(name).examples[0]}") for name in registry.names()]
    assert [shlex.split(line) for line in examples] == typed
    assert too_wide(said, 40) == []
    assert max(map(len, nncalc("types").out.splitlines())) > 80


def test_every_command_is_listed() -> None:
    listed = nncalc("--help").out
    for name in registry.names():
        assert f"\n  {name} " in listed
        assert registry.summary(name).split()[0] in listed


# -- exit codes ----------------------------------------------------------------------------------------------


def test_exit_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert nncalc(f"{ONE} --check y=.67").code == 0
    assert nncalc(f"{ONE} --check y=.68").code == 1
    assert nncalc(f"{ONE} --check nothing=1").code == 2
    from nncalc.problem_types.forward import Forward

    def fails(self: Any, run: Any) -> None:
        raise ZeroDivisionError("planted \x1b[31m")

    monkeypatch.setattr(Forward, "work", fails)
    done = nncalc(ONE)
    assert done.code == 3
    assert done.out == ""
    assert "internal fault (ZeroDivisionError: planted \\x1b[31m)" in done.err
    assert "Please report it" in done.err
    assert "Traceback" not in done.err
    monkeypatch.setenv("NNCALC_TRACEBACK", "1")
    assert "Traceback" in nncalc(ONE).err


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    from nncalc.problem_types.forward import Forward

    def stops(self: Any, run: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Forward, "work", stops)
    done = nncalc(ONE)
    assert (done.code, done.out, done.err.strip()) == (130, "", "nncalc: interrupted")


def process(arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **more.pop("env", {})}
    command = f'"{sys.executable}" -m nncalc {arguments}'
    return subprocess.run(["bash", "-c", command], capture_output=True, env=environment, timeout=60, **more)


def test_a_closed_pipe_is_no_failure() -> None:
    done = process(EXAMPLE + " | head -n 1; echo ${PIPESTATUS[0]}")
    assert done.stdout.decode().splitlines()[-1] == "0"
    assert done.stderr == b""
    done = process(EXAMPLE + " epochs=40 --all | true; echo ${PIPESTATUS[0]}")
    assert done.stdout.decode().splitlines()[-1] == "0"
    assert done.stderr == b""
    done = process("forward --help | true; echo ${PIPESTATUS[0]}")
    assert done.stdout.decode().splitlines()[-1] == "0"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("arguments", [ONE, f"{ONE} --format json", "--help"])
def test_a_full_disk_is_no_fault_of_ours(arguments: str) -> None:
    done = process(f"{arguments} > /dev/full")
    assert done.returncode == 2
    assert done.stderr == b"Error: cannot write: No space left on device\n"


def test_closed_streams() -> None:
    assert process(f"{ONE} >&-").returncode == 0
    assert process("forward x=1y >&- 2>&-").returncode == 2


def test_standard_input() -> None:
    done = process("forward x=- W1=1,2 --steps none <<< 3,4")
    assert done.stdout.decode().endswith("y=11\n")
    done = process("forward x=- W1=- <<< 3,4")
    assert done.returncode == 2
    assert b"read already" in done.stderr


# -- files ---------------------------------------------------------------------------------------------------


def test_output_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")
    file.chmod(0o640)
    done = nncalc(f"{ONE} -o {file}")
    assert done == Outcome(0, "", "")
    assert file.read_text(encoding="utf-8").endswith("Answers\ny=0.6667\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["out.txt"]
    assert json.loads((nncalc(f"{ONE} --format json -o {file}") and file).read_text())["type"] == "forward"


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert nncalc(f"{ONE} -o {tmp_path / 'link'}").code == 0
    assert (tmp_path / "link").is_symlink()
    assert "y=0.6667" in (tmp_path / "real").read_text(encoding="utf-8")


def test_a_wrong_figure_is_written_too(tmp_path: Path) -> None:
    file = tmp_path / "out.txt"
    assert nncalc(f"{ONE} --check y=.5 -o {file}").code == 1
    assert "wrong" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["nowhere/out.txt", ".", "file/out.txt", "sealed/out.txt"])
def test_places_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    sealed = tmp_path / "sealed"
    sealed.mkdir(mode=0o555)
    if place.startswith("sealed") and os.access(sealed, os.W_OK):
        pytest.skip("whoever may write everywhere")
    done = nncalc(["forward", "x=1", "W1=1", "-o", str(tmp_path / place)])
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    assert re.search(r"cannot write|is a directory", done.err)
    assert sorted(os.listdir(tmp_path)) == ["file", "sealed"]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "out.txt"
    file.write_text("old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = nncalc(f"{ONE} -o {file}")
    assert done.code == 2
    assert "No space left on device" in done.err
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.txt"]


# -- checks --------------------------------------------------------------------------------------------------

CHECKS = [
    (ONE, "y=.67", "right"),
    (ONE, "y=2/3", "right"),
    (ONE, "y=0.6667", "right"),
    (ONE, "y=0.66670", "wrong"),
    (ONE, "y=.66", "cut"),
    (ONE, "y=-.67", "wrong"),
    (ONE, "y=0.6*10/9", "right"),
    (ONE, "y=1", "right"),
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
    assert check["verdict"] == verdict or (verdict == "wrong" and check["verdict"] not in ("right", "cut"))
    assert done.code == (0 if verdict == "right" else 1)


def test_checks_are_told_on_the_page() -> None:
    done = nncalc(f"{ONE} --check y=.66 --check y=.67 --check y=.5")
    assert done.code == 1
    assert "✗ y=.66: cut instead of rounded" in done.out
    assert "✓ y=.67: right" in done.out
    assert "0.6667" in done.out.split("y=.5:")[1]
    assert "1 of 3 right" in done.out


# -- what is shown -------------------------------------------------------------------------------------------


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


def test_standalone_is_for_latex() -> None:
    done = nncalc(f"{ONE} --standalone")
    assert (done.code, done.out) == (2, "")
    assert "--standalone goes with --format latex" in done.err


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
    assert {"name", "typed", "verdict", "causes"} == set(data["checks"][0])
    trained = json.loads(nncalc(f"{EXAMPLE.replace('frozen', 'trained')} --format json").out)
    assert set(RESULTS) <= set(trained["results"])
    symbolic = json.loads(nncalc("forward x=x1 W1=w --format json").out)["results"]["y"]
    assert symbolic == {"exact": ["w*x1"], "decimal": [None], "value": [None]}


# -- terminals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii", "latin-1", "big5", "shift_jis"])
def test_numbers_survive_every_encoding(encoding: str) -> None:
    for typed in (EXAMPLE, SMALL):
        there, here = nncalc(typed, encoding=encoding), nncalc(typed)
        assert there.code == 0
        assert FIGURE.findall(there.out) == FIGURE.findall(here.out)
        assert answers(there.out) == answers(here.out)
        assert "?" not in there.out
        assert "\\x" not in there.out
        assert "\\u" not in there.out


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_errors_survive_every_encoding(encoding: str) -> None:
    done = nncalc("forward x=1,猫x W1=√−1", encoding=encoding)
    assert done.code == 2
    assert "expected:" in done.err


@pytest.mark.parametrize("columns", [20, 25, 33, 40, 60, 79, 80, 100, 132, 200, 400])
def test_widths(columns: int) -> None:
    """Numbers are never cropped or folded, and the answers stand whole, at any width."""
    page = nncalc(f"{EXAMPLE} --width {columns}").out
    wide = nncalc(f"{EXAMPLE} --width 400").out
    assert sorted(FIGURE.findall(page)) == sorted(FIGURE.findall(wide))
    assert answers(page) == answers(wide)
    if columns >= 60:
        assert max(map(len, page.split("\nAnswers\n")[0].splitlines())) <= columns


@pytest.mark.parametrize("columns", ["20", "400", "0", "-3", "many"])
def test_columns_of_the_environment(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    done = nncalc(EXAMPLE)
    assert done.code == 0
    assert answers(done.out)["loss"] == "0.2984"


def on_a_terminal(arguments: str, columns: int = 100, **environment: str) -> str:
    """What a command prints on a terminal."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    child = subprocess.Popen(
        [sys.executable, "-m", "nncalc", *shlex.split(arguments)],
        stdout=side,
        stderr=side,
        stdin=subprocess.DEVNULL,
        env={**kept, "TERM": "xterm-256color", **environment},
    )
    os.close(side)
    printed = b""
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:
            break
        if not piece:
            break
        printed += piece
    child.wait(timeout=60)
    os.close(main)
    return printed.decode()


def test_colour_is_an_aid_on_a_terminal_only() -> None:
    coloured, plain = on_a_terminal(ONE), on_a_terminal(ONE, NO_COLOR="1")
    assert "\x1b[" in coloured
    assert "\x1b[3" not in plain
    assert "y=0.6667" in re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert "\x1b" not in nncalc(ONE).out
    assert "\x1b[" in nncalc(f"{ONE} --color always").out
    assert "\x1b" not in on_a_terminal(f"{ONE} --color never")


HOSTILE = [
    "\x1b[31mred",
    "a\x07b",
    "\x1b]0;title\x07",
    "[red]x[/red]",
    "[bold]",
    "a\u202eb",
    "a\u200bc",
    "\x9b31m",
    "\r",
    "{x}",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_never_reaches_the_terminal(value: str) -> None:
    lines = [
        ["forward", f"x={value}", "W1=1"],
        ["forward", f"x{value}=1", "W1=1"],
        ["forward", "x=1", "W1=1", f"act1={value}"],
        ["forward", "x=1", "W1=1", "--check", f"y={value}"],
        ["forward", "x=1", "W1=1", "--check", f"{value}=1"],
        ["forward", "x=1", "W1=1", "--show", value],
        ["forward", "x=1", "W1=w", "--set", f"w={value}"],
        ["forward", "x=1", "W1=1", f"--{value}"],
        ["forward", "x=1", "W1=1", "--format", value],
        ["forward", "x=1", "W1=1", "-o", f"/nowhere/{value}"],
        ["forward", f"x=@{value}", "W1=1"],
        ["forward", value],
        [value],
    ]
    for arguments in lines:
        for extra in ([], ["--color", "always"]):
            done = nncalc(arguments + extra)
            assert done.code in (0, 1, 2), arguments
            for text in (done.out, done.err):
                bare = re.sub(r"\x1b\[[\d;]*m", "", text) if extra and done.code < 2 else text
                assert all(c.isprintable() or c == "\n" for c in bare), (arguments, text)


def test_markup_of_users_is_printed_as_typed() -> None:
    done = nncalc(["forward", "x=a", "W1=1", "--check", "y=[bold]", "--color", "always"])
    assert "[bold]" in done.out


# -- what is imported ----------------------------------------------------------------------------------------

HEAVY = {"flint", "numpy", "sympy", "lark", "rich", "yaml", "mpmath", "torch", "json"}
USAGE = HEAVY - {"json"}


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        ("--help", HEAVY),
        ("--version", HEAVY),
        ("forwrad", HEAVY),
        ("--verson", HEAVY),
        ("forward x=1 W1=2 --digts 3", HEAVY),
        ("forward --help", USAGE),
        (EXAMPLE, HEAVY - {"flint"}),
        (ONE, HEAVY - {"flint"}),
        ("forward x=x1 W1=w1", HEAVY - {"flint"}),
        ("forward x=1/0 W1=w1", HEAVY - {"flint"}),
        (f"{ONE} --format json", HEAVY - {"flint", "json"}),
        ("forward 'x=cos(0)' W1=1", HEAVY - {"flint", "lark"}),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_imports(arguments: str, absent: set[str]) -> None:
    loaded = imported(arguments)
    assert "click" in loaded
    assert loaded & absent == set()


def imported(arguments: str) -> set[str]:
    """The top-level modules that a command imports."""
    command = f'"{sys.executable}" -X importtime -m nncalc {arguments}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    return {line.split("|")[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "import time" in line}


FORMULAS = {"forward", "graph"}
"""Types whose first example holds a formula: only that needs a grammar."""
EACH = {name: {"click", "flint"} | ({"lark"} if name in FORMULAS else set()) for name in registry.names()} | {
    "batch problems/metrics": {"click", "flint", "yaml"}, "check tests/data/key.yaml tests/data/answers.csv": {
        "click", "flint", "yaml"}, "new backprop": {"click", "flint"}, "schema": {"click"}, "types": {"click"},
}  # fmt: skip


@pytest.mark.parametrize("command", EACH)
def test_every_import_earns_its_place(command: str) -> None:
    """Of the packages that nncalc depends on, a command imports what it needs and nothing else."""
    arguments = registry.load(command).examples[0] if command in registry.names() else command
    packages = {"click", "flint", "lark", "yaml", "rich", "sympy", "numpy"}
    assert imported(arguments) & packages == EACH[command]
