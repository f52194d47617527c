"""The past of sessions on a cluster, under the debugger."""

from __future__ import annotations

import pytest

import tuigraph as tf
from tests.cluster.test_sessions import Cluster
from tests.debugger.driver import english, run, to_the_end
from tests.debugger.test_travel import wander
from tuigraph.wire.commands import Rewind
from tuigraph.wire.views import Snapshot


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


WRITERS = """
import tuigraph as tf
v = tf.Variable(3, name="v")
with tf.container("trials"):
    kept = tf.Variable(1, name="kept")
first, second = tf.Session(TARGET), tf.Session(TARGET)
first.run([v.initializer, kept.initializer])
second.run(v.assign_add(4))
"""


@pytest.mark.parametrize("where", ["process", "worker", "away"])
def test_a_variable_of_a_server_has_its_container_and_who_wrote_it_last(two: Cluster, where: str) -> None:
    tf.Session.reset(two.worker, ["", "trials"])
    target = tf.train.Server.create_local_server().target if where == "process" else getattr(two, where)
    driver = run(WRITERS.replace("TARGET", repr(target)), to_the_end, Rewind("write", "v"))

    def writers(snapshot: Snapshot) -> set[tuple[str, str, str, str]]:
        views = [view for view in snapshot.variables if view.initialized_run]
        return {(view.name, view.container, str(view.preview), english(view.writer)) for view in views}

    first, second = "session 1", "session 2"
    newest = next(s for s in reversed(driver.snapshots) if not s.position.behind)
    assert {("v", "", "7", second), ("kept", "trials", "1", first)} <= writers(newest)
    past = next(s for s in reversed(driver.snapshots) if s.position.behind)
    assert ("v", "", "3", first) in writers(past)
    assert {session.server for session in newest.sessions} == {target}


FORGOTTEN = """
import gc
import tuigraph as tf
server = tf.train.Server.create_local_server()
v = tf.Variable(3, name="v")
sess = tf.Session(TARGET)
sess.run(v.initializer)
sess.close()
del sess
gc.collect()
"""


@pytest.mark.parametrize(("target", "state"), [("server.target", "live"), ("''", "destroyed")])
def test_a_variable_of_a_server_outlives_the_session_that_python_has_forgotten(target: str, state: str) -> None:
    driver = run(FORGOTTEN.replace("TARGET", target), to_the_end)
    assert [view.state for view in driver.last.variables if view.name == "v"] == [state]
