"""What the results of convshape mean. N is the number of a layer, the first is 1, 0 is the input."""

from __future__ import annotations

from nncalc.rules.layer_rows.said import OF_ALL, OF_LAYERS

RESULTS = {
    **OF_LAYERS,
    "receptive_field{N}": "cells of the input, along a side, that one output of layer N sees; H×W where they differ",
    "receptive_field_{height|width|depth}{N}": "the same along one side, where sides differ",
    "jump{N}": "cells of the input between two neighbouring outputs of layer N",
    "jump_{height|width|depth}{N}": "the same along one side, where sides differ",
    "first{|_height|_width|_depth}.{N}.{M}": "first cell of layer M that the traced output of layer N sees, counted from 0",
    "last{|_height|_width|_depth}.{N}.{M}": "last cell of layer M that it sees",
    "memory{N}": "bytes of the output of layer N, as 32-bit numbers",
    "memory": "bytes of all outputs that are kept",
    **OF_ALL,
    "settings": "the settings that give the output wanted, where one is ?",
}
