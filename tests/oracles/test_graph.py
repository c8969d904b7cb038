"""Graphs of random expressions over every operation, and of random layers, against PyTorch's autograd; mpmath at 60
digits decides disputes."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from itertools import islice
from typing import Any

import mpmath
import pytest
import torch
from sixty_digits import wide

from nncalc.declaring.problem import read_problem
from nncalc.declaring.result_names import quantities_in
from nncalc.engine.operations import FUNCTIONS, OFFERED
from nncalc.engine.quantity import TABLE, Operation
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy, Run
from nncalc.errors import InputError, InputErrors, Undecided
from nncalc.page.solving import run_problem
from nncalc.problem_types.graph.problem import Graph
from nncalc.rules import chain_rule
from nncalc.rules.tensor_graph import jacobians
from oracles.faults import is_seen, name_of, slips_in
from oracles.mpmath_tape import OPERATIONS
from oracles.random_layers import graphs

COMPARED = {"PyTorch": 2000, "PyTorch, vectors and matrices": 2000}
NAMES = ("a", "b", "c")
Tree = tuple[Any, ...]


def taking(count: int) -> list[str]:
    """The functions that may be typed with so many operands."""
    return [
        name
        for name in OFFERED
        if FUNCTIONS[name].takes - len(FUNCTIONS[name].defaults) <= count <= FUNCTIONS[name].takes
    ]


SIGNS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power"}
"""Signs that are typed, and their rows."""
UNARY, BINARY = taking(1), [*SIGNS, *taking(2)]
ROW_OF = {**{name: FUNCTIONS[name].name for name in OFFERED}, **SIGNS, "negate": "negate"}


def random_tree(source: random.Random, depth: int) -> Tree:
    """A tree of (operation, *operands); leaves are ("name", …) and ("number", …)."""
    if depth == 0 or source.random() < 0.1:
        if source.random() < 0.75:
            return ("name", source.choice(NAMES))
        return ("number", f"{source.randint(1, 300) / 100}")
    kind = source.random()
    if kind < 0.4:
        return (source.choice(UNARY), random_tree(source, depth - 1))
    if kind < 0.45:
        return ("negate", random_tree(source, depth - 1))
    if kind < 0.55:
        return ("^", random_tree(source, depth - 1), ("number", source.choice(["2", "3", "-1", "-2", "1/2", "0.3"])))
    return (source.choice(BINARY), random_tree(source, depth - 1), random_tree(source, depth - 1))


def text(tree: Tree) -> str:
    """The expression as a user types it."""
    kind, *rest = tree
    if kind in ("name", "number"):
        return f"({rest[0]})" if "/" in rest[0] or rest[0].startswith("-") else str(rest[0])
    parts = [text(part) for part in rest]
    if kind == "negate":
        return f"(-{parts[0]})"
    if kind in ("+", "-", "*", "/", "^"):
        return f"({parts[0]}{kind}{parts[1]})"
    return f"{kind}({','.join(parts)})"


def value(tree: Tree, leaves: Callable[[str, str], Any], functions: dict[str, Callable[..., Any]]) -> Any:
    """The tree worked out in some arithmetic."""
    kind, *rest = tree
    if kind in ("name", "number"):
        return leaves(kind, rest[0])
    return functions[kind](*[value(part, leaves, functions) for part in rest])


_F = torch.nn.functional
ALSO_IN_TORCH: dict[str, Callable[..., Any]] = {
    "+": torch.add, "-": torch.sub, "*": torch.mul, "/": torch.div, "negate": torch.neg, "^": torch.pow, "ln": torch.log,
    "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)), "hard_sigmoid": _F.hardsigmoid,
    "step": lambda x: (x >= 0).double(), "max": torch.maximum, "min": torch.minimum,
    "leaky_relu": lambda x, k=0.01: torch.where(x > 0, x, k * x),
    "elu": lambda x, k=1.0: torch.where(x > 0, x, k * torch.expm1(torch.where(x > 0, 0.0, x))),
}  # fmt: skip
"""What PyTorch has under another name, or with other operands; the rest it has under ours."""


def in_torch(name: str) -> Callable[..., Any] | None:
    found: Callable[..., Any] | None = ALSO_IN_TORCH.get(name) or getattr(torch, name, None) or getattr(_F, name, None)
    return found


TORCH = {name: function for name in ROW_OF if (function := in_torch(name))}


def by_definition(name: str) -> Callable[..., Any]:
    """An operation in mpmath, as the mirror of the operation table has it; operands may be left out."""
    row = TABLE[ROW_OF[name]]

    def apply(*values: Any) -> Any:
        left_out = row.defaults[len(values) + len(row.defaults) - row.takes :] if row.defaults else ()
        return OPERATIONS[row.name](*values, *[Fraction(*default) for default in left_out])

    return apply


MPMATH = {name: by_definition(name) for name in ROW_OF}


def by_torch(tree: Tree, given: dict[str, str]) -> list[float]:
    """The value and the three gradients, nan where PyTorch has none."""
    inputs = {name: torch.tensor(float(v), dtype=torch.float64, requires_grad=True) for name, v in given.items()}

    def leaf(kind: str, what: str) -> Any:
        top, _, bottom = what.partition("/")
        return inputs[what] if kind == "name" else torch.tensor(float(top) / float(bottom or 1), dtype=torch.float64)

    f = value(tree, leaf, TORCH)
    if f.requires_grad:
        f.backward()
    return [float(f.detach()), *[0.0 if x.grad is None else float(x.grad) for x in inputs.values()]]


def by_mpmath(tree: Tree, given: dict[str, str]) -> list[float]:
    """The same with numerical derivatives at 60 digits."""
    with mpmath.workdps(60):

        def at(*point: Any) -> Any:
            where = dict(zip(given, point, strict=True))

            def leaf(kind: str, what: str) -> Any:
                top, _, bottom = what.partition("/")
                return where[what] if kind == "name" else mpmath.mpf(top) / mpmath.mpf(bottom or 1)

            return value(tree, leaf, MPMATH)

        point = [mpmath.mpf(v) for v in given.values()]
        derivatives = []
        for i in range(len(point)):
            step = mpmath.mpf(10) ** -20
            up = at(*[p + step if i == j else p for j, p in enumerate(point)])
            down = at(*[p - step if i == j else p for j, p in enumerate(point)])
            derivatives.append((wide(up) - wide(down)) / (2 * step))
        return [float(mpmath.re(wide(x))) for x in [at(*point), *derivatives]]


def judged(tree: Tree, given: dict[str, str]) -> list[float]:
    """By PyTorch; by mpmath where PyTorch lacks an operation, nan where that is undefined."""
    if set(operations(tree)) <= set(TORCH):
        return by_torch(tree, given)
    try:
        return by_mpmath(tree, given)
    except (ArithmeticError, ValueError, TypeError):
        return [math.nan]


def by_nncalc(tree: Tree, given: dict[str, str], policy: Policy = PLAIN) -> list[float]:
    problem = read_problem(Graph, {**given, "f": text(tree)})
    names = ["f", *[f"d_{name}" for name in given]]
    return run_problem(problem, lambda run: [float(run.results[name].value) for name in names], policy)


def close(x: float, y: float) -> bool:
    return abs(x - y) <= 1e-9 * max(1.0, abs(x), abs(y))


def cases() -> Iterator[tuple[Tree, dict[str, str], list[float]]]:
    """Expressions with a, b and c in them whose value PyTorch holds to be finite and of moderate size."""
    source = random.Random(20260)
    while True:
        tree = random_tree(source, source.randint(1, 4))
        if not names_in(tree):
            continue
        given = {name: f"{source.randint(-3000, 3000) / 1000}" for name in NAMES}
        right = judged(tree, given)
        if all(abs(x) < 1e6 for x in right):
            yield tree, given, right


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    numbers = ({**given, "f": text(tree)} for tree, given, _ in cases())
    return (one for both in zip(numbers, (lines for lines, _ in graphs()), strict=False) for one in both)


def check(tree: Tree, given: dict[str, str], right: list[float], policy: Policy = PLAIN) -> bool:
    """Compares value and gradients; False where nncalc refuses: at a kink, or where PyTorch lets a part become inf."""
    try:
        found = by_nncalc(tree, given, policy)
    except (InputError, InputErrors, Undecided):
        return False
    assert all(map(close, found, right)) or all(map(close, found, by_mpmath(tree, given))), (text(tree), given)
    return True


def test_values_and_gradients_are_those_of_pytorch() -> None:
    refused, compared, seen = 0, 0, set()
    drawn = cases()
    while compared < COMPARED["PyTorch"]:
        tree, given, right = next(drawn)
        if check(tree, given, right):
            compared += 1
            seen |= set(operations(tree))
        else:
            refused += 1
    assert refused < compared / 4
    assert seen >= {*UNARY, *BINARY, "negate"}


# -- vectors and matrices --------------------------------------------------------------------------------------------


def check_vectors(lines: dict[str, Any], right: dict[str, torch.Tensor], policy: Policy = PLAIN) -> bool:
    """Compares output and gradients; False where nncalc refuses a kink."""
    problem = read_problem(Graph, lines)

    def read(run: Run) -> dict[str, list[float]]:
        return {name: [float(q.value) for q in quantities_in(run.results[name])] for name in right}

    try:
        found = run_problem(problem, read, policy)
    except InputError as error:
        why = error.message
    else:
        for name, numbers in right.items():
            assert found[name] == pytest.approx(numbers.flatten().tolist(), rel=1e-9, abs=1e-9), (name, lines)
        return True
    assert "no derivative" in why, lines
    return False


def test_gradients_of_vectors_and_matrices_are_those_of_pytorch() -> None:
    compared, seen = 0, set()
    for lines, right in graphs():
        if check_vectors(lines, right):
            compared += 1
            problem = read_problem(Graph, lines)
            seen |= {getattr(node.kind, "name", node.kind) for node in problem.tensor_nodes}
        if compared == COMPARED["PyTorch, vectors and matrices"]:
            break
    assert seen >= {"@", "transpose", "softmax", "sum", "mean", "norm", "copy", "multiply", "divide", "relu", "power"}


@pytest.mark.parametrize("slip", slips_in(jacobians), ids=name_of)
def test_a_planted_fault_with_vectors_is_caught(slip: Slip) -> None:
    assert is_seen(slip, (partial(check_vectors, *case) for case in islice(graphs(), 400)))


def names_in(tree: Tree) -> set[str]:
    if tree[0] in ("name", "number"):
        return {tree[1]} if tree[0] == "name" else set()
    return set().union(*map(names_in, tree[1:]))


def operations(tree: Tree) -> Iterator[str]:
    if tree[0] not in ("name", "number"):
        yield tree[0]
        for part in tree[1:]:
            yield from operations(part)


ALWAYS_FLAT = ("sign", "step", "floor", "ceil")


def doubled(row: str) -> Slip:
    """The derivative of one operation taken twice."""

    def wrong(operation: Operation, *given: Any) -> Any:
        local = chain_rule.local_derivative.right(operation, *given)
        return 2 * local if operation.name == row else local

    return Slip(chain_rule.local_derivative, wrong, row, "takes the derivative twice")


ROWS = [ROW_OF[name] for name in dict.fromkeys([*UNARY, *BINARY]) if name not in ALWAYS_FLAT]


@pytest.mark.parametrize("slip", [*slips_in(chain_rule), *map(doubled, ROWS)], ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    assert is_seen(slip, (partial(check, *case) for case in islice(cases(), 400)))


def test_the_judge_sees_what_pytorch_sees() -> None:
    """mpmath alone, by differences at 60 digits."""
    tree, given = ("/", ("name", "a"), ("name", "b")), {"a": "2", "b": "3", "c": "1"}
    assert all(map(close, by_torch(tree, given), by_mpmath(tree, given)))
    slip = doubled("divide")
    found = by_nncalc(tree, given, Policy(choice={slip.rule: slip.function}))
    assert not all(map(close, found, by_mpmath(tree, given)))
