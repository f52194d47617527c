"""The law behind the debugger, in the plan: each value of an observed one has its place, a fast one saves places.

That running, stepping, and stepping with steps back give the same bits is for `tests/random_programs`.
"""

from __future__ import annotations

import tuigraph as tf
from tests.random_programs.graphs import build


def test_every_value_of_an_observed_plan_keeps_its_own_slot() -> None:
    made = build(3)
    with tf.Session(graph=made.graph) as sess:
        plan = sess._compile(made.fetches, made.feeds, True).plan
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
            plan = sess._compile(y, {x: [0.0] * 4}, False).plan
            assert {op.type for op in plan.operations} == {"Mul", "AddV2"}
            assert len(plan.initial) < 10
