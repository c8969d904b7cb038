"""The command line: what is read and refused, help, exit codes, streams."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from commandline import EXAMPLE, ONE, answers, brief, nncalc, on_a_terminal, process

from nncalc.cli.group import tools
from nncalc.declaring import registry

# -- values and options ----------------------------------------------------------------------------------------


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
    ("forward x=1 WW1=1", "did you mean W1?"),
    ("backprop x=1 W1=1 t=1 learning=1", "did you mean lr?"),
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
    ("forward x=1 W1=w --set w=1 --set w=2", "--set: w is set twice"),
    (f"{ONE} --sig 2 --digits 3", "--digits and --sig at once"),
    (f"{ONE} --sig 2 --digits 4", "--digits and --sig at once"),
    (f"{ONE} --check y=1 --check y=2 --format yaml", "y is checked 2 times, and a problem file expects one figure"),
    (f"{ONE} --check 'y = 1' --check y=2 --format yaml", "y is checked 2 times"),
    (
        "metrics y=a,b,a 'yhat=a,b,[red]'",
        "Error: yhat is not one list of labels\n  expected: one label for each sample",
    ),
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
    (line,) = [line for line in nncalc(command, encoding="ascii").out.splitlines() if '"W2=1,sqrt(2)"' in line]
    done = process(line.strip().removeprefix("nncalc ") + " --steps none")
    assert done.stdout.decode().endswith("y=14.3307\n")


def test_types_on_a_narrow_terminal_can_be_pasted() -> None:
    pytest.importorskip("pty")
    said = on_a_terminal("types", columns=40).replace("\r", "")
    examples = [line.strip() for line in said.replace("\\\n", "").splitlines() if line.startswith("  nncalc ")]
    listed = [name for types in registry.by_topic().values() for name in types]
    typed = [shlex.split(f"nncalc {registry.load(name).examples[0]}") for name in listed]
    assert [shlex.split(line) for line in examples] == typed
    assert too_wide(said, 40) == []
    assert max(map(len, nncalc("types").out.splitlines())) > 80


def test_every_command_is_listed_under_its_topic_in_one_line_of_80_columns() -> None:
    listed, lines = nncalc("--help").out, nncalc("types").out.splitlines()
    assert len(listed.split("\nTools:\n")[1].split("\n\n")[0].splitlines()) == len(tools())
    for topic, types in registry.by_topic().items():
        part = listed.split(f"\n{topic}:\n")[1].split("\n\n")[0].splitlines()
        assert [tuple(line.split(maxsplit=1)) for line in part] == [(n, registry.summary(n)) for n in types]
        assert max(map(len, part)) <= 80
        heading = lines.index(topic)
        for name in types:
            at = lines.index(f"{name}: {registry.summary(name)}")
            assert at > heading
            assert len(lines[at]) <= 80


# -- exit codes ------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    "arguments", [EXAMPLE, f"{EXAMPLE} epochs=40 --all", f"{EXAMPLE} --check y=1,2", "forward --help"]
)
def test_a_closed_pipe_is_told_by_the_exit_code(arguments: str) -> None:
    """Nothing is said, and whatever the command found, the code is that of SIGPIPE: not all of it was read."""
    done = process(f"{arguments} | true; echo ${{PIPESTATUS[0]}}")
    assert done.stdout.decode().splitlines()[-1] == "141"
    assert done.stderr == b""


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


def test_a_problem_of_each_of_several_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert nncalc("new backprop metrics backprop -o key.yaml").code == 0
    text = Path("key.yaml").read_text(encoding="utf-8")
    assert [line.split()[-1] for line in text.splitlines() if " id: " in line] == [
        "backprop-1",
        "metrics-1",
        "backprop-2",
    ]
    assert nncalc("batch key.yaml").out.endswith("3 problems in 1 file: 3 right\n")
