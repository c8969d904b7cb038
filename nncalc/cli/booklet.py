"""A booklet of solutions: the working of every problem in one document of a format."""

from __future__ import annotations

from collections.abc import Iterable

from nncalc.problem_files.outcome import Outcome


def booklet(outcomes: Iterable[Outcome], format_: str) -> str:
    """The pages of all problems, those that could not be solved with what is wrong."""
    pages = [outcome.page or _missing(outcome, format_) for outcome in outcomes]
    if format_ == "latex":
        from nncalc.render.formats.latex import standalone

        return standalone("\n\\clearpage\n".join(pages))
    rule = "\n---\n\n" if format_ == "markdown" else "\n" + "─" * 72 + "\n\n"
    return rule.join(pages)


def _missing(outcome: Outcome, format_: str) -> str:
    from nncalc import render
    from nncalc.document import Document, Drawing, Section

    lines = tuple(line for error in outcome.errors for line in error[4])
    document = Document(f"{outcome.id}: not solved", (), (Section("Errors", (Drawing(lines),)),), ())
    return render.render(document, format_, render.Options())
