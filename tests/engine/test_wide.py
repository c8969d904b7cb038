"""Wide tensors are worked out as matrices: every component that is read is what the working would have made one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Any

import flint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine import tensor
from nncalc.engine.budget import BUDGET, QUANTITIES
from nncalc.engine.components import component
from nncalc.engine.decide import decisions, sign
from nncalc.engine.figures import Precision, figure
from nncalc.engine.lengths import Lengths
from nncalc.engine.long_forms import LongForms
from nncalc.engine.operations import EXP, LEAKY_RELU, LET, POWER, RELU, RELU_DERIVATIVE, SIGMOID, SQRT, TANH
from nncalc.engine.quantity import TABLE, MorePrecision, Quantity, constant
from nncalc.engine.readings import everything_under
from nncalc.engine.run import PLAIN, Policy, Run, forget, run_once
from nncalc.engine.tensor import Tensor, add_to_rows, column_sums, lift, matrix, outer, values_of, vector
from nncalc.errors import InputError
from nncalc.page.solving import Settings, run_problem
from nncalc.problem_types.rnn_step.cell_rules import summed_over_steps
from nncalc.render.json_form import solution_as_json
from nncalc.rules.activations import ACTIVATIONS, ActivationOptions, complement

NEVER = 10**9
SHARP = Precision(15)


@contextmanager
def wide_from(products: int) -> Iterator[None]:
    before, tensor.WIDE = tensor.WIDE, products
    try:
        yield
    finally:
        tensor.WIDE = before


def both(make: Callable[[], Any]) -> tuple[Any, Any]:
    """What is made component by component, and what is made as a whole."""
    with wide_from(NEVER):
        plain = make()
    with wide_from(1):
        return plain, make()


def same(a: Quantity, b: Quantity) -> bool:
    """One value, one operation, and operands of one value each; balls of one true value overlap."""
    alike = a.operation is b.operation and len(a.operands) == len(b.operands) and a.name == b.name
    alike = alike and (a.equal_to is None) == (b.equal_to is None)
    return (
        alike
        and _one(a.value, b.value)
        and all(_one(p.value, q.value) for p, q in zip(a.operands, b.operands, strict=True))
    )


def _one(a: Any, b: Any) -> bool:
    if type(a) is flint.arb and type(b) is flint.arb:
        return bool(a.overlaps(b)) and bool(a.contains(0)) == bool(b.contains(0))
    return type(a) is type(b) and bool(a == b)


def assert_same(plain: Tensor, whole: Tensor) -> None:
    assert type(plain.items) is list
    assert type(whole.items) is not list
    assert plain.shape == whole.shape
    assert plain.operation is whole.operation
    for a, b, value in zip(plain.items, whole.items, values_of(whole), strict=True):
        assert same(a, b), (a, a.operands, b, b.operands)
        assert _one(value, b.value)
        try:
            text = figure(a, SHARP)
        except Exception:
            continue  # more precision is asked for, by a run
        assert figure(b, SHARP) == text


rationals = st.one_of(
    st.integers(-3, 3).map(flint.fmpq),
    st.fractions(-2, 2, max_denominator=9).map(lambda x: flint.fmpq(x.numerator, x.denominator)),
    st.integers(-40, 40).map(lambda n: flint.fmpq(10) ** n),
)


@st.composite
def numbers(draw: DrawFn) -> Quantity:
    """A rational, an irrational number, or one that is 0 as a formula though its ball leaves that open."""
    q, kind = constant(draw(rationals)), draw(st.sampled_from(["plain", "plain", "root", "exp", "zero", "one"]))
    if kind == "root":
        return SQRT(constant(draw(st.sampled_from([2, 3, 5])))) * q
    if kind == "exp":
        return EXP(constant(draw(st.integers(-3, 3)))) - q
    if kind == "zero":
        return POWER(SQRT(constant(2)), 2) - 2
    return constant(1) + SQRT(constant(3)) * 0 if kind == "one" else q


@st.composite
def matrices(draw: DrawFn, rows: int, columns: int) -> Tensor:
    same_kind = draw(st.booleans())
    each = rationals.map(constant) if same_kind else numbers()
    return matrix([[draw(each) for _ in range(columns)] for _ in range(rows)], "M")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_every_whole_operation_makes_the_components_of_the_plain_one(data: Any) -> None:
    m, k, n = (data.draw(st.integers(1, 4)) for _ in "mkn")
    a, b, c = data.draw(matrices(m, k)), data.draw(matrices(k, n)), data.draw(matrices(m, n))
    row, rate = data.draw(matrices(1, n))[0], data.draw(numbers())
    assert_same(*both(lambda: a @ b))
    assert_same(*both(lambda: (a @ b).T @ c))
    assert_same(*both(lambda: add_to_rows(a @ b, row)))
    assert_same(*both(lambda: (a @ b) * c))
    assert_same(*both(lambda: c - rate * (a @ b)))
    assert_same(*both(lambda: -(a @ b)[0]))
    assert_same(*both(lambda: outer(a[0], row)))
    assert_same(*both(lambda: summed_over_steps.right([outer(part, row) for part in a])))
    if m > 1:
        assert_same(*both(lambda: column_sums(a @ b)))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), most=st.sampled_from([3, 8, 20, 60, 200]))
def test_long_forms_are_told_as_component_by_component(data: Any, most: int) -> None:
    """Zeros are left out of formulas: a long part beside them is not written."""
    m, k, n = (data.draw(st.integers(1, 3)) for _ in "mkn")
    a, b, c = data.draw(matrices(m, k)), data.draw(matrices(k, n)), data.draw(matrices(m, n))
    row, rate = data.draw(matrices(1, n))[0], data.draw(numbers())

    def made() -> list[Tensor]:
        z = add_to_rows(a @ b, row)
        delta = lift(EXP, z) * (z - c)
        wide = [z, lift(SIGMOID, z), lift(RELU, z), delta, a.T @ delta, delta @ b.T, -(c - rate * delta), delta / 7]
        wide += [outer(delta[0], row), outer(row, delta[0]), outer(a[0], row) + outer(a[0], delta[0])]
        return wide + ([column_sums(delta)] if m > 1 else [])

    with suppress(InputError, MorePrecision), wide_from(1):
        told, asked = LongForms(Lengths(most)), Lengths(most)
        for each in made():
            assert type(each.items) is not list
            found = [type(q.value) is not flint.fmpq and asked.exceeds(q) for q in each.items]
            assert told.of(each.items) == found


def test_long_runs_of_wide_tensors_are_told_too() -> None:
    """Deeper than any recursion."""
    with wide_from(1):
        z = matrix([[1, 2], [3, 4]]) @ vector([SQRT(constant(2)), 1])
        for _ in range(3_000):
            z = z + z
    assert LongForms(Lengths(1000)).of(z.items) == [True, True]


KINKED = (RELU, SIGMOID, TANH, TABLE["abs"], TABLE["sign"], TABLE["step"])


@settings(max_examples=100, deadline=None)
@given(data=st.data(), operation=st.sampled_from(KINKED))
def test_kinks_are_decided_as_they_are_one_by_one(data: Any, operation: Any) -> None:
    """A sum of products may be 0 exactly: √2·√2 − 2, of which the ball says nothing."""
    a, b = data.draw(matrices(2, 3)), data.draw(matrices(3, 2))
    assert_same_or_refused(lambda: lift(operation, a @ b))
    assert_same_or_refused(lambda: lift(RELU_DERIVATIVE, a @ b, constant(flint.fmpq(1, 2))))
    assert_same_or_refused(lambda: lift(LEAKY_RELU, a @ b, constant(flint.fmpq(1, 100))))


def assert_same_or_refused(make: Callable[[], Tensor]) -> None:
    """Both ways alike; what the plain one refuses the whole one does too.

    Where the balls of one of them leave a case open it asks for more bits, and a run works all out again.
    """
    with suppress(MorePrecision):
        try:
            plain, whole = both(make)
        except InputError as refused:
            for products in (NEVER, 1):
                with wide_from(products), pytest.raises(type(refused)):
                    make()
            return
        assert_same(plain, whole)


def test_a_kink_of_irrational_numbers_is_found() -> None:
    root = SQRT(constant(2))
    a, b = matrix([[root, 1]]), matrix([[root], [-2]])
    with wide_from(1):
        slope = lift(RELU_DERIVATIVE, a @ b, constant(flint.fmpq(1, 2)))
    assert slope.items[0].value == flint.fmpq(1, 2)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_every_activation_and_its_slope(name: str) -> None:
    activation, options = ACTIVATIONS[name], ActivationOptions(constant(flint.fmpq(1, 4)), flint.fmpq(1, 2))
    W = matrix([[1, -1, 0], [2, 3, flint.fmpq(1, 3)], [0, 0, 0]])
    for x in (vector([1, 1, 5]), vector([SQRT(constant(2)), 1, -2]), vector([-3, 3, 1])):
        plain, whole = both(lambda x=x: activation.value(W @ x, options))  # type: ignore[misc]
        pairs = [(plain, whole)]
        if activation.derivative is not None:
            pairs.append(both(lambda x=x: activation.derivative(W @ x, activation.value(W @ x, options), options)))  # type: ignore[misc]
        for one, other in pairs:
            assert all(map(same, one.items, other.items))
            assert [figure(q, SHARP) for q in one.items] == [figure(q, SHARP) for q in other.items]


def test_what_is_left_of_one_near_a_saturated_sigmoid_keeps_its_digits() -> None:
    W, x = matrix([[1], [300]]), vector([1])
    plain, whole = both(lambda: complement(lift(SIGMOID, W @ x)))
    assert [figure(q, SHARP) for q in plain.items] == [figure(q, SHARP) for q in whole.items]
    assert whole.items[1].value > 0


def test_symbols_and_what_has_no_value_are_left_to_the_components() -> None:
    W = Tensor([Quantity(None, (), None, None, "w"), constant(1)], (1, 2))
    with wide_from(1):
        assert type((W @ vector([1, 2])).items) is list
        whole = matrix([[0, 0]]) @ vector([1, 2])
        with pytest.raises(InputError):
            1 / whole
        infinite = Tensor([Quantity(None, (), flint.arb("inf")), constant(1)], (2,))
        assert type(outer(infinite, infinite).items) is list


def test_long_rationals_go_on_as_balls() -> None:
    long = constant(flint.fmpq(1, 3) ** 2000)
    plain, whole = both(lambda: matrix([[long, 1]]) @ matrix([[long], [1]]))
    assert_same(plain, whole)
    assert type(whole.items[0].value) is flint.arb


def test_decisions_that_are_noted_are_all_asked_for() -> None:
    def signs(products: int) -> list[int]:
        with wide_from(products), decisions() as found:
            lift(RELU, matrix([[1, -1], [2, 1]]) @ vector([1, 3]))
        return [each for _, each in found]

    assert signs(1) == signs(NEVER) == [-1, 1]


def test_a_component_is_made_once_and_its_history_when_it_is_asked_for() -> None:
    with wide_from(1):
        z = matrix([[1, 2], [3, 4]]) @ vector([1, 1])
        for _ in range(5_000):
            z = z + z
        q = z.items[1]
        assert z.items[1] is q is z[1] is z.items[-1] is z.items[0:2][1]
        assert len(everything_under([q])) == 5_000 + 5
        with pytest.raises(IndexError):
            z.items[2]
        with pytest.raises(AttributeError):
            q.nothing  # noqa: B018


@given(shape=st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple))
def test_names_of_components_are_those_of_the_contract(shape: tuple[int, ...]) -> None:
    names = tensor.components("W", shape)
    assert tuple(component("W", shape, i) for i in range(len(names))) == names


def test_let_names_components_when_they_are_read() -> None:
    def work(run: Run) -> None:
        run.let("z", matrix([[1, 2], [3, 4]]) @ matrix([[1, 2], [3, 4]]))

    plain, whole = both(lambda: run_once(work, PLAIN).results["z"])
    assert_same(plain, whole)
    assert [(q.name, q.operation) for q in whole.items] == [(f"z.{i}.{j}", LET) for i in (1, 2) for j in (1, 2)]
    assert [q.value for q in forget(whole).items] == [q.value for q in plain.items]
    assert sign(whole.items[0]) == 1
    with wide_from(1):
        carried = run_once(work, Policy(carried={"z.1.1": constant(9)})).results["z"]
    assert [q.value for q in carried.items] == [9, 10, 15, 22]


# -- whole problems ----------------------------------------------------------------------------------------------------

fractions = st.fractions(-2, 2, max_denominator=8).map(str)
ACTS = [name for name in ACTIVATIONS if name != "softmax"]


@st.composite
def networks(draw: DrawFn) -> tuple[str, dict[str, Any]]:
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    rows = draw(st.integers(0, 3))

    def vector_of(n: int) -> list[str]:
        return draw(st.lists(fractions, min_size=n, max_size=n))

    def samples(n: int) -> Any:
        return [vector_of(n) for _ in range(rows)] if rows else vector_of(n)

    network: dict[str, Any] = {"x": samples(sizes[0]), "t": samples(sizes[-1])}
    for layer, (inputs, units) in enumerate(pairwise(sizes), 1):
        network[f"W{layer}"] = [vector_of(inputs) for _ in range(units)]
        network[f"b{layer}"] = vector_of(units) if draw(st.booleans()) else draw(fractions)
        network[f"act{layer}"] = draw(st.sampled_from(ACTS))
    network |= {"lr": draw(st.sampled_from([".5", "√2/4"])), "delta": draw(st.sampled_from(["gradient", "error"]))}
    network |= {"epochs": draw(st.sampled_from(["1", "1", "9"])), "relu0": draw(st.sampled_from(["0", "1/2"]))}
    return "backprop", network


@st.composite
def cells(draw: DrawFn) -> tuple[str, dict[str, Any]]:
    inputs, units, steps = (draw(st.integers(1, 2)) for _ in range(3))

    def rows(m: int, n: int) -> list[list[str]]:
        return [draw(st.lists(fractions, min_size=n, max_size=n)) for _ in range(m)]

    cell = draw(st.sampled_from(["rnn", "lstm", "gru"]))
    letters = {"rnn": ["h"], "lstm": list("ifgo"), "gru": list("rzn")}[cell]
    network: dict[str, Any] = {"cell": cell, "x": rows(steps, inputs), "grad": "yes", "t": rows(1, units)[0]}
    for letter in letters:
        wx, wh, b = ("Wxh", "Whh", "bh") if cell == "rnn" else (f"Wx{letter}", f"Wh{letter}", f"b{letter}")
        network |= {wx: rows(units, inputs), wh: rows(units, units), b: rows(1, units)[0]}
    return "rnn-step", network


def as_json(kind: str, network: dict[str, Any], wanted: Settings) -> str:
    problem = read_problem(registry.load(kind), dict(network))
    return run_problem(problem, lambda run: "".join(solution_as_json(problem, run, wanted, ())), wanted.policy)


@settings(max_examples=60, deadline=None)
@given(problem=st.one_of(networks(), cells()), places=st.sampled_from([None, None, 3]))
def test_whole_problems_are_the_same_to_the_byte(problem: tuple[str, dict[str, Any]], places: int | None) -> None:
    def made(products: int) -> str:
        try:
            with wide_from(products):
                return as_json(*problem, Settings(round_steps=places))
        except InputError as refused:
            return refused.message

    assert made(1) == made(NEVER)


def test_a_wide_step_makes_few_quantities() -> None:
    """100-60-10 on 20 samples: two layers of 6,600 weights; only what is read is made."""

    def digits(m: int, n: int) -> list[list[str]]:
        return [[f"{((i * 7 + j * 3) % 11 - 5) / 20}" for j in range(n)] for i in range(m)]

    network: dict[str, Any] = {"x": digits(20, 100), "t": digits(20, 10), "act": "tanh", "lr": ".1"}
    network |= {"W1": digits(60, 100), "W2": digits(10, 60)}
    problem = read_problem(registry.load("backprop"), network)

    def read(run: Run) -> int:
        before = BUDGET.used()
        assert before > QUANTITIES - 25_000
        assert figure(run.results["W1_new"].items[99], SHARP) is not None
        assert run.results["W1_new"].items[99].operands[0].operands[0].name == "W1.1.100"
        return before - BUDGET.used()

    assert run_problem(problem, read) < 10
