"""The sheet of one student with everything on it: what the graph can follow, and what reruns must."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nncalc.checking.judge import said
from nncalc.checking.judge.atlas import Atlas
from nncalc.checking.judge.conclusions import Conclusions
from nncalc.checking.judge.course import own_course
from nncalc.checking.judge.figure import Figure, are_only_zeros
from nncalc.checking.judge.graph import as_float
from nncalc.checking.judge.reruns import IsRight, Reruns
from nncalc.checking.judge.sheet import Sheet
from nncalc.checking.judge.state import Figures
from nncalc.words import say, together

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.rule import Rule
    from nncalc.engine.run import Policy
    from nncalc.page.document import Check

UNJUDGED = ("unreadable", "coarse")
MOST_NAMED = 3
MOST_ATLASES = 8
"""Sets of answered results of one problem that are kept at hand."""
_KEPT = "_atlases"
"""Where a problem keeps its atlases: what goes with the problem goes when the problem does."""


def atlas_of(problem: ProblemType, policy: Policy, names: tuple[str, ...]) -> Atlas:
    """The atlas of a problem for some answered results; made once while the problem is there."""
    known: dict[tuple[int | None, frozenset[str], tuple[str, ...]], Atlas] = vars(problem).setdefault(_KEPT, {})
    key = (policy.places, policy.keep, names)
    found = known.pop(key, None) or Atlas(problem, policy, names)
    while len(known) >= MOST_ATLASES:
        del known[next(iter(known))]
    known[key] = found
    return found


def judge_sheet(
    problem: ProblemType, policy: Policy, figures: Sequence[Figure], used: Mapping[Rule, int], is_right: IsRight
) -> list[Check]:
    """The checks of one sheet, in the order of the figures.

    is_right   whether a figure, by name and as typed, is what a run gives
    """
    checks = [figure.check for figure in figures]
    order = sorted(range(len(figures)), key=lambda i: figures[i].place)
    open_ones = [i for i in order if figures[i].check.verdict not in UNJUDGED]
    aside = _aside(figures, open_ones)
    main = [i for i in open_ones if i not in aside]
    reruns = Reruns(problem, policy, used, is_right)
    results = _judge(problem, policy, figures, main, reruns)
    for i in aside:
        name = figures[i].check.name
        if figures[i].check.verdict != "right":
            others = [j for j in open_ones if j == i or (j in main and not _is_part(name, figures[j].check.name))]
            results[i] = _judge(problem, policy, figures, others, reruns)[i]
    shows_nothing = are_only_zeros(figures)
    for i, check in results.items():
        checks[i] = said.not_carried(figures[i].check) if shows_nothing and check.verdict == "carried" else check
    for i in order if results else ():
        if figures[i].check.verdict == "coarse" and not shows_nothing:
            checks[i] = _exactly_nothing(figures[i], [(figures[j], checks[j]) for j in open_ones], reruns)
    first = next((i for i in open_ones if checks[i].root == checks[i].name and checks[i].verdict != "right"), None)
    if first is not None and len(figures) > 1:
        checks[first] = said.first_wrong(checks[first])
    return checks


def _exactly_nothing(figure: Figure, others: Sequence[tuple[Figure, Check]], reruns: Reruns) -> Check:
    """A coarse zero is carried on where the student's own wrong figures above it give 0 exactly, and are not all zeros."""
    own, names, root = {}, [], ""
    for other, check in others:
        if other.place < figure.place and other.wrong and check.verdict != "right":
            own.update(other.wrong)
            names.append(check.name)
            root = root or check.root
    typed = [part.typed for part in figure.parts]
    if any(q is None or q.value != 0 for q in typed) or not any(q.value != 0 for q in own.values()):
        return figure.check
    if not reruns.gives_nothing(figure.check.name, own):
        return figure.check
    exact = figure.check._replace(words=(say("0 exactly, with your own figures"),))
    return said.carried(exact, together(names[:MOST_NAMED]), root)


def _aside(figures: Sequence[Figure], numbers: Sequence[int]) -> list[int]:
    """Figures that are parts of another one that was typed, or are typed again: each is judged as if that were not there."""
    names = [figures[i].check.name for i in numbers]
    return [
        i
        for number, i in enumerate(numbers)
        if names[number] in names[:number]
        or any(_is_part(names[number], other) and names[number] != other for other in names)
    ]


def _is_part(name: str, whole: str) -> bool:
    return name == whole or name.startswith(f"{whole}.")


def _judge(
    problem: ProblemType, policy: Policy, figures: Sequence[Figure], open_ones: Sequence[int], reruns: Reruns
) -> dict[int, Check]:
    """The checks of the figures that are not right, by their numbers."""
    followed = [i for i in open_ones if figures[i].followed]
    conclusions = Conclusions(figures, open_ones, reruns)
    if any(figures[i].check.verdict != "right" for i in followed):
        names = tuple([figures[i].check.name for i in followed])
        atlas = atlas_of(problem, policy, names)
        those = [figures[i] for i in followed]
        sheet = Sheet(atlas, as_figures(those))
        conclusions.follow(atlas, sheet, followed)
        if atlas.start is not None:
            conclusions.turn(*own_course(problem, policy, atlas, sheet, those))
    return conclusions.checks()


def as_figures(figures: Sequence[Figure]) -> Figures:
    """Some figures, component by component, as floats for screening."""
    parts = [part for figure in figures for part in figure.parts]
    return Figures(
        [as_float(part.typed.value) if part.typed else 0.0 for part in parts],
        [part.unit for part in parts],
        [part.is_right for part in parts],
    )
