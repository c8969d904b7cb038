"""Mathematics written in MathML, beside its line of text: fractions with bars, matrices in rows, indices below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nncalc.declaring.letters import Letter, Printed
from nncalc.declaring.names import Name, Names
from nncalc.engine.operations import LATEX_NAMES
from nncalc.engine.piece import Kept
from nncalc.render.html.formulas import (
    Formula,
    Fraction,
    bracketed,
    chain,
    fenced,
    inside,
    large_inside,
    made,
    markup_of,
    width_of,
    words,
)
from nncalc.render.html.letters import TOP, below_exponent, identifier, over, row, spelt, under
from nncalc.render.text_style import TextStyle

_SYMBOL = re.compile(r"([^0-9]*[^0-9_])_?([0-9]+)")
_RECURRENT = re.compile(r"([WUVb])([a-z]{1,2})")
_QUOTIENT = re.compile(r"∂([^/]+)/∂([^/]+)")
_NUMERAL = re.compile(r"(-?)(\d+|\d*\.\d+)(?:/(\d+)|e(-?)(\d+))?", re.ASCII)
_NUMERIC = re.compile("<mfrac><mn>([0-9]+)</mn><mn>([0-9]+)</mn></mfrac>")
_SLASHED = r"<mn>\1</mn><mo>/</mo><mn>\2</mn>"
_LEFT, _RIGHT = "<mo form='prefix'>", "<mo form='postfix'>"  # no sentence: markup
_HEAVY = "<mrow style='font-weight:bold'>"  # no sentence: markup
_NAMED = {sign: latex[14:-1] for sign, latex in LATEX_NAMES.items() if latex.startswith("\\operatorname{")}
"""Functions that books spell otherwise than we type them: ReLU."""
_ELLIPSIS, _BELOW = made("…", "<mo>…</mo>"), made("⋮", "<mo>⋮</mo>")
"""What is left out: in a row, and of rows."""
_LONGEST_COLUMN = 6
"""A vector of more components lies down, with the sign of a transpose."""


class MathmlStyle:
    """How the engine's printer writes a formula as text and as MathML at once; what each method gives is a `Formula`."""

    barred_fractions = False
    ellipsis: str = _ELLIPSIS
    to_be_typed = False
    relation_exact = "="
    relation_rounded = "≈"

    __slots__ = ("_bold", "_is_bold", "_named", "_names", "_numbers", "_stems", "_text")

    def __init__(self, names: Names | None = None, bold: bool = False) -> None:
        self._names, self._is_bold = names or Names(), bold
        self._bold = MathmlStyle(names, True) if self._names.bold and not bold else None
        self._text = TextStyle(names)
        self._named: Kept[str, str] = Kept()
        self._numbers: Kept[str, str] = Kept()
        self._stems: dict[tuple[str, bool], tuple[str, str, str, str, str]] = {}

    def name(self, name: str) -> str:
        found = self._named.get(name)
        if found is None:
            found = self._named[name] = self._spelt(name, self._text.name(name))
        return found

    def tensor(self, name: str) -> str:
        """Row 11 of X has the name of a component, and text of its own."""
        text = self._text.tensor(name)
        found = self.name(name) if self._bold is None else self._bold.name(name)
        return found if text == found else made(text, markup_of(found))

    def symbol(self, name: str) -> str:
        text = self._text.symbol(name)
        match = _SYMBOL.fullmatch(text)
        letters, digits = match.groups() if match else (text, "")
        base = identifier(letters)
        return made(text, under(base, f"<mn>{digits}</mn>") if digits else base)

    def number(self, text: str) -> str:
        found = self._numbers.get(text)
        if found is None:
            found = _number(text if self._names.comma else self._text.number(text))
            if self._names.comma and (written := self._text.number(text)) != text:
                found = made(written, markup_of(found).replace(".", ","), found.width)
            self._numbers[text] = found
        return found

    def infix(self, sign: str, parts: Sequence[str]) -> str:
        return chain(self._text.infix(sign, parts), sign, parts)

    def beside(self, sign: str, parts: Sequence[str]) -> str:
        between = ";" if sign == "," and self._names.comma else sign
        return chain(self._text.beside(sign, parts), between, parts)

    def prefix(self, sign: str, part: str) -> str:
        return made(self._text.prefix(sign, part), row(f"<mo>−</mo>{markup_of(part)}"), width_of(part) + 1)

    def call(self, function: str, parts: Sequence[str]) -> str:
        text = self._text.call(function, parts)
        if function.endswith(" "):  # `row sums of `: words
            closed = text.endswith(parts[0])
            inner = markup_of(parts[0]) if closed else row(bracketed(markup_of(parts[0])))
            return made(text, row(words(function) + inner))
        inner = parts[0] if len(parts) == 1 else self.beside(",", parts)
        base = function.rstrip("′")
        return fenced(text, spelt(_NAMED.get(base, base) + function[len(base) :]), inner)

    def partial(self, of: str, by: str) -> str:
        top, bottom = (row(f"<mo>∂</mo>{markup_of(self.symbol(each))}") for each in (of, by))
        return made(self._text.partial(of, by), f"<mfrac>{top}{bottom}</mfrac>", max(len(of), len(by)) + 1)

    def fraction(self, top: str, bottom: str) -> str:
        out = Fraction(self._text.fraction(top, bottom))
        over_, below = large_inside(inside(top), inside(bottom))
        out.markup = f"<mfrac><mrow>{over_}</mrow><mrow>{below}</mrow></mfrac>"
        out.width = max(width_of(top), width_of(bottom)) + 1
        return out

    def power(self, base: str, exponent: str) -> str:
        text = self._text.power(base, exponent)
        raised = f"<mrow>{_NUMERIC.sub(_SLASHED, markup_of(exponent))}</mrow>"
        markup = markup_of(base)
        if markup.startswith("<msub>") and text.startswith(f"{base}") and markup.endswith("</msub>"):
            out = f"<msubsup>{markup[6:-7]}{raised}</msubsup>"
        else:
            out = f"<msup>{self._whole(base, text, markup)}{raised}</msup>"
        return made(text, out, width_of(base) + width_of(exponent))

    def _whole(self, base: str, text: str, markup: str) -> str:
        """What carries an exponent, in brackets where the text has them, or where it carries another one."""
        added = text.startswith("(") and not base.startswith("(")
        if added or markup.startswith(("<msup", "<msubsup", "<mfrac")):
            return row(bracketed(markup))
        return row(markup)

    def exponential(self, exponent: str) -> str:
        """A power of e; exp() where e is a name of the user's own, and where a fraction would be set too small to read."""
        text = self._text.exponential(exponent)
        if text.startswith("exp") or "<mfrac" in markup_of(exponent):
            return fenced(text, identifier("exp"), exponent)
        return made(text, f"<msup><mi>e</mi><mrow>{markup_of(exponent)}</mrow></msup>", width_of(exponent) + 1)

    def root(self, part: str) -> str:
        return made(self._text.root(part), f"<msqrt>{markup_of(part)}</msqrt>", width_of(part) + 2)

    def bars(self, part: str) -> str:
        return _between(self._text.bars(part), "|", part, "|")

    def floor(self, part: str) -> str:
        return _between(self._text.floor(part), "⌊", part, "⌋")

    def ceil(self, part: str) -> str:
        return _between(self._text.ceil(part), "⌈", part, "⌉")

    def transpose(self, part: str) -> str:
        text, markup = self._text.transpose(part), markup_of(part)
        for end in ("</mrow></msup>", "</mrow></msubsup>"):
            if markup.endswith(end) and not text.startswith("("):
                return made(text, f"{markup[: -len(end)]}{TOP}{end}")
        return made(text, over(self._whole(part, text, markup), TOP), width_of(part) + 1)

    def group(self, text: str) -> str:
        return fenced(self._text.group(text), "", text)

    def vector(self, parts: Sequence[str]) -> str:
        """A column; a row with ⊤ when it would be tall."""
        text = self._text.vector(parts)
        if len(parts) <= _LONGEST_COLUMN:
            return made(text, _matrix([[part] for part in parts]), max(map(width_of, parts)) + 2)
        return made(text, over(_matrix([parts]), TOP), sum(map(width_of, parts)) + 2 * len(parts))

    def matrix(self, rows: Sequence[Sequence[str]]) -> str:
        width = max([sum(map(width_of, each)) + 2 * len(each) for each in rows])
        return made(self._text.matrix(rows), _matrix(rows), width)

    # -- names ---------------------------------------------------------------------------------------------------------

    def _spelt(self, name: str, text: str) -> Formula:
        stem, component = self._names.split(name)
        key = stem, bool(component)
        found = self._stems.get(key)
        if found is None:
            found = self._stems[key] = self._stem(self._names.parse(stem), bool(component))
        head, below, above, differentiated, turn = found
        index = component.replace(".", ",")
        below = f"{below}<mo>,</mo>" if below and index else below
        below += f"<mn>{index}</mn>" if index else ""
        if below and above:
            markup = f"<msubsup>{head}<mrow>{below}</mrow><mrow>{above}</mrow></msubsup>"
        else:
            markup = below_exponent(head, below) if below else over(head, above) if above else head
        if differentiated:
            markup = f"<mfrac><mrow><mo>∂</mo>{differentiated}</mrow><mrow><mo>∂</mo>{markup}</mrow></mfrac>"
        if turn:
            markup = over(row(bracketed(markup)), turn)
        return made(text, markup)

    def _stem(self, name: Name, indexed: bool) -> tuple[str, str, str, str, str]:
        """The letter, what every component has below and above it, what is differentiated with respect to it, and the step
        that the derivative as a whole belongs to."""
        head, below, of = self._letter(name.letter, indexed)
        head = f"{_HEAVY}{head}</mrow>" if self._is_bold else head
        letter = self._names.letter(name.letter, indexed)
        above = [spelt(letter.above.text)] if isinstance(letter, Printed) and letter.above else []
        layers = self._names.layers(name)
        layers = "(1)" if layers == "1" else layers
        above += [f"<mn>{layers.replace('1', name.number)}</mn>"] if name.number else []
        quotient = bool(of) or (name.partial and not (self._names.gradient and not name.of))  # as a whole in a step
        if name.turn and not quotient:  # brackets of another kind only beside the number of a layer
            above.append(f"<mn>[{name.turn}]</mn>" if name.number else f"<mn>({name.turn})</mn>")
        above += [f"<mi>{name.mark}</mi>"] if name.mark else []
        if name.partial and self._names.gradient and not name.of:
            head = row(f"{identifier(self._names.gradient)}{head}")
        elif name.partial:
            output = self._names.differentiated(name)
            text = output.text if isinstance(output, Letter) else output
            of = markup_of(self.symbol(text)) if self._names.verbatim else spelt(text)
            of = markup_of(self.name(name.of)) if "." in name.of else of  # a component: ∂a₁/∂z₁
        return head, below, "<mo>,</mo>".join(above), of, f"<mn>({name.turn})</mn>" if name.turn and quotient else ""

    def _letter(self, word: str, indexed: bool) -> tuple[str, str, str]:
        """The letter itself, what stands below it whatever the component, and what is differentiated with respect to it."""
        letter = self._names.letter(word, indexed)
        if isinstance(letter, Printed):
            return spelt(letter.base.text), spelt(letter.below.text) if letter.below else "", ""
        if letter is not None:
            text = letter.text if isinstance(letter, Letter) else letter
            quotient = _QUOTIENT.fullmatch(text)
            if quotient:
                return spelt(quotient[2]), "", spelt(quotient[1])
            # XᵀX with an index is one thing, in brackets.
            return (
                (row(bracketed(spelt(text))) if indexed and "ᵀ" in text[:-1] and text[0] != "(" else spelt(text)),
                "",
                "",
            )
        if self._names.verbatim:
            match = _SYMBOL.fullmatch(word)
            return (identifier(match[1]), f"<mn>{match[2]}</mn>", "") if match else (identifier(word), "", "")
        recurrent = _RECURRENT.fullmatch(word)
        if recurrent:
            return identifier(recurrent[1]), identifier(recurrent[2]), ""
        return (identifier(word) if len(word) == 1 else words(word.replace("_", " "))), "", ""


def _number(text: str) -> Formula:
    """A numeral as it is typed; what is no numeral is words."""
    match = _NUMERAL.fullmatch(text)
    if match is None:
        infinite = text.lstrip("-") == "∞"
        return made(text, ("<mo>−</mo>" if text[0] == "-" else "") + "<mi>∞</mi>" if infinite else words(text))
    minus, digits, bottom, sign, exponent = match.groups("")
    if bottom:
        markup = f"<mfrac><mn>{digits}</mn><mn>{bottom}</mn></mfrac>"
    elif exponent:
        power = f"<mrow>{'<mo>−</mo>' if sign else ''}<mn>{exponent}</mn></mrow>"
        markup = f"<mn>{digits}</mn><mo>·</mo><msup><mn>10</mn>{power}</msup>"
    else:
        markup = f"<mn>{digits}</mn>"
    if bottom and not minus:
        out: Formula = Fraction(text)
        out.markup, out.width = markup, max(len(digits), len(bottom))
        return out
    return made(text, row(f"<mo>−</mo>{markup}") if minus else markup)


def _between(text: str, left: str, part: str, right: str) -> Formula:
    return made(text, row(f"{_LEFT}{left}</mo>{markup_of(part)}{_RIGHT}{right}</mo>"), width_of(part) + 2)


def _matrix(rows: Sequence[Sequence[str]]) -> str:
    columns = max(map(len, rows))
    below = [[_BELOW] * columns if list(each) == [_ELLIPSIS] else each for each in rows]
    body = "".join(["<mtr>" + "".join([f"<mtd>{markup_of(cell)}</mtd>" for cell in each]) + "</mtr>" for each in below])
    return row(bracketed(f"<mtable>{body}</mtable>"))
