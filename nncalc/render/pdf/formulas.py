"""Formulas in typst, out of the MathML that carries them: so both say the same in every notation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from nncalc.render.html.formulas import UPRIGHT
from nncalc.render.pdf.source import array, call, string

_TAG = re.compile(r"<(/?)(\w+)([^>]*?)(/?)>|[^<]+")
_WIDTH = re.compile(r"width='([\d.]+)em'")
_PRIMES = {"′": 1, "″": 2}
_GROWING = {"(": ")", "|": "|", "⌊": "⌋", "⌈": "⌉"}
_SPACED = frozenset("+−·⊙∘∗×=≈≤≥<>()|⌊⌋⌈⌉")
"""Signs that have space beside them or a side, by what typst knows of them."""


class Node(NamedTuple):
    """An element of MathML: its name, its attributes as they are written, what is in it; text alone has no elements."""

    name: str
    attributes: str
    parts: list[Node]
    text: str


@lru_cache(maxsize=4096)
def formula(markup: str) -> str:
    """A row of elements of MathML as typst's code."""
    return _row(parse(markup))


def parse(markup: str) -> list[Node]:
    """The elements of markup that our own style wrote."""
    stack: list[tuple[str, str, list[Node], list[str]]] = [("", "", [], [])]
    for match in _TAG.finditer(markup):
        closing, name, attributes, empty = match.groups()
        if name is None:
            stack[-1][3].append(unescape(match[0]))
        elif empty:
            stack[-1][2].append(Node(name, attributes, [], ""))
        elif closing:
            opened, with_, parts, text = stack.pop()
            stack[-1][2].append(Node(opened, with_, parts, "".join(text)))
        else:
            stack.append((name, attributes, [], []))
    return stack[0][2]


def _row(nodes: Sequence[Node]) -> str:
    """Elements one after the other; what stands between brackets that grow is one thing."""
    pieces = list(_grown(iter(nodes), None))
    return pieces[0] if len(pieces) == 1 else f"{{{'; '.join(pieces)}}}"


def _grown(nodes: Iterator[Node], until: str | None) -> Iterator[str]:
    for node in nodes:
        closing = _GROWING.get(node.text) if _grows(node) else None
        if until is not None and _grows(node) and node.text == until:
            yield call("o", string(until))
            return
        if closing is not None:
            inside = [call("o", string(node.text)), *_grown(nodes, closing)]
            yield call("l", f"{{{'; '.join(inside)}}}")
        else:
            yield _written(node)


def _grows(node: Node) -> bool:
    return node.name == "mo" and "stretchy" not in node.attributes and "infix" not in node.attributes


def _written(node: Node) -> str:
    write = _ELEMENTS.get(node.name)
    return write(node) if write else _leaf(node)


def _leaf(node: Node) -> str:
    text = node.text.replace("\u00a0", " ")
    if node.name == "mo":
        if text[:1] in _PRIMES:
            return call("ut", "[]", "none", _primes(node))
        return call("o" if text in _SPACED else "n", string(text))
    if node.attributes == UPRIGHT or text in ("Δ", "Σ"):
        return call("r", string(text))
    return call("i" if node.name == "mi" and len(text) == 1 and text != "⊤" else "n", string(text))


def _of_parts(name: str) -> Callable[[Node], str]:
    return lambda node: call(name, *[_written(part) for part in node.parts])


def _primes(node: Node) -> str:
    return call("math.primes", str(sum([_PRIMES[sign] for sign in node.text])))


def _indexed(node: Node) -> str:
    """A letter with an index; what is primed has the index under its primes."""
    base, below = node.parts
    last = base.parts[-1] if base.parts else None
    if last is None or last.text[:1] not in _PRIMES:
        return call("u", _written(base), _written(below))
    return call("ut", _row(base.parts[:-1]), _written(below), _primes(last))


def _space(node: Node) -> str:
    width = _WIDTH.search(node.attributes)
    return f"h({width[1] if width else '.2'}em)"


def _group(node: Node) -> str:
    """A row, bold where the style of the page says so."""
    return call("math.bold", _row(node.parts)) if "bold" in node.attributes else _row(node.parts)


def _accent(node: Node) -> str:
    base, accent = node.parts
    sign = {"^": "\u0302", "~": "\u0303", "¯": "\u0304"}[accent.text]
    return call("a", _written(base), string(sign))


def _matrix(node: Node) -> str:
    return call("m", *[array([_row(cell.parts) for cell in row.parts]) for row in node.parts])


_ELEMENTS: dict[str, Callable[[Node], str]] = {
    "mrow": _group,
    "msub": _indexed,
    "msup": _of_parts("t"),
    "msubsup": _of_parts("ut"),
    "mfrac": lambda node: call("df" if node.attributes else "f", *map(_written, node.parts)),
    "msqrt": lambda node: call("q", _row(node.parts)),
    "mover": _accent,
    "mspace": _space,
    "mtable": _matrix,
}
