"""The working of `attention`: what must fit, the way forward, the gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.fields import given
from nncalc.declaring.kinds import Choice
from nncalc.declaring.numeric import MATRIX
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.rules.attention.checks import check_attention, check_heads, output_width
from nncalc.rules.attention.givens import AttentionGivens
from nncalc.rules.attention.working import SAID, SECTIONS, Parts, attend, attend_projected
from nncalc.rules.network_layer import shape_misfit
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Attention(AttentionGivens):
    """Attention of tokens to tokens: scores, softmax, weighted values, in one head or several, and the gradients."""

    memory: Tensor | None = given(MATRIX, "tokens that keys and values are made of (cross-attention)", default=None)
    Q: Tensor | None = given(MATRIX, "queries as rows, taken as projected, in place of X", default=None)
    K: Tensor | None = given(MATRIX, "keys as rows, taken as projected", default=None)
    V: Tensor | None = given(MATRIX, "values as rows, taken as projected; without them the weights alone", default=None)
    upstream: Tensor | None = given(MATRIX, "∂L/∂out, of the shape of out", default=None)

    plot: str = given(Choice(("no", "yes")), "draw the weights, the larger the darker", default="no")

    sections = SECTIONS | {
        "backward": "Backward",
        "parameters": "Gradients of the weights",
        "tokens": "Gradients of the tokens",
    }
    words = SAID | {
        "back": "The graph is walked back node by node: out, O, the weights, the scores, then queries, keys and values.",
        "heat": "A row for each query, a column for each key: blank below .1, then . : - = + * # % and @ from .9 on.",
        "undrawn": "There is no drawing: the weights are letters.",
        "back mask": "The gradient of a hidden score is 0: what stands in its place does not depend on it.",
    }
    drawings = {"heatmap": "A"}
    undrawn = "at most 64 queries and keys"
    results = AttentionGivens.results | {
        "dO": "∂L/∂O",
        "dA": "∂L/∂A, shaped as A",
        "dscaled": "gradient at the scaled scores, 0 where they are hidden",
        "dscores": "gradient at the scores",
        "dQWa": "gradient at the queries times Wa",
        "dnet": "gradient at Wa·[q; k]",
        "d{Q|K|V}": "gradient at queries, keys, values",
        "d{Wq|Wk|Wv|Wo|Wa}": "gradient of the weights, shaped alike",
        "d{bq|bk|bv|bo|va}": "gradient of the biases, and of va",
        "dX": "∂L/∂X",
        "dmemory": "gradient at the tokens of memory",
    }
    symbols = AttentionGivens.symbols | {"loss": "L", "upstream": "∂L/∂out", "va": "va"}
    aliases = AttentionGivens.aliases | dict.fromkeys(("dy", "dout", "dO", "grad"), "upstream") | {
        **dict.fromkeys(("encoder_outputs", "encoder", "context", "source"), "memory"),
    }  # fmt: skip
    examples = (
        "attention X=1,0:0,1 Wq=1,1:0,1 Wk=1,0:1,1 Wv=1,2:3,4",
        "attention X=1,0:0,1 Wv=1,2:3,4 upstream=1,0:0,1",
        "attention Q=1,0:1,2:0,1 K=1,1:0,1:1,0 V=1,2:3,4:5,6 mask=causal",
        "attention X=1,0,2,1:0,1,1,3:1,1,0,0 heads=2 kv_heads=1 Wk=1,0:0,1:1,1:0,0 Wv=0,1:1,0:1,0:1,1",
        "attention Q=q K=a:b V=c:d",
    )

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        if self.X is None:
            self._check_projected()
        else:
            strays = [name for name in "QKV" if getattr(self, name) is not None]
            if strays:
                raise InputError(
                    say("X is given, and {name} as well", name=strays[0]),
                    name=strays[0],
                    expected=say("either X with Wq, Wk and Wv, or Q, K and V"),
                )
            check_attention(self, self.X, self.memory)
        self._check_upstream()

    def _check_projected(self) -> None:
        """Q, K and V as they are; nothing that makes them."""
        if self.Q is None and self.K is None and self.V is None:
            raise InputError(say("X is missing: tokens as rows"), name="X", expected=say("X=1,0:0,1, or Q, K and V"))
        errors = [
            InputError(
                say("{name} is missing, and {other} is given", name=name, other="K" if name == "Q" else "Q"),
                name=name,
                expected=say("a matrix, rows after a colon"),
            )
            for name in "QK"
            if getattr(self, name) is None
        ]
        made = ("Wq", "Wk", "Wv", "bq", "bk", "bv", "memory")
        errors += [
            InputError(
                say("Q, K and V are taken as projected, and {name} is given", name=name),
                name=name,
                expected=say("X in place of Q, K and V"),
            )
            for name in made
            if getattr(self, name) is not None
        ]
        if errors:
            raise InputErrors(errors)
        assert self.Q is not None
        assert self.K is not None
        if self.V is not None and len(self.V) != len(self.K):
            raise shape_misfit("V", self.V.shape, "K", self.K.shape, say("a value for each key: as many rows"))
        matrices = [x for x in (self.Q, self.K, self.V) if x is not None]
        check_heads(self, len(self.Q), len(self.K), [x.shape[1] for x in matrices])
        unused = next((name for name in ("Wo", "bo", "upstream") if getattr(self, name) is not None), None)
        if self.V is None and unused:
            raise InputError(
                say("V is missing, and {name} is given", name=unused), name="V", expected=say("a value for each key")
            )

    def _check_upstream(self) -> None:
        if self.upstream is None:
            return
        values = self.V if self.V is not None else self.memory if self.memory is not None else self.X
        queries = self.Q if self.X is None else self.X
        assert values is not None
        assert queries is not None
        width = output_width(self, values)
        if self.upstream.shape != (len(queries), width):
            raise shape_misfit("upstream", self.upstream.shape, "out", (len(queries), width))

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        if self.X is not None:
            parts = attend(run, self, self.X, self.memory)
        else:
            assert self.Q is not None
            assert self.K is not None
            for name in "QKV":
                if (given := getattr(self, name)) is not None:
                    run.result(name, given)
            parts = attend_projected(run, self, self.Q, self.K, self.V)
        if self.plot == "yes":
            self._draw(run, parts.A)
        self._back(run, parts)

    def _draw(self, run: Run, A: Tensor) -> None:
        from nncalc.problem_types.attention.heat import heat  # start-up

        run.section("weights")
        picture = heat(A)
        if picture is None:
            run.words("undrawn")
            return
        run.words("heat")
        run.draw(picture)

    def _back(self, run: Run, parts: Parts) -> None:
        if self.V is None and self.X is None:
            run.lacks("O|out", say("they need the values"), "V=1,2:3,4")
        if self.upstream is None:
            run.lacks(
                "d(O|A|scaled|scores|QWa|net|Q|K|V|W.|b.|va|X|memory)",
                say("a gradient needs upstream"),
                say("upstream shaped as out"),
            )
            return
        from nncalc.problem_types.attention.backward import Backward  # start-up

        Backward(run, self, parts).work(self.upstream)
