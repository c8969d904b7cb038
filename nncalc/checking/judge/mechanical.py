"""Mechanical mistakes: in every line of the plain working, what people write in the place of each operation and each name.

Nothing is authored per problem. A mistake is made in the whole line (in all of its components), in one component, or in
every line of the same stem (z1 and z2). Only what lies downstream is made anew, up to the figures that were typed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nncalc.checking.judge.edits import OTHER_CASE, Edit, edits
from nncalc.checking.judge.graph import Graph
from nncalc.checking.judge.hypotheses import MISTAKE, PART, Hypotheses, Name
from nncalc.checking.judge.naming import Line, Lines, base_name, called, stem
from nncalc.checking.judge.tape import LONG, Formulas, line_key
from nncalc.engine.operations import LET, NEG
from nncalc.engine.quantity import Quantity
from nncalc.words import say

Get = Callable[[Quantity], int]
Sites = dict[int, Callable[[Get], int]]
"""By the ids of quantities, how the node in each one's place is made."""
EVERYWHERE = frozenset({"power", "log", "log2", "log10", "exp", "sqrt", "abs"})
"""Operations that are done wrong alike wherever they stand in a line."""
ALONE = frozenset({"doubled", "halved"})
"""Mistakes that nobody makes in every line of a kind."""
MOST_NODES = 40_000
MOST_HYPOTHESES = 6_000
"""Bounds after which no further mistake is tried; what they cut is said."""


class Emitter:
    """Makes the formulas that follow from mistakes at some places of the plain tape."""

    def __init__(self, found: Hypotheses, graph: Graph, plain: Formulas) -> None:
        self.found, self.graph, self.plain = found, graph, plain
        self.place = {id(q): number for number, q in enumerate(plain.order)}
        self.users: list[list[int]] = [[] for _ in plain.order]
        self.steps = [self._step(number, q) for number, q in enumerate(plain.order)]
        self.roots: dict[int, list[int]] = defaultdict(list)
        for component, q in plain.roots:
            if plain.cut[line_key(q)] == component:
                self.roots[self.place[id(q)]].append(component)
        self.first, self.is_full = len(graph.nodes), False
        self.last: tuple[tuple[int, ...], list[int]] = (), []

    def _step(self, number: int, q: Quantity) -> tuple[str, list[tuple[int, int]], int]:
        """How a quantity is made: the operation ("" for one that repeats its operand), the place of each operand (-1 for
        one that was typed) with its plain node, and the plain node itself (-1 where what uses it sees the typed figure)."""
        operands = []
        for operand in self.plain.under(q):
            place = -1 if line_key(operand) in self.plain.cut else self.place[id(operand)]
            operands.append((place, self.plain.seen(operand)))
            if place >= 0:
                self.users[place].append(number)
        name = self.plain.operation(q)
        return name, operands, -1 if line_key(q) in self.plain.cut else self.plain.made[id(q)]

    @property
    def made(self) -> int:
        """How many nodes the mistakes have made."""
        return len(self.graph.nodes) - self.first

    @property
    def full(self) -> bool:
        """Whether there are as many hypotheses as may be."""
        if self.made > MOST_NODES or len(self.found.every) > MOST_HYPOTHESES:
            self.found.cut = self.is_full = True
        return self.is_full

    def add(self, sites: Sites, name: Name) -> None:
        """The hypothesis of mistakes at some places."""
        out = self._formulas(sites)
        if out:
            self.found.add(out, name)

    def _formulas(self, sites: Sites) -> dict[int, int]:
        plain, steps, roots, op = self.plain, self.steps, self.roots, self.graph.op
        new: dict[int, int] = {}
        out: dict[int, int] = {}

        def get(q: Quantity) -> int:
            made = new.get(self.place.get(id(q), -1))
            return plain.seen(q) if made is None or line_key(q) in plain.cut else made

        made_at = {self.place[site]: make for site, make in sites.items() if site in self.place}
        for number in self._after(tuple(sorted(made_at))):
            name, operands, before = steps[number]
            make = made_at.get(number)
            if make is not None:
                node = make(get)
            elif name:
                node = op(name, [new.get(place, seen) for place, seen in operands])
            else:
                place, seen = operands[0]
                node = new.get(place, seen)
            if number in roots:
                for component in roots[number]:
                    out[component] = plain.compared(node)
            if before >= 0 and node != before:
                new[number] = node
        return out

    def _after(self, places: tuple[int, ...]) -> list[int]:
        """The places that some are used at, with these, operands before results; kept while the same are asked for again."""
        if places != self.last[0]:
            users, found, left = self.users, set(places), list(places)
            while left:
                for user in users[left.pop()]:
                    if user not in found:
                        found.add(user)
                        left.append(user)
            self.last = places, sorted(found)
        return self.last[1]


class Place(NamedTuple):
    """The same operation in each component of a line: the component's number and the quantity."""

    operation: str
    operands: int
    sites: list[tuple[int, Quantity]]


def places_in(line: Line, emit: Emitter) -> dict[tuple[Any, ...], Place]:
    """The operations of one line by where they stand in it, from the name down to other named quantities."""
    places: dict[tuple[Any, ...], Place] = {}
    plain = emit.plain
    for number, q in enumerate(line.items):
        stack: list[tuple[tuple[int, ...], Quantity]] = [((), plain.under(q)[0] if q.operation is LET else q)]
        while stack:
            path, e = stack.pop()
            if e.operation is None or e.operation is LET or id(e) not in emit.place or id(e) in plain.counted:
                continue
            operands, name = plain.under(e), plain.operation(e)
            places.setdefault((path, name, len(operands)), Place(name, len(operands), [])).sites.append((number, e))
            stack += [((*path, j), o) for j, o in enumerate(operands)]
    return places


def add_mechanical(emit: Emitter, lines: Lines) -> None:
    """Every mechanical mistake: whole lines first, so that a bound cuts the rarer ones."""
    every: dict[tuple[Any, ...], list[Sites]] = defaultdict(list)
    words: dict[tuple[Any, ...], tuple[Edit, list[Quantity]]] = {}
    later: list[tuple[Line, Edit, list[tuple[int, Quantity]]]] = []
    for line in lines.lines[::-1] if len(emit.plain.order) > LONG else lines.lines:
        if lines.decisions.get(line.items[0].name or line.name):
            continue
        places = places_in(line, emit)
        _add_alike(emit, line, places.values())
        for path, place in places.items():
            for number, edit in enumerate(edits(emit.graph, place.operation, place.operands)):
                if emit.full:
                    return
                sites = {id(e): _made(emit, edit, e) for _, e in place.sites}
                emit.add(sites, _name(emit, edit, line.name, [e for _, e in place.sites]))
                key = (stem(line.name), *path, number)
                if edit.id not in ALONE:
                    every[key].append(sites)
                    words.setdefault(key, (edit, []))[1].extend(e for _, e in place.sites)
                if edit.in_parts and len(place.sites) > 1:
                    later.append((line, edit, place.sites))
    for key, made in every.items():
        if len(made) > 1 and not emit.full:
            sites = {site: make for each in made for site, make in each.items()}
            emit.add(
                sites, _name(emit, words[key][0], say("every {stem}", stem=key[0].replace("#", "")), words[key][1])
            )
    for line, edit, wheres in later:
        for number, e in wheres:
            if emit.full:
                return
            emit.add({id(e): _made(emit, edit, e)}, _name(emit, edit, line.parts[number], [e], PART))


def _add_alike(emit: Emitter, line: Line, places: Iterable[Place]) -> None:
    """A mistake in every operation of one kind in a line: every square of a sum of squares, both logarithms."""
    alike: dict[tuple[str, int], list[Quantity]] = defaultdict(list)
    different: Counter[tuple[str, int]] = Counter()
    for place in places:
        if place.operation in EVERYWHERE:
            alike[place.operation, place.operands] += [e for _, e in place.sites]
            different[place.operation, place.operands] += 1
    for (name, operands), sites in alike.items():
        for edit in edits(emit.graph, name, operands) if different[name, operands] > 1 else ():
            if emit.full:
                return
            emit.add({id(e): _made(emit, edit, e) for e in sites}, _name(emit, edit, line.name, sites))


def _made(emit: Emitter, edit: Edit, e: Quantity) -> Callable[[Get], int]:
    return lambda get: edit.make([get(operand) for operand in emit.plain.under(e)])


def _name(emit: Emitter, edit: Edit, line: str, sites: Sequence[Quantity], family: str = MISTAKE) -> Name:
    def words(places: tuple[str, ...]) -> str:
        what = _about(emit, edit, sites)
        return say(edit.words, what=what, line=called(line), other=edit.other, right=edit.right)

    return Name(family, edit.id, words, say("the working as it is shown"))


def _about(emit: Emitter, edit: Edit, sites: Sequence[Quantity]) -> str:
    """The operands that a mistake is about, by their names, or by that of the whole they are parts of."""
    names = []
    for number in edit.about:
        parts = [emit.plain.under(e)[number] for e in sites]
        if edit.id == OTHER_CASE:
            parts = [part.operands[0] if part.operation is NEG else part for part in parts]
        wholes = {base_name(part) for part in parts}
        whole = next(iter(wholes)) if len(sites) > 1 and len(wholes) == 1 else None
        stems = {stem(each) for each in {base_name(part) for part in parts} if each}
        if whole is None and len(stems) == 1 and len(wholes) > 1:
            whole = stems.pop().replace("#", "")
        names.append(called(whole) if whole else called(parts[0]))
    return "·".join(names)


def replaced(emit: Emitter, e: Quantity, instead: Mapping[int, Quantity]) -> Callable[[Get], int]:
    """An operation with other quantities for some of its operands."""
    return lambda get: emit.plain.node(e, [get(instead.get(j, o)) for j, o in enumerate(emit.plain.under(e))])


def uses_of(line: Line, lines: Lines, emit: Emitter) -> Iterator[tuple[str, list[tuple[Quantity, int, int]]]]:
    """What a line uses, by the name of the whole: the operations, which operand, and which component of the whole."""
    uses: dict[str, list[tuple[Quantity, int, int]]] = defaultdict(list)
    for place in places_in(line, emit).values():
        for _, e in place.sites:
            for j, o in enumerate(emit.plain.under(e)):
                owner = lines.owner.get(line_key(o))
                if owner is not None:
                    uses[owner[0]].append((e, j, owner[1]))
    yield from uses.items()
