"""rnn-step: gradients exactly those of the tape, every way of storing weights, every slip, and the page itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from commandline import nncalc as command
from hypothesis import given, settings
from hypothesis import strategies as st

import nncalc
from nncalc.declaring.problem import read_problem
from nncalc.engine.decide import sign
from nncalc.engine.figures import nearest_double
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import everything_under, gradient
from nncalc.engine.run import PLAIN, Policy, Run
from nncalc.errors import InputErrors
from nncalc.page.solving import run_problem
from nncalc.problem_types.rnn_step.problem import RnnStep

LETTERS = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}
ORDERS = {"lstm": ("ifgo", "ifco", "iofc"), "gru": ("rzn", "zrh")}


def run(typed: dict[str, Any], read: Callable[[Run], Any], policy: Policy = PLAIN) -> Any:
    return run_problem(read_problem(RnnStep, typed), read, policy)


def numbers(typed: dict[str, Any], *names: str, policy: Policy = PLAIN) -> list[Any]:
    """Doubles of results, vectors as lists."""

    def double(x: Any) -> Any:
        return nearest_double(x) if isinstance(x, Quantity) else [nearest_double(q) for q in x.items]

    return run(typed, lambda run: [double(run.results[name]) for name in names], policy)


def draw(source: random.Random, *shape: int) -> Any:
    if not shape:
        return f"{source.choice((-1, 1)) * source.randint(1, 120) / 100}"
    return [draw(source, *shape[1:]) for _ in range(shape[0])]


def drawn(source: random.Random, cell: str, scheme: str = "split") -> dict[str, Any]:
    """A problem of two steps, two inputs and two units, with two outputs and a gradient."""
    m, n, letters = 2, 2, LETTERS[cell]
    out: dict[str, Any] = {"cell": cell, "x": draw(source, 2, m), "h0": draw(source, n), "grad": "yes"}
    out |= {"c0": draw(source, n)} if cell == "lstm" else {}
    if scheme == "stacked":
        k = len(letters)
        out |= {"gates": source.choice(ORDERS[cell])} if cell in ORDERS else {}
        out |= {"Wx": draw(source, k * n, m), "Wh": draw(source, k * n, n), "b": draw(source, k * n)}
    for letter in letters if scheme != "stacked" else "":
        if scheme == "joined":
            out["W" if cell == "rnn" else f"W{letter}"] = draw(source, n, m + n)
        else:
            out |= {f"Wx{letter}": draw(source, n, m), f"Wh{letter}": draw(source, n, n)}
        two = source.random() < 0.5
        out |= {f"b{part}{letter}": draw(source, n) for part in (("x", "h") if two else ("",))}
    out |= {"Why": draw(source, 2, n), "by": draw(source, 2), "t": draw(source, 2, 2)}
    return out


# -- gradients ---------------------------------------------------------------------------------------------------------


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


# -- weights -----------------------------------------------------------------------------------------------------------


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
    for (i, j), slope_found in zip(places, found, strict=True):
        difference = float(((loss_at(i, j, h) - loss_at(i, j, -h)) * 5000).mid())
        assert slope_found == pytest.approx(difference, rel=1e-6, abs=1e-6)


# -- slips -------------------------------------------------------------------------------------------------------------


def slipped(typed: dict[str, Any], *names: str) -> dict[str, list[Any]]:
    """What every slip of every rule used gives, by its number; slips that mean nothing here are left out."""
    from nncalc.engine.run import DoesNotApply

    out = {}
    for rule in run(typed, lambda run: list(run.used)):
        for slip in rule.slips:
            try:
                out[slip.number] = numbers(typed, *names, policy=Policy(choice={rule: slip.function}))
            except DoesNotApply:
                continue
    return out


def sigmoid(a: float) -> float:
    from math import exp

    return 1 / (1 + exp(-a))


def test_slips_of_an_lstm() -> None:
    from math import tanh

    typed = {"cell": "lstm", "x": "1", "h0": ".5", "c0": "-.3"}
    typed |= {f"Wx{k}": v for k, v in zip("ifgo", (".1", ".2", ".3", ".4"), strict=True)}
    typed |= {f"Wh{k}": v for k, v in zip("ifgo", (".5", ".6", ".7", ".8"), strict=True)} | {"bf": "1", "bi": ".25"}
    i, f, g, o = sigmoid(0.6), sigmoid(1.5), tanh(0.65), sigmoid(0.8)
    c = -0.3 * f + i * g
    found = slipped(typed, "h", "params")
    expected = {
        "59": o * c,
        "60": o * tanh(-0.3 * i + f * g),
        "61": o * tanh(-0.3 * f + i + g),
        "63": o * tanh(-0.3),
        "62": sigmoid(1.05) * tanh(-0.3 * sigmoid(0.5) + sigmoid(1.35) * g),
    }
    assert {number: found[number][0][0] for number in expected} == pytest.approx(expected)
    assert numbers(typed, "h")[0][0] == pytest.approx(o * tanh(c))
    assert found["65"][1] == 4


def test_slips_of_a_gru() -> None:
    from math import tanh

    typed = {"cell": "gru", "x": "1", "h0": ".5", "Wr": ".1,.2", "Wz": ".3,.4", "Wn": ".5,.6", "bn": ".1"}
    z = sigmoid(0.5)
    assert slipped(typed, "h")["58"][0][0] == pytest.approx((1 - z) * 0.5 + z * tanh(0.9))
    assert {number for number, _ in RnnStep.convention_slips.values()} == {"56", "57"}


def test_slips_through_time() -> None:
    """66: without the next step's term only the last step's own error is left."""
    typed = {"x": "1:2", "Wxh": "1", "Whh": "1/2", "act": "identity", "t": "1", "grad": "yes"}
    assert numbers(typed, "dWhh", "dWxh") == [[1.5], [3.75]]
    found = slipped(typed, "dWhh", "dWxh")
    assert found["66"] == [[1.5], [3]]
    assert found["66c"] == [[1.5], [3]]
    every = slipped(typed | {"t": "0:1"}, "dWxh")
    assert every["66"] == [[1 * 1 + 1.5 * 2]]


def test_a_slip_of_tanh_is_made_beside_gates_with_sigmoid() -> None:
    """17: the candidate and the cell state have the slope of tanh, the gates that of sigmoid."""
    typed = {"cell": "lstm", "x": "1:2", "t": "1", "grad": "yes"}
    typed |= {f"W{part}{k}": ".5" for k in "ifgo" for part in "xh"}
    h, o, squashed, i, g = (found[0] for found in numbers(typed, "h2", "o2", "tanh_c2", "i2", "g2"))
    dc = (h - 1) * o * (1 - squashed)
    assert slipped(typed, "delta_g2", "delta_o2")["17"] == [
        pytest.approx([dc * i * (1 - g)]),
        pytest.approx([(h - 1) * squashed * o * (1 - o)]),
    ]


def test_parameters_of_a_gru_from_64_to_32() -> None:
    typed: dict[str, Any] = {"cell": "gru", "gates": "rzn", "x": [["0"] * 64]}
    typed |= {"Wx": [["0"] * 64] * 96, "Wh": [["0"] * 32] * 96, "b": ["0"] * 96}
    assert numbers(typed, "params", "params_one_bias", "params_two_biases") == [9312, 9312, 9408]
    found = slipped(typed, "params")
    assert (found["64"], found["65"]) == ([9408], [3104])


# -- the page ----------------------------------------------------------------------------------------------------------


def test_each_gate_is_a_line_of_its_own() -> None:
    typed = {"cell": "lstm", "x": "1", "c0": ".5"}
    typed |= {f"W{part}{k}": ".5" for k in "ifgo" for part in "xh"} | {"bi": "0.1"}
    steps = {step["name"]: step for step in nncalc.solve("rnn-step", **typed).as_json()["steps"]}
    assert list(steps)[:12:2] == ["i1", "f1", "g1", "o1", "c1", "tanh_c1"]
    assert steps["i1"]["formula"] == "σ(Wxi·x + Whi·h0 + bi)"
    line = steps["i1.1"]
    assert line["formula"] == "σ(Wxi₁₁·x₁ + Whi₁₁·h0₁ + bi₁)"
    assert line["substituted"] == "σ(0.5·1 + 0.5·0 + 0.1)"
    assert line["value"] == "0.6457"


def test_reset_gate_after_the_product_keeps_its_brackets() -> None:
    typed = {"cell": "gru", "x": "1", "Wr": "1,1", "Wz": "1,1", "Wn": "1,1", "reset": "after"}
    formulas = {step["name"]: step["formula"] for step in nncalc.solve("rnn-step", **typed).as_json()["steps"]}
    assert formulas["n1"] == "tanh(Wxn·x + r1 ⊙ (Whn·h0))"


@pytest.mark.parametrize("format_", ["text", "markdown", "latex"])
@pytest.mark.parametrize("example", RnnStep.examples)
def test_examples_in_every_format(example: str, format_: str) -> None:
    typed = RnnStep.read_tokens(example.split()[1:])
    assert len(nncalc.solve("rnn-step", **typed).render(format_)) > 200


def test_symbols() -> None:
    solution = nncalc.solve("rnn-step", x="x1:x2", Wxh="u", Whh="w", h0="0", t="t", grad="yes", act="identity")
    assert str(solution.sympy("h.1").expand()) == "u*w*x1 + u*x2"
    assert solution.sympy("dWhh.1.1").subs({"u": 2, "w": 3, "x1": 1, "x2": 1, "t": 0}) == (2 * 3 + 2) * 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"x": "1,2", "Wxh": "1,2", "Whh": "1", "Wxi": "1,2"}, "cell=lstm"),
        ({"x": "1,0,1", "Wxh": "1", "Whh": "1"}, "x=1:0:1, one row a step"),
        ({"x": "1", "Wxh": ".5,.2", "Whh": "1,2:3,4"}, "Wxh=0.5:0.2"),
        ({"x": "1,2", "Wxh": "1:2", "Whh": "1"}, "form=row"),
    ],
)
def test_nearest(typed: dict[str, Any], said: str) -> None:
    with pytest.raises(InputErrors) as caught:
        read_problem(RnnStep, typed)
    assert said in [error.nearest for error in caught.value.errors]


def test_conventions_that_change_nothing_are_said_to() -> None:
    said = command("rnn-step cell=lstm x=1 Wi=1,2 Wf=1,2 Wg=1,2 Wo=1,2 z_on=old loss=mse concat=hx").out
    assert "z_on=old has no effect here: cell=lstm has no such gate" in said
    assert "loss=mse has no effect here: there is no target t" in said
    assert "concat=hx (the default is xh)" in said
    assert "no effect" not in command("rnn-step x=1 Wxh=1 Whh=1 act=relu").out
