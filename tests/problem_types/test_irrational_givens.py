"""An irrational given is worked at whatever precision the page asks for, in every type."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import pytest
from commandline import nncalc

from nncalc.declaring import registry

NUMBER = re.compile(r"(?<![\w.])-?\d*\.?\d+(?![\w.])")
COUNTS = {"convshape", "params", "transformer"}
"""Types whose givens are all counts."""


def with_a_root(example: str) -> Iterator[list[str]]:
    """The example with √2 in the place of the first number of each given."""
    words = shlex.split(example)
    for i, word in enumerate(words):
        name, equals, value = word.partition("=")
        if equals and NUMBER.search(value):
            yield [*words[:i], name + equals + NUMBER.sub("√2", value, count=1), *words[i + 1 :]]


@pytest.mark.parametrize("name", registry.names())
def test_sixty_digits_of_it(name: str) -> None:
    taken = 0
    for line in [line for example in registry.load(name).examples for line in with_a_root(example)]:
        if nncalc([*line, "--steps", "none"]).code == 0:
            taken += 1
            wide = nncalc([*line, "--steps", "none", "--digits", "60"])
            assert wide.code == 0, (shlex.join(line), wide.err)
    assert taken or name in COUNTS
