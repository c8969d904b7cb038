"""A booklet of solutions: the working of every problem in one document of a format, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from nncalc.problem_files.outcome import Outcome


def booklet(outcomes: Callable[[], Iterable[Outcome]], format_: str) -> Iterator[str]:
    """The pages of all problems, those that could not be solved with what is wrong. `outcomes` may be asked twice."""
    head, rule, tail = "", "\n" + "─" * 72 + "\n\n", ""
    if format_ == "markdown":
        rule = "\n---\n\n"
    elif format_ == "latex":
        head, tail = _frame(any("\\unicodecharacter" in outcome.page for outcome in outcomes()))
        rule = "\n\\clearpage\n"
    yield head
    for number, outcome in enumerate(outcomes()):
        if number:
            yield rule
        yield outcome.page or _missing(outcome, format_)
    yield tail


def _frame(unicode: bool) -> tuple[str, str]:
    """What stands before and after the pages of a LaTeX document."""
    from nncalc.render.formats.latex import standalone

    mark = "%body" + ("\\unicodecharacter" if unicode else "")
    head, _, tail = standalone(mark).partition(mark)
    return head, tail


def _missing(outcome: Outcome, format_: str) -> str:
    from nncalc import render
    from nncalc.document import Document, Drawing, Section

    lines = tuple(line for error in outcome.errors for line in error[4])
    document = Document(f"{outcome.id}: not solved", (), (Section("", (Drawing(lines),)),), ())
    return render.render(document, format_, render.Options())
