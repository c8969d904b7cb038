"""Shapes, parameters, MACs and receptive fields of convolutional networks"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.characters import clean
from nncalc.engine.quantity import constant
from nncalc.engine.tensor import Tensor, total
from nncalc.errors import InputError, InputErrors, nearest
from nncalc.fields import Choice, Kind, Reading, convention, given
from nncalc.problem import ProblemType
from nncalc.rules import convolution as rules
from nncalc.rules.asked_setting import settle
from nncalc.rules.feature_maps import SIDES, SYMBOLS, FeatureMap, leaf
from nncalc.rules.layer_tokens import KEYS, LARGEST, OFTEN, Layer
from nncalc.rules.layer_units import is_layer, read_layers
from nncalc.rules.layer_walk import IN_PLACE, Step, Walk
from nncalc.rules.receptive import Fields

if TYPE_CHECKING:
    from nncalc.engine.run import Run

LONGEST_OPEN = 24
"""Lines of receptive fields or memory that are shown before they are folded."""
LONGEST_TOKEN = 34


class Shape(Kind):
    """A shape: `3x227x227`, `3×227×227`, `(3, 227, 227)`, a list of whole numbers."""

    words = "a shape: 3x227x227"
    schema = {"anyOf": [{"type": ["string", "integer"]}, {"type": "array", "items": {"type": ["integer", "string"]}}]}

    def read(self, value: Any, name: str, reading: Reading) -> tuple[int, ...]:
        text = "x".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        plain = clean(text)
        parts = [part.strip() for part in re.split("[xX*,]", plain.strip(" ()[]"))]
        for part in parts:
            if not re.fullmatch(r"\d{1,9}", part) or not 1 <= int(part) <= LARGEST:
                said = f"'{part}' is not a whole number from 1" if part else "a side is missing"
                raise InputError(said, name=name, text=text, expected="whole numbers with x between: 3x227x227")
        return tuple(map(int, parts))


class Layers(Kind):
    """Layer tokens, one text or a list of texts."""

    words = "layers: conv:96,k=11,s=4 relu pool:max,k=3,s=2"
    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}

    def read(self, value: Any, name: str, reading: Reading) -> list[Layer]:
        return read_layers(value)


class ConvShape(ProblemType):
    """Layers are words of their own, read in order; every layer counts in the numbering of the results.
    conv:96,k=11,s=4,p=2,d=1,groups=1,bias=no · convt:64,k=2,s=2,op=1 (transposed) · pool:max,k=3,s=2 · pool:avg · fc:1000 ·
    relu (and the other activations) · bn · lrn · dropout:0.5 · flatten · gap (gap:6 pools to 6×6) · patch:16 · add:NAME ·
    concat:NAME. Sizes are 3 or 3x5; p takes 1, 1x2, before+after (1+0x1+0), same, valid, full. Pooling has k=2 unless given,
    and s=k. as=NAME labels an output for add and concat (add:input is the input); from=NAME reads a label instead of the
    layer before. Repetition: 3xconv:64,k=3,p=1+relu, or '3x(conv:64,k=3,p=1 relu)'. Layers of PyTorch and Keras are read as
    they are written, in quotes. One of k, s, p may be ? with want=55x55: every setting that gives it is listed.
    """

    input_: tuple[int, ...] = given(Shape(), "shape: C×H×W, H×W (dims=1: C×L, L; dims=3: C×D×H×W), or a number of features", first=True)
    layers: list[Layer] = given(Layers(), "the layers, each a word of its own on the command line, a list in a file")
    dims: str = given(Choice(("2", "1", "3")), "spatial dimensions.", default="2")
    want: tuple[int, ...] | None = given(Shape(), "output wanted, 55x55 or with channels, when one setting is ?", default=None)
    rounding: str = convention(
        "floor", "ceil", "caffe", "error",
        help="of sizes that do not divide: pooling windows round up under ceil (without one that would start outside) and "
        "caffe (dropping it only when padded), convolutions down; error refuses them",
    )  # fmt: skip
    layout: str = convention("chw", "hwc", help="whether shapes are typed and printed channels first or last")
    padding_counts: str = convention("yes", "no", help="whether average pooling divides by cells of the padding too")

    sections = {
        "conv": "Convolution", "convt": "Transposed convolution", "pool": "Pooling", "fc": "Fully connected",
        "bn": "Batch normalisation", "flatten": "Flatten", "gap": "Average pooling", "patch": "Patches",
        "add": "Sum of branches", "concat": "Concatenation", "activation": "Activation",
        "repeated": "Repeated layers", "field": "Receptive field", "memory": "Memory", "totals": "Totals", "summary": "Summary",
    }  # fmt: skip
    words = {
        "result": "{token} on {input} gives {output}.",
        "floor": "{sides}: {quotient} is not a whole number; rounded down, the last {rest} of the padded input stay unread.",
        "floor_conv": "{sides}: {quotient} is not a whole number; a convolution rounds down under every convention.",
        "ceil": "{sides}: {quotient} is not a whole number; rounded up, the last window reaches over the edge.",
        "dropped": "{sides}: {quotient} is not a whole number; of the windows rounded up to, the last would start outside "
        "and is dropped.",
        "same": "Padding 'same' adds so many cells in all; half of them stand before, an odd one at the end.",
        "bn": "One scale γ and one shift β per channel; running means and variances are not learned.",
        "implied": "A fully connected layer reads the {input} numbers in a row.",
        "add": "Equal shapes, added number by number: {shape}.",
        "gap": "The mean of every channel: {input} gives {output}.",
        "adaptive": "Windows are chosen so that {input} gives {output}.",
        "patch": "One row per patch, its pixels of all channels in a row.",
        "average": "Average pooling divides by all {cells} cells of its window, padding included.",
        "average_no": "Average pooling divides by the cells of its window that lie inside the input.",
        "repeats": "Like layer {first}: {others}.",
        "field": "r = r + (k − 1)·j with the jump j, the product of the strides so far.",
        "memory": "Bytes of each output as 32-bit numbers; activations, dropout, flatten and normalisation work in place.",
        "settings": "{count} of {key} give {want}; the working goes on with {first}.",
        "no_setting": "No {key} from {least} to {most} gives {want}.",
    }
    symbols = SYMBOLS
    examples = (
        "convshape 3x227x227 conv:96,k=11,s=4 relu pool:max,k=3,s=2 flatten fc:1000",
        "convshape 1x28x28 conv:25,k=3 pool:max,k=2 conv:50,k=3 pool:max,k=2",
        "convshape 64x56x56 relu,as=x 2xconv:64,k=3,p=1,bias=no+bn add:x relu",
        "convshape 3x32x32 3xconv:64,k=3,p=1+relu gap fc:10",
        "convshape 3x227x227 conv:96,k=11,s=? want=55x55",
        "convshape 'input=(3, 32, 32)' 'Conv2d(3, 16, kernel_size=3, padding=1)' 'MaxPool2d(2)' patch:4",
    )

    # -- reading ---------------------------------------------------------------------------------------------------

    @classmethod
    def read_tokens(cls, tokens: Sequence[str]) -> dict[str, Any]:
        """Layer words into `layers`, a bare shape in front into `input`, the rest NAME=VALUE."""
        typed: dict[str, Any] = {}
        layers: list[str] = []
        others: list[str] = []
        errors: list[InputError] = []
        for token in tokens:
            if is_layer(token):
                layers.append(token)
            elif "=" in token or "＝" in token:
                others.append(token)
            elif not others and not layers and "input" not in typed and not re.search("[A-Za-z]{2}", token):
                typed["input"] = token
            else:
                errors.append(cls._bare(token))
        if errors:
            raise InputErrors(errors)
        for name, value in super().read_tokens(others).items():
            if name in typed:
                raise InputErrors([InputError(f"{name} is given twice", name=name, text=value, expected="each name once")])
            if name == "layers":
                layers.insert(0, value)
            else:
                typed[name] = value
        return {**typed, **({"layers": layers} if layers else {})}

    @classmethod
    def _bare(cls, token: str) -> InputError:
        word = token.partition(",")[0].lower()
        close = OFTEN.get(word) or nearest(word, KEYS)
        if re.search("[A-Za-z]{2}", token):
            return InputError(f"there is no layer '{word}'", name="layers", text=token, expected=" ".join(KEYS), nearest=close)
        return InputError(f"'{token}' has no name; the input's shape stands in front", text=token, expected="3x227x227 conv:96,k=11")

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> Any:
        if name in ("k", "s", "p", "d", "groups", "bias", "op", "as", "from"):
            raise InputError(
                f"{name}={value} stands alone: a key follows its layer after a comma, without a space",
                name=name, expected="conv:96,k=11,s=4",
            )  # fmt: skip
        raise cls.unknown(name)

    @classmethod
    def read_answer(cls, name: str, text: str) -> str:
        """`96x55x55` as `96,55,55`; a receptive field `11x11` as 11."""
        if not re.fullmatch(r"\s*[\[(]?\s*\d+(\s*[xX×*]\s*\d+)+\s*[\])]?\s*", text):
            return text
        parts = re.findall(r"\d+", text)
        if name.startswith("receptive_field") and len(set(parts)) == 1:
            return parts[0]
        return ",".join(parts)

    def prepare(self) -> None:
        self.count = int(self.dims)
        self.names = SIDES[self.count]
        self._split_input()
        unknown = [number for number, layer in enumerate(self.layers, 1) if layer.unknown]
        if len(unknown) > 1:
            raise InputError("two settings are unknown", name="layers", expected="one `?` in all layers")
        if unknown and self.want is None:
            raise InputError(f"{self.layers[unknown[0] - 1].unknown}=? needs the output that is wanted", name="want", expected="want=55x55")
        if self.want is not None and not unknown:
            raise InputError("want= needs one setting that is asked for", name="want", expected="k=?, s=? or p=? in one layer")
        for number, layer in enumerate(self.layers, 1):
            self._check_sides(number, layer)

    def _split_input(self) -> None:
        sizes, count = self.input_, self.count
        features = len(sizes) == 1 and count > 1
        if not features and len(sizes) not in (count, count + 1):
            shapes = {1: "C×L or L", 2: "C×H×W, H×W or a number of features", 3: "C×D×H×W or D×H×W"}[count]
            hint = {2: "dims=1", 4: "dims=3"}.get(len(sizes))
            raise InputError(
                f"the input has {len(sizes)} sizes with dims={count}",
                name="input", text="x".join(map(str, sizes)), expected=shapes, nearest=hint,
            )  # fmt: skip
        self.features = sizes[0] if features else None
        last = self.layout == "hwc"
        with_channels = len(sizes) == count + 1
        self.channels = (sizes[-1] if last else sizes[0]) if with_channels else 1
        self.sides = () if features else (sizes[:-1] if last else sizes[1:]) if with_channels else sizes

    def _check_sides(self, number: int, layer: Layer) -> None:
        wrong = None
        if layer.dims is not None and layer.dims != self.count:
            raise InputError(
                f"layer {number} ({layer.text[:80]}) is for dims={layer.dims}, this is dims={self.count}",
                name="dims", expected=f"dims={layer.dims}",
            )  # fmt: skip
        settings = {"k": layer.kernel, "s": layer.stride, "d": layer.dilation, "op": layer.output_padding, "p": layer.padding}
        for key, value in settings.items():
            if value is not None and not isinstance(value, str) and len(value) not in (1, self.count):
                wrong = f"{key} has {len(value)} sizes, the input {self.count}"
        if wrong:
            raise InputError(f"layer {number} ({layer.token}): {wrong}", name="layers", expected="one size, or one per side")

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        layers = settle(self, run) if self.want is not None else self.layers
        fields = Fields(self.count, self.alike(layers))
        walk = Walk(run, self.count, self.rounding, self.layout, fields)
        steps = walk.go(layers, self.start(fields))
        run.section("repeated")
        for first, others in walk.repeats.items():
            run.words("repeats", first=first, others=", ".join(map(str, others)))
        if walk.folded:
            run.show("fold", walk.folded)
        self._after(run, walk, steps)
        self._totals(run, steps)
        self._summary(run, steps)
        run.answer("settings", "shape", "weights", "biases", "params", "macs", "flops")

    def start(self, fields: Fields) -> FeatureMap:
        """The input as the map that the first layer reads."""
        if self.features is not None:
            features = leaf("features0", self.features)
            return FeatureMap(features, (), "features", fields.start(), fields.apart(), (features,), 0)
        sides = rules.input_sides(tuple(leaf(f"{name}0", size) for name, size in zip(self.names, self.sides, strict=True)))
        return FeatureMap(leaf("channels0", self.channels), sides, "map", fields.start(), fields.apart(), (), 0)

    def alike(self, layers: list[Layer]) -> bool:
        """Whether the receptive field is the same along every side."""
        if self.count == 1 or self.features is not None:
            return True
        moving = all(len(set(size)) == 1 for layer in layers for size in (layer.kernel or (1,), layer.steps, layer.dilation))
        still = len(set(self.sides)) == 1 and all(isinstance(layer.padding, str) or len(set(layer.padding)) == 1 for layer in layers)
        return moving and (still or not any(layer.word in ("fc", "gap") for layer in layers))

    def _after(self, run: Run, walk: Walk, steps: list[Step]) -> None:
        """Receptive fields and memory, after the layers; long ones folded."""
        run.section("field")
        if walk.fields.lines:
            run.words("field")
        _lines(run, walk.fields.lines)
        run.section("memory")
        run.words("memory")
        held = [step.memory for step in steps if step.layer.word not in IN_PLACE]
        start = self.start(walk.fields)
        held.insert(0, run.let("memory0", rules.multiplied([constant(4), start.channels, *start.sides]), shown=False))
        _lines(run, held)
        run.let("memory", total(held))
        for step in steps:
            if step.layer.word == "pool" and step.layer.argument == "avg" and _padded(step.layer):
                run.section("pool")
                cells = 1
                for size in (step.layer.kernel or (1,)) * (self.count if len(step.layer.kernel or (1,)) == 1 else 1):
                    cells *= size
                with run.within(f"layer.{step.number}", ""):
                    run.words("average" if self.padding_counts == "yes" else "average_no", cells=cells)

    def _totals(self, run: Run, steps: list[Step]) -> None:
        run.section("totals")
        out = steps[-1].out
        run.result("shape", run.results[f"shape{out.number}"])
        for name in ("weights", "biases", "params"):
            values = [run.results[f"{name}{step.number}"] for step in steps]
            counted = [value for value in values if value.operation is not None]
            run.let(name, total(counted) if counted else constant(0))
        counted = [step.macs for step in steps if step.macs.operation is not None]
        macs = run.let("macs", total(counted) if counted else constant(0))
        run.let("flops", rules.flop_count(macs))

    def _summary(self, run: Run, steps: list[Step]) -> None:
        run.section("summary")
        rows: list[list[Any]] = [["", "input", "×".join(map(str, self.input_)), "", "", ""]]
        for step in steps:
            shape: Tensor = run.results[f"shape{step.number}"]
            token = step.layer.token
            token = token if len(token) <= LONGEST_TOKEN else token[: LONGEST_TOKEN - 1] + "…"
            sizes = "×".join(str(item.value) for item in shape.items)
            field = run.results[f"receptive_field{step.number}"]
            seen = "×".join(str(item.value) for item in field.items) if isinstance(field, Tensor) else str(field.value)
            rows.append([str(step.number), token, sizes, step.params, step.macs, seen])
        rows.append(["", "total", "", run.results["params"], run.results["macs"], ""])
        run.show("table", (("", "layer", "output", "params", "MAC", "field"), rows, frozenset({0, 1, 2, 5})))


def _lines(run: Run, named: list[Any]) -> None:
    """Lines in full, or folded where there are many."""
    if len(named) > LONGEST_OPEN:
        run.show("fold", named)
        return
    for each in named:
        run.show("line", each)


def _padded(layer: Layer) -> bool:
    return layer.padding == "same" or (not isinstance(layer.padding, str) and any(map(any, layer.padding)))
