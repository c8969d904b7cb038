"""Hinge loss, multiclass or binary, its gradient and a penalty

Topic: Losses and metrics
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import WordList
from nncalc.declaring.numeric import MATRIX, NUMBER, SAMPLES
from nncalc.declaring.problem import ProblemType
from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of, vector
from nncalc.errors import InputError
from nncalc.reading.cells import with_colons
from nncalc.reading.python_values import as_texts
from nncalc.rules.hinge import binary_derivative, binary_margin, hinge_derivatives, hinge_of, penalty_of, row_margins
from nncalc.rules.loss_functions import refuse_letters
from nncalc.rules.reductions import divisor, idle_reduction, reduced
from nncalc.rules.sample_labels.coding import ZERO_ONE, binary_labels
from nncalc.rules.sample_labels.targets import RightClasses, Scores, no_class_numbers, read_targets
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class OneClass(RightClasses):
    """One right class for each sample: a hinge has no soft targets."""

    words = "one class for each row (0,2 or names); with form=binary −1 or 1 for each score"


class HingeLoss(ProblemType):
    """The hinge of one or many samples, Weston–Watkins, Crammer–Singer or binary, with an L1 or L2 penalty on W."""

    s: Tensor = given(
        SAMPLES, "scores of one sample, or one row for each sample; form=binary: one for each", first=True
    )
    y: Any = given(
        OneClass(),
        "right class of each row: numbers, or names among classes; form=binary: −1 or 1, or 0 or 1",
        second=True,
    )
    margin: Quantity = given(NUMBER, "margin {margin}", default="1", as_number=True)
    classes: list[str] | None = given(WordList(), "names of the classes, in the order of the scores", default=None)
    W: Tensor | None = given(MATRIX, "weights that the penalty is taken of", default=None)
    strength: Quantity = given(NUMBER, "factor {strength} of the penalty", default="1", as_number=True)
    form: str = convention(
        "weston-watkins", "crammer-singer", "binary", help="sum over the wrong classes, or the worst"
    )
    squared: str = convention("no", "yes", help="whether each margin is squared")
    reduction: str = convention(
        "mean",
        "sum",
        help="over the rows",
        idle=lambda p: idle_reduction(p, len(p.s) if p.form == "binary" else len(rows_of(p.s))),
    )
    penalty: str = convention(
        "l2",
        "l1",
        "half-l2",
        help="of the weights: {strength}Σw², {strength}Σ|w| or ½{strength}Σw²",
        idle=lambda p: say("there are no weights W") if p.W is None else None,
    )
    first_: str = convention("0", "1", help="number of the first class", idle=no_class_numbers)

    typed_as = ""
    """How y was given: numbers | names | rows; of a binary hinge as labels."""
    zero_one = False
    """Whether the labels of a binary hinge were 0 and 1."""

    aliases = {"t": "y", "delta": "margin", "class_names": "classes"}
    sections = {
        "given": "How the givens are read",
        "margins": "Margins",
        "loss": "Hinge loss",
        "penalty": "Penalty",
        "gradient": "Gradient",
    }
    words = {
        "numbers": "y={typed} counts the classes from {first}.",
        "names": "y={typed} names classes.",
        **ZERO_ONE,
        "rows": "y={typed} marks the right class with 1.",
        "right": "The right class of each row does not count: its entry is 0.",
        "slope": "A margin above 0 passes the gradient on, so its sign is 1; at 0 nothing is passed.",
        "square slope": "A squared margin has the derivative 2m.",
    }
    results = {
        "margins": "what each score adds to its row's loss, before squaring; 0 at the right class; as s",
        "losses": "loss of each row",
        "loss": "loss of all rows",
        "penalty": "penalty of W, with its strength",
        "total": "loss and penalty",
        "ds": "∂loss/∂s, as s",
    }
    symbols = {"loss": "L", "losses": "L", "margins": "m"}
    convention_slips = {"reduction=sum": ("takes the sum for the mean", 21)}
    orders = ("s y",)
    examples = (
        "hinge-loss s=3.2,5.1,-1.7:1.3,4.9,2.0:2.2,2.5,-3.1 y=0,1,2",
        "hinge-loss s=3.2,5.1,-1.7 y=cat classes=cat,car,frog form=crammer-singer",
        "hinge-loss s=.8,-.3,2 y=1,1,-1 form=binary W=1,-2 strength=.1",
    )

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        if "strength" in self.typed and self.W is None:
            raise InputError(
                say("strength belongs to a penalty on W, and W is missing"), name="W", expected="W=1,0,0,0"
            )
        if self.form == "binary":
            self._prepare_binary()
        else:
            self._prepare_classes()

    def _prepare_classes(self) -> None:
        width = self.s.shape[-1]
        if width < 2:
            raise InputError(
                say("a row of s has one score: a multiclass hinge needs two classes"),
                name="s",
                expected=say("one score for each class, rows after a colon"),
                nearest="form=binary",
            )
        targets = read_targets(self.y, Scores("s", self.s.shape, self.classes, int(self.first_), soft=False))
        if None in targets.classes:
            raise InputError(
                say("y is neither a class nor a row of 0 with a single 1"),
                name="y",
                expected=say("one class for each row; a hinge has no soft targets"),
            )
        self.right = [number for number in targets.classes if number is not None]
        self.typed_as = targets.typed_as

    def _prepare_binary(self) -> None:
        if self.classes is not None:
            raise InputError(
                say("a binary hinge takes labels −1 and 1, no class names"), name="classes", expected="y=1,-1"
            )
        if len(self.s.shape) == 2 and self.s.shape[1] != 1:
            raise InputError(
                say(
                    "a row of s has {scores}: a binary hinge has one score for each sample",
                    scores=count(self.s.shape[1], "score"),
                ),
                name="s",
                expected="s=.8,-.3,2",
                nearest="form=weston-watkins",
            )
        self.s = vector(self.s.items)
        self.y, self.zero_one = binary_labels(self.y, len(self.s.items), "s")

    def _check_values(self) -> None:
        for name in ("margin", "strength"):
            q = getattr(self, name)
            if q.value is not None and sign(q) < 0:
                raise InputError(
                    say("{name} is {typed}", name=name, typed=self.typed[name]),
                    name=name,
                    expected=say("a number from 0 up"),
                )
        if self.form == "crammer-singer" and self.s.shape[-1] > 2:
            refuse_letters(
                {"s": self.s.items, "margin": [self.margin]},
                say("which margin is the largest"),
                expected=say("numbers, or form=weston-watkins, which adds the margins up"),
            )

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        self._check_values()
        if self.form == "binary":
            losses, derivatives = self._binary(run, self.margin)
        else:
            losses, derivatives = self._multiclass(run, self.margin)
        run.section("gradient")
        run.words("square slope" if self.squared == "yes" else "slope")
        below = divisor(len(losses), self.reduction)
        run.let("ds", derivatives if below == 1 else Tensor([q / below for q in derivatives.items], derivatives.shape))
        run.answer("margins", "losses", "loss", "penalty", "total", "ds")

    def _binary(self, run: Run, margin: Quantity) -> tuple[Tensor, Tensor]:
        if self.zero_one:
            run.section("given")
            run.words("zero one", typed=with_colons(as_texts(self.typed["y"])))
        run.section("margins")
        shape = self.s.shape
        items = [binary_margin(s, y, margin) for s, y in zip(self.s.items, self.y.items, strict=True)]
        m = run.let("margins", Tensor(items, shape))
        losses = self._losses(run, [[q] for q in m.items])
        squared = self.squared == "yes"
        derivatives = [binary_derivative(q, y, squared) for q, y in zip(m.items, self.y.items, strict=True)]
        return losses, Tensor(derivatives, shape)

    def _multiclass(self, run: Run, margin: Quantity) -> tuple[Tensor, Tensor]:
        run.section("given")
        run.words(self.typed_as, typed=with_colons(as_texts(self.typed["y"])), first=self.first_)
        run.section("margins")
        run.words("right")
        each = [row_margins(row, right, margin) for row, right in zip(rows_of(self.s), self.right, strict=True)]
        m = run.let("margins", Tensor([q for row in each for q in row], self.s.shape))
        pairs = list(zip(rows_of(m), self.right, strict=True))
        losses = self._losses(run, [_counting(row, right) for row, right in pairs])
        squared = self.squared == "yes"
        derivatives = [q for row, right in pairs for q in hinge_derivatives(row, right, self.form, squared)]
        return losses, Tensor(derivatives, self.s.shape)

    def _losses(self, run: Run, counting: list[list[Quantity]]) -> Tensor:
        """The loss of each sample and of all, and the penalty."""
        run.section("loss")
        squared = self.squared == "yes"
        values = [hinge_of(margins, self.form, squared) for margins in counting]
        if self.form != "binary" and len(self.s.shape) == 1:
            loss = run.let("loss", values[0])
            losses = vector([loss])
            run.result("losses", losses)
        else:
            losses = run.let("losses", Tensor(values, (len(values),)))
            loss = run.let(
                "loss", reduced(losses, self.reduction, None, self.s.shape[-1] if len(self.s.shape) == 2 else 1)
            )
        if self.W is not None:
            run.section("penalty")
            penalty = run.let(
                "penalty", penalty_of(self.W, self.strength if "strength" in self.typed else None, self.penalty)
            )
            run.let("total", loss + penalty)
        return losses


def _counting(row: list[Quantity], right: int) -> list[Quantity]:
    """The margins that enter the loss: the right class only where something put a number there."""
    own = row[right]
    zero = type(own.value) is flint.fmpq and own.value == 0
    return [q for j, q in enumerate(row) if j != right or not zero]
