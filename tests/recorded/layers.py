"""Layers, their variables and regularizers."""

from typing import Any

import numpy as np


def numbers(tf: Any, *shape: Any) -> Any:
    full = [size or 2 for size in shape]
    return tf.placeholder_with_default(np.arange(np.prod(full), dtype=np.float32).reshape(full) / 10, shape, name="X")


def dense_twice(tf: Any) -> Any:
    from_l2 = tf.contrib.layers.l2_regularizer(0.1)
    return [
        tf.layers.dense(numbers(tf, None, 3), 2, kernel_regularizer=from_l2),
        tf.layers.dense(tf.zeros([2, 3]), 2, use_bias=False),
    ]


def dense_shared(tf: Any) -> Any:
    penalty = tf.contrib.layers.l1_regularizer(0.3)
    x = numbers(tf, None, 3)
    return [tf.layers.dense(x, 2, name="h", reuse=reuse, kernel_regularizer=penalty) for reuse in (None, True)]


def dense_in_scopes(tf: Any) -> Any:
    with tf.name_scope("dnn"):
        a = tf.layers.dense(
            numbers(tf, None, 3), 2, name="h", kernel_regularizer=tf.contrib.layers.l1_l2_regularizer(0.3, 0.2)
        )
        b = tf.layers.dense(a, 2, bias_initializer=tf.ones_initializer())
        c = tf.layers.dense(a, 2)
    penalty = tf.contrib.layers.l2_regularizer(0.5)
    with tf.variable_scope("vs", initializer=tf.constant_initializer(0.5), regularizer=penalty):
        return [b, c, tf.layers.dense(c, 1, name="q")]


def fully_connected(tf: Any) -> Any:
    layer, x = tf.contrib.layers.fully_connected, numbers(tf, None, 3)
    penalty = tf.contrib.layers.l2_regularizer(0.1)
    return [
        layer(x, 2),
        layer(x, 2, activation_fn=None, scope="h", weights_regularizer=penalty),
        layer(x, 2, scope="h", reuse=True),
    ]


PROGRAMS = {
    "dense": lambda tf: tf.layers.dense(numbers(tf, None, 3), 2, activation=tf.nn.relu, name="h"),
    "dense_twice": dense_twice,
    "dense_shared": dense_shared,
    "dense_in_scopes": dense_in_scopes,
    "two_layers_of_one_name": lambda tf: [tf.layers.dense(numbers(tf, None, 3), 2, name="h") for _ in range(2)],
    "dense_of_a_vector": lambda tf: tf.layers.dense(tf.placeholder(tf.float32, [3]), 2),
    "dense_of_unknown_width": lambda tf: tf.layers.dense(tf.placeholder(tf.float32, [3, None]), 2),
    "dense_of_integers": lambda tf: tf.layers.dense(tf.placeholder(tf.int32, [3, 2]), 2),
    "fully_connected": fully_connected,
    "flatten": lambda tf: [
        tf.layers.flatten(numbers(tf, None, 4, 3)),
        tf.layers.flatten(tf.zeros([5, 4, 3])),
        tf.layers.flatten(numbers(tf, None, 4, 3), name="flat"),
    ],
    "dropout_outside_of_training": lambda tf: tf.layers.dropout(numbers(tf, None, 4), 0.4),
    "an_integer_scale": lambda tf: tf.contrib.layers.l1_regularizer(1),
    "a_negative_scale": lambda tf: tf.contrib.layers.l2_regularizer(-1.0),
}
