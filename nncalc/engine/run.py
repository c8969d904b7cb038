"""A run: one execution of a working. What `let` and the rules do in it is decided here, once.

A reading that changes the calculation (rounding every line, a figure carried in, a rule replaced, more precision) is a
rerun: the working called again under another policy, and so right through loops and branches.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from nncalc.engine.budget import BUDGET, MOST_BITS, MOST_BITS_OF_LONG_RUNS, QUANTITIES, START_BITS
from nncalc.engine.decide import rounded
from nncalc.engine.events import Line
from nncalc.engine.figures import plain
from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET
from nncalc.engine.quantity import MorePrecision, Quantity, apply, constant
from nncalc.engine.record import Record
from nncalc.engine.tensor import Tensor, components
from nncalc.errors import Undecided
from nncalc.words import say

OPEN = "a digit or a sign is still open at {bits:,} bits"
OPEN_OF_ONE = "a digit or a sign of {name} is still open at {bits:,} bits"
OPEN_IN_LONG_RUNS = (
    "{what}: it may be exactly 0, which cannot be proven where epochs are not shown; "
    "try fewer epochs or other start values"
)


class DoesNotApply(Exception):
    """Raised by a slip that has no meaning for the step at hand; by a run in which it has none anywhere."""


class Enough(Exception):
    """Ends a run that has every result that is asked of it."""


class Watched(dict[str, Any]):
    """The results of a run that ends when some of them are there; `again` holds the names that were recorded twice."""

    def __init__(self, until: frozenset[str]) -> None:
        super().__init__()
        self.missing, self.again = set(until), set[str]()

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self:
            self.again.add(name)
        super().__setitem__(name, value)
        if name in self.missing:
            self.missing.discard(name)
            if not self.missing:
                raise Enough


class Policy(NamedTuple):
    """How a run departs from the plain one.

    carried   figures to go on with instead of the computed ones, by name
    places    decimals to which every named line is rounded before the next uses it
    choice    rules replaced, by the function that stands in
    keep      names of iterations (`epoch.7`) whose lines are wanted although they would be folded or forgotten
    until     results after which a run may end; empty: it goes to its end, and knows what it recorded twice
    asked     results that will be read; a working may leave out what none of them needs. None: all of them
    """

    carried: Mapping[str, Quantity] = {}
    places: int | None = None
    choice: Mapping[Any, Callable[..., Any]] = {}
    keep: frozenset[str] = frozenset()
    until: frozenset[str] | None = None
    asked: frozenset[str] | None = None


PLAIN = Policy()


class Run(Record):
    """One execution: what a working calls to name quantities, and what the rules ask it."""

    def __init__(self, policy: Policy = PLAIN) -> None:
        super().__init__()
        self.policy = policy
        if policy.until is not None:
            self.results = Watched(policy.until)
        self.problem: Any = None  # the problem that is worked, for whoever reads the results
        self.choice = policy.choice
        self.used: dict[Any, int] = {}
        self.most_bits = MOST_BITS
        self.replaced: set[Any] = set()
        self.passed_over: set[Any] = set()
        self.plain = not policy.carried and policy.places is None
        self.whole = True  # nothing was left out because nobody asked for it
        self.decided: dict[int, tuple[Quantity, Callable[[], Quantity]]] = {}
        self.behind: dict[str, Quantity] = {}
        self.shown_as: dict[str, Sequence[str]] = {}
        self.counted: set[int] = set()

    def let(self, name: str, value: Any, *, shown: bool = True, recorded: bool = True) -> Any:
        """Name a quantity or tensor and put it on the page; later lines use what this returns.

        shown=False: a result without a line of its own; recorded=False: neither line nor result, only a name.
        The only place where a reading changes what later lines see: a rounded or a carried figure enters here.
        """
        name = self.prefix + name
        whole = isinstance(value, Tensor)
        named: Any = self._of_tensor(name, value) if whole else self._see(name, constant(value))
        if recorded:
            self.results[name] = named
        if shown and recorded:
            self.events.append(Line(self.place, named))
        return named

    def _of_tensor(self, name: str, value: Tensor) -> Tensor:
        if self.plain and type(value.items) is not list:
            from nncalc.engine.components import named  # start-up

            return Tensor(named(value.items, name, value.shape), value.shape, LET, (value,), name)
        pairs = zip(components(name, value.shape), value.items, strict=True)
        plain = self.plain
        items = [Quantity(LET, (q,), q.value, key) if plain else self._see(key, q) for key, q in pairs]
        return Tensor(items, value.shape, LET, (value,), name)

    def _see(self, name: str, quantity: Quantity) -> Quantity:
        value, places = quantity.value, self.policy.places
        carried = None if self.plain else self.policy.carried.get(name)
        if carried is not None:
            return Quantity(LET, (quantity,), carried.value, name, None, carried)
        if places is None or value is None or not (type(value) is flint.fmpq or value.is_finite()):
            return Quantity(LET, (quantity,), value, name)
        figure = constant(rounded(quantity, places))
        written = None if value == figure.value else plain(figure.value, places)
        return Quantity(LET, (quantity,), figure.value, name, written, figure)

    def decide(self, name: str, found: int, formula: Callable[[], Quantity], words: Sequence[str] = ()) -> int:
        """A decision that the page shows as a word or a number: what to go on with, a figure carried in or what was found.

        formula  the decision on the tape: a whole number, made when it is wanted
        words    what is shown for 0, 1, 2 …; nothing where the number itself is shown
        """
        self.shown_as[name := self.prefix + name] = words
        value = self.stand_behind(name, constant(found), formula).value
        return int(value.p) if not self.plain and type(value) is flint.fmpq and value.q == 1 else found

    def stand_behind(self, name: str, shown: Quantity, formula: Callable[[], Quantity]) -> Quantity:
        """The quantity on the tape behind a result that shows something else, such as a word or an earlier quantity."""
        named = Quantity(LET, (shown,), shown.value, name) if self.plain else self._see(name, shown)
        self.behind[name], self.decided[id(named)] = named, (named, formula)
        return named

    def chose(self, quantity: Quantity, formula: Callable[[], Quantity]) -> Quantity:
        """A quantity that a decision gave its form, with the formula that holds whatever is decided. Returns the quantity."""
        self.decided[id(quantity)] = quantity, formula
        return quantity

    def with_cases(self, shown: Quantity, formula: Callable[[], Quantity]) -> Quantity:
        """A quantity that a decision gave its form, shown as it is; the formula holds whatever is decided."""
        copy = Quantity(LET, (shown,), shown.value, shown.name) if shown.name else shown.renamed(None)
        return self.chose(copy, formula)

    def counts(self, found: Any, formula: Callable[[], Quantity]) -> Quantity:
        """A number that was counted, not worked out: how it follows from other quantities stands on the tape, without steps."""
        shown = self.chose(constant(found).renamed(None), formula)
        self.counted.add(id(shown))
        return shown

    def keeps(self, kind: str, number: int) -> bool:
        """Whether the lines of an iteration are asked for (--show, --check) although the working would forget them."""
        return f"{kind}.{number}" in self.policy.keep

    def is_asked(self, pattern: str) -> bool:
        """Whether a result may be read whose name begins as the pattern says; else what gives such names is left out."""
        asked = self.policy.asked
        if asked is None or any(re.match(pattern, name) for name in asked):
            return True
        self.whole = False
        return False

    @contextmanager
    def forgotten(self, symbolic: bool = False) -> Iterator[None]:
        """A stretch whose lines are not kept: long runs stay flat in memory. Forget what outlives it with `forget`.

        symbolic: its quantities are formulas, which are nothing but their history; that counts as used.
        """
        self.most_bits = MOST_BITS_OF_LONG_RUNS
        events, results, mark = len(self.events), len(self.results), BUDGET.used()
        yield
        del self.events[events:]
        while len(self.results) > results:
            self.results.popitem()
        if not symbolic:
            BUDGET.refund(mark)


def forget(x: Any) -> Any:
    """The same values and names with their history dropped, but for formulas; None (no bias) stays None."""
    if x is None or (isinstance(x, Quantity) and x.value is None):
        return x
    if isinstance(x, Tensor):
        return Tensor([forget(q) for q in x.items], x.shape, None, (), x.name)
    return Quantity(None, (), x.value, x.name)


_run: Run | None = None
_lock = threading.RLock()


def going() -> tuple[int, int]:
    """How many of how many steps the run in progress has done; (0, 0) where that is not known."""
    return (0, 0) if _run is None else _run.going


def current() -> Run:
    """The run in progress."""
    if _run is None:
        raise RuntimeError("rules are called inside a run")
    return _run


def run_once(work: Callable[[Run], None], policy: Policy) -> Run:
    """One execution at the precision that holds; the caller holds the lock.

    Raises DoesNotApply where a rule's replacement had a meaning at none of its calls.
    """
    global _run
    before, _run = _run, Run(policy)
    BUDGET.reset(QUANTITIES)
    try:
        with suppress(Enough):
            work(_run)
        if _run.passed_over - _run.replaced:
            raise DoesNotApply
        return _run
    except MorePrecision as open_question:
        open_question.most_bits = _run.most_bits
        raise
    finally:
        _run = before


def rerun(work: Callable[[Run], None], read: Callable[[Run], Any], policy: Policy = PLAIN) -> Any:
    """Run a working and read it, at the first precision that decides everything asked of it.

    flint's precision is global: one lock, one `workprec`. Raises Undecided past 4,096 bits, of long runs past 32,768.
    """
    bits, most = START_BITS, MOST_BITS
    with _lock:
        while True:
            # A run that left something open is forgotten before the next begins: two are twice as large.
            run: Run | None = None
            with flint.ctx.workprec(bits):
                try:
                    run = run_once(work, policy)
                    most = run.most_bits
                    return read(run)
                except MorePrecision as open_question:
                    most = max(most, open_question.most_bits)
                    if bits >= most:
                        name = open_question.args[0] if open_question.args else None
                        raise Undecided(_still_open(name, bits, most > MOST_BITS)) from None
            bits *= 4 if most > MOST_BITS and bits >= 128 else 2


def reread(run: Run, read: Callable[[Run], Any]) -> Any:
    """Read a finished run again, at the precision that runs begin with. Raises MorePrecision where that is not enough."""
    with _lock, flint.ctx.workprec(START_BITS):
        BUDGET.reset(QUANTITIES)
        return read(run)


def _still_open(name: str | None, bits: int, long_run: bool) -> str:
    what = say(OPEN_OF_ONE if name else OPEN, name=name, bits=bits)
    return say(OPEN_IN_LONG_RUNS, what=what) if long_run else what


def renewed(x: Any) -> Any:
    """Givens that are irrational (√2, exp(-1)) worked out again at the precision that holds now."""
    if isinstance(x, Tensor):
        arb = flint.arb
        if not any(type(q.value) is arb for q in x.items):
            return x
        return Tensor([renewed(q) for q in x.items], x.shape, x.operation, x.operands, x.name)
    if not isinstance(x, Quantity) or type(x.value) is not flint.arb:
        return x
    from nncalc.engine.readings import everything_under  # start-up

    fresh: dict[int, Quantity] = {}
    for node in everything_under([x]):
        if node.operation is None or not isinstance(node.value, flint.arb):
            fresh[id(node)] = node
        else:
            again = apply(node.operation, *[fresh[id(operand)] for operand in node.operands])
            fresh[id(node)] = Quantity(
                again.operation, again.operands, again.value, node.name, node.typed, again.equal_to
            )
    return fresh[id(x)]
