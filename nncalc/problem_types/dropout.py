"""Dropout: kept and dropped values, the way back, the mean

Topic: Training
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.numeric import PROBABILITY, TENSOR
from nncalc.declaring.problem import ProblemType
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, components
from nncalc.errors import InputError
from nncalc.rules.dropout import check_mask, check_probability, dropped
from nncalc.rules.network_layer import shape_misfit
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Dropout(ProblemType):
    """One dropout layer, in training with a mask and in use; the gradient through it and the mean over all masks."""

    x: Tensor = given(TENSOR, "values that go in, of any shape", first=True)
    mask: Tensor | None = given(TENSOR, "1 for each value that is kept and 0 for the others, as x", default=None)
    kept: Tensor | None = given(TENSOR, "the places that are kept, counted from 1, in place of a mask", default=None)
    p: Quantity = given(
        PROBABILITY, "probability that a value is dropped; with p_is=kept, that it is kept", default="0.5"
    )
    upstream: Tensor | None = given(TENSOR, "∂L/∂y, of the shape of x", default=None)
    form: str = convention(
        "inverted", "classic", help="kept values are divided by their probability, or all are multiplied by it in use"
    )
    p_is: str = convention("dropped", "kept", help="what p is the probability of")
    mode: str = convention("train", "eval", help="in training, or in use, where nothing is dropped")

    aliases = {**dict.fromkeys(("rate", "drop_rate", "dropout_rate", "drop_prob"), "p"), "m": "mask"}
    suggestions = dict.fromkeys(("keep", "keep_prob", "keep_rate", "保留概率"), "p=.8 p_is=kept")
    sections = {"share": "Kept share", "forward": "Forward", "backward": "Backward", "mean": "Mean over all masks"}
    words = {
        "inverted": "In training kept values are divided by the kept share, so that in use nothing has to be done.",
        "classic": "In training kept values stay as they are; in use all are multiplied by the kept share.",
        "eval": "In use nothing is dropped.",
        "same": "The mean of y is x: the layer changes no mean.",
    }
    results = {
        "q": "share of values that are kept",
        "mask": "1 where a value is kept, 0 where it is dropped",
        "factor": "what a value that gets through is multiplied by",
        "y": "output, of the shape of x",
        "dx": "∂L/∂x, of the shape of x",
        "expected": "mean of y over all masks; in use y itself",
    }
    symbols = {"upstream": "∂L/∂y", "dx": "∂L/∂x", "mask": "m"}
    convention_slips = {
        "p_is=kept": ("takes the share that is dropped for the one that is kept", None),
    }
    orders = ("x p", "x mask p")
    examples = (
        "dropout x=1,2,3,4 mask=1,0,1,0 upstream=.1,.2,.3,.4",
        "dropout x=1,2,3,4 kept=1,3 p=.2 form=classic",
        "dropout x=a,b mask=1,0 p=p",
    )

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        self._check_probability()
        if self.mask is not None and self.kept is not None:
            raise InputError(say("give mask or kept, not both"), name="kept", expected="mask=1,0,1,0")
        if self.kept is not None:
            self.mask = self._mask_of_places(self.kept)
        for name, other in (("mask", self.mask), ("upstream", self.upstream)):
            if other is not None and other.shape != self.x.shape:
                raise shape_misfit(name, other.shape, "x", self.x.shape)
        if self.mask is not None:
            check_mask("mask", self.mask)

    def _check_probability(self) -> None:
        nothing = 1 if self.p_is == "dropped" else 0
        scaled = self.form == "inverted" and self.mode == "train"
        instead = say("p below 1, or form=classic") if nothing else say("p above 0, or form=classic")
        check_probability("p", self.p, nothing if scaled else None, instead)

    def _mask_of_places(self, places: Tensor) -> Tensor:
        """A mask from the places that are kept, counted along the rows."""
        size, wanted = len(self.x.items), set()
        for q in places.items:
            number = q.value
            if type(number) is not flint.fmpq or number.q != 1 or not 1 <= number <= size:
                raise InputError(
                    say("a place in kept is none of x"),
                    name="kept",
                    expected=say(
                        "whole numbers from 1 to {size}: x has {values}", size=size, values=count(size, "value")
                    ),
                )
            wanted.add(int(number))
        names = components("mask", self.x.shape)
        items = [constant(int(i in wanted)).renamed(name) for i, name in enumerate(names, 1)]
        return Tensor(items, self.x.shape, None, (), "mask")

    def idle_conventions(self) -> dict[str, str]:
        idle = super().idle_conventions()
        if self.mode == "eval":
            idle |= {
                name: say("nothing is dropped in use") for name in ("mask", "kept") if getattr(self, name) is not None
            }
        return idle

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        run.section("share")
        run.words(self.form)
        share = run.let("q", 1 - self.p if self.p_is == "dropped" else self.p)
        run.let("factor", self._factor(share))
        run.section("forward")
        if self.mode == "eval":
            run.words("eval")
            run.let("y", used(self.x, share, self.form))
        elif self.mask is not None:
            if self.kept is not None:
                run.let("mask", self.mask, shown=False)
            run.let("y", dropped(self.x, self.mask, share, self.form))
        else:
            run.lacks("y|dx", say("in training they need a mask"), "mask=1,0,1,0")
        run.answer("y")
        self._back(run, share)
        self._mean(run, share)

    def _factor(self, share: Quantity) -> Quantity:
        if self.mode == "eval":
            return constant(1) if self.form == "inverted" else share
        return 1 / share if self.form == "inverted" else constant(1)

    def _back(self, run: Run, share: Quantity) -> None:
        if self.upstream is None:
            run.lacks("dx", say("a gradient needs upstream"), "upstream=.1,.2,.3,.4")
            return
        run.section("backward")
        if self.mode == "eval":
            run.let("dx", used(self.upstream, share, self.form))
        elif self.mask is not None:
            run.let("dx", dropped(self.upstream, self.mask, share, self.form))
        run.answer("dx")

    def _mean(self, run: Run, share: Quantity) -> None:
        if self.mode == "eval":
            run.result("expected", run.results["y"])
            return
        run.section("mean")
        if self.form == "inverted":
            run.let("expected", self.x, shown=False)
            run.words("same")
        else:
            run.let("expected", share * self.x)
        run.answer("expected")


@rule("in use inverted dropout does nothing, classic dropout multiplies by the kept share")
def used(x: Tensor, share: Quantity, form: str) -> Any:
    return x if form == "inverted" else share * x


@used.slip("scaled-at-test", "scales in use although it was scaled in training")
def _(x: Tensor, share: Quantity, form: str) -> Any:
    if form == "classic":
        raise DoesNotApply
    return share * x


@used.slip("scaling-left-out", "does not multiply by the kept share")
def _(x: Tensor, share: Quantity, form: str) -> Any:
    if form == "inverted":
        raise DoesNotApply
    return x
