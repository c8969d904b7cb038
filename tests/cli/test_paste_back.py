"""What a page prints can be typed again: every answer line, and every value of its steps, is judged right."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from commandline import judge
from worked import ENTRIES

from nncalc import render
from nncalc.declaring import registry
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.figures import Precision
from nncalc.engine.run import Run
from nncalc.errors import InputError
from nncalc.page.document import Document, Line
from nncalc.page.numerals import is_numeric
from nncalc.page.solving import Settings, find_quantity, run_problem
from nncalc.problem_files.entry import Entry
from nncalc.render.solution import make_document

HOWS = (Settings(), Settings(exact=True, steps="brief"), Settings(precision=Precision(7), steps="brief"))


def printed(document: Document) -> Iterator[tuple[str, str]]:
    """Every (name, value) of a page: the last value of each line's name, and the answers."""
    blocks = [block for section in document.sections for block in section.blocks]
    last = {block.name: block.sides[-1] for block in blocks if isinstance(block, Line)}
    yield from ((name, side) for name, side in last.items() if all(map(is_numeric, re.findall(r"[^][(),; ]+", side))))
    yield from ((answer.name, answer.value) for answer in document.answers)


def refused(problem: ProblemType, settings: Settings) -> list[str]:
    """What of a page is not right when it is pasted into --check."""
    document = make_document(problem, settings, "text", render.Options())

    def verdicts(run: Run) -> list[str]:
        said = []
        for name, value in printed(document):
            try:
                find_quantity(run, name)
            except InputError:
                continue  # a line of its own that is no result
            check = judge(run, name, value, Precision())
            if check.verdict != "right":
                said.append(f"{name}={value}: {check.words[0]}")
        return said

    return run_problem(problem, verdicts, settings.policy)


@pytest.mark.parametrize("entry", ENTRIES)
def test_pasted_back(entry: Entry) -> None:
    problem = read_problem(registry.load(entry.type), entry.given, folder=entry.folder)
    for settings in HOWS:
        assert refused(problem, settings) == []


@pytest.mark.parametrize(
    ("type_", "given", "name", "typed"),
    [
        ("rosenblatt", {"X": "3,3:4,3:1,1", "t": "1,1,-1"}, "w", "(1, 1)"),
        ("forward", {"x": "1,0:0,1", "W1": "1,2:3,4"}, "y", "((1, 3), (2, 4))"),
        ("forward", {"x": "1,0:0,1", "W1": "1,2:3,4"}, "y", "[1 3; 2 4]"),
        ("forward", {"x": "a,b", "W1": "w,2"}, "y", "(a*w + 2*b)"),
        ("backprop", {"x": "a,1", "W1": "1,2", "t": "0"}, "loss", "(y.1 - 0)^2/2"),
        ("forward", {"x": "1,2", "W1": "1,2:3,4"}, "y", "（5，11）"),
    ],
)
def test_other_brackets(type_: str, given: dict[str, str], name: str, typed: str) -> None:
    problem = read_problem(registry.load(type_), given)
    assert run_problem(problem, lambda run: judge(run, name, typed, Precision())).words == ("right",)


def test_functions_show_everything_they_take() -> None:
    """`elu(-1)` is another value than an ELU with α = 0.5, and GELU has two forms: both are told apart."""
    elu = read_problem(registry.load("forward"), {"x": "-1", "W1": "1", "act": "elu", "alpha": "1/2"})
    assert run_problem(elu, lambda run: judge(run, "y", "elu(-1)", Precision())).verdict == "wrong"
    assert run_problem(elu, lambda run: judge(run, "y", "elu(-1,1/2)", Precision())).verdict == "right"
    gelu = read_problem(registry.load("forward"), {"x": "-1", "W1": "1", "act": "gelu", "gelu": "tanh"})
    assert run_problem(gelu, lambda run: judge(run, "y", "gelu(-1)", Precision())).verdict == "wrong"
    assert run_problem(gelu, lambda run: judge(run, "y", "gelu_tanh(-1)", Precision())).verdict == "right"


def test_answers_alone_are_written_in_the_inputs() -> None:
    """Without steps there are no lines that `z1.1` could be looked up in."""
    problem = read_problem(registry.load("forward"), {"x": "a,2", "W1": "w,3", "act": "sigmoid"})
    alone = make_document(problem, Settings(steps="none"), "text", render.Options())
    assert [answer.value for answer in alone.answers] == ["sigmoid(w*a + 6)"]
    assert refused(problem, Settings(steps="none")) == []
