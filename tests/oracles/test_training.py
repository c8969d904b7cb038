"""Random training runs against fractions, scikit-learn's KFold and the length of PyTorch's DataLoader.

scikit-learn's train_test_split is no judge: it takes .28 · 875 in floating point, and one sample too many.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from math import ceil
from typing import Any

import pytest
from sklearn.model_selection import KFold
from torch.utils.data import DataLoader

from nncalc import solve

COMPARED = {"scikit-learn and PyTorch": 2000}


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end, each with a full batch."""
    source = random.Random(0)
    while True:
        given: dict[str, Any] = {"n": source.randint(20, 3000), "epochs": source.randint(1, 9)}
        if source.random() < 0.6:
            given["test"] = source.choice((source.randint(1, 5), source.randint(1, 40) / 100))
        if source.random() < 0.3:
            given["folds"] = source.randint(2, 9)
        elif source.random() < 0.6:
            given["validation"] = source.choice((source.randint(1, 5), source.randint(1, 40) / 100))
            given["validation_of"] = source.choice(("rest", "all"))
        given["batch"] = source.randint(1, 3)
        given["accumulate"] = source.choice((1, 1, 2))
        given["last"] = source.choice(("keep", "drop"))
        yield given


def loaded(samples: int, given: dict[str, Any]) -> int:
    """Steps of an epoch."""
    size = given["batch"] * given["accumulate"]
    return len(DataLoader(range(samples), batch_size=size, drop_last=given["last"] == "drop"))  # type: ignore[arg-type]


def held(part: float, whole: int) -> int:
    """How many are held out where `part` of `whole` samples is asked for: a count, or a share that is rounded up."""
    return part if isinstance(part, int) else ceil(Fraction(str(part)) * whole)


def right(given: dict[str, Any]) -> dict[str, int]:
    """The counts by those libraries."""
    samples = list(range(given["n"]))
    rest = samples[held(given["test"], given["n"]) :] if "test" in given else samples
    if "folds" in given:
        parts = [len(trained) for trained, _ in KFold(given["folds"]).split(rest)]
        updates = given["epochs"] * sum(loaded(part, given) for part in parts)
        return {"n_train": parts[0], "steps_per_epoch": loaded(parts[0], given), "updates": updates}
    if "validation" in given:
        whole = given["n"] if given["validation_of"] == "all" else len(rest)
        rest = rest[held(given["validation"], whole) :]
    steps = loaded(len(rest), given)
    return {"n_train": len(rest), "steps_per_epoch": steps, "updates": steps * given["epochs"]}


def test_against_scikit_learn_and_pytorch() -> None:
    for given in islice(givens(), COMPARED["scikit-learn and PyTorch"]):
        solved, wanted = solve("training", **given), right(given)
        assert {name: solved[name].value for name in wanted} == wanted, given


def test_planted_faults_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"n": 100, "epochs": 2, "batch": 3, "accumulate": 1, "last": "keep"}
    assert right(given | {"last": "drop"})["updates"] != solve("training", **given)["updates"].value
