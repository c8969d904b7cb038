"""The textbook's deltas are the engine's reverse pass exactly, by formal identity, on random rational networks.

At a kink the engine's rows take the default of the convention, relu0=0.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from nncalc.declaring.problem import read_problem
from nncalc.engine.decide import is_formally_zero
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import gradient
from nncalc.engine.run import PLAIN, Policy, Run
from nncalc.engine.tensor import vector
from nncalc.page.solving import run_problem
from nncalc.problem_types.backprop.problem import Backprop
from nncalc.rules.activations import ACTIVATIONS, ActivationOptions, derivative
from nncalc.rules.dense import back_through, delta_of, weight_gradient
from nncalc.rules.loss_functions import LOSSES

SQUARED = [name for name, loss in LOSSES.items() if loss.of == "numbers"]
HIDDEN = [name for name in ACTIVATIONS if name != "softmax"]
numbers = st.fractions(min_value=-3, max_value=3, max_denominator=7)
shares = st.integers(min_value=1, max_value=5)


def text(rows: list[list[Fraction]] | list[Fraction]) -> list[Any]:
    return [[str(x) for x in row] if isinstance(row, list) else str(row) for row in rows]


@st.composite
def networks(draw: DrawFn, activation: str, loss: str) -> dict[str, Any]:
    """One to three layers with this activation everywhere but, where the loss asks for another, at the output."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    form = draw(st.sampled_from(["column", "row"]))
    batch = draw(st.integers(0, 3))
    network: dict[str, Any] = {"form": form, "loss": loss, "act": activation}
    network |= {"reduction": draw(st.sampled_from(["mean", "sum"])), "gelu": draw(st.sampled_from(["exact", "tanh"]))}
    vector = lambda n, of=numbers: draw(st.lists(of, min_size=n, max_size=n))  # noqa: E731
    network["x"] = text([vector(sizes[0]) for _ in range(batch)] if batch else vector(sizes[0]))
    for layer in range(1, len(sizes)):
        rows, columns = (sizes[layer], sizes[layer - 1]) if form == "column" else (sizes[layer - 1], sizes[layer])
        network[f"W{layer}"] = text([vector(columns) for _ in range(rows)])
        bias = draw(st.sampled_from(["none", "units", "shared"]))
        if bias != "none":
            network[f"b{layer}"] = text(vector(sizes[layer])) if bias == "units" else str(draw(numbers))
    output = {"cross-entropy": "softmax", "bce": "sigmoid"}.get(loss)
    if output and draw(st.booleans()) | (activation not in ("softmax", "sigmoid")):
        network[f"act{len(sizes) - 1}"] = output
    targets = [target(vector, sizes[-1], loss) for _ in range(batch or 1)]
    network["t"] = text(targets if batch else targets[0])
    return network


def target(vector: Callable[..., list[Any]], outputs: int, loss: str) -> list[Fraction]:
    """Anything for the squared losses; shares of 1 for cross-entropy; between 0 and 1 for the binary one."""
    if loss == "cross-entropy":
        parts = vector(outputs, shares)
        return [Fraction(part, sum(parts)) for part in parts]
    return [Fraction(part - 1, 4) for part in vector(outputs, shares)] if loss == "bce" else vector(outputs)


def items(x: Any) -> list[Quantity]:
    return [x] if isinstance(x, Quantity) else list(x.items)


def differences(problem: Backprop, run: Run) -> list[str]:
    """Names of the textbook's results that are not the reverse pass's."""
    loss = run.results["loss"]
    pairs: list[tuple[str, Any, Any]] = [("dx", problem.x, run.results["dx"])]
    for layer in range(1, problem.depth + 1):
        pairs.append((f"dW{layer}", problem.W[layer], run.results[f"dW{layer}"]))
        pairs.append((f"delta{layer}", run.results[f"z{layer}"], run.results[f"delta{layer}"]))
        if layer in problem.b:
            pairs.append((f"db{layer}", problem.b[layer], run.results[f"db{layer}"]))
        if f"da{layer}" in run.results:
            pairs.append((f"da{layer}", run.results[f"a{layer}"], run.results[f"da{layer}"]))
    wrong = []
    for name, of, textbook in pairs:
        derivatives = gradient(loss, items(of))
        if not all(same(a, b) for a, b in zip(derivatives, items(textbook), strict=True)):
            wrong.append(name)
    return wrong


def same(a: Quantity, b: Quantity) -> bool:
    difference = a - b
    return difference.value == 0 or is_formally_zero(difference)


def wrong_in(network: dict[str, Any], policy: Policy = PLAIN) -> list[str]:
    problem = read_problem(Backprop, network)
    return run_problem(problem, lambda run: differences(problem, run), policy)  # type: ignore[arg-type]


@pytest.mark.parametrize("activation", HIDDEN)
@settings(max_examples=12)
@given(data=st.data())
def test_every_activation(activation: str, data: st.DataObject) -> None:
    assert wrong_in(data.draw(networks(activation, data.draw(st.sampled_from(SQUARED))))) == []


@pytest.mark.parametrize("loss", LOSSES)
@settings(max_examples=12)
@given(data=st.data())
def test_every_loss(loss: str, data: st.DataObject) -> None:
    assert wrong_in(data.draw(networks(data.draw(st.sampled_from(["tanh", "sigmoid", "relu"])), loss))) == []


@settings(max_examples=12)
@given(data=st.data())
def test_softmax_in_any_layer(data: st.DataObject) -> None:
    assert wrong_in(data.draw(networks("softmax", data.draw(st.sampled_from(SQUARED))))) == []


def test_the_identity_has_the_slope_one() -> None:
    """Its factor is never written, so no delta shows it; the slips that take a slope elsewhere use it."""
    z = vector([2, -3])
    assert [q.value for q in derivative.right(ACTIVATIONS["identity"], z, z, ActivationOptions()).items] == [1, 1]


EXAMPLE = {
    "x": [["1", "-1/2"], ["2/3", "1/5"]], "W1": [["1/2", "-1"], ["1/3", "2"]], "b1": ["1/7", "0"],
    "W2": [["1", "-2/3"], ["1/4", "3/2"]], "act": "sigmoid", "t": [["0", "1"], ["1", "0"]],
}  # fmt: skip


@pytest.mark.parametrize("rule", [back_through, delta_of, weight_gradient], ids=lambda rule: rule.name)
def test_a_wrong_rule_is_seen(rule: Any) -> None:
    """Each slip of the backward pass, in the rule's place, breaks the identity."""
    assert wrong_in(EXAMPLE) == []
    single = EXAMPLE | {"x": EXAMPLE["x"][0], "t": EXAMPLE["t"][0]}
    assert wrong_in(single) == []
    for slip in rule.slips:
        if slip.id == "jacobian-diagonal-only":  # for softmax alone
            continue
        assert wrong_in(single, Policy(choice={rule: slip.function})) != []


def test_a_hair_in_one_delta_is_seen() -> None:
    """A relative error of 10⁻³⁰ is no identity, though no ball of a first run tells it from none."""
    import flint

    from nncalc.engine.quantity import constant
    from nncalc.engine.tensor import lift

    hair = constant(1 + flint.fmpq(1, 10**30))
    policy = Policy(choice={delta_of: lambda *given: lift(lambda q: q * hair, delta_of.right(*given))})
    assert "delta1" in wrong_in(EXAMPLE, policy)
