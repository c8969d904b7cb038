"""A computational graph in characters: a tree from the output down to the inputs, a value and a derivative a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nncalc.render.drawings.characters import Lines, Sketch, columns, room, sentences, wide
from nncalc.render.sheet import Sheet
from nncalc.words import say

BRANCH, LAST, PAST, NONE = "├─ ", "└─ ", "│  ", "   "


class Node(NamedTuple):
    """A node or an input: `v1 = x + y`, its value, the derivative by it, and what it is made of."""

    said: str
    value: str
    derivative: str
    operands: Sequence[str]


def sketch(nodes: Mapping[str, Node], output: str) -> Sketch:
    """What draws a graph: nodes by their names, operands before results."""
    derivative = say("derivative of {output}", output=nodes[output].said.partition(" ")[0])
    head = ("", say("value") if any(node.value for node in nodes.values()) else "", derivative)

    def drawn(sheet: Sheet) -> Lines:
        rows, again = list(_tree(nodes, output, "", "", set())), []
        if any(row[0].endswith(" ↑") for row in rows):
            again = [say("↑ stands above with all below it.")]
        lines = columns([head, *rows], sheet)
        if wide(lines, sheet) > room(sheet):  # a deep one: as a list, operands before results
            lines, again = columns([head, *[node[:3] for node in nodes.values()]], sheet), []
        return [*lines, *(["", *sentences(again, sheet)] if again else [])]

    return drawn


def _tree(
    nodes: Mapping[str, Node], name: str, first: str, others: str, seen: set[str]
) -> Iterator[tuple[str, str, str]]:
    """A node and what is below it; of one that stands above already the name alone."""
    node = nodes[name]
    if name in seen and node.operands:
        yield f"{first}{node.said.partition(' = ')[0]} ↑", "", ""
        return
    seen.add(name)
    yield f"{first}{node.said}", node.value, node.derivative
    for index, operand in enumerate(node.operands):
        last = index == len(node.operands) - 1
        yield from _tree(nodes, operand, others + (LAST if last else BRANCH), others + (NONE if last else PAST), seen)
