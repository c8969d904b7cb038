"""Updates of `backprop` by the rules of optimisers, for each parameter on its own, and by a schedule of the rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import NUMBER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.rules.optimizers.schedules import NEEDED, Schedule, rate_at
from nncalc.rules.optimizers.settings import DEFAULTS, Constants, Step
from nncalc.rules.optimizers.steps import point_ahead
from nncalc.rules.optimizers.updates import UPDATES, states_of
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.backprop.declaration import BackpropDeclaration
    from nncalc.rules.network_layer import Layer

OTHERS = {"beta1": "0.9", "beta2": "0.999", "dampening": "0", "psi": "0.004", "lr_min": "0", "start_factor": "1/3"}
"""What holds for every rule where nothing is typed."""
LIKE = {"gamma": "gamma=.9", "every": "every=10", "total": "total=100", "warmup": "warmup=10"}

_ADAMS = ("adam", "adamax", "nadam", "amsgrad", "adamw")
RULES_WITH = {
    "mu": ("momentum", "nesterov", "rmsprop"),
    "beta1": _ADAMS,
    "beta2": _ADAMS,
    "rho": ("rmsprop", "adadelta"),
    "eps": ("adagrad", "rmsprop", "adadelta", *_ADAMS),
    "dampening": ("momentum", "nesterov"),
    "psi": ("nadam",),
    "velocity": ("momentum", "nesterov"),
    "nesterov": ("nesterov",),
    "eps_place": ("adagrad", "rmsprop", *_ADAMS),
    "bias_correction": _ADAMS,
    "nadam": ("nadam",),
    "centered": ("rmsprop",),
}
"""The rules that have a use for a given."""
SCHEDULES_WITH = {
    "gamma": ("step", "exponential", "inverse"),
    "every": ("step",),
    "total": ("cosine", "linear"),
    "warmup": ("linear-warmup",),
    "lr_min": ("cosine",),
    "start_factor": ("linear",),
}
"""And the schedules."""


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
    for name, by_rule in {**DEFAULTS, **{name: {"": text} for name, text in OTHERS.items()}}.items():
        text = by_rule.get(problem.optimizer, by_rule.get(""))
        if getattr(problem, name) is None and text is not None:
            setattr(problem, name, NUMBER.read(text, name, Reading()))
    if problem.lr is None:
        raise InputError(say("lr is missing: the learning rate"), name="lr", expected="lr=.1")
    if problem.update == "sequential" and problem.optimizer != "sgd":
        raise InputError(
            say("update=sequential is of sgd alone, and the optimizer is {rule}", rule=problem.optimizer),
            name="update",
            expected=say("update=simultaneous, or optimizer=sgd"),
        )
    for name in NEEDED[problem.schedule]:
        if getattr(problem, name) is None:
            raise InputError(
                say("schedule={schedule} needs {name}", schedule=problem.schedule, name=name),
                name=name,
                expected=LIKE[name],
            )
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
                state |= {f"{name}_{letter}": _zero_like(w) for name in _states(problem)}
                if problem.optimizer == "nadam" and problem.nadam == "torch":
                    state[f"mu_product_{letter}"] = constant(1)
        layer.remembering(state, 0)
    return layers


def _zero_like(w: Any) -> Any:
    return Tensor([constant(0) for _ in w.items], w.shape) if isinstance(w, Tensor) else constant(0)


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
            terms = Schedule(*(getattr(problem, name) for name in Schedule._fields))
            rate = run.let("lr_used", rate_at(problem.schedule, problem.lr, update - 1, terms))
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


def constants_of(problem: BackpropDeclaration) -> Constants:
    """What the rule depends on: givens have the names that it knows."""
    return Constants(*(getattr(problem, name) for name in Constants._fields))


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
