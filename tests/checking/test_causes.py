"""What explains a wrong figure: slips, conventions and pairs of them, which comes first, and within what time."""

from __future__ import annotations

import pytest
from checked import EXAMPLE, SOFTMAX, causes, check, problem
from commandline import nncalc
from typed_figures import EXPLAINED, SAMPLES

from nncalc.checking.answers import published_check
from nncalc.checking.judge.graph import Graph
from nncalc.checking.judge.hypotheses import SLIP, Hypothesis, Name
from nncalc.checking.judge.pairs import pairs_of
from nncalc.checking.judge.row import Row
from nncalc.checking.judge.variants import Nth, words_at
from nncalc.page.solving import Settings, run_problem


def test_conventions_are_tried_with_numbers_for_symbols() -> None:
    done = nncalc("softmax-loss z=a,5.1,-1.7 y=0 --set a=3.2 --steps none --check loss=.886")
    assert "cause: is right under log=10" in done.out


@pytest.mark.parametrize(("line", "figure", "verdict", "cause"), EXPLAINED)
def test_what_explains_a_figure(line: str, figure: str, verdict: str, cause: str | None) -> None:
    found = check(line, figure)
    assert found.verdict == verdict, found.words
    assert cause is None or cause in causes(found), found.words
    if verdict not in ("right", "cut"):
        assert any(words.startswith("the rule: ") for words in found.words)
        assert all(set(each) == {"id", "words", "rule", "posterior", "places"} for each in found.causes)
        assert all(
            each["id"] and each["words"] and each["rule"] and 0 < each["posterior"] <= 1 for each in found.causes
        )


def test_two_slips_together() -> None:
    """Without the derivative of the activation, and climbing."""
    found = check(EXAMPLE, f"W1_new.1.1={_two_slips_figure()}")
    assert found.verdict == "two-slips", found.words
    assert {"derivative-left-out+ascends", "ascends+derivative-left-out"} & set(causes(found)), causes(found)


def _two_slips_figure() -> str:
    from nncalc.engine.run import Policy
    from nncalc.rules.dense import delta_of, updated

    without = next(slip for slip in delta_of.slips if slip.id == "derivative-left-out")
    climbing = next(slip for slip in updated.slips if slip.id == "ascends")
    policy = Policy(choice={delta_of: without.function, updated: climbing.function})
    return str(
        run_problem(problem(EXAMPLE), lambda run: f"{float(run.results['W1_new'].items[0].value.mid()):.12f}", policy)
    )


def test_one_component_alone() -> None:
    """A slip in one row only is named with its place; what the other components are does not matter."""
    right = "W2_new=.3589,.4087:.5113,.5614"
    assert check(EXAMPLE, right).verdict == "right"
    found = check(EXAMPLE, "W2_new=.44108,.4087:.5113,.5614")
    assert found.words[0].startswith("1 of 4 figures not right")
    assert any("W2_new.1.1" in words for words in found.words)
    assert "ascends" in causes(found), found.words
    found = check(EXAMPLE, "delta1.1=.0363503")
    assert any("in delta1 only" in words or "delta1" in words for words in found.words), found.words


def test_every_explanation_of_a_coincidence_is_named() -> None:
    """One digit matches many things: all are possibilities, none is the cause."""
    found = check(EXAMPLE, "loss=.6")
    assert found.verdict != "right"
    assert len(found.causes) > 1
    assert not found.certain
    assert not any(words.startswith("cause: ") for words in found.words)


def test_published_figures() -> None:
    settings = Settings()
    solved = problem(SOFTMAX)
    for typed, cause, verdict, words in [
        ("0.87", "one-minus-p", "right", "wrong as published (one-minus-p): wrong; the value is 2.0404"),
        (
            "0.87",
            "exp-left-out",
            "wrong",
            "wrong as published, but not for the cause exp-left-out: found slip, one-minus-p",
        ),
        ("2.04", "one-minus-p", "wrong", "declared wrong, but it is right"),
        ("7.77", "wrong", "right", "wrong as published (wrong): wrong; the value is 2.0404"),
    ]:
        found = published_check(solved, "loss", typed, cause, settings)
        assert (found.verdict, found.words[0]) == (verdict, words)


SLOWER = EXAMPLE.replace("lr=.5", "lr=.3")


def test_one_slip_in_every_rule_that_has_it() -> None:
    """η is left out of the weights and of the biases: either alone gives another loss."""
    found = check(SLOWER, "loss_new=.27299")
    assert (found.verdict, causes(found), found.certain) == ("slip", ["rate-left-out"], True)


def test_wrong_and_cut_together_are_wrong() -> None:
    assert check("forward x=1/3,2/3 W1=1,0:0,1", "y=.34,.66").verdict == "wrong"


def test_conventions_come_before_the_slips_that_are_one_of_them() -> None:
    found = check("softmax-loss z=1,2:3,0 y=0,1 weights=.5,.5", "loss=2.1809")
    assert [(each["id"], each["words"].startswith("is right under")) for each in found.causes] == [
        ("reduction=sum", True), ("reduction=sum", False), ("reduction=weighted-mean", True),
    ]  # fmt: skip


def test_what_explains_the_right_components_too_comes_before_what_explains_the_wrong_one_alone() -> None:
    """b1 = 1,2: the student left out the bias of the first unit, and not that of the second."""
    found = check("forward x=1,2 W1=1,2:3,4 b1=1,2 act=relu", "y=5,13")
    assert found.words[2] == "possibly: leaves the bias out of z, in z1.1 or y.1 only"


def test_two_slips_are_said_with_both_rules() -> None:
    found = check(EXAMPLE, "W1_new.1.1=.154700256512")
    assert (found.verdict, found.certain) == ("two-slips", False)
    assert {"derivative-left-out+ascends", "gradient-reversed+derivative-left-out"} & set(causes(found))
    assert (
        found.words[1]
        == "possibly: leaves out the derivative of the activation; and adds the gradient step instead of subtracting it"
    )
    assert found.words[-1].startswith("the rule: delta is the arriving error times the derivative of the activation; ")


def test_another_layout_turns_the_input_round_too() -> None:
    found = check("convshape 3x32x32 conv:16,k=5", "shape1=28x28x16")
    assert (found.verdict, causes(found), found.certain) == ("convention", ["layout=hwc"], True)


def test_a_word_has_no_digits_that_could_match() -> None:
    found = check("rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5", "converged=no")
    assert (found.words, found.causes) == (("wrong; the value is yes",), ())


ROWS_OF_BCE = "loss kind=bce y=1,0:0,1 yhat=.9,.2:.3,.6"


@pytest.mark.parametrize(
    ("line", "figure", "found"),
    [
        ("metrics cm=5,1,0:2,4,1:0,1,6", "f1_macro=.749979", ["macro_f1=of-means", "macro_f1=of-means"]),
        (
            "metrics cm=50,10:5,35",
            "precision=.8750",
            ["rows=predicted", "rows=predicted", "precision-and-recall-swapped"],
        ),
        (
            "metrics cm=50,10:5,35 rows=predicted",
            "precision=.7778",
            ["rows=actual", "rows=actual", "precision-and-recall-swapped"],
        ),
        (ROWS_OF_BCE, "loss=.1299", ["log=10", "log=10"]),
        (ROWS_OF_BCE, "loss=.4314", ["log=2", "log=2"]),
        (ROWS_OF_BCE, "loss=.5980", ["reduction=sum", "reduction=sum", "mean-left-out"]),
    ],
)
def test_conventions_that_are_slips_too(line: str, figure: str, found: list[str]) -> None:
    assert causes(check(line, figure)) == found


GRU = "rnn-step cell=gru x=1,2 Wxz=1,0:0,1 Whz=1,0:0,1 Wxr=1,0:0,-1 Whr=1,0:0,1 Wxn=1,0:0,1 Whn=1,2:3,1 h0=.5,-.5"


@pytest.mark.parametrize(
    ("line", "figure", "found", "words"),
    [
        (GRU, "h=.5675,-.2270", ["z_on=old", "z_on=old"], "swaps z and 1 − z"),
        (f"{GRU} z_on=old", "h=.8025,.7236", ["z_on=candidate", "z_on=candidate"], "swaps z and 1 − z"),
        (GRU, "h=.5252,.7010", ["reset=after", "reset=after"], "puts the reset gate on the other side of the product"),
        (f"{GRU} reset=after", "h=.8025,.7236", ["reset=before", "reset=before"],
         "puts the reset gate on the other side of the product"),
        ("rosenblatt X=1:2 t=-1,1 epochs=9", "updates=0", ["mistake=negative", "mistake=negative"],
         "takes only net < 0 as a mistake, so never leaves w = 0"),
        (EXAMPLE, "W1_new.1.1=.149818", ["update=sequential", "update=sequential"],
         "uses the updated weights of the next layer in the delta"),
        (ROWS_OF_BCE, "loss=.4314", ["log=2", "log=2"], "takes log₂ for ln"),
    ],
)  # fmt: skip
def test_what_is_said_of_conventions_that_are_slips(line: str, figure: str, found: list[str], words: str) -> None:
    checked = check(line, figure)
    assert causes(checked) == found
    assert any(said.partition(": ")[2] == words for said in checked.words)


def test_a_convention_explains_the_whole_answer_or_nothing() -> None:
    """dz.2 alone is what first=1 gives; dz.1 is not."""
    assert "first=1" not in causes(check("softmax-loss z=1.3,-.4,2.2 y=1", "dz=.2746,.0502,.6753"))
    hinge = "hinge-loss s=3.3,5.2,-1.1:1.4,4.8,2.1:2.5,2.7,-3.4 y=0,1,2"
    assert "form=crammer-singer" not in causes(check(hinge, "ds=-1/3,1/3,0:0,0,0:1/3,1/3,-1/3"))


@pytest.mark.parametrize(
    ("line", "typed", "ids"),
    [
        (SAMPLES, "loss=-1.2997", "log=10+minus-lost"),
        ("softmax-loss z=1,2,.5:.3,-.2,1.7 y=1,0", "loss=.9546", "log=10+reduction=sum"),
        ("softmax-loss z=1,2,.5:.3,-.2,1.7 y=1,0", "loss=-2.1981", "reduction=sum+minus-lost"),
    ],
)
def test_two_slips_of_which_one_is_a_convention(line: str, typed: str, ids: str) -> None:
    found = check(line, typed)
    assert (found.verdict, causes(found)) == ("two-slips", [ids])


def test_a_slip_that_fits_at_several_places_names_them() -> None:
    neuron = "graph f=1/(1+exp(-(w0*x0+w1*x1+w2))) w0=2 w1=-3 w2=-3 x0=-1 x1=-2"
    assert check(neuron, "d_w0=.1966").words[1] == "possibly: leaves out the local derivative, in d_v4 or d_w0 only"
    found = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "w.1=2")
    assert not found.certain
    assert len({each["id"] for each in found.causes}) > 1


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((), ""),
        (("d_x",), ", in d_x only"),
        (("d_x", "d_y", "d_z"), ", in d_x, d_y or d_z only"),
        (("d_x", "d_y", "d_z", "d_u"), ", in d_x, d_y, d_z … only"),
        ((Nth("no. 2"),), ", at one place only (no. 2)"),
        ((Nth("no. 2"), "d_x", Nth("no. 5")), ", in d_x only or at one place only (no. 2 or no. 5)"),
    ],
)
def test_places_of_a_slip_in_words(places: tuple[str, ...], said: str) -> None:
    assert words_at("slip", "leaves x out", places) == f"leaves x out{said}"
    assert words_at("carried", "is right with your own {names} carried on", ("d_x",)) == (
        "is right with your own d_x carried on"
    )


class Line:
    """Of a line a·b + c the rows of slips, each with what it has in the place of a·b or of c."""

    def __init__(self, *changes: tuple[str, str]) -> None:
        self.graph = Graph()
        nodes = {name: self.graph.typed(number) for number, name in enumerate("abcd")}
        nodes["ab"] = self.graph.op("multiply", [nodes["a"], nodes["b"]])
        self.rows = {"y": [Row((self.graph.op("add", [nodes["ab"], nodes["c"]]),))]}
        for number, (product, more) in enumerate(changes):
            row = Row((self.graph.op("add", [nodes[product], nodes[more]]),))
            row.hypotheses.append(Hypothesis({}, Name(SLIP, f"slip-{number}", lambda _: "", "")))
            self.rows["y"].append(row)


def test_two_slips_of_one_rule_are_no_pair() -> None:
    assert pairs_of(Line(("a", "c")), "y") == ([], False), "alone it has no other to be paired with"
    assert pairs_of(Line(("a", "c"), ("b", "c")), "y") == ([], False)
    rows, cut = pairs_of(Line(("a", "c"), ("ab", "d")), "y")
    assert ([row.hypotheses[0].names[0].id for row in rows], cut) == (["slip-0+slip-1"], False)


def test_a_component_that_a_slip_does_not_give_leaves_the_answer_unexplained() -> None:
    line = "forward x=1,2 W1=1,1:1,0 b1=.5,.25"
    assert causes(check(line, "y=3.00,1.25")) == ["bias-not-added"]
    assert "bias-not-added" not in causes(check(line, "y=3.00,7.31"))
