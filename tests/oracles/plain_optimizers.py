"""Update rules in plain Python, number by number, from the papers: for the conventions that PyTorch has not."""

from __future__ import annotations

from math import cos, pi, sqrt
from typing import Any


def rate(given: dict[str, Any], t: int) -> float:
    """The learning rate after t steps."""
    lr, gamma = given["lr"], given.get("gamma", 1)
    form = given.get("schedule", "none")
    if form == "step":
        return float(lr * gamma ** (t // given["every"]))
    if form == "exponential":
        return float(lr * gamma**t)
    if form == "inverse":
        return float(lr / (1 + gamma * t))
    if form == "cosine":
        low = given.get("lr_min", 0)
        return float(low + (lr - low) * (1 + cos(pi * t / given["total"])) / 2)
    if form == "linear":
        start = given.get("start_factor", 1 / 3)
        return float(lr * (start + (1 - start) * min(t, given["total"]) / given["total"]))
    if form == "linear-warmup":
        return float(lr * min(1, (t + 1) / given["warmup"]))
    return float(lr)


def clipped(g: list[float], given: dict[str, Any]) -> list[float]:
    """Shortened to the norm that is allowed."""
    norm = sqrt(sum(q * q for q in g))
    limit = given.get("clip")
    return [q * limit / norm for q in g] if limit is not None and norm > limit else g


def descended(given: dict[str, Any]) -> list[float]:
    """The weights of a vector after all steps of a problem."""
    w = [float(q) for q in given["w"]]
    states: list[dict[str, float]] = [{} for _ in w]
    decay, form = given.get("decay", 0), given.get("l2", "half")
    form = "decoupled" if given["rule"] == "adamw" else form
    for t, row in enumerate(given["g"], 1):
        lr, g = rate(given, t - 1), clipped([float(q) for q in row], given)
        for i, state in enumerate(states):
            slope, at = g[i], w[i]
            if form == "decoupled":
                at = at * (1 - lr * decay)
            else:
                slope += (1 if form == "half" else 2) * decay * w[i]
            w[i] = at - one_step(given, state, slope, lr, t)
    return w


def one_step(given: dict[str, Any], state: dict[str, float], g: float, lr: float, t: int) -> float:
    """What is taken from one weight."""
    rule = given["rule"]
    if rule == "sgd":
        return lr * g
    if rule in ("momentum", "nesterov"):
        return with_velocity(given, state, g, lr, t)
    place, eps = given.get("eps_place", "outside"), given.get("eps", 1e-8)
    if rule == "adagrad":
        state["G"] = state.get("G", float(given.get("start", 0))) + g * g
        return lr * g / (sqrt(state["G"] + eps) if place == "inside" else sqrt(state["G"]) + eps)
    if rule == "rmsprop":
        rho = given.get("rho", 0.9)
        state["s"] = rho * state.get("s", 0) + (1 - rho) * g * g
        return lr * g / (sqrt(state["s"] + eps) if place == "inside" else sqrt(state["s"]) + eps)
    return with_moments(given, state, g, lr, t)


def with_velocity(given: dict[str, Any], state: dict[str, float], g: float, lr: float, t: int) -> float:
    """Four velocities; the look-ahead of Nesterov changes where g was taken, which is given."""
    mu, form, v = given.get("mu", 0.9), given.get("velocity", "minus"), state.get("v", 0)
    torch_form = given["rule"] == "nesterov" and given.get("nesterov") == "torch"
    if form in ("minus", "plus"):
        state["v"] = v = mu * v + lr * g  # the sign of the velocity changes nothing in the end
        return mu * v + lr * g if torch_form else v
    share = 1 - mu if form == "ema" else (1 if t == 1 else 1 - given.get("dampening", 0))
    state["v"] = v = mu * v + share * g
    return lr * (g + mu * v) if torch_form else lr * v


def with_moments(given: dict[str, Any], state: dict[str, float], g: float, lr: float, t: int) -> float:
    """Adam and its kin."""
    b1, b2, eps = given.get("beta1", 0.9), given.get("beta2", 0.999), given.get("eps", 1e-8)
    place, corrects = given.get("eps_place", "outside"), given.get("bias_correction", "yes") == "yes"
    m = state["m"] = b1 * state.get("m", 0) + (1 - b1) * g
    if given["rule"] == "adamax":
        u = state["u"] = max(b2 * state.get("u", 0), abs(g) + (eps if place == "inside" else 0))
        return lr * (m / (1 - b1**t) if corrects else m) / (u if place == "inside" else u + eps)
    v = state["v"] = b2 * state.get("v", 0) + (1 - b2) * g * g
    if given["rule"] == "amsgrad":
        v = state["largest"] = max(state.get("largest", 0), v)
    top = m / (1 - b1**t) if corrects else m
    below = v / (1 - b2**t) if corrects else v
    if given["rule"] == "nadam":
        top = (1 - b1) * g / (1 - b1**t) + b1 * m / (1 - b1 ** (t + 1)) if corrects else (1 - b1) * g + b1 * m
    if place == "hat" and corrects and given["rule"] in ("adam", "adamw"):
        return lr * sqrt(1 - b2**t) / (1 - b1**t) * m / (sqrt(v) + eps)
    return lr * top / (sqrt(below + eps) if place == "inside" else sqrt(below) + eps)
