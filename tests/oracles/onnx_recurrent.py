"""ONNX's RNN, LSTM and GRU as problems of rnn-step, one for each sequence of the batch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from oracles.onnx_cases import Case, Problem, typed

CELLS = {"RNN": "rnn", "LSTM": "lstm", "GRU": "gru"}
GATES = {"LSTM": "iofc", "GRU": "zrh"}
DIRECTIONS = {"forward": ("",), "reverse": ("_back",), "bidirectional": ("", "_back")}
WORDS = {"forward": "forward", "reverse": "backward", "bidirectional": "both"}
INPUTS = ("X", "W", "R", "B", "sequence_lens", "initial_h", "initial_c", "P")


def recurrent(case: Case) -> Iterator[Problem]:
    """`linear_before_reset` is the reset after the product; the update gate keeps the old state."""
    inputs = dict(zip(INPUTS, case.inputs, strict=False))
    batch_first = bool(case.attribute("layout", 0))
    x = inputs["X"] if batch_first else inputs["X"].swapaxes(0, 1)
    direction = case.attribute("direction", "forward")
    given: dict[str, Any] = {"cell": CELLS[case.operator], "direction": WORDS[direction]}
    if case.operator in GATES:
        given["gates"] = GATES[case.operator]
    if case.operator == "GRU":
        given |= {"z_on": "old", "reset": "after" if case.attribute("linear_before_reset", 0) else "before"}
    marks = DIRECTIONS[direction]
    for place, mark in enumerate(marks):
        given |= {name + mark: value for name, value in weights(case.operator, inputs, place)}
    for number, sequence in enumerate(x):
        length = len(sequence) if inputs.get("sequence_lens") is None else int(inputs["sequence_lens"][number])
        problem = given | {"x": typed(sequence[:length])}
        for place, mark in enumerate(marks):
            problem |= {name + mark: value for name, value in initial(inputs, place, number, batch_first)}
        yield Problem("rnn-step", problem, expected(case, marks, number, length, batch_first))


def weights(operator: str, inputs: dict[str, Any], place: int) -> Iterator[tuple[str, Any]]:
    """The stacked weights of one direction."""
    yield "Wx", typed(inputs["W"][place])
    yield "Wh", typed(inputs["R"][place])
    if inputs.get("B") is not None:
        on_x, on_h = np.split(inputs["B"][place], 2)
        yield "bx", typed(on_x)
        yield "bh", typed(on_h)
    if inputs.get("P") is not None:
        for gate, peephole in zip("iof", np.split(inputs["P"][place], 3), strict=True):
            yield f"Wc{gate}", typed(peephole)


def initial(inputs: dict[str, Any], place: int, number: int, batch_first: bool) -> Iterator[tuple[str, Any]]:
    for name, key in (("h0", "initial_h"), ("c0", "initial_c")):
        if inputs.get(key) is not None:
            yield name, typed(inputs[key][number, place] if batch_first else inputs[key][place, number])


def expected(case: Case, marks: tuple[str, ...], number: int, length: int, batch_first: bool) -> dict[str, Any]:
    """The states of every step (Y) and the last ones (Y_h, Y_c) of one sequence."""
    out = {}
    every, *last = case.outputs
    for place, mark in enumerate(marks):
        if every is not None:
            states = every[number, :, place] if batch_first else every[:, place, number]
            out |= {f"h{step}{mark}": states[step - 1] for step in range(1, length + 1)}
        for name, states in zip("hc", last, strict=False):
            if states is not None:
                out[name + mark] = states[number, place] if batch_first else states[place, number]
    return out
