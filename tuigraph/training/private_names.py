"""What scripts import from private modules of TensorFlow's that its public interface does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tuigraph.engine import shapes
from tuigraph.engine.shapes import TensorShape
from tuigraph.training import layer


def scalar() -> TensorShape:
    return TensorShape([])


def vector(length: Any) -> TensorShape:
    return TensorShape([length])


def matrix(rows: Any, cols: Any) -> TensorShape:
    return TensorShape([rows, cols])


def constant_value(pred: Any) -> bool | None:
    """A flag, where it is known before the graph runs, else None.  Raises TypeError for what is no flag."""
    return layer.known_flag(_flag(pred))


def smart_cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    name: str | None = None,
) -> Any:
    """`tf.cond`; where `pred` is known, the other branch is not made.

    Raises TypeError for what cannot be called, and for what is no flag.
    """
    if not callable(true_fn):
        raise TypeError("`true_fn` must be callable.")
    if not callable(false_fn):
        raise TypeError("`false_fn` must be callable.")
    return layer.smart_cond(_flag(pred), true_fn, false_fn, name)


def _flag(pred: Any) -> Any:
    if not hasattr(pred, "graph") and not (isinstance(pred, int) and pred in (0, 1)):
        raise TypeError("`pred` must be a Tensor, a Variable, or a Python bool.")
    return pred


as_shape = shapes.as_shape
unknown_shape = shapes.unknown_shape
