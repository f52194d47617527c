"""The law behind the debugger: running, stepping, and stepping with steps back give the same bits."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.random_graphs import RandomGraph, build
from tuigraph.engine import execute
from tuigraph.engine.containers import UNINITIALIZED

GRAPHS = 2000
PER_TEST = 100


class Stepper:
    """An observer that steps, and now and then takes some steps back."""

    def __init__(self, draw: random.Random | None = None) -> None:
        self.draw = draw
        self.steps = 0

    def session_opened(self, session: Any) -> None: ...

    def session_closed(self, session: Any) -> None: ...

    def run(self, session: Any, execution: execute.Execution, request: Any) -> None:
        budget = 40
        while not execution.finished:
            if self.draw is not None and execution.undo and budget and self.draw.random() < 0.3:
                for _ in range(self.draw.randint(1, len(execution.undo))):
                    execution.back()
                budget -= 1
            execution.step()
            self.steps += 1


class Whole:
    """An observer that lets the observed plan run in one go."""

    def session_opened(self, session: Any) -> None: ...

    def session_closed(self, session: Any) -> None: ...

    def run(self, session: Any, execution: execute.Execution, request: Any) -> None:
        execution.advance()


def bits(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.str, value.shape, value.tobytes()
    return "uninitialized" if value is UNINITIALIZED else repr(value)


def play(made: RandomGraph, observer: Any, runs: int = 2) -> Any:
    """All fetched values of some runs and all state at the end, as bits; or the error that stopped them."""
    former = execute.set_observer(observer)
    try:
        with tf.Session(graph=made.graph) as sess:
            sess.run(made.initializer)
            seen = []
            for _ in range(runs):
                seen.append([bits(v) for v in sess.run(made.fetches, made.feeds)])
            return seen, {key: bits(cell.value) for key, cell in sess.store.cells.items()}
    except tf.errors.OpError as error:
        return type(error).__name__, error.op.name if error.op else ""
    finally:
        execute.set_observer(former)


@pytest.mark.parametrize("first", range(0, GRAPHS, PER_TEST))
def test_fast_plan_stepped_plan_and_steps_back_agree_bit_for_bit(first: int) -> None:
    for seed in range(first, first + PER_TEST):
        made = build(seed)
        fast = play(made, None)
        assert play(made, Whole()) == fast, f"observed plan, seed {seed}"
        stepper = Stepper()
        assert play(made, stepper) == fast, f"stepped plan, seed {seed}"
        assert stepper.steps > 0
        assert play(made, Stepper(random.Random(seed))) == fast, f"steps back, seed {seed}"


def test_random_graphs_cover_conditionals_loops_state_and_draws() -> None:
    types = {op.type for seed in range(100) for op in build(seed).graph.get_operations()}
    assert {"Switch", "Merge", "Enter", "Exit", "NextIteration", "AssignAdd", "RandomUniform", "MatMul"} - types == {
        "MatMul"
    }


def test_every_value_of_an_observed_plan_keeps_its_own_slot() -> None:
    made = build(3)
    with tf.Session(graph=made.graph) as sess:
        plan = sess._compile(made.fetches, made.feeds, True)[0]
    written = [slot for slots in plan.outputs for slot in slots]
    assert len(written) == len(set(written))


def test_a_fast_plan_reuses_slots_and_drops_constants() -> None:
    graph = tf.Graph()
    with graph.as_default():
        x = tf.placeholder(tf.float32, [4])
        y, two, one = x, tf.constant(2.0), tf.constant(1.0)
        for _ in range(50):
            y = y * two + one
        with tf.Session() as sess:
            plan = sess._compile(y, {x: [0.0] * 4}, False)[0]
            assert {op.type for op in plan.operations} == {"Mul", "AddV2"}
            assert len(plan.initial) < 10
