"""The perceptron trained by hand: every sample, mistake and new weight"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.fields import MATRIX, Choice, Count, Field, Kind, Numeric, Reading, WordList, convention, count, given
from nncalc.problem import ProblemType
from nncalc.rules import training
from nncalc.rules.labels import LABELS, class_names, class_numbers, number_of, recognised

if TYPE_CHECKING:
    from nncalc.engine.run import Run
    from nncalc.typed import Cell

MOST_TYPED_ROWS = 10_000
"""Up to so many presentations a typed number of epochs is run in full, even past a proof that it never ends."""


class Order(Choice):
    """One of the words, or sample numbers: kept as text (`2,1,3`)."""

    def __init__(self, *values: str) -> None:
        super().__init__(values)
        self.words += " | sample numbers: 2,1,3"
        numbers = {"type": "array", "items": {"type": ["integer", "string"]}}
        self.schema = {"anyOf": [{"enum": list(values)}, numbers, {"type": ["integer", "string"]}]}

    def read(self, value: Any, name: str, reading: Reading) -> str:
        if isinstance(value, str) and not any(character.isdecimal() for character in value):
            return super().read(value, name, reading)
        nested = self.cells(value, reading)
        cells = nested if isinstance(nested, list) else [nested]
        for cell in cells:
            if isinstance(cell, list) or not (cell.text.isascii() and cell.text.isdecimal() and len(cell.text) < 7):
                source = cell if not isinstance(cell, list) else None
                raise InputError(
                    f"'{source.text if source else value}' is not the number of a sample",
                    name=name,
                    text=source.source if source else str(value),
                    column=source.column if source else None,
                    expected=self.words,
                )
        return ",".join(str(int(cell.text)) for cell in cells)


class Labels(Kind):
    """One label per sample, numbers or words; read further when the rule is known."""

    words = "one label per sample: 1,1,-1 or 0,1,1, or class names"
    schema = WordList.schema

    def read(self, value: Any, name: str, reading: Reading) -> list[Cell]:
        nested = self.cells(value, reading)
        rows = nested if isinstance(nested, list) else [nested]
        cells = [row[0] if isinstance(row, list) and len(row) == 1 else row for row in rows]
        if any(isinstance(cell, list) for cell in cells):
            raise InputError("t has several labels in a row", name=name, expected=self.words)
        return cells


class Rosenblatt(ProblemType):
    """One threshold unit (Rosenblatt's rule, or the delta rule of Adaline) or one weight vector per class, trained
    sample by sample: a table of all presentations, the separating line, a check of every sample, and a proof where the
    run can never end."""

    X: Tensor = given(Numeric(2, words=MATRIX.words, symbols=False), "samples, one per row", first=True)
    t: list[Cell] = given(Labels(), "label of each sample: 1 and -1, or 1 and 0; class names under rule=multiclass")
    w: Tensor | None = given(
        Numeric(1, 2, words="one weight per input; a row per class under rule=multiclass", symbols=False),
        "weights at the start (0)",
        default=None,
    )
    b: Any = given(
        Numeric(0, 1, words="one number; one per class under rule=multiclass", symbols=False),
        "bias at the start (0)",
        default=None,
    )
    lr: Quantity | None = given(Numeric(0, words="one number", symbols=False), "learning rate η (1)", default=None)
    epochs: int = given(
        Count(1, 1_000_000),
        "at most so many epochs; without it a run also ends where it is proven never to converge",
        default=100,
    )
    theta: Quantity | None = given(
        Numeric(0, words="one number", symbols=False), "threshold θ under bias=fixed (0)", default=None
    )
    x0: Quantity | None = given(
        Numeric(0, words="1 or -1", symbols=False), "input of the bias under bias=input: 1 or -1 (1)", default=None
    )
    classes: list[str] | None = given(
        WordList(), "classes in their order, under rule=multiclass (sorted)", default=None
    )
    plot: str = given(Choice(("no", "yes")), "draw samples and line, for two inputs", default="no")
    labels: str = convention("auto", "pm1", "01", help="labels ±1 or 0/1; auto recognises them from t")
    mistake: str = convention(
        "nonpositive",
        "negative",
        "output",
        help="with labels ±1: t·net ≤ 0, t·net < 0, or an output other than t; with 0/1 always the output",
    )
    step0: str = convention("1", "0", "-1", help="output at net 0")
    bias: str = convention(
        "learned",
        "fixed",
        "input",
        "none",
        help="b is learned; net is w·x against the threshold theta; b is the weight of the input x0; or there is none",
    )
    order: str = Field(
        Order("epochs", "restart", "once"),
        "epoch after epoch until one is clean, again from the first sample after each update, one pass, or in this "
        "order of samples",
        default="epochs",
        convention=True,
    )  # type: ignore[assignment]
    rule: str = convention(
        "perceptron",
        "adaline",
        "multiclass",
        help="after mistakes only; the delta rule on the net; one weight vector per class, ties to the first",
    )

    sections = {
        "rule": "Rule",
        "training": "Training",
        "end": "Result",
        "line": "Separating line",
        "check": "Check of every sample",
        "proof": "Why it cannot converge",
        "plot": "Drawing",
    }
    words = {
        "labels": "Labels {labels}.",
        "nonpositive": "A mistake is t·{level} ≤ 0: a sample on the border counts as one.",
        "negative": "A mistake is t·{level} < 0: a sample on the border counts as right.",
        "output": "The output is 1 where {level} > 0, {other} where {level} < 0, and {zero} where {level} = 0.",
        "by-output": "A mistake is an output other than t.",
        "step": "After a mistake: w_new = w + η·{factor}·x{bias}.",
        "delta": "After every sample: w_new = w + η·error·x{bias}, with error = t − {level}.",
        "classes": "Classes in order: {classes}. The class with the largest net is the output, the first of equal "
        "ones. After a mistake: the right class gains, w_new = w + η·x{plus}; the class that won loses, "
        "w_new = w − η·x{minus}.",
        "restart": "After each update the samples come again from the first; each such pass counts as an epoch.",
        "clean": "Epoch {epoch} brings no mistake: converged after {updates} (samples {samples}).",
        "never": "Epoch {epoch} brings no mistake: the weights at the start do for every sample.",
        "exact": "Epoch {epoch} changes nothing: every error is 0.",
        "once": "One pass with {updates}: it was not free of mistakes, so nothing is said of convergence.",
        "limit": "Stopped after {epochs}: none was free of mistakes.",
        "limit-delta": "Stopped after {epochs}: errors remain, and each moves the weights.",
        "cycle": "At the end of epoch {last} the weights are again those at the start of epoch {first}: from there the "
        "run repeats every {length}, so it never converges.",
        "typed": "All the same it was run for the {epochs} asked for.",
        "separable": "The classes are linearly separable: with more epochs it converges (convergence theorem).",
        "learned": "The classes are not linearly separable: a weighted mean of samples labelled 1 is the same point as "
        "one of the other samples, and no point lies on both sides of a line.",
        "none": "No weights separate the classes: a non-negative combination of samples labelled 1 is equal to one of "
        "the other samples, so w·x would have to lie on both sides of 0.",
        "fixed": "No weights separate the classes at this threshold: a non-negative combination of samples labelled 1 "
        "is equal to one of the other samples, but w·x would have to reach {above}·θ for the one and stay "
        "below {below}·θ for the other.",
        "no-line": "All weights are 0: there is no separating line.",
        "legend": "{legend}; # several; . border.",
    }
    examples = (
        "rosenblatt X=3,3:4,3:1,1 t=1,1,-1 lr=1",
        "rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5 --plot",
        "rosenblatt X=0,0:0,1:1,0:1,1 t=-1,1,1,-1",
        "rosenblatt X=1,2:2,1:-1,1 t=1,-1,1 w=.1,.2 lr=.1 epochs=2 rule=adaline",
        "rosenblatt X=1,0:0,1:-1,-1 t=cat,car,frog classes=cat,car,frog rule=multiclass",
    )

    # -- what the givens must satisfy ------------------------------------------------------------------------------

    def prepare(self) -> None:
        errors = [*self._shape_faults(), *self._bias_faults(), *self._rule_faults(), *self._order_faults()]
        if not errors:
            try:
                self._read_labels()
            except InputError as error:
                errors.append(error)
        if errors:
            raise InputErrors(errors)

    def _read_labels(self) -> None:
        if self.rule == "multiclass":
            class_numbers(self.t, class_names(self.t, self.classes))
            return
        labels = recognised(self.t, self.labels)
        if labels == "01" and self.mistake == "negative":
            raise InputError(
                "with labels 0/1 a mistake is an output other than t", name="mistake", expected="mistake=nonpositive"
            )
        if labels == "01" and self.step0 == "-1":
            raise InputError("with labels 0/1 the output is never -1", name="step0", expected="step0=1 | step0=0")

    def _shape_faults(self) -> Iterator[InputError]:
        samples, inputs = self.X.shape
        if len(self.t) != samples:
            hint = f"; for {samples * inputs} samples of one number: X=1:2:3" if len(self.t) == samples * inputs else ""
            yield InputError(
                f"t has {count(len(self.t), 'label')}, X has {count(samples, 'sample')} of {count(inputs, 'number')}",
                name="t",
                expected=f"{count(samples, 'label')}, one per row of X{hint}",
            )
        if self.w is not None and self.rule != "multiclass" and self.w.shape != (inputs,):
            yield InputError(
                f"w has shape {'×'.join(map(str, self.w.shape))}, X has {count(inputs, 'column')}",
                name="w",
                expected=f"w of {count(inputs, 'number')}, one per column of X",
            )
        if self.lr is not None and sign(self.lr) <= 0:
            yield InputError("a learning rate is positive", name="lr", text=str(self.typed["lr"]), expected="lr=1")
        if self.plot == "yes" and inputs != 2:
            yield InputError(
                f"a drawing needs two inputs, X has {count(inputs, 'column')}", name="plot", expected="X with 2 columns"
            )
        yield from self._class_shape_faults(inputs)

    def _class_shape_faults(self, inputs: int) -> Iterator[InputError]:
        """Shapes of w and b against the number of classes; one number of b for a single unit."""
        if self.rule != "multiclass":
            if isinstance(self.b, Tensor) and len(self.b.items) > 1:
                yield InputError(f"b has {len(self.b.items)} numbers", name="b", expected="one number")
            return
        try:
            number = len(class_names(self.t, self.classes))
        except InputError:
            return  # said where the labels are read
        if self.w is not None and self.w.shape != (number, inputs):
            yield InputError(
                f"w has shape {'×'.join(map(str, self.w.shape))}, there are {count(number, 'class')}",
                name="w",
                expected=f"shape {number}×{inputs}: a row per class, a column per input",
            )
        found = len(self.b.items) if isinstance(self.b, Tensor) else 1
        if self.b is not None and found != number:
            yield InputError(
                f"b has {count(found, 'number')}, there are {number} classes", name="b", expected=f"{number} numbers"
            )

    def _bias_faults(self) -> Iterator[InputError]:
        if self.theta is not None and self.bias != "fixed":
            yield InputError(f"theta has no place under bias={self.bias}", name="theta", expected="bias=fixed with it")
        if self.x0 is not None and self.bias != "input":
            yield InputError(f"x0 has no place under bias={self.bias}", name="x0", expected="bias=input with it")
        elif self.x0 is not None and not (sign(self.x0 - 1) == 0 or sign(self.x0 + 1) == 0):
            yield InputError(
                "x0 is the input of the bias", name="x0", text=str(self.typed["x0"]), expected="x0=1 or x0=-1"
            )
        if self.b is not None and self.bias == "fixed":
            yield InputError("bias=fixed has a threshold in place of b", name="b", expected="theta=…")
        if self.b is not None and self.bias == "none":
            yield InputError("bias=none has no b", name="b", expected="bias=learned, or no b")

    def _rule_faults(self) -> Iterator[InputError]:
        if self.rule != "multiclass":
            if self.classes is not None:
                yield InputError(f"rule={self.rule} has no classes", name="classes", expected="rule=multiclass with it")
            if self.rule == "adaline" and self.order == "restart":
                yield InputError(
                    "the delta rule changes the weights after every sample, so it would never come to the second",
                    name="order",
                    expected="order=epochs | order=once",
                )
            return
        for name in ("labels", "mistake", "step0"):
            if getattr(self, name) != self.fields()[name].default:
                yield InputError(f"rule=multiclass compares classes and has no {name}", name=name, expected=f"no {name}")
        if self.bias == "fixed":
            yield InputError("rule=multiclass has no threshold", name="bias", expected="learned | input | none")

    def _order_faults(self) -> Iterator[InputError]:
        if self.order == "once" and self.epochs != 1 and "epochs" in self.typed:
            yield InputError(
                f"order=once is one epoch, epochs={self.epochs}", name="epochs", expected="no epochs, or order=epochs"
            )
        if self.order[0].isdecimal():
            numbers, samples = self.sequence(), len(self.X)
            beyond = [number for number in numbers if not 1 <= number <= samples]
            missing = [number for number in range(1, samples + 1) if number not in numbers]
            if beyond:
                yield InputError(f"there is no sample {beyond[0]}", name="order", expected=f"numbers 1 to {samples}")
            elif missing:
                yield InputError(
                    f"sample {missing[0]} is not in the order", name="order", expected=f"each of 1 to {samples}"
                )

    def sequence(self) -> list[int]:
        """The sample numbers of one epoch."""
        if self.order[0].isdecimal():
            return [int(number) for number in self.order.split(",")]
        return list(range(1, len(self.X) + 1))

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        from nncalc.rules import perceptron_page as page

        learner, start = self.learner(), self.start()
        run.section("rule")
        page.say_rule(self, run, learner, start)
        run.section("training")
        outcome = training.train(
            run,
            learner,
            start,
            self.sequence(),
            limit=1 if self.order == "once" else self.epochs,
            restart=self.order == "restart",
            stop_at_proof="epochs" not in self.typed or self.epochs * len(self.X) > MOST_TYPED_ROWS,
        )
        page.show_table(run, learner, outcome)
        self._results(run, learner, outcome)
