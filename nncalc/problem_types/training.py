"""A training run in counts: splits, batches, steps, updates

Topic: Training
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.fields import convention, given
from nncalc.declaring.numeric import NUMBER
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.share import Portion, Share
from nncalc.declaring.whole import WHOLE
from nncalc.engine.decide import sign
from nncalc.engine.operations import CEIL, FLOOR
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.errors import InputError
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

COUNTED = {"n", "test", "validation", "batch", "last", "validation_of", "gpus", "accumulate", "folds"}
"""What says how many steps an epoch has, and is of no use where that number is given."""


class Training(ProblemType):
    """From the samples to the updates: what is kept for test and validation, how many batches make an epoch."""

    n: Quantity | None = given(WHOLE, "samples in all", first=True, default=None)
    test: Portion | None = given(
        Share(), "samples kept for the test, or their share of all; a letter is a count", default=None
    )
    validation: Portion | None = given(Share(), "samples kept for validation, or their share", default=None)
    batch: Quantity | None = given(WHOLE, "samples in a batch; all when absent", default=None)
    epochs: Quantity = given(WHOLE, "passes through the training samples", default="1")
    steps_per_epoch: Quantity | None = given(WHOLE, "steps of an epoch, in place of n", default=None)
    folds: Quantity | None = given(WHOLE, "folds of cross-validation: each is the validation set once", default=None)
    gpus: Quantity | None = given(WHOLE, "devices that take a batch each in one step", default=None)
    accumulate: Quantity | None = given(WHOLE, "batches whose gradients make one update", default=None)
    seconds_per_step: Quantity | None = given(NUMBER, "time of a step in seconds", default=None)
    validation_of: str = convention(
        "rest",
        "all",
        help="what the share for validation is taken of: what the test leaves, or all",
        idle=lambda p: (
            None if p.validation is not None and p.validation.relative else say("validation is not given as a share")
        ),
    )
    last: str = convention("keep", "drop", help="whether a last batch that is not full is used")

    aliases = {
        **dict.fromkeys(("samples", "n_samples", "num_samples"), "n"), "bs": "batch",
        **dict.fromkeys(("val", "valid", "dev"), "validation"),
    }  # fmt: skip
    suggestions = {"train": "test=20%"}
    sections = {"split": "Samples", "steps": "Steps of an epoch", "updates": "Updates", "time": "Time"}
    words = {
        "batch": "A batch holds every training sample: batch gradient descent.",
        "single": "A batch is one sample: stochastic gradient descent.",
        "mini": "A batch is a part of the training samples: mini-batch gradient descent.",
        "full": "The batch size divides the samples: every batch is full.",
        "rest": "The last batch holds {rest}.",
        "dropped": "The last samples do not fill a batch and are left out: {rest} in each epoch.",
    }
    results = {
        "n_test": "samples kept for the test",
        "n_validation": "samples kept for validation",
        "n_train": "samples that are trained on",
        "step_samples": "samples of one update: batch × gpus × accumulate",
        "quotient": "training samples over the samples of an update",
        "steps_per_epoch": "updates in one epoch",
        "last_batch": "samples of the last batch",
        "larger_folds": "folds with one validation sample more; they come first",
        "smaller_folds": "the other folds",
        "{n_train|quotient|steps_per_epoch|last_batch}_later": "the same of the smaller folds, which train on one more",
        "updates": "updates in all epochs",
        "seconds": "time of all updates in seconds",
        "hours": "the same in hours",
        "days": "the same in days",
    }
    symbols = {"n_test": "n_test", "n_validation": "n_val", "n_train": "n_train"}
    orders = ("n batch epochs",)
    examples = (
        "training n=1000 test=20% validation=20% batch=32 epochs=50",
        "training n=N batch=B epochs=E",
        "training n=50000 batch=256 gpus=4 epochs=90 last=drop seconds_per_step=.3",
    )

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        if self.steps_per_epoch is not None:
            self._only_steps()
        elif self.n is None:
            raise InputError(say("n is missing: the samples"), name="n", expected=say("n=1000, or steps_per_epoch=20"))
        if self.folds is not None:
            self._check_folds(self.folds)

    def _only_steps(self) -> None:
        """Refuse what would count the steps once more."""
        for name in ("n", "test", "validation", "batch", "folds", "gpus", "accumulate"):
            if getattr(self, name) is not None:
                raise InputError(
                    say("steps_per_epoch is given, and {name} as well", name=name),
                    name=name,
                    expected=say("either steps_per_epoch, or n with batch"),
                )

    def _check_folds(self, folds: Quantity) -> None:
        if self.validation is not None:
            raise InputError(
                say("each fold is the validation set once: validation is not given beside folds"),
                name="validation",
                expected="folds=5",
            )
        if folds.value == 1:
            raise InputError(say("one fold leaves nothing to train on"), name="folds", expected="folds=5")

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        if self.steps_per_epoch is not None:
            steps, later = self.steps_per_epoch, None
        else:
            steps, later = self._count_steps(run)
        run.section("updates")
        if self.folds is None:
            updates = run.let("updates", all_updates(steps, self.epochs))
        elif later is None:
            updates = run.let("updates", self.folds * all_updates(steps, self.epochs))
        else:
            first = run.let("larger_folds", self.larger)
            others = run.let("smaller_folds", self.folds - first)
            updates = run.let("updates", self.epochs * (first * steps + others * later))
        run.answer("n_train", "steps_per_epoch", "updates")
        if self.seconds_per_step is None:
            run.lacks("seconds|hours|days", say("a time needs seconds_per_step"), "seconds_per_step=.1")
            return
        run.section("time")
        seconds = run.let("seconds", updates * self.seconds_per_step)
        run.let("hours", seconds / 3600)
        run.let("days", seconds / 86400)
        run.answer("seconds", "hours", "days")

    def _count_steps(self, run: Run) -> tuple[Quantity, Quantity | None]:
        """The steps of an epoch; where folds differ in size, those of the later folds too."""
        run.section("split")
        trained, later = self._split(run)
        run.section("steps")
        taken = self.batch if self.batch is not None else trained
        for factor in (self.gpus, self.accumulate):
            taken = taken if factor is None else taken * factor
        if self.gpus is not None or self.accumulate is not None:
            taken = run.let("step_samples", taken)
        else:
            run.result("step_samples", taken)
        steps = self._steps(run, trained, taken, "")
        self._name_the_method(run, trained, taken)
        return steps, None if later is None else self._steps(run, later, taken, "_later")

    def _split(self, run: Run) -> tuple[Quantity, Quantity | None]:
        """Training samples; of folds that differ, of the first and of the later."""
        assert self.n is not None
        rest = self.n
        if self.test is not None:
            n_test = run.let("n_test", share_of(self.test.amount, self.n) if self.test.relative else self.test.amount)
            rest = self.n - n_test
        if self.folds is not None:
            return self._fold(run, rest, self.folds)
        if self.validation is not None:
            whole = self.n if self.validation_of == "all" else rest
            amount = self.validation.amount
            n_validation = run.let("n_validation", share_of(amount, whole) if self.validation.relative else amount)
            rest = rest - n_validation
        return self._left(run, "n_train", rest), None

    def _fold(self, run: Run, rest: Quantity, folds: Quantity) -> tuple[Quantity, Quantity | None]:
        """As many folds as the remainder have one sample more; they come first."""
        known = rest.value is not None and folds.value is not None
        if known and sign(folds - rest) > 0:
            raise InputError(
                say("more folds than samples"), name="folds", expected=say("at most as many folds as samples")
            )
        self.larger = rest - folds * FLOOR(rest / folds)
        even = not known or sign(self.larger) == 0
        held = run.let("n_validation", rest / folds if even else CEIL(rest / folds))
        trained = self._left(run, "n_train", rest - held)
        return trained, None if even else run.let("n_train_later", trained + 1)

    def _left(self, run: Run, name: str, rest: Quantity) -> Quantity:
        """The samples that are left, of which there must be one at least."""
        if rest.value is not None and sign(rest) <= 0:
            raise InputError(
                say("nothing is left to train on: test and validation take all samples"),
                name="test" if self.test is not None else "validation",
                expected=say("a smaller share, such as 20%"),
            )
        left: Quantity = run.let(name, rest)
        return left

    def _steps(self, run: Run, trained: Quantity, taken: Quantity, later: str) -> Quantity:
        quotient = run.let(f"quotient{later}", batches(trained, taken))
        count = kept(quotient) if self.last == "keep" else dropped(quotient)
        steps: Quantity = run.let(f"steps_per_epoch{later}", count)
        if self.last == "drop" and steps.value is not None and sign(steps) == 0:
            raise InputError(
                say("no batch is full: the samples of a step are more than those trained on"),
                name="batch",
                expected=say("a smaller batch, or last=keep"),
            )
        run.let(f"last_batch{later}", taken if self.last == "drop" else trained - (steps - 1) * taken)
        return steps

    def _name_the_method(self, run: Run, trained: Quantity, taken: Quantity) -> None:
        """Batch, mini-batch or stochastic, and what becomes of a rest; nothing of letters."""
        if trained.value is None or taken.value is None:
            return
        if sign(taken - 1) == 0:
            run.words("single")
        elif sign(taken - trained) >= 0:
            run.words("batch")
        else:
            run.words("mini")
        rest = trained - taken * FLOOR(trained / taken)
        if sign(rest) == 0:
            run.words("full")
        elif self.last == "drop":
            run.words("dropped", rest=rest)
        elif sign(taken - trained) < 0:
            run.words("rest", rest=rest)


@rule("a share of the samples is rounded up to whole samples")
def share_of(share: Quantity, samples: Quantity) -> Quantity:
    return CEIL(share * samples)


@share_of.slip("floor-for-ceil", "rounds down")
def _(share: Quantity, samples: Quantity) -> Quantity:
    return FLOOR(share * samples)


@rule("the samples over the batch size")
def batches(samples: Quantity, taken: Quantity) -> Quantity:
    return samples / taken


@batches.slip("one-too-many", "divides by a batch of one sample more")
def _(samples: Quantity, taken: Quantity) -> Quantity:
    return samples / (taken + 1)


@rule("a last batch that is not full is a step as well: the quotient is rounded up")
def kept(quotient: Quantity) -> Quantity:
    return CEIL(quotient)


@kept.slip("floor-for-ceil", "rounds down")
def _(quotient: Quantity) -> Quantity:
    return FLOOR(quotient)


@kept.slip("one-too-many", "counts one step more although the division comes out even")
def _(quotient: Quantity) -> Quantity:
    return FLOOR(quotient) + 1


@rule("only full batches are steps: the quotient is rounded down")
def dropped(quotient: Quantity) -> Quantity:
    return FLOOR(quotient)


@rule("every epoch makes its steps: updates are steps times epochs")
def all_updates(steps: Quantity, epochs: Quantity) -> Quantity:
    return steps * epochs


@all_updates.slip("updates-per-epoch-only", "leaves out the epochs")
def _(steps: Quantity, epochs: Quantity) -> Quantity:
    return steps
