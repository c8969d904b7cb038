"""The working of a graph that has vectors or matrices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import prod
from typing import TYPE_CHECKING, Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.rules.tensor_graph.backward import TensorReverse
from nncalc.rules.tensor_graph.lines import TensorLines
from nncalc.rules.tensor_graph.nodes import TensorNode, as_drawn
from nncalc.rules.tensor_graph.shapes import said_shape
from nncalc.rules.tensor_graph.values import taken, value_of
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run


def check_output(lines: TensorLines) -> None:
    """Refuse an output of several numbers. Raises InputError."""
    last = lines.nodes[-1]
    if prod(last.result) == 1:
        return
    name, one = last.name, "L" if last.name != "L" else "S"
    comma = decimal_comma(lines)
    raise InputError(
        say("the output {name} is {shape}: a gradient is of one number", name=name, shape=said_shape(last.result)),
        name=last.line.name,
        text=last.line.text,
        expected=say(
            "a last line that makes it one number, such as {line}, {mean} or {component}",
            line=f'"{one}=sum({name})"',
            mean=f'"{one}=mean({name})"',
            component=f'"{one}={name}.1{".1" * (len(last.result) - 1)}"',
        ),
        nearest=comma,
    )


def decimal_comma(lines: TensorLines) -> str | None:
    """`y=0.5` for `y=0,5`, where nothing else is a vector or a matrix."""
    typed = [(name, lines.lines[name].text) for name, x in lines.inputs.items() if isinstance(x, Tensor)]
    if not typed or not all(re.fullmatch(r"\s*-?0,[0-9]+\s*", text) for _, text in typed):
        return None
    return " ".join(f"{name}={text.strip().replace(',', '.')}" for name, text in typed)


def work_tensors(run: Run, nodes: Sequence[TensorNode], inputs: Mapping[str, Any], own_e: bool) -> None:
    """Forward node by node, and back; own_e: e is a name of the user's."""
    values: dict[str, Any] = dict(inputs)
    for name, x in values.items():
        run.result(name, x)
    run.section("forward")
    if own_e:
        run.words("own e")
    run.words("shapes", shapes=shapes_of(nodes))
    unknown = [name for name, x in values.items() if not isinstance(x, Tensor) and x.value is None]
    if unknown:
        run.words("symbols", names=in_a_row(*unknown))
    operands: dict[str, list[Any]] = {}
    for node in nodes:
        operands[node.name] = [o if isinstance(o, Quantity) else taken(values[o.name], o) for o in node.operands]
        values[node.name] = run.let(node.name, value_of(node, operands[node.name]))
    run.section("backward")
    run.words("rows")
    TensorReverse(nodes, list(inputs), run, values, operands).go()
    run.section("cost")
    numbers = sum(len(x.items) if isinstance(x, Tensor) else 1 for x in inputs.values())
    run.words("cost of numbers", inputs=numbers, names=in_a_row(*inputs), output=nodes[-1].name)
    run.answer(nodes[-1].name, *[f"d_{name}" for name in inputs])


def shapes_of(nodes: Sequence[TensorNode], most: int = 12) -> str:
    """`v1 (2×3), z (2)`; the middle of a long list is left out."""
    said = [
        say("{name} ({shape})", name=node.name, shape="×".join(map(str, node.result)) or say("one number"))
        for node in nodes
    ]
    return in_a_row(*said if len(said) <= most else [*said[: most - 2], "…", said[-1]])


__all__ = ["TensorLines", "as_drawn", "check_output", "work_tensors"]
