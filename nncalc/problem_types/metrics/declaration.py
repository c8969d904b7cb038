"""What `metrics` declares: givens, conventions, sections, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count, Text, WordList
from nncalc.declaring.numeric import Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.units import COUNTED, INFORMATION
from nncalc.problem_types.metrics.classification import MEASURES_WRITTEN
from nncalc.problem_types.metrics.classification_working import CLASSIFIED
from nncalc.problem_types.metrics.ranking_working import RANKED
from nncalc.problem_types.metrics.regression import NUMBERS_COMPARED
from nncalc.problem_types.metrics.results import RESULTS
from nncalc.rules.ratios import UNSAID
from nncalc.rules.sample_labels.classes import LABELS_TOLD_APART, MOST_CLASSES
from nncalc.rules.sample_labels.counts import LabelColumn
from nncalc.words import Later, say

if TYPE_CHECKING:
    from nncalc.declaring.kinds import Reading
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.tensor import Tensor

COUNT = Numeric(0, words="a count: a whole number from 0", symbols=False)
COUNTS = Numeric(2, words="rows of counts after a colon: 50,10:5,35", symbols=False)
NUMBERS = Numeric(1, words="a number for each sample: 3,-0.5,2", symbols=False)
ALONE = Numeric(0, words="one number from 0", symbols=False)


class Scores(Numeric):
    """One score for each sample, or a row of one for each class; a column is one score for each sample as well."""

    def __init__(self) -> None:
        words = Later("one score for each sample .9,.2 or a row of one for each class .7,.2,.1:…")
        super().__init__(1, 2, words=words, symbols=False)

    def build(self, nested: Any, rank: int, name: str, reading: Reading) -> Any:
        if rank == 2 and all(isinstance(row, list) and len(row) == 1 for row in nested):
            nested, rank = [row[0] for row in nested], 1
        return super().build(nested, rank, name, reading)


def _no_matrix(problem: MetricsDeclaration) -> str | None:
    counted = problem.cm is not None or problem.yhat is not None or problem.tn is not None
    return None if problem.kind == "classification" and counted else say("there is no confusion matrix")


class MetricsDeclaration(ProblemType):
    """The declarations of `metrics`."""

    cm: Tensor | None = given(COUNTS, "confusion matrix, a row for each true class", first=True, default=None)
    y: Any = given(LabelColumn(), "true labels; true numbers with kind=regression", default=None)
    yhat: Any = given(LabelColumn(), "predicted labels; predicted numbers with kind=regression", default=None)
    tp: Quantity | None = given(COUNT, "true positives", default=None)
    fp: Quantity | None = given(COUNT, "false positives", default=None)
    fn: Quantity | None = given(COUNT, "false negatives", default=None)
    tn: Quantity | None = given(COUNT, "true negatives", default=None)
    scores: Tensor | None = given(
        Scores(), "scores of the positive class, or rows with one for each class", default=None
    )
    kind: str = given(Choice(("classification", "regression")), "what is predicted", default="classification")
    positive: str | None = given(
        Text("one of the classes"), "the positive class; 1 when absent, or the second", default=None
    )
    classes: list[str] | None = given(
        WordList(), "the classes in order; some may be absent from the labels", default=None
    )
    beta: Quantity | None = given(
        ALONE, "weight {beta} of recall in the F score; fbeta is F1 when absent", default=None
    )
    k: int | None = given(
        Count(1, MOST_CLASSES), "how many of the highest scores count; 2 when absent, 1 for two classes", default=None
    )
    rows: str = convention("actual", "predicted", help="what the rows of the confusion matrix are", idle=_no_matrix)
    zero: str = convention(
        "0",
        "undefined",
        "1",
        help="what 0/0 counts as; an AUC, MCC, {kappa}, R² and the like that is 0/0 is undefined until zero is typed",
        telling=True,
    )
    macro_f1: str = convention(
        "mean", "of-means", help="mean of the F1s, or F1 of the mean precision and recall", idle=_no_matrix
    )
    percent: str = convention(
        "no",
        "yes",
        help="MAPE in per cent",
        idle=lambda p: None if p.kind == "regression" else say("there is no MAPE without kind=regression"),
    )

    aliases = {
        **dict.fromkeys(("actual", "actuals", "truth"), "y"),
        "labels": "", "label": "", "probs": "scores", "pos_label": "positive", "class_names": "classes",
        **dict.fromkeys(("confusion", "confusion_matrix", "matrix"), "cm"),
        **dict.fromkeys(("y_score", "y_scores", "proba"), "scores"),
        "true_positives": "tp", "false_positives": "fp", "false_negatives": "fn", "true_negatives": "tn",
    }  # fmt: skip
    sections = {
        "samples": "Samples",
        "matrix": "Confusion matrix",
        "positive": "Positive class",
        "overall": "All classes together",
        "classes": "Each class against the rest",
        "macro": "Macro averages, each class the same",
        "micro": "Micro averages, the counts of all classes added",
        "weighted": "Weighted averages, each class by its samples",
        "roc": "Thresholds and their curves",
        "auc": "Area under the curves",
        "probabilities": "Scores as probabilities",
        "top": "Highest scores",
        "errors": "Errors",
        "explained": "Share explained",
    }
    words = CLASSIFIED | RANKED | NUMBERS_COMPARED | LABELS_TOLD_APART
    convention_slips = {
        **{
            f"rows={value}": ("reads the matrix transposed, the rows as columns", 77)
            for value in ("actual", "predicted")
        },
        "macro_f1=of-means": ("takes the F1 of the mean precision and recall for the mean of the F1s", 78),
    }
    drawings = {"scores": ""}
    undrawn = "a confusion matrix of at most 20 classes, or labels with scores"
    results = RESULTS
    measured_in = {
        **dict.fromkeys(
            ("cm", "n", "tp", "fp", "fn", "tn", "correct", "support_per_class", "predicted_per_class"), COUNTED
        ),
        **{f"{each}_{over}": COUNTED for each in ("tp", "fp", "fn", "tn") for over in ("per_class", "micro")},
        **dict.fromkeys(("positives", "negatives"), COUNTED),
        "log_loss": INFORMATION["e"],
    }
    orders = ("y yhat", "y scores")
    swaps = {"y": "y", "yhat": "scores"}
    examples = (
        "metrics cm=50,10:5,35",
        "metrics y=cat,dog,cat,bird yhat=cat,dog,dog,cat zero=undefined",
        "metrics tp=35 fp=10 fn=5 tn=50 beta=2",
        "metrics y=1,0,1,1,0 scores=.9,.4,.6,.3,.2",
        "metrics kind=regression y=3,-0.5,2,7 yhat=2.5,0,2,8",
    )
    symbols = MEASURES_WRITTEN

    @property
    def zero_of_others(self) -> str:
        """What 0/0 is in a measure that has no usual value there: nothing but what was typed."""
        return self.zero if "zero" in self.typed else UNSAID

    def fractions(self) -> bool:
        return self.kind == "classification"
