"""What `knn` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Count
from nncalc.declaring.numeric import NUMBER, Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.rules.distances import METRIC_HELP, METRIC_WORDS, METRICS
from nncalc.rules.sample_labels.coding import Labels
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.reading.cells import Cell

POINTS = Numeric(2, 3, words="samples as rows 1,2:3,4, or images as matrices 1,2:3,4::5,6:7,8")
WANTED = Numeric(1, 2, 3, words="one point 1,2, points as rows 1,2:3,4, or images as matrices")


def _no_votes(problem: KnnDeclaration) -> str | None:
    if problem.y is None:
        return say("there is no y")
    return None if problem.task == "classify" else say("nothing is voted on under task=regress")


class KnnDeclaration(ProblemType):
    """The declarations of `knn`."""

    X: Tensor = given(POINTS, "samples, a row each; images, a matrix each", first=True)
    y: list[Cell] | None = given(
        Labels(), "class of each sample; its value under task=regress", second=True, default=None
    )
    q: Tensor = given(WANTED, "point whose neighbours are wanted, or a row for each of several; an image likewise")
    k: int = given(Count(1, 100_000), "how many neighbours", default=1)
    order: Quantity | None = given(NUMBER, "order p of metric=minkowski", default=None)
    metric: str = convention(*METRICS, help=METRIC_HELP)
    ties: str = convention(
        "nearest", "first", "smallest-label",
        help="of classes with as many votes: that of the nearest neighbour, the first in y, or the smallest label",
        idle=_no_votes,
    )  # fmt: skip
    weights: str = convention(
        "uniform", "distance", help="of a neighbour: 1, or 1 over its distance",
        idle=lambda p: say("there is no y") if p.y is None else None,
    )  # fmt: skip
    task: str = convention("classify", "regress", help="a vote of the neighbours' classes, or the mean of their values")

    aliases = {
        **dict.fromkeys(("samples", "data"), "X"), **dict.fromkeys(("labels", "t"), "y"),
        **dict.fromkeys(("query", "point"), "q"), **dict.fromkeys(("n_neighbors", "neighbors"), "k"),
        "p": "order", "distance": "metric",
    }  # fmt: skip
    sections = {"distance": "Distances", "near": "Neighbours", "votes": "Votes", "mean": "Mean of the neighbours"}
    words = {
        **METRIC_WORDS,
        "flat": "An image is flattened: its cells are the components.",
        "one image": "X and q are one image each: y has one label.",
        "letters": "Which distance is smaller cannot be told of letters.",
        "nearest": "Of {samples} the nearest is sample {which}.",
        "k nearest": "Of {samples} the {k} nearest are samples {which}.",
        "cut": "Samples {inside} and {outside} are equally far: the lower number is the neighbour.",
        "zero": "Samples {which} lie on the point itself: 1 over 0 is no weight, so they alone count.",
        "one zero": "Sample {which} lies on the point itself: 1 over 0 is no weight, so it alone counts.",
        "tie nearest": "Classes {classes} have as many votes: the nearest neighbour among them, sample {sample}, decides.",
        "tie first": "Classes {classes} have as many votes: the first of them in y counts.",
        "tie smallest-label": "Classes {classes} have as many votes: the smallest label counts.",
        "label": "The class is {label}.",
    }
    results = {
        "distances": "distances of the samples, in their order; of several points a row each",
        "difference": "difference of each image's cells, absolute where the metric takes it so",
        "neighbours": "numbers of the k nearest samples, the nearest first",
        "weights_of_neighbours": "weights of the neighbours, in the same order, under weights=distance",
        "votes": "votes of each class, in the order in which y names them",
        "shares": "their shares of all votes",
        "label": "class of the point, under task=regress its value; of several points one each",
        "table": "a row a sample: sample, distance, rank, class; table.3.rank (of several points q too)",
    }
    symbols = {"distances": "d", "weights_of_neighbours": "w"}
    examples = (
        "knn X=1,2:3,4:5,1 y=a,b,b q=2,2 k=1",
        "knn X=1,1,1:1,0,0:0,1,1 y=F,T,F q=0,1,1 k=3 metric=hamming",
        "knn X=1:2:4 y=10,20,60 q=3 k=2 task=regress",
        "knn X=56,32:90,23::1,2:3,4 q=10,20:24,26 metric=l1",
    )
