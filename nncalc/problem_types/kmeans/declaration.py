"""What `kmeans` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Choice, Count
from nncalc.declaring.numeric import Numeric
from nncalc.declaring.problem import ProblemType
from nncalc.engine.tensor import Tensor
from nncalc.rules.distances import METRIC_WORDS

METRICS = ("l2", "l1", "l2-squared", "chebyshev", "cosine")
POINTS = Numeric(2, words="points as rows 1,2:3,4; of one number as a column 1:2:5")


class KmeansDeclaration(ProblemType):
    """The declarations of `kmeans`."""

    X: Tensor = given(POINTS, "samples, a row each", first=True)
    C: Tensor | None = given(POINTS, "centres to start from, a row each", second=True, default=None)
    k: int | None = given(Count(1, 1000), "how many clusters, from the first k samples, in place of C", default=None)
    rounds: int = given(Count(1, 1000), "at most so many rounds", default=100)
    plot: str = given(Choice(("no", "yes")), "draw samples, centres and their way, for two features", default="no")
    metric: str = convention(
        *METRICS,
        help="root of the squared differences' sum, sum of the absolute ones, the sum of squares itself, the largest "
        "difference, or 1 − cosine",
    )
    update: str = convention(
        "batch", "online",
        help="centres move after a round, each to the mean of its samples; or after each sample, to the mean of the "
        "start and of all samples that the centre has had",
    )  # fmt: skip
    empty: str = convention("error", "keep", help="a centre without samples is an error, or stays where it is")

    aliases = {
        **dict.fromkeys(("samples", "data", "points"), "X"), **dict.fromkeys(("centers", "centres", "centroids", "init"), "C"),
        **dict.fromkeys(("n_clusters", "clusters", "K"), "k"), **dict.fromkeys(("max_iter", "iterations"), "rounds"),
        "distance": "metric",
    }  # fmt: skip
    sections = {
        "start": "Start",
        "distance": "Distances and clusters",
        "centres": "New centres",
        "end": "Result",
        "plot": "Drawing",
    }
    words = {
        **{metric: METRIC_WORDS[metric] for metric in METRICS},
        "first": "The first {k} are the centres to start from.",
        "online": "Each sample moves its centre at once: the distances of the next one are to the moved centre.",
        "equal": "Sample {sample} is equally far from centres {centres}: it goes to the lower number.",
        "letters": "Which distance is smaller cannot be told of letters.",
        "empty": "Centre {centre} has no sample and stays where it is.",
        "same centres": "Round {round} changes no centre: the clusters are final.",
        "same clusters": "Round {round} changes no cluster: the clusters are final.",
        "limit": "Stopped after {rounds}: the last one still changed something.",
        "legend": "{legend}; 1, 2 … centres at the end, ' where they were before; . border.",
        "several": "several in one place",
        "undrawn": "There is no drawing: some numbers are larger than 1e100.",
    }
    drawings = {"clusters": ""}
    undrawn = "samples of one feature or two, all of them numbers"
    results = {
        "round.{N}.D": "distances in round N, a row a sample, a column a centre",
        "round.{N}.assignments": "cluster of each sample in round N, by the centres before it",
        "round.{N}.C": "centres after round N, a row each",
        "round.{N}.table": "a row a sample: round.1.table.2.cluster, .d and, under update=online, .c",
        "D": "distances in the last round",
        "assignments": "cluster of each sample, from 1",
        "C": "centres at the end, a row each",
        "rounds": "rounds that were made, the one that changes nothing too",
        "squares": "squared l2 distance of each sample to its centre at the end",
        "inertia": "sum of the squared l2 distances of all samples to their centres",
        "table": "the table of the last round",
    }
    examples = (
        "kmeans X=1,1:2,1:4,3:5,4 C=1,1:2,1",
        "kmeans X=1:2:9:10:25 k=2",
        "kmeans X=1,1:2,1:4,3:5,4 C=1,1:2,1 metric=l1 rounds=1",
    )
