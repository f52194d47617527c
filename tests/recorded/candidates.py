"""Candidate samplers, of which every draw is TensorFlow's, and the losses that stand on them."""

from typing import Any

from tests.recorded.layers import numbers

TRUE = [[3, 0], [7, 3], [1, 19]]


def drawn(tf: Any, unique: bool) -> Any:
    true = tf.constant(TRUE, tf.int64)
    made = [
        tf.nn.uniform_candidate_sampler(true, 2, 7, unique, 20, seed=3),
        tf.random.uniform_candidate_sampler(true, 2, 6, unique, 32, seed=4, name="u"),
        tf.nn.log_uniform_candidate_sampler(true, 2, 9, unique, 20),
        tf.nn.learned_unigram_candidate_sampler(true, 2, 9, unique, 20, seed=5),
        tf.nn.all_candidate_sampler(true, 2, 5, unique),
        tf.nn.fixed_unigram_candidate_sampler(
            true, 2, 6, unique, 20, unigrams=[float(1 + i * i % 7) for i in range(20)], distortion=0.75, seed=6
        ),
        tf.nn.fixed_unigram_candidate_sampler(
            true, 2, 3, unique, 7, unigrams=[1.0, 5.0, 2.0] * 5, num_reserved_ids=1, num_shards=2, shard=1, seed=6
        ),
        tf.nn.uniform_candidate_sampler(true, 2, 900, unique, 100000, seed=7)[:1],
    ]
    return [*made, tf.nn.compute_accidental_hits(true, made[0][0], 2)]


def table(tf: Any, *shape: int) -> Any:
    count = 1
    for size in shape:
        count *= size
    return tf.Variable(tf.reshape(tf.cast(tf.range(count) % 11, tf.float32) / 10.0 - 0.4, shape))


def losses(tf: Any, kind: str, **options: Any) -> Any:
    inputs = numbers(tf, None, 3)
    weights, biases = table(tf, 20, 3), table(tf, 20)
    labels = tf.constant([[4], [0]], tf.int64)
    loss = getattr(tf.nn, kind)(weights, biases, labels, inputs[:2], 6, 20, **options)
    slopes = tf.gradients(loss, [inputs, weights, biases])
    return [loss, *(tf.convert_to_tensor(s) for s in slopes)]


def losses_of_more(tf: Any) -> Any:
    inputs = numbers(tf, None, 3)[:2]
    parts, biases = [table(tf, 8, 3), table(tf, 7, 3)], table(tf, 15)
    labels = tf.constant([[4, 1], [0, 1]])
    sampled = tf.nn.uniform_candidate_sampler(tf.cast(labels, tf.int64), 2, 8, True, 15, seed=1)
    options = {"num_true": 2, "sampled_values": sampled, "partition_strategy": "div"}
    return [
        tf.nn.nce_loss(parts, biases, labels, inputs, 8, 15, remove_accidental_hits=True, name="mine", **options),
        tf.nn.sampled_softmax_loss(parts, biases, labels, inputs, 8, 15, remove_accidental_hits=False, **options),
    ]


PROGRAMS = {
    "drawn": lambda tf: drawn(tf, True),
    "drawn_with_repetition": lambda tf: drawn(tf, False),
    "nce": lambda tf: losses(tf, "nce_loss"),
    "sampled_softmax": lambda tf: losses(tf, "sampled_softmax_loss", seed=2),
    "losses_of_more": losses_of_more,
    "too_few_to_be_unique": lambda tf: tf.nn.uniform_candidate_sampler(tf.constant(TRUE, tf.int64), 2, 21, True, 20),
    "other_columns": lambda tf: tf.nn.uniform_candidate_sampler(tf.constant(TRUE, tf.int64), 3, 4, True, 20),
    "no_candidates": lambda tf: tf.nn.uniform_candidate_sampler(tf.constant(TRUE, tf.int64), 2, 0, True, 20),
    "no_weights": lambda tf: tf.nn.fixed_unigram_candidate_sampler(tf.constant(TRUE, tf.int64), 2, 4, True, 20),
}
