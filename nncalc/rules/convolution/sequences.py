"""Layers over tokens, T rows of d features: shapes and parameters of recurrent cells, attention and whole blocks.

Vaswani and others 2017 for the blocks; Hochreiter and Schmidhuber 1997, Cho and others 2014 for the cells; Hu and
others 2021 for low-rank adapters.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.operations import FLOOR
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.rules.convolution.feature_maps import FeatureMap
from nncalc.rules.convolution.layer import Layer
from nncalc.rules.convolution.settings import leaf
from nncalc.rules.convolution.sizes import misfit
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.rules.convolution.layer_lines import LayerLines

GATES = {"rnn": 1, "lstm": 4, "gru": 3}


@rule("every gate has a weight from each input and from each unit, for each of its units")
def recurrent_weights(gates: int, directions: int, inputs: Quantity, units: Quantity) -> Quantity:
    """gates·H·(d + H), once for each direction."""
    return _times(gates * directions, units * (inputs + units))


@recurrent_weights.slip("gates-left-out", "counts one gate only, leaving out the ×4 or ×3", 65)
def _(gates: int, directions: int, inputs: Quantity, units: Quantity) -> Quantity:
    if gates == 1:
        raise DoesNotApply
    return recurrent_weights.right(1, directions, inputs, units)


@rule("every gate has its biases for each of its units")
def recurrent_biases(gates: int, directions: int, units: Quantity, vectors: int) -> Quantity:
    return _times(gates * directions * vectors, units)


@recurrent_biases.slip("both-biases", "counts one bias where there are two, or two where there is one", 64)
def _(gates: int, directions: int, units: Quantity, vectors: int) -> Quantity:
    return _times(gates * directions * (3 - vectors), units)


@rule("attention has four square matrices: for queries, keys, values and the output")
def attention_weights(features: Quantity, times: int) -> Quantity:
    return _times(4 * times, features * features)


@attention_weights.slip("output-matrix-left-out", "leaves out the matrix behind the heads")
def _(features: Quantity, times: int) -> Quantity:
    return _times(3 * times, features * features)


@rule("an adapter of rank r has r weights for each input and for each output")
def adapter_weights(rank: Quantity, inputs: Quantity, outputs: Quantity) -> Quantity:
    return rank * (inputs + outputs)


@adapter_weights.slip("one-matrix-left-out", "counts one of the two matrices")
def _(rank: Quantity, inputs: Quantity, outputs: Quantity) -> Quantity:
    return rank * inputs


def _times(number: int, q: Quantity) -> Quantity:
    return q if number == 1 else number * q


def work(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap, before: Any) -> Any:
    """A layer of SEQUENCES: its output, its weights, its biases (None where it has none), and what is multiplied where.

    before  the layer in front of it, for an adapter
    """
    if incoming.kind == "map" and not is_row(incoming):
        raise misfit(
            number, layer, say("it reads tokens, rows of features; it gets {shape}", shape=incoming.written),
            say("input=10x512 dims=0 for ten tokens of 512 features; patch or flatten before it"),
        )  # fmt: skip
    options = dict(layer.options)
    if layer.word in GATES:
        return _recurrent(page, number, layer, incoming, options)
    if layer.word == "embedding":
        return _embedding(page, number, layer, incoming)
    if layer.word == "lora":
        return _adapter(page, number, layer, incoming, before)
    out = page.shaped(number, incoming.channels, incoming.sides, incoming, incoming.kind)
    if layer.word == "ln":
        return out, incoming.channels, incoming.channels, None
    return _blocks(page, number, layer, incoming, out, options)


def is_row(incoming: FeatureMap) -> bool:
    """Whether a map is rows of features too: one side, channels last, as Keras's layers of one dimension pass it on."""
    return incoming.kind == "map" and len(incoming.sides) == 1 and incoming.layout == "hwc"


def _recurrent(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap, options: dict[str, str]) -> Any:
    directions = 2 if options.get("both") == "" else 1
    units = leaf(f"units{number}", layer.argument)
    channels = page.line(f"features{number}", _times(directions, units), shown=False)
    sides = incoming.sides if options.get("out", "all") == "all" else ()
    kind = "map" if is_row(incoming) else "tokens"
    out = page.shaped(number, channels, sides, incoming, kind if sides else "features")
    gates, vectors = GATES[layer.word], int(options.get("biases", "1"))
    page.say("gates", word=layer.word, gates=gates, directions=directions, biases=vectors)
    weights = recurrent_weights(gates, directions, incoming.channels, units)
    biases = recurrent_biases(gates, directions, units, vectors) if vectors else None
    return out, weights, biases, (weights, incoming.sides)


def _embedding(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap) -> Any:
    """The input counts tokens; each becomes a row of the table."""
    count, kind = incoming.channels, "tokens"
    if is_row(incoming):
        count, kind = incoming.sides[0], "map"
    if incoming.kind == "tokens" or (kind == "map" and sign(incoming.channels - 1) != 0):
        raise misfit(
            number, layer, say("it reads words by their numbers, it gets {shape}", shape=incoming.written),
            say("input=10 for ten words"),
        )  # fmt: skip
    words = constant(layer.argument[0])
    features = page.line(f"features{number}", constant(layer.argument[1]), shown=False)
    out = page.shaped(number, features, (count,), incoming, kind)
    page.say("embedding", words=layer.argument[0])
    return out, words * out.channels, None, None


def _adapter(page: LayerLines, number: int, layer: Layer, incoming: FeatureMap, before: Any) -> Any:
    if before is None or before.layer.word != "fc":
        raise misfit(number, layer, say("it adapts the fc before it, and there is none"), "fc:768 lora:8")
    inputs = before.weights / before.out.channels
    out = page.shaped(number, incoming.channels, incoming.sides, incoming, incoming.kind)
    page.say("lora", inputs=inputs.value, outputs=before.out.channels.value)
    read = leaf("inputs", int(inputs.value.p))
    weights = adapter_weights(leaf("rank", layer.argument), read, incoming.channels)
    return out, weights, None, (weights, incoming.sides)


def _blocks(
    page: LayerLines, number: int, layer: Layer, incoming: FeatureMap, out: FeatureMap, options: dict[str, str]
) -> Any:
    """Attention, and the blocks of an encoder and a decoder."""
    d = incoming.channels
    if sign(d / layer.argument - FLOOR(d / layer.argument)) != 0:
        raise misfit(
            number, layer, say("{heads} heads do not divide {features} features", heads=layer.argument, features=d.value),
            say("heads that divide the features"),
        )  # fmt: skip
    if layer.word == "mha":
        biases = 4 * d if options.get("bias", "yes") == "yes" else None
        page.say("products")
        weights = attention_weights(d, 1)
        return out, weights, biases, (weights, incoming.sides)
    times = 1 if layer.word == "encoder" else 2
    ff = leaf("ff", int(options.get("ff", 4 * int(d.value.p))))
    bias, norm = options.get("bias", "all"), options.get("norm", "ln")
    page.say(layer.word, ff=ff.value, norms=times + 1)
    page.say("products")
    products = attention_weights(d, times) + 2 * d * ff
    weights = products
    terms = [4 * times * d] if bias == "all" else []
    terms += [ff + d] if bias != "no" else []
    if norm == "ln":
        weights = weights + (times + 1) * d
        terms.append((times + 1) * d)
    return out, weights, reduce(add, terms) if terms else None, (products, incoming.sides)
