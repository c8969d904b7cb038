"""Tensors from what is typed to the page, the answers and the verdicts: a trial type that normalises by channel."""

from __future__ import annotations

from typing import Any

import numpy
import pytest

from nncalc.api import Solution
from nncalc.declaring.fields import given
from nncalc.declaring.kinds import Reading
from nncalc.declaring.numeric import MATRIX, TENSOR, Numeric
from nncalc.declaring.problem import ProblemType, read_problem
from nncalc.engine.axes import means, spread
from nncalc.engine.operations import SUB
from nncalc.engine.run import Run
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import Settings, find_quantity, run_problem

AXES = {1: "W", 2: "H W", 3: "C H W", 4: "N C H W", 5: "N C D H W"}
X = "1,2:3,4::5,6:7,9"


class Trial(ProblemType):
    """Centres a tensor."""

    name, summary, sections = "trial", "Centred", {"y": "Values"}
    x: Tensor = given(TENSOR, "numbers", first=True)

    def work(self, run: Run) -> None:
        run.section("y")
        axes = AXES[len(self.x.shape)]
        mean = means(self.x, axes.split()[-1], axes)
        if isinstance(mean, Tensor):
            mean = run.let("m", mean)
            run.let("y", spread(SUB, self.x, mean, " ".join(axes.split()[:-1]), axes))
        else:
            run.let("y", self.x - run.let("m", mean))
        run.answer("y")


def solved(x: Any, **settings: Any) -> Solution:
    return Solution(read_problem(Trial, {"x": x}), Settings(**settings))


def page(x: Any, format: str = "text", steps: str = "full", **options: Any) -> str:
    return solved(x, steps=steps, statement=False).render(format, **options)


def test_a_tensor_on_the_page_is_its_matrices() -> None:
    assert page(X, steps="brief") == (
        "Centred\n\nValues\n"
        "  m = mean over W of x = [1.5 3.5; 5.5 8]\n"
        "  y = x − m\n"
        "     y₁ = [-0.5 0.5; -0.5 0.5]\n"
        "     y₂ = [-0.5 0.5; -1 1]\n"
        "\nAnswers\ny=-0.5,0.5:-0.5,0.5::-0.5,0.5:-1,1\n"
    )


def test_its_components_stand_above_them() -> None:
    lines = page(X).splitlines()
    assert "     y₂₂₁ = x₂₂₁ − m₂₂ = 7 − 8 = -1" in lines
    assert "     y₂   = [-0.5 0.5; -1 1]" in lines


def test_matrices_of_stacks_have_two_numbers() -> None:
    text = page("1,2::3,4:::5,6::7,8", steps="brief")
    assert [line.split(" = ")[0].strip() for line in text.splitlines() if line.startswith("     y")] == [
        "y₁₁", "y₁₂", "y₂₁", "y₂₂",
    ]  # fmt: skip
    assert text.splitlines()[-1] == "y=-0.5,0.5::-0.5,0.5:::-0.5,0.5::-0.5,0.5"
    assert "     y[1,2] = [-0.5 0.5]" in page("1,2::3,4:::5,6::7,8", steps="brief", ascii=True)


@pytest.mark.parametrize("format", ["markdown", "latex"])
def test_other_formats(format: str) -> None:
    written = page(X, format, steps="brief")
    assert r"y_{2}" in written
    assert r"\begin{pmatrix} -0.5 & 0.5 \\ -1 & 1 \end{pmatrix}" in written


@pytest.mark.parametrize("width", [20, 40, 80])
def test_narrow_pages_lose_nothing(width: int) -> None:
    x = "1.25,2.75,3.5:4.125,5,6::7,8,9:10,11,12"
    narrow, wide = page(x, width=width), page(x)
    assert max(map(len, narrow.splitlines()[:-3])) <= max(width, 24)
    assert "".join(narrow.split()) == "".join(wide.split())


def test_many_matrices_and_components_are_folded() -> None:
    x = numpy.arange(30 * 2 * 2).reshape(30, 2, 2)
    text = page(x)
    assert "y₂₄ =" not in text
    assert "y[24] = " in text
    assert "y[25] = " not in text
    assert "--all" in text
    assert "\n     y[30] " in solved(x, everything=True).render("text")


@pytest.mark.parametrize(
    "shape", [(2, 2), (3, 2, 2), (2, 1, 2), (1, 2, 2), (2, 2, 1, 2), (1, 1, 2, 2), (2, 1, 2, 1, 2)]
)
def test_answers_paste_back(shape: tuple[int, ...]) -> None:
    array = numpy.random.default_rng(1).integers(-9, 10, shape)
    answer = page(array).splitlines()[-1].partition("=")[2]
    again = TENSOR.read(answer, "y", Reading())
    assert again.shape == shape
    right = array - array.mean(axis=-1, keepdims=True)
    assert numpy.array_equal([float(q.value.p) / float(q.value.q) for q in again.items], right.ravel())
    assert [check.verdict for check in checks(array, y=answer)] == ["right"]


def checks(x: Any, **figures: str) -> list[Any]:
    solution = solved(x)
    return [solution.check(name.replace("_", "."), figure) for name, figure in figures.items()]


def test_answers_are_judged_part_by_part() -> None:
    verdicts = checks(
        X, y="-.5,.5:-.5,.5::-.5,.5:-1,2", y_2_2_1="-1", y_2="-.5,.5:-1,1", y_1_2="-.5,.5", m="1.5,3.5:5.5,8"
    )
    assert [check.verdict for check in verdicts] == ["mistake", "right", "right", "right", "right"]
    assert verdicts[0].words[1].startswith("y.2.2.2=2: wrong; the value is 1")


def test_answers_of_another_shape() -> None:
    (check,) = checks(X, y="1,2:3,4")
    assert check.verdict == "unreadable"
    assert check.words[-1] == "expected: 2 parts"


def test_lists_json_and_files(tmp_path: Any) -> None:
    array = numpy.arange(16).reshape(2, 2, 2, 2)
    numpy.save(tmp_path / "x.npy", array)
    (tmp_path / "x.json").write_text(str(array.tolist()))
    rows = [["1 2", "3 4"], ["5 6", "7 9"]]
    (tmp_path / "x.txt").write_text("\n::\n".join("\n".join(matrix) for matrix in rows))
    colons = ":::".join("::".join(":".join(",".join(map(str, row)) for row in m) for m in n) for n in array.tolist())
    same = [array, array.tolist(), str(array.tolist()), colons, f"@{tmp_path}/x.npy", f"@{tmp_path}/x.json"]
    assert len({page(x) for x in same}) == 1
    assert page(f"@{tmp_path}/x.txt") == page(X)
    assert page(numpy.arange(32).reshape(2, 2, 2, 2, 2)).splitlines()[-1].count("::::") == 1


def test_yaml_holds_what_was_typed() -> None:
    from nncalc.problem_files.writer import entry

    assert f'x: "{X}"' in entry(read_problem(Trial, {"x": X}))
    assert "x: [[[1, 2]], [[3, 4]]]" in entry(read_problem(Trial, {"x": [[[1, 2]], [[3, 4]]]}))


def test_parts_of_results() -> None:
    def read(run: Run) -> list[Any]:
        return [find_quantity(run, name).name for name in ("y", "y.2", "y.2.1", "y.2.1.2")]

    assert run_problem(read_problem(Trial, {"x": X}), read) == ["y", "y.2", "y.2.1", "y.2.1.2"]
    solution = solved(X)
    assert solution["y.2.2.2"].decimal == "1"
    assert [[value.decimal for value in row] for row in solution["y.2"]] == [["-0.5", "0.5"], ["-1", "1"]]
    with pytest.raises(KeyError, match="y has 2 parts"):
        solution["y.3"]
    with pytest.raises(KeyError, match=r"did you mean y\.2\.1\.2"):
        solution["y[2,1,2]"]
    assert solution.as_json()["results"]["y"]["decimal"] == [[["-0.5", "0.5"]] * 2, [["-0.5", "0.5"], ["-1", "1"]]]


@pytest.mark.parametrize(
    ("typed", "message", "expected"),
    [
        ("1,2:3", "row 2 has 1 number, row 1 has 2", "rows of equal length"),
        ("1,2:3,4::5,6:7", "matrix 2, row 2 has 1 number, matrix 1, row 1 has 2", "rows of equal length"),
        ("1,2:3,4::5,6", "matrix 2 has 1 row, matrix 1 has 2", "matrices of equal length"),
        ("1:::2::3", "stack 2 has 2 matrices, stack 1 has 1", "stacks of equal length"),
        (
            "[[[[1]],[[2,3]]]]",
            "stack 1, matrix 2, row 1 has 2 numbers, stack 1, matrix 1, row 1 has 1",
            "rows of equal length",
        ),
        ("1::::2:::3", "block 2 has 2 stacks, block 1 has 1", "blocks of equal length"),
        ("[[[[[[1]]]]]]", "x is nested 6 deep", TENSOR.said),
    ],
)
def test_uneven_lengths_are_named_by_their_level(typed: str, message: str, expected: str) -> None:
    with pytest.raises(InputErrors) as caught:
        read_problem(Trial, {"x": typed})
    (error,) = caught.value.errors
    assert (error.message, error.expected, error.name) == (message, expected, "x")


def test_colons_too_many_for_a_matrix() -> None:
    with pytest.raises(InputError, match="W is nested deeper than rows") as caught:
        MATRIX.read("1,2::3,4", "W", Reading())
    assert caught.value.nearest == "W=1,2:3,4"


@pytest.mark.parametrize(
    ("typed", "shape"), [("1", (1, 1, 1)), ("1,2", (1, 1, 2)), ("1:2", (1, 2, 1)), ("1::2", (2, 1, 1))]
)
def test_what_is_flatter_is_one_of_what_is_wanted(typed: str, shape: tuple[int, ...]) -> None:
    assert Numeric(3, words="channels").read(typed, "x", Reading()).shape == shape


def test_the_schema_goes_as_deep() -> None:
    import jsonschema

    deep: Any = 1
    for rank in range(7):
        valid = jsonschema.Draft202012Validator(TENSOR.schema).is_valid(deep)
        assert valid == (rank <= 5)
        deep = [deep, "1/2"] if rank == 0 else [deep]
