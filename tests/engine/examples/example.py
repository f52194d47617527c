"""One example of an operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Inputs = "list[Any]"


@dataclass(frozen=True)
class Example:
    """Inputs at which an operation is smooth; by default ``apply(op_type, *inputs, **attrs)`` builds it.

    inputs     arrays, or lists of arrays for a list of tensors; floating ones are differentiated
    fixed      positions among the flat inputs that have no gradient, although they are floating: it has to be None
    build      makes the outputs from the input tensors instead, with functions that use the operation
    dynamic    the static shape cannot be known in full, even where all inputs are constants
    outputs    positions of the outputs that are differentiated, by default all floating ones
    tolerance  how far gradient and differences may be apart, relative to the largest entry
    """

    inputs: tuple[Any, ...]
    attrs: dict[str, Any] = field(default_factory=dict)
    fixed: tuple[int, ...] = ()
    build: Callable[..., Any] | None = None
    dynamic: bool = False
    outputs: tuple[int, ...] | None = None
    tolerance: float = 1e-5


def of(*inputs: Any, **options: Any) -> Example:
    """An example whose lists of numbers become arrays: float64 for floats, int32 for ints."""
    return Example(tuple(array(v) for v in inputs), **options)


def array(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        return value
    if isinstance(value, tuple):  # a list of tensors
        return [array(v) for v in value]
    made = np.array(value)
    return made.astype(np.int32) if made.dtype.kind == "i" else made


def numbers(*shape: int, seed: int = 0, low: float = -2.0, high: float = 2.0) -> Any:
    """Different numbers without pattern, none too close to another or to a whole number."""
    count = int(np.prod(shape))
    spread = (np.arange(count) + 0.37) / max(count, 1)
    return np.random.default_rng(seed).permutation(low + (high - low) * spread).reshape(shape)
