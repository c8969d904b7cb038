"""Every message of nncalc, found in its sources: what the catalogues of other languages hold.

Messages are the literals that `say`, `Later`, `count`, `plural` and `of_number` are given, the words of rules and slips,
the docstrings of commands and types, and the plain literals of tables that are said where they are shown: all that are
sentences, all of the tables named in TABLES, and what stands on lines marked `# said`, or `# counted` for nouns. Click's
own messages, which its commands ask for by `_`, belong to them.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from sentences import MARKER, PROGRAMMERS, is_prose, keys_of  # noqa: E402

from nncalc import words  # noqa: E402
from nncalc.cli.group import tools  # noqa: E402
from nncalc.declaring import registry  # noqa: E402

SAID, COUNTED = "# said", "# counted"
"""Stand on the line of messages that are single words, or look like none, and that a variable brings to `say` or `count`."""
TABLES = {"words", "results", "sections", "own_names", "kindred"}
"""Tables of classes whose texts are all said."""
QUIET = {
    "examples", "aliases", "suggestions", "spellings", "orders", "symbols",
    "ALIASES", "USUAL", "LETTERS", "EXAMPLES", "TEXTS", "ELSEWHERE", "_TORCH", "_KERAS",
}  # fmt: skip
"""Tables of classes whose texts are typed, not said."""
PATTERNS = {
    "compile",
    "fullmatch",
    "match",
    "sub",
    "split",
    "startswith",
    "endswith",
    "replace",
    "partition",
    "cast",
    "Topic",
    "Place",
    "Literal",
}
"""Calls whose texts are patterns, types or examples."""
_HAN = re.compile("[\u4e00-\u9fff]")
_TYPE = re.compile(r"[\w.]+(\[.*\])?( \| [\w.]+(\[.*\])?)*")
CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "types")


class Message(NamedTuple):
    """English words, those for several things where a number decides, and which of its meanings a word has."""

    words: str
    several: str = ""
    context: str = ""


Found = dict[Message, list[str]]
"""Messages in the order of the sources, each with the files that it stands in."""


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def literals(node: ast.AST | None) -> Iterator[str]:
    """The texts that an expression may be, those that a condition or a key chooses among."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp():
            yield from literals(node.body)
            yield from literals(node.orelse)
        case ast.BoolOp():
            for value in node.values:
                yield from literals(value)
        case ast.Subscript(value=ast.Dict() as table):
            for value in table.values:
                yield from literals(value)
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, default]):
            yield from literals(default)


class Walk(ast.NodeVisitor):
    """The messages of one module, in the order in which they stand."""

    def __init__(self, source: str, keys: set[str]) -> None:
        self.lines, self.keys = source.splitlines(), keys
        self.found: dict[Message, None] = {}
        self.taken: set[int] = set()
        self.visit(ast.parse(source))

    def add(self, words: str, several: str = "", context: str = "") -> None:
        if words.strip():
            self.found.setdefault(Message(words, several, context))

    def count(self, noun: str) -> None:
        self.add(noun, words.several(noun), words.COUNTED)

    def say(self, node: ast.AST | None, context: str = "") -> None:
        """Take what an expression may be as messages."""
        for text in literals(node):
            self.add(text, context=context)
        self.taken |= {id(each) for each in ast.walk(node)} if node else set()

    def on_line(self, node: ast.expr, marker: str) -> bool:
        return any(marker in line for line in self.lines[node.lineno - 1 : node.end_lineno])

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What a text is compared with is not shown; what is compared may be."""
        for side in (node.left, *node.comparators):
            if not isinstance(side, ast.Constant):
                self.visit(side)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.table(_name(node.targets[0]), node.value)
        for target in node.targets:
            self.visit(target)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.table(_name(node.target), node.value)

    def table(self, name: str, value: ast.AST | None) -> None:
        if (
            name in QUIET
            or value is None
            or (name[:1].isupper() and not name.isupper() and isinstance(value, ast.Constant))
        ):
            return  # typed, or the name of a type
        if name in TABLES:
            for node in ast.walk(value):
                for text in node.values if isinstance(node, ast.Dict) else [value] if node is value else []:
                    self.say(text)
        self.visit(value)

    def visit_Dict(self, node: ast.Dict) -> None:
        for value in (*filter(None, node.keys), *node.values):
            if not isinstance(value, ast.Constant) or value in node.values:
                self.visit(value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if any(_name(each.func) == "command" for each in node.decorator_list if isinstance(each, ast.Call)):
            self.add(inspect.cleandoc(ast.get_docstring(node) or ""))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        called, args = _name(node.func), node.args
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        if called in ("say", "Later", "with_letters") and args:
            self.say(args[0], next(literals(named.get("context")), ""))
        elif called in ("count", "plural") and isinstance(node.func, ast.Name) and args:
            for noun in literals(args[-1]):
                self.count(noun) if called == "count" else self.add(words.several(noun), "", words.SEVERAL)
            self.taken |= {id(each) for each in ast.walk(args[-1])}
        elif called == "wording" and len(args) > 1:
            for text in literals(args[0]):
                self.add(text, context=str(vars(words).get(_name(args[1]), "")))
        elif called == "of_number":
            for one, more in zip(literals(args[0]), literals(args[1]), strict=True):
                self.add(one, more)
            self.taken |= {id(each) for arg in args[:2] for each in ast.walk(arg)}
        elif called == "rule" and args:
            self.say(args[0])
        elif called in ("slip", "given", "needs") and len(args) > 1:
            self.say(args[1])
        elif called in PATTERNS:
            return
        elif called in PROGRAMMERS:
            self.taken |= {id(arg) for arg in args}
        for name in ("help", "metavar"):
            self.say(named.get(name))
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if _name(node.value) != "Literal":
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str) or id(node) in self.taken:
            return
        if self.on_line(node, COUNTED):
            self.count(node.value)
        elif self.on_line(node, SAID) or (is_prose(node.value) and not self.is_quiet(node)):
            self.add(node.value)

    def is_quiet(self, node: ast.Constant) -> bool:
        text = str(node.value)
        return bool(text in self.keys or self.on_line(node, MARKER) or _HAN.search(text) or _TYPE.fullmatch(text))


class ClickWalk(ast.NodeVisitor):
    """What a module of Click asks `_` and `ngettext` for."""

    def __init__(self, source: str) -> None:
        self.found: dict[Message, None] = {}
        self.visit(ast.parse(source))

    def visit_Call(self, node: ast.Call) -> None:
        texts = [text for arg in node.args[:2] for text in literals(arg)]
        if _name(node.func) == "_" and texts:
            self.found.setdefault(Message(texts[0]))
        elif _name(node.func) == "ngettext":
            self.found.setdefault(Message(*texts))
        self.generic_visit(node)


def declared() -> Iterator[tuple[str, str]]:
    """What is read from the types as they are declared: their topics, summaries and descriptions, each with its file."""
    for topic in registry.by_topic():
        yield topic, "nncalc/declaring/registry.py"
    for name, summary in tools().items():
        yield summary, f"nncalc/cli/commands/{name.replace('-', '_')}.py"
    for name in registry.names():
        file = Path(registry.places()[name.replace("-", "_")]).relative_to(ROOT).as_posix()
        yield registry.summary(name), file
        yield registry.load(name).described(), file


def messages() -> Found:
    """Every message, with the files that it stands in: rooms from the ground up, then Click."""
    import click

    found: Found = {}

    def add(message: Message, file: str) -> None:
        files = found.setdefault(message, [])
        if file not in files:
            files.append(file)

    sources = {path: path.read_text("utf-8") for path in sorted((ROOT / "nncalc").rglob("*.py"), key=_place)}
    keys = set().union(*map(keys_of, sources.values()))
    for path, source in sources.items():
        for message in Walk(source, keys).found:
            add(message, path.relative_to(ROOT).as_posix())
    for text, file in declared():
        if text:
            add(Message(text), file)
    for text in ("[OPTIONS]", "COMMAND [ARGS]...", "ANSWERS...", "PATH...", "TYPE...", "NAME=VALUE..."):
        add(Message(text), "nncalc/cli/help.py")
    for module in CLICK:
        for message in ClickWalk((Path(click.__file__).parent / f"{module}.py").read_text("utf-8")).found:
            add(message, f"click/{module}.py")
    return found


def _place(path: Path) -> tuple[int, str]:
    from test_house import ROOMS

    parts = path.relative_to(ROOT / "nncalc").with_suffix("").parts
    return ROOMS.index(parts[0]), path.as_posix()
