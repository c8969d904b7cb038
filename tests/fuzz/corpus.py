"""What inputs are made from: the examples of every problem type and the problem files of this repository."""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from nncalc.cli.type_command import FORMATS

ROOT = Path(__file__).resolve().parent.parent.parent

EXPRESSIONS = (
    "1", "-1.7", "1/3", "1e-3", ".1", "2^-1", "√2", "sqrt(2)", "exp(-1)", "pi", "e", "2^3^2", "-2^2", "x", "w11",
    "1/(1+exp(-x))", "max(1,2)", "min(x,0)", "abs(-3)", "x²", "√(1+x)", "ln(2)", "log(100,10)", "tanh(0.5)", "sigmoid(x)",
    "relu(-1)", "(1+2)*3", "2**10", "1e400", "0.1+0.2", "√2*√2-2", "ln(exp(3))", "1-1/3", "cos(0)", "-√2", "π", "e^2",
    "softplus(-1)", "gelu(1)", "floor(2.5)", "sign(-2)", "θ", "(x+y)*z", "1/(x-x)", "exp(exp(exp(1)))", "2^0.5", "0^0",
)  # fmt: skip

OPTIONS = {
    "--digits": ("0", "1", "2", "4", "12", "50", "1000", "-1", "1001", "x"),
    "--sig": ("1", "3", "15", "1000", "0"),
    "--round-steps": ("0", "1", "2", "4", "100", "101"),
    "--exact": (),
    "--steps": ("full", "brief", "none", "ful"),
    "--all": (),
    "--expand": (),
    "--set": ("x=1", "w1=0.5", "x1=1/3", "h=√2", "q=", "=1", "x=1,2"),
    "--format": (*FORMATS, "xml"),
    "--standalone": (),
    "--color": ("auto", "always", "never"),
    "--ascii": (),
    "--width": ("20", "33", "80", "120", "400", "1000", "19"),
    "--show": ("y", "loss", "W1_new", "delta1", "z1.1", "table", "table.1.net", "epoch.1.loss", "h1",
               "cm.1", "shape1", "mistakes", "converged", "d_x", "p.1.2", "W1_new.1.2", "y.²", "y.0", "y.-1", "nothing"),
    "--plot": (),
    "--help": (),
    "--version": (),
    "--": (),
    "-o": ("out.txt", "no/such/folder/x", "."),
}  # fmt: skip
"""Shared options with values to try, some of them wrong."""


class Seeds(NamedTuple):
    """Inputs that are right, to be mutated.

    commands   words of command lines, the type first
    expected   for some of them figures `NAME=VALUE` by index in `commands`
    values     what stands behind the `=`
    names      per type: its givens
    choices    per type: `NAME=VALUE` for every value of every convention and choice
    heads      beginnings of problem files, up to `problems:`
    problems   single problems as they stand in files
    keys       (problem, its id, its expected figures), for answer files
    """

    commands: list[list[str]]
    expected: dict[int, list[str]]
    values: list[str]
    names: dict[str, list[str]]
    choices: dict[str, list[str]]
    heads: list[str]
    problems: list[str]
    keys: list[tuple[str, str, dict[str, str]]]


@cache
def seeds() -> Seeds:
    """Everything, read once; in a fixed order, so that a seed gives the same inputs everywhere."""
    from nncalc.declaring import registry

    found = Seeds([], {}, [], {}, {}, [], [], [])
    for name in registry.names():
        kind = registry.load(name)
        found.commands.extend(shlex.split(example) for example in kind.examples)
        found.names[name] = [*kind.valid_names(), "epochs", "W1", "seed", "x"]
        found.choices[name] = [
            f"{field.name}={value}" for field in kind.fields().values() for value in field.choices
        ] or ["digits=4"]
    for path in sorted((ROOT / "problems").rglob("*.yaml")):
        _add_file(found, path.read_text(encoding="utf-8", errors="replace"))
    found.values.extend(
        dict.fromkeys(word.partition("=")[2] or word for command in found.commands for word in command[1:])
    )
    return found


def _add_file(found: Seeds, text: str) -> None:
    head, *items = re.split(r"(?m)^  - ", text)
    if "problems:" in head and head not in found.heads:
        found.heads.append(head)
    found.problems.extend(items)
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return
    entries = data.get("problems") if isinstance(data, dict) else data
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and isinstance(entry.get("given"), dict):
            _add_entry(found, entry, items[number] if number < len(items) else "")


def _add_entry(found: Seeds, entry: dict[str, Any], text: str) -> None:
    command = [str(entry.get("type", "forward"))]
    for name, value in entry["given"].items():
        if name == "layers" and isinstance(value, list):
            command += map(str, value)
        else:
            command.append(f"{name}={typed(value)}")
    expect = entry.get("expect")
    if isinstance(expect, dict) and expect:
        figures = {str(name): typed(value) for name, value in expect.items()}
        found.expected[len(found.commands)] = [f"{name}={value}" for name, value in figures.items()]
        if text and "id" in entry:
            found.keys.append((text, str(entry["id"]), figures))
    found.commands.append(command)


def typed(value: Any) -> str:
    """A value of YAML as it is typed on a command line."""
    if isinstance(value, list):
        if value and all(isinstance(row, list) and not any(isinstance(x, list) for x in row) for row in value):
            return ":".join(",".join(map(str, row)) for row in value)
        return ",".join(map(typed, value))
    return str(value)
