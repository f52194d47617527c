"""What scripts import from private modules of TensorFlow's that its public interface does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import shapes
from tuigraph.engine.constant_value import static_value
from tuigraph.engine.shapes import TensorShape
from tuigraph.training import layer


def scalar() -> TensorShape:
    return TensorShape([])


def vector(length: Any) -> TensorShape:
    return TensorShape([length])


def matrix(rows: Any, cols: Any) -> TensorShape:
    return TensorShape([rows, cols])


def constant_value(pred: Any) -> Any:
    """A flag, where it is known before the graph runs, else None.  Raises TypeError for what is no flag."""
    if isinstance(pred, (bool, int)) and pred in (0, 1):
        return bool(pred)
    if not hasattr(pred, "graph"):
        raise TypeError("`pred` must be a Tensor, a Variable, or a Python bool.")
    return static_value(pred) if hasattr(pred, "op") and not hasattr(pred, "initializer") else None


def smart_cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    name: str | None = None,
) -> Any:
    """`tf.cond`; where `pred` is known, the other branch is not made.  Raises TypeError for what cannot be called."""
    if not callable(true_fn):
        raise TypeError("`true_fn` must be callable.")
    if not callable(false_fn):
        raise TypeError("`false_fn` must be callable.")
    return layer.smart_cond(pred, true_fn, false_fn)


as_shape = shapes.as_shape
unknown_shape = shapes.unknown_shape
