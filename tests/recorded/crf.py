"""Conditional random fields."""

from typing import Any

import numpy as np

from tests.recorded.layers import numbers

POTENTIALS = np.sin(np.arange(24.0, dtype=np.float32)).reshape(2, 4, 3)
TRANSITIONS = np.cos(np.arange(9.0, dtype=np.float32)).reshape(3, 3)


def likelihood(steps: Any, tags: Any, lengths: Any, learned: bool = True) -> Any:
    """The likelihood of tags, and its gradients; `steps` is the static number of steps."""

    def program(tf: Any) -> Any:
        scores = tf.placeholder_with_default(POTENTIALS[:, : len(tags[0])], [None, steps, 3])
        given = tf.constant(tags) if steps else tf.placeholder_with_default(tags, [None, None])
        with tf.variable_scope("net", initializer=tf.constant_initializer(TRANSITIONS)):
            found, transitions = tf.contrib.crf.crf_log_likelihood(scores, given, tf.constant(lengths))
        if not learned:
            return [found, transitions]
        with tf.name_scope("gradients"):  # what TensorFlow adds to loops in the end, outside of its own scope, too
            slopes = tf.gradients(found, [scores, transitions])
        return [found, *(tf.convert_to_tensor(slope) for slope in slopes if slope is not None)]

    return program


def decoded(steps: Any, count: int, lengths: Any) -> Any:
    def program(tf: Any) -> Any:
        scores = tf.placeholder_with_default(POTENTIALS[:, :count], [None, steps, 3])
        return tf.contrib.crf.crf_decode(scores, tf.constant(TRANSITIONS), tf.constant(lengths))

    return program


def several_tags(tf: Any) -> Any:
    allowed = tf.constant(POTENTIALS > -0.5)
    transitions = tf.constant(TRANSITIONS)
    score = tf.contrib.crf.crf_multitag_sequence_score
    return [
        score(tf.constant(POTENTIALS), allowed, tf.constant([4, 3]), transitions),
        score(numbers(tf, 2, 1, 3), allowed[:, :1], tf.constant([1, 1]), transitions),
    ]


def without_a_graph(tf: Any) -> Any:
    tags, score = tf.contrib.crf.viterbi_decode(POTENTIALS[0], TRANSITIONS)
    return [tf.constant(tags), tf.constant(score)]


PROGRAMS = {
    "likelihood": likelihood(4, [[0, 1, 2, 0], [2, 1, 0, 0]], [4, 2]),
    "likelihood_of_long_indices": likelihood(4, np.array([[0, 1, 2, 0], [2, 1, 0, 0]]), np.array([3, 0])),
    "likelihood_of_one_step": likelihood(1, [[1], [2]], [1, 0]),
    "likelihood_of_unknown_steps": likelihood(None, [[1, 0], [2, 2]], [2, 1], learned=False),
    "gradients_of_unknown_steps": likelihood(None, [[1, 0], [2, 2]], [2, 1]),
    "decoded": decoded(4, 4, [4, 3]),
    "decoded_one_step": decoded(1, 1, [1, 1]),
    "decoded_unknown_steps": decoded(None, 3, [3, 1]),
    "several_tags": several_tags,
    "without_a_graph": without_a_graph,
}
