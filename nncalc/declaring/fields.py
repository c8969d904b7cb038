"""Declarations of a problem type: its givens and its conventions.

One field reads its value alike from the shell, from a problem file and from Python; help, the JSON Schema and the
reference page are made from the same declaration.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nncalc.declaring.kinds import Choice, Kind, Reading
from nncalc.words import Later

_MISSING: Any = object()


class Field:
    """One name a problem takes. `family` fields stand for numbered names: `W` for `W1 W2 …`."""

    def __init__(
        self,
        kind: Kind,
        help: str | Later,
        *,
        default: Any = _MISSING,
        family: bool = False,
        first: bool = False,
        second: bool = False,
        convention: bool = False,
        idle: Callable[[Any], str | None] | None = None,
        telling: bool = False,
        as_number: bool = False,
        display: bool = False,
        belongs: tuple[str, str] | None = None,
        kin: str = "",
    ) -> None:
        self.kind = kind
        self.help = help
        self.default = default
        self.family = family
        self.first = first
        self.second = second
        self.convention = convention
        self.idle = idle
        self.telling = telling
        self.as_number = as_number
        self.display = display
        self.belongs = belongs
        self.kin = kin
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name.rstrip("_")  # `input_`: a name that Python has taken
        self.attribute = name

    @property
    def required(self) -> bool:
        return self.default is _MISSING and not self.family

    @property
    def is_read_when_absent(self) -> bool:
        """Whether the default is read as typed text."""
        return isinstance(self.default, str) and self.kind.reads_defaults and not self.family

    def when_absent(self, reading: Reading) -> Any:
        """The default, read as typed text."""
        read = self.kind.read(self.default, self.name, reading)
        return read.renamed(None) if self.as_number else read

    @property
    def choices(self) -> tuple[str, ...]:
        return self.kind.values if isinstance(self.kind, Choice) else ()

    @property
    def holds_for_all(self) -> bool:
        """Whether a numbered name may stand without its number, for all layers: `act`, `alpha`."""
        return self.family and (isinstance(self.kind, Choice) or getattr(self.kind, "ranks", ()) == (0,))

    @property
    def is_switch(self) -> bool:
        """Whether it is a given of no and yes, which may also be typed as an option: `--plot` for `plot=yes`."""
        return not self.convention and self.choices == ("no", "yes")


def given(kind: Kind, help: str | Later, **options: Any) -> Any:
    """Declare a given. Options: default (absent: required; of numbers as it is typed, `default="0.9"`), family (numbered
    names), first (may stand without its name), second (what a second value without a name is most likely), as_number (a
    default stands in formulas as its number, not by its name), belongs (`("cell", "lstm")`: is used under that value of
    another given alone), kin (a name in the type's `kindred`, under which the help lists it and its like once)."""
    return Field(kind, help, **options)


def convention(
    *values: str,
    help: str,
    idle: Callable[[Any], str | None] | None = None,
    telling: bool = False,
    display: bool = False,
) -> Any:
    """Declare a convention: a choice between rules, the default first. `idle` maps a problem to the reason why its
    choice changes nothing there, or to None. `telling`: the default reaches further when it is typed. `display`:
    it chooses what is shown, and no figure differs."""
    return Field(Choice(values), help, default=values[0], convention=True, idle=idle, telling=telling, display=display)
