"""Values in YAML answers that YAML does not take, as students type them."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import data

from nncalc.checking.quoted_values import with_quotes

KEY = """problems:
- {id: q, type: softmax-loss, given: {z: [3.2, 5.1, -1.7], y: 0}, points: {dz: 3}}
"""


@pytest.mark.parametrize(
    ("answers", "marks"),
    [
        ("q:\n  dz.1: - 0.87\n", 1),
        ("q:\n  dz.1: -  ,87 \n", 1),
        ("q:\r\n  dz.1: - 0.87\r\n", 1),
        ("q: {dz.1: - 0.87}\n", 1),
        ("q: {loss: ~2.04, dz.1: - 8.7e-1, dz.2: 0.87}\n", 2),
        ("q:\n  dz: [- 0.87, 0.87, 0.00]\n", 3),
        ("q:\n  dz: - 0.87, 0.87, 0.00\n", 3),
        ("q:\n  dz: {-0.87, 0.87, 0.00}\n", 3),
        ("q:\n  dz: [-0.87; 0.87; 0.00]\n", 3),
        ("q:\n  dz:\n    - -0.87\n    - 0.87\n    - 0.00\n", 3),
        ("- student: Ann\n  q:\n    dz: {- 0.87, + 0.87, - 0.00}\n", 3),
    ],
)
def test_values_that_yaml_does_not_take(tmp_path: Path, answers: str, marks: int) -> None:
    key = tmp_path / "key.yaml"
    key.write_text(KEY, encoding="utf-8")
    found = data(key, answers, "ann.yaml")
    assert found["errors"] == []
    assert [each["marks"] for each in found["students"]] == [marks]


@pytest.mark.parametrize(
    "text",
    [
        "q: {loss: 2.04, p: [0.13, 0.87]}\n",
        "- student: Ann\n  q: {y: -1}\n",
        "dz:\n- 0.87\n- - 1\n",
        "q: {y: '- 1'}\n",
        'q:\n  y: "- 1"\n',
        "q: {}\n",
        "q:\n  y: - one\n",
        "# q: - 1\n",
        "q: {y: {z: 1}}\n",
        'q: {y: "1, - 0.87, 2"}\n',
        "\udcff: {1".encode("utf-8", "surrogateescape").decode("latin-1"),
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert with_quotes(text.encode()) == text.encode()
