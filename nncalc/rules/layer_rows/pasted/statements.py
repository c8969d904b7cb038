"""Statements of pasted Python: assignments, calls, classes, functions, conditions and loops; what else there is is refused."""

from __future__ import annotations

from typing import Any

from nncalc.rules.layer_rows.pasted.expressions import Expressions
from nncalc.rules.layer_rows.pasted.nodes import Assign, Call, Class, Define, Evaluate, For, If, Items, Return
from nncalc.rules.layer_rows.pasted.tokens import fail, plain_text, tokens_of
from nncalc.words import say

_SIGNS = ("=", "+=", "-=", "*=", "/=", "//=", "**=")
_WITHOUT_EFFECT = frozenset(("import", "from", "pass", "assert", "global", "nonlocal", "del", "continue", "break"))
_NOT_READ = frozenset(("while", "try", "except", "finally", "raise", "async", "match", "elif", "else"))


class Statements(Expressions):
    """Reads statements."""

    def program(self) -> list[Any]:
        """All statements of the text."""
        found: list[Any] = []
        while self.here.kind != "end":
            if self.here.kind in ("newline", "indent", "dedent"):
                self.take()  # a piece of a class may be pasted with its indentation
            else:
                found += self.statement()
        return found

    def statement(self) -> list[Any]:
        """One statement, or those of one line."""
        token = self.here
        if token.kind == "name":
            if token.text in ("import", "from") or (
                token.text in _WITHOUT_EFFECT and self.ahead().text not in ("=", ".", "(")
            ):
                return self._skipped(token.text)
            if token.text in _NOT_READ:
                fail(self.source, token.place, say("'{word}' is not read here", word=token.text),
                     expected=say("the model alone: its class, or its layers"))  # fmt: skip
            compound = {"class": self._class, "def": self._define, "if": self._if, "for": self._for}.get(token.text)
            if compound is not None:
                return [self.nested(compound)]
            if token.text == "with":
                return list(self.nested(self._with))
        if self.taken("@"):
            self._line()
            return []
        return self._simple()

    def _skipped(self, word: str) -> list[Any]:
        if word in ("continue", "break", "raise"):
            fail(self.source, self.here.place, say("'{word}' is not read here", word=word))
        self._line()
        return []

    def _line(self) -> None:
        while self.here.kind not in ("newline", "end"):
            self.take()

    def _simple(self) -> list[Any]:
        place = self.here.place
        if self.taken("return"):
            value = None if self.here.kind in ("newline", "end", "dedent") else self.items()
            return [Return(value, place)]
        value = self.items()
        if self.taken(":"):  # an annotation
            self.expression()
        targets = [value]
        sign = self.here.text if self.seen(*_SIGNS) else ""
        while sign and self.seen(sign):
            self.take()
            value = self.items()
            targets.append(value)
        found: list[Any] = [Assign(targets[:-1], sign, value, place) if sign else Evaluate(value, place)]
        if self.taken(";") or self.here.kind in ("newline", "end", "dedent"):
            return found
        if isinstance(value, (Call, Items)) and self.here.kind in ("name", "sign"):
            return found  # calls one after another, without a line end
        self.fail_here()
        return found

    def _block(self) -> list[Any]:
        """What stands in behind a colon, or on the same line."""
        self.want(":")
        if self.here.kind != "newline":
            return self.statement()
        self.take()
        if self.here.kind != "indent":
            fail(self.source, self.here.place, say("a block is missing"), expected=say("lines that stand further in"))
        self.take()
        found: list[Any] = []
        while self.here.kind not in ("dedent", "end"):
            if self.here.kind == "newline":
                self.take()
            else:
                found += self.statement()
        if self.here.kind == "dedent":
            self.take()
        return found

    def _class(self) -> Class:
        place = self.take().place
        name, bases = self.take().text, []
        if self.taken("("):
            while not self.seen(")"):
                bases.append(self.expression())
                if not self.seen(")"):
                    self.want(",")
            self.take()
        return Class(name, bases, self._block(), place)

    def _define(self) -> Define:
        place = self.take().place
        name = self.take().text
        self.want("(")
        parameters: list[tuple[str, Any]] = []
        while not self.seen(")"):
            while self.taken("*", "**", "/", ","):
                pass
            if self.seen(")"):
                break
            parameter, default = self.take().text, None
            if self.taken(":"):
                self.expression()
            if self.taken("="):
                default = self.expression()
            parameters.append((parameter, default))
            if not self.seen(")"):
                self.want(",")
        self.take()
        if self.taken("->"):
            self.expression()
        return Define(name, parameters, self._block(), place)

    def _if(self) -> If:
        place = self.take().place
        condition = self.expression()
        body, other = self._block(), []
        while self.here.kind == "newline":
            self.take()
        if self.seen("elif"):
            other = [self.nested(self._if)]
        elif self.taken("else"):
            other = self._block()
        return If(condition, body, other, place)

    def _for(self) -> For:
        place = self.take().place
        target = self._targets()
        self.want("in")
        values = self.items()
        return For(target, values, self._block(), place)

    def _with(self) -> list[Any]:
        self.take()
        self.items()
        if self.taken("as"):
            self.take()
        return self._block()


def program_of(text: str) -> tuple[str, list[Any]]:
    """The text as it was read, and its statements. Raises InputError with a line and a column."""
    source = plain_text(text)
    return source, Statements(source, tokens_of(source)).program()
