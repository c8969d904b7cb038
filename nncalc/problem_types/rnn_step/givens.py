"""Names and shapes of a recurrent cell's weights as they are given: split by gate, joined on [x, h], or stacked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nncalc.engine.quantity import Quantity
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.rnn_step.gates import CANDIDATES, GATE_WORDS, LETTERS, ORDERS, PEEPHOLES
from nncalc.rules.network_layer import times
from nncalc.words import count, plural, say


class WeightGivens:
    """The weights of one direction as given, and everything that can be wrong with them.

    given   weights and biases by contract name, without the mark `_back` of the backward direction
    mark    "" or `_back`, for messages and names
    x       the input: one step, or steps as rows
    order   the value of `gates`, or None
    """

    def __init__(
        self, cell: str, given: Mapping[str, Any], mark: str, x: Tensor, form: str, order: str | None, concat: str
    ) -> None:
        self.cell, self.given, self.mark, self.x = cell, given, mark, x
        self.form, self.order, self.concat = form, order, concat
        self.letters = LETTERS[cell]
        self.inputs: int = x.shape[-1]
        self.scheme = self._scheme()
        self.units = 0

    def check(self) -> None:
        """Raises InputErrors with all that is wrong at the first stage where something is."""
        for stage in (self._foreign, self._order_errors, self._missing, self._sizes, self._misfits):
            errors = list(stage())
            if errors:
                raise InputErrors(errors)

    # -- which names ----------------------------------------------------------------------------------------------

    def _scheme(self) -> str:
        joined = any(self.joined_name(letter) in self.given for letter in self.letters)
        if "Wx" in self.given or ("Wh" in self.given and not joined):  # beside Wr and Wz, Wh is the candidate's
            return "stacked"
        return "joined" if joined else "split"

    def joined_name(self, letter: str) -> str:
        return "W" if self.cell == "rnn" else f"W{letter}"

    def _wanted(self) -> list[str]:
        """The weights that must be given."""
        if self.scheme == "stacked":
            return ["Wx", "Wh"]
        if self.scheme == "joined":
            return [self.joined_name(letter) for letter in self.letters]
        return [f"W{part}{letter}" for letter in self.letters for part in "xh"]

    def _allowed(self) -> set[str]:
        peepholes = {f"Wc{letter}" for letter in PEEPHOLES} if self.cell == "lstm" else set()
        biases = {f"{b}{letter}" for b in ("b", "bx", "bh") for letter in self.letters}
        if self.scheme == "stacked":
            biases = {"b", "bx", "bh"}
        elif self.scheme == "joined" and self.cell == "rnn" and not biases & set(self.given):
            biases.add("b")
        return {*self._wanted(), *peepholes, *biases}

    def _foreign(self) -> Iterator[InputError]:
        """Names that belong to another cell, or to another way of storing the weights."""
        strange = [name for name in self.given if name not in self._allowed()]
        names = " ".join(self.spelt(name) for name in self._wanted())
        for name in strange:
            candidate = self._candidate(name)
            if candidate is not None:
                yield InputError(
                    say("{name} is not how cell={cell} names its candidate", name=self.spelt(name), cell=self.cell),
                    name=self.spelt(name),
                    expected=say("{candidate} for the candidate", candidate=self.spelt(candidate)),
                    nearest=self.spelt(candidate),
                )
                continue
            other = next((cell for cell in LETTERS if cell != self.cell and name in _names_of(cell)), None)
            if other is None or name in _names_of(self.cell):
                message, close = say("{name} does not go with {names}", name=self.spelt(name), names=names), None
            else:
                message, close = (
                    say("{name} is no weight of cell={cell}", name=self.spelt(name), cell=self.cell),
                    f"cell={other}",
                )
            yield InputError(
                message, name=self.spelt(name), nearest=close,
                expected=say("{names} and their biases: split by gate, joined on [x, h] or stacked", names=names),
            )  # fmt: skip
            if close:
                return

    def _candidate(self, name: str) -> str | None:
        """The name here of a candidate's weight that has the letter of another book: `Wh` beside `Wr` and `Wz`."""
        letter = CANDIDATES.get(self.cell)
        if letter is None or name[-1] not in "hgn":
            return None
        meant, allowed = name[:-1] + letter, self._allowed()
        others = any(given in allowed and given[-1] in self.letters for given in self.given)
        return meant if others and meant in allowed and meant not in self.given else None

    def _order_errors(self) -> Iterator[InputError]:
        fitting = [name for name, letters in ORDERS.items() if sorted(letters) == sorted(self.letters)]
        if self.order is not None and self.scheme != "stacked":
            yield InputError(say("gates is the order of stacked weights, and there are no Wx and Wh"), name="gates")
        elif self.order is not None and self.order not in fitting:
            yield InputError(
                say("gates={order} are not the gates of cell={cell}", order=self.order, cell=self.cell),
                name="gates",
                expected=" | ".join(fitting) or "none",
            )
        elif self.order is None and self.scheme == "stacked" and len(self.letters) > 1:
            yield InputError(
                say("gates is missing: the order in which Wx and Wh stack the gates"),
                name="gates",
                expected=" | ".join(fitting),
            )

    def _missing(self) -> Iterator[InputError]:
        for name in self._wanted():
            if name not in self.given:
                yield InputError(
                    say("{name} is missing: {name2}", name=self.spelt(name), name2=self._said(name)),
                    name=self.spelt(name),
                    expected=say("a matrix: 1,2:3,4"),
                )
        stems = [""] if self.scheme == "stacked" else list(self.letters)
        for stem in stems:
            yield from self._bias_pairs(stem)

    def _said(self, name: str) -> str:
        """What a missing matrix is."""
        if self.scheme == "joined":
            return say(
                "weights of {gate_words} on [x, h]",
                gate_words=say(GATE_WORDS[self.letters if self.cell == "rnn" else name[-1]]),
            )
        gate = say("the gates") if self.scheme == "stacked" else say(GATE_WORDS[name[-1]])
        return say("weights from {name} to {gate}", name=name[1], gate=gate)

    def _bias_pairs(self, stem: str) -> Iterator[InputError]:
        """One bias, or two together."""
        single, first, second = f"b{stem}", f"bx{stem}", f"bh{stem}"
        if first in self.given or second in self.given:
            if single in self.given:
                yield InputError(
                    say(
                        "{single} is the only bias, {first} and {second} are two",
                        single=self.spelt(single),
                        first=self.spelt(first),
                        second=self.spelt(second),
                    ),
                    name=self.spelt(single),
                    expected=say("{single}, or {first} and {second}", single=single, first=first, second=second),
                )
            for name, other in ((first, second), (second, first)):
                if name not in self.given:
                    yield InputError(
                        say(
                            "{name} is missing: {other} is one of two biases",
                            name=self.spelt(name),
                            other=self.spelt(other),
                        ),
                        name=self.spelt(name),
                        expected=say("{single}, or {first} and {second}", single=single, first=first, second=second),
                    )

    def spelt(self, name: str) -> str:
        return name + self.mark

    # -- shapes ---------------------------------------------------------------------------------------------------

    def _shape(self, W: Tensor) -> tuple[int, int]:
        """(units, taken) of a matrix in either form."""
        rows, columns = W.shape
        return (rows, columns) if self.form == "column" else (columns, rows)

    def _sizes(self) -> Iterator[InputError]:
        """The number of units, from the recurrent weights."""
        if self.scheme == "joined":
            self.units = self._shape(self.given[self.joined_name(self.letters[0])])[0]
            return
        name = "Wh" if self.scheme == "stacked" else f"Wh{self.letters[0]}"
        gates = len(self.letters) if self.scheme == "stacked" else 1
        units, self.units = self._shape(self.given[name])
        if units != gates * self.units:
            W = self.given[name]
            rows, columns = plural("row"), plural("column")
            side, across = (rows, columns) if self.form == "column" else (columns, rows)
            per = (
                say("{gates} {side} for each of its {across}", gates=gates, side=side, across=across)
                if gates > 1
                else say("as many {side} as {across}", side=side, across=across)
            )
            turned = W.shape[0] * gates == W.shape[1] and self.form == "column"
            yield InputError(
                say(
                    "{name} is {shape}: recurrent weights have {per}",
                    name=self.spelt(name),
                    shape=times(W.shape),
                    per=per,
                ),
                name=self.spelt(name),
                expected=say("one of the {side} per unit (form={form})", side=side, form=self.form),
                nearest="form=row" if turned else None,
            )

    def _misfits(self) -> Iterator[InputError]:
        stack = len(self.letters) if self.scheme == "stacked" else 1
        for name in self._wanted():
            taken = self.inputs + self.units
            if self.scheme != "joined":
                taken = self.inputs if name[1] == "x" else self.units
            error = self._misfit(name, (stack * self.units, taken))
            if error is not None:
                yield error
                if self.scheme != "joined" and name[1] == "x":
                    return
        for name, value in self.given.items():
            if name[0] == "b":
                yield from self._bias_misfit(name, value, stack)
            elif name.startswith("Wc") and len(value) != self.units:
                yield InputError(
                    say(
                        "{name} has {numbers}, h has {units}",
                        name=self.spelt(name),
                        numbers=count(len(value), "number"),
                        units=count(self.units, "unit"),
                    ),
                    name=self.spelt(name),
                    expected=say("one weight per unit: a peephole is a diagonal matrix"),
                )

    def _misfit(self, name: str, fitting: tuple[int, int]) -> InputError | None:
        W = self.given[name]
        found = self._shape(W)
        if found == fitting:
            return None
        expected = fitting if self.form == "column" else fitting[::-1]
        from_x = self.scheme != "joined" and name[1] == "x"
        close = f"form={'row' if self.form == 'column' else 'column'}" if found[::-1] == fitting else None
        if from_x and len(self.x.shape) == 1 and found == (fitting[0], 1):
            close = say("x={as_rows}, one row a step", as_rows=_as_rows(self.x))
        elif W.shape[0] == 1 and expected == W.shape[::-1]:
            close = f"{self.spelt(name)}={_as_rows(W)}"
        beside = say("{name} is {shape}, but x gives {numbers} and h has {units}")
        stacked = say("{name} is {shape}, but x gives {numbers} and h has {units} in each of {gates}")
        wrong = say(
            stacked if self.scheme == "stacked" else beside, name=self.spelt(name), shape=times(W.shape),
            numbers=count(self.inputs, "number"), units=count(self.units, "unit"), gates=count(len(self.letters), "gate"),
        )  # fmt: skip
        return InputError(
            wrong, name=self.spelt(name),
            expected=say("{shape} (form={form})", shape=times(expected), form=self.form), nearest=close,
        )  # fmt: skip

    def _bias_misfit(self, name: str, b: Any, stack: int) -> Iterator[InputError]:
        wanted = stack * self.units
        if isinstance(b, Tensor) and len(b) == wanted:
            return
        alone = isinstance(b, Quantity) or len(b) == 1
        if alone and stack == 1:
            return
        found, two = 1 if alone else len(b), say("bx{mark} and bh{mark}, the two biases apart", mark=self.mark)
        alike = say("{name} has {numbers}, h has {units}")
        stacked = say("{name} has {numbers}, {gates} gates of {units} have {wanted}")
        expected = count(wanted, "number")
        yield InputError(
            say(stacked if stack > 1 else alike, name=self.spelt(name), numbers=count(found, "number"), gates=stack,
                units=count(self.units, "unit"), wanted=wanted),
            name=self.spelt(name), nearest=two if self.scheme == "stacked" and found == 2 * wanted else None,
            expected=expected if stack > 1 else say("{numbers}, or one number shared by the units", numbers=expected),
        )  # fmt: skip


def _names_of(cell: str) -> set[str]:
    """Every weight and bias that one cell has in some way of storing."""
    letters = LETTERS[cell]
    names = {f"{stem}{letter}" for letter in ("", *letters) for stem in ("Wx", "Wh", "b", "bx", "bh")}
    names |= {"W"} if cell == "rnn" else {f"W{letter}" for letter in letters}
    return names | ({f"Wc{letter}" for letter in PEEPHOLES} if cell == "lstm" else set())


def _as_rows(x: Tensor) -> str:
    return ":".join(q.typed or str(q.value) for q in x.items)
