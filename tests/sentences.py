"""Finds sentences that are put together by hand: every one of nncalc's is a message that `say` fills in.

What counts as a sentence is a text with an English word beside a space. Found are f-strings, `+`, `%`, `.format` and
`.join` with such a text, and inside functions literals that `say` has not said. Tables of modules and classes may hold
messages as plain literals: they are said where they are shown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from typing import NamedTuple

# A word beside a space; \begin{array} and \quad are no words.
_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\{[a-z*]+\})?")
_WORD = r"(?<![\w{}$@*/=.-])[A-Za-z][a-z]+(?=['’,;:.)?!]*(?: |$|\0))"
_PROSE = re.compile(rf"{_WORD}\S* | ['‘(]*{_WORD}")
_COMMAND_LINE = re.compile(r"nncalc[^A-Za-z]*")
MARKER = "# no sentence:"
"""Stands on the line of a text that only looks like one, with the reason."""
KEYED = {"words", "section", "note", "startswith", "endswith", "compile", "fullmatch", "match", "sub", "split"}
"""Calls whose literals are keys or patterns, not words."""
PROGRAMMERS = {"AssertionError", "RuntimeError", "TypeError", "ValueError", "KeyError", "NotImplementedError"}
"""Errors of Python itself: who reads them reads the code."""


SAYING = {"say", "count", "Later"}
"""Calls that make words of a message."""


class Found(NamedTuple):
    line: int
    text: str
    fault: str


def is_prose(text: str) -> bool:
    """Whether a text, with \\0 for what is put in, holds words of a sentence."""
    return bool(_PROSE.search(_COMMAND.sub("\\\\", text))) and not _COMMAND_LINE.fullmatch(text)


def text_of(node: ast.AST) -> str | None:
    """The text of a literal, or of an f-string with \\0 for its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
    return None


class _Sentences(ast.NodeVisitor):
    """Walks a module, remembering whether it is inside a function and whether `say` says what stands here."""

    def __init__(self, lines: list[str], keys: Set[str]) -> None:
        self.lines, self.keys = lines, keys
        self.inside = self.said = False
        self.found: list[tuple[ast.expr, str]] = []

    def under(self, nodes: list[ast.AST], **state: bool) -> None:
        before = {name: getattr(self, name) for name in state}
        vars(self).update(state)
        for node in nodes:
            self.visit(node)
        vars(self).update(before)

    def marked(self, node: ast.expr) -> bool:
        return any(MARKER in line for line in self.lines[node.lineno - 1 : node.end_lineno])

    def fault(self, node: ast.expr, fault: str) -> None:
        if not self.marked(node):
            self.found.append((node, fault))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
        self.under([*node.decorator_list, node.args])
        self.under(list(body), inside=True)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.under([node.body], inside=True)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        if is_prose(text_of(node) or ""):
            self.fault(node, "an f-string")
        else:
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    self.visit(part.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if self.inside and not self.said and is_prose(text_of(node) or "") and node.value not in self.keys:
            self.fault(node, "a literal that is not said")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        sides = node.left, node.right
        if isinstance(node.op, ast.Add) and any(is_said(side) or is_prose(text_of(side) or "") for side in sides):
            self.fault(node, "a sum")
        elif isinstance(node.op, ast.Mod) and is_prose(text_of(node.left) or ""):
            self.fault(node, "a %")
        else:
            self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What a text is compared with is not shown."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if called in ("format", "join") and is_prose(text_of(receiver) or ""):
            self.fault(node, f"a .{called}")
        elif is_said(node):
            messages = 2 if called == "count" else 1  # a noun stands behind its number
            self.under(list(node.args[:messages]), said=True)
            self.under([*node.args[messages:], *node.keywords])
        else:
            quiet = called in KEYED or called in PROGRAMMERS
            self.visit(node.func)
            self.under([*node.args, *node.keywords], said=self.said or quiet)


def is_said(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING


def keys_of(source: str) -> set[str]:
    """The keys of a module's tables and the words of its `Literal` types: a text that is one of them is no sentence."""
    nodes = list(ast.walk(ast.parse(source)))
    found: list[ast.AST | None] = [key for node in nodes if isinstance(node, ast.Dict) for key in node.keys]
    for node in nodes:
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            found += ast.walk(node.slice)
    return {key.value for key in found if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def unsaid(source: str, keys: Set[str] = frozenset()) -> list[tuple[ast.expr, str]]:
    """The texts of a module that are sentences and not said, each with what makes it so."""
    walk = _Sentences(source.splitlines(), keys)
    walk.visit(ast.parse(source))
    return walk.found


_GREEK = re.compile("[\u0370-\u03ff]")
_SIGN_OF_A_SUM = "Σ"
"""A sign like √ and ∂, the letter of nothing."""


def lettered(source: str) -> Iterator[Found]:
    """Messages with a Greek letter of their own: letters come from the table of letters, `{lr}`, by their places."""
    tree = ast.parse(source)
    said = {id(node.args[0]) for node in ast.walk(tree) if is_said(node) and isinstance(node, ast.Call) and node.args}
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = text_of(node)
        if text is None or id(node) in documented or not _GREEK.search(text.replace(_SIGN_OF_A_SUM, "")):
            continue
        if id(node) in said or is_prose(text):
            yield Found(getattr(node, "lineno", 0), text, "a letter of its own")


_FRAGMENT = re.compile(r"[ ,;:.].*|.*[ ,;]", re.DOTALL)


def misfilled(source: str) -> Iterator[Found]:
    """Messages that are no whole sentence or phrase, or whose places are not just the names of their values."""
    from string import Formatter

    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "Later")):
            continue
        given = {keyword.arg for keyword in node.keywords} - {"context"}
        message = node.args[0] if node.args else None
        if not (isinstance(message, ast.Constant) and isinstance(message.value, str)):
            continue
        if _FRAGMENT.fullmatch(message.value):
            yield Found(node.lineno, message.value, "a fragment")
        if given and None not in given:
            places = {name for _, name, *_ in Formatter().parse(message.value) if name is not None}
            if places != given:
                yield Found(node.lineno, message.value, f"places {sorted(places)}, values {sorted(map(str, given))}")


def described(source: str, keys: Set[str] = frozenset()) -> list[Found]:
    """The faults of a module, for people."""
    texts = [Found(node.lineno, ast.unparse(node), fault) for node, fault in unsaid(source, keys)]
    return [*texts, *misfilled(source), *lettered(source)]
