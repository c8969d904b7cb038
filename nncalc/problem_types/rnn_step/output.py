"""The output layer of a recurrent network: y = f(Why·h + by) of every step, targets, loss, errors at the outputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.rnn_step.cell_rules import CONCAT, summed_over_steps
from nncalc.problem_types.rnn_step.weights import part
from nncalc.rules.activations import ACTIVATIONS, activate, options_of
from nncalc.rules.dense import (
    affine,
    back_through,
    bias_gradient,
    chain_departs,
    delta_of,
    short_delta,
    weight_gradient,
)
from nncalc.rules.distributions import check_outputs, check_targets, say_classes, say_rounded
from nncalc.rules.loss_functions import LOSSES, Loss
from nncalc.rules.losses import (
    is_difference,
    loss_derivative,
    outputs_averaged,
    sample_loss,
    sum_is_assumed,
)
from nncalc.rules.network_layer import times
from nncalc.rules.reductions import let_losses
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.rnn_step.declaration import RnnStepDeclaration


class Output:
    """The outputs of one problem; without Why a state is its own output.

    width   how many numbers a state has (both directions together)
    order   the numbers of the steps, the one worked last at the end
    values  the output of every step, by number
    """

    def __init__(self, problem: RnnStepDeclaration, width: int, order: Sequence[int]) -> None:
        self.problem, self.width, self.order = problem, width, order
        self.W, self.form = problem.Why, problem.form
        self.activation = ACTIVATIONS[problem.act_y]
        self.options = options_of(problem.act_y, None, "0", "exact")
        self.values: dict[int, Tensor] = {}
        self.nets: dict[int, Tensor] = {}
        self.states: dict[int, Tensor] = {}
        self.deltas: dict[int, Tensor] = {}
        if problem.t is not None and problem.loss == "cross-entropy" and not self.targets:
            self._read_classes(problem)

    def _read_classes(self, problem: RnnStepDeclaration) -> None:
        """A class number for the last output, or one for each, in place of one-hot targets."""
        from nncalc.rules.class_targets import class_targets  # start-up

        assert problem.t is not None
        last = len(problem.t.items) == 1
        problem.t = class_targets(problem.t, (self.size,) if last else (len(self.order), self.size)) or problem.t

    @property
    def size(self) -> int:
        """How many numbers an output has."""
        return self.width if self.W is None else self.W.shape[0 if self.form == "column" else 1]

    @property
    def bias(self) -> Any:
        """One per output, or one number for all; one number for one output is a vector."""
        b = self.problem.by
        if isinstance(b, Tensor) and len(b) == 1 and self.size > 1:
            return b.items[0].renamed("by")
        if isinstance(b, Quantity) and self.size == 1:
            return Tensor([b.renamed("by.1")], (1,), None, (), "by")
        return b

    @property
    def parameters(self) -> int:
        """How many weights and biases the output layer has."""
        biases = 0 if self.bias is None else len(self.bias) if isinstance(self.bias, Tensor) else 1
        return biases + (0 if self.W is None else len(self.W.items))

    # -- what can be wrong ----------------------------------------------------------------------------------------

    def errors(self) -> list[InputError]:
        """Everything about the output layer and the target that does not fit."""
        return [*self._layer_errors(), *self._target_errors()]

    def _errors_without_layer(self) -> Iterator[InputError]:
        problem = self.problem
        for name in ("by", "act_y"):
            if name in problem.typed:
                wrong = say("{name} belongs to the output layer, and there is no Why", name=name)
                yield InputError(wrong, name=name, expected="Why=…")
        if problem.t is not None and problem.direction == "both":
            wrong = say("direction=both needs an output layer for a loss")
            yield InputError(wrong, name="Why", expected=say("Why on [h, h_back]"))

    def _layer_errors(self) -> Iterator[InputError]:
        W, problem = self.W, self.problem
        if W is None:
            yield from self._errors_without_layer()
            return
        taken = W.shape[1 if self.form == "column" else 0]
        if taken != self.width:
            turned = W.shape[0 if self.form == "column" else 1] == self.width
            states = "[h, h_back]" if problem.direction == "both" else "h"
            one_each = (
                say("one column per number (form=column)")
                if self.form == "column"
                else say("one row per number (form=row)")
            )
            yield InputError(
                say(
                    "Why is {shape}, but {states} has {numbers}",
                    shape=times(W.shape),
                    states=states,
                    numbers=count(self.width, "number"),
                ),
                name="Why",
                expected=say(one_each),
                nearest=f"form={'row' if self.form == 'column' else 'column'}" if turned else None,
            )
        elif isinstance(self.bias, Tensor) and len(self.bias) != self.size:
            yield InputError(
                say("by has {numbers}, the output has {size}", numbers=count(len(self.bias), "number"), size=self.size),
                name="by",
                expected=say("one per output, or one number for all"),
            )

    def _target_errors(self) -> Iterator[InputError]:
        t = self.problem.t
        if t is None or self.targets or (self.W is None and self.problem.direction == "both"):
            return
        matrix = len(t.shape) > 1
        found = times(t.shape) if matrix else count(len(t), "number")
        whole, one = times((len(self.order), self.size)), count(self.size, "number")
        if len(self.order) == 1:
            wrong = (
                say("t is {found}, the output has {wanted}")
                if matrix
                else say("t has {found}, the output has {wanted}")
            )
            yield InputError(say(wrong, found=found, wanted=one), name="t", expected=say("t of {numbers}", numbers=one))
            return
        wrong = (
            say("t is {found}, the outputs are {wanted}") if matrix else say("t has {found}, the outputs are {wanted}")
        )
        yield InputError(
            say(wrong, found=found, wanted=whole), name="t",
            expected=say("{whole} for every output, or {one} for the last alone", whole=whole, one=one),
        )  # fmt: skip

    @property
    def targets(self) -> dict[int, Tensor]:
        """The target of every step that has one, by number; empty when t does not fit."""
        t, steps = self.problem.t, len(self.order)
        if t is None:
            return {}
        if t.shape == (steps, self.size) and steps > 1:
            return {number: t[number - 1] for number in range(1, steps + 1)}
        if t.shape == (self.size,):
            return {self.order[-1]: t}
        if t.shape == (1, self.size):
            return {self.order[-1]: t[0]}
        if len(t.items) == steps and self.size == 1 and 1 in (len(t.shape), t.shape[0]):
            return {i: Tensor([q], (1,), None, (), f"t.{i}") for i, q in enumerate(t.items, 1)}
        return {}

    # -- forward --------------------------------------------------------------------------------------------------

    def work(self, run: Run, number: int, states: Sequence[Tensor]) -> None:
        """The output of one step from its state, or from the states of both directions."""
        h = states[0]
        if len(states) > 1:
            items = [q for state in states for q in state.items]
            h = Tensor(items, (len(items),), CONCAT, tuple(states))
        self.states[number] = h
        if self.W is None:
            self.values[number] = self.nets[number] = h
            return
        net = affine(self.W, h, self.bias, self.form)
        if self.activation.name != "identity":
            net = run.let(f"net_y{number}", net)
        self.nets[number] = net
        self.values[number] = run.let(f"y{number}", activate(self.activation, net, self.options))

    @property
    def divisor(self) -> int:
        """What the sum of the losses is divided by."""
        return len(self.targets) if self.problem.reduction == "mean" else 1

    def losses(self, run: Run) -> None:
        """The loss of every output that has a target, and of all of them."""
        loss = LOSSES[self.problem.loss]
        self._look_at_probabilities(run, loss)
        each = [sample_loss(loss, self.values[number], t) for number, t in self.targets.items()]
        let_losses(run, loss, each, self.problem.reduction, self.size, len(each) > 1)

    def _look_at_probabilities(self, run: Run, loss: Loss) -> None:
        """Targets and outputs of an entropy are probabilities: InputError where one is not."""
        rows = list(self.targets.values())
        t = rows[0] if len(rows) == 1 else Tensor([q for row in rows for q in row.items], (len(rows), self.size))
        say_classes(run, self.problem.t)
        say_rounded(run, t, "t", check_targets(loss, t))
        activation, where = self.activation.name, "act_y"
        if self.W is None:
            activation, where = "", say("an output layer Why with act_y")
        for number in self.targets:
            check_outputs(loss, self.values[number], activation, where)

    # -- back -----------------------------------------------------------------------------------------------------

    def errors_of_states(self, run: Run, marks: Sequence[str]) -> dict[str, dict[int, Tensor]]:
        """∂E/∂h of every step from its own output alone, by direction and number."""
        for number, t in self.targets.items():
            self.deltas[number] = self._delta(run, number, t)
        loss, targets = LOSSES[self.problem.loss], self.targets.values()
        if self.activation.name == loss.activation and any(sum_is_assumed(loss, t) for t in targets):
            run.words("assumed")
        if self.W is None:
            return {marks[0]: dict(self.deltas)}
        out: dict[str, dict[int, Tensor]] = {}
        for position, mark in enumerate(marks):
            W = self.W
            if len(marks) > 1:
                length = self.width // 2
                W = part(W, f"Why_h{mark}", position * length, length, 1 if self.form == "column" else 0)
                run.value(W)
            out[mark] = {number: back_through(W, delta, self.form) for number, delta in self.deltas.items()}
        return out

    def _delta(self, run: Run, number: int, t: Tensor) -> Tensor:
        """∂E/∂net of the output layer at one step; without a layer ∂E/∂h.

        The long chain is worked beside y − t for the slips that people make in it.
        """
        y, net, loss = self.values[number], self.nets[number], LOSSES[self.problem.loss]
        upstream = loss_derivative(loss, y, t, self.divisor)
        if self.W is None:
            return upstream
        short = is_difference(loss, self.activation.name, t)
        if self.activation.name != "identity" and not short:
            upstream = run.let(f"dy{number}", upstream)
        delta = delta_of(upstream, self.activation, net, y, self.options)
        if short and not chain_departs():
            delta = short_delta(y, t, self.divisor * outputs_averaged(loss, self.size))
        return run.let(f"delta_y{number}", delta)

    def gradients(self, run: Run) -> list[str]:
        """dWhy and dby; the names of the lines."""
        if self.W is None:
            return []
        products = [weight_gradient(delta, self.states[number], self.form) for number, delta in self.deltas.items()]
        run.let("dWhy", summed_over_steps(products))
        if self.bias is None:
            return ["dWhy"]
        shared = not isinstance(self.bias, Tensor)
        run.let("dby", summed_over_steps([bias_gradient(delta, shared) for delta in self.deltas.values()]))
        return ["dWhy", "dby"]
