"""The forward pass of a network, layer by layer

Topic: Networks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.dense import affine, weighted
from nncalc.rules.loss_words import INFINITE
from nncalc.rules.network import GIVEN_WORDS, Network
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Forward(Network):
    """Any number of fully connected layers, for one input vector or samples as rows; with a target, the loss."""

    sections = {"given": "How the givens are read", "forward": "Forward pass", "loss": "Loss", "remark": "Remark"}
    words = {
        **GIVEN_WORDS,
        **INFINITE,
        "linear": "No activation stands between the layers, so the network is one linear map: "
        "multiply the weights out once and a single layer gives the same output.",
        "logistic": "One sigmoid unit is logistic regression: y is the modelled probability of class 1, "
        "and the boundary y = 1/2 is the line where z1 = 0.",
    }
    results = Network.results | {
        "W": "product of all weight matrices, where no layer has an activation",
        "b": "the bias that goes with it",
        "z": "W·x + b, which is y once more",
    }
    orders = ("x W1 b1 W2", "x W1 W2")
    examples = (
        "forward x=1,-1.7 W1=1,2:3,-4 b1=0,1/3 act1=relu W2=1,√2",
        "forward x=x1,x2 W1=w11,w12:w21,w22 b1=b1,b2 act1=sigmoid",
        "forward x=1,2 W1=1,2:3,4 W2=1,-1",
    )

    def idle_conventions(self) -> dict[str, str]:
        return super().idle_conventions() | {"relu0": say("forward takes no derivatives")}

    def work(self, run: Run) -> None:
        layers = self.layers()
        self.say_what_is_given(run, layers)
        run.section("forward")
        _, a = self.forward(run, layers)
        run.answer("y")
        if self.t is not None:
            run.section("loss")
            self.losses(run, a[-1])
            run.answer("losses", "loss") if self.every_sample else run.answer("loss")
        else:
            run.lacks(r"loss(es)?(\..*)?", say("a loss needs a target"), say("t=.01,.99 as well"))
        run.lacks(
            r"(d|delta)[A-Za-z]*\d*(\..*)?|.*_new.*",
            say("forward does not go back"),
            say("nncalc backprop, which does"),
        )
        run.section("remark")
        if len(layers) > 1 and all(layer.activation.name == "identity" for layer in layers[:-1]):
            run.words("linear")
            self._collapsed(run)
        elif len(layers) == 1 and self.units(1) == 1 and layers[0].activation.name == "sigmoid":
            run.words("logistic")

    def _collapsed(self, run: Run) -> None:
        """The product of the weight matrices and the bias that goes with it."""
        W, b = self.W[1], self._whole_bias(1)
        for number in range(2, self.depth + 1):
            here = self._whole_bias(number)
            if b is not None:
                through = weighted(self.W[number], b, self.form)
                b = through if here is None else through + here
            else:
                b = here
            W = W @ self.W[number] if self.form == "row" else self.W[number] @ W
        W = run.let("W", W)
        b = run.let("b", b) if b is not None else None
        run.let("z", affine(W, self.x, b, self.form))

    def _whole_bias(self, number: int) -> Any:
        """A layer's bias with one component per unit."""
        b = self.b.get(number)
        if isinstance(b, Quantity):
            return Tensor([b] * self.units(number), (self.units(number),), None, (), b.name)
        return b
