"""Every slip that is declared: on some worked problem it changes a figure, and the checker finds it from that figure.

A slip that no problem of its rule's types brings out fails. For each, snapshots/slips/TYPE.txt keeps the figure of a
person who makes it on a worked problem of a type, and snapshots/slips/said/TYPE.txt what that person is told.
NNCALC_UPDATE_SNAPSHOTS=1 adds a line for a new slip, run once more what is said of it; work its figure out by hand, for it
is what keeps the slip from changing unseen.
"""

from __future__ import annotations

import re

import kept
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planted import (
    LINES,
    NO_FIGURE,
    PLACES,
    Case,
    cases,
    check_of,
    figures,
    is_found,
    lines,
    planted,
    proof,
    said,
    slips,
    type_of,
)

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.declaring.slips import rules_of, slips_of
from nncalc.engine.figures import Precision
from nncalc.engine.rule import Slip
from nncalc.page.solving import Settings, run_problem


@pytest.mark.parametrize("name", registry.names())
def test_every_slip_is_found(name: str) -> None:
    """Slips that are never brought out, or never found, are listed by name, rule and words."""
    lost = [slip for slip in slips(name) if proof(name, slip) is None]
    # Rules are shared: a problem of another type may show what none of this type can.
    missing = [slip for slip in lost if not any(proof(other, slip) for other in registry.names() if other != name)]
    assert not missing, f"{name}: no problem shows " + "; ".join(
        f"{slip.id} ({slip.rule.name}: {slip.words})" for slip in missing
    )


CONVENTION_SLIPS = [
    (name, setting, words)
    for name in registry.names()
    for setting, (words, _) in registry.load(name).convention_slips.items()
]


@pytest.mark.parametrize(("name", "setting", "words"), CONVENTION_SLIPS)
def test_every_convention_that_is_a_slip_is_found(name: str, setting: str, words: str) -> None:
    """Both are said: that it is right under the convention, and what is done."""
    field, value = setting.split("=")
    for case in cases(name):
        if case.problem.conventions[field] == value:
            continue
        try:
            other = read_problem(type(case.problem), {**case.problem.typed, field: value})
            wrong = run_problem(other, figures)
        except NO_FIGURE:
            continue
        for result, typed in wrong.items():
            if typed != case.results.get(result, typed):
                check = check_figures(case.problem, [(result, typed)], Settings(precision=Precision(PLACES)))[0]
                assert check.verdict != "right"
                if {f"is right under {setting}", words} <= {c["words"] for c in check.causes if c["id"] == setting}:
                    return
    pytest.fail(f"no problem of {name} shows {setting} as a slip")


BELONGING = {*range(1, 67), *range(76, 82)} - {28, 42}
"""Numbers that slips had before they had names; 28 (rounds early) and 42 (cuts) are no rule's."""


def test_the_list_of_slips_is_complete() -> None:
    assert {slip.number for name in registry.names() for slip in slips_of(name)} >= BELONGING


@pytest.mark.parametrize("name", registry.names())
def test_the_rules_of_a_type_are_those_that_its_problems_use(name: str) -> None:
    """They are found without a run: none is missing, and none is listed that no problem ever calls."""
    assert {*rules_of(registry.load(name))} == {rule for case in cases(name) for rule in case.used}


@pytest.mark.parametrize("name", registry.names())
def test_a_name_is_one_mistake(name: str) -> None:
    """Several rules of a type share a name only for one mistake, which had one number; no rule has a name twice."""
    listed = slips_of(name)
    numbers = {slip.id: slip.number for slip in listed}
    assert all(numbers[slip.id] == slip.number for slip in listed)
    assert len({(slip.id, slip.rule) for slip in listed}) == len(listed)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|[a-z_0-9]+=[a-z0-9/-]+", slip.id) for slip in listed)


def test_a_number_is_one_mistake_in_all_types() -> None:
    """Names that are shared between types stand for the same number."""
    numbers: dict[str, set[int]] = {}
    for name in registry.names():
        for slip in slips_of(name):
            if slip.number is not None:
                numbers.setdefault(slip.id, set()).add(slip.number)
    several = {id_ for id_, its in numbers.items() if len(its) > 1}
    assert several == {"bias-not-updated"}, "3 of a perceptron is 23 of a network"


def test_the_driver_notices_a_slip_that_changes_nothing() -> None:
    case = cases("forward")[0]
    rule = next(iter(case.used))
    assert planted(case, Slip(rule, rule.right, "none", "does it right")) == {}


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
        assert is_found(case, slip, name, figure), f"{slip.id} ({slip.words}): {name}={figure}"


# -- a figure for each --------------------------------------------------------------------------------------------------


def test_every_slip_has_its_figure() -> None:
    wanted = lines()
    if kept.UPDATE:
        for name in dict.fromkeys(map(type_of, wanted)):
            kept.compare(f"slips/{name}.txt", "".join(f"{line}\n" for line in wanted if type_of(line) == name))
    declared = {said(slip) for name in registry.names() for slip in slips(name)}
    assert {line.split(" | ")[2] for line in wanted} == declared
    assert kept.UPDATE or wanted == LINES


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split(" | ")[2].split(":")[0])
def test_the_figure_is_explained(line: str) -> None:
    words = line.split(" | ")[2]
    number, what = words.split(", ")[0], words.split(": ", 1)[1]
    found = check_of(line)
    causes = [f"{cause['id']}, {cause['words']}" for cause in found.causes]
    as_likely = len(causes) >= 3 and not found.certain  # of many that give the figure three are listed
    assert as_likely or any(cause.startswith(f"{number}, {what}") for cause in causes), causes


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split(" | ")[2].split(":")[0])
def test_what_is_said_of_a_slip(line: str) -> None:
    block = f"{line}\n" + "".join(f"    {words}\n" for words in check_of(line).words)
    kept.compare_block(f"slips/said/{type_of(line)}.txt", block, LINES)


def test_nothing_else_is_said() -> None:
    """No paragraph is left over from a slip that has gone."""
    files = sorted((kept.SNAPSHOTS / "slips" / "said").glob("*.txt"))
    assert [line for path in files for line in kept.blocks(str(path))] == LINES
