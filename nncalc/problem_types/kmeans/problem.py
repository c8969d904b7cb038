"""The working of `kmeans`: what must fit, and a round after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, matrix, rows_of, total, vector
from nncalc.errors import InputError
from nncalc.problem_types.kmeans.declaration import KmeansDeclaration
from nncalc.problem_types.kmeans.rules import centre_of, in_use, inertia_of, mean, nearest, rounds_made
from nncalc.rules.distances import distance, is_origin
from nncalc.rules.ordering import largest
from nncalc.words import count, say, together

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_TERMS = 8
"""Components of all centres together up to which the terms of the distances stand in the table."""


class Kmeans(KmeansDeclaration):
    """Samples put to the nearest of k centres, which move to the mean of theirs, round after round until nothing changes."""

    # -- what must fit -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        if self.C is None and self.k is None:
            raise InputError(say("neither C nor k is given"), name="C", expected=say("C=1,1:2,1 or k=2"))
        if self.C is not None:
            if len(self.start[0]) != len(self.samples[0]):
                raise InputError(
                    say("a centre has {numbers}, a sample has {wanted}",
                        numbers=count(len(self.start[0]), "number"), wanted=len(self.samples[0])),
                    name="C", expected=say("{numbers} for each centre", numbers=count(len(self.samples[0]), "number")),
                )  # fmt: skip
            if self.k is not None and self.k != len(self.start):
                raise InputError(
                    say("k is {k}, and C has {rows}", k=self.k, rows=count(len(self.start), "row")),
                    name="k", expected=say("C alone"),
                )  # fmt: skip
        if (clusters := self.k or len(self.start)) > len(self.samples):
            raise InputError(
                say("{clusters}, and X has {rows}", clusters=count(clusters, "cluster"),
                    rows=count(len(self.samples), "row")),
                name="C" if self.k is None else "k",
                expected=say("at most {most}; numbers are a column: X=1:2:5", most=len(self.samples)),
            )  # fmt: skip
        self._check_metric()

    @property
    def samples(self) -> list[list[Quantity]]:
        """The rows of X."""
        return rows_of(self.X)

    @property
    def start(self) -> list[list[Quantity]]:
        """The centres to start from, a row each."""
        return rows_of(self.C) if self.C is not None else self.samples[: self.k]

    def _check_metric(self) -> None:
        if self.plot == "yes" and len(self.samples[0]) != 2:
            raise InputError(
                say("a drawing has two features, X has {width}", width=len(self.samples[0])),
                name="plot", expected=say("plot=no"),
            )  # fmt: skip
        if self.metric == "cosine" and any(map(is_origin, [*self.samples, *self.start])):
            raise InputError(
                say("a row is 0 throughout: it has no angle"), name="metric", expected=say("metric=l2, or other rows")
            )

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        run.section("start")
        run.words(self.metric)
        if self.update == "online":
            run.words("online")
        C = run.begin("round", "C", self.C if self.C is not None else matrix(self.start))
        if self.C is None:
            run.words("first", k=count(len(C), "sample"))
        had: list[list[Any]] = [[self.start[j]] for j in range(len(C))]
        before, places = None, [rows_of(C)]
        for number in run.each(range(1, self.rounds + 1)):
            with run.iteration("round", number):
                made = self._round(run, C, had)
                if made is None:
                    break
                new, found, changed = made
            places.append(rows_of(new))
            C, last, final = new, number, (found == before, not changed)
            before = found
            if any(final):
                break
        if made is None:
            self._of_letters(run)
            return
        run.end("round", last)
        with run.part(say("after the last round")):
            self._end(run, C, found, last, final)
            if self.plot == "yes":
                self._draw(run, found, places)

    def _of_letters(self, run: Run) -> None:
        run.lacks(
            r"(assignments|C|rounds|inertia|table|D|round\.\d+\.(C|assignments|table).*)",
            say("which distance is smaller cannot be told of letters"), say("numbers for the letters"),
        )  # fmt: skip
        run.answer("round.1.D")

    def _round(self, run: Run, C: Tensor, had: list[list[Any]]) -> tuple[Tensor, list[int], bool] | None:
        """One round: new centres, clusters (from 0), whether a centre moved. None of letters."""
        run.section("distance")
        rows: list[list[Quantity]] = []
        found: list[int] = []
        mine: list[list[Any]] = [[] for _ in C]
        use, moves = rows_of(C), []
        for x in self.samples:
            if self.update == "batch":
                use = list(in_use(rows_of(C), mine))
            rows.append([distance(x, c, self.metric) for c in use])
            if any(d.value is None for d in rows[-1]):
                continue
            at = nearest(rows[-1])
            found.append(at)
            mine[at].append(x)
            if self.update == "online":
                moves.append(run.let("c", vector(mean([*had[at], *mine[at]])), recorded=False))
                use[at] = moves[-1].items
        D = run.let("D", matrix(rows), shown=False)
        if any(d.value is None for d in D.items):
            run.line(D)
            run.words("letters")
            return None
        self._show(run, D, found, moves)
        run.result("assignments", [at + 1 for at in found])
        run.section("centres")
        new = run.let("C", self._new_centres(run, C, had, mine))
        for total_, now in zip(had, mine, strict=True):
            total_ += now
        return new, found, any(sign(a - b) != 0 for a, b in zip(C.items, new.items, strict=True))

    def _show(self, run: Run, D: Tensor, found: list[int], moves: list[Tensor]) -> None:
        """The table of distances and clusters; the terms of many are folded. `moves`: where a sample's centre is then."""
        k, terms = D.shape[1], D.shape[1] * len(self.samples[0]) <= MOST_TERMS
        columns = [
            Column(say("sample"), key="sample"),
            Column("X", "vector"),
            *(Column(f"d.{j + 1}", "put in" if terms else "quantity") for j in range(k)),
            Column("d", "vector", "d", shown=False),
            Column(say("cluster"), key="cluster"),
            *([Column("C", "vector", "c")] if moves else []),
        ]
        table = run.table("table", columns)
        for i, (x, row, at) in enumerate(zip(self.samples, rows_of(D), found, strict=True)):
            table.add(i + 1, vector(x), *row, Tensor(row, (k,)), at + 1, *moves[i : i + 1])
            equal = largest([-d for d in row])
            if len(equal) > 1:
                run.words("equal", sample=i + 1, centres=together([str(j + 1) for j in equal]))
        (run.unasked if terms else run.fold)([D])

    def _new_centres(self, run: Run, C: Tensor, had: list[list[Any]], mine: list[list[Any]]) -> Tensor:
        rows: list[list[Quantity]] = []
        for j, c in enumerate(rows_of(C)):
            if mine[j]:
                rows.append(centre_of(mine[j]) if self.update == "batch" else mean([*had[j], *mine[j]]))
                continue
            if self.empty == "error":
                raise InputError(
                    say("centre {centre} has no sample in {place}", centre=j + 1, place=run.place.heading),
                    name="C" if self.C is not None else "k",
                    expected=say("other centres to start from, or empty=keep"),
                )
            run.words("empty", centre=j + 1)
            rows.append(c)
        return matrix(rows)

    def _end(self, run: Run, C: Tensor, found: list[int], last: int, final: tuple[bool, bool]) -> None:
        run.section("end")
        if any(final):
            run.words("same centres" if final[1] else "same clusters", round=last)
        else:
            run.words("limit", rounds=count(last, "round"))
        run.let("rounds", constant(rounds_made(last, any(final))), shown=False)
        centres = rows_of(C)
        squares = [
            total([POWER(a - b, 2) for a, b in zip(x, centres[at], strict=True)])
            for x, at in zip(self.samples, found, strict=True)
        ]
        run.let("inertia", inertia_of(run.let("squares", vector(squares)).items))
        run.answer("assignments", "C", "rounds", "inertia")

    def _draw(self, run: Run, found: list[int], places: list[list[list[Quantity]]]) -> None:
        from nncalc.problem_types.kmeans.drawing import drawing_of, is_drawable  # start-up

        run.section("plot")
        if not is_drawable([*self.samples, *(point for rows in places for point in rows)]):
            run.words("undrawn")
            return
        picture, legend = drawing_of(self.samples, found, places, self.words["several"])
        run.draw(picture)
        run.words("legend", legend=legend)


__all__ = ["Kmeans"]
