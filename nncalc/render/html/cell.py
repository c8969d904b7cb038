"""A page inside somebody else's, such as a notebook's: its style holds inside alone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from nncalc.declaring.letters import printing
from nncalc.render import Options, format_of
from nncalc.render.html.frame import style_sheet
from nncalc.render.solution import make_document
from nncalc.words import tag

if TYPE_CHECKING:
    from nncalc.declaring.problem import ProblemType
    from nncalc.page.solving import Settings

_CELL = """<div class="nncalc mathjax_ignore tex2jax_ignore" lang="{language}"><style>
{style}</style>
{page}</div>
"""  # no sentence: markup
"""The classes keep a notebook from reading mathematics between dollar signs that somebody typed."""
_IN_PLACE = """&{padding:.5rem 1rem}
article{margin-block-end:.5rem}
table{color:inherit;border:0;margin-inline:0}
tbody tr:nth-child(odd){background:none}
code,pre{background:none;color:inherit;padding:0;border:0}
"""  # no sentence: markup
"""The margins that a file has from `main`; and nothing of the colours that a notebook, dark where we are light, has for these."""
_OUTERMOST = re.compile(r"(?:^|(?<=\{))(?::root|body)(?=\{)", re.MULTILINE)


def in_a_cell(problem: ProblemType, settings: Settings) -> str:
    """Run a problem and make its page, self-contained, as an element of another page."""
    where = Options()
    with printing(settings.notation):
        page = format_of("html", where).render(make_document(problem, settings, "html", where))
    return _CELL.format(language=tag(), style=_style_inside(), page=page)


@lru_cache(maxsize=1)
def _style_inside() -> str:
    """The style sheet under one class, named twice so that a notebook's own rules for tables are outweighed."""
    font, rest = style_sheet().split("\n", 1)
    return f"{font}\n.nncalc.nncalc{{\n{_OUTERMOST.sub('&', rest)}{_IN_PLACE}}}\n"
