"""The JSON Schema takes every problem file there is and refuses wrong ones; new and types print what works."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from commandline import ROOT, nncalc
from jsonschema import Draft202012Validator

from nncalc.declaring import registry
from nncalc.declaring.letters import with_letters
from nncalc.language.typed import meanings
from nncalc.problem_files.schema import schema

FILES = sorted(path for path in (ROOT / "problems").rglob("*.yaml") if path.parent.name != "errors")
TYPES = registry.names()
ONE = {"type": "forward", "given": {"x": [1, 2], "W1": [3, 4]}}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    made = schema()
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def errors(validator: Draft202012Validator, data: Any) -> list[str]:
    return [error.json_path for error in validator.iter_errors(data)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_problem_file_is_taken(validator: Draft202012Validator, path: Path) -> None:
    assert errors(validator, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)) == []


TAKEN = [
    [ONE],
    {"problems": [ONE]},
    {"defaults": {"lr": 0.5}, "problems": [ONE, ONE]},
    {"problems": [{**ONE, "id": 7, "title": "t", "points": 3, "student": "Ann", "source": "s", "notes": "n"}]},
    {"problems": [{**ONE, "points": {"y": 2}, "expect": {"y": 11}}]},
    {"problems": [{**ONE, "expect_published": {"y": {"value": ".87", "cause": "bias-not-added+one-minus-p"}}}]},
    {
        "problems": [
            {"type": "backprop", "given": {"x": "1,2", "W1": [3, "√2"], "act": "leaky_relu", "alpha": 0.1, "t": 1}}
        ]
    },
    {"problems": [{"type": "metrics", "given": {"y": [1, 0], "yhat": [1, 1], "percent": True}}]},
    {"problems": [{"type": "graph", "given": {"f": "(x+y)*z", "x": -2, "y": 5, "z": "z"}}]},
]


@pytest.mark.parametrize("data", TAKEN, ids=range(len(TAKEN)))
def test_what_is_taken(validator: Draft202012Validator, data: Any) -> None:
    assert errors(validator, data) == []


REFUSED = [
    {},
    {"problems": ONE},
    {"problem": [ONE]},
    {"problems": [ONE], "default": {}},
    {"problems": [ONE], "defaults": {"learning": 1}},
    {"problems": [{"type": "forward", "given": {"x": [1], "V": [1]}}]},
    {"problems": [{**ONE, "expects": {}}]},
    {"problems": [{"given": {}}]},
    {"problems": [{**ONE, "type": "foward"}]},
    {"problems": [{"type": "forward", "given": {"x": [1], "W1": [1], "Wone": [1]}}]},
    {"problems": [{"type": "forward", "given": {"x": [1], "W0": [1]}}]},
    {"problems": [{"type": "forward", "given": {"x": {"a": 1}, "W1": [1]}}]},
    {"problems": [{"type": "forward", "given": {"x": [1], "W1": [1], "act1": "relv"}}]},
    {"problems": [{"type": "forward", "given": {"x": [[[1]]], "W1": [1]}}]},
    {"problems": [{"type": "backprop", "given": {"x": [1], "W1": [1], "t": 1, "loss": "sss"}}]},
    {"problems": [{**ONE, "expect": 3}]},
    {"problems": [{**ONE, "expect_published": {"y": 3}}]},
    {"problems": [{**ONE, "expect_published": {"y": {"value": 3}}}]},
    {"problems": [{**ONE, "expect_published": {"y": {"value": 3, "cause": 34}}}]},
]


@pytest.mark.parametrize("data", REFUSED, ids=range(len(REFUSED)))
def test_what_is_refused(validator: Draft202012Validator, data: Any) -> None:
    assert errors(validator, data)


def test_every_declaration_is_in_the_schema() -> None:
    made = schema()
    assert made["$defs"]["problem"]["properties"]["type"]["enum"] == [*TYPES, *meanings("commands")]
    for name in TYPES:
        given = made["$defs"][name]
        for field in registry.load(name).fields().values():
            if field.family:
                assert any(field.name in pattern for pattern in given["patternProperties"])
            else:
                assert given["properties"][field.name]["description"] == with_letters(field.help)


def test_the_command(tmp_path: Path) -> None:
    done = nncalc("schema")
    assert done.code == 0
    assert json.loads(done.out) == schema()
    assert nncalc(["schema", "-o", str(tmp_path / "s.json")]).out == ""
    assert json.loads((tmp_path / "s.json").read_text()) == schema()


@pytest.mark.parametrize("name", TYPES)
def test_new_prints_a_problem_that_works(validator: Draft202012Validator, tmp_path: Path, name: str) -> None:
    """A file that the schema takes and that batch solves and checks: its expectations are there to be edited."""
    path = tmp_path / "new.yaml"
    assert nncalc(["new", name, "-o", str(path)]).code == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    assert errors(validator, yaml.load(text, Loader=yaml.CSafeLoader)) == []
    done = nncalc(["batch", str(path)])
    assert done.code == 0, done.out
    assert "1 problem in 1 file: 1 right" in done.out


def test_new_of_a_mistyped_type() -> None:
    done = nncalc("new softmax")
    assert done.code == 2
    assert "did you mean softmax-loss?" in done.err


def test_types() -> None:
    shown = nncalc("types").out
    data = json.loads(nncalc("types --format json").out)
    assert [each["type"] for each in data] == [name for types in registry.by_topic().values() for name in types]
    assert [each["topic"] for each in data] == [registry.topic(each["type"]) for each in data]
    for each in data:
        assert each["summary"] == registry.summary(each["type"])
        assert each["summary"] in shown
        assert each["example"] in shown
        assert nncalc(each["example"].removeprefix("nncalc ")).code == 0


def test_a_new_problem_file_does_not_replace_one(tmp_path: Path) -> None:
    path = tmp_path / "homework.yaml"
    path.write_text("my work\n", encoding="utf-8")
    done = nncalc(["new", "forward", "-o", str(path)])
    assert (done.code, done.out) == (2, "")
    assert done.err == f"Error: {path} is there already: choose another name with -o, or move the file away\n"
    assert path.read_text(encoding="utf-8") == "my work\n"
    assert nncalc("new forward -o /dev/null").code == 0
