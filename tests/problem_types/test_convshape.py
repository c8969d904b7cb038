"""convshape: properties of sizes and counts, layer tokens that read back, settings asked for, slips, folding."""

from __future__ import annotations

from contextlib import suppress
from math import prod
from typing import Any, NamedTuple

import pytest
from commandline import judge
from hypothesis import example, given
from hypothesis import strategies as st

from nncalc.api import Solution
from nncalc.checking.answers import check_figures
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision
from nncalc.engine.quantity import constant
from nncalc.engine.run import Policy
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import Settings, read_result, run_problem
from nncalc.problem_types.convshape.problem import ConvShape
from nncalc.problem_types.convshape.units import is_layer, read_layers
from nncalc.rules.convolution import arithmetic as convolution
from nncalc.rules.convolution.tokens import KEYS, read_token

small = st.integers(1, 6)
sizes = st.one_of(small.map(str), st.tuples(small, small).map(lambda pair: f"{pair[0]}x{pair[1]}"))
ALEXNET = {"input": "3x227x227", "layers": ["conv:96,k=11,s=4", "relu", "pool:max,k=3,s=2"]}


def results(given: dict[str, Any], policy: Policy | None = None) -> dict[str, Any]:
    """All results as plain numbers, lists of them, or words."""

    def plain(value: Any) -> Any:
        return [plain(item) for item in value] if isinstance(value, list) else value.value

    problem = read_problem(ConvShape, given)
    read = run_problem(
        problem, lambda run: {k: read_result(v, Precision()) for k, v in run.results.items()}, policy or Policy()
    )
    return {name: plain(value) for name, value in read.items()}


def shape_of(input_: Any, *layers: str, **more: Any) -> list[int]:
    return results({"input": input_, "layers": list(layers), **more})["shape"]  # type: ignore[no-any-return]


@given(n=st.integers(1, 200), half=st.integers(0, 5))
def test_half_padding_keeps_the_size(n: int, half: int) -> None:
    assert shape_of([2, n, n], f"conv:3,k={2 * half + 1},p={half}") == [3, n, n]


@given(n=st.integers(1, 200), k=small, s=small)
def test_same_is_the_quotient_rounded_up(n: int, k: int, s: int) -> None:
    assert shape_of([1, n, n], f"conv:1,k={k},s={s},p=same") == [1, -(-n // s), -(-n // s)]


@given(n=st.integers(6, 200), k=small, s=small, p=st.integers(0, 3))
def test_transposed_undoes_what_divides(n: int, k: int, s: int, p: int) -> None:
    p = min(p, k - 1)
    n -= (n - k + 2 * p) % s
    there = shape_of([1, n, n], f"conv:1,k={k},s={s},p={p}")
    assert shape_of(there, f"convt:1,k={k},s={s},p={p}") == [1, n, n]


@given(n=st.integers(1, 40), k=small, s=small, p=st.integers(0, 3))
def test_windows_are_counted(n: int, k: int, s: int, p: int) -> None:
    """The formula against laying the windows down one by one."""
    places = len(range(0, n + 2 * p - k + 1, s))
    if places:
        assert shape_of([1, n, n], f"conv:1,k={k},s={s},p={p}") == [1, places, places]
    else:
        with pytest.raises(InputError, match="larger than the padded input"):
            shape_of([1, n, n], f"conv:1,k={k},s={s},p={p}")


@given(c=small, height=st.integers(5, 30), width=st.integers(5, 30), k=st.integers(1, 5))
def test_channels_last_is_the_same_network(c: int, height: int, width: int, k: int) -> None:
    layers = [f"conv:4,k={k}", "bn", "flatten", "fc:3"]
    first = results({"input": [c, height, width], "layers": layers})
    last = results({"input": [height, width, c], "layers": layers, "layout": "hwc"})
    assert last["shape1"] == [*first["shape1"][1:], first["shape1"][0]]
    same = ("shape", "params", "macs", "memory", "receptive_field4")
    assert [first[name] for name in same] == [last[name] for name in same]


@given(times=st.integers(1, 5))
def test_units_are_written_out(times: int) -> None:
    unit = ["conv:8,k=3,p=1", "relu"]
    for spelt in (f"{times}xconv:8,k=3,p=1+relu", f"{times}x(conv:8,k=3,p=1 relu)", f"(conv:8,k=3,p=1 relu)×{times}"):
        assert [layer.token for layer in read_layers([spelt])] == unit * times


def test_units_inside_units() -> None:
    layers = read_layers("2x(3x(relu tanh) conv:8,k=3,p=1+0x1+0)")
    assert [layer.token for layer in layers] == [*["relu", "tanh"] * 3, "conv:8,k=3,p=1+0x1+0"] * 2


@st.composite
def tokens(draw: st.DrawFn) -> str:
    word = draw(st.sampled_from(["conv", "convt", "pool", "fc", "relu", "bn", "gap", "patch", "add", "dropout"]))
    argument = {"pool": ":avg", "relu": "", "bn": "", "gap": "", "add": ":a+b", "patch": ":16", "dropout": ":0.5"}
    out = word + argument.get(word, f":{draw(small)}")
    keys = [key for key in KEYS[word] if key in ("k", "s", "p", "d") and (key == "k" or draw(st.booleans()))]
    out += "".join(f",{key}={draw(sizes)}" for key in keys)
    return out + (",as=here" if draw(st.booleans()) else "")


@given(tokens())
def test_tokens_read_back(token: str) -> None:
    layer = read_token(token)
    assert is_layer(token)
    again = read_token(layer.token)
    assert again.token == layer.token
    assert again._replace(stride=again.steps, text="") == layer._replace(stride=layer.steps, text="")


@given(
    st.text(max_size=40)
    | st.from_regex(r"(conv|pool|fc|x|3x|\()?:?[0-9a-z]{0,3}(,[kspd]=[0-9x+?]{0,4}){0,3}\)?", fullmatch=True)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError, InputErrors):
        read_layers([text])
    is_layer(text)


@given(st.from_regex(r"(nn\.)?(Conv2d|Dense|Sequential|Foo)\([0-9(),=\[\]a-z_ '\-.]{0,30}\)?", fullmatch=True))
def test_any_pasted_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError, InputErrors):
        read_layers([text])


def test_deep_brackets_are_refused() -> None:
    for text in ("(" * 200 + "relu" + ")" * 200, "nn.Sequential(" * 200 + ")" * 200, "3x(" * 7 + "relu" + ")" * 7):
        with pytest.raises(InputError):
            read_layers([text])


@given(n=st.integers(3, 40), k=small, want=st.integers(1, 40))
def test_every_stride_that_fits_is_listed(n: int, k: int, want: int) -> None:
    fitting = [s for s in range(1, n + 1) if n >= k and (n - k) // s + 1 == want]
    problem = {"input": [1, n, n], "layers": [f"conv:1,k={k},s=?"], "want": [want, want]}
    if fitting:
        assert results(problem)["settings"] == fitting
    else:
        with pytest.raises(InputError, match=r"no s from 1|larger than the padded input"):
            results(problem)


def test_a_setting_per_side() -> None:
    found = results({"input": "1x20x30", "layers": ["conv:1,k=?"], "want": "18x26"})
    assert found["settings"] == ["3x5"]
    assert found["shape1"] == [1, 18, 26]


def test_the_search_leaves_nothing_behind() -> None:
    asked = results({"input": "3x32x32", "layers": ["conv:8,k=?", "pool:max"], "want": "15x15"})
    plain = results({"input": "3x32x32", "layers": ["conv:8,k=2", "pool:max"]})
    assert {name: value for name, value in asked.items() if name != "settings"} == plain


@pytest.mark.parametrize("typed", ["96x55x55", "96×55×55", "96*55*55", "(96, 55, 55)", "96,55,55", "[96,55,55]"])
def test_shapes_are_read_as_answers(typed: str) -> None:
    problem = read_problem(ConvShape, ALEXNET)
    assert run_problem(problem, lambda run: judge(run, "shape1", typed, Precision())).verdict == "right"


def explained(given: dict[str, Any], name: str, typed: str) -> list[str]:
    """The ids of what is said of a wrong figure."""
    check = check_figures(read_problem(ConvShape, given), [(name, typed)], Settings())[0]
    assert check.verdict != "right"
    return [cause["id"] for cause in check.causes]


def test_groups_left_out_are_named() -> None:
    grouped = {"input": "6x31x23", "layers": ["conv:6,k=3,groups=3"]}
    assert explained(grouped, "weights1", "324") == ["groups-left-out"]
    assert "groups-left-out" in explained({"input": "4x8x8", "layers": ["conv:6,k=3,groups=2"]}, "weights1", "216")


def test_sides_swapped_in_what_was_typed_are_named() -> None:
    assert explained({"input": "6x31x23", "layers": ["conv:5,k=3x5"]}, "shape", "5x19x29") == ["width-before-height"]
    assert explained({"input": "6x31x23", "layers": ["conv:5,k=3x5"]}, "shape", "5x27x21") == []


def test_a_whole_number_is_no_kept_fraction() -> None:
    """56 is 55.5 rounded up, which keeps no fraction."""
    pooled = {"input": "8x112x96", "layers": ["pool:max,k=3,s=2"]}
    assert "ceil-for-floor" in explained(pooled, "shape1", "8x56x48")
    assert "fraction-kept" not in explained(pooled, "shape1", "8x56x48")
    assert explained(pooled, "shape1", "8x55.5x47.5") == ["fraction-kept"]


def test_a_field_per_side_is_typed_like_a_shape() -> None:
    problem = read_problem(ConvShape, {"input": "1x9x9", "layers": ["conv:1,k=3x5"]})
    for typed in ("3x5", "3×5", "3,5", "(3, 5)"):
        assert (
            run_problem(problem, lambda run, t=typed: judge(run, "receptive_field1", t, Precision())).verdict == "right"
        )


def test_flatten_that_keeps_dimensions_is_refused() -> None:
    for typed in ("Flatten(2)", "Flatten(0)", "nn.Flatten(1, 2)", "Flatten(start_dim=1, end_dim=-2)"):
        with pytest.raises(InputError, match=r"_dim=-?[0-9] of Flatten is not read"):
            read_layers([typed])
    for typed in (
        "Flatten()",
        "Flatten(1, -1)",
        "Flatten(start_dim=1, end_dim=-1)",
        "Flatten(data_format='channels_last')",
    ):
        assert [layer.token for layer in read_layers([typed])] == ["flatten"]


def test_dense_reads_the_last_axis() -> None:
    """As Keras does: on a map anew at every place, on features and behind Flatten all of them."""
    found = results(
        {"input": "28x28x1", "layout": "hwc", "layers": ["Conv2D(8, 3)", "Dense(10)", "Flatten()", "Dense(5)"]}
    )
    assert (found["shape2"], found["params2"], found["macs2"]) == ([26, 26, 10], 90, 26 * 26 * 8 * 10)
    assert (found["shape4"], found["params4"]) == ([5], 26 * 26 * 10 * 5 + 5)
    assert found["receptive_field2"] == 3


def test_normalisation_without_scale_or_shift() -> None:
    layers = [
        "BatchNormalization(scale=False)",
        "BatchNormalization(center=False)",
        "BatchNorm2d(8, affine=False)",
        "bn",
    ]
    found = results({"input": "8x4x4", "layers": layers})
    counts = [[found[f"{name}{number}"] for name in ("weights", "biases", "params")] for number in range(1, 5)]
    assert counts == [[0, 8, 8], [8, 0, 8], [0, 0, 0], [8, 8, 16]]


@pytest.mark.parametrize("typed", ["0", "0.5", ".5", "1/4", "1", "1.0"])
def test_dropout_takes_a_probability(typed: str) -> None:
    assert read_token(f"dropout:{typed}").argument == typed


@pytest.mark.parametrize("typed", ["2", "1.5", "10", "-1", "half"])
def test_dropout_takes_nothing_else(typed: str) -> None:
    with pytest.raises(InputError, match="is not a probability"):
        read_token(f"dropout:{typed}")


SLIPS = [
    # rule, slip, given, result, what the slip gives
    ("positions", "plus-one-left-out", {}, "shape1", [96, 54, 54]),
    ("positions", "plus-one-inside-fraction", {"layers": ["conv:96,k=11,s=3"]}, "shape1", [96, 72, 72]),
    ("positions", "ceil-for-floor", {"layers": ["conv:96,k=12,s=4"]}, "shape1", [96, 55, 55]),
    ("positions", "fraction-kept", {"layers": ["conv:96,k=12,s=4"]}, "shape1", [96, 54.75, 54.75]),
    ("same_size", "floor-for-ceil", {"layers": ["conv:96,k=11,s=4,p=same"]}, "shape1", [96, 56, 56]),
    ("room", "padding-once", {"layers": ["conv:96,k=5,p=2"]}, "shape1", [96, 225, 225]),
    ("transposed_size", "minus-one-left-out", {"layers": ["convt:1,k=2,s=2"]}, "shape1", [1, 456, 456]),
    ("transposed_size", "transposed-padding-once", {"layers": ["convt:1,k=4,s=2,p=1"]}, "shape1", [1, 455, 455]),
    ("parameter_count", "bias-left-out", {}, "params", 34848),
    ("bias_count", "bias-per-channel", {}, "biases", 288),
    ("bias_count", "channels-for-kernels", {}, "biases", 3),
    ("kernel_weights", "channels-left-out", {}, "weights", 11616),
    ("kernel_weights", "groups-left-out", {"layers": ["conv:6,k=3,groups=3"]}, "weights", 162),
    ("pooling_weights", "pooling-given-weights", {}, "params3", 864),
    ("pooling_weights", "pooling-given-one-kernel", {}, "params3", 9),
    ("pooling_weights", "pooling-given-weights-and-biases", {}, "params3", 960),
    ("pooling_weights", "pooling-as-convolution", {}, "params3", 83040),
    ("output_channels", "kernels-times-channels", {}, "shape1", [288, 55, 55]),
    ("input_sides", "height-and-width-swapped", {"input": "3x100x300"}, "shape1", [96, 73, 23]),
    ("written_sides", "width-before-height", {"layers": ["conv:96,k=3x5"]}, "shape1", [96, 223, 225]),
    ("reach", "dilation-ignored", {"layers": ["conv:96,k=3,d=2"]}, "shape1", [96, 225, 225]),
    ("steps_of", "dilation-ignored", {"layers": ["conv:96,k=3,d=2"]}, "receptive_field1", 3),
    ("flop_count", "mac-for-flop", {}, "flops", 105415200),
    ("mac_count", "flop-for-mac", {}, "macs", 210830400),
    ("next_field", "strides-left-out", {}, "receptive_field3", 13),
    (
        "next_jump",
        "last-stride-only",
        {"layers": ["conv:8,k=3,s=3", "conv:8,k=3,s=2", "conv:8,k=3"]},
        "receptive_field3",
        13,
    ),
    ("patch_count", "patch-size-for-count", {"layers": ["patch:16"]}, "shape1", [256, 768]),
]


@pytest.mark.parametrize(("rule", "slipped", "changes", "name", "value"), SLIPS, ids=lambda x: str(x)[:24])
def test_each_slip_is_one_rule_replaced(rule: str, slipped: str, changes: Any, name: str, value: Any) -> None:
    replaced = getattr(convolution, rule)
    slip = next(slip for slip in replaced.slips if slip.id == slipped)
    given = {**ALEXNET, **changes}
    assert results(given)[name] != value
    assert results(given, Policy(choice={replaced: slip.function}))[name] == value


def test_no_slip_is_left_out() -> None:
    declared = {
        (name, slip.id) for name in dir(convolution) for slip in getattr(getattr(convolution, name), "slips", ())
    }
    assert declared == {(rule, slipped) for rule, slipped, *_ in SLIPS}


@given(n=st.integers(1, 40), o=st.integers(2, 12))
def test_adaptive_windows(n: int, o: int) -> None:
    """The largest of PyTorch's windows, and steps that lead from the first to the last."""
    windows = [(i * n // o, -(-(i + 1) * n // o)) for i in range(o)]
    found = convolution.adaptive_window(constant(n), constant(o))
    assert found.reached.value == max(end - start for start, end in windows)
    assert found.reached.value + (o - 1) * found.stride.value == n
    assert found.alike == (len({end - start for start, end in windows}) == 1 and n % o == 0)


class Window(NamedTuple):
    """One layer along one side, and what it does to cells by definition."""

    word: str
    k: int
    s: int
    p: int
    d: int

    @property
    def token(self) -> str:
        word = "pool:max" if self.word == "pool" else f"{self.word}:1"
        return f"{word},k={self.k},s={self.s},p={self.p},d={self.d}"

    def under(self, cells: set[int]) -> set[int]:
        """The cells of its input that these outputs see."""
        if self.word != "convt":
            return {o * self.s - self.p + self.d * tap for o in cells for tap in range(self.k)}
        places = [o + self.p - self.d * tap for o in cells for tap in range(self.k)]
        return {place // self.s for place in places if place % self.s == 0}


windows = st.builds(
    Window, st.sampled_from(["conv", "convt", "convt", "pool"]), st.integers(1, 5), st.integers(1, 4),
    st.integers(0, 2), st.integers(1, 3),
)  # fmt: skip


def extent(cells: set[int]) -> int:
    return max(cells) - min(cells) + 1 if cells else 0


def seen_through(layers: list[Window], cells: set[int]) -> set[int]:
    for layer in reversed(layers):
        cells = layer.under(cells)
    return cells


def of_chain(length: int, layers: list[str]) -> dict[str, Any]:
    """The results along one side; none where the layers do not fit."""
    with suppress(InputError):
        return results({"input": str(length), "dims": "1", "layers": layers})
    return {}


@given(st.lists(windows, min_size=1, max_size=4))
@example([Window("convt", 4, 2, 1, 1), Window("convt", 4, 2, 1, 1)])
@example([Window("convt", 1, 2, 0, 1), Window("conv", 1, 2, 1, 1), Window("conv", 3, 1, 0, 1)])
@example(
    [Window("convt", 3, 2, 0, 1), Window("pool", 2, 2, 0, 1), Window("convt", 3, 2, 0, 1), Window("conv", 3, 1, 1, 1)]
)
def test_receptive_fields_by_sets_of_cells(layers: list[Window]) -> None:
    """The most cells, first to last, that an output sees of an input without edges, by going through all phases."""
    for name, found in of_chain(300, [layer.token for layer in layers]).items():
        if name.startswith("receptive_field"):
            before = layers[: int(name.removeprefix("receptive_field"))]
            phases = prod(layer.s for layer in before)
            assert found == max(extent(seen_through(before, {o})) for o in range(phases)), name


@given(st.integers(1, 12), st.lists(windows, max_size=3), st.sampled_from(["fc:2", "gap", "gap:2"]))
def test_layers_that_read_a_whole_map(length: int, layers: list[Window], reading: str) -> None:
    """Behind transposed convolutions no more is seen than there is."""
    layers = [Window("convt", 3, 2, 1, 1), *layers]
    found = of_chain(length, [*[layer.token for layer in layers], reading])
    if found and length > 1:
        size, outputs = found[f"shape{len(layers)}"][-1], 2 if reading == "gap:2" else 1
        cells = [range(i * size // outputs, -(-(i + 1) * size // outputs)) for i in range(outputs)]
        seen = [seen_through(layers, set(each)) for each in cells]
        most = max(min(max(each), length - 1) - max(min(each), 0) + 1 if each else 0 for each in seen)
        assert found[f"receptive_field{len(layers) + 1}"] == max(most, 0)


@given(st.integers(0, 4), st.integers(1, 3), st.integers(1, 3), st.integers(1, 4))
@example(half=1, dilation=1, behind=1, kernel=3)
def test_fields_where_branches_meet(half: int, dilation: int, behind: int, kernel: int) -> None:
    """Down and up again beside a branch that keeps its size: what both see counts, wherever it ends."""
    beside = Window("conv", 2 * half + 1, 1, half * dilation, dilation)
    down, up, last = (
        Window("pool", 2, 2, 0, 1),
        Window("convt", 2 * behind, 2, behind - 1, 1),
        Window("conv", kernel, 1, 0, 1),
    )
    layers = ["identity,as=x", f"{beside.token},as=y", f"{down.token},from=x", up.token, "add:y", last.token]
    seen = [beside.under(last.under({o})) | seen_through([down, up], last.under({o})) for o in range(2)]
    assert of_chain(40, layers)["receptive_field6"] == max(map(extent, seen))


def test_a_field_is_traced_on_the_page() -> None:
    """Every cell on the way back, and no more phases than can be tried."""
    problem = {"input": "1x24x24", "layers": ["convt:1,k=4,s=2,p=1", "convt:1,k=4,s=2,p=1"]}
    text = Solution(read_problem(ConvShape, problem), Settings()).render("text")
    assert "A transposed convolution adds ⌊(k − 1)/s⌋·j to r instead" in text
    assert "Output o = 5 of layer 2 sees the most:" in text
    assert "a₂₁ = ⌈(o2 + p − (k − 1))/s⌉ = ⌈(5 + 1 − (4 − 1))/2⌉ = 2" in text
    assert "r2 = r0 + (b₂₀ − a₂₀)·j0 = 1 + (2 − 0)·1" in text.replace("  ", " ")
    with pytest.raises(InputError, match="1,000,000 different ways, too many to trace back"):
        results({"input": "2x2", "layers": ["convt:1,k=2,s=1000", "convt:1,k=2,s=1000"]})


def test_a_setting_of_one_side_alone() -> None:
    """Output padding makes one side longer; padding shifts what a stride picks out behind a transposed convolution."""
    longer = results({"input": "1x12x12", "layers": ["convt:1,k=3,s=2,op=1x0", "flatten", "fc:3"]})
    assert longer["receptive_field3"] == [12, 12]
    shifted = results({"input": "1x12x12", "layers": ["convt:1,k=2,s=2", "conv:1,k=2,s=2,p=1x0"]})
    assert shifted["receptive_field2"] == [2, 1]


def test_repeated_layers_are_folded() -> None:
    problem = read_problem(ConvShape, {"input": "8x32x32", "layers": ["7x(conv:8,k=3,p=1 relu)"]})
    folded = Solution(problem, Settings()).render("text")
    assert "Layers 3, 5, 7, 9, 11, 13 repeat layer 1." in folded
    assert "weights1 " in folded
    assert "weights13" not in folded.partition("Totals")[0]
    assert "weights13 = " in Solution(problem, Settings(everything=True)).render("text")
    assert "weights13 = " in Solution(problem, Settings(show=("params13",))).render("text")


@pytest.mark.parametrize("format_", ["text", "markdown", "latex"])
def test_the_formula_has_the_numbers_in_it(format_: str) -> None:
    text = Solution(read_problem(ConvShape, ALEXNET), Settings()).render(format_)
    assert "227 − 11 + 2·0" in text or r"227 - 11 + 2 \cdot 0" in text


def test_labels_may_be_set_again_only_by_repetition() -> None:
    block = "(identity,as=x conv:4,k=3,p=1 add:x)"
    assert shape_of([4, 8, 8], f"3x{block}") == [4, 8, 8]
    with pytest.raises(InputError, match="label x is taken"):
        shape_of([4, 8, 8], block, block)


@pytest.mark.parametrize("typed", ["3xrelu", "relux3", "relu×3", "RELU*3", "(relu)x3"])
def test_a_count_stands_before_or_behind(typed: str) -> None:
    assert is_layer(typed)
    assert [layer.word for layer in read_layers(typed)] == ["relu"] * 3


@pytest.mark.parametrize(
    ("typed", "meant"), [("conv=6,k=5", "conv:6,k=5"), ("fc=10", "fc:10"), ("conv6,k=5", "conv:6,k=5")]
)
def test_nearly_a_layer(typed: str, meant: str) -> None:
    with pytest.raises(InputErrors) as caught:
        ConvShape.read_tokens(["3x32x32", typed])
    assert [error.nearest for error in caught.value.errors] == [meant]
