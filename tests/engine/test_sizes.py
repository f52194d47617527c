"""Sizes that cannot be: refused at once, with the node and what was asked for; none wraps around at 2**31."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import tuigraph as tf

BEYOND = 10**14  # more than any machine has
ASKED: dict[str, Callable[[], Any]] = {
    "Tile": lambda: tf.tile([1.0], [BEYOND]),
    "Pad": lambda: tf.pad([1.0], [[0, BEYOND]]),
    "Fill": lambda: tf.fill([2**31, 2**31], 1.0),
    "Range": lambda: tf.range(BEYOND),
    "BroadcastTo": lambda: tf.broadcast_to(1.0, [BEYOND]),
    "MatrixDiag": lambda: tf.matrix_diag(tf.zeros([10**7])),
    "MatMul": lambda: tf.matmul(tf.zeros([10**7, 1]), tf.zeros([1, 10**7])),
    "AddV2": lambda: tf.zeros([10**7, 1]) + tf.zeros([1, 10**7]),
    "RandomStandardNormal": lambda: tf.random_normal([10**7, 10**7]),
    "UnsortedSegmentSum": lambda: tf.unsorted_segment_sum([1.0], [0], BEYOND),
}


@pytest.mark.parametrize("node", ASKED)
def test_an_array_that_cannot_be_is_refused_by_node_and_size(node: str) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        asked = ASKED[node]()
        with pytest.raises(tf.errors.ResourceExhaustedError, match=r"OOM.*[\[(]\d+") as refused:
            session.run(asked)
        assert f"({node})" in str(refused.value)


@pytest.mark.parametrize(
    ("argument", "ask"),
    [
        ("depth", lambda: tf.one_hot([1], BEYOND)),
        ("output_shape", lambda: tf.sparse_to_dense([1], [BEYOND], 1.0)),
        ("shape", lambda: tf.scatter_nd([[1]], [1.0], [BEYOND])),
    ],
)
def test_a_size_that_its_type_cannot_hold_is_refused_instead_of_another(argument: str, ask: Callable[[], Any]) -> None:
    with tf.Graph().as_default(), pytest.raises(ValueError, match=f"takes int32 for '{argument}'.*{BEYOND}"):
        ask()


def test_values_that_are_computed_with_keep_their_low_bits_as_in_tensorflow() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        assert session.run(tf.constant(1) + 10**11) == 1215752193
