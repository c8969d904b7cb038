"""What the givens of `rosenblatt` must satisfy together; each fault names the given and what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.rules.sample_labels.classes import class_numbers, classes_of
from nncalc.rules.sample_labels.coding import recognised
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.problem_types.rosenblatt.declaration import RosenblattDeclaration


def faults(problem: RosenblattDeclaration) -> Iterator[InputError]:
    """Everything that is wrong."""
    yield from _shape_faults(problem)
    yield from _bias_faults(problem)
    yield from _rule_faults(problem)
    yield from _order_faults(problem)
    try:
        _read_labels(problem)
    except InputError as error:
        yield error


def _read_labels(problem: RosenblattDeclaration) -> None:
    if problem.rule == "multiclass":
        class_numbers(problem.t, classes_of(problem.t, problem.classes))
        return
    labels = recognised(problem.t, problem.labels)
    if labels == "01" and problem.mistake == "negative":
        raise InputError(
            say("with labels 0/1 a mistake is an output other than t"), name="mistake", expected="mistake=nonpositive"
        )
    if labels == "01" and problem.step0 == "-1":
        raise InputError(say("with labels 0/1 the output is never -1"), name="step0", expected="step0=1 | step0=0")


def _shape_faults(problem: RosenblattDeclaration) -> Iterator[InputError]:
    samples, inputs = problem.X.shape
    if len(problem.t) != samples:
        each, as_samples = say("{labels}, one per row of X"), samples * inputs
        if len(problem.t) == as_samples:
            each = say("{labels}, one per row of X; for {samples} samples of one number: X=1:2:3")
        yield InputError(
            say(
                "t has {labels}, X has {samples} of {numbers}",
                labels=count(len(problem.t), "label"),
                samples=count(samples, "sample"),
                numbers=count(inputs, "number"),
            ),
            name="t",
            expected=say(each, labels=count(samples, "label"), samples=as_samples),
            nearest=_in_rows(problem),
        )
    if problem.w is not None and problem.rule != "multiclass" and problem.w.shape != (inputs,):
        yield InputError(
            say("w has {shape}, X has {columns}", shape=_shape(problem.w), columns=count(inputs, "column")),
            name="w",
            expected=say("w of {numbers}, one per column of X", numbers=count(inputs, "number")),
        )
    if sign(problem.lr) <= 0:
        yield InputError(say("a learning rate is positive"), name="lr", text=str(problem.typed["lr"]), expected="lr=1")
    if problem.plot == "yes" and inputs != 2:
        yield InputError(
            say("a drawing needs two inputs, X has {columns}", columns=count(inputs, "column")),
            name="plot",
            expected=say("X with 2 columns"),
        )
    yield from _class_shape_faults(problem, inputs)


def _shape(x: Tensor) -> str:
    return (
        count(x.shape[0], "number")
        if len(x.shape) == 1
        else say("shape {shape}×{shape2}", shape=x.shape[0], shape2=x.shape[1])
    )


def _in_rows(problem: RosenblattDeclaration) -> str | None:
    """Samples typed in one row, parted into one for each label: X=3,3:4,3:1,1 for X=3,3,4,3,1,1."""
    samples, inputs = problem.X.shape
    width, rest = divmod(inputs, len(problem.t))
    if samples != 1 or rest or width < 2:
        return None
    if any(type(q.value) is not flint.fmpq for q in problem.X.items):
        return None
    texts = [q.typed or str(q.value) for q in problem.X.items]
    return "X=" + ":".join(",".join(texts[i : i + width]) for i in range(0, inputs, width))


def _class_shape_faults(problem: RosenblattDeclaration, inputs: int) -> Iterator[InputError]:
    """Shapes of w and b against the number of classes; one number of b for a single unit."""
    if problem.rule != "multiclass":
        if isinstance(problem.b, Tensor) and len(problem.b.items) > 1:
            yield InputError(
                say("b has {items_count} numbers", items_count=len(problem.b.items)),
                name="b",
                expected=say("one number"),
            )
        return
    try:
        number = len(classes_of(problem.t, problem.classes))
    except InputError:
        return  # said where the labels are read
    if problem.w is not None and problem.w.shape != (number, inputs):
        yield InputError(
            say("w has {shape}, there are {number} classes", shape=_shape(problem.w), number=number),
            name="w",
            expected=say("shape {number}×{inputs}: a row per class, a column per input", number=number, inputs=inputs),
        )
    found = len(problem.b.items) if isinstance(problem.b, Tensor) else 1
    if problem.b is not None and found != number:
        yield InputError(
            say("b has {numbers}, there are {number} classes", numbers=count(found, "number"), number=number),
            name="b",
            expected=count(number, "number"),
        )


def _bias_faults(problem: RosenblattDeclaration) -> Iterator[InputError]:
    if "theta" in problem.typed and problem.bias != "fixed":
        yield InputError(
            say("theta has no place under bias={bias}", bias=problem.bias),
            name="theta",
            expected=say("bias=fixed with it"),
        )
    if "x0" in problem.typed and problem.bias != "input":
        yield InputError(
            say("x0 has no place under bias={bias}", bias=problem.bias), name="x0", expected=say("bias=input with it")
        )
    elif not (sign(problem.x0 - 1) == 0 or sign(problem.x0 + 1) == 0):
        yield InputError(
            say("x0 is the input of the bias"), name="x0", text=str(problem.typed["x0"]), expected=say("x0=1 or x0=-1")
        )
    if problem.b is not None and problem.bias == "fixed":
        yield InputError(say("bias=fixed has a threshold in place of b"), name="b", expected="theta=…")
    if problem.b is not None and problem.bias == "none":
        yield InputError(say("bias=none has no b"), name="b", expected=say("bias=learned, or no b"))


def _rule_faults(problem: RosenblattDeclaration) -> Iterator[InputError]:
    if problem.rule != "multiclass":
        if problem.classes is not None:
            yield InputError(
                say("rule={rule} has no classes", rule=problem.rule),
                name="classes",
                expected=say("rule=multiclass with it"),
            )
        if problem.rule == "adaline" and problem.order == "restart":
            yield InputError(
                say("the delta rule changes the weights after every sample, so it would never come to the second"),
                name="order",
                expected="order=epochs | order=once",
            )
        return
    for name in ("labels", "mistake", "step0"):
        if getattr(problem, name) != problem.fields()[name].default:
            yield InputError(
                say("rule=multiclass compares classes and has no {name}", name=name),
                name=name,
                expected=say("no {name}", name=name),
            )
    if problem.bias == "fixed":
        yield InputError(say("rule=multiclass has no threshold"), name="bias", expected=say("learned | input | none"))


def _order_faults(problem: RosenblattDeclaration) -> Iterator[InputError]:
    if problem.order == "once" and problem.epochs != 1 and "epochs" in problem.typed:
        yield InputError(
            say("order=once is one epoch, epochs={epochs}", epochs=problem.epochs),
            name="epochs",
            expected=say("no epochs, or order=epochs"),
        )
    if problem.order[0].isdecimal():
        numbers, samples = problem.sequence(), len(problem.X)
        beyond = [number for number in numbers if not 1 <= number <= samples]
        missing = [number for number in range(1, samples + 1) if number not in numbers]
        if beyond:
            yield InputError(
                say("there is no sample {beyond}", beyond=beyond[0]),
                name="order",
                expected=say("numbers 1 to {samples}", samples=samples),
            )
        elif missing:
            yield InputError(
                say("sample {missing} is not in the order", missing=missing[0]),
                name="order",
                expected=say("each of 1 to {samples}", samples=samples),
            )
