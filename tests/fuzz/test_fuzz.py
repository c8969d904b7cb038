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

from fuzz import plain_reader
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
        "expression", "value", "yaml", "graph", "command", "checked", "batch", "check",
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
SCRIPT = """
import os, socket, subprocess, sys
from fuzz.inputs import Input
from fuzz.guard import install, limit_memory
from fuzz.watch import complaints, note_faults
from fuzz.workers import warm
from nncalc import __main__
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


@pytest.mark.parametrize(("caught", "planted"), [*PLANTED.items(), *PLANTED_IN_COMMANDS.items()])
def test_what_is_planted_is_caught(caught: str, planted: str, tmp_path: Path) -> None:
    value, command = ("value", ["1.5,2.5"]), ("command", ["forward", "x=1", "W1=2"])
    script = SCRIPT.format(one=command if caught in PLANTED_IN_COMMANDS else value, planted=planted)
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
