"""Mistakes in what is put in: another quantity, another index, a given misread, another line's figures written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from nncalc.checking.judge.hypotheses import MISREAD, MISTAKE, NOT_UPDATED, ONE_DIGIT, Name
from nncalc.checking.judge.mechanical import Emitter, Get, Sites, replaced, uses_of
from nncalc.checking.judge.misread import DIGIT, taken_for
from nncalc.checking.judge.naming import Line, Lines, stem
from nncalc.checking.judge.tape import Lines as Answered
from nncalc.declaring.letters import noted
from nncalc.engine.figures import plain as as_decimal
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity
from nncalc.words import say

SHIFTED = "takes the neighbouring components of {what} in {line}"
REVERSED = "takes the components of {what} in reverse order in {line}"
TRANSPOSED = "takes {what} transposed in {line}"
BY_COLUMNS = "reads {what} column by column in {line}"
ANOTHER = "takes {other} for {what} in {line}"
EXCHANGED = "exchanges {what} and {other} in {line}"
OTHER_LINE = "writes {other} for {line}"
NOT_UPDATED_WORDS = "does not update {what}: {line} is as it was given"
READ_AS = "reads the {typed} of {what} as {other}"
PLACED = "has the components of {line} in another order"
MOST_PARTS = 12
"""Components of an earlier line, each of which may have been written for a later one."""
MOST_RESULTS = 200
"""Results of a run that may have been written in another's place."""
MOST_FOR_DIGITS = 15_000
"""Nodes after which a digit misread is not tried."""
RULE = "the working as it is shown"
Instead = tuple[str, str, str, list[Quantity]]
"""Id, words, the other name, and the quantities in place of the components."""


def add_substitutions(emit: Emitter, lines: Lines) -> None:
    """In every line another quantity of the same shape for each that it uses, or other components of it."""
    earlier: dict[str, Line] = dict(lines.givens)
    for line in lines.lines:
        uses = dict(uses_of(line, lines, emit))
        for source, where in uses.items():
            whole = earlier.get(source)
            if whole is None:
                continue
            for id_, words, other, items in _instead(whole, earlier):
                if emit.full:
                    return
                name = _name(id_, words, what=noted(source), other=noted(other), line=noted(line.name))
                emit.add(_sites(emit, where, items), name)
        for one, other in _exchangeable(list(uses), earlier):
            if emit.full:
                return
            sites = _both(emit, uses, earlier[one], earlier[other])
            emit.add(sites, _name("exchanged", EXCHANGED, what=noted(one), other=noted(other), line=noted(line.name)))
        earlier[line.name] = line


def _instead(whole: Line, earlier: dict[str, Line]) -> Iterator[Instead]:
    items, n = whole.items, len(whole.items)
    if n > 1:
        yield "index-shifted", SHIFTED, "", [items[(k + 1) % n] for k in range(n)]
        yield "index-shifted", REVERSED, "", items[::-1]
    if len(whole.shape) == 2 and whole.shape[0] == whole.shape[1] > 1:
        side = whole.shape[0]
        yield "transposed", TRANSPOSED, "", [items[(k % side) * side + k // side] for k in range(n)]
    elif len(whole.shape) == 2 and min(whole.shape) > 1:
        rows, columns = whole.shape
        yield "transposed", BY_COLUMNS, "", [items[(k % columns) * rows + k // columns] for k in range(n)]
    for name, other in earlier.items():
        if name != whole.name and other.shape == whole.shape:
            id_ = "same-stem" if stem(name) == stem(whole.name) else "other-quantity"
            yield id_, ANOTHER, name, other.items


def _exchangeable(names: list[str], earlier: dict[str, Line]) -> Iterator[tuple[str, str]]:
    known = [name for name in names if name in earlier]
    for i, one in enumerate(known):
        for other in known[i + 1 :]:
            if earlier[one].shape == earlier[other].shape:
                yield one, other


def _sites(emit: Emitter, where: list[tuple[Quantity, int, int]], items: list[Quantity]) -> Sites:
    """The operations with other operands; what the typed figures cannot see is left as it is."""
    change: dict[int, dict[int, Quantity]] = defaultdict(dict)
    at: dict[int, Quantity] = {}
    for e, j, number in where:
        if emit.plain.knows(items[number]) and items[number] is not e:
            change[id(e)][j] = items[number]
            at[id(e)] = e
    return {site: replaced(emit, at[site], instead) for site, instead in change.items()}


def _both(emit: Emitter, uses: dict[str, list[tuple[Quantity, int, int]]], one: Line, other: Line) -> Sites:
    change: dict[int, dict[int, Quantity]] = defaultdict(dict)
    at: dict[int, Quantity] = {}
    for mine, items in ((uses[one.name], other.items), (uses[other.name], one.items)):
        for e, j, number in mine:
            if emit.plain.knows(items[number]):
                change[id(e)][j] = items[number]
                at[id(e)] = e
    return {site: replaced(emit, at[site], instead) for site, instead in change.items()}


def _name(id_: str, words: str, family: str = MISTAKE, doubtful: bool = False, **values: str) -> Name:
    return Name(family, id_, lambda places: say(words, **values), say(RULE), doubtful=doubtful)


def add_misread(emit: Emitter, lines: Lines) -> None:
    """Every given number read as another."""
    for line in lines.givens.values():
        for q, part in zip(line.items, line.parts, strict=True):
            if id(q) not in emit.place or type(q.value) is not flint.fmpq:
                continue
            typed = q.typed or as_decimal(q.value, 12)
            for taken in taken_for(typed):
                if emit.full:
                    return
                if taken.kind == DIGIT and emit.made > MOST_FOR_DIGITS:
                    break  # they are never asserted: where there is much else they are left out
                node = emit.graph.constant(flint.fmpq(*taken.ratio))
                doubtful = taken.kind == DIGIT
                family = ONE_DIGIT if doubtful else MISREAD
                name = _name(
                    "given-misread", READ_AS, family, doubtful, typed=typed, what=noted(part), other=taken.text
                )
                emit.add({id(q): partial(_fixed, node)}, name)


def _fixed(node: int, get: Get) -> int:
    return node


class _Copied(NamedTuple):
    """Figures that may have been written in a line: a given, or another answered line."""

    name: str
    nodes: list[int]
    shape: tuple[int, ...]
    given: bool


def add_copies(emit: Emitter, lines: Lines, answered: Answered) -> None:
    """Another line, or a given, written where a line belongs; its own components in another order."""
    shapes = {line.name: line.shape for line in lines.lines}
    sources = [
        _Copied(line.name, [emit.graph.number(q) for q in line.items], line.shape, True)
        for line in lines.givens.values()
        if all(q.value is not None for q in line.items)
    ]
    sources += [
        _Copied(name, [emit.graph.typed(c) for c in answered.components[name]], shapes.get(name, ()), False)
        for name in answered.names
    ]
    sizes = {len(components) for components in answered.components.values()}
    sources += [
        _Copied(line.name, emit.plain.nodes_of(line.items), line.shape, False)
        for line in lines.results[:MOST_RESULTS]
        if line.name not in answered.names and len(line.items) in sizes and all(q.value is not None for q in line.items)
    ]
    for number, name in enumerate(answered.names):
        components = answered.components[name]
        if lines.decisions.get(name) or lines.decisions.get(f"{name}.1"):
            continue  # a word is no other line's figure
        itself = {emit.graph.typed(component) for component in components}
        later = {*answered.names[number:], *_after(lines, name)}
        parts = _parts(emit, answered, number) if len(components) == 1 else []
        for source in (*sources, *parts):
            if (
                source.name in later
                or len(source.nodes) != len(components)
                or not itself.isdisjoint(emit.graph.under(source.nodes))
            ):
                continue
            as_it_was = source.given and name in (f"{source.name}_new", f"{source.name}'")
            out = dict(zip(components, source.nodes, strict=True))
            if as_it_was:
                told = _name("not-updated", NOT_UPDATED_WORDS, NOT_UPDATED, what=noted(source.name), line=noted(name))
            else:
                told = _name("other-line", OTHER_LINE, other=noted(source.name), line=noted(name))
            emit.found.add(out, told)
        _add_orders(emit, name, components, answered.shapes[name])


def _parts(emit: Emitter, answered: Answered, number: int) -> list[_Copied]:
    """Single components of the lines before one."""
    return [
        _Copied(answered.part(name, c), [emit.graph.typed(c)], (), False)
        for name in answered.names[:number]
        if 1 < len(answered.components[name]) <= MOST_PARTS
        for c in answered.components[name]
    ]


def _after(lines: Lines, name: str) -> list[str]:
    """The lines of the working from one on."""
    names = [line.name for line in lines.lines]
    return names[names.index(name) :] if name in names else []


def _add_orders(emit: Emitter, name: str, components: tuple[int, ...], shape: tuple[int, ...]) -> None:
    """A line's own formulas in other places: possible, never certain."""
    n = len(components)
    plain = [emit.plain.out[c] for c in components if c in emit.plain.out]
    if not 1 < n == len(plain):
        return
    orders = [[*range(1, n), 0], [n - 1, *range(n - 1)], [*range(n - 1, -1, -1)]]
    if len(shape) == 2 and min(shape) > 1:
        orders.append([(k % shape[1]) * shape[0] + k // shape[1] for k in range(n)])
    for order in orders:
        out = {components[k]: plain[order[k]] for k in range(n)}
        emit.found.add(out, _name("reordered", PLACED, doubtful=True, line=noted(name)))
