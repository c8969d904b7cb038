"""The working of `pca`: centred samples, their covariances, eigenpairs, scores, the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, add_to_rows, lift, total, vector
from nncalc.errors import InputError
from nncalc.problem_types.pca.declaration import PcaDeclaration
from nncalc.problem_types.pca.pairs import Pair, Scaling, in_closed_form, of_fractions, oriented
from nncalc.problem_types.pca.polynomial import show_polynomial
from nncalc.problem_types.pca.rules import centred, covariance, in_order, of_length_one, shares, side_by_side
from nncalc.words import count, say, together

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_FEATURES = 12
LONGEST = 240
"""Bits of a number's numerator and denominator: eigenvalues of longer ones may agree to hundreds of digits."""
MOST_LINES = 12
"""Numbers of a matrix up to which each has a line of its own."""


class Pca(PcaDeclaration):
    """Principal components: where the samples vary most, by the eigenvectors of their covariance matrix."""

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        samples, features = self.X.shape
        if samples < 2:
            raise InputError(
                say("X has one row: one sample does not vary"), name="X", expected=say("samples as rows: 1,2:3,4:5,5")
            )
        if features > MOST_FEATURES:
            raise InputError(
                say("X has {features}", features=count(features, "feature")),
                name="X", expected=say("at most {most}", most=MOST_FEATURES),
            )  # fmt: skip
        if self.k is not None and self.k > features:
            raise InputError(
                say("k is {k}, and there are {features}", k=self.k, features=count(features, "feature")),
                name="k", expected=say("at most {most}", most=features),
            )  # fmt: skip
        if features > 2 and any(type(q.value) is not flint.fmpq for q in self.X.items):
            raise InputError(
                say("of three features or more the eigenvalues are found for fractions alone"),
                name="X", expected=say("numbers such as 2, 0.5, 1/3, or two features"),
            )  # fmt: skip
        if features > 2 and any(q.value.height_bits() > LONGEST for q in self.X.items):
            raise InputError(
                say("a number of so many digits: eigenvalues that lie so close together are not told apart"),
                name="X", expected=say("numbers of at most 70 digits"),
            )  # fmt: skip
        self.kept = self.k or features
        self.divisor = samples - 1 if self.covariance == "n-1" else samples

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        base, std, cov = self._covariances(run)
        trace = self._trace(run, cov)
        pairs = in_order(self._pairs(run, cov, trace))
        run.section("values")
        values = run.results["eigenvalues"]
        run.let("explained", shares(values.items, trace))
        run.answer("eigenvalues", "explained")
        vectors = self._vectors(run, pairs, values)
        if vectors is not None:
            self._scores(run, base, std)

    def _covariances(self, run: Run) -> tuple[Tensor, Tensor | None, Tensor]:
        """The centred or standardised samples, the deviations of the latter, the covariance matrix."""
        samples, features = self.X.shape
        run.section("centre")
        columns = [self.X.items[j::features] for j in range(features)]
        mean = run.let("mean", vector([total(column) / samples for column in columns]))
        base: Tensor = run.let("Xc", centred(self.X, mean), shown=False)
        run.value(base)
        std = None
        if self.standardize != "no":
            run.section("scale")
            divisor = samples if self.standardize == "yes" else samples - 1
            squares = [base.items[j::features] for j in range(features)]
            var = run.let("var", vector([total([POWER(q, 2) for q in column]) / divisor for column in squares]))
            for j, q in enumerate(var.items):
                if q.value is not None and sign(q) == 0:
                    raise InputError(
                        say("feature {number} is constant: it has no deviation to divide by", number=j + 1),
                        name="X", expected=say("features that vary, or standardize=no"),
                    )  # fmt: skip
            std = run.let("std", lift(SQRT, var))
            scaled = Tensor([q / std.items[i % features] for i, q in enumerate(base.items)], base.shape)
            base = run.let("Z", scaled, shown=False)
            run.value(base)
        run.section("cov")
        if std is not None:
            run.words("correlation")
        cov: Tensor = run.let("cov", covariance(base, self.divisor))
        return base, std, cov

    def _trace(self, run: Run, cov: Tensor) -> Quantity:
        features = cov.shape[0]
        run.section("poly")
        trace: Quantity = run.let("trace", total([cov.items[i * features + i] for i in range(features)]))
        if trace.value is not None and sign(trace) == 0:
            raise InputError(say("the samples are all the same: nothing varies"), name="X", expected=say("other rows"))
        return trace

    def _pairs(self, run: Run, cov: Tensor, trace: Quantity) -> list[Pair]:
        """Eigenvalues with what their vectors are made of, falling; the values are a result afterwards."""
        features = cov.shape[0]
        if features == 1:
            run.section("values")
            run.words("one")
            found = [Pair(cov.items[0], [constant(1)])]
        elif features == 2:
            det = show_polynomial(run, cov, trace, None)
            run.section("values")
            run.words("closed")
            found = in_closed_form(cov, trace, det)
        else:
            found, polynomial = of_fractions(cov, self._scaling(run))
            show_polynomial(run, cov, trace, polynomial)
            run.section("values")
            run.words("enclosed" if any(pair.enclosed for pair in found) else "exact roots")
        values = vector([pair.value for pair in in_order(found)])
        named = run.let("eigenvalues", values, shown=features == 2)
        if features != 2:
            run.value(named)
        return found

    def _scaling(self, run: Run) -> Scaling | None:
        if self.standardize == "no":
            return None
        return Scaling(run.results["Xc"], run.results["var"], run.results["std"], self.divisor)

    def _vectors(self, run: Run, pairs: list[Pair], values: Tensor) -> list[Tensor] | None:
        """The first k eigenvectors; None where they are not told."""
        run.section("vectors")
        if any(q.value is None for q in values.items):
            run.words("letters")
            run.lacks(
                r"(v\d+|eigenvectors|scores|reconstruction)(\..*)?", say("which component is positive cannot be told"),
                say("numbers for the letters"),
            )  # fmt: skip
            return None
        self._say_equal(run, pairs)
        if any(pair.vector is None for pair in pairs[: self.kept]):
            lacking = say("equal irrational eigenvalues single no vectors out")
            run.lacks(r"(v\d+|eigenvectors|scores|reconstruction)(\..*)?", lacking, say("a smaller k"))
            return None
        run.words(self.sign)
        made = []
        for number, pair in enumerate(pairs[: self.kept], 1):
            v = of_length_one(oriented(pair, values.items[number - 1], self.sign))
            made.append(run.let(f"v{number}", vector(v), shown=len(v) == 2))  # no sentence: a name
            if len(v) != 2:
                run.value(made[-1])
        V = side_by_side([v.items for v in made])
        run.let("eigenvectors", V, shown=False)
        return made

    def _say_equal(self, run: Run, pairs: list[Pair]) -> None:
        """Which eigenvalues are equal, whose vectors are a choice."""
        groups: dict[int, list[str]] = {}
        for number, pair in enumerate(pairs, 1):
            groups.setdefault(pair.group, []).append(str(number))
        for group, which in groups.items():
            if len(which) > 1:
                chosen = next(pair for pair in pairs if pair.group == group).vector is not None
                key = "no vectors" if not chosen else "equal all" if len(which) == len(pairs) else "equal"
                run.words(key, which=together(which))

    def _scores(self, run: Run, base: Tensor, std: Tensor | None) -> None:
        V: Tensor = run.results["eigenvectors"]
        run.section("scores")
        lines = len(base) * V.shape[1] <= MOST_LINES and V.shape[0] <= 3
        scores = run.let("scores", base @ V, shown=lines)
        if not lines:
            run.value(scores)
        run.answer("eigenvectors", "scores")
        run.section("back")
        if self.kept == V.shape[0]:
            run.words("all kept")
            run.let("reconstruction", Tensor(self.X.items, self.X.shape), shown=False)
            return
        back = scores @ V.T
        if std is not None:
            back = Tensor([q * std.items[i % len(std)] for i, q in enumerate(back.items)], back.shape)
        made = run.let("reconstruction", add_to_rows(back, run.results["mean"]), shown=False)
        run.value(made)
        run.answer("reconstruction")


__all__ = ["Pca"]
