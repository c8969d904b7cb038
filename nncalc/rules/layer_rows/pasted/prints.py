"""A printed module of PyTorch: `Net(  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))  …  )`."""

from __future__ import annotations

import re

from nncalc.rules.layer_rows.pasted.expressions import Expressions
from nncalc.rules.layer_rows.pasted.machine import Machine
from nncalc.rules.layer_rows.pasted.nodes import Attribute, Call, Name
from nncalc.rules.layer_rows.pasted.signatures import CONTAINERS
from nncalc.rules.layer_rows.pasted.tokens import Token, fail, plain_text, tokens_of
from nncalc.rules.layer_rows.pasted.values import Chain, Instance, Made, Module, Unknown
from nncalc.words import say

PRINTED = re.compile(r"(?:^|[\s(])\(\s*[\w.-]+\s*\):\s*(?:[0-9]+ x )?[A-Za-z_][\w.]*\(")
"""An entry, as every printed module has one."""
MOST_ALIKE = 1000
_LINE_ENDS = ("newline", "indent", "dedent")


class Prints(Expressions):
    """Reads printed modules."""

    def __init__(self, source: str, tokens: list[Token], machine: Machine) -> None:
        super().__init__(source, [token for token in tokens if token.kind not in _LINE_ENDS])
        self.machine = machine

    def program(self) -> list[Module]:
        """The modules of the text, one after another."""
        found = []
        while self.here.kind != "end":
            found += self.entry() if self._is_entry() else [self.module("")]
        return found

    def _is_entry(self) -> bool:
        """`(0):`, `(conv1):`, `(0-5):`."""
        if not self.seen("("):
            return False
        at = 1
        while self.ahead(at).kind in ("name", "number") or (at > 1 and self.ahead(at).text in ("-", ".")):
            at += 1
        return at > 1 and self.ahead(at).text == ")" and self.ahead(at + 1).text == ":"

    def entry(self) -> list[Module]:
        """One entry, or several alike: `(0-5): 6 x Linear(…)`."""
        key = ""
        self.want("(")
        while not self.taken(")"):
            key += self.take().text
        self.want(":")
        times = 1
        if self.here.kind == "number" and self.ahead().text == "x":
            times = int(self.take().text) if self.here.text.isdigit() else 0
            self.take()
        start, found = self.at, []
        if not 1 <= times <= MOST_ALIKE:
            fail(self.source, self.here.place, say("a unit repeated {times} times", times=times))
        for _ in range(times):
            self.at = start
            found.append(self.module(key))
        return found

    def module(self, key: str) -> Module:
        """A module with what is in it."""
        if self.here.kind != "name":
            self.fail_here("Conv2d(3, 96, kernel_size=11)")
        token = self.take()
        node: Name | Attribute = Name(token.text, token.place)
        while self.taken("."):
            node = Attribute(node, self.take().text, token.place)
        if not (self.seen("(") and self._holds_entries()):
            return self._leaf(node, token, key)
        self.want("(")
        children = self.nested(self._children)
        self.want(")")
        name = token.text
        module: Chain | Instance
        if name in CONTAINERS:
            module = Chain(name, token.place, calls=name == "Sequential", children=children)
        else:
            module = Instance(name, token.place, children=children)
        return module

    def _holds_entries(self) -> bool:
        self.at += 1
        found = self._is_entry()
        self.at -= 1
        return found

    def _children(self) -> list[Module]:
        found: list[Module] = []
        while not self.seen(")"):
            if self.here.kind == "end":
                self.fail_here(")")
            found += self.entry() if self._is_entry() else [self.module("")]
            self.taken(",")
        return found

    def _leaf(self, node: Name | Attribute, token: Token, key: str) -> Module:
        call = self.nested(lambda: self._call(node))
        assert isinstance(call, Call)
        value = self.machine.value(call)
        if isinstance(value, Unknown):
            self.machine.no_layer(value)
        if not isinstance(value, (Made, Chain)):
            fail(self.source, token.place, say("{value} is not a layer", value=token.text))
        if key and isinstance(value, Made):
            value.name = key
        return value


def walk_print(text: str, before: int) -> Machine:
    """A machine through which the printed network has gone."""
    source = plain_text(text)
    machine = Machine(source, before)
    modules = Prints(source, tokens_of(source), machine).program()
    spot = machine.input
    for module in modules:
        spot = machine.through(module, spot, module.place, exact=isinstance(module, Chain))
    return machine
