"""The working of `hebb`: a step a sample, the weights at the end, the test of every sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.lazy import flint
from nncalc.engine.operations import SIGN, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, dot, vector, zeros
from nncalc.problem_types.hebb.declaration import HebbDeclaration
from nncalc.problem_types.hebb.rules import corrected, error_of, hebbian, net_of, newest, oja
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Hebb(HebbDeclaration):
    """A unit whose weights grow where input and output go together; with targets, or by its own output."""

    def work(self, run: Run) -> None:
        run.section("rule")
        run.words("own" if self.rule == "hebb" and not self.taught else self.rule)
        if self.with_bias:
            run.words("bias")
        w = run.begin("step", "w", self.w if self.w is not None else zeros((len(self.rows[0]),)))
        b = run.begin("step", "b", self.b if self.b is not None else constant(0)) if self.with_bias else None
        run.section("table")
        table = run.table("table", self._columns())
        run.section("step")
        at = 0
        for epoch in run.each(range(1, self.epochs + 1)):
            start = w, b
            for number, x in enumerate(self.rows, 1):
                at += 1
                with run.iteration("step", at):
                    t = self.t.items[number - 1] if self.t is not None else None
                    cells, w, b = self._step(run, x, t, newest(w, start[0]), newest(b, start[1]))
                table.add(epoch, number, *cells)
        run.end("step", at)
        with run.part(say("after the last step")):
            self._end(run, w, b)

    def _columns(self) -> list[Column]:
        taught, delta, biased = self.taught, self.rule == "delta", self.with_bias
        own = not taught and self.act == "sign"
        return [
            Column(say("epoch"), key="epoch", shown=self.epochs > 1),
            Column(say("sample"), key="sample"),
            Column("x", "vector", "x"),
            Column("t", "quantity", "t", shown=taught),
            Column("net", "quantity", "net", shown=delta or not taught),
            Column("y", "quantity", "y", shown=own),
            Column("error", "quantity", "error", shown=delta),
            Column("dw", "vector", "dw"),
            Column("db", "quantity", "db", shown=biased),
            Column("w", "vector", "w"),
            Column("b", "quantity", "b", shown=biased),
        ]

    def _step(
        self, run: Run, x: Tensor, t: Quantity | None, w: Tensor, b: Quantity | None
    ) -> tuple[list[Any], Tensor, Quantity | None]:
        """One sample: the cells of its row, and the new weights and bias."""
        net = y = error = db = None
        if self.rule == "delta" or t is None:
            net = run.let("net", net_of(x, w, b))
        if t is None:
            y = run.let("y", self._output(net)) if self.act == "sign" else net
        if self.rule == "delta":
            error = run.let("error", error_of(t, net))
        dw = run.let("dw", self._change(x, y if t is None else t, error, w))
        new = run.let("w", w + dw)
        if b is not None:
            db = run.let("db", self._change(None, t, error, w))
            b = run.let("b", b + db)
        return [x, t, net, y if self.act == "sign" else None, error, dw, db, new, b], new, b

    def _change(self, x: Any, out: Any, error: Any, w: Tensor) -> Any:
        """Of the weights; without x of the bias."""
        if self.rule == "oja":
            return oja(x, out, w, self.lr)
        return corrected(x, error, self.lr) if self.rule == "delta" else hebbian(x, out, self.lr)

    def _output(self, net: Any) -> Quantity:
        return SIGN(net)

    def _end(self, run: Run, w: Tensor, b: Quantity | None) -> None:
        run.section("end")
        run.answer("w", "b")
        if self.rule == "oja":
            run.let("norm", SQRT(dot(w.items, w.items)))
            run.answer("norm")
        if not self.taught:
            run.lacks("nets|predictions|right", say("there are no targets"), "t=1,-1")
            return
        run.section("test")
        nets = run.let("nets", vector([net_of(x, w, b) for x in self.rows]), shown=False)
        if not self.labels or any(q.value is None for q in nets.items):
            run.line(nets)
            run.answer("nets")
            run.lacks("predictions|right", say("the targets are not those of two classes"), "t=1,-1")
            return
        self._test(run, nets)

    def _test(self, run: Run, nets: Tensor) -> None:
        """The class of each sample beside its target."""
        assert self.t is not None
        half = self.labels == "01" and self.rule == "delta"
        run.words("01 delta" if half else self.labels, zero=self.step0)
        level = flint.fmpq(1, 2) if half else flint.fmpq(0)
        low = -1 if self.labels == "pm1" else 0
        predictions = [(low, int(self.step0), 1)[sign(net - level) + 1] for net in nets.items]
        met = [t.value == p for t, p in zip(self.t.items, predictions, strict=True)]
        right = ["yes" if each else "no" for each in met]
        columns = (
            Column(say("sample")),
            Column("x", "vector"),
            Column("net", "put in"),
            Column(say("class")),
            Column("t", "quantity"),
            Column(say("right?")),
        )
        cells = zip(self.rows, nets.items, predictions, self.t.items, met, strict=True)
        run.table("", columns, [(i, *row) for i, row in enumerate(cells, 1)])
        run.result("predictions", predictions)
        run.result("right", right)
        good = right.count("yes")
        run.words("all right" if good == len(right) else "wrong", right=good, samples=count(len(right), "sample"))
        run.answer("predictions", "right")
