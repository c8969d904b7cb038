"""Metrics of two classes from the four counts, worked out in plain Python, with slips to switch on."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from diagnosis.pages import Exercise, Figures, Page, kinds

SWAPPED = "precision-and-recall-swapped matrix-transposed exchanged other-quantity"
ROWS = {
    "precision and recall swapped": (76, f"{SWAPPED} other-line same-stem"),
    "FP and FN swapped": (106, SWAPPED),
    "other class positive": (106, "other-class-positive exchanged classes-swapped other-quantity"),
    "TN for TP in precision": (0, "exchanged same-stem other-quantity"),
    "precision over all": (114, "wrong-denominator all-for-predicted"),
    "odds for precision": (0, "term-left-out"),
    "TN/(TN + FN) for specificity": (106, "exchanged same-stem other-quantity"),
    "false positive rate": (34, "exchanged same-stem other-quantity"),
    "arithmetic mean for F1": (79, "arithmetic-for-harmonic"),
    "geometric mean for F1": (0, "other-formula geometric-for-harmonic"),
    "2 left out of F1": (20, "factor-left-out halved constant-off factor-two-left-out"),
    "product for the sum in F1": (0, "times-for-plus"),
    "accuracy for precision in F1": (0, "accuracy-for-precision other-line same-stem other-quantity"),
    "beta not squared": (105, "square-left-out"),
    "precision and recall exchanged in F-beta": (76, "exchanged precision-and-recall-swapped same-stem other-quantity"),
    "1 + left out of F-beta": (0, "term-left-out constant-off"),
    "beta at recall too": (0, "other-formula beta-at-both"),
    "FP left out of jaccard": (0, "term-left-out"),
    "TN in jaccard": (0, "other-formula wrong-denominator true-negatives-counted"),
    "error rate for accuracy": (34, "constant-off other-quantity exchanged"),
    "TN left out of accuracy": (0, "term-left-out"),
    "balanced accuracy not halved": (21, "mean-left-out doubled factor-left-out mean-for-sum constant-off"),
    "precision in balanced accuracy": (0, "other-line same-stem other-quantity"),
    "root left out of MCC": (81, "root-left-out function-left-out"),
    "plus in MCC": (40, "sign"),
    "three factors in MCC": (0, "factor-left-out"),
    "kappa not divided": (114, "factor-left-out wrong-denominator term-left-out"),
    "1 - p_e with plus": (40, "sign"),
    "p_e left out of kappa": (0, "term-left-out"),
    "p_e over n": (105, "square-left-out factor-left-out"),
}  # fmt: skip
KINDS = kinds(ROWS)
NAMES = (
    "precision", "recall", "specificity", "f1", "fbeta", "jaccard", "accuracy", "balanced_accuracy", "mcc", "kappa",
)  # fmt: skip


def work(page: Page, given: Mapping[str, Figures], s: frozenset[str]) -> None:
    """The metrics, with the slips `s`."""
    tp, fp, fn, tn = (given[name][0] for name in ("tp", "fp", "fn", "tn"))
    if "FP and FN swapped" in s:
        fp, fn = fn, fp
    if "other class positive" in s:
        tp, fp, fn, tn = tn, fn, fp, tp
    n = tp + fp + fn + tn
    shares = [precision_of(tp, fp, tn, n, s), tp / (tp + fn)]
    if "precision and recall swapped" in s:
        shares.reverse()
    precision, recall = page.line("precision", shares[:1])[0], page.line("recall", shares[1:])[0]
    share = fp / (fp + tn) if "false positive rate" in s else tn / (tn + fp)
    share = tn / (tn + fn) if "TN/(TN + FN) for specificity" in s else share
    specificity = page.line("specificity", [share])[0]
    correct = tp if "TN left out of accuracy" in s else fp + fn if "error rate for accuracy" in s else tp + tn
    page.line("f1", [f1_of((tp + tn) / n if "accuracy for precision in F1" in s else precision, recall, s)])
    page.line("fbeta", [f_beta_of(precision, recall, given["beta"][0], s)])
    below = tp + fn + (0 if "FP left out of jaccard" in s else fp) + (tn if "TN in jaccard" in s else 0)
    page.line("jaccard", [tp / below])
    accuracy = page.line("accuracy", [correct / n])[0]
    mean = (precision if "precision in balanced accuracy" in s else recall) + specificity
    page.line("balanced_accuracy", [mean / (1 if "balanced accuracy not halved" in s else 2)])
    page.line("mcc", [mcc_of(tp, fp, fn, tn, s)])
    chance = ((tn + fp) * (tn + fn) + (tp + fn) * (tp + fp)) / (n if "p_e over n" in s else n * n)
    page.line("kappa", [kappa_of(accuracy, chance, s)])


def precision_of(tp: float, fp: float, tn: float, n: float, s: frozenset[str]) -> float:
    if "TN for TP in precision" in s:
        return tn / (tn + fp)
    if "precision over all" in s:
        return tp / n
    return tp / fp if "odds for precision" in s else tp / (tp + fp)


def f1_of(p: float, r: float, s: frozenset[str]) -> float:
    if "arithmetic mean for F1" in s:
        return (p + r) / 2
    if "geometric mean for F1" in s:
        return math.sqrt(p * r)
    below = p * r if "product for the sum in F1" in s else p + r
    return (1 if "2 left out of F1" in s else 2) * p * r / below


def f_beta_of(p: float, r: float, beta: float, s: frozenset[str]) -> float:
    factor = beta if "beta not squared" in s else beta**2
    if "precision and recall exchanged in F-beta" in s:
        p, r = r, p
    above = factor if "1 + left out of F-beta" in s else 1 + factor
    return above * p * r / (factor * p + (factor * r if "beta at recall too" in s else r))


def mcc_of(tp: float, fp: float, fn: float, tn: float, s: frozenset[str]) -> float:
    below = (tp + fp) * (tp + fn) * (tn + fp) * (1 if "three factors in MCC" in s else tn + fn)
    above = tp * tn + fp * fn if "plus in MCC" in s else tp * tn - fp * fn
    return above / (below if "root left out of MCC" in s else math.sqrt(below))


def kappa_of(accuracy: float, chance: float, s: frozenset[str]) -> float:
    above = accuracy if "p_e left out of kappa" in s else accuracy - chance
    return above / (1 if "kappa not divided" in s else 1 + chance if "1 - p_e with plus" in s else 1 - chance)


def exercise(draw: random.Random) -> Exercise:
    """Four counts, none twice, better than chance."""
    small, middle, large, most = sorted(draw.sample(range(5, 99), 4))
    counts = [large, small, middle, most] if draw.random() < 0.5 else [most, middle, small, large]
    numbers = dict(zip(("tp", "fp", "fn", "tn"), map(float, counts), strict=True))
    numbers["beta"] = draw.choice([2.0, 3.0])
    given = {name: f"{value:g}" for name, value in numbers.items()}
    return Exercise("metrics", given, {name: [value] for name, value in numbers.items()}, work, NAMES, {}, KINDS)
