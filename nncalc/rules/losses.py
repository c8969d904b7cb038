"""Loss functions of outputs: value and derivative, one row each.

Each takes one sample: outputs y and targets t of the same length n. Over several samples the mean or the sum is taken
afterwards. Terms of an entropy whose target is exactly 0 are left out, as on the board.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS, DIV, LOG, LOG2, LOG10, MAXIMUM, MINIMUM, POWER, RELU_SLOPE, SIGN
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import DoesNotApply, rule
from nncalc.engine.tensor import Tensor, lift, total

LOGARITHMS = {"e": LOG, "2": LOG2, "10": LOG10}


class Options(NamedTuple):
    """What a loss may depend on beside outputs and targets.

    weights   one for each output, in the outputs' shape
    delta     where the Huber loss turns from a parabola into a line
    log       base of the logarithms: e, 2 or 10
    """

    weights: Tensor | None = None
    delta: Quantity | None = None
    log: str = "e"


NONE = Options()
Value = Callable[[Tensor, Tensor, Options], Quantity]
Slope = Callable[[Tensor, Tensor, int, Options], Tensor]


class Loss(NamedTuple):
    """One loss. `value` maps (y, t, options) of one sample to a number; `slope` maps (y, t, n, options) to ∂E/∂y.

    `slope` takes rows as well, in the natural logarithm and without weights: `loss_slope` puts both in.
    """

    name: str
    value: Value
    slope: Slope


# -- sums over the outputs ---------------------------------------------------------------------------------------------


def _summed(terms: list[Quantity], options: Options) -> Quantity:
    """Σ of one term for each output, each times its weight."""
    if options.weights is not None:
        terms = [w * term for w, term in zip(options.weights.items, terms, strict=True)]
    return total(terms)


def _over(x: Any, n: int) -> Any:
    return x if n == 1 else x / n


def _squares(y: Tensor, t: Tensor, options: Options) -> Quantity:
    return _summed([POWER(difference, 2) for difference in (y - t).items], options)


def _mean_absolute(y: Tensor, t: Tensor, options: Options) -> Quantity:
    return _over(_summed([ABS(difference) for difference in (y - t).items], options), len(y.items))  # type: ignore[no-any-return]


def _huber(y: Tensor, t: Tensor, options: Options) -> Quantity:
    """½d² up to |d| = δ, beyond it the tangent δ(|d| − ½δ). Huber 1964; the mean over the outputs as in PyTorch."""
    assert options.delta is not None
    delta, terms = options.delta, []
    for d in (y - t).items:
        inside = sign(delta - ABS(d)) >= 0
        terms.append(POWER(d, 2) / 2 if inside else delta * (ABS(d) - delta / 2))
    return _over(_summed(terms, options), len(terms))  # type: ignore[no-any-return]


def _huber_slope(y: Tensor, t: Tensor, n: int, options: Options) -> Tensor:
    assert options.delta is not None
    delta = options.delta
    clipped = [MAXIMUM(-delta, MINIMUM(delta, d)) for d in (y - t).items]
    return _over(Tensor(clipped, y.shape), n)  # type: ignore[no-any-return]


# -- entropies ---------------------------------------------------------------------------------------------------------


def logarithm(q: Quantity, log: str = "e") -> Quantity:
    """The logarithm of a probability: −∞ at exactly 0. Raises DomainError below."""
    operation = LOGARITHMS[log]
    return Quantity(operation, (q,), flint.arb.neg_inf()) if is_zero(q) else operation(q)


def is_zero(q: Quantity) -> bool:
    """Whether a quantity is 0, decided; a symbol is not."""
    return q.value is not None and sign(q) == 0


def _entropy(y: Tensor, t: Tensor, options: Options, term: Callable[[Quantity, Quantity], Quantity]) -> Quantity:
    """Σ of a term in the target p and the output q over the outputs whose (weighted) target is not 0; 0 without any."""
    weights = options.weights.items if options.weights is not None else [None] * len(y.items)
    terms = []
    for q, p, w in zip(y.items, t.items, weights, strict=True):
        if not is_zero(p) and (w is None or not is_zero(w)):
            terms.append(term(p, q) if w is None else w * term(p, q))
    return total(terms) if terms else constant(0)


def _cross_entropy(y: Tensor, t: Tensor, options: Options) -> Quantity:
    return -_entropy(y, t, options, lambda p, q: p * logarithm(q, options.log))


def _divergence(y: Tensor, t: Tensor, options: Options) -> Quantity:
    """Σ t·ln(t/y), Kullback and Leibler 1951."""
    return _entropy(y, t, options, lambda p, q: p * _log_ratio(p, q, options.log))


def _log_ratio(p: Quantity, q: Quantity, log: str) -> Quantity:
    if is_zero(q):
        return Quantity(LOGARITHMS[log], (p / Quantity(q.operation, q.operands, q.value, q.name, q.typed),), flint.arb.pos_inf())
    return LOGARITHMS[log](p / q)


def _binary(y: Tensor, t: Tensor, options: Options) -> Quantity:
    terms: list[Quantity] = []
    for i, (q, p) in enumerate(zip(y.items, t.items, strict=True)):
        parts = [] if is_zero(p) else [p * logarithm(q, options.log)]
        parts += [] if p.value is not None and sign(1 - p) == 0 else [(1 - p) * logarithm(1 - q, options.log)]
        if options.weights is not None:
            parts = [] if is_zero(options.weights.items[i]) else [options.weights.items[i] * total(parts)]
        terms += parts
    mean = total(terms) if terms else constant(0)
    return -_over(mean, len(y.items))  # type: ignore[no-any-return]


def _quotient(above: Tensor, below: Tensor, limit: Callable[[int], Quantity]) -> Tensor:
    """above/below, where 0/0 is the limit of component i and any other division by 0 is infinite."""
    items = []
    for i, (a, b) in enumerate(zip(above.items, below.items, strict=True)):
        if not is_zero(b) or a.value is None:
            items.append(a / b)
        elif is_zero(a):
            items.append(limit(i))
        else:
            infinite = flint.arb.pos_inf() if sign(a) > 0 else flint.arb.neg_inf()
            items.append(Quantity(DIV, (a, b), infinite))
    return Tensor(items, above.shape, DIV, (above, below))


def _ratio_slope(y: Tensor, t: Tensor, n: int, options: Options) -> Tensor:
    return -_quotient(t, y, lambda i: constant(0))


def _binary_slope(y: Tensor, t: Tensor, n: int, options: Options) -> Tensor:
    # At y = t = 0 the loss is −ln(1 − y), at y = t = 1 it is −ln y.
    return _over(_quotient(y - t, y * (1 - y), lambda i: 1 - 2 * t.items[i]), n)  # type: ignore[no-any-return]


# -- hinges ------------------------------------------------------------------------------------------------------------


def _hinge(power: int) -> Value:
    """The mean over the outputs of max(0, 1 − t·y), or of its square; targets ±1."""

    def value(y: Tensor, t: Tensor, options: Options) -> Quantity:
        terms = [MAXIMUM(0, 1 - p * q) for p, q in zip(t.items, y.items, strict=True)]
        terms = terms if power == 1 else [POWER(term, 2) for term in terms]
        return _over(_summed(terms, options), len(terms))  # type: ignore[no-any-return]

    return value


def _hinge_slope(y: Tensor, t: Tensor, n: int, options: Options) -> Tensor:
    reached = lift(RELU_SLOPE, 1 - t * y, constant(0))
    return _over(-(t * reached), n)  # type: ignore[no-any-return]


def _squared_hinge_slope(y: Tensor, t: Tensor, n: int, options: Options) -> Tensor:
    return _over(-(2 * (t * lift(MAXIMUM, 1 - t * y, constant(0)))), n)  # type: ignore[no-any-return]


# -- the table ---------------------------------------------------------------------------------------------------------

_OF_NETWORKS = [
    Loss("half-sse", lambda y, t, o: _squares(y, t, o) / 2, lambda y, t, n, o: y - t),
    Loss("sse", _squares, lambda y, t, n, o: 2 * (y - t)),
    Loss("mse", lambda y, t, o: _squares(y, t, o) / len(y.items), lambda y, t, n, o: _over(2 * (y - t), n)),
    Loss("half-mse", lambda y, t, o: _squares(y, t, o) / (2 * len(y.items)), lambda y, t, n, o: _over(y - t, n)),
    Loss("cross-entropy", _cross_entropy, _ratio_slope),
    Loss("bce", _binary, _binary_slope),
]
_OTHERS = [
    Loss("mae", _mean_absolute, lambda y, t, n, o: _over(lift(SIGN, y - t), n)),
    Loss("huber", _huber, _huber_slope),
    Loss("kl", _divergence, _ratio_slope),
    Loss("hinge", _hinge(1), _hinge_slope),
    Loss("squared-hinge", _hinge(2), _squared_hinge_slope),
]
LOSSES: dict[str, Loss] = {row.name: row for row in _OF_NETWORKS}
"""The losses that a network may be trained on here."""
ALL_LOSSES: dict[str, Loss] = {row.name: row for row in (*_OF_NETWORKS, *_OTHERS)}
ENTROPIES = ("cross-entropy", "bce", "kl")
DISTRIBUTIONS = ("cross-entropy", "kl")
HINGES = ("hinge", "squared-hinge")


# -- rules -------------------------------------------------------------------------------------------------------------


@rule("the loss of one sample")
def sample_loss(loss: Loss, y: Tensor, t: Tensor, options: Options = NONE) -> Quantity:
    return loss.value(y, t, options)


def _only(loss: Loss, *names: str) -> None:
    if loss.name not in names:
        raise DoesNotApply


@sample_loss.slip("34", "takes 1 − p for −ln p")
def _(loss: Loss, y: Tensor, t: Tensor, options: Options = NONE) -> Quantity:
    _only(loss, "cross-entropy")
    return _entropy(y, t, options, lambda p, q: p * (1 - q))


@sample_loss.slip("40", "loses the minus in front of the logarithm")
def _(loss: Loss, y: Tensor, t: Tensor, options: Options = NONE) -> Quantity:
    _only(loss, "cross-entropy", "bce")
    return -loss.value(y, t, options)


@sample_loss.slip("41", "keeps only the term t·ln y of the binary cross-entropy")
def _(loss: Loss, y: Tensor, t: Tensor, options: Options = NONE) -> Quantity:
    _only(loss, "bce")
    return -_over(_entropy(y, t, options, lambda p, q: p * logarithm(q, options.log)), len(y.items))  # type: ignore[no-any-return]


@sample_loss.slip("32", "puts 0/1 labels into a hinge that is made for −1 and 1")
def _(loss: Loss, y: Tensor, t: Tensor, options: Options = NONE) -> Quantity:
    _only(loss, *HINGES)
    return loss.value(y, (t + 1) / 2, options)


@sample_loss.slip("29", "leaves the margin out of the hinge")
def _(loss: Loss, y: Tensor, t: Tensor, options: Options = NONE) -> Quantity:
    _only(loss, *HINGES)
    terms = [MAXIMUM(0, -(p * q)) for p, q in zip(t.items, y.items, strict=True)]
    terms = terms if loss.name == "hinge" else [POWER(term, 2) for term in terms]
    return _over(_summed(terms, options), len(terms))  # type: ignore[no-any-return]


@rule("the derivative of the loss with respect to the outputs")
def loss_slope(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: Options = NONE) -> Tensor:
    """∂E/∂y; `samples` is N under the mean over samples, 1 under the sum, the sum of weights under the weighted mean."""
    return scaled(loss.slope(y, t, y.shape[-1], options), loss.name, samples, options)


def scaled(slope: Tensor, name: str, samples: Any, options: Options) -> Tensor:
    """A derivative with the weights put in, in the base of the logarithm, over the samples."""
    if options.weights is not None:
        slope = options.weights * slope
    if name in ENTROPIES and options.log != "e":
        slope = slope / LOG(int(options.log))
    return slope / samples if isinstance(samples, Quantity) else _over(slope, samples)  # type: ignore[no-any-return]


@loss_slope.slip("20", "carries a factor 2 too many (or forgets the ½)")
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: Options = NONE) -> Tensor:
    return 2 * loss_slope.right(loss, y, t, samples, options)


@loss_slope.slip("20b", "carries a factor ½ too many (or forgets the 2)")
def _(loss: Loss, y: Tensor, t: Tensor, samples: Any, options: Options = NONE) -> Tensor:
    return loss_slope.right(loss, y, t, samples, options) / 2


@rule("the mean over the samples, or their sum")
def reduced(losses: Tensor, reduction: str, weights: Tensor | None = None) -> Quantity:
    """The weighted mean divides by the sum of the samples' weights (all 1 without `weights`)."""
    summed = total(losses)
    if reduction == "weighted-mean" and weights is not None:
        return summed / total(weights)
    return summed / len(losses.items) if reduction != "sum" and len(losses.items) > 1 else summed


def divisor(samples: int, reduction: str, weights: Tensor | None = None) -> Any:
    """What a derivative is divided by under a reduction: a number of samples, or the sum of their weights."""
    if reduction == "weighted-mean" and weights is not None:
        return total(weights)
    return 1 if reduction == "sum" else samples
