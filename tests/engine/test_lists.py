"""TensorLists, as imported graphs have them: what cannot be is refused by name, and nobody's list changes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tuigraph.engine.build import tensor


def reserve(count: int, **attrs: Any) -> tf.Tensor:
    return tensor("TensorListReserve", [3], np.int32(count), element_dtype=tf.float32, name="reserved", **attrs)


REFUSED: dict[str, tuple[str, tuple[Any, ...], Any]] = {
    "element 9 in a list with 2": ("TensorListGetItem", (np.int32(9), [3]), tf.float32),
    "op elements int32 but list elements float32": ("TensorListGetItem", (np.int32(1), [3]), tf.int32),
    r"\(4,\) vs. \(3,\)": ("TensorListStack", ([4],), tf.float32),
    r"Item element shape: \(2,\) list shape: \(3,\)": ("TensorListSetItem", (np.int32(0), [1.0, 2.0]), None),
    "less": ("TensorListResize", (np.int32(2**31 - 1),), None),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_of_a_list_is_refused_by_its_node(why: str) -> None:
    op_type, given, dtype = REFUSED[why]
    with tf.Graph().as_default(), tf.Session() as session:
        attrs = {} if dtype is None else {"element_dtype": dtype}
        asked = tensor(op_type, reserve(2), *given, name="asked", **attrs)
        with pytest.raises((tf.errors.InvalidArgumentError, tf.errors.ResourceExhaustedError), match=why) as raised:
            session.run(asked)
        assert "node 'asked'" in str(raised.value)


def test_a_list_that_is_written_to_stays_what_it_was() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        empty = reserve(2)
        written = tensor("TensorListSetItem", empty, np.int32(1), [1.0, 2.0, 3.0])
        zeros, sums = tensor("ZerosLike", written), tensor("AddN", [written, written, empty])
        stacks = [
            tensor("TensorListStack", each, [-1], element_dtype=tf.float32) for each in (empty, written, zeros, sums)
        ]
        found = [value.tolist() for value in session.run(stacks)]
        nothing = [0.0, 0.0, 0.0]
        assert found == [[nothing] * 2, [nothing, [1, 2, 3]], [nothing] * 2, [nothing, [2, 4, 6]]]


def test_what_is_no_list_is_not_taken_for_one() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        length = tensor("TensorListLength", tf.data.Dataset.range(3)._variant_tensor)
        with pytest.raises(tf.errors.InvalidArgumentError, match="not a list"):
            session.run(length)
