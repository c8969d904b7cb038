"""The operation table, whole: import rows from here.

Adding an operation is adding one row to the file of its kind; the engine knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable

from nncalc.engine.arithmetic import (
    ADD,
    COS,
    DIV,
    DOT,
    EULER,
    EXP,
    LET,
    LOG,
    LOG2,
    LOG10,
    MUL,
    NEG,
    PI,
    POWER,
    SIN,
    SQRT,
    SUB,
    TOTAL,
)
from nncalc.engine.domains import DomainError
from nncalc.engine.lazy import flint
from nncalc.engine.piecewise import (
    ABS,
    CEIL,
    ELU,
    ELU_SLOPE,
    FLOOR,
    HARD_SIGMOID,
    HARD_SIGMOID_SLOPE,
    LEAKY_RELU,
    LEAKY_SLOPE,
    MAXIMUM,
    MINIMUM,
    RELU,
    RELU_SLOPE,
    SELU,
    SELU_SLOPE,
    SIGN,
    SOFTSIGN,
    STEP,
    WHERE_NEGATIVE,
)
from nncalc.engine.quantity import TABLE, Operation, Quantity, constant
from nncalc.engine.smooth import GELU, GELU_TANH, NORMAL_CDF, SIGMOID, SOFTPLUS, TANH

__all__ = [
    "ABS",
    "ADD",
    "ARITY",
    "CEIL",
    "COS",
    "DIV",
    "DOT",
    "ELU",
    "ELU_SLOPE",
    "EULER",
    "EXP",
    "FLOOR",
    "FUNCTIONS",
    "GELU",
    "GELU_TANH",
    "HARD_SIGMOID",
    "HARD_SIGMOID_SLOPE",
    "LEAKY_RELU",
    "LEAKY_SLOPE",
    "LET",
    "LOG",
    "LOG2",
    "LOG10",
    "MAXIMUM",
    "MINIMUM",
    "MUL",
    "NEG",
    "NORMAL_CDF",
    "PI",
    "POWER",
    "PRINTED",
    "RELU",
    "RELU_SLOPE",
    "SELU",
    "SELU_SLOPE",
    "SIGMOID",
    "SIGN",
    "SIN",
    "SOFTPLUS",
    "SOFTSIGN",
    "SQRT",
    "STEP",
    "SUB",
    "TABLE",
    "TANH",
    "TOTAL",
    "WHERE_NEGATIVE",
    "DomainError",
    "Operation",
]  # fmt: skip

FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "sqrt": SQRT, "exp": EXP, "ln": LOG, "log": LOG, "log2": LOG2, "log10": LOG10, "sin": SIN, "cos": COS,
    "tanh": TANH, "sigmoid": SIGMOID, "relu": RELU, "abs": ABS, "sign": SIGN, "step": STEP, "floor": FLOOR,
    "ceil": CEIL, "max": MAXIMUM, "min": MINIMUM, "softplus": SOFTPLUS, "softsign": SOFTSIGN, "selu": SELU,
    "gelu": GELU, "hard_sigmoid": HARD_SIGMOID,
    "leaky_relu": lambda a, alpha=None: LEAKY_RELU(a, constant(flint.fmpq(1, 100)) if alpha is None else alpha),
    "elu": lambda a, alpha=1: ELU(a, alpha),
}  # fmt: skip
"""Functions a user may type, by the name that is typed."""
PRINTED: dict[str, Callable[..., Quantity]] = {
    operation.name: operation
    for operation in (
        NORMAL_CDF, GELU_TANH, RELU_SLOPE, LEAKY_SLOPE, ELU_SLOPE, SELU_SLOPE, HARD_SIGMOID_SLOPE, WHERE_NEGATIVE,
    )
}  # fmt: skip
"""Functions that exact forms are printed with: read again, but not offered."""
ARITY: dict[str, tuple[int, int]] = {
    "max": (2, 2), "min": (2, 2), "leaky_relu": (1, 2), "elu": (1, 2), "relu_slope": (2, 2),
    "leaky_relu_slope": (3, 3), "elu_slope": (2, 2), "where_negative": (3, 3),
}  # fmt: skip
"""How many arguments, at least and at most, where it is not one."""
