"""Every problem file: each expected figure is judged right, each wrong input gives its recorded message."""

from __future__ import annotations

from pathlib import Path

import kept
import pytest
from commandline import ROOT, judge
from worked import ENTRIES, FILES, PROBLEMS

from nncalc.checking.answers import check_figures, published_check
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import Settings, run_problem
from nncalc.problem_files.entry import Broken, Entry, kind_of, placed
from nncalc.problem_files.reader import read_file
from nncalc.render.failures import describe

WRONG = sorted((PROBLEMS / "errors").glob("*.yaml"))


@pytest.mark.parametrize("entry", ENTRIES)
def test_problem(entry: Entry | Broken) -> None:
    assert isinstance(entry, Entry), [describe(error) for error in entry.errors]
    assert entry.source, "a worked problem says where it comes from"
    assert entry.expect or entry.expect_published, "a worked problem expects something"
    problem = read_problem(registry.load(entry.type), entry.given, folder=entry.folder)
    for check in check_figures(problem, list(entry.expect.items()), Settings()):
        assert check.verdict == "right", f"{check.name}={check.typed}: {check.words}"
    for name, published in entry.expect_published.items():
        check = published_check(problem, name, published.value, published.cause, Settings())
        assert check.verdict == "right", f"the published {name}={published.value}: {check.words}"


def messages(path: Path) -> str:
    """Everything nncalc says of a file of wrong inputs."""
    lines: list[str] = []
    try:
        for entry in read_file(str(path.relative_to(ROOT))):
            lines += said_of(entry)
    except InputErrors as several:
        lines += [line for error in several.errors for line in describe(error)]
    return "\n".join(lines) + "\n"


def said_of(entry: Entry | Broken) -> list[str]:
    if isinstance(entry, Broken):
        return [line for error in entry.errors for line in describe(error)]
    try:
        problem = read_problem(kind_of(entry), entry.given, folder=entry.folder)
        run_problem(problem, lambda run: None)
    except InputErrors as several:
        return [line for error in several.errors for line in describe(placed(error, entry))]
    except InputError as error:
        return describe(placed(error, entry))
    return ["(accepted)"]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_wrong_input(path: Path) -> None:
    """The message of each wrong input stands beside it; NNCALC_UPDATE_SNAPSHOTS=1 writes it anew."""
    said = messages(path)
    assert "(accepted)" not in said, "wrong input was accepted"
    kept.compare(path.with_suffix(".txt"), said)


def test_every_type_has_problems() -> None:
    """Nothing is forgotten: each type has a folder of worked problems and wrong inputs of its own."""
    for name in registry.names():
        assert list((PROBLEMS / name).glob("*.yaml")), f"problems/{name}/ has no problems"
        assert [path for path in WRONG if path.name.startswith(f"{name}-")], f"problems/errors/ has no {name}-*.yaml"


def test_every_choice_has_a_problem() -> None:
    """Each activation, loss and convention is worked in some problem; a list that types share is worked in one."""
    worked: dict[frozenset[str], set[str]] = {}
    for name in registry.names():
        for field in registry.load(name).fields().values():
            worked.setdefault(frozenset(field.choices), set())
    for path in FILES:
        for entry in read_file(str(path.relative_to(ROOT))):
            assert isinstance(entry, Entry)
            problem = read_problem(registry.load(entry.type), entry.given, folder=entry.folder)
            for field in problem.fields().values():
                value = getattr(problem, field.attribute)
                worked[frozenset(field.choices)] |= {str(one) for one in (value.values() if field.family else [value])}
    for choices, found in worked.items():
        assert not choices - found, f"no problem has {' '.join(sorted(choices - found))}"


def test_a_wrong_expectation_is_caught() -> None:
    """The driver itself: a planted wrong figure must be judged wrong."""
    problem = read_problem(registry.load("forward"), {"x": "1,2", "W1": "3,4"})
    assert run_problem(problem, lambda run: judge(run, "y", "11", Precision())).verdict == "right"
    assert run_problem(problem, lambda run: judge(run, "y", "11.1", Precision())).verdict == "wrong"
