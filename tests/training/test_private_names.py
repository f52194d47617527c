"""What scripts take from `tensorflow.python.layers.utils`: flags that are known before the graph runs."""

from __future__ import annotations

from typing import Any

import pytest

import tuigraph as tf
from tuigraph.training.private_names import constant_value, smart_cond


def test_a_flag_is_known_as_far_as_it_can_be_computed() -> None:
    with tf.Graph().as_default():
        flag = tf.placeholder(tf.bool, [])
        found = [constant_value(pred) for pred in (True, 0, tf.constant(1) > 0, tf.Variable(True), flag)]
        assert found == [True, False, True, None, None]
        assert smart_cond(tf.constant(1) > 0, lambda: "yes", lambda: "no") == "yes"
        assert smart_cond(flag, lambda: tf.constant(1), lambda: tf.constant(2), name="asked").op.name == "asked/Merge"


@pytest.mark.parametrize("pred", [2, "yes", None])
def test_what_is_no_flag_is_refused(pred: Any) -> None:
    for asked in (constant_value, lambda pred: smart_cond(pred, int, int)):
        with pytest.raises(TypeError, match="must be a Tensor, a Variable, or a Python bool"):
            asked(pred)
