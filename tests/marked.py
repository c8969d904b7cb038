"""A class for the tests of marking: its key, its answers, and what `nncalc check` says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from commandline import Outcome, nncalc

KEY = """problems:
  - id: net
    type: forward
    given: {x: 2, W1: 1, W2: 3, W3: 1, b3: 1}
    points: {z1: 1, z2: 2, y: 3}
  - id: loss
    type: softmax-loss
    given: {z: [3.2, 5.1, -1.7], y: 0}
    expect: {loss: 2.04, p: [0.13, 0.87, 0.00]}
    points: 4
  - id: free
    type: forward
    given: {x: [1, 2], W1: [3, 4]}
"""
CLASS = """student,id,name,value
Ann,net,z1,2
Ann,net,z2,6
Ann,net,y,7
Ann,loss,loss,"2,04"
Ann,loss,p,".13,.87,.00"
Ann,free,y,11
Bob,net,z1,5
Bob,net,z2,15
Bob,net,y,16
Bob,loss,loss,.886
Bob,loss,p.1,13%
Bob,loss,p.2,.9
Bob,free,y,=1+1
Cid,loss,loss,
"""


def check(key: Path, answers: str, *options: str, name: str = "class.csv") -> Outcome:
    path = key.parent / name
    path.write_text(answers, encoding="utf-8")
    return nncalc(["check", str(key), str(path), *options])


def data(key: Path, answers: str, name: str = "class.csv") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(check(key, answers, "--format", "json", name=name).out)
    return found
