"""A cluster of real processes, as a reader of the chapter starts them: one terminal for each."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

import tuigraph as tf
from tests.clock import HANGS
from tests.cluster.processes import printed_by, running
from tuigraph.cluster import certificates
from tuigraph.cluster.local import free_ports

TRAINER = """
import sys
import numpy as np
import tuigraph as tf

job, index, ports = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
cluster = tf.train.ClusterSpec({"ps": [f"localhost:{ports[0]}"], "worker": [f"localhost:{p}" for p in ports[1:]]})
server = tf.train.Server(cluster, job_name=job, task_index=index)
if job == "ps":
    server.join()

with tf.device(tf.train.replica_device_setter(cluster=cluster, worker_device=f"/job:worker/task:{index}")):
    X = tf.placeholder(tf.float32, [None, 2], name="X")
    y = tf.placeholder(tf.float32, [None, 1], name="y")
    theta = tf.Variable(tf.zeros([2, 1]), name="theta")
    mse = tf.reduce_mean(tf.square(tf.matmul(X, theta) - y))
    step = tf.Variable(0, trainable=False, name="step")
    train = tf.train.GradientDescentOptimizer(0.1).minimize(mse, global_step=step)

data = np.array([[1, 0], [0, 1], [1, 1], [-1, 2]], np.float32)
with tf.Session(server.target) as session:
    session.run(tf.global_variables_initializer())
    for _ in range(200):
        session.run(train, {X: data, y: data @ [[2.0], [-1.0]]})
    print(session.run(theta).tolist(), session.run(step))
"""


@pytest.fixture(autouse=True)
def one_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(certificates.VARIABLE, str(certificates.folder_in_use()))


def test_a_variable_on_a_server_is_trained_by_one_process_and_read_by_another(tmp_path: Path) -> None:
    script = tmp_path / "trainer.py"
    script.write_text(TRAINER)
    ports = free_ports(2)
    with running(script, "ps", 0, *ports), running(script, "worker", 0, *ports) as worker:
        theta, steps = printed_by(worker).splitlines()[-1].rsplit(" ", 1)
        assert steps == "200"
        with tf.Graph().as_default():
            with tf.device("/job:ps/task:0"):
                known = tf.Variable(tf.zeros([2, 1]), name="theta")
            with tf.Session(f"grpc://localhost:{ports[0]}") as session:  # no initializer is run
                read = session.run(known)
    np.testing.assert_allclose(read, [[2.0], [-1.0]], atol=1e-3)
    assert str(read.tolist()) == theta


SERVER = """
import sys
import tuigraph as tf

cluster = {"ps": [f"localhost:{sys.argv[1]}"], "worker": [f"localhost:{sys.argv[2]}"]}
server = tf.train.Server(cluster, "ps", 0)
print("up", flush=True)
server.join()
"""


def test_a_killed_server_is_an_error_at_once_and_the_session_goes_on_when_it_is_back(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    ports = free_ports(2)
    worker = tf.train.Server({"ps": [f"localhost:{ports[0]}"], "worker": [f"localhost:{ports[1]}"]}, "worker", 0)
    with tf.Graph().as_default():
        with tf.device("/job:ps/task:0"):
            v = tf.Variable(np.arange(3.0), name="v")
            waiting = tf.FIFOQueue(1, tf.int32, shared_name="waiting").dequeue()
        saver = tf.train.Saver()
        add = v.assign_add(tf.ones([3], tf.float64))
        with tf.Session(worker.target) as session:
            with running(script, *ports) as server:
                session.run(v.initializer)  # waits for it
                session.run(add)
                path = saver.save(session, str(tmp_path / "model"))
                threading.Timer(0.3, server.kill).start()
                with pytest.raises(tf.errors.UnavailableError, match="/job:ps/replica:0/task:0"):
                    session.run(waiting)
            with pytest.raises(tf.errors.UnavailableError, match="/job:ps/replica:0/task:0"):
                session.run(add)
            with running(script, *ports) as server:
                assert server.stdout is not None
                assert server.stdout.readline() == "up\n"
                with pytest.raises(tf.errors.FailedPreconditionError):
                    session.run(add)
                saver.restore(session, path)
                assert session.run(add).tolist() == [2.0, 3.0, 4.0]
            assert ("", "v") not in session.store.cells  # what the server keeps is nowhere else


ENDS = SERVER.replace(
    "server.join()",
    """
import os, time
while not os.path.exists(sys.argv[3]):
    time.sleep(0.02)
""",
)


def test_a_script_that_is_over_ends_although_others_wait_in_it(tmp_path: Path) -> None:
    script = tmp_path / "ends.py"
    script.write_text(ENDS)
    ports = free_ports(2)
    with tf.Graph().as_default(), tf.device("/job:ps/task:0"):
        queue = tf.FIFOQueue(1, tf.int32, shared_name="waiting")
        taken, size = queue.dequeue(), queue.size()
        over = tmp_path / "over"
        with running(script, *ports, over) as server:
            assert server.stdout is not None
            assert server.stdout.readline() == "up\n"
            with tf.Session(f"grpc://localhost:{ports[0]}") as session:
                assert session.run(size) == 0
                threading.Timer(0.3, over.touch).start()
                with pytest.raises(tf.errors.UnavailableError, match="/job:ps/replica:0/task:0"):
                    session.run(taken)
            assert server.wait(HANGS) == 0


TOGETHER = """
import sys
import numpy as np
import tuigraph as tf

job, index, ports = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
cluster = tf.train.ClusterSpec({"ps": [f"localhost:{ports[0]}"], "worker": [f"localhost:{p}" for p in ports[1:]]})
server = tf.train.Server(cluster, job_name=job, task_index=index)
if job == "ps":
    print("up", flush=True)
    server.join()

is_chief = index == 0
with tf.device(tf.train.replica_device_setter(cluster=cluster, worker_device=f"/job:worker/task:{index}")):
    X = tf.placeholder(tf.float32, [None, 2], name="X")
    y = tf.placeholder(tf.float32, [None, 1], name="y")
    theta = tf.Variable(tf.zeros([2, 1]), name="theta")
    step = tf.train.get_or_create_global_step()
    optimizer = tf.train.SyncReplicasOptimizer(tf.train.MomentumOptimizer(0.0625, 0.5), 2)
    train = optimizer.minimize(tf.reduce_mean(tf.square(tf.matmul(X, theta) - y)), global_step=step)

hooks = [optimizer.make_session_run_hook(is_chief, num_tokens=0), tf.train.StopAtStepHook(last_step=20)]
data = np.array([[1, 0], [0, 1], [1, 1], [-1, 2]], np.float32)[2 * index : 2 * index + 2]
with tf.train.MonitoredTrainingSession(
    server.target, is_chief=is_chief, hooks=hooks, stop_grace_period_secs=0
) as session:
    while not session.should_stop():
        session.run(train, {X: data, y: data @ [[2.0], [-1.0]]})
print("done")
"""


def test_workers_that_step_together_train_as_one_does_with_the_joined_batch(tmp_path: Path) -> None:
    script = tmp_path / "together.py"
    script.write_text(TOGETHER)
    ports = free_ports(3)
    data = np.array([[1, 0], [0, 1], [1, 1], [-1, 2]], np.float32)
    with tf.Graph().as_default():
        with tf.device("/job:ps/task:0"):
            theta = tf.Variable(tf.zeros([2, 1]), name="theta")
        loss = tf.reduce_mean(tf.square(tf.matmul(data, theta) - data @ [[2.0], [-1.0]]))
        train = tf.train.MomentumOptimizer(0.0625, 0.5).minimize(loss)
        with tf.Session() as alone:
            alone.run(tf.global_variables_initializer())
            for _ in range(20):
                alone.run(train)
            wanted = alone.run(theta)
        with running(script, "ps", 0, *ports) as server, running(script, "worker", 0, *ports) as chief:
            assert server.stdout is not None
            assert server.stdout.readline() == "up\n"
            with tf.Session(f"grpc://localhost:{ports[0]}") as session:
                while not session.run(tf.is_variable_initialized(theta)):  # the other one would look again after 30 s
                    time.sleep(0.05)
                with running(script, "worker", 1, *ports) as other:
                    assert "done" in printed_by(chief)
                    assert "done" in printed_by(other)
                np.testing.assert_allclose(session.run(theta), wanted, rtol=1e-6)
