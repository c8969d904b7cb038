"""Iterations and tables on the page, in every format: a type that declares both, as a later optimiser will."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from commandline import nncalc

import nncalc as interface
from nncalc.declaring import registry
from nncalc.declaring.fields import given
from nncalc.declaring.kinds import Count
from nncalc.declaring.numeric import Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.events import Column
from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, lift, vector
from nncalc.render.latex_style import LatexStyle

if TYPE_CHECKING:
    from nncalc.engine.run import Run

COLUMNS = (Column("t", key="t"), Column("g", "vector", "g"), Column("v", "vector", "v"), Column("w", "vector", "w"))


class Descent(ProblemType):
    """Gradient descent with momentum on w², and the sum of the squared gradients."""

    w: Any = given(Numeric(0, 1, words="a number or a vector"), "weights at the start", first=True)
    lr: Quantity = given(Numeric(0, words="one number"), "learning rate η")
    mu: Quantity = given(Numeric(0, words="one number"), "momentum μ")
    steps: int = given(Count(1, 1000), "how many steps", default=1)
    sections = {"step": "Update", "table": "Steps"}
    symbols = {"mu": "μ"}
    examples = ("descent 1/3 lr=.1 mu=.9 steps=3",)

    def work(self, run: Run) -> None:
        zero = vector([0] * len(self.w.items)) if isinstance(self.w, Tensor) else constant(0)
        w, v, s = run.begin("step", "w", self.w), run.begin("step", "v", zero), run.begin("step", "s", zero)
        run.section("table")
        table = run.table("table", COLUMNS)
        run.section("step")
        for step in range(1, self.steps + 1):
            with run.iteration("step", step):
                g = run.let("g", 2 * w)
                s = run.let("s", s + lift(POWER, g, constant(2)))
                v = run.let("v", self.mu * v - self.lr * g)
                w = run.let("w", w + v)
            table.add(step, g, v, w)
        run.end("step", self.steps)
        run.answer("w", "v")


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The type stands among the others while a test runs."""
    module = ModuleType("nncalc.problem_types.descent")
    monkeypatch.setattr(Descent, "__module__", module.__name__)
    module.Descent = Descent  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    places = {**registry.places(), "descent": __file__}
    monkeypatch.setattr(registry, "places", lambda: places)
    cached = (registry.names, registry.load, registry.head)
    for each in cached:
        each.cache_clear()
    yield
    monkeypatch.undo()
    for each in cached:
        each.cache_clear()


# -- old and new, in every format ------------------------------------------------------------------------------------------


def page(options: str) -> str:
    done = nncalc(f"descent {options}")
    assert (done.code, done.err) == (0, "")
    return done.out


SCALAR = "1/3 lr=.1 mu=.9 steps=3"
LINES = {
    "": (
        "w⁽³⁾ = w⁽²⁾ + v⁽³⁾ = 0.1533 + (-0.1327)",
        "v⁽¹⁾ = μ·v⁽⁰⁾ − η·g⁽¹⁾ = 0.9·0 − 0.1·0.6667",
        "s⁽²⁾ = s⁽¹⁾ + (g⁽²⁾)²",
    ),
    "--ascii": ("w[step 3] = w[step 2] + v[step 3] = ", "s[step 2] = s[step 1] + g[step 2]^2"),
    "--format latex": ("w^{(3)} &= w^{(2)} + v^{(3)} = ", "s^{(2)} &= s^{(1)} + (g^{(2)})^{2} = "),
    "--format markdown": ("w^{(3)} &= w^{(2)} + v^{(3)} = ", "| 3 | $0.3067$ | $-0.1327$ | $0.02067$ |"),
}


@pytest.mark.parametrize(("option", "lines"), LINES.items(), ids=lambda each: each if isinstance(each, str) else "")
def test_old_and_new_are_written_apart(option: str, lines: tuple[str, ...]) -> None:
    written = page(f"{SCALAR} {option}")
    assert all(line in written for line in lines)
    sides = [line.split("=") for line in written.splitlines() if "≈" in line or "~=" in line or "approx" in line]
    assert sides
    assert all(left.strip(" &") not in right[0].split() for left, *right in sides), "never w = w − …"


def test_steps_and_layers_are_told_apart() -> None:
    assert LatexStyle().name("step.3.w.2") == "w^{(3)}_{2}"
    assert LatexStyle().name("step.3.W1.1.2") == "W^{(1),[3]}_{1,2}"


def test_a_vector_has_components_in_every_iteration() -> None:
    written = page("1,2 lr=.1 mu=.9 steps=2")
    assert "  w⁽²⁾ = w⁽¹⁾ + v⁽²⁾\n     w⁽²⁾₁ = w⁽¹⁾₁ + v⁽²⁾₁ = 0.8 + (-0.34) = 0.46\n" in written
    assert "2  (1.6, 3.2)  (-0.34, -0.68)  (0.46, 0.92)" in written


def test_unknowns_go_from_step_to_step_and_paste_back() -> None:
    assert page("w lr=a mu=m steps=2 --steps brief").endswith("w=step.1.w + step.2.v\nv=m*step.1.v - a*step.2.g\n")


# -- names -----------------------------------------------------------------------------------------------------------------


def test_show_gives_the_lines_that_a_name_came_from() -> None:
    written = page(f"{SCALAR} --show step.2.w")
    assert written.endswith("\nAnswers\nstep.2.w=0.1533\n")
    assert "w⁽²⁾ = w⁽¹⁾ + v⁽²⁾" in written
    assert "w⁽³⁾" not in written
    assert "s⁽¹⁾" not in written
    assert page(f"{SCALAR} --show table.2.v --show step.0.w").endswith("table.2.v=-0.1133\nstep.0.w=0.3333\n")


def test_check_takes_cells_steps_and_the_end_in_the_order_of_the_working() -> None:
    done = nncalc(
        f"descent {SCALAR} --check table.3.v=-.1327 --check w=.5 --check table.1.w=.3667 --check step.2.w=.1533"
    )
    assert done.code == 1
    assert "✓ table.3.v=-.1327: right" in done.out
    assert "✓ step.2.w=.1533: right" in done.out
    assert "✗ table.1.w=.3667: wrong; the value is 0.2667; the first wrong step" in done.out
    assert "✗ w=.5: wrong; the value is 0.02067\n" in done.out


def test_the_gradient_of_a_step_is_checked_as_it_is_printed() -> None:
    attack = "fgsm x=.2,.6 W1=1,-2 act1=sigmoid loss=bce t=1 eps=.1 steps=2 step_size=.05"
    for name in ("(∂E/∂x₂)⁽¹⁾", "(∂E/∂x)⁽¹⁾₂", "step.1.dx.2"):
        assert "✓ step.1.dx.2=1.4621: right" in nncalc([*attack.split(), "--check", f"{name}=1.4621"]).out


def test_a_name_that_there_is_not_gets_the_nearest() -> None:
    assert "did you mean step.3.w?" in nncalc(f"descent {SCALAR} --show step.4.w").err
    assert "w⁽²⁾ is read as step.2.w\n" in nncalc(f"descent {SCALAR} --show w⁽²⁾").out
    assert "table has 3 parts, counted from 1" in nncalc(f"descent {SCALAR} --show table.7").err


def test_python_reads_the_same_names() -> None:
    solution = interface.solve("descent", w="1/3", lr=".1", mu=".9", steps=3)
    assert solution["table"][2]["v"].exact == solution["step.3.v"].exact == solution["v"].exact == "-199/1500"
    assert solution["table.3.t"].value == 3
    assert set(solution["table"][0]) == {"t", "g", "v", "w"}


def test_json_has_rows_and_a_step_for_every_line() -> None:
    solved = json.loads(page("1,2 lr=.1 mu=.9 steps=9 --format json"))
    assert solved["results"]["table"]["decimal"][1] == {
        "t": "2",
        "g": ["1.6", "3.2"],
        "v": ["-0.34", "-0.68"],
        "w": ["0.46", "0.92"],
    }
    steps = {step["name"]: step for step in solved["steps"]}
    assert steps["step.5.w.2"]["formula"] == "w⁽⁴⁾₂ + v⁽⁵⁾₂"
    assert steps["step.5.w.2"]["section"] == "Step 5: update"
    assert len([name for name in steps if name.startswith("step.")]) == 9 * 4 * 3
    assert not [name for name in steps if name.startswith("table")], "they have lines of their own"


# -- long stretches --------------------------------------------------------------------------------------------------------

LONG = "1,2 lr=.1 mu=.9 steps=9"


def test_the_middle_of_a_long_stretch_is_folded() -> None:
    written = page(f"{LONG} --no-statement")
    assert written.startswith(f"{Descent.summary}\n\nSteps\n  t  g "), "the summary stands before what it sums up"
    assert "\n\nSteps 4 to 8\n  … 60 more lines (--all shows them)\n\nStep 9: update\n" in written
    assert "Step 3: update" in written
    assert "w⁽⁴⁾ = " not in written


def test_all_shows_the_middle_and_what_is_asked_for_stays_open() -> None:
    opened = page(f"{LONG} --all")
    assert all(f"\nStep {number}: update\n" in opened for number in range(1, 10))
    assert "more lines" not in opened
    checked = nncalc(f"descent {LONG} --check step.5.w.2=-1.1608").out
    assert "\nStep 4\n  … 12 more lines (--all shows them)\n\nStep 5: update\n" in checked
    assert "\nSteps 6 to 8\n  … 36 more lines" in checked


def test_as_many_lines_are_folded_as_all_shows() -> None:
    folded, opened = page(LONG), page(f"{LONG} --all")
    lines = [line for line in opened.splitlines() if line.lstrip()[:1] in "gsvw" and " = " in line]
    left = [line for line in folded.splitlines() if line.lstrip()[:1] in "gsvw" and " = " in line]
    assert len(lines) - len(left) == 60


def test_six_steps_are_not_folded() -> None:
    assert "more lines" not in page("1 lr=.1 mu=.9 steps=6")
