"""Sessions on a cluster of two tasks: both in this process, with a line between them as between any two."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.clock import HANGS
from tuigraph.cluster import certificates, sessions
from tuigraph.cluster.lines import lines
from tuigraph.cluster.local import free_ports
from tuigraph.engine.containers import changing, held
from tuigraph.engine.execute import Execution, set_observer
from tuigraph.engine.queues import QueueCell


class Cluster:
    """A `ps` and a `worker`; and a task that is not started."""

    def __init__(self) -> None:
        self.ports = free_ports(3)
        ps, worker, late = (f"localhost:{port}" for port in self.ports)
        spec = {"ps": [ps], "worker": [worker], "late": [late]}
        self.ps, self.worker = (tf.train.Server(spec, job, 0).target for job in ("ps", "worker"))
        self.away = self.worker.replace("localhost", "127.0.0.1")  # as a target of another process


@pytest.fixture(scope="module")
def two() -> Cluster:
    return Cluster()


@pytest.fixture(autouse=True)
def empty(two: Cluster) -> None:
    tf.Session.reset(two.worker)


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as made:
        yield made


class Stepper:
    """Steps through every run, back and forth."""

    def __init__(self, back: bool = True) -> None:
        self.nodes: list[str] = []
        self.back = back

    def session_opened(self, session: Any) -> None: ...

    def session_closed(self, session: Any) -> None: ...

    def run(self, session: Any, execution: Execution, request: Any) -> None:
        while not execution.finished:
            self.nodes.append(execution.plan.operations[execution.pc].name)
            execution.step()
            if self.back:
                execution.back()
                execution.step()


def on_ps() -> Any:
    return tf.device("/job:ps/task:0")


def program() -> dict[str, Any]:
    """Nodes of many kinds on two tasks, by names."""
    with on_ps():
        v = tf.Variable([1.0, 2.0], name="v")
        r = tf.get_variable("r", initializer=[3.0, 4.0], use_resource=True)
        w = tf.Variable(10, name="w")
    x = tf.placeholder(tf.float32, [2], name="x")
    y = v * x + r
    with tf.control_dependencies([tf.assign_add(w, 1)]):
        after = tf.identity(w + 5)
    _, doubled = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * v), [0, y])
    with on_ps():
        chosen = tf.cond(w > 10, lambda: tf.assign_add(v, [1.0, 1.0]) + 0.0, lambda: v + 100.0)
        words = tf.string_join([tf.as_string(w), tf.constant("ß")])
        noise = tf.random_normal([2], seed=3)
    return {
        "init": tf.global_variables_initializer(),
        "x": x,
        "y": y,
        "after": after,
        "loop": doubled,
        "words": words,
        "chosen": chosen,
        "noise": noise,
        "gradient": tf.gradients(y, [v])[0],
        "train": tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(tf.square(y))),
        "all": [v, r, w],
    }


def outcome(target: str) -> list[Any]:
    with tf.Graph().as_default():
        tf.set_random_seed(1)
        p = program()
        init = tf.global_variables_initializer()
        with tf.Session(target) as session:
            feed = {p["x"]: np.array([0.5, -1.5], np.float32)}
            session.run(init)
            found = [session.run([p["y"], p["loop"], p["words"], p["noise"], p["gradient"]], feed) for _ in range(2)]
            found += [session.run(p["chosen"]), session.run(p["after"]), session.run(p["chosen"])]
            for _ in range(25):  # the last of them by a plan that is hot
                session.run(p["train"], feed)
            found.append(session.run(p["all"]))
            return found


def flat(values: Any) -> list[bytes]:
    if isinstance(values, (list, tuple)):
        return [part for value in values for part in flat(value)]
    return [values if isinstance(values, bytes) else np.asarray(values).tobytes()]


def test_a_cluster_computes_what_one_process_does_bit_for_bit(two: Cluster) -> None:
    alone = flat(outcome(""))
    assert flat(outcome(two.worker)) == alone
    tf.Session.reset(two.worker)
    assert flat(outcome(two.ps)) == alone  # where the session is makes no difference
    tf.Session.reset(two.worker)
    assert flat(outcome(two.away)) == alone


@pytest.mark.parametrize("where", ["worker", "away"])
def test_stepping_stops_before_each_node_wherever_it_runs_and_changes_nothing(two: Cluster, where: str) -> None:
    target = getattr(two, where)
    alone = flat(outcome(target))
    tf.Session.reset(two.worker)
    stepper = Stepper()
    former = set_observer(stepper)
    try:
        stepped = flat(outcome(target))
    finally:
        set_observer(former)
    assert stepped == alone
    assert {"v", "v/read", "mul", "add", "cond/Merge", "StringJoin", "r/Read/ReadVariableOp"} <= set(stepper.nodes)


@pytest.mark.parametrize("where", ["ps", "worker", "away"])
def test_a_session_that_is_stepped_into_is_ended_by_a_reset_as_well(two: Cluster, where: str) -> None:
    with on_ps():
        v = tf.Variable(5, name="v")
    former = set_observer(Stepper())
    try:
        older = tf.Session(getattr(two, where))
        older.run(v.initializer)
        assert [older.run(v) for _ in range(2)] == [5, 5]
        tf.Session.reset(two.worker)
        with pytest.raises(tf.errors.AbortedError, match="older than the reset"):
            older.run(v)
        with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value v"):
            tf.Session(getattr(two, where)).run(v)
    finally:
        set_observer(former)


@pytest.mark.parametrize("where", ["worker", "away"])
def test_queues_of_one_name_on_two_tasks_are_two_for_who_steps(two: Cluster, where: str) -> None:
    queues = []
    for job in ("ps", "worker"):
        with tf.device(f"/job:{job}/task:0"):
            queues.append(tf.FIFOQueue(9, tf.int32, shared_name="same"))
    puts = [queue.enqueue_many([list(range(size))]) for queue, size in zip(queues, (2, 5))]
    sizes = [queue.size() for queue in queues]
    former = set_observer(Stepper(back=False))
    try:
        with tf.Session(getattr(two, where)) as session:
            for put in puts:
                session.run(put)
            assert session.run(sizes) == [2, 5]
    finally:
        set_observer(former)


def test_sessions_share_what_is_on_a_task_and_a_reset_ends_the_older_ones(two: Cluster) -> None:
    with on_ps(), tf.container("kept"):
        kept = tf.Variable(7, name="kept")
    with on_ps():
        v = tf.Variable(5, name="v")
        queue = tf.FIFOQueue(3, tf.string, shared_name="words")
        put, taken = queue.enqueue(["word"]), queue.dequeue()
    mine = tf.Variable(1, name="mine")  # on the task of each session
    with tf.Session(two.worker) as first:
        first.run([tf.global_variables_initializer(), put])
        first.run(v.assign_add(1))
    older, other = tf.Session(two.away), tf.Session(two.ps)
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value mine"):
        other.run(mine)
    assert older.run([v, mine, taken]) == [6, 1, b"word"]
    assert other.run([v, kept]) == [6, 7]
    tf.Session.reset(two.away)
    for session in (older, other):
        with pytest.raises(tf.errors.AbortedError):
            session.run(v)
        session.close()
    with tf.Session(two.ps) as session:
        assert session.run(kept) == 7
        with pytest.raises(tf.errors.FailedPreconditionError, match=r"'v' \(VariableV2\), made at .*test_sessions.py"):
            session.run(v)


def test_a_task_knows_how_often_each_session_ran(two: Cluster) -> None:
    with on_ps():
        v = tf.Variable(5, name="v")
    server = sessions._servers[two.worker]
    before = list(server.guests)
    tf.Session.reset(two.worker)
    assert list(server.guests) == before  # it is no session itself
    for target in (two.worker, two.away):
        with tf.Session(target) as session:
            session.run(v.initializer)
            for _ in range(3):
                session.run(v)
            connection: Any = session._cluster
            (runs,) = (g["runs"] for g in server.status()["sessions"] if g["label"] == connection.label)
            assert runs == 4


def test_nothing_hangs(two: Cluster, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with on_ps():
        taken = tf.FIFOQueue(3, tf.int32, shared_name="empty").dequeue()
    with tf.device("/job:late/task:0"):
        late = tf.constant(1) + tf.placeholder_with_default(1, [])
    for target in (two.worker, two.away):
        for fetch, milliseconds in ((taken, 300), (late, 4000)):
            session = tf.Session(target, config=tf.ConfigProto(operation_timeout_in_ms=milliseconds))
            with session, pytest.raises(tf.errors.DeadlineExceededError):
                session.run(fetch)
    assert f"still waiting for /job:late/replica:0/task:0, at localhost:{two.ports[2]}" in capfd.readouterr().err
    monkeypatch.setattr("tuigraph.cluster.sessions._PATIENCE", 0.2)
    with pytest.raises(
        tf.errors.UnavailableError, match=f"Nobody .* 'grpc://localhost:{two.ports[2]}': nobody answers at [^<>]*$"
    ):
        tf.Session(f"grpc://localhost:{two.ports[2]}")


def test_who_looks_at_a_task_while_a_variable_is_changed_in_place_sees_its_value(two: Cluster) -> None:
    server = sessions._servers[two.ps]
    cell = server.store.cell("v", initial=lambda: np.ones(3, np.float32))
    found: list[Any] = []

    def look() -> None:
        found.append(server.peek(server.task, ("", "v")).value.tolist())
        found.append(server._state(("", "v"))["norm"])
        server.poke(server.task, ("", "v"), np.zeros(3, np.float32), "somebody", "")

    with cell.lock, changing([cell]) as (array,):
        looking = threading.Thread(target=look)
        looking.start()
        looking.join(0.2)
        array += 1
    looking.join(HANGS)
    assert found == [[2.0, 2.0, 2.0], pytest.approx(12**0.5)]
    assert held(cell).tolist() == [0.0, 0.0, 0.0]


def test_an_error_about_a_name_that_is_no_text_comes_back_as_any_other(two: Cluster) -> None:
    with on_ps():
        read = tf.read_file(tf.placeholder_with_default(tf.constant(b"/nowhere/\xff"), []))
    for target in (two.worker, two.away):
        with tf.Session(target) as session, pytest.raises(tf.errors.NotFoundError, match="'ReadFile'") as caught:
            session.run(read)
        assert "/nowhere/\\udcff; No such file" in str(caught.value)


def test_who_has_gone_takes_nothing_any_more(two: Cluster) -> None:
    with on_ps():
        queue = tf.FIFOQueue(3, tf.int32, shapes=[[]], shared_name="left")
        taken, put = queue.dequeue(), queue.enqueue([7])
    with tf.Session(two.worker) as session, tf.Session(two.away) as killed:
        session.run(queue.size())
        cell = sessions._servers[two.ps].store.cells["", "left"]
        assert isinstance(cell, QueueCell)
        connection: Any = killed._cluster
        waiting = lines().begin(connection.program([taken], [], []).sent.run([], None))
        while not cell.taking:
            time.sleep(0.01)
        waiting.cancel()  # its lines are cut, as those of a killed process are
        while cell.taking:
            time.sleep(0.01)
        session.run(put)
        assert session.run(taken) == 7


def test_what_cannot_run_across_tasks_says_so(two: Cluster) -> None:
    with on_ps():
        v = tf.Variable(1)
    here = tf.Variable(2)
    choice = tf.cond(tf.constant(True), lambda: tf.assign(v, 3), lambda: tf.assign(here, 3))
    with tf.device("/job:gone/task:3"):
        gone = tf.add(1, 1)
    called = tf.py_func(lambda: np.int32(4), [], tf.int32)
    with tf.Session(two.worker) as session:
        assert session.run(called) == 4
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"/job:gone/task:3 but available dev.* are \[ /job:"):
            session.run(gone)
        with pytest.raises(tf.errors.UnimplementedError, match="runs on one task"):
            session.run(choice)
    with tf.Session(two.away) as session, pytest.raises(tf.errors.UnimplementedError, match="calls a Python function"):
        session.run(called)


def test_who_has_no_certificate_of_the_authority_gets_no_answer(two: Cluster, tmp_path: Path) -> None:
    own = certificates.contexts()
    certificates.write(tmp_path)
    stranger = certificates.contexts_of(tmp_path).calling
    stranger.load_verify_locations(certificates.folder_in_use() / "ca.pem")
    nobody = ssl.create_default_context(cafile=str(certificates.folder_in_use() / "ca.pem"))
    nobody.check_hostname = stranger.check_hostname = False
    for context, answers in ((nobody, False), (stranger, False), (own.calling, True)):
        with socket.create_connection(("127.0.0.1", two.ports[0]), HANGS) as plain:
            try:
                with context.wrap_socket(plain) as line:
                    line.settimeout(HANGS)
                    said = line.recv(1)  # of the greeting that each end begins with
            except (ssl.SSLError, ConnectionError):
                said = b""
        assert bool(said) is answers
    with socket.create_connection(("127.0.0.1", two.ports[0]), HANGS) as plain:
        plain.sendall(bytes(64))
        with contextlib.suppress(ConnectionError):
            assert not plain.recv(1000).strip(b"\x15\x03")[5:]  # at most an alert
