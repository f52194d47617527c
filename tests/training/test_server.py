"""Servers, clusters and devices by task."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def own_graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def test_a_server_started_again_is_empty() -> None:
    v = tf.Variable(5)
    for _ in range(2):
        server = tf.train.Server({"local": ["again.example:1"]})
        with tf.Session(server.target) as session:
            assert not session.run(tf.is_variable_initialized(v))
            session.run(v.initializer)


def test_a_server_has_to_know_which_task_it_is() -> None:
    cluster = {"ps": ["a:1"], "worker": ["b:1", "c:1"]}
    with pytest.raises(ValueError, match="job_name"):
        tf.train.Server(cluster)
    with pytest.raises(ValueError, match="task_index"):
        tf.train.Server(cluster, "worker")
    with pytest.raises(ValueError, match="No task with index 5"):
        tf.train.Server(cluster, "worker", 5)
    given = tf.train.Server({"ps": ["a:1"]}, "ps").server_def
    assert (given.job_name, given.task_index, given.protocol) == ("ps", 0, "grpc")
    assert tf.train.Server(given).target == "grpc://a:1"


def test_several_tasks_without_the_extra_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r"pip install 'tuigraph\[cluster\]'"):
        tf.train.Server({"ps": ["localhost:0"], "worker": ["localhost:0"]}, "ps")
    with pytest.raises(ImportError, match=r"tuigraph\[cluster\]"):
        tf.Session("grpc://nowhere.example:1")  # local servers of this process are localhost:1, localhost:2, ...


def test_task_numbers_may_have_gaps() -> None:
    cluster = tf.train.ClusterSpec({"worker": {1: "b:1", 3: b"d:1"}})
    assert cluster.job_tasks("worker") == [None, "b:1", None, "d:1"]
    assert cluster.task_indices("worker") == [1, 3]
    assert cluster.as_dict() == {"worker": {1: "b:1", 3: "d:1"}}
    assert cluster == tf.train.ClusterSpec(cluster)
    assert str(cluster) == "ClusterSpec({'worker': {1: 'b:1', 3: 'd:1'}})"
    assert not tf.train.ClusterSpec({})


@pytest.mark.parametrize("cluster", [3, {"a": "b:1"}, {"a": [7]}])
def test_what_is_no_cluster(cluster: Any) -> None:
    with pytest.raises(TypeError):
        tf.train.ClusterSpec(cluster)


def test_jobs_and_tasks_that_are_not_there() -> None:
    cluster = tf.train.ClusterSpec({"ps": ["a:1"]})
    with pytest.raises(ValueError, match="No such job in cluster: 'worker'"):
        cluster.num_tasks("worker")
    with pytest.raises(ValueError, match="No task with index 4"):
        cluster.task_address("ps", 4)


def test_variables_take_turns_and_the_rest_stays_with_the_worker() -> None:
    cluster = {"ps": ["a:1", "b:1"], "worker": ["c:1"]}
    with tf.device(tf.train.replica_device_setter(cluster=cluster, worker_device="/job:worker/task:7")):
        devices = [tf.Variable(1.0).device for _ in range(3)]
        with tf.device("/cpu:0"):
            x = tf.constant(1.0)
    assert devices == ["/job:ps/task:0", "/job:ps/task:1", "/job:ps/task:0"]
    assert x.device == "/job:worker/task:7/device:CPU:0"


def test_a_strategy_of_ones_own_and_no_tasks_at_all() -> None:
    assert tf.train.replica_device_setter(ps_tasks=0) is None
    assert tf.train.replica_device_setter(cluster={"worker": ["a:1"]}) is None
    with pytest.raises(TypeError, match="callable"):
        tf.train.replica_device_setter(ps_tasks=2, ps_strategy=3)  # type: ignore[arg-type]
    with tf.device(tf.train.replica_device_setter(ps_tasks=9, ps_strategy=lambda op: 8)):
        assert tf.Variable(1.0).device == "/job:ps/task:8"
