"""Random code of PyTorch, run by PyTorch and read by nncalc: shapes and parameters agree, or both refuse."""

from __future__ import annotations

import random
import re
import warnings
from typing import Any

import pytest
import torch

from nncalc.declaring.problem import read_problem
from oracles.test_convshape import solve
from oracles.torch_code import class_code, draft, run, sequential

COMPARED = {"PyTorch, code": 600}
BATCHES = 4
DAMAGED = 100
"""Damaged texts of a batch."""


def by_torch(code: str, shape: tuple[int, ...]) -> tuple[list[int], int, Any] | None:
    """The output's shape and the number of parameters; None where PyTorch refuses."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = run(code).eval()
            out = model(torch.zeros(1, *shape))
    except (RuntimeError, TypeError, ValueError, AttributeError, IndexError):
        return None
    return list(out.shape[1:]), sum(p.numel() for p in model.parameters()), model


def one(seed: int) -> bool:
    """Asserts that both give the same; True where there was something to compare."""
    source = random.Random(seed)
    made = draft(source)
    code = sequential(made) if seed % 3 == 0 else class_code(made)
    right = by_torch(code, made.shape)
    given = {"input": list(made.shape), "layout": "chw", "layers": code}
    found = solve(given)
    if right is None:
        assert found is None, code
        return False
    shape, parameters, model = right
    assert found is not None, (code, made.shape)
    unused = "are not applied" in said(given) or "is not applied" in said(given)
    assert found["shape"] == shape, code
    assert found["params"] == parameters or unused, code
    if seed % 3 == 0:
        printed = solve({**given, "layers": str(model)})
        assert printed is not None, str(model)
        assert (printed["shape"], printed["params"]) == (shape, parameters), str(model)
    return True


def said(given: dict[str, Any]) -> str:
    from nncalc.problem_types.convshape.problem import ConvShape

    problem = read_problem(ConvShape, given)
    return " ".join(ConvShape.words[key] for key, _ in problem.remarks)  # type: ignore[attr-defined]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_code(batch: int) -> None:
    size = COMPARED["PyTorch, code"] // BATCHES
    accepted = [one(seed) for seed in range(batch * size, (batch + 1) * size)]
    assert sum(accepted) > size // 2


@pytest.mark.parametrize("seed", range(120))
def test_a_wrong_number_is_refused_by_both(seed: int) -> None:
    """One number of a fitting network changed: PyTorch and nncalc agree on what becomes of it."""
    source = random.Random(seed)
    made = draft(source)
    code = sequential(made)
    places = [i for i, character in enumerate(code) if character in "123456789"]
    at = source.choice(places)
    changed = code[:at] + str(source.randint(1, 9)) + code[at + 1 :]
    right = by_torch(changed, made.shape)
    found = solve({"input": list(made.shape), "layout": "chw", "layers": changed})
    assert (right is None) == (found is None), changed
    if right is not None and found is not None:
        assert (found["shape"], found["params"]) == right[:2], changed


def damaged(source: random.Random, code: str) -> str:
    """A line left out, doubled, moved, or put in from elsewhere; a number or a name exchanged for another of the text."""
    lines = code.split("\n")
    drawn, at, other = source.random(), source.randrange(len(lines)), source.randrange(len(lines))
    if drawn < 0.25:
        del lines[at]
    elif drawn < 0.4:
        lines.insert(at, lines[at])
    elif drawn < 0.6:
        lines[at], lines[other] = lines[other], lines[at]
    else:
        words = re.findall(r"\b(?:[A-Za-z_]\w*|\d+)\b", code)
        word = source.choice(re.findall(r"\b(?:[A-Za-z_]\w*|\d+)\b", lines[at]) or ["x"])
        lines[at] = re.sub(rf"\b{word}\b", source.choice(words), lines[at], count=1)
    return "\n".join(lines)


def in_order(code: str, shape: tuple[int, ...]) -> bool:
    """Whether the text is a network at all, be it one whose shapes do not fit: names are defined, lines stand right."""
    try:
        model = run(code)
        return model is not None and (model.eval()(torch.zeros(1, *shape)) is not None)
    except RuntimeError:
        return True
    except Exception:
        return False


@pytest.mark.parametrize("batch", range(4))
def test_damaged_code_is_never_misread(batch: int) -> None:
    """What nncalc reads of a damaged text, PyTorch runs to the same shape and number of parameters; it may refuse more."""
    compared = 0
    for seed in range(batch * DAMAGED, (batch + 1) * DAMAGED):
        source = random.Random(seed)
        made = draft(source)
        code = damaged(source, sequential(made) if seed % 3 == 0 else class_code(made))
        given = {"input": list(made.shape), "layout": "chw", "layers": code}
        found = solve(given)
        if found is None or "in what is pasted" in said(given):
            continue
        if not in_order(code, made.shape):
            continue
        right = by_torch(code, made.shape)
        assert right is not None, code
        assert (found["shape"], found["params"]) == right[:2], code
        compared += 1
    assert compared > DAMAGED // 4
