"""A formula that was given, `f = w^2`, as a function of named parameters: its values, and its derivatives by rule.

On the page a value is a line that names the function: g = f′(w) = 2·w = 2·0.8 = 1.6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from nncalc.engine.domains import DomainError
from nncalc.engine.lazy import flint
from nncalc.engine.operations import DIV, POWER
from nncalc.engine.quantity import Operation, Quantity, apply, constant, is_number, symbol
from nncalc.engine.readings import everything_under, is_short
from nncalc.errors import InputError
from nncalc.words import in_a_row, say

if TYPE_CHECKING:
    from nncalc.engine.run import Run

MOST_PIECES = 1500
"""A derivative of more pieces is nobody's working."""

DEFINED = Operation(
    "defined",
    exact=lambda body, head: body,
    ball=lambda body, head: flint.arb(body),
    residue=lambda body, head: body,
    derivatives=lambda y, body, head: (1, 0),
    sympy=lambda s, body, head: body,
    form="defined",
)
"""The value of a function by its formula; the second operand is how the function is called, f(w), and has no value."""


def _head(sign: str, form: str, name: str = "") -> Operation:
    """How a function is called: notation alone, with 0 for a value."""
    return Operation(
        name or sign,
        exact=lambda *operands: flint.fmpq(0),
        ball=lambda *operands: flint.arb(0),
        derivatives=lambda y, *operands: (0,) * len(operands),
        sympy=lambda s, *operands: 0,
        form=form,
        sign=sign,
    )


class Formula:
    """A function of named parameters.

    name         how it is called: f, or f′ for a derivative
    text         what was typed
    body         its formula, a tape over the parameters as symbols and other unknowns
    parameters   the names of the parameters, in order
    """

    def __init__(
        self,
        name: str,
        text: str,
        body: Quantity,
        parameters: tuple[str, ...],
        *,
        of: Formula | None = None,
        head: Operation | None = None,
    ) -> None:
        self.name, self.text, self.body, self.parameters = name, text, body, parameters
        self.of = of
        self.head = head or _head(name, "call")

    def __call__(self, *operands: Quantity) -> Quantity:
        """The value at these operands, one for each parameter in order; `let` it and the line shows how it came about.

        Raises InputError where the function, or the function that it is the derivative of, has no value, and where
        that one has no derivative because of a kink or a jump.
        """
        values = dict(zip(self.parameters, operands, strict=True))
        if self.of is not None:
            self.of.check_smooth(values)
        body = self._at(values)
        return Quantity(DEFINED, (body, self._called(operands)), body.value)

    def define(self, run: Run) -> None:
        """Put the function on the page in letters: f(w) = w²."""
        head = self._called(tuple(map(symbol, self.parameters)))
        run.equation(self.name, [(head, "formula"), (self.body, "formula")], [])

    def derivative(self, parameter: str) -> Formula:
        """The derivative with respect to a parameter, simplified: f′ of one parameter, else ∂f/∂x.

        Raises InputError where there is none, or none of a readable length.
        """
        from nncalc.engine.simplify import simplified  # only a working that differentiates needs it

        try:
            body = simplified(differentiated(self.body, parameter))
        except DomainError as error:
            raise InputError(
                say(
                    "{name} has no derivative with respect to {parameter}: {message}",
                    name=self.name,
                    parameter=parameter,
                    message=error.message,
                ),
                text=self.text,
            ) from None
        if not is_short(body, MOST_PIECES):
            raise InputError(
                say(
                    "the derivative of {name} has more than {most_pieces:,} pieces",
                    name=self.name,
                    most_pieces=MOST_PIECES,
                ),
                text=self.text,
                expected=say("a shorter formula"),
            )
        if len(self.parameters) == 1:
            name, head = f"{self.name}′", None
        else:
            name, head = f"d_{self.name}/d_{parameter}", _head(self.name, "partial", parameter)
        return Formula(name, self.text, body, self.parameters, of=self, head=head)

    def check_smooth(self, values: Mapping[str, Quantity]) -> None:
        """Raise InputError where the function has no value, or a kink or a jump in one of its parameters."""
        made = self._made(values)
        moving: set[int] = set()
        for node in everything_under([self.body]):
            if node.operation is None:
                moving |= {id(node)} if node.typed in values and node.value is None else set()
                continue
            if moving.isdisjoint(map(id, node.operands)):
                continue
            moving.add(id(node))
            operands = [made[id(operand)] for operand in node.operands]
            why = node.operation.kink_at(operands)
            if why is not None:
                raise self._refused(say("no derivative there, {sign} {why}", sign=node.operation.sign, why=why), values)

    def _called(self, operands: tuple[Quantity, ...]) -> Quantity:
        return apply(self.head, *(operands if self.head.form == "call" else ()))

    def _at(self, values: Mapping[str, Quantity]) -> Quantity:
        return self._made(values)[id(self.body)]

    def _made(self, values: Mapping[str, Quantity]) -> dict[int, Quantity]:
        """Every part of the formula with the values put in, by the id of the part; irrational parts anew."""
        made: dict[int, Quantity] = {}
        for node in everything_under([self.body]):
            if node.operation is None:
                parameter = node.value is None and node.typed in values
                made[id(node)] = values[node.typed or ""] if parameter else node
            elif type(node.value) is flint.fmpq:
                made[id(node)] = node
            else:
                try:
                    made[id(node)] = apply(node.operation, *[made[id(operand)] for operand in node.operands])
                except DomainError as error:
                    raise self._refused(error.message, values) from None
        return made

    def _refused(self, why: str, values: Mapping[str, Quantity]) -> InputError:
        from nncalc.engine.figures import Precision, figure  # start-up

        figures = {name: figure(q, Precision()) for name, q in values.items()}
        there = in_a_row(*(f"{name} = {found.text}" for name, found in figures.items() if found is not None))
        what = self.name if self.of is None else say("the derivative of {of}", of=self.of.name)
        return InputError(say("{what} at {there}: {why}", what=what, there=there, why=why), text=self.text)


def differentiated(body: Quantity, parameter: str) -> Quantity:
    """∂body/∂parameter by the chain rule, each operation by the derivative in its row; not simplified.

    Forward mode: the derivative of each part from those of its operands, in one pass. Iterative.
    """
    derivatives: dict[int, Quantity] = {}
    for node in everything_under([body]):
        if node.operation is None:
            if node.value is None and node.typed == parameter:
                derivatives[id(node)] = constant(1)
            continue
        inner = [derivatives.get(id(operand)) for operand in node.operands]
        total = _quotient_rule(node, inner) if node.operation is DIV else None
        for position, each in enumerate(inner if total is None else ()):
            if each is None:
                continue
            outer = node.operation.derivative(node, node.operands, position)
            share = outer if is_number(each, 1) else each if is_number(outer, 1) else outer * each
            total = share if total is None else total + share
        if total is not None and not is_number(total, 0):
            derivatives[id(node)] = total
    return derivatives.get(id(body), constant(0))


def _quotient_rule(quotient: Quantity, inner: Sequence[Quantity | None]) -> Quantity | None:
    """(u′·v − u·v′)/v², over one denominator; None where one of the two does not depend on the parameter."""
    (top, bottom), (of_top, of_bottom) = quotient.operands, inner
    if of_top is None or of_bottom is None:
        return None
    return (of_top * bottom - top * of_bottom) / POWER(bottom, 2)
