"""The rules of the way back: through kernels, to kernels and biases, through pooling."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from nncalc.engine.quantity import ATOM, Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, notation, total
from nncalc.problem_types.convolve.frames import Frame
from nncalc.problem_types.convolve.rules import CONV, Plan, sizes_of, under, winners

BACK = notation("full correlation", "call", "full", ATOM)
KERNEL = notation("kernel gradient", "call", "corr", ATOM)
UNPOOL = notation("unpooling", "call", "unpool", ATOM)
UNFLATTEN = notation("in the shape of a map", "call", "unflatten", ATOM)
_OVER_ALL = "sum over all places of "
OVER_PLACES = notation("sum over places", "call", _OVER_ALL, 9)  # no sentence: notation


@rule("what comes back to a cell: every output that read it, times the weight it was read with")
def through_kernel(dy: Tensor, K: Tensor, plan: Plan) -> Tensor:
    """∂L/∂x: ∂L/∂y correlated in full with the flipped kernel."""
    shares, items = plan.windows.by_cell(plan.inner.cells), []
    for sample, channel, cell in plan.inner.places():
        group, inside = divmod(channel, plan.incoming)
        kernels = range(group * plan.outgoing, (group + 1) * plan.outgoing)
        pairs = [
            (dy.items[plan.outer.at(sample, kernel, output)], K.items[plan.weight(kernel, inside, tap)])
            for kernel in kernels
            for tap, output in shares[cell]
        ]
        items.append(dot(*zip(*pairs, strict=True)) if pairs else constant(0))
    return Tensor(items, plan.inner.shape, CONV if plan.transposed else BACK, (dy, K))


@through_kernel.slip("kernel-not-flipped-back", "does not flip the kernel on the way back")
def _(dy: Tensor, K: Tensor, plan: Plan) -> Tensor:
    return through_kernel.right(dy, K, plan._replace(flipped=not plan.flipped))


@rule("the gradient of a weight: the sum over all windows of the output's gradient times the cell it met")
def kernel_gradient(dy: Tensor, x: Tensor, K: Tensor, plan: Plan) -> Tensor:
    """∂L/∂K, of the shape of K, summed over the samples."""
    meetings = plan.windows.by_tap()
    items: list[Quantity] = [constant(0)] * len(K.items)
    for kernel in range(plan.outer.c):
        for inside in range(plan.incoming):
            channel = plan.channel(kernel, inside)
            for tap, meeting in enumerate(meetings):
                pairs = [
                    (dy.items[plan.outer.at(n, kernel, output)], x.items[plan.inner.at(n, channel, cell)])
                    for n in range(plan.inner.n)
                    for output, cell in meeting
                ]
                if pairs:
                    items[plan.weight(kernel, inside, tap)] = dot(*zip(*pairs, strict=True))
    return Tensor(items, K.shape, KERNEL, (x, dy))


@kernel_gradient.slip("first-window-only", "takes only the first window of the sum")
def _(dy: Tensor, x: Tensor, K: Tensor, plan: Plan) -> Tensor:
    reads = [meeting if output == 0 else [] for output, meeting in enumerate(plan.windows.reads)]
    return kernel_gradient.right(dy, x, K, plan._replace(windows=plan.windows._replace(reads=reads)))


@rule("the gradient of a bias is the sum of the output's gradients over all places of its kernel")
def bias_back(dy: Tensor, plan: Plan, shared: bool) -> Tensor | Quantity:
    """∂L/∂b: one for each kernel, or one number; summed over the samples."""
    outer = plan.outer
    each = [
        total([dy.items[outer.at(n, kernel, cell)] for n in range(outer.n) for cell in range(outer.cells)])
        for kernel in range(outer.c)
    ]
    return total(each) if shared else Tensor(each, (outer.c,), OVER_PLACES, (dy,))


@bias_back.slip("mean-for-sum", "takes the mean over the places where they are added up", 21)
def _(dy: Tensor, plan: Plan, shared: bool) -> Tensor | Quantity:
    places = plan.outer.n * plan.outer.cells
    if places == 1:
        raise DoesNotApply
    whole: Tensor | Quantity = bias_back.right(dy, plan, shared)
    return whole / places


# -- pooling -----------------------------------------------------------------------------------------------------------


def _routed(dy: Tensor, plan: Plan, chosen: list[list[int]], parts: Sequence[Quantity] = ()) -> Tensor:
    """What every cell is given of dy, or of these parts of it, added up; 0 where it is given nothing."""
    shares: list[list[Quantity]] = [[] for _ in range(prod(plan.inner.shape))]
    for q, places in zip(parts or dy.items, chosen, strict=True):
        for place in places:
            shares[place].append(q)
    return Tensor([total(share) if share else constant(0) for share in shares], plan.inner.shape, UNPOOL, (dy,))


@rule("the gradient of a maximum goes to the cell that was the largest; the others get 0")
def max_back(dy: Tensor, x: Tensor, plan: Plan, ties: str) -> Tensor:
    return _routed(dy, plan, [winners(x, places, ties) for places in under(plan)])


@max_back.slip("max-routes-to-all", "gives the gradient of a maximum to all cells of its window")
def _(dy: Tensor, x: Tensor, plan: Plan, ties: str) -> Tensor:
    return _routed(dy, plan, under(plan))


@max_back.slip("max-routed-wrong", "gives the gradient of a maximum to the first cell of its window")
def _(dy: Tensor, x: Tensor, plan: Plan, ties: str) -> Tensor:
    return _routed(dy, plan, [places[:1] for places in under(plan)])


@max_back.slip("max-shared-out", "shares the gradient of a maximum out among all cells of its window")
def _(dy: Tensor, x: Tensor, plan: Plan, ties: str) -> Tensor:
    chosen = under(plan)
    parts = [q / len(places) for q, places in zip(dy.items, chosen, strict=True)]
    return _routed(dy, plan, chosen, parts)


@rule("the gradient of a mean is shared out: every cell gets it, divided by their number")
def mean_back(dy: Tensor, plan: Plan, padding_counts: str) -> Tensor:
    parts = [q if size == 1 else q / size for q, size in zip(dy.items, sizes_of(plan, padding_counts), strict=True)]
    return _routed(dy, plan, under(plan), parts)


@mean_back.slip("mean-not-divided-back", "gives the gradient of a mean to every cell undivided")
def _(dy: Tensor, plan: Plan, padding_counts: str) -> Tensor:
    each = plan.windows._replace(sizes=[1] * len(plan.windows.sizes))
    return mean_back.right(dy, plan._replace(windows=each), "yes")


@rule("the gradient of the mean of a channel is shared out among all its cells")
def gap_back(dy: Tensor, frame: Frame, out: Frame) -> Tensor:
    items = [dy.items[out.at(sample, channel, 0)] / frame.cells for sample, channel, _ in frame.places()]
    return Tensor(items, frame.shape, UNPOOL, (dy,))


@gap_back.slip("mean-not-divided-back", "gives the gradient of a mean to every cell undivided")
def _(dy: Tensor, frame: Frame, out: Frame) -> Tensor:
    items = [dy.items[out.at(sample, channel, 0)] for sample, channel, _ in frame.places()]
    return Tensor(items, frame.shape, UNPOOL, (dy,))
