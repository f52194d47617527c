"""A scatter changes the array of a variable where it lies, if nobody else has it; whoever has it keeps it whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.random_programs.ways import hot_at_once
from tuigraph.engine.containers import Store, changing, held, journal


@pytest.fixture(autouse=True)
def fresh_graph() -> Iterator[None]:
    with tf.Graph().as_default():
        yield


ROWS = [1, 3, 1]


def updates_of(v: Any) -> list[Any]:
    step = tf.ones([3, 2])
    made = [tf.scatter_sub(v, ROWS, step), tf.scatter_nd_add(v, [[0], [2]], step[:2] * 0.1)]
    loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(v, ROWS)))
    return [
        *made,
        *(o.minimize(loss) for o in (tf.train.GradientDescentOptimizer(0.1), tf.train.AdagradOptimizer(0.1))),
    ]


def held_by(sess: Any) -> Any:
    return sess.store.cells["", "v"].value


@pytest.mark.parametrize("by_handle", [False, True])
def test_what_nobody_else_has_is_changed_where_it_lies_and_comes_to_the_same(by_handle: bool) -> None:
    v = tf.get_variable("v", initializer=np.arange(8, dtype="f").reshape(4, 2), use_resource=by_handle)
    for update in updates_of(v):
        found = []
        for kept in (False, True):
            with tf.Session() as sess, hot_at_once():
                sess.run(tf.global_variables_initializer())
                sess.run(update)
                arrays = [held_by(sess)]
                places = [arrays[0].ctypes.data]
                before = arrays[0].copy()
                for _ in range(3):
                    if not kept:
                        arrays.clear()
                    sess.run(update)
                    places.append(held_by(sess).ctypes.data)
                assert (len(set(places)) == 1) is not kept
                assert not kept or arrays[0].tobytes() == before.tobytes()
                found.append(sess.run(v).tobytes())
        assert len(set(found)) == 1


def test_what_is_read_fetched_or_noted_before_stays_as_it_was() -> None:
    v = tf.Variable(np.zeros((4, 2), "f"), name="v")
    read = v.read_value()
    before = read + 0.0
    with tf.control_dependencies([before]):
        update = tf.scatter_add(v, ROWS, tf.ones([3, 2]))
    with tf.control_dependencies([update]):
        after = read + 0.0
    kept: list[Any] = []
    with tf.Session() as sess, hot_at_once():
        sess.run(v.initializer)
        for i in range(3):
            was, later, fetched, _ = sess.run([before, after, read, update])
            assert was.tolist() == [[0, 0], [2 * i, 2 * i], [0, 0], [i, i]]
            assert later.tolist() == fetched.tolist() == [[0, 0], [2 * i + 2] * 2, [0, 0], [i + 1] * 2]
            kept.append((fetched, fetched.tolist()))
        assert all(array.tolist() == then for array, then in kept)
        with journal.noting() as writes:
            sess.run(update)
        (_, old, new) = writes[0]
        assert old[1].tolist() == [6, 6]
        assert new[1].tolist() == [8, 8]
        with pytest.raises(tf.errors.InvalidArgumentError):
            sess.run(tf.scatter_add(v, [0, 9], tf.ones([2, 2])))
        assert sess.run(v)[0].tolist() == [0, 0]


class Large(np.ndarray[Any, Any]):
    def copy(self, order: Any = "C") -> Any:
        raise MemoryError


def test_what_is_lent_is_given_back_where_there_is_no_room_for_a_copy_of_another() -> None:
    store = Store()
    cells = [store.cell("v", initial=lambda: np.ones(3)), store.cell("slot", initial=lambda: np.ones(3).view(Large))]
    with pytest.raises(MemoryError), changing(cells):
        pass
    assert held(cells[0]).tolist() == [1, 1, 1]


def test_a_thread_that_reads_meanwhile_waits_for_whoever_changes_it() -> None:
    v = tf.Variable(np.zeros((2000, 64), "f"), name="v")
    update = tf.scatter_add(v, np.arange(2000), tf.ones([2000, 64]))
    looked = tf.reduce_max(v) - tf.reduce_min(v), tf.is_variable_initialized(v)
    with tf.Session() as sess, hot_at_once():
        sess.run(v.initializer)
        sess.run(update.op)
        failed: list[Any] = []

        def reads() -> None:
            try:
                for _ in range(60):
                    spread, there = sess.run(looked)
                    if spread or not there:
                        failed.append((spread, there))
            except Exception as error:
                failed.append(error)

        thread = threading.Thread(target=reads)
        thread.start()
        runs = 0
        while thread.is_alive():
            sess.run(update.op)
            runs += 1
        thread.join()
        assert not failed
        assert sess.run(v)[0, 0] == 1 + runs
