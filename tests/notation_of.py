"""Problems under the notations of books, for the tests."""

from __future__ import annotations

import shlex

from nncalc.declaring import registry
from nncalc.declaring.letters import Notation
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.notation import names
from nncalc.notation.binding import bound
from nncalc.notation.proposals import with_proposals
from nncalc.notation.reading import notation_of
from nncalc.page.solving import Settings

BOOKS = names()[1:]
READ = {
    "backprop": "backprop x=.05,.1 W1=.15,.2:.25,.3 b1=.35 W2=.4,.45:.5,.55 b2=.6 act=sigmoid t=.01,.99 lr=.5",
    "rnn-step": "rnn-step cell=gru gates=rzn x=1,-1 Wx=.1,.2:.3,.4:.5,.6 Wh=.7:.8:.9 t=1 Why=2",
    "optimizer": "optimizer adam w=1 g=.25,-.1,.4 lr=.01",
}


def problem_of(line: str, book: str) -> tuple[ProblemType, Notation]:
    """A command as the problem that it is under a notation, with the conventions that are proposed."""
    name, *words = shlex.split(line)
    kind, table = registry.load(name), notation_of(book)
    assert table is not None
    typed, _ = with_proposals(table, kind, kind.read_tokens([word for word in words if word[:2] != "--"]), {}, {})
    problem = read_problem(kind, typed)
    return problem, bound(table, problem, Settings().policy)
