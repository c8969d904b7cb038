"""Solving one problem: the run, its results, and the page made of them. Everything a command or a caller asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from nncalc.declaring.letters import Notation
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.declaring.result_names import find
from nncalc.engine.figures import Figure, Precision, Value, figure, nearest_double
from nncalc.engine.lazy import flint
from nncalc.engine.lengths import Lengths
from nncalc.engine.notation import Printer
from nncalc.engine.operations import LET
from nncalc.engine.piece import Piece
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import everything_under, is_short
from nncalc.engine.run import PLAIN, Policy, Run, renewed, rerun
from nncalc.engine.tensor import Tensor, nested
from nncalc.page.input_style import InputStyle
from nncalc.reading.cells import with_colons
from nncalc.words import say

Read = TypeVar("Read")


class Settings(NamedTuple):
    """How a solution is wanted.

    precision   digits of the decimals
    exact       exact forms instead of decimals where they are short
    steps       full | brief | none
    everything  show every line of long stretches
    expand      symbolic lines also in the inputs alone
    round_steps decimals to which each named line is rounded, None for full precision
    remarks     sentences for the head of the page
    statement   whether the page begins with the problem
    show        only the lines these names came from
    checks      (name, typed figure) to be judged
    decimals    the least decimals that a figure is judged right with, by the name of a result; "" for all
    draw        whether drawings stand on the page of a format that has none of itself
    tolerance   how far a figure may be off, by the name of a result; "" for all
    notation    letters of another book; None for our own
    """

    precision: Precision = Precision()
    exact: bool = False
    steps: str = "full"
    everything: bool = False
    expand: bool = False
    round_steps: int | None = None
    show: tuple[str, ...] = ()
    checks: tuple[tuple[str, str], ...] = ()
    statement: bool = True
    remarks: tuple[str, ...] = ()
    draw: bool = False
    decimals: Mapping[str, int] = {}
    tolerance: Mapping[str, str] = {}
    notation: Notation | None = None

    @property
    def policy(self) -> Policy:
        """The policy of the run that is shown."""
        keep = frozenset(_part(name) for name in (*self.show, *[name for name, _ in self.checks]))
        if self.round_steps is None and not keep:
            return PLAIN
        return Policy(places=self.round_steps, keep=keep)


def _part(name: str) -> str:
    """The part a name belongs to: `epoch.7` of `epoch.7.loss`."""
    return ".".join(name.split(".")[:2])


_NO_NUMBERS = frozenset((str, int, bool, type(None)))
"""Kinds that are no quantities: most of what a table of layers holds."""


def _holds_balls(x: Any) -> bool:
    """Whether a number is irrational, or one in a formula, a tensor, a list or the values of a dictionary is."""
    if isinstance(x, Quantity):
        if x.value is not None:
            return type(x.value) is flint.arb
        return any(type(q.value) is flint.arb for q in everything_under([x]))
    if isinstance(x, Tensor):
        kinds = {type(q.value) for q in x.items}
        return flint.arb in kinds or (type(None) in kinds and any(map(_holds_balls, x.items)))
    parts: Any = x.values() if isinstance(x, dict) else x if isinstance(x, (list, tuple)) else ()
    for part in parts:  # noqa: SIM110
        if type(part) not in _NO_NUMBERS and _holds_balls(part):
            return True
    return False


def _renew(problem: ProblemType) -> None:
    """Irrational givens are read again at the precision that holds now, with all that `prepare` makes of them."""
    held = vars(problem)
    if not any(_holds_balls(x) for x in held.values() if type(x) not in _NO_NUMBERS):
        return
    known = problem.known and {name: renewed(q) for name, q in problem.known.items()}
    fresh = vars(read_problem(type(problem), problem.typed, known, problem.folder))
    held.update({name: value for name, value in fresh.items() if name not in ("typed", "renamed")})


def run_problem(problem: ProblemType, read: Callable[[Run], Read], policy: Policy = PLAIN) -> Read:
    """Run a problem's working and read it, at the precision that decides everything."""

    def work(run: Run) -> None:
        _renew(problem)
        run.problem = problem
        problem.work(run)

    result: Read = rerun(work, read, policy)
    return result


_INPUT = InputStyle()
LONGEST_EXACT = 1000
"""Closed forms of more characters are not given."""
MOST_PIECES = 1000
"""A formula equal to a line that has more pieces is not written in its place."""


def exact_form(quantity: Quantity, lengths: Lengths | None = None, printer: Printer | None = None) -> str | None:
    """The value as a rational or a closed form in input syntax; None where it is longer than 1,000 characters.

    lengths   what is known of the lengths of forms of the same run, for who asks for many of them
    """
    value = quantity.value
    if type(value) is flint.fmpq:
        text: str | None = str(value)
    elif value is not None and not value.is_finite():
        found = figure(quantity, Precision())
        text = found.text if found else None
    else:
        too_long = (lengths or Lengths(LONGEST_EXACT)).exceeds(quantity)
        text = None if too_long else (printer or _expanding()).expanded(quantity)
        if value is None and (text is None or len(text) > LONGEST_EXACT):
            text = named_form(quantity)
    return text if text is None or len(text) <= LONGEST_EXACT else None


def _expanding() -> Printer:
    return Printer(_INPUT, lambda q: None, fold=False, expand=True)


def named_form(quantity: Quantity) -> str:
    """The formula of a quantity in the named quantities it came from, in input syntax."""
    same = quantity.equal_to
    if quantity.operation is LET and same is not None and is_short(same, MOST_PIECES):
        quantity = Quantity(LET, (same,), None)
    return _Typable(_INPUT, lambda q: None, fold=False).formula(quantity)[1]


class _Typable(Printer):
    """Writes the formula of a local derivative in the place of its name: `d_u/d_x` would be read as a quotient."""

    def _write(self, x: Any) -> Piece:
        return self._operation(x) if "/" in (x.name or "") else super()._write(x)


class ResultReader:
    """Reads results of one run; what their forms and figures share is worked out once.

    figure   the certified decimal of a quantity, for who has read some already
    """

    def __init__(self, precision: Precision, figure: Callable[[Quantity], Figure | None] | None = None) -> None:
        self.precision = precision
        self.lengths = Lengths(LONGEST_EXACT)
        self.printer = _expanding()
        self._figure = figure
        self._wide: Any = None

    def value(self, quantity: Quantity) -> Value:
        """The three readings of one quantity."""
        found = self._figure(quantity) if self._figure else figure(quantity, self.precision)
        inner = quantity.value
        value: float | int | None = nearest_double(quantity)
        if type(inner) is flint.fmpq:
            if inner.q == 1 and abs(inner) < 1 << 53:
                value = int(inner.p)
        elif value is not None and self.lengths.exceeds(quantity):
            return Value(None, found.text if found else None, value)
        return Value(exact_form(quantity, self.lengths, self.printer), found.text if found else None, value)

    def read(self, x: Any) -> Any:
        """A result as nested lists of `Value`; words, truth values and counts become values of their own."""
        if isinstance(x, Quantity):
            return self.value(x)
        if isinstance(x, Tensor):
            return self.read(nested(x)) if type(x.items) is list else self._wide_reader().read(x)
        if isinstance(x, Mapping):
            return {key: self.read(value) for key, value in x.items()}
        if isinstance(x, (list, tuple)) and not isinstance(x, Value):
            return [self.read(item) for item in x]
        if isinstance(x, bool):
            return Value(str(x).lower(), None, x)
        if isinstance(x, int):
            return Value(str(x), str(x), x)
        return Value(str(x), None, x)

    def _wide_reader(self) -> Any:
        if self._wide is None:
            from nncalc.page.wide_results import WideReader  # start-up

            self._wide = WideReader(self.precision, self.lengths, self.value)
        return self._wide

    def read_all(self, run: Run) -> dict[str, Any]:
        """Every result of a run."""
        return {name: self.read(value) for name, value in run.results.items()}


def read_result(x: Any, precision: Precision) -> Any:
    """One result, or a part of one."""
    return ResultReader(precision).read(x)


def read_results(run: Run, precision: Precision) -> dict[str, Any]:
    """Every result of a run."""
    return ResultReader(precision).read_all(run)


def in_input_syntax(result: Any, exact: bool = False) -> str:
    """A result as a value that can be typed: `0.1498,0.1996:0.2498,0.2995`, with `::` between matrices."""
    if isinstance(result, Value):
        if isinstance(result.value, bool):
            return "yes" if result.value else "no"
        if exact and result.exact is not None:
            return result.exact
        return result.decimal or result.exact or say("(a formula too long to print)")
    if isinstance(result, dict):
        return " ".join(f"{key}={in_input_syntax(value, exact)}" for key, value in result.items())
    if result and isinstance(result[0], dict):
        return ":".join(in_input_syntax(row, exact) for row in result)
    return with_colons(_texts(result, exact))


def _texts(result: Any, exact: bool) -> Any:
    parted = isinstance(result, list) and not (result and isinstance(result[0], dict))
    return [_texts(part, exact) for part in result] if parted else in_input_syntax(result, exact)


def find_quantity(run: Run, name: str) -> Any:
    """A named quantity or tensor of a run, or a component of one; raises InputError with the nearest name."""
    try:
        return find(run.results, name)
    except (KeyError, IndexError):
        from nncalc.declaring.absent_results import no_such_result  # start-up

        raise no_such_result(name, run.results, run.absent) from None
