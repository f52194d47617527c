"""The debugger is in one state at a time, every command has a handler, and nobody stops what runs aside."""

from __future__ import annotations

import typing
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.debugger.driver import Act, Driver, run
from tuigraph.debugger.states import STANDING, Machine, State
from tuigraph.wire.commands import Command, Evaluate, GoToUnit, Move, WhatIf

SOURCE = """\
import tuigraph as tf
x = tf.constant(3, name="x")
y = tf.add(x, 2, name="y")
sess = tf.Session()
sess.run(y)
"""


def state(driver: Driver) -> State:
    return driver.debugger._core.machine.state


def noting(into: list[State]) -> Callable[[Driver], None]:
    return lambda driver: into.append(state(driver))


def test_every_command_has_a_handler() -> None:
    driver = Driver(SOURCE)
    assert set(driver.debugger._handlers.table) == set(typing.get_args(Command))


def test_a_stopped_program_is_idle_at_a_node_in_the_past_or_beside_a_branch() -> None:
    seen: list[State] = []
    note = noting(seen)
    there: list[Act] = [note, *[Move("step")] * 7, note, Move("back"), note, Move("live"), note]
    beside: list[Act] = [WhatIf("x", "4"), note, Move("back", 2), note, Move("continue"), Move("continue"), note]
    run(SOURCE, *there, *beside)
    assert seen == [
        *[State.IDLE, State.AT_NODE, State.PAST, State.AT_NODE],
        *[State.BRANCH, State.PAST, State.IDLE],
    ]


def test_the_program_runs_aside_or_catches_up_where_nobody_is_to_stop_it() -> None:
    seen: list[State] = []
    units = ["def note(): seen.append(state(driver))", "note()", "note()"]
    driver = Driver(units, GoToUnit(2), Evaluate("note()"), Move("continue"))
    driver.program.fresh = lambda: driver.program.namespace.update(seen=seen, state=state, driver=driver)  # type: ignore[method-assign]
    driver.go()
    assert seen == [State.CATCHING_UP, State.ASIDE, State.RUNNING]


@pytest.mark.parametrize("after", [state for state in State if state in STANDING])
def test_what_runs_aside_is_not_stopped(after: State) -> None:
    machine = Machine()
    with machine.during(State.ASIDE):
        with pytest.raises(RuntimeError, match=f"{after.name} cannot follow ASIDE"):
            machine.turn(after)
        assert machine.state is State.ASIDE
    assert machine.state is State.IDLE  # type: ignore[comparison-overlap]


def test_a_state_ends_with_its_block_however_that_is_left() -> None:
    machine = Machine()
    with suppress(KeyError), machine.during(State.RUNNING), machine.during(State.AT_NODE):
        machine.turn(State.PAST)
        raise KeyError
    assert machine.state is State.IDLE
