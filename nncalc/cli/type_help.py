"""The help of a problem type, made from its declarations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce

from nncalc import words
from nncalc.cli.help import Formatter
from nncalc.declaring.fields import Field
from nncalc.declaring.letters import with_letters
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.results import spelling as spelling_of_result
from nncalc.words import say

_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_NO_BREAK = "\u2011"


def write_help(kind: type[ProblemType], typed: Mapping[str, str], formatter: Formatter) -> None:
    """Description, examples, givens, conventions and results; of givens those that go with what is typed already."""
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text(say("{text}.", text=say(kind.summary)))
        for paragraph in kind.about().split("\n\n"):
            formatter.write_paragraph()
            formatter.write_text(paragraph)
    with formatter.section(say("Examples")):
        for example in kind.examples:
            formatter.write_line(f"nncalc {example}")
    with formatter.section(say("Givens (those in brackets may be left out)")):
        _write_list(formatter, givens_beside(kind, typed))
    if conventions(kind):
        with formatter.section(say("Conventions (NAME=VALUE, the default first)")):
            _write_list(
                formatter,
                [(name, say("{values}. {said}", values=values, said=said)) for name, values, said in conventions(kind)],
            )
    with formatter.section(say("Results (NAME.2 is the second part of one, NAME.1.2 its row 1, column 2)")):
        _write_list(formatter, results(kind))


def givens(kind: type[ProblemType]) -> list[tuple[str, str]]:
    """How each given is typed and what it is, those under names of the user's own last."""
    declared = [field for field in kind.fields().values() if not field.convention]
    return [(spelling(field), describe(field)) for field in declared] + [
        (name, with_letters(text)) for name, text in kind.own_names.items()
    ]


def givens_beside(kind: type[ProblemType], typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """The givens that go with those typed already; where what they belong to is not typed, a family once."""
    fields = kind.fields()
    held = {name: value.strip().lower() for name, value in typed.items() if name in fields}
    shown: dict[str, tuple[str, str]] = {}
    for name, field in fields.items():
        given, value = field.belongs or ("", "")
        chosen = held.get(given) if held.get(given) in fields.get(given, field).choices else None
        if field.kin and chosen is None:
            shown.setdefault(field.kin, (f"[{field.kin}]", sentence(with_letters(kind.kindred[field.kin]))))
        elif not field.convention and (chosen is None or chosen == value):
            shown[name] = (spelling(field), describe(field))
    return [*shown.values(), *[(name, with_letters(text)) for name, text in kind.own_names.items()]]


def conventions(kind: type[ProblemType]) -> list[tuple[str, str, str]]:
    """The name of each convention, its values, the default first, and what it is."""
    return [(f.name, f.kind.said, sentence(with_letters(f.help))) for f in kind.fields().values() if f.convention]


def other_names(kind: type[ProblemType]) -> list[tuple[str, list[str]]]:
    """Each given, layer or key that is also read under other names, with these."""
    from nncalc.declaring.aliases import table_of  # only the reference needs it

    found: dict[str, list[str]] = {}
    for alias, name in [*table_of(kind).items(), *kind.spellings.items()]:
        found.setdefault(name, []).append(alias)
    return list(found.items())


def other_names_of_results(kind: type[ProblemType]) -> list[tuple[str, list[str]]]:
    """Each result that is also read under names of other books, with these."""
    from nncalc.declaring.result_spellings import table_of  # only the reference needs it

    found: dict[str, list[str]] = {}
    for alias, name in table_of(kind).items():
        found.setdefault(name, []).append(alias)
    return list(found.items())


def results(kind: type[ProblemType]) -> list[tuple[str, str]]:
    """How each result, or the first of a family, is written, and what it means."""
    return [(spelling_of_result(pattern), sentence(with_letters(said))) for pattern, said in kind.results.items()]


def write_options(kind: type[ProblemType], shared: list[tuple[str, str]], formatter: Formatter) -> None:
    """The type's own options, then those that all types share, each with its help."""
    with formatter.section(say("Options")):
        formatter.write_dl(
            [(f"--{name}", sentence(with_letters(field.help))) for name, field in kind.switches().items()] + shared
        )


def _write_list(formatter: Formatter, rows: list[tuple[str, str]]) -> None:
    """Names and what they are; a value such as `hard-sigmoid` is not torn at its hyphen."""
    start = len(formatter.buffer)
    formatter.write_dl([(name, _HYPHEN.sub(_NO_BREAK, text)) for name, text in rows])
    formatter.buffer[start:] = [text.replace(_NO_BREAK, "-") for text in formatter.buffer[start:]]


def spelling(field: Field) -> str:
    """How a field is typed: `x`, `W1 …`, `[lr]`."""
    name = f"{field.name}1 …" if field.family else field.name
    return name if field.required or (field.family and field.name == "W") else f"[{name}]"


def describe(field: Field) -> str:
    """What a given is, what it takes, and its default."""
    said = [sentence(with_letters(field.help))]
    if field.choices:
        said.append(say("One of: {values}.", values=field.kind.said))
    if not field.required and not field.family and field.default not in (None, ""):
        said.append(say("Default {default}.", default=field.default))
    if field.is_switch:
        said.append(say("Also as the option --{name}.", name=field.name))
    return reduce(lambda text, then: say("{text} {then}", text=text, then=then), said)


def sentence(text: str) -> str:
    """A help text as a sentence; one that opens with a formula (z = W·x) keeps its letter."""
    first = text.split(" ", 1)[0].rstrip(",;:")
    if words.spoken == "en" and (first == "a" or (len(first) > 1 and first.replace("-", "").isalpha())):
        text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "。")) else say("{text}.", text=text)
