"""The working of `optimizer`: what must fit, and a step after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import NUMBER
from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.lazy import flint
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import Quantity, constant, symbol
from nncalc.engine.tensor import filled, items_of, shape_of, total
from nncalc.errors import InputError
from nncalc.problem_types.optimizer.declaration import OptimizerDeclaration
from nncalc.problem_types.optimizer.gradients import Given, Gradients, OfFormula, Parameters
from nncalc.rules.optimizers.givens import check_schedule, constants_of, fill_defaults, schedule_of
from nncalc.rules.optimizers.schedules import rate_at
from nncalc.rules.optimizers.settings import Step
from nncalc.rules.optimizers.steps import decay_form, point_ahead, with_decay
from nncalc.rules.optimizers.updates import UPDATES, states_of
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


class Optimizer(OptimizerDeclaration):
    """Weights going down a gradient by one of eleven rules, a block for each step and a table of all."""

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> Quantity:
        """A parameter of f with a name of the user's own."""
        if not name.isidentifier():
            raise cls.unknown(name)
        number: Quantity = NUMBER.read(value, name, reading)
        return number

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        self.rate_stays = self.lr is None and self.rule != "adadelta" and self._is_in_letters()
        if self.rate_stays:
            self.lr = symbol("lr")
        fill_defaults(self, self.rule, {})
        check_schedule(self)
        self.parameters = Parameters.of(self)
        self.gradients: Gradients | None = None
        if self.f is not None:
            self.gradients = OfFormula.of(self)
        elif self.g is not None:
            self.gradients = Given.of(self)
        elif self.w is not None or self.schedule == "none":
            raise InputError(say("neither g nor f is given: no gradient"), name="g", expected=say("g=4 or f=w^2"))
        self.last = self.steps or (self.gradients.many if self.gradients else 1)
        self._check_states()
        self._check_decay()

    def _is_in_letters(self) -> bool:
        """Whether weights or gradients that were given hold letters."""
        return any(q.value is None for x in (self.w, self.g) if x is not None for q in (x.items or [x]))

    def _check_states(self) -> None:
        """States to start from belong to the rule, and have the shape of the weights."""
        assert self.mu is not None
        self.states = states_of(self.rule, self.mu, self.centered)
        for name in ("v", "m", "s", "u", "G"):
            start = getattr(self, f"{name}0")  # no sentence: a name
            if start is None:
                continue
            if name not in self.states:
                raise InputError(
                    say("{rule} has no state {name}", rule=self.rule, name=name),
                    name=f"{name}0",
                    expected=" ".join(f"{state}0" for state in self.states) or say("no state: sgd remembers nothing"),
                )
            if self.gradients is not None and shape_of(start) != self.gradients.shape:
                raise InputError(say("{name} is not shaped as the weights", name=f"{name}0"), name=f"{name}0")

    def _check_decay(self) -> None:
        if self.decay is not None and self.parameters.start is None:
            raise InputError(say("a decay needs the weights"), name="w", expected="w=1")
        if self.clip is not None and self.clip.value is not None and sign(self.clip) <= 0:
            raise InputError(say("clip is not above 0"), name="clip", expected=say("the largest norm, such as 1"))

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        if self.gradients is None:
            self._rates(run)
            return
        run.section("function")
        self.gradients.define(run)
        w = self.parameters.begin(run)
        state = {name: run.begin("step", name, self._start_of(name)) for name in self.states}
        if self.nadam == "torch" and self.rule == "nadam":
            state["mu_product"] = constant(1)
        run.section("table")
        if self.rate_stays:
            run.words("rate stays")
        table = run.table("table", self._columns())
        run.section("step")
        for step in run.each(range(1, self.last + 1)):
            with run.iteration("step", step):
                row, w, state = self._step(run, step, w, state)
            table.add(*row)
        run.end("step", self.last)
        run.answer(*self.parameters.names, "change" if w is None else "", *(["f"] if self.f is not None else []))
        run.let("change_norm", norm_of(run.results["change"]), shown=False)

    def _rates(self, run: Run) -> None:
        run.section("table")
        table = run.table("table", (Column("t", key="t"), Column("lr", "quantity", "lr")))
        run.section("step")
        for step in run.each(range(1, self.last + 1)):
            with run.iteration("step", step):
                table.add(step, run.let("lr", self._rate(step)))
        run.end("step", self.last)
        run.answer("lr")

    def _rate(self, step: int) -> Quantity:
        assert self.lr is not None
        rate: Quantity = rate_at(self.schedule, self.lr, step - 1 + self.t0, schedule_of(self))
        return rate

    def _start_of(self, name: str) -> Any:
        """The state before the first step."""
        given = getattr(self, f"{name}0", None)  # no sentence: a name
        if given is not None:
            return given
        assert self.gradients is not None
        shape = self.gradients.shape
        start = flint.fmpq(1, 10) if name == "G" and self.start == ".1" else 0
        return filled(start, shape) if shape else constant(start)

    def _step(self, run: Run, number: int, w: Any, state: dict[str, Any]) -> tuple[list[Any], Any, dict[str, Any]]:
        """One step: the row of the table, the new weights and states."""
        assert self.lr is not None
        lr = self.lr
        if self.schedule != "none":
            lr = run.let("lr", self._rate(number))
        else:
            run.result("lr", lr)
        at = w
        if self.rule == "nesterov" and self.nesterov == "lookahead" and w is not None and self.f is not None:
            at = run.let("ahead", point_ahead(self.velocity, self.mu, lr, w, state["v"]))
        g = self._gradient(run, number, at, w)
        base = w
        if self.decay is not None and self._decay() == "decoupled":
            base = run.let("w_decayed", w * (1 - lr * self.decay))
        first = number == 1 and self.t0 == 0 and self.v0 is None
        step = Step(run.let, constants_of(self), self.t0 + number, lr, base, g, state, first)
        new, fresh = UPDATES[self.rule].step(step)
        if w is None:
            run.let("change", new)
        else:
            new = self.parameters.let(run, new)
            run.let("change", new - w, shown=False)
        row = [number, g, *(fresh[name] for name in self.states)]
        row += [run.results.get(f"step.{number}.{name}") for name in self._corrections()]
        row += [run.results[f"step.{number}.change"], *self.parameters.cells(new)]
        if self.f is not None:
            assert isinstance(self.gradients, OfFormula)
            row.append(run.let("f", self.gradients.value(new)))
        return row, None if w is None else new, fresh

    def _decay(self) -> str:
        form: str = decay_form("decoupled" if self.rule == "adamw" else self.l2)
        return form

    def _gradient(self, run: Run, number: int, at: Any, w: Any) -> Any:
        """The gradient of this step, shortened where it is too long, with the decay's where that is added."""
        assert self.gradients is not None
        added = self.decay is not None and self._decay() != "decoupled"
        g = self.gradients.at(number, at)
        if self.clip is None and not added:
            return run.let("g", g)
        g = run.let("g_raw", g)
        if self.clip is not None:
            norm = run.let("g_norm", norm_of(g))
            if norm.value is None or self.clip.value is None:
                raise InputError(
                    say("whether a gradient is too long cannot be told of letters"), name="clip", expected="g=3,4"
                )
            long = sign(norm - self.clip) > 0
            run.words("clipped" if long else "not clipped", norm=norm, clip=self.clip)
            g = g * (self.clip / norm) if long else g
        if added:
            g = with_decay(g, w, self.decay, self._decay())
        return run.let("g", g)

    def _corrections(self) -> tuple[str, ...]:
        """What the table shows besides the states."""
        names = UPDATES[self.rule].corrections
        if self.bias_correction == "no" and self.rule != "nadam":
            return tuple(name for name in names if name == "move")
        if self.eps_place == "hat" and self.rule == "adam":
            return ()
        return names if self.bias_correction == "yes" else ("mhat",)

    def _columns(self) -> list[Column]:
        assert self.gradients is not None
        kind = "vector" if self.gradients.shape else "quantity"
        names = ["g", *self.states, *self._corrections(), "change"]
        columns = [Column("t", key="t"), *(Column(name, kind, name) for name in names)]  # type: ignore[arg-type]
        columns += self.parameters.columns()
        return columns + ([Column("f", "quantity", "f")] if self.f is not None else [])


def norm_of(x: Any) -> Quantity:
    """The root of the sum of squares, of a number too."""
    return SQRT(total([q * q for q in items_of(x)]))
