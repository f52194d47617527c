"""Defaults of arguments for the calls inside a block (`tf.contrib.framework.arg_scope`)."""

from __future__ import annotations

import contextlib
import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

_Function = TypeVar("_Function", bound=Callable[..., Any])
_known: dict[str, tuple[str, ...]] = {}  # the keyword arguments of each function that takes defaults
_scopes: list[dict[str, dict[str, Any]]] = [{}]


def arg_scope_func_key(op: Any) -> str:
    """By what a function is known here."""
    return str(getattr(op, "_key_op", str(op)))


def current_arg_scope() -> dict[str, dict[str, Any]]:
    """The defaults that hold now: for each function its arguments."""
    return _scopes[-1]


@contextlib.contextmanager
def arg_scope(list_ops_or_scope: Any, **kwargs: Any) -> Iterator[dict[str, dict[str, Any]]]:
    """Inside, functions have other defaults (`tf.contrib.framework.arg_scope`).

    `list_ops_or_scope`: functions that are decorated with `add_arg_scope`, or what an earlier block has yielded, which
    is entered again.  Raises TypeError for anything else, ValueError for a function that is not decorated and for
    arguments beside an earlier scope.
    """
    if isinstance(list_ops_or_scope, dict):
        if kwargs:
            raise ValueError("When attempting to re-use a scope by suppling adictionary, kwargs must be empty.")
        scope = dict(list_ops_or_scope)
    elif isinstance(list_ops_or_scope, (list, tuple)):
        scope = dict(current_arg_scope())
        for op in list_ops_or_scope:
            if not has_arg_scope(op):
                raise ValueError(f"{(op.__module__, op.__name__)} is not decorated with @add_arg_scope")
            key = arg_scope_func_key(op)
            scope[key] = {**scope.get(key, {}), **kwargs}
    else:
        raise TypeError("list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)")
    _scopes.append(scope)
    try:
        yield scope
    finally:
        _scopes.pop()


def add_arg_scope(func: _Function) -> _Function:
    """The function with defaults that `arg_scope` may change."""
    key = arg_scope_func_key(func)

    @functools.wraps(func)
    def with_defaults(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **{**current_arg_scope().get(key, {}), **kwargs})

    parameters = inspect.signature(func).parameters.values()
    _known[key] = tuple(p.name for p in parameters if p.default is not p.empty)
    with_defaults._key_op = key  # type: ignore[attr-defined]
    return with_defaults  # type: ignore[return-value]


def has_arg_scope(func: Any) -> bool:
    """Whether `arg_scope` takes the function."""
    return arg_scope_func_key(func) in _known


def arg_scoped_arguments(func: Any) -> tuple[str, ...]:
    """The arguments whose defaults `arg_scope` may change."""
    return _known[arg_scope_func_key(func)]
