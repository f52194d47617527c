"""`tf.custom_gradient`: a function that brings its own derivative."""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable
from typing import Any

from tuigraph.engine import nest
from tuigraph.engine.build import apply, convert_to_tensor, tensor
from tuigraph.engine.gradient_rules import RegisterGradient, rule_of
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops.state import is_resource
from tuigraph.engine.recording import recorded
from tuigraph.engine.roles import Role
from tuigraph.engine.scopes import get_variable_scope

_numbers = itertools.count(1)


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for ``f(*x)`` that returns its result and a function from the gradients of the result to those of x.

    Where `f` uses variables other than its arguments, that function takes a keyword ``variables`` with the list of
    them and returns the gradients of x and a list of those of the variables.

    The result is the outputs of an IdentityN of results, arguments and variables, with a gradient of its own.  Raises
    ValueError for keyword arguments, which would have no gradient; TypeError for variables that the gradient function
    does not ask for, for one that asks where there are none, and for reference variables made in `f`.
    """

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        if kwargs:
            raise ValueError(
                "The custom_gradient decorator currently supports keywords arguments only when eager execution is "
                "enabled. Bind them with functools.partial or a lambda."
            )
        name = f"CustomGradient-{next(_numbers)}"
        inputs = [convert_to_tensor(x) for x in args]
        before = _in_scope()
        with recorded() as watched:
            result, grad_fn = f(*inputs)
        if any(not is_resource(v) for v in _in_scope() if not any(v is known for known in before)):
            raise TypeError(
                "All variables used by a function wrapped with @custom_gradient must be `ResourceVariable`s. Ensure "
                "that no `variable_scope` is created with `use_resource=False`."
            )
        results = [convert_to_tensor(r) for r in nest.flatten(result)]
        for r in results:
            tensor("Identity", r)  # TensorFlow's, and the numbers of what is made after it count on it
        variables = [*watched, *(v for v in _used_between(inputs, results) if not any(v is w for w in watched))]
        _check_signature(grad_fn, variables)

        @RegisterGradient(name)
        def rule(op: Operation, *grads: Any) -> list[Any]:
            given = grads[: len(results)]
            if not variables:
                return [None] * len(results) + nest.flatten([grad_fn(*given)])
            of_inputs, of_variables = grad_fn(*given, variables=variables)
            if len(of_variables) != len(variables):
                raise ValueError("Must return gradient for each variable from @custom_gradient grad_fn.")
            return [None] * len(results) + nest.flatten([of_inputs]) + list(of_variables)

        with get_default_graph().gradient_override_map({"IdentityN": name}):
            handles = [v.handle if is_resource(v) else v for v in variables]
            outputs = apply("IdentityN", [*results, *inputs, *handles]).outputs[: len(results)]
        return nest.pack_as(result, outputs) if nest.is_nested(result) else outputs[0]

    return decorated


def _in_scope() -> list[Any]:
    scope = get_variable_scope()
    return [*scope.global_variables(), *scope.local_variables()]


def _used_between(inputs: list[Tensor], results: list[Tensor]) -> list[Any]:
    """The trainable variables that the results are computed from, not by way of the inputs.

    Raises ValueError for one that is no global variable.
    """
    graph = get_default_graph()
    known = {v.op: v for v in graph.get_collection(GraphKeys.GLOBAL_VARIABLES)}
    ends: set[Tensor] = set(inputs)
    seen: set[Operation] = set()
    found: list[Any] = []
    pending = [t for t in results if t not in ends]
    while pending:
        op = pending.pop().op
        if op in seen:
            continue
        seen.add(op)
        if op.role is Role.VARIABLE:
            if op not in known:
                raise ValueError(f"Unsuccessful at finding variable {op.name}.")
            if known[op].trainable:
                found.append(known[op])
        if _has_gradient(op):
            pending.extend(t for t in op.inputs if t not in ends)
    return found


def _has_gradient(op: Operation) -> bool:
    try:
        return rule_of(op) is not None
    except LookupError:
        return False


def _check_signature(grad_fn: Callable[..., Any], variables: list[Any]) -> None:
    described = inspect.getfullargspec(grad_fn)
    asks = "variables" in described.args or described.varkw is not None
    if variables and not asks:
        raise TypeError(
            "If using @custom_gradient with a function that uses variables, then grad_fn must accept a keyword "
            "argument 'variables'."
        )
    if asks and not variables and not get_variable_scope().use_resource:
        raise TypeError(
            "If using @custom_gradient with a function that uses variables, the enclosing variable scope must have "
            "use_resource=True."
        )
