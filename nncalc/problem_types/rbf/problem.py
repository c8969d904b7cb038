"""The working of `rbf`: distances, the matrix of units, weights by an inverse, outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.letters import letter
from nncalc.engine.decide import sign
from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, dot, matrix, rows_of, total, vector
from nncalc.errors import InputError
from nncalc.problem_types.rbf.declaration import RbfDeclaration
from nncalc.problem_types.rbf.rules import outputs, squared_distance, unit
from nncalc.rules.linear_systems import BY_COFACTORS, determinant, eliminated, inverse_of
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

EQUAL = {"T": "centres {one} and {other} are equal", "X": "samples {one} and {other} are equal"}
"""Why a matrix may have no inverse."""


class Rbf(RbfDeclaration):
    """A network of radial basis functions: the values of its units for each sample, and the weights that fit."""

    def work(self, run: Run) -> None:
        Phi = self._units(run)
        if self.w is not None:
            w = self.w
        elif self.d is not None:
            run.section("weights")
            w = self._weights(run, Phi, self.d)
            run.answer("w")
        else:
            run.lacks("w|y|residuals|sse", say("they need wanted outputs, or weights"), "d=0,1,1,0")
            return
        run.section("outputs")
        y = run.let("y", outputs(Phi, w))
        run.answer("y")
        if self.d is None:
            run.lacks("residuals|sse", say("they need wanted outputs"), "d=0,1,1,0")
            return
        residuals = run.let("residuals", self.d - y)
        run.let("sse", total([POWER(q, 2) for q in residuals.items]))
        run.answer("sse")

    def _units(self, run: Run) -> Tensor:
        run.section("units")
        run.words(self.phi)
        if self.bias == "yes":
            run.words("bias")
        distances = [[squared_distance(x, t) for t in self.centres] for x in self.samples]
        r2 = run.let("r2", matrix(distances))
        rows = [[unit(q, self.width_of(j), self.phi) for j, q in enumerate(row)] for row in rows_of(r2)]
        if self.bias == "yes":
            rows = [[*row, constant(1)] for row in rows]
        Phi: Tensor = run.let("Phi", matrix(rows))
        run.answer("Phi")
        return Phi

    def _weights(self, run: Run, Phi: Tensor, d: Tensor) -> Tensor:
        """Where Phi·w is nearest to d; of several such w the shortest. Raises InputError where they are still several."""
        samples, weights = Phi.shape
        rows, columns = rows_of(Phi), [Phi.items[j::weights] for j in range(weights)]
        if samples == weights:
            run.words("square")
            return self._solved(run, "w", "Phi", Phi, d)
        if samples > weights:
            run.words("least squares")
            G = run.let("G", matrix([[dot(a, b) for b in columns] for a in columns]))
            Ptd = run.let("Ptd", vector([dot(column, d.items) for column in columns]))
            return self._solved(run, "w", "G", G, Ptd)
        run.words("shortest")
        H = run.let("H", matrix([[dot(a, b) for b in rows] for a in rows]))
        v = self._solved(run, "v", "H", H, d)
        w: Tensor = run.let("w", vector([dot(column, v.items) for column in columns]))
        return w

    def _solved(self, run: Run, solution: str, name: str, M: Tensor, b: Tensor) -> Tensor:
        """The solution of M·x = b: the inverse, written out up to three rows, times b."""
        if M.shape[0] > BY_COFACTORS:
            return self._eliminated(run, solution, name, M, b)
        det = run.let("det", determinant(M))
        if det.value is not None and sign(det) == 0:
            raise self._singular(name)
        inverse = run.let(f"{name}_inv", inverse_of(M, det))
        x: Tensor = run.let(solution, inverse @ b)
        return x

    def _eliminated(self, run: Run, solution: str, name: str, M: Tensor, b: Tensor) -> Tensor:
        """The same of more rows, without its formulas."""
        if any(q.value is None for q in (*M.items, *b.items)):
            raise InputError(
                say("more than {most} weights are worked out of numbers alone", most=BY_COFACTORS), name="d",
                expected=say("numbers, or fewer centres"),
            )  # fmt: skip
        found = eliminated(M, b)
        if found is None:
            raise self._singular(name)
        run.words("large")
        x: Tensor = run.let(solution, found, shown=False)
        run.value(x)
        return x

    def _singular(self, matrix: str) -> InputError:
        """The error for a matrix without an inverse, with the reason where it is plain."""
        for name, rows in (("T", self.centres), ("X", self.samples)):
            pair = _equal_rows(rows)
            if pair is not None and (name == "T" or len(self.samples) <= len(self.centres)):
                why = say(EQUAL[name], one=pair[0], other=pair[1])
                return InputError(
                    say("{Phi} has no inverse: {why}", Phi=letter("Phi"), why=why), name=name, expected=say("each once")
                )
        return InputError(
            say("{matrix} has no inverse: its determinant is 0", matrix=self.symbols[matrix]), name="T",
            expected=say("other centres, or fewer"),
        )  # fmt: skip


def _equal_rows(rows: list[list[Quantity]]) -> tuple[int, int] | None:
    """The numbers of the first two rows that are equal."""
    for j, row in enumerate(rows):
        for i in range(j):
            if all(sign(a - b) == 0 for a, b in zip(rows[i], row, strict=True)):
                return i + 1, j + 1
    return None
