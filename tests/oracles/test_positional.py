"""Random encodings against PyTorch's sines and cosines, and turns against its complex numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
import torch

from nncalc import solve

COMPARED = {"PyTorch, encodings": 1000, "PyTorch, turns": 1000}


def rows(source: random.Random, height: int, width: int) -> list[list[float]]:
    return [[source.randint(-20, 20) / 10 for _ in range(width)] for _ in range(height)]


def flat(value: Any) -> list[float]:
    """The values of a result, in row order."""
    return [q for part in value for q in flat(part)] if isinstance(value, list) else [value.value]


def encodings() -> Iterator[dict[str, Any]]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        form, n = source.choice(("interleaved", "concatenated", "unpaired")), source.randint(1, 4)
        d = source.choice((2, 4, 6)) if form == "concatenated" else source.randint(1, 6)
        given: dict[str, Any] = {"form": form, "d": d, "base": source.choice((10000, 100, 7.5))}
        if source.random() < 0.3:
            given["pos"] = [source.randint(0, 200) / source.choice((1, 2)) for _ in range(n)]
        else:
            given |= {"n": n, "first": source.choice((0, 1))}
        yield given | ({"X": rows(source, n, d)} if source.random() < 0.5 else {})


def positions(given: dict[str, Any]) -> torch.Tensor:
    typed = given.get("pos") or [given.get("first", 0) + i for i in range(given["n"])]
    return torch.tensor(typed, dtype=torch.float64).unsqueeze(1)


def encoded(given: dict[str, Any]) -> torch.Tensor:
    d, pos = given["d"], positions(given)
    columns = torch.arange(d, dtype=torch.float64)
    exponents = columns if given["form"] == "unpaired" else 2 * (columns // 2)
    if given["form"] == "concatenated":
        exponents = 2 * (columns % (d // 2))
    angles = pos / torch.pow(torch.tensor(given["base"], dtype=torch.float64), exponents / d)
    sines = columns < d // 2 if given["form"] == "concatenated" else columns % 2 == 0
    return torch.where(sines, angles.sin(), angles.cos())


def test_encodings() -> None:
    for given in islice(encodings(), COMPARED["PyTorch, encodings"]):
        solved, wanted = solve("positional", **given), encoded(given)
        assert flat(solved["PE"]) == pytest.approx(wanted.flatten().tolist(), rel=1e-9, abs=1e-10), given
        if "X" in given:
            out = wanted + torch.tensor(given["X"], dtype=torch.float64)
            assert flat(solved["out"]) == pytest.approx(out.flatten().tolist(), rel=1e-9, abs=1e-10), given


def turns() -> Iterator[dict[str, Any]]:
    source = random.Random(1)
    while True:
        n, d = source.randint(1, 3), source.choice((2, 4, 6))
        given: dict[str, Any] = {"rope": "yes", "q": rows(source, n, d), "pairs": source.choice(("adjacent", "halves"))}
        given["base"] = source.choice((10000, 500000, 10))
        if source.random() < 0.5:
            given["k"] = rows(source, n, d)
        if source.random() < 0.3:
            given["pos"] = [source.randint(0, 100) for _ in range(n)]
        else:
            given["first"] = source.choice((0, 1))
        yield given


def turned(given: dict[str, Any], name: str) -> torch.Tensor:
    """Each pair as a complex number, times e^(iθ)."""
    x = torch.tensor(given[name], dtype=torch.float64)
    n, d = x.shape
    half = d // 2
    pairs = x.reshape(n, half, 2) if given["pairs"] == "adjacent" else x.reshape(n, 2, half).transpose(1, 2)
    freq = given["base"] ** (-torch.arange(half, dtype=torch.float64) / half)
    angles = positions(given | {"n": n}) * freq
    moved = torch.view_as_real(torch.view_as_complex(pairs.contiguous()) * torch.polar(torch.ones_like(angles), angles))
    return (moved if given["pairs"] == "adjacent" else moved.transpose(1, 2)).reshape(n, d)


def test_turns() -> None:
    for given in islice(turns(), COMPARED["PyTorch, turns"]):
        solved = solve("positional", **given)
        for name in "qk":
            if name in given:
                wanted = turned(given, name).flatten().tolist()
                assert flat(solved[f"{name}_rot"]) == pytest.approx(wanted, rel=1e-9, abs=1e-10), given


def givens() -> Iterator[dict[str, Any]]:
    """Both in turn, whose printed digits are judged."""
    for pair in zip(encodings(), turns(), strict=False):
        yield from pair


def test_planted_faults_are_seen() -> None:
    given: dict[str, Any] = {"form": "interleaved", "d": 4, "n": 3, "base": 10000}
    own = flat(solve("positional", **given)["PE"])
    for fault in ({"form": "unpaired"}, {"form": "concatenated"}, {"base": 100}, {"first": 1}):
        assert own != pytest.approx(encoded(given | fault).flatten().tolist()), fault
    given = {"rope": "yes", "q": [[1.0, 2.0, 3.0, 4.0], [0.5, 1.0, 0.0, 2.0]], "pairs": "adjacent", "base": 10000}
    own = flat(solve("positional", **given)["q_rot"])
    for fault in ({"pairs": "halves"}, {"base": 10}, {"first": 1}):
        assert own != pytest.approx(turned(given | fault, "q").flatten().tolist()), fault
