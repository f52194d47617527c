"""Operations that train, as `tf.contrib.slim.learning` and `tf.contrib.training` make them."""

from typing import Any

from tests.recorded.layers import numbers


def loss_of(tf: Any, normalized: bool = False) -> Any:
    start = tf.constant_initializer(0.25)
    x = numbers(tf, None, 3)
    hidden = tf.contrib.layers.fully_connected(x, 2, tf.nn.tanh, weights_initializer=start)
    if normalized:
        hidden = tf.contrib.layers.batch_norm(hidden)
    return tf.losses.mean_squared_error(tf.ones([2, 1]), tf.layers.dense(hidden, 1, kernel_initializer=start))


def trained(where: str, normalized: bool = False, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        loss = loss_of(tf, normalized)
        given = {key: value(tf) if callable(value) else value for key, value in options.items()}
        module = tf.contrib.slim.learning if where == "slim" else tf.contrib.training
        return module.create_train_op(loss, tf.train.GradientDescentOptimizer(0.5), **given)

    return program


def of_rows(tf: Any) -> Any:
    """Gradients that are rows of a table."""
    table = tf.get_variable("table", [4, 2], initializer=tf.ones_initializer())
    loss = tf.reduce_sum(tf.square(tf.nn.embedding_lookup(table, [1, 3])))
    return tf.contrib.slim.learning.create_train_op(
        *(loss, tf.train.GradientDescentOptimizer(0.1)),
        clip_gradient_norm=1.0,
        gradient_multipliers={"table": 0.5},
        summarize_gradients=True,
    )


def changed(function: str, *arguments: Any) -> Any:
    def program(tf: Any) -> Any:
        v = tf.Variable([1.0], name="v")
        return [pair[0] for pair in getattr(tf.contrib.slim.learning, function)([(None, v)], *arguments)]

    return program


PROGRAMS = {
    "plain": trained("slim"),
    "updating": trained("slim", normalized=True),
    "updating_nothing": trained("slim", normalized=True, update_ops=[], check_numerics=False, global_step=None),
    "clipped_and_multiplied": trained(
        "slim", clip_gradient_norm=0.1, gradient_multipliers={"dense/kernel": 2.0, "dense/bias": 0.5}
    ),
    "of_some": trained("slim", variables_to_train=lambda tf: tf.trainable_variables()[:1]),
    "summarized": trained("training", summarize_gradients=True),
    "transformed": trained("training", transform_grads_fn=lambda tf: tf.contrib.training.clip_gradient_norms_fn(0.2)),
    "of_rows": of_rows,
    "multiple_of_nothing": changed("multiply_gradients", {"v": 2.0}),
    "no_factors": changed("multiply_gradients", {}),
    "factors_in_a_list": changed("multiply_gradients", [2.0]),
}
