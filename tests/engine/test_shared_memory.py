"""What shares a variable's memory shows what a later assignment of the same run wrote, as in TensorFlow 1.15.5.

Each case was run there: with an assignment that waits for the value, fetched, and used behind the assignment.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.both_ways import run_both_ways
from tuigraph.engine.opdef import registry

NEW, OLD = 9.0, 1.0
ROW = 16  # floats in 64 bytes


@pytest.fixture(autouse=True)
def own_graph() -> Any:
    with tf.Graph().as_default():
        yield


def in_a_branch(v: Any) -> Any:
    return tf.cond(tf.constant(True), lambda: tf.reshape(v, [3, 1]), lambda: tf.zeros([3, 1]))


def in_a_loop(v: Any) -> Any:
    return tf.while_loop(lambda i, a: i < 2, lambda i, a: (i + 1, tf.reshape(a, [3])), [0, v])[1]


CASES: list[tuple[str, list[int], Any, float]] = [
    ("reshape", [3], lambda v: tf.reshape(v, [3, 1]), NEW),
    ("reshape of a scalar", [], lambda v: tf.reshape(v, [1]), NEW),
    ("squeeze", [1, 3], lambda v: tf.squeeze(v), NEW),
    ("expand_dims", [3], lambda v: tf.expand_dims(v, 0), NEW),
    ("one after another", [3], lambda v: tf.squeeze(tf.reshape(tf.expand_dims(v, 0), [3, 1])), NEW),
    ("ensure_shape", [3], lambda v: tf.ensure_shape(v, [None]), NEW),
    ("check_numerics", [3], lambda v: tf.check_numerics(v, "m"), NEW),
    ("Print", [3], lambda v: tf.Print(v, []), NEW),
    ("bitcast", [3], lambda v: tf.bitcast(tf.bitcast(v, tf.int32), tf.float32), NEW),
    ("in a branch", [3], lambda v: in_a_branch(v), NEW),
    ("in a loop", [3], lambda v: in_a_loop(v), NEW),
    ("all of it", [4, ROW], lambda v: v[:, 0:ROW], NEW),
    ("the only column", [4, 1], lambda v: v[:, 0], NEW),
    ("the only row", [1, 3], lambda v: v[0], NEW),
    ("rows of 64 bytes", [4, ROW], lambda v: v[1:], NEW),
    ("a row of 64 bytes", [4, ROW], lambda v: v[1], NEW),
    ("rows with a new axis", [4, ROW], lambda v: v[1:, None], NEW),
    ("the last of several matrices", [4, 4, ROW], lambda v: v[-1], NEW),
    ("a row of a matrix of several", [4, 4, ROW], lambda v: v[1, 1], OLD),
    ("rows of 32 bytes", [4, ROW // 2], lambda v: v[1:], OLD),
    ("aligned elements", [4 * ROW], lambda v: v[ROW : 3 * ROW], NEW),
    ("elements that are not", [ROW], lambda v: v[4:12], OLD),
    ("every second row", [4, ROW], lambda v: v[::2], OLD),
    ("backwards", [1, 3], lambda v: v[::-1], OLD),
    ("slice", [4, ROW], lambda v: tf.slice(v, [1, 0], [2, -1]), NEW),
    ("short slice", [4, 2], lambda v: tf.slice(v, [1, 0], [2, -1]), OLD),
    ("split of rows", [4, ROW], lambda v: tf.split(v, 2)[1], NEW),
    ("split of short rows", [4, 2], lambda v: tf.split(v, 2)[1], OLD),
    ("split of elements", [4 * ROW], lambda v: tf.split(v, 2)[1], OLD),
    ("split in one", [3], lambda v: tf.split(v, 1)[0], NEW),
    ("split by sizes", [4, ROW], lambda v: tf.split(v, [1, 3])[1], NEW),
    ("unstack", [4, ROW], lambda v: tf.unstack(v)[1], NEW),
    ("unstack of short rows", [4, 2], lambda v: tf.unstack(v)[1], OLD),
    ("unstack of columns", [4, ROW], lambda v: tf.unstack(v, axis=1)[1], OLD),
    ("stack of one", [3], lambda v: tf.stack([v], 1), NEW),
    ("concat with nothing", [3], lambda v: tf.concat([v, tf.zeros([0])], 0), OLD),
    ("transpose of a row", [1, 3], lambda v: tf.transpose(v), NEW),
    ("transpose that keeps the order", [2, 1, 3], lambda v: tf.transpose(v, [1, 0, 2]), NEW),
    ("transpose", [2, 3], lambda v: tf.transpose(v), OLD),
    ("tile once", [3], lambda v: tf.tile(v, [1]), NEW),
    ("pad by nothing", [3], lambda v: tf.pad(v, [[0, 0]]), NEW),
    ("pad by no ones", [3], lambda v: tf.pad(v, [[0, 0]], constant_values=1.0), NEW),
    ("mirror nothing", [3], lambda v: tf.pad(v, [[0, 0]], "REFLECT"), NEW),
    ("broadcast to itself", [3], lambda v: tf.broadcast_to(v, [3]), NEW),
    ("broadcast to a row", [3], lambda v: tf.broadcast_to(v, [1, 3]), OLD),
    ("reverse nothing", [3], lambda v: tf.reverse(v, []), NEW),
    ("reverse one", [1, 3], lambda v: tf.reverse(v, [0]), NEW),
    ("whole band", [3, 3], lambda v: tf.matrix_band_part(v, -1, 3), NEW),
    ("part of a band", [3, 3], lambda v: tf.matrix_band_part(v, 2, -1), OLD),
    ("sum of one tensor", [3], lambda v: tf.add_n([v]), NEW),
    ("reduced over ones", [3, 1], lambda v: tf.reduce_mean(v, 1), NEW),
    ("reduced over nothing", [2, 3], lambda v: tf.reduce_max(v, []), NEW),
    ("a product", [3], lambda v: v * 1.0, OLD),
    ("gathered", [1], lambda v: tf.gather(v, [0]), OLD),
    ("rolled", [3], lambda v: tf.roll(v, 0, 0), OLD),
]  # fmt: skip


@pytest.mark.parametrize(("name", "shape", "build", "expected"), CASES, ids=[case[0] for case in CASES])
def test_an_assignment_shows_in_what_shares_the_memory(name: str, shape: Any, build: Any, expected: float) -> None:
    v = tf.Variable(np.ones(shape, np.float32))
    seen = build(v)
    with tf.control_dependencies([seen]):
        assigned = tf.assign_add(v, np.full(shape, 8.0, np.float32)).op
    with tf.control_dependencies([assigned]):
        used = seen + tf.zeros([])
    for fetch in (seen, used):
        fetched = run_both_ways([[fetch, assigned]])[0][0]
        assert np.ravel(fetched)[0] == expected


def test_every_operation_that_shares_memory_has_a_case() -> None:
    v = tf.Variable(np.ones([1, 1, ROW], np.float32))
    for _, shape, build, _ in CASES:
        build(tf.reshape(v[0, 0, 0], [1] * len(shape)) * tf.ones(shape))
    made = {op.type for op in v.graph.get_operations()}
    reductions = {"Sum", "Prod", "Min", "All", "Any", "EuclideanNorm"}  # as Max and Mean
    sharing = {name for name, record in registry.items() if record.shares is not None}
    of_one = {"AddN", "AccumulateNV2"}  # which `tf.add_n` and `tf.accumulate_n` leave out for one tensor
    assert sharing - made <= reductions | of_one | {"MirrorPadGrad"}


@pytest.mark.parametrize("seen", [lambda v: tf.identity(v), lambda v: tf.reshape(v, [1, 3]), lambda v: v.value()])
def test_what_is_fetched_shows_all_that_the_run_assigns(seen: Any) -> None:
    v = tf.Variable([1.0, 2.0, 3.0])
    shown, copied = seen(v), v * 1.0
    with tf.control_dependencies([copied]):
        assigned = tf.assign(v, [5.0, 6.0, 7.0]).op
    assert run_both_ways([[shown, copied, assigned]])[0][0].ravel().tolist() == [5.0, 6.0, 7.0]
    assert run_both_ways([[shown, copied, assigned]])[0][1].tolist() == [1.0, 2.0, 3.0]


def test_what_was_fetched_stays_as_it_was() -> None:
    v = tf.Variable([1.0, 2.0, 3.0])
    shown, assigned = tf.reshape(v, [3, 1]), tf.assign_add(v, [8.0, 8.0, 8.0])
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        former = session.run(shown)
        session.run(assigned)
        assert former.tolist() == [[1.0], [2.0], [3.0]]
        assert session.run(shown).tolist() == [[9.0], [10.0], [11.0]]


def test_text_is_shared_too() -> None:
    v = tf.Variable(["a", "b"])
    shown = tf.reshape(v, [2, 1])
    with tf.control_dependencies([shown]):
        assigned = tf.assign(v, ["c", "d"]).op
    assert run_both_ways([[shown, assigned]])[0][0].ravel().tolist() == [b"c", b"d"]
