"""The numbers that all engines compute with; keeps to Python 3.7, as all that a TensorFlow 1 runs."""

from __future__ import annotations

from typing import Any

import numpy as np

RATE = 0.01
BATCH = 100
NODES = 10_000
ROWS, COLUMNS = 50_000, 128  # of an embedding
STEPS, UNITS = 20, 64  # of a recurrent network
DRAWS = 100_000
MEGABYTES = 100
LAYERS = (784, 300, 100, 10)


def housing() -> tuple[Any, Any]:
    draw = np.random.RandomState(0)
    return np.asfortranarray(draw.randn(20640, 9).astype("f")), draw.randn(20640, 1).astype("f")


def theta() -> Any:
    return np.random.RandomState(42).uniform(-1, 1, (9, 1)).astype("f")


def wide_housing() -> tuple[Any, Any]:
    x, y = housing()
    return x.astype("d"), y.astype("d")


def some_rows(x: Any, y: Any) -> tuple[Any, Any]:
    """A mini-batch, drawn as the chapter draws it."""
    np.random.seed(1)
    chosen = np.random.randint(len(x), size=BATCH)
    return x[chosen], y[chosen]


def batch(rows: int, columns: int) -> tuple[Any, Any]:
    draw = np.random.RandomState(rows)
    return draw.randn(rows, columns).astype("f"), (draw.rand(rows, 1) > 0.5).astype("f")


def module_weights(count: int) -> list[Any]:
    return [np.random.RandomState(k).randn(3, 1).astype("f") for k in range(count)]


def network_weights() -> list[tuple[Any, Any]]:
    draw = np.random.RandomState(7)
    sizes = ((LAYERS[i], LAYERS[i + 1]) for i in range(len(LAYERS) - 1))
    return [((draw.randn(n, m) * np.sqrt(2 / n)).astype("f"), np.zeros(m, "f")) for n, m in sizes]


def images(count: int = 50) -> tuple[Any, Any]:
    return np.random.RandomState(1).rand(count, 28, 28, 1).astype("f"), np.arange(count) % 10


def pooled() -> tuple[Any, Any]:
    """What is pooled, of which many elements are equal (0), and the gradient of what comes of it."""
    draw = np.random.RandomState(2)
    return np.maximum(draw.randn(50, 28, 28, 32), 0).astype("f"), draw.randn(50, 14, 14, 32).astype("f")


def words() -> tuple[Any, Any]:
    """Rows of the embedding, and what is taken from each."""
    draw = np.random.RandomState(3)
    return draw.randint(0, ROWS, 128), draw.randn(128, COLUMNS).astype("f")
