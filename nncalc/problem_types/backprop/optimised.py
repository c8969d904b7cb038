"""Updates of `backprop` by the rules of optimisers, for each parameter on its own, and by a schedule of the rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, zeros
from nncalc.errors import InputError
from nncalc.rules.optimizers.givens import RULES_WITH, check_schedule, constants_of, fill_defaults, schedule_of
from nncalc.rules.optimizers.schedules import rate_at
from nncalc.rules.optimizers.settings import Step
from nncalc.rules.optimizers.steps import point_ahead
from nncalc.rules.optimizers.updates import UPDATES, states_of
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.backprop.declaration import BackpropDeclaration
    from nncalc.rules.network_layer import Layer

OTHERS = {"beta1": "0.9", "beta2": "0.999", "dampening": "0", "psi": "0.004", "lr_min": "0", "start_factor": "1/3"}
"""What holds for every rule where nothing is typed."""

SCHEDULES_WITH = {
    "gamma": ("step", "exponential", "inverse"),
    "every": ("step",),
    "total": ("cosine", "linear"),
    "warmup": ("linear-warmup",),
    "lr_min": ("cosine",),
    "start_factor": ("linear",),
}
"""The schedules that have a use for a given."""


def idle_givens(problem: BackpropDeclaration) -> dict[str, str]:
    """What was typed and changes nothing, with the reason."""
    idle = {}
    for name in problem.typed:
        if problem.optimizer not in RULES_WITH.get(name, (problem.optimizer,)):
            idle[name] = say("the optimizer is {rule}", rule=problem.optimizer)
        if problem.schedule not in SCHEDULES_WITH.get(name, (problem.schedule,)):
            idle[name] = say("the schedule is {schedule}", schedule=problem.schedule)
    if problem.dampening is not None and problem.velocity != "torch":
        idle.setdefault("dampening", say("the velocity is not that of velocity=torch"))
    if problem.psi is not None and problem.nadam != "torch":
        idle.setdefault("psi", say("the first moment is not that of nadam=torch"))
    return {name: why for name, why in idle.items() if name in problem.typed}


def check_optimizer(problem: BackpropDeclaration) -> None:
    """Fill the defaults in. Raises InputError where something is missing, or where two givens contradict."""
    fill_defaults(problem, problem.optimizer, OTHERS)
    if problem.update == "sequential" and problem.optimizer != "sgd":
        raise InputError(
            say("update=sequential is of sgd alone, and the optimizer is {rule}", rule=problem.optimizer),
            name="update",
            expected=say("update=simultaneous, or optimizer=sgd"),
        )
    check_schedule(problem)
    if problem.decay is not None and problem.optimizer != "adamw":
        raise InputError(
            say("decay is of adamw, and the optimizer is {rule}", rule=problem.optimizer),
            name="decay",
            expected=say("optimizer=adamw, or regularize=l2 with a strength"),
        )


def begun(problem: BackpropDeclaration, layers: list[Layer]) -> list[Layer]:
    """The layers as given, with what the rule remembers of each of their parameters: nothing yet, 0."""
    for layer in layers:
        state: dict[str, Any] = {}
        for letter, w in (("W", layer.W), ("b", layer.b if problem.biases == "trained" else None)):
            if w is not None:
                state |= {
                    f"{name}_{letter}": zeros(w.shape) if isinstance(w, Tensor) else constant(0)
                    for name in _states(problem)
                }
                if problem.optimizer == "nadam" and problem.nadam == "torch":
                    state[f"mu_product_{letter}"] = constant(1)
        layer.remembering(state, 0)
    return layers


def optimised(problem: BackpropDeclaration, run: Run, layers: list[Layer]) -> list[Layer]:
    """The layers after an update of all their parameters by the gradients of this pass."""
    updates = layers[0].updates + 1
    rate = rate_of(problem, run, updates)
    after = []
    for layer in layers:
        state: dict[str, Any] = {}
        W = _moved(problem, run, layer, "W", rate, state)
        b = layer.b
        if b is not None and problem.biases == "trained":
            b = _moved(problem, run, layer, "b", rate, state)
        after.append(layer.with_parameters(W, b).remembering(state, updates))
    return after


def rate_of(problem: BackpropDeclaration, run: Run, update: int) -> Quantity:
    """The learning rate of an update, a line of its own under a schedule."""
    rate: Any = problem.lr
    if problem.schedule != "none":
        rate = run.results.get(f"{run.prefix}lr_used")
        if rate is None:
            rate = run.let("lr_used", rate_at(problem.schedule, problem.lr, update - 1, schedule_of(problem)))
    found: Quantity = rate
    return found


def _moved(
    problem: BackpropDeclaration, run: Run, layer: Layer, letter: str, rate: Quantity, state: dict[str, Any]
) -> Any:
    """A parameter after its update; its new states are put into `state`."""
    name, w = f"{letter}{layer.number}", getattr(layer, letter)
    names = [each.removesuffix(f"_{letter}") for each in layer.state if each.endswith(f"_{letter}")]
    old = {each: _old(run, layer, letter, each) for each in names}
    if problem.decay is not None:
        w = run.let(f"{name}_decayed", w * (1 - rate * problem.decay))

    def let(line: str, value: Any) -> Any:
        return run.let(f"{line}_{name}", value)

    gradient = run.results[f"{run.prefix}d{name}"]
    step = Step(let, constants_of(problem), layer.updates + 1, rate, w, gradient, old, layer.updates == 0)
    new, fresh = UPDATES[problem.optimizer].step(step)
    state.update({f"{each}_{letter}": value for each, value in fresh.items()})
    return run.let(f"{name}_new", new)


def _old(run: Run, layer: Layer, letter: str, state: str) -> Any:
    """A state before this update under a name of its own."""
    name = f"{state}_{letter}{layer.number}_old"
    known = run.results.get(run.prefix + name)
    return run.let(name, layer.state[f"{state}_{letter}"], shown=False) if known is None else known


def _states(problem: BackpropDeclaration) -> tuple[str, ...]:
    assert problem.mu is not None
    return states_of(problem.optimizer, problem.mu, problem.centered)


def ahead(problem: BackpropDeclaration, run: Run, layers: list[Layer]) -> list[Layer]:
    """The layers at the point that the velocity leads to, where Nesterov's pass is made; the velocity begins at 0."""
    if not layers[0].updates:
        return layers
    rate, there = rate_of(problem, run, layers[0].updates + 1), []
    for layer in layers:
        found = {"W": layer.W, "b": layer.b}
        for letter, w in found.items():
            if w is not None and (letter == "W" or problem.biases == "trained"):
                v = _old(run, layer, letter, "v")
                point = point_ahead(problem.velocity, problem.mu, rate, w, v)
                found[letter] = run.let(f"{letter}{layer.number}_ahead", point)
        there.append(layer.with_parameters(found["W"], found["b"]))
    return there
