"""The windows as columns of a matrix (im2col): a convolution is one matrix product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.quantity import constant
from nncalc.engine.tensor import MATMUL, Tensor, dot
from nncalc.problem_types.convolve.rules import Plan, summed

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def columns(x: Tensor, plan: Plan) -> Tensor:
    """One column a window, sample by sample: (C·k·k, N·places). Cells of the padding are 0."""
    inner, taps = plan.inner, plan.windows.taps
    rows = []
    for channel in range(inner.c):
        for tap in range(taps):
            for sample in range(inner.n):
                for meeting in plan.windows.reads:
                    cell = dict(meeting).get(tap)
                    rows.append(constant(0) if cell is None else x.items[inner.at(sample, channel, cell)])
    return Tensor(rows, (inner.c * taps, inner.n * len(plan.windows.reads)))


def by_columns(run: Run, x: Tensor, K: Tensor, plan: Plan, number: int) -> Tensor:
    """The lines of the matrix, and what the convolution makes of it. A mistake in the sums is made as it is there."""
    name = f"cols{number}"
    run.words("columns", name=name)
    cols: Tensor = run.let(name, columns(x, plan), shown=False)
    run.value(cols)
    if "cols" not in run.results:
        run.result("cols", cols)
    if summed in run.choice:
        return summed(x, K, plan)
    taps, width, items = plan.windows.taps, cols.shape[1], []
    for sample, kernel, cell in plan.outer.places():
        column = sample * len(plan.windows.reads) + cell
        places = [(plan.channel(kernel, c) * taps + tap, plan.weight(kernel, c, tap))
                  for c in range(plan.incoming) for tap in range(taps)]  # fmt: skip
        items.append(
            dot([K.items[weight] for _, weight in places], [cols.items[row * width + column] for row, _ in places])
        )
    summed(x, K, plan)  # the same sums, window by window
    return Tensor(items, plan.outer.shape, MATMUL, (K, cols))
