"""From an operation to those that compute its gradient, and back; by names alone, as TensorFlow gives them.

The gradient of the operation ``layer/mul`` stands in a scope ``layer/mul_grad`` under that of the call of
`tf.gradients`: ``gradients/layer/mul_grad/Sum``.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_GRADIENT = re.compile(r"_grad(_\d+)?$")


def forward_of(name: str, names: Collection[str]) -> str | None:
    """The operation whose gradient `name` is a part of; None when it is no part of any."""
    parts = name.split("/")
    for i in reversed(range(1, len(parts))):
        found = _GRADIENT.search(parts[i])
        if not found or found.start() == 0:
            continue
        for start in range(1, i + 1):
            forward = "/".join([*parts[start:i], parts[i][: found.start()]])
            if forward in names:
                return forward
    return None


def is_gradient(name: str) -> bool:
    """Whether an operation is called like a part of a gradient."""
    return any(found.start() for part in name.split("/") if (found := _GRADIENT.search(part)))


def gradients_of(name: str, names: Collection[str]) -> list[str]:
    """The operations that compute the gradient of an operation, in the order of `names`."""
    mark = f"/{name}_grad"
    return [other for other in names if mark in other and forward_of(other, names) == name]
