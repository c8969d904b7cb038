"""Gradients of recurrent cells, exactly those of the tape, and the same however the weights are stored."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runs_of_rnn_step import LETTERS, ORDERS, draw, drawn, numbers, run

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.readings import everything_under, gradient
from nncalc.engine.run import Run


def assert_gradients(typed: dict[str, Any]) -> None:
    """Each written-out gradient is, as a formula, the derivative that the tape itself gives."""

    def read(run: Run) -> int:
        loss = run.results["loss"]
        leaves = {q.name: q for q in everything_under([loss]) if not q.operands and q.name}
        lines = {
            q.name[1:]: q
            for name, value in run.results.items()
            if name.startswith(("dW", "db", "dh0", "dc0"))
            for q in (value.items or [value])
            if q.name and q.name[1:] in leaves
        }
        expected = gradient(loss, [leaves[name] for name in lines])
        for name, right in zip(lines, expected, strict=True):
            assert sign(lines[name] - right) == 0, name
        return len(lines)

    assert run(typed, read) >= 12


@settings(max_examples=30)
@given(st.integers(0, 10**9), st.sampled_from(("rnn", "lstm", "gru")), st.sampled_from(("split", "joined", "stacked")))
def test_gradient_is_the_tapes(seed: int, cell: str, scheme: str) -> None:
    source = random.Random(seed)
    typed = drawn(source, cell, scheme)
    typed |= {"act": source.choice(("tanh", "identity", "sigmoid", "relu"))}
    typed |= {"z_on": source.choice(("candidate", "old")), "reset": source.choice(("before", "after"))}
    typed |= {"loss": source.choice(("half-sse", "mse")), "act_y": source.choice(("identity", "tanh"))}
    typed |= {"reduction": source.choice(("sum", "mean")), "concat": source.choice(("xh", "hx"))}
    if source.random() < 0.5:
        typed["t"] = typed["t"][0]
    if cell == "lstm":
        typed |= {f"Wc{letter}": draw(source, 2) for letter in source.choice(("", "i", "fo", "ifo"))}
    assert_gradients(typed)


def test_gradient_of_both_directions() -> None:
    source = random.Random(5)
    typed = drawn(source, "rnn") | {"direction": "both", "Why": draw(source, 2, 4)}
    assert_gradients(typed | {"Wxh_back": draw(source, 2, 2), "Whh_back": draw(source, 2, 2), "h0_back": ["1", "2"]})


def test_gradient_of_weights_that_both_directions_share() -> None:
    """With the same weights both ways, their gradient is the sum of both directions'."""
    source = random.Random(6)
    shared = drawn(source, "rnn") | {"direction": "both", "Why": draw(source, 2, 4)}
    own = shared | {
        f"{name}_back": shared[name] for name in ("Wxh", "Whh", *[n for n in shared if n[0] == "b" and n != "by"])
    }
    whole = numbers(shared, "dWxh", "dWhh")
    parts = numbers(own, "dWxh", "dWhh"), numbers(own, "dWxh_back", "dWhh_back")
    for total, one, other in zip(whole, *parts, strict=True):
        assert total == pytest.approx([a + b for a, b in zip(one, other, strict=True)], abs=1e-14)


def test_shared_bias() -> None:
    typed = {"x": "1", "Wxh": "1:2", "Whh": "1,0:0,1", "bh": "1/2", "act": "identity", "t": "0,0", "grad": "yes"}
    assert numbers(typed, "h", "dbh", "params") == [[1.5, 2.5], 4.0, 7]


def test_product_of_jacobians_is_the_recursion() -> None:
    """Where only the last output has a loss, ∂E/∂h of each step is the product of the Jacobians times the last one."""
    typed = drawn(random.Random(8), "rnn")
    typed |= {"x": draw(random.Random(9), 4, 2), "t": ["1", "2"]}
    for form in ("column", "row"):
        for number in (1, 2, 3):
            chain, direct = numbers(typed | {"form": form}, f"chain{number}", f"dh{number}")
            assert chain == pytest.approx(direct, abs=1e-14)


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_same_figures_however_stored(cell: str) -> None:
    """Split, joined both ways, stacked in every order, in both forms: exactly the same state."""
    source, letters = random.Random(cell), LETTERS[cell]
    wx, wh = {k: draw(source, 2, 2) for k in letters}, {k: draw(source, 2, 2) for k in letters}
    b = {k: draw(source, 2) for k in letters}
    base = {"cell": cell, "x": draw(source, 3, 2), "h0": draw(source, 2)}
    biases = {f"b{k}": b[k] for k in letters}
    ways = [{f"Wx{k}": wx[k] for k in letters} | {f"Wh{k}": wh[k] for k in letters} | biases]
    for concat in ("xh", "hx"):
        rows = {k: [p + q if concat == "xh" else q + p for p, q in zip(wx[k], wh[k], strict=True)] for k in letters}
        ways.append({"W" if cell == "rnn" else f"W{k}": rows[k] for k in letters} | {"concat": concat} | biases)
    for order in ORDERS.get(cell, ()):
        spelt = order.replace("c", "g").replace("h", "n")
        stacked = {"Wx": [r for k in spelt for r in wx[k]], "Wh": [r for k in spelt for r in wh[k]]}
        ways.append(stacked | {"b": [q for k in spelt for q in b[k]], "gates": order})
    for way in list(ways):
        turn = {name: [list(c) for c in zip(*rows, strict=True)] for name, rows in way.items() if name[0] == "W"}
        ways.append(way | turn | {"form": "row"})
    found = [numbers(base | way, "h", "h1", "params") for way in ways]
    assert all(each == found[0] for each in found)


@given(st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=1, max_size=4))
def test_backward_is_forward_on_the_reversed_rows(x: list[list[int]]) -> None:
    typed = {"Wxh": "1,2:-1,1", "Whh": ".5,-.25:1,0", "bh": "1,2", "act": "identity"}
    back = numbers(typed | {"x": x, "direction": "backward"}, "h", "h1_back")
    assert back[0] == back[1] == numbers(typed | {"x": x[::-1]}, "h")[0]


def test_stacked_gradient_stands_like_the_weights() -> None:
    typed = drawn(random.Random(3), "lstm", "stacked") | {"gates": "iofc"}
    dW, *parts = numbers(typed, "dWx", "dWxi", "dWxo", "dWxf", "dWxg")
    assert dW == [q for part in parts for q in part]


@pytest.mark.parametrize("form", ["column", "row"])
@pytest.mark.parametrize("concat", ["xh", "hx"])
def test_a_joined_candidate_keeps_its_own_gradient(concat: str, form: str) -> None:
    """Under reset=after the candidate's two parts are differentiated apart; dWn still stands like Wn."""
    typed = drawn(random.Random(4), "gru", "joined") | {"reset": "after", "concat": concat, "form": form}
    if form == "row":
        typed |= {name: list(map(list, zip(*typed[name], strict=True))) for name in ("Wr", "Wz", "Wn", "Why")}

    def loss_at(i: int, j: int, shift: Fraction) -> Any:
        Wn = [list(row) for row in typed["Wn"]]
        Wn[i][j] = str(Fraction(Wn[i][j]) + shift)
        return run(typed | {"Wn": Wn, "grad": "no"}, lambda run: flint.arb(run.results["loss"].value))

    found, h = numbers(typed, "dWn")[0], Fraction(1, 10**4)
    places = [(i, j) for i, row in enumerate(typed["Wn"]) for j, _ in enumerate(row)]
    for (i, j), derivative_found in zip(places, found, strict=True):
        difference = float(((loss_at(i, j, h) - loss_at(i, j, -h)) * 5000).mid())
        assert derivative_found == pytest.approx(difference, rel=1e-6, abs=1e-6)
