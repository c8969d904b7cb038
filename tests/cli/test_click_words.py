"""Click's own words are asked for where all words are: a catalogue has them too."""

from __future__ import annotations

import click
import pytest

from nncalc import words
from nncalc.cli.failures import show_usage
from nncalc.cli.group import make


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--help", ["Usage:", "Options", "Show this message and exit."]),
        ("forward --nothing", ["No such option {name!r}.", "Try '{command} {option}' for help.", "Error: {message}"]),
        ("forward --digits", ["Option {name!r} requires an argument."]),
        ("forward --steps some", ["Invalid value for {param_hint}: {message}"]),
        ("check", ["Missing argument"]),
    ],
)
def test_asked_of_words(line: str, said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set()

    def listening(message: str, context: str) -> str:
        asked.add(message)
        return message

    monkeypatch.setattr(words, "wording", listening)
    try:
        make().main(line.split(), "nncalc", standalone_mode=False)
    except click.ClickException as error:
        show_usage(error)
    assert set(said) <= asked
