"""What the optimiser moves, and where its gradients come from: typed, or worked out from a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.events import Column
from nncalc.engine.formula import Formula
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.rules.network_layer import times
from nncalc.words import count, say, together

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.problem_types.optimizer.declaration import OptimizerDeclaration


class Parameters:
    """The weights: one quantity or tensor w, or numbers with names of the user's own.

    start    w before the first step, None where only changes are asked for
    names    results that they are: `w`, or `x` and `y`
    """

    def __init__(self, start: Any, names: tuple[str, ...], own: bool) -> None:
        self.start, self.names, self.own = start, names, own

    @classmethod
    def of(cls, problem: OptimizerDeclaration) -> Parameters:
        """Raises InputError for a name that f has not, and for names beside w."""
        if not problem.rest:
            return cls(problem.w, ("w",) if problem.w is not None else (), False)
        first = next(iter(problem.rest))
        if problem.f is None:
            raise type(problem).unknown(first)
        for name in problem.rest:
            if name not in problem.f.parameters:
                raise type(problem).unknown(name)
            if name in TAKEN:
                raise InputError(
                    say("{name} is the name of a line of the working", name=name),
                    name=name,
                    expected=say("another letter"),
                )
        if problem.w is not None:
            raise InputError(
                say("w and {name} both say where it begins", name=first), name="w", expected=say("one of them")
            )
        names = tuple(name for name in problem.f.parameters if name in problem.rest)
        return cls(Tensor([problem.rest[name] for name in names], (len(names),)), names, True)

    def begin(self, run: Run) -> Any:
        """The weights before the first step, as `step.0.w`."""
        if self.start is None:
            return None
        if not self.own:
            return run.begin("step", "w", self.start)
        pairs = zip(self.names, self.start.items, strict=True)
        return Tensor([run.begin("step", name, q) for name, q in pairs], self.start.shape)

    def let(self, run: Run, new: Any) -> Any:
        """The lines of the new weights."""
        if not self.own:
            return run.let("w", new)
        pairs = zip(self.names, new.items, strict=True)
        return Tensor([run.let(name, q) for name, q in pairs], new.shape)

    def columns(self) -> list[Column]:
        """Of the table."""
        if self.own:
            return [Column(name, "quantity", name) for name in self.names]
        return [Column(name, "vector" if isinstance(self.start, Tensor) else "quantity", name) for name in self.names]

    def cells(self, new: Any) -> list[Any]:
        if self.own:
            return list(new.items)
        return [new] if self.names else []


TAKEN = frozenset(
    {"g", "v", "m", "s", "u", "G", "f", "t", "lr", "change", "ahead", "mhat", "vhat", "vmax", "move", "rate"}
)
"""Names of lines, which no parameter may have."""


class Gradients:
    """Where gradients come from. `shape` is that of the weights, () of a number; `many` how many there are."""

    shape: tuple[int, ...]
    many = 1

    def define(self, run: Run) -> None:
        """What stands on the page before the first step."""

    def at(self, step: int, w: Any) -> Any:
        """The gradient of a step at these weights."""
        raise NotImplementedError


class Given(Gradients):
    """Typed gradients: one for every step, or one for each."""

    def __init__(self, shape: tuple[int, ...], each: list[Any], same: bool) -> None:
        self.shape, self.each, self.same = shape, each, same
        self.many = 1 if same else len(each)

    @classmethod
    def of(cls, problem: OptimizerDeclaration) -> Given:
        """Raises InputError where the shapes of g and w do not go together, or gradients are too few."""
        g, w = problem.g, problem.w
        if isinstance(g, Quantity):
            if isinstance(w, Tensor):
                raise cls._misfit((), w.shape)
            return cls((), [g], True)
        if w is None or isinstance(w, Quantity):
            return cls(*cls._of_number(g, w), False)._enough(problem)
        if g.shape == w.shape:
            return cls(w.shape, [g], True)
        if g.shape[1:] == w.shape:
            return cls(w.shape, [g[i] for i in range(len(g))], False)._enough(problem)
        raise cls._misfit(g.shape, w.shape)

    @classmethod
    def _of_number(cls, g: Tensor, w: Any) -> tuple[tuple[int, ...], list[Any]]:
        """A vector or a column: one number a step; without w also rows, one a step."""
        if len(g.shape) == 1 or (len(g.shape) == 2 and g.shape[1] == 1):
            return (), list(g.items)
        if w is not None:
            raise cls._misfit(g.shape, ())
        return g.shape[1:], [g[i] for i in range(len(g))]

    def _enough(self, problem: OptimizerDeclaration) -> Given:
        if problem.steps is not None and problem.steps > self.many:
            raise InputError(
                say(
                    "there are {gradients}, and steps is {steps}",
                    gradients=count(self.many, "gradient"),
                    steps=problem.steps,
                ),
                name="steps",
                expected=say("at most {many}, or one gradient for all steps", many=self.many),
            )
        return self

    @staticmethod
    def _misfit(g: tuple[int, ...], w: tuple[int, ...]) -> InputError:
        shapes = {"g": times(g) if g else say("of one number"), "w": times(w) if w else say("of one number")}
        return InputError(
            say("g is {g}, w is {w}", **shapes), name="g", expected=say("the shape of w, or one such gradient a step")
        )

    def at(self, step: int, w: Any) -> Any:
        return self.each[0] if self.same else self.each[step - 1]


class OfFormula(Gradients):
    """The derivative of a formula, worked out once in letters."""

    def __init__(self, formula: Formula, slopes: list[Formula], shape: tuple[int, ...]) -> None:
        self.formula, self.slopes, self.shape = formula, slopes, shape

    @classmethod
    def of(cls, problem: OptimizerDeclaration) -> OfFormula:
        """Raises InputError where the names of f and w do not go together."""
        assert problem.f is not None
        if problem.g is not None:
            raise InputError(say("g and f both give the gradient"), name="g", expected=say("one of them"))
        if problem.rest:
            names: tuple[str, ...] = tuple(name for name in problem.f.parameters if name in problem.rest)
            shape: tuple[int, ...] = (len(names),)
        elif isinstance(problem.w, Tensor):
            if len(problem.w.shape) != 1:
                raise InputError(
                    say("w is a matrix, and f is a formula in numbers"), name="w", expected="w=1,2 f=w1^2+w2^2"
                )
            names, shape = tuple(f"w{i}" for i in range(1, len(problem.w) + 1)), problem.w.shape
        else:
            names, shape = ("w",), ()
        if problem.w is None and not problem.rest:
            start = problem.f.parameters[0] if problem.f.parameters else "w"
            raise InputError(
                say("where it begins is missing: {start}", start=start),
                name=start,
                expected=say("{start}=1", start=start),
            )
        if not set(names) & set(problem.f.parameters):
            raise InputError(
                say("f has none of the names {names}", names=together(list(names), each=True)),
                name="f",
                expected=say("a formula in {names}", names=together(list(names), each=True)),
            )
        formula = Formula("f", problem.f.text, problem.f.body, names)
        return cls(formula, [formula.derivative(name) for name in names], shape)

    def define(self, run: Run) -> None:
        self.formula.define(run)
        for slope in self.slopes:
            slope.define(run)

    def at(self, step: int, w: Any) -> Any:
        if not self.shape:
            return self.slopes[0](w)
        return Tensor([slope(*w.items) for slope in self.slopes], self.shape)

    def value(self, w: Any) -> Any:
        return self.formula(*(w.items if self.shape else [w]))
