"""Of two numbers of which none is above the other, `tf.maximum` and `tf.minimum` take the one that 1.15.5 takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tuigraph as tf
from tests.engine.both_ways import run_both_ways

SIZES = [1, 2, 5, 8, 17, 100, 4099]  # kernels go through several numbers at once, and through the rest one by one


@pytest.fixture(autouse=True)
def own_graph() -> Any:
    with tf.Graph().as_default():
        yield


def chosen(function: Any, x: Any, y: Any) -> Any:
    a, b = tf.placeholder(x.dtype), tf.placeholder(x.dtype)
    [value] = run_both_ways([function(a, b)], {a: x, b: y})
    return value


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("function", [tf.maximum, tf.minimum])
def test_of_a_number_and_nan_the_first_is_taken(function: Any, dtype: Any) -> None:
    for size in SIZES:
        sevens, nans = np.full(size, 7, dtype), np.full(size, np.nan, dtype)
        assert (chosen(function, sevens, nans) == 7).all()
        assert np.isnan(chosen(function, nans, sevens)).all()
        assert np.isnan(chosen(function, nans, dtype(7))).all()
        assert np.isnan(chosen(function, dtype(np.nan), sevens)).all()
        assert (chosen(function, dtype(7), nans) == 7).all()
        assert (chosen(function, sevens, nans[:1]) == 7).all()
        assert (chosen(function, np.full((3, 1), 7, dtype), nans) == 7).all()
    assert chosen(function, dtype(7), dtype(np.nan)) == 7


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("function", [tf.maximum, tf.minimum])
def test_of_two_zeros_the_first_is_taken(function: Any, dtype: Any) -> None:
    for size in SIZES:
        above, below = np.zeros(size, dtype), -np.zeros(size, dtype)
        for x, y in ((above, below), (below, above), (above, below[0]), (below, above[0]), (below[0], above)):
            value = chosen(function, x, y)
            assert (np.signbit(value) == np.signbit(x)).all()
