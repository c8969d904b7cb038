"""Problems of convshape, solved for its tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.engine.run import Policy
from nncalc.page.solving import read_result, run_problem
from nncalc.problem_types.convshape.problem import ConvShape

small = st.integers(1, 6)
ALEXNET = {"input": "3x227x227", "layers": ["conv:96,k=11,s=4", "relu", "pool:max,k=3,s=2"]}


def results(given: dict[str, Any], policy: Policy | None = None) -> dict[str, Any]:
    """All results as plain numbers, lists of them, or words."""

    def plain(value: Any) -> Any:
        return [plain(item) for item in value] if isinstance(value, list) else value.value

    problem = read_problem(ConvShape, given)
    read = run_problem(
        problem, lambda run: {k: read_result(v, Precision()) for k, v in run.results.items()}, policy or Policy()
    )
    return {name: plain(value) for name, value in read.items()}


def shape_of(input_: Any, *layers: str, **more: Any) -> list[int]:
    return results({"input": input_, "layers": list(layers), **more})["shape"]  # type: ignore[no-any-return]
