"""The working of `encoder-block`: attention, sums, norms, the feed-forward network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.encoder_block.declaration import EncoderBlockDeclaration
from nncalc.rules.activations import ACTIVATIONS, activate, options_of
from nncalc.rules.attention.checks import bias_misfit, check_attention, misfit, output_width
from nncalc.rules.attention.working import attend
from nncalc.rules.dense import affine
from nncalc.rules.network_layer import shape_misfit
from nncalc.rules.normalization.layout import laid_out
from nncalc.rules.normalization.steps import divided, divisor, scaled, vanishing, variance_of
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class EncoderBlock(EncoderBlockDeclaration):
    """One block of a Transformer's encoder by value: attention, add and norm, feed-forward network, add and norm."""

    def prepare(self) -> None:
        if self.X is None:
            raise InputError(say("X is missing: tokens as rows"), name="X", expected="X=1,0:0,2")
        check_attention(self, self.X)
        d, given = self.X.shape[1], output_width(self, self.X)
        if given != d:
            raise InputError(
                say(
                    "attention gives {numbers} a token, and X has {d}: they cannot be added",
                    numbers=count(given, "number"),
                    d=d,
                ),
                name="Wo" if self.Wo is not None else "Wv",
                expected=say("Wo or Wv with {columns} of output", columns=count(d, "number")),
            )
        self._check_network(d)
        for name in ("gamma1", "beta1", "gamma2", "beta2"):
            q = getattr(self, name)
            if isinstance(q, Tensor) and len(q) != d:
                raise shape_misfit(
                    name, q.shape, say("a row of X"), (d,), say("one number, or one for each column of X")
                )
        if self.eps.value is not None and sign(self.eps) < 0:
            raise InputError(say("eps is below 0"), name="eps", expected=say("a small number, such as 1e-5"))

    def _check_network(self, d: int) -> None:
        axis = 1 if self.form == "row" else 0
        if error := misfit("W1", self.W1, "X", (len(self.X or ()), d), self.form):
            raise error
        inner = self.W1.shape[axis]
        if error := misfit(
            "W2", self.W2, "W1", self.W1.shape if self.form == "row" else self.W1.shape[::-1], self.form
        ):
            raise error
        if self.W2.shape[axis] != d:
            raise InputError(
                say(
                    "the network gives {numbers} a token, and X has {d}: they cannot be added",
                    numbers=count(self.W2.shape[axis], "number"),
                    d=d,
                ),
                name="W2",
                expected=say("W2 with {columns} of output", columns=count(d, "number")),
            )
        for name, wanted in (("b1", inner), ("b2", d)):
            b = getattr(self, name)
            if b is not None and len(b) != wanted:
                raise bias_misfit(name, b, f"W{name[1]}", wanted)

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        X = self.X
        assert X is not None
        if self.norm == "pre":
            run.section("norm1")
            run.words("pre")
            source = self._norm(run, 1, X)
        else:
            source = X
        attention = attend(run, self, source).out
        run.result("attention", attention)
        run.section("add1")
        add1 = run.let("add1", added(X, attention, source))
        if self.norm == "post":
            run.section("after1")
            run.words("post")
            source = add1 = self._norm(run, 1, add1)
        else:
            run.section("norm2")
            source = self._norm(run, 2, add1)
        ffn = self._network(run, source)
        run.section("add2")
        add2 = run.let("add2", added(add1, ffn, source))
        if self.norm == "post":
            run.section("after2")
            run.result("y", self._norm(run, 2, add2))
        else:
            run.result("y", add2)
        run.answer("attention", "norm1", "ffn", "y")

    def _network(self, run: Run, source: Tensor) -> Tensor:
        run.section("ffn")
        row = ACTIVATIONS[self.act]
        inner = run.let("inner", affine(self.W1, source, self.b1, self.form))
        hidden = run.let("hidden", activate(row, inner, options_of(self.act, None, "0", "exact")))
        ffn: Tensor = run.let("ffn", affine(self.W2, hidden, self.b2, self.form))
        return ffn

    def _norm(self, run: Run, number: int, x: Tensor) -> Tensor:
        """LayerNorm of each row. Raises InputError where all numbers of a row are alike."""
        layout = laid_out("layer", x.shape, 1, 1, False)
        run.words("norm")
        mean = run.let(f"mean{number}", layout.means(x))
        spread = layout.spread(mean, layout.kept)
        centred = run.let(f"centred{number}", x - spread)
        var = run.let(f"var{number}", variance_of(centred, layout, "n"))
        if (q := vanishing(var, self.eps)) is not None:
            raise InputError(
                say("{var} is 0: the numbers that are normalised are all alike", var=q.name),
                name="eps",
                expected=say("eps=1e-5, or other numbers"),
            )
        below = layout.spread(divisor(run, var, self.eps, f"std{number}", f"root{number}"), layout.kept)
        xhat = run.let(f"xhat{number}", divided(centred, x, below))
        gamma, beta = (layout.by_feature(getattr(self, f"{name}{number}")) for name in ("gamma", "beta"))
        if gamma is None and beta is None:
            run.words("plain", number=number)
        value = scaled(xhat, gamma, beta, x, spread, below)
        named: Tensor = run.let(f"norm{number}", value, shown=value is not xhat)
        return named


@rule("what goes into a sublayer is added to what comes out of it")
def added(x: Tensor, out: Tensor, source: Tensor) -> Tensor:
    """x + sublayer(source); under pre-norm source is x normalised. He and others 2016."""
    return x + out


@added.slip("residual-left-out", "leaves out what went in")
def _(x: Tensor, out: Tensor, source: Tensor) -> Tensor:
    return out


@added.slip("norm-added", "adds the normalised numbers, not those before the norm")
def _(x: Tensor, out: Tensor, source: Tensor) -> Tensor:
    if source is x:
        raise DoesNotApply
    return source + out
