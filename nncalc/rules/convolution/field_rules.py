"""The rules of receptive fields: how they grow from layer to layer."""

from __future__ import annotations

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule


@rule("a kernel with dilation d sees k cells that are d apart: d·(k − 1) steps")
def steps_of(kernel: Quantity, dilation: Quantity | None) -> Quantity:
    """Steps from the first cell under a kernel to the last; `dilation` is None where it is 1."""
    return kernel - 1 if dilation is None else dilation * (kernel - 1)


@steps_of.slip("dilation-ignored", "ignores the dilation", 53)
def _(kernel: Quantity, dilation: Quantity | None) -> Quantity:
    return kernel - 1


@rule("the receptive field grows by k − 1 steps, each as wide as the product of the strides before")
def next_field(field: Quantity, growth: Quantity, jump: Quantity) -> Quantity:
    return field + growth * jump


@next_field.slip("strides-left-out", "leaves out the product of the strides", 55)
def _(field: Quantity, growth: Quantity, jump: Quantity) -> Quantity:
    return field + growth


@rule("neighbouring outputs are as far apart as the product of all strides")
def next_jump(jump: Quantity, stride: Quantity) -> Quantity:
    return jump if sign(stride - 1) == 0 else jump * stride


@next_jump.slip("last-stride-only", "takes the last stride instead of the product of the strides", 55)
def _(jump: Quantity, stride: Quantity) -> Quantity:
    return stride
