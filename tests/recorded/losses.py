"""Every loss with every reduction, weights that fit and weights that do not."""

from typing import Any

import numpy as np

LABELS = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
PREDICTIONS = [[0.9, 0.2], [0.3, 0.7], [0.4, 0.6]]
WEIGHTS = [[1.0, 1.0], [0.0, 1.0], [2.0, 1.0]]
ONE_HOT = [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
LOGITS = [[2.0, 1.0, 0.5], [0.1, 0.2, 0.7]]
OF_PAIRS = ("absolute_difference", "mean_squared_error", "log_loss", "huber_loss", "mean_pairwise_squared_error")
REDUCTIONS = (
    *("none", "weighted_sum", "weighted_mean", "weighted_sum_over_batch_size", "weighted_sum_by_nonzero_weights"),
    "nonsense",
)

PROGRAMS = {
    "of_integers": lambda tf: tf.losses.mean_squared_error([1, 2], [3, 5]),
    "keeps_float64": lambda tf: tf.losses.compute_weighted_loss(tf.constant([1.0, 2.0], tf.float64), 2.0),
    "cosine_distance": lambda tf: tf.losses.cosine_distance(LABELS, PREDICTIONS, axis=1),
    "cosine_distance_without_axis": lambda tf: tf.losses.cosine_distance(LABELS, PREDICTIONS),
    "no_losses_to_add": lambda tf: tf.losses.get_total_loss(),
    "no_regularization": lambda tf: tf.losses.get_regularization_loss(),
    "hinge_loss": lambda tf: tf.losses.hinge_loss([[1.0, 0.0]], [[0.3, 0.4]]),
    "softmax": lambda tf: [
        tf.losses.softmax_cross_entropy(ONE_HOT, LOGITS),
        tf.losses.softmax_cross_entropy(ONE_HOT, LOGITS, label_smoothing=0.1, weights=[2.0, 3.0]),
    ],
    "sparse_softmax": lambda tf: [
        tf.losses.sparse_softmax_cross_entropy([0, 2], LOGITS),
        tf.losses.sparse_softmax_cross_entropy([[0], [2]], LOGITS, weights=[1.0, 0.5]),
        tf.losses.sparse_softmax_cross_entropy([0, 2], LOGITS, weights=[[1.0], [0.5]]),
    ],
}


def _with_reduction(reduction: Any) -> Any:
    return lambda tf: tf.losses.mean_squared_error(LABELS, PREDICTIONS, weights=WEIGHTS, reduction=reduction)


def _pair_programs(name: Any) -> Any:
    def loss(tf: Any) -> Any:
        return getattr(tf.losses, name)

    return {
        "": lambda tf: [
            loss(tf)(LABELS, PREDICTIONS),
            loss(tf)(LABELS, tf.constant(PREDICTIONS) * 2.0, 2.0, scope="w"),
        ],
        "_with_weights": lambda tf: loss(tf)(LABELS, PREDICTIONS, weights=[[1.0], [0.0], [2.0]]),
        "_of_other_shapes": lambda tf: loss(tf)(LABELS, [1.0, 2.0]),
        "_of_none": lambda tf: loss(tf)(None, PREDICTIONS),
        "_with_weights_of_another_rank": lambda tf: loss(tf)(LABELS, PREDICTIONS, weights=[1.0, 2.0]),
        "_with_weights_too_wide": lambda tf: loss(tf)(LABELS, PREDICTIONS, weights=[[1.0, 2.0, 3.0]]),
    }


for _name in OF_PAIRS:
    for _suffix, _program in _pair_programs(_name).items():
        PROGRAMS[_name + _suffix] = _program
for _reduction in REDUCTIONS:
    PROGRAMS["reduction_" + _reduction] = _with_reduction(_reduction)


def of_partly_known_shape(tf: Any) -> Any:
    x = tf.placeholder_with_default(np.ones((2, 1), np.float32), (None, 1))
    y = tf.placeholder_with_default(np.zeros((2, 1), np.float32), (None, 1))
    return tf.losses.log_loss(y, x * 0.3)


def totals(tf: Any) -> Any:
    tf.losses.mean_squared_error(LABELS, PREDICTIONS)
    tf.losses.log_loss(LABELS, PREDICTIONS, loss_collection=None)
    tf.losses.absolute_difference(LABELS, PREDICTIONS, scope="zz")
    tf.get_variable("v", [2], initializer=tf.zeros_initializer(), regularizer=lambda v: tf.reduce_sum(v) + 1.0)
    return [
        tf.losses.get_total_loss(),
        tf.losses.get_total_loss(False, name="x"),
        tf.losses.get_regularization_loss(),
        tf.losses.get_losses(scope="zz")[0],
    ]


PROGRAMS["of_partly_known_shape"] = of_partly_known_shape
PROGRAMS["totals"] = totals
