"""Learning rates, moving averages, the global step."""

from typing import Any


def counter(tf: Any, start: int = 5, dtype: Any = None) -> Any:
    return tf.Variable(start, trainable=False, name="steps", dtype=dtype)


PROGRAMS = {
    "cosine": lambda tf: tf.train.cosine_decay(0.1, counter(tf), 20, 0.1),
    "cosine_restarts": lambda tf: tf.train.cosine_decay_restarts(0.1, counter(tf, 17), 5),
    "cosine_restarts_of_equal_length": lambda tf: tf.train.cosine_decay_restarts(
        0.1, counter(tf, 17), 5, t_mul=1.0, m_mul=0.5
    ),
    "linear_cosine": lambda tf: tf.train.linear_cosine_decay(0.1, counter(tf, 7), 20),
    "noisy_linear_cosine": lambda tf: tf.train.noisy_linear_cosine_decay(0.1, counter(tf, 7), 20),
    "piecewise_with_boundaries_of_another_type": lambda tf: tf.train.piecewise_constant(counter(tf), [3.0], [1.0, 0.5]),
    "piecewise_with_too_few_values": lambda tf: tf.train.piecewise_constant(counter(tf), [3], [1.0]),
    "piecewise_with_values_of_two_types": lambda tf: tf.train.piecewise_constant(counter(tf), [3], [1.0, 2]),
    "global_step": lambda tf: [tf.train.create_global_step(), tf.train.get_or_create_global_step()],
    "a_second_global_step": lambda tf: [tf.train.create_global_step(), tf.train.create_global_step()],
    "average_of_integers": lambda tf: tf.train.ExponentialMovingAverage(0.9).apply([tf.Variable(1)]),
}
for _staircase in (False, True):
    _suffix = "_in_steps" if _staircase else ""
    PROGRAMS["exponential" + _suffix] = lambda tf, s=_staircase: tf.train.exponential_decay(0.1, counter(tf), 2, 0.5, s)  # type: ignore[misc]
    PROGRAMS["natural_exp" + _suffix] = lambda tf, s=_staircase: tf.train.natural_exp_decay(0.1, counter(tf), 2, 0.5, s)  # type: ignore[misc]
    PROGRAMS["inverse_time" + _suffix] = lambda tf, s=_staircase: tf.train.inverse_time_decay(  # type: ignore[misc]
        0.1, counter(tf, dtype=tf.int64), 2, 0.5, s, name="rate"
    )
    PROGRAMS["polynomial" + ("_again" if _staircase else "")] = lambda tf, s=_staircase: tf.train.polynomial_decay(  # type: ignore[misc]
        0.1, counter(tf), 3, 0.01, 2.0, cycle=s
    )


def a_float_global_step(tf: Any) -> Any:
    tf.Variable(0.0, name="global_step")
    return tf.train.get_global_step()


def averages_behind_an_update(tf: Any) -> Any:
    v = tf.Variable([1.0, 2.0], name="v")
    w = tf.Variable(2.0, name="w", trainable=False)
    averages = tf.train.ExponentialMovingAverage(0.9, num_updates=counter(tf))
    with tf.control_dependencies([v.assign_add([1.0, 1.0])]):
        update = averages.apply([v, w])
    names = sorted((name, found.name) for name, found in averages.variables_to_restore().items())
    return [update, averages.average(v), tf.constant(str(names))]


def averages_of_tensors(tf: Any) -> Any:
    v = tf.Variable([1.0, 2.0], name="v")
    t = tf.square(v, name="sq")
    averages = tf.train.ExponentialMovingAverage(0.9, zero_debias=True, name="E")
    update = averages.apply([t, v])
    return [update, tf.train.ExponentialMovingAverage(0.9).apply(), averages.average(t)]


PROGRAMS["a_float_global_step"] = a_float_global_step
PROGRAMS["averages_behind_an_update"] = averages_behind_an_update
PROGRAMS["averages_of_tensors"] = averages_of_tensors
