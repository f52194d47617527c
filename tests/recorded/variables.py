"""Variables that start from others, reports of the uninitialised, updates of rows, and mistakes."""

from typing import Any

import numpy as np


def initial_values_from_others(tf: Any) -> Any:
    a = tf.Variable([1.0, 2.0], name="a")
    b = tf.Variable(a.initialized_value() * 2.0, name="b")
    return [a, b, tf.Variable(a * 3.0 + tf.square(b), name="sc/c")]


def initial_values_from_others_in_a_scope(tf: Any) -> Any:
    with tf.name_scope("n"):
        a = tf.Variable(tf.random_normal([2]), name="a")
        c = tf.Variable(a + 1.0, name="c", dtype=tf.float32)
        d = tf.Variable(lambda: a * 2.0, name="d")
        return [a, c, d, tf.Variable(a.read_value(), name="e")]


def reports(tf: Any) -> Any:
    a = tf.Variable(1.0, trainable=False, name="a")
    b = tf.Variable(True, name="a")
    tf.Variable("x", name="s")
    tf.Variable(np.arange(3), name="np", trainable=False)
    return [
        tf.report_uninitialized_variables(),
        tf.report_uninitialized_variables([a], name="r"),
        tf.assert_variables_initialized(),
        tf.assert_variables_initialized([a]),
        tf.is_variable_initialized(b),
        a.read_value(),
    ]


def in_turn(tf: Any, first: Any, *others: Any) -> Any:
    made = first()
    for following in others:
        with tf.control_dependencies([made]):
            made = following()
    return made


def updates_of_rows(tf: Any) -> Any:
    w = tf.Variable([1.0, 2.0, 3.0], name="w")
    return in_turn(
        tf,
        lambda: tf.scatter_update(w, [0, 0], [5.0, 6.0]),
        lambda: tf.scatter_mul(w, [1], [5.0]),
        lambda: tf.scatter_div(w, [1], 2.0),
        lambda: tf.scatter_min(w, [2], [1.0]),
        lambda: tf.scatter_max(w, [[2]], [[9.0]]),
    )


def updates_by_index(tf: Any) -> Any:
    m = tf.Variable([[1.0, 2.0], [3.0, 4.0]], name="m")
    slices = tf.IndexedSlices(tf.constant([[1.0, 1.0]]), tf.constant([0]))
    return in_turn(
        tf,
        lambda: tf.scatter_nd_update(m, [[0, 1], [1, 0]], [7.0, 8.0]),
        lambda: tf.scatter_nd_add(m, [[1]], [[1.0, 1.0]]),
        lambda: m.scatter_nd_sub([[1, 1]], [1.0]),
        lambda: m.scatter_add(slices),
    )


def assigned_before_use(tf: Any) -> Any:
    v = tf.Variable([1.0], name="v")
    with tf.control_dependencies([v.assign_add([4.0])]):
        return v + 1.0


def _on_three(change: Any) -> Any:
    return lambda tf: change(tf, tf.Variable([1.0, 2.0, 3.0], name="v"))


PROGRAMS = {
    "initial_values_from_others": initial_values_from_others,
    "initial_values_from_others_in_a_scope": initial_values_from_others_in_a_scope,
    "reports": reports,
    "report_without_variables": lambda tf: tf.report_uninitialized_variables(),
    "updates_of_rows": updates_of_rows,
    "updates_by_index": updates_by_index,
    "assigned_before_use": assigned_before_use,
    "counting": lambda tf: tf.count_up_to(tf.Variable(0, name="v"), 5),
    "counting_too_far": lambda tf: tf.Variable(0, name="v").count_up_to(2),
    "initial_value_of_unknown_shape": lambda tf: tf.Variable(tf.placeholder(tf.float32)),
    "collections_that_are_no_list": lambda tf: tf.Variable(1.0, collections="mine"),
    "constraint_that_is_no_function": lambda tf: tf.Variable(1.0, constraint=3),
}
MISTAKES = {
    "updates_of_another_length": lambda tf, v: tf.scatter_add(v, [0], [1.0, 2.0]),
    "updates_of_another_rank": lambda tf, v: tf.scatter_add(v, [0], [[1.0, 2.0]]),
    "nd_updates_of_another_rank": lambda tf, v: tf.scatter_nd_add(v, [[0]], [[1.0]]),
    "an_index_that_is_too_long": lambda tf, v: tf.scatter_nd_add(v, [[0, 1]], [1.0]),
    "a_row_that_is_not_there": lambda tf, v: tf.scatter_add(v, [5], [1.0]),
    "a_place_that_is_not_there": lambda tf, v: tf.scatter_nd_update(v, [[7]], [1.0]),
    "rows_of_a_constant": lambda tf, v: tf.scatter_add(tf.constant([1.0]), [0], [1.0]),
    "assigning_another_shape": lambda tf, v: tf.assign(v, [1.0, 2.0, 3.0, 4.0]),
    "assigning_a_scalar": lambda tf, v: tf.assign(v, 1),
    "assigning_to_a_constant": lambda tf, v: tf.assign(tf.constant(1.0), 2.0),
    "adding_another_shape": lambda tf, v: tf.assign_add(v, [1.0, 2.0]),
    "adding_a_scalar": lambda tf, v: tf.assign_add(v, 1.0),
    "subtracting_what_is_no_slices": lambda tf, v: v.scatter_sub(3),
}
for _name, _change in MISTAKES.items():
    PROGRAMS[_name] = _on_three(_change)
