"""Mini-batches: an epoch of several updates, each of which sees some of the samples, in the order given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nncalc.engine.domains import DomainError
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, total
from nncalc.errors import InputError
from nncalc.problem_types.backprop.epochs import Epochs
from nncalc.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nncalc.engine.events import Table
    from nncalc.engine.run import Run
    from nncalc.problem_types.backprop.declaration import BackpropDeclaration
    from nncalc.problem_types.backprop.unshown import Pass
    from nncalc.rules.network_layer import Layer


MOST_UPDATES = 100_000
"""Each is worked line by line, for it sees other samples than the one before."""


def check_batch(problem: BackpropDeclaration) -> None:
    """Batches are of samples, and each is followed by an update. Raises InputError."""
    assert problem.batch is not None
    if not problem.every_sample:
        raise InputError(
            say("x is one sample, and a batch is of several"), name="batch", expected=say("samples as rows: x=1,2:3,4")
        )
    if problem.upstream is not None:
        raise InputError(
            say("batches need a target, for upstream belongs to one forward pass"),
            name="upstream", expected=say("t with a loss, or no batch"),
        )  # fmt: skip
    if problem.lr is None:
        raise InputError(say("an update after each batch needs a learning rate"), name="lr", expected="lr=.1")
    if problem.last == "drop" and problem.batch > len(problem.x):
        raise InputError(
            say("no batch is full: there are {samples} samples", samples=len(problem.x)),
            name="batch",
            expected=say("a smaller batch, or last=keep"),
        )
    if problem.epochs * -(-len(problem.x) // problem.batch) > MOST_UPDATES:
        raise InputError(
            say("epochs of so many batches are more than {most:,} updates", most=MOST_UPDATES),
            name="epochs",
            expected=say("fewer epochs, or a larger batch"),
        )


class Batches(Epochs):
    """The updates of all epochs, counted through: `step.3.loss`; an epoch has the loss of the samples that it saw."""

    kind, repeats = "step", False

    def __init__(self, problem: BackpropDeclaration, run: Run, one_pass: Pass) -> None:
        super().__init__(problem, run, one_pass)
        assert problem.batch is not None
        samples, size = len(problem.x), problem.batch
        if problem.last == "drop":
            self.rest, samples = samples % size, samples - samples % size
        else:
            self.rest = 0
        self.parts = [(start, min(start + size, samples)) for start in range(0, samples, size)]
        self.passes = problem.epochs * len(self.parts)
        if self.rest:
            with run.part():
                run.section("given")
                run.words("left out", rest=self.rest)

    def _part(self, number: int) -> tuple[int, int]:
        return self.parts[(number - 1) % len(self.parts)]

    def _epoch(self, number: int) -> int:
        return (number - 1) // len(self.parts) + 1

    @contextmanager
    def samples(self, number: int) -> Iterator[None]:
        problem, (start, end) = self.problem, self._part(number)
        before = problem.x, problem.t, problem.mask
        assert problem.t is not None
        problem.x, problem.t = rows_of(problem.x, start, end), rows_of(problem.t, start, end)
        problem.mask = {layer: rows_of(mask, start, end) for layer, mask in problem.mask.items()}
        try:
            yield
        finally:
            problem.x, problem.t, problem.mask = before

    def say_samples(self, number: int) -> None:
        start, end = self._part(number)
        self.run.section("forward")
        self.run.words("sample" if end - start == 1 else "samples", first=start + 1, last=end)

    def before(self, number: int, layers: list[Layer]) -> None:
        """The weights that an epoch starts with, where they are asked for."""
        epoch = self._epoch(number)
        if (number - 1) % len(self.parts) or not (epoch == 1 or self.run.keeps("epoch", epoch)):
            return
        for layer in layers:
            self.run.result(f"epoch.{epoch}.W{layer.number}", layer.W)
            if layer.b is not None:
                self.run.result(f"epoch.{epoch}.b{layer.number}", layer.b)

    def after(self, number: int) -> None:
        """The loss of an epoch, after its last update."""
        if number % len(self.parts) == 0:
            losses, sizes = self.losses[-len(self.parts) :], [end - start for start, end in self.parts]
            loss = of_epoch(losses, sizes, self.problem.reduction)
            self.run.let(f"epoch.{self._epoch(number)}.loss", loss, shown=False)

    def row(self, number: int, loss: Quantity) -> tuple[Any, ...]:
        start, end = self._part(number)
        seen = str(end) if end - start == 1 else say("{first} to {last}", first=start + 1, last=end)
        return number, self._epoch(number), seen, loss

    def table(self) -> Table:
        with self.run.part(say("losses of the updates")):
            columns = [Column(say("step")), Column(say("epoch")), Column(say("samples")), Column("loss", "quantity")]
            rows = [self.row(number, loss) for number, loss in enumerate(self.losses, 1)]
            table = self.run.table("", columns, rows, milestones=True)
            if self.passes > 2:
                self.run.words("step between" if self.passes == 3 else "steps between", last=self.passes - 1)
        return table

    def refused(self, number: int) -> DomainError:
        return DomainError(
            say("the loss of step {step} is infinite: the weights after it are no numbers", step=number - 1),
            name="lr", expected=say("a smaller lr, or other weights to start with"),
        )  # fmt: skip

    def led(self, number: int, error: DomainError) -> DomainError:
        return DomainError(
            say("{message}: the update of step {before} leads out of its domain", message=error.message, before=number - 1),
            name="lr", expected=say("a smaller lr"),
        )  # fmt: skip


def rows_of(x: Tensor, start: int, end: int) -> Tensor:
    """Some rows, under the names they have."""
    width = len(x.items) // len(x)
    return Tensor(x.items[start * width : end * width], (end - start, *x.shape[1:]), None, (), x.name)


@rule("the loss of an epoch is that of the samples it saw, each with the weights of its update")
def of_epoch(losses: Sequence[Quantity], sizes: Sequence[int], reduction: str) -> Quantity:
    """The mean of the batches' losses by their sizes, or their sum."""
    if reduction == "sum":
        return total(losses)
    return total([size * loss for size, loss in zip(sizes, losses, strict=True)]) / sum(sizes)


@of_epoch.slip("mean-of-means", "takes the mean of the batches' losses, though the last batch is smaller")
def _(losses: Sequence[Quantity], sizes: Sequence[int], reduction: str) -> Quantity:
    return total(losses) if reduction == "sum" else total(losses) / len(losses)
