"""Checking figures of a problem: the verdicts, and for what is not right the explanations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from nncalc.checking.chance import Evidence
from nncalc.checking.coarse import Judged
from nncalc.checking.compare import assess, with_sisters
from nncalc.checking.explain import Explainer, Own
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.typed_answers import quantity_of
from nncalc.declaring.causes import CUT
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError, InputErrors
from nncalc.page.document import Check
from nncalc.page.solving import Settings, run_problem
from nncalc.reading.cells import Cell
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.checking.chance import Evidence
    from nncalc.checking.explain import Own
    from nncalc.declaring.problem import ProblemType
    from nncalc.engine.rule import Rule
    from nncalc.engine.run import Run


class NoSuchResults(InputErrors):
    """Figures were typed for names that are no results of the problem."""


class _First(NamedTuple):
    """What the plain run says: verdicts, components, places on the tape, and the rules that were used."""

    checks: list[Check]
    parts: list[list[Judged]]
    evidence: list[Evidence | None]
    """For figures that want an explanation."""
    own: list[dict[str, Quantity]]
    """Of each figure the components as they were typed."""
    order: list[tuple[int, int]]
    """Of each figure where the quantity itself was recorded (a cell of a table may be `step.3.w`), then its result."""
    used: dict[Rule, int]


class Judgement(NamedTuple):
    """The verdict on one figure, with explanations, and those on its components (none where it cannot be read)."""

    check: Check
    parts: list[Judged]


def check_figures(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Check]:
    """The checks of `judge_figures` alone."""
    return [each.check for each in judge_figures(problem, figures, settings)]


def judge_figures(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Judgement]:
    """As `judged`, of figures also under the names that a page prints and other books have."""
    try:
        return judged(problem, figures, settings)
    except NoSuchResults as unknown:
        from nncalc.declaring.absent_results import NoSuchResult  # start-up

        meant = {error.name: error.meant for error in unknown.errors if isinstance(error, NoSuchResult)}
        names = [meant.get(name, name) for name, _ in figures]
        if None in names:
            raise
        own = [(name or "", typed) for name, (_, typed) in zip(names, figures, strict=True)]
        judgements = judged(problem, own, settings)
    return [
        each._replace(check=each.check._replace(name=name)) for each, (name, _) in zip(judgements, figures, strict=True)
    ]


def judged(problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> list[Judgement]:
    """The verdict on each (name, typed) figure of one person, with explanations; in the order given.

    Figures are explained in the order of the working, and each may build on that person's own earlier ones. The first
    that is neither right nor right after an earlier mistake is said to be the first wrong step. Raises NoSuchResults.
    """
    settings = settings._replace(checks=tuple(figures))
    first = run_problem(problem, lambda run: _first(run, problem, figures, settings), settings.policy)
    checks = list(first.checks)
    if not any(first.evidence):
        return list(map(Judgement, checks, first.parts))

    own = Own({}, {}, {})
    wrong_step = False
    for index in sorted(range(len(figures)), key=lambda i: first.order[i]):
        evidence = first.evidence[index]
        if evidence is not None:
            checks[index] = _explained(problem, checks[index], evidence, first.used, own, settings)
            if len(figures) > 1 and not wrong_step:  # what is carried on comes after it
                wrong_step = True
                checks[index] = _marked(checks[index])
        _keep(own, first.own[index], first.parts[index], carried=checks[index].verdict in ("carried", "rounded-early"))
    return list(map(Judgement, checks, first.parts))


def _first(run: Run, problem: ProblemType, figures: Sequence[tuple[str, str]], settings: Settings) -> _First:
    place = {name: number for number, name in enumerate(run.results)}
    checks, parts, evidence, order, errors = [], [], [], [], []
    for name, typed in figures:
        try:
            check, judged = assess(run, name, typed, settings)
        except InputError:
            from nncalc.declaring.absent_results import no_such_result  # start-up

            error = no_such_result(name, run.results, run.absent, problem)
            error.name = name  # whoever marks the others goes by it
            errors.append(error)
            continue
        checks.append(check)
        parts.append(judged)
        evidence.append(_evidence(judged) if check.verdict not in ("right", "coarse", "unreadable") else None)
        itself = getattr(judged[0].right, "name", None) if judged else None
        order.append((_place(place, itself or name, name), _place(place, name)))
    if errors:
        raise NoSuchResults(errors)
    checks = with_sisters(checks, parts, settings.precision, settings.decimals)
    own = [_own(judged, FormulaNames(run)) for judged in parts] if any(evidence) else []
    return _First(checks, parts, evidence, own, order, dict(run.used))


def _evidence(parts: list[Judged]) -> Evidence:
    return Evidence(parts)


def _place(place: dict[str, int], *names: str) -> int:
    """Where the first of these names that is a result, or a part of one, was recorded."""
    for name in names:
        while name and name not in place:
            name = name.rpartition(".")[0]
        if name:
            return place[name]
    raise KeyError(names)


def _explained(
    problem: ProblemType, check: Check, evidence: Evidence, used: dict[Rule, int], own: Own, settings: Settings
) -> Check:
    if check.verdict == "cut":
        cause = {"id": CUT, "words": say("cut instead of rounded"), "rule": say("round half up at the last place")}
        check = check._replace(causes=(cause,), certain=True)
    return Explainer(problem, check.name, check.typed, evidence, used, own, settings.policy).explain(check)


def _marked(check: Check) -> Check:
    return check._replace(words=(say("{verdict}; the first wrong step", verdict=check.words[0]), *check.words[1:]))


def _own(parts: list[Judged], names: FormulaNames) -> dict[str, Quantity]:
    """A person's own figures and formulas by component name; what cannot be read is left out."""
    own = {}
    for part in parts:
        if isinstance(part.right, Quantity):
            with suppress(InputError):
                own[part.right.name or part.name] = quantity_of(Cell(part.typed, 0, part.typed), part.right, names)
    return own


def _keep(own: Own, figures: dict[str, Quantity], parts: list[Judged], carried: bool) -> None:
    """Note a person's own figures: later ones may have been worked out with them.

    carried: what is not right comes from earlier ones alone
    """
    right = {getattr(part.right, "name", None) or part.name for part in parts if part.verdict == "right"}
    wrong = {name: figure for name, figure in figures.items() if name not in right}
    own.every.update(figures)
    own.wrong.update(wrong)
    if not carried:
        own.roots.update(wrong)


def published_check(problem: ProblemType, name: str, typed: str, cause: str, settings: Settings) -> Check:
    """A published figure that is wrong: right when the checker finds it wrong for the cause that is declared."""
    check = check_figures(problem, [(name, typed)], settings)[0]
    if check.verdict == "right":
        return check._replace(verdict="wrong", words=(say("declared wrong, but it is right"),))
    causes = [check.verdict, *[each["id"] for each in check.causes]]
    if cause in causes:
        return Check(
            name,
            typed,
            "right",
            (say("wrong as published ({cause}): {words}", cause=cause, words=check.words[0]),),
            check.causes,
        )
    said = say(
        "wrong as published, but not for the cause {cause}: found {fromkeys}",
        cause=cause,
        fromkeys=", ".join(dict.fromkeys(causes)),
    )
    return check._replace(verdict="wrong", words=(said, *check.words))
