"""The working of `normalize`: what must fit, the statistics, the way forward and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import NUMBER
from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, lift
from nncalc.problem_types.normalize.checks import check, check_variance
from nncalc.problem_types.normalize.declaration import SCALED, NormalizeDeclaration
from nncalc.problem_types.normalize.response import Response, work_response
from nncalc.problem_types.normalize.scaling import work_min_max
from nncalc.rules.network_layer import times
from nncalc.rules.normalization.layout import Layout, laid_out
from nncalc.rules.normalization.steps import (
    centred_back,
    divided,
    divisor,
    is_zero,
    mean_back,
    root_back,
    running,
    scaled,
    scaled_back,
    squared,
    values_back,
    variance_back,
    variance_of,
    variance_to_keep,
)
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Normalize(NormalizeDeclaration):
    """Values normalised in one of eight ways, in training or in use, and the gradient through every step of it."""

    def prepare(self) -> None:
        check(self)
        if self.momentum is None:
            self.momentum = NUMBER.read("0.1" if self.momentum_weights == "new" else "0.9", "momentum", Reading())
        if self.kind == "lrn" and self.beta is None:
            self.beta = NUMBER.read("0.75", "beta", Reading())

    def work(self, run: Run) -> None:
        if self.kind == "lrn":
            factor = self.alpha if self.lrn == "alpha" else self.alpha / self.n
            work_response(run, self.x, Response(self.n, factor, self.beta, self.k), self.upstream)
            return
        fixed = self.in_use or self.running_mean is not None or self.running_var is not None
        layout = laid_out(self.kind, self.x.shape, self.axes, self.groups or 1, fixed)
        if self.kind == "min-max":
            work_min_max(run, self.x, layout, self.upstream)
            return
        self._forward(run, layout)
        self._running(run, layout)
        if self.upstream is None:
            run.lacks(
                "d(x|gamma|beta|xhat|var|mean|std|root|rms|ms|centred)",
                say("a gradient needs upstream"),
                say("upstream shaped as x"),
            )
            return
        run.section("backward")
        self._back(run, layout)

    # -- forward -------------------------------------------------------------------------------------------------------

    def _forward(self, run: Run, layout: Layout) -> None:
        run.section("statistics")
        self._say_what(run, layout)
        self.mean = self._mean(run, layout)
        mean = layout.spread(self.mean, layout.kept) if self.mean is not None else None
        self.centred = self.x if mean is None else run.let("centred", self.x - mean)
        self.var, self.root = self._root(run, layout)
        root = layout.spread(self.root, layout.kept)
        run.section("normalised")
        self.xhat = run.let("xhat", divided(self.centred, self.x, root))
        if self.kind not in SCALED:
            run.result("y", self.xhat)
            run.answer("xhat")
            return
        run.section("scaled")
        gamma, beta = (layout.by_feature(q) for q in (self.gamma, self.beta))
        if gamma is None and beta is None:
            run.words("unscaled")
            if any(q.value is None for q in self.xhat.items):
                run.result("y", self.xhat)
                run.answer("y")
                return
        plain = gamma is None and beta is None
        y = run.let("y", scaled(self.xhat, gamma, beta, self.x, mean, root), shown=not plain)
        run.answer("y")
        self._with_eps(run, layout, gamma, beta, y)

    def _say_what(self, run: Run, layout: Layout) -> None:
        if self.in_use:
            run.words("eval")
        elif self.kind == "group":
            run.words("group", groups=self.groups, size=layout.shape[2])
        else:
            run.words(self.kind)
        if self.kind in ("batch", "instance", "group") and len(self.x.shape) > 2:
            run.words("axes", shape=times(self.x.shape))

    def _mean(self, run: Run, layout: Layout) -> Any:
        """None of rms."""
        if self.kind == "rms":
            return None
        if self.in_use:
            return self._shown_running(run, "mean", self.running_mean, layout)
        return run.let("mean", layout.means(self.x))

    def _shown_running(self, run: Run, name: str, value: Any, layout: Layout) -> Any:
        """A running statistic under the name of the batch's; one number holds for all."""
        if isinstance(value, Quantity) and layout.stats:
            size = 1
            for side in layout.stats:
                size *= side
            value = Tensor([value] * size, layout.stats, None, (), value.name)
        return run.let(name, value)

    def _root(self, run: Run, layout: Layout) -> tuple[Any, Any]:
        """The variance, or the mean square, and what is divided by."""
        if self.in_use:
            var = self._shown_running(run, "var", self.running_var, layout)
        elif self.kind == "rms":
            var = run.let("ms", layout.means(squared(self.x)))
        else:
            var = run.let("var", variance_of(self.centred, layout, self.variance))
        check_variance(self, var)
        name = "rms" if self.kind == "rms" else "std"
        return var, divisor(run, var, self.eps, name, "root")

    def _with_eps(self, run: Run, layout: Layout, gamma: Any, beta: Any, y: Tensor) -> None:
        """What ε = 1e-5 would give, where none is typed."""
        if "eps" in self.typed or any(q.value is None for q in (*y.items, *self.xhat.items)):
            return
        root = layout.spread(lift(SQRT, self.var + constant(flint.fmpq(1, 10**5))), layout.kept)
        mean = None if self.mean is None else layout.spread(self.mean, layout.kept)
        y_eps = run.let("y_eps", scaled.right(self.centred / root, gamma, beta, self.x, mean, root), shown=False)
        at = next((i for i, q in enumerate(self.centred.items) if sign(q)), 0)
        new, old = y_eps.items[at], y.items[at]
        run.words("rms eps" if self.kind == "rms" else "eps", name=old.name, value=new, change=new - old)

    # -- running statistics --------------------------------------------------------------------------------------------

    def _running(self, run: Run, layout: Layout) -> None:
        if self.kind != "batch" or self.in_use:
            return
        assert self.momentum is not None
        absent = [name for name in ("running_mean", "running_var") if getattr(self, name) is None]
        for name in absent:
            run.lacks(f"{name}_new", say("there is no {name} to start from", name=name), f"{name}={RUNNING[name]}")
        if len(absent) == 2:
            return
        run.section("running")
        run.words("moved" if self.momentum_weights == "new" else "kept")
        if self.running_mean is not None:
            new = running(self.running_mean, self.mean, self.momentum, self.momentum_weights)
            run.let("running_mean_new", new)
        if self.running_var is not None:
            if self.variance != ("n-1" if self.running_variance == "unbiased" else "n"):
                kept = variance_to_keep(self.var, layout.together, self.variance, self.running_variance)
                kept = run.let("var_kept", kept)
            else:
                kept = self.var
            run.let("running_var_new", running(self.running_var, kept, self.momentum, self.momentum_weights))
        run.answer("running_mean_new", "running_var_new")

    # -- backward ------------------------------------------------------------------------------------------------------

    def _back(self, run: Run, layout: Layout) -> None:
        assert self.upstream is not None
        run.words("use graph" if self.in_use else "rms graph" if self.kind == "rms" else "graph")
        if self.kind in SCALED:
            if self.kind != "rms" or self.beta is not None:
                run.let("dbeta", layout.sums_by_feature(self.upstream))
            run.let("dgamma", layout.sums_by_feature(self.upstream * self.xhat))
        if self.gamma is None:
            run.words("as it is")
        dxhat = scaled_back(self.upstream, layout.by_feature(self.gamma))
        dxhat = run.let("dxhat", dxhat, shown=self.gamma is not None)
        root = layout.spread(self.root, layout.kept)
        if self.in_use:
            run.let("dx", dxhat / root)
            run.words("zero use")
        else:
            self._back_through_statistics(run, layout, dxhat, root)
        run.answer("dx", "dgamma", "dbeta")

    def _back_through_statistics(self, run: Run, layout: Layout, dxhat: Tensor, root: Any) -> None:
        n = layout.together
        name = "root" if not is_zero(self.eps) else "rms" if self.kind == "rms" else "std"
        droot = run.let(f"d{name}", root_back(dxhat, self.centred, self.root, layout))
        rms = self.kind == "rms"
        dvar = run.let("dms" if rms else "dvar", variance_back(droot, self.root))
        spread = layout.spread(dvar, layout.kept)
        divisor = n - 1 if self.variance == "n-1" and not rms else n
        dcentred = centred_back(dxhat, root, spread, self.centred, divisor)
        if rms:
            run.let("dx", dcentred)
            run.words("zero not")
            return
        dcentred = run.let("dcentred", dcentred)
        dmean = run.let("dmean", mean_back(dcentred, layout))
        run.let("dx", values_back(dcentred, layout.spread(dmean, layout.kept), n))
        run.words("zero")


RUNNING = {"running_mean": 0, "running_var": 1}
