"""Sequences without alignment: the loss of CTC and its decoders."""

from typing import Any

import numpy as np


def logits(*shape: int) -> Any:
    count = int(np.prod(shape))
    return (np.random.RandomState(5).permutation(count).reshape(shape) * (6.0 / count) - 3.0).astype(np.float32)


def labels(tf: Any, *rows: Any) -> Any:
    places = [(row, place) for row, one in enumerate(rows) for place in range(len(one))]
    return tf.SparseTensor(places, [label for one in rows for label in one], [len(rows), max(map(len, rows))])


def loss(rows: Any, lengths: Any, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        shape = (len(rows), 6, 4) if options.get("time_major") is False else (6, len(rows), 4)
        inputs = tf.constant(logits(*shape))
        found = tf.nn.ctc_loss(labels(tf, *rows), inputs, lengths, **options)
        return found, tf.gradients(found * [1.0, 2.0, 3.0][: len(rows)], inputs)[0]

    return program


def decoded(name: str, **options: Any) -> Any:
    def program(tf: Any) -> Any:
        inputs = tf.constant(logits(7, 3, 4) * 1.5)
        paths, logs = getattr(tf.nn, name)(inputs, [7, 4, 0], **options)
        return [part for path in paths for part in (path.indices, path.values, path.dense_shape)], logs

    return program


PROGRAMS = {
    "loss": loss([[0, 1, 1], [2], [0, 2]], [6, 5, 3]),
    "loss_by_batch": loss([[0, 1], [2, 1, 0]], [6, 4], time_major=False),
    "loss_unmerged": loss([[0, 1, 1], [2, 2]], [6, 6], ctc_merge_repeated=False),
    "loss_collapsed": loss([[0, 1, 1], [2, 2, 2]], [6, 1], preprocess_collapse_repeated=True),
    "loss_of_what_cannot_be": loss([[1, 1, 1]], [4]),
    "loss_ignoring_longer": loss([[0, 1, 2], [1]], [2, 0], ignore_longer_outputs_than_inputs=True),
    "loss_of_longer": loss([[0, 1, 2]], [2]),
    "loss_of_blanks_between": loss([[0, 3, 2]], [6]),
    "loss_of_blanks_behind": loss([[0, 3, 3]], [6]),
    "loss_of_negative": loss([[0, -1]], [6]),
    "loss_of_too_many_frames": loss([[0]], [7]),
    "loss_of_dense_labels": lambda tf: tf.nn.ctc_loss([[0]], logits(6, 1, 4), [6]),
    "greedy": decoded("ctc_greedy_decoder"),
    "greedy_unmerged": decoded("ctc_greedy_decoder", merge_repeated=False),
    "beam_search": decoded("ctc_beam_search_decoder"),
    "beam_search_narrow": decoded("ctc_beam_search_decoder", beam_width=2, top_paths=2, merge_repeated=False),
    "beam_search_v2": decoded("ctc_beam_search_decoder_v2", beam_width=4),
    "beam_search_too_narrow": decoded("ctc_beam_search_decoder", beam_width=2, top_paths=3),
}
