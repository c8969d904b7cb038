"""The windows as columns of a matrix (im2col): a convolution is one matrix product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.quantity import constant
from nncalc.engine.tensor import Tensor
from nncalc.problem_types.convolve.rules import Plan

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def columns(x: Tensor, plan: Plan) -> Tensor:
    """One column a window, sample by sample: (C·k·k, N·places). Cells of the padding are 0."""
    inner, taps, windows = plan.inner, plan.windows.taps, [dict(meeting) for meeting in plan.windows.reads]
    rows = []
    for channel in range(inner.c):
        for tap in range(taps):
            for sample in range(inner.n):
                for meeting in windows:
                    cell = meeting.get(tap)
                    rows.append(constant(0) if cell is None else x.items[inner.at(sample, channel, cell)])
    return Tensor(rows, (inner.c * taps, inner.n * len(windows)))


def let_columns(run: Run, x: Tensor, plan: Plan, number: int) -> Tensor:
    """The lines of the matrix."""
    name = f"cols{number}"
    run.words("columns", name=name)
    cols: Tensor = run.let(name, columns(x, plan), shown=False)
    run.value(cols)
    if "cols" not in run.results:
        run.result("cols", cols)
    return cols
