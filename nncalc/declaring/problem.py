"""What a problem type is, and one problem of it: givens read, shapes checked, ready to be worked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.declared import Declared
from nncalc.declaring.kinds import Reading
from nncalc.declaring.letters import with_letters
from nncalc.declaring.units import INFORMATION, Unit
from nncalc.errors import InputError, InputErrors
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.run import Run

MOST_LISTED = 30
"""Names of givens that a message lists."""


class ProblemType(Declared):
    """Base of the problem types. A subclass declares fields, sections and words, and writes its working once.

    Instances are problems: every field is an attribute (family fields are dicts from number to value).
    """

    typed: dict[str, Any]
    """What was typed for each given, in order, by the givens' own names."""
    renamed: dict[str, str]
    """Names as they were typed that are not the givens' own, each with the name that it was taken for."""
    rest: dict[str, Any]
    """Givens that no field declares, as `read_rest` read them."""
    known: Mapping[str, Quantity] | None
    """Numbers for symbols, as it was read with."""
    folder: str | None
    """Where its `@file` may point, as it was read with."""

    # -- to be written by a type ----------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Check what the givens must satisfy together, and derive what the working needs. Raises InputError(s)."""

    def work(self, run: Run) -> None:
        """The calculation, written once."""
        raise NotImplementedError

    def output_name(self) -> str:
        """The name that partial derivatives are of, for types with `verbatim` names."""
        return "f"

    def fractions(self) -> bool:
        """Whether a fraction stands beside every decimal, also beside one that ends: 7/8 = 0.875."""
        return False

    def also_called(self) -> Mapping[str, str]:
        """Other names of results that hold in this problem alone: `dz1` for `delta1` where that is ∂E/∂z1."""
        return {}

    def logarithm(self) -> str:
        """The base of the logarithm whose unit the loss is in: e, 2 or 10; "" where it is in none."""
        return ""

    def unit_of(self, stem: str) -> Unit | None:
        """What a result is counted or measured in, by its name without number; None for a bare number."""
        if stem in ("loss", "losses", "loss_new", "losses_new"):
            return INFORMATION.get(self.logarithm())
        return self.measured_in.get(stem)

    def retyped(self, name: str, value: str) -> Mapping[str, Any]:
        """Givens as they would be typed for the same problem under another value of a convention, where they would differ."""
        return {}

    def changed(self, typed: Mapping[str, Any]) -> ProblemType:
        """The same problem with other values for some names. Raises InputErrors."""
        return read_problem(type(self), {**self.typed, **typed}, self.known, self.folder)

    @classmethod
    def given_named(cls, name: str) -> str | None:
        """The given that a typed name stands for: its own, or the one that an alias is read as."""
        if cls.field_of(name) is not None:
            return name
        if cls.verbatim:
            return None
        from nncalc.declaring.aliases import given_of  # only a name that no given has needs the table

        return given_of(cls, name)

    @classmethod
    def unknown(cls, name: str) -> InputError:
        """The error for a name that is not a given."""
        from nncalc.declaring.aliases import numbered, suggested  # only a name that no given has needs the table

        close = cls.given_named(name) or suggested(cls, name)
        names = [numbered(f) for f in cls.fields().values()]
        known = (
            " ".join(names)
            if len(names) <= MOST_LISTED
            else say("a name that nncalc {name} --help lists", name=cls.name)
        )
        return InputError(
            say("{name} has no given '{name2}'", name=cls.name, name2=name), name=name, expected=known, nearest=close
        )

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> Any:
        """Read a given that no field declares; types with names of the user's own override this."""
        raise cls.unknown(name)

    @classmethod
    def read_tokens(cls, tokens: Sequence[str]) -> dict[str, Any]:
        """What was typed for each name, from the words of a command line; the first given may stand bare."""
        typed: dict[str, Any] = {}
        errors: list[InputError] = []
        strays: list[int] = []
        first = cls.first_field()
        for place, token in enumerate(tokens):
            odd = not token.isascii() or " " in token or token.rfind("=") > token.find(",") >= 0
            if odd and (fault := _ill_parted(cls, token)):
                errors.append(fault)
                continue
            name, value = cls._parted(token)
            if name == "" or (name is None and (first is None or typed or cls.chooses(token))):
                strays.append(place)
                continue
            if name is None and first is not None:
                name = first.name
            assert name is not None
            if name in typed:
                errors.append(
                    InputError(
                        say("{name} is given twice", name=name), name=name, text=token, expected=say("each name once")
                    )
                )
            typed[name] = value
        if strays:
            from nncalc.declaring.stray_words import stray_words  # only a refused line needs it

            errors += stray_words(cls, tokens, strays)
        if errors:
            raise InputErrors(errors)
        return typed

    @classmethod
    def _parted(cls, token: str) -> tuple[str | None, str]:
        """Name and value of a word; a name may be one that only an alias explains, `W₁`."""
        from nncalc.reading.typed import split_assignment  # start-up

        try:
            return split_assignment(token, named=cls.given_named)
        except InputError:
            name, value = split_assignment(token, as_typed=True)
            if name is None or cls.given_named(name.strip()) is None:
                raise
            return name.strip(), value

    def rename(self, alias: str, name: str) -> None:
        """Note what a typed name was taken for. Raises InputError where that given is typed as well."""
        if name in self.typed:
            said = say("{alias} is read as {name}, which is given too", alias=alias, name=name)
            raise InputError(said, name=alias, expected=say("one of them"))
        self.typed = {name if typed == alias else typed: value for typed, value in self.typed.items()}
        self.renamed[next((a for a, b in self.renamed.items() if b == alias), alias)] = name

    def has_one_layer(self) -> bool:
        """Whether no name that was typed has the number of a second layer."""
        numbers = [found[1] for name in self.typed if (found := self.field_of(name))]
        return all(number in (None, 1) for number in numbers)

    @property
    def conventions(self) -> dict[str, str]:
        """Every convention field with the value that holds."""
        return {name: getattr(self, f.attribute) for name, f in self.fields().items() if f.convention}

    def idle_conventions(self) -> dict[str, str]:
        """Conventions that change nothing in this problem, and why: the page says so where one is not the default.

        Other givens too, by the names they are typed under.
        """
        reasons = {name: f.idle(self) for name, f in self.fields().items() if f.idle is not None}
        return {name: why for name, why in reasons.items() if why}

    def given_as_data(self) -> dict[str, Any]:
        """The givens as they were typed, conventions left out."""
        conventions = self.conventions
        return {name: _as_data(value) for name, value in self.typed.items() if name not in conventions}

    def meant(self, figures: Sequence[tuple[str, str]]) -> ProblemType:
        """The same problem with what a person was free to choose, from the figures; itself where nothing is free."""
        return self

    def value_given(self, name: str) -> Any:
        """What was read for a name that was typed, as the statement writes it: quantities as such, else it stands as typed."""
        found = type(self).field_of(name)
        if found is None:
            return self.rest.get(name)
        field, number = found
        value = getattr(self, field.attribute)
        return value.get(number or 0) if field.family else value


def read_problem(
    kind: type[ProblemType],
    typed: Mapping[str, Any],
    known: Mapping[str, Quantity] | None = None,
    folder: str | None = None,
) -> ProblemType:
    """A problem from what was typed for each name. Raises InputErrors with everything that is wrong at once."""
    problem, reading, errors = kind(), Reading(known, folder, typed), []
    problem.typed = dict(typed)
    problem.rest, problem.renamed, problem.known, problem.folder = {}, {}, known, folder
    fixed, families, read = kind.absent()
    vars(problem).update(fixed, **{attribute: {} for attribute in families})
    for field in read:
        setattr(problem, field.attribute, field.when_absent(reading))
    for name, value in typed.items():
        try:
            _read_field(problem, name, value, reading)
        except InputError as error:
            errors.append(error.named(name))
        except InputErrors as several:
            errors += several.errors
    problem.renamed |= reading.taken
    errors += _missing(problem, {error.nearest for error in errors})
    if errors:
        raise InputErrors(_as_typed(problem, errors))
    try:
        problem.prepare()
    except InputError as error:
        raise InputErrors(_as_typed(problem, [error])) from None
    except InputErrors as several:
        raise InputErrors(_as_typed(problem, several.errors)) from None
    return problem


def _missing(problem: ProblemType, meant: Collection[str | None]) -> list[InputError]:
    """An error for each given that must be there and is not; what a mistyped name means is not asked for besides."""
    return [
        InputError(
            say("{field} is missing: {help}", field=field.name, help=with_letters(field.help)),
            name=field.name,
            expected=field.kind.said,
        )
        for field in problem.required()
        if field.name not in problem.typed and field.name not in meant
    ]


def _as_typed(problem: ProblemType, errors: list[InputError]) -> list[InputError]:
    """The errors, each under the name that was typed."""
    if problem.renamed:
        typed = {name: alias for alias, name in problem.renamed.items()}
        for error in errors:
            error.name = typed.get(error.name or "", error.name)
    return errors


def _read_field(problem: ProblemType, name: str, value: Any, reading: Reading) -> None:
    found = type(problem).field_of(name)
    if found is None:
        meant = type(problem).given_named(name)
        if meant is None:
            problem.rest[name] = type(problem).read_rest(name, value, reading)
            return
        problem.rename(name, meant)
        name, found = meant, type(problem).field_of(meant)
        assert found is not None
    field, number = found
    if number is None and field.family and not field.holds_for_all and problem.has_one_layer():
        problem.rename(name, f"{name}1")
        name, number = f"{name}1", 1
    result = field.kind.read(value, name, reading)
    if number is not None:
        getattr(problem, field.attribute)[number] = result
    elif field.family:
        getattr(problem, field.attribute)[0] = result  # `act=` for all layers
    else:
        setattr(problem, field.attribute, result)


def _as_data(value: Any) -> Any:
    """A given from Python as JSON can hold it: arrays as lists, fractions and the like as text."""
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, Mapping):
        return {str(key): _as_data(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_as_data(item) for item in value]
    return str(value)


def _ill_parted(kind: type[ProblemType], token: str) -> InputError | None:
    from nncalc.declaring.stray_words import ill_parted  # only a word that looks odd needs it

    return ill_parted(kind, token, kind.given_named)
