"""Documents made by hand for the tests of the renderers: the 2-2-2 network of the design, in any style."""

from __future__ import annotations

import math
from typing import Any

from nncalc.page.document import Answer, Check, Document, Drawing, Fold, Line, Section, Table, Words

ENCODINGS = ("utf-8", "ascii", "gbk", "cp1252", "latin-1", "gb18030", "cp932", "big5", "cp437")
INPUTS = {
    "x": ["0.05", "0.10"],
    "t": ["0.01", "0.99"],
    "W1": [["0.15", "0.20"], ["0.25", "0.30"]],
    "W2": [["0.40", "0.45"], ["0.50", "0.55"]],
    "b1": "0.35",
    "b2": "0.60",
    "lr": "0.5",
}


def shown(value: float) -> str:
    """Four places; four significant digits below 0.1."""
    if value == 0 or abs(value) >= 0.1:
        return f"{value:.4f}"
    return f"{value:.{3 - math.floor(math.log10(abs(value)))}f}"


class Backprop:
    """Figures and lines of one training step of the 2-2-2 network."""

    def __init__(self, style: Any) -> None:
        self.style = style
        self.text: dict[str, str] = {"b1": "0.35", "b2": "0.60", "lr": "0.5"}
        self.value: dict[str, float] = {}
        for name in ("x", "t"):
            self.text |= {f"{name}.{i + 1}": text for i, text in enumerate(INPUTS[name])}
        for name in ("W1", "W2"):
            for i, row in enumerate(INPUTS[name]):
                self.text |= {f"{name}.{i + 1}.{j + 1}": text for j, text in enumerate(row)}
        self.value = {name: float(text) for name, text in self.text.items()}

    def put(self, name: str, value: float) -> None:
        self.value[name], self.text[name] = value, shown(value)

    def operand(self, name: str, numbers: bool, first: bool = False) -> str:
        if not numbers:
            return self.style.name(name)
        text = self.style.number(self.text[name])
        return self.style.group(text) if text.startswith("-") and not first else text

    def line(self, name: str, formula: Any, value: float, level: int = 1) -> Line:
        self.put(name, value)
        s = self.style
        return Line(
            name,
            (s.name(name), formula(False), formula(True), s.number(self.text[name])),
            exact=False,
            level=level,
        )

    def formula(self, name: str, formula: str) -> Line:
        return Line(name, (self.style.name(name), formula))


def backprop(style: Any, title: str = "Backpropagation, 2-2-2 network, one step") -> Document:
    run = Backprop(style)
    forward = []
    for layer, source in ((1, "x"), (2, "a1")):
        forward += affine(run, layer, source)
    return Document(
        title,
        (
            "biases=frozen: b1 and b2 are not trained",
            "figures are rounded half-up to 4 places (below 0.1: 4 significant digits); the work is exact",
        ),
        (
            Section("Forward pass", tuple(forward)),
            Section("Loss", (loss(run),)),
            Section("Output layer", tuple(output_delta(run))),
            Section("Hidden layer", tuple(hidden_delta(run))),
            Section("Gradients", (*gradients(run, 2, "a1"), *gradients(run, 1, "x"))),
            Section("Updates", (*updates(run, 2), *updates(run, 1))),
        ),
        tuple(
            Answer(name, ":".join(",".join(run.text[f"{name}.{i}.{j}"] for j in (1, 2)) for i in (1, 2)))
            for name in ("W1_new", "W2_new")
        ),
        (
            Check(
                "W1_new.1.1",
                ".149818",
                "wrong",
                ("wrong, the right value is 0.149781", "It is what the updated W2 in delta1 gives."),
            ),
            Check("loss", ".2984", "right", ("right",)),
        ),
    )


def affine(run: Backprop, layer: int, source: str) -> list[Line]:
    s, n = run.style, layer
    out = "y" if n == 2 else "a1"
    lines = [run.formula(f"z{n}", s.infix("+", [s.infix("·", [s.name(f"W{n}"), s.name(source)]), s.name(f"b{n}")]))]
    for i in (1, 2):

        def formula(numbers: bool, i: int = i) -> str:
            o = run.operand
            products = [s.infix("·", [o(f"W{n}.{i}.{j}", numbers), o(f"{source}.{j}", numbers)]) for j in (1, 2)]
            return s.infix("+", [*products, o(f"b{n}", numbers)])

        v = run.value
        value = sum(v[f"W{n}.{i}.{j}"] * v[f"{source}.{j}"] for j in (1, 2)) + v[f"b{n}"]
        lines.append(run.line(f"z{n}.{i}", formula, value))
    lines.append(run.formula(out, s.call("σ", [s.name(f"z{n}")])))
    for i in (1, 2):
        value = 1 / (1 + math.exp(-run.value[f"z{n}.{i}"]))
        lines.append(run.line(f"{out}.{i}", lambda k, i=i: s.call("σ", [run.operand(f"z{n}.{i}", k)]), value))
    return lines


def loss(run: Backprop) -> Line:
    s, o, v = run.style, run.operand, run.value

    def square(i: int, k: bool) -> str:
        return s.power(s.group(s.infix("−", [o(f"y.{i}", k), o(f"t.{i}", k)])), "2")

    def formula(k: bool) -> str:
        half = s.fraction(s.number("1"), s.number("2"))
        return s.infix("·", [half, s.group(s.infix("+", [square(1, k), square(2, k)]))])

    return run.line("loss", formula, sum((v[f"y.{i}"] - v[f"t.{i}"]) ** 2 for i in (1, 2)) / 2, 0)


def derivative(run: Backprop, name: str, k: bool) -> list[str]:
    s = run.style
    a = run.operand(name, k)
    return [a, s.group(s.infix("−", [s.number("1"), a]))]


def output_delta(run: Backprop) -> list[Line]:
    s, o, v = run.style, run.operand, run.value
    one_minus = s.group(s.infix("−", [s.number("1"), s.name("y")]))
    error = s.group(s.infix("−", [s.name("y"), s.name("t")]))
    lines = [run.formula("delta2", s.infix("⊙", [error, s.name("y"), one_minus]))]
    for i in (1, 2):

        def formula(k: bool, i: int = i) -> str:
            error = s.group(s.infix("−", [o(f"y.{i}", k), o(f"t.{i}", k)]))
            return s.infix("·", [error, *derivative(run, f"y.{i}", k)])

        y = v[f"y.{i}"]
        lines.append(run.line(f"delta2.{i}", formula, (y - v[f"t.{i}"]) * y * (1 - y)))
    return lines


def hidden_delta(run: Backprop) -> list[Line]:
    s, o, v = run.style, run.operand, run.value
    one_minus = s.group(s.infix("−", [s.number("1"), s.name("a1")]))
    back = s.infix("·", [s.transpose(s.name("W2")), s.name("delta2")])
    lines = [run.formula("delta1", s.infix("⊙", [back, s.name("a1"), one_minus]))]
    for i in (1, 2):

        def formula(k: bool, i: int = i) -> str:
            terms = [s.infix("·", [o(f"W2.{j}.{i}", k), o(f"delta2.{j}", k)]) for j in (1, 2)]
            return s.infix("·", [s.group(s.infix("+", terms)), *derivative(run, f"a1.{i}", k)])

        a = v[f"a1.{i}"]
        value = sum(v[f"W2.{j}.{i}"] * v[f"delta2.{j}"] for j in (1, 2)) * a * (1 - a)
        lines.append(run.line(f"delta1.{i}", formula, value))
    return lines


def gradients(run: Backprop, n: int, source: str) -> list[Line]:
    s, o, v = run.style, run.operand, run.value
    product = s.infix("·", [s.name(f"delta{n}"), s.transpose(s.name(source))])
    lines = [run.formula(f"dW{n}", product)]
    for i in (1, 2):
        for j in (1, 2):
            d, a = f"delta{n}.{i}", f"{source}.{j}"
            lines.append(
                run.line(
                    f"dW{n}.{i}.{j}",
                    lambda k, d=d, a=a: s.infix("·", [o(d, k, True), o(a, k)]),
                    v[d] * v[a],
                )
            )
    return lines


def updates(run: Backprop, n: int) -> list[Line]:
    s, o, v = run.style, run.operand, run.value
    step = s.infix("·", [s.name("lr"), s.name(f"dW{n}")])
    lines = [run.formula(f"W{n}_new", s.infix("−", [s.name(f"W{n}"), step]))]
    for i in (1, 2):
        for j in (1, 2):
            w, g = f"W{n}.{i}.{j}", f"dW{n}.{i}.{j}"
            lines.append(
                run.line(
                    f"W{n}_new.{i}.{j}",
                    lambda k, w=w, g=g: s.infix("−", [o(w, k), s.infix("·", [o("lr", k), o(g, k)])]),
                    v[w] - 0.5 * v[g],
                )
            )
    return lines


def perceptron(style: Any) -> Document:
    """A table with words, numbers and a fold, a sentence, and a Chinese heading."""
    headers = ("epoch", "sample", style.name("net"), "预测输出", "error", style.name("w"), style.name("b"))
    rows = [
        ("1", "1", "0", "+1", "2", style.vector(["3", "3"]), "1"),
        ("1", "2", "22", "+1", "0", style.vector(["3", "3"]), "1"),
        ("1", "3", "7", "+1", "-2", style.vector(["2", "2"]), "0"),
        ("100", "3", "-0.5", "-1", "-0.25", style.vector(["1", "1"]), "-3"),
    ]
    table = Table(headers, tuple(rows), frozenset((0, 1, 3, 4)), hidden_after=3, hidden=84, hint="--all shows them")
    sections = (
        Section("训练过程 (training)", (Words("权重在每个错误的样本之后更新。" * 4), table)),
        Section("Then", (Fold(84, "--all shows them"), Words("The separating line is w·x + b = 0."))),
    )
    return Document("感知机 Rosenblatt", (), sections, (Answer("w", "1,1"), Answer("b", "-3")))


HOSTILE = "[red]x[/red] \x1b[31m\x07 \u202e $\\\\ | _ ` < & ~ ^ % { } é 中 \n\r\t -- \udc80 \u200b \x9b31m"


def hostile(style: Any) -> Document:
    """Text that would act on a terminal, in Markdown or in LaTeX, everywhere text from users can stand."""
    words = frozenset((0, 1))
    blocks = (
        Words(HOSTILE),
        Line("x", (style.symbol(HOSTILE), style.symbol(HOSTILE), style.number("1.5")), exact=False),
        Table((HOSTILE, "b"), ((HOSTILE, "1"), ("-2", "3")), words, 1, 5, HOSTILE),
        Fold(3, HOSTILE),
        Drawing((HOSTILE,)),
    )
    check = Check(HOSTILE, HOSTILE, "wrong", (HOSTILE, HOSTILE))
    section = Section(HOSTILE, blocks)
    return Document(HOSTILE, (HOSTILE,), (section,), (Answer(HOSTILE, HOSTILE),), (check,))
