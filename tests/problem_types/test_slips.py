"""Every slip that is declared: on some worked problem it changes a figure, and the checker finds it from that figure.

The rules are found by running the problems of each type; a slip that no problem of its rule's types brings out fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from commandline import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.decide import rounded
from nncalc.engine.figures import Precision, plain
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import Rule, Slip
from nncalc.engine.run import DoesNotApply, Policy
from nncalc.engine.tensor import Tensor
from nncalc.errors import NncalcError
from nncalc.page.solving import Settings, in_input_syntax, read_result, run_problem
from nncalc.problem_files.entry import Entry
from nncalc.problem_files.reader import read_file

PLACES = 9
TROUBLES = (DoesNotApply, NncalcError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError)


class Case(NamedTuple):
    """A worked problem, its right results in figures, and the rules that it uses."""

    name: str
    problem: ProblemType
    results: dict[str, Any]
    used: dict[Rule, int]


def figures(run: Any) -> dict[str, str]:
    """The numeric results, every figure with all its places; symbols, infinite values and tables are left out."""
    found = {}
    for name, value in run.results.items():
        if isinstance(value, (Quantity, Tensor)):
            parts = [value] if isinstance(value, Quantity) else value.items
            if all(q.value is not None and not _is_infinite(q) for q in parts):
                texts = [plain(rounded(q, PLACES), PLACES) for q in parts]
                width = value.shape[-1] if isinstance(value, Tensor) else 1
                rows = [",".join(texts[start : start + width]) for start in range(0, len(texts), width)]
                found[name] = ":".join(rows)
        elif isinstance(value, bool) or (isinstance(value, list) and value and isinstance(value[0], (int, str))):
            found[name] = in_input_syntax(read_result(value, Precision(PLACES)))
    return found


def _is_infinite(q: Quantity) -> bool:
    return hasattr(q.value, "is_finite") and not q.value.is_finite()


@cache
def cases(name: str) -> list[Case]:
    """The problems of one type that can be solved, the short ones first: a slip is shown on the simplest."""
    found = []
    for path in sorted((ROOT / "problems" / name).glob("*.yaml")):
        for entry in read_file(str(path)):
            if isinstance(entry, Entry) and entry.type == name:
                problem = read_problem(registry.load(name), entry.given, folder=entry.folder)
                results, used = run_problem(problem, lambda run: (figures(run), dict(run.used)))
                found.append(Case(f"{path.stem}/{entry.id}", problem, results, used))
    return sorted(found, key=lambda case: len(case.results))


def slips(name: str) -> Iterator[Slip]:
    """Every slip of every rule that a problem of the type uses."""
    rules: dict[Rule, None] = {}
    for case in cases(name):
        rules |= dict.fromkeys(case.used)
    return (slip for rule in rules for slip in rule.slips)


def planted(case: Case, slip: Slip) -> dict[str, Any]:
    """The figures of the slip that differ from the right ones; empty where it has no meaning."""
    try:
        wrong = run_problem(case.problem, figures, Policy(choice={slip.rule: slip.function}))
    except TROUBLES:
        return {}
    return {name: typed for name, typed in wrong.items() if typed != case.results.get(name)}


def is_found(case: Case, slip: Slip, name: str, typed: str) -> bool:
    """Whether the checker names the slip, by its number, for one wrong figure; it must never call that right."""
    check = check_figures(case.problem, [(name, typed)], Settings(precision=Precision(PLACES)))[0]
    assert check.verdict != "right", f"{slip.number}: {name}={typed} was called right on {case.name}"
    return any(cause["id"] == slip.number and cause["words"].startswith(slip.words) for cause in check.causes)


@cache
def proof(name: str, slip: Slip) -> str | None:
    """The problem and the figure that prove the slip: distinct from the right answer, and found."""
    tried = 0
    for case in cases(name):
        if slip.rule not in case.used:
            continue
        for result, typed in planted(case, slip).items():
            if result not in case.results:
                continue
            if is_found(case, slip, result, typed):
                return f"{case.name}: {result}={typed}"
            tried += 1
            if tried > 12:
                return None
    return None


@pytest.mark.parametrize("name", registry.names())
def test_every_slip_is_found(name: str) -> None:
    """Slips that are never brought out, or never found, are listed by number, rule and words."""
    lost = [slip for slip in slips(name) if proof(name, slip) is None]
    # Rules are shared: a problem of another type may show what none of this type can.
    missing = [slip for slip in lost if not any(proof(other, slip) for other in registry.names() if other != name)]
    assert not missing, f"{name}: no problem shows " + "; ".join(
        f"{slip.number} ({slip.rule.name}: {slip.words})" for slip in missing
    )


CONVENTION_SLIPS = [
    (name, setting, number)
    for name in registry.names()
    for setting, (number, _) in registry.load(name).convention_slips.items()
]


@pytest.mark.parametrize(("name", "setting", "number"), CONVENTION_SLIPS)
def test_every_convention_that_is_a_slip_is_found(name: str, setting: str, number: str) -> None:
    """Both the convention and the number of the slip are named."""
    field, value = setting.split("=")
    for case in cases(name):
        if case.problem.conventions[field] == value:
            continue
        try:
            other = read_problem(type(case.problem), {**case.problem.typed, field: value})
            wrong = run_problem(other, figures)
        except TROUBLES:
            continue
        for result, typed in wrong.items():
            if typed != case.results.get(result, typed):
                check = check_figures(case.problem, [(result, typed)], Settings(precision=Precision(PLACES)))[0]
                assert check.verdict != "right"
                if {setting, number} <= {cause["id"] for cause in check.causes}:
                    return
    pytest.fail(f"no problem of {name} shows {setting} as slip {number}")


BELONGING = {*range(1, 67), *range(76, 82)} - {28, 42}
"""The numbers of the list of slips that belong to the types there are; 28 (rounds early) and 42 (cuts) are no rule's."""


def test_the_list_of_slips_is_complete() -> None:
    declared = {slip.number for name in registry.names() for slip in slips(name)}
    declared |= {number for _, _, number in CONVENTION_SLIPS}
    assert {int(re.sub(r"\D", "", number)) for number in declared} >= BELONGING


def test_the_driver_notices_a_slip_that_changes_nothing() -> None:
    case = cases("forward")[0]
    rule = next(iter(case.used))
    assert planted(case, Slip(rule, rule.right, "0", "does it right")) == {}


weights = st.lists(st.integers(-99, 99).filter(bool), min_size=12, max_size=12)


@settings(max_examples=12)
@given(weights, st.data())
def test_a_slip_is_found_on_any_network(numbers: list[int], data: st.DataObject) -> None:
    """A network with random weights, worked with one of its slips: never called right, and found."""
    n = [f"{number / 100:.2f}" for number in numbers]
    typed = {
        "x": n[:2], "W1": [n[2:4], n[4:6]], "b1": n[6:8], "W2": [n[8:10]], "b2": n[10], "act": "sigmoid", "t": n[11],
        "lr": ".5",
    }  # fmt: skip
    problem = read_problem(registry.load("backprop"), typed)
    results, used = run_problem(problem, lambda run: (figures(run), dict(run.used)))
    case = Case("random", problem, results, used)
    slip = data.draw(st.sampled_from([slip for rule in used for slip in rule.slips]))
    wrong = [(name, figure) for name, figure in planted(case, slip).items() if name in ("W1_new", "W2_new", "loss")]
    for name, figure in wrong[:1]:
        assert is_found(case, slip, name, figure), f"{slip.number} ({slip.words}): {name}={figure}"
