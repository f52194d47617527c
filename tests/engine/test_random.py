"""Random operations: their seeds, and the state that a session keeps for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tuigraph as tf

DRAWS: dict[str, Callable[..., Any]] = {
    "uniform": lambda seed: tf.random_uniform([3], seed=seed),
    "integers": lambda seed: tf.random_uniform([3], maxval=1000, dtype=tf.int32, seed=seed),
    "normal": lambda seed: tf.random_normal([3], seed=seed),
    "truncated": lambda seed: tf.truncated_normal([3], seed=seed),
    "shuffle": lambda seed: tf.random_shuffle(tf.range(20), seed=seed),
    "multinomial": lambda seed: tf.multinomial([[0.0, 1.0, 2.0]], 8, seed=seed),
    "gamma": lambda seed: tf.random_gamma([3], 2.0, seed=seed),
    "poisson": lambda seed: tf.random_poisson(4.0, [6], seed=seed),
}


@pytest.mark.parametrize("name", DRAWS)
def test_a_session_goes_on_drawing_and_a_new_session_starts_over(name: str) -> None:
    with tf.Graph().as_default():
        drawn = DRAWS[name](3)
        runs = []
        for _ in range(2):
            with tf.Session() as session:
                runs.append([session.run(drawn) for _ in range(3)])
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0][0], runs[0][1])


@pytest.mark.parametrize("name", DRAWS)
def test_without_a_seed_sessions_differ(name: str) -> None:
    with tf.Graph().as_default():
        drawn = DRAWS[name](None)
        found = [tf.Session().run([drawn] * 1)[0].tobytes() for _ in range(4)]
    assert len(set(found)) > 1


def test_two_plans_of_a_session_share_a_generator() -> None:
    with tf.Graph().as_default():
        drawn = tf.random_uniform([], seed=5)
        twice = drawn * 2.0
        with tf.Session() as session:
            apart = [session.run(drawn), session.run(twice) / 2, session.run(drawn)]
        with tf.Session() as session:
            together = [session.run(drawn) for _ in range(3)]
    assert apart == together


@given(
    graph_seed=st.none() | st.integers(0, 2**40),
    op_seed=st.none() | st.integers(-(2**33), 2**33),
    nodes=st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_seeds_come_from_the_graph_the_operation_and_the_count_of_nodes(
    graph_seed: int | None, op_seed: int | None, nodes: int
) -> None:
    largest = 2**31 - 1
    with tf.Graph().as_default() as graph:
        graph.seed = graph_seed
        for _ in range(nodes):
            tf.no_op()
        found = tf.get_seed(op_seed)
    if graph_seed is None and op_seed is None:
        assert found == (None, None)
        return
    expected = (
        87654321 if graph_seed is None else graph_seed % largest,
        (nodes if op_seed is None else op_seed) % largest,
    )
    assert found == (expected if expected != (0, 0) else (0, largest))


@given(shape=st.lists(st.integers(0, 4), max_size=3), low=st.integers(-50, 50), size=st.integers(1, 100))
@settings(max_examples=40, deadline=None)
def test_integers_are_in_range_and_of_the_asked_shape(shape: list[int], low: int, size: int) -> None:
    with tf.Graph().as_default():
        drawn = tf.random_uniform(shape, low, low + size, tf.int64, seed=1)
        assert drawn.shape.as_list() == shape
        value = tf.Session().run(drawn)
    assert value.shape == tuple(shape)
    assert np.all((value >= low) & (value < low + size))


def test_a_crop_is_a_part_of_the_whole() -> None:
    whole = np.arange(30).reshape(5, 6)
    with tf.Graph().as_default():
        part = tf.Session().run(tf.random_crop(tf.constant(whole), [2, 3]))
    row, column = np.argwhere(whole == part[0, 0])[0]
    np.testing.assert_array_equal(part, whole[row : row + 2, column : column + 3])


@pytest.mark.parametrize(
    ("initializer", "variance"),
    [
        (lambda: tf.glorot_uniform_initializer(seed=1), 2 / 700),
        (lambda: tf.glorot_normal_initializer(seed=1), 2 / 700),
        (lambda: tf.initializers.he_normal(1), 2 / 400),
        (lambda: tf.initializers.he_uniform(1), 2 / 400),
        (lambda: tf.initializers.lecun_normal(1), 1 / 400),
        (lambda: tf.variance_scaling_initializer(mode="fan_out", distribution="untruncated_normal", seed=1), 1 / 300),
    ],
)
def test_initializers_have_the_variance_that_they_promise(initializer: Callable[[], Any], variance: float) -> None:
    with tf.Graph().as_default():
        value = tf.Session().run(initializer()([400, 300]))
    assert abs(np.var(value) / variance - 1) < 0.02
    assert abs(np.mean(value)) < 0.01


@pytest.mark.parametrize("shape", [[4, 4], [6, 3], [3, 6], [2, 3, 5]])
def test_orthogonal_initializer_gives_orthogonal_rows_or_columns(shape: list[int]) -> None:
    with tf.Graph().as_default():
        value = tf.Session().run(tf.orthogonal_initializer(gain=2.0, seed=1)(shape))
    matrix = value.reshape(-1, shape[-1])
    product = matrix @ matrix.T if matrix.shape[0] < matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-5)


@pytest.mark.parametrize(
    "name", ["random_uniform", "variance_scaling", "glorot_normal", "constant", "orthogonal", "identity"]
)
def test_an_initializer_can_be_made_again_from_its_configuration(name: str) -> None:
    kind = getattr(tf.initializers, name)
    with tf.Graph().as_default():
        first = kind() if name in ("constant", "identity") else kind(seed=3)
        again = kind.from_config(first.get_config())
        found = tf.Session().run([first([3, 3]), again([3, 3])])
    np.testing.assert_array_equal(*found)
