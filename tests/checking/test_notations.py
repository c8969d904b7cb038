"""Right figures in the notations of people: each is judged right, or refused as unreadable, never wrong."""

from __future__ import annotations

import pytest
from checked import EXAMPLE, SOFTMAX, check

COUNTED = "convshape 3x227x227 conv:96,k=11,s=4"
RIGHT = [
    (EXAMPLE, "y=a2 = .75,.77"), (EXAMPLE, "y=ŷ₁ = .75, ŷ₂ = .77"), (EXAMPLE, "W1_new.1.2=W1_new[1,2] = .1996"),
    (SOFTMAX, "p=probs = .13,.87,.00"),
    (SOFTMAX, "loss=≈2.04"), (SOFTMAX, "loss=~2.04"), (SOFTMAX, "loss=loss = 2.04"), (SOFTMAX, "loss=约2.04"),
    (SOFTMAX, "loss=2.04."), (SOFTMAX, "loss=2.04。"), (SOFTMAX, "loss=2.04 nats"), (SOFTMAX, "loss=L = 2.04 nats"),
    (SOFTMAX, "loss=cost≈2.04"), (SOFTMAX, "loss=loss: 2.04"), (SOFTMAX, "loss=Loss 2.04."), (SOFTMAX, "loss=2.040..."),
    (SOFTMAX + " log=2", "loss=2.94 bits"), (SOFTMAX, "loss=答案：2.04"),
    (SOFTMAX, "dz.1=- 0.87"), (SOFTMAX, "dz.1=−  0.87"), (SOFTMAX, "dz.1=- ,87"), (SOFTMAX, "dz.1=(- 0.87)"),
    (SOFTMAX, "dz.1=-8.7 x 10^-1"), (SOFTMAX, "dz.1=-8.7×10⁻¹"), (SOFTMAX, "dz.1=- 8.7 · 10^{-1}"),
    (SOFTMAX, r"dz.1=-8.7\times10^{-1}"), (SOFTMAX, "dz.1=-0.870..."), (SOFTMAX, "dz.1=-8.7 e-1"),
    (SOFTMAX, "dz.1=dz₁ = - 0.87"), (SOFTMAX, "dz.1=∂L/∂z₁ = -87 %"),
    (SOFTMAX, "dz=- 0.87, + 0.87, 0.00"), (SOFTMAX, "dz=- 0,87; 0,87; 0,00"), (SOFTMAX, "dz={-0.87, 0.87, -0.00}"),
    (SOFTMAX, "p=p = (0.13, 0.87, 0.00)"), (SOFTMAX, "p=[0.13; 0.87; 0.00]"), (SOFTMAX, "p=$0.13, 0.87, 0.00$"),
    (SOFTMAX, "p=p1=0.13, p2=0.87, p3=0.00"), (SOFTMAX, "p=p₃≈0.00; p₁≈0.13; p₂≈0.87"), (SOFTMAX, "p=[[0.13, 0.87, 0.00]]"),
    (COUNTED, "params1=34,944"), (COUNTED, "params1=34 944"), (COUNTED, "params1=34'944"), (COUNTED, "params1=34’944"),
    (COUNTED, "params1=34\u202f944"), (COUNTED, "params1=34\u00a0944"), (COUNTED, "params1=34_944"),
    (COUNTED, "params1=34944 parameters"), (COUNTED, "params1=34,944 params."), (COUNTED, "params1=34944个参数"),
    (COUNTED, "params1=35K"), (COUNTED, "params1=34.9 K parameters"), (COUNTED, "params1=0.035M"), (COUNTED, "params1=3.5万"),
    (COUNTED, "macs1=105,415,200"), (COUNTED, "macs1=105.415.200"), (COUNTED, "macs1=1.05×10⁸"), (COUNTED, "macs1=105.4M MACs"),
    (COUNTED, "shape1=shape1 = {96, 55, 55}"), (COUNTED, "shape1=96x55x55."), (COUNTED, "height1=55 px"),
    (EXAMPLE, "W1_new=.1498,.1996,.2498,.2995"), (EXAMPLE, "W1_new=0,1498 0,1996 0,2498 0,2995"),
    (EXAMPLE, "dW1.1.1=∂E/∂W1₁₁ = 0.00044"), (EXAMPLE, "delta1.1=δ1₁ = 0.0088"), (EXAMPLE, "y=y_1 = 0.75 y_2 = 0.77"),
    (SOFTMAX, "dz.1=– 0.87"), (SOFTMAX, "dz.1=-8.7e–1"), (SOFTMAX, "loss=2.04 (nats)"), (SOFTMAX, "loss=~= 2.04;"),
    (SOFTMAX, "p=p1 = 0,13; p2 = 0,87; p3 = 0,00"), (SOFTMAX, "p=[0.13, 0.87, 0.00]^T"), (SOFTMAX, "loss=np.float64(2.0404)"),
    (SOFTMAX, r"p=\begin{pmatrix} 0.13 \\ 0.87 \\ 0.00 \end{pmatrix}"), (SOFTMAX, "p=tensor([0.1300, 0.8690, 0.0010])"),
    ("forward x=1 W1=2/3", "y=0.666..."), ("forward x=1 W1=.1004", "y=10⁻¹"), ("forward x=300000000000 W1=1", "y=3×10¹¹"),
    ("forward x=0 W1=1", "y=−0.0"), ("backprop x=1,2 W1=1,2:3,4 t=0,0", "dW1=5,0 10,0 11,0 22,0"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "converged=converged = yes"),
    ("rosenblatt X=3,3:4,3:1,1 t=1,1,-1", "updates=7 updates"),
]  # fmt: skip
REFUSED = [
    (COUNTED, "shape1=1x96x55x55", "may count samples"),
    (COUNTED, "shape1=96/55/55", "is a formula"),
    (EXAMPLE, "y=a1 = .75,.77", "'a1' is no name of y"),
    (SOFTMAX, "loss=2.04 bits", "'bits' is no unit of loss"),
    (SOFTMAX, "loss=W = 2.04", "'W' is no name of loss"),
    (SOFTMAX, "loss=dz1 = 2.04", "'dz1' is no name of loss"),
    (SOFTMAX, "loss=51/25 = 2.04", "'51/25' is no name of loss"),
    (SOFTMAX, "p=p1=0.13, 0.87, 0.00", "'p1' is no name of p"),
    (SOFTMAX, "p=p1=0.13, p1=0.87, p3=0.00", "'p1=0.87' is no part of p"),
    (SOFTMAX, "p=p1=0.13, q2=0.87, p3=0.00", "'q2=0.87' is no part of p"),
    (SOFTMAX, "dz.1=-8.7×10-1", "right as -8.7e-1"),
    (SOFTMAX, "dz.1=-8.7*10e-1", "right as -8.7e-1"),
    (SOFTMAX, "loss=2.0–2.1", "only looks like -"),
    (SOFTMAX, "loss=2·04", "may be a decimal or a product"),
    (SOFTMAX, "loss=2K", "'K' is no unit of loss"),
    (COUNTED, "params1=2MB", "'MB' is no unit of params1"),
    (COUNTED, "params1=34.944", "right as 34944"),
    (COUNTED, "params1=params = 34944", "'params' is no name of params1"),
    ("forward x=300000000000 W1=1", "y=3×1011", "right as 3e11"),
    ("forward x=1,2 W1=.1,.2 t=1", "loss=0.125 nats", "'nats' is no unit of loss"),
]


@pytest.mark.parametrize(("line", "figure"), RIGHT)
def test_right_in_every_notation(line: str, figure: str) -> None:
    found = check(line, figure)
    assert found.verdict == "right", found.words


@pytest.mark.parametrize(("line", "figure", "said"), REFUSED)
def test_what_may_be_another_figure_is_refused(line: str, figure: str, said: str) -> None:
    found = check(line, figure)
    assert found.verdict == "unreadable"
    assert said in found.words[0]


@pytest.mark.parametrize("typed", ["0.6", "6e-1", "60 %", "6.0×10⁻¹", "(0.6)"])
def test_a_value_that_is_a_decimal_though_nobody_proves_it(typed: str) -> None:
    """tanh(ln 2) is 3/5."""
    assert check("activation act=mish x=0", f"dy={typed}").verdict == "right"


def test_a_matrix_in_one_row_is_said_to_be_read_row_by_row() -> None:
    said = "typed in one row: read row by row"
    assert said in check(EXAMPLE, "W1_new=.1498,.1996,.2498,.2995").words
    assert said in check(EXAMPLE, "W1_new=.1498,.2498,.1996,.2995").words
    assert said not in check(EXAMPLE, "W1_new=.1498,.1996:.2498,.2995").words
    assert said not in check(EXAMPLE, r"W1_new=\begin{bmatrix}.1498&.1996\\.2498&.2995\end{bmatrix}").words


def test_how_a_figure_was_read_is_said_where_it_is_not_right() -> None:
    assert "35 K parameters is read as 35e3" in check(COUNTED, "params1=36 K parameters").words[0].replace("36", "35")
    assert "loss ≈ 2.05 nats is read as 2.05" in check(SOFTMAX, "loss=loss ≈ 2.05 nats").words[0]
