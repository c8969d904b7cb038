"""A run may leave out what no figure of a sheet asks for; no verdict depends on it."""

from __future__ import annotations

import pytest

from nncalc.checking.answers import check_figures
from nncalc.checking.first_look import _KEPT
from nncalc.declaring import registry
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.run import Run
from nncalc.errors import InputErrors
from nncalc.page.solving import Settings, run_problem

STEP = "x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5"


@pytest.fixture
def step() -> ProblemType:
    kind = registry.load("backprop")
    return read_problem(kind, kind.read_tokens(STEP.split()))


def kept(problem: ProblemType) -> Run:
    run: Run = vars(problem)[_KEPT].run
    return run


def test_the_outputs_after_the_update_are_left_out_where_all_is_right(step: ProblemType) -> None:
    assert [each.verdict for each in check_figures(step, [("loss", "0.2984"), ("b2_new", "0.5498")], Settings())] == [
        "right"
    ] * 2
    assert not kept(step).whole
    assert "loss_new" not in kept(step).results


@pytest.mark.parametrize(
    ("name", "typed"), [("loss_new", "0.2858"), ("loss", "0.5968"), ("loss", "0.31"), ("W2_new.1.1", ".6")]
)
def test_everything_is_worked_where_a_figure_asks_for_it_or_is_not_right(
    step: ProblemType, name: str, typed: str
) -> None:
    check_figures(step, [("dW1", "0:0")], Settings())
    check_figures(step, [("y", "0.7514,0.7729"), (name, typed)], Settings())
    assert kept(step).whole
    assert "loss_new" in kept(step).results


def test_a_later_sheet_that_asks_for_more_is_judged_by_a_whole_run(step: ProblemType) -> None:
    right = [("loss", "0.2984")]
    sheets = [right, [*right, ("loss_new", "0.2858")], right, [("loss", "0.5968")]]
    alone = []
    for sheet in sheets:
        vars(step).pop(_KEPT, None)
        alone.append(check_figures(step, sheet, Settings()))
    vars(step).pop(_KEPT, None)
    assert [check_figures(step, sheet, Settings()) for sheet in sheets] == alone


def test_a_name_that_nothing_has_is_refused_as_before(step: ProblemType) -> None:
    with pytest.raises(InputErrors) as refused:
        check_figures(step, [("loss", "0.2984"), ("los_new", "1")], Settings())
    assert "loss_new" in str(refused.value.errors[0].nearest)


def test_a_run_that_nobody_asks_about_is_whole(step: ProblemType) -> None:
    assert run_problem(step, lambda run: run.whole and "loss_new" in run.results)
