"""Inputs of every kind, each made from one seed: most are cheap texts, the others whole command lines and files."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import NamedTuple

from typed_notations import FIGURES

from fuzz.answer_texts import READ, decimal, typed_answer
from fuzz.corpus import EXPRESSIONS, OPTIONS, Seeds
from fuzz.mutate import NUMBERS, character, mutated
from nncalc.cli.commands import batch as of_batch
from nncalc.cli.commands import check as of_check


class Input(NamedTuple):
    """One input.

    kind      expression | value | yaml | answer | graph | command | checked | batch | check
    words     the command line; for the kinds that are read without a command, the text alone
    files     what is put into the scratch folder first
    verdict   for `checked`: what the independent reader says of the figure
    """

    kind: str
    words: list[str]
    files: dict[str, bytes] = {}
    verdict: str = ""


def made(seed: int, number: int, seeds: Seeds, kind: str = "") -> Input:
    """Input `number` of a seed: always the same. With `kind` it is of that kind alone."""
    source = Random(f"{seed}:{number}")
    maker = source.choices(list(MIX), list(MIX.values()))[0]
    one = MAKERS[kind or maker](source, seeds)
    if one.kind in ("expression", "value", "yaml", "answer"):
        return one
    return one._replace(words=[_NOT_PASSED.sub("", word) for word in one.words])


_NOT_PASSED = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")
"""What no shell can pass: NUL, and surrogates other than those that stand for bytes that are not UTF-8."""


# -- texts ---------------------------------------------------------------------------------------------------------


def expression(source: Random, seeds: Seeds) -> Input:
    return Input("expression", [_formula(source)])


def _formula(source: Random) -> str:
    text = source.choice(EXPRESSIONS if source.random() < 0.7 else NUMBERS)
    if source.random() < 0.3:
        text += source.choice("+-*/^,") + source.choice(EXPRESSIONS)
    return mutated(source, text)


def plain(source: Random) -> str:
    """Numbers, vectors and matrices: what an independent reader can read as well."""
    rows = source.choice((1, 1, 1, 2, 3))
    columns = source.choice((1, 1, 2, 3, 4))
    drawn = source.random()
    comma = "," if drawn < 0.8 else source.choice((" ", ", ", "，"))
    return source.choice((":", ":", ";", " : ")).join(
        comma.join(plain_number(source) for _ in range(columns)) for _ in range(rows)
    )


def plain_number(source: Random) -> str:
    drawn = source.random()
    sign = source.choice(("", "", "", "-", "+"))
    if drawn < 0.4:
        return f"{sign}{source.randint(0, 999) / 10 ** source.randint(0, 3):.{source.randint(0, 4)}f}"
    if drawn < 0.55:
        return f"{sign}{source.randint(0, 30)}/{source.randint(1, 30)}"
    if drawn < 0.65:
        return (
            f"{sign}{source.randint(0, 99)}{source.choice('eE')}{source.choice(('', '-', '+'))}{source.randint(0, 20)}"
        )
    if drawn < 0.75:
        return f"{sign}.{source.randint(0, 999)}"
    if drawn < 0.9:
        return source.choice(("+", "-", "*", "/", "^", "**")).join(
            f"{source.choice(('', '-', '('))}{source.randint(0, 9)}" for _ in range(source.randint(2, 4))
        )
    return str(source.randint(-(10**30), 10**30))


def value(source: Random, seeds: Seeds) -> Input:
    text = plain(source) if source.random() < 0.6 else source.choice(seeds.values)
    return Input("value", [mutated(source, text)])


def yaml_value(source: Random, seeds: Seeds) -> Input:
    """A value inside a problem file: it must come out as it was typed."""
    return Input("yaml", [mutated(source, plain(source))])


def answer(source: Random, seeds: Seeds) -> Input:
    """A figure, a list or a matrix as people write them, damaged or not."""
    asked, text = typed_answer(source)
    return Input("answer", [asked, text if source.random() < 0.5 else mutated(source, text)])


# -- command lines -------------------------------------------------------------------------------------------------


def graph(source: Random, seeds: Seeds) -> Input:
    """Formulas worked, differentiated and printed."""
    inputs = [
        f"{name}={mutated(source, source.choice(NUMBERS)) or '1'}" for name in ("x", "y") if source.random() < 0.7
    ]
    words = ["graph", f"f={_formula(source)}+{source.choice(('x', 'x*y', 'sigmoid(x)', '√x'))}", *inputs]
    return Input("graph", words + _options(source))


def command(source: Random, seeds: Seeds) -> Input:
    index = source.randrange(len(seeds.commands))
    words = list(seeds.commands[index])
    kind = words[0]
    words += source.choices(seeds.choices.get(kind) or ["digits=2"], k=source.choice((0, 0, 1, 1, 2)))
    if index in seeds.expected and source.random() < 0.4:
        for figure in source.sample(seeds.expected[index], 1):
            words += ["--check", figure if source.random() < 0.5 else mutated(source, figure, 1)]
    if source.random() < 0.6:
        words = _words_mutated(source, seeds, words)
    else:
        _number_changed(source, words)
    return Input("command", words + _options(source))


def _number_changed(source: Random, words: list[str]) -> None:
    """One figure of a sound problem changed for a sound one: the mathematics is fuzzed, not the reading."""
    from fuzz.mutate import number

    if len(words) > 1 and source.random() < 0.8:
        place = source.randrange(1, len(words))
        if not words[place].startswith("epochs"):
            words[place] = number(source, words[place])


def _words_mutated(source: Random, seeds: Seeds, words: list[str]) -> list[str]:
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        drawn, place = source.random(), source.randrange(len(words))
        other = source.randrange(len(words))
        if drawn < 0.45:
            words[place] = mutated(source, words[place], 1)
        elif drawn < 0.55:
            del words[place]
        elif drawn < 0.6:
            words.insert(place, words[other])
        elif drawn < 0.65:
            words[place], words[other] = words[other], words[place]
        elif drawn < 0.75:
            name, equals, old = words[place].partition("=")
            words[place] = (
                f"{source.choice(seeds.names[source.choice(list(seeds.names))])}{equals}{old}" if equals else name
            )
        elif drawn < 0.9:
            name, equals, _ = words[place].partition("=")
            words[place] = f"{name}{equals}{source.choice(seeds.values)}" if equals else words[place]
        else:
            known = seeds.names[words[0]] if words and words[0] in seeds.names else ["x"]
            words.append(f"{source.choice(known)}={source.choice(seeds.values)}")
        if not words:
            return [character(source)]
    return words


def _options(source: Random) -> list[str]:
    words: list[str] = []
    for _ in range(source.choice((0, 0, 0, 1, 1, 2, 3))):
        name = source.choice(list(OPTIONS))
        words.append(mutated(source, name, 1) if source.random() < 0.05 else name)
        if OPTIONS[name]:
            typed = source.choice(OPTIONS[name])
            words.append(mutated(source, typed, 1) if source.random() < 0.1 else typed)
    return words


def checked(source: Random, seeds: Seeds) -> Input:
    """A rational result and a figure for it near the right one: the verdict is known from `fractions` alone."""
    values = [Fraction(source.randint(-999, 999), source.choice((1, 10, 100, 3, 7, 12))) for _ in range(3)]
    right, digits = sum(values), source.randint(0, 5)
    unit = Fraction(1, 10**digits)
    figure = (right / unit).__floor__() * unit + source.choice((-1, 0, 0, 1, 1, 2)) * unit
    if source.random() < 0.2 and right.denominator != 1:
        typed, verdict = f"{right.numerator}/{right.denominator}", "right"
    else:
        typed = decimal(figure, digits)
        coarse = figure != right and (digits == 0 or figure == 0)
        verdict = "right" if abs(figure - right) <= unit / 2 and not coarse else "not right"
        if source.random() < 0.3:
            typed = (FIGURES[source.choice(READ)](typed) or typed).replace("NAME", "y")
    given = ",".join(f"{value.numerator}/{value.denominator}" for value in values)
    words = ["forward", f"x={given}", "W1=1,1,1", "act=identity", "--steps", "none", "--check", f"y={typed}"]
    return Input("checked", words, {}, verdict)


# -- files ---------------------------------------------------------------------------------------------------------


def batch(source: Random, seeds: Seeds) -> Input:
    head = source.choice(seeds.heads) if source.random() < 0.2 else "problems:\n"
    items = [source.choice(seeds.problems) for _ in range(source.choice((1, 1, 2)))]
    text = "".join([head, *["  - " + item for item in items]])
    if source.random() < 0.9:
        text = mutated(source, text, 1)
    words = ["batch", "problems.yaml", "--timeout", "2"]
    if source.random() < 0.5:
        words += ["--format", source.choice(("json", *of_batch.FORMATS))]
    if source.random() < 0.1:
        words += ["--only", mutated(source, "forward", 1)]
    return Input("batch", words, {"problems.yaml": _bytes(source, text)})


def check(source: Random, seeds: Seeds) -> Input:
    item, name, figures = source.choice(seeds.keys)
    answers: dict[str, str] = {key: mutated(source, text) for key, text in list(figures.items())[:4]}
    if source.random() < 0.5:
        lines = ["student,id,name,value", *[f'Li,{name},{key},"{text}"' for key, text in answers.items()]]
        file = "answers.csv"
    else:
        lines = ["student: Li", f"{name}:", *[f'  {key}: "{text}"' for key, text in answers.items()]]
        file = "answers.yaml"
    text = "\n".join(lines) + "\n"
    if source.random() < 0.4:
        text = mutated(source, text, 1)
    key = "problems:\n  - " + item
    words = ["check", "key.yaml", file, "--timeout", "1"]
    if source.random() < 0.5:
        words += ["--format", source.choice(of_check.FORMATS)]
    return Input("check", words, {"key.yaml": key.encode(), file: _bytes(source, text)})


def _bytes(source: Random, text: str) -> bytes:
    """The text as a file holds it; now and then not UTF-8."""
    data = text.encode("utf-8", "surrogateescape" if text.isprintable() else "surrogatepass")
    drawn = source.random()
    if drawn < 0.01:
        return text.encode("utf-16", "surrogatepass")
    if drawn < 0.02 and data:
        place = source.randrange(len(data))
        return data[:place] + bytes([source.randrange(256)]) + data[place:]
    return data


MAKERS: dict[str, Callable[[Random, Seeds], Input]] = {
    "expression": expression, "value": value, "yaml": yaml_value, "graph": graph, "command": command,
    "answer": answer, "checked": checked, "batch": batch, "check": check,
}  # fmt: skip
MIX = {
    "expression": 24,
    "value": 25,
    "yaml": 8,
    "answer": 4,
    "graph": 10,
    "command": 15,
    "checked": 6,
    "batch": 7,
    "check": 1,
}
"""How often each kind is drawn: a command line costs as much as thirty values, a marked answer file as much as 300."""
