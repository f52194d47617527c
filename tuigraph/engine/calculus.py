"""Formulas of symbolic differentiation, kept readable: what is 1 or 0 is left out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.node import Tensor
from tuigraph.engine.roles import Role


def product(outer: Tensor, inner: Tensor) -> Tensor:
    """`outer * inner`, without the factors that are 1."""
    if _is_one(inner) and inner._shape in ((), outer._shape):
        return outer
    if _is_one(outer) and outer._shape in ((), inner._shape):
        return inner
    return outer * inner


def total(terms: Iterable[Tensor | None]) -> Tensor | None:
    """The sum of the terms that are not None, which stands for 0."""
    found: Tensor | None = None
    for term in terms:
        if term is not None:
            found = term if found is None else found + term
    return found


def _is_one(tensor: Tensor) -> bool:
    value = constant_value(tensor) if tensor.op.role is Role.CONSTANT else None
    return value is not None and bool(np.all(value == 1.0))
