"""Which of ONNX's operators become problems and how, which cases of them cannot, and which operators are no subject."""

from __future__ import annotations

from oracles.onnx_attention import attention
from oracles.onnx_cases import Translation
from oracles.onnx_classification import cross_entropy, softmax
from oracles.onnx_elementwise import (
    activation,
    added,
    clipped,
    expression,
    folded,
    gelu,
    prelu,
    quotient,
    selu,
    with_parameters,
)
from oracles.onnx_layers import affine, convolution, flatten, global_pooling, pooling, product, transposed
from oracles.onnx_recurrent import recurrent

OPERATORS: dict[str, Translation] = {
    # shapes of layers
    "Conv": convolution,
    "ConvInteger": convolution,
    "QLinearConv": convolution,
    "ConvTranspose": transposed,
    "MaxPool": pooling,
    "AveragePool": pooling,
    "GlobalAveragePool": global_pooling,
    "GlobalMaxPool": global_pooling,
    "Flatten": flatten,
    # layers
    "Gemm": affine,
    "MatMul": product,
    "RNN": recurrent,
    "LSTM": recurrent,
    "GRU": recurrent,
    "Attention": attention,
    # classification
    "Softmax": softmax,
    "LogSoftmax": softmax,
    "SoftmaxCrossEntropyLoss": cross_entropy,
    "NegativeLogLikelihoodLoss": cross_entropy,
    # activations that nncalc has
    "Identity": activation("identity"),
    "Sigmoid": activation("sigmoid"),
    "Tanh": activation("tanh"),
    "Relu": activation("relu"),
    "LeakyRelu": activation("leaky-relu", "alpha"),
    "PRelu": prelu,
    "Elu": activation("elu", "alpha"),
    "Selu": selu,
    "Gelu": gelu,
    "Softplus": activation("softplus"),
    "Softsign": activation("softsign"),
    "Sign": activation("sign"),
    # activations as formulas
    "Celu": expression(with_parameters("max(0,a)+min(0,{alpha}*(exp(a/{alpha})-1))", alpha=1.0)),
    "HardSigmoid": expression(with_parameters("max(0,min(1,{alpha}*a+{beta}))", alpha=0.2, beta=0.5)),
    "HardSwish": expression("a*hard_sigmoid(a)"),
    "Mish": expression("a*tanh(softplus(a))", every=40),
    "Shrink": expression(
        with_parameters("(a-{bias})*(1-step({lambd}-a))+(a+{bias})*(1-step({lambd}+a))", bias=0.0, lambd=0.5)
    ),
    "SwiGLU": expression(with_parameters("a*sigmoid({alpha}*a)*b", alpha=1.0)),
    "Swish": expression(with_parameters("a*sigmoid({alpha}*a)", alpha=1.0)),
    "ThresholdedRelu": expression(with_parameters("a*(1-step({alpha}-a))", alpha=1.0)),
    # arithmetic
    "Abs": expression("abs(a)"),
    "Add": expression("a+b"),
    "Ceil": expression("ceil(a)"),
    "Clip": expression(clipped),
    "Cos": expression("cos(a)"),
    "Cosh": expression("(exp(a)+exp(-a))/2"),
    "Div": expression(quotient),
    "Erf": expression("gelu(sqrt(2)*a)*sqrt(2)/a-1", every=16),
    "Exp": expression("exp(a)"),
    "Floor": expression("floor(a)"),
    "Log": expression("ln(a)"),
    "Max": folded("max"),
    "Mean": expression(added),
    "Min": folded("min"),
    "Mul": expression("a*b"),
    "Neg": expression("-a"),
    "Pow": expression("a^b"),
    "Reciprocal": expression("1/a"),
    "Sin": expression("sin(a)"),
    "Sinh": expression("(exp(a)-exp(-a))/2"),
    "Sqrt": expression("sqrt(a)"),
    "Sub": expression("a-b"),
    "Sum": expression(added),
    "Tan": expression("sin(a)/cos(a)"),
}
NO_LOGARITHMS = "its inputs are no logarithms of probabilities: their exponentials do not sum to 1"
CAPPED = "its scores are capped (softcap), which nncalc does not do"
SHIFTED = "padding at the end of a cache shifts its causal mask, from sample to sample"
BLIND = "a mask hides every key from a query: ONNX says 0, nncalc that there are no weights"
NO_ARRAY = "its input is a sequence or an optional value, not an array of numbers"
NOT_EXPRESSED: dict[str, str] = {
    "test_attention_23_boolmask_fullymasked_row_nan_robustness": BLIND,
    "test_attention_23_fullymasked_qk_matmul_output_mode3_zero": BLIND,
    "test_attention_24_fullymasked_qk_matmul_output_mode3_zero": BLIND,
    "test_attention_24_qk_matmul_output_mode3_softmax_precision": BLIND,
    "test_attention_causal_boolmask_nan_robustness": BLIND,
    "test_attention_3d_diff_heads_sizes_softcap": CAPPED,
    "test_attention_3d_gqa_softcap": CAPPED,
    "test_attention_3d_softcap": CAPPED,
    "test_attention_3d_with_past_and_present_qk_matmul_softcap": CAPPED,
    "test_attention_4d_diff_heads_sizes_softcap": CAPPED,
    "test_attention_4d_gqa_softcap": CAPPED,
    "test_attention_4d_softcap": CAPPED,
    "test_attention_4d_softcap_neginf_mask": CAPPED,
    "test_attention_4d_softcap_neginf_mask_poison": CAPPED,
    "test_attention_4d_with_qk_matmul_softcap": CAPPED,
    "test_attention_local_window_gqa_rank4_mask": CAPPED,
    "test_attention_4d_causal_nonpad_attn_mask_composition": SHIFTED,
    "test_attention_4d_causal_nonpad_batch_prefill": SHIFTED,
    "test_attention_4d_causal_nonpad_continued_prefill": SHIFTED,
    "test_attention_4d_causal_nonpad_negative_offset_structural_empty": SHIFTED,
    "test_attention_4d_causal_padded_kv_bf16": SHIFTED,
    "test_attention_4d_gqa_causal_nonpad_decode": SHIFTED,
    "test_attention_4d_gqa_causal_nonpad_decode_fp16": SHIFTED,
    "test_attention_local_window_ext_cache_float16_mask": SHIFTED,
    "test_attention_local_window_ext_cache_rank2_mask": SHIFTED,
    "test_attention_local_window_ext_cache_rank3_head_mask": SHIFTED,
    "test_attention_local_window_ext_cache_rank4_batch_mask": SHIFTED,
    "test_identity_opt": NO_ARRAY,
    "test_identity_sequence": NO_ARRAY,
    "test_nllloss_NC": NO_LOGARITHMS,
    "test_nllloss_NCd1": NO_LOGARITHMS,
    "test_nllloss_NCd1_ii": NO_LOGARITHMS,
    "test_nllloss_NCd1_mean_weight_negative_ii": NO_LOGARITHMS,
    "test_nllloss_NCd1_weight": NO_LOGARITHMS,
    "test_nllloss_NCd1_weight_ii": NO_LOGARITHMS,
    "test_nllloss_NCd1d2": NO_LOGARITHMS,
    "test_nllloss_NCd1d2_no_weight_reduction_mean_ii": NO_LOGARITHMS,
    "test_nllloss_NCd1d2_reduction_mean": NO_LOGARITHMS,
    "test_nllloss_NCd1d2_reduction_sum": NO_LOGARITHMS,
    "test_nllloss_NCd1d2_with_weight": NO_LOGARITHMS,
    "test_nllloss_NCd1d2_with_weight_reduction_mean": NO_LOGARITHMS,
    "test_nllloss_NCd1d2_with_weight_reduction_sum": NO_LOGARITHMS,
    "test_nllloss_NCd1d2_with_weight_reduction_sum_ii": NO_LOGARITHMS,
    "test_nllloss_NCd1d2d3_none_no_weight_negative_ii": NO_LOGARITHMS,
    "test_nllloss_NCd1d2d3_sum_weight_high_ii": NO_LOGARITHMS,
    "test_nllloss_NCd1d2d3d4d5_mean_weight": NO_LOGARITHMS,
    "test_nllloss_NCd1d2d3d4d5_none_no_weight": NO_LOGARITHMS,
}
"""Cases of these operators that are no problem of nncalc, each with the reason."""

NO_SUBJECT = {
    "functions that nncalc has not": "Acos Acosh Asin Asinh Atan Atanh Det Hardmax LpPool Mod Round",
    "normalisations, of which nncalc counts the parameters alone": (
        "BatchNormalization GroupNormalization InstanceNormalization LRN LayerNormalization LpNormalization "
        "MeanVarianceNormalization RMSNormalization"
    ),
    "optimizers other than gradient descent": "Adagrad Adam Momentum",
    "layers that nncalc has not": (
        "CausalConvWithState DeformConv FlexAttention LinearAttention MaxUnpool RotaryEmbedding"
    ),
    "sums and extremes along an axis": (
        "ArgMax ArgMin CumProd CumSum Einsum ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean "
        "ReduceMin ReduceProd ReduceSum ReduceSumSquare TopK"
    ),
    "chance": "Bernoulli Dropout",
    "truth values, bits and comparisons": (
        "And BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Equal Greater GreaterOrEqual IsInf IsNaN Less "
        "LessOrEqual Not Or Where Xor"
    ),
    "number formats": (
        "BitCast Cast CastLike DequantizeLinear DynamicQuantizeLinear MatMulInteger QLinearMatMul QuantizeLinear"
    ),
    "arrays cut, joined and rearranged": (
        "ArrayFeatureExtractor CenterCropPad Col2Im Compress Concat Constant ConstantOfShape DepthToSpace Expand "
        "EyeLike Gather GatherElements GatherND NonZero OneHot Pad Range Reshape ReverseSequence Scatter "
        "ScatterElements ScatterND Shape Size Slice SpaceToDepth Split Squeeze TensorScatter Tile Transpose Trilu "
        "Unique Unsqueeze"
    ),
    "signals, images and detection": (
        "AffineGrid BlackmanWindow DFT GridSample HammingWindow HannWindow ImageDecoder MelWeightMatrix "
        "NonMaxSuppression Resize RoiAlign STFT Upsample"
    ),
    "control flow, sequences and optional values": (
        "If Loop OptionalGetElement OptionalHasElement Scan SequenceInsert SequenceMap SplitToSequence"
    ),
    "words and trees": (
        "Binarizer LabelEncoder RegexFullMatch StringConcat StringNormalizer StringSplit TfIdfVectorizer TreeEnsemble"
    ),
}
"""All the other operators: none of the calculations that nncalc does. One that onnx adds must be put somewhere."""
