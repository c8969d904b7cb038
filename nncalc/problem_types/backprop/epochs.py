"""Updates one after the other: the epochs of a training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from nncalc.engine.domains import DomainError
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity
from nncalc.problem_types.backprop.unshown import Pass, Unshown
from nncalc.rules.network_layer import are_numbers
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.events import Table
    from nncalc.engine.run import Run
    from nncalc.problem_types.backprop.declaration import BackpropDeclaration
    from nncalc.rules.network_layer import Layer


class Epochs:
    """First and last epoch in full, before the last a table of the losses; what lies between is forgotten as it goes."""

    kind = "epoch"
    repeats = True
    """Whether the passes between are all of the same samples."""

    def __init__(self, problem: BackpropDeclaration, run: Run, one_pass: Pass) -> None:
        self.problem, self.run, self.one_pass, self.passes = problem, run, one_pass, problem.epochs
        self.losses: list[Quantity] = []

    def go(self, layers: list[Layer]) -> list[Layer]:
        run, trained = self.run, self.problem.biases == "trained"
        unshown = Unshown(self._recorded, run, layers, trained, self.repeats and self.problem.is_plain)
        for number in self.run.each(range(1, self.passes)):
            with self._pass(number, layers):
                if number == 1 or run.keeps(self.kind, number):
                    layers, loss = self._shown(layers, number)
                else:
                    layers, loss = unshown.next((self.kind, number), layers)
                    run.result(f"{self.kind}.{number}.loss", loss)
            self._add(number, loss)
        with self._pass(self.passes, layers):
            table = self.table()
            layers, loss = self._shown(layers, self.passes)
        self._add(self.passes, loss)
        table.add(*self.row(self.passes, loss))
        return layers

    # -- what other passes than epochs do in another way ---------------------------------------------------------------

    def samples(self, number: int) -> AbstractContextManager[None]:
        """The samples that a pass sees."""
        return nullcontext()

    def before(self, number: int, layers: list[Layer]) -> None:
        """What is recorded before a pass."""

    def after(self, number: int) -> None:
        """What is recorded after it."""

    def row(self, number: int, loss: Quantity) -> tuple[Any, ...]:
        """Of the table of losses."""
        return number, loss

    def table(self) -> Table:
        """The table of the losses, to which that of the last epoch is added when it is known."""
        with self.run.part(say("losses of the epochs")):
            columns = [Column(say("epoch")), Column("loss", "quantity")]
            rows = [self.row(number, loss) for number, loss in enumerate(self.losses, 1)]
            table = self.run.table("", columns, rows, milestones=True)
            if self.passes > 2:
                self.run.words("one between" if self.passes == 3 else "between", last=self.passes - 1)
        return table

    def refused(self, number: int) -> DomainError:
        """The error where the weights before a pass are no numbers."""
        return DomainError(
            say("the loss of epoch {epoch} is infinite: the weights after it are no numbers", epoch=number - 1),
            name="epochs", expected=say("epochs={epoch}, or other weights to start with", epoch=number - 1),
        )  # fmt: skip

    def led(self, number: int, error: DomainError) -> DomainError:
        """The error where what is undefined in a pass was led to by the updates before."""
        return DomainError(
            say("{message}: the update of epoch {before} leads out of its domain", message=error.message, before=number - 1),
            name="epochs", expected=say("epochs={before}, or a smaller lr", before=number - 1),
        )  # fmt: skip

    # -- one pass ------------------------------------------------------------------------------------------------------

    @contextmanager
    def _pass(self, number: int, layers: list[Layer]) -> Iterator[None]:
        """One pass, on its samples. Raises DomainError."""
        if not are_numbers(layers):
            raise self.refused(number)
        self.before(number, layers)
        try:
            with self.samples(number):
                yield
        except DomainError as error:
            raise error if number == 1 else self.led(number, error) from None

    def _add(self, number: int, loss: Quantity) -> None:
        self.losses.append(loss)
        self.after(number)

    def _shown(self, layers: list[Layer], number: int) -> tuple[list[Layer], Quantity]:
        """A pass with its lines, the weights it starts with under their own names; the last one's are the run's."""
        run = self.run
        with run.iteration(self.kind, number, marked=False):
            layers = [self._named(layer) for layer in layers] if number > 1 else self._given(layers)
        with run.iteration(self.kind, number, marked=False, bare=number == self.passes):
            self.say_samples(number)
            layers = self.one_pass(run, layers)
            loss: Quantity = run.results[run.prefix + "loss"]
        return layers, loss

    def say_samples(self, number: int) -> None:
        """Which samples a pass sees, where it is not all."""

    def _recorded(self, run: Run, layers: list[Layer]) -> list[Layer]:
        """A pass that starts from weights under their own names."""
        return self.one_pass(run, [self._named(layer) for layer in layers])

    def _given(self, layers: list[Layer]) -> list[Layer]:
        """The weights as given are those that the first pass starts with."""
        for layer in layers:
            self.run.result(f"W{layer.number}", layer.W)
            if layer.b is not None:
                self.run.result(f"b{layer.number}", layer.b)
        return layers

    def _named(self, layer: Layer) -> Layer:
        """The weights a pass starts with, under their own names again."""
        W = self.run.let(f"W{layer.number}", layer.W, shown=False)
        b = self.run.let(f"b{layer.number}", layer.b, shown=False) if layer.b is not None else None
        return layer.with_parameters(W, b).remembering(layer.state, layer.updates)
