"""Several epochs, long runs, and what a page of them says."""

from __future__ import annotations

import flint
import pytest
from commandline import nncalc

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import Precision, figure
from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.replay import Replay
from nncalc.engine.run import PLAIN, Policy, rerun
from nncalc.page.solving import run_problem
from nncalc.rules.activations import ACTIVATIONS
from nncalc.rules.dense import updated

LINE = "backprop x=1 W1=.5 t=1"


def test_the_table_of_losses_stands_between_the_first_and_the_last_epoch() -> None:
    titles = [line for line in nncalc(f"{LINE} lr=.1 epochs=4 --no-statement").out.splitlines() if line[:1].isalpha()]
    table = titles.index("Losses of the epochs")
    assert all("Epoch 1:" in title for title in titles[1:table])
    assert "Epoch 4:" in titles[table + 1]
    assert "After the update" in titles[table:]


def test_several_epochs_need_a_target() -> None:
    done = nncalc("backprop x=1 W1=.5 upstream=1 lr=.1 epochs=2")
    assert done.code == 2
    assert "several epochs need a target" in done.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("loss=cross-entropy act=softmax t=1,0", "always comes to y − t, because the targets"),
        ("loss=cross-entropy act=softmax t=1,0 delta=error", "The error signal δ is minus that: t − y."),
        ("loss=cross-entropy act=softmax t=p,q", "That the targets sum to 1 is assumed here"),
        ("loss=bce act=sigmoid t=1,0", "always comes to (y − t)/2."),
        ("loss=bce act=sigmoid t=1,0 delta=error", "The error signal δ is minus that: (t − y)/2."),
    ],
)
def test_the_short_form_is_the_one_that_follows(more: str, said: str) -> None:
    page = nncalc(f"backprop x=1,2 W1=.1,.2:.3,.4 {more} --width 200").out
    assert said in page
    assert ("assumed" in page) == ("p,q" in more)


def test_targets_that_sum_to_one_as_formulas_need_no_assumption() -> None:
    page = nncalc("backprop x=1 W1=1:2 act1=softmax loss=cross-entropy t=p,1-p").out
    assert "because the targets" in page
    assert "assumed" not in page


def test_a_whole_power_of_a_ball_around_zero_is_enclosed() -> None:
    ball = flint.arb(0, 1)
    for exponent, low, high in ((2, 0, 1), (3, -1, 1), (7, -1, 1)):
        value = POWER(Quantity(None, (), ball), constant(exponent)).value
        assert value.is_finite()
        assert value.contains(low)
        assert value.contains(high)


def test_a_run_that_settles_down_while_its_balls_widen_is_still_proven() -> None:
    done = nncalc(f"{LINE} lr=1.99 epochs=3400 --steps none --check W1_new=1 --check loss=0")
    assert (done.code, done.err) == (0, "")
    assert "W1_new=1.0000" in done.out


def test_what_no_precision_tells_from_zero_is_zero_in_the_places_asked_for() -> None:
    from nncalc.engine.figures import Figure, Precision, figure, nearest_double

    def unknown(precision: Precision) -> Figure | None:
        tiny = flint.arb(0, 1) * flint.arb(10) ** -200
        return rerun(lambda run: None, lambda run: figure(Quantity(None, (), tiny), precision))

    assert unknown(Precision(4)) == Figure("0.0000", False)
    assert unknown(Precision(4, 3)) == Figure("0", False)
    assert rerun(lambda run: None, lambda run: nearest_double(Quantity(None, (), flint.arb(0, 1) / 10**400))) == 0.0


@pytest.mark.parametrize("name", ["gelu", "softsign", "step", "sign"])
def test_every_derivative_has_a_matrix_formula(name: str) -> None:
    page = nncalc(f"backprop x=1 W1=.5 W2=1 t=0 act1={name}").out
    assert f"δ1 = ∂E/∂a1 ⊙ {name}′(z1)\n" in page


def test_the_tanh_form_of_gelu_is_written_with_its_own_constant() -> None:
    page = nncalc("backprop x=1 W1=.5 W2=1 t=0 act1=gelu gelu=tanh --width 200").out
    assert "tanh(√(2/π)·(z1₁ + 0.044715·z1₁³))" in page


def test_every_epoch_has_the_weights_it_starts_with() -> None:
    checks = "--check epoch.1.W1=.5 --check epoch.1.b1=0 --check epoch.2.W1=.55"
    done = nncalc(f"{LINE} b1=0 biases=frozen lr=.1 epochs=3 --steps none {checks} --digits 6")
    assert "epoch.1.W1=.5: right" in done.out
    assert "epoch.1.b1=0: right" in done.out
    assert "epoch.2.W1=.55: right" in done.out


@pytest.mark.parametrize("form", ["column", "row"])
def test_a_vector_of_weights_is_one_unit(form: str) -> None:
    done = nncalc(f"backprop x=1,2 W1=.5,.2 t=1 lr=.1 form={form} --steps none --check y=.9 --check W1_new.1.1=.51")
    assert (done.code, done.err) == (0, "")
    written = ".51,.22" if form == "column" else ".51:.22"
    assert nncalc(f"backprop x=1,2 W1=.5,.2 t=1 lr=.1 form={form} --check W1_new={written}").code == 0
    assert nncalc("forward x=2 W1=1,3 form=row --check y=2,6").code == 0
    assert nncalc("forward x=1,2 'W1=[[1,3]]' form=row").code == 2


TRAINED = "x=.5,-1:1,.25 W1=.1,.2:.3,-.4 b1=.05,√2 W2=.5,-.6 b2=.1 t=.3:.7 act2=sigmoid epochs=9"


def losses(words: str, policy: Policy = PLAIN) -> list[str | None]:
    """The loss of every epoch, and the weights at the end, to 15 digits."""
    kind = registry.load("backprop")
    problem = read_problem(kind, kind.read_tokens(f"{TRAINED} {words}".split()))

    def read(run):  # type: ignore[no-untyped-def]
        single = [run.results[f"epoch.{number}.loss"] for number in range(1, 10)]
        return [figure(q, Precision(15)).text for q in [*single, *run.results["W1_new"].items]]

    return run_problem(problem, read, policy)


@pytest.mark.parametrize(
    "words",
    [f"act1={name} lr=.5" for name in ACTIVATIONS if name not in ("step", "sign")]
    + ["act1=tanh lr=1 update=sequential", "act1=tanh lr=1 biases=frozen", "act1=softmax lr=1 loss=bce delta=error"],
)
def test_epochs_that_are_not_recorded_come_to_the_same(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    again = losses(words)
    used: list[bool] = []
    carried_out = Replay.__call__
    monkeypatch.setattr(Replay, "__call__", lambda self, values: used.append(carried_out(self, values) is not None))
    assert losses(words) == again
    assert sum(used) >= 5, "the epochs were recorded all the same"


def test_an_epoch_that_decides_otherwise_is_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    words = "act1=leaky-relu lr=20"
    again = losses(words)
    used: list[bool] = []

    def counted(self: Replay, values: list[object]) -> list[object] | None:
        used.append((found := carried_out(self, values)) is not None)
        return found

    carried_out = Replay.__call__
    monkeypatch.setattr(Replay, "__call__", counted)
    assert losses(words) == again
    assert set(used) == {True, False}
    monkeypatch.setattr(Replay, "__call__", lambda self, values: None)
    assert losses(words) == again


def test_a_slip_is_made_in_every_epoch() -> None:
    slip = updated.slips[0]
    wrong = losses("act1=tanh lr=.5", Policy(choice={updated: slip.function}))
    assert wrong[0] == losses("act1=tanh lr=.5")[0]
    assert [float(loss) for loss in wrong[:9]] == sorted(map(float, wrong[:9])), "the loss grows from epoch to epoch"


@pytest.mark.parametrize(("weight", "code"), [(".5", 0), ("w", 2)])
def test_epochs_that_are_not_shown_are_forgotten_but_for_formulas(
    weight: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nncalc.engine.run.QUANTITIES", 3000)
    done = nncalc(f"backprop x=1 W1={weight} t=1 lr=1 epochs=500 --steps none")
    assert done.code == code
    assert ("more than" in done.err) == (code == 2)


def test_a_value_that_leaves_its_domain_is_refused_in_epochs_that_are_not_shown() -> None:
    done = nncalc("backprop x=1 W1=.5 W2=.5 t=1 act=sigmoid loss=bce act2=identity lr=-9 epochs=50")
    assert done.code == 2
    assert "between 0 and 1" in done.err


def test_a_name_needs_no_mark_of_the_epoch_it_stands_in() -> None:
    page = nncalc("backprop x=1 W1=2 t=1 lr=.1 epochs=3").out
    assert "     W1_new₁₁ = W1₁₁ − η·∂E/∂W1₁₁ = 1.81 − 0.1·0.81 = 1.729\n" in page
    assert "⁽" not in page


SYMMETRIC = {
    "opposite": "x=1,1:1,-1 W1=1,-1 act1=relu W2=2 act2=sigmoid t=0:1",
    "opposite, apart": "x=1,1:1,-1 W1=2,-1 b1=-1 biases=frozen act1=relu W2=2 act2=sigmoid t=0:1",
    "equal": "x=1,-1:1,2 W1=.5,.5:-.5,-.5 act1=relu W2=1,-2 act2=sigmoid t=0:1",
    "opposite, through tanh 0": "x=1,1:1,1:-1,1 W1=-1,1 act1=leaky-relu W2=1 act2=tanh t=0:0:1",
    "unmoved": "x=1,0:2,0 W1=√2,-.5 b1=-√2 biases=frozen act1=relu W2=2 act2=sigmoid t=0:1",
    "opposite for a while": "x=1,1:1,-1:3,1 W1=1,-1 act1=relu W2=2 act2=sigmoid t=0:1:9",
}


@pytest.mark.parametrize("words", list(SYMMETRIC.values()), ids=list(SYMMETRIC))
def test_what_is_zero_by_symmetry_stays_so_where_the_history_is_forgotten(
    words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same losses as with every epoch shown, with the history of all before it."""
    line = f"backprop {words} lr=.5 epochs=7 --steps none --show loss --show W1_new"
    shown = "".join(f" --show epoch.{number}.loss" for number in range(1, 7))
    every = nncalc(line + shown)
    assert every.code == 0
    wanted = [found for found in every.out.splitlines() if found.startswith(("loss=", "W1_new="))]
    assert nncalc(line).out.splitlines()[-2:] == wanted
    monkeypatch.setattr(Replay, "__call__", lambda self, values: None)
    assert nncalc(line).out.splitlines()[-2:] == wanted


def test_zeros_of_symmetric_epochs_need_not_be_recorded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[bool] = []
    carried_out = Replay.__call__
    monkeypatch.setattr(Replay, "__call__", lambda self, values: used.append(True) or carried_out(self, values))
    assert nncalc(f"backprop {SYMMETRIC['opposite']} lr=.5 epochs=20 --steps none").code == 0
    assert len(used) >= 15


def test_a_zero_that_long_runs_cannot_prove_is_refused_with_what_to_try() -> None:
    done = nncalc("backprop x=1,2:2,-1 W1=1,-.5 act1=relu W2=2 act2=sigmoid t=0:1 lr=.5 epochs=3")
    assert done.code == 2
    assert "of z1.1.1 is still open" in done.err
    assert "try fewer epochs or other start values" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("act1=leaky-relu alpha1=.2", "act1=leaky-relu: leaky_relu(z) is z above 0 and 0.2·z below."),
        ("act1=prelu", "act1=prelu: leaky_relu(z) is z above 0 and 0.25·z below."),
        ("act=elu", "act2=elu: elu(z) is z above 0 and 1·(exp(z) − 1) below."),
        ("act1=relu alpha1=2", "alpha1 has no effect here: relu has no parameter"),
        ("act1=relu alpha=2", "alpha has no effect here: no layer has an activation with a parameter"),
        ("act1=tanh relu0=1", "relu0=1 has no effect here: no layer has act=relu or a leaky one"),
        ("act1=relu relu0=.5", "relu0=1/2 (the default is 0)"),
        ("act1=relu relu0=½", "relu0=1/2 (the default is 0)"),
        ("reduction=sum", "reduction=sum has no effect here: there is one sample"),
        ("update=sequential", "update=sequential has no effect here: nothing is updated without lr"),
        ("biases=frozen", "biases=frozen has no effect here: no layer has a bias"),
    ],
)
def test_what_is_given_and_what_has_no_effect(words: str, said: str) -> None:
    assert said in nncalc(f"backprop x=1 W1=-1 W2=1 t=1 {words}").out


def test_what_has_an_effect_is_not_called_idle() -> None:
    words = "relu0=1 reduction=sum update=sequential biases=frozen alpha2=.1"
    assert "no effect" not in nncalc(f"backprop x=1:2 W1=-1 b1=0 W2=1 t=1:2 act1=relu act2=elu lr=1 {words}").out
    assert "forward takes no derivatives" in nncalc("forward x=1 W1=1 act=relu relu0=1").out


def test_zeros_proven_of_lines_with_a_history_are_proven_again_in_the_epochs_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first epoch that nobody sees begins with weights that the shown one gave; those after it with bare balls."""
    held: list[bool] = []
    made = Replay.__init__

    def noted(self: Replay, *given: object) -> None:
        held.append(given[3] is True)
        made(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Replay, "__init__", noted)
    nncalc("backprop x=1,2 W1=1,2:3,4 act1=relu W2=1,1 act2=sigmoid t=0 lr=.1 epochs=20")
    assert held == [False]
