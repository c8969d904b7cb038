"""Every word that a person reads is asked for: with a catalogue that knows all messages no other English is left."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from nncalc import notation, words
from nncalc.cli.failures import show_usage
from nncalc.cli.group import make, tools
from nncalc.cli.type_command import FORMATS
from nncalc.declaring import registry
from nncalc.declaring.causes import CUT, VERDICTS
from nncalc.declaring.results import spelling
from nncalc.declaring.slips import slips_of
from nncalc.engine.operations import OFFERED

WORD = re.compile(r"(?<![\w.=∂/-])[A-Za-z][a-z]{2,}(?![\w(=.])")
"""What is English unless it is a name."""


def wide(message: str, context: str) -> str:
    """A translation that everybody can tell: the letters of a message in full width, its places as they are."""
    pieces = re.split(r"(\{\w+(?::[^ {}]*)?\})", message)
    return "".join(
        p if number % 2 else re.sub("[!-~]", lambda c: chr(ord(c[0]) + 0xFEE0), p) for number, p in enumerate(pieces)
    )


def names() -> Iterator[str]:
    """What is typed and stays as it is in every language: names of commands, givens, choices, results, functions."""
    yield from (*registry.names(), *tools(), *FORMATS, *OFFERED, *VERDICTS, *notation.names(), CUT)
    yield from ("nncalc", "auto", "full", "brief", "csv", "xlsx", "gradescope", "figures", "students")
    for kind in map(registry.load, registry.names()):
        for field in kind.fields().values():
            yield from (field.name, *field.choices, str(field.default))
        yield from (
            *map(spelling, kind.results),
            *kind.own_names,
            *kind.examples,
            *(slip.id for slip in slips_of(kind.name)),
        )


NAMES = {word for name in names() for word in re.findall("[A-Za-z]+", name)}
HELP = [f"{name} --help" for name in ("", *registry.names(), *tools())]
EXAMPLES = [registry.load(name).examples[0] for name in registry.names()]
OTHERS = [
    "forward x=1,2 W1=1,1 --check y=3 --check z1=7", "softmax-loss z=1,2,3 y=0 --check loss=.41 --check p=.1,.2,.7",
    "forward --nothing", "forward --digits many", "forward --steps some", "check", "slips", "types",
]  # fmt: skip


@pytest.mark.parametrize("line", [*HELP, *EXAMPLES, *OTHERS])
def test_no_other_english_is_left(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    group = make()
    command = group.get_command(click.Context(group), line.partition(" ")[0])
    monkeypatch.setattr(words, "wording", wide)
    monkeypatch.setattr(command or group, "_help_option", None)  # what was said once is kept
    slips_of.cache_clear()
    try:
        group.main(shlex.split(line), "nncalc", standalone_mode=False)
    except click.ClickException as error:
        show_usage(error)
    except SystemExit:
        pass
    finally:
        slips_of.cache_clear()
    out, err = capsys.readouterr()
    typed = set(re.findall("[A-Za-z]+", line))
    said = [word for word in WORD.findall(out + err) if word not in NAMES | typed]
    assert said == []
    assert not re.search(r"\{\w+\}", out + err)
    assert re.search("[ａ-ｚ]{3}", out + err)
