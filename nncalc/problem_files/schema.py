"""The JSON Schema (2020-12) of problem files, made from the declarations of the problem types."""

from __future__ import annotations

from typing import Any

from nncalc.declaring import registry
from nncalc.declaring.aliases import patterns as other_names
from nncalc.declaring.fields import Field
from nncalc.declaring.letters import with_letters
from nncalc.declaring.problem import ProblemType
from nncalc.language.typed import meanings
from nncalc.problem_files.entry import VERDICTS
from nncalc.words import say

_ANY = {"type": ["number", "string", "boolean", "array"]}


def schema() -> dict[str, Any]:
    """The schema: a file is a mapping with `problems`, or a list of problems."""
    problems = {"type": "array", "items": {"$ref": "#/$defs/problem"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": say("nncalc problem file"),
        "if": {"type": "array"},
        "then": problems,
        "else": {
            "type": "object",
            "properties": _in_words(
                {
                    "defaults": _defaults(),
                    "columns": {"type": "object", "additionalProperties": {"type": "string"}},
                    "problems": problems,
                }
            ),
            **_required("problems"),
            "additionalProperties": False,
        },
        "$defs": {"problem": _problem(), **{name: _given(name) for name in registry.names()}},
    }


def _problem() -> dict[str, Any]:
    """One problem: its keys, and the givens that its type takes."""
    figures = {"type": "object", "additionalProperties": _ANY}
    published = {
        "type": "object",
        "properties": {"value": _ANY, "cause": {"type": "string"}},
        "required": ["value", "cause"],
        "additionalProperties": False,
    }
    text = {"type": ["string", "number"]}
    return {
        "type": "object",
        "properties": _in_words({
            "id": text, "type": {"enum": [*registry.names(), *meanings("commands")]}, "title": text,
            "given": {"type": "object"},
            "expect": figures, "expect_published": {"type": "object", "additionalProperties": published},
            "points": {"type": ["number", "string", "object"]}, **_of_marks(),
            "student": text, "source": text, "notes": text,
        }),
        **_required("type"),
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"properties": {"given": {"$ref": f"#/$defs/{name}"}}},
            }
            for name in registry.names()
        ],
    }  # fmt: skip


def _in_words(properties: dict[str, Any]) -> dict[str, Any]:
    """Keys with those of other languages beside them: 类型 takes what type takes."""
    others = {word: properties[key] for word, key in meanings("keys").items() if key in properties}
    return properties | others


def _required(key: str) -> dict[str, Any]:
    """That a key stands there, under its own name or another language's."""
    others = [word for word, own in meanings("keys").items() if own == key]
    return {"anyOf": [{"required": [name]} for name in (key, *others)]}


def _of_marks() -> dict[str, Any]:
    """The least decimals, the tolerance, and the share of the points that each verdict earns."""
    share = {"type": ["number", "string"]}
    credit = {"type": "object", "properties": dict.fromkeys(VERDICTS, share), "additionalProperties": False}
    return {
        "decimals": {"type": ["integer", "string", "object"]}, "tolerance": {"type": ["number", "string", "object"]},
        "credit": credit,
    }  # fmt: skip


def _given(name: str) -> dict[str, Any]:
    kind = registry.load(name)
    plain: dict[str, Any] = {}
    patterns: dict[str, Any] = {}
    for field in kind.fields().values():
        if field.family:
            patterns[f"^{field.name}[1-9][0-9]*$"] = _value(field)
        if not field.family or field.holds_for_all:
            plain[field.name] = _value(field)
    for given, others in other_names(kind).items():
        patterns[others] = {"description": say("read as {name}", name=given)}
    return {
        "type": "object",
        "description": say(kind.summary),
        "properties": plain,
        "patternProperties": patterns,
        "additionalProperties": _ANY if _takes_own_names(kind) else False,
    }


def _takes_own_names(kind: type[ProblemType]) -> bool:
    """Whether givens may have names of the user's own: the type reads them itself."""
    return kind.read_rest.__func__ is not ProblemType.read_rest.__func__  # type: ignore[attr-defined]


def _defaults() -> dict[str, Any]:
    """Givens for all problems of the file: a name that some type has."""
    kinds = [_given(name) for name in registry.names()]
    return {
        "type": "object",
        "properties": {name: _ANY for kind in kinds for name in kind["properties"]} | _of_marks(),
        "patternProperties": {pattern: _ANY for kind in kinds for pattern in kind["patternProperties"]},
        "additionalProperties": False,
    }


def _value(field: Field) -> dict[str, Any]:
    described = {"description": with_letters(field.help)}
    if isinstance(field.default, (str, int)):
        described["default"] = str(field.default)
    return {**field.kind.schema, **described}
