"""`nncalc slips`: the mistakes of each type with their names, as they are declared."""

from __future__ import annotations

import json

import pytest
from commandline import nncalc

from nncalc.declaring import registry
from nncalc.declaring.causes import causes_of, unknown_cause
from nncalc.declaring.slips import slips_of


def test_json_lists_every_slip_of_every_type() -> None:
    done = nncalc("slips --format json")
    assert (done.code, done.err) == (0, "")
    listed = json.loads(done.out)
    assert [list(slip) for slip in listed] == [["id", "number", "type", "rule", "words"]] * len(listed)
    assert listed == [slip._asdict() for name in registry.names() for slip in slips_of(name)]
    found = next(slip for slip in listed if (slip["type"], slip["id"]) == ("softmax-loss", "one-minus-p"))
    assert found["number"] == 34
    assert found["words"] == "takes 1 − p for −ln p"
    assert found["rule"] == "the loss of a sample is minus the logarithm of the probability at the target"


def test_one_type_alone() -> None:
    listed = json.loads(nncalc("slips softmax_loss --format json").out)
    assert {slip["type"] for slip in listed} == {"softmax-loss"}
    assert [(slip["id"], slip["number"], slip["rule"]) for slip in listed[-3:]] == [
        ("log=10", 33, "log=e or 2 holds"),
        ("log=2", 33, "log=e or 10 holds"),
        ("reduction=sum", 21, "reduction=mean or weighted-mean holds"),
    ]


def test_the_page_of_a_type() -> None:
    page = nncalc("slips hinge-loss --width 80").out
    assert page.splitlines()[:6] == [
        "hinge-loss: Hinge loss, multiclass or binary, its gradient and a penalty",
        "",
        "  every wrong class counts by how far its score comes within the margin of the",
        "  right one",
        "    margin-left-out      29  leaves the margin out of the hinge",
        "    right-class-counted  30  counts the right class in the hinge",
    ]
    assert "rounded-early-1 … rounded-early-6, full-precision, carried, cut;" in page


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_every_name_stands_whole_at_any_width(width: int) -> None:
    page = nncalc(f"slips --width {width}").out
    for name in registry.names():
        for slip in slips_of(name):
            assert any(slip.id in line.split() for line in page.splitlines()), slip.id
    if width >= 40:
        assert max(map(len, page.splitlines())) <= width


def test_ascii_and_other_encodings() -> None:
    assert nncalc("slips --ascii").out.isascii()
    assert nncalc("slips", encoding="ascii").out.isascii()
    assert "takes 1 - p for -ln p" in nncalc("slips loss --ascii").out


def test_a_mistyped_type_is_answered_with_the_nearest() -> None:
    done = nncalc("slips sofmax-loss")
    assert done.code == 2
    assert "did you mean softmax-loss?" in done.err


@pytest.mark.parametrize("cause", ["one-minus-p", "log=10", "cut", "carried", "rounded-early-3", "one-minus-p+log=10"])
def test_causes_that_there_are(cause: str) -> None:
    assert unknown_cause("softmax-loss", cause) is None


@pytest.mark.parametrize("name", registry.names())
def test_names_of_causes_are_one_each(name: str) -> None:
    assert len({*causes_of(name)}) == len(causes_of(name))
    assert {slip.id for slip in slips_of(name)} <= {*causes_of(name)}
