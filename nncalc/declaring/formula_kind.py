"""A given that is a formula in named parameters: `f=w^2`, in the grammar of every other value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.kinds import Kind, Reading
from nncalc.errors import InputError, nearest
from nncalc.words import Later, say, together

if TYPE_CHECKING:
    from nncalc.engine.formula import Formula
    from nncalc.engine.quantity import Quantity

MOST_CHARACTERS = 1_000
"""Longer formulas are refused: their derivatives are nobody's working."""


class FormulaKind(Kind):
    """A formula. What is read is a `nncalc.engine.formula.Formula`.

    parameters   the names that it is a function of; without any, every name in it is one, in the order of first use
    symbols      whether other names may stand in it, as unknowns that the option `--set` may give numbers
    """

    schema = {"type": ["string", "number"]}

    def __init__(self, *parameters: str, symbols: bool = False) -> None:
        self.parameters, self.symbols = parameters, symbols
        self.words: str | Later = Later("a formula, such as x^2+3*y^2")
        if parameters:
            self.words = Later(
                "a formula in {parameters}, such as {example}",
                parameters=together(list(parameters), each=True),
                example="+".join(f"{parameter}^2" for parameter in parameters),
            )

    def read(self, value: Any, name: str, reading: Reading) -> Formula:
        """The formula over its parameters as symbols. Raises InputError with the column."""
        from nncalc.engine.formula import Formula  # start-up
        from nncalc.engine.quantity import symbol  # start-up
        from nncalc.reading.expressions import read_quantity  # start-up
        from nncalc.reading.formula_text import one_cell  # start-up

        cell = one_cell(name, value, reading.folder)
        if len(cell.text) > MOST_CHARACTERS:
            most = say("at most {most_characters:,} characters", most_characters=MOST_CHARACTERS)
            raise InputError(
                say("a formula of {cell_count:,} characters", cell_count=len(cell.text)), name=name, expected=most
            )
        known: dict[str, Quantity] = {parameter: symbol(parameter) for parameter in self.parameters}
        if self.symbols:
            known = {**reading.known, **known}
        try:
            body = read_quantity(cell, symbols=True, known=known)
        except InputError as error:
            raise error.named(name) from None
        if self.symbols:  # one symbol is one quantity, also in other givens
            reading.known.update({other: q for other, q in known.items() if other not in self.parameters})
        names = _names_in(body)
        if self.parameters and not self.symbols:
            self._check_names(names, name, cell.source)
        return Formula(name, cell.source, body, self.parameters or names)

    def _check_names(self, names: tuple[str, ...], name: str, text: str) -> None:
        """Refuse a name that is no parameter."""
        from nncalc.reading.characters import clean  # start-up
        from nncalc.reading.formula_text import factors, find_word  # start-up

        for other in names:
            if other in self.parameters:
                continue
            product = factors(other, self.parameters)
            raise InputError(
                say(
                    "{name} is a formula in {parameters}; '{other}' is another name",
                    name=name,
                    parameters=together(list(self.parameters), each=True),
                    other=other,
                ),
                name=name,
                text=text,
                column=find_word(clean(text), other),
                expected=say("{product} for a product", product="*".join(product)) if product else self.said,
                nearest=None if product else nearest(other, self.parameters),
            )


FORMULA = FormulaKind()
"""A formula in any names, each of them a parameter."""


def _names_in(body: Quantity) -> tuple[str, ...]:
    """The unknowns in a formula, in the order of first use."""
    from nncalc.engine.readings import everything_under  # start-up

    leaves = [q for q in everything_under([body]) if q.operation is None and q.value is None]
    return tuple(dict.fromkeys(q.typed for q in leaves if q.typed))
