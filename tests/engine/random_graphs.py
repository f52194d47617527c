"""Random graphs for tests: arithmetic, variables and their updates, conditionals, loops and random operations.

Everything hangs on one seed, so a failing graph can be built again.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import tuigraph as tf


@dataclass
class RandomGraph:
    """A graph with the tensors that may be fetched, fed or stepped through."""

    graph: Any
    tensors: list[Any] = field(default_factory=list)
    fetches: list[Any] = field(default_factory=list)
    feeds: dict[Any, Any] = field(default_factory=dict)
    initializer: Any = None


def build(seed: int, size: int = 14) -> RandomGraph:
    """A graph of about `size` operations beyond its sources."""
    draw = random.Random(seed)
    made = RandomGraph(tf.Graph())
    with made.graph.as_default():
        tf.set_random_seed(seed)
        variables = [tf.Variable(_start(draw), name=f"v{i}") for i in range(draw.randint(1, 3))]
        placeholder = tf.placeholder(tf.float32, [None], name="fed")
        pool = [
            *[v.value() for v in variables],
            tf.reduce_sum(placeholder),
            tf.constant(_start(draw)),
            tf.constant(draw.uniform(-2, 2)),
        ]
        for _ in range(size):
            pool.append(_grow(draw, pool, variables))
        made.tensors = pool
        made.initializer = tf.global_variables_initializer()
        made.fetches = draw.sample(pool, min(len(pool), draw.randint(1, 4)))
        made.feeds = {placeholder: [draw.uniform(-1, 1) for _ in range(draw.randint(1, 4))]}
        if draw.random() < 0.4:
            overridden = draw.choice([t for t in pool if made.graph.is_feedable(t)])
            shape = [d or 1 for d in overridden.get_shape().as_list()]
            made.feeds[overridden] = _filled(shape, draw.uniform(-1, 1))
    return made


def _start(draw: random.Random) -> list[float]:
    return [draw.uniform(-2, 2) for _ in range(3)]


def _filled(shape: list[int], value: float) -> Any:
    import numpy as np

    return np.full(shape, value, dtype=np.float32)


def _grow(draw: random.Random, pool: list[Any], variables: list[Any]) -> Any:
    a, b = draw.choice(pool), draw.choice(pool)
    kind = draw.randrange(15)
    if kind == 0:
        return a + b
    if kind == 1:
        return a * b - a
    if kind == 2:
        return tf.maximum(a, b) * 0.5
    if kind == 3:
        return -tf.square(a)
    if kind == 4:
        return tf.reduce_mean(a) + tf.constant(1.0)
    if kind == 5:
        return tf.random_uniform([3], seed=draw.choice([None, 7])) + a
    if kind == 6:
        return _update(draw, a, variables)
    if kind == 7:
        return _after_an_update(draw, a, variables)
    if kind == 8:
        return tf.cond(
            tf.reduce_sum(a) > tf.reduce_sum(b), lambda: tf.reduce_sum(a) * 2.0, lambda: tf.reduce_sum(b) - 1.0
        )
    if kind == 9:
        rounds = draw.randint(0, 4)
        return tf.while_loop(lambda i, s: i < rounds, lambda i, s: (i + 1, s * 0.5 + tf.reduce_sum(a)), (0, 1.0))[1]
    if kind == 10:
        return tf.identity(a)
    if kind == 11:
        return tf.transpose(tf.transpose(a)) / 3.0
    if kind == 12:
        slope = tf.gradients(tf.reduce_sum(a * b), [a])[0]
        return a if slope is None else slope
    if kind == 13:
        return tf.tuple([a, b])[0]
    return tf.cast(tf.cast(a > b, tf.int32), tf.float32)


def _update(draw: random.Random, a: Any, variables: list[Any]) -> Any:
    update: Any = draw.choice([tf.assign_add, tf.assign_sub, tf.assign])
    return update(draw.choice(variables), tf.reduce_sum(a) * 0.1 + tf.constant([0.1, 0.2, 0.3])) * 1.0


def _after_an_update(draw: random.Random, a: Any, variables: list[Any]) -> Any:
    v = draw.choice(variables)
    with tf.control_dependencies([tf.assign_add(v, [1.0, 1.0, 1.0]), a]):
        return v.read_value() + 0.0
