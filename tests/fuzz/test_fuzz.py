"""2,500 inputs of the fuzzer, with NNCALC_WHOLE=1 20,000, the same ones in every run; `python tests/fuzz/fuzz.py` is the
long run."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

if sys.platform != "linux":
    pytest.skip("the watch on memory and processor time is Linux's", allow_module_level=True)

from commandline import ROOT
from whole import bound

from fuzz import plain_answers, plain_reader
from fuzz.answer_texts import ANSWERS
from fuzz.corpus import seeds
from fuzz.inputs import made
from fuzz.workers import fuzz

SEED, INPUTS, PARTS = 0, 2_500, bound(sample=1, whole=8)
"""A part has so many inputs."""


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_broken(part: int) -> None:
    done, failures = 0, []
    for number, found in fuzz(SEED, part * INPUTS, INPUTS, processes=1):
        done += number
        failures += found
    assert done == INPUTS
    assert not failures, "\n".join(f"seed {SEED}, input {f.number}: {f.complaint}\n  {f.shown}" for f in failures[:10])


def test_an_input_comes_from_its_seed_and_number_alone() -> None:
    assert [made(3, number, seeds()) for number in range(50)] == [made(3, number, seeds()) for number in range(50)]
    assert made(3, 7, seeds()) != made(4, 7, seeds())
    assert {made(5, number, seeds()).kind for number in range(2000)} == {
        "expression", "value", "yaml", "answer", "graph", "command", "checked", "batch", "check",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("-1.7", Fraction(-17, 10)),
        ("1/3,-2^2:.5,1e-3", [[Fraction(1, 3), Fraction(-4)], [Fraction(1, 2), Fraction(1, 1000)]]),
        ("１，２", [Fraction(1), Fraction(2)]),
        ("1 2", [Fraction(1), Fraction(2)]),
        ("2^3^2", Fraction(512)),
        ("1,,2", plain_reader.Refused),
        ("(1,2:3,4)", [[1, 2], [3, 4]]),
        ("1/0", plain_reader.Refused),
        ("1.2.3", plain_reader.Refused),
        ("(1", plain_reader.Refused),
        ("1 -2", plain_reader.Unsure),
        ("x", plain_reader.Unsure),
    ],
)
def test_the_independent_reader(text: str, meant: Any) -> None:
    if isinstance(meant, type):
        with pytest.raises(meant):
            plain_reader.read(text)
    else:
        assert plain_reader.read(text) == meant


NUMBER, COUNT, VECTOR = (ANSWERS[asked] for asked in ("number", "count", "vector"))


@pytest.mark.parametrize(
    ("text", "asked", "meant"),
    [
        ("- 0.87", NUMBER, [("-0.87", 2)]),
        ("-8.7 × 10⁻¹", NUMBER, [("-0.87", 2)]),
        ("≈85 %", NUMBER, [("0.85", 2)]),
        ("E = (−2,04).", NUMBER, [("-2.04", 2)]),
        ("0.870...", NUMBER, [("0.87", 3)]),
        ("2.04 nats", NUMBER, [("2.04", 2)]),
        ("10⁻¹", NUMBER, [("0.1", 1)]),
        ("34,944 parameters", COUNT, [("34944", 0)]),
        ("131K", COUNT, [("131000", -3)]),
        ("p = {0.13, 0.87, 0}.", VECTOR, [("0.13", 2), ("0.87", 2), ("0", 0)]),
        ("0,13; 0,87; - 0,5", VECTOR, [("0.13", 2), ("0.87", 2), ("-0.5", 1)]),
        ("p_3=1, p_1=2, p_2=.5", VECTOR, [("2", 0), ("0.5", 1), ("1", 0)]),
        ("1,234", NUMBER, plain_reader.Refused),
        ("2K", NUMBER, plain_reader.Refused),
        ("W = 2.04", NUMBER, plain_reader.Refused),
        ("1/3", NUMBER, plain_reader.Unsure),
        ("2 kg", NUMBER, plain_reader.Refused),
        ("0.13, 0.87", VECTOR, plain_reader.Unsure),
    ],
)
def test_the_independent_reader_of_answers(text: str, asked: Any, meant: Any) -> None:
    if isinstance(meant, type):
        with pytest.raises(meant):
            plain_answers.read(text, asked)
    else:
        assert plain_answers.read(text, asked) == [(Fraction(value), decimals) for value, decimals in meant]


# -- the watch itself: what it must catch, planted ------------------------------------------------------------------

PLANTED = {
    "misread": "expressions.plain_number = lambda text: (flint.fmpq(3), text)",
    "traceback": "expressions.plain_number = lambda text: {}[text]",
    "slow": "expressions.plain_number = lambda text: next(x for x in iter(int, 1) if x)",
    "memory": "expressions.plain_number = lambda text: 'x' * (600 << 20)",
    "touched: open": "expressions.plain_number = lambda text: open('planted', 'w')",
    "touched: os.system": "expressions.plain_number = lambda text: os.system('true')",
    "touched: subprocess.Popen": "expressions.plain_number = lambda text: subprocess.run(['true'])",
    "touched: socket": "expressions.plain_number = lambda text: socket.socket()",
    "touched: compile": "expressions.plain_number = lambda text: eval(text)",
}
PLANTED_IN_COMMANDS = {
    "fault: KeyError": "expressions.plain_number = lambda text: {}[text]",
    "control: U+001B": "outcome_of(lambda: sys.stdout.write(chr(27)) and 0)",
    "exit code 1 without": "outcome_of(lambda: 1)",
    "exit code 7": "outcome_of(lambda: 7)",
    "exit code 2 and not a word": "outcome_of(lambda: 2)",
}
PLANTED_IN_ANSWERS = {
    "misread: [(Fraction(131000000, 1), -6)] for [('131000', -3)]": "notations._SCALES['K'] = 6",
    "misread: [(Fraction(131000, 1), None)]": "compare.number_cell = lambda cell: cell._replace(text='131000+0')",
}
SCRIPT = """
import os, socket, subprocess, sys
from fuzz.inputs import Input
from fuzz.guard import install, limit_memory
from fuzz.watch import complaints, note_faults
from fuzz.workers import warm
from nncalc import __main__
from nncalc.checking import compare, notations
from nncalc.reading import expressions
from nncalc.engine.lazy import flint

def outcome_of(function):
    __main__.run = lambda words: function()

warm()
note_faults()
install()
limit_memory()
one = Input(*{one!r})
assert complaints(one) == [], complaints(one)
{planted}
print(complaints(one))
"""


@pytest.mark.parametrize(
    ("caught", "planted"), [*PLANTED.items(), *PLANTED_IN_COMMANDS.items(), *PLANTED_IN_ANSWERS.items()]
)
def test_what_is_planted_is_caught(caught: str, planted: str, tmp_path: Path) -> None:
    one: tuple[str, list[str]] = ("value", ["1.5,2.5"])
    if caught in PLANTED_IN_COMMANDS:
        one = ("command", ["forward", "x=1", "W1=2"])
    if caught in PLANTED_IN_ANSWERS:
        one = ("answer", ["count", "131K"])
    script = SCRIPT.format(one=one, planted=planted)
    paths = os.pathsep.join([str(ROOT / "tests"), str(ROOT)])
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.stdout[2:].startswith(caught), ended.stdout + ended.stderr
