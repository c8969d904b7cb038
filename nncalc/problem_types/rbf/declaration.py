"""What `rbf` declares: givens, conventions, sections, words, results; and what the givens must satisfy together."""

from __future__ import annotations

from typing import Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.numeric import LONGEST_ROW, SAMPLES, VECTOR, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of
from nncalc.errors import InputError
from nncalc.problem_types.rbf.rules import WITH_WIDTH
from nncalc.words import count, say

MOST = 2000
"""Entries of the matrix of units."""


class RbfDeclaration(ProblemType):
    """The declarations of `rbf`."""

    X: Tensor = given(SAMPLES, "samples, a row each; of one feature a column 1:2:3", first=True)
    T: Tensor = given(SAMPLES, "centres, a row each")
    d: Tensor | None = given(VECTOR, "wanted output of each sample", default=None)
    w: Tensor | None = given(
        VECTOR, "weights, in place of wanted outputs: one per centre, with a bias one more", default=None
    )
    sigma: Any = given(
        Numeric(0, 1, words="one number for all centres, or one per centre"), "width {sigma}", default="1"
    )
    phi: str = convention(
        "gaussian-2s2", "gaussian-s2", "gaussian", "multiquadric", "thin-plate", "linear",
        help="exp(−r²/(2{sigma}²)), exp(−r²/{sigma}²), exp(−r²), √(r² + {sigma}²), r²·ln r, or r, of the distance r",
    )  # fmt: skip
    bias: str = convention(
        "no", "yes", help="whether a last column of ones stands in the matrix; its weight is the bias"
    )

    aliases = {
        **dict.fromkeys(("centers", "centres", "center", "centre", "C", "c", "mu"), "T"),
        **dict.fromkeys(("σ", "width", "spread", "s"), "sigma"),
        **dict.fromkeys(("y", "targets"), "d"),
    }
    suggestions = {"t": "d", **dict.fromkeys(("kernel", "basis", "kind"), "phi")}
    sections = {"units": "The units", "weights": "The weights", "outputs": "The outputs"}
    words = {
        "gaussian-2s2": "A unit gives exp(−r²/(2{sigma}²)), r the distance of sample and centre.",
        "gaussian-s2": "A unit gives exp(−r²/{sigma}²), r the distance of sample and centre.",
        "gaussian": "A unit gives exp(−r²), r the distance of sample and centre.",
        "multiquadric": "A unit gives √(r² + {sigma}²), r the distance of sample and centre.",
        "thin-plate": "A unit gives r²·ln r, r the distance of sample and centre; at the centre 0.",
        "linear": "A unit gives the distance r of sample and centre.",
        "bias": "The last column is of ones: its weight is the bias.",
        "square": "As many weights as samples: {Phi}·w = d has one solution.",
        "least squares": "More samples than weights: least squares, where {Phi}ᵀ{Phi}·w = {Phi}ᵀ·d.",
        "shortest": "More weights than samples: of all solutions the shortest, w = {Phi}ᵀ·v with {Phi}{Phi}ᵀ·v = d.",
        "large": "So large a system is solved by elimination, which is not written out.",
    }
    results = {
        "r2": "squared distance of each sample, a row, to each centre",
        "Phi": "value of each unit, a row a sample, a column a centre; with bias=yes a last column of ones",
        "G": "{Phi}ᵀ{Phi}, where there are more samples than weights",
        "H": "{Phi}{Phi}ᵀ, where there are more weights than samples",
        "det": "determinant of the matrix that is inverted",
        "{Phi|G|H}_inv": "its inverse",
        "Ptd": "{Phi}ᵀ·d",
        "v": "solution of {Phi}{Phi}ᵀ·v = d",
        "w": "weights; with bias=yes the bias last",
        "y": "output for each sample: {Phi}·w",
        "residuals": "d − y of each sample",
        "sse": "sum of their squares",
    }
    symbols = {
        "Phi": "Φ", "sigma": "σ", "r2": "r²", "G": "ΦᵀΦ", "G_inv": "(ΦᵀΦ)⁻¹", "H": "ΦΦᵀ", "H_inv": "(ΦΦᵀ)⁻¹",
        "Phi_inv": "Φ⁻¹", "Ptd": "Φᵀd", "residuals": "e",
    }  # fmt: skip
    examples = (
        "rbf 0,0:0,1:1,0:1,1 T=0,0:1,1 d=0,1,1,0 phi=linear",
        "rbf 0,0:0,1:1,0:1,1 T=0,0:1,1 d=0,1,1,0 phi=gaussian bias=yes",
        "rbf 0:1:2 T=0:2 w=1,-1 sigma=.5,2",
        "rbf 0:1 T=0:1 d=a,b",
    )

    def prepare(self) -> None:
        samples, features = rows_of(self.X), self.X.shape[-1]
        centres = rows_of(self.T)
        if len(self.T.shape) == 1 and features == 1 and len(self.T) > 1:
            centres = [[q] for q in self.T.items]
        wide = len(centres[0])
        if wide != features:
            raise InputError(
                say("a sample has {features}, a centre has {numbers}", features=count(features, "number"),
                    numbers=count(wide, "number")),
                name="T", expected=say("centres with as many numbers as samples"), nearest=self._as_columns(wide),
            )  # fmt: skip
        self.samples, self.centres = samples, centres
        if len(samples) * len(centres) > MOST:
            raise InputError(
                say("{samples} and {centres} are too many", samples=count(len(samples), "sample"),
                    centres=count(len(centres), "centre")),
                name="X", expected=say("a matrix of at most {most} entries", most=MOST),
            )  # fmt: skip
        self._check_width()
        self._check_outputs()

    def _as_columns(self, wide: int) -> str | None:
        """Samples of one feature that were typed in a row, as a column."""
        rows = rows_of(self.X)
        line = ":".join(q.typed or str(q.value) for q in rows[0])
        return f"X={line}" if wide == 1 and len(rows) == 1 and len(line) < LONGEST_ROW else None

    def _check_width(self) -> None:
        widths = self.sigma.items if isinstance(self.sigma, Tensor) else [self.sigma]
        if isinstance(self.sigma, Tensor) and len(widths) != len(self.centres):
            raise InputError(
                say("sigma has {numbers} for {centres}", numbers=count(len(widths), "number"),
                    centres=count(len(self.centres), "centre")),
                name="sigma", expected=say("one number, or one per centre"),
            )  # fmt: skip
        if self.phi in WITH_WIDTH and any(q.value is not None and sign(q) <= 0 for q in widths):
            raise InputError(say("a width is above 0"), name="sigma", expected="sigma=1")

    def _check_outputs(self) -> None:
        if self.d is not None and self.w is not None:
            raise InputError(say("w is given, and d asks for it"), name="w", expected=say("one of them"))
        weights = len(self.centres) + (1 if self.bias == "yes" else 0)
        for name, wanted in (("d", len(self.samples)), ("w", weights)):
            value = getattr(self, name)
            if value is not None and len(value) != wanted:
                raise InputError(
                    say("{name} has {numbers}", name=name, numbers=count(len(value), "number")),
                    name=name,
                    expected=say("{numbers}: one per sample", numbers=count(wanted, "number"))
                    if name == "d"
                    else say("{numbers}: one per centre, with bias=yes one more", numbers=count(wanted, "number")),
                )

    def idle_conventions(self) -> dict[str, str]:
        idle = super().idle_conventions()
        if self.phi not in WITH_WIDTH and "sigma" in self.typed:
            idle["sigma"] = say("phi={phi} has no width", phi=self.phi)
        return idle

    def width_of(self, centre: int) -> Quantity:
        """Of a centre, counted from 0."""
        width: Quantity = self.sigma.items[centre] if isinstance(self.sigma, Tensor) else self.sigma
        return width
