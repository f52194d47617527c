"""`tf.custom_gradient`: a function that brings its own derivative."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.gradient_rules import RegisterGradient
from tuigraph.engine.graph import Operation, get_default_graph

_COUNT = [0]


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for ``f(*x)`` that returns its result and a function from the gradients of the result to those of x.

    The result is the outputs of an IdentityN of results and arguments, with a gradient of its own.  Raises ValueError
    for keyword arguments, which would have no gradient.
    """

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            raise ValueError(
                "The custom_gradient decorator currently supports keywords arguments only when eager execution is "
                "enabled. Bind them with functools.partial or a lambda."
            )
        inputs = [convert_to_tensor(x) for x in args]
        result, grad_fn = f(*inputs)
        several = isinstance(result, (list, tuple))
        results = [convert_to_tensor(r) for r in result] if several else [convert_to_tensor(result)]
        _COUNT[0] += 1
        name = f"CustomGradient-{_COUNT[0]}"

        @RegisterGradient(name)
        def rule(op: Operation, *grads: Any) -> list[Any]:
            found = grad_fn(*grads[: len(results)])
            found = list(found) if isinstance(found, (list, tuple)) else [found]
            if len(found) != len(inputs):
                raise ValueError(
                    f"The gradient of {f.__name__} gives {len(found)} gradients for {len(inputs)} arguments."
                )
            return [None] * len(results) + found

        with get_default_graph().gradient_override_map({"IdentityN": name}):
            for r in results:
                tensor("Identity", r)
            outputs = apply("IdentityN", results + inputs).outputs[: len(results)]
        return outputs if several else outputs[0]

    return decorated
