"""Figures that go on from other figures of the same person: mistakes carried on, and lines rounded early."""

from __future__ import annotations

import pytest
from checked import EXAMPLE, causes, check, checks
from commandline import nncalc
from typed_figures import THREE_SCORES


def test_rounded_early_says_how_early() -> None:
    """By hand: h = 1/3 ≈ .33 → 3·.33 = .99; at one place .3 → .9."""
    line = "forward x=1 W1=1/3 W2=3"
    assert causes(check(line, "y=.99")) == ["rounded-early-2"]
    assert causes(check(line, "y=.90"))[0] == "rounded-early-1"
    assert check(line, "y=.999").verdict == "rounded-early"
    assert check(line, "y=.98").verdict == "wrong"


def test_a_mistake_is_carried_forward_and_the_first_wrong_step_named() -> None:
    """z1 = 1·2 = 2 was taken as 5; then 3·5 = 15 and 15 + 1 = 16 are right, given the mistake."""
    line = "forward x=2 W1=1 W2=3 W3=1 b3=1"
    y, z2, z1 = checks(line, "y=16", "z2=15", "z1=5")
    assert z1.verdict == "wrong"
    assert z1.words[0].endswith("the first wrong step")
    assert (z2.verdict, y.verdict) == ("carried", "carried")
    assert any("your own z1" in words for words in z2.words)
    assert not any("first wrong step" in words for words in (*z2.words, *y.words))
    y, z2 = checks(line, "y=16", "z2=14")
    assert y.verdict == "wrong"
    assert "first wrong step" in z2.words[0]


def test_a_figure_does_not_explain_itself() -> None:
    """A part that is typed beside the whole is judged as the whole is, not as carried on from it."""
    whole, part = checks("hinge-loss s=3.2,5.1,-1.7:2.2,2.5,-3.1 y=0,2", "losses=2.9,10.9", "losses.2=10.9")
    assert (whole.verdict, part.verdict) == ("slip", "slip")
    assert part.causes[0]["id"] == "margin-left-out"


def test_own_rounded_figures() -> None:
    """Earlier figures that are right, but rounded, and used so."""
    line = "forward x=1,2 W1=.123456,.2 W2=1000"
    z1, y = checks(line, "z1=.52", "y=520.0")
    assert (z1.verdict, y.verdict) == ("right", "rounded-early")
    assert any("your own rounded z1" in words or "2 decimals" in words for words in y.words)


def test_a_slip_beside_an_earlier_wrong_figure_that_does_not_matter() -> None:
    found = checks(EXAMPLE, "W2_new.1.1=.9", "z1.2=.5", "loss=.5967")[2]
    assert found.verdict == "convention"
    assert causes(found) == ["loss=sse", "factor-two"]


def test_what_follows_from_a_cut_figure_is_right() -> None:
    found = checks("forward x=1 W1=2/3 W2=1 b2=0", "a1=.66", "y=.66")
    assert [(each.verdict, each.certain) for each in found] == [("cut", True), ("carried", True)]


def test_names_with_dots_in_front_of_the_number() -> None:
    found = checks("backprop x=1 W1=1 t=0 lr=1/4 epochs=2", "epoch.2.W1=.9", "W1_new=.675")[1]
    assert found.words[1] == "cause: is right with your own epoch.2.W1 carried on"


def test_rounding_early_to_any_number_of_places() -> None:
    for places, typed in enumerate(["1000000", "1400000", "1430000", "1429000", "1428600", "1428570"], 1):
        found = check("forward x=1 W1=1/7 W2=10000000", f"y={typed}")
        assert (found.verdict, causes(found)[0]) == ("rounded-early", f"rounded-early-{places}")


def test_full_precision_after_a_first_mistake() -> None:
    """.34 is wrong, 1.4 follows from it, and 13.6 from .34 alone: with 1.4 it would be 14."""
    found = checks("forward x=1 W1=1/3 W2=4 W3=10", "a1=.34", "a2=1.4", "y=13.6")
    assert [each.verdict for each in found] == ["wrong", "carried", "carried"]


def test_a_figure_that_has_two_names_is_carried_on() -> None:
    found = checks("backprop x=1 W1=1:1 W2=1,1 t=1", "a2=3", "loss=2")
    assert found[1].verdict == "carried"


@pytest.mark.parametrize("typed", ["1.3093", "1.3093333"])
def test_the_figure_asked_for_is_not_rounded_to_the_places_of_the_lines_before(typed: str) -> None:
    """−ln .27 with the p of two decimals is 1.309333; the value is 1.2926."""
    found = check(THREE_SCORES, f"loss={typed}")
    assert (found.verdict, causes(found), found.certain) == ("rounded-early", ["rounded-early-2"], True)
    assert check(THREE_SCORES, "loss=1.31").verdict == "rounded-early"
    assert check(THREE_SCORES, "loss=1.29").verdict == "right"


def test_lines_of_fewer_decimals_than_were_typed_are_the_last_thing_thought_of() -> None:
    """p.2 is .0502, with one decimal .1: nobody needs to type that as .1000, but where nothing else gives it, some do."""
    assert causes(check(THREE_SCORES, "p.2=.1000")) == ["rounded-early-1"]
    found = causes(check("forward x=.2 W1=1 b1=.04", "z1=.20"))
    assert found[0] == "bias-not-added", ".2 without the bias, too"
    assert "rounded-early-1" not in found


def test_what_was_rounded_early_is_no_first_mistake() -> None:
    """1.2 comes from .3 for 1/3, 5 is a mistake, and 6.3333 is 1.3333 + 5, not 1.2 + 5."""
    found = checks("forward x=1 W1=1/3:1 W2=4,0:0,2 W3=1,1", "a1.1=.3", "a2.1=1.2", "a2.2=5", "y=6.3333")
    assert [each.verdict for each in found] == ["right", "rounded-early", "wrong", "carried"]


def test_which_figure_was_carried_on_is_seen_through_a_kink() -> None:
    found = checks("forward x=1 W1=2 W2=3 act2=relu", "z1=9", "a1=5", "y=15.000")[2]
    assert found.words[1] == "cause: is right with your own a1 carried on"


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("forward x=.14,.26 W1=1,0:0,1 W2=2,0:0,2", "y=.200,.600"),
        ("forward x=.14,.26:.14,.26 W1=1,0:0,1 W2=2,0:0,2", "y=.200,.600:.200,.600"),
    ],
)
def test_lines_rounded_early_in_vectors_and_matrices(line: str, figure: str) -> None:
    assert causes(check(line, figure)) == ["rounded-early-1"]


def test_where_lines_are_rounded_full_precision_is_what_departs() -> None:
    done = nncalc(["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--round-steps", "2", "--check", "p=.1300,.8690,.0010"])
    assert (
        "cause: carries full precision to the end\n    the rule: every line is rounded to 2 decimals here" in done.out
    )
    assert "rounds every line" not in done.out
    done = nncalc(["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--round-steps", "2", "--check", "p=.130,.869,.001"])
    assert "rounds every line to 3 decimals" not in done.out


# -- decisions ------------------------------------------------------------------------------------------------------

PERCEPTRON = "rosenblatt X=3,3:4,3:1,1 t=1,1,-1"


def verdicts(line: str, *figures: str) -> list[str]:
    return [each.verdict for each in checks(line, *figures)]


def test_a_net_with_the_wrong_sign_leads_to_an_update_of_its_own() -> None:
    """By hand: net −22 is a mistake, so w = (3, 3) + (4, 3) and b = 1 + 1; then net = 7 + 6 + 2 = 15 is one as well."""
    row = ("table.2.net=-22", "table.2.mistake=yes", "table.2.w=7,6", "table.2.b=2")
    following = ("table.3.net=15", "table.3.mistake=yes", "table.3.w=6,5", "table.3.b=1")
    found = verdicts(PERCEPTRON, *row, *following)
    assert found == ["mistake", "carried", "carried", "carried", "carried", "right", "carried", "carried"]


def test_an_output_that_is_wrong_decides_what_follows() -> None:
    """Net 7 gives 1; with −1 there is no mistake, and the weights stay as they are in both lines."""
    figures = ("table.3.net=7", "table.3.output=-1", "table.3.mistake=no", "table.3.w=3,3", "table.4.w=3,3")
    assert verdicts(PERCEPTRON, *figures)[2:] == ["carried", "carried", "carried"]


def test_a_mistake_that_is_overlooked_leaves_the_weights_as_they_were() -> None:
    """Without the third sample's mistake w stays (3, 3), and the fourth row starts with it: net = 9 + 9 + 1."""
    found = checks(PERCEPTRON, "table.3.mistake=no", "table.3.w=3,3", "table.3.b=1", "table.4.net=19")
    assert [each.verdict for each in found[1:]] == ["carried"] * 3
    assert "the first wrong step" in found[0].words[0]


def test_updates_are_counted_as_they_were_made() -> None:
    """Of three samples once: with a mistake seen in the second, there are three updates, not two."""
    found = checks(f"{PERCEPTRON} order=once", "table.2.net=-22", "table.2.mistake=yes", "updates=3")
    assert [each.verdict for each in found[1:]] == ["carried", "carried"]


def test_predictions_follow_from_the_weights_that_were_written() -> None:
    """With w = (1, 1) and b = 3 the last sample's net is 5: all three outputs are 1."""
    assert verdicts(PERCEPTRON, "b=3", "predictions=1,1,1")[1] == "carried"


def test_parameters_given_to_a_pooling_are_added_up() -> None:
    """By hand: 64 for 2×2 cells of 16 channels; 1,216 + 64 + 10,250."""
    figures = ("weights2=64", "params2=64", "params=11530")
    assert verdicts("convshape 3x32x32 conv:16,k=5,p=2,s=2 pool:max,k=2 fc:10", *figures)[1:] == ["carried", "carried"]


def test_a_window_that_starts_outside_is_dropped_as_the_written_sides_say() -> None:
    """⌈(n − 2 + 2)/3⌉ + 1: of 4 cells 3, the last of which starts at 6 − 1 = 5, outside; of 6 cells 3, and it starts inside."""
    line = "convshape 1x4x4 conv:1,k=1 pool:max,k=2,s=3,p=1 rounding=ceil"
    assert verdicts(line, "shape1=1x6x6", "shape2=1x3x3")[1] == "carried"
    assert verdicts(line, "shape1=1x7x7", "shape2=1x4x4")[1] != "carried"


def test_another_margin_may_be_the_largest() -> None:
    """Crammer-Singer: with margins 2.9 and 3.5 the third class counts, and the right one takes its place."""
    line = "hinge-loss s=3.2,5.1,-1.7 y=0 form=crammer-singer"
    assert verdicts(line, "margins=0,2.9,3.5", "ds=-1,0,1")[1] == "carried"


CLASSES = "rosenblatt X=1,0:0,1:1,1 t=a,b,c rule=multiclass"


def test_another_class_that_wins_loses_the_sample() -> None:
    """In the third row net = (−2, 2, 0): with a as the output not b but a loses (1, 1), from (0, −1), and 1 from its bias."""
    figures = ("table.3.output=a", "table.3.mistake=yes", "table.3.w=-1,-2:0,1:1,1", "table.3.b=-2,1,1")
    assert verdicts(CLASSES, *figures)[1:] == ["right", "carried", "carried"]


def test_a_net_of_ones_own_decides_which_class_wins() -> None:
    """With net = (3, 2, 0) the first class wins; with (2, 2, 0) the first of the equal ones; with (−2, 0, 3) the right one."""
    moved = "table.3.w=-1,-2:0,1:1,1"
    for net in ("3,2,0", "2,2,0"):
        assert verdicts(CLASSES, f"table.3.net={net}", "table.3.output=a", moved)[1:] == ["carried", "carried"]
    stays = (
        "table.3.net=-2,0,3",
        "table.3.output=c",
        "table.3.mistake=no",
        "table.3.w=0,-1:0,1:0,0",
        "table.3.b=-1,1,0",
    )
    assert verdicts(CLASSES, *stays)[1:] == ["carried"] * 4


def test_classes_that_are_numbers() -> None:
    line = "rosenblatt X=1,0:0,1:1,1 t=5,7,9 rule=multiclass"
    assert verdicts(line, "table.2.output=9", "table.2.w=0,0:0,1:0,-1")[1] == "carried"
    assert verdicts(line, "table.2.output=8", "table.2.w=0,0:0,1:0,-1")[1] != "carried"


def test_predicted_classes_follow_from_the_weights_that_were_written() -> None:
    """With w = 0 the biases alone decide: class b wins everywhere."""
    figures = ("w=0,0:0,0:0,0", "b=0,1,0", "predictions=b,b,b")
    assert verdicts(CLASSES, *figures)[2] == "carried"


def test_the_epochs_follow_from_the_mistakes_that_were_written() -> None:
    """The sixth epoch of six is clean; without the mistakes of the fifth that one would have been."""
    line = "rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5"
    of_the_fifth = [f"table.{row}.mistake=no" for row in range(17, 21)]
    *_, epochs = checks(line, *of_the_fifth, "epochs=5")
    assert epochs.verdict == "carried"
    assert checks(line, "epochs=5")[0].verdict != "carried"


SCORES = "metrics scores=.9,.8,.7,.6,.4,.4 y=1,0,1,1,0,1"


def test_the_area_under_a_curve_of_ones_own() -> None:
    """FPR 0, 0, .5, .75, .5, 1, of steps that are none in the key: .5·.5/2 + .25·.75/2 − .25·1.25/2 + .5·1.75/2 = .5."""
    assert verdicts(SCORES, "fpr=0,0,.5,.75,.5,1", "auc=.500")[1] == "carried"


def test_a_score_misread_changes_the_order() -> None:
    """.9 read as −.9: it comes last, and the thresholds are .8 .7 .6 .4 −.9."""
    found = check(SCORES, "fpr=0,.5,.5,.5,1,1")
    assert "given-misread" in causes(found)
    assert any("the 0.9 of scores.1 as -0.9" in words for words in found.words)


AND = "rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5"


def test_a_run_that_goes_on_longer_than_the_key_does() -> None:
    """A mistake in the last row: the sixth epoch is not clean, the seventh is, for t − output = 0 moves no weight."""
    found = checks(AND, "table.24.mistake=yes", "epochs=7")
    assert [each.verdict for each in found] == ["wrong", "carried"]
    assert found[1].words[1] == "cause: is right with your own table.24.mistake carried on"
    assert verdicts(AND, "table.24.mistake=yes", "epochs=8")[1] != "carried"


def test_another_sample_comes_next_where_each_update_starts_again() -> None:
    """Row 1 is a mistake in the key; with none seen there the second sample follows: net = 0, output 1, which is none of t."""
    line = f"{AND} order=restart"
    figures = (
        "table.1.output=0",
        "table.1.mistake=no",
        "table.1.b=0.0",
        "table.2.net=0.0",
        "table.2.w=0.0,-0.5",
        "table.2.b=-0.5",
    )
    assert verdicts(line, *figures)[1:] == ["carried", "carried", "carried", "carried", "right"]
