"""What is typed for a given: separators, brackets, bounds, assignments, choices."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outcomes import outcome

from nncalc.declaring.kinds import Choice, Reading
from nncalc.errors import InputError
from nncalc.reading.cells import Cell, Nested
from nncalc.reading.python_values import from_python
from nncalc.reading.sources import read_source
from nncalc.reading.typed import parse_value, split_assignment


def texts(nested: Nested) -> Any:
    return [texts(item) for item in nested] if isinstance(nested, list) else nested.text


def cells(nested: Nested) -> list[Cell]:
    return [cell for item in nested for cell in cells(item)] if isinstance(nested, list) else [nested]


READ = {
    "3": "3",
    "-1.7": "-1.7",
    " 5 ": "5",
    "1,2": ["1", "2"],
    "1,-1.7": ["1", "-1.7"],
    "-1,cos(0)": ["-1", "cos(0)"],
    "1,2:3,4": [["1", "2"], ["3", "4"]],
    "1,2;3,4": [["1", "2"], ["3", "4"]],
    "1:2": [["1"], ["2"]],
    "1,2:3": [["1", "2"], ["3"]],
    "１，２：３，４": [["1", "2"], ["3", "4"]],
    "1 2 3": ["1", "2", "3"],
    "1 2; 3 4": [["1", "2"], ["3", "4"]],
    "1, 2 : 3 4": [["1", "2"], ["3", "4"]],
    "1\t2": ["1", "2"],
    "1,2\n3,4\n": [["1", "2"], ["3", "4"]],
    "1 2\n\n3 4": [["1", "2"], ["3", "4"]],
    "1,\n2": ["1", "2"],
    "1,2:\n3,4": [["1", "2"], ["3", "4"]],
    "[1,2]": ["1", "2"],
    "[5]": ["5"],
    "[[1,2]]": [["1", "2"]],
    '[[1,2],[3,"1/3"]]': [["1", "2"], ["3", "1/3"]],
    "[[1 2]\n [3 4]]": [["1", "2"], ["3", "4"]],
    "[1 2; 3 4]": [["1", "2"], ["3", "4"]],
    "[1,2],[3,4]": [["1", "2"], ["3", "4"]],
    "[\n 1,\n 2\n]": ["1", "2"],
    '["a, b", "c"]': ["a, b", "c"],
    "['cat','dog']": ["cat", "dog"],
    '["\\u732b", "a\\"b"]': ["猫", 'a"b'],
    "[[[1,2],[3,4]]]": [[["1", "2"], ["3", "4"]]],
    "max(1,2),3": ["max(1,2)", "3"],
    "max(1, 2) 3": ["max(1, 2)", "3"],
    "(1 -2),3": ["(1 -2)", "3"],
    "f(1:2)": "f(1:2)",
    "1 - 2": "1 - 2",
    "1- 2": "1- 2",
    "- 2": "- 2",
    "2 * 3 4": ["2 * 3", "4"],
    "2 * -3": "2 * -3",
    "√ 2 √3": ["√ 2", "√3"],
    "cat,dog": ["cat", "dog"],
    "New York,Paris": ["New York", "Paris"],
    "猫,狗": ["猫", "狗"],
    "leaky-relu": "leaky-relu",
    "3x227x227": "3x227x227",
    "don't": "don't",
    "x1,x2:w,√2": [["x1", "x2"], ["w", "√2"]],
    "1,2:3,4::5,6:7,8": [[["1", "2"], ["3", "4"]], [["5", "6"], ["7", "8"]]],
    "1::2": [[["1"]], [["2"]]],
    "1;;2": [[["1"]], [["2"]]],
    "1,2::3,4:::5,6::7,8": [[[["1", "2"]], [["3", "4"]]], [[["5", "6"]], [["7", "8"]]]],
    "1 2 : 3 4 :: 5 6 : 7 8": [[["1", "2"], ["3", "4"]], [["5", "6"], ["7", "8"]]],
    "1 2\n3 4\n::\n5 6\n7 8": [[["1", "2"], ["3", "4"]], [["5", "6"], ["7", "8"]]],
    "1::::2": [[[[["1"]]]], [[[["2"]]]]],
    "[1::2]": [[["1"]], [["2"]]],
}
REFUSED = [
    ("", 0, "nothing is typed"),
    ("  ", 0, "nothing is typed"),
    ("1,,2", 2, "nothing between the commas"),
    ("1, ,2", 2, "nothing between the commas"),
    ("1,2,", 4, "nothing after the last comma"),
    ("1,2, ", 4, "nothing after the last comma"),
    (",1", 0, "nothing before the first comma"),
    ("1:", 2, "nothing after the last colon"),
    ("1: :2", 2, "nothing between the colons"),
    ("1::", 3, "nothing after the last colon"),
    ("1:::::2", 1, "5 colons in a row"),
    ("1,2::3,,4", 7, "nothing between the commas"),
    ("[1,2]::[3,4]", 0, "twice"),
    ("1,:2", 2, "nothing between ',' and ':'"),
    ("1; ", 2, "nothing after the last semicolon"),
    ("1，，2", 2, "nothing between the commas"),
    ("[]", 1, "nothing between the brackets"),
    ("[1,[]]", 4, "nothing between the brackets"),
    ("[1, 2, ]", 6, "nothing between ',' and ']'"),
    ('[""]', 2, "nothing between the quotes"),
    ("1 -2", 2, "two ways"),
    ("-1 -2", 3, "two ways"),
    ("1 2 -x", 4, "two ways"),
    ("1 -2, 3", 2, "two ways"),
    ("1 +2", 2, "two ways"),
    ("1 −2", 2, "two ways"),
    ("(1,2]", 4, "closes nothing"),
    ("1)", 1, "closes nothing"),
    ("2,(1", 2, "not closed"),
    ("[1,2", 0, "not closed"),
    ('["a]', 1, "not closed"),
    ("{1}", 0, "no meaning"),
    ("[1,2][3]", 5, "right after ']'"),
    ("[1]x", 3, "right after ']'"),
    ("a[1]", 1, "inside an element"),
    ("[1,2]:[3,4]", 0, "twice"),
    ('["\\q"]', 2, "JSON escape"),
    ("[" * 101 + "1" + "]" * 101, 100, "more than 100 deep"),
    ("(" * 101 + "1" + ")" * 101, 100, "more than 100 deep"),
    ("1,2\u200b", 3, "ZERO WIDTH SPACE"),
]


@pytest.mark.parametrize(("typed", "nested"), READ.items())
def test_read(typed: str, nested: Any) -> None:
    assert texts(parse_value(typed)) == nested


@pytest.mark.parametrize(("typed", "column", "message"), REFUSED)
def test_refused(typed: str, column: int, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_value(typed)
    assert message in caught.value.message
    assert caught.value.column == column
    assert caught.value.text == typed


def test_both_readings_are_shown() -> None:
    with pytest.raises(InputError) as caught:
        parse_value("0,1 -2:3,4")
    assert caught.value.expected == "1,-2 for two elements, 1-2 for one"


@pytest.mark.parametrize("typed", [typed for typed in READ if '"' not in typed and "'" not in typed])
def test_columns_point_at_the_cells(typed: str) -> None:
    from nncalc.reading.characters import clean

    for cell in cells(parse_value(typed)):
        assert cell.source == typed
        assert clean(typed)[cell.column :].startswith(cell.text)


@pytest.mark.parametrize("separator", [",", " ", ":", ", "])
def test_elements_are_bounded(separator: str) -> None:
    with pytest.raises(InputError, match="250,000 elements"):
        parse_value(separator.join(["1"] * 250_001))


def test_as_many_elements_as_the_bound() -> None:
    assert len(cells(parse_value(",".join(["1"] * 250_000)))) == 250_000


words = st.from_regex(r"[a-z0-9./^*]{1,6}", fullmatch=True)
matrices = st.lists(st.lists(words, min_size=1, max_size=4), min_size=2, max_size=4)


@given(matrices, st.sampled_from([",", ", ", " , "]), st.sampled_from([":", ";", " : ", "\n"]))
def test_rows_come_back_however_they_are_separated(matrix: list[list[str]], comma: str, colon: str) -> None:
    assert texts(parse_value(colon.join(comma.join(row) for row in matrix))) == matrix


@given(matrices)
def test_json_comes_back(matrix: list[list[str]]) -> None:
    import json

    assert texts(parse_value(json.dumps(matrix))) == matrix
    assert texts(from_python(matrix)) == matrix


@given(st.text(alphabet="12,:; -+*[]()\"'x√\n\\", max_size=25))
def test_anything_is_read_or_refused_within_it(typed: str) -> None:
    found = outcome(parse_value, typed)
    if isinstance(found, InputError):
        assert found.column in range(len(typed) + 1)
    else:
        assert all(cell.text and cell.text == cell.text.strip() for cell in cells(found))


@pytest.mark.parametrize(
    ("token", "name", "value"),
    [
        ("x=1,2", "x", "1,2"),
        (" x = 1", "x", " 1"),
        ("Ｗ１＝１", "W1", "１"),
        ("x==3", "x", "=3"),
        ("f=(x+y)*z", "f", "(x+y)*z"),
        ("x＝a=b", "x", "a=b"),
        ("1,2", None, "1,2"),
        ("@data=1.csv", None, "@data=1.csv"),
        ("x=@data=1.csv", "x", "@data=1.csv"),
        ("=3", "", "3"),
    ],
)
def test_split_assignment(token: str, name: str | None, value: str) -> None:
    assert split_assignment(token) == (name, value)


def test_a_typed_value_is_parsed() -> None:
    assert texts(read_source("1,2")) == ["1", "2"]
    assert texts(read_source("-2")) == "-2"


@pytest.mark.parametrize("word", ["1/2", ".5", "0.50", "½", "+0.5", "2/4"])
def test_choices_that_are_numbers_are_read_by_value(word: str) -> None:
    assert Choice(("0", "1/2", "1")).read(word, "relu0", Reading()) == "1/2"


@pytest.mark.parametrize("word", [".51", "1/0", "1e9999", "-1/2", "0x0", "."])
def test_other_numbers_are_no_choice(word: str) -> None:
    with pytest.raises(InputError, match="not one of the values"):
        Choice(("0", "1/2", "1")).read(word, "relu0", Reading())
