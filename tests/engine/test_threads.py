"""Many threads, one session: no update is lost, no number drawn twice, no line of a file torn."""

from __future__ import annotations

import glob
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def many_switches() -> Iterator[None]:
    tf.reset_default_graph()
    former = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(former)


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """The results of `work(i)`, each in a thread of its own, all begun together."""
    results: list[Any] = [None] * count
    errors: list[BaseException] = []
    ready = threading.Barrier(count)

    def run(i: int) -> None:
        ready.wait()
        try:
            results[i] = work(i)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    return results


def session() -> tf.Session:
    sess = tf.Session()
    sess.run(tf.global_variables_initializer())
    return sess


@pytest.mark.parametrize(
    ("update", "each"),
    [
        (lambda v: tf.assign_add(v, np.ones((256, 256), "f"), use_locking=True), 1),
        (lambda v: tf.assign_sub(v, np.ones((256, 256), "f")), -1),
        (lambda v: tf.scatter_add(v, list(range(256)), np.ones((256, 256), "f")), 1),
        (lambda v: tf.scatter_sub(v, list(range(256)), np.ones((256, 256), "f")), -1),
        (lambda v: tf.scatter_nd_add(v, [[i] for i in range(256)], np.ones((256, 256), "f")), 1),
    ],
    ids=["assign_add", "assign_sub", "scatter_add", "scatter_sub", "scatter_nd_add"],
)
def test_no_update_is_lost(update: Callable[[Any], Any], each: int) -> None:
    v = tf.Variable(tf.zeros([256, 256]))
    op = update(v).op
    with session() as sess:
        at_once(8, lambda i: [sess.run(op) for _ in range(10)])
        assert (sess.run(v) == 80 * each).all()


@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: tf.train.GradientDescentOptimizer(1.0, use_locking=True),
        lambda: tf.train.MomentumOptimizer(1.0, 0.0, use_locking=True),
        lambda: tf.train.GradientDescentOptimizer(1.0),
    ],
)
def test_no_step_of_an_optimizer_is_lost(optimizer: Callable[[], Any]) -> None:
    v, step = tf.Variable(tf.zeros([100])), tf.train.get_or_create_global_step()
    train = optimizer().minimize(-tf.reduce_sum(v), global_step=step)
    with session() as sess:
        at_once(8, lambda i: [sess.run(train) for _ in range(25)])
        assert (sess.run(v) == 200).all()
        assert sess.run(step) == 200


def test_a_sparse_update_and_two_optimizers_of_shared_variables_wait_for_each_other() -> None:
    v, w = tf.Variable(tf.zeros([10])), tf.Variable(tf.zeros([10]))
    one = tf.train.AdagradOptimizer(1.0).minimize(tf.reduce_sum(tf.gather(v, [0])) + tf.reduce_sum(w))
    other = tf.train.MomentumOptimizer(1.0, 0.9).minimize(tf.reduce_sum(w) + tf.reduce_sum(v), var_list=[w, v])
    with session() as sess:
        at_once(8, lambda i: [sess.run((one, other)[i % 2]) for _ in range(20)])


def test_generators_never_give_a_number_twice() -> None:
    drawn = [draw([], dtype=tf.float64) for draw in (tf.random_uniform, tf.random_normal, tf.truncated_normal)]
    with tf.Session() as sess:
        for draw in drawn:
            numbers = at_once(8, lambda i, d=draw: [float(sess.run(d)) for _ in range(100)])  # type: ignore[misc]
            assert len({number for part in numbers for number in part}) == 800


def test_the_numbers_of_a_seed_are_the_same_whoever_draws_them() -> None:
    draw = tf.random_uniform([], seed=7)
    with tf.Session() as sess:
        alone = [float(sess.run(draw)) for _ in range(200)]
    with tf.Session() as sess:
        numbers = at_once(4, lambda i: [float(sess.run(draw)) for _ in range(50)])
    assert sorted(n for part in numbers for n in part) == sorted(alone)


def test_counting_up_gives_each_number_once() -> None:
    v = tf.Variable(0)
    count = tf.count_up_to(v, 10_000)
    with session() as sess:
        numbers = at_once(8, lambda i: [int(sess.run(count)) for _ in range(50)])
    assert sorted(n for part in numbers for n in part) == list(range(400))


def test_a_queue_loses_nothing_between_threads() -> None:
    queue, element = tf.FIFOQueue(3, tf.int32, shapes=[()]), tf.placeholder(tf.int32)
    put, get = queue.enqueue(element), queue.dequeue()

    def work(i: int) -> list[int]:
        if i % 2:
            return [int(sess.run(get)) for _ in range(50)]
        return [sess.run(put, {element: 100 * i + k}) for k in range(50)] and []

    with tf.Session() as sess:
        taken = at_once(6, work)
    assert sorted(n for part in taken for n in part) == [100 * i + k for i in (0, 2, 4) for k in range(50)]


def test_threads_share_plans_and_loops_of_their_own() -> None:
    x = tf.placeholder(tf.float32, [])
    _, doubled = tf.while_loop(lambda i, v: i < 5, lambda i, v: (i + 1, v * 2.0), [0, x])
    parts = tf.map_fn(lambda e: e * x, tf.constant([1.0, 2.0, 3.0]))
    slope = tf.gradients(doubled, x)[0]
    with tf.Session() as sess:
        results = at_once(6, lambda i: [sess.run([doubled, parts, slope], {x: i}) for _ in range(15)])
    for i, answers in enumerate(results):
        for last, products, gradient in answers:
            assert (last, products.tolist(), gradient) == (32 * i, [i, 2 * i, 3 * i], 32)


def test_python_functions_get_the_values_of_their_own_run() -> None:
    x = tf.placeholder(tf.int64, [])
    y = tf.py_func(lambda v: v * 2, [x], tf.int64)
    with tf.Session() as sess:
        results = at_once(6, lambda i: [int(sess.run(y, {x: 10 * i + k})) for k in range(10)])
    assert results == [[2 * (10 * i + k) for k in range(10)] for i in range(6)]


def test_default_graphs_and_sessions_are_each_threads_own() -> None:
    def work(i: int) -> tuple[bool, Any]:
        before = tf.get_default_session()
        with tf.Graph().as_default() as graph, tf.Session() as sess:
            c = tf.constant(i)
            return before is None and tf.get_default_graph() is graph and c.graph is graph, sess.run(c)

    with tf.Session():
        assert at_once(6, work) == [(True, i) for i in range(6)]


def test_each_line_of_a_file_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("".join(f"{i}\n" for i in range(200)))
    names = tf.FIFOQueue(1, tf.string, shapes=[()])
    _, line = tf.TextLineReader().read(names)
    with tf.Session() as sess:
        sess.run(names.enqueue(str(path)))
        lines = at_once(4, lambda i: [int(sess.run(line)) for _ in range(50)])
    assert sorted(n for part in lines for n in part) == list(range(200))


def test_an_event_file_holds_each_summary_whole(tmp_path: Path) -> None:
    writer = tf.summary.FileWriter(tmp_path)
    value = tf.summary.scalar("loss", tf.placeholder(tf.float32, [], name="x"))
    with tf.Session() as sess:
        at_once(6, lambda i: [writer.add_summary(sess.run(value, {"x:0": i}), 100 * i + k) for k in range(20)])
    writer.close()
    (path,) = glob.glob(str(tmp_path / "events*"))
    steps = [event.step for event in tf.train.summary_iterator(path) if event.summary.value]
    assert sorted(steps) == [100 * i + k for i in range(6) for k in range(20)]


def test_sessions_are_opened_while_a_server_is_reset() -> None:
    target = tf.train.Server.create_local_server().target

    def work(i: int) -> None:
        kept = []
        for _ in range(1000):
            tf.Session.reset(target)
            kept.append(tf.Session(target))
            del kept[:-20]

    at_once(3, work)
