"""Resource variables: TensorFlow's nodes, fresh reads, gradients, training, saving; and custom gradients."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph.engine.resource_variables import ResourceVariable

NODES: dict[str, list[str]] = json.loads((Path(__file__).parent / "nodes" / "resource_variables.json").read_text())


@pytest.fixture(autouse=True)
def fresh_graph() -> None:
    tf.reset_default_graph()


def variable(value: Any = 2.0, name: str = "w", **options: Any) -> Any:
    return tf.Variable(value, use_resource=True, name=name, **options)


def node_lines() -> list[str]:
    return [" ".join([n.name, n.op, *n.input]) for n in tf.get_default_graph().as_graph_def().node]


def session() -> tf.Session:
    sess = tf.Session()
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    return sess


# ---------------------------------------------------------------- nodes


def test_a_variable_is_five_nodes() -> None:
    variable([1.0, 2.0])
    assert node_lines() == [
        "w/Initializer/initial_value Const",
        "w VarHandleOp",
        "w/IsInitialized/VarIsInitializedOp VarIsInitializedOp w",
        "w/Assign AssignVariableOp w w/Initializer/initial_value",
        "w/Read/ReadVariableOp ReadVariableOp w",
    ]


@pytest.mark.parametrize("expression", NODES)
def test_what_a_variable_is_used_for_makes_tensorflows_nodes(expression: str) -> None:
    w = variable([[1.0, 2.0], [3.0, 4.0]])
    eval(expression, {"tf": tf, "w": w})
    assert node_lines()[5:] == NODES[expression]


def test_draws_of_a_graph_seed_count_the_nodes() -> None:
    tf.set_random_seed(1)
    w = variable([1.0, 2.0])
    w * 2.0
    drawn = tf.random_uniform([2])
    with session() as sess:
        np.testing.assert_allclose(sess.run(drawn), [0.08621907, 0.8028637], rtol=1e-6)


@pytest.mark.parametrize(("asked", "kinds"), [(True, [True, True, True, False]), (None, [False, False, False, False])])
def test_scopes_say_which_kind_a_variable_is(asked: bool | None, kinds: list[bool]) -> None:
    with tf.variable_scope("a", use_resource=asked):
        made = [tf.get_variable("w", [2]), tf.Variable(1.0)]
        with tf.variable_scope("b"):
            made.append(tf.get_variable("y", []))
        with tf.variable_scope("c", use_resource=False):
            made.append(tf.get_variable("z", []))
    assert [isinstance(v, ResourceVariable) for v in made] == kinds
    with tf.variable_scope("a", reuse=True):
        assert tf.get_variable("w", [2]) is made[0]


def test_resource_variables_can_be_the_default() -> None:
    tf.enable_resource_variables()
    try:
        assert tf.resource_variables_enabled()
        assert isinstance(tf.Variable(1.0), ResourceVariable)
        assert isinstance(tf.train.get_or_create_global_step(), ResourceVariable)
    finally:
        tf.disable_resource_variables()
    assert not isinstance(tf.Variable(1.0), ResourceVariable)


# ---------------------------------------------------------------- reading and writing


def test_a_read_sees_what_it_waits_for_and_nothing_later() -> None:
    w = variable(1.0)
    before = w.value()
    with tf.control_dependencies([before]):
        written = w.assign(5.0)
    with tf.control_dependencies([written]):
        old, new = before * 1.0, w * 1.0
    with session() as sess:
        assert sess.run([old, new]) == [1.0, 5.0]


def test_the_result_of_a_write_is_the_variable_after_it() -> None:
    w = variable(1.0)
    grown = w.assign_add(1.0)
    more = grown.assign_add(10.0)
    with session() as sess:
        assert sess.run(grown + 1.0) == 3.0
        assert sess.run([grown, w.read_value()])[0] == 3.0
        assert sess.run(more) in (13.0, 14.0)


def test_feeding_a_variable_feeds_its_own_read_alone() -> None:
    w = variable(2.0)
    other = w * 3.0
    with session() as sess:
        assert sess.run([other, w], {w: 10.0}) == [6.0, 10.0]


@pytest.mark.parametrize("value", [1, 1.0, [1.0, 2.0]])
def test_a_handle_is_not_fed(value: Any) -> None:
    w = variable(2.0)
    with session() as sess, pytest.raises(KeyError, match="'w:0' is a handle"):
        sess.run(w * 3.0, {w.handle: value})


def test_a_loop_reads_and_writes_anew_in_each_round() -> None:
    w = variable(0.0)
    until = tf.while_loop(lambda x: tf.less(w, 8.0), lambda x: w.assign_add(1.0) + 0.0, [0.0])

    def body(i: Any, total: Any) -> Any:
        with tf.control_dependencies([total]), tf.control_dependencies([w.assign_add(1.0)]):
            return i + 1, total + w

    total = tf.while_loop(lambda i, total: i < 4, body, [0, 0.0])[1]
    with session() as sess:
        assert sess.run(until) == 8.0
        sess.run(w.initializer)
        assert sess.run(total) == 1.0 + 2.0 + 3.0 + 4.0


def test_parts_can_be_given_new_values() -> None:
    w = variable([[1.0, 2.0], [3.0, 4.0]])
    with session() as sess:
        assert sess.run(w[0].assign([7.0, 8.0])).tolist() == [[7.0, 8.0], [3.0, 4.0]]
        assert sess.run(w[:, 1].assign([0.0, 0.0])).tolist() == [[7.0, 0.0], [3.0, 0.0]]
        assert sess.run(tf.scatter_add(w, [0], [[1.0, 1.0]])).tolist() == [[8.0, 1.0], [3.0, 0.0]]
        assert sess.run(tf.scatter_nd_update(w, [[1, 1]], [5.0])).tolist() == [[8.0, 1.0], [3.0, 5.0]]
    with pytest.raises(ValueError, match="Sliced assignment is only supported for variables"):
        (w * 2.0)[0].assign(1.0)


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        (lambda w: w * 2.0, tf.errors.FailedPreconditionError, "Error while reading resource variable w"),
        (lambda w: w.assign_add([1.0, 1.0]), tf.errors.NotFoundError, "localhost/w does not exist"),
        (lambda w: tf.gather(w, [0]), tf.errors.NotFoundError, "localhost/w does not exist"),
        (lambda w: tf.scatter_add(w, [0], [1.0]), tf.errors.NotFoundError, "localhost/w does not exist"),
    ],
)
def test_a_variable_without_a_value_says_so(ask: Any, error: type[Exception], says: str) -> None:
    with tf.Session() as sess, pytest.raises(error, match=f"{says}(.|\n)*global_variables_initializer"):
        sess.run(ask(variable([2.0, 3.0])))


@pytest.mark.parametrize(
    ("ask", "error", "says"),
    [
        (lambda w: w.assign([1.0]), ValueError, r"Shapes \(2,\) and \(1,\) are incompatible"),
        (lambda w: w.assign("a"), TypeError, "Expected float32"),
        (lambda w: w.assign_add(tf.constant([1, 2])), ValueError, "dtype float32 for Tensor with dtype int32"),
        (lambda w: w.set_shape([2]), NotImplementedError, "set_shape"),
        (lambda w: w.numpy(), NotImplementedError, "eager"),
        (lambda w: bool(w), TypeError, "bool"),
        (lambda w: list(w), TypeError, "not iterable"),
        (lambda w: w.scatter_add([1]), TypeError, "not IndexedSlices"),
    ],
)
def test_what_cannot_be_asked_of_a_variable(ask: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        ask(variable([2.0, 3.0]))


# ---------------------------------------------------------------- gradients and training


@pytest.mark.parametrize("taken", [True, False])
def test_gradients_pass_through_branches(taken: bool) -> None:
    w, x, p = variable(2.0), tf.constant(5.0), tf.placeholder(tf.bool, [])
    y = tf.cond(p, lambda: w * w, lambda: x + 1.0)
    with session() as sess:
        assert sess.run([y, *tf.gradients(y, [w, x])], {p: taken}) == ([4.0, 4.0, 0.0] if taken else [6.0, 0.0, 1.0])


def test_gradients_pass_through_loops() -> None:
    w, x = variable(2.0), tf.constant(3.0)
    powers = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * w), [0, x])[1]
    mapped = tf.reduce_sum(tf.map_fn(lambda e: e * w, tf.constant([1.0, 2.0])))
    v = variable([2.0, 3.0], "v")
    rows = tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a + tf.reduce_sum(tf.gather(v, [0]))), [0, 0.0])[1]
    with session() as sess:
        assert sess.run([powers, *tf.gradients(powers, [x, w])]) == [24.0, 8.0, 36.0]
        assert sess.run([mapped, *tf.gradients(mapped, w)]) == [6.0, 3.0]
        assert sess.run(tf.convert_to_tensor(tf.gradients(rows, v)[0])).tolist() == [3.0, 0.0]


def test_second_derivatives_and_rows() -> None:
    w = variable([2.0, 3.0])
    first = tf.gradients(w * w * w, w)[0]
    rows = tf.gradients(tf.gather(w, [1, 1]) * [1.0, 10.0], w)[0]
    elements = tf.gradients(tf.gather_nd(w, [[0], [1]]) * [1.0, 10.0], w)[0]
    with session() as sess:
        assert sess.run([first, *tf.gradients(first, w)])[1].tolist() == [12.0, 18.0]
        assert sess.run(tf.convert_to_tensor(rows)).tolist() == [0.0, 11.0]
        assert sess.run(tf.convert_to_tensor(elements)).tolist() == [1.0, 10.0]


@pytest.mark.parametrize("sparse", [False, True])
@pytest.mark.parametrize(
    "optimizer",
    [
        lambda: tf.train.GradientDescentOptimizer(0.1),
        lambda: tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
        lambda: tf.train.AdamOptimizer(0.1),
        lambda: tf.train.AdagradOptimizer(0.1),
        lambda: tf.train.AdadeltaOptimizer(0.1),
        lambda: tf.train.RMSPropOptimizer(0.1, centered=True, momentum=0.5),
        lambda: tf.train.FtrlOptimizer(0.1),
        lambda: tf.train.ProximalAdagradOptimizer(0.1, l1_regularization_strength=0.01),
        lambda: tf.train.ProximalGradientDescentOptimizer(0.1, 0.01, 0.01),
        lambda: tf.train.AdagradDAOptimizer(0.1, tf.train.get_or_create_global_step()),
    ],
)
def test_both_kinds_of_variables_learn_the_same(optimizer: Any, sparse: bool) -> None:
    after = []
    for resource in (False, True):
        tf.reset_default_graph()
        w = tf.Variable([1.0, 2.0, 3.0], use_resource=resource)
        loss = tf.reduce_sum(tf.square(tf.gather(w, [0, 0, 2]) if sparse else w) * [1.0, 2.0, 3.0])
        train = optimizer().minimize(loss)
        with session() as sess:
            for _ in range(3):
                sess.run(train)
            after.append([sess.run(v) for v in sorted(tf.global_variables(), key=lambda v: v.name)])
    for one, other in zip(*after):
        np.testing.assert_array_equal(one, other)


# ---------------------------------------------------------------- files


def test_a_saved_variable_comes_back_as_the_kind_it_was(tmp_path: Path) -> None:
    path = str(tmp_path / "model")
    w, u = variable([1.0, 2.0]), tf.Variable(3.0, name="u")
    with session() as sess:
        tf.train.Saver().save(sess, path)
        sess.run([w.assign([9.0, 9.0]), u.assign(9.0)])
        tf.train.Saver().restore(sess, path)
        assert [v.tolist() for v in sess.run([w, u])] == [[1.0, 2.0], 3.0]
    tf.reset_default_graph()
    saver = tf.train.import_meta_graph(path + ".meta")
    assert saver is not None
    w, u = sorted(tf.global_variables(), key=lambda v: -len(v.shape))
    assert (isinstance(w, ResourceVariable), isinstance(u, ResourceVariable)) == (True, False)
    assert (w.name, w.shape.as_list(), w.dtype, w.trainable) == ("w:0", [2], tf.float32, True)
    with tf.Session() as sess:
        saver.restore(sess, path)
        assert sess.run(tf.gradients(w * w, w))[0].tolist() == [2.0, 4.0]
        assert sess.run(w.assign_add([1.0, 1.0])).tolist() == [2.0, 3.0]


def test_an_imported_graph_has_variables_of_its_own() -> None:
    variable(1.0) * 2.0
    definition = tf.get_default_graph().as_graph_def()
    tf.reset_default_graph()
    start, doubled = tf.import_graph_def(definition, return_elements=["w/Assign", "mul:0"], name="imported")
    with tf.Session() as sess:
        sess.run(start)
        assert sess.run(doubled) == 2.0


# ---------------------------------------------------------------- functions with a gradient of their own


def with_variables(w: Any) -> Any:
    @tf.custom_gradient
    def f(x: Any) -> Any:
        def grad(dy: Any, variables: Any = None) -> Any:
            return dy * 5.0, [dy * 11.0 for _ in variables]

        return x * w, grad

    return f


def test_a_custom_gradient_gives_those_of_the_variables_it_reads() -> None:
    w, x = variable(2.0), tf.constant(3.0)
    y = with_variables(w)(x)
    with session() as sess:
        assert sess.run([y, *tf.gradients(y, [x, w])]) == [6.0, 5.0, 11.0]


def test_a_custom_gradient_may_make_its_variable() -> None:
    @tf.custom_gradient
    def f(x: Any) -> Any:
        w = tf.get_variable("w", initializer=2.0)
        return x * w, lambda dy, variables=None: (dy * 5.0, [dy * 11.0])

    x = tf.constant(3.0)
    with pytest.raises(TypeError, match="must be `ResourceVariable`s"), tf.variable_scope("reference"):
        f(x)
    with tf.variable_scope("resource", use_resource=True):
        y = f(x)
    (w,) = tf.trainable_variables("resource")
    with session() as sess:
        assert sess.run(tf.gradients(y, [x, w])) == [5.0, 11.0]


@pytest.mark.parametrize("resource", [True, False])
def test_a_gradient_function_has_to_take_the_variables(resource: bool) -> None:
    w = tf.Variable(2.0, use_resource=resource)

    @tf.custom_gradient
    def f(x: Any) -> Any:
        return x * w, lambda dy: dy

    with pytest.raises(TypeError, match="grad_fn must accept a keyword argument 'variables'"):
        f(tf.constant(3.0))


def test_a_gradient_function_that_expects_variables_has_to_get_some() -> None:
    @tf.custom_gradient
    def f(x: Any) -> Any:
        return x * 2.0, lambda dy, variables=None: (dy, [])

    with pytest.raises(TypeError, match="use_resource=True"):
        f(tf.constant(3.0))
    with tf.variable_scope("s", use_resource=True), session() as sess:
        x = tf.constant(3.0)
        assert sess.run(f(x)) == 6.0


def test_as_many_gradients_as_variables() -> None:
    w, x = variable(2.0), tf.constant(3.0)

    @tf.custom_gradient
    def f(x: Any) -> Any:
        return x * w, lambda dy, variables=None: (dy, [])

    with pytest.raises(ValueError, match="Must return gradient for each variable"):
        tf.gradients(f(x), x)
