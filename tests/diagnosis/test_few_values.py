"""Figures that can take few values: of wrong ones drawn at random hardly any may have a cause asserted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction

from diagnosis.students import written
from whole import bound

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.document import Check
from nncalc.page.solving import Settings

NAMES = ("precision", "recall", "specificity", "f1", "jaccard", "accuracy", "balanced_accuracy")
MOST_ASSERTED = 0.10
"""Of figures that are each a ratio of numbers up to two dozen: so many of them a slip does give."""


def judged(given: dict[str, str], typed: dict[str, str]) -> dict[str, Check]:
    problem = read_problem(registry.load("metrics"), given)
    return {check.name: check for check in check_figures(problem, list(typed.items()), Settings())}


def names_a_mistake(check: Check) -> bool:
    return check.certain and check.verdict in ("mistake", "slip", "convention")


def areas() -> Iterator[tuple[dict[str, str], str]]:
    """Scores of six to ten samples, and every value but 0 and 1 that the area under their curve can take.

    The area itself with its point moved is left out: that is a mistake, whoever makes it.
    """
    for number in range(bound(3, 12)):
        draw = random.Random(number)
        size = draw.choice([6, 8, 10])
        labels = [1, 0] * (size // 2)
        draw.shuffle(labels)
        ranks = draw.sample(range(1, 20), size)
        positive, negative = [[n for n, label in zip(ranks, labels, strict=True) if label == own] for own in (1, 0)]
        ordered = sum(above > below for above in positive for below in negative)
        pairs = (size // 2) ** 2
        given = {"scores": ",".join(f"{n / 20:.2f}" for n in ranks), "y": ",".join(map(str, labels))}
        yield from ((given, f"{k / pairs:.4f}") for k in range(1, pairs) if ordered not in (10 * k, k / 10))


def test_the_area_under_a_curve_of_few_samples() -> None:
    """.8125 is 13 of 16, as wrong an area as any other of these."""
    found = [judged(given, {"auc": typed})["auc"] for given, typed in areas()]
    assert len(found) > 20
    assert [check.typed for check in found if names_a_mistake(check)] == []


def ratios() -> Iterator[tuple[dict[str, str], dict[str, str], str]]:
    """Right sheets of four small counts, with one ratio of small numbers in place of a figure."""
    for number in range(bound(4, 20)):
        draw = random.Random(number)
        tp, fp, fn, tn = draw.sample(range(1, 9), 4)
        key = key_of(tp, fp, fn, tn)
        given = {"tp": str(tp), "fp": str(fp), "fn": str(fn), "tn": str(tn)}
        for name in NAMES:
            below = draw.randint(2, tp + fp + fn + tn)
            share = Fraction(draw.randint(1, below), below)
            if share != key[name]:
                right = {each: written([float(value)], 4)[0] for each, value in key.items()}
                yield given, {**right, name: f"{float(share):.4f}"}, name


def key_of(tp: int, fp: int, fn: int, tn: int) -> dict[str, Fraction]:
    precision, recall, specificity = Fraction(tp, tp + fp), Fraction(tp, tp + fn), Fraction(tn, tn + fp)
    values = (
        precision, recall, specificity, 2 * precision * recall / (precision + recall), Fraction(tp, tp + fp + fn),
        Fraction(tp + tn, tp + fp + fn + tn), (recall + specificity) / 2,
    )  # fmt: skip
    return dict(zip(NAMES, values, strict=True))


def test_ratios_of_small_numbers() -> None:
    found = [judged(given, typed)[name] for given, typed, name in ratios()]
    assert len(found) > 20
    assert sum(map(names_a_mistake, found)) <= MOST_ASSERTED * len(found)


def test_figures_of_many_values_are_named_as_before() -> None:
    """Of 150 samples a precision has many values: the slip that gives it is certain."""
    check = judged({"tp": "42", "fp": "9", "fn": "14", "tn": "85"}, {"precision": f"{42 / 150:.4f}"})["precision"]
    assert (check.verdict, check.certain) == ("slip", True)


def tenths() -> Iterator[tuple[dict[str, str], str, str]]:
    """Right metrics of four small counts rounded to one decimal, and written with four: a half is typed for no reason, too."""
    for number in range(bound(2, 20)):
        tp, fp, fn, tn = random.Random(number).sample(range(1, 9), 4)
        given = {"tp": str(tp), "fp": str(fp), "fn": str(fn), "tn": str(tn)}
        for name, value in key_of(tp, fp, fn, tn).items():
            tenth = round(float(value), 1)
            if 0 < tenth < 1 and tenth != float(value):
                yield given, name, f"{tenth:.4f}"


def test_a_round_value_of_small_counts_is_not_surely_rounded_early() -> None:
    """.5000 for 7/13 may be one half as well: rounding is possible, and so is a slip that gives it.

    A mean of two ratios has many values: that each was rounded to two decimals is certain now and then.
    """
    found = [judged(given, {name: typed})[name] for given, name, typed in tenths()]
    early = [check for check in found if "rounded-early-1" in [cause["id"] for cause in check.causes]]
    assert len(early) > 2
    certain = [check for check in found if check.certain and check.verdict == "rounded-early"]
    assert {check.name for check in certain} <= {"balanced_accuracy"}
    assert len(certain) <= len(found) // 50


def test_rounding_of_figures_of_many_values_is_named_as_before() -> None:
    """A loss is no ratio of counts: .6000 for .6309 is rounded, and said to be."""
    problem = read_problem(registry.load("softmax-loss"), {"z": "1.2,.7,-.4", "y": "0"})
    check = check_figures(problem, [("loss", "0.6000")], Settings())[0]
    assert (check.verdict, check.certain) == ("rounded-early", True)
