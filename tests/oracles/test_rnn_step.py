"""Random recurrent problems against PyTorch's cells and autograd in double precision; digits against mpmath's."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import repeat
from typing import Any

import mpmath
import pytest
import torch

from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision, figure, nearest_double
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.engine.tensor import Tensor
from nncalc.page.solving import run_problem
from nncalc.problem_types.rnn_step import backward as recurrent_back
from nncalc.problem_types.rnn_step import cell_rules as recurrent
from nncalc.problem_types.rnn_step.problem import RnnStep
from oracles.faults import is_seen, name_of, slips_in
from oracles.torch_cells import LETTERS, ORDERS, ByTorch, Drawn, draw, tensor

COMPARED = {"PyTorch": 2000, "PyTorch, both directions": 30, "mpmath, 50 digits": 20, "onnx's evaluator": 40}
BATCHES = 20
CLOSE = 1e-9


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    source = random.Random("givens")
    while True:
        yield Drawn(source).given()


def nested(x: Any) -> Any:
    """Doubles of a result, as PyTorch's shapes have them."""
    if isinstance(x, Tensor):
        flat = [nearest_double(q) for q in x.items]
        width = x.shape[-1]
        return flat if len(x.shape) == 1 else [flat[i : i + width] for i in range(0, len(flat), width)]
    return nearest_double(x)


def solve(given: Mapping[str, Any], names: Any, policy: Policy = PLAIN) -> dict[str, Any]:
    problem = read_problem(RnnStep, given)
    return run_problem(problem, lambda run: {name: nested(run.results[name]) for name in names}, policy)


def check(source: random.Random, policy: Policy = PLAIN) -> None:
    """One random problem."""
    drawn = Drawn(source)
    expected = ByTorch(drawn).results()
    found = solve(drawn.given(), expected, policy)
    for name, value in expected.items():
        right = torch.from_numpy(value)
        difference = abs(torch.tensor(found[name]) - right) / right.abs().clamp(min=1)
        assert float(difference.max()) < CLOSE, (name, drawn.given(), found[name], value)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_pytorch(batch: int) -> None:
    source = random.Random(f"rnn-step {batch}")
    for _ in range(COMPARED["PyTorch"] // BATCHES):
        check(source)


@pytest.mark.parametrize("slip", slips_in(recurrent, recurrent_back), ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    source = random.Random("faults")
    assert is_seen(slip, repeat(lambda policy: check(source, policy), 200))


def test_every_combination_was_drawn() -> None:
    drawn = [
        Drawn(source) for source in [random.Random(f"rnn-step {batch}") for batch in range(BATCHES)] for _ in range(100)
    ]
    seen = {(d.cell, d.scheme, d.form, d.grad) for d in drawn}
    assert len(seen) == 3 * 3 * 2 * 2
    assert sum(ByTorch(d).cell() is not None for d in drawn) > 600


def test_both_directions() -> None:
    """torch.nn.RNN reads both ways; its outputs stand beside each other."""
    source = random.Random("both")
    for cell, module in (("rnn", torch.nn.RNN), ("lstm", torch.nn.LSTM), ("gru", torch.nn.GRU)):
        for _ in range(COMPARED["PyTorch, both directions"] // 3):
            m, n, steps, k = 2, 2, 3, len(LETTERS[cell])
            sizes = {"weight_ih": (k * n, m), "weight_hh": (k * n, n), "bias_ih": (1, k * n), "bias_hh": (1, k * n)}
            given: dict[str, Any] = {"cell": cell, "direction": "both", "x": draw(source, steps, m)}
            given |= {"gates": ORDERS[cell][0]} if cell != "rnn" else {}
            given |= {"z_on": "old", "reset": "after"}
            network = module(m, n, bidirectional=True)
            for mark, end in (("", ""), ("_back", "_reverse")):
                for (name, size), short in zip(sizes.items(), ("Wx", "Wh", "bx", "bh"), strict=True):
                    rows = draw(source, *size)
                    given[short + mark] = rows if short[0] == "W" else rows[0]
                    values = tensor(rows) if short[0] == "W" else tensor(rows[0])
                    getattr(network, f"{name}_l0{end}").data.copy_(values)
            output, last = network(tensor(given["x"])[:, None])
            found = solve(
                given, [*(f"h{i}{mark}" for i in range(1, steps + 1) for mark in ("", "_back")), "h", "h_back"]
            )
            for i in range(steps):
                assert torch.allclose(
                    torch.tensor(found[f"h{i + 1}"] + found[f"h{i + 1}_back"]), output[i, 0], atol=CLOSE
                )
            state = last[0] if cell == "lstm" else last
            assert torch.allclose(torch.tensor([found["h"], found["h_back"]]), state[:, 0], atol=CLOSE)


def test_sixty_digits() -> None:
    """The figures themselves, where doubles say nothing: 50 places against mpmath."""
    mpmath.mp.dps = 60
    source = random.Random("digits")
    names = [f"W{part}{gate}" for gate in "ifgo" for part in "xh"] + ["bf"]
    sigmoid, tanh = lambda a: 1 / (1 + mpmath.exp(-a)), mpmath.tanh
    for _ in range(COMPARED["mpmath, 50 digits"]):
        w = {name: f"{source.randint(-99, 99) / 50}" for name in names}
        x = [f"{source.randint(-99, 99) / 50}" for _ in range(3)]
        v = {name: mpmath.mpf(text) for name, text in w.items()}
        h = c = mpmath.mpf(0)
        for q in x:
            net = {k: v[f"Wx{k}"] * mpmath.mpf(q) + v[f"Wh{k}"] * h for k in "ifgo"}
            c = sigmoid(net["f"] + v["bf"]) * c + sigmoid(net["i"]) * tanh(net["g"])
            h = sigmoid(net["o"]) * tanh(c)
        problem = read_problem(RnnStep, {"cell": "lstm", "x": [[q] for q in x], **w})
        text = run_problem(problem, lambda run: figure(run.results["h"].items[0], Precision(50)).text)
        assert abs(mpmath.mpf(text) - h) < mpmath.mpf(10) ** -50


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_onnx(cell: str) -> None:
    """ONNX's reference evaluator: its node test cases have the same weights in all gates, so their order is seen here."""
    source = random.Random(cell)
    for number in range(COMPARED["onnx's evaluator"] // 2):
        compare_with_onnx(source, cell, before=number % 2)


def compare_with_onnx(source: random.Random, cell: str, before: int) -> None:
    """One step with random weights; `linear_before_reset` is the reset after the product."""
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    m, n, k, order = 2, 2, len(LETTERS[cell]), {"lstm": "iofc", "gru": "zrh"}[cell]
    weights = {name: draw(source, k * n, size) for name, size in (("W", m), ("R", n))}
    biases, x = draw(source, 2, k * n), draw(source, 1, m)
    kind = {"linear_before_reset": before} if cell == "gru" else {}
    outputs = ["", "Y_h", "Y_c"][: 3 if cell == "lstm" else 2]
    node = helper.make_node(cell.upper(), ["X", "W", "R", "B"], outputs, hidden_size=n, **kind)
    values = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, None) for name in ("X", "W", "R", "B", "Y_h")]
    model = helper.make_model(helper.make_graph([node], "cell", values[:-1], values[-1:]))
    feeds = {name: tensor(rows)[None].numpy() for name, rows in weights.items()}
    feeds |= {"X": tensor(x)[:, None].numpy(), "B": tensor(biases[0] + biases[1])[None].numpy()}
    (state,) = ReferenceEvaluator(model).run(None, feeds)
    given = {"cell": cell, "gates": order, "x": x, "Wx": weights["W"], "Wh": weights["R"]}
    given |= {"bx": biases[0], "bh": biases[1], "z_on": "old", "reset": ("before", "after")[before]}
    assert solve(given, ["h"])["h"] == pytest.approx(state.ravel().tolist(), abs=CLOSE)
