"""Workers: their order, those that are killed, hang or leave, and bounds of time and memory."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from batches import ENDLESS, GOOD, many, outcomes
from reliability import memory

from nncalc.batch import ordered, workers
from nncalc.batch.outcome import Outcome, Wanted, outcome_of


def test_workers_keep_the_order(file: Path, tmp_path: Path) -> None:
    assert outcomes(file, 3) == outcomes(file, 1)
    path = many(tmp_path, 200, [7, 131])
    assert outcomes(path, 2) == outcomes(path, 1)


Planted = Callable[..., None]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Planted:
    """Something that happens in the worker at the problem p40 (and only there)."""

    def plant(happens: Callable[[], object]) -> None:
        def instead(entry: object, wanted: Wanted) -> Outcome | None:
            if getattr(entry, "id", "") == "p40":
                happens()
            return outcome_of(entry, wanted)  # type: ignore[arg-type]

        monkeypatch.setattr(ordered, "outcome_of", instead)

    return plant


def test_a_killed_worker_costs_one_problem(tmp_path: Path, planted: Planted) -> None:
    planted(lambda: os.kill(os.getpid(), signal.SIGKILL))
    done = outcomes(many(tmp_path, 100), 2)
    assert [outcome.id for outcome in done if outcome.status != "right"] == ["p40"]
    assert [outcome.id for outcome in done] == [f"p{i}" for i in range(100)]
    assert done[40].status == "error"
    assert "ended its process (SIGKILL)" in done[40].errors[0][0]


def test_a_worker_killed_from_outside_costs_nothing(tmp_path: Path, planted: Planted) -> None:
    once = tmp_path / "once"
    planted(lambda: once.exists() or (once.touch(), os.kill(os.getpid(), signal.SIGKILL)))
    assert {outcome.status for outcome in outcomes(many(tmp_path, 100), 2)} == {"right"}


def test_a_worker_that_hangs_is_stopped(tmp_path: Path, planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "GRACE", 0.2)
    monkeypatch.setattr(workers, "PATIENCE", 1.0)
    outcomes(many(tmp_path, 1), 1)  # imports what the workers need: the machine may be busy
    planted(lambda: time.sleep(60))
    done = outcomes(many(tmp_path, 60), 2, Wanted(seconds=1))
    assert [outcome.id for outcome in done if outcome.status != "right"] == ["p40"]
    assert "took longer than 1 s" in done[40].errors[0][0]


def test_a_worker_that_exits(tmp_path: Path, planted: Planted) -> None:
    planted(lambda: os._exit(7))
    done = outcomes(many(tmp_path, 50), 2)
    assert "ended its process (exit code 7)" in done[40].errors[0][0]


@pytest.mark.parametrize("processes", [1, 2])
def test_an_endless_problem_stops_in_time(tmp_path: Path, processes: int) -> None:
    path = tmp_path / "endless.yaml"
    path.write_text("problems:\n" + GOOD + ENDLESS + GOOD.replace("ID", "last"))
    outcomes(many(tmp_path, 1), 1)  # imports what the workers need: the machine may be busy
    done = outcomes(path, processes, Wanted(seconds=1))
    assert [outcome.status for outcome in done] == ["right", "error", "right"]
    assert done[1].errors[0][0] == "the working took longer than the 1 s allowed"
    assert done[1].errors[0][2] == 3


def test_work_that_reads_no_clock_is_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nncalc.batch.outcome.GRACE", 0.05)
    monkeypatch.setattr("nncalc.batch.outcome.PATIENCE", 1.0)
    monkeypatch.setattr("nncalc.batch.outcome._solved", lambda entry, wanted: time.sleep(60))
    done = outcomes(many(tmp_path, 1), 1, Wanted(seconds=0.1))
    assert done[0].errors[0][0] == "the problem took longer than the 0.1 s allowed"


def test_memory_stays_flat(tmp_path: Path) -> None:
    """4,000 problems take no more than 200 do, but for their text and ids; `reliability/memory.py` takes 100,000."""
    peaks = [memory.peak(many(tmp_path, number), "").own for number in (200, 4000)]
    assert peaks[1] - peaks[0] < 6_000, "KiB more"
