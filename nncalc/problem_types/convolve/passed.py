"""What one layer did on the way forward, kept for the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nncalc.engine.tensor import Tensor
    from nncalc.problem_types.convolve.frames import Frame
    from nncalc.problem_types.convolve.parameters import Step
    from nncalc.problem_types.convolve.resized import Copied
    from nncalc.problem_types.convolve.rules import Plan


class Passed:
    """What one layer did: its step, the map that went in and the one that came out, and its plan, if it has windows."""

    def __init__(self, step: Step, frame: Frame, x: Tensor) -> None:
        self.step, self.frame, self.x = step, frame, x
        self.out, self.y = frame, x
        self.plan: Plan | None = None
        self.copied: Copied | None = None
        self.bias: Any = None
        self.options: Any = None
