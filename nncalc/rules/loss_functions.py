"""Loss functions of outputs: value and derivative, one row each.

Each takes one sample: outputs y and targets t of the same length n. Over several samples the mean or the sum is taken
afterwards. Terms of an entropy whose target is exactly 0 are left out, as on the board.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS, DIV, LOG, LOG2, LOG10, MAXIMUM, MINIMUM, POWER, RELU_DERIVATIVE, SIGN
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, lift, total
from nncalc.errors import InputError
from nncalc.rules.activations import complement
from nncalc.rules.hinge import binary_margin
from nncalc.words import in_a_row, say

Traced = TypeVar("Traced", Quantity, Tensor)
LOGARITHMS = {"e": LOG, "2": LOG2, "10": LOG10}


class LossOptions(NamedTuple):
    """What a loss may depend on beside outputs and targets.

    weights   one for each output, in the outputs' shape
    delta     where the Huber loss turns from a parabola into a line
    log       base of the logarithms: e, 2 or 10
    logs      the logarithms of the outputs, where they were taken before
    """

    weights: Tensor | None = None
    delta: Quantity | None = None
    log: str = "e"
    logs: Tensor | None = None


NONE = LossOptions()
Value = Callable[[Tensor, Tensor, LossOptions], Quantity]
Derivative = Callable[[Tensor, Tensor, int, LossOptions], Tensor]


class Loss(NamedTuple):
    """One loss. `value` maps (y, t, options) of one sample to a number; `derivative` maps (y, t, n, options) to ∂E/∂y.

    `derivative` takes rows as well, in the natural logarithm and without weights: `loss_derivative` puts both in. A mean over the
    outputs is divided by n.

    of         what its targets are: numbers, probabilities (each for itself), a distribution, signs (−1 and 1)
    averaged   whether it is a mean over the outputs, not their sum
    """

    name: str
    value: Value
    derivative: Derivative
    of: str = "numbers"
    averaged: bool = False

    @property
    def activation(self) -> str | None:
        """The activation it goes with: taken of logits, an entropy has the short derivative y − t. None for the others."""
        return {"probabilities": "sigmoid", "distribution": "softmax"}.get(self.of)

    @property
    def entropy(self) -> bool:
        """Whether it is made of logarithms of probabilities."""
        return self.activation is not None


# -- sums over the outputs ---------------------------------------------------------------------------------------------


def weighted_sum(terms: list[Quantity], options: LossOptions) -> Quantity:
    """Σ of one term for each output, each times its weight."""
    if options.weights is not None:
        terms = [w * term for w, term in zip(options.weights.items, terms, strict=True)]
    return total(terms)


def over(x: Traced, n: Any) -> Traced:
    """x/n for a quantity or a tensor; n is a number (1 is not written) or a quantity."""
    if not isinstance(n, Quantity) and n == 1:
        return x
    whole: Any = x / n
    # A tensor made component by component has no formula of its own to be divided.
    bare = isinstance(x, Tensor) and x.operation is None
    return Tensor(whole.items, whole.shape) if bare else whole  # type: ignore[return-value]


def _squares(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
    return weighted_sum([POWER(difference, 2) for difference in (y - t).items], options)


def _mean_squares(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
    return over(_squares(y, t, options), len(y.items))


def _mean_absolute(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
    return over(weighted_sum([ABS(difference) for difference in (y - t).items], options), len(y.items))


def _huber(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
    """½d² up to |d| = δ, beyond it the tangent δ(|d| − ½δ). Huber 1964; the mean over the outputs as in PyTorch."""
    assert options.delta is not None
    delta, terms = options.delta, []
    for d in (y - t).items:
        inside = sign(delta - ABS(d)) >= 0
        terms.append(POWER(d, 2) / 2 if inside else delta * (ABS(d) - delta / 2))
    return over(weighted_sum(terms, options), len(terms))


def _huber_derivative(y: Tensor, t: Tensor, n: int, options: LossOptions) -> Tensor:
    assert options.delta is not None
    delta = options.delta
    clipped = [MAXIMUM(-delta, MINIMUM(delta, d)) for d in (y - t).items]
    return over(Tensor(clipped, y.shape), n)


# -- entropies ---------------------------------------------------------------------------------------------------------


def logarithm(q: Quantity, log: str = "e") -> Quantity:
    """The logarithm of a probability: −∞ at exactly 0; below, where only a slip can lead, undefined."""
    operation = LOGARITHMS[log]
    side = 1 if q.value is None else sign(q)
    if side > 0:
        return operation(q)
    return Quantity(operation, (q,), flint.arb.neg_inf() if side == 0 else flint.arb.nan())


def is_zero(q: Quantity) -> bool:
    """Whether a quantity is 0, decided; a symbol is not."""
    return q.value is not None and sign(q) == 0


def entropy(y: Tensor, t: Tensor, options: LossOptions, term: Callable[[Quantity, Quantity], Quantity]) -> Quantity:
    """Σ of a term in the target p and the output q over the outputs whose (weighted) target is not 0; 0 without any."""
    weights = options.weights.items if options.weights is not None else [None] * len(y.items)
    terms = []
    for q, p, w in zip(y.items, t.items, weights, strict=True):
        if not is_zero(p) and (w is None or not is_zero(w)):
            terms.append(term(p, q) if w is None else w * term(p, q))
    return total(terms) if terms else constant(0)


def _cross_entropy(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
    if options.logs is not None:
        return -entropy(options.logs, t, options, lambda p, log: p * log)
    return -entropy(y, t, options, lambda p, q: p * logarithm(q, options.log))


def _divergence(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
    """Σ t·ln(t/y), Kullback and Leibler 1951."""
    return entropy(y, t, options, lambda p, q: p * _log_ratio(p, q, options.log))


def _log_ratio(p: Quantity, q: Quantity, log: str) -> Quantity:
    if is_zero(q):
        infinite = flint.arb.pos_inf()
        return Quantity(LOGARITHMS[log], (Quantity(DIV, (p, q), infinite),), infinite)
    return LOGARITHMS[log](p / q)


def _binary(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
    terms: list[Quantity] = []
    for i, (q, rest, p) in enumerate(zip(y.items, complement(y).items, t.items, strict=True)):
        parts = [] if is_zero(p) else [p * logarithm(q, options.log)]
        parts += [] if p.value is not None and sign(1 - p) == 0 else [(1 - p) * logarithm(rest, options.log)]
        if options.weights is not None:
            parts = [] if is_zero(options.weights.items[i]) else [options.weights.items[i] * total(parts)]
        terms += parts
    mean = total(terms) if terms else constant(0)
    return -over(mean, len(y.items))


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


def _ratio_derivative(y: Tensor, t: Tensor, n: int, options: LossOptions) -> Tensor:
    return -_quotient(t, y, lambda i: constant(0))


def _binary_derivative(y: Tensor, t: Tensor, n: int, options: LossOptions) -> Tensor:
    # At y = t = 0 the loss is −ln(1 − y), at y = t = 1 it is −ln y.
    return over(_quotient(y - t, y * complement(y), lambda i: 1 - 2 * t.items[i]), n)


# -- hinges ------------------------------------------------------------------------------------------------------------


def _hinge(power: int) -> Value:
    """The mean over the outputs of max(0, 1 − t·y), or of its square; targets ±1."""

    def value(y: Tensor, t: Tensor, options: LossOptions) -> Quantity:
        terms = [binary_margin(q, p, constant(1)) for p, q in zip(t.items, y.items, strict=True)]
        terms = terms if power == 1 else [POWER(term, 2) for term in terms]
        return over(weighted_sum(terms, options), len(terms))

    return value


def _hinge_derivative(y: Tensor, t: Tensor, n: int, options: LossOptions) -> Tensor:
    reached: Tensor = lift(RELU_DERIVATIVE, 1 - t * y, constant(0))
    return over(-(t * reached), n)


def _squared_hinge_derivative(y: Tensor, t: Tensor, n: int, options: LossOptions) -> Tensor:
    reached: Tensor = lift(MAXIMUM, 1 - t * y, constant(0))
    return over(-(2 * (t * reached)), n)


# -- the table ---------------------------------------------------------------------------------------------------------

_OF_NETWORKS = [
    Loss("half-sse", lambda y, t, o: _squares(y, t, o) / 2, lambda y, t, n, o: y - t),
    Loss("sse", _squares, lambda y, t, n, o: 2 * (y - t)),
    Loss("mse", _mean_squares, lambda y, t, n, o: over(2 * (y - t), n), averaged=True),
    Loss(
        "half-mse",
        lambda y, t, o: _squares(y, t, o) / (2 * len(y.items)),
        lambda y, t, n, o: over(y - t, n),
        averaged=True,
    ),
    Loss("cross-entropy", _cross_entropy, _ratio_derivative, "distribution"),
    Loss("bce", _binary, _binary_derivative, "probabilities", averaged=True),
]
_OTHERS = [
    Loss("mae", _mean_absolute, lambda y, t, n, o: over(lift(SIGN, y - t), n), averaged=True),
    Loss("huber", _huber, _huber_derivative, averaged=True),
    Loss("kl", _divergence, _ratio_derivative, "distribution"),
    Loss("hinge", _hinge(1), _hinge_derivative, "signs", averaged=True),
    Loss("squared-hinge", _hinge(2), _squared_hinge_derivative, "signs", averaged=True),
]
LOSSES: dict[str, Loss] = {row.name: row for row in _OF_NETWORKS}
"""The losses that a network may be trained on here."""
ALL_LOSSES: dict[str, Loss] = {row.name: row for row in (*_OF_NETWORKS, *_OTHERS)}


def refuse_letters(named: Mapping[str, Sequence[Quantity]], said: str, expected: str) -> None:
    """Refuse the first given that holds letters, which leave open what is said."""
    for name, items in named.items():
        letters = dict.fromkeys(str(q.typed) for q in items if q.value is None)
        if letters:
            raise InputError(
                say("{said} depends on {letters}", said=said, letters=in_a_row(*letters)), name=name, expected=expected
            )
