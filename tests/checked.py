"""Problems and the verdicts on answers to them, by the command lines that a student would type."""

from __future__ import annotations

import shlex

from commandline import judge

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.page.document import Check
from nncalc.page.solving import Settings, run_problem

EXAMPLE = "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5"
SOFTMAX = "softmax-loss z=3.2,5.1,-1.7 y=0"


def problem(line: str) -> ProblemType:
    """The problem of a command line."""
    words = shlex.split(line)
    kind = registry.load(words[0])
    return read_problem(kind, kind.read_tokens(words[1:]))


def checks(line: str, *figures: str) -> list[Check]:
    """The verdicts on figures such as `loss=.3`."""
    pairs = [tuple(figure.split("=", 1)) for figure in figures]
    return check_figures(problem(line), pairs, Settings())  # type: ignore[arg-type]


def check(line: str, figure: str) -> Check:
    return checks(line, figure)[0]


def causes(found: Check) -> list[str]:
    return [cause["id"] for cause in found.causes]


def verdict(line: str, figure: str) -> str:
    """The verdict on one figure, without explanations."""
    name, typed = figure.split("=", 1)
    return run_problem(problem(line), lambda run: judge(run, name, typed, Settings().precision)).verdict
