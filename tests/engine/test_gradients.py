"""`tf.gradients`: the reverse walk, what it returns and what it refuses; gradients that programs register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tuigraph as tf


@pytest.fixture(autouse=True)
def graph() -> Iterator[Any]:
    with tf.Graph().as_default() as graph:
        yield graph


def value(fetches: Any, feed_dict: Any = None) -> Any:
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feed_dict)


# ---------------------------------------------------------------- the walk


def test_gradients_of_all_uses_are_added_up(graph: Any) -> None:
    x = tf.constant(3.0)
    grads = tf.gradients(x * x + 2.0 * x + x, x)
    assert value(grads) == [9.0]
    assert [op.type for op in graph.get_operations()].count("AddN") == 1


def test_each_operation_is_differentiated_once_however_many_paths_lead_through_it(graph: Any) -> None:
    x = tf.constant(1.0)
    y = x
    for _ in range(20):
        y = y + y  # 2 ** 20 paths
    assert value(tf.gradients(y, x)) == [2.0**20]
    assert len(graph.get_operations()) < 120


def test_a_chain_of_a_hundred_thousand_nodes_needs_no_recursion(graph: Any) -> None:
    x = y = tf.constant(1.0)
    for _ in range(100_000):
        y = tf.negative(y)
    grad = tf.gradients(y, x)[0]
    assert grad.op.graph is graph
    assert len(graph.get_operations()) > 200_000


def test_y_as_x_has_the_gradient_one(graph: Any) -> None:
    x = tf.constant([1.0, 2.0])
    np.testing.assert_array_equal(value(tf.gradients(x, x)[0]), [1.0, 1.0])


def test_unconnected_tensors_give_none_or_zeros(graph: Any) -> None:
    x, z = tf.constant(1.0), tf.constant([[1.0, 2.0]])
    assert tf.gradients(x * 2.0, [z, x])[0] is None
    zeros = tf.gradients(x * 2.0, [z], unconnected_gradients=tf.UnconnectedGradients.ZERO)[0]
    np.testing.assert_array_equal(value(zeros), [[0.0, 0.0]])
    with pytest.raises(ValueError, match="Unknown value for unconnected_gradients: 'nought'"):
        tf.gradients(x * 2.0, x, unconnected_gradients="nought")


def test_stopped_tensors_are_constants(graph: Any) -> None:
    x = tf.constant(2.0)
    square = x * x
    assert value(tf.gradients(square * x, x)) == [12.0]
    assert value(tf.gradients(square * x, x, stop_gradients=square)) == [4.0]
    assert value(tf.gradients(tf.stop_gradient(square) * x, x)) == [4.0]


def test_output_gradients_have_to_fit(graph: Any) -> None:
    x = tf.constant([1.0, 2.0])
    with pytest.raises(ValueError, match="Passed 1 grad_ys for 2 ys"):
        tf.gradients([x * 2.0, x], x, grad_ys=[x])
    with pytest.raises(TypeError, match="real or integer"):
        tf.gradients(x * 2.0, x, grad_ys=tf.constant([True, False]))
    with pytest.raises(TypeError, match="must set grad_ys"):
        tf.gradients(tf.complex(x, x), x)


@pytest.mark.parametrize("method", [0, 1, 2])
def test_every_aggregation_method_gives_the_sum(graph: Any, method: int) -> None:
    x = tf.constant([1.0, 2.0])
    grad = tf.gradients(x * x + tf.sin(x) + 3.0 * x, x, aggregation_method=method)[0]
    np.testing.assert_allclose(value(grad), 2 * np.array([1.0, 2.0]) + np.cos([1.0, 2.0]) + 3, rtol=1e-6)


def test_an_unknown_aggregation_method_is_refused(graph: Any) -> None:
    x = tf.constant(1.0)
    with pytest.raises(ValueError, match="Invalid aggregation_method specified 7"):
        tf.gradients(x * x, x, aggregation_method=7)


def test_the_static_shape_of_a_gradient_is_that_of_its_tensor(graph: Any) -> None:
    x = tf.placeholder(tf.float32, [None, 3])
    row = tf.placeholder(tf.float32, [3])
    for grad, shape in zip(tf.gradients(x / row, [x, row]), ([None, 3], [3])):
        assert grad.shape.as_list() == shape


def test_gradients_work_in_a_graph_that_is_not_the_default_one() -> None:
    with tf.Graph().as_default() as other:
        x = tf.constant(3.0)
        y = x * x
    grad = tf.gradients(y, x)[0]
    assert grad.graph is other
    assert tf.Session(graph=other).run(grad) == 6.0


# ---------------------------------------------------------------- slices


def test_gathered_rows_have_a_sparse_gradient_that_becomes_dense_when_it_is_added_to_a_dense_one(graph: Any) -> None:
    table = tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    sparse = tf.gradients(tf.gather(table, [0, 2, 0]), table)[0]
    assert isinstance(sparse, tf.IndexedSlices)
    found = value(sparse)
    assert type(found).__name__ == "IndexedSlicesValue"
    np.testing.assert_array_equal(found.indices, [0, 2, 0])
    both = tf.gradients(tf.reduce_sum(tf.gather(table, [0, 2, 0])) + tf.reduce_sum(table * table), table)[0]
    np.testing.assert_array_equal(value(both), 2 * np.array([[1, 2], [3, 4], [5, 6]]) + [[2, 2], [0, 0], [1, 1]])


def test_sparse_gradients_of_several_gathers_stay_sparse(graph: Any) -> None:
    table = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    y = tf.reduce_sum(tf.gather(table, [0])) + tf.reduce_sum(tf.gather(table, [1, 1]) * 2.0)
    grad = tf.gradients(y, table)[0]
    assert isinstance(grad, tf.IndexedSlices)
    np.testing.assert_array_equal(value(tf.convert_to_tensor(grad)), [[1, 1], [4, 4]])


def test_slices_without_a_dense_shape_do_not_become_a_tensor(graph: Any) -> None:
    slices = tf.IndexedSlices(tf.constant([[1.0]]), tf.constant([0]))
    with pytest.raises(ValueError, match="without dense_shape"):
        tf.convert_to_tensor(slices)


# ---------------------------------------------------------------- rules


def test_an_operation_without_a_gradient_is_named_with_a_way_out(graph: Any) -> None:
    x = tf.constant([[0.1, 0.9]])
    hit = tf.nn.in_top_k(x, [1], 1, name="hit")
    with pytest.raises(
        LookupError, match=r"No gradient defined for operation 'hit/hit' \(op type: InTopKV2\).*stop_gradient"
    ):
        tf.gradients(hit, x)


def test_a_truth_value_has_no_derivative(graph: Any) -> None:
    x = tf.constant(2.0)
    with pytest.raises(TypeError, match="Expected bool, got 1 of type 'int' instead"):
        tf.gradients(x > 1.0, x)


def test_the_second_derivative_of_the_sparse_cross_entropy_is_refused(graph: Any) -> None:
    x = tf.constant([[1.0, 2.0]])
    first = tf.gradients(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=x), x)[0]
    with pytest.raises(LookupError, match="explicitly disabled"):
        tf.gradients(first, x)


def test_a_registered_gradient_is_used_inside_its_override_map_only(graph: Any) -> None:
    @tf.RegisterGradient("SevenfoldForTheTest")
    def sevenfold(op: Any, grad: Any) -> Any:
        return 7.0 * grad

    x = tf.constant(2.0)
    with graph.gradient_override_map({"Square": "SevenfoldForTheTest"}):
        y = tf.square(x)
    assert value(tf.gradients([y], x)) == [7.0]
    assert value(tf.gradients(tf.square(x), x)) == [4.0]


def test_a_type_has_one_gradient(graph: Any) -> None:
    tf.NotDifferentiable("NothingForTheTest")
    with pytest.raises(KeyError, match="NothingForTheTest"):
        tf.RegisterGradient("NothingForTheTest")(lambda op, grad: grad)
    with pytest.raises(KeyError, match="'Square'"):
        tf.RegisterGradient("Square")(lambda op, grad: grad)
    with pytest.raises(TypeError, match="must be a string"):
        tf.RegisterGradient(3)  # type: ignore[arg-type]


def test_a_gradient_of_another_shape_or_number_is_refused(graph: Any) -> None:
    @tf.RegisterGradient("WrongShapeForTheTest")
    def wrong_shape(op: Any, grad: Any) -> Any:
        return tf.constant([1.0, 2.0, 3.0])

    @tf.RegisterGradient("WrongNumberForTheTest")
    def wrong_number(op: Any, grad: Any) -> Any:
        return grad, grad

    x = tf.constant([1.0, 2.0])
    with graph.gradient_override_map({"Square": "WrongShapeForTheTest", "Exp": "WrongNumberForTheTest"}):
        square, exponential = tf.square(x, name="bent"), tf.exp(x)
    with pytest.raises(ValueError, match=re.escape("Forward operation: bent. Input index: 0")):
        tf.gradients(square, x)
    with pytest.raises(ValueError, match="Num gradients 2 generated"):
        tf.gradients(exponential, x)


def test_a_custom_gradient_replaces_the_rules_of_what_is_inside(graph: Any) -> None:
    @tf.custom_gradient
    def log1pexp(x: Any) -> Any:
        e = tf.exp(x)
        return tf.log(1.0 + e), lambda dy: dy * (1.0 - 1.0 / (1.0 + e))

    x = tf.constant([100.0, 0.0])
    np.testing.assert_allclose(value(tf.gradients(log1pexp(x), x)[0]), [1.0, 0.5])


def test_a_custom_gradient_of_several_arguments(graph: Any) -> None:
    @tf.custom_gradient
    def product(a: Any, b: Any) -> Any:
        return a * b, lambda dy: (dy * 10.0, dy * 20.0)

    a, b = tf.constant(2.0), tf.constant(3.0)
    assert value([product(a, b), *tf.gradients(product(a, b), [a, b])]) == [6.0, 10.0, 20.0]


# ---------------------------------------------------------------- second derivatives, checks


def test_hessian_of_a_quadratic_form_is_its_symmetric_matrix(graph: Any) -> None:
    matrix = np.array([[2.0, 1.0], [0.5, 3.0]], np.float32)
    x = tf.constant([1.0, -2.0])
    y = tf.reduce_sum(x * tf.linalg.matvec(matrix, x))
    np.testing.assert_allclose(value(tf.hessians(y, x)[0]), matrix + matrix.T, rtol=1e-6)


def test_gradient_error_is_small_for_right_rules_and_large_for_wrong_ones(graph: Any) -> None:
    x = tf.constant([0.5, 1.5])
    with tf.Session():
        assert tf.test.compute_gradient_error(x, [2], tf.sin(x), [2]) < 1e-3
        theoretical, numeric = tf.test.compute_gradient(x, [2], x * x, [2], x_init_value=np.array([1.0, 3.0]))
        np.testing.assert_allclose(theoretical, np.diag([2.0, 6.0]), rtol=1e-5)
        np.testing.assert_allclose(numeric, np.diag([2.0, 6.0]), rtol=1e-2)

        @tf.RegisterGradient("WrongForTheTest")
        def wrong(op: Any, grad: Any) -> Any:
            return 5.0 * grad

        with graph.gradient_override_map({"Sin": "WrongForTheTest"}):
            y = tf.sin(x)
        assert tf.test.compute_gradient_error(x, [2], y, [2]) > 1.0


def test_gradient_of_a_gather_is_checked_through_its_slices(graph: Any) -> None:
    table = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    with tf.Session():
        assert tf.test.compute_gradient_error(table, [2, 2], tf.gather(table, [1, 1]), [2, 2]) < 1e-3
