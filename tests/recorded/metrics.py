"""Streaming metrics: their nodes, local variables, and values after three updates."""

from typing import Any

from tests.recorded.layers import numbers


def means(tf: Any) -> Any:
    x, y = numbers(tf, None, 3), tf.constant([[0.5, 0.1, 0.2], [0.0, 1.0, 2.0]])
    y = y[:1]
    metrics = tf.metrics
    made = [
        metrics.mean(x, metrics_collections=["values"], updates_collections="updates"),
        metrics.mean_squared_error(y, x[:1]),
        metrics.root_mean_squared_error(y, x[:1], weights=2.0, name="rms"),
        metrics.mean_absolute_error(y, x[:1], weights=0.5),
        metrics.percentage_below(x, 0.3),
    ]
    return [update for _, update in made]


def hits(tf: Any) -> Any:
    labels, found = tf.constant([1, 0, 1, 1]), tf.constant([1, 1, 0, 1])
    weights = tf.constant([1.0, 2.0, 3.0, 4.0])
    metrics = tf.metrics
    made = [
        metrics.accuracy(labels, tf.cast(found, tf.int64)),
        metrics.accuracy(labels, found[:, tf.newaxis], weights, name="acc"),
        metrics.true_positives(labels, found),
        metrics.false_positives(labels, found, weights),
        metrics.true_negatives(labels, found),
        metrics.false_negatives(labels, found),
        metrics.precision(labels, found),
        metrics.recall(labels, found, weights, updates_collections=["updates"]),
    ]
    return [update for _, update in made]


def of_other_shapes(tf: Any) -> Any:
    return tf.metrics.accuracy([1, 2], [1, 2, 3])


PROGRAMS = {program.__name__: program for program in (means, hits, of_other_shapes)}
