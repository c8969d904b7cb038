"""Mutants of source code: one node of a module's syntax tree changed at a time.

An operator, comparison, constant, condition or word is replaced, a result is lost, a call or a raise is left out.
Left alone are what does not run (annotations, docstrings), what is only for developers (assert, __repr__), and the
help texts of fields, which stand on the types' pages and are compared by `.ci/docs.py --check`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.BitXor: ast.BitOr, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
PROSE = {"given", "convention", "option", "rule"}
"""Calls whose texts are help."""
UNSEEN = {"__repr__", "__hash__"}

Place = tuple[ast.AST, str, int | None]
"""Where a node stands: its parent, the parent's field, the place in the field where that is a list."""


class Change(NamedTuple):
    """One mutant of a module: what is done, on which lines, in which function or class, and how."""

    what: str
    function: str
    lines: range
    apply: Callable[[], None]

    @property
    def at_top(self) -> bool:
        """Whether it runs when the module is imported."""
        return "()" not in self.function


def changes(tree: ast.Module) -> Iterator[tuple[str, Change]]:
    """All mutants of a module by a name that stays when lines move. `apply` alters the tree for good."""
    seen: Counter[str] = Counter()
    for change in _of(tree, "", (tree, "body", None)):
        name = f"{change.function}: {change.what}"
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} (no. {seen[name]})", change


def _of(node: ast.AST, function: str, place: Place) -> Iterator[Change]:
    """The changes of a node and of everything in it."""
    if _passed_over(node):
        return
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        yield from _function(node, function)
        return
    if isinstance(node, ast.ClassDef):
        for n, part in enumerate(node.body):
            yield from _of(part, f"{function}{node.name}.", (node, "body", n))
        return
    for what, apply in _changes_of(node, place):
        short = " ".join(ast.unparse(node).split())
        short = short if len(short) < 90 else short[:87] + "…"
        where: Any = node
        yield Change(f"{what}: {short}", function, range(where.lineno, where.end_lineno + 1), apply)
    yield from _parts(node, function, skip=())


def _function(node: ast.FunctionDef | ast.Lambda, function: str) -> Iterator[Change]:
    name = node.name if isinstance(node, ast.FunctionDef) else "<lambda>"
    if name in UNSEEN:
        return
    if isinstance(node, ast.FunctionDef):
        for n, decorator in enumerate(node.decorator_list):
            yield from _of(decorator, function, (node, "decorator_list", n))
    for field in ("defaults", "kw_defaults"):
        for n, default in enumerate(getattr(node.args, field)):
            if default is not None:
                yield from _of(default, function, (node.args, field, n))
    yield from _parts(node, f"{function}{name}().", skip=("args", "decorator_list", "returns"))


def _parts(node: ast.AST, function: str, skip: tuple[str, ...]) -> Iterator[Change]:
    for field, value in ast.iter_fields(node):
        if field in skip or (field == "annotation" and isinstance(node, ast.AnnAssign)):
            continue
        if isinstance(value, list):
            for n, each in enumerate(value):
                if isinstance(each, ast.AST):
                    yield from _of(each, function, (node, field, n))
        elif isinstance(value, ast.AST):
            yield from _of(value, function, (node, field, None))


def _passed_over(node: ast.AST) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assert)):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = ast.unparse(node.value) if node.value else ""
        return ast.unparse(target) == "__all__" or "TypeVar" in value or value.startswith(("Callable[", "Any"))
    if isinstance(node, ast.keyword):
        return node.arg == "strict"  # of zip: guards what is never so
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] in {"cast", "lru_cache"}
    return False


def _changes_of(node: ast.AST, place: Place) -> Iterator[tuple[str, Callable[[], None]]]:
    """The changes of one node itself."""

    def put(new: Any) -> Callable[[], None]:
        return lambda: _put(place, ast.copy_location(new, node))

    if isinstance(node, (ast.BinOp, ast.AugAssign)):
        yield "operator", lambda: setattr(node, "op", OPERATORS[type(node.op)]())
    elif isinstance(node, ast.Compare):
        for n, op in enumerate(node.ops):
            yield "comparison", lambda n=n, op=op: node.ops.__setitem__(n, COMPARISONS[type(op)]())  # type: ignore[misc]
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and/or", lambda: setattr(node, "op", other)
    elif isinstance(node, ast.UnaryOp):
        yield "sign dropped" if isinstance(node.op, ast.USub) else "not dropped", put(node.operand)
    elif isinstance(node, ast.Constant):
        yield from _constant(node, place, put)
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        if not isinstance(node.test, (ast.Compare, ast.UnaryOp)) or len(getattr(node.test, "ops", "")) > 1:
            yield "negated", lambda: setattr(node, "test", _not(node.test))
    elif isinstance(node, ast.comprehension):
        pass
    elif isinstance(node, ast.Return):
        if node.value is not None and not (isinstance(node.value, ast.Constant)):
            yield "result lost", lambda: setattr(node, "value", ast.copy_location(ast.Constant(None), node))
    elif isinstance(node, (ast.Expr, ast.Raise, ast.Break, ast.Continue)):
        yield "left out", put(ast.Pass())
    if isinstance(node, (ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp)):
        for generator in node.generators:
            for n, test in enumerate(generator.ifs):
                yield "negated", lambda g=generator, n=n, t=test: g.ifs.__setitem__(n, _not(t))  # type: ignore[misc]


def _constant(
    node: ast.Constant, place: Place, put: Callable[[ast.AST], Callable[[], None]]
) -> Iterator[tuple[str, Callable[[], None]]]:
    value, parent = node.value, place[0]
    if isinstance(value, bool):
        yield "flag", put(ast.Constant(not value))
    elif isinstance(value, (int, float)):
        yield "number + 1", put(ast.Constant(value + 1))
    elif isinstance(value, str) and not _is_prose(parent):
        yield "text", put(ast.Constant("" if value else "¤"))


def _is_prose(parent: ast.AST) -> bool:
    call = parent.func if isinstance(parent, ast.Call) else None
    return isinstance(call, ast.Name) and call.id in PROSE


def _not(test: ast.expr) -> ast.expr:
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _put(place: Place, new: ast.AST) -> None:
    parent, field, number = place
    if number is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[number] = new


def compiled(tree: ast.Module, path: Path) -> CodeType:
    """A module's code, as an import would compile it."""
    return compile(ast.fix_missing_locations(tree), str(path), "exec", dont_inherit=True)


def changed_functions(old: CodeType, new: CodeType) -> dict[CodeType, CodeType]:
    """Old code objects to new ones, for functions that differ."""
    out: dict[CodeType, CodeType] = {}

    def pair(before: CodeType, after: CodeType) -> None:
        inner = [[c for c in code.co_consts if isinstance(c, CodeType)] for code in (before, after)]
        if len(inner[0]) != len(inner[1]):
            return  # a function in it is lost with the result that it was a part of
        for a, b in zip(*inner, strict=True):
            if a != b:
                out[a] = b
                pair(a, b)

    pair(old, new)
    return out
