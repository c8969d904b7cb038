"""An error inside a slip or another variant is our own fault: said once, and the verdicts stand; tests fail on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commandline import nncalc

from nncalc.checking.judge import faults
from nncalc.checking.judge.variants import InComponent, NoSuchPlace
from nncalc.engine.quantity import constant
from nncalc.engine.rule import Slip
from nncalc.engine.tensor import vector
from nncalc.rules.dense import affine, updated

WRONG = "forward x=1,2 W1=3,4 b1=1 --check y=11"
KEY = "problems:\n  - {id: a, type: forward, given: {x: '1,2', W1: '3,4', b1: 1}, expect: {y: 11}}\n"
ERRORS = [TypeError("no such thing"), AttributeError("items"), KeyError("x"), IndexError(3), ValueError("\x1b[31m")]
SAID = "nncalc: internal fault while trying planted ("


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Exception], None]]:
    """Gives the rule of the net a slip that raises."""
    faults.SAID.clear()

    def planted(fault: Exception) -> None:
        def wrong(*arguments: Any) -> Any:
            raise fault

        monkeypatch.setattr(affine, "slips", [Slip(affine, wrong, "planted", "plants"), *affine.slips])

    yield planted
    faults.SAID.clear()


@pytest.mark.parametrize("fault", ERRORS, ids=repr)
def test_it_is_said_once_and_changes_nothing(
    fault: Exception, plant: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = nncalc(f"{WRONG} --check z1=11")
    plant(fault)
    monkeypatch.delenv(faults.STRICT)
    done = nncalc(f"{WRONG} --check z1=11")
    assert (done.code, done.out) == (1, before.out)
    assert "bias-not-added" not in done.out
    assert "leaves the bias out of z" in before.out
    lines = done.err.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{SAID}{type(fault).__name__}: ")
    assert lines[0].isprintable()


@pytest.mark.parametrize("fault", ERRORS, ids=repr)
def test_it_fails_where_it_must_not_pass(fault: Exception, plant: Callable[[Exception], None], tmp_path: Path) -> None:
    """The whole suite runs so: a slip that raises cannot go unseen."""
    plant(fault)
    assert nncalc(WRONG).code == 3
    key = tmp_path / "key.yaml"
    key.write_text(KEY)
    assert nncalc(f"batch {key}").code == 3


def test_a_batch_goes_on(plant: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plant(TypeError("x"))
    monkeypatch.delenv(faults.STRICT)
    (tmp_path / "key.yaml").write_text(KEY)
    done = nncalc(f"batch {tmp_path / 'key.yaml'}")
    assert done.code == 1
    assert "leaves the bias out of z" in done.out
    assert [line for line in done.err.splitlines() if line.startswith("nncalc: ")] == [
        f"{SAID}TypeError: x); please report it"
    ]


def test_want_of_memory_is_no_fault_of_a_slip(
    plant: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(MemoryError())
    monkeypatch.delenv(faults.STRICT)
    assert nncalc(WRONG).code == 3


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(constant(1), constant(2)), (vector([constant(1)]), constant(2)), (3, vector([constant(1)])), (None, None)],
    ids=["quantities", "a tensor and a quantity", "a count and a tensor", "nothing"],
)
def test_what_has_no_components_has_no_slip_in_one(right: Any, wrong: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updated, "right", lambda: right)
    with pytest.raises(NoSuchPlace):
        InComponent(Slip(updated, lambda: wrong, "x", "x"), 0)()


def test_the_last_component_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    three, two = vector([constant(n) for n in (1, 2, 3)]), vector([constant(n) for n in (4, 5)])
    monkeypatch.setattr(updated, "right", lambda: three)
    changed = InComponent(Slip(updated, lambda: two, "x", "x"), 1)()
    assert [q.value for q in changed.items] == [1, 5, 3]
    with pytest.raises(NoSuchPlace):
        InComponent(Slip(updated, lambda: two, "x", "x"), 2)()
