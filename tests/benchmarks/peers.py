"""Shapes against torchinfo, metrics of ten million labels against scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from measure import Row, Work, compared

ALEXNET = (
    "3x227x227 conv:96,k=11,s=4 relu pool:max,k=3,s=2 conv:256,k=5,p=2 relu pool:max,k=3,s=2 conv:384,k=3,p=1 relu "
    "conv:384,k=3,p=1 relu conv:256,k=3,p=1 relu pool:max,k=3,s=2 flatten fc:4096 relu fc:4096 relu fc:1000"
)


def rows() -> Iterator[Row]:
    yield compared("AlexNet, all shapes and parameters", shapes(), "torchinfo: `summary`", summary(), "", 3)
    ours, theirs = metrics()
    peer = "scikit-learn: `classification_report`"
    yield compared("metrics of 10⁷ labels in memory, exact", ours, peer, theirs, "0.01", rounds=3)


def shapes() -> Work:
    from nncalc.declaring import registry
    from nncalc.declaring.problem import read_problem
    from nncalc.page.solving import run_problem

    kind = registry.load("convshape")
    one = read_problem(kind, kind.read_tokens(ALEXNET.split()))
    return lambda: run_problem(one, lambda run: dict(run.results))


def summary() -> Work:
    import torch
    from torch import nn
    from torchinfo import summary

    widths = ((3, 96, 11, 4, 0, True), (96, 256, 5, 1, 2, True), (256, 384, 3, 1, 1, False), (384, 384, 3, 1, 1, False),
              (384, 256, 3, 1, 1, True))  # fmt: skip
    layers: list[Any] = []
    for channels, kernels, size, stride, padding, pooled in widths:
        layers += [nn.Conv2d(channels, kernels, size, stride, padding), nn.ReLU()]
        layers += [nn.MaxPool2d(3, 2)] if pooled else []
    layers += [nn.Flatten(), nn.Linear(9216, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)]
    torch.set_num_threads(1)
    network = nn.Sequential(*layers)
    return lambda: summary(network, (1, 3, 227, 227), verbose=0)


def metrics() -> tuple[Work, Work]:
    import numpy
    from sklearn.metrics import classification_report

    import nncalc

    source = numpy.random.default_rng(0)
    truth = source.integers(0, 3, 10**7)
    predicted = numpy.where(source.random(10**7) < 0.9, truth, source.integers(0, 3, 10**7))
    return (
        lambda: nncalc.solve("metrics", y=truth, yhat=predicted).results["accuracy"],
        lambda: classification_report(truth, predicted),
    )
