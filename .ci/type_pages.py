"""The page of a problem type, `problems/TYPE/README.md`, made from its declarations."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from parts import ROOT, console, table

from nncalc.batch.problems import Selection, find_files, read_all
from nncalc.cli.type_help import conventions, givens, results
from nncalc.declaring import registry
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.rule import Rule
from nncalc.page.solving import run_problem
from nncalc.problem_files.entry import Entry


def type_page(kind: type[ProblemType]) -> str:
    """The whole page."""
    return "\n".join(
        [
            f"<!-- Written by .ci/docs.py from the declarations of {kind.name}; do not edit. -->\n",
            f"# {kind.name}\n",
            f"{kind.summary}. {' '.join((kind.__doc__ or '').split())}\n",
            "[All problem types](../README.md#problem-types) · [how values are typed](../../README.md#for-the-student)\n",
            "## Example\n",
            console(f"nncalc {kind.examples[0]}"),
            *_more_examples(kind),
            "## Givens\n",
            "Those in brackets may be left out. `…` stands for the other numbers.\n",
            table(("given", "what it is"), _coded(givens(kind))),
            *_conventions(kind),
            "## Results\n",
            "The names that `--check`, `--show`, `expect:`, JSON and Python take. `NAME.2` is the second part of a result, "
            "`NAME.1.2` row 1, column 2. `…` stands for the other names of a family.\n",
            table(("result", "what it is"), _coded(results(kind))),
            *_slips(kind),
            "## Worked problems\n",
            "\n".join(_files(kind)) + "\n",
        ]
    )


def _coded(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"`{name}`", text) for name, text in rows]


def _more_examples(kind: type[ProblemType]) -> Iterator[str]:
    if more := kind.examples[1:]:
        yield "More examples:\n"
        yield "```sh\n" + "".join(f"nncalc {example}\n" for example in more) + "```\n"


def _conventions(kind: type[ProblemType]) -> Iterator[str]:
    rows = []
    for name, values, said in conventions(kind):
        default, bar, others = values.partition(" | ")
        rows.append((f"`{name}`", f"*{default}*{bar}{others}", said))
    if rows:
        yield "## Conventions\n"
        yield "Given like the other values: `NAME=VALUE`. The default is in italics.\n"
        yield table(("convention", "values", "what it is"), rows)


def _slips(kind: type[ProblemType]) -> Iterator[str]:
    rows = [(f"`{number}`", words, says) for number, words, says in slips(kind)]
    if rows:
        yield "## Slips\n"
        yield "Mistakes that are recognised from a wrong figure, each with the rule that it breaks.\n"
        yield table(("slip", "what is done", "the rule"), rows)


def slips(kind: type[ProblemType]) -> list[tuple[str, str, str]]:
    """Each slip of the rules that the type's problems use, and of its conventions: id, words, rule."""
    used: dict[Rule, None] = {}
    for problem in _problems(kind):
        used |= run_problem(problem, lambda run: dict.fromkeys(run.used))
    found = dict.fromkeys((slip.number, slip.words, rule.says) for rule in used for slip in rule.slips)
    for setting, (number, words) in kind.convention_slips.items():
        name = setting.partition("=")[0]
        found[number, words, f"{name}={kind.fields()[name].default} unless it is said otherwise"] = None
    return sorted(found)


def _problems(kind: type[ProblemType]) -> Iterator[ProblemType]:
    """The worked problems and the examples of a type."""
    files, _ = find_files([str(ROOT / "problems" / kind.name)])
    for entry in read_all(files, Selection()):
        if isinstance(entry, Entry):
            yield read_problem(registry.load(entry.type), entry.given, folder=entry.folder)
    for example in kind.examples:
        yield read_problem(kind, kind.read_tokens([word for word in shlex.split(example)[1:] if word[:2] != "--"]))


def _files(kind: type[ProblemType]) -> Iterator[str]:
    """The files of worked problems, with how many there are in each."""
    for path in sorted((ROOT / "problems" / kind.name).glob("*.yaml")):
        number = sum(isinstance(entry, Entry) for entry in read_all([str(path)], Selection()))
        yield f"- [{path.name}]({path.name}): {number} problem{'s' if number > 1 else ''}"
