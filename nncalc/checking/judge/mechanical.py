"""Mechanical mistakes: in every line of the plain working, what people write in the place of each operation and each name.

Nothing is authored per problem. A mistake is made in the whole line (in all of its components), in one component, or in
every line of the same stem (z1 and z2). Only what lies downstream is made anew, up to the figures that were typed.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nncalc.checking.judge.edits import Edit, edits
from nncalc.checking.judge.graph import Graph
from nncalc.checking.judge.hypotheses import MISTAKE, PART, Hypotheses, Name
from nncalc.checking.judge.naming import Line, Lines, base_name, called, stem
from nncalc.checking.judge.tape import Formulas, line_key, under
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Quantity
from nncalc.words import say

Get = Callable[[Quantity], int]
Sites = dict[int, Callable[[Get], int]]
"""By the ids of quantities, how the node in each one's place is made."""
MOST_NODES = 60_000
MOST_HYPOTHESES = 6_000
"""Bounds after which no further mistake is tried; what they cut is said."""


class Emitter:
    """Makes the formulas that follow from mistakes at some places of the plain tape."""

    def __init__(self, found: Hypotheses, graph: Graph, plain: Formulas) -> None:
        self.found, self.graph, self.plain = found, graph, plain
        self.place = {id(q): number for number, q in enumerate(plain.order)}
        self.users: dict[int, list[int]] = defaultdict(list)
        for number, q in enumerate(plain.order):
            for operand in under(q):
                self.users[id(operand)].append(number)
        self.roots: dict[int, list[int]] = defaultdict(list)
        for component, q in plain.roots:
            if plain.cut[line_key(q)] == component:
                self.roots[id(q)].append(component)
        self.first = len(graph.nodes)

    @property
    def full(self) -> bool:
        """Whether there are as many hypotheses as may be."""
        if len(self.graph.nodes) - self.first > MOST_NODES or len(self.found.every) > MOST_HYPOTHESES:
            self.found.cut = True
        return self.found.cut

    def add(self, sites: Sites, name: Name) -> None:
        """The hypothesis of mistakes at some places."""
        out = self._formulas(sites)
        if out:
            self.found.add(out, name)

    def _formulas(self, sites: Sites) -> dict[int, int]:
        plain, place, order = self.plain, self.place, self.plain.order
        new: dict[int, int] = {}
        out: dict[int, int] = {}

        def get(q: Quantity) -> int:
            made = new.get(id(q))
            return plain.seen(q) if made is None else made

        heap = sorted(place[site] for site in sites if site in place)
        queued = set(heap)
        while heap:
            q = order[heapq.heappop(heap)]
            make = sites.get(id(q))
            node = make(get) if make else plain.node(q, [get(operand) for operand in under(q)])
            for component in self.roots.get(id(q), ()):
                out[component] = plain.compared(node)
            if line_key(q) not in plain.cut and node != plain.made[id(q)]:
                new[id(q)] = node
                for user in self.users[id(q)]:
                    if user not in queued:
                        queued.add(user)
                        heapq.heappush(heap, user)
        return out


class Place(NamedTuple):
    """The same operation in each component of a line: the component's number and the quantity."""

    operation: str
    operands: int
    sites: list[tuple[int, Quantity]]


def places_in(line: Line, known: Callable[[Quantity], bool]) -> dict[tuple[Any, ...], Place]:
    """The operations of one line by where they stand in it, from the name down to other named quantities."""
    places: dict[tuple[Any, ...], Place] = {}
    for number, q in enumerate(line.items):
        stack: list[tuple[tuple[int, ...], Quantity]] = [((), q.operands[0] if q.operation is LET else q)]
        while stack:
            path, e = stack.pop()
            if e.operation is None or e.operation is LET or not known(e):
                continue
            key = (path, e.operation.name, len(under(e)))
            places.setdefault(key, Place(e.operation.name, len(under(e)), [])).sites.append((number, e))
            stack += [((*path, j), o) for j, o in enumerate(under(e))]
    return places


def add_mechanical(emit: Emitter, lines: Lines) -> None:
    """Every mechanical mistake: whole lines first, so that a bound cuts the rarer ones."""
    every: dict[tuple[Any, ...], list[Sites]] = defaultdict(list)
    words: dict[tuple[Any, ...], Edit] = {}
    later: list[tuple[Line, Edit, list[tuple[int, Quantity]]]] = []
    for line in lines.lines:
        for path, place in places_in(line, lambda q: id(q) in emit.place).items():
            for number, edit in enumerate(edits(emit.graph, place.operation, place.operands)):
                if emit.full:
                    return
                sites = {id(e): _made(edit, e) for _, e in place.sites}
                emit.add(sites, _name(edit, line.name, [e for _, e in place.sites]))
                key = (stem(line.name), *path, number)
                every[key].append(sites)
                words[key] = edit
                if edit.in_parts and len(place.sites) > 1:
                    later.append((line, edit, place.sites))
    for key, made in every.items():
        if len(made) > 1 and not emit.full:
            sites = {site: make for each in made for site, make in each.items()}
            emit.add(sites, _name(words[key], say("every {stem}", stem=key[0].replace("#", "")), []))
    for line, edit, wheres in later:
        for number, e in wheres:
            if emit.full:
                return
            emit.add({id(e): _made(edit, e)}, _name(edit, line.parts[number], [e], PART))


def _made(edit: Edit, e: Quantity) -> Callable[[Get], int]:
    return lambda get: edit.make([get(operand) for operand in under(e)])


def _name(edit: Edit, line: str, sites: Sequence[Quantity], family: str = MISTAKE) -> Name:
    def words(places: tuple[str, ...]) -> str:
        what = _about(edit, sites)
        return say(edit.words, what=what, line=called(line), other=edit.other, right=edit.right)

    return Name(family, edit.id, words, say("the working as it is shown"))


def _about(edit: Edit, sites: Sequence[Quantity]) -> str:
    """The operands that a mistake is about, by their names, or by that of the whole they are parts of."""
    if not sites:
        return say("the same part")
    names = []
    for number in edit.about:
        parts = [under(e)[number] for e in sites]
        wholes = {base_name(part) for part in parts}
        whole = wholes.pop() if len(sites) > 1 and len(wholes) == 1 else None
        names.append(called(whole) if whole else called(parts[0]))
    return "·".join(names)


def replaced(emit: Emitter, e: Quantity, instead: Mapping[int, Quantity]) -> Callable[[Get], int]:
    """An operation with other quantities for some of its operands."""
    return lambda get: emit.plain.node(e, [get(instead.get(j, o)) for j, o in enumerate(under(e))])


def uses_of(line: Line, lines: Lines, emit: Emitter) -> Iterator[tuple[str, list[tuple[Quantity, int, int]]]]:
    """What a line uses, by the name of the whole: the operations, which operand, and which component of the whole."""
    uses: dict[str, list[tuple[Quantity, int, int]]] = defaultdict(list)
    for place in places_in(line, lambda q: id(q) in emit.place).values():
        for _, e in place.sites:
            for j, o in enumerate(under(e)):
                owner = lines.owner.get(line_key(o))
                if owner is not None:
                    uses[owner[0]].append((e, j, owner[1]))
    yield from uses.items()
