"""A computational graph: values, gradients by the chain rule"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.problem import ProblemType
from nncalc.engine.domains import DomainError
from nncalc.engine.operations import LET, OFFERED
from nncalc.engine.quantity import Quantity
from nncalc.errors import InputError, InputErrors
from nncalc.rules.graph_lines import GivenLine, GraphLines, Node, read_line
from nncalc.rules.reverse_mode import WORDS, Reverse, refused
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.declaring.kinds import Reading
    from nncalc.engine.run import Run
    from nncalc.rules.tensor_graph.nodes import TensorNode

TENSOR_WORDS = {
    "shapes": "Every operation is a node of its own, with its shape: {shapes}.",
    "rows": "The gradient of a vector is a row; of a matrix the row of all its numbers is written in its shape. "
    "The row that arrives at a node times the node's Jacobian is the row that goes on.",
    "matrix itself": "∂{node}/∂{operand} is {other} itself, {rows}×{columns}: a row of {rows} times it is a row of {columns}.",
    "matrix turned": "∂{node}/∂{operand} is {other} transposed, {rows}×{columns}: "
    "a row of {rows} times it is a row of {columns}.",
    "outer": "∂{node}/∂{operand} is {rows}×{columns}, mostly 0: a number of {operand} goes into one number of {node} alone. "
    "The row of {rows} times it, in the shape of {operand}, is an outer product.",
    "matrices": "∂{node}/∂{operand} is {rows}×{columns}; the row of {rows} times it, in the shape of {operand}, "
    "is a matrix product.",
    "row of other": "∂{node}/∂{operand} is {other} as a row of {size}.",
    "identity": "∂{node}/∂{operand} is the identity, {size}×{size}.",
    "minus identity": "∂{node}/∂{operand} is minus the identity, {size}×{size}.",
    "diagonal": "∂{node}/∂{operand} is diagonal, {size}×{size}: each number depends on its own counterpart alone.",
    "spread": "{operand} is one number and goes into {size} of {node}: the Jacobian is a column, the row times it a sum.",
    "spread by rows": "{operand} goes into each of the {rows} rows of {node}: what comes back from them is added up.",
    "full": "∂{node}/∂{operand} is full, {size}×{size}: each number of a softmax depends on all that go in.",
    "full by rows": "Each of the {rows} rows of {node} depends on its row of {operand} by a Jacobian of its own, "
    "{size}×{size}, full; between rows it is 0.",
    "row of sum": "∂{node}/∂{operand} is a row of {size} ones.",
    "row of mean": "∂{node}/∂{operand} is a row of {size} numbers, each 1/{size}.",
    "row of norm": "∂{node}/∂{operand} is {operand} over its norm, a row of {size}.",
    "turned": "{node} has the numbers of {operand} in other places, and so has the gradient.",
    "cost of numbers": "Forward mode goes through the graph once for each number of the inputs: {inputs} ({names}). "
    "Reverse mode goes through it once per output: 1 ({output}).",
}
"""What is said where nodes are vectors and matrices."""


class Graph(ProblemType):
    """Lines NAME=EXPR in order, one quoted word each: a line with names in it is an expression, one without is the
    value of an input. The output is the last expression. Every operation in it becomes a named node. An input
    without a value stays a symbol. Functions: {offered}.

    Values may be vectors, 1,2,3, and matrices, 1,2:3,4. W@x is the matrix product (W*x where that alone fits),
    hadamard(a,b) or a⊙b multiplies number by number, W.T or transpose(W) turns a matrix, z.1 and W.1.2 are components;
    sum, mean, norm, dot(a,b) and softmax (of a matrix row by row) take them whole, the other functions number by number.
    The output is one number: sum(y), mean(y), y.1. At most 256 numbers in each.
    """

    verbatim = True
    tensor_nodes: Sequence[TensorNode] = ()
    """The nodes where some are vectors or matrices; `nodes` has them without their shapes then."""
    inputs: dict[str, Any]
    own_names = {
        "NAME=EXPR": "An expression with names in it, such as f=(x+y)*z, in quotes. The last one is the output.",
        "NAME=NUMBER": "The value of an input; a name without one is a symbol.",
        "NAME=1,2:3,4": "A vector 1,2 or a matrix, rows after a colon, as the value of an input.",
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
        **TENSOR_WORDS,
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
        'graph "z=W@x+b" "p=softmax(z)" "L=-ln(p.1)" W=1,2:0,1 x=1,-1 b=.5,0',
        'graph "y=tanh(W*x)" "L=sum(y)" W=.1,.2,.3:.4,.5,.6 x=1,2,3',
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
        if reading.kept is None:
            reading.kept = _has_tensors(reading.names)
        if not reading.kept:
            return read_line(name, value, reading)
        from nncalc.rules.tensor_graph.lines import read_tensor_line  # start-up

        return read_tensor_line(name, value, reading)

    def value_given(self, name: str) -> Any:
        line: GivenLine = self.rest[name]
        return self.inputs.get(name, line.formula)

    def prepare(self) -> None:
        if not self.rest:
            raise InputError(say("there is no line to work on"), expected='"f=(x+y)*z" x=-2 y=5 z=-4')
        self.taken = {"e"} & self.rest.keys()
        if _has_tensors(self.typed):
            self._prepare_tensors()
            return
        lines = GraphLines(self.rest)
        errors = lines.errors()
        if errors:
            raise InputErrors(errors)
        self.expressions, self.nodes, self.inputs = lines.expressions, lines.nodes(), lines.inputs()

    def _prepare_tensors(self) -> None:
        from nncalc.problem_types.graph.tensors import TensorLines, as_drawn, check_output  # start-up

        lines = TensorLines(self.rest)
        check_output(lines)
        self.expressions, self.tensor_nodes, self.inputs = lines.expressions, lines.nodes, lines.inputs
        self.nodes = list(map(as_drawn, lines.nodes))

    def output_name(self) -> str:
        """The last expression."""
        return self.nodes[-1].name

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        if self.tensor_nodes:
            from nncalc.problem_types.graph.tensors import work_tensors  # start-up

            work_tensors(run, self.tensor_nodes, self.inputs, bool(self.taken))
            return
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


_HINTS = re.compile(
    r"[,:;\[\\，：；、【⊙ᵀ]|[^@]@|\.T\b|[^\W\d]\w*\.\d|\b(?:sum|mean|softmax|transpose|dot|norm|hadamard)\s*\("
)
"""What numbers alone hardly ever have: a comma stands in max(a,b) too."""


def _has_tensors(typed: Collection[str]) -> bool:
    """Whether vectors or matrices are typed, or signs of such."""
    values = (
        [value for value in typed.values() if not isinstance(value, (int, float))] if isinstance(typed, dict) else []
    )
    if not any(_HINTS.search(value) if isinstance(value, str) else True for value in values):
        return False
    from nncalc.rules.tensor_graph.lines import has_tensors  # start-up

    return has_tensors(values)


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a sentence; the middle of a long list is left out."""
    return in_a_row(*names if len(names) <= most else [*names[: most - 2], "…", names[-1]])
