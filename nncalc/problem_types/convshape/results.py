"""What the results of convshape mean. N is the number of a layer, the first is 1, 0 is the input."""

from __future__ import annotations

RESULTS = {
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
    "receptive_field{N}": "cells of the input, along a side, that one output of layer N sees; H×W where they differ",
    "receptive_field_{height|width|depth}{N}": "the same along one side, where sides differ",
    "jump{N}": "cells of the input between two neighbouring outputs of layer N",
    "jump_{height|width|depth}{N}": "the same along one side, where sides differ",
    "first{|_height|_width|_depth}.{N}.{M}": "first cell of layer M that the traced output of layer N sees, counted from 0",
    "last{|_height|_width|_depth}.{N}.{M}": "last cell of layer M that it sees",
    "memory{N}": "bytes of the output of layer N, as 32-bit numbers",
    "memory": "bytes of all outputs that are kept",
    "shape": "output of the last layer",
    "weights": "weights of all layers",
    "biases": "biases of all layers",
    "params": "weights and biases of all layers",
    "macs": "multiplications with addition, of all layers",
    "flops": "2·macs, multiplications and additions counted apart",
    "settings": "the settings that give the output wanted, where one is ?",
}
