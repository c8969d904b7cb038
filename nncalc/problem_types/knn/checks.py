"""What the givens of `knn` must satisfy together, and what follows from them."""

from __future__ import annotations

from math import prod

from nncalc.engine.decide import sign
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError
from nncalc.problem_types.knn.declaration import KnnDeclaration
from nncalc.reading.expressions import read_quantity
from nncalc.rules.distances import is_origin
from nncalc.rules.sample_labels.classes import Classes
from nncalc.words import count, say


class KnnChecks(KnnDeclaration):
    """The checks of `knn`; images are flattened to rows."""

    def prepare(self) -> None:
        self._read_points()
        if self.k > len(self.samples):
            raise InputError(
                say("k is {k}, and there are {samples}", k=self.k, samples=count(len(self.samples), "sample")),
                name="k",
                expected=say("at most {most}", most=len(self.samples)),
            )
        self._check_metric()
        self._read_labels()

    def _read_points(self) -> None:
        """Samples and points as rows; of images the cells of each."""
        X, q = self.X, self.q
        self.one_image = self._is_image()
        self.images = len(X.shape) == 3 or self.one_image
        sides = X.shape if self.one_image else X.shape[1:]
        self.sides = sides
        self.several = len(q.shape) > len(sides)
        if q.shape[-len(sides) :] != sides:
            raise self._misfit(sides)

    @property
    def samples(self) -> list[list[Quantity]]:
        """A row for each sample, of an image its cells."""
        return self._parts(self.X)

    @property
    def points(self) -> list[list[Quantity]]:
        """A row for each point."""
        return self._parts(self.q)

    def _parts(self, x: Tensor) -> list[list[Quantity]]:
        width = prod(self.sides)
        return [x.items[i : i + width] for i in range(0, len(x.items), width)]

    @property
    def values(self) -> list[Quantity]:
        """The samples' values under task=regress, at the precision that holds."""
        known = dict(self.known or {})
        return [read_quantity(cell, symbols=True, known=known, name=f"y.{i}") for i, cell in enumerate(self.y or (), 1)]

    def _is_image(self) -> bool:
        """Whether X is one image and q another, which a single label says. Raises InputError where nothing does."""
        X, q = self.X, self.q
        if len(X.shape) != 2 or X.shape != q.shape or len(X) == 1:
            return False
        if self.y is None:
            raise InputError(
                say("X and q are {shape} each: images, or rows?", shape="×".join(map(str, X.shape))),
                name="y",
                expected=say("y with one label for images, with one for each row for rows"),
            )
        return len(self.y) == 1

    def _misfit(self, sides: tuple[int, ...]) -> InputError:
        found, wanted = ("×".join(map(str, shape)) for shape in (self.q.shape, sides))
        if len(sides) == 2:
            return InputError(
                say("q is {found}, an image of X is {wanted}", found=found, wanted=wanted),
                name="q", expected=say("an image of {wanted}", wanted=wanted),
            )  # fmt: skip
        numbers, width = self.q.shape[-1], sides[0]
        column = width == 1 and len(self.q.shape) == 1
        return InputError(
            say("q has {numbers}, a sample has {width}", numbers=count(numbers, "number"), width=width),
            name="q",
            expected=say("{numbers} for each point", numbers=count(width, "number")),
            nearest=say("q=1:2:3, for several points of one number") if column else None,
        )

    def _check_metric(self) -> None:
        if (self.order is None) == (self.metric == "minkowski"):
            known = self.order is None
            raise InputError(
                say("metric=minkowski needs an order") if known else say("order belongs to metric=minkowski"),
                name="order",
                expected="order=3" if known else "metric=minkowski",
            )
        if self.order is not None and self.order.value is not None and sign(self.order - 1) < 0:
            raise InputError(say("order is below 1"), name="order", expected=say("1 or more"))
        if self.metric == "cosine":
            for name, points in (("X", self.samples), ("q", self.points)):
                for number, point in enumerate(points, 1):
                    if is_origin(point):
                        raise InputError(
                            say("row {number} of {name} is 0 throughout: it has no angle", number=number, name=name),
                            name=name, expected=say("a number other than 0 in each row, or metric=l2"),
                        )  # fmt: skip

    def _read_labels(self) -> None:
        """Classes in the order in which they appear, or values."""
        if self.y is None:
            if self.task == "regress":
                raise InputError(say("a mean needs y"), name="y", expected="y=10,20,60")
            return
        if len(self.y) != len(self.samples):
            labels, samples = count(len(self.y), "label"), count(len(self.samples), "sample")
            raise InputError(
                say("y has {labels}, X has {samples}", labels=labels, samples=samples),
                name="y", expected=say("one label for each sample"),
            )  # fmt: skip
        if self.task == "regress":
            assert len(self.values) == len(self.y)  # what is no number is refused here
            return
        texts = [cell.text for cell in self.y]
        self.by_size = Classes(texts)
        places = [self.by_size.place(text, "y") for text in texts]
        self.order_seen = list(dict.fromkeys(places))
        self.classes = [self.order_seen.index(place) for place in places]
        self.names = [self.by_size.values[place] for place in self.order_seen]
