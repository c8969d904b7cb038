"""What the givens of `rosenblatt` must satisfy together; each fault names the given and what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.reading.characters import shown
from nncalc.rules.distributions import said
from nncalc.rules.sample_labels.classes import class_numbers, classes_of
from nncalc.rules.sample_labels.coding import recognised
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.problem_types.rosenblatt.declaration import RosenblattDeclaration

LONGEST_TYPED = 20
"""A number that a message repeats has at most so many characters."""


def faults(problem: RosenblattDeclaration) -> Iterator[InputError]:
    """Everything that is wrong."""
    yield from _shape_faults(problem)
    yield from _bias_faults(problem)
    yield from _rule_faults(problem)
    yield from _order_faults(problem)
    yield from _count_faults(problem)
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
    if problem.step == "error" and problem.mistake == "negative" and problem.rule == "perceptron":
        raise InputError(
            say("with step=error a mistake is an output other than t"), name="mistake", expected="mistake=nonpositive"
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
        yield _theta_without_threshold(problem)
    if "x0" in problem.typed and problem.bias != "input":
        yield InputError(
            say("x0 has no place under bias={bias}", bias=problem.bias), name="x0", expected=say("bias=input with it")
        )
    elif not (sign(problem.x0 - 1) == 0 or sign(problem.x0 + 1) == 0):
        yield InputError(
            say("x0 is the input of the bias"), name="x0", text=str(problem.typed["x0"]), expected=say("x0=1 or x0=-1")
        )
    if problem.b is not None and problem.bias == "fixed":
        b, negated = _typed_twice(problem, "b")
        expected = say("theta={negated} for a threshold that stays, bias=learned b={b} for one that is learned, −b")
        yield InputError(
            say("bias=fixed has a threshold in place of b"), name="b", expected=say(expected, negated=negated, b=b)
        )
    if problem.b is not None and problem.bias == "none":
        yield InputError(say("bias=none has no b"), name="b", expected=say("bias=learned, or no b"))


def _theta_without_threshold(problem: RosenblattDeclaration) -> InputError:
    """A threshold that stays, or one that is learned: both lines to type."""
    theta, negated = _typed_twice(problem, "theta")
    reversed_input = problem.bias == "input" and sign(problem.x0) < 0
    learned = say("bias={bias} b={b}", bias=problem.bias, b=theta if reversed_input else negated)
    if reversed_input:
        learned = say("{learned} x0=-1", learned=learned)
    elif problem.bias == "learned":
        learned = say("b={b}", b=negated)
    elif problem.bias == "none":
        learned = say("bias=learned b={b}", b=negated)
    expected = say("bias=fixed theta={theta} for a threshold that stays, {learned} for one that is learned")
    return InputError(
        say("theta has no place under bias={bias}", bias=problem.bias),
        name="theta",
        expected=say(expected, theta=theta, learned=learned),
    )


def _typed_twice(problem: RosenblattDeclaration, name: str) -> tuple[str, str]:
    """A number as it was typed, and negated; a word for it where it is long."""
    text = shown(str(problem.typed[name]).strip())
    if len(text) > LONGEST_TYPED or text.strip("+-./0123456789"):
        return "…", "…"
    return text, text[1:] if text.startswith("-") else f"-{text.removeprefix('+')}"


def _count_faults(problem: RosenblattDeclaration) -> Iterator[InputError]:
    counts = problem.counts
    if counts is None:
        return
    if len(counts) != len(problem.X):
        have = {"numbers": count(len(counts), "number"), "samples": count(len(problem.X), "sample")}
        wanted = say("{numbers}, one per row of X", numbers=count(len(problem.X), "number"))
        yield InputError(say("counts has {numbers}, X has {samples}", **have), name="counts", expected=wanted)
    for q in counts.items:
        if type(q.value) is not flint.fmpq or q.value.q != 1 or q.value < 0:
            wrong = say("{q} is no number of mistakes", q=said(q))
            yield InputError(wrong, name="counts", expected=say("whole numbers from 0: counts=2,0,1"))
            break
    if problem.rule != "perceptron":
        why = say("rule={rule} has no mistakes that could be counted", rule=problem.rule)
        if problem.rule == "multiclass":
            why = say("counts does not say which class won at each mistake")
        yield InputError(why, name="counts", expected=say("rule=perceptron, or no counts"))
    for name in ("epochs", "order"):
        if name in problem.typed:
            yield InputError(
                say("{name} is of a run; counts takes its place", name=name),
                name=name,
                expected=say("counts, or {name}", name=name),
            )
    if problem.step == "error" and problem.step0 == "0":
        why = say("with step=error and step0=0 a mistake at net 0 moves half as far, which counts does not say")
        yield InputError(why, name="step0", expected="step0=1 | step0=-1")


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
