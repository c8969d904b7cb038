"""The problem type metrics: conventions, slips, labels from anywhere, files of any length, identities."""

from __future__ import annotations

import contextlib
import io
import sys
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checked import causes, check
from commandline import nncalc
from hypothesis import given
from hypothesis import strategies as st

from nncalc import solve
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import Rule
from nncalc.engine.run import PLAIN, Policy
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import run_problem
from nncalc.problem_types.metrics import classification as classification_metrics
from nncalc.problem_types.metrics import regression as regression_metrics
from nncalc.rules.sample_labels import files as label_files
from nncalc.rules.sample_labels.classes import Classes
from nncalc.rules.sample_labels.counts import Given, count_pairs

MATRIX = {"cm": "50,10:5,35"}


def solved(policy: Policy = PLAIN, folder: str | None = None, **typed: Any) -> dict[str, Any]:
    """Every result as exact fractions; `None` for what is undefined or infinite."""
    problem = read_problem(registry.load("metrics"), typed, folder=folder)
    return run_problem(problem, lambda run: {name: exact(value) for name, value in run.results.items()}, policy)


def exact(value: Any) -> Any:
    if isinstance(value, Quantity):
        rational = hasattr(value.value, "p")
        return Fraction(int(value.value.p), int(value.value.q)) if rational else None
    if isinstance(value, Tensor):
        return [exact(item) for item in value]
    return value


def refused(**typed: Any) -> InputError:
    with pytest.raises(InputErrors) as caught:
        solved(**typed)
    return caught.value.errors[0]


def page(**typed: Any) -> str:
    outcome = nncalc(["metrics", *[f"{name}={value}" for name, value in typed.items()]])
    assert outcome.code == 0, outcome.err
    return " ".join(outcome.out.split())


# -- the page ------------------------------------------------------------------------------------------------------


def test_formula_numbers_fraction_and_decimal() -> None:
    text = page(cm="35,5:10,50", positive=0)
    assert "precision = TP/(TP + FP) = 35/(35 + 10) = 7/9 ≈ 0.7778" in text
    assert "actual \\ predicted" in text


def test_zero_over_zero_is_said() -> None:
    typed = {"y": "1,0", "yhat": "0,0"}
    assert "precision is 0/0, which is undefined; it counts as 0 (zero=0)." in page(**typed)
    assert "precision = TP/(TP + FP) = 0/(0 + 0) = undefined" in page(**typed, zero="undefined")


def test_many_classes_are_folded() -> None:
    labels = ",".join(f"c{i}" for i in range(40))
    text = page(y=labels, yhat=labels)
    assert "40 classes is too large to be drawn" in text
    assert "(--all shows them)" in text


@pytest.mark.parametrize("format_", ["text", "markdown", "latex", "json"])
@pytest.mark.parametrize("steps", ["full", "brief", "none"])
def test_every_reading(format_: str, steps: str) -> None:
    for typed in ("y=a,b,c yhat=a,a,a zero=undefined", "kind=regression y=0,1 yhat=1,1", "y=1,0 scores=0,1"):
        outcome = nncalc(f"metrics {typed} --format {format_} --steps {steps}")
        assert outcome.code == 0
        assert outcome.err == ""


def test_rounding_every_line_with_undefined_values() -> None:
    assert nncalc("metrics y=1,0 yhat=0,0 zero=undefined --round-steps 2").code == 0


# -- conventions ---------------------------------------------------------------------------------------------------


def test_rows() -> None:
    assert solved(cm="50,5:10,35", rows="predicted")["precision"] == Fraction(7, 9)
    labels = {"y": "0,0,1", "yhat": "0,1,1"}
    assert solved(**labels)["cm"] == [[1, 1], [0, 1]]
    assert solved(**labels, rows="predicted")["cm"] == [[1, 0], [1, 1]]
    assert solved(**labels, rows="predicted")["precision"] == solved(**labels)["precision"]


def test_positive_class() -> None:
    assert solved(y="2,1", yhat="1,1")["recall"] == 1, "1 is positive although it is the first"
    assert solved(y="a,b", yhat="a,a")["recall"] == 0, "else the second"
    assert solved(y="a,b", yhat="a,a", positive="a")["recall"] == 1
    assert solved(y="a,b", yhat="a,a", classes="b,a")["recall"] == 1
    assert solved(y="a,b,c", yhat="a,a,c", positive="a")["precision"] == Fraction(1, 2), "against all others"
    assert "precision" not in solved(y="a,b,c", yhat="a,a,c")


def test_beta() -> None:
    assert solved(**MATRIX)["fbeta"] == solved(**MATRIX)["f1"]
    assert solved(**MATRIX, beta=0)["fbeta"] == solved(**MATRIX)["precision"]


# -- slips ---------------------------------------------------------------------------------------------------------


def slip(rule: Rule, name: str) -> Policy:
    return Policy(choice={rule: next(slip.function for slip in rule.slips if slip.id == name)})


LABELS = {"y": "1,1,1,1,1,0,0,0", "yhat": "1,1,0,0,0,0,0,1"}
NUMBERS = {"kind": "regression", "y": "1,2,4", "yhat": "1,3,3"}
SLIPS = [
    (classification_metrics.precision_and_recall, "precision-and-recall-swapped", LABELS, "precision", Fraction(2, 5)),
    (classification_metrics.read_off, "matrix-transposed", LABELS, "specificity", Fraction(2, 5)),
    (classification_metrics.f_score, "arithmetic-for-harmonic", LABELS, "f1", Fraction(8, 15)),
    (classification_metrics.f_score, "arithmetic-for-harmonic", LABELS, "f1_macro", Fraction(16, 30)),
    (regression_metrics.base_of, "r2-arguments-swapped", NUMBERS, "r2", Fraction(1, 4)),
    (regression_metrics.root_mean_squared, "root-left-out", NUMBERS, "rmse", Fraction(2, 3)),
    (classification_metrics.read_off, "matrix-transposed", LABELS, "recall", Fraction(2, 3)),
    (regression_metrics.mean_squared, "mean-left-out", NUMBERS, "mse", Fraction(2)),
    (regression_metrics.mean_squared, "factor-two", NUMBERS, "mse", Fraction(4, 3)),
    (regression_metrics.mean_squared, "factor-half", NUMBERS, "mse", Fraction(1, 3)),
    (regression_metrics.mean_absolute, "mean-left-out", NUMBERS, "mae", Fraction(2)),
    (regression_metrics.mean_share, "mean-left-out", NUMBERS, "mape", Fraction(3, 4)),
]


@pytest.mark.parametrize(("rule", "slipped", "typed", "name", "value"), SLIPS)
def test_slip(rule: Rule, slipped: str, typed: dict[str, str], name: str, value: Fraction) -> None:
    assert solved(slip(rule, slipped), **typed)[name] == value
    assert solved(**typed)[name] != value


@pytest.mark.parametrize(
    ("figure", "slipped"),
    [(".2531", "log10-for-ln"), (".8407", "log2-for-ln"), ("-.5827", "minus-lost"), ("2.3310", "mean-left-out")],
)
def test_slips_of_the_log_loss(figure: str, slipped: str) -> None:
    """Of .9, .6, .6 and .3 for the true classes: ln .0972 = −2.33098, a quarter of it is −.58275."""
    found = check("metrics y=1,0,1,1 scores=.9,.4,.6,.3", f"log_loss={figure}")
    assert causes(found) == [slipped]


# -- labels in memory ----------------------------------------------------------------------------------------------

SAME = [
    [1, 0, 1, 1],
    (1, 0, 1, 1),
    ["1", "0", "1", "1"],
    np.array([1, 0, 1, 1]),
    np.array([1, 0, 1, 1], dtype=np.uint8),
    np.array([1.0, 0.0, 1.0, 1.0]),
    np.array(["1", "0", "1", "1"]),
    "1,0,1,1",
    "1:0:1:1",
    "1.0,0,1e0,1",
]


@pytest.mark.parametrize("y", SAME, ids=range(len(SAME)))
@pytest.mark.parametrize("yhat", SAME, ids=range(len(SAME)))
def test_the_same_labels_in_any_form(y: Any, yhat: Any) -> None:
    assert solved(y=y, yhat=yhat)["cm"] == [[1, 0], [0, 3]]


@given(st.lists(st.tuples(st.integers(-300, 300), st.integers(-300, 300)), min_size=1, max_size=40), st.booleans())
def test_arrays_count_like_lists(pairs: list[tuple[int, int]], narrow: bool) -> None:
    y, yhat = (np.array(part, dtype=np.int16 if narrow else np.int64) for part in zip(*pairs, strict=True))
    counted = count_pairs(*[Given(part, name, None) for part, name in ((y, "y"), (yhat, "yhat"))])  # type: ignore[arg-type]
    expected = {(str(a), str(b)): pairs.count((a, b)) for a, b in pairs}
    assert dict(counted) == expected


def test_blocks_of_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncalc.rules.sample_labels.counts.BLOCK", 7)
    y, yhat = np.arange(100) % 3 - 1, np.arange(100) % 5 - 1
    expected = [[int(np.sum((y == a) & (yhat == b))) for b in range(-1, 4)] for a in range(-1, 4)]
    assert solved(y=y, yhat=yhat)["cm"] == expected
    assert solved(y=y.tolist(), yhat=yhat.tolist())["cm"] == expected


def test_truth_values() -> None:
    assert solved(y=[True, False], yhat=np.array([True, True]))["recall"] == 1
    assert solved(y=np.array([1, 0, 1]), yhat=np.array([0.9, 0.2, 0.8]) > 0.5)["cm"] == [[1, 0], [0, 2]]
    assert solved(y=[True, False], yhat=[1.0, 1.0])["cm"] == [[0, 1], [0, 1]]


def test_a_column_of_scores() -> None:
    column = np.array([[0.2], [0.8], [0.4]])
    assert solved(y=[0, 1, 1], scores=column) == solved(y=[0, 1, 1], scores=[0.2, 0.8, 0.4])


def test_what_is_no_label() -> None:
    assert refused(y=[1.0, float("nan")], yhat=[1, 1]).name == "y"
    assert refused(y=[1, 0], yhat=[1, None]).name == "yhat"
    assert "300 different labels" in refused(y=list(range(400)), yhat=list(range(400))).message
    assert refused(y=[[1, 0]], yhat=[1, 0]).message == "y is not one list of labels"


def test_order_of_classes() -> None:
    assert Classes(["10", "9", "b", "a", "-1"]).names == ["-1", "9", "10", "a", "b"]
    assert Classes(["1.0", "1", "1e0"]).names == ["1"]


# -- labels in files -----------------------------------------------------------------------------------------------

Write = Callable[[str, str], str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, text: str) -> str:
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
        return f"@{tmp_path / name}"

    return write


def rows(count: int) -> list[tuple[str, str]]:
    return [(f"c{i % 7}", f"c{i * i % 7}") for i in range(count)]


@pytest.mark.parametrize("chunk", [16, 100, 1 << 18])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_columns_of_one_file(write: Write, monkeypatch: pytest.MonkeyPatch, chunk: int, end: str) -> None:
    """Header, remarks, empty lines, a number on each line that makes all lines differ, quotes."""
    monkeypatch.setattr(label_files, "CHUNK", chunk)
    lines = ["# made up", "", "id,truth,pred"]
    for i, (y, yhat) in enumerate(rows(300)):
        lines += [f'{i},"{y}",{yhat} ' if i % 3 else f"{i},{y},{yhat}"] + ["", "# half"] * (i == 150)
    file = write("labels.csv", "\ufeff" + end.join(lines))
    found = solved(y=f"{file}:truth", yhat=f"{file}:pred")
    assert found["cm"] == solved(y=[y for y, _ in rows(300)], yhat=[yhat for _, yhat in rows(300)])["cm"]


@pytest.mark.parametrize("chunk", [16, 1 << 18])
def test_two_files(write: Write, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(label_files, "CHUNK", chunk)
    y = write("y.txt", "\n".join(y for y, _ in rows(300)) + "\n\n")
    yhat = write("yhat.csv", "pred;\n".replace(";", "") + "\n".join(yhat for _, yhat in rows(300)))
    found = solved(y=y, yhat=f"{yhat}:pred")
    assert found["cm"] == solved(y=[y for y, _ in rows(300)], yhat=[yhat for _, yhat in rows(300)])["cm"]
    short = write("short.txt", "\n".join(yhat for _, yhat in rows(299)))
    assert refused(y=y, yhat=short).message == "y has 300 labels, yhat has 299"
    assert refused(y=short, yhat=y).message == "y has 299 labels, yhat has 300"


def test_a_file_changes_between_two_problems(write: Write) -> None:
    file = write("labels.csv", "y,p\n1,1\n0,1\n")
    assert solved(y=f"{file}:y", yhat=f"{file}:p")["accuracy"] == Fraction(1, 2)
    file = write("labels.csv", "y,p\n1,1\n0,0\n1,1\n")
    assert solved(y=f"{file}:y", yhat=f"{file}:p")["accuracy"] == 1


FAULTS = [
    ("y,p\n1,1\n0\n", "there is no column 2 on this line", ":3"),
    ("y,p\n1,1\n0,\n", "a place left empty", ":3"),
    ("y,p\n1,1\n\udcff,0\n", "is not UTF-8 text", ":3"),
    ("y,p\n1,1\n0,1;1\n", "';' separates nothing in a file", ":3"),
    ("y,p\n1,1\n0,1\u200b\n", "invisible", ":3"),
    ("y,q\n1,1\n", "has no column 'p'", None),
    ("y,p\n", "holds no values below its header", None),
    ("", "holds no values", None),
]


@pytest.mark.parametrize(("text", "message", "line"), FAULTS)
def test_faults_of_files(write: Write, text: str, message: str, line: str | None) -> None:
    file = write("labels.csv", text)
    error = refused(y=f"{file}:y", yhat=f"{file}:p")
    assert message in error.message
    assert line is None or (error.place or "").endswith(line)


def test_files_stay_below_the_folder(write: Write, tmp_path: Path) -> None:
    write("labels.csv", "y,p\n1,1\n")
    (tmp_path / "inside").mkdir()
    with pytest.raises(InputErrors, match="not below the folder"):
        solved(folder=str(tmp_path / "inside"), y="@../labels.csv:y", yhat="@../labels.csv:p")


def test_more_rows_than_the_traced_engine_takes(write: Write) -> None:
    """200,000 rows: beyond the bound of elements, exact all the same, and in flat memory."""
    file = write("labels.csv", "truth,pred\n" + "1,1\n0,1\n0,0\n1,1\n" * 50_000)
    tracemalloc.start()
    found = solved(y=f"{file}:truth", yhat=f"{file}:pred")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found["cm"] == [[50_000, 50_000], [0, 100_000]]
    assert found["f1"] == Fraction(4, 5)
    assert peak < 16 << 20


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_bar(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, for a file worth it, and gone in the end; else nothing."""
    file = write("labels.csv", "truth,pred\n" + "1,1\n" * 1000)
    monkeypatch.setattr(label_files, "CHUNK", 400)
    for worth, stream in ((1, Terminal()), (1 << 20, Terminal()), (1, io.StringIO())):
        label_files._counted.cache_clear()
        monkeypatch.setattr(label_files, "WORTH_A_BAR", worth)
        monkeypatch.setattr(sys, "stderr", stream)
        solved(y=f"{file}:truth", yhat=f"{file}:pred")
        drawn = stream.getvalue()
        if worth == 1 and stream.isatty():
            assert "\r[###                 ]  19 %  197 rows" in drawn
            assert drawn.endswith("\r" + " " * 60 + "\r")
        else:
            assert drawn == ""


# -- identities ----------------------------------------------------------------------------------------------------

COUNTS = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=3, max_size=3).filter(
    lambda cm: any(map(any, cm))
)


@given(COUNTS)
def test_identities(cm: list[list[int]]) -> None:
    """Micro averages and the weighted recall are the accuracy; order of classes and transposition change names only."""
    found = solved(cm=cm)
    for name in ("precision_micro", "recall_micro", "f1_micro", "recall_weighted"):
        assert found[name] == found["accuracy"]
    turned = solved(cm=[list(column) for column in zip(*cm, strict=True)])
    assert turned["precision_per_class"] == found["recall_per_class"]
    assert turned["f1_per_class"] == found["f1_per_class"]
    assert turned["kappa"] == found["kappa"]
    for f1, jaccard in zip(found["f1_per_class"], found["jaccard_per_class"], strict=True):
        assert f1 == 2 * jaccard / (1 + jaccard)
    backward = solved(cm=[row[::-1] for row in cm[::-1]])
    assert backward["precision_per_class"] == found["precision_per_class"][::-1]
    assert backward["f1_macro"] == found["f1_macro"]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=1, max_size=20))
def test_auc_is_the_share_of_pairs_ranked_right(samples: list[tuple[bool, int]]) -> None:
    positive = [score for truth, score in samples if truth]
    negative = [score for truth, score in samples if not truth]
    found = solved(y=[int(truth) for truth, _ in samples], scores=[s for _, s in samples], classes="0,1")
    right = sum((p > q) + Fraction(p == q, 2) for p in positive for q in negative)
    pairs = len(positive) * len(negative)
    assert found["auc"] == (right / pairs if pairs else 0)
    assert found["roc"][-1] == [int(bool(negative)), int(bool(positive))]


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=2, max_size=8))
def test_errors_of_numbers(pairs: list[tuple[int, int]]) -> None:
    """MSE splits into the variance of the errors and the square of their mean; R² of the mean is 0."""
    y, yhat = map(list, zip(*pairs, strict=True))
    found = solved(kind="regression", y=y, yhat=yhat)
    assert found["mse"] == found["sse_centred"] / len(y) + found["e_mean"] ** 2
    assert found["max_error"] >= found["medae"]
    assert found["max_error"] >= found["mae"]
    if len(set(y)) > 1:
        mean = str(Fraction(sum(y), len(y)))
        assert solved(kind="regression", y=y, yhat=[mean] * len(y))["r2"] == 0


NAMES = ["cm", "y", "yhat", "tp", "fp", "fn", "tn", "scores", "positive", "classes", "beta", "k", "kind", "zero"]
VALUES = ["1", "1,0", "1,0,1", "1,2:3,4", ".5,.2", ".9,.1:.2,.8", "a,b", "x", "-1", "regression", "", "undefined"]


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES)))
def test_whatever_is_typed_is_solved_or_refused(typed: dict[str, str]) -> None:
    with contextlib.suppress(InputErrors, InputError):
        assert solved(**typed)


def test_a_measure_is_a_fraction_and_a_decimal() -> None:
    """Also where the decimal ends: 35/40 is 7/8 = 0.875."""
    lines = nncalc("metrics cm=50,10:5,35").out.splitlines()
    assert "  recall = TP/(TP + FN) = 35/(35 + 5) = 7/8 = 0.875" in lines
    assert "  accuracy = (TP + TN)/n = (35 + 50)/100 = 17/20 = 0.85" in lines
    assert "  TP = C₂₂ = 35" in lines


def test_decimals_are_labels_only_when_they_are_listed() -> None:
    assert nncalc("metrics y=.5,1 yhat=.5,.5").code == 2
    assert nncalc("metrics y=.5,1 yhat=.5,.5 classes=.5,1 --steps none").code == 0
    assert nncalc("metrics y=1.0,0 yhat=1,0.0 --steps none").code == 0


def test_classes_that_differ_in_capital_letters_are_pointed_out() -> None:
    assert "True and true differ in capital letters only" in nncalc("metrics y=true,True yhat=true,true").out


# -- bounds ----------------------------------------------------------------------------------------------------------


def test_a_matrix_has_at_most_300_classes() -> None:
    rows = [":".join([",".join(["1"] * size)] * size) for size in (300, 301)]
    read_problem(registry.load("metrics"), {"cm": rows[0]})
    error = refused(cm=rows[1])
    assert (error.name, error.message, error.expected) == ("cm", "cm has 301 classes", "at most 300")


def test_long_lists_of_two_lengths() -> None:
    numbers = ",".join(["1"] * 1000)
    error = refused(kind="regression", y=numbers, yhat=f"{numbers},1,1")
    assert (error.message, error.expected) == ("y has 1,000 numbers, yhat has 1,002", "one for each sample: 1,000")


def test_three_hundred_classes_are_taken_and_no_more() -> None:
    def solved(classes: int) -> str | None:
        return solve("metrics", cm=np.eye(classes, dtype=int))["accuracy"].exact

    assert solved(300) == "1"
    with pytest.raises(InputErrors, match="cm has 301 classes"):
        solved(301)
