"""What `regression` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.numeric import NUMBER, SAMPLES, VECTOR, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.words import say

KINDS = ("linear", "ridge", "lasso", "logistic", "polynomial")
PENALISED = ("ridge", "lasso")


def _no_steps(problem: RegressionDeclaration) -> str | None:
    return say("nothing is stepped") if problem.how in ("normal", "none") else None


class RegressionDeclaration(ProblemType):
    """The declarations of `regression`."""

    kind: str = given(Choice(KINDS), "what is fitted", first=True, default="linear")
    X: Tensor = given(SAMPLES, "a row for each sample; one feature as a column 1:2:3, or as a row as long as y")
    y: Tensor = given(VECTOR, "target of each sample; of logistic 0 or 1")
    method: str | None = given(
        Choice(("normal", "gd", "sgd", "newton", "none")),
        "how: normal equations, gradient steps, a sample an update, Newton's, or at the given w and b; gd for lasso, logistic",
        default=None,
    )
    w: Tensor | None = given(VECTOR, "weights to start from; 0 when absent", default=None)
    b: Quantity = given(NUMBER, "intercept to start from", default="0")
    lr: Quantity | None = given(NUMBER, "learning rate of gd and sgd", default=None)
    steps: int | None = given(Count(1, 100_000), "updates; 1 when absent", default=None)
    epochs: int | None = given(Count(1, 10_000), "passes of sgd, in place of steps", default=None)
    strength: Quantity | None = given(NUMBER, "factor of the penalty of ridge, lasso and logistic", default=None)
    degree: int | None = given(Count(1, 20), "degree of polynomial", default=None)
    x: Any = given(Numeric(0, 1, 2, words="one sample, or rows of them"), "where a prediction is wanted", default=None)
    intercept: str = convention("yes", "no", help="whether a column of ones stands before X")
    loss: str = convention(
        "half-mean", "mean", "sum", "half-sum",
        help="1/(2m), 1/m, 1 or ½ times the sum of squares; of logistic the mean or the sum",
        idle=lambda p: _no_steps(p) if p.how == "normal" and p.kind != "ridge" else None,
    )  # fmt: skip
    penalty: str = convention(
        "inside", "outside", "half", help="of w: {strength}Σw² inside the loss's factor, outside it, or half of it outside",
        idle=lambda p: None if p.strength is not None else say("there is no penalty"),
    )  # fmt: skip
    penalize_intercept: str = convention(
        "no", "yes", help="whether the intercept is penalised as well",
        idle=lambda p: None if p.strength is not None and p.intercept == "yes" else say("there is no penalty of it"),
    )  # fmt: skip

    how = "normal"
    """The method that is used."""

    sections = {
        "design": "The design matrix",
        "normal": "Normal equations",
        "step": "Update",
        "table": "All steps",
        "fit": "The fit",
        "prediction": "Prediction",
    }
    words = {
        "ones": "A column of ones stands before X: its weight is the intercept.",
        "feature": "X is one feature, a sample each.",
        "powers": "The columns are the powers of x up to {degree}.",
        "normal": "Where the gradient is 0, AᵀA·{theta} = Aᵀ·y.",
        "penalised": "Where the gradient is 0, M·{theta} = Aᵀ·y. "
        "M is AᵀA with the penalty on its diagonal, but for the intercept's.",
        "all penalised": "Where the gradient is 0, M·{theta} = Aᵀ·y. M is AᵀA with the penalty on its diagonal.",
        "large": "The inverse of so large a matrix is not written out.",
        "sample": "Sample {sample} alone.",
        "no spread": "All targets are equal, so R² has nothing to divide by.",
        "boundary": "The boundary is where p is ½: where {theta}·(1, x) = 0.",
    }
    drawings = {"fit": "", "curve": "step.*.loss table:loss"}
    undrawn = "one feature, or a method with steps"
    results = {
        "A": "design matrix, a row a sample, with the column of ones",
        "XtX": "AᵀA of the design matrix A; M of ridge, with the penalty",
        "XtX_inv": "its inverse",
        "det": "determinant of XtX",
        "Xty": "Aᵀ·y of the design matrix A",
        "theta": "all weights, the intercept first",
        "w": "weights without the intercept",
        "b": "intercept",
        "yhat": "fitted values; of logistic the scores",
        "p": "probabilities of class 1",
        "residuals": "y − ŷ of each sample",
        "loss": "loss of the end, with its penalty",
        "y_mean": "mean of the targets",
        "sst": "sum of squares of the targets around their mean",
        "sse": "sum of squared residuals",
        "r2": "share of the spread that is explained: 1 − sse/sst",
        "boundary": "where p is ½, of one feature",
        "prediction": "ŷ of x, of logistic p",
        "step.{N}.{NAME}": "NAME in update N: step.2.theta is new, step.2.g belongs to the old weights",
        "table": "a row an update: table.3.theta",
        "{g|errors|H|H_inv|H_det}": "gradient, errors, Hessian, its inverse and determinant of the last update",
    }
    symbols = {"theta": "θ", "XtX": "AᵀA", "XtX_inv": "(AᵀA)⁻¹", "Xty": "Aᵀy", "det": "det AᵀA", "yhat": "ŷ", "errors": "e",
               "residuals": "r", "loss": "J", "H_inv": "H⁻¹", "H_det": "det H", "g": "∇J", "r2": "R²", "y_mean": "ȳ"}  # fmt: skip
    orders = ("kind X y", "X y")
    swaps = {"x": "X"}
    examples = (
        "regression linear X=1:3 y=2,5",
        "regression linear X=1:2:3 y=2,3,5 method=gd lr=.1 steps=2",
        "regression ridge X=1,2:2,1:3,3 y=1,2,4 strength=.5",
        "regression logistic X=-1:1:2 y=0,1,1 lr=.5 steps=2",
        "regression linear X=1:2:3 y=2,3,5 x=4",
    )
