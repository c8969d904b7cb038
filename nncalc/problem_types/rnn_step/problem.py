"""Recurrent networks: RNN, LSTM, GRU, and back through time"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.kinds import Reading
from nncalc.engine.tensor import Tensor, zeros
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.rnn_step.backward import ThroughTime, weight_gradients
from nncalc.problem_types.rnn_step.cell_rules import Manner, start_state
from nncalc.problem_types.rnn_step.cells import CellStep, advance
from nncalc.problem_types.rnn_step.fields import PER_DIRECTION, WEIGHTS
from nncalc.problem_types.rnn_step.output import Output
from nncalc.problem_types.rnn_step.params import count_parameters
from nncalc.problem_types.rnn_step.stored import show_stored, stored_gradients
from nncalc.problem_types.rnn_step.weights import WeightReader, Weights
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.network_layer import times
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
from nncalc.problem_types.rnn_step.declaration import RnnStepDeclaration


class RnnStep(RnnStepDeclaration):
    """One step or a sequence (rows of x are steps), each gate on a line of its own; an output layer, a loss on the last
    or on every output and, with grad=yes, back-propagation through time. Weights are split by gate (Wxi Whi), joined
    on [x, h] (Wi) or stacked (Wx Wh, gates=). Weights and results of the backward direction end
    in _back (Wxh_back, h1_back)."""

    # -- the givens ------------------------------------------------------------------------------------------------

    @classmethod
    def given_named(cls, name: str) -> str | None:
        """Names of the backward direction are no aliases: `read_rest` reads them."""
        return None if name.endswith("_back") else super().given_named(name)

    @classmethod
    def meant_by(cls, tokens: Sequence[str]) -> Iterator[list[str]]:
        """W and U, of which books make the one or the other that of the input; `Wi Ui` of the gates, V of the output."""
        names = {token.partition("=")[0] for token in tokens}
        if not any(re.fullmatch("[UV]|U[ifgoczrn]", name) for name in names):
            return
        for ours in ({"W": "Wx", "U": "Wh"}, {"U": "Wx", "W": "Wh"}):
            yield [_named_here(ours, token) for token in tokens]

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> Any:
        """The backward direction's own weights and initial states: `Wxh_back`."""
        stem = name.removesuffix("_back")
        if stem == name or stem not in PER_DIRECTION:
            raise cls.unknown(name)
        return cls.fields()[stem].kind.read(value, name, reading)

    def prepare(self) -> None:
        directions = self._directions()
        units = {mark: weights.units for mark, weights in directions.items()}
        errors = [*self._initial_errors(units)]
        if self.t is None and self.grad == "yes":
            errors.append(InputError(say("t is missing: grad=yes differentiates a loss"), name="t", expected="t=1,0"))
        output = self.output(sum(units.values()))
        errors += output.errors()
        self.targets = len(output.targets)
        if errors:
            raise InputErrors(errors)

    def _directions(self) -> dict[str, Weights]:
        """The weights of each direction, by its mark."""
        plain = {name: getattr(self, name) for name in WEIGHTS if getattr(self, name) is not None}
        back = {name.removesuffix("_back"): value for name, value in self.rest.items()}
        own = {name: value for name, value in back.items() if name in WEIGHTS}
        if back and self.direction == "forward":
            name, meant = next(iter(self.rest)), "direction=both" if plain or not own else "direction=backward"
            raise InputError(say("{name} belongs to the backward direction", name=name), name=name, expected=meant)
        if self.direction == "backward":
            twice: list[tuple[str, str]] = [
                (f"{stem}_back", stem) for stem in ("h0", "c0") if stem in back and stem in self.typed
            ]
            if own and plain:
                twice.insert(0, (f"{next(iter(own))}_back", next(iter(plain))))
            if twice:
                raise InputErrors(
                    [
                        InputError(
                            say("{marked} beside {name}: there is only one direction", marked=marked, name=name),
                            name=marked,
                            expected=say("one of them, or direction=both"),
                        )
                        for marked, name in twice
                    ]
                )
        marks = {"forward": ("",), "backward": ("_back",), "both": ("", "_back")}[self.direction]
        out = {}
        for mark in marks:
            values, spelt = (own, mark) if mark and own else (plain, "")
            order = self.gates
            out[mark] = WeightReader(self.cell, values, spelt, self.x, self.form, order, self.concat).read()
        if len({weights.units for weights in out.values()}) > 1:
            raise InputError(say("the two directions have different numbers of units"), name="Whh_back")
        return out

    def _initial(self, name: str, mark: str) -> tuple[str, Tensor | None]:
        """The name and value of an initial state of a direction."""
        if mark and f"{name}_back" in self.rest:
            return f"{name}_back", self.rest[f"{name}_back"]
        shared = getattr(self, name) if not mark or self.direction == "backward" else None
        return (f"{name}{mark}" if shared is None else name), shared

    def _initial_errors(self, units: dict[str, int]) -> Any:
        for mark, size in units.items():
            for stem in ("h0", "c0"):
                name, value = self._initial(stem, mark)
                if value is not None and stem == "c0" and self.cell != "lstm":
                    yield InputError(
                        say("cell={cell} has no cell state", cell=self.cell), name=name, nearest="cell=lstm"
                    )
                elif value is not None and len(value) != size:
                    yield InputError(
                        say(
                            "{name} has {numbers}, h has {units}",
                            name=name,
                            numbers=count(len(value), "number"),
                            units=count(size, "unit"),
                        ),
                        name=name,
                        expected=say("one number per unit: {value}", value=times((size,))),
                    )

    def output(self, width: int) -> Output:
        """The output layer on states of so many numbers, with targets and loss."""
        steps = range(1, len(self.inputs()) + 1)
        order = [*reversed(steps)] if self.direction == "backward" else [*steps]
        return Output(self, width, order)

    def inputs(self) -> list[Tensor]:
        """The steps of x."""
        return [self.x] if len(self.x.shape) == 1 else list(self.x)

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        directions = self._directions()
        manner = Manner(self.form, ACTIVATIONS[self.act], self.z_on, self.reset, self.concat)
        output = self.output(sum(weights.units for weights in directions.values()))
        with run.part(say("weights")):
            apart = self.grad == "yes" or (self.cell == "gru" and self.reset == "after")
            show_stored(run, list(directions.values()), self.form, apart)
        passes = {mark: self._forward(run, weights, mark, manner, output) for mark, weights in directions.items()}
        if self.direction == "both":
            run.section("outputs")
            for number, steps in enumerate(zip(passes[""], reversed(passes["_back"]), strict=True), 1):
                with run.among("step", number):
                    output.work(run, number, [step.h for step in steps])
        self._last(run, passes, output)
        run.answer("y", "h", "c", "h_back", "c_back")
        if self.t is not None:
            run.section("loss")
            output.losses(run)
            run.answer("losses", "loss")
        if self.grad == "yes":
            self._back(run, directions, passes, manner, output)
        run.section("params")
        count_parameters(run, list(directions.values()))
        if output.parameters:
            run.words("cell alone", more=output.parameters)
        run.answer("params")

    def _forward(self, run: Run, weights: Weights, mark: str, manner: Manner, output: Output) -> list[CellStep]:
        """All steps of one direction, in the order in which they are worked."""
        x = self.inputs()
        h, c = start_state(self._before("h0", mark, weights.units)), None
        if self.cell == "lstm":
            c = start_state(self._before("c0", mark, weights.units))
        steps: list[CellStep] = []
        order = range(1, len(x) + 1)
        for number in run.each(order[::-1] if mark else order):
            step = CellStep(number, mark, x[number - 1], h, c)
            heading = say("backward step {number}", number=number) if mark else say("step {number}", number=number)
            with run.part(heading, of=("backward step" if mark else "step", number)):
                advance(run, weights, step, manner)
                if self.direction != "both":
                    output.work(run, number, [step.h])
            h, c = step.h, step.c
            steps.append(step)
        return steps

    def _before(self, stem: str, mark: str, units: int) -> Tensor:
        name, value = self._initial(stem, mark)
        return zeros((units,), name) if value is None else value

    def _last(self, run: Run, passes: dict[str, list[CellStep]], output: Output) -> None:
        """h, c and y of the step worked last; with a mark those of the backward direction."""
        for mark, steps in passes.items():
            for name in dict.fromkeys((mark, "" if len(passes) == 1 else mark)):
                run.result(f"h{name}", steps[-1].h)
                if steps[-1].c is not None:
                    run.result(f"c{name}", steps[-1].c)
        if self.Why is not None:
            run.result("y", output.values[output.order[-1]])

    # -- back through time -----------------------------------------------------------------------------------------

    def _back(
        self,
        run: Run,
        directions: dict[str, Weights],
        passes: dict[str, list[CellStep]],
        manner: Manner,
        output: Output,
    ) -> None:
        run.section("errors")
        errors = output.errors_of_states(run, list(directions))
        through: dict[str, list[ThroughTime]] = {}
        for mark, weights in directions.items():
            run.section(f"through{mark}" if len(directions) > 1 else "through")
            each = ThroughTime(run, weights, passes[mark], manner, errors[mark])
            initial = {stem: self._initial(stem, mark) for stem in ("h0", "c0")}
            each.go({stem: name for stem, (name, value) in initial.items() if value is not None})
            run.section(f"products{mark}" if len(directions) > 1 else "products")
            if each.reaches_back:
                run.words(self.cell)
                each.products()
                if self.cell == "rnn" and len(output.targets) == 1:
                    run.words("alone")
            through.setdefault(weights.mark, []).append(each)
        run.section("gradients")
        names: list[str] = []
        for each_mark in through.values():
            names += weight_gradients(run, each_mark[0].weights, each_mark)
            stored_gradients(run, each_mark[0].weights, self.form)
        run.answer(*names, *output.gradients(run))


_ALONE = {"V": "Why", "b": "bh", "c": "by"}
"""Of a plain RNN, beside W and U."""


def _named_here(ours: Mapping[str, str], token: str) -> str:
    """The weights of a gate, or of a plain cell, under their names here."""
    found = re.match(r"([WUVbc])([ifgoczrn]?)=", token)
    if not found or (found[1] not in ours and found[2]):
        return token
    alone = _ALONE.get(found[1])
    name = alone if alone and not found[2] else f"{ours[found[1]]}{found[2] or 'h'}"
    return f"{name}={token[found.end() :]}"
