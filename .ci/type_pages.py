"""The page of a problem type, `problems/TYPE/README.md`, made from its declarations."""

from __future__ import annotations

from collections.abc import Iterator

from parts import ROOT, console, table

from nncalc.batch.problems import Selection, read_all
from nncalc.cli.type_help import conventions, givens, other_names, other_names_of_results, results
from nncalc.declaring.problem import ProblemType
from nncalc.declaring.slips import slips_of
from nncalc.problem_files.entry import Entry


def type_page(kind: type[ProblemType]) -> str:
    """The whole page."""
    return "\n".join(
        [
            f"<!-- Written by .ci/docs.py from the declarations of {kind.name}; do not edit. -->\n",
            f"# {kind.name}\n",
            f"{kind.summary}. {' '.join(kind.about().split())}\n",
            "[All problem types](../README.md#problem-types) · [how values are typed](../../README.md#for-the-student)\n",
            "## Example\n",
            console(f"nncalc {kind.examples[0]}"),
            *_more_examples(kind),
            "## Givens\n",
            "Those in brackets may be left out. `…` stands for the other numbers.\n",
            table(("given", "what it is"), _coded(givens(kind))),
            *_conventions(kind),
            *_other_names(kind),
            "## Results\n",
            "The names that `--check`, `--show`, `expect:`, JSON and Python take. `NAME.2` is the second part of a result, "
            "`NAME.1.2` row 1, column 2. `…` stands for the other names of a family.\n",
            table(("result", "what it is"), _coded(results(kind))),
            *_printed_names(kind),
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


def _other_names(kind: type[ProblemType]) -> Iterator[str]:
    if rows := other_names(kind):
        yield "## Other names\n"
        yield (
            "Read in the place of a given that is not typed besides; the page says so. Capitals, `_` and subscripts make no "
            "difference where one given alone fits: `LR`, `W_1`, `w₁`.\n"
        )
        yield table(("name", "also read"), _listed(rows))


def _printed_names(kind: type[ProblemType]) -> Iterator[str]:
    yield "`--check` and `--show` take results as the page prints them too, and parts in brackets; the page says as what.\n"
    if rows := other_names_of_results(kind):
        yield "Read as well, where nothing else has the name:\n"
        yield table(("result", "also read"), _listed(rows))


def _listed(rows: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    return [(f"`{name}`", " ".join(f"`{alias}`" for alias in aliases)) for name, aliases in rows]


def _slips(kind: type[ProblemType]) -> Iterator[str]:
    rows = sorted({(f"`{slip.id}`", slip.words, slip.rule) for slip in slips_of(kind.name)})
    if rows:
        yield "## Slips\n"
        yield "Mistakes that are recognised from a wrong figure, each with the rule that it breaks.\n"
        yield table(("slip", "what is done", "the rule"), rows)


def _files(kind: type[ProblemType]) -> Iterator[str]:
    """The files of worked problems, with how many there are in each."""
    for path in sorted((ROOT / "problems" / kind.name).glob("*.yaml")):
        number = sum(isinstance(entry, Entry) for entry in read_all([str(path)], Selection()))
        yield f"- [{path.name}]({path.name}): {number} problem{'s' if number > 1 else ''}"
