"""Slips of networks where the short way to the right figure would lose them: at the output delta, over several samples.
The figures are from NumPy."""

from __future__ import annotations

import pytest
from checked import causes, check, problem

from nncalc.page.solving import run_problem
from nncalc.rules.dense import CHAIN

ONE = "backprop x=2,-1 W1=.5,.3 b1=.1 act1=sigmoid loss=bce t=0 lr=.5"
SOFTMAX = "backprop x=1,2 W1=.1,.2:.3,.4 act1=softmax loss=cross-entropy t=1,0"
TWO = "backprop x=.6,-.4 W1=.3,-.5:.8,.2 b1=.1,-.1 W2=.7,-.3:.2,.6:-.4,.5 b2=.05,-.15,.25 act1=tanh lr=.5"
BINARY, CLASSES = f"{TWO} act2=sigmoid loss=bce t=1,0,1", f"{TWO} act2=softmax loss=cross-entropy t=0,1,0"
WEIGHTS = "b1=.15,-.25 b2=.1,-.2 act=sigmoid lr=.4"
SAMPLES = f"backprop x=.3,-.7:1.2,.4:-.6,.8 {WEIGHTS}"
BATCH = f"{SAMPLES} W1=.2,-.4:.6,.1 W2=.7,-.3:.5,.9 t=.2,.9:.7,.1:.4,.4"
ROWS = f"{SAMPLES} W1=.2,.6:-.4,.1 W2=.7,.5:-.3,.9 form=row t=.2,.9:.7,.1:.4,.4"
LABELS = f"{SAMPLES} W1=.2,-.4:.6,.1 W2=.7,-.3:.5,.9 t=1,0:0,1:1,0"
RECURRENT = "rnn-step x=.5:-.3 h0=.2,.1 Wxh=.7:-.4 Whh=.3,-.5:.2,.6 bh=.1,-.1 Why=.8,-.6:.3,.5 by=.1,.2 t=1,0 grad=yes"
CHOSEN, APART = f"{RECURRENT} act_y=softmax loss=cross-entropy", f"{RECURRENT} act_y=sigmoid loss=bce"


@pytest.mark.parametrize(
    ("line", "slip", "figures"),
    [
        (ONE, "10", "delta1=3.2255"),
        (ONE, "20", "delta1=1.3799"),
        (ONE, "40b", "dW1=-1.3799,0.6900"),
        (SOFTMAX, "40b", "dW1=0.6457,1.2913:-0.6457,-1.2913"),
        (SOFTMAX, "39", "delta1=-.6457,0 dW1=-.6457,-1.2913:.0000,.0000"),
        (BINARY, "10", "delta2=-.58653,.70693,-.60160 W2_new=.83087,-.21457:.04227,.49703:-.26577,.58763"),
        (BINARY, "10", "delta1=-.02854,.29932 W1_new=.30856,-.50571:.71020,.25986"),
        (BINARY, "10", "delta1=-.02286,.27392 W1_new=.30686,-.50457:.71783,.25478"),
        (BINARY, "13", "delta2=-.33333,.37360,-.33333 W1_new=.30607,-.50405:.75676,.22883"),
        (BINARY, "14", "dW2=-.05218,-.03406:.03187,.02081:-.04564,-.02979"),
        (BINARY, "16", "delta1=-.00261,.12979"),
        (BINARY, "20", "dW2=-.12842,-.08384:.15722,.10263:-.13266,-.08660 W1_new=.30290,-.50193:.75907,.22729"),
        (BINARY, "20b", "delta2=-.07195,.08808,-.07432 W2_new=.71605,-.28952:.18035,.58717:-.38342,.51083"),
        (BINARY, "40b", "delta2=.14390,-.17616,.14864 W1_new=.29855,-.49903:.82047,.18636"),
        (f"{BINARY} delta=error", "10", "delta2=.58653,-.70693,.60160 dW1=-.01372,.00914:.16435,-.10957"),
        (CLASSES, "10", "delta1=-.52589,-1.80277"),
        (CLASSES, "39", "delta2=.00000,-.69542,.00000 W1_new=.33342,-.52228:.91455,.12363"),
        (CLASSES, "20", "delta2=.71552,-1.39085,.67532"),
        (CLASSES, "20b", "W1_new=.30285,-.50190:.84883,.16744"),
        (CLASSES, "40b", "dW2=-.15965,-.10422:.31033,.20259:-.15068,-.09837"),
        (f"{LABELS} loss=bce", "10", "delta2=-.27900,.44943:.39224,-.25447:-.29157,.40258"),
        (f"{LABELS} loss=bce", "20", "dW2=-.03752,.00445:.14956,.09805"),
        (f"{LABELS} act2=softmax loss=cross-entropy", "39", "dW2=-.18371,-.14627:-.07731,-.08669"),
        (f"{LABELS} act2=softmax loss=cross-entropy", "40b", "delta2=.17782,-.17782:-.13874,.13874:.17158,-.17158"),
        (CHOSEN, "10", "dWhy=-.23764,.02516:.00000,.00000 dWhh=-.72683,.29655:.81739,-.09309"),
        (CHOSEN, "39", "delta_y2=-.50694,.00000 dWhh=-.18167,.07412:.20431,-.02327"),
        (CHOSEN, "40b", "delta_y2=.50694,-.50694"),
        (APART, "13", "delta_y2=-.50000,.62864 dWhh=-.07985,.04607:.35504,-.07580"),
        (APART, "20", "dWhy=-.05271,.00558:.06526,-.00691"),
        (APART, "20b", "dWhh=-.01830,.01046:.07934,-.01687"),
    ],
)
def test_a_slip_before_the_short_form_goes_on_from_it(line: str, slip: str, figures: str) -> None:
    """y − t is what the long chain comes to; who makes a slip in the chain does not come to it."""
    for figure in figures.split():
        assert slip in causes(check(line, figure)), figure


@pytest.mark.parametrize("line", [ONE, CLASSES, CHOSEN, APART])
def test_the_long_chain_is_worked_beside_the_short_form(line: str) -> None:
    """Only slips of rules that were used are looked for."""
    assert run_problem(problem(line), lambda run: set(CHAIN) <= {*run.used})


@pytest.mark.parametrize(
    ("line", "slip", "figures"),
    [
        (BATCH, "24", "dW2=0.0357,0.0357:0.0358,0.0358 W1_new=.19583,-.40417:.59815,.09815"),
        (BATCH, "11", "delta1=0.0053,-0.0024:-0.0018,0.0007:0.0024,-0.0010 W1_new=.20079,-.39902:.59971,.09953"),
        (BATCH, "11b", "delta1=-.00248,-.00472:.00516,.00882:.00184,.00316"),
        (BATCH, "12", "delta1=.00158,.00125:.00435,.00463:.00304,.00251 W1_new=.19845,-.40123:.59823,.09881"),
        (ROWS, "24", "dW2=.03569,.03578:.03569,.03578"),
        (ROWS, "11", "W1_new=.20079,.59971:-.39902,.09953"),
        (ROWS, "11b", "W1_new=.19826,.59709:-.40211,.09626"),
        (ROWS, "12", "W1_new=.19845,.59823:-.40123,.09881"),
        (f"{BATCH} reduction=sum", "24", "dW2=.10708,.10708:.10735,.10735"),
        (f"{BATCH} reduction=sum", "11", "delta1=.01576,-.00713:-.00527,.00215:.00720,-.00294"),
        (f"{ROWS} reduction=sum", "11b", "delta1=-.00744,-.01415:.01547,.02646:.00552,.00947"),
        (f"{ROWS} reduction=sum", "12", "delta1=.00473,.00375:.01305,.01390:.00913,.00753"),
    ],
)
def test_a_slip_over_several_samples(line: str, slip: str, figures: str) -> None:
    for figure in figures.split():
        assert causes(check(line, figure)) == [slip], figure
