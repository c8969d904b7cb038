"""Every slip by a figure that was written down: what a person gets who makes it on a worked problem, and what is said.

A line of snapshots/slips.txt is `problem | figure | name of the slip, rule: what is done`. NNCALC_UPDATE_SNAPSHOTS=1
adds a line for a new slip; work its figure out by hand, for it is what keeps the slip from changing unseen.
"""

from __future__ import annotations

import os
from functools import cache

import pytest
from commandline import ROOT
from test_slips import proof, slips

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.engine.rule import Slip
from nncalc.page.document import Check
from nncalc.page.solving import Settings
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file

SNAPSHOT = ROOT / "tests" / "snapshots" / "slips.txt"
LINES = SNAPSHOT.read_text(encoding="utf-8").splitlines()


def said(slip: Slip) -> str:
    return f"{slip.id}, {slip.rule.name}: {slip.words}"


def lines() -> list[str]:
    """A line for every slip that is declared: the one there is, else the simplest problem that shows it."""
    there = {line.split(" | ")[2]: line for line in LINES}
    found: dict[str, str] = {}
    for name in registry.names():
        for slip in slips(name):
            if said(slip) in there:
                found[said(slip)] = there[said(slip)]
            elif shown := proof(name, slip):
                problem, _, figure = shown.partition(": ")
                found.setdefault(said(slip), f"{name}/{problem} | {figure} | {said(slip)}")
    return sorted(found.values(), key=lambda line: line.split(" | ")[2])


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine, too, every explanation is tried."""
    monkeypatch.setattr("nncalc.checking.explain.SECONDS", 600.0)


@cache
def entries(path: str) -> dict[str, Entry]:
    return {entry.id: entry for entry in read_file(path) if isinstance(entry, Entry)}


def test_every_slip_has_its_figure() -> None:
    if os.environ.get("NNCALC_UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text("\n".join(lines()) + "\n", encoding="utf-8")
    declared = {said(slip) for name in registry.names() for slip in slips(name)}
    assert {line.split(" | ")[2] for line in SNAPSHOT.read_text(encoding="utf-8").splitlines()} == declared


def checked(line: str) -> Check:
    """The check of a line's figure."""
    place, figure, _ = line.split(" | ")
    name, file, number = place.split("/", 2)
    entry = entries(str(ROOT / "problems" / name / f"{file}.yaml"))[number]
    problem = read_problem(registry.load(name), entry.given, folder=entry.folder)
    typed = figure.split("=", 1)
    return check_figures(problem, [(typed[0], typed[1])], Settings(precision=Precision(9)))[0]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split(" | ")[2].split(":")[0])
def test_the_figure_is_explained(line: str) -> None:
    words = line.split(" | ")[2]
    number, what = words.split(", ")[0], words.split(": ", 1)[1]
    causes = [f"{cause['id']}, {cause['words']}" for cause in checked(line).causes]
    assert any(cause.startswith(f"{number}, {what}") for cause in causes), causes
