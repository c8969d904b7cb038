"""What a problem type declares, and its fields by their names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from nncalc.declaring.fields import Field
from nncalc.declaring.letters import Letter, with_letters
from nncalc.declaring.units import Unit
from nncalc.words import Later


class Declared:
    """The declarations of a problem type."""

    name: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    sections: ClassVar[Mapping[str, str]] = {}
    """Heading of each section by its key, in the order in which they stand on the page."""
    brief: ClassVar[Sequence[str]] = ()
    """The sections that `--steps brief` keeps, by their keys; all where there are none."""
    words: ClassVar[Mapping[str, str]] = {}
    """Sentences by key; `{name}` is filled in by the working."""
    results: ClassVar[Mapping[str, str]] = {}
    """What each result means, by its name or the pattern of a family (`declaring.results`); a test demands all of them."""
    examples: ClassVar[Sequence[str]] = ()
    """Command lines without the program's name; a test runs each."""
    swaps: ClassVar[Mapping[str, str]] = {}
    """Names that, where all of them are typed, mean these givens: `t` and `y` for `y` and `yhat`."""
    further: ClassVar[Sequence[str]] = ()
    """More lines like the examples: their numbers may stand for what a refused line lacks."""
    symbols: Mapping[str, str | Letter] = {}
    """How names of this type, or of one problem, look, where it is not the usual way."""
    measured_in: ClassVar[Mapping[str, Unit]] = {}
    """What results are counted or measured in, by their names without number: `params` of `params1`."""
    verbatim: ClassVar[bool] = False
    """Whether names are the user's own and printed as typed."""
    aliases: ClassVar[Mapping[str, str]] = {}
    """Other books' names that are read in the place of a given, where they are not the usual ones (`declaring.aliases`);
    one that stands for nothing (`""`) is not read here."""
    suggestions: ClassVar[Mapping[str, str]] = {}
    """Names that are not read, since they mean another quantity or may: each with the given, or givens, to type instead."""
    spellings: ClassVar[Mapping[str, str]] = {}
    """Other spellings inside values that the type reads itself, for the reference: a layer's word, a key."""
    taken: Collection[str] = ()
    """Letters of constants that are names of the user's own in a problem: `e`."""
    kindred: ClassVar[Mapping[str, str | Later]] = {}
    """Families of givens that belong to different values of another one, such as the gates of each cell: how the help
    writes their names where that value is not typed, and what they are."""
    orders: ClassVar[Sequence[str]] = ()
    """Names of givens in the orders in which people type their values without names, the likeliest first."""
    drawings: ClassVar[Mapping[str, str]] = {}
    """What may be drawn: kinds of drawings (`render.drawings`), each with the name of what it is drawn of, "" for the whole."""
    undrawn: ClassVar[str] = ""
    """What a problem of this type needs to be drawn, where not every one can be."""
    own_names: ClassVar[Mapping[str, str]] = {}
    """Givens under names of the user's own: how they are typed, and what they are, for the help."""

    convention_slips: ClassVar[Mapping[str, tuple[str, int | None]]] = {}
    """Conventions that are also slips: `update=sequential` to what is done, in words, and the number of a `Slip`."""

    @classmethod
    def described(cls) -> str:
        """The message that says what the type is about: its docstring, a line a paragraph."""
        paragraphs = (cls.__doc__ or "").strip().split("\n\n")
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)

    @classmethod
    def about(cls) -> str:
        """What the type is about, in words."""
        return with_letters(cls.described())

    # -- fields ---------------------------------------------------------------------------------------------------

    @classmethod
    def fields(cls) -> dict[str, Field]:
        """The declared fields by name, base classes first, in the order of their declaration."""
        cached = cls.__dict__.get("_fields")
        if cached is None:
            cached = {}
            for owner in reversed(cls.__mro__):
                for value in vars(owner).values():
                    if isinstance(value, Field):
                        cached[value.name] = value
            cls._fields = cached
        found: dict[str, Field] = cached
        return found

    _fields: ClassVar[dict[str, Field]]

    @classmethod
    def required(cls) -> tuple[Field, ...]:
        """The givens that every problem has."""
        if "_required" not in vars(cls):
            cls._required = tuple([field for field in cls.fields().values() if field.required])
        return cls._required

    _required: ClassVar[tuple[Field, ...]]

    @classmethod
    def absent(cls) -> tuple[dict[str, Any], list[str], list[Field]]:
        """What holds where nothing is typed: values by attribute, the families' attributes, and the fields to be read."""
        if "_absent" not in vars(cls):
            fields = cls.fields().values()
            read = [field for field in fields if field.is_read_when_absent]
            families = [field.attribute for field in fields if field.family]
            fixed = {
                field.attribute: None if field.required else field.default
                for field in fields
                if not field.family and not field.is_read_when_absent
            }
            cls._absent = fixed, families, read
        return cls._absent

    _absent: ClassVar[tuple[dict[str, Any], list[str], list[Field]]]

    @classmethod
    def first_field(cls) -> Field | None:
        """The given that may stand without its name."""
        return next((field for field in cls.fields().values() if field.first), None)

    @classmethod
    def chooses(cls, word: str) -> bool:
        """Whether a bare word is no value of the first given but a choice of another one: `lstm` of `cell`."""
        first = cls.first_field()
        chosen = len(word) > 1 and word.isalpha() and first is not None and not first.choices
        return chosen and any(word.lower() in field.choices for field in cls.fields().values())

    @classmethod
    def meant_by(cls, tokens: Sequence[str]) -> Iterable[list[str]]:
        """Words that may have been meant by those of a refused command line, the likeliest first; not yet read."""
        return ()

    @classmethod
    def filled_in(cls, tokens: Sequence[str]) -> Iterable[tuple[list[str], list[str]]]:
        """Words with what they lack put in, and the names of what that is, where an example's givens do not serve."""
        return ()

    @classmethod
    def switches(cls) -> dict[str, Field]:
        """The givens that may also be typed as options: `--plot` for `plot=yes`."""
        return {name: field for name, field in cls.fields().items() if field.is_switch}

    @classmethod
    def field_of(cls, name: str) -> tuple[Field, int | None] | None:
        """The field that a typed name belongs to, and its number in a family."""
        field = cls.fields().get(name)
        if field is not None:
            return field, None
        family = name.rstrip("0123456789")
        number = name[len(family) :]
        field = cls.fields().get(family)
        if field is not None and field.family and number[:1] != "0" and 1 <= len(number) <= 4:
            return field, int(number)
        return None

    @classmethod
    def words_beginning(cls, start: str) -> list[str]:
        """Words of a command line that are no `NAME=VALUE`, which a shell may complete; all that may begin so."""
        return []

    @classmethod
    def valid_names(cls) -> list[str]:
        """Names to suggest for a mistyped one."""
        out: list[str] = []
        for field in cls.fields().values():
            out += [f"{field.name}{i}" for i in (1, 2, 3)] if field.family else []
            out += [field.name] if not field.family or isinstance(field.default, str) else []
        return out
