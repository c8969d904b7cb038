"""Problems whose pages are hard to fit on paper: letters, long sums, wide rows, tall columns, tables, deep fractions."""

from __future__ import annotations

LINES = {
    "letters": "forward x=x1,x2 W1=w11,w12:w21,w22 b1=b1,b2 act1=sigmoid",
    "long-lines": "backprop x=.05,.1,.2,.3,.4,.5,.6 W1=eye:7 b1=.35 W2=ones:7x7 b2=.6 act=softplus t=.01,.9,0,0,0,0,0 lr=.5",
    "wide": f"forward x={','.join(['0.123456'] * 60)} W1={','.join(['-1.23456789'] * 60)} --all",
    "tall": f"forward x=1,2 W1={':'.join(['1,2'] * 90)} --all",
    "table": f"rosenblatt X={':'.join(['3,3,1,2,3,4,5,6,7'] * 3)} t=1,1,-1 lr=1",
    "deep": f"graph 'f={'1/(1+' * 30}x{')' * 30}' x=1",
    "checked": "softmax-loss z=3.2,5.1,-1.7 y=0 --check loss=0.87 --check p=0.13,0.87,0.00",
}
