"""Every result has a declared meaning, every declaration a result: tried on the worked problems and the examples."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from functools import cache

import pytest
from commandline import ROOT, nncalc

from nncalc.batch.problems import Selection, find_files, read_all
from nncalc.declaring import registry
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.declaring.results import pattern_of, spelling
from nncalc.page.solving import run_problem
from nncalc.problem_files.entry import Entry

TYPES = registry.names()


def solvable(name: str) -> Iterator[ProblemType]:
    """The worked problems and the examples of a type."""
    files, _ = find_files([str(ROOT / "problems" / name)])
    kind = registry.load(name)
    for entry in read_all(files, Selection()):
        assert isinstance(entry, Entry)
        if entry.type == name:
            yield read_problem(kind, entry.given, folder=entry.folder)
    for example in kind.examples:
        yield read_problem(kind, kind.read_tokens([word for word in shlex.split(example)[1:] if word[:2] != "--"]))


@cache
def result_names(name: str) -> dict[str, None]:
    """The names of all their results."""
    found: dict[str, None] = {}
    for problem in solvable(name):
        found |= run_problem(problem, lambda run: dict.fromkeys(run.results))
    return found


@pytest.mark.parametrize("name", TYPES)
def test_every_result_is_declared(name: str) -> None:
    kind = registry.load(name)
    assert [result for result in result_names(name) if pattern_of(kind, result) is None] == []


@pytest.mark.parametrize("name", TYPES)
def test_every_declaration_has_a_result(name: str) -> None:
    kind = registry.load(name)
    met = {pattern_of(kind, result) for result in result_names(name)}
    assert [pattern for pattern in kind.results if pattern not in met] == []
    assert all(kind.results.values())


@pytest.mark.parametrize(
    ("pattern", "spelt"),
    [
        ("loss", "loss"),
        ("z{N}", "z1 …"),
        ("W{N}_new", "W1_new …"),
        ("h{N}{|_back}", "h1 …"),
        ("h{|_back}", "h"),
        ("delta_{i|f|g|o}{N}", "delta_i1 …"),
        ("d_{NAME}", "d_NAME"),
        ("epoch.{N}.{NAME}", "epoch.N.NAME"),
        ("first{|_height}.{N}.{M}", "first.N.M"),
    ],
)
def test_how_a_family_is_written(pattern: str, spelt: str) -> None:
    assert spelling(pattern) == spelt


@pytest.mark.parametrize(
    ("result", "pattern"),
    [
        ("y", "y"),
        ("a12", "a{N}"),
        ("a", None),
        ("y1", None),
        ("W1_new", "W{N}_new"),
        ("W1_new.1", None),
        ("epoch.7.W1_new", "epoch.{N}.{NAME}"),
        ("epoch.x.W1", None),
    ],
)
def test_which_declaration_a_name_has(result: str, pattern: str | None) -> None:
    assert pattern_of(registry.load("backprop"), result) == pattern


@pytest.mark.parametrize("name", TYPES)
def test_help_names_every_result(name: str) -> None:
    lines = nncalc([name, "--help"]).out.partition("\nResults (")[2].partition("\nOptions:")[0]
    for pattern in registry.load(name).results:
        assert f"\n  {spelling(pattern)} " in lines
