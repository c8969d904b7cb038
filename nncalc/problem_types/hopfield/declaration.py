"""What `hopfield` declares: givens, conventions, sections, words, results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nncalc.declaring.fields import convention, given
from nncalc.declaring.kinds import Count
from nncalc.declaring.numeric import MATRIX, VECTOR, Numeric
from nncalc.declaring.orders import Order
from nncalc.declaring.problem import ProblemType
from nncalc.words import say

if TYPE_CHECKING:
    from nncalc.engine.tensor import Tensor


def _typed_weights(problem: HopfieldDeclaration) -> str | None:
    return say("W is given") if problem.P is None else None


class HopfieldDeclaration(ProblemType):
    """The declarations of `hopfield`."""

    P: Tensor | None = given(MATRIX, "patterns to store, one per row, of 1 and −1", first=True, default=None)
    W: Tensor | None = given(MATRIX, "weights, symmetric, in place of patterns", default=None)
    x: Tensor | None = given(VECTOR, "state to begin with, of 1 and −1; absent: every pattern is tested", default=None)
    theta: Any = given(
        Numeric(0, 1, words="one number for all units, or one per unit"), "thresholds {theta} (0)", default=None
    )
    order: str = given(
        Order("unit", "index", "synchronous", "all"),
        "units one after the other, from the first or in an order of your own; all at once; or every order there is",
        default="index",
    )
    sweeps: int | None = given(
        Count(1, 10_000), "at most so many; absent: until one changes nothing, or states come round again", default=None
    )
    scale: str = convention("1", "1/N", help="the factor before the sum of products, N units", idle=_typed_weights)
    diagonal: str = convention(
        "zero",
        "keep",
        help="of the weights made from patterns: 0, or what the sum of products has",
        idle=_typed_weights,
    )
    zero: str = convention("keep", "+1", "-1", help="what a unit becomes where its net is 0")

    aliases = {
        **dict.fromkeys(("patterns", "pattern", "memories"), "P"),
        **dict.fromkeys(("T"), "W"),
        **dict.fromkeys(("threshold", "thresholds"), "theta"),
        **dict.fromkeys(("state", "x0"), "x"),
    }
    suggestions = {"update": "order", "mode": "order", "async": "order", "b": "theta", "epochs": "sweeps"}
    sections = {
        "weights": "Weights",
        "stored": "The patterns as states",
        "start": "The first state",
        "updates": "Updates",
        "states": "All orders",
        "end": "The end",
    }
    words = {
        "sum": "W is the sum of p·pᵀ over {patterns} p.",
        "mean": "W is the sum of p·pᵀ over {patterns} p, divided by the number of units: {units}.",
        "zero diagonal": "The diagonal is 0: no unit acts on itself.",
        "kept diagonal": "The diagonal stays as the sum has it.",
        "mirrored": "W is symmetric, so what is above the diagonal is below it as well.",
        "keep": "A unit becomes 1 where its net is above 0, −1 where it is below, and stays where it is 0.",
        "+1": "A unit becomes 1 where its net is 0 or above, and −1 where it is below.",
        "-1": "A unit becomes 1 where its net is above 0, and −1 where it is 0 or below.",
        "one by one": "One unit after the other, in the order {order}; each sees what the units before it have become.",
        "at once": "All units change at once, by the nets of the old state.",
        "clean": "Sweep {sweep} changes nothing: the state is an attractor.",
        "clean of some": "Sweep {sweep} changes nothing, but unit {unit} would change, and is not in the order.",
        "limit": "After {sweeps} the run ends.",
        "limit stable": "After {sweeps} the run ends; no unit would change, so the state is an attractor.",
        "cycle": "After {sweeps} the state is the one after {before} again: a cycle of {length}, which never ends.",
        "cycle of all": "After {sweeps} the first state is there again: a cycle of {length}, which never ends.",
        "stable": "No unit would change: x is stable.",
        "unstable": "x is not stable: it has units that would change, {units}.",
        "letters": "Which way a unit goes depends on letters, so nothing is updated.",
        "every state": "From every state each unit that would change leads to another state: unit → state.",
        "reached": "From x each unit that would change leads to another state: unit → state.",
        "one attractor": "Every order ends in the same attractor.",
        "attractors": "{attractors} can be reached: which one depends on the order.",
        "all attractors": "Of {states}, these are attractors: no unit would change.",
        "no attractor": "No state is an attractor.",
    }
    results = {
        "W": "weights",
        "h": "W·x of the first state, with thresholds",
        "net": "net of each unit in the first state: W·x − {theta}",
        "stable": "yes where no unit of x would change; without x of each pattern",
        "energy_start": "energy of the first state",
        "table": "a row an update: table.3.net; with order=all a row a state",
        "stored": "a row a pattern, without x: its nets, energy, and whether it is stable",
        "sweeps": "sweeps that were made",
        "state": "state at the end",
        "attractor": "the state that nothing changes any more",
        "h_end": "W·x of the state at the end, with thresholds",
        "net_end": "net of each unit at the end",
        "energy": "energy of the state at the end: −½xᵀWx + {theta}ᵀx",
        "cycle": "the states of a cycle, one per row",
        "period": "how many states a cycle has",
        "attractors": "every attractor that some order reaches, one per row",
        "energies": "energies of these attractors",
    }
    symbols = {"energy": "E", "energy_start": "E₀", "energies": "E"}
    convention_slips = {
        "diagonal=keep": ("leaves the diagonal of the sum of products as it is", None),
    }
    examples = (
        "hopfield 1,-1,1,-1:1,1,-1,-1 x=1,1,1,-1",
        "hopfield W=0,1,-2:1,0,1:-2,1,0 x=1,1,1 theta=.5 order=3,1,2",
        "hopfield W=0,1:1,0 x=1,-1 order=synchronous",
        "hopfield W=0,1:1,0 x=1,-1 order=all",
        "hopfield 1,-1,1:-1,1,1",
        "hopfield W=0,w:w,0 x=1,-1",
    )
