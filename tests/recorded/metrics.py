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


def by_class(tf: Any) -> Any:
    labels, found = tf.constant([[1, 0], [2, 1]]), tf.constant([[1, 2], [2, 2]], tf.int64)
    weights = tf.constant([[1.0, 2.0], [0.5, 1.0]])
    x = tf.reshape(numbers(tf, None, 3)[:2], [2, 3])
    metrics = tf.metrics
    made = [
        metrics.mean_iou(labels, tf.cast(found, tf.int32), 4),
        metrics.mean_iou(labels, found, 3, weights, ["values"], ["updates"], "shared"),
        metrics.mean_per_class_accuracy(labels, found, 3),
        metrics.mean_per_class_accuracy(labels, tf.cast(found, tf.int32), 3, weights, "values", name="each"),
        metrics.mean_tensor(x, [[1.0], [2.0]]),
        metrics.mean_tensor(tf.constant([1.0, 2.0]), name="t"),
        metrics.mean_cosine_distance(x[:1], [[0.6, 0.0, 0.8]], 1),
        metrics.mean_cosine_distance(x[:1], [[0.6, 0.0, 0.8]], 1, 0.5, ["values"], ["updates"]),
        metrics.mean_relative_error(x, tf.ones([2, 3]), [[1.0, 0.0, 2.0]] * 2),
        metrics.mean_relative_error(x, tf.ones([2, 3]), tf.ones([2, 3, 1]), [[1.0], [2.0]]),
        metrics.mean(tf.placeholder_with_default([[1.0, 3.0]], None), tf.placeholder_with_default([2.0], None)),
    ]
    values = [value for value, _ in made]
    with tf.control_dependencies([update for _, update in made]):
        return [update for _, update in made] + [tf.identity(value) for value in values[:4]]


def under_curves(tf: Any) -> Any:
    labels = tf.constant([1, 0, 1, 1, 0, 0])
    found = tf.constant([0.9, 0.1, 0.35, 0.8, 0.4, 0.65])
    weights = tf.constant([1.0, 2.0, 0.5, 1.0, 1.0, 3.0])
    auc = tf.metrics.auc
    made = [
        auc(labels, found),
        auc(labels, found, weights, 20, ["values"], ["updates"], name="mine"),
        auc(labels, found, curve="PR", num_thresholds=30),
        auc(labels, found, weights, curve="PR", summation_method="careful_interpolation"),
        auc(labels, found, curve="PR", summation_method="majoring", thresholds=[0.7, 0.2]),
    ]
    return [update for _, update in made]


def at_thresholds(tf: Any) -> Any:
    labels = tf.placeholder_with_default([[True], [False], [True], [True]], [None, 1])
    found = tf.placeholder_with_default([0.9, 0.1, 0.35, 0.8], [None])
    limits, weights = [0.2, 0.5, 0.85], tf.constant([1.0, 2.0, 0.5, 1.0])
    metrics = tf.metrics
    made = [metrics.true_positives_at_thresholds(labels, found, limits)]
    labels, found = tf.constant([True, False, True, True]), tf.constant([0.9, 0.1, 0.35, 0.8])
    kinds = ["true_negatives", "false_positives", "false_negatives", "precision", "recall"]
    made += [getattr(metrics, f"{kind}_at_thresholds")(labels, found, limits) for kind in kinds]
    made += [
        metrics.sensitivity_at_specificity(labels, found, 0.9, weights, 12, updates_collections=["updates"]),
        metrics.specificity_at_sensitivity(labels, found, 0.7, num_thresholds=12, name="s"),
    ]
    return [update for _, update in made]


def at_k(tf: Any) -> Any:
    labels = tf.constant([[1, 3], [2, 0], [0, 9]], tf.int64)
    one_each = tf.constant([1, 2, 0], tf.int64)
    scores = tf.constant([[0.1, 0.3, 0.2, 0.9], [0.5, 0.2, 0.4, 0.1], [0.4, 0.3, 0.2, 0.6]])
    metrics = tf.metrics
    made = [
        metrics.recall_at_k(one_each, scores, 2, weights=[1.0, 2.0, 0.5], name="mine"),
        metrics.recall_at_top_k(labels, tf.constant([[3, 1], [0, 1], [2, 0]]), 2, class_id=1),
        metrics.precision_at_k(one_each, scores, 1, class_id=2, metrics_collections=["values"]),
        metrics.average_precision_at_k(labels, scores, 3, updates_collections=["updates"]),
    ]
    return [update for _, update in made]


def weighted_in_a_run(tf: Any) -> Any:
    x, weights = numbers(tf, None, 3), tf.placeholder_with_default([[1.0], [2.0]], [None, 1])
    return [tf.losses.compute_weighted_loss(x[:2], weights)]


def sets(tf: Any) -> Any:
    a = tf.constant([[[3, 1, 3], [2, 2, 9]], [[5, 6, 7], [1, 1, 1]]])
    b = tf.constant([[[1, 4], [2, 9]], [[7, 7], [0, 3]]])
    some = tf.SparseTensor([[0, 0, 0], [0, 1, 1], [1, 1, 0], [1, 1, 4]], tf.constant([1, 2, 3, 1]), [2, 2, 5])
    of, made = tf.sets, []
    for one, other in ((a, b), (a, some), (some, some), (some, b)):
        made += [of.set_intersection(one, other), of.set_difference(one, other), of.set_union(one, other)]
        made.append(of.set_difference(one, other, aminusb=False))
    return [*made, *(of.set_size(one) for one in (some, made[0]))]


PROGRAMS = {
    **{program.__name__: program for program in (means, hits, of_other_shapes, by_class, under_curves)},
    **{program.__name__: program for program in (at_thresholds, at_k, sets)},
    "weighted_in_a_run": weighted_in_a_run,
    "sets_of_other_groups": lambda tf: tf.sets.set_union(
        tf.placeholder_with_default([[1], [2]], None), tf.placeholder_with_default([[1]], None)
    ),
    "auc_of_a_wrong_curve": lambda tf: tf.metrics.auc(tf.constant([1]), tf.constant([0.5]), curve="X"),
    "auc_beyond_one": lambda tf: tf.metrics.auc(tf.constant([1]), tf.placeholder_with_default([1.5], [1])),
    "specificity_beyond_one": lambda tf: tf.metrics.sensitivity_at_specificity(
        tf.constant([1]), tf.constant([0.5]), 1.5
    ),
}
