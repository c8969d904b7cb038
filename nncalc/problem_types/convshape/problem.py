"""Convolutional networks: shapes, parameters, receptive fields"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import Choice, Reading, convention, given
from nncalc.declaring.fields import count as counted
from nncalc.declaring.problem import ProblemType
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.convshape import report
from nncalc.problem_types.convshape.asked_setting import settle
from nncalc.problem_types.convshape.fields import Layers, Shape
from nncalc.problem_types.convshape.results import RESULTS
from nncalc.problem_types.convshape.units import is_layer
from nncalc.rules.convolution import arithmetic as rules
from nncalc.rules.convolution.feature_maps import SIDES, SYMBOLS, FeatureMap
from nncalc.rules.convolution.layer_lines import Conventions
from nncalc.rules.convolution.receptive_fields import Fields
from nncalc.rules.convolution.settings import leaf
from nncalc.rules.convolution.tokens import KEYS, Layer, layer_meant
from nncalc.rules.convolution.walk import Walk, averages_padding

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def _nothing_rounded(problem: ConvShape) -> str | None:
    words = {layer.word for layer in problem.layers}
    if problem.rounding != "error":
        return None if "pool" in words else "there is no pooling"
    return None if words & {"conv", "pool", "patch"} else "no size is divided"


class ConvShape(ProblemType):
    """Layers are words of their own, read in order, and every layer counts in the numbering of the results.

    Sizes are 3, or 3x5 along height and width. Layers of PyTorch and Keras are read as they are written, in quotes.
    """

    input_: tuple[int, ...] = given(
        Shape(), "C×H×W, H×W (dims=1: C×L, L; dims=3: C×D×H×W), or a number of features", first=True
    )
    layers: list[Layer] = given(Layers(), "the layers, each a word of its own on the command line, a list in a file")
    dims: str = given(Choice(("2", "1", "3")), "spatial dimensions.", default="2")
    want: tuple[int, ...] | None = given(
        Shape(), "output wanted, 55x55 or with channels, when one setting is ?", default=None
    )
    rounding: str = convention(
        "floor", "ceil", "caffe", "error",
        help="of sizes that do not divide: pooling rounds up under ceil (dropping a window that starts outside) and "
        "caffe (dropping it only when padded), convolutions down; error refuses them",
        idle=_nothing_rounded,
    )  # fmt: skip
    layout: str = convention("chw", "hwc", help="whether shapes are typed and printed channels first or last")
    padding_counts: str = convention(
        "yes",
        "no",
        help="whether average pooling divides by cells of the padding too",
        idle=lambda p: None if any(averages_padding(layer) for layer in p.layers) else "no average pooling is padded",
    )

    own_names = {
        "conv:N,k=K": "N kernels of K×K, with s=4 p=2 d=1 groups=1 bias=no. p takes 1, 1x2, 1+0x1+0 (before+after), "
        "same, valid, full.",
        "convt:N,k=K": "Transposed convolution, with op= for its output padding.",
        "pool:max, pool:avg": "With k=3 s=2 p=1; k=2 and s=k unless given.",
        "fc:N": "Fully connected, N units; bias=no.",
        "relu bn lrn dropout:P": "The shape stays; so with the other activations.",
        "flatten gap patch:K": "All in a row; mean of each channel (gap:6 pools to 6×6); patches of K×K as rows.",
        "add:NAME concat:NAME": "With the output that as=NAME labelled (add:input: the input); from=NAME reads "
        "a label instead of the layer before.",
        "3xconv:64,k=3+relu": 'A unit three times; "3x(conv:64,k=3 relu)" in quotes says the same.',
        "conv:96,k=11,s=?": "One of k, s, p may be asked for: with want=55x55 every setting that gives it is listed.",
    }

    sections = {
        "conv": "Convolution", "convt": "Transposed convolution", "pool": "Pooling", "fc": "Fully connected",
        "bn": "Batch normalisation", "flatten": "Flatten", "gap": "Average pooling", "patch": "Patches",
        "add": "Sum of branches", "concat": "Concatenation", "activation": "Activation",
        "repeated": "Repeated layers", "field": "Receptive field", "memory": "Memory", "totals": "Totals",
        "summary": "Summary",
    }  # fmt: skip
    words = {
        "last": "Read as C×H×W: {channels} channels of {height}×{width}. Channels that stand last want layout=hwc.",
        "result": "{token} on {input} gives {output}.",
        "floor": "{sides}: {quotient} is not a whole number, rounded down; cells unread at the end: {rest}.",
        "floor_conv": "{sides}: {quotient} is not a whole number; a convolution rounds down under every convention.",
        "ceil": "{sides}: {quotient} is not a whole number; rounded up, the last window reaches over the edge.",
        "dropped": "{sides}: {quotient} is not a whole number; of the windows rounded up to, the last would start "
        "outside and is dropped.",
        "same": "Padding 'same' adds so many cells in all; half of them stand before, an odd one at the end.",
        "bn": "One scale γ and one shift β per channel; running means and variances are not learned.",
        "bn_scale": "One scale γ per channel, and no shift; running means and variances are not learned.",
        "bn_shift": "One shift β per channel, and no scale; running means and variances are not learned.",
        "pointwise": "A Dense layer of Keras reads the channels alone, at every place anew: it is a convolution of 1×1.",
        "implied": "A fully connected layer reads all numbers of {input} in a row.",
        "add": "Equal shapes, added number by number: {shape}.",
        "gap": "The mean of every channel: {input} gives {output}.",
        "adaptive": "Windows are chosen so that {input} gives {output}.",
        "uneven": "They are not all of one size; the receptive field counts the largest, and the mean step between them.",
        "patch": "One row per patch, its pixels of all channels in a row.",
        "average": "Average pooling divides by the size of its window, {cells}, padding included.",
        "average_no": "Average pooling divides by the cells of its window that lie inside the input.",
        "repeats": "Layer {others} repeats layer {first}.",
        "repeat": "Layers {others} repeat layer {first}.",
        "field": "A layer adds (k − 1)·j to r; the jump j is the product of the strides so far. "
        "A layer that leaves r or j as it is gives it no new number.",
        "transposed": "A transposed convolution adds ⌊(k − 1)/s⌋·j to r instead, and divides j by s.",
        "traced": "Behind it the outputs see different numbers of cells. One that sees the most is traced back, as if the "
        "maps had no edges: a and b are the first and the last cell that it sees of each layer before, counted from 0. "
        "Their second index is that layer's, 0 the input's.",
        "tap": "With dilation d it adds d/g·⌊(k − 1)·g/s⌋·j, g the greatest common divisor of d and s, and sees a cell "
        "through one tap t of the kernel, counted from 0.",
        "widest": "Output o = {output} of layer {number} sees the most:",
        "whole": "Layer {number} reads its whole input; traced back to the edges of the network's input:",
        "memory": "Bytes of each output as 32-bit numbers; activations, dropout, flatten and normalisation work in place.",
        "settings": "{count} of {setting} for {want}; the working goes on with {first}.",
    }
    symbols = SYMBOLS
    results = RESULTS
    examples = (
        "convshape 3x227x227 conv:96,k=11,s=4 relu pool:max,k=3,s=2 flatten fc:1000",
        "convshape 1x28x28 conv:25,k=3 pool:max,k=2 conv:50,k=3 pool:max,k=2",
        "convshape 64x56x56 relu,as=x 2xconv:64,k=3,p=1,bias=no+bn add:x relu",
        "convshape 3x32x32 3xconv:64,k=3,p=1+relu gap fc:10",
        "convshape 3x227x227 conv:96,k=11,s=? want=55x55",
        'convshape "input=(3, 32, 32)" "Conv2d(3, 16, kernel_size=3, padding=1)" "MaxPool2d(2)" patch:4',
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
            elif cls._nearly_a_layer(token.partition("=")[0], token):
                errors.append(cls._bare(token))
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
                raise InputErrors(
                    [InputError(f"{name} is given twice", name=name, text=value, expected="each name once")]
                )
            if name == "layers":
                layers.insert(0, value)
            else:
                typed[name] = value
        return {**typed, **({"layers": layers} if layers else {})}

    @staticmethod
    def _nearly_a_layer(name: str, token: str) -> bool:
        """Whether what looks like NAME=VALUE is a layer with a slip in it: `conv96,k=3`, `conv=96,k=3`."""
        return ("," in name or name in KEYS) and layer_meant(token) is not None

    @classmethod
    def _bare(cls, token: str) -> InputError:
        word = token.partition(",")[0].partition("=")[0].lower()
        if re.search("[A-Za-z]{2}", token):
            return InputError(
                f"a layer is not written '{token}'" if word in KEYS else f"there is no layer '{word}'",
                name="layers", text=token, expected=" ".join(KEYS), nearest=layer_meant(token),
            )  # fmt: skip
        return InputError(
            f"'{token}' has no name; the input's shape stands in front", text=token, expected="3x227x227 conv:96,k=11"
        )

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> Any:
        if name in ("k", "s", "p", "d", "groups", "bias", "op", "as", "from"):
            raise InputError(
                f"{name}={value} stands alone: a key follows its layer after a comma, without a space",
                name=name, expected="conv:96,k=11,s=4",
            )  # fmt: skip
        token = f"{name}={value}"
        if cls._nearly_a_layer(name, token):
            raise cls._bare(token)
        raise cls.unknown(name)

    def prepare(self) -> None:
        self.count = int(self.dims)
        self.names = SIDES[self.count]
        self.held = Conventions(self.count, self.rounding, self.layout, self.padding_counts)
        self._split_input()
        unknown = [number for number, layer in enumerate(self.layers, 1) if layer.unknown]
        if len(unknown) > 1:
            raise InputError("two settings are unknown", name="layers", expected="one `?` in all layers")
        if unknown and self.want is None:
            raise InputError(
                f"{self.layers[unknown[0] - 1].unknown}=? needs the output that is wanted",
                name="want",
                expected="want=55x55",
            )
        if self.want is not None and not unknown:
            raise InputError(
                "want= needs one setting that is asked for", name="want", expected="k=?, s=? or p=? in one layer"
            )
        for number, layer in enumerate(self.layers, 1):
            self._check_sides(number, layer)

    def _split_input(self) -> None:
        sizes, count = self.input_, self.count
        features = len(sizes) == 1 and count > 1
        if not features and len(sizes) not in (count, count + 1):
            shapes = {1: "C×L or L", 2: "C×H×W, H×W or a number of features", 3: "C×D×H×W or D×H×W"}[count]
            hint = {2: "dims=1", 4: "dims=3"}.get(len(sizes))
            raise InputError(
                f"the input has {counted(len(sizes), 'size')} with dims={count}",
                name="input", text="x".join(map(str, sizes)), expected=shapes, nearest=hint,
            )  # fmt: skip
        self.features = sizes[0] if features else None
        last = self.layout == "hwc"
        with_channels = len(sizes) == count + 1
        self.channels = (sizes[-1] if last else sizes[0]) if with_channels else 1
        self.sides = () if features else (sizes[:-1] if last else sizes[1:]) if with_channels else sizes

    def retyped(self, name: str, value: str) -> dict[str, str]:
        """The input with its channels last, or first again."""
        if name != "layout" or len(self.input_) != self.count + 1:
            return {}
        sizes = [*self.sides, self.channels] if value == "hwc" else [self.channels, *self.sides]
        return {"input": "x".join(map(str, sizes))}

    def _check_sides(self, number: int, layer: Layer) -> None:
        wrong = None
        if layer.dims is not None and layer.dims != self.count:
            raise InputError(
                f"layer {number} ({layer.text[:80]}) is for dims={layer.dims}, this is dims={self.count}",
                name="dims", expected=f"dims={layer.dims}",
            )  # fmt: skip
        settings = {
            "k": layer.kernel,
            "s": layer.stride,
            "d": layer.dilation,
            "op": layer.output_padding,
            "p": layer.padding,
        }
        for key, value in settings.items():
            if value is not None and not isinstance(value, str) and len(value) not in (1, self.count):
                wrong = f"{key} has {counted(len(value), 'size')}, the input {self.count}"
        if wrong:
            raise InputError(
                f"layer {number} ({layer.token}): {wrong}", name="layers", expected="one size, or one per side"
            )

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        self._say_order(run)
        layers = settle(self, run) if self.want is not None else self.layers
        fields = Fields(self.count, self.alike(layers))
        walk = Walk(run, self.held, fields)
        steps = walk.go(layers, self.start(fields))
        run.section("repeated")
        for first, others in walk.repeats.items():
            run.words("repeats" if len(others) == 1 else "repeat", first=first, others=", ".join(map(str, others)))
        if walk.folded:
            run.show("fold", walk.folded)
        report.fields_and_memory(run, walk, self.start(fields), steps)
        report.totals(run, steps)
        report.summary(run, self.input_, steps)
        run.answer("settings", "shape", "weights", "biases", "params", "macs", "flops")

    def _say_order(self, run: Run) -> None:
        """How an input such as 224×224×3 is read, which may have been meant channels last."""
        if self.layout != "chw" or len(self.sides) != 2:
            return
        height, width = self.sides
        if width in (1, 3, 4) and width < min(height, self.channels):
            with run.within("input"):
                run.words("last", channels=self.channels, height=height, width=width)

    def start(self, fields: Fields) -> FeatureMap:
        """The input as the map that the first layer reads."""
        field, jump = fields.start(), fields.apart()
        if self.features is not None:
            features = leaf("features0", self.features)
            return fields.origin(FeatureMap(features, (), "features", field, jump, (features,), layout=self.layout))
        sides = rules.input_sides(
            tuple(leaf(f"{name}0", size) for name, size in zip(self.names, self.sides, strict=True))
        )
        channels = leaf("channels0", self.channels)
        return fields.origin(FeatureMap(channels, sides, "map", field, jump, layout=self.layout))

    def alike(self, layers: list[Layer]) -> bool:
        """Whether the receptive field is the same along every side."""
        moving = all(
            len(set(size)) == 1 for layer in layers for size in (layer.kernel or (1,), layer.steps, layer.dilation)
        )
        even = all(isinstance(layer.padding, str) or len(set(layer.padding)) == 1 for layer in layers)
        square = len(set(self.sides)) < 2 and all(len(set(layer.output_padding or ())) < 2 for layer in layers)
        words = {layer.word for layer in layers}
        if words & {"fc", "gap"}:
            return moving and even and square
        same = any(layer.padding == "same" for layer in layers)
        return moving and ("convt" not in words or (even and (square or not same)))
