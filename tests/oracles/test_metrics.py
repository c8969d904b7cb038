"""Every metric of random problems against scikit-learn."""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
import sklearn
from sklearn import metrics as oracle

from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.metrics import classification as classification_metrics
from nncalc.problem_types.metrics import ranking as ranking_metrics
from nncalc.problem_types.metrics import regression as regression_metrics
from nncalc.rules.ratios import Ratio
from oracles.faults import is_seen, name_of, rules_in, slips_in
from oracles.metrics_sides import agree, of_counts, ours, parts_of_hundred

COMPARED = {"scikit-learn, labels": 2000, "scikit-learn, scores": 2000, "scikit-learn, numbers": 2000}
BATCHES = 20
AVERAGES = ("macro", "micro", "weighted")


@pytest.fixture(autouse=True)
def quick_oracle() -> Iterator[None]:
    """scikit-learn without the validation of what is made here, and without its warnings of 0/0."""
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


# -- labels --------------------------------------------------------------------------------------------------------


def random_labels(source: random.Random) -> dict[str, Any]:
    """True and predicted labels, words or numbers, now and then with absent classes."""
    classes = source.choice([["0", "1"], ["-1", "1"], ["no", "yes"], ["cat", "dog", "frog"], list("01234")])
    samples = source.randint(1, 12)
    usable = source.sample(classes, source.randint(1, len(classes)))
    y = [source.choice(usable) for _ in range(samples)]
    yhat = [label if source.random() < 0.6 else source.choice(classes) for label in y]
    zero = source.choice(["0", "0", "1", "undefined"])
    beta = source.choice(["0.5", "2", "3/2"])
    return {"y": ",".join(y), "yhat": ",".join(yhat), "classes": ",".join(classes), "zero": zero, "beta": beta}


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    source = random.Random(83)
    while True:
        yield random_labels(source)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_labels(batch: int) -> None:
    source = random.Random(7600 + batch)
    for _ in range(COMPARED["scikit-learn, labels"] // BATCHES):
        check_labels(source)


def check_labels(source: random.Random, policy: Policy = PLAIN) -> None:
    given = random_labels(source)
    if given["zero"] == "0" and source.random() < 0.5:
        del given["zero"]
    compare_labels(given, ours(policy, **given))


def compare_labels(given: dict[str, Any], mine: dict[str, Any]) -> None:
    classes = given["classes"].split(",")
    # The oracle gets the places of the labels: it is slow with words.
    y, yhat = (np.array([classes.index(label) for label in given[name].split(",")]) for name in ("y", "yhat"))
    zero = {"0": 0.0, "1": 1.0, "undefined": np.nan}[given.get("zero", "0")]
    of_others = zero if "zero" in given else np.nan
    agree("cm", mine["cm"], oracle.confusion_matrix(y, yhat, labels=range(len(classes))), given)
    agree("accuracy", mine["accuracy"], oracle.accuracy_score(y, yhat), given)
    agree("balanced_accuracy", mine["balanced_accuracy"], oracle.balanced_accuracy_score(y, yhat), given)
    mcc_is_defined = len(set(y)) > 1 and len(set(yhat)) > 1
    agree("mcc", mine["mcc"], oracle.matthews_corrcoef(y, yhat) if mcc_is_defined else of_others, given)
    kappa = oracle.cohen_kappa_score(y, yhat)
    agree("kappa", mine["kappa"], of_others if np.isnan(kappa) else kappa, given)
    per_class = compare_averages(given, mine, y, yhat, zero)
    if len(classes) == 2:
        # The contract: class 1, or else the second. In all of these pairs that is the second.
        for name, values in per_class.items():
            agree(name, mine[name], values[1], given)


def compare_averages(given: dict[str, Any], mine: dict[str, Any], y: Any, yhat: Any, zero: float) -> dict[str, Any]:
    """Per class and averaged; the values per class are returned."""
    labels = range(len(given["classes"].split(",")))
    each = oracle.multilabel_confusion_matrix(y, yhat, labels=labels)
    tn, fp, support = each[:, 0, 0], each[:, 0, 1], each[:, 1].sum(axis=1)
    agree("support_per_class", mine["support_per_class"], support, given)
    beta = {"0.5": 0.5, "2": 2.0, "3/2": 1.5}[given["beta"]]
    per_class: dict[str, Any] = {}
    average_of_f1 = AVERAGES[int(support.sum()) % 3]  # the oracle is slow: one of the averages of F1 in turn
    for average in (None, *AVERAGES):
        how = {"labels": labels, "average": average, "zero_division": zero}
        p, r, fbeta, _ = oracle.precision_recall_fscore_support(y, yhat, beta=beta, **how)
        found = {"precision": p, "recall": r, "fbeta": fbeta}
        if average is None or average_of_f1 == average:
            found["f1"] = oracle.f1_score(y, yhat, **how)
        if average is None:
            # scikit-learn has no specificity, and its Jaccard index no undefined value.
            found["specificity"] = of_counts(tn, tn + fp, zero)
            found["jaccard"] = of_counts(each[:, 1, 1], support + fp, zero)
            per_class = found
        elif not math.isnan(zero):
            found["jaccard"] = oracle.jaccard_score(y, yhat, labels=labels, average=average, zero_division=int(zero))
            found["specificity"] = {
                "macro": np.mean(per_class["specificity"]),
                "micro": of_counts(tn.sum(), tn.sum() + fp.sum(), zero),
                "weighted": np.average(per_class["specificity"], weights=support),
            }[average]
        for name, values in found.items():
            if average == "weighted" and support[~np.isnan(per_class[name])].sum() == 0:
                continue  # 0/0 for us; scikit-learn then drops the weights
            agree(f"{name}_{average or 'per_class'}", mine[f"{name}_{average or 'per_class'}"], values, given)
    return per_class


def test_macro_f1_of_means() -> None:
    source = random.Random(78)
    for _ in range(200):
        given = {**random_labels(source), "zero": "0", "macro_f1": "of-means"}
        mine = ours(**given)
        y, yhat, classes = (given[name].split(",") for name in ("y", "yhat", "classes"))
        how = {"labels": classes, "average": "macro", "zero_division": 0.0}
        p, r = oracle.precision_score(y, yhat, **how), oracle.recall_score(y, yhat, **how)
        agree("f1_macro", mine["f1_macro"], 2 * p * r / (p + r) if p + r else 0.0, given)


def test_same_from_labels_matrix_and_counts() -> None:
    source = random.Random(77)
    per_class = ("precision", "recall", "specificity", "f1", "jaccard")
    for _ in range(300):
        tp, fp, fn, tn = (source.randint(0, 30) for _ in range(4))
        if tp + fp + fn + tn == 0:
            continue
        zero = source.choice(["0", "1", "undefined"])
        counts = ours(tp=tp, fp=fp, fn=fn, tn=tn, zero=zero)
        matrix = ours(cm=f"{tn},{fp}:{fn},{tp}", zero=zero)
        turned = ours(cm=f"{tn},{fn}:{fp},{tp}", rows="predicted", zero=zero)
        first = ours(cm=f"{tp},{fn}:{fp},{tn}", positive=0, zero=zero)
        for name in ("accuracy", "balanced_accuracy", "mcc", "kappa", *per_class):
            for other in (matrix, turned, first):
                agree(name, counts[name], other[name], (tp, fp, fn, tn))


# -- scores --------------------------------------------------------------------------------------------------------


def test_scores_of_two_classes() -> None:
    source = random.Random(79)
    for _ in range(COMPARED["scikit-learn, scores"] // 2):
        check_two_classes(source)


def check_two_classes(source: random.Random, policy: Policy = PLAIN) -> None:
    samples = source.randint(2, 12)
    y = [0, 1, *[source.randint(0, 1) for _ in range(samples - 2)]]
    source.shuffle(y)
    scores = [source.randint(1, 99) / 100 if source.random() < 0.7 else 0.5 for _ in y]
    k = source.choice([1, 1, 2])
    mine = ours(policy, y=y, scores=scores, k=k)
    given = (y, scores, k)
    fpr, tpr, _ = oracle.roc_curve(y, scores, drop_intermediate=False)
    agree("roc", mine["roc"], np.column_stack([fpr, tpr]), given)
    agree("auc", mine["auc"], oracle.roc_auc_score(y, scores), given)
    precision, recall, _ = oracle.precision_recall_curve(y, scores)
    # The oracle's curve begins at the lowest threshold and ends above all scores.
    agree("pr", mine["pr"], np.column_stack([recall, precision])[::-1], given)
    agree("average_precision", mine["average_precision"], oracle.average_precision_score(y, scores), given)
    agree("log_loss", mine["log_loss"], oracle.log_loss(y, scores), given)
    agree("brier", mine["brier"], oracle.brier_score_loss(y, scores), given)
    agree("top_k_accuracy", mine["top_k_accuracy"], oracle.top_k_accuracy_score(y, scores, k=k), given)


def test_scores_of_several_classes() -> None:
    source = random.Random(80)
    for _ in range(COMPARED["scikit-learn, scores"] // 2):
        check_several_classes(source)


def check_several_classes(source: random.Random, policy: Policy = PLAIN) -> None:
    classes = source.randint(3, 5)
    y = [*range(classes), *[source.randrange(classes) for _ in range(source.randint(0, 6))]]
    source.shuffle(y)
    rows = [parts_of_hundred(source, classes) for _ in y]
    k = source.randint(1, classes)
    mine = ours(policy, y=y, scores=[[f"{part}/100" for part in row] for row in rows], k=k)
    scores = np.array(rows) / 100
    given = (y, rows, k)
    agree("auc", mine["auc"], oracle.roc_auc_score(y, scores, multi_class="ovr"), given)
    each = oracle.average_precision_score(np.eye(classes)[y], scores, average=None)
    agree("average_precision_per_class", mine["average_precision_per_class"], each, given)
    agree("average_precision", mine["average_precision"], each.mean(), given)
    agree("log_loss", mine["log_loss"], oracle.log_loss(y, scores), given)
    agree("brier", mine["brier"], oracle.brier_score_loss(y, scores), given)
    agree("top_k_accuracy", mine["top_k_accuracy"], oracle.top_k_accuracy_score(y, scores, k=k), given)


def test_scores_of_one_side() -> None:
    """No negatives, or no positives: scikit-learn's areas are nan too, unless zero is typed."""
    for y in ([1, 1, 1], [0, 0, 0]):
        scores = [0.9, 0.3, 0.3]
        for zero in ({}, {"zero": "undefined"}, {"zero": "0"}):
            mine = ours(y=y, scores=scores, classes="0,1", **zero)
            agree("auc", mine["auc"], 0.0 if zero == {"zero": "0"} else oracle.roc_auc_score(y, scores), y)
            fpr, tpr, _ = oracle.roc_curve(y, scores, drop_intermediate=False)
            points = np.column_stack([fpr, tpr])
            agree("roc", mine["roc"], np.nan_to_num(points) if zero == {"zero": "0"} else points, y)
    agree("average_precision", mine["average_precision"], 0.0, y)


# -- numbers -------------------------------------------------------------------------------------------------------


def test_numbers() -> None:
    source = random.Random(81)
    for _ in range(COMPARED["scikit-learn, numbers"]):
        check_numbers(source)


def check_numbers(source: random.Random, policy: Policy = PLAIN) -> None:
    samples = source.randint(1, 9)
    y = [source.choice([-1, 1]) * source.randint(1, 400) / 100 for _ in range(samples)]
    if source.random() < 0.1:
        y = y[:1] * samples
    yhat = [true + source.randint(-99, 99) / 100 if source.random() < 0.9 else true for true in y]
    percent = source.choice(["no", "yes"])
    mine = ours(policy, kind="regression", y=y, yhat=yhat, percent=percent, zero="undefined")
    mape = oracle.mean_absolute_percentage_error(y, yhat)
    theirs = {
        "mse": oracle.mean_squared_error(y, yhat),
        "rmse": oracle.root_mean_squared_error(y, yhat),
        "mae": oracle.mean_absolute_error(y, yhat),
        "mape": 100 * mape if percent == "yes" else mape,
        "medae": oracle.median_absolute_error(y, yhat),
        "max_error": oracle.max_error(y, yhat),
    }
    if len(set(y)) > 1:
        theirs["r2"] = oracle.r2_score(y, yhat)
        theirs["explained_variance"] = oracle.explained_variance_score(y, yhat)
    for name, value in theirs.items():
        agree(name, mine[name], value, (y, yhat))


def test_numbers_without_spread() -> None:
    """y all the same: R² is −∞ or 0/0, where scikit-learn is asked not to hide it."""
    for yhat in ([2, 2, 2], [1, 2, 3], [2, 2, 5]):
        mine = ours(kind="regression", y=[2, 2, 2], yhat=yhat)
        agree("r2", mine["r2"], oracle.r2_score([2, 2, 2], yhat, force_finite=False), yhat)


# -- the oracle itself ---------------------------------------------------------------------------------------------


MODULES = (classification_metrics, ranking_metrics, regression_metrics)


def check_counts(source: random.Random, policy: Policy = PLAIN) -> None:
    """Counts that are typed, against the labels that they count."""
    tp, fp, fn, tn = (source.randint(1, 30) for _ in range(4))
    y, yhat = [1] * (tp + fn) + [0] * (fp + tn), [1] * tp + [0] * fn + [1] * fp + [0] * tn
    mine = ours(policy, tp=tp, fp=fp, fn=fn, tn=tn)
    agree("precision", mine["precision"], oracle.precision_score(y, yhat), (tp, fp, fn, tn))
    agree("recall", mine["recall"], oracle.recall_score(y, yhat), (tp, fp, fn, tn))


CHECKS = (check_labels, check_two_classes, check_several_classes, check_numbers, check_counts)


def halved(x: Any) -> Any:
    """Half of what a rule gives, for rules that nobody is known to get wrong."""
    if isinstance(x, Ratio):
        return Ratio(x.top, 2 * x.bottom)
    return x / 2


RULES = [rule for rule in rules_in(*MODULES) if not rule.slips]
FAULTS = [
    *slips_in(*MODULES),
    *[Slip(rule, lambda *given, rule=rule: halved(rule.right(*given)), "half", "takes the half") for rule in RULES],
]


@pytest.mark.parametrize("slip", FAULTS, ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    source = random.Random(82)
    assert is_seen(slip, (partial(check, source) for _ in range(20) for check in CHECKS))
