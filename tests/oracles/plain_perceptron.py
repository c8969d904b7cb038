"""Rosenblatt's perceptron, Adaline and the multiclass perceptron with plain loops and fractions, from the textbooks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any


def reference(X: list[list[Fraction]], t: list[Any], **c: Any) -> dict[str, Any]:
    """The run of a single unit or of several classes, with plain loops and fractions."""
    if c["rule"] == "multiclass":
        return reference_classes(X, t, **c)
    theta = c["theta"] if c["bias"] == "fixed" else Fraction(0)
    input_of_b = c["x0"] if c["bias"] == "input" else 1
    zero_one = 0 in t
    by_error = zero_one or c.get("step") == "error"
    w, b = list(c["w"]), Fraction(c["b"])
    if c["bias"] in ("fixed", "none"):
        b = Fraction(0)
    rows: list[dict[str, Any]] = []
    updated: list[int] = []
    clean = False

    def unit(x: list[Fraction]) -> tuple[Fraction, Fraction]:
        net = sum((wi * xi for wi, xi in zip(w, x, strict=True)), Fraction(0)) + b * input_of_b
        return net, net - theta

    def fire(level: Fraction) -> int:
        if c["rule"] == "adaline" and zero_one:
            level -= Fraction(1, 2)
        if level > 0:
            return 1
        if level < 0:
            return 0 if zero_one else -1
        return c["step0"]

    def wrong(level: Fraction, target: int) -> bool:
        if zero_one or c["mistake"] == "output" or (by_error and c["rule"] == "perceptron"):
            return fire(level) != target
        return target * level < 0 if c["mistake"] == "negative" else target * level <= 0

    epoch = 0
    while epoch < c["limit"] and not clean:
        epoch += 1
        clean = True
        for number in c["sequence"]:
            x, target = X[number - 1], t[number - 1]
            net, level = unit(x)
            bad, output = wrong(level, target), fire(level)
            if c["rule"] == "adaline":
                error = target - level
                move = c["lr"] * error
            else:
                error = Fraction(target - output)
                move = c["lr"] * (error if by_error else target) if bad else Fraction(0)
            moved = error != 0 if c["rule"] == "adaline" else bad
            if moved:
                clean = False
                updated.append(number)
                w = [wi + move * xi for wi, xi in zip(w, x, strict=True)]
                if c["bias"] in ("learned", "input"):
                    b += move * input_of_b
            row = {"epoch": epoch, "sample": number, "net": net, "output": output, "target": target}
            row |= {"error": error, "mistake": bad, "w": list(w)}
            if c["rule"] == "adaline":
                row["squared_error"] = error * error
            rows.append(row if c["bias"] in ("fixed", "none") else row | {"b": b})
            if moved and c["restart"]:
                break
    out = {"w": w, "converged": clean, "epochs": epoch, "updates": len(updated), "mistakes": updated, "table": rows}
    out["predictions"] = [fire(unit(x)[1]) for x in X]
    if c["rule"] == "adaline":
        squares = [(row["epoch"], row["squared_error"]) for row in rows]
        out["sse"] = [sum(square for at, square in squares if at == k) for k in range(1, epoch + 1)]
    return out if c["bias"] in ("fixed", "none") else out | {"b": b}


def reference_classes(X: list[list[Fraction]], t: list[Any], **c: Any) -> dict[str, Any]:
    names = c["classes"]
    W = [list(row) for row in c["w"]]
    B = list(c["b"])
    has_bias = c["bias"] != "none"
    if not has_bias:
        B = [Fraction(0)] * len(names)
    x0 = c["x0"] if c["bias"] == "input" else 1
    rows: list[dict[str, Any]] = []
    updated: list[int] = []

    def nets(x: list[Fraction]) -> list[Fraction]:
        return [
            sum((wi * xi for wi, xi in zip(w, x, strict=True)), Fraction(0)) + b * x0 for w, b in zip(W, B, strict=True)
        ]

    def best(values: list[Fraction]) -> int:
        return values.index(max(values))

    epoch, clean = 0, False
    while epoch < c["limit"] and not clean:
        epoch += 1
        clean = True
        for number in c["sequence"]:
            x, target = X[number - 1], names.index(t[number - 1])
            found = nets(x)
            output = best(found)
            if output != target:
                clean = False
                updated.append(number)
                for k, way in ((target, 1), (output, -1)):
                    W[k] = [wi + way * c["lr"] * xi for wi, xi in zip(W[k], x, strict=True)]
                    B[k] += way * c["lr"] * x0 if has_bias else 0
            row = {"epoch": epoch, "sample": number, "net": found, "output": names[output], "target": names[target]}
            row |= {"mistake": output != target, "w": [list(w) for w in W]}
            rows.append(row | {"b": list(B)} if has_bias else row)
            if output != target and c["restart"]:
                break
    out = {"w": W, "converged": clean, "epochs": epoch, "updates": len(updated), "mistakes": updated, "table": rows}
    out["predictions"] = [names[best(nets(x))] for x in X]
    return out | {"b": B} if has_bias else out
