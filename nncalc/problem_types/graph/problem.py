"""A computational graph: values, gradients by the chain rule"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.problem import ProblemType
from nncalc.engine.domains import DomainError
from nncalc.engine.operations import LET, OFFERED
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError, InputErrors
from nncalc.rules.graph_lines import GivenLine, GraphLines, Node, read_line
from nncalc.rules.reverse_mode import WORDS, Reverse, refused
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.declaring.kinds import Reading
    from nncalc.engine.run import Run


class Graph(ProblemType):
    """Lines NAME=EXPR in order, one quoted word each: a line with names in it is an expression, one without is the
    value of an input. The output is the last expression. Every operation in it becomes a named node. An input
    without a value stays a symbol. Functions: {offered}.
    """

    verbatim = True
    own_names = {
        "NAME=EXPR": "An expression with names in it, such as f=(x+y)*z, in quotes. The last one is the output.",
        "NAME=NUMBER": "The value of an input; a name without one is a symbol.",
    }
    sections = {
        "forward": "Forward pass",
        "backward": "Backward pass: arriving gradient times local derivative",
        "cost": "Forward mode against reverse mode",
    }
    words = {
        "names": "Every operation is a node of its own: {names}.",
        "own e": "e is a name of this graph, in every line: Euler's number is exp(1) here, and its powers are exp(x).",
        "symbols": "Without a value, so left as symbols: {names}.",
        "cost": "Forward mode goes through the graph once per input: {inputs} ({names}). "
        "Reverse mode goes through it once per output: 1 ({output}). "
        "A pass takes a product for each of the {edges} edges, so all the gradients cost {forward} products "
        "in forward mode and {edges} in reverse mode.",
        "cost of one": "There is one input and one output, so forward mode and reverse mode both need 1 pass.",
        **WORDS,
    }
    results = {
        "d_{NAME}": "∂(output)/∂NAME, of every input and node; df/dx and df_dx are read too",
        "{NAME}": "value of an input or node; v1, v2 … are the operations without a name of their own",
    }
    drawings = {"graph": ""}
    examples = (
        'graph "f=(x+y)*z" x=-2 y=5 z=-4',
        'graph "f=1/(1+exp(-(w0*x0+w1*x1+w2)))" w0=2 w1=-3 w2=-3 x0=-1 x1=-2',
        'graph "q=x+y" "f=q*z"',
    )

    @classmethod
    def about(cls) -> str:
        return say(cls.described(), offered=" ".join(OFFERED))

    # -- reading ---------------------------------------------------------------------------------------------------

    @classmethod
    def meant_by(cls, tokens: Sequence[str]) -> Iterator[list[str]]:
        """`(x+y)*z -2 5 -4`: a formula, and numbers for its letters in the order in which they stand there."""
        first, *values = tokens or [""]
        names = [name for name in dict.fromkeys(re.findall(r"[^\W\d]\w*", first)) if name not in (*OFFERED, "e", "pi")]
        if "=" not in "".join(tokens) and len(names) == len(values):
            yield [f"f={first}", *[f"{name}={value}" for name, value in zip(names, values, strict=True)]]

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> GivenLine:
        return read_line(name, value, reading)

    def value_given(self, name: str) -> Quantity:
        line: GivenLine = self.rest[name]
        return self.inputs.get(name, line.formula)

    def prepare(self) -> None:
        if not self.rest:
            raise InputError(say("there is no line to work on"), expected='"f=(x+y)*z" x=-2 y=5 z=-4')
        lines = GraphLines(self.rest)
        errors = lines.errors()
        if errors:
            raise InputErrors(errors)
        self.taken = {"e"} & self.rest.keys()
        self.expressions, self.nodes, self.inputs = lines.expressions, lines.nodes(), lines.inputs()

    def output_name(self) -> str:
        """The last expression."""
        return self.nodes[-1].name

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        values = dict(self.inputs)
        for name, q in values.items():
            run.result(name, q)
        run.section("forward")
        self._say_names(run)
        operands: dict[str, list[Quantity]] = {}
        for node in self.nodes:
            operands[node.name] = [values[o] if isinstance(o, str) else o for o in node.operands]
            values[node.name] = run.let(node.name, self._value(node, operands[node.name]))
        run.section("backward")
        Reverse(self.nodes, list(self.inputs), run, values, operands).go()
        run.section("cost")
        self._cost(run)
        run.answer(self.output_name(), *[f"d_{name}" for name in self.inputs])

    def _say_names(self, run: Run) -> None:
        if self.taken:
            run.words("own e")
        new = [node.name for node in self.nodes if node.name not in self.expressions]
        if new:
            run.words("names", names=listed([node.name for node in self.nodes]))
        unknown = [name for name, q in self.inputs.items() if q.value is None]
        if unknown:
            run.words("symbols", names=listed(unknown))

    def _value(self, node: Node, operands: Sequence[Quantity]) -> Quantity:
        if node.operation is LET:
            return operands[0]
        try:
            return node.operation(*operands)
        except DomainError as error:
            raise refused(node, operands, error.message) from None

    def _cost(self, run: Run) -> None:
        edges = sum(isinstance(o, str) for node in self.nodes for o in node.operands)
        inputs = len(self.inputs)
        if inputs == 1:
            run.words("cost of one")
            return
        names, output = listed(list(self.inputs)), self.output_name()
        run.words("cost", inputs=inputs, names=names, output=output, edges=edges, forward=inputs * edges)


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a sentence; the middle of a long list is left out."""
    return ", ".join(names if len(names) <= most else [*names[: most - 2], "…", names[-1]])
