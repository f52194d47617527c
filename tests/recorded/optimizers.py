"""Every optimizer on two variables in float32, in float64 with a global step, and on rows of a matrix."""

from typing import Any

OPTIMIZERS = {
    "gradient_descent": lambda t: t.GradientDescentOptimizer(0.1),
    "momentum": lambda t: t.MomentumOptimizer(0.1, 0.9),
    "nesterov": lambda t: t.MomentumOptimizer(0.1, 0.9, use_nesterov=True),
    "adagrad": lambda t: t.AdagradOptimizer(0.1),
    "adadelta": lambda t: t.AdadeltaOptimizer(1.0),
    "rmsprop": lambda t: t.RMSPropOptimizer(0.1, momentum=0.3),
    "rmsprop_centered": lambda t: t.RMSPropOptimizer(0.1, centered=True),
    "adam": lambda t: t.AdamOptimizer(0.1),
    "ftrl": lambda t: t.FtrlOptimizer(0.1),
    "ftrl_regularized": lambda t: t.FtrlOptimizer(
        0.1, l1_regularization_strength=0.2, l2_regularization_strength=0.1, learning_rate_power=-0.7
    ),
    "ftrl_shrinkage": lambda t: t.FtrlOptimizer(
        0.1, l2_shrinkage_regularization_strength=0.1, accum_name="acc", linear_name="lin"
    ),
    "proximal_descent": lambda t: t.ProximalGradientDescentOptimizer(0.1, 0.2, 0.3),
    "proximal_adagrad": lambda t: t.ProximalAdagradOptimizer(
        0.1, l1_regularization_strength=0.2, l2_regularization_strength=0.1
    ),
}
ONLY_FLOAT32 = ("proximal_descent", "proximal_adagrad")


def loss(tf: Any, dtype: Any = None) -> Any:
    a = tf.Variable([1.0, -2.0], name="a", dtype=dtype)
    b = tf.Variable(0.5, name="b", dtype=dtype)
    return tf.reduce_sum(a * a) + 3.0 * tf.square(b - 2.0)


def dense(make: Any) -> Any:
    return lambda tf: make(tf.train).minimize(loss(tf))


def with_global_step(make: Any) -> Any:
    def program(tf: Any) -> Any:
        step = tf.train.get_or_create_global_step()
        return [make(tf.train).minimize(loss(tf, tf.float64), global_step=step, name="train"), step]

    return program


def on_rows(make: Any) -> Any:
    def program(tf: Any) -> Any:
        with tf.name_scope("sc"):
            rows = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], name="rows")
            chosen = tf.reduce_sum(tf.square(tf.gather(rows, [0, 2, 0])))
            return make(tf.train).minimize(chosen)

    return program


def dual_averaging(tf: Any) -> Any:
    step = tf.Variable(0, dtype=tf.int64, trainable=False, name="steps")
    optimizer = tf.train.AdagradDAOptimizer(0.1, step, l1_regularization_strength=0.01, l2_regularization_strength=0.02)
    return optimizer.minimize(loss(tf), global_step=step)


def dual_averaging_on_rows(tf: Any) -> Any:
    step = tf.Variable(0, dtype=tf.int64, trainable=False, name="steps")
    rows = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], name="rows")
    chosen = tf.reduce_sum(tf.square(tf.gather(rows, [0, 2, 0])))
    return tf.train.AdagradDAOptimizer(0.1, step).minimize(chosen, global_step=step)


def constraint(tf: Any) -> Any:
    v = tf.Variable([1.0, 2.0], constraint=lambda value: tf.maximum(value, 0.9))
    return tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(v * v))


def unknown_shape(make: Any) -> Any:
    def program(tf: Any) -> Any:
        v = tf.Variable(tf.placeholder_with_default([1.0, 2.0], None), validate_shape=False, name="v")
        return make(tf.train).minimize(tf.reduce_sum(v * v))

    return program


def one_optimizer_twice_and_another_in_a_scope(tf: Any) -> Any:
    total = loss(tf)
    optimizer = tf.train.AdamOptimizer(lambda: 0.1)
    first, _ = optimizer.minimize(total), optimizer.minimize(total * 2.0)
    with tf.variable_scope("x"):
        tf.train.AdamOptimizer(0.1).minimize(total)
    return first


def gated_and_scheduled(tf: Any) -> Any:
    total = loss(tf)
    rate = tf.train.exponential_decay(0.1, tf.Variable(3, trainable=False), 2, 0.5)
    optimizer = tf.train.GradientDescentOptimizer(rate)
    return optimizer.apply_gradients(optimizer.compute_gradients(total, gate_gradients=2))


PROGRAMS = {
    "dual_averaging": dual_averaging,
    "dual_averaging_on_rows": dual_averaging_on_rows,
    "constraint": constraint,
    "momentum_of_unknown_shape": unknown_shape(OPTIMIZERS["momentum"]),
    "adagrad_of_unknown_shape": unknown_shape(OPTIMIZERS["adagrad"]),
    "one_optimizer_twice_and_another_in_a_scope": one_optimizer_twice_and_another_in_a_scope,
    "gated_and_scheduled": gated_and_scheduled,
    "an_integer_loss": lambda tf: tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.Variable([1, 2]))),
    "no_variables": lambda tf: tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0)),
    "a_list_of_nothing": lambda tf: tf.train.GradientDescentOptimizer(0.1).apply_gradients([]),
    "a_tensor_as_a_variable": lambda tf: tf.train.GradientDescentOptimizer(0.1).apply_gradients(
        [(tf.constant(1.0), tf.constant(3.0))]
    ),
    "bad_gate": lambda tf: tf.train.GradientDescentOptimizer(0.1).minimize(loss(tf), gate_gradients=5),
    "bad_accumulator": lambda tf: tf.train.AdagradOptimizer(0.1, initial_accumulator_value=0.0),
    "bad_strength": lambda tf: tf.train.FtrlOptimizer(0.1, l1_regularization_strength=-1.0),
    "bad_power": lambda tf: tf.train.FtrlOptimizer(0.1, learning_rate_power=1.0),
    "no_name": lambda tf: tf.train.GradientDescentOptimizer(0.1, name=""),
}
for _name, _make in OPTIMIZERS.items():
    PROGRAMS[_name] = dense(_make)
    PROGRAMS[_name + "_on_rows"] = on_rows(_make)
    if _name not in ONLY_FLOAT32:
        PROGRAMS[_name + "_with_global_step"] = with_global_step(_make)
