"""Layer tokens: they read back, any text is read or refused, units and counts."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs_of_convshape import shape_of, small

from nncalc.errors import InputError, InputErrors
from nncalc.problem_types.convshape.problem import ConvShape
from nncalc.rules.convolution.layer import KEYS
from nncalc.rules.convolution.tokens import read_token
from nncalc.rules.layer_rows.units import is_layer, read_layers

sizes = st.one_of(small.map(str), st.tuples(small, small).map(lambda pair: f"{pair[0]}x{pair[1]}"))


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


@pytest.mark.parametrize("typed", ["0", "0.5", ".5", "1/4", "1", "1.0"])
def test_dropout_takes_a_probability(typed: str) -> None:
    assert read_token(f"dropout:{typed}").argument == typed


@pytest.mark.parametrize("typed", ["2", "1.5", "10", "-1", "half"])
def test_dropout_takes_nothing_else(typed: str) -> None:
    with pytest.raises(InputError, match="is not a probability"):
        read_token(f"dropout:{typed}")


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
