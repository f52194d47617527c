"""Errors of a run: TensorFlow's class, then the node, the user's own line, what it was given, and a way out."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf

HERE = __file__


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


def failure(fetch: Any, feed: Any = None) -> tf.errors.OpError:
    with tf.Session() as sess, pytest.raises(tf.errors.OpError) as caught:
        sess.run(fetch, feed)
    return caught.value


def line() -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def test_an_unfed_placeholder_is_named_with_its_line_and_the_way_to_feed_it() -> None:
    x, made = tf.placeholder(tf.float32, [2], name="x"), line()
    error = failure(x * 2.0)
    assert type(error) is tf.errors.InvalidArgumentError
    assert "You must feed a value for placeholder tensor 'x' with dtype float and shape [2]" in str(error)
    assert f"made at {HERE}:{made}" in str(error)
    assert "feed_dict={x: value}" in str(error)


def test_an_uninitialized_variable_says_how_to_initialise_it() -> None:
    v = tf.Variable(1.0, name="v")
    error = failure(v + 1.0)
    assert type(error) is tf.errors.FailedPreconditionError
    assert "Attempting to use uninitialized value v" in str(error)
    assert "tf.global_variables_initializer()" in str(error)


def test_shapes_that_do_not_fit_are_told_as_tensorflow_does() -> None:
    a, b = tf.placeholder(tf.float32, name="a"), tf.placeholder(tf.float32, name="b")
    total, made = tf.add(a, b, name="total"), line()
    error = failure(total, {a: [1.0, 2.0], b: [1.0, 2.0, 3.0]})
    assert str(error).splitlines() == [
        "Incompatible shapes: [2] vs. [3]",
        f"  node 'total' (Add), made at {HERE}:{made}",
        "  given a:0 float [2], b:0 float [3]",
    ]
    assert error.op is not None
    assert error.op.name == "total"


def test_matrices_that_do_not_fit_name_both_sizes() -> None:
    a, b = (tf.placeholder(tf.float32, [None, None]) for _ in range(2))
    assert "Matrix size-incompatible: In[0]: [1,2], In[1]: [3,1]" in str(
        failure(tf.matmul(a, b), {a: np.ones((1, 2)), b: np.ones((3, 1))})
    )


def test_shapes_known_to_clash_are_refused_when_the_graph_is_built() -> None:
    with pytest.raises(ValueError, match=r"Dimensions must be equal, but are 3 and 4 for 'MatMul' \(op: 'MatMul'\)"):
        tf.matmul(tf.zeros([2, 3]), tf.zeros([4, 1]))


def test_types_that_do_not_mix_name_the_argument_and_point_to_cast() -> None:
    with pytest.raises(TypeError, match=r"Input 'y' of 'Mul' Op has type int32 .* float32 .*tf\.cast"):
        tf.multiply(tf.constant(1.0), tf.constant(1))


def test_a_failed_run_leaves_the_session_as_it_was() -> None:
    v = tf.Variable([1.0, 2.0], name="v")
    x = tf.placeholder(tf.float32)
    update = tf.assign(v, x, validate_shape=True)
    with tf.Session() as sess:
        sess.run(v.initializer)
        with pytest.raises(tf.errors.InvalidArgumentError, match="Assign requires shapes of both tensors to match"):
            sess.run(update, {x: [1.0, 2.0, 3.0]})
        assert sess.run(v).tolist() == [1.0, 2.0]


def test_an_unknown_name_says_so_and_names_the_nearest() -> None:
    with pytest.raises(
        AttributeError, match=r"tuigraph has no 'tf\.reduce_meen'. The nearest name is 'tf\.reduce_mean'"
    ):
        tf.reduce_meen  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match=r"tf\.train\.AdamOptimizer"):
        tf.train.AdamOptimiser  # type: ignore[attr-defined]  # noqa: B018


def test_a_name_that_is_not_in_the_graph_names_the_nearest() -> None:
    tf.constant(1.0, name="learning_rate")
    with pytest.raises(KeyError, match="Did you mean 'learning_rate'"):
        tf.get_default_graph().get_tensor_by_name("learning_rat:0")


# ---------------------------------------------------------------- advice that overwrites nothing


def uninitialized(fetch: Any, *already: Any) -> str:
    with tf.Session() as sess:
        sess.run(list(already))
        with pytest.raises(tf.errors.FailedPreconditionError) as caught:
            sess.run(fetch)
    return str(caught.value)


def test_all_variables_are_initialized_only_where_none_has_a_value() -> None:
    v, w = tf.Variable(1.0, name="v"), tf.Variable(2.0, name="w")
    assert "Run tf.global_variables_initializer() in this session first" in uninitialized(v * w)
    said = uninitialized(v * w, w.initializer)
    assert "sess.run('v/Assign')" in said
    assert "which tf.global_variables_initializer() would overwrite" in said


def test_a_local_variable_has_an_initializer_of_its_own_kind() -> None:
    tf.Variable(1.0, name="weights")
    total = tf.get_local_variable("total", [], initializer=tf.zeros_initializer())
    count = tf.get_local_variable("count", [], initializer=tf.zeros_initializer())
    said = uninitialized(total * 1.0, tf.global_variables_initializer())
    assert "'total' is a local variable. Run tf.local_variables_initializer()" in said
    said = uninitialized(total * 1.0, tf.global_variables_initializer(), count.initializer)
    assert "sess.run('total/Assign')" in said


@pytest.mark.parametrize("resource", [False, True])
def test_a_slot_after_a_restore_gets_a_value_of_its_own(tmp_path: Path, resource: bool) -> None:
    w = tf.Variable([1.0, 2.0], name="w", use_resource=resource)
    saver = tf.train.Saver()
    with tf.Session() as sess:
        sess.run(w.initializer)
        path = saver.save(sess, str(tmp_path / "model"))
    train = tf.train.MomentumOptimizer(0.1, 0.9).minimize(tf.reduce_sum(w))
    with tf.Session() as sess:
        saver.restore(sess, path)
        with pytest.raises(tf.errors.OpError) as caught:
            sess.run(train)
        said = str(caught.value)
        assert "'w/Momentum' was made to accompany 'w'" in said
        assert "sess.run('w/Momentum/Assign')" in said
        sess.run("w/Momentum/Assign")
        sess.run(train)
        assert sess.run(w).tolist() == pytest.approx([0.9, 1.9])


def test_a_variable_in_no_collection_has_its_own_initializer() -> None:
    v = tf.Variable(1.0, collections=[], trainable=False, name="v")
    said = uninitialized(v)
    assert "'v' is in no collection of variables. Run its own initializer first: sess.run('v/Assign')" in said


def test_a_fetched_variable_without_a_value_names_its_line() -> None:
    v = tf.Variable(1.0, name="v")
    said = uninitialized(v)
    assert "node 'v'" in said
    assert HERE in said


FILE_READERS: dict[str, Any] = {
    "ReadFile": tf.read_file,
    "InitializeTableFromTextFileV2": lambda name: tf.contrib.lookup.index_table_from_file(name).init,
    "FixedUnigramCandidateSampler": lambda name: tf.nn.fixed_unigram_candidate_sampler(
        tf.constant([[1]], tf.int64), 1, 2, True, 3, vocab_file=name
    ),
    "ReaderReadV2": lambda name: tf.TextLineReader().read(queue_of(name)),
}


def queue_of(name: str) -> Any:
    queue = tf.FIFOQueue(1, [tf.string], shapes=[[]])
    with tf.control_dependencies([queue.enqueue(name)]):
        return tf.identity(queue.queue_ref)


@pytest.mark.parametrize("reads", FILE_READERS)
def test_a_file_that_cannot_be_read_is_refused_as_the_system_does(reads: str, tmp_path: Path) -> None:
    assert isinstance(failure(FILE_READERS[reads](str(tmp_path / "missing"))), tf.errors.NotFoundError)
    refused = failure(FILE_READERS[reads](str(tmp_path)))
    assert isinstance(refused, tf.errors.FailedPreconditionError)
    assert refused.message.startswith(f"{tmp_path}; Is a directory")
