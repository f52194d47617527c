"""What may be fed and fetched, and how long a run waits, as TensorFlow 1.15.5 has it."""

from __future__ import annotations

import collections
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.both_ways import run_both_ways


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


def test_sparse_tensors_are_fetched_and_fed_whole() -> None:
    sparse = tf.sparse_placeholder(tf.float32, name="sp")
    made = tf.sparse_tensor_to_dense(sparse)
    value = tf.SparseTensorValue([[0, 1]], [2.0], [1, 2])
    with tf.Session() as sess:
        assert sess.run(made, {sparse: value}).tolist() == [[0.0, 2.0]]
        fetched = sess.run(sparse, {sparse: ([[0, 1]], [2.0], [1, 2])})
    assert (type(fetched).__name__, fetched.values.tolist()) == ("SparseTensorValue", [2.0])
    assert [op.name for op in tf.get_default_graph().get_operations()][:3] == ["sp/shape", "sp/values", "sp/indices"]


def test_slices_and_tuples_of_tensors_are_fed_by_tuples() -> None:
    a, b = tf.placeholder(tf.float32), tf.placeholder(tf.int32)
    slices = tf.IndexedSlices(a, b)
    with tf.Session() as sess:
        assert sess.run([a, b], {slices: (1.0, 2)}) == [1.0, 2]
        assert sess.run([a, b], {(a, b): (3.0, 4)}) == [3.0, 4]
        with pytest.raises(ValueError, match="is fed by 2 values"):
            sess.run([a, b], {(a, b): (3.0,)})


def test_what_is_fed_comes_back_as_an_array() -> None:
    x = tf.placeholder(tf.string)
    with tf.Session() as sess:
        assert isinstance(sess.run(x, {x: b"abc"}), np.ndarray)


def test_default_dicts_are_fetched_without_their_factory() -> None:
    asked: Any = collections.defaultdict(list, x=tf.constant(1))
    with tf.Session() as sess:
        got = sess.run(asked)
    assert (type(got), dict(got)) == (collections.defaultdict, {"x": 1})


@pytest.mark.parametrize("way", ["options", "config", "options of a traced run"])
def test_waiting_ends_at_the_time_limit(way: str) -> None:
    element = tf.FIFOQueue(1, [tf.int32], shapes=[[]]).dequeue()
    config = tf.ConfigProto(operation_timeout_in_ms=50) if way == "config" else None
    options = None if way == "config" else tf.RunOptions(timeout_in_ms=50)
    metadata: Any = None
    if way == "options of a traced run":
        options, metadata = tf.RunOptions(timeout_in_ms=50, trace_level=tf.RunOptions.FULL_TRACE), tf.RunMetadata()
    with tf.Session(config=config) as sess, pytest.raises(tf.errors.DeadlineExceededError):
        sess.run(element, options=options, run_metadata=metadata)


def test_a_callable_is_checked_when_it_is_made() -> None:
    x = tf.placeholder(tf.int32)
    with tf.Session() as sess:
        with pytest.raises(TypeError):
            sess.make_callable(None)
        with pytest.raises(TypeError):
            sess.make_callable(x, x)  # type: ignore[arg-type]
        assert sess.make_callable(x * 2, [x])(4, 5) == 8  # TensorFlow leaves out what is too much


def test_a_session_is_refused_a_configuration_that_is_none() -> None:
    with pytest.raises(TypeError, match=r"config must be a tf\.ConfigProto"):
        tf.Session(config=3)


def test_reset_empties_the_default_container_unless_others_are_named() -> None:
    server = tf.train.Server.create_local_server()
    v = tf.Variable(1)
    with tf.container("c"):
        w = tf.Variable(2)
    with tf.Session(server.target) as sess:
        sess.run(tf.global_variables_initializer())
    tf.Session.reset(server.target)
    with tf.Session(server.target) as sess:
        assert sess.run(w) == 2
        with pytest.raises(tf.errors.FailedPreconditionError):
            sess.run(v)


def test_reset_aborts_the_sessions_that_are_open_and_nobody_elses() -> None:
    server, other = tf.train.Server.create_local_server(), tf.train.Server.create_local_server()
    v = tf.Variable(1)
    late, elsewhere, local = tf.Session(server.target), tf.Session(other.target), tf.Session()
    for sess in (late, elsewhere, local):
        sess.run(v.initializer)
        assert [sess.run(v) for _ in range(3)] == [1, 1, 1]
    read = late.make_callable(v)
    assert read() == 1
    tf.Session.reset(server.target, ["another"])
    for run in (lambda: late.run(v), read, lambda: late.run(v.initializer)):
        with pytest.raises(tf.errors.AbortedError, match="older than the reset"):
            run()
    late.close()
    with tf.Session(server.target) as sess:
        assert [sess.run(v) for sess in (sess, elsewhere, local)] == [1, 1, 1]


def test_integers_that_do_not_fit_keep_their_low_bits() -> None:
    with tf.Session() as sess:
        assert sess.run([tf.constant(300, tf.uint8), tf.constant(-1, tf.uint8)]) == [44, 255]


# ---------------------------------------------------------------- what is refused before anything runs


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (tf.bool, 2),
        (tf.bool, -1),
        (tf.bool, 2**40),
        (tf.string, 3),
        (tf.string, True),
        (tf.int32, 2**40),
        (tf.uint8, 300),
        (tf.float32, 2**24 + 1),
    ],
)
def test_an_integer_that_a_type_cannot_hold_is_not_fed(kind: Any, value: int) -> None:
    x = tf.placeholder(kind)
    with (
        tf.Session() as sess,
        pytest.raises(TypeError, match=r"Type of feed value .* is not compatible with Tensor type"),
    ):
        sess.run(tf.identity(x), {x: value})


@pytest.mark.parametrize("value", [1.5, None, [1], np.array([2.5]), {"a": 1}])
def test_what_is_no_text_is_not_fed_to_text(value: Any) -> None:
    x = tf.placeholder(tf.string)
    with tf.Session() as sess, pytest.raises(tf.errors.InternalError, match="Unsupported object type"):
        sess.run(tf.identity(x), {x: value})


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        (lambda s: s.run(3), TypeError, "Fetch argument 3 has invalid type <class 'int'>, must be a string or Tensor"),
        (lambda s: s.run(None), TypeError, "Fetch argument None has invalid type <class 'NoneType'>"),
        (lambda s: s.run("a"), ValueError, "Fetch argument 'a' cannot be interpreted as a Tensor"),
        (lambda s: s.run(tf.constant(1), [1]), TypeError, "must be a dictionary"),
        (lambda s: s.run(tf.constant(1), options=3), AttributeError, "RunOptions"),
        (lambda s: s.run(tf.constant(1), run_metadata=3), AttributeError, "RunMetadata"),
        (lambda s: tf.train.global_step(s, 3), TypeError, "Fetch argument 3"),
        (lambda s: tf.group(None), TypeError, "not 'None' with type"),
        (lambda s: tf.group([tf.constant(1), None]), TypeError, "not 'None' with type"),
        (lambda s: tf.py_func(lambda x: x, tf.constant([1.0]), tf.float32), TypeError, "Expected list for 'input'"),
        (lambda s: tf.py_func(lambda x: x, "a", tf.string), TypeError, "Expected list for 'input'"),
        (lambda s: tf.reduce_sum(tf.ones([2, 3]), axis=[[0], [1]]), ValueError, "at most rank 1 but is rank 2"),
        (lambda s: tf.count_up_to(tf.Variable(1), "a"), TypeError, "Expected int for argument 'limit'"),
        (lambda s: tf.FIFOQueue("a", tf.int32), TypeError, "Expected int for argument 'capacity'"),  # type: ignore[arg-type]
        (lambda s: tf.FIFOQueue(3, tf.int32).close("yes"), TypeError, "Expected bool for argument 'cancel_pending"),  # type: ignore[arg-type]
        (lambda s: tf.Variable(1.0, name=""), ValueError, "'' is not a valid node name"),
        (lambda s: tf.get_variable("", [2]), ValueError, "'' is not a valid node name"),
    ],
)
def test_arguments_of_wrong_types_are_refused_as_tensorflow_does(ask: Any, error: Any, says: str) -> None:
    tf.constant(0)
    sess = tf.Session()
    with sess.as_default(), pytest.raises(error, match=says):
        ask(sess)


def test_an_operation_that_is_not_to_be_fetched_or_fed_is_not() -> None:
    graph = tf.get_default_graph()
    a = tf.constant(1.0)
    b = a + 1.0
    c = b * 2.0
    graph.prevent_fetching(b.op)
    graph.prevent_feeding(a)
    assert (graph.is_fetchable(b), graph.is_feedable(a), graph.is_feedable(b)) == (False, False, True)
    with tf.Session() as sess:
        for fetch in (b, b.op, "add:0", "add"):
            with pytest.raises(ValueError, match="marked as not fetchable"):
                sess.run(fetch)
        with pytest.raises(ValueError, match="may not be fed"):
            sess.run(c, {a: 3.0})
        assert sess.run(c, {b: 3.0}) == 6.0


def test_a_session_is_entered_once_at_a_time() -> None:
    sess = tf.Session()
    with sess, pytest.raises(RuntimeError, match=r"not re-entrant.*as_default"), sess:
        pass
    again = tf.Session()
    with again.as_default(), again.as_default():
        assert tf.get_default_session() is again


def test_a_tuple_of_operations_waits_for_all() -> None:
    x = tf.constant(1.0)
    first, nothing, done = tf.tuple([x, None, tf.no_op()])
    assert (first.op.type, nothing, done.type) == ("Identity", None, "NoOp")


@pytest.mark.parametrize(
    "fed",
    [
        lambda w, after: w,
        lambda w, after: after(lambda: tf.identity(5.0)),
        lambda w, after: tf.placeholder_with_default(after(lambda: tf.identity(5.0)), []),
        lambda w, after: tf.reshape(after(lambda: tf.split([1.0, 2.0], 2))[0], []),
    ],
)
def test_what_waits_for_a_fed_tensor_waits_for_its_node_unless_that_is_a_placeholder(fed: Any) -> None:
    v = tf.Variable(0.0)
    w = tf.assign_add(v, 1.0)

    def after(make: Any) -> Any:
        with tf.control_dependencies([w]):
            return make()

    t = fed(w, after)
    with tf.control_dependencies([t]):
        z = tf.constant(3.0)
    both = run_both_ways([z, v], {t: 9.0})
    assert both == [3.0, 1.0]
    p = tf.placeholder(tf.float32, [])
    with tf.control_dependencies([p]):
        z = tf.constant(4.0)
    assert run_both_ways([z], {p: 9.0}) == [4.0]


def test_a_tuple_waits_for_a_variable_itself() -> None:
    v = tf.Variable([1.0], name="v")
    tf.tuple([v, tf.constant(0.0, name="c")])
    gate = tf.get_default_graph().get_operation_by_name("tuple/group_deps")
    assert [op.name for op in gate.control_inputs] == ["v", "c"]


def test_an_index_and_a_part_of_unknown_shape_are_taken() -> None:
    index = tf.placeholder(tf.int32, None)
    value = tf.constant([1.0, 2.0, 3.0])
    assert run_both_ways([value[index]], {index: 2}) == [3.0]
    with pytest.raises(TypeError, match="are valid indices"):
        value[tf.placeholder(tf.int32, [2])]
    begin = tf.placeholder(tf.int32, None)
    part = tf.strided_slice(value, begin, begin + 2, [1])
    assert run_both_ways([part], {begin: [1]})[0].tolist() == [2.0, 3.0]


@pytest.mark.parametrize("wrap", [lambda value: value, lambda value: [value], lambda value: [value, 2]])
def test_a_dimension_is_fed_to_whole_numbers_alone(wrap: Any) -> None:
    """As in TensorFlow 1.15.5."""
    dimension, unknown = list(tf.TensorShape([3, None]))
    with tf.Graph().as_default(), tf.Session() as session:
        for dtype in (tf.int32, tf.int64, tf.uint8):
            fed = tf.placeholder(dtype)
            assert np.ravel(session.run(fed, {fed: wrap(dimension)}))[0] == 3
        for dtype in (tf.float16, tf.float32, tf.float64):
            fed = tf.placeholder(dtype)
            with pytest.raises(TypeError, match="Dimension"):
                session.run(fed, {fed: wrap(dimension)})
        fed = tf.placeholder(tf.int32)
        for wrong in (unknown, tf.int32):
            with pytest.raises(TypeError, match="Cannot feed"):
                session.run(fed, {fed: wrap(wrong)})


@pytest.mark.parametrize("wrap", [lambda x: [x], lambda x: (x,), lambda x: [[x]], lambda x: [1.0, x]])
def test_a_list_that_holds_a_tensor_is_no_feed(wrap: Any) -> None:
    """ValueError, as in TensorFlow 1.15.5; it says which tensor is to be run first."""
    with tf.Graph().as_default(), tf.Session() as session:
        fed, tensor = tf.placeholder(tf.float32, name="fed"), tf.constant(1.0, name="c")
        with pytest.raises(ValueError, match=r"for Tensor 'fed:0' .*\(c:0\).*run it in a session"):
            session.run(fed, {fed: wrap(tensor)})


def test_a_traced_run_says_when_each_operation_ran_and_gives_what_another_gives() -> None:
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [2], name="x")
        i = tf.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)], name="loop")
        first, _ = tf.unstack(tf.multiply(x, [2.0, 3.0], name="m"), name="parts")
        options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
        metadata: Any = tf.RunMetadata()
        with tf.Session() as session:
            values = session.run([first, i], {x: [1.0, 2.0]}, options, metadata)
            assert values == session.run([first, i], {x: [1.0, 2.0]})
            [device] = metadata.step_stats.dev_stats
            nodes = {node.node_name: node for node in device.node_stats}
            assert nodes["m"].timeline_label == "m = Mul(x, m/y)"
            assert [part.slot for part in nodes["parts"].output] == [0, 1]
            assert [dim.size for dim in nodes["m"].output[0].tensor_description.shape.dim] == [2]
            assert sum(node.node_name == "loop/Less" for node in device.node_stats) == 4
            starts = [node.all_start_nanos for node in device.node_stats]
            assert starts == sorted(starts)
            session.run(first, {x: [1.0, 2.0]}, options, metadata)
            assert "loop/Less" not in {node.node_name for node in metadata.step_stats.dev_stats[0].node_stats}
            options = tf.RunOptions(output_partition_graphs=True)
            session.run(first, {x: [1.0, 2.0]}, options, metadata)
            [graph], stats = metadata.partition_graphs, metadata.step_stats.dev_stats
            parts = [(node.name, node.op, list(node.input)) for node in graph.node]
            assert (stats, parts) == ([], [
                ("_arg_x_0_0", "_Arg", []),
                ("m/y", "Const", []),
                ("m", "Mul", ["_arg_x_0_0", "m/y"]),
                ("parts", "Unpack", ["m"]),
                ("_retval_parts_0_0", "_Retval", ["parts"]),
            ])  # fmt: skip
            session.run(first, {x: [1.0, 2.0]}, run_metadata=metadata)
            assert metadata.ByteSize() == 0


def test_lists_that_hold_themselves_and_numbers_beyond_all_types_are_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with tf.Graph().as_default(), tf.Session() as session:
        x = tf.placeholder(tf.float32, name="x")
        for fetches in (endless, deep, {"a": endless}):
            with pytest.raises(ValueError, match="hold themselves"):
                session.run(fetches)
            with pytest.raises(ValueError, match="hold themselves"):
                session.make_callable(fetches)
        for value in (endless, deep):
            with pytest.raises(ValueError, match="holds itself"):
                tf.constant(value)
            with pytest.raises(ValueError, match="Cannot feed"):
                session.run(x, {x: value})
        with pytest.raises(ValueError, match=r"Cannot feed .* too large"):
            session.run(x, {x: [10**400]})
