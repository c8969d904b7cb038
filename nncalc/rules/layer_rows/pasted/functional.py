"""Functions that are applied to tensors: `F.relu(x)`, `F.max_pool2d(x, 2)`, `torch.cat([a, b], 1)`, `x.view(-1, 400)`."""

from __future__ import annotations

from functools import partial
from typing import Any

from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.layer_rows.pasted.called import Called, shown_value
from nncalc.rules.layer_rows.pasted.making import layer_of
from nncalc.rules.layer_rows.pasted.signatures import signature
from nncalc.rules.layer_rows.pasted.trace import Trace
from nncalc.rules.layer_rows.pasted.values import Made, Size, Spot, Unknown
from nncalc.words import say

SAME = frozenset(("to", "cuda", "cpu", "float", "double", "half", "contiguous", "clone", "detach", "type", "requires_grad_",
                  "cast", "stop_gradient", "checkpoint"))  # fmt: skip
"""Functions that leave the shape and the layers as they are."""
LOOKED_AT = frozenset(
    ("numpy", "item", "tolist", "backward", "argmax", "max", "topk", "dim", "print", "allclose", "equal")
)
"""What is done with an output outside of a network: it is looked at."""
_ACTIVATION = {name.replace("-", "_"): name for name in ACTIVATIONS} | {
    name.replace("-", ""): name for name in ACTIVATIONS
} | {"relu6": "relu", "relu_": "relu", "log_softmax": "softmax", "swish": "silu", "leaky_relu_": "leaky-relu"}  # fmt: skip
_POOLS = {"max_pool": "MaxPool", "avg_pool": "AvgPool", "adaptive_avg_pool": "AdaptiveAvgPool", "dropout": "Dropout"}
JOINS = {"cat": "concat", "concat": "concat", "concatenate": "concat", "add": "add"}


class Functions:
    """Functions on tensors, applied to a trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace, self.fail = trace, trace.fail

    def apply(self, name: str, values: list[Any], named: dict[str, Any], text: str, place: int) -> Any:
        """The function `name` of a tensor, the first of the values. Raises InputError where it is not read."""
        spot, rest = values[0], values[1:]
        if name in SAME:
            return spot
        if name in ("size", "shape"):
            return self._size(rest)
        if name in _ACTIVATION:
            return self.trace.append(Layer(_ACTIVATION[name], text), spot, place)
        family, dims = (name[:-2], name[-2:]) if name[-1:] == "d" and name[-2:-1] in "123" else (name, "")
        if family in _POOLS and (dims or family == "dropout"):
            return self._layer(_POOLS[family] + dims, spot, rest, named, text, place)
        if name in ("interpolate", "upsample"):
            return self._layer("Upsample", spot, rest, named, text, place)
        if name == "pad":
            return self._padded(spot, rest, named, text, place)
        if name in ("view", "reshape"):
            return self._viewed(spot, rest, text, place)
        if name == "flatten":
            start = rest[0] if rest else named.get("start_dim", 0)
            if start != 1 or (rest[1:] or [named.get("end_dim", -1)]) != [-1]:
                self.fail(place, say("all samples are flattened into one here"), expected="torch.flatten(x, 1)")
            return self.trace.append(Layer("flatten", text), spot, place)
        if name == "mean":
            return self._mean(spot, rest, named, text, place)
        return self.fail(place, say("{name} of a tensor is not read here", name=name),
                         expected=say("its layers as tokens: conv:6,k=5 relu pool:max flatten fc:10"))  # fmt: skip

    def _size(self, rest: list[Any]) -> Any:
        if not rest:
            return [Size(True), *[Size(False)] * 3]
        return Size(rest == [0])

    def _layer(self, name: str, spot: Spot, rest: list[Any], named: dict[str, Any], text: str, place: int) -> Spot:
        """A function that is a layer too."""
        known = signature(name)
        assert known is not None
        if known.word == "dropout":
            rest, named = [], {}
        layer = layer_of(Called(name, rest, named, text, False, partial(self.fail, place)), known)
        return self.trace.apply(Made(name, place, layer=layer, torch=True), spot, place, exact=True)

    def _padded(self, spot: Spot, rest: list[Any], named: dict[str, Any], text: str, place: int) -> Spot:
        """`F.pad(x, (1, 1, 2, 2))`: zeros left, right, above and below."""
        around = rest[0] if rest else named.get("pad")
        mode, value = ([*rest[1:], *[None] * 2])[:2]
        mode, value = named.get("mode", mode or "constant"), named.get("value", value or 0)
        sizes = len(around) if isinstance(around, list) else 0
        if sizes not in (2, 4, 6) or mode != "constant" or value != 0:
            self.fail(
                place, say("this padding is not read here"), expected=say("F.pad(x, (1, 1, 2, 2)): zeros around a map")
            )
        return self._layer(f"ZeroPad{sizes // 2}d", spot, [around], {}, text, place)

    def _viewed(self, spot: Spot, rest: list[Any], text: str, place: int) -> Spot:
        """`x.view(-1, 400)`: a sample in a row; that it has so many numbers is checked when the layers are walked through."""
        sizes = list(rest[0]) if len(rest) == 1 and isinstance(rest[0], list) else rest
        first = sizes[0] if sizes else None
        of_batch = first == -1 or (isinstance(first, Size) and first.batch) or _is_batch(first)
        wanted = sizes[1] if len(sizes) == 2 else None
        whole = type(wanted) is int and wanted > 0
        if not of_batch or not (whole or isinstance(wanted, Size) or (wanted == -1 and first != -1)):
            self.fail(place, say("a tensor of {sizes} is not read here", sizes=shown_value(sizes)),
                      expected=say("x.view(-1, 400): a row of numbers for each sample"))  # fmt: skip
        return self.trace.append(Layer("flatten", text, incoming=wanted if whole else None), spot, place)

    def _mean(self, spot: Spot, rest: list[Any], named: dict[str, Any], text: str, place: int) -> Spot:
        """`x.mean([2, 3])`: the mean of each channel."""
        over = rest[0] if rest else named.get("dim", named.get("axis"))
        axes = over if isinstance(over, list) else None
        if (over == 1 or axes == [1]) and len(rest) < 2 and not named.get("keepdim"):
            return self.trace.append(Layer("gap", text, kernel=(1,), keeps=False, dims=0), spot, place)
        if axes not in ([2, 3], [-2, -1], [-1, -2]) or len(rest) > 1:
            self.fail(
                place,
                say("this mean is not read here"),
                expected=say("x.mean([2, 3]), over height and width; x.mean(1), over tokens"),
            )
        kept = named.get("keepdim", False) is True
        return self.trace.append(Layer("gap", text, kernel=(1,), keeps=kept, dims=2), spot, place)


def _is_batch(value: Any) -> bool:
    """Whether a name is what people call the number of samples."""
    return isinstance(value, Unknown) and value.plain and value.name in ("batch_size", "bs", "batch", "N", "B", "n")
