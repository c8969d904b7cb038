"""Letters have one table: another notation changes what is printed, and no type."""

from __future__ import annotations

import pytest
from commandline import nncalc

from nncalc.declaring import letters
from nncalc.declaring.letters import LETTERS, Letter

COMMAND = ["backprop", "x=.5,-1", "W1=1,2", "b1=1", "t=1", "lr=.1"]
OTHERS = {"lr": Letter("α", r"\alpha"), "loss": Letter("ℒ", r"\mathcal{L}"), "delta": Letter("ε", r"\varepsilon")}
PRINTED = {
    "text": ("W1 − η·∂E/∂W1", "W1 − α·∂ℒ/∂W1", "δ1 = ∂E/∂y", "ε1 = ∂ℒ/∂y"),
    "latex": (
        r"\eta \cdot \frac{\partial E}",
        r"\alpha \cdot \frac{\partial \mathcal{L}}",
        r"\delta^{",
        r"\varepsilon^{",
    ),
}


@pytest.mark.parametrize("format_", PRINTED)
def test_another_notation_touches_no_type(format_: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [*COMMAND, "--format", format_]
    usual = nncalc(command).out
    monkeypatch.setattr(letters, "LETTERS", {**LETTERS, **OTHERS})
    changed = nncalc(command).out
    for i, part in enumerate(PRINTED[format_]):
        assert (part in usual, part in changed) == ((True, False) if i % 2 == 0 else (False, True))


def test_a_type_may_have_a_letter_of_its_own() -> None:
    assert "L = " in nncalc(["loss", "kind=mse", "y=1,0", "yhat=.9,.2"]).out
