"""Graphs of vectors and matrices: nodes and shapes on the page, Jacobians, letters, what is folded; graphs of numbers stay."""

from __future__ import annotations

from typing import Any

import commandline
import pytest

import nncalc
from nncalc.declaring.problem import read_problem
from nncalc.page.solving import exact_form, run_problem
from nncalc.problem_types.graph.problem import Graph


def lines(**given: Any) -> list[str]:
    text: str = nncalc.solve("graph", **given).render()
    return [" ".join(line.split()) for line in text.splitlines()]


def exact(name: str, **given: Any) -> list[str | None]:
    problem = read_problem(Graph, given)
    return run_problem(problem, lambda run: [exact_form(q) for q in run.results[name].items])


LAYER: dict[str, Any] = {"z": "W@x", "a": "sigmoid(z)", "L": "c@a", "W": "1,2:3,4", "x": "1,-1", "c": "1,2"}


def test_the_row_times_the_jacobian_with_numbers() -> None:
    page = lines(**LAYER)
    start = page.index("∂a/∂z is diagonal, 2×2: each number depends on its own counterpart alone.")
    assert page[start + 1 : start + 6] == [
        "∂a₁/∂z₁ = a₁·(1 − a₁) = 0.2689·(1 − 0.2689) ≈ 0.1966",
        "∂a₂/∂z₂ = a₂·(1 − a₂) = 0.2689·(1 − 0.2689) ≈ 0.1966",
        "∂L/∂z = ∂L/∂a · ∂a/∂z",
        "∂L/∂z₁ = ∂L/∂a₁ · ∂a₁/∂z₁ = 1·0.1966 ≈ 0.1966",
        "∂L/∂z₂ = ∂L/∂a₂ · ∂a₂/∂z₂ = 2·0.1966 ≈ 0.3932",
    ]
    assert "∂L/∂W = (∂L/∂z)ᵀ·xᵀ" in page
    assert "∂L/∂x = ∂L/∂z · W" in page
    assert "∂z/∂x is W itself, 2×2: a row of 2 times it is a row of 2." in page


def test_shapes_are_said() -> None:
    page = lines(**LAYER)
    assert "Every operation is a node of its own, with its shape: z (2), a (2), L (one number)." in page


def test_the_softmax_has_a_full_jacobian() -> None:
    page = lines(p="softmax(z)", v="p*2", L="sum(v)", z="0,0")
    assert "∂p₁/∂z₂ = −p₁·p₂ = -0.5·0.5 = -0.25" in page
    assert "∂L/∂z₁ = ∂L/∂p₁ · ∂p₁/∂z₁ + ∂L/∂p₂ · ∂p₂/∂z₁ = 2·0.25 + 2·(-0.25) = 0" in page


def test_gradients_of_letters_have_no_factors_one() -> None:
    assert exact("d_W", y="W@x", L="sum(y)", W="a,b:c,d", x="u,v") == ["u", "v", "u", "v"]
    assert exact("d_x", y="W@x", L="y.1", W="a,b:c,d", x="u,v") == ["a", "b"]


def test_names_of_results() -> None:
    checks = ["--check", "d_W.1.2=-0.1966", "--check", "dL/dW.2.1=0.3932", "--check", "d_z=.1966,.3932"]
    done = commandline.nncalc(["graph", *[f"{name}={value}" for name, value in LAYER.items()], *checks])
    assert done.code == 0, done.out
    assert done.out.count(": right") == 3


@pytest.mark.parametrize("format_", ["text", "latex", "markdown", "json", "yaml"])
def test_formats(format_: str) -> None:
    done = commandline.nncalc(["graph", *[f"{name}={value}" for name, value in LAYER.items()], "--format", format_])
    assert done.code == 0, done.err
    if format_ == "latex":
        assert r"\frac{\partial a_{1}}{\partial z_{1}} &= a_{1} \cdot (1 - a_{1})" in done.out


def test_a_wide_softmax_is_folded() -> None:
    done = commandline.nncalc(["graph", "p=softmax(z)", "L=p.1", f"z={','.join(map(str, range(40)))}"])
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) < 120


def test_where_a_product_may_be_either_of_two_it_is_asked_for() -> None:
    done = commandline.nncalc(["graph", "z=w*x+b", "w=1,2", "x=3,4", "b=1"])
    assert done.code == 2
    assert "w@x for the dot product, hadamard(w,x) for each number" in done.err


@pytest.mark.parametrize("sign", ["W@x", "W*x", "(x@W.T)", "x@transpose(W)", "x@W^T", "x@Wᵀ"])
def test_spellings_of_a_product(sign: str) -> None:
    assert exact("y", y=sign, L="sum(y)", W="1,2:3,4", x="5,6") == ["17", "39"]


def test_a_line_called_t_is_no_transpose() -> None:
    done = commandline.nncalc(["graph", "y=x^T", "L=sum(y)", "x=2,3", "T=2"])
    assert "\nL=13\n" in done.out


def test_vectors_from_files(tmp_path: Any) -> None:
    (tmp_path / "W.csv").write_text("1,2\n3,4\n")
    done = commandline.nncalc(["graph", "y=W@x", "L=sum(y)", f"W=@{tmp_path}/W.csv", "x=1,1"])
    assert "\nL=10\n" in done.out


def test_a_graph_of_numbers_loads_nothing_of_this() -> None:
    assert not read_problem(Graph, {"f": "max(x,y)*2.5", "x": "1.5", "y": 2}).tensor_nodes  # type: ignore[attr-defined]


def test_a_product_of_vectors_whose_sum_is_taken_needs_no_question() -> None:
    assert exact("d_a", f="sum(a*b)", a="1,2", b="3,4") == ["3", "4"]
    assert commandline.nncalc(["graph", "f=a*b+sum", "sum=1", "a=1,2", "b=3,4"]).code == 2
