"""Slips of recurrent cells: figures by NumPy and by hand, those of an LSTM through time from PyTorch."""

from __future__ import annotations

from typing import Any

import pytest
from checked import causes, check, checks
from runs_of_rnn_step import numbers, run

from nncalc.engine.run import Policy
from nncalc.problem_types.rnn_step.problem import RnnStep


def slipped(typed: dict[str, Any], *names: str) -> dict[str, list[Any]]:
    """What every slip of every rule used gives, by its number; slips that mean nothing here are left out."""
    from nncalc.engine.run import DoesNotApply

    out = {}
    for rule in run(typed, lambda run: list(run.used)):
        for slip in rule.slips:
            try:
                out[slip.number] = numbers(typed, *names, policy=Policy(choice={rule: slip.function}))
            except DoesNotApply:
                continue
    return out


def sigmoid(a: float) -> float:
    from math import exp

    return 1 / (1 + exp(-a))


def test_slips_of_an_lstm() -> None:
    from math import tanh

    typed = {"cell": "lstm", "x": "1", "h0": ".5", "c0": "-.3"}
    typed |= {f"Wx{k}": v for k, v in zip("ifgo", (".1", ".2", ".3", ".4"), strict=True)}
    typed |= {f"Wh{k}": v for k, v in zip("ifgo", (".5", ".6", ".7", ".8"), strict=True)} | {"bf": "1", "bi": ".25"}
    i, f, g, o = sigmoid(0.6), sigmoid(1.5), tanh(0.65), sigmoid(0.8)
    c = -0.3 * f + i * g
    found = slipped(typed, "h", "params")
    expected = {
        "59": o * c,
        "60": o * tanh(-0.3 * i + f * g),
        "61": o * tanh(-0.3 * f + i + g),
        "63": o * tanh(-0.3),
        "62": sigmoid(1.05) * tanh(-0.3 * sigmoid(0.5) + sigmoid(1.35) * g),
    }
    assert {number: found[number][0][0] for number in expected} == pytest.approx(expected)
    assert numbers(typed, "h")[0][0] == pytest.approx(o * tanh(c))
    assert found["65"][1] == 4


def test_slips_of_a_gru() -> None:
    from math import tanh

    typed = {"cell": "gru", "x": "1", "h0": ".5", "Wr": ".1,.2", "Wz": ".3,.4", "Wn": ".5,.6", "bn": ".1"}
    z = sigmoid(0.5)
    assert slipped(typed, "h")["58"][0][0] == pytest.approx((1 - z) * 0.5 + z * tanh(0.9))
    assert {number for number, _ in RnnStep.convention_slips.values()} == {"56", "57"}


def test_slips_through_time() -> None:
    """66: without the next step's term only the last step's own error is left."""
    typed = {"x": "1:2", "Wxh": "1", "Whh": "1/2", "act": "identity", "t": "1", "grad": "yes"}
    assert numbers(typed, "dWhh", "dWxh") == [[1.5], [3.75]]
    found = slipped(typed, "dWhh", "dWxh")
    assert found["66"] == [[1.5], [3]]
    assert found["66c"] == [[1.5], [3]]
    every = slipped(typed | {"t": "0:1"}, "dWxh")
    assert every["66"] == [[1 * 1 + 1.5 * 2]]


def test_a_slip_of_tanh_is_made_beside_gates_with_sigmoid() -> None:
    """17: the candidate and the cell state have the slope of tanh, the gates that of sigmoid."""
    typed = {"cell": "lstm", "x": "1:2", "t": "1", "grad": "yes"}
    typed |= {f"W{part}{k}": ".5" for k in "ifgo" for part in "xh"}
    h, o, squashed, i, g = (found[0] for found in numbers(typed, "h2", "o2", "tanh_c2", "i2", "g2"))
    dc = (h - 1) * o * (1 - squashed)
    assert slipped(typed, "delta_g2", "delta_o2")["17"] == [
        pytest.approx([dc * i * (1 - g)]),
        pytest.approx([(h - 1) * squashed * o * (1 - o)]),
    ]


def test_parameters_of_a_gru_from_64_to_32() -> None:
    typed: dict[str, Any] = {"cell": "gru", "gates": "rzn", "x": [["0"] * 64]}
    typed |= {"Wx": [["0"] * 64] * 96, "Wh": [["0"] * 32] * 96, "b": ["0"] * 96}
    assert numbers(typed, "params", "params_one_bias", "params_two_biases") == [9312, 9312, 9408]
    found = slipped(typed, "params")
    assert (found["64"], found["65"]) == ([9408], [3104])


GATES = "x=.5 h0=.4 Wxr=.3 Whr=.2 Wxz=.5 Whz=-.4 Wxn=.7 Whn=.9"
GRU = f"rnn-step cell=gru {GATES} br=.1 bz=.6 bn=-.8"
BOTH = f"rnn-step cell=gru reset=after {GATES} bxr=.3 bhr=-.2 bxz=.2 bhz=.4 bxn=-.5 bhn=-.3"
LSTM = (
    "rnn-step cell=lstm x=.5:-.3:.8 h0=.2 c0=-.4 Wxi=.4 Whi=-.6 bi=.1 Wxf=.7 Whf=.2 bf=.3 Wxg=-.8 Whg=.5 bg=.2 "
    "Wxo=.9 Who=-.4 bo=-.1"
)
THROUGH = f"{LSTM} t=.3:-.2:.5 grad=yes"
ALL, ONLY = "leaves the bias out of the net", "leaves the bias out of the net, in n1 only"
NEXT, SECOND = "takes the bias of the next gate in the list", "takes another gate's bias, two further on in the list"


@pytest.mark.parametrize(
    ("line", "figure", "words"),
    [
        (f"{GRU} reset=after", "n1=.5010", ALL),
        (f"{GRU} reset=after", "h1=.4528", ALL),
        (f"{GRU} reset=after", "n1=.5076", ONLY),
        (f"{GRU} reset=after", "n1=.6048", NEXT),
        (f"{GRU} reset=after", "n1=.7932", SECOND),
        (f"{GRU} reset=after", "n1=.57799", f"{NEXT}, in n1 only"),
        (f"{GRU} reset=after", "n1=-.08976", "leaves the reset gate out of the candidate"),
        (GRU, "n1=.50756", ONLY),
        (BOTH, "n1=.50098", ALL),
        (BOTH, "h1=.47973", NEXT),
        (LSTM, "o1=.59146", "leaves the bias out of the net"),
        (LSTM, "h1=-.17123", f"{NEXT}, in f1 only"),
        (LSTM, "f1=.5449", "swaps the forget gate and the input gate"),
        (LSTM, "i1=.6660", "swaps the forget gate and the input gate"),
        (LSTM, "c1=-.2843", "swaps the forget gate and the input gate"),
        (THROUGH, "dWxi=0.0324", "leaves out what the next step sends back"),
        (THROUGH, "dbg=-0.2920", "leaves out what the next step sends back"),
        (THROUGH, "dWhf=.005565", "leaves out what the next step sends back"),
        (THROUGH, "dbf=.04520", "leaves out what the next step sends back"),
        (THROUGH, "dWxi=.033864", "leaves out what the next cell state sends back"),
    ],
)
def test_a_slip_of_a_recurrent_cell(line: str, figure: str, words: str) -> None:
    assert words in [cause["words"] for cause in check(line, figure).causes]


def test_f_for_i_and_i_for_f_in_one_answer() -> None:
    """The two gates have changed names: each figure by itself, and the cell state that goes with them."""
    found = checks(LSTM, "i1=.6660", "f1=.5449")
    assert [causes(each) for each in found] == [["60"], ["60"]]
