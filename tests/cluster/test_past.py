"""The past of sessions on a cluster, under the debugger."""

from __future__ import annotations

import pytest

import tuigraph as tf
from tests.cluster.test_sessions import Cluster
from tests.debugger.test_travel import wander


@pytest.fixture(scope="module")
def two() -> Cluster:
    return Cluster()


SHARED_PAST = """
import tuigraph as tf
graph = tf.Graph()
with graph.as_default():
    with tf.device("/job:ps/task:0"):
        v = tf.Variable([1.0, 2.0], name="v")
        n = tf.Variable(3, name="n")
    up = tf.group(v.assign_add([1.0, 1.0]), n.assign_add(1))
    asked = tf.is_variable_initialized(v, name="asked")
    older = tf.Session(TARGET)
    older.run([v.initializer, n.initializer])
    for i in range(3):
        older.run(up)
    tf.Session.reset(TARGET)
    newer = tf.Session(TARGET)
    newer.run(n.initializer)
"""


@pytest.mark.parametrize("where", ["worker", "away"])
def test_the_past_is_the_same_however_it_is_reached_and_brings_nothing_back_that_was_emptied(
    two: Cluster, where: str
) -> None:
    driver = wander(SHARED_PAST.replace("TARGET", repr(getattr(two, where))), 3, 12)
    graph, n, asked = (driver.program.namespace[name] for name in ("graph", "n", "asked"))
    lives = {view.name: view.state for view in driver.last.variables if view.session == 1}
    assert lives["v"] == lives["n"] == "destroyed"
    with tf.Session(two.ps, graph=graph) as session:
        assert session.run(n) == 3
        assert not session.run(asked)
