"""What a working puts on the page: events in their places, tables with typed columns, iterations and rows by name."""

from __future__ import annotations

from typing import Any

import pytest

from nncalc.engine import events
from nncalc.engine.events import Column
from nncalc.engine.quantity import Quantity, constant, symbol
from nncalc.engine.run import Policy, Run, run_once
from nncalc.engine.tensor import vector


class Square:
    """A picture."""

    def lines(self, most: int = 80) -> list[str]:
        return ["+"]


def test_every_kind_stands_where_it_was_put() -> None:
    def work(run: Run) -> None:
        run.section("first")
        q = run.let("q", constant(2))
        run.words("said", of=q)
        with run.part("layer 3"):
            run.value(q)
            run.equation("same", ((q, "figures"), (q, "value")), (q,))
            run.section("second")
            run.draw(Square())
        run.fold([q, q])
        run.line(q)
        run.table("", [Column("x")], [(1,)])

    made = run_once(work, Policy()).events
    places = [(type(event), event.place.heading, event.place.section) for event in made]
    assert places == [
        (events.Line, "", "first"), (events.Words, "", "first"), (events.Value, "layer 3", "first"),
        (events.Equation, "layer 3", "first"), (events.Drawing, "layer 3", "second"), (events.Fold, "", "first"),
        (events.Line, "", "first"), (events.Table, "", "first"),
    ]  # fmt: skip


def test_a_part_has_a_prefix_of_its_own_and_one_without_a_heading_keeps_all_but_the_section() -> None:
    def work(run: Run) -> None:
        run.section("here")
        with run.part("class 2", "class.2."):
            run.let("auc", constant(1))
            with run.part():
                run.section("there")
                run.let("n", constant(1))
            run.let("m", constant(1))

    run = run_once(work, Policy())
    assert [*run.results] == ["class.2.auc", "class.2.n", "class.2.m"]
    assert [event.place.section for event in run.events] == ["here", "there", "here"]
    assert {event.place.dropped for event in run.events} == {"class.2."}


# -- tables ----------------------------------------------------------------------------------------------------------------

COLUMNS = (
    Column("row"), Column("net", "put in", "net"), Column("ok?", key="ok"), Column("w", "vector", "w"),
    Column("error", "quantity", "error", shown=False),
)  # fmt: skip


def tabulated(run: Run) -> None:
    w = vector([1, 2], "w")
    for number in (1, 2):
        with run.row("table", number):
            net = run.let("net", w.items[0] + number, recorded=False)
            w = run.let("w", w + w, recorded=False) if number == 2 else w
        if number == 1:
            table = run.table("table", COLUMNS, [(1, net, True, w, None)])
        else:
            table.add(2, net, False, w, constant(5))


def test_rows_are_the_result_by_the_keys_of_their_columns() -> None:
    first, second = run_once(tabulated, Policy()).results["table"]
    assert [*first] == ["net", "ok", "w"], "nothing stands for nothing"
    assert [*second] == ["net", "ok", "w", "error"]
    assert (first["net"].name, first["ok"], second["error"].value) == ("table.1.net", True, 5)


def test_the_lines_of_a_table_are_those_of_cells_named_in_their_own_row() -> None:
    (table,) = run_once(tabulated, Policy()).events
    assert isinstance(table, events.Table)
    assert [cell.name for cell in table.own_cells()] == ["table.1.net", "table.2.net", "table.2.w"]


def test_a_figure_is_carried_into_a_cell() -> None:
    run = run_once(tabulated, Policy(carried={"table.2.w.1": constant(9)}))
    assert [q.value for q in run.results["table"][1]["w"].items] == [9, 4]


def test_a_table_without_a_name_is_no_result() -> None:
    def work(run: Run) -> None:
        run.table("", [Column("x", key="x")], [(constant(1),)])

    run = run_once(work, Policy())
    assert run.results == {}
    (table,) = run.events
    assert isinstance(table, events.Table)
    assert (table.result, table.own_cells()) == ([], [])


@pytest.mark.parametrize(
    ("kind", "cell", "fits"),
    [
        ("word", "cat", True), ("word", 3, True), ("word", constant(3), True), ("word", None, True),
        ("quantity", constant(3), True), ("quantity", symbol("a"), True), ("quantity", None, True),
        ("quantity", vector([1]), False), ("quantity", "3", False), ("quantity", 3, False),
        ("vector", vector([1, 2]), True), ("vector", constant(0), True), ("vector", (1, 2), False),
        ("put in", constant(1) + 2, True), ("put in", "1 + 2", False),
    ],
)  # fmt: skip
def test_cells_fit_their_columns(kind: events.Kind, cell: Any, fits: bool) -> None:
    def work(run: Run) -> None:
        run.table("table", [Column("x", kind, "x")]).add(cell)

    if fits:
        run_once(work, Policy())
        return
    with pytest.raises(TypeError, match="in the column 'x'"):
        run_once(work, Policy())


def test_a_row_has_a_cell_for_each_column() -> None:
    with pytest.raises(TypeError, match="1 cells for 2 columns"):
        run_once(lambda run: run.table("", [Column("a"), Column("b")]).add("only"), Policy())


# -- iterations ------------------------------------------------------------------------------------------------------------


def stepped(run: Run) -> None:
    w: Quantity = run.begin("step", "w", Quantity(None, (), constant(1).value, "w", "1.0"))
    for number in (1, 2):
        with run.iteration("step", number):
            w = run.let("w", w + w)
    run.end("step", 2)


def test_names_belong_to_their_iteration_and_the_last_are_the_runs() -> None:
    run = run_once(stepped, Policy())
    assert [*run.results] == ["step.0.w", "step.1.w", "step.2.w", "w"]
    assert run.results["w"] is run.results["step.2.w"]
    assert run.results["step.0.w"].typed == "1.0"
    assert [(e.place.heading, e.place.dropped, e.place.iteration) for e in run.events] == [
        ("step 1", "", ("step", 1)), ("step 2", "", ("step", 2)),
    ]  # fmt: skip


def test_a_figure_is_carried_from_one_iteration_into_the_next() -> None:
    run = run_once(stepped, Policy(carried={"step.1.w": constant(5)}))
    assert run.results["w"].value == 10


def test_a_vector_to_begin_with_has_the_names_of_its_components() -> None:
    def work(run: Run) -> None:
        run.begin("epoch", "W1", vector([1, 2], "W1"))

    assert [q.name for q in run_once(work, Policy()).results["epoch.0.W1"].items] == ["epoch.0.W1.1", "epoch.0.W1.2"]


def test_the_last_of_unmarked_iterations_keeps_its_names_and_has_both() -> None:
    def work(run: Run) -> None:
        with run.iteration("epoch", 1, marked=False):
            run.let("loss", constant(1))
        with run.iteration("epoch", 2, marked=False, bare=True):
            run.let("loss", constant(2))

    run = run_once(work, Policy())
    assert [*run.results] == ["epoch.1.loss", "loss", "epoch.2.loss"]
    assert run.results["loss"] is run.results["epoch.2.loss"]
    assert run.results["loss"].name == "loss"
    assert [event.place.dropped for event in run.events] == ["epoch.1.", "epoch.2."]


def test_iterations_do_not_nest() -> None:
    def work(run: Run) -> None:
        with run.iteration("epoch", 1), run.iteration("step", 1):
            pass

    with pytest.raises(RuntimeError, match="a step inside epoch 1"):
        run_once(work, Policy())


def test_what_is_asked_for_is_kept() -> None:
    run = Run(Policy(keep=frozenset({"epoch.7"})))
    assert [run.keeps("epoch", number) for number in (6, 7)] == [False, True]
