"""Every problem type, by walking the registry: declared in full, documented, its examples run in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import nncalc
from texts import TEXTS

from nncalc.declaring import registry

TYPES = registry.names()
EXAMPLES = [(name, example) for name in TYPES for example in registry.load(name).examples]


@pytest.mark.parametrize("name", TYPES)
def test_declaration(name: str) -> None:
    kind = registry.load(name)
    assert kind.__doc__, "a type says what it does"
    assert kind.summary, "the module's first line is the summary"
    assert len(kind.summary) <= 61, "one line of --help at 80 columns, beside names as long as encoder-block"
    assert registry.topic(name) in registry.TOPICS, f"the module's third line is Topic: {' | '.join(registry.TOPICS)}"
    assert kind.examples, "--help shows an example"
    assert all(example.split()[0] == name for example in kind.examples)
    for field in kind.fields().values():
        assert field.help, f"{field.name} has no help"
        assert field.kind.words, f"{field.name} does not say what it takes"
        if field.convention:
            assert field.default == field.choices[0] if field.choices else field.default
    assert all(kind.sections.values())


def test_topics_hold_every_type_once() -> None:
    assert sorted(name for types in registry.by_topic().values() for name in types) == list(TYPES)
    assert list(registry.by_topic()) == [topic for topic in registry.TOPICS if topic in registry.by_topic()]


def test_a_type_that_declares_no_topic_is_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "bare.py").write_text('"""A type in a line"""\n', encoding="utf-8")
    (tmp_path / "odd.py").write_text('"""Another"""\n\nTopic: Magic\n', encoding="utf-8")
    for kept in (registry.names, registry.places, registry.head):
        monkeypatch.setattr(registry, kept.__name__, kept.__wrapped__)
    monkeypatch.setattr(registry, "FOLDER", str(tmp_path))
    assert registry.by_topic() == {registry.UNDECLARED: ["bare", "odd"]}


@pytest.mark.parametrize("name", TYPES)
def test_help(name: str) -> None:
    """Every given stands in the help, or in that of the value it belongs to (`rnn-step cell=lstm --help`)."""
    fields = registry.load(name).fields().values()
    for beside in dict.fromkeys(field.belongs if field.kin else None for field in fields):
        outcome = nncalc([name, *(["=".join(beside)] if beside else []), "--help"])
        assert outcome.code == 0
        for field in fields:
            if field.belongs in (None, beside) and (not field.kin or field.belongs == beside):
                assert field.name in outcome.out


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
@pytest.mark.parametrize("format_", [*TEXTS, "json", "svg", "yaml"])
def test_example(name: str, example: str, format_: str) -> None:
    if format_ == "svg" and not registry.load(name).drawings:
        return  # tests/render/test_drawings.py
    outcome = nncalc(f"{example} --format {format_}")
    if format_ == "svg" and "nothing can be drawn" in outcome.err:
        return
    assert outcome.code == 0, outcome.err
    assert outcome.err == ""
    assert outcome.out
    if format_ == "json":
        data = json.loads(outcome.out)
        assert set(data) == {"nncalc", "type", "given", "conventions", "results", "steps", "checks"}
        assert data["results"]
