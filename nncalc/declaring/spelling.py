"""Names as they are printed in plain characters: `δ1₁`, `∂E/∂W1₁₂`, `W1_new`, `w⁽³⁾`."""

from __future__ import annotations

from nncalc.declaring.letters import Letter
from nncalc.declaring.names import Name, Names
from nncalc.engine.piece import Kept
from nncalc.reading.harmless import safe

SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPT = str.maketrans("0123456789-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")


class Spelling:
    """How one document spells its names; `subscripts`: the encoding has ₁ and ⁽¹⁾, else brackets stand for them."""

    __slots__ = ("_components", "_names", "_spelt", "_stems", "_subscripts")

    def __init__(self, names: Names, subscripts: bool = True) -> None:
        self._names, self._subscripts = names, subscripts
        self._spelt: Kept[str, str] = Kept()
        self._stems: dict[tuple[str, bool], str] = {}
        self._components: Kept[str, str] = Kept()

    def __call__(self, name: str) -> str:
        spelt = self._spelt.get(name)
        if spelt is None:
            stem, component = self._names.split(name)
            key = stem, bool(component)
            head, below = self._stems.get(key), self._components.get(component)
            if head is None:
                head = self._stems[key] = self._stem(self._names.parse(stem), bool(component))
            if below is None:
                below = self._components[component] = self._component(component)
            spelt = self._spelt[name] = head + below
        return spelt

    def _stem(self, name: Name, indexed: bool) -> str:
        letter = _text(self._names.letter(name.letter, indexed)) or safe(name.letter)
        spelt = letter + self._layer(name) + (f"_{name.mark}" if name.mark else "")
        if name.part:
            raised = f"⁽{name.turn.translate(SUPERSCRIPT)}⁾"
            alone = self._subscripts and (self._names.layers(name) == "1" or not name.number)
            spelt += raised if alone else f"[{name.part} {name.turn}]"
        if not name.partial:
            return spelt
        if self._names.gradient and not name.of:
            return self._names.gradient + spelt
        of = self(name.of) if "." in name.of else safe(_text(self._names.differentiated(name)) or "")
        return f"∂{of}/∂{spelt}"

    def _layer(self, name: Name) -> str:
        """The number of a layer: a1, a⁽¹⁾, a^[1]."""
        layers, number = self._names.layers(name), name.number
        if layers == "1" or not number:
            return number
        if layers == "(1)" and self._subscripts:
            return f"⁽{number.translate(SUPERSCRIPT)}⁾"
        return f"^{layers[0]}{number}{layers[-1]}"

    def _component(self, component: str) -> str:
        if not component:
            return ""
        indices = component.split(".")
        if self._subscripts and (len(indices) == 1 or max(map(len, indices)) == 1):
            return "".join(indices).translate(SUBSCRIPT)
        return f"[{','.join(indices)}]"


def _text(letter: str | Letter | None) -> str | None:
    return letter.text if isinstance(letter, Letter) else letter
