"""A refused line is answered with the whole line to type, in the person's own numbers; every line that is offered runs."""

from __future__ import annotations

import shlex

import pytest
from commandline import nncalc, offered

from nncalc.declaring import registry

OFFERED = {
    # values without names
    "training 1000 32 10": "training 1000 batch=32 epochs=10",
    "training n=1000 32": "training n=1000 batch=32",
    "activation relu 1,-1": "activation relu x=1,-1",
    "activation sigmoid 1.5": "activation sigmoid x=1.5",
    "dropout 1,2,3 1,0,1": "dropout 1,2,3 mask=1,0,1",
    "init he 256 128": "init he fan_in=256 fan_out=128",
    "loss mse 1,2 1,3": "loss mse y=1,2 yhat=1,3",
    "optimizer adam .1 .2 .01": "optimizer adam w=.1 g=.2 lr=.01",
    "metrics 1,0,1 1,1,1": "metrics y=1,0,1 yhat=1,1,1",
    "backprop 1,2 .1,.2 1 --digits 3": "backprop 1,2 W1=.1,.2 t=1 --digits 3",
    "rnn-step lstm x=1,2 Wi=.1,.2,.3 Wf=.4,.5,.6 Wg=.7,.8,.9 Wo=.2,.1,0":
    "rnn-step cell=lstm x=1,2 Wi=.1,.2,.3 Wf=.4,.5,.6 Wg=.7,.8,.9 Wo=.2,.1,0",
    # what is proposed, put in
    "softmax-loss z=3.2 5.1 -1.7 y=0": "softmax-loss z=3.2,5.1,-1.7 y=0",
    "backprop x=1 W1=1 t=1 loss=l2 lr=0,5": "backprop x=1 W1=1 t=1 loss=sse lr=0.5",
    "backprop x=1 W1=1 t=1 lr=10%": "backprop x=1 W1=1 t=1 lr=0.1",
    "forward x=1,2.O4 W1=1,2": "forward x=1,2.04 W1=1,2",
    "dropout x=1,2 keep_prob=.8": "dropout x=1,2 p=.8 p_is=kept",
    "rosenblatt X=1 t=1": "rosenblatt X=1 t=1 labels=pm1",
    "convshape 9x9x5 conv:2,k=3": "convshape 9x9x5 conv:2,k=3 layout=hwc",
    # other words for the command
    "softmx-loss z=1,2 y=0": "softmax-loss z=1,2 y=0",
    "sigmoid 1.5": "activation sigmoid x=1.5",
    "relu -1,2 --exact": "activation relu x=-1,2 --exact",
    "mse 1,2 1,3": "loss mse y=1,2 yhat=1,3",
    "adam w=1 g=.5 lr=.1": "optimizer adam w=1 g=.5 lr=.1",
    "xavier 100 50": "init xavier fan_in=100 fan_out=50",
    "lstm x=1": "rnn-step cell=lstm x=1 Wi=.1,.3 Wf=.4,.6 Wg=.7,.9 Wo=.2,0",
    "gru x=1 h=0": "rnn-step cell=gru gates=rzn x=1 h=0 Wx=.1:.3:.5 Wh=.7:.8:.9",
    "rnn-step lstm x=1": "rnn-step cell=lstm x=1 Wi=.1,.3 Wf=.4,.6 Wg=.7,.9 Wo=.2,0",
    "sgd w=1 g=2": "optimizer sgd w=1 g=2 lr=.1",
    "激活 relu -1,2": "'激活' relu x=-1,2",
    "反相传播 x=1,2 W1=.1,.2 t=1": "'反向传播' x=1,2 W1=.1,.2 t=1",
    "交叉商 z=1,2 y=0": "'交叉熵' z=1,2 y=0",
    # other ways of writing
    "loss mse t=1,2 y=1.5,2": "loss mse y=1,2 yhat=1.5,2",
    "regression linear x=1,2,3 y=2,4,5": "regression linear X=1,2,3 y=2,4,5",
    "activation 'sigmoid(0.5)'": "activation sigmoid x=0.5",
    "graph '(x+y)*z' -2 5 -4": "graph 'f=(x+y)*z' x=-2 y=5 z=-4",
    "loss nn.MSELoss y=1,2 yhat=1,3": "loss mse y=1,2 yhat=1,3",
    "loss BCEWithLogitsLoss y=1 z=2": "loss bce y=1 z=2",
    "optimizer torch.optim.Adam w=1 g=.5 lr=.1": "optimizer adam w=1 g=.5 lr=.1",
    "metrics accuracy y=1,0 yhat=1,1": "metrics y=1,0 yhat=1,1",
    "softmax-loss z=1,2, y=0": "softmax-loss z=1,2 y=0",
    "softmax-loss z = 1,2 y = 0": "softmax-loss z=1,2 y=0",
    "softmax-loss z:1,2 y:0": "softmax-loss z=1,2 y=0",
    # layers
    "convshape 'nn.Conv2d(1, 6, 5)' 1x28x28": "convshape 1x28x28 'nn.Conv2d(1, 6, 5)'",
    "convshape 'torch.Size([1, 28, 28])' conv:6,k=5": "convshape 1x28x28 conv:6,k=5",
    "convshape 28 28 1 conv:6,k=5": "convshape 28x28x1 conv:6,k=5 layout=hwc",
    "convshape 3x32x32 conv:6k=5": "convshape 3x32x32 conv:6,k=5",
    "convshape W=32 K=5 S=1 P=2": "convshape 32x32 conv:1,k=5,s=1,p=2",
    "convshape 32 W=32 K=5 S=1 P=2": "convshape 32x32 conv:1,k=5,s=1,p=2",
    "convshape n=6 f=3 s=1 p=0": "convshape 6x6 conv:1,k=3,s=1,p=0",
    "convshape W=227 F=11 S=4 K=96 C=3": "convshape 3x227x227 conv:96,k=11,s=4",
    "convshape H=8 W=6 k=3": "convshape 8x6 conv:1,k=3",
    "cnn W=32 K=5": "convshape 32x32 conv:1,k=5",
    "convshape 3x32x32 k=5 s=2": "convshape 3x32x32 conv:1,k=5,s=2",
    "convshape 3x32x32 conv:6, k=5": "convshape 3x32x32 conv:6,k=5",
    "convshape 1x28x28 pool:2": "convshape 1x28x28 pool:max,k=2",
    "convshape 3x32x32 maxpool:3,2": "convshape 3x32x32 pool:max,k=3,s=2",
    "convshape 3x32x32 'conv(6,5)'": "convshape 3x32x32 conv:6,k=5",
    "convshape 3x32x32 conv:6x5x5": "convshape 3x32x32 conv:6,k=5",
    "convshape 3x32x32 6@5x5": "convshape 3x32x32 conv:6,k=5",
    "convshape 3x32x32 conv3-64": "convshape 3x32x32 conv:64,k=3",
}  # fmt: skip


@pytest.mark.parametrize("line", OFFERED)
def test_the_line_is_offered_and_runs(line: str) -> None:
    done = nncalc(line)
    assert (done.code, done.out) == (2, "")
    meant = offered(done.err)
    assert shlex.join(meant[0]) == OFFERED[line]
    for each in meant:
        assert nncalc(each).code == 0


def test_both_readings_are_offered() -> None:
    assert [line[-1] for line in offered(nncalc("rosenblatt X=1 t=1").err)] == ["labels=pm1", "labels=01"]
    assert [line[-1] for line in offered(nncalc("convshape 9x9x5 conv:2,k=3").err)] == ["layout=hwc", "layout=chw"]
    assert [line[-1] for line in offered(nncalc("metrics 1,0 1,1").err)] == ["yhat=1,1", "scores=1,1"]


@pytest.mark.parametrize(
    "line",
    [
        "forward x=1,a$ W1=1",
        "activation nothing 3",
        "training 1000 32 10 5 7 9",
        "convshape A=3 B=2",
        "loss 'y=1\x1b[2J' 3",
        "rosenblatt -",
    ],
)
def test_nothing_is_offered_that_cannot_be_read(line: str) -> None:
    done = nncalc(line)
    assert done.code == 2
    assert offered(done.err) == []


@pytest.mark.parametrize("name", registry.names())
def test_further_lines_run(name: str) -> None:
    kind = registry.load(name)
    for line in kind.further:
        assert nncalc(line).code == 0
    assert all(kind.field_of(given) for order in kind.orders for given in order.split())


@pytest.mark.parametrize(
    ("line", "decimal"),
    [
        ("dropout x=1,2 p=50%", "dropout x=1,2 p=0.5"),
        ("dropout x=1,2 p=12.50%", "dropout x=1,2 p=0.125"),
        ("dropout x=1,2 p=５％", "dropout x=1,2 p=.05"),
        ("softmax-loss p=70%,20%,10% y=0", "softmax-loss p=.7,.2,.1 y=0"),
        ("softmax-loss z=1,2 y=0 smoothing=10%", "softmax-loss z=1,2 y=0 smoothing=.1"),
        ("loss bce y=100%,0 yhat=90%,.5%", "loss bce y=1,0 yhat=.9,.005"),
    ],
)
def test_percentages_of_probabilities(line: str, decimal: str) -> None:
    read, typed = (nncalc(f"{each} --steps none --no-statement") for each in (line, decimal))
    assert (read.code, read.out) == (0, typed.out)


def test_what_a_line_leaves_out_or_lends_is_said() -> None:
    def said(line: str) -> str:
        lines = nncalc(line).err.splitlines()
        return next(each.strip() for each in lines if each.strip().startswith(("type", "as in")))

    assert said("softmax-loss z=1,2,3 y=0 --check los=2.4") == "type:"
    assert said("softmax-loss z=1,2,3 y=0 --check dW=2.4") == "type, without --check:"
    assert said("rosenblatt X=1:-1 t=1,-1 w=a") == "type, without w:"
    assert said("forward x=1 W1=1 --check loss=.49") == "type, with your own numbers for t:"
    assert said("softmax-loss z=1,2,3 y=0 loss=2.4") == "type:"
    assert said("convshape 3x8x8 konv") == "as in:"
