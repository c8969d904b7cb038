"""A computational graph: values, gradients by the chain rule"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.declaring.problem import ProblemType
from nncalc.engine.domains import DomainError
from nncalc.engine.operations import LET
from nncalc.engine.quantity import Operation, Quantity, constant
from nncalc.engine.run import renewed
from nncalc.errors import InputError, InputErrors
from nncalc.rules.chain_rule import ONE_SIDED, gradient_through, kink, local_derivative, short_sum, why_undefined
from nncalc.rules.graph_lines import GivenLine, Lines, Node, read_line

if TYPE_CHECKING:
    from nncalc.declaring.fields import Reading
    from nncalc.engine.run import Run


class Graph(ProblemType):
    """Lines NAME=EXPR in order, one quoted word each: a line with names in it is an expression, one without is the
    value of an input. The output is the last expression. Every operation in it becomes a named node. An input
    without a value stays a symbol. Functions: sqrt exp ln log2 log10 sin cos tanh sigmoid relu leaky_relu elu selu
    gelu softplus softsign hard_sigmoid max min abs sign step floor ceil.
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
        "symbols": "Without a value, so left as symbols: {names}.",
        "unreached": "{names} does not lead to {output}, so the gradient is 0.",
        "kink": "{formula} has a kink where {operand} = {value}; the slope of the flat side is taken, "
        "as in relu′(0) = 0.",
        "cost": "Forward mode goes through the graph once per input: {inputs} ({names}). "
        "Reverse mode goes through it once per output: 1 ({output}). "
        "A pass takes a product for each of the {edges} edges, so all the gradients cost {forward} products "
        "in forward mode and {edges} in reverse mode.",
        "cost of one": "There is one input and one output, so forward mode and reverse mode both need 1 pass.",
    }
    results = {
        "d_{NAME}": "∂(output)/∂NAME, of every input and node",
        "{NAME}": "value of an input or node; v1, v2 … are the operations without a name of their own",
    }
    examples = (
        'graph "f=(x+y)*z" x=-2 y=5 z=-4',
        'graph "f=1/(1+exp(-(w0*x0+w1*x1+w2)))" w0=2 w1=-3 w2=-3 x0=-1 x1=-2',
        'graph "q=x+y" "f=q*z"',
    )

    # -- reading ---------------------------------------------------------------------------------------------------

    @classmethod
    def read_rest(cls, name: str, value: Any, reading: Reading) -> GivenLine:
        return read_line(name, value, reading)

    def prepare(self) -> None:
        if not self.rest:
            raise InputError("there is no line to work on", expected='"f=(x+y)*z" x=-2 y=5 z=-4')
        lines = Lines(self.rest)
        errors = lines.errors()
        if errors:
            raise InputErrors(errors)
        self.expressions, self.nodes, self.inputs = lines.expressions, lines.nodes(), lines.inputs()

    def output_name(self) -> str:
        """The last expression."""
        return self.nodes[-1].name

    # -- the working -----------------------------------------------------------------------------------------------

    def work(self, run: Run) -> None:
        values = {name: renewed(q) for name, q in self.inputs.items()}
        for name, q in values.items():
            run.result(name, q)
        run.section("forward")
        self._say_names(run)
        operands: dict[str, list[Quantity]] = {}
        for node in self.nodes:
            operands[node.name] = [values[o] if isinstance(o, str) else renewed(o) for o in node.operands]
            values[node.name] = run.let(node.name, self._value(node, operands[node.name]))
        run.section("backward")
        Reverse(self, run, values, operands).go()
        run.section("cost")
        self._cost(run)
        run.answer(self.output_name(), *[f"d_{name}" for name in self.inputs])

    def _say_names(self, run: Run) -> None:
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
            raise self.refused(node, operands, error.message) from None

    def refused(self, node: Node, operands: Sequence[Quantity], why: str) -> InputError:
        """The error for an operation that has no value or no derivative at these operands."""
        formula, numbers = written(node.operation, operands)
        shown = formula if formula == numbers else f"{formula} = {numbers}"
        return InputError(f"{node.name} = {shown}: {why}", name=node.line.name, text=node.line.text)

    def _cost(self, run: Run) -> None:
        edges = sum(isinstance(o, str) for node in self.nodes for o in node.operands)
        inputs = len(self.inputs)
        if inputs == 1:
            run.words("cost of one")
            return
        names, output = listed(list(self.inputs)), self.output_name()
        run.words("cost", inputs=inputs, names=names, output=output, edges=edges, forward=inputs * edges)


class Reverse:
    """The backward pass: each node after all that use it, then the inputs."""

    def __init__(
        self, graph: Graph, run: Run, values: dict[str, Quantity], operands: dict[str, list[Quantity]]
    ) -> None:
        self.graph, self.run, self.values, self.operands = graph, run, values, operands
        self.gradient: dict[str, Quantity] = {}
        self.short: dict[str, Quantity] = {}
        self.uses: dict[str, list[Node]] = {}
        for node in graph.nodes:
            for name in dict.fromkeys(o for o in node.operands if isinstance(o, str)):
                self.uses.setdefault(name, []).append(node)

    def go(self) -> None:
        """∂f/∂f = 1, then every other node in reverse order, then the inputs in the order they were typed."""
        output = self.graph.output_name()
        self._named(output, constant(1), constant(1))
        others = [node.name for node in reversed(self.graph.nodes[:-1])]
        for name in [*others, *self.graph.inputs]:
            users = [node for node in self.uses.get(name, []) if node.name in self.gradient]
            if users:
                self._gradient_of(name, users)
        for name in [*others, *self.graph.inputs]:
            if name not in self.gradient:
                self.run.words("unreached", names=name, output=output)
                self.run.let(f"d_{name}", constant(0))

    def _named(self, name: str, gradient: Quantity, short: Quantity) -> None:
        named = self.run.let(f"d_{name}", gradient)
        if not self.run.choice and (self.run.plain or named.value is None):
            named.same = short  # equal; as a formula in the inputs it has no factors 1
        self.gradient[name], self.short[name] = named, short

    def _gradient_of(self, name: str, users: list[Node]) -> None:
        local = [self._local(user, name) for user in users]
        shown = [self._on_a_line(user, name, q) for user, q in zip(users, local, strict=True)]
        arriving = [self.gradient[user.name] for user in users]
        self._named(
            name, gradient_through(arriving, shown), short_sum([self.short[user.name] for user in users], local)
        )

    def _on_a_line(self, user: Node, name: str, local: Quantity) -> Quantity:
        """∂user/∂name on a line; that of the output, which would be called as the gradient is, stands in its place."""
        if user.name == self.graph.output_name():
            return local
        named: Quantity = self.run.let(f"d_{user.name}/d_{name}", local, recorded=False)
        self.run.show("line", named)
        return named

    def _local(self, user: Node, name: str) -> Quantity:
        """∂user/∂name, the other operands held fixed."""
        self._mind_kinks(user, name)
        parts = [self._by_position(user, i) for i, o in enumerate(user.operands) if o == name]
        return sum(parts[1:], parts[0])

    def _by_position(self, user: Node, position: int) -> Quantity:
        if user.operation is LET:
            return constant(1)
        operands = self.operands[user.name]
        try:
            found: Quantity = local_derivative(user.operation, self.values[user.name], operands, position)
        except DomainError as error:
            why = why_undefined(user.operation, position, error.message)
            where = f"no derivative with respect to {user.operands[position]} there"
            raise self.graph.refused(user, operands, f"{where}, {why}") from None
        return found

    def _mind_kinks(self, user: Node, name: str) -> None:
        """Refuse a derivative with respect to an operand at a kink, or say which slope is taken there."""
        operands = self.operands[user.name]
        why = kink(user.operation, operands)
        if why is None:
            return
        if user.operation.name not in ONE_SIDED:
            raise self.graph.refused(user, operands, f"no derivative there, {user.operation.sign} {why}")
        if name == user.operands[0]:  # an activation is smooth in its parameter
            formula = f"{user.name} = {written(user.operation, operands)[0]}"
            self.run.words("kink", formula=formula, operand=name, value=operands[0])


def written(operation: Operation, operands: Sequence[Quantity]) -> tuple[str, str]:
    """An operation in input syntax, with names and with numbers put in."""
    from nncalc.engine.figures import Precision, figure
    from nncalc.engine.notation import Printer
    from nncalc.page.input_style import InputStyle

    printer = Printer(InputStyle(), lambda q: figure(q, Precision()))
    return printer.formula(Quantity(operation, tuple(operands), None))


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a sentence; the middle of a long list is left out."""
    return ", ".join(names if len(names) <= most else [*names[: most - 2], "…", names[-1]])
