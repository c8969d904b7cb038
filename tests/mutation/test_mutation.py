"""The published claim holds: every row of every registry, when it is broken, is noticed by a test.

One row in 24 is broken, with NNCALC_WHOLE=1 every one.
"""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from commandline import ROOT
from whole import bound

from mutation.source import changes

PARTS = bound(sample=24, whole=4)


@pytest.mark.parametrize("part", range(bound(sample=1, whole=PARTS)))
def test_every_broken_row_is_noticed(part: int) -> None:
    """First by the test that killers.json names for it, then by any of those."""
    command = [sys.executable, "tests/mutation/run.py", "--quick", "--part", f"{part}/{PARTS}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\nadd cases, or an entry in equivalent.yaml\n{done.stderr}"


SAMPLE = """
from __future__ import annotations
LEAST: int = 3
def f(a, b=1):
    'What it does.'
    assert a
    if a < b and not b:
        raise ValueError('no')
    for x in (y for y in a if y):
        g(x)
    return -a
"""
CHANGES = {
    ": number + 1: 3": "LEAST: int = 4",
    ": number + 1: 1": "def f(a, b=2):",
    "f().: and/or: a < b and (not b)": "if a < b or not b:",
    "f().: comparison: a < b": "if a <= b and (not b):",
    "f().: not dropped: not b": "if a < b and b:",
    "f().: negated: if a < b and (not b): raise ValueError('no')": "if not (a < b and (not b)):",
    "f().: left out: raise ValueError('no')": "pass",
    "f().: text: 'no'": "raise ValueError('')",
    "f().: negated: (y for y in a if y)": "for x in (y for y in a if not y):",
    "f().: left out: g(x)": "pass",
    "f().: result lost: return -a": "return None",
    "f().: sign dropped: -a": "return a",
}


def test_source_is_changed_at_one_node_at_a_time() -> None:
    found = {}
    before = ast.unparse(ast.parse(SAMPLE)).splitlines()
    for name, _ in changes(ast.parse(SAMPLE)):
        tree = ast.parse(SAMPLE)
        dict(changes(tree))[name].apply()
        after = ast.unparse(ast.fix_missing_locations(tree)).splitlines()
        (found[name],) = [new.strip() for old, new in zip(before, after, strict=True) if old != new]
    assert found == CHANGES
