"""The workloads as a practised user of NumPy writes them."""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.benchmarks import data
from tests.benchmarks.clocks import Row, again, first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

f4 = np.float32


def workloads() -> Iterator[Callable[[], Iterator[Row]]]:
    yield from (first_graph, normal_equation, descent, mini_batch, chain, modules, logistic, network)
    yield from (files, pooling, embedding, drawing)


def first_graph() -> Iterator[Row]:
    x, y, two = np.int32(3), np.int32(4), np.int32(2)
    yield again("W1 run(f)", lambda: x * x * y + y + two)
    yield again("W1 run([x, y, f])", lambda: [x, y, x * x * y + y + two])


def normal_equation() -> Iterator[Row]:
    x, y = data.housing()
    yield first("W2 first", lambda: lambda: np.linalg.inv(x.T.dot(x)).dot(x.T).dot(y))


def epoch(theta: Any, x: Any, y: Any) -> Any:
    return theta - f4(data.RATE) * (f4(2 / len(x)) * (x.T.dot(x.dot(theta) - y)))


def descent() -> Iterator[Row]:
    x, y = data.housing()
    theta, speed = data.theta(), np.zeros((9, 1), "f")

    def step() -> None:
        nonlocal theta
        theta = epoch(theta, x, y)

    def with_momentum() -> None:
        nonlocal theta, speed
        speed = f4(0.9) * speed + f4(2 / len(x)) * (x.T.dot(x.dot(theta) - y))
        theta = theta - f4(data.RATE) * speed

    for name in ("W3 epoch by hand", "W4 epoch by gradients", "W5 epoch by an optimizer"):
        yield again(name, step)
    yield again("W6 epoch with momentum", with_momentum)


def mini_batch() -> Iterator[Row]:
    wide = data.wide_housing()
    ready = data.some_rows(*wide)
    theta = data.theta()

    def step(x: Any, y: Any) -> None:
        nonlocal theta
        theta = epoch(theta, x.astype("f"), y.astype("f"))

    yield again("W7 mini-batch step", lambda: step(*ready))
    yield again("W7 with its batch drawn", lambda: step(*data.some_rows(*wide)))


def chain() -> Iterator[Row]:
    a, b = f4(0.2), f4(0.3)

    def forward(tape: Any = None) -> Any:
        z = f4(0)
        for i in range(100):
            u, w = z + f4(i), b - f4(i)
            c, s = np.cos(u), np.sin(w)
            if tape is not None:
                tape.append((u, w, c, s, z))
            z = a * c + z * s
        return z

    def gradients() -> Any:
        tape: list[Any] = []
        forward(tape)
        dz, da, db = f4(1), f4(0), f4(0)
        for u, w, c, s, z in reversed(tape):
            da += dz * c
            db += dz * z * np.cos(w)
            dz = dz * s - dz * a * np.sin(u)
        return da, db

    yield again("W8 chain of 100", forward)
    yield again("W8 its gradients", gradients)


def modules() -> Iterator[Row]:
    x, zero = data.batch(100, 3)[0], f4(0)

    def total(parts: list[Any]) -> Any:
        return sum(np.maximum(x.dot(weights) + zero, zero) for weights in parts)

    for count in (5, 100):
        yield again(f"W9 {count} modules", functools.partial(total, data.module_weights(count)))


def logistic() -> Iterator[Row]:
    x, y = data.batch(50, 3)
    theta, small, one = np.zeros((3, 1), "f"), f4(1e-7), f4(1)

    def step() -> None:
        nonlocal theta
        p = one / (one + np.exp(-x.dot(theta)))
        slope = ((one - y) / (one - p + small) - y / (p + small)) / f4(len(y))
        theta = theta - f4(0.1) * (x.T.dot(slope * p * (one - p)))

    yield again("W10 logistic step", step)


def network() -> Iterator[Row]:
    x, labels, rows = data.batch(50, 784)[0], np.arange(50) % 10, np.arange(50)
    weights = data.network_weights()

    def step() -> None:
        layers = [x]
        for w, b in weights:
            layer = layers[-1].dot(w) + b
            layers.append(np.maximum(layer, f4(0)) if len(b) > 10 else layer)
        e = np.exp(layers[-1] - layers[-1].max(1, keepdims=True))
        p = e / e.sum(1, keepdims=True)
        p[rows, labels] -= 1
        slope = p / f4(50)
        for k in reversed(range(len(weights))):
            w, b = weights[k]
            by_w, by_b = layers[k].T.dot(slope), slope.sum(0)
            if k:
                slope = (slope.dot(w.T)) * (layers[k] > 0)
            weights[k] = w - f4(data.RATE) * by_w, b - f4(data.RATE) * by_b

    yield again("W11 network step", step)


def files() -> Iterator[Row]:
    size = data.MEGABYTES * 1_000_000 // 40
    arrays = {f"v{i}": np.random.RandomState(i).rand(size).astype("f") for i in range(10)}
    folder = tempfile.mkdtemp()
    path = os.path.join(folder, "model.npz")

    def restore() -> None:
        with np.load(path) as archive:
            arrays.update((name, archive[name]) for name in archive.files)

    yield first("W13 100 MB saved", lambda: functools.partial(np.savez, path, **arrays))  # type: ignore[arg-type]
    yield first("W13 100 MB restored", lambda: restore)
    shutil.rmtree(folder)


def pooling() -> Iterator[Row]:
    x, gradient = data.pooled()

    def step() -> Any:
        """By one pass for each place of the window; the first of the largest takes the gradient."""
        places = [np.s_[:, i::2, j::2] for i in (0, 1) for j in (0, 1)]
        largest = functools.reduce(np.maximum, [x[place] for place in places])
        slope, left = np.empty_like(x), np.ones(largest.shape, bool)
        for place in places:
            here = (x[place] == largest) & left
            np.multiply(gradient, here, out=slope[place])
            left &= ~here
        return largest, slope

    yield again("Max pooling and its gradient", step)


def embedding() -> Iterator[Row]:
    table = np.zeros((data.ROWS, data.COLUMNS), "f")
    rows, taken = data.words()
    yield again("SGD on an embedding, a step", lambda: np.subtract.at(table, rows, taken * f4(data.RATE)))


def drawing() -> Iterator[Row]:
    draw = np.random.RandomState(1)
    yield again("100,000 of random_gamma", lambda: draw.gamma(2.0, size=data.DRAWS))
    yield again("100,000 of random_poisson", lambda: draw.poisson(5.0, data.DRAWS))
    numbers = np.arange(data.DRAWS)
    yield again("100,000 of random_shuffle", lambda: draw.permutation(numbers))
    yield again("100,000 of random_normal", lambda: draw.normal(size=data.DRAWS))
