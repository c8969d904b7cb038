"""The 2-2-2 network of the worked problems, solved and trained in this process, against PyTorch and SymPy."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from measure import Row, Work, compared

if TYPE_CHECKING:
    import torch

EXAMPLE = "backprop x=.05,.10 W1=.15,.20:.25,.30 b1=.35 W2=.40,.45:.50,.55 b2=.60 act=sigmoid t=.01,.99 lr=.5"


def rows() -> Iterator[Row]:
    peer, name = torch_steps(1), "PyTorch eager"
    yield compared("2-2-2 training step, everything recorded", recorded(), name, peer, "2.2", 50)
    yield compared("2-2-2 training step, 15 proven digits of every line", with_figures(), name, peer, "", 50)
    yield compared("2-2-2 training step, all step text", with_text(), name, peer, "", 20)
    yield compared("100 training steps, 15 proven digits", trained(100), name, torch_steps(100), "", 1)
    yield compared("2-2-2 gradients, all step text", with_text(), "SymPy: `diff` and `evalf`", sympy_gradients(), "", 5)
    yield compared("60 lines of a page, in colour", coloured(), "the same page as plain text", plain(), "1.5", 10)


def problem(words: str = EXAMPLE) -> Any:
    from nncalc.declaring import registry
    from nncalc.declaring.problem import read_problem

    kind = registry.load("backprop")
    return read_problem(kind, kind.read_tokens(words.split()[1:]))


def recorded() -> Work:
    from nncalc.page.solving import run_problem

    one = problem()
    return lambda: run_problem(one, lambda run: None)


def with_figures() -> Work:
    from nncalc.engine.events import Line
    from nncalc.engine.figures import Precision, figure
    from nncalc.page.solving import run_problem

    one, sharp = problem(), Precision(15)

    def figures(run: Any) -> list[Any]:
        named = [event.named for event in run.events if isinstance(event, Line)]
        return [figure(q, sharp) for x in named for q in (x.items or [x])]

    return lambda: run_problem(one, figures)


def with_text() -> Work:
    from nncalc import render
    from nncalc.page.derivation import Page
    from nncalc.page.solving import Settings, run_problem

    one, style = problem(), render.style("text", render.Options())
    return lambda: run_problem(one, lambda run: Page(one, run, Settings(), style).sections())


def trained(epochs: int) -> Work:
    from nncalc.engine.figures import Precision, figure
    from nncalc.page.solving import run_problem

    one, sharp = problem(f"{EXAMPLE} epochs={epochs}"), Precision(15)
    return lambda: run_problem(one, lambda run: figure(run.results["loss_new"], sharp))


def page() -> Any:
    from nncalc import render
    from nncalc.page.solving import Settings
    from nncalc.render.solution import make_document

    return make_document(problem(), Settings(), "text", render.Options())


def plain() -> Work:
    from nncalc import render

    document = page()
    return lambda: render.render(document, "text", render.Options(width=100))


def coloured() -> Work:
    from nncalc import render
    from nncalc.render.terminal import write

    document = page()
    return lambda: write(document, io.StringIO(), render.Options(width=100))


def torch_steps(number: int) -> Work:
    """Forward, loss, gradients and update in float64, one after the other."""
    import torch

    torch.set_num_threads(1)

    def tensor(*values: Any) -> torch.Tensor:
        return torch.tensor(*values, dtype=torch.float64)

    x, t = tensor([0.05, 0.10]), tensor([0.01, 0.99])

    def steps() -> list[torch.Tensor]:
        weights = [
            tensor([[0.15, 0.20], [0.25, 0.30]]), tensor(0.35), tensor([[0.40, 0.45], [0.50, 0.55]]), tensor(0.60),
        ]  # fmt: skip
        for _ in range(number):
            for w in weights:
                w.requires_grad_()
            hidden = torch.sigmoid(weights[0] @ x + weights[1])
            y = torch.sigmoid(weights[2] @ hidden + weights[3])
            (((y - t) ** 2).sum() / 2).backward()
            with torch.no_grad():
                weights = [w - 0.5 * w.grad for w in weights if w.grad is not None]
        return weights

    return steps


def sympy_gradients() -> Work:
    """The loss as one expression, differentiated with respect to the eight weights, to 15 digits."""
    import sympy

    names = sympy.symbols("w1:9")
    values = dict(
        zip(names, map(sympy.Rational, (".15", ".20", ".25", ".30", ".40", ".45", ".50", ".55")), strict=True)
    )
    x, targets = (sympy.Rational(".05"), sympy.Rational(".10")), (sympy.Rational(".01"), sympy.Rational(".99"))

    def unit(w: Any, inputs: Any, bias: str) -> Any:
        return 1 / (1 + sympy.exp(-(w[0] * inputs[0] + w[1] * inputs[1] + sympy.Rational(bias))))

    def gradients() -> list[Any]:
        hidden = [unit(names[i : i + 2], x, ".35") for i in (0, 2)]
        outputs = [unit(names[i : i + 2], hidden, ".60") for i in (4, 6)]
        loss = sum((y - t) ** 2 for y, t in zip(outputs, targets, strict=True)) / 2
        return [sympy.diff(loss, name).evalf(15, subs=values) for name in names]

    return gradients
