"""Pasted code, prints and tables: any text is read or refused, in bounded time; what is read gives what the text says."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from commandline import ROOT, nncalc
from fuzz.mutate import mutated
from runs_of_convshape import results

from nncalc.errors import InputError, InputErrors
from nncalc.rules.layer_rows.units import is_layer, read_layers

CASES = [
    case
    for name in ("pasted", "pasted-sequences")
    for case in yaml.safe_load((ROOT / f"problems/convshape/{name}.yaml").read_text(encoding="utf-8"))["problems"]
]
TEXTS = [str(case["given"]["layers"]) for case in CASES]
CLASS = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n{made}    def forward(self, x):\n{body}"


def net(made: str, body: str) -> str:
    """A class with these lines in __init__ and in forward."""

    def indented(lines: str) -> str:
        return "".join(f"        {line}\n" for line in lines.split("; "))

    return CLASS.format(made=indented(made), body=indented(body))


def tokens(text: str) -> list[str]:
    return [layer.token for layer in read_layers(text)]


CONV, POOL = "conv:6,k=5", "pool:max,k=2"
READ = [
    (net("self.c = nn.Conv2d(1, 6, 5)", "return F.max_pool2d(F.relu(self.c(x)), 2)"), [CONV, "relu", POOL]),
    (net("self.c = nn.Conv2d(1, 6, 5)", "x = self.c(x.to(device)); x = F.relu(x, inplace=True); return x"), [CONV, "relu"]),
    (net("self.f = nn.Linear(8, 2)", "return F.log_softmax(self.f(x.view(x.size(0), -1)), dim=1)"),
     ["flatten", "fc:2", "softmax"]),
    (net("self.f = nn.Linear(8, 2)", "b = x.shape[0]; return self.f(x.reshape(b, -1))"), ["flatten", "fc:2"]),
    (net("self.c = nn.Conv2d(3, 3, 1)", "return x + self.c(x)"), ["conv:3,k=1", "add:input"]),
    (net("self.c = nn.Conv2d(3, 3, 1)", "y = self.c(x); return torch.cat((x, y), 1)"), ["conv:3,k=1", "concat:input"]),
    (net("self.l = nn.ModuleList([nn.Linear(4, 4) for _ in range(3)])", "for f in self.l: x = f(x).relu(); return x"),
     ["fc:4", "relu"] * 3),
    ("def block(i, o):\n    return nn.Sequential(nn.Conv2d(i, o, 3), nn.ReLU())\nm = nn.Sequential(block(3, 8), *[block(8, 8)])",
     ["conv:8,k=3", "relu"] * 2),
    ("cfg = [8, 'M', 16]\nlayers, c = [], 3\nfor v in cfg:\n    if v == 'M':\n        layers += [nn.MaxPool2d(2)]\n    else:\n"
     "        layers += [nn.Conv2d(c, v, 3, padding=1)]\n        c = v\nnet = nn.Sequential(*layers)",
     ["conv:8,k=3,p=1", POOL, "conv:16,k=3,p=1"]),
    (">>> model = nn.Sequential(\n...     nn.Conv2d(1, 6, 5),\n...     nn.ReLU())\n>>> print(model)", [CONV, "relu"]),
    ("In [3]: nn.Conv2d(1, 6, 5)", [CONV]),
    ("nn.Conv2d（1，6，5）  # 卷积层", [CONV]),
    ("x = Conv2D(6, 5)(x)\nx = MaxPooling2D()(x)", [CONV, POOL]),
    ("tf.keras.Sequential([tf.keras.layers.Conv2D(6, 5), tf.keras.layers.ReLU()])", [CONV, "relu"]),
    ("nn.Conv2d(1, 6, 5) nn.ReLU()", [CONV, "relu"]),
    ("nn.Conv2d(1, 6, 5),\nnn.ReLU(),\n", [CONV, "relu"]),
    ("model.add(Conv2D(6, 5))", [CONV]),
    ("Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same)", ["conv:8,k=3,p=same"]),
    ("    def __init__(self):\n        self.c = nn.Conv2d(1, 6, 5)\n    def forward(self, x):\n        return self.c(x).relu()\n",
     [CONV, "relu"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "layers"), READ, ids=range(len(READ)))
def test_read(text: str, layers: list[str]) -> None:
    assert tokens(text) == layers
    assert is_layer(text)


REFUSED = [
    (net("self.f = nn.Linear(8, 2)", "return self.f(x) * 2"), "of a tensor is not read"),
    (net("self.f = nn.Linear(8, 2)", "return self.f(x), x"), "more than one tensor"),
    (net("self.f = nn.Linear(8, 2)", "return self.g(x)"), "not read here"),
    (net("self.f = nn.Linear(8, 2)", "return F.grid_sample(self.f(x), x)"), "grid_sample of a tensor"),
    (net("self.w = nn.Parameter(torch.zeros(3))", "return x"), "parameters of a class's own"),
    (net("self.f = nn.Linear(8, 2)", "return self.f(x) if flag else x"), "cannot be told"),
    (net("self.f = nn.Linear(8, 2)", "return self.f(self.f(x))"), "used twice"),
    (net("self.f = nn.Linear(8, 2)", "return torch.flatten(x)"), "all samples"),
    ("nn.Sequential(nn.Conv2d(1, 6))", "lacks its kernel size"),
    ("nn.Conv2d(1, 6, 5 / 2)", "cannot be read"),
    ("nn.Conv2d(1, 6, 10**40)", "above"),
    ("nn.Conv2d(1, 6, 10**100)", "too large"),
    ("nn.Conv2d(1, 6, 9**9**9)", "too large"),
    ("[nn.ReLU()] * 10**9", "above|more than"),
    ("nn.Sequential(*[nn.ReLU()] * 9999)", "more than"),
    ("for i in range(10**9):\n    nn.ReLU()", "more than"),
    ("def f(n):\n    return f(n)\nnn.Sequential(f(1))", "25 deep"),
    ("a = [0] * 9000\nfor i in a:\n    for j in a:\n        k = 1\nnn.Conv2d(1, 1, k)", "steps"),
    ("__import__('os').system('touch x')", "no layer|not read"),
    ("eval('nn.ReLU()')", "no layer|not read"),
    ("for i in range(12345678901234567890):\n    nn.ReLU()", "more than"),
    ("model = nn.ReLU(OrderedDict([('a', nn.Linear(8, 8))]))", "a layer stands in it"),
    (net("self.f = nn.Linear(8, 2)", "return F.max_pool(self.f(x), 2)"), "max_pool of a tensor"),
    ("nn.Conv2D(3, 4, 3)", "nn.Conv2D is not read"),
    ("layers.Conv2d(3, 4, 3)", "layers.Conv2d is not read"),
    ("nn.Conv2d(1, 6, 5", "breaks off"),
    ("nn.Conv2d(1, 6, 'five)", "not understood"),
    ("lambda: nn.ReLU()", "'lambda' is not read"),
    ("try:\n    nn.ReLU()\nexcept: pass", "'try' is not read"),
    ("nn.Conv2d(1, 6, 5).weight.data.zero_()[", "breaks off|not understood"),
    ("class Net(nn.Module):\n", "block"),
    ("nn.GRUCell(3, 4)", "known by name"),
    ("nn.EmbeddingBag(1000, 64)", "known by name"),
    ("layers.ConvLSTM2D(3, 3)", "known by name"),
    ("layers.Cropping2D(1)", "known by name"),
    ("nn.PixelShuffle(2)", "known by name"),
    ("a = [] * 99999999999999999999\nb = [1] * -99999999999999999999", "no layer"),
    ("nn.Conv2d(1, 6, 5)\n" * 2000, "more than 1,000 layers"),
    ("nn.ReLU()\n" + "x" * 200_000, "more than 200,000"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wrong"), REFUSED, ids=range(len(REFUSED)))
def test_refused(text: str, wrong: str) -> None:
    started = time.process_time()
    with pytest.raises(InputError, match=wrong):
        read_layers(text)
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "deep", ["(", "[", "nn.Sequential(", "not ", "-", "f(", "{1: ", "x if y else ", "a.b[", "lambda: ", "if x:\n"]
)
def test_deep_texts_are_refused(deep: str) -> None:
    for text in (
        deep * 3000,
        "nn.ReLU(" + deep * 3000,
        "nn.ReLU() + " + "1 + " * 3000 + "1",
        "nn.ReLU()" + ".a" * 3000,
    ):
        with pytest.raises(InputError):
            read_layers(text)


def test_damaged_texts_are_read_or_refused() -> None:
    """Nothing but our own errors, in bounded time, whatever is damaged; nothing is run and no file is opened."""
    source, started = random.Random(0), time.process_time()
    texts = [
        *TEXTS,
        *[text for text, _ in READ],
        *[text for text, _ in REFUSED if len(text) < 1000],
        TABLE,
        WITH_BRANCHES,
    ]
    read = 0
    for _ in range(4000):
        text = mutated(source, source.choice(texts), 1)
        try:
            read_layers("nn.ReLU()\n" + text if source.random() < 0.1 else text)
            read += 1
        except (InputError, InputErrors):
            continue
    assert read > 300
    assert time.process_time() - started < 120


def printed(*words: str) -> str:
    """The page of convshape for these words."""
    return nncalc(["convshape", *words]).out


# -- the input -------------------------------------------------------------------------------------------------------

KERAS = (
    "keras.Sequential([keras.Input(shape=(28, 28, 1)), layers.Conv2D(8, 3, input_shape=(9, 9, 9)), layers.Flatten()])"
)


def test_the_input_of_keras_is_taken_and_compared() -> None:
    for given in ({}, {"input": "28x28x1"}, {"input": "28x28"}, {"input": "1x28x28", "layout": "chw"}):
        assert results({**given, "layers": KERAS})["shape"] == [5408]
    for wrong in ("1x28x28", "28x28x3", "784"):
        with pytest.raises(InputErrors, match="states 28x28x1"):
            results({"input": wrong, "layers": KERAS})


def test_a_model_on_an_example() -> None:
    code = (
        net("self.c = nn.Conv2d(3, 6, 5)", "return self.c(x)")
        + "net = Net()\ny = net(torch.randn(2, 3, 32, 30))\nprint(y.shape)"
    )
    assert results({"layers": code})["shape"] == [6, 28, 26]
    with pytest.raises(InputErrors, match="states 3x32x30"):
        results({"input": "3x32x32", "layers": code})


def test_what_is_left_open_is_said() -> None:
    code = "class Net(nn.Module):\n    def __init__(self):\n        self.a = nn.Conv2d(1, 6, 5)\n        self.b = nn.ReLU()\n"
    page = printed("1x28x28", code)
    assert "Net has no forward in what is pasted: its layers are worked in the order of __init__." in " ".join(
        page.split()
    )
    code = net("self.a = nn.Conv2d(1, 6, 5); self.b = nn.Linear(3, 4)", "return self.a(x)")
    assert "self.b is not applied in what is pasted, and not counted." in printed("1x28x28", code)


def test_an_average_says_what_it_divides_by() -> None:
    for code, inside in (("nn.AvgPool2d(3, 1, 1)", False), ("nn.AvgPool2d(3, 1, 1, count_include_pad=False)", True)):
        assert ("lie inside the input" in printed("2x5x5", code)) == inside
    assert "lie inside the input" in printed("5x5x2", "AveragePooling2D(3, strides=1, padding='same')")


# -- files and standard input ----------------------------------------------------------------------------------------


def test_layers_from_a_file_and_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.txt").write_text("# 模型\nnn.Conv2d(1, 6, 5)\nnn.ReLU()\n", encoding="utf-8")
    Path("tokens.txt").write_text("conv:6,k=5 relu\npool:max\n", encoding="utf-8")
    right = results({"input": "1x28x28", "layers": ["conv:6,k=5", "relu", "pool:max"]})["shape"]
    for layers in (["@model.txt", "pool:max"], "@tokens.txt"):
        assert results({"input": "1x28x28", "layers": layers})["shape"] == right
    assert "shape=6,12,12" in printed("1x28x28", "@model.txt", "pool:max")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"nn.Conv2d(1, 6, 5)\nnn.ReLU()")))
    assert tokens("-") == ["conv:6,k=5", "relu"]
    for spec, wrong in (("@modle.txt", "no file"), ("@.", "no regular file|not a regular file")):
        with pytest.raises(InputError, match=wrong):
            read_layers(spec)
    with pytest.raises(InputError, match="not below the folder"):
        read_layers("@/etc/passwd", str(tmp_path))
    with pytest.raises(InputError, match="cannot read standard input"):
        read_layers("-", str(tmp_path))


# -- tables ----------------------------------------------------------------------------------------------------------

TABLE = """Model: "sequential"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 conv2d (Conv2D)             (None, 14, 14, 32)        320
 batch_normalization (Batch  (None, 14, 14, 32)        128
 global_average_pooling2d (G  (None, 32)               0
 dense (Dense)               (None, 10)                330
=================================================================
Total params: 778
"""
WITH_BRANCHES = """Layer (type)                    Output Shape         Param #     Connected to
input_1 (InputLayer)            [(None, 8, 8, 4)]    0
conv2d (Conv2D)                 (None, 8, 8, 4)      148         input_1[0][0]
add (Add)                       (None, 8, 8, 4)      0           conv2d[0][0]
                                                                 input_1[0][0]
"""


def test_a_table_of_keras() -> None:
    found = results({"input": "28x28x1", "layers": TABLE})
    assert (found["shape1"], found["params1"], found["params2"], found["params"]) == ([14, 14, 32], 320, 64, 714)
    with pytest.raises(InputError, match="not read here"):
        read_layers(WITH_BRANCHES)
    with pytest.raises(InputErrors, match="left open"):
        results({"input": "28x28x1", "layers": TABLE.replace("14, 14, 32)        320", "14, 14, 0)         320")})
    for changed in (
        {"input": "28x28x2"},
        {"layers": TABLE.replace("320", "321")},
        {"layers": TABLE.replace("(None, 10)", "(None, 11)")},
    ):
        with pytest.raises(InputErrors, match="makes"):
            results({"input": "28x28x1", "layers": TABLE, **changed})


def table(found: dict[str, Any], types: list[str], boxed: bool) -> str:
    """A table as Keras prints it, from results."""
    lines = ['Model: "m"', " Layer (type)     Output Shape     Param # "]
    for number, name in enumerate(types, 1):
        shape = ", ".join(["None", *map(str, found[f"shape{number}"])])
        params = found[f"params{number}"] * (2 if name == "BatchNormalization" else 1)
        cells = (f"l{number} ({name})", f"({shape})", f"{params:,}")
        lines.append(
            f"│ {cells[0]:<30} │ {cells[1]:<24} │ {cells[2]:>12} │"
            if boxed
            else f"{cells[0]:<31}{cells[1]:<26}{cells[2]}"
        )
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(60))
def test_tables_of_random_networks(seed: int) -> None:
    """Whatever kernels are taken, shapes and counts are those of the network that the table came from."""
    source = random.Random(seed)
    layers, types = [], []
    for _ in range(source.randint(1, 4)):
        same = source.choice((",padding='same'", ""))
        draw = source.random()
        if draw < 0.5:
            layers.append(
                f"Conv2D({source.randint(1, 9)}, {source.randint(1, 4)}, strides={source.randint(1, 2)}{same})"
            )
        elif draw < 0.7:
            layers.append(f"MaxPooling2D(2{same})")
        else:
            layers.append(source.choice(("BatchNormalization()", "Dropout(0.5)", "ReLU()")))
        types.append(layers[-1].partition("(")[0])
    layers += ["Flatten()", f"Dense({source.randint(1, 9)})"]
    types += ["Flatten", "Dense"]
    side = source.randint(17, 40)
    given = {"input": [side, side, source.randint(1, 4)], "layout": "hwc"}
    try:
        right = results({**given, "layers": layers})
    except InputError:
        return
    found = results({**given, "layers": table(right, types, boxed=seed % 2 == 0)})
    for name in ("shape", "weights", "biases", "params", "macs"):
        assert found[name] == right[name], (layers, name)
