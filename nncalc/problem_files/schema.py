"""The JSON Schema (2020-12) of problem files, made from the declarations of the problem types."""

from __future__ import annotations

from typing import Any

from nncalc import registry
from nncalc.fields import Field

_ANY = {"type": ["number", "string", "boolean", "array"]}


def schema() -> dict[str, Any]:
    """The schema: a file is a mapping with `problems`, or a list of problems."""
    problems = {"type": "array", "items": {"$ref": "#/$defs/problem"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "nncalc problem file",
        "anyOf": [
            problems,
            {
                "type": "object",
                "properties": {"defaults": {"type": "object"}, "problems": problems},
                "required": ["problems"],
                "additionalProperties": False,
            },
        ],
        "$defs": {"problem": _problem(), **{name: _given(name) for name in registry.names()}},
    }


def _problem() -> dict[str, Any]:
    """One problem: its keys, and the givens that its type takes."""
    figures = {"type": "object", "additionalProperties": _ANY}
    published = {
        "type": "object",
        "properties": {"value": _ANY, "cause": {"type": ["string", "number"]}},
        "required": ["value", "cause"],
        "additionalProperties": False,
    }
    text = {"type": ["string", "number"]}
    return {
        "type": "object",
        "properties": {
            "id": text, "type": {"enum": list(registry.names())}, "title": text, "given": {"type": "object"},
            "expect": figures, "expect_published": {"type": "object", "additionalProperties": published},
            "points": {"type": ["number", "string", "object"]}, "student": text, "source": text, "notes": text,
        },
        "required": ["type"],
        "additionalProperties": False,
        "allOf": [
            {
                "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
                "then": {"properties": {"given": {"$ref": f"#/$defs/{name}"}}},
            }
            for name in registry.names()
        ],
    }  # fmt: skip


def _given(name: str) -> dict[str, Any]:
    kind = registry.load(name)
    plain: dict[str, Any] = {}
    patterns: dict[str, Any] = {}
    for field in kind.fields().values():
        if field.family:
            patterns[f"^{field.name}[1-9][0-9]*$"] = _value(field)
        if not field.family or field.default is not None:
            plain[field.name] = _value(field)
    return {
        "type": "object",
        "description": kind.summary,
        "properties": plain,
        "patternProperties": patterns,
        "additionalProperties": kind.open_names,
    }


def _value(field: Field) -> dict[str, Any]:
    described = {"description": field.help}
    if isinstance(field.default, (str, int)):
        described["default"] = str(field.default)
    return {**field.kind.schema, **described}
