"""Long pages: a large problem of every type has a page that can be read; `--all` and programs still have everything."""

from __future__ import annotations

import json
import re

import pytest
from commandline import nncalc
from large import LARGE, MORE, recurrent

from nncalc.declaring import registry
from nncalc.engine.events import Line
from nncalc.engine.quantity import constant
from nncalc.engine.run import Run, rerun
from nncalc.page.document import Fold
from nncalc.page.stretches import LONGEST_PAGE, Stretches

PROBLEMS = {**LARGE, **MORE}


def of(name: str, *more: str) -> list[str]:
    """The words of a large problem."""
    return [name.split()[0], *PROBLEMS[name]().split(), *more]


def test_every_type_has_a_large_problem() -> None:
    assert set(LARGE) == set(registry.names())


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_page_of_a_large_problem_is_short(name: str) -> None:
    code, out, err = nncalc(of(name))
    assert (code, err) == (0, "")
    assert out.count("\n") <= LONGEST_PAGE


def test_results_and_answers_are_complete_on_a_short_page() -> None:
    words = ["rnn-step", *recurrent("rnn", "h", 8, 40).replace("cell=rnn", "").split()]
    folded, opened = nncalc(words).out, nncalc([*words, "--all"]).out
    assert folded.count("\n") <= LONGEST_PAGE < opened.count("\n")
    assert folded[folded.index("\nAnswers\n") :] == opened[opened.index("\nAnswers\n") :]
    named = {line.split(" = ")[0].strip() for line in folded.splitlines() if " = " in line}
    assert named <= {line.split(" = ")[0].strip() for line in opened.splitlines()}
    steps = [step["name"] for step in json.loads(nncalc([*words, "--format", "json"]).out)["steps"]]
    assert {"h1.1", "h20.8", "delta20.3"} <= set(steps), "programs see what readers do not"


SCALAR = f"rnn-step x={':'.join(['1', '.5'] * 60)} Wxh=.5 Whh=.8 bh=.1 Why=2 t=1 grad=yes"


def test_what_is_left_out_is_said_where_it_stood() -> None:
    written = nncalc(SCALAR).out
    assert re.search(r"\n\nSteps \d+ to 119\n  … \d+ more lines \(--all shows them\)\n\nStep 120\n", written)
    assert re.search(r"\n  … steps \d+ to 2: \d+ more lines \(--all shows them\)\n  ∂E/∂h1₁? = ", written)
    brief = nncalc(f"{SCALAR} --steps brief").out
    assert brief.count("\n") <= LONGEST_PAGE


def test_as_many_lines_are_left_out_as_all_shows() -> None:
    shown = [line for line in nncalc(SCALAR).out.splitlines() if "=" in line or "more lines" in line]
    hidden = sum(int(found[1]) for line in shown if (found := re.search(r"(\d+) more lines", line)))
    left = len([line for line in shown if "more lines" not in line])
    assert hidden + left == sum("=" in line for line in nncalc(f"{SCALAR} --all").out.splitlines())


def test_what_is_asked_for_is_not_left_out() -> None:
    assert "\nStep 60\n" in nncalc(f"{SCALAR} --show h60").out


def lengths(*sections: int) -> list[int]:
    """How many lines of each of some sections are shown, where a section has so many."""

    def work(run: Run) -> None:
        for number, size in enumerate(sections):
            run.section(chr(97 + number))
            for line in range(size):
                run.let(f"x{number}_{line}", constant(1))

    def read(run: Run) -> list[int]:
        stretches = Stretches(run, lambda event: False, 0)
        shown = [event.place.section for event in run.events if stretches.place(event) is event.place]
        hidden = {stretches.place(event) for event in run.events} - {event.place for event in run.events}
        assert all(isinstance(event, Line) for event in run.events)
        told = sum(block.hidden for place in hidden for block in stretches.once(place) if isinstance(block, Fold))
        assert told + len(shown) == sum(sections)
        return [shown.count(chr(97 + number)) for number in range(len(sections))]

    found: list[int] = rerun(work, read)
    return found


def test_a_long_section_shows_its_beginning_and_its_end() -> None:
    assert lengths(290) == [290]
    assert lengths(1000) == [298]
    assert lengths(5, 1000) == [5, 291]
    assert lengths(20, 400, 900) == [20, 137, 137]


def test_givens_are_left_out_too() -> None:
    pairs = " ".join(f"x{i}=.5" for i in range(60))
    written = nncalc(f"graph f={'+'.join(f'x{i}' for i in range(60))} {pairs}").out
    assert re.search(r"\n  x18 += 0.5\n  … 37 more lines \(--all shows them\)\n  x56 = 0.5\n", written)
