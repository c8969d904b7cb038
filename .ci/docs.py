"""Writes the generated parts of README.md: examples as printed, help, reference. `--check` fails when they are stale.

A generated part stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->`.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import json
import os
import re
import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
README = ROOT / "README.md"
PART = re.compile(r"(<!-- begin: (?P<name>[^>]+?) -->\n).*?(<!-- end: (?P=name) -->)", re.DOTALL)


def output_of(command: str) -> str:
    """What a command line prints, run in this process at 100 columns."""
    from nncalc.__main__ import run

    os.environ["COLUMNS"] = "100"
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        run(shlex.split(command)[1:])
        printed.flush()
        return printed.buffer.getvalue().decode().rstrip()


def console(command: str) -> str:
    """A command and what it prints, as a code block."""
    return f"```console\n$ {command}\n{output_of(command)}\n```\n"


def reference() -> str:
    """Givens and conventions of every problem type."""
    from nncalc.cli.type_help import conventions, givens
    from nncalc.declaring import registry

    out = []
    for name in registry.names():
        kind = registry.load(name)
        out.append(f"### {name}\n\n{kind.summary}. {' '.join((kind.__doc__ or '').split())}\n")
        out.append(table(("given", "what it is"), givens(kind)))
        rows = []
        for name, values, said in conventions(kind):
            default, bar, others = values.partition(" | ")
            rows.append((name, f"*{default}*{bar}{others}: {said}"))
        if rows:
            out.append(table(("convention", "values, the default first"), rows))
        out.append("```sh\n" + "\n".join(f"nncalc {example}" for example in kind.examples) + "\n```\n")
    return "\n".join(out)


def mutation() -> str:
    """How many broken places of the code the tests noticed, as tests/mutation/run.py published it."""
    rows = ["| what was broken | places | noticed | equivalent, not counted |", "|---|---|---|---|"]
    for group, n in json.loads((ROOT / "tests/mutation/figures.json").read_text(encoding="utf-8")).items():
        places = f"{n['total']}" + (
            f", drawn from {n['of']:,}" if n.get("of", 0) > n["total"] + n["equivalent"] else ""
        )
        rows.append(f"| {group} | {places} | {n['killed']} | {n['equivalent']} |")
    return "\n".join(rows) + "\n"


def oracles() -> str:
    """How many problems of each type are compared with what, as the oracles declare it; none of their packages is needed."""
    sys.path.insert(0, str(ROOT / "tests"))
    from oracles.declared import compared, judged_figures, node_cases

    from nncalc.declaring import registry

    of_onnx, figures = node_cases(), judged_figures()
    rows = ["| type | compared with | onnx's node cases | figures judged |", "|---|---|---|---|"]
    for name in registry.names():
        against = "; ".join(f"{other} {count:,}" for other, count in compared(name).items())
        rows.append(f"| `{name}` | {against} | {of_onnx.get(name, '')} | {figures:,} |")
    problems = sum(sum(compared(name).values()) for name in registry.names())
    rows.append(f"| all | {problems:,} | {sum(of_onnx.values())} | {figures * len(registry.names()):,} |")
    return "\n".join(rows) + "\n"


def speed() -> str:
    """Ratios against named peers, as tests/benchmarks/run.py kept them."""
    kept = json.loads((ROOT / "tests/benchmarks/figures.json").read_text(encoding="utf-8"))
    rows = [
        f"Measured with {kept['where']}:\n",
        "| what | takes so many times as long | as | goal |",
        "|---|---|---|---|",
    ]
    rows += [f"| {r['what']} | {r['ratio']:.2g} | {r['peer']} | {r['goal']} |" for r in kept["rows"]]
    return "\n".join(rows) + "\n"


def table(headers: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    """A Markdown table."""
    lines = [f"| {headers[0]} | {headers[1]} |", "|---|---|"]
    lines += [f"| `{name}` | {text.replace('|', '&#124;')} |" for name, text in rows]
    return "\n".join(lines) + "\n"


PARTS = {"reference": reference, "mutation": mutation, "oracles": oracles, "speed": speed}


def generated(name: str) -> str:
    """The text of one generated part: one of PARTS, or `$ COMMAND`."""
    return PARTS[name]() if name in PARTS else console(name.removeprefix("$ "))


def main() -> int:
    """Write the README, or compare."""
    old = README.read_text(encoding="utf-8")
    new = PART.sub(lambda part: part[1] + generated(part["name"]) + part[3], old)
    if "--check" in sys.argv:
        diff = list(difflib.unified_diff(old.splitlines(), new.splitlines(), "README.md", "generated", lineterm=""))
        print("\n".join(diff) if diff else "README.md is up to date")
        return 1 if diff else 0
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
