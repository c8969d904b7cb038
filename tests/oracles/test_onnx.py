"""The onnx package's own node test cases, solved by nncalc: each is compared or stands in a list with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest

from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy
from nncalc.problem_types.rnn_step import cell_rules as recurrent
from nncalc.rules import activations
from nncalc.rules import dense as layers
from nncalc.rules import softmax as classification
from nncalc.rules.attention import steps as attention
from nncalc.rules.convolution import arithmetic as convolution
from oracles.faults import is_seen, name_of
from oracles.onnx_cases import Case, Problem, cases, differences
from oracles.onnx_operators import NO_SUBJECT, NOT_EXPRESSED, OPERATORS

NODE_CASES = {"attention": 66, "convshape": 72, "forward": 42, "graph": 139, "rnn-step": 18, "softmax-loss": 48}
"""How many cases become problems of each type; a test counts them."""


def expressed(operator: str) -> list[Case]:
    """The cases of an operator that become problems."""
    return [case for case in cases()[operator] if case.name not in NOT_EXPRESSED]


def problems(operator: str) -> Iterator[tuple[str, Problem]]:
    """Every problem that the cases of an operator become, with the name of its case."""
    for case in expressed(operator):
        for problem in OPERATORS[operator](case):
            yield case.name, problem


def agree(problem: Problem, policy: Policy = PLAIN) -> None:
    assert differences(problem, policy) == [], problem.given


@pytest.mark.parametrize("operator", OPERATORS)
def test_operator(operator: str) -> None:
    for _, problem in problems(operator):
        agree(problem)


# -- nothing slips past ------------------------------------------------------------------------------------------------


def test_every_operator_is_compared_or_no_subject() -> None:
    """A release of onnx with a new operator fails here until somebody decides about it."""
    elsewhere = [name for names in NO_SUBJECT.values() for name in names.split()]
    assert sorted([*OPERATORS, *elsewhere]) == sorted(cases())


def test_every_case_is_compared_or_has_a_reason() -> None:
    """Each case of these operators makes a problem with something to compare; no reason is left over."""
    compared = {name for operator in OPERATORS for name, problem in problems(operator) if problem.expected}
    every = {case.name for operator in OPERATORS for case in cases()[operator]}
    assert compared | set(NOT_EXPRESSED) == every
    assert not compared & set(NOT_EXPRESSED)
    assert all(reason and "\n" not in reason for reason in NOT_EXPRESSED.values())


def test_as_many_cases_as_declared() -> None:
    kinds = {name: problem.kind for operator in OPERATORS for name, problem in problems(operator)}
    assert Counter(kinds.values()) == NODE_CASES


# -- the oracle itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("operator", OPERATORS)
def test_a_wrong_expectation_is_seen(operator: str) -> None:
    """One number of a case changed by a hundredth, or by 1 where it is whole."""
    if not expressed(operator):
        assert operator == "NegativeLogLikelihoodLoss"
        return
    problem = next(problem for name, problem in problems(operator) if "d5" not in name)
    for name, right in problem.expected.items():
        changed = np.array(right, copy=True)
        changed.flat[-1] += 1 if changed.dtype.kind in "iu" else 0.01 * max(1, abs(changed.flat[-1]))
        with pytest.raises(AssertionError):
            agree(problem._replace(expected={**problem.expected, name: changed}))


FAULTS = {
    convolution.positions: ("Conv", "MaxPool", "AveragePool"),
    convolution.reach: ("MaxPool",),
    convolution.room: ("Conv",),
    convolution.same_size: ("Conv", "MaxPool"),
    convolution.transposed_size: ("ConvTranspose",),
    layers.affine: ("Gemm",),
    activations.activate: ("Elu",),
    recurrent.gate_value: ("LSTM", "GRU"),
    recurrent.candidate_value: ("GRU",),
    recurrent.cell_state: ("LSTM",),
    recurrent.output_state: ("LSTM",),
    attention.scaled_scores: ("Attention",),
    attention.shared_head: ("Attention",),
    attention.heads_of: ("Attention",),
    attention.mixed: ("Attention",),
    classification.shares: ("Softmax", "LogSoftmax"),
    classification.log_probabilities: ("LogSoftmax",),
}
"""Rules and the operators whose cases must show every slip of them."""
UNSEEN = ("forget-and-input-swapped", "previous-gate-bias")
"""onnx gives all gates of a cell the same weights; test_rnn_step sees their order."""
SLIPS = [slip for rule in FAULTS for slip in rule.slips if slip.id not in UNSEEN]


@pytest.mark.parametrize("slip", SLIPS, ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    every = (problem for operator in FAULTS[slip.rule] for _, problem in problems(operator))
    assert is_seen(slip, (partial(agree, problem) for problem in every))
