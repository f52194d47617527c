"""The layers of `tf.contrib`, the defaults of their arguments, and what minimizes a loss in one call."""

from typing import Any

import numpy as np

from tests.recorded.layers import numbers


def fully_connected_with_all(tf: Any) -> Any:
    x = numbers(tf, None, 3)
    layer = tf.contrib.layers.fully_connected
    made = [
        layer(
            x, 2, normalizer_fn=tf.contrib.layers.batch_norm, normalizer_params={"scale": True}, outputs_collections="o"
        ),
        layer(x, 2, tf.nn.elu, biases_initializer=None, variables_collections=["v", "w"], trainable=False),
        layer(x, 2, None, variables_collections={"biases": ["b"]}, weights_initializer=tf.ones_initializer()),
        tf.contrib.layers.linear(numbers(tf, 2, None, 3), 2, scope="lin"),
    ]
    return made + tf.get_collection("o")


def convolutions(tf: Any) -> Any:
    layers = tf.contrib.layers
    image = numbers(tf, None, 6, 6, 2)
    penalty = layers.l2_regularizer(0.1)
    return [
        layers.conv2d(image, 3, 3, weights_regularizer=penalty),
        layers.conv2d(image, 3, [3, 2], 2, "VALID", scope="c", activation_fn=None, normalizer_fn=layers.batch_norm),
        layers.conv2d(image, 3, [3, 2], 2, "VALID", scope="c", normalizer_fn=layers.batch_norm, reuse=True),
        layers.conv2d(image, 2, 3, biases_initializer=None),
        layers.conv2d_transpose(image, 3, 3, 2),
        layers.convolution(numbers(tf, 2, 5, 3), 2, 3),
    ]


def pools_and_shapes(tf: Any) -> Any:
    layers = tf.contrib.layers
    image = numbers(tf, None, 5, 5, 2)
    return [
        layers.max_pool2d(image, 2),
        layers.avg_pool2d(image, [3, 2], stride=1, padding="SAME", scope="mean"),
        layers.max_pool2d(image, 2, scope="mean"),
        layers.flatten(image),
        layers.flatten(image, scope="flat"),
        layers.one_hot_encoding([1, 2], 4),
        layers.softmax(numbers(tf, 2, 3, 2)),
        layers.unit_norm(numbers(tf, 2, 3), 1),
        layers.bias_add(numbers(tf, 2, 3), initializer=tf.ones_initializer()),
        layers.layer_norm(numbers(tf, 2, 3)),
        layers.dropout(numbers(tf, 2, 3), 0.7, is_training=False),
        layers.repeat(numbers(tf, 2, 3), 2, layers.fully_connected, 2, scope="r"),
        layers.stack(numbers(tf, 2, 3), layers.fully_connected, [2, 3]),
    ]


def normalized(shape: Any, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        given = {k: tf.placeholder_with_default(True, []) if v == "fed" else v for k, v in options.items()}
        made = tf.contrib.layers.batch_norm(numbers(tf, *shape), **given)
        return [made, *tf.get_collection(options.get("updates_collections") or tf.GraphKeys.UPDATE_OPS)]

    return program


def in_arg_scopes(tf: Any) -> Any:
    slim = tf.contrib.slim
    x = numbers(tf, None, 4, 4, 2)
    with slim.arg_scope([slim.conv2d, slim.fully_connected], activation_fn=None, trainable=False):
        with slim.arg_scope([slim.conv2d], padding="VALID", scope="s") as scope:
            a = slim.conv2d(x, 2, 3)
        b = slim.conv2d(a, 2, 3)
        c = slim.fully_connected(b, 2, activation_fn=tf.nn.relu)
    with slim.arg_scope(scope):
        return [c, slim.conv2d(x, 2, 3, scope="again"), slim.flatten(b)]


def an_undecorated_function(tf: Any) -> Any:
    with tf.contrib.framework.arg_scope([tf.nn.relu], name="r"):
        return tf.nn.relu(1.0)


def embedded(tf: Any) -> Any:
    layers = tf.contrib.layers
    start = tf.constant_initializer(np.arange(12.0).reshape(4, 3))
    first = layers.embed_sequence([[1, 2], [3, 1]], 4, 3, initializer=start, scope="e")
    again = layers.embed_sequence([[0, 0], [0, 1]], 4, 3, unique=True, scope="e", reuse=True)
    return [first, again]


def minimized(optimizer: Any, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        step = tf.train.get_or_create_global_step()
        w = tf.get_variable("w", initializer=[1.0, -2.0])
        given = {k: v(tf) if callable(v) else v for k, v in options.items()}
        rate = given.pop("rate", 0.1)
        chosen = optimizer(tf) if callable(optimizer) else optimizer
        return tf.contrib.layers.optimize_loss(tf.reduce_sum(tf.square(w)), step, rate, chosen, **given).op

    return program


def sequence_losses(tf: Any) -> Any:
    logits, targets = numbers(tf, 2, 3, 4), tf.constant([[0, 1, 2], [3, 2, 1]])
    weights = tf.constant([[1.0, 1.0, 0.0], [1.0, 0.5, 0.0]])
    loss = tf.contrib.seq2seq.sequence_loss
    legacy = tf.contrib.legacy_seq2seq
    steps = [tf.unstack(value, axis=1) for value in (logits, targets, weights)]
    return [
        loss(logits, targets, weights),
        loss(logits, targets, weights, False),
        loss(logits, targets, weights, True, False),
        loss(logits, targets, weights, False, False, name="all"),
        loss(logits, targets, weights, False, False, True, True),
        loss(logits, targets, weights, False, False, True, False),
        legacy.sequence_loss(*steps),
        legacy.sequence_loss_by_example(*steps, average_across_timesteps=False),
    ]


def model_variables(tf: Any) -> Any:
    framework = tf.contrib.framework
    with tf.variable_scope("a"):
        framework.model_variable("w", [2], initializer=tf.ones_initializer(), device="/cpu:0")
        framework.variable("w_2", initializer=[3.0], collections=["mine"])
    framework.local_variable(1.0, name="local")
    a = framework.get_variables_by_name("w")
    _, feeds = framework.assign_from_values({"a/w": np.array([4.0, 5.0], np.float32)})
    names = [v.name for v in framework.get_model_variables("a") + framework.get_variables_to_restore(exclude=["a/w"])]
    return [tf.constant(names + [t.name for t in feeds]), framework.get_unique_variable("a/w"), a]


PROGRAMS = {
    "fully_connected_with_all": fully_connected_with_all,
    "a_width_that_is_no_number": lambda tf: tf.contrib.layers.fully_connected(numbers(tf, 2, 3), 2.0),
    "convolutions": convolutions,
    "a_convolution_of_another_rank": lambda tf: tf.contrib.layers.conv2d(numbers(tf, 2, 3, 4), 2, 3),
    "pools_and_shapes": pools_and_shapes,
    "a_pool_of_another_format": lambda tf: tf.contrib.layers.max_pool2d(numbers(tf, 2, 4, 4, 1), 2, data_format="x"),
    "normalized": normalized((None, 3)),
    "normalized_image": normalized((None, 4, 4, 3), decay=0.9, scale=True),
    "normalized_at_once": normalized((None, 4, 4, 3), updates_collections=None),
    "normalized_as_is_fed": normalized((None, 3), is_training="fed"),
    "normalized_image_as_is_fed": normalized((None, 4, 4, 3), is_training="fed", updates_collections=None),
    "normalized_elsewhere": normalized((None, 3), updates_collections="mine", zero_debias_moving_mean=True, decay=0.9),
    "normalized_outside_of_training": normalized((None, 3), is_training=False, center=False, scope="b"),
    "normalized_in_parts": normalized((None, 3), fused=False),
    "normalized_without_a_size": normalized((2, None)),
    "in_arg_scopes": in_arg_scopes,
    "an_undecorated_function": an_undecorated_function,
    "an_arg_scope_of_nothing": lambda tf: tf.contrib.framework.arg_scope(3).__enter__(),
    "embedded": embedded,
    "embedded_without_a_size": lambda tf: tf.contrib.layers.embed_sequence([1]),
    "minimized": minimized("SGD"),
    "minimized_with_all": minimized(
        "Adam",
        clip_gradients=1.0,
        summaries=["loss", "learning_rate", "gradients", "gradient_norm", "global_gradient_norm"],
        learning_rate_decay_fn=lambda tf: lambda rate, step: tf.train.exponential_decay(rate, step, 2, 0.5),
        gradient_multipliers={"w:0": 0.5},
        name="opt",
    ),
    "minimized_by_a_class": minimized(lambda tf: tf.train.AdamOptimizer, rate=0.5),
    "minimized_by_an_optimizer": minimized(lambda tf: tf.train.AdagradOptimizer(0.1), rate=None),
    "minimized_by_nobody": minimized("Best"),
    "minimized_without_a_rate": minimized("SGD", rate=None),
    "minimized_at_a_rate_below_zero": minimized("SGD", rate=-1.0),
    "sequence_losses": sequence_losses,
    "a_sequence_loss_of_another_rank": lambda tf: tf.contrib.seq2seq.sequence_loss(
        numbers(tf, 2, 3), tf.zeros([2, 3], tf.int32), tf.ones([2, 3])
    ),
    "model_variables": model_variables,
}
