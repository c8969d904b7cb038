"""The working of `convolve`: layer by layer forward, and back where a gradient is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.quantity import ATOM
from nncalc.engine.tensor import Tensor, notation
from nncalc.errors import InputError
from nncalc.problem_types.convolve import resized
from nncalc.problem_types.convolve.declaration import ConvolveDeclaration
from nncalc.problem_types.convolve.frames import Frame, refolded
from nncalc.problem_types.convolve.geometry import Geometry
from nncalc.problem_types.convolve.kernels import kernels_of
from nncalc.problem_types.convolve.parameters import fitted_bias, steps_of
from nncalc.problem_types.convolve.passed import Passed
from nncalc.problem_types.convolve.rules import averaged, largest, mean_of_channels, summed, with_bias
from nncalc.rules.activations import ACTIVATIONS, activate, options_of
from nncalc.rules.convolution.sizes import misfit
from nncalc.rules.network_layer import reshaped, times
from nncalc.words import count, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

FLATTEN = notation("flattened", "call", "flatten", ATOM)


class Convolve(ConvolveDeclaration):
    """Convolution, activations, pooling and fully connected layers, one behind the other, with every window written out.

    With a target, or the gradient of the output, every gradient as well.
    """

    def has_one_layer(self) -> bool:
        """K is a name of its own beside K1, whatever else is given."""
        return False

    def prepare(self) -> None:
        self.count = self._dims()
        self.frame = self._input_frame()
        self.has_samples = self.frame.samples is not None
        self.renamed |= {typed: meant for layer in self.layers for typed, meant in layer.renamed}
        self.steps = steps_of(self)
        if self.t is not None and self.upstream is not None:
            raise InputError(
                say("t and upstream are both given"), name="upstream", expected=say("t with a loss, or upstream")
            )

    def _dims(self) -> int:
        """How many axes are space: as typed; 1 for a vector, 3 for five axes."""
        rank, dims = len(self.x.shape), int(self.dims)
        if "dims" not in self.typed:
            dims = {1: 1, 5: 3}.get(rank, 2)
        if not dims <= rank <= dims + 2:
            raise InputError(
                say("x has {axes} with dims={dims}", axes=count(rank, "axis"), dims=dims),
                name="x",
                expected=say("from {least} to {most}: sides, channels before them, samples before those",
                             least=dims, most=dims + 2),
                nearest="dims=1" if rank < dims else "dims=3",
            )  # fmt: skip
        return dims

    def _input_frame(self) -> Frame:
        shape, rank = self.x.shape, len(self.x.shape)
        samples = shape[0] if rank == self.count + 2 else None
        inner = shape if samples is None else shape[1:]
        if len(inner) == self.count:
            return Frame(inner, None, samples, self.layout)
        channels, sides = (inner[0], inner[1:]) if self.layout == "chw" else (inner[-1], inner[:-1])
        return Frame(sides, channels, samples, self.layout)

    def idle_conventions(self) -> dict[str, str]:
        idle = super().idle_conventions()
        if self.frame.channels is None:
            idle["layout"] = say("x has no axis of channels")
        if self.alpha is not None and not any(ACTIVATIONS[w].alpha for w in self.words_of_layers if w in ACTIVATIONS):
            idle["alpha"] = say("no layer has an activation with a parameter")
        return idle

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        self._say_axes(run)
        geometry = Geometry(run, self.rounding, self.layout)
        frame, x = self.frame, self.x
        passed: list[Passed] = []
        for step in self.steps:
            each = Passed(step, frame, x)
            word = step.layer.word
            run.section("activation" if word in ACTIVATIONS else word)
            with run.part(say("layer {number}", number=step.number)):
                getattr(self, "_activation" if word in ACTIVATIONS else f"_{word}")(run, geometry, each)
            passed.append(each)
            frame, x = each.out, each.y
        run.answer("y")
        if self.t is None and self.upstream is None:
            run.lacks(
                r"d[A-Za-z]+\d*(\..*)?",
                say("a gradient needs upstream, or a target t"),
                say("upstream of the shape of y"),
            )
            run.lacks(r"loss(es)?(\..*)?", say("a loss needs a target"), say("t of the shape of y"))
            return
        from nncalc.problem_types.convolve.backward import go_back  # start-up

        go_back(self, run, passed)

    def _say_axes(self, run: Run) -> None:
        if len(self.x.shape) < 3:
            return
        letters = {1: ["L"], 2: ["H", "W"], 3: ["D", "H", "W"]}[self.count]
        if self.frame.channels is not None:
            letters = ["C", *letters] if self.layout == "chw" else [*letters, "C"]
        if self.frame.samples is not None:
            letters.insert(0, "N")
        with run.part():
            run.section("given")
            run.words("axes", axes="×".join(letters), shape=times(self.x.shape))

    def _out(self, run: Run, each: Passed, frame: Frame, value: Tensor, shown: bool = True) -> None:
        """Name what comes out of a layer: y of the last, y2 of the second, which holds for the last as well."""
        number = each.step.number
        name = "y" if number == len(self.steps) else f"y{number}"
        each.out, each.y = frame, run.let(name, value, shown=shown)
        if name == "y":
            run.result(f"y{number}", each.y)

    def _conv(self, run: Run, geometry: Geometry, each: Passed) -> None:
        step, K = each.step, each.step.P
        assert K is not None
        kernels = kernels_of(step.number, step.layer, K, each.frame)
        plan = geometry.plan(step.number, step.layer, each.frame, kernels, self.kernel == "flipped")
        each.plan, each.bias = plan, fitted_bias(step, plan.outer.c, "kernel")
        run.words("moves", token=step.layer.token, input=times(each.frame.shape), output=times(plan.outer.shape))
        if plan.flipped:
            run.words("flipped")
        if plan.transposed:
            run.words("stamped")
        cols = None
        if self.view == "matrix" and not plan.transposed:
            from nncalc.problem_types.convolve.matrix import let_columns  # start-up

            cols = let_columns(run, each.x, plan, step.number)
        elif any(len(meeting) < plan.windows.taps for meeting in plan.windows.reads) and not plan.transposed:
            run.words("padded")
        z = summed(each.x, K, plan, cols)
        self._out(run, each, plan.outer, z if each.bias is None else with_bias(z, each.bias, plan))

    _convt = _conv

    def _dwconv(self, run: Run, geometry: Geometry, each: Passed) -> None:
        """A convolution in as many groups as there are channels."""
        layer = each.step.layer._replace(word="conv", groups=each.frame.c)
        each.step = each.step._replace(layer=layer)
        self._conv(run, geometry, each)

    def _zeropad(self, run: Run, geometry: Geometry, each: Passed) -> None:
        step = each.step
        each.copied = plan = resized.copied(step.number, step.layer, each.frame)
        run.words("moves", token=step.layer.token, input=times(each.frame.shape), output=times(plan.outer.shape))
        work = resized.padded if step.layer.word == "zeropad" else resized.repeated
        self._out(run, each, plan.outer, work(each.x, plan))

    _upsample = _zeropad

    def _pool(self, run: Run, geometry: Geometry, each: Passed) -> None:
        step = each.step
        plan = geometry.plan(step.number, step.layer, each.frame, None, False)
        each.plan = plan
        run.words("moves", token=step.layer.token, input=times(each.frame.shape), output=times(plan.outer.shape))
        if step.layer.argument == "max":
            if any(len(meeting) < plan.windows.taps for meeting in plan.windows.reads):
                run.words("padded max")
            self._out(run, each, plan.outer, largest(each.x, plan))
        else:
            self._out(run, each, plan.outer, averaged(each.x, plan, self.padding_counts))

    def _gap(self, run: Run, geometry: Geometry, each: Passed) -> None:
        frame = each.frame
        if not frame.sides:
            raise misfit(
                each.step.number, each.step.layer, say("it needs a map, it gets numbers in a row"),
                say("gap before flatten and fc"),
            )  # fmt: skip
        kept = each.step.layer.argument is not None
        if kept and set(each.step.layer.argument) != {1}:
            raise InputError(
                say("{layer} is not worked by value", layer=each.step.layer.token),
                name="layers",
                expected=say("gap, or pool:avg with its window"),
            )
        out = frame._replace(sides=(1,) * len(frame.sides) if kept else (), channels=frame.c)
        self._out(run, each, out, mean_of_channels(each.x, frame, out))

    def _flatten(self, run: Run, geometry: Geometry, each: Passed) -> None:
        out = each.frame.in_a_row
        self._out(run, each, out, Tensor(each.x.items, out.shape, FLATTEN, (each.x,)))

    def _activation(self, run: Run, geometry: Geometry, each: Passed) -> None:
        word = each.step.layer.word
        if word == "softmax" and each.frame.sides:
            raise misfit(
                each.step.number, each.step.layer,
                say("softmax is taken of numbers in a row, it gets {shape}", shape=times(each.frame.shape)),
                say("flatten, gap or fc before it"),
            )  # fmt: skip
        each.options = options_of(word, self.alpha if ACTIVATIONS[word].alpha else None, self.relu0, self.gelu)
        self._out(run, each, each.frame, activate(ACTIVATIONS[word], each.x, each.options))

    def _fc(self, run: Run, geometry: Geometry, each: Passed) -> None:
        from nncalc.rules.dense import affine  # start-up

        step, W = each.step, each.step.P
        assert W is not None
        row = each.frame.in_a_row
        inputs = row.c
        if len(W.shape) == 1:
            W = reshaped(W, (1, len(W)) if len(W) == inputs or inputs != 1 else (len(W), 1))
            each.step = step = step._replace(P=W)
        if W.shape[1] != inputs:
            raise InputError(
                say("layer {number} ({layer}): {name} is {shape}, but {inputs} arrive", number=step.number,
                    layer=step.layer.token, name=W.name, shape=times(W.shape), inputs=count(inputs, "number")),
                name=W.name,
                expected=say("one column of {name} for each number", name=W.name),
            )  # fmt: skip
        if each.frame.sides:
            run.words("row", shape=times(each.frame._replace(samples=None).shape))
        each.bias = fitted_bias(step, W.shape[0], "unit")
        out = row._replace(channels=W.shape[0])
        self._out(run, each, out, affine(W, refolded(each.x, row), each.bias, "column"))
