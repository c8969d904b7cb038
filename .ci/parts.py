"""The generated parts of the papers: commands as they print, rooms, types, and the tables of what the tests measure."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = "80"
"""How wide the pages are that the papers show."""


sys.path.insert(0, str(ROOT))  # nncalc need not be installed


def run_command(command: str, folder: Path = ROOT) -> tuple[int, str]:
    """The exit code of a command line and what it prints, run in this process from a folder (the project's)."""
    from nncalc.__main__ import run

    os.environ["COLUMNS"] = COLUMNS
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), contextlib.chdir(folder):
        code = run(shlex.split(command)[1:])
        printed.flush()
        return code, printed.buffer.getvalue().decode().rstrip()


def console(command: str) -> str:
    """A command and what it prints, as a code block."""
    return f"```console\n$ {command}\n{run_command(command)[1]}\n```\n"


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headers, ["---"] * len(headers), *([cell.replace("|", "&#124;") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rooms() -> str:
    """The folders and single modules of the package, from the ground up, each with what its docstring says it is."""
    house = ast.parse((ROOT / "tests/test_house.py").read_text(encoding="utf-8"))
    values = {
        node.targets[0].id: node.value
        for node in house.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    rows = []
    for name in ast.literal_eval(values["ROOMS"]):
        folder = ROOT / "nncalc" / name
        module = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        rows.append((f"`{name}/`" if folder.is_dir() else f"`{module.name}`", _said(module)))
    return table(("room", "what lives there"), rows)


def _said(module: Path) -> str:
    """The first paragraph of a module's docstring."""
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].split())


def types() -> str:
    """The problem types, each with its page."""
    from nncalc.declaring import registry

    return table(("type", "what it is"), ((f"[{n}]({n}/README.md)", registry.summary(n)) for n in registry.names()))


def mutation() -> str:
    """How many broken places of the code the tests noticed, as tests/mutation/run.py published it."""
    rows = []
    for group, n in json.loads((ROOT / "tests/mutation/figures.json").read_text(encoding="utf-8")).items():
        drawn = f", drawn from {n['of']:,}" if n.get("of", 0) > n["total"] + n["equivalent"] else ""
        rows.append((group, f"{n['total']}{drawn}", str(n["killed"]), str(n["equivalent"])))
    return table(("what was broken", "places", "noticed", "equivalent, not counted"), rows)


def oracles() -> str:
    """How many problems of each type are compared with what, as the oracles declare it; none of their packages is needed."""
    sys.path.insert(0, str(ROOT / "tests"))
    from oracles.declared import compared, judged_figures, node_cases

    from nncalc.declaring import registry

    of_onnx, figures, names = node_cases(), judged_figures(), registry.names()
    rows = []
    for name in names:
        against = "; ".join(f"{other} {count:,}" for other, count in compared(name).items())
        rows.append((f"`{name}`", against, str(of_onnx.get(name, "")), f"{figures:,}"))
    problems = sum(sum(compared(name).values()) for name in names)
    rows.append(("all", f"{problems:,}", str(sum(of_onnx.values())), f"{figures * len(names):,}"))
    return table(("type", "compared with", "onnx's node cases", "figures judged"), rows)


def speed() -> str:
    """Ratios against named peers, as tests/benchmarks/run.py kept them."""
    kept = json.loads((ROOT / "tests/benchmarks/figures.json").read_text(encoding="utf-8"))
    rows = [(r["what"], f"{r['ratio']:.2g}", r["peer"], str(r["goal"])) for r in kept["rows"]]
    head = f"Measured with {kept['where']}:\n\n"
    times = table(("what", "takes so many times as long", "as", "goal"), rows)
    grown = [(r["what"], f"{r['of']} to the power of {r['exponent']:.1f}", r["goal"]) for r in kept.get("growth", ())]
    return head + times + "\n" + table(("what", "grows as", "goal: at most"), grown)


def diagnosis() -> str:
    """How well a simulated class is judged, as tests/diagnosis/measure.py kept it."""
    kept = json.loads((ROOT / "tests/diagnosis/figures.json").read_text(encoding="utf-8"))
    whole = kept["summary"]
    head = [
        (name, f"{n:,}" if isinstance(n, int) else f"{n:.2f} %", kept["goals"].get(name, ""))
        for name, n in whole.items()
    ]
    rows = [
        (name, *[f"{100 * n / sum(counts):.1f}" for n in counts], f"{sum(counts):,}") for name, counts in kept["groups"]
    ]
    columns = ("mistakes in per cent, by what was done", "cause true", "possible", "false", "unexplained", "mistakes")
    return table(("what", "measured", "goal"), head) + "\n" + table(columns, rows)


PARTS = {
    "rooms": rooms, "types": types, "mutation": mutation, "oracles": oracles, "speed": speed, "diagnosis": diagnosis,
}  # fmt: skip
