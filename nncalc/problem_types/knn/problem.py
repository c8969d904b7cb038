"""The working of `knn`: what must fit, the table of distances, the neighbours, their votes or their mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.engine.decide import sign
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor, rows_of, total, vector
from nncalc.problem_types.knn.checks import KnnChecks
from nncalc.problem_types.knn.minkowski import distance_of, length_of
from nncalc.problem_types.knn.votes import mean_of, nearest_first, votes_of, weights_of, winner
from nncalc.rules.distances import HAMMING, differences
from nncalc.rules.ordering import compare, largest
from nncalc.words import count, say, together

if TYPE_CHECKING:
    from nncalc.engine.run import Run

WIDEST_TERMS = 4
"""Components up to which the terms of a distance stand in the table; of more they have a line each."""
MOST_LINES = 64
"""Components up to which the terms are written at all."""


class Knn(KnnChecks):
    """The nearest samples of a point or an image by a metric, the vote of their classes or the mean of their values."""

    # -- the working ---------------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        run.section("distance")
        if self.one_image:
            run.words("one image")
        if self.images:
            run.words("flat")
        run.words(self.metric, order=self.order)
        rows = self._distances(run)
        if any(d.value is None for row in rows for d in row):
            self._of_letters(run, rows)
            return
        ranks = [nearest_first(row) for row in rows]
        self._table(run, rows, ranks)
        run.section("near")
        near = [places[: self.k] for places in ranks]
        self._result(run, "neighbours", [[place + 1 for place in places] for places in near])
        for number in range(len(rows)):
            with self._part(run, number):
                self._say_near(run, rows[number], ranks[number])
        run.section("votes" if self.task == "classify" else "mean")
        if self.y is None:
            run.lacks(r"(label|votes|shares)(\..*)?", say("a class needs y"), "y=a,b")
            run.answer("neighbours", "distances")
            return
        weights = self._weights(run, rows, near)
        (self._means if self.task == "regress" else self._votes)(run, near, weights)
        run.answer("label", "votes", "neighbours")

    def _part(self, run: Run, number: int) -> Any:
        """The part of one of several points."""
        return run.part(say("point {number}", number=number + 1) if self.several else "")

    def _result(self, run: Run, name: str, rows: list[Any]) -> None:
        """A result of words or whole numbers: of several points a row each."""
        run.result(name, rows if self.several else rows[0])

    def _let(self, run: Run, name: str, rows: list[list[Quantity]], shown: bool = False) -> list[list[Quantity]]:
        """A result of quantities, named row by row."""
        shape = (len(rows), len(rows[0])) if self.several else (len(rows[0]),)
        named = run.let(name, Tensor([q for row in rows for q in row], shape), shown=shown)
        if not shown:
            run.unasked([named])
        return rows_of(named)

    def _distances(self, run: Run) -> list[list[Quantity]]:
        """A row for each point. Of images the differences come first, under their own name."""
        samples = self.samples
        if self.images and self.metric != "cosine":
            parts = [[differences(x, q, self.metric) for x in samples] for q in self.points]
            shape = (*((len(self.points),) if self.several else ()), len(samples), *self.sides)
            named = run.let(
                "difference", Tensor([d for row in parts for part in row for d in part], shape), shown=False
            )
            run.value(named)
            width = len(samples[0])
            cells = [named.items[i : i + width] for i in range(0, len(named.items), width)]
            flat = [length_of(part, self.metric, self.order) for part in cells]
            found = [flat[i : i + len(samples)] for i in range(0, len(flat), len(samples))]
        else:
            found = [[distance_of(x, q, self.metric, self.order) for x in samples] for q in self.points]
        width = len(samples[0])
        lines = WIDEST_TERMS < width <= MOST_LINES and self.metric not in HAMMING and not self.images
        return self._let(run, "distances", found, shown=lines or self._has_letters(found))

    @staticmethod
    def _has_letters(rows: list[list[Quantity]]) -> bool:
        return any(d.value is None for row in rows for d in row)

    def _of_letters(self, run: Run, rows: list[list[Quantity]]) -> None:
        run.words("letters")
        run.lacks(
            r"(neighbours|label|votes|shares|weights_of_neighbours|table)(\..*)?",
            say("which distance is smaller cannot be told of letters"), say("numbers for the letters"),
        )  # fmt: skip
        run.answer("distances")

    def _table(self, run: Run, rows: list[list[Quantity]], ranks: list[list[int]]) -> None:
        """A row a sample; of several points one after the other."""
        samples = self.samples
        terms = len(samples[0]) <= WIDEST_TERMS
        columns = [
            Column("q", key="q", shown=self.several),
            Column(say("sample"), key="sample"),
            Column("x", "vector", shown=not self.images),
            Column("distances", "put in" if terms else "quantity", "distance"),
            Column(say("rank"), key="rank"),
            Column(say("class") if self.task == "classify" else "y", key="class", shown=self.y is not None),
        ]
        table = run.table("table", columns)
        for number, (row, order) in enumerate(zip(rows, ranks, strict=True), 1):
            place = {sample: rank for rank, sample in enumerate(order, 1)}
            for i, (x, d) in enumerate(zip(samples, row, strict=True)):
                table.add(number if self.several else None, i + 1, vector(x), d, place[i], self._class_of(i))

    def _class_of(self, sample: int) -> Any:
        if self.y is None:
            return None
        return self.names[self.classes[sample]] if self.task == "classify" else self.y[sample].text

    def _say_near(self, run: Run, distances: list[Quantity], order: list[int]) -> None:
        """The neighbours, and whether the number of a sample decided who is one."""
        inside, which = order[: self.k], [str(place + 1) for place in order[: self.k]]
        key = "nearest" if self.k == 1 else "k nearest"
        run.words(key, samples=count(len(order), "sample"), k=self.k, which=together(which))
        if self.k < len(order) and compare(distances[inside[-1]], distances[order[self.k]]) == 0:
            run.words("cut", inside=inside[-1] + 1, outside=order[self.k] + 1)

    # -- what the neighbours say ---------------------------------------------------------------------------------------

    def _weights(self, run: Run, rows: list[list[Quantity]], near: list[list[int]]) -> list[list[Quantity]]:
        found = [weights_of([row[i] for i in places], self.weights) for row, places in zip(rows, near, strict=True)]
        if self.weights == "uniform":
            return found
        named = self._let(run, "weights_of_neighbours", found)
        for number, places in enumerate(near):
            with self._part(run, number):
                on = [str(i + 1) for i in places if sign(rows[number][i]) == 0]
                if on:
                    run.words("zero" if len(on) > 1 else "one zero", which=together(on))
                columns = (Column(say("sample")), Column("distances", "quantity"),
                           Column("weights_of_neighbours", "put in"), Column(say("class")))  # fmt: skip
                cells = zip(places, named[number], strict=True)
                run.table("", columns, [(i + 1, rows[number][i], w, self._class_of(i)) for i, w in cells])
        return named

    def _votes(self, run: Run, near: list[list[int]], weights: list[list[Quantity]]) -> None:
        classes = [[self.classes[i] for i in places] for places in near]
        pairs = list(zip(classes, weights, strict=True))
        votes = self._let(run, "votes", [votes_of(some, w, len(self.names)) for some, w in pairs])
        shares = self._let(
            run, "shares", [[v / total(w) for v in row] for row, (_, w) in zip(votes, pairs, strict=True)]
        )
        labels = []
        for number, row in enumerate(votes):
            with self._part(run, number):
                columns = (Column(say("class")), Column("votes", "put in"), Column("shares", "quantity"))
                run.table("", columns, list(zip(self.names, row, shares[number], strict=True)))
                won = winner(row, classes[number], self.ties, self.order_seen)
                self._say_tie(run, row, near[number])
                labels.append(self.names[won])
                run.words("label", label=self.names[won])
        self._result(run, "label", labels)

    def _say_tie(self, run: Run, votes: list[Quantity], places: list[int]) -> None:
        best = largest(votes)
        if len(best) > 1:
            nearest = next(i for i in places if self.classes[i] in best)
            tied = together([str(self.names[c]) for c in best])
            run.words(f"tie {self.ties}", classes=tied, sample=nearest + 1)  # no sentence: a key

    def _means(self, run: Run, near: list[list[int]], weights: list[list[Quantity]]) -> None:
        known = self.values
        values = [[known[i] for i in places] for places in near]
        found = [mean_of(some, w, self.weights) for some, w in zip(values, weights, strict=True)]
        run.let("label", Tensor(found, (len(found),)) if self.several else found[0])


__all__ = ["Knn"]
