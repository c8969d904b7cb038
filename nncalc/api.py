"""The Python interface: a solved problem and its readings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from numbers import Rational
from operator import index
from typing import TYPE_CHECKING, Any

from nncalc import render
from nncalc.declaring import registry
from nncalc.declaring.letters import printing
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.figures import Precision, Value
from nncalc.engine.readings import to_sympy
from nncalc.errors import InputError, InputErrors, Refused, WrongArguments, nearest
from nncalc.page import document
from nncalc.page.plain_cells import cells, framed, is_table, plain
from nncalc.page.solving import Settings, find_quantity, read_result, read_results, run_problem
from nncalc.reading.python_values import as_typed
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Policy, Run

MOST_DIGITS = 1000
SHORT = {"md": "markdown", "tex": "latex", "txt": "text", "yml": "yaml"}
"""Formats by what their files end in."""
Rational.register(Value)
"""`Fraction(value)` asks for a numerator and a denominator, which a value that is no fraction refuses with a reason."""


class Check(document.Check):
    """The verdict on a figure, true where the figure is right."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return self.verdict == "right"


class Solution:
    """One solved problem. Each reading runs the working once, at the precision it needs."""

    def __init__(self, problem: ProblemType, settings: Settings) -> None:
        self.problem = problem
        self.settings = settings

    def with_digits(self, digits: int | None = None, sig: int | None = None) -> Solution:
        """The same solution read to another number of decimal places (0 to 1000) or significant digits (1 to 1000).

        Raises InputError for other numbers, and for both at once.
        """
        if digits is not None and sig is not None:
            raise InputError(
                say("digits and sig at once"), name="sig", expected=say("decimal places, or significant digits")
            )
        places = Precision().digits if digits is None else _whole("digits", digits, 0)
        precision = Precision(places, None if sig is None else _whole("sig", sig, 1))
        return Solution(self.problem, self.settings._replace(precision=precision))

    def with_all_lines(self) -> Solution:
        """The same solution with every line of the working, as `--all` shows it: what is long is folded else."""
        return Solution(self.problem, self.settings._replace(everything=True))

    def in_notation(self, name: str) -> Solution:
        """The same solution printed in the letters of another book, by name or from a file, as `--notation` has them.

        The conventions stay those that it was solved under. Raises InputErrors for no such notation.
        """
        from nncalc.notation.binding import bound  # start-up
        from nncalc.notation.reading import notation_of  # start-up

        with _refusing():
            table = notation_of(name)
        notation = None if table is None else bound(table, self.problem, self.settings.policy)
        return Solution(self.problem, self.settings._replace(notation=notation))

    @property
    def results(self) -> dict[str, Any]:
        """Every result by its name: nested lists of `Value(exact, decimal, value)`."""
        return run_problem(self.problem, lambda run: read_results(run, self.settings.precision), self.settings.policy)

    def __repr__(self) -> str:
        """The page, as text."""
        return self.render().rstrip("\n")

    def _repr_html_(self) -> str:
        """The page as a notebook shows it: self-contained, and its style changes nothing round it."""
        from nncalc.render.html.cell import in_a_cell  # start-up

        return in_a_cell(self.problem, self.settings)

    def _repr_markdown_(self) -> str:
        """The page in Markdown, its displays between `$$`."""
        return self.render("markdown")

    def frame(self, name: str = "table") -> Any:
        """`table` as a `pandas.DataFrame`. Raises InputError where pandas is not installed."""
        return framed(self.table(name))

    def table(self, name: str = "table") -> list[dict[str, Any]]:
        """The rows of a result that is a table, for `pandas.DataFrame`: numbers, truth values, words and lists of them.

        Raises KeyError for no result, InputError for one that is no table.
        """
        rows = self[name]
        if not is_table(rows):
            tables = [each for each, result in self.results.items() if is_table(result)]
            raise InputError(
                say("{name} is no table", name=name), name=name, expected=" ".join(tables) or "nncalc.table(solution)"
            )
        return [{key: plain(cell) for key, cell in row.items()} for row in rows]

    def __iter__(self) -> Iterator[str]:
        """The names of the results, in the order of the working."""
        names: list[str] = run_problem(self.problem, lambda run: list(run.results), self.settings.policy)
        return iter(names)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __contains__(self, name: object) -> bool:
        """Whether `solution[name]` is a result or a part of one."""
        try:
            self[name]  # type: ignore[index]
        except KeyError:
            return False
        return True

    def __getitem__(self, name: str) -> Any:
        """A result or a part of one, also of an epoch that is not shown: `solution["epoch.2.W1.1.2"].decimal`.

        Raises KeyError that names the nearest result.
        """
        if not isinstance(name, str):
            raise KeyError(name)

        def read(run: Run) -> Any:
            return read_result(find_quantity(run, name), self.settings.precision)

        try:
            return run_problem(self.problem, read, self._policy(name))
        except InputError as error:
            if error.nearest is None:
                raise KeyError(error.message) from None
            raise KeyError(
                say("{wrong}; did you mean {nearest}?", wrong=error.message, nearest=error.nearest)
            ) from None

    def _policy(self, name: str) -> Policy:
        """The run that has the part a name belongs to."""
        return self.settings._replace(show=(name,)).policy

    def sympy(self, name: str) -> Any:
        """A scalar result as a SymPy expression in the symbols of the givens."""
        return run_problem(self.problem, lambda run: to_sympy(find_quantity(run, name)), self._policy(name))

    def check(self, name: str, figure: Any) -> Check:
        """The verdict on a figure, with what explains it. The figure is written like a given: text, a number, a list.

        Raises InputErrors for a name that is no result.
        """
        return _checks(self.problem, {name: figure}, self.settings)[0]

    def render(self, format: str = "text", **options: Any) -> Any:
        """The derivation in a format of the command line; options are the fields of `nncalc.render.Options`.

        "pdf" is bytes. "json" is the object of `as_json`, "yaml" the problem as an entry of a file, "svg" its drawings:
        options change none of these. Raises InputError for another format, and for "svg" where there is no drawing.
        """
        format = SHORT.get(format, format) if isinstance(format, str) else format
        if format == "json":
            return self._json()
        if format == "yaml":
            from nncalc.problem_files.writer import entry  # start-up

            return entry(self.problem)
        with printing(self.settings.notation):
            return self._drawn() if format == "svg" else self._page(format, options)

    def _drawn(self) -> str:
        from nncalc.render.drawings import as_svg  # start-up

        return as_svg(self)

    def _page(self, format: str, options: Mapping[str, Any]) -> Any:
        known = sorted((*render.format_names(), "json", "svg", "yaml"))
        if format not in known:
            close = nearest(format, known) if isinstance(format, str) else None
            raise InputError(
                say("there is no format {format!r}", format=format), expected=" ".join(known), nearest=close
            )
        from nncalc.render.solution import make_document  # start-up

        where = render.Options(**options)
        document, written = make_document(self.problem, self.settings, format, where), render.format_of(format, where)
        return written.page(document) if written.text else written.bound([written.page(document)])

    def as_json(self) -> dict[str, Any]:
        """The JSON object of the problem, as Python data."""
        data: dict[str, Any] = json.loads(self._json())
        return data

    def _json(self) -> str:
        """The JSON text of the problem, one line."""
        from nncalc.render.json_form import solution_as_json  # start-up

        def whole(run: Run) -> str:
            return "".join(solution_as_json(self.problem, run, self.settings, ()))

        return run_problem(self.problem, whole, self.settings.policy)


def solve(type_: Any, given: Mapping[str, Any], positional: Sequence[Any] = ()) -> Solution:
    """See `nncalc.solve`. A trailing underscore in a keyword (`input_`) is dropped."""
    _check_call(type_, positional)
    typed = {name.rstrip("_"): value for name, value in given.items()}
    with _refusing():
        return Solution(read_problem(registry.load(type_), typed), Settings())


def check(
    type_: Any, figures: Mapping[str, Any], given: Mapping[str, Any], positional: Sequence[Any] = ()
) -> list[Check]:
    """See `nncalc.check`."""
    _check_call(type_, positional)
    if not isinstance(figures, Mapping):
        raise WrongArguments(
            say("the figures are not by their names"), expected='{"loss": "0.87", "p": [0.13, 0.87, 0.0]}'
        )
    solution = solve(type_, given)
    return _checks(solution.problem, figures, solution.settings)


def table(solution: Any) -> list[dict[str, Any]]:
    """See `nncalc.table`."""
    if not isinstance(solution, Solution):
        said = say("a table is made of a solution, not of {thing!r}", thing=type(solution).__name__)
        raise WrongArguments(said, expected='nncalc.table(nncalc.solve("softmax-loss", z=[1, 2], y=0))')
    return [{"name": name, **value._asdict()} for name, value in cells("", solution.results)]


def _check_call(type_: Any, positional: Sequence[Any]) -> None:
    """Refuse a call that is none. Raises WrongArguments."""
    if not isinstance(type_, str):
        said = say("the type of a problem is a name, not {type!r}", type=type_)
        raise WrongArguments(said, expected=" ".join(registry.names()))
    if positional:
        said = say("givens have names: {values!r} stands without one", values=positional[0])
        line = f'nncalc.solve("{type_}", …)'
        if isinstance(positional[0], Mapping):
            raise WrongArguments(
                said, expected=say("two stars in front of a mapping: {line}", line=line.replace("…", "**given"))
            )
        raise WrongArguments(said, expected=say("keywords: {line}", line=line.replace("…", "z=[1, 2], y=0")))


@contextmanager
def _refusing() -> Iterator[None]:
    """What is wrong with the input, one error or several, as one kind that both `InputError` and `InputErrors` catch."""
    try:
        yield
    except (InputErrors, InputError) as error:
        if isinstance(error, (Refused, WrongArguments)):
            raise
        raise Refused(error.errors if isinstance(error, InputErrors) else [error]) from None


def _checks(problem: ProblemType, figures: Mapping[str, Any], settings: Settings) -> list[Check]:
    from nncalc.checking.answers import check_figures  # start-up

    typed, errors = [], []
    for name, figure in figures.items():
        try:
            typed.append((name, as_typed(figure)))
        except InputError as error:
            errors.append(error.named(name))
    with _refusing():
        if errors:
            raise InputErrors(errors)
        return [Check(*check) for check in check_figures(problem, typed, settings)]


def _whole(name: str, value: Any, least: int) -> int:
    """A number of digits as the command line takes it."""
    try:
        number = None if isinstance(value, bool) else index(value)
    except TypeError:
        number = None
    if number is None or not least <= number <= MOST_DIGITS:
        wanted = say("a whole number from {least} to {most_digits}", least=least, most_digits=MOST_DIGITS)
        raise InputError(say("{name} is {value!r}", name=name, value=value), name=name, expected=wanted)
    return number


__all__ = ["Solution", "Value", "check", "solve", "table"]
