"""How far predicted numbers lie from the true ones: the rules, and their working with a line for each measure.

y are the n true values, ŷ the predicted ones, e = y − ŷ. Reference: Hastie, Tibshirani, Friedman, The Elements of
Statistical Learning (2009), ch. 3 and 7; the medians and the shares are those of scikit-learn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.letters import letter
from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.operations import ABS, POWER, SQRT
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, lift, total
from nncalc.rules.ordering import descending
from nncalc.rules.ratios import Ratio, divided, is_zero_over_zero, taken
from nncalc.words import in_a_row

if TYPE_CHECKING:
    from nncalc.engine.run import Run

NUMBERS_COMPARED = {
    "infinite share": "The true value of sample {sample} is 0 and its error is not, so its share is infinite.",
    "empty share": "Error and true value of sample {samples} are both 0; a share 0/0 is undefined; it {taken}.",
    "no spread": "The true values are all the same, so {what} divides by 0.",
    "empty quotient": "0/0 is undefined; it {taken}.",
}
"""What the working says."""


@rule("an error is the true value less the predicted one")
def errors_of(y: Tensor, yhat: Tensor) -> Tensor:
    return y - yhat


@rule("MSE is the mean of the squared errors")
def mean_squared(errors: Tensor) -> Quantity:
    return total([POWER(e, 2) for e in errors.items]) / len(errors.items)


SUMMED = "adds the samples up where their mean is taken"


@mean_squared.slip("mean-left-out", SUMMED, 21)
def _(errors: Tensor) -> Quantity:
    return len(errors.items) * mean_squared.right(errors)


@mean_squared.slip("factor-two", "carries a factor 2 too many", 20)
def _(errors: Tensor) -> Quantity:
    return 2 * mean_squared.right(errors)


@mean_squared.slip("factor-half", "carries a factor ½ too many", 20)
def _(errors: Tensor) -> Quantity:
    return mean_squared.right(errors) / 2


@rule("RMSE is the root of the MSE")
def root_mean_squared(mse: Quantity) -> Quantity:
    return SQRT(mse)


@root_mean_squared.slip("root-left-out", "leaves out the root of the RMSE", 81)
def _(mse: Quantity) -> Quantity:
    return mse


@rule("MAE is the mean of the absolute errors")
def mean_absolute(sizes: list[Quantity]) -> Quantity:
    return total(sizes) / len(sizes)


@mean_absolute.slip("mean-left-out", SUMMED, 21)
def _(sizes: list[Quantity]) -> Quantity:
    return len(sizes) * mean_absolute.right(sizes)


@rule("MAPE is the mean of the absolute errors as shares of the true values")
def mean_share(shares: list[Quantity], percent: str) -> Quantity:
    mean = total(shares) / len(shares)
    return 100 * mean if percent == "yes" else mean


@mean_share.slip("mean-left-out", SUMMED, 21)
def _(shares: list[Quantity], percent: str) -> Quantity:
    return len(shares) * mean_share.right(shares, percent)


@rule("the median is the middle one of the sorted absolute errors, or the mean of the two in the middle")
def median(sizes: list[Quantity]) -> Quantity:
    order, middle = descending(sizes)[::-1], len(sizes) // 2
    if len(sizes) % 2:
        return sizes[order[middle]]
    return (sizes[order[middle - 1]] + sizes[order[middle]]) / 2


@rule("R² divides by the spread of the true values about their mean")
def base_of(y: Tensor, yhat: Tensor) -> Tensor:
    return y


@base_of.slip("r2-arguments-swapped", "swaps the arguments of R²: the spread is that of the predictions", 80)
def _(y: Tensor, yhat: Tensor) -> Tensor:
    return yhat


def spread(x: Tensor, mean: Quantity) -> Quantity:
    """The sum of the squared distances from the mean."""
    return total([POWER(q - mean, 2) for q in x.items])


def mean_of(x: Tensor) -> Quantity:
    return total(x) / len(x.items)


@rule("the share explained is 1 less what is left over what there was")
def explained(left: Quantity, there: Quantity, zero: str) -> Quantity:
    quotient = divided(Ratio(left, there), zero)
    return 1 - quotient


def work_regression(run: Run, y: Tensor, yhat: Tensor, zero: str, percent: str) -> None:
    """All measures of numbers predicted, each with its line; the samples in a table."""
    run.section("samples")
    errors = run.let("errors", errors_of(y, yhat), shown=False)
    sizes = [ABS(e) for e in errors.items]
    shares = [_share(size, true, zero) for size, true in zip(sizes, y.items, strict=True)]
    _table(run, y, yhat, errors, sizes, shares)
    run.section("errors")
    mse = run.let("mse", mean_squared(errors))
    run.let("rmse", root_mean_squared(mse))
    run.let("mae", mean_absolute(sizes))
    _mape(run, y, sizes, shares, zero, percent)
    run.let("medae", median(sizes))
    run.let("max_error", sizes[descending(sizes)[0]])
    run.section("explained")
    _explained(run, y, yhat, errors, zero)
    run.answer("mse", "rmse", "mae", "mape", "medae", "max_error", "r2", "explained_variance")


def _share(size: Quantity, true: Quantity, zero: str) -> Quantity:
    return divided(Ratio(size, lift(ABS, true)), zero)


def _table(run: Run, y: Tensor, yhat: Tensor, errors: Tensor, sizes: list[Quantity], shares: list[Quantity]) -> None:
    hat = letter("yhat")
    columns = {"y": y.items, hat: yhat.items, f"e = y − {hat}": errors.items, "|e|": sizes}
    if len(sizes) <= _MOST_IN_TABLE:
        columns["e²"] = [POWER(e, 2) for e in errors.items]
    columns["|e|/|y|"] = shares
    headers = ("i", *columns)
    rows = [(i, *cells) for i, cells in enumerate(zip(*columns.values(), strict=True), 1)]
    run.table("", [Column(header) for header in headers], rows)


_MOST_IN_TABLE = 10_000
"""Samples whose squares are worked out for the table as well; a run has a bounded number of quantities."""


def _mape(run: Run, y: Tensor, sizes: list[Quantity], shares: list[Quantity], zero: str, percent: str) -> None:
    at_zero = [i for i, true in enumerate(y.items, 1) if sign(true) == 0]
    infinite = [i for i in at_zero if sign(sizes[i - 1]) != 0]
    if infinite:
        run.words("infinite share", sample=infinite[0])
        bad = shares[infinite[0] - 1]
        run.let("mape", Quantity(bad.operation, bad.operands, bad.value))
        return
    if at_zero:
        samples = in_a_row(*[*map(str, at_zero[:8]), *["…"][: len(at_zero) > 8]])
        run.words("empty share", samples=samples, taken=taken(zero))
    run.let("mape", mean_share(shares, percent))


def _explained(run: Run, y: Tensor, yhat: Tensor, errors: Tensor, zero: str) -> None:
    base = base_of(y, yhat)
    mean = run.let("y_mean", mean_of(base))
    sse = run.let("sse", total([POWER(e, 2) for e in errors.items]))
    sst = run.let("sst", spread(base, mean))
    _one_explained(run, "r2", sse, sst, zero)
    e_mean = run.let("e_mean", mean_of(errors))
    left = run.let("sse_centred", spread(errors, e_mean))
    _one_explained(run, "explained_variance", left, sst if base is y else spread(y, mean_of(y)), zero)


def _one_explained(run: Run, name: str, left: Quantity, there: Quantity, zero: str) -> None:
    if sign(there) == 0:
        run.words("no spread", what="R²" if name == "r2" else "the explained variance")
        if is_zero_over_zero(Ratio(left, there))[0]:
            run.words("empty quotient", taken=taken(zero))
    run.let(name, explained(left, there, zero))
