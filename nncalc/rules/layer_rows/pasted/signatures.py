"""The layers of PyTorch and Keras: what they are called, the order of their arguments, which of them are here.

Signatures: the documentation of torch.nn 2.x and of Keras 3.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nncalc.rules.activations import ACTIVATIONS


class Signature(NamedTuple):
    """word: of the token; names: of the arguments in order; dims: the sides of its maps; torch: whose it is, None where
    both have it under that name."""

    word: str
    names: tuple[str, ...]
    dims: int | None = None
    torch: bool | None = None


_TORCH_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding")
_TORCH_POOL = ("kernel_size", "stride", "padding")
_KERAS_CONV = ("filters", "kernel_size", "strides", "padding")
_KERAS_POOL = ("pool_size", "strides", "padding", "data_format")
_KERAS_AFTER = ("data_format", "dilation_rate", "groups", "activation", "use_bias")
_KERAS_DEPTH = ("data_format", "dilation_rate", "depth_multiplier", "activation", "use_bias")
_RESIZING = {
    "UpSampling": ("upsample", ("size", "data_format", "interpolation")),
    "ZeroPadding": ("zeropad", ("padding", "data_format")),
    "SeparableConv": ("sepconv", (*_KERAS_CONV, *_KERAS_DEPTH)),
    "DepthwiseConv": ("dwconv", ("kernel_size", "strides", "padding", "depth_multiplier", "data_format", "dilation_rate",
                                 "activation", "use_bias")),
}  # fmt: skip
"""Layers of Keras that change sides alone, or have a kernel for each channel."""
_NORM = ("num_features", "eps", "momentum", "affine", "track_running_stats")
_PLAIN: dict[str, Signature] = {
    "Linear": Signature("fc", ("in_features", "out_features", "bias"), torch=True),
    "LazyLinear": Signature("fc", ("out_features", "bias"), torch=True),
    "Dense": Signature("fc", ("units", "activation", "use_bias"), torch=False),
    "Flatten": Signature("flatten", ("start_dim", "end_dim")), "Dropout": Signature("dropout", ("p", "inplace")),
    "AlphaDropout": Signature("dropout", ("p", "inplace")), "SpatialDropout1D": Signature("dropout", ("rate",), torch=False),
    "SpatialDropout2D": Signature("dropout", ("rate",), torch=False),
    "BatchNormalization": Signature("bn", ("axis", "momentum", "epsilon", "center", "scale"), torch=False),
    "LocalResponseNorm": Signature("lrn", ("size", "alpha", "beta", "k"), torch=True),
    "ReLU": Signature("relu", ("inplace",)), "ReLU6": Signature("relu", ("inplace",), torch=True),
    "LeakyReLU": Signature("leaky-relu", ("negative_slope", "inplace")),
    "PReLU": Signature("prelu", ("num_parameters", "init"), torch=True), "ELU": Signature("elu", ("alpha", "inplace")),
    "SELU": Signature("selu", ("inplace",)), "Softmax": Signature("softmax", ("dim",)),
    "LogSoftmax": Signature("softmax", ("dim",), torch=True), "Softplus": Signature("softplus", ("beta", "threshold")),
    "GELU": Signature("gelu", ("approximate",)), "SiLU": Signature("silu", ("inplace",)),
    "Hardsigmoid": Signature("hard-sigmoid", ("inplace",)), "Identity": Signature("identity", ()),
    "Rescaling": Signature("identity", ("scale", "offset"), torch=False),
    "Activation": Signature("activation", ("activation",), torch=False),
    "Upsample": Signature("upsample", ("size", "scale_factor", "mode", "align_corners", "recompute_scale_factor"), torch=True),
    "Embedding": Signature("embedding", ()), "LSTM": Signature("lstm", ()), "GRU": Signature("gru", ()),
    "RNN": Signature("rnn", (), torch=True), "SimpleRNN": Signature("rnn", (), torch=False),
    "LayerNorm": Signature("ln", ("normalized_shape", "eps", "elementwise_affine", "bias"), torch=True),
    "LayerNormalization": Signature("ln", ("axis", "epsilon", "center", "scale"), torch=False),
    "MultiheadAttention": Signature("mha", ("embed_dim", "num_heads", "dropout", "bias"), torch=True),
    "TransformerEncoderLayer": Signature("encoder", ("d_model", "nhead", "dim_feedforward", "dropout", "activation"), torch=True),
    "Bidirectional": Signature("bidirectional", ("layer", "merge_mode"), torch=False),
    "TimeDistributed": Signature("distributed", ("layer",), torch=False),
    "Add": Signature("add", (), torch=False), "Concatenate": Signature("concat", ("axis",), torch=False),
}  # fmt: skip
_ACTIVATIONS = {name.replace("-", ""): name for name in ACTIVATIONS}
"""Activations that take no argument are called as here, but for case and hyphens: `Sigmoid`, `Tanh`, `Softsign`."""
_COMING = re.compile(
    r"SeparableDepthwiseConv[12]D|Cropping[123]D|(Reflection|Replication|Constant|Circular)Pad[123]d|PixelShuffle|(LSTM|GRU|RNN|SimpleRNN)Cell|"
    r"ConvLSTM[123]D|EmbeddingBag|MultiHeadAttention|Transformer\w*|"
    r"(Group|Instance|RMS)Norm([123]d)?|GroupNormalization|Global(Max)Pool(ing)?[123]D|"
    r"AdaptiveMaxPool[123]d|FractionalMaxPool[23]d|LPPool[123]d|MaxUnpool[123]d|Fold|Unfold|Unflatten|Reshape|Permute|Lambda|"
    r"Bilinear|RepeatVector|Masking|Attention|GaussianNoise|LocallyConnected[12]D|Multiply|Subtract|Average|Maximum|Dot"
)
"""Layers that are known by name, and not worked out here."""
CONTAINERS = frozenset(("Sequential", "ModuleList", "ModuleDict"))
ALL_NAMES = (*_PLAIN, "Conv1d", "Conv2d", "Conv3d", "Conv2D", "MaxPool2d", "MaxPooling2D", "AvgPool2d", "AveragePooling2D",
             "BatchNorm2d", "ConvTranspose2d", "Conv2DTranspose", "AdaptiveAvgPool2d", "GlobalAveragePooling2D",
             "Upsample", "UpSampling2D", "ZeroPad2d", "ZeroPadding2D", "SeparableConv2D", "DepthwiseConv2D",
             "Sequential", "ModuleList", "LSTM", "GRU", "Embedding", "Sigmoid", "Tanh")  # fmt: skip
"""Names to suggest for a misspelt one."""


def is_coming(name: str) -> bool:
    """Whether a layer is known by name, and not worked out here."""
    return _COMING.fullmatch(name) is not None


def signature(name: str) -> Signature | None:
    """How a layer is called; None for one that is not known here."""
    if name in _PLAIN:
        return _PLAIN[name]
    if name[:1].isupper() and name.lower() in _ACTIVATIONS:
        return Signature(_ACTIVATIONS[name.lower()], ())
    return _of_torch(name) or _of_keras(name)


def _of_torch(name: str) -> Signature | None:
    if found := re.fullmatch(r"Upsampling(?:Nearest|Bilinear)2d|ZeroPad([123])d", name):
        if found[1]:
            return Signature("zeropad", ("padding",), int(found[1]), True)
        return Signature("upsample", ("size", "scale_factor", "mode"), 2, True)
    found = re.fullmatch(r"(Lazy)?(Conv|ConvTranspose|BatchNorm|MaxPool|AvgPool|AdaptiveAvgPool|Dropout)([123])d", name)
    if not found:
        return Signature("dropout", ("p", "inplace"), torch=True) if name == "FeatureAlphaDropout" else None
    lazy, family, dims = found[1], found[2], int(found[3])
    table = {
        "Conv": ("conv", (*_TORCH_CONV, "dilation", "groups", "bias", "padding_mode")),
        "ConvTranspose": ("convt", (*_TORCH_CONV, "output_padding", "groups", "bias", "dilation", "padding_mode")),
        "MaxPool": ("max", (*_TORCH_POOL, "dilation", "return_indices", "ceil_mode")),
        "AvgPool": ("avg", (*_TORCH_POOL, "ceil_mode", "count_include_pad", "divisor_override")),
        "AdaptiveAvgPool": ("gap", ("output_size",)),
        "BatchNorm": ("bn", _NORM),
        "Dropout": ("dropout", ("p", "inplace")),
    }
    word, names = table[family]
    if lazy:
        if family not in ("Conv", "ConvTranspose", "BatchNorm"):
            return None
        names = names[1:]
    return Signature(word, names, None if family == "Dropout" else dims, True)


def _of_keras(name: str) -> Signature | None:
    if found := re.fullmatch(r"(UpSampling|ZeroPadding|SeparableConv|DepthwiseConv)([123])D", name):
        word, names = _RESIZING[found[1]]
        return None if found[2] == "3" and found[1].endswith("Conv") else Signature(word, names, int(found[2]), False)
    found = re.fullmatch(
        r"(Conv|Convolution|MaxPool(?:ing)?|AvgPool|AveragePooling|Global(?:AveragePooling|AvgPool))([123])D(Transpose)?",
        name,
    )
    if not found:
        return None
    family, dims, transposed = found[1], int(found[2]), bool(found[3])
    if family.startswith("Conv"):
        after = (
            ("output_padding", "data_format", "dilation_rate", "activation", "use_bias") if transposed else _KERAS_AFTER
        )
        return Signature("convt" if transposed else "conv", (*_KERAS_CONV, *after), dims, False)
    if transposed:
        return None
    if family.startswith("Global"):
        return Signature("gap", ("data_format", "keepdims"), dims, False)
    return Signature("max" if family.startswith("Max") else "avg", _KERAS_POOL, dims, False)
