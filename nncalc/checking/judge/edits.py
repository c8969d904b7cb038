"""Mechanical mistakes in one operation: what people write in its place, whatever the problem is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from nncalc.checking.judge.floats import UNARY
from nncalc.checking.judge.graph import Graph

Make = Callable[[Sequence[int]], int]
"""From the nodes of the operands to the node in the operation's place."""
MOST_TERMS = 12
OTHER_CASE = "other-case"
OTHERS = {
    "sigmoid": ("tanh", "relu"),
    "tanh": ("sigmoid", "relu"),
    "relu": ("sigmoid", "tanh"),
    "log": ("log2", "log10"),
    "log2": ("log", "log10"),
    "log10": ("log", "log2"),
}
"""Functions that are taken for each other."""
SIGNS = {"log": "ln", "log2": "log2", "log10": "log10"}


LOSES_MINUS_BEFORE = "loses the minus before {what} in {line}"
LEAVES_POWER_OUT = "leaves the power of {what} out in {line}"
TAKES_ABSOLUTE_VALUE_POWER = "takes the absolute value for the power of {what} in {line}"
MULTIPLIES_BY_ITS_EXPONENT = "multiplies {what} by its exponent in {line}"
LEAVES_BOUND_OUT = "leaves the bound of {what} out in {line}"
LEAVES_OUT = "leaves {what} out in {line}"
SUBTRACTS_ADDED = "subtracts {what} where it is added in {line}"
ADDS_SUBTRACTED = "adds {what} where it is subtracted in {line}"
TURNS_DIFFERENCE_WITH_ROUND = "turns the difference with {what} round in {line}"
MULTIPLIES_BY = "multiplies by {what} in {line}"
DIVIDES_BY_MULTIPLIED_BY = "divides by {what} where it is multiplied by it in {line}"
ADDS_MULTIPLIED_BY = "adds {what} where it is multiplied by it in {line}"
TAKES_TWICE_AS_FACTOR = "takes {what} twice as a factor in {line}"
TAKES_1 = "takes 1 − {what} for it in {line}"
MULTIPLIES_BY_DIVIDED_BY = "multiplies by {what} where it is divided by it in {line}"
TURNS_FRACTION_OVER_UPSIDE_DOWN = "turns the fraction over {what} upside down in {line}"
DIVIDES_BY_ONE_LESS_THAN = "divides by one less than {what} in {line}"
TAKES_1_QUOTIENT_BY = "takes 1 − the quotient by {what} for it in {line}"
HAS_OTHER_SIGN_PRODUCT_WITH = "has the other sign of the product with {what} in {line}"
HALVES_PRODUCT_WITH = "halves the product with {what} in {line}"
DOUBLES_PRODUCT_WITH = "doubles the product with {what} in {line}"
LEAVES_OUT_SUM = "leaves {what} out of the sum in {line}"
TAKES_ALONE_SUM = "takes {what} alone of the sum in {line}"
HAS_OTHER_SIGN_SUM = "has the other sign of {what} in the sum in {line}"
TAKES_MEAN_SUM = "takes the mean for the sum in {line}"
LEAVES_OUT_EVERY_PRODUCT = "leaves {what} out of every product in {line}"
LEAVES_FUNCTION_OUT = "leaves the function of {what} out in {line}"
HAS_OTHER_SIGN_FUNCTION = "has the other sign of {what} in the function in {line}"
HAS_OTHER_SIGN_FUNCTION_2 = "has the other sign of the function of {what} in {line}"
DECIDES_OTHERWISE = "decides otherwise on {what} in {line}"
TAKES_POWERS_OF_2 = "takes 2 to the power of {what} for e to that power in {line}"
TAKES_POWERS_OF_10 = "takes 10 to the power of {what} for e to that power in {line}"
TAKES_ANOTHER = "takes {other} for {right} of {what} in {line}"
"""What was done, as it is said."""


class Edit(NamedTuple):
    """One mistake in an operation. `words` speaks of {what}, the operands numbered `about`, in the place {line}.

    in_parts   whether it is also made in one component of a line alone
    """

    id: str
    words: str
    about: tuple[int, ...]
    make: Make
    in_parts: bool = False
    other: str = ""
    right: str = ""
    """The function that was taken for the right one."""


def edits(graph: Graph, name: str, operands: int) -> Iterator[Edit]:
    """The mistakes that may be made in an operation of so many operands."""
    if name in ("add", "subtract"):
        yield from _of_sums(graph, name)
    elif name in ("multiply", "divide"):
        yield from _of_products(graph, name)
    elif name in ("total", "dot"):
        yield from _of_long_sums(graph, name, operands)
    elif name == "where_negative":
        yield Edit(OTHER_CASE, DECIDES_OTHERWISE, (0,), lambda x: graph.op(name, (x[0], x[2], x[1])))
    elif name == "negate":
        yield Edit("sign", LOSES_MINUS_BEFORE, (0,), lambda x: x[0], True)
    elif name == "power":
        yield Edit("square-left-out", LEAVES_POWER_OUT, (0,), lambda x: x[0])
        yield Edit("square-left-out", TAKES_ABSOLUTE_VALUE_POWER, (0,), lambda x: graph.op("abs", x[:1]))
        yield Edit("times-for-power", MULTIPLIES_BY_ITS_EXPONENT, (0,), lambda x: graph.op("multiply", x))
    elif name in ("maximum", "minimum"):
        yield Edit("function-left-out", LEAVES_BOUND_OUT, (0,), lambda x: x[0])
    elif name in UNARY and name != "let":
        yield from _of_functions(graph, name)


def _of_sums(graph: Graph, name: str) -> Iterator[Edit]:
    plus = name == "add"
    yield Edit("term-left-out", LEAVES_OUT, (1,), lambda x: x[0], True)
    yield Edit(
        "term-left-out", LEAVES_OUT, (0,),
        lambda x: x[1] if plus else graph.op("negate", x[1:]), True,
    )  # fmt: skip
    other = "subtract" if plus else "add"
    words = SUBTRACTS_ADDED if plus else ADDS_SUBTRACTED
    yield Edit("sign", words, (1,), lambda x: graph.op(other, x), True)
    yield Edit("sign", TURNS_DIFFERENCE_WITH_ROUND, (1,), lambda x: graph.op("subtract", (x[1], x[0])), True)
    yield Edit("times-for-plus", MULTIPLIES_BY, (1,), lambda x: graph.op("multiply", x))


def _of_products(graph: Graph, name: str) -> Iterator[Edit]:
    times = name == "multiply"
    one, two = graph.constant(1), graph.constant(2)
    op = graph.op
    yield Edit("factor-left-out", LEAVES_OUT, (1,), lambda x: x[0], True)
    yield Edit(
        "factor-left-out", LEAVES_OUT, (0,),
        lambda x: x[1] if times else op("divide", (one, x[1])), True,
    )  # fmt: skip
    if times:
        yield Edit(
            "wrong-denominator", DIVIDES_BY_MULTIPLIED_BY, (0,), lambda x: op("divide", (x[1], x[0]))
        )  # fmt: skip
        yield Edit("wrong-denominator", DIVIDES_BY_MULTIPLIED_BY, (1,), lambda x: op("divide", x))
        yield Edit("plus-for-times", ADDS_MULTIPLIED_BY, (1,), lambda x: op("add", x))
        for i in (0, 1):
            yield Edit("doubled", TAKES_TWICE_AS_FACTOR, (i,), partial(_twice, graph, i))
            yield Edit("constant-off", TAKES_1, (i,), partial(_complement, graph, one, i))
    else:
        yield Edit("times-for-plus", MULTIPLIES_BY_DIVIDED_BY, (1,), lambda x: op("multiply", x))
        yield Edit("wrong-denominator", TURNS_FRACTION_OVER_UPSIDE_DOWN, (1,), lambda x: op("divide", (x[1], x[0])))
        yield Edit(
            "wrong-denominator",
            DIVIDES_BY_ONE_LESS_THAN,
            (1,),
            lambda x: op("divide", (x[0], op("subtract", (x[1], one)))),
        )
        yield Edit("constant-off", TAKES_1_QUOTIENT_BY, (1,), lambda x: op("subtract", (one, op("divide", x))))
    yield Edit("sign", HAS_OTHER_SIGN_PRODUCT_WITH, (1,), lambda x: op("negate", (op(name, x),)), True)
    yield Edit("halved", HALVES_PRODUCT_WITH, (1,), lambda x: op("divide", (op(name, x), two)))
    yield Edit("doubled", DOUBLES_PRODUCT_WITH, (1,), lambda x: op("multiply", (op(name, x), two)))


def _of_long_sums(graph: Graph, name: str, operands: int) -> Iterator[Edit]:
    width = 2 if name == "dot" else 1
    number = operands // width
    if number < 2:
        return

    for t in range(number if number <= MOST_TERMS else 0):
        about = tuple(range(width * t, width * t + width))
        yield Edit("term-left-out", LEAVES_OUT_SUM, about, partial(_without, graph, width, t), True)
        yield Edit("term-left-out", TAKES_ALONE_SUM, about, partial(_alone, graph, width, t), True)
        yield Edit(
            "sign", HAS_OTHER_SIGN_SUM, about,
            partial(_turned, graph, width, t), True,
        )  # fmt: skip
    many = graph.constant(number)
    first = tuple(range(width))
    yield Edit(
        "mean-for-sum", TAKES_MEAN_SUM, first, lambda x: graph.op("divide", (graph.sum(_terms(graph, width, x)), many))
    )
    if width == 2:
        yield Edit("factor-left-out", LEAVES_OUT_EVERY_PRODUCT, (0,), lambda x: graph.sum(x[1::2]))
        yield Edit("factor-left-out", LEAVES_OUT_EVERY_PRODUCT, (1,), lambda x: graph.sum(x[::2]))


def _terms(graph: Graph, width: int, x: Sequence[int]) -> list[int]:
    """The terms of a sum, or of a sum of products."""
    return list(x) if width == 1 else [graph.op("multiply", x[i : i + 2]) for i in range(0, len(x), 2)]


def _without(graph: Graph, width: int, t: int, x: Sequence[int]) -> int:
    terms = _terms(graph, width, x)
    return graph.sum(terms[:t] + terms[t + 1 :])


def _alone(graph: Graph, width: int, t: int, x: Sequence[int]) -> int:
    return _terms(graph, width, x)[t]


def _turned(graph: Graph, width: int, t: int, x: Sequence[int]) -> int:
    terms = _terms(graph, width, x)
    terms[t] = graph.op("negate", (terms[t],))
    return graph.sum(terms)


def _twice(graph: Graph, i: int, x: Sequence[int]) -> int:
    return graph.op("multiply", (graph.op("multiply", x), x[i]))


def _complement(graph: Graph, one: int, i: int, x: Sequence[int]) -> int:
    return graph.op("multiply", (x[1 - i], graph.op("subtract", (one, x[i]))))


def _power_of(graph: Graph, base: int, x: Sequence[int]) -> int:
    return graph.op("power", (graph.constant(base), x[0]))


def _of_functions(graph: Graph, name: str) -> Iterator[Edit]:
    op = graph.op
    yield Edit("function-left-out", LEAVES_FUNCTION_OUT, (0,), lambda x: x[0], True)
    yield Edit("sign", HAS_OTHER_SIGN_FUNCTION, (0,), lambda x: op(name, (op("negate", x),)))
    yield Edit("sign", HAS_OTHER_SIGN_FUNCTION_2, (0,), lambda x: op("negate", (op(name, x),)))
    for base, words in ((2, TAKES_POWERS_OF_2), (10, TAKES_POWERS_OF_10)) if name == "exp" else ():
        yield Edit("other-function", words, (0,), partial(_power_of, graph, base))
    for other in OTHERS.get(name, ()):
        yield Edit(
            "other-function", TAKES_ANOTHER, (0,), partial(op, other),
            other=SIGNS.get(other, other), right=SIGNS.get(name, name),
        )  # fmt: skip
