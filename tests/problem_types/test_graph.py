"""The graph command: names of nodes, the page of the backward pass, symbols, reruns; the chain rule against the engine."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import commandline
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncalc
from nncalc.declaring.problem import read_problem
from nncalc.engine import operations
from nncalc.engine.decide import is_formally_zero
from nncalc.engine.quantity import Quantity
from nncalc.engine.readings import gradient
from nncalc.engine.run import PLAIN, Policy, Run
from nncalc.errors import InputError
from nncalc.page.solving import exact_form, run_problem
from nncalc.problem_types.graph.problem import Graph
from nncalc.rules.chain_rule import gradient_through, local_derivative


def page(**lines: Any) -> str:
    text: str = nncalc.solve("graph", **lines).render()
    return text


def exact(policy: Policy = PLAIN, **lines: Any) -> dict[str, str | None]:
    def read(run: Run) -> dict[str, str | None]:
        return {name: exact_form(q) for name, q in run.results.items()}

    return run_problem(read_problem(Graph, lines), read, policy)


def test_the_page_of_the_first_example() -> None:
    lines = [line.strip() for line in page(f="(x+y)*z", x=-2, y=5, z=-4).splitlines()]
    start = lines.index("∂f/∂f  = 1")
    assert [" ".join(line.split()) for line in lines[start : start + 6]] == [
        "∂f/∂f = 1",
        "∂f/∂v1 = ∂f/∂f · z = 1·(-4) = -4",
        "∂v1/∂x = 1",
        "∂f/∂x = ∂f/∂v1 · ∂v1/∂x = (-4)·1 = -4",
        "∂v1/∂y = 1",
        "∂f/∂y = ∂f/∂v1 · ∂v1/∂y = (-4)·1 = -4",
    ]


def test_a_node_used_twice_has_a_sum() -> None:
    text = page(a="x*y", b="x+1", f="a*b", x=3, y=2)
    assert "∂f/∂x = ∂f/∂a · ∂a/∂x + ∂f/∂b · ∂b/∂x = 4·2 + 6·1 = 14" in " ".join(text.split())


def test_the_cost_of_both_modes() -> None:
    text = " ".join(page(f="(x+y)*z", x=-2, y=5, z=-4).split())
    assert "once per input: 3 (x, y, z)" in text
    assert "once per output: 1 (f)" in text
    assert "12 products in forward mode and 4 in reverse mode" in text
    assert "both need 1 pass" in page(f="x^2", x=3)


def test_new_names_keep_out_of_the_way_of_given_ones() -> None:
    assert "v1" in exact(f="(x+y)*z", x=1, y=2, z=3)
    found = exact(f="(v1+y)*z", v1=1, y=2, z=3)
    assert found["u1"] == "3"
    assert exact(f="(v1+u2)*s3*n4*node5", v1=1, u2=2, s3=3, n4=4, node5=5)["node_1"] == "3"


def test_results_are_every_node_and_every_gradient() -> None:
    names = ["x", "y", "z", "v1", "f", "d_f", "d_v1", "d_x", "d_y", "d_z"]
    assert list(exact(f="(x+y)*z", x=-2, y=5, z=-4)) == names


def test_exact_forms_have_no_factors_one_and_no_doubled_signs() -> None:
    found = exact(f="1/(1+exp(-(w*x+b)))", w=2, x=1, b=-1)
    assert found["d_w"] == "1/(1 + exp(-1))^2*exp(-1)"
    assert exact(q="x+y", f="q*z")["d_x"] == "z"
    assert exact(f="-(x-y)")["d_y"] == "1"


def test_order_of_the_lines_does_not_matter_for_values_of_inputs() -> None:
    assert exact(x=2, f="x*y", y=3) | {} == exact(f="x*y", x=2, y=3)


@pytest.mark.parametrize("lines", [{"f": "x*y", "x": "a", "y": "3"}, {"f": "a*3"}, {"f": "a*b", "b": 3, "a": "a"}])
def test_symbols_by_their_own_or_another_letter(lines: dict[str, Any]) -> None:
    assert exact(**lines)["f"] in ("a*3",)


def test_slips_of_the_chain_rule() -> None:
    lines: dict[str, Any] = {"c": "a+b", "d": "b+1", "E": "c*d", "a": 2, "b": 1}
    by_id = {slip.id: slip for rule in (gradient_through, local_derivative) for slip in rule.slips}
    one_path = exact(
        Policy(choice={gradient_through: by_id["first-path-only"].function}), c="b+2", d="b+1", E="c*d", b=1
    )
    assert one_path["d_b"] == "2"
    assert exact(**lines)["d_b"] == "5"
    neuron: dict[str, Any] = {"z": "w*x", "y": "sigmoid(z)", "w": 0, "x": 3}
    assert exact(**neuron)["d_w"] == "3/4"
    for slip, wrong in (("sigma-for-derivative", "3/2"), ("z-for-activation", "0"), ("factor-a-left-out", "3/2")):
        assert exact(Policy(choice={local_derivative: by_id[slip].function}), **neuron)["d_w"] == wrong


# -- the table of local derivatives against the slopes of the rows -----------------------------------------------------------


@pytest.mark.parametrize("name", sorted(operations.FUNCTIONS))
@given(data=st.data())
def test_local_derivatives_are_the_engines(name: str, data: st.DataObject) -> None:
    numbers = st.fractions(min_value=Fraction(1, 50), max_value=4, max_denominator=50)
    values = [data.draw(numbers) for _ in range(operations.FUNCTIONS[name].takes)]
    if name in ("asin", "arcsin", "acos", "arccos"):  # from −1 to 1
        values = [x / 5 for x in values]
    if name not in ("ln", "log", "log2", "log10", "log1p", "sqrt"):
        values = [x * data.draw(st.sampled_from([1, -1])) for x in values]
    given_ = {f"x{i}": str(x) for i, x in enumerate(values)}
    kinked, wrong = attempt(f"{name}({','.join(given_)})", given_)
    assert kinked or not wrong


def attempt(expression: str, given_: dict[str, str]) -> tuple[bool, list[str]]:
    """Whether it was refused as a kink (max(a, a), floor(2)), and what differs."""
    try:
        return False, differing(expression, given_)
    except InputError as refused:
        return "no derivative" in refused.message, [refused.message]


def differing(expression: str, given_: dict[str, str]) -> list[str]:
    """Names of the inputs whose gradient is not the engine's reverse pass, by formal identity."""
    problem = read_problem(Graph, {"f": f"2*{expression}^2", **given_})

    def read(run: Run) -> list[str]:
        inputs = [run.results[name] for name in given_]
        derivatives = gradient(run.results["f"], inputs)
        pairs = zip(given_, derivatives, [run.results[f"d_{name}"] for name in given_], strict=True)
        return [name for name, a, b in pairs if not same(a, b)]

    return run_problem(problem, read)


def same(a: Quantity, b: Quantity) -> bool:
    difference = a - b
    return bool(difference.value == 0) or is_formally_zero(difference)


def test_a_long_expression_is_no_trouble() -> None:
    source = random.Random(5)
    names = [f"x{i}" for i in range(400)]
    expression = "+".join(f"{name}*{source.randint(2, 9)}" for name in names)
    found = exact(f=expression, **dict.fromkeys(names, "1"))
    assert found["d_x7"] == expression.split("+")[7].partition("*")[2]


def test_formulas_that_share_their_parts_are_not_written_out() -> None:
    """Each line uses the one above it three times: written out, the gradient has 3³⁰ pieces."""
    lines = ["q0=x+y", *[f"q{i}=q{i - 1}*q{i - 1}+q{i - 1}" for i in range(1, 31)]]
    for options in ([], ["--steps", "none"], ["--format", "json"], ["--check", "d_x=1"]):
        done = commandline.nncalc(["graph", *lines, *options])
        assert done.code in (0, 1), done.err
        assert len(done.out) < 100_000


def test_a_local_derivative_is_written_out_where_its_name_would_be_a_quotient() -> None:
    lines = [f"q{i}=q{i - 1}*q{i - 1}+q{i - 1}" for i in range(1, 31)]
    assert "\nd_x=d_q0*y\n" in commandline.nncalc(["graph", "q0=x*y", *lines, "--steps", "none"]).out


@pytest.mark.parametrize("format_", ["text", "latex", "markdown", "json"])
def test_e_as_a_node_is_never_eulers_number(format_: str) -> None:
    """Also where its line comes last, and in what is written: exp(x) for e^x."""
    done = commandline.nncalc(["graph", "u=exp(e)", "e=a*b", "a=2", "b=3", "--format", format_])
    assert "e" in done.err
    assert "whose line comes later" in done.err
    page = commandline.nncalc(["graph", "e=a*b", "u=exp(e)*exp(1)", "a=0", "b=3", "--format", format_]).out
    assert "e^" not in page
    other = commandline.nncalc(["graph", "q=a*b", "u=exp(q)*exp(1)", "a=0", "b=3", "--format", format_]).out
    assert "e^" in other
    if format_ == "text":
        assert "e is a name of this graph, in every line: Euler's number is exp(1) here" in page
        assert "is a name of this graph" not in other


def test_e_in_an_answer_is_the_node_where_there_is_one() -> None:
    line = ["graph", "f=e*x", "e=e", "x=2"]
    assert "✓ d_x=e: right" in commandline.nncalc([*line, "--check", "d_x=e"]).out
    assert "✓ f=2*e: right" in commandline.nncalc(["graph", "f=e*x", "x=2", "--check", "f=2*e"]).out
    line = ["graph", "u=a+b", "e=u*a"]
    assert "✓ e=u*a: right" in commandline.nncalc([*line, "--check", "e=u*a"]).out
    assert "'e' is this figure itself" in commandline.nncalc([*line, "--check", "e=e"]).out
    assert commandline.nncalc(["graph", "e=e+1"]).code == 2
