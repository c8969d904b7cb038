"""The options of backprop: their tables are those of the shared rules, and a plain page does without their modules."""

from __future__ import annotations

import subprocess
import sys

from commandline import EXAMPLE

from nncalc.problem_types.backprop import declaration, optimised
from nncalc.problem_types.backprop.problem import OF_OPTIMIZERS
from nncalc.rules.optimizers.schedules import NEEDED
from nncalc.rules.optimizers.updates import UPDATES


def test_the_names_are_those_of_the_rules() -> None:
    assert tuple(UPDATES) == declaration.OPTIMIZERS
    assert tuple(NEEDED) == declaration.SCHEDULES
    of_rules = {*optimised.RULES_WITH, *optimised.SCHEDULES_WITH}
    assert {name for name in of_rules if hasattr(declaration.BackpropDeclaration, name)} == OF_OPTIMIZERS


def test_a_plain_page_loads_nothing_of_them() -> None:
    command = f'"{sys.executable}" -X importtime -m nncalc {EXAMPLE}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert "nncalc.problem_types.backprop.backward" in done.stderr
    for module in ("rules.optimizers", "backprop.penalty", "backprop.options", "backprop.optimised"):
        assert module not in done.stderr
