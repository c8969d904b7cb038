"""How one wrong figure is explained: which verdict wins, how sure it is, and what earlier figures have to do with it."""

from __future__ import annotations

import pytest
from checked import EXAMPLE, causes, check, checks
from commandline import nncalc

from nncalc.checking.variants import Variant, last_in_full, pairs
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.quantity import constant
from nncalc.engine.run import PLAIN
from nncalc.page.solving import run_problem

SLOWER = EXAMPLE.replace("lr=.5", "lr=.3")


def test_one_slip_in_every_rule_that_has_it() -> None:
    """η is left out of the weights and of the biases: either alone gives another loss."""
    found = check(SLOWER, "loss_new=.27299")
    assert (found.verdict, causes(found), found.certain) == ("slip", ["rate-left-out"], True)


def test_a_slip_beside_an_earlier_wrong_figure_that_does_not_matter() -> None:
    found = checks(EXAMPLE, "W2_new.1.1=.9", "z1.2=.5", "loss=.5967")[2]
    assert found.verdict == "convention"
    assert causes(found) == ["loss=sse", "factor-two"]


def test_a_cut_figure_stays_cut_whatever_else_explains_it() -> None:
    found = checks("forward x=1 W1=2/3 W2=1 b2=0", "a1=.66", "y=.66")[1]
    assert found.verdict == "cut"
    assert found.certain


def test_wrong_and_cut_together_are_wrong() -> None:
    assert check("forward x=1/3,2/3 W1=1,0:0,1", "y=.34,.66").verdict == "wrong"


@pytest.mark.parametrize(("typed", "verdict"), [("-(-1.5)", "right"), ("-(+1.5)", "wrong"), ("+(+1.5)", "right")])
def test_signs_outside_brackets(typed: str, verdict: str) -> None:
    assert check("forward x=1.5 W1=1", f"y={typed}").verdict == verdict
    assert check("forward x=-13/15 W1=1", "y=-(+0.87)").verdict == "right", "a decimal still, and rounded"


def test_a_comma_between_three_and_three_digits_may_stand_for_either() -> None:
    assert check("forward x=123.456 W1=1", "y=123,456").verdict == "unreadable"
    assert check("forward x=1234.567 W1=1", "y=1234,567").verdict == "right"


def test_a_shape_has_no_decimals() -> None:
    assert check("convshape 3x8x8 flatten", "shape1=1,192").words[0].startswith("wrong; shape1 has 1 part")


def test_a_figure_padded_with_spaces_is_refused_at_once() -> None:
    assert check("forward x=1 W1=1", "y=1" + " " * 20_000).verdict == "unreadable"


def test_names_with_dots_in_front_of_the_number() -> None:
    found = checks("backprop x=1 W1=1 t=0 lr=1/4 epochs=2", "epoch.2.W1=.9", "W1_new=.675")[1]
    assert found.words[1] == "cause: is right with your own epoch.2.W1 carried on"


@pytest.mark.parametrize(
    ("line", "figure", "verdict"),
    [
        ("rnn-step x=a Wxh=u Whh=w bh=c t=0 grad=yes act=identity", "dWxh=dbh*a", "right"),
        ("rnn-step x=a:b Wxh=u Whh=w Why=v act=identity", "y=v*h", "right"),
        ("rnn-step x=a:b Wxh=u Whh=w Why=v act=identity", "y=v*h.1", "right"),
        ("forward x=a,b W1=1,0:0,1 W2=1,1", "y=2*z1", "unreadable"),
        ("forward x=a,b W1=1,0:0,1 W2=1,1", "y=2*x", "unreadable"),
        ("forward x=sin(pi) W1=1", "y=0/1", "right"),
    ],
)
def test_formulas(line: str, figure: str, verdict: str) -> None:
    """Names of results whose figure has another name, of the only part of one; not of the first of several. A value
    that may be zero is compared with 1."""
    assert check(line, figure).verdict == verdict


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


THREE_SCORES = "softmax-loss z=1.3,-.4,2.2 y=0"


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
    assert causes(check("forward x=.2 W1=1 b1=.04", "z1=.20")) == ["bias-not-added"], ".2 without the bias, too"


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("p.2=0", ("right, rounded to a whole number; the value is 0.05016",)),
        ("p.2=.1", ("right",)),
        ("p=.27,.05,1", ("right", "p.3=1: right, rounded to a whole number; the value is 0.6753")),
        ("loss=1", ("right, rounded to a whole number; the value is 1.2926",)),
    ],
)
def test_a_figure_that_is_right_because_it_says_little(figure: str, words: tuple[str, ...]) -> None:
    assert check(THREE_SCORES, figure).words == words


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("y.1=1e3", ("right, rounded to multiples of 1e3; the value is 1234",)),
        ("y.1=1234", ("right",)),
        ("y.1=123400e-2", ("right",)),
        ("y.2=0.00", ("right",)),
        ("y.2=.001", ("right",)),
        ("y.2=1/1000", ("right",)),
        ("y.1=2468/2", ("right",)),
        ("y.3=0", ("right",)),
        ("y.3=0.000", ("right",)),
    ],
)
def test_a_figure_without_decimals_has_its_value_said(figure: str, words: tuple[str, ...]) -> None:
    assert check("forward x=1234,.001,sin(pi) W1=1,0,0:0,1,0:0,0,1", figure).words == words


def test_a_figure_without_decimals_for_what_has_no_value_or_is_a_word() -> None:
    assert check("forward x=a,a W1=1,-1 b1=2", "y=2").words == ("right",)
    assert check("rosenblatt X=1:-1 t=1,2 classes=1,2 rule=multiclass", "predictions=1,2").words == ("right",)


def test_conventions_come_before_the_slips_that_are_one_of_them() -> None:
    found = check("softmax-loss z=1,2:3,0 y=0,1 weights=.5,.5", "loss=2.1809")
    assert causes(found) == ["reduction=sum", "reduction=weighted-mean", "reduction=sum"]


def test_what_explains_the_right_components_too_comes_before_what_explains_the_wrong_one_alone() -> None:
    """b1 = 1,2: the student left out the bias of the first unit, and not that of the second."""
    found = check("forward x=1,2 W1=1,2:3,4 b1=1,2 act=relu", "y=5,13")
    assert found.words[2] == "possibly: leaves the bias out of z, in z1.1 only"


def test_what_was_rounded_early_is_no_first_mistake() -> None:
    """1.2 comes from .3 for 1/3, 5 is a mistake, and 6.3333 is 1.3333 + 5, not 1.2 + 5."""
    found = checks("forward x=1 W1=1/3:1 W2=4,0:0,2 W3=1,1", "a1.1=.3", "a2.1=1.2", "a2.2=5", "y=6.3333")
    assert [each.verdict for each in found] == ["right", "rounded-early", "wrong", "carried"]


def test_which_figure_was_carried_on_is_seen_through_a_kink() -> None:
    found = checks("forward x=1 W1=2 W2=3 act2=relu", "z1=9", "a1=5", "y=15.000")[2]
    assert found.words[1] == "cause: is right with your own a1 carried on"


def test_two_slips_are_said_with_both_rules() -> None:
    found = check(EXAMPLE, "W1_new.1.1=.154700256512")
    assert (found.verdict, causes(found)[0]) == ("two-slips", "gradient-reversed+derivative-left-out")
    assert found.words[1:3] == (
        "possibly: turns the derivative round (t − y for y − t); and leaves out the derivative of the activation",
        "the rule: the derivative of the loss with respect to the outputs; delta is the arriving error times the "
        "derivative of the activation",
    )


def test_another_layout_turns_the_input_round_too() -> None:
    found = check("convshape 3x32x32 conv:16,k=5", "shape1=28x28x16")
    assert (found.verdict, causes(found), found.certain) == ("convention", ["layout=hwc"], True)


def test_a_word_has_no_digits_that_could_match() -> None:
    found = check("rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5", "converged=no")
    assert found.words[-1] == "evidence: a word matched, 1 match expected by chance, 6 rival explanations"


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("forward x=.14,.26 W1=1,0:0,1 W2=2,0:0,2", "y=.200,.600"),
        ("forward x=.14,.26:.14,.26 W1=1,0:0,1 W2=2,0:0,2", "y=.200,.600:.200,.600"),
    ],
)
def test_lines_rounded_early_in_vectors_and_matrices(line: str, figure: str) -> None:
    assert causes(check(line, figure)) == ["rounded-early-1"]


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


def test_what_is_no_figure_is_seen_as_it_is() -> None:
    assert last_in_full("no") == "no"
    assert [q.value for q in last_in_full([constant(2), constant(3)])] == [2, 3]


def test_the_value_beside_a_whole_number_has_decimals_whatever_was_asked_for() -> None:
    done = nncalc("softmax-loss z=2,1,1 y=0 --digits 0 --check p.1=1 --steps none")
    assert "✓ p.1=1: right, rounded to a whole number; the value is 0.5761" in done.out
    done = nncalc("softmax-loss z=2,1,1 y=0 --digits 7 --check p.1=1 --steps none")
    assert "the value is 0.5761169" in done.out


@pytest.mark.parametrize("sign", ["", "+", "-"])
@pytest.mark.parametrize("word", ["inf", "Infinity", "∞"])
def test_infinite_values(sign: str, word: str) -> None:
    """−ln 0 and its derivative, −1/0."""
    line = "loss kind=cross-entropy y=1,0 yhat=0,1"
    assert check(line, f"loss={sign}{word}").verdict == ("slip" if sign == "-" else "right")
    assert check(line, f"dyhat.1={sign}{word}").verdict == ("right" if sign == "-" else "slip")


@pytest.mark.parametrize("typed", ["-+inf", "+-inf", "--inf", "-+∞"])
def test_an_infinite_value_has_one_sign(typed: str) -> None:
    assert check("loss kind=cross-entropy y=1,0 yhat=0,1", f"dyhat.1={typed}").verdict == "unreadable"


@pytest.mark.parametrize("typed", ["2pi", "2x", "2e"])
def test_what_is_no_unit(typed: str) -> None:
    words = ("this cannot be read: a multiplication without its sign", f"expected: write 2*{typed[1:]}")
    assert check("forward x=1 W1=1", f"y={typed}").words == words


def test_ten_wrong_components_are_named() -> None:
    ones, twos = ",".join("1" * 12), ",".join("2" * 12)
    rows = ":".join(",".join("01"[i == j] for j in range(12)) for i in range(12))
    assert len(check(f"forward x={ones} W1={rows}", f"y={twos}").words) == 11


def test_a_measure_that_is_undefined() -> None:
    line = "metrics y=0,0,1 yhat=0,0,0 zero=undefined"
    assert check(line, "precision=Undefined").verdict == "right"
    assert check(line, "precision=0").verdict != "right"
    assert check(line, "recall=undefined").verdict != "right"


def test_six_explanations_are_named() -> None:
    found = check("rosenblatt X=0,0:0,1:1,0:1,1 t=0,0,0,1 lr=.5", "converged=no")
    assert sum(words.startswith("possibly: ") for words in found.words) == 6
    assert "and 1 more explanation" in found.words


@pytest.mark.parametrize("typed", ["none", "[]", "无"])
def test_a_list_without_parts(typed: str) -> None:
    assert check("rosenblatt X=1:-1 t=1,-1 w=1", f"mistakes={typed}").verdict == "right"


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


TWO_PATHS, NEURON = "graph q=x*y f=q*x", "backprop x=x W1=w b1=b act1=sigmoid t=t"


@pytest.mark.parametrize(
    ("line", "typed", "ids", "certain"),
    [
        (TWO_PATHS, "d_x=y*x", ["first-path-only", "last-path-only"], False),
        (NEURON, "dW1=(y-t)*(1-y)*x", ["factor-a-left-out"], True),
        (NEURON, "dW1=(y-t)*y*(1-y)", ["input-left-out"], True),
        ("forward x=a,b W1=p,q b1=c", "y=a*p+b*q", ["bias-not-added"], True),
    ],
)
def test_a_formula_is_explained_as_a_number_is(line: str, typed: str, ids: list[str], certain: bool) -> None:
    found = check(line, typed)
    assert (causes(found), found.certain) == (ids, certain)
    assert found.words[-1].startswith("evidence: a formula matched, 0 matches expected by chance")


def test_a_wrong_formula_is_carried_on_and_needs_no_slip_beside_it() -> None:
    assert causes(check(NEURON, "dW1=(y-t)*y*x")) == ["sigma-for-derivative"]
    found = checks(NEURON, "delta1=(y-t)*y", "dW1=(y-t)*y*x", "dx=(y-t)*y*w")
    assert [causes(each) for each in found] == [["sigma-for-derivative"], ["carried"], ["carried"]]
    found = checks(f"{NEURON} W2=v", "delta1=v*(y-t)*7", "dW1=v*(y-t)*7*x", "dx=7")
    assert [causes(each) for each in found] == [[], ["carried"], []]


def test_a_number_typed_for_a_formula_is_carried_on() -> None:
    assert causes(checks("graph f=(x+y)*z", "v1=3", "f=3*z")[1]) == ["carried"]


def test_a_formula_may_hold_either_name_of_a_line_and_is_told_the_nearest() -> None:
    line = "forward x=a,b W1=p,q:r,s W2=c,d:u,v act=sigmoid"
    assert check(line, "y.2=sigmoid(u*a1.1+v*a1.2)").verdict == "right"
    line = "backprop x=a W1=p:q act=sigmoid t=r,s"
    assert check(line, "dW1=(a1.1-r)*a1.1*(1-a1.1)*a:(y.2-s)*y.2*(1-a1.2)*a").verdict == "right"
    assert "there is no such name: 'a1.3'" in str(check(line, "loss=a1.3").words)


def test_a_convention_explains_the_whole_answer_or_nothing() -> None:
    """dz.2 alone is what first=1 gives; dz.1 is not."""
    assert "first=1" not in causes(check("softmax-loss z=1.3,-.4,2.2 y=1", "dz=.2746,.0502,.6753"))
    hinge = "hinge-loss s=3.3,5.2,-1.1:1.4,4.8,2.1:2.5,2.7,-3.4 y=0,1,2"
    assert "form=crammer-singer" not in causes(check(hinge, "ds=-1/3,1/3,0:0,0,0:1/3,1/3,-1/3"))


def test_where_lines_are_rounded_full_precision_is_what_departs() -> None:
    done = nncalc(["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--round-steps", "2", "--check", "p=.1300,.8690,.0010"])
    assert (
        "cause: carries full precision to the end\n    the rule: every line is rounded to 2 decimals here" in done.out
    )
    assert "rounds every line" not in done.out
    done = nncalc(["softmax-loss", "z=3.2,5.1,-1.7", "y=0", "--round-steps", "2", "--check", "p=.130,.869,.001"])
    assert "rounds every line to 3 decimals" not in done.out


SAMPLES = "softmax-loss z=1.3,-.4,2.2 y=1"


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
    assert check(neuron, "d_w0=.1966").words[1] == "cause: leaves out the local derivative, in d_v4 or d_w0 only"
    found = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "w.1=2")
    assert any(words.endswith("at one place only (no. 2 or no. 11)") for words in found.words)


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((), ""),
        (("d_x",), ", in d_x only"),
        (("d_x", "d_y", "d_z"), ", in d_x, d_y or d_z only"),
        (("d_x", "d_y", "d_z", "d_u"), ", in d_x, d_y, d_z … only"),
        (("no. 2",), ", at one place only (no. 2)"),
        (("no. 2", "d_x", "no. 5"), ", in d_x only or at one place only (no. 2 or no. 5)"),
    ],
)
def test_places_of_a_slip_in_words(places: tuple[str, ...], said: str) -> None:
    problem = read_problem(registry.load("forward"), {"x": "1", "W1": "1"})
    assert Variant("slip", "1", "", "", problem, PLAIN).at(places) == said
    assert Variant("carried", "1", "", "", problem, PLAIN).at(("d_x carried on",)) == "d_x carried on"


def test_a_slip_beside_a_wrong_formula_that_does_not_give_the_answer_carried_on() -> None:
    line = f"{NEURON} lr=a"
    found = checks(line, "delta1=(t-y)*y*(1-y)", "dW1=(t-y)*y*(1-y)*x", "W1_new=w+a*dW1")
    assert [causes(each) for each in found[1:]] == [["carried"], ["ascends"]]


def test_no_mistakes_at_all_is_an_answer() -> None:
    found = check("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "mistakes=[]")
    assert causes(found) == ["mistake=negative", "mistake=negative"]
    assert check("convshape 3x8x8 flatten", "shape=[]").verdict == "unreadable"


@pytest.mark.parametrize(
    ("line", "typed", "said"),
    [
        (SAMPLES, "loss=2.O4", "expected: 2.04"),
        (SAMPLES, "loss=2.0l", "expected: 2.01"),
        (SAMPLES, "p=O.27,.05,.68", "expected: 0.27"),
        (SAMPLES, "loss=2·04", "expected: 2.04 or 2*04"),
        (SAMPLES, "loss=1,234.5", "expected: 1234.5"),
        ("convshape 3x227x227 conv:96,k=11,s=4", "macs1=105,415,200", "expected: 105415200"),
        (SAMPLES, "loss=2 cm", "units are not read"),
        ("convshape 3x8x8 conv:4,k=3", "receptive_field1=3x3", "one number is asked for, not one per side expected: 3"),
        ("convshape 3x8x8 conv:4,k=3", "weights1=4X27", "expected: 4*27"),
        (SAMPLES, "p=1,234; 0,5; 0", "'1,234' can be read as 1.234 and as 1234"),
        (SAMPLES, "p=0,1;0,2", "p has 3 parts"),
        (SAMPLES, "p=0,1 0,2", "1 and 0 with nothing between"),
    ],
)
def test_what_is_meant_by_figures_that_cannot_be_read(line: str, typed: str, said: str) -> None:
    found = check(line, typed)
    assert found.verdict == "unreadable"
    assert said in " ".join(found.words)


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=0,13; 0,87; 0,00"),
        ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=0,13 0,87 0,00"),
        ("softmax-loss z=3.2,5.1,-1.7 y=0", "p=0,13 0,87 0"),
        ("backprop x=1,2 W1=1,2:3,4 t=0,0", "dW1=5,0 10,0; 11,0 22,0"),
        ("backprop x=1,2 W1=1,2:3,4 t=0,0", "dW1=5,10; 11,22"),
        ("forward x=1 W1=1:2", "y=1,0;2,0"),
    ],
)
def test_lists_with_decimal_commas(line: str, typed: str) -> None:
    assert check(line, typed).verdict == "right"


def test_two_slips_of_one_rule_are_no_pair() -> None:
    problem = read_problem(registry.load("graph"), {"f": "x*y"})
    used = run_problem(problem, lambda run: {rule: calls for rule, calls in run.used.items() if len(rule.slips) > 1})
    one = next(iter(used))
    assert not [*pairs(problem, PLAIN, {one: 1})], "alone it has no other to be paired with"
    assert [*pairs(problem, PLAIN, used)]


def test_a_component_that_a_slip_does_not_give_leaves_the_answer_unexplained() -> None:
    line = "forward x=1,2 W1=1,1:1,0 b1=.5,.25"
    assert causes(check(line, "y=3.00,1.25")) == ["bias-not-added"]
    assert "bias-not-added" not in causes(check(line, "y=3.00,7.31"))


def test_what_is_no_number_among_decimal_commas_is_not_passed_over() -> None:
    assert check("softmax-loss z=1,2 y=0", "p=0,27 x 0,73").verdict == "unreadable"


def test_a_single_number_is_its_own_first_part_in_a_formula() -> None:
    assert check("graph q=x*y f=q*x", "f=q.1*x").verdict == "right"
