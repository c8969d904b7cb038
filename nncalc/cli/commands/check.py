"""Mark students' answers against a key, and say why what is wrong is wrong"""

from __future__ import annotations

import click


@click.command("check")
@click.argument("key", metavar="KEY")
@click.argument("answers", nargs=-1, required=True, metavar="ANSWERS...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "csv", "markdown"]),
    default="text",
    show_default=True,
    help="What to print.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead.")
@click.option(
    "--digits",
    type=click.IntRange(0, 1000),
    default=4,
    show_default=True,
    metavar="N",
    help="Decimal places of the right values shown.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.001, 86400),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Time allowed for one run of a problem.",
)
def command(key: str, answers: tuple[str, ...], format_: str, output: str | None, digits: int, timeout: float) -> None:
    """Mark students' answers against a key.

    KEY is a problem file. ANSWERS are YAML files (`id: {name: value}`, optional `student:`, or a list of such), or CSV
    files with the columns student, id, name, value. `points:` of a problem is its marks, or a mapping of marks per
    result; a figure that is right after the student's own earlier mistake earns its marks.

    \b
    nncalc check key.yaml answers.yaml
    nncalc check key.yaml class.csv --format csv -o marks.csv
    """
    from nncalc.cli.marks import check_files

    code = check_files(key, answers, format_, output, digits, timeout)
    if code:
        click.get_current_context().exit(code)
