"""Distributions: samples, probabilities, statistics, divergences."""

from typing import Any

STATISTICS = ("entropy", "mean", "variance", "stddev", "mode")


def asked(make: Any, values: Any, *lacking: str, functions: Any = ("log_prob", "prob", "cdf")) -> Any:
    """All that a distribution tells."""

    def program(tf: Any) -> Any:
        made = make(tf)
        told = [made.sample(seed=3), made.sample(2, seed=4), made.sample([2, 3], seed=5)]
        told += [made.sample(tf.placeholder_with_default(count, shape)) for count, shape in ((2, []), ([2], [1]))]
        told += [getattr(made, name)(value) for name in functions for value in values]
        told += [getattr(made, name)() for name in STATISTICS if name not in lacking]
        told += [made.batch_shape_tensor(), made.event_shape_tensor(), tf.shape(told[2])]
        return told

    return program


def apart(kind: str, one: Any, other: Any, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        a, b = (getattr(tf.distributions, kind)(**given, **options) for given in (one, other))
        return [a.kl_divergence(b), a.cross_entropy(b), tf.distributions.kl_divergence(b, a, name="mine")]

    return program


def learned(tf: Any) -> Any:
    loc, scale = tf.Variable([0.5, 1.0], name="loc"), tf.Variable(2.0, name="scale")
    with tf.variable_scope("policy"):
        made = tf.distributions.Normal(loc, scale, name="pi")
    drawn = made.sample(3, seed=1)
    again = made.copy(scale=1.0)
    return [drawn, again.mean(), *tf.gradients([made.log_prob([1.0, 2.0]), drawn], [loc, scale])]


def unknown(tf: Any, *shape: Any) -> Any:
    return tf.placeholder_with_default([[0.5, -1.0, 2.0]], list(shape) or None)


PROGRAMS = {
    "normal": asked(lambda tf: tf.distributions.Normal([0.5, 1.0], 2.0), [1.0, [0.0, 3.0]]),
    "normal_checked": asked(lambda tf: tf.distributions.Normal(0.0, 2.0, validate_args=True, name="n"), [1.0]),
    "normal_of_unknown": asked(lambda tf: tf.contrib.distributions.Normal(unknown(tf, None, 3), 1.0), [1.0]),
    "normal_survival": lambda tf: tf.distributions.Normal(0.0, 1.0).survival_function([0.5, -3.0]),
    "normal_learned": learned,
    "uniform": asked(lambda tf: tf.distributions.Uniform(-1.0, [2.0, 3.0]), [0.5, [5.0, -2.0]], "mode"),
    "uniform_checked": asked(lambda tf: tf.distributions.Uniform(validate_args=True), [0.5], "mode"),
    "bernoulli": asked(lambda tf: tf.distributions.Bernoulli([0.5, -1.0]), [1, [0, 1]], functions=("log_prob", "prob")),
    "bernoulli_of_probabilities": asked(
        lambda tf: tf.distributions.Bernoulli(probs=[0.25, 0.75], dtype=tf.float32), [1.0], functions=("prob",)
    ),
    "categorical": asked(
        lambda tf: tf.distributions.Categorical([[0.5, -1.0, 2.0], [1.0, 0.0, 0.5]]),
        [1, [0, 2]],
        *("mean", "variance", "stddev"),
    ),
    "categorical_of_probabilities": asked(
        lambda tf: tf.distributions.Categorical(probs=[0.25, 0.25, 0.5], dtype=tf.int64),
        [1, [0, 2]],
        *("mean", "variance", "stddev"),
    ),
    "categorical_of_unknown": asked(
        lambda tf: tf.distributions.Categorical(unknown(tf, None, 3)), [[1]], "mean", "variance", "stddev"
    ),
    "normals_apart": apart("Normal", {"loc": 0.0, "scale": [1.0, 2.0]}, {"loc": 1.0, "scale": 3.0}),
    "normals_apart_without_nan": apart(
        "Normal", {"loc": 0.0, "scale": 1.0}, {"loc": 1.0, "scale": 3.0}, allow_nan_stats=False
    ),
    "bernoullis_apart": apart("Bernoulli", {"logits": 0.5}, {"probs": 0.25}),
    "categoricals_apart": apart("Categorical", {"logits": [0.5, 1.0]}, {"probs": [0.25, 0.75]}),
    "uniforms_apart": apart("Uniform", {}, {}),
    "no_parameter": lambda tf: tf.distributions.Bernoulli(),
    "both_parameters": lambda tf: tf.distributions.Categorical([0.5], [0.5]),
    "integers": lambda tf: tf.distributions.Categorical([1, 2]),
    "other_types": lambda tf: tf.distributions.Normal(tf.constant(1.0), tf.constant(1.0, tf.float64)),
    "mean_of_classes": lambda tf: tf.distributions.Categorical([0.5]).mean(),
    "shape_of_rank_two": lambda tf: tf.distributions.Normal(0.0, 1.0).sample([[2]]),
}
