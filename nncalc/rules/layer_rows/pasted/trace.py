"""The layers as they are applied, one after another; branches get labels, and are joined by their labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nncalc.rules.convolution.layer import Layer
from nncalc.rules.layer_rows.pasted.values import LAST_ROW, LEARNING, Made, Spot
from nncalc.words import say

MOST_LAYERS = 1000
_INSTEAD = {
    "Reflection": "zeropad:1, of the same shape",
    "Replication": "zeropad:1, of the same shape",
    "Constant": "zeropad:1, of the same shape",
    "Circular": "zeropad:1, of the same shape",
    "LSTM": "lstm:64 for a whole layer; nncalc rnn-step cell=lstm for its values",
    "GRU": "gru:64 for a whole layer; nncalc rnn-step cell=gru for its values",
    "RNN": "rnn:64 for a whole layer; nncalc rnn-step for its values",
    "SimpleRNN": "rnn:64 for a whole layer; nncalc rnn-step for its values",
    "Transformer": "encoder:8,ff=2048 decoder:8,ff=2048",
}
"""What says the same, or nearly, until a layer is here: by how its name begins."""


class Trace:
    """Layers applied so far. `before`: layers that stand in front of the pasted text, which keeps labels apart."""

    def __init__(self, fail: Callable[..., Any], before: int) -> None:
        self.layers: list[Layer] = []
        self.fail, self.before = fail, before
        self.shape: tuple[Any, ...] | None = None
        self.layout: str | None = None
        self.remarks: list[tuple[str, dict[str, Any]]] = []

    def label(self, spot: Spot) -> str:
        """The label of an output; it is given one where it has none."""
        if spot.number == 0:
            return "input" if not self.before else self._labelled_before()
        layer = self.layers[spot.number - 1]
        if layer.label is None:
            layer = self.layers[spot.number - 1] = layer._replace(label=f"out{self.before + spot.number}")
        return str(layer.label)

    def _labelled_before(self) -> str:
        return str(self.fail(0, say("a branch from the layers before what is pasted is not read")))

    def append(self, layer: Layer, spot: Spot, place: int) -> Spot:
        """A layer applied to a tensor; its output."""
        if len(self.layers) >= MOST_LAYERS:
            self.fail(place, say("more than {most_layers:,} layers", most_layers=MOST_LAYERS))
        if spot.number != len(self.layers):
            layer = layer._replace(source=self.label(spot))
        self.layers.append(layer)
        return Spot(len(self.layers))

    def apply(self, made: Made, spot: Spot, place: int, exact: bool) -> Spot:
        """One layer; `exact`: its place in the network is known, so PyTorch's Linear reads the last side alone."""
        if made.layer is None:
            hint = next((hint for start, hint in _INSTEAD.items() if made.name.startswith(start)), None)
            self.fail(made.place, made.refused, expected=say(hint or "the network without it"))
        assert made.layer is not None
        if made.merges:
            self.fail(place, say("{name} takes a list of tensors", name=made.name))
        if made.applied and made.layer.word in LEARNING:
            self.fail(place, say("{name} is used twice: its parameters would be counted twice", name=made.name))
        made.applied += 1
        if made.shape is not None and not self.layers and self.shape is None:
            self.shape, self.layout = made.shape, made.layer.layout or "hwc"
        layer = made.layer
        if exact and made.torch and layer.word == "fc":
            layer = layer._replace(pointwise=True, layout="chw")
        spot = self.append(layer, spot, place)
        for each in made.more:
            spot = self.append(each, spot, place)
        return spot

    def both(self, spot: Spot) -> bool:
        """Whether a recurrent layer goes both ways."""
        return "both" in dict(self.layers[spot.number - 1].options)

    def last(self, spot: Spot, place: int) -> Spot:
        """The last row alone of what a recurrent layer gives."""
        layer = self.layers[spot.number - 1] if spot.number else None
        if layer is None or layer.word not in ("rnn", "lstm", "gru") or spot.number != len(self.layers):
            self.fail(place, say("the last row is read of a recurrent layer alone, right behind it"),
                      expected=LAST_ROW)  # fmt: skip
        assert layer is not None
        options = tuple(sorted({**dict(layer.options), "out": "last"}.items()))
        self.layers[-1] = layer._replace(options=options)
        return spot

    def merged(self, word: str, spots: Sequence[Spot], text: str, place: int) -> Spot:
        """Outputs added, or put behind one another. The last of them is the one that goes on."""
        distinct = sorted(spots)
        if word == "add" and len(distinct) == 2 and distinct[0] == distinct[1]:
            return self.append(Layer("identity", text), distinct[0], place)
        *others, last = distinct
        labels = tuple(self.label(spot) for spot in others)
        return self.append(Layer(word, text, labels), last, place)

    def remark(self, key: str, **values: Any) -> None:
        """A sentence for the page, once."""
        if (key, values) not in self.remarks:
            self.remarks.append((key, values))
