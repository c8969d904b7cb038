"""What types over rows of layers say alike: headings, sentences, what their results mean and are counted in.

N is the number of a layer, the first is 1, 0 is the input.
"""

from __future__ import annotations

from nncalc.declaring.units import BIASES, COUNTED, PARAMETERS, PIXELS, WEIGHTS, counted

SECTIONS = {
    "conv": "Convolution", "convt": "Transposed convolution", "sepconv": "Separable convolution",
    "zeropad": "Zero padding", "upsample": "Upsampling", "pool": "Pooling", "fc": "Fully connected",
    "bn": "Batch normalisation", "flatten": "Flatten", "gap": "Average pooling", "patch": "Patches",
    "add": "Sum of branches", "concat": "Concatenation", "activation": "Activation",
    "embedding": "Embedding", "rnn": "Recurrent layer", "lstm": "Long short-term memory", "gru": "Gated recurrent unit",
    "mha": "Attention",
    "encoder": "Encoder block", "decoder": "Decoder block", "ln": "Layer normalisation", "lora": "Adapter",
    "repeated": "Repeated layers",
}  # fmt: skip
READ = {
    "last": "Read as {letters}: {channels} of {sides}. Channels that stand last want layout=hwc.",
    "made order": "{name} has no forward in what is pasted: its layers are worked in the order of __init__.",
    "unused": "{names} is not applied in what is pasted, and not counted.",
    "unused several": "{names} are not applied in what is pasted, and not counted.",
    "settled": "A table does not say kernels, strides and padding: the smallest are taken that give its shapes and counts.",
    "stated": "The input is {shape}, as the pasted layers state it.",
    "corners": "align_corners moves the cells that are read by less than one; receptive fields are those without it.",
    "four": "Four sizes are read as {shape}, dims=3.",
}
"""How the input and pasted code were read."""
COUNTS = {
    "result": "{token} on {input} gives {output}.",
    "bn": "One scale {gamma} and one shift {beta} per channel; running means and variances are not learned.",
    "bn_scale": "One scale {gamma} per channel, and no shift; running means and variances are not learned.",
    "bn_shift": "One shift {beta} per channel, and no scale; running means and variances are not learned.",
    "pointwise": "Along the last axis it reads the channels alone, at every place anew: it is a convolution of 1×1.",
    "last_axis": "The layer reads the {side} alone, at every other place anew.",
    "separable": "A kernel for each of the {channels} channels, then {kernels} kernels of 1×1 over all of them.",
    "gap_tokens": "The mean of all rows: {input} gives {output}.",
    "implied": "A fully connected layer reads all numbers of {input} in a row.",
    "gates": "Gates of {word}: {gates}; directions: {directions}; biases of a gate: {biases}.",
    "embedding": "A table with a row for each of {words} words; a word's row is looked up, nothing is multiplied.",
    "lora": "Beside the fc, which reads {inputs} and gives {outputs}, two thin matrices; that one stays as it is.",
    "encoder": "Attention, a feed-forward network with {ff} units between, and {norms} normalisations.",
    "decoder": "Attention to itself and to the encoder, a feed-forward network with {ff} units between, and {norms} "
    "normalisations.",
    "repeats": "Layer {others} repeats layer {first}.",
    "repeat": "Layers {others} repeat layer {first}.",
}
"""What is counted of a layer, and why."""
UNITS = {
    **dict.fromkeys(("shape", "channels", "features", "inputs", "units", "tokens"), COUNTED),
    **dict.fromkeys(("height", "width", "depth", "length", "receptive_field"), PIXELS),
    "params": PARAMETERS,
    "weights": WEIGHTS,
    "biases": BIASES,
    "macs": counted("MACs", "MAC", "multiplications"),
    "flops": counted("FLOPs", "FLOP", "FLOPS"),
    "memory": counted("bytes", "byte", "字节"),
}
OF_LAYERS = {
    "shape{N}": "output of layer N: C×H×W (layout=hwc: H×W×C), tokens×features, or a number of features",
    "channels{N}": "channels of that output",
    "{height|width|depth|length}{N}": "one of its sides",
    "units{N}": "units of a fully connected layer",
    "inputs{N}": "numbers that a fully connected layer reads in a row",
    "features{N}": "numbers in a row after flatten, or of one patch",
    "tokens{N}": "number of patches",
    "padding_{height|width|depth|length}{N}": "cells that p=same adds along a side, before and after together",
    "weights{N}": "weights of layer N",
    "biases{N}": "biases of layer N",
    "params{N}": "weights and biases of layer N",
    "macs{N}": "multiplications with addition, for one input",
}
"""Results of each layer."""
OF_ALL = {
    "shape": "output of the last layer",
    "weights": "weights of all layers",
    "biases": "biases of all layers",
    "params": "weights and biases of all layers",
    "macs": "multiplications with addition, of all layers",
    "flops": "2·macs, multiplications and additions counted apart",
}
"""Results of the whole network."""
