"""Variables in parts, what is computed with them, and variables that begin with the values of a checkpoint."""

import os
from typing import Any

import numpy as np

from tests.recorded.layers import numbers

CHECKPOINT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "checkpoints", "part")
WHOLE = np.arange(15.0, dtype=np.float32).reshape(5, 3)


def started(tf: Any, initializer: Any, shape: Any = (5, 3), axis: int = 0) -> Any:
    size = None if shape is None else list(shape)
    return tf.get_variable("w", size, initializer=initializer, partitioner=tf.fixed_size_partitioner(2, axis))


def parts(start: Any, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        whole = started(tf, start(tf), **options)
        return [whole.as_tensor(), *whole]

    return program


def learned(optimizer: str, *arguments: Any, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        with tf.variable_scope("net", partitioner=tf.fixed_size_partitioner(3), **options):
            w = tf.get_variable("w", [3, 2], initializer=tf.random_normal_initializer(seed=1))
            b = tf.get_variable("b", [2], initializer=tf.zeros_initializer())
            s = tf.get_variable("s", [], initializer=tf.ones_initializer())
        loss = tf.reduce_sum(tf.square(tf.matmul(numbers(tf, None, 3), w) + b) * s)
        with tf.control_dependencies([getattr(tf.train, optimizer)(*arguments).minimize(loss)]):
            done = tf.constant(1.0)
        tf.train.Saver(name="keep")
        return done

    return program


def layers(tf: Any) -> Any:
    with tf.variable_scope("net", partitioner=tf.fixed_size_partitioner(2), initializer=tf.ones_initializer()):
        hidden = tf.layers.dense(numbers(tf, None, 3), 4, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1))
        cell = tf.nn.rnn_cell.BasicLSTMCell(2)
        state = cell(hidden, cell.zero_state(2, tf.float32))
    return [hidden, *state[1], tf.constant(float(len(cell.weights)))]


def looked_up(tf: Any) -> Any:
    table = started(tf, tf.constant(WHOLE), None)
    rows = tf.nn.embedding_lookup(table, [[4, 0], [2, 3]], partition_strategy="div")
    return [rows, table.get_shape()[0].value + tf.constant(len(list(table)))]


def assigned(tf: Any) -> Any:
    whole = started(tf, tf.zeros_initializer())
    with tf.control_dependencies(whole.assign(WHOLE)), tf.control_dependencies(whole.assign_add(whole)):
        return [*whole.assign_sub(tf.ones([5, 3])), tf.constant(1.0)]


def shared(tf: Any) -> Any:
    first = started(tf, tf.ones_initializer())
    with tf.variable_scope("", reuse=True):
        again = tf.get_variable("w", [5, 3])
        other = started(tf, None)
    return [tf.constant([first is again, first is other]), tf.constant(1.0) + again]


def by_size(tf: Any) -> Any:
    made = []
    for number, partitioner in enumerate(
        [
            tf.min_max_variable_partitioner(3, min_slice_size=16),
            tf.min_max_variable_partitioner(3, axis=1, min_slice_size=1 << 10),
            tf.variable_axis_size_partitioner(30),
            tf.variable_axis_size_partitioner(30, axis=1, max_shards=2),
            tf.variable_axis_size_partitioner(1 << 10),
        ]
    ):
        made += list(tf.get_variable(f"w{number}", [5, 3], partitioner=partitioner))
    made += tf.create_partitioned_variables([4, 2], [2, 1], tf.ones_initializer())
    made += tf.create_partitioned_variables([2, 4], [1, 2], tf.constant(WHOLE[:2, :3].repeat(2, 1)[:, :4]), name="own")
    return made


def mistaken(*arguments: Any, **options: Any) -> Any:
    return lambda tf: tf.get_variable(*arguments, **{key: value(tf) for key, value in options.items()})


def after(first: Any, then: Any, reuse: Any = None) -> Any:
    def program(tf: Any) -> Any:
        first(tf)
        with tf.variable_scope("", reuse=reuse):
            return then(tf)

    return program


def begun(assignments: Any, partitioned: bool = False, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        partitioner = tf.fixed_size_partitioner(2) if partitioned else None
        with tf.variable_scope("new", partitioner=partitioner, **options):
            w = tf.get_variable("part", [5, 3], initializer=tf.zeros_initializer())
        tf.train.init_from_checkpoint(CHECKPOINT, assignments(w))
        return list(w) if partitioned else [w, w.initialized_value(), w.initial_value]

    return program


PROGRAMS = {
    "of_an_initializer": parts(lambda tf: tf.ones_initializer()),
    "of_the_default": parts(lambda tf: None),
    "of_columns": parts(lambda tf: tf.glorot_normal_initializer(seed=3), axis=1),
    "of_a_tensor": parts(lambda tf: tf.constant(WHOLE), shape=None),
    "of_an_array": parts(lambda tf: WHOLE),
    "of_an_identity": parts(lambda tf: tf.initializers.identity(2.0), shape=(4, 4)),
    "of_unit_scaling": parts(lambda tf: tf.uniform_unit_scaling_initializer(seed=4)),
    "of_one_part": lambda tf: tf.get_variable("w", [1, 3], partitioner=tf.fixed_size_partitioner(4)).as_tensor(),
    "learned": learned("MomentumOptimizer", 0.1, 0.9),
    "learned_by_handle": learned("AdamOptimizer", 0.1, use_resource=True),
    "layers": layers,
    "looked_up": looked_up,
    "assigned": assigned,
    "shared": shared,
    "by_size": by_size,
    "no_function": mistaken("w", [3], partitioner=lambda tf: 3),
    "unknown_shape": mistaken("w", [None, 3], partitioner=lambda tf: tf.fixed_size_partitioner(2)),
    "two_axes": mistaken("w", [4, 4], partitioner=lambda tf: lambda **given: [2, 2]),
    "no_parts": mistaken("w", [4, 4], partitioner=lambda tf: lambda **given: [0, 1]),
    "too_few_axes": mistaken("w", [4, 4], partitioner=lambda tf: lambda **given: [2]),
    "twice": after(lambda tf: started(tf, None), lambda tf: started(tf, None)),
    "twice_unparted": after(lambda tf: started(tf, None), lambda tf: tf.get_variable("w", [5, 3])),
    "unparted_twice": after(lambda tf: tf.get_variable("w", [5, 3]), lambda tf: started(tf, None)),
    "shared_otherwise": after(lambda tf: started(tf, None), lambda tf: started(tf, None, axis=1), True),
    "never_made": after(lambda tf: None, lambda tf: started(tf, None), True),
    "slicing_of_another_rank": lambda tf: tf.create_partitioned_variables([4, 2], [2], None),
    "begun": begun(lambda w: {"a/part": "new/part"}),
    "begun_by_handle": begun(lambda w: {"a/part": w}, use_resource=True),
    "begun_in_parts": begun(lambda w: {"a/part": "new/part"}, partitioned=True),
    "begun_of_a_list": begun(lambda w: {"a/part": list(w)}, partitioned=True),
    "begun_of_scopes": begun(lambda w: {"a/": "new/"}),
    "begun_of_parts_in_a_scope": begun(lambda w: {"a/": "new/"}, partitioned=True),
    "begun_of_another_shape": begun(lambda w: {"w": w}),
    "begun_of_nothing": begun(lambda w: {"there": w}),
    "begun_of_half_a_scope": begun(lambda w: {"there": "new/"}),
}
