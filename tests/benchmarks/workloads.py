"""Small workloads for a module that has TensorFlow 1's names, and by hand in NumPy; keeps to Python 3.7.

``python workloads.py MODULE`` prints a line of JSON for each: its name, and seconds a run, the quickest of many slices.
"""

from __future__ import annotations

import functools
import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

SLICE = 0.002  # seconds: short, so that some slices are undisturbed
SECONDS = 0.4
Work = Callable[[], Any]


def quickest(work: Work) -> float:
    """Seconds a call, of the quickest slice."""
    for _ in range(30):
        work()
    count, best = 1, float("inf")
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        began = time.perf_counter()
        for _ in range(count):
            work()
        taken = time.perf_counter() - began
        best = min(best, taken / count)
        count = max(1, int(SLICE / best))
    return best


def housing() -> tuple[Any, Any]:
    draw = np.random.RandomState(0)
    return draw.randn(20640, 9).astype("f"), draw.randn(20640, 1).astype("f")


def batch(rows: int, columns: int) -> tuple[Any, Any]:
    draw = np.random.RandomState(rows)
    return draw.randn(rows, columns).astype("f"), (draw.rand(rows, 1) > 0.5).astype("f")


# ---------------------------------------------------------------- with graphs


def graphs(tf: Any) -> Iterator[tuple[str, Work]]:
    for workload in (first_graph, normal_equation, descent, mini_batch, chain, modules, logistic, network):
        tf.reset_default_graph()
        tf.set_random_seed(1)
        made = workload(tf)
        session = tf.Session(config=one_thread(tf))
        session.run(tf.global_variables_initializer())
        for name, fetches, feeds in made:
            yield name, functools.partial(session.run, fetches, feeds)


def one_thread(tf: Any) -> Any:
    return tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)


def first_graph(tf: Any) -> list[tuple[str, Any, Any]]:
    x, y = tf.Variable(3, name="x"), tf.Variable(4, name="y")
    f = x * x * y + y + 2
    return [("W1 run(f)", f, None), ("W1 run([x, y, f])", [x, y, f], None)]


def normal_equation(tf: Any) -> list[tuple[str, Any, Any]]:
    x, y = map(tf.constant, housing())
    turned = tf.transpose(x)
    theta = tf.matmul(tf.matmul(tf.matrix_inverse(tf.matmul(turned, x)), turned), y)
    return [("W2 normal equation again", theta, None)]


def descent(tf: Any) -> list[tuple[str, Any, Any]]:
    x, y = map(tf.constant, housing())
    theta = tf.Variable(tf.random_uniform([9, 1], -1.0, 1.0, seed=42))
    loss = tf.reduce_mean(tf.square(tf.matmul(x, theta) - y))
    return [("W5 epoch of descent", tf.train.GradientDescentOptimizer(0.01).minimize(loss), None)]


def mini_batch(tf: Any) -> list[tuple[str, Any, Any]]:
    x, y = tf.placeholder(tf.float32, [None, 9]), tf.placeholder(tf.float32, [None, 1])
    theta = tf.Variable(tf.random_uniform([9, 1], -1.0, 1.0, seed=42))
    loss = tf.reduce_mean(tf.square(tf.matmul(x, theta) - y))
    step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    return [("W7 mini-batch step", step, dict(zip((x, y), batch(100, 9))))]


def chain(tf: Any) -> list[tuple[str, Any, Any]]:
    a, b = tf.Variable(0.2), tf.Variable(0.3)
    z = a
    for i in range(100):
        z = a * tf.cos(z + float(i)) + z * tf.sin(b - float(i))
    return [("W8 chain of 100", z, None), ("W8 its gradients", tf.gradients(z, [a, b]), None)]


def modules(tf: Any) -> list[tuple[str, Any, Any]]:
    x = tf.placeholder(tf.float32, [None, 3])
    made = []
    for count in (5, 100):
        parts = []
        for i in range(count):
            weights, bias = tf.Variable(tf.random_normal([3, 1], seed=i)), tf.Variable(0.0)
            parts.append(tf.maximum(tf.matmul(x, weights) + bias, 0.0))
        made.append((f"W9 {count} modules", tf.add_n(parts), {x: batch(100, 3)[0]}))
    return made


def logistic(tf: Any) -> list[tuple[str, Any, Any]]:
    x, y = tf.placeholder(tf.float32, [None, 2]), tf.placeholder(tf.float32, [None, 1])
    weights = tf.Variable(tf.zeros([3, 1]))
    with_bias = tf.concat([tf.ones([tf.shape(x)[0], 1]), x], 1)
    loss = tf.losses.log_loss(y, tf.sigmoid(tf.matmul(with_bias, weights)))
    step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    return [("W10 logistic step", step, dict(zip((x, y), batch(50, 2))))]


def network(tf: Any) -> list[tuple[str, Any, Any]]:
    x, labels = tf.placeholder(tf.float32, [None, 784]), tf.placeholder(tf.int32, [None])
    layer, width = x, 784
    for i, units in enumerate((300, 100, 10)):
        weights = tf.Variable(tf.truncated_normal([width, units], stddev=0.1, seed=i))
        layer, width = tf.matmul(layer, weights) + tf.Variable(tf.zeros([units])), units
        layer = tf.nn.relu(layer) if i < 2 else layer
    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=layer))
    step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
    return [("W11 network step", step, {x: batch(50, 784)[0], labels: np.arange(50) % 10})]


# ---------------------------------------------------------------- by hand


def by_hand() -> Iterator[tuple[str, Work]]:
    i, j, two = np.int32(3), np.int32(4), np.int32(2)
    yield "W1 run(f)", lambda: i * i * j + j + two
    x, y = housing()
    state = {"theta": np.zeros((9, 1), "f")}

    def step(x: Any, y: Any) -> None:
        error = x @ state["theta"] - y
        state["theta"] = state["theta"] - np.float32(0.01) * (x.T @ (np.float32(2 / len(x)) * error))

    yield "W5 epoch of descent", lambda: step(x, y)
    some_x, some_y = batch(100, 9)
    yield "W7 mini-batch step", lambda: step(some_x, some_y)

    def chained() -> Any:
        a, b = np.float32(0.2), np.float32(0.3)
        z = a
        for k in range(100):
            z = a * np.cos(z + np.float32(k)) + z * np.sin(b - np.float32(k))
        return z

    yield "W8 chain of 100", chained
    given = batch(100, 3)[0]
    for count in (5, 100):
        parts = [np.random.RandomState(k).randn(3, 1).astype("f") for k in range(count)]
        yield f"W9 {count} modules", functools.partial(added, given, parts)


def added(given: Any, parts: list[Any]) -> Any:
    return sum(np.maximum(given @ weights + np.float32(0), np.float32(0)) for weights in parts)


def main() -> None:
    module = sys.argv[1]
    found = by_hand() if module == "numpy" else graphs(importlib.import_module(module))
    for name, work in found:
        print(json.dumps([name, quickest(work)]), flush=True)


if __name__ == "__main__":
    main()
