"""What `encoder-block` declares beside attention's givens."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice
from nncalc.declaring.numeric import MATRIX, NUMBER, VECTOR, Numeric
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.attention.givens import AttentionGivens
from nncalc.rules.attention.working import SAID, SECTIONS

ONE_OR_EACH = Numeric(0, 1, words="one number, or one for each column of X: 1,2,3")


class EncoderBlockDeclaration(AttentionGivens):
    """The declarations of `encoder-block`."""

    W1: Tensor = given(MATRIX, "weights of the first layer of the feed-forward network")
    b1: Tensor | None = given(VECTOR, "its biases", default=None)
    W2: Tensor = given(MATRIX, "weights of the second layer")
    b2: Tensor | None = given(VECTOR, "its biases", default=None)
    act: str = given(
        Choice(("relu", *[name for name in ACTIVATIONS if name != "relu"])),
        "activation of the first layer",
        default="relu",
    )
    gamma1: Any = given(ONE_OR_EACH, "scale {gamma} of the first norm; 1 when absent", default=None)
    beta1: Any = given(ONE_OR_EACH, "shift {beta} of the first norm; 0 when absent", default=None)
    gamma2: Any = given(ONE_OR_EACH, "scale of the second norm", default=None)
    beta2: Any = given(ONE_OR_EACH, "shift of the second norm", default=None)
    eps: Quantity = given(NUMBER, "{eps}, added to the variances", default="0", as_number=True)
    norm: str = convention("post", "pre", help="normalise what was added, or what goes into attention and the network")

    sections = {
        "norm1": "First norm",
        **SECTIONS,
        "add1": "First sum",
        "after1": "First norm, of the sum",
        "norm2": "Second norm",
        "ffn": "Feed-forward network",
        "add2": "Second sum",
        "after2": "Second norm, of the sum",
    }
    words = SAID | {
        "plain": "{gamma} = 1 and {beta} = 0: norm{number} is what was normalised.",
        "norm": "Each row is normalised over its own numbers.",
        "post": "The sum of X and attention is normalised (post-norm, as in the paper of 2017).",
        "pre": "X is normalised before attention, and added to it as it was (pre-norm, as in GPT-2).",
    }
    drawings = {"heatmap": "A"}
    undrawn = "at most 64 queries and keys"
    results = AttentionGivens.results | {
        "attention": "output of attention: out",
        "add1": "X plus attention",
        "norm1": "first norm: of add1, or of X (norm=pre)",
        "inner": "weighted sums of the first layer of the network",
        "hidden": "their activations",
        "ffn": "output of the feed-forward network",
        "add2": "norm1 plus ffn; add1 plus ffn under norm=pre",
        "norm2": "second norm: of add2, or of add1 (norm=pre)",
        "y": "output of the block: norm2, or add2 (norm=pre)",
        "{mean|var|std}{N}": "mean, variance and deviation of each row, of norm N",
        "centred{N}": "numbers less their mean",
        "root{N}": "root of variance and {eps}, where {eps} is given",
        "xhat{N}": "normalised numbers, before scale and shift",
    }
    symbols = AttentionGivens.symbols | {
        "mean": "μ",
        "var": "var",
        "std": "σ",
        "centred": "c",
        "root": "s",
    }
    aliases = AttentionGivens.aliases | {"epsilon": "eps", "weight1": "gamma1", "bias1": "beta1"}
    convention_slips = {"norm=pre": ("normalises before the sublayers, not after the sums", None)}
    examples = (
        "encoder-block X=1,0:0,2 W1=1,0:0,1 W2=1,1:0,1",
        "encoder-block X=1,0:0,2 Wv=1,2:0,1 W1=1,0,1:0,1,-1 W2=1,1:0,1:1,0 b1=.1,0,0 norm=pre eps=1e-5 act=gelu",
    )
