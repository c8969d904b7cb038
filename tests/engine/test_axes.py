"""Operations along axes, beside NumPy on random whole numbers; and how each is written."""

from __future__ import annotations

import numpy
import pytest

from nncalc.engine.axes import joined, means, padded, part, reordered, reshaped, spread, sums
from nncalc.engine.notation import Printer
from nncalc.engine.operations import MUL, SUB
from nncalc.engine.tensor import Tensor, by_rows, components, nested, vector, zeros
from nncalc.render.latex_style import LatexStyle
from nncalc.render.text_style import TextStyle

SHAPES = [(3,), (2, 3), (2, 3, 4), (2, 3, 2, 4), (2, 1, 3, 2, 2)]
NAMES = "N C D H W"


def axes_of(shape):
    return " ".join(NAMES.split()[: len(shape)])


def random(shape, seed=0):
    array = numpy.random.default_rng(seed).integers(-9, 10, shape)
    return array, tensor(array)


def tensor(array, name="x"):
    items = [
        q.renamed(key) for q, key in zip(vector(array.ravel().tolist()), components(name, array.shape), strict=True)
    ]
    return Tensor(items, array.shape, None, (), name)


def values(x):
    """The components as an array of floats; those here are whole, or halves and thirds of whole numbers."""
    if not isinstance(x, Tensor):
        return numpy.array(float(x.value.p) / float(x.value.q))
    return numpy.array([float(q.value.p) / float(q.value.q) for q in x.items]).reshape(x.shape)


def subsets(names):
    names = names.split()
    return [" ".join(name for i, name in enumerate(names) if bits >> i & 1) for bits in range(1, 1 << len(names))]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_sums_and_means_over_every_set_of_axes(shape):
    array, x = random(shape)
    for over in subsets(axes_of(shape)):
        axis = tuple(axes_of(shape).split().index(name) for name in over.split())
        assert numpy.array_equal(values(sums(x, over, axes_of(shape))), array.sum(axis=axis)), over
        assert numpy.allclose(values(means(x, over, axes_of(shape))), array.mean(axis=axis), rtol=1e-15), over


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_tensor_of_some_axes_is_taken_along_the_others(shape):
    array, x = random(shape)
    for over in subsets(axes_of(shape)):
        axis = tuple(axes_of(shape).split().index(name) for name in over.split())
        left = " ".join(name for name in axes_of(shape).split() if name not in over.split())
        if not left:
            continue
        whole = sums(x, over, axes_of(shape))
        right = array.sum(axis=axis, keepdims=True)
        assert numpy.array_equal(values(spread(SUB, x, whole, left, axes_of(shape))), array - right)
        assert numpy.array_equal(values(spread(MUL, x, whole, left, axes_of(shape))), array * right)


@pytest.mark.parametrize("order", ["N C H W", "N H W C", "W H C N", "C N H W", "N C W H"])
def test_axes_in_another_order(order):
    array, x = random((2, 3, 2, 4))
    moved = reordered(x, "N C H W", order)
    right = array.transpose(["NCHW".index(name) for name in order.split()])
    assert moved.shape == right.shape
    assert numpy.array_equal(values(moved), right)


def test_a_shape_and_back():
    array, x = random((2, 3, 4))
    flat = reshaped(x, (4, 6))
    assert numpy.array_equal(values(flat), array.reshape(4, 6))
    assert values(reshaped(flat, (2, 3, 4))).tolist() == array.tolist()
    with pytest.raises(ValueError, match="24 components"):
        reshaped(x, (5, 5))


@pytest.mark.parametrize(
    ("cuts", "index"),
    [
        ({"H": slice(1, 3)}, numpy.index_exp[:, :, 1:3]),
        ({"N": 1}, numpy.index_exp[1]),
        ({"N": -1, "W": slice(0, 4, 2)}, numpy.index_exp[-1, :, :, 0:4:2]),
        ({"C": slice(None, None, -1)}, numpy.index_exp[:, ::-1]),
        ({"N": 0, "C": 2, "H": 1, "W": 3}, numpy.index_exp[0, 2, 1, 3]),
    ],
)
def test_parts(cuts, index):
    array, x = random((2, 3, 3, 4))
    assert numpy.array_equal(values(part(x, cuts, "N C H W")), array[index])


@pytest.mark.parametrize("along", ["C", "H", "W"])
def test_tensors_joined(along):
    at = "CHW".index(along)
    shapes = [tuple(size if i == at else 2 for i in range(3)) for size in (1, 3, 2)]
    arrays, parts = zip(*[random(shape, seed) for seed, shape in enumerate(shapes)], strict=True)
    assert numpy.array_equal(values(joined(parts, along, "C H W")), numpy.concatenate(arrays, axis=at))
    with pytest.raises(ValueError, match="differ elsewhere"):
        joined([parts[0], random((3, 3, 3))[1]], along, "C H W")


def test_zeros_around():
    array, x = random((2, 3, 2))
    wide = padded(x, {"H": (1, 2), "W": (0, 1)}, "C H W")
    assert numpy.array_equal(values(wide), numpy.pad(array, ((0, 0), (1, 2), (0, 1))))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((2, 3, 4), (2, 4, 5)),
        ((2, 3, 4), (4, 5)),
        ((3, 4), (2, 4, 5)),
        ((2, 2, 1, 3), (2, 2, 3, 2)),
        ((1, 2, 3), (3, 2)),
    ],
)
def test_matrix_by_matrix(left, right):
    (a, x), (b, y) = random(left), random(right, 1)
    product = x @ y
    assert product.shape == (a @ b).shape
    assert numpy.array_equal(values(product), a @ b)


@pytest.mark.parametrize(("left", "right"), [((2, 3, 4), (3, 4, 5)), ((2, 3, 4), (4,)), ((2, 3, 4), (2, 3, 4))])
def test_stacks_that_cannot_be_multiplied(left, right):
    with pytest.raises(ValueError, match="cannot be multiplied"):
        random(left)[1] @ random(right)[1]


@pytest.mark.parametrize("shape", SHAPES[1:], ids=str)
def test_each_matrix_transposed_and_each_row_taken(shape):
    array, x = random(shape)
    assert numpy.array_equal(values(x.T), numpy.swapaxes(array, -1, -2))
    turned = by_rows(lambda row: vector(row.items[::-1]), x, SUB)
    assert numpy.array_equal(values(turned), array[..., ::-1])


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_parts_go_by_their_numbers(shape):
    _, x = random(shape)
    assert [q.name for q in x.items] == list(components("x", shape))
    place = x
    for depth in range(len(shape)):
        place = place[1 if shape[depth] > 1 else 0]
    assert place.name == "x." + ".".join(str(min(size, 2)) for size in shape)
    assert numpy.shape(nested(x)) == shape
    assert zeros(shape, "b").items[-1].name == "b." + ".".join(map(str, shape))


def test_multi_head_attention_is_that_of_numpy():
    (a, x), (w, W) = random((4, 6)), random((6, 6), 1)
    heads = reordered(reshaped(x @ W, (4, 2, 3)), "T h d", "h T d")
    right = (a @ w).reshape(4, 2, 3).transpose(1, 0, 2)
    scores = heads @ heads.T
    assert numpy.array_equal(values(scores), right @ right.transpose(0, 2, 1))
    side_by_side = reshaped(reordered(scores @ heads, "h T d", "T h d"), (4, 6))
    assert numpy.array_equal(
        values(side_by_side), (right @ right.transpose(0, 2, 1) @ right).transpose(1, 0, 2).reshape(4, 6)
    )


def test_normalising_by_channel_is_that_of_numpy():
    array, x = random((2, 3, 2, 2))
    mean = means(x, "N H W", "N C H W")
    centred = spread(SUB, x, mean, "C", "N C H W")
    variance = means(centred * centred, "N H W", "N C H W")
    assert numpy.allclose(values(variance), array.var(axis=(0, 2, 3)), rtol=1e-14)


X = random((2, 2, 2))[1]


@pytest.mark.parametrize(
    ("made", "text", "latex"),
    [
        (sums(X, "H W", "C H W"), "sum over H, W of x", r"\text{sum over H, W of }x"),
        (means(X, "C", "C H W"), "mean over C of x", r"\text{mean over C of }x"),
        (spread(SUB, X, sums(X, "H W", "C H W"), "C", "C H W"), "x − (sum over H, W of x)", None),
        (reordered(X, "C H W", "H W C"), "axes H, W, C of x", None),
        (reordered(X, "C H W", "C W H"), "xᵀ", None),
        (reshaped(X, (4, 2)), "reshape to 4×2 of x", r"\text{reshape to 4$\times$2 of }x"),
        (part(X, {"C": 1, "W": slice(0, 2)}, "C H W"), "C 2, W 1 to 2 of x", None),
        (joined([X, X], "C", "C H W"), "concat(x, x)", None),
        (padded(X, {"W": (1, 1)}, "C H W"), "zero-padded x", None),
        (X @ X, "x·x", None),
    ],
    ids=["sum", "mean", "spread", "order", "transpose", "shape", "slice", "join", "pad", "product"],
)
def test_how_it_is_written(made, text, latex):
    assert Printer(TextStyle(), lambda q: None).formula(made)[0] == text
    if latex is not None:
        assert Printer(LatexStyle(), lambda q: None).formula(made)[0] == latex
