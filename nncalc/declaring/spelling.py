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
        self._stems: dict[tuple[str, bool], tuple[str, str]] = {}
        self._components: Kept[str, str] = Kept()

    def __call__(self, name: str) -> str:
        spelt = self._spelt.get(name)
        if spelt is None:
            stem, component = self._names.split(name)
            key = stem, bool(component)
            parts, below = self._stems.get(key), self._components.get(component)
            if parts is None:
                parts = self._stems[key] = self._stem(self._names.parse(stem), bool(component))
            if below is None:
                below = self._components[component] = self._component(component)
            spelt = self._spelt[name] = parts[0] + below + parts[1]
        return spelt

    def _stem(self, name: Name, indexed: bool) -> tuple[str, str]:
        """What stands before a component, and what stands behind it: a derivative of a step is (∂E/∂x₁)⁽¹⁾ as a whole,
        since it is taken at what the step before has left, and not at x⁽¹⁾."""
        letter = _text(self._names.letter(name.letter, indexed)) or safe(name.letter)
        spelt = letter + self._layer(name) + (f"_{name.mark}" if name.mark else "")
        turn = self._turn(name) if name.part else ""
        if name.partial and self._names.gradient and not name.of:
            spelt = self._names.gradient + spelt
        elif name.partial:
            of = self(name.of) if "." in name.of else safe(_text(self._names.differentiated(name)) or "")
            spelt = f"∂{of}/∂{spelt}"
        return (f"({spelt}", f"){turn}") if turn and spelt[0] == "∂" else (spelt + turn, "")

    def _turn(self, name: Name) -> str:
        """The number of the step that a name belongs to."""
        alone = self._subscripts and (self._names.layers(name) == "1" or not name.number)
        return f"⁽{name.turn.translate(SUPERSCRIPT)}⁾" if alone else f"[{name.part} {name.turn}]"

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
