"""Variable scopes: the prefix of names and the defaults that `get_variable` goes by.

Entering a scope makes a copy of the one around it, with what the caller gave in its place.  Each thread has its own
current scope.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import graph_of
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.graph import Graph, get_default_graph
from tuigraph.engine.keys import GraphKeys


class _AutoReuse:
    """The value of `reuse` that shares a variable where there is one and makes it where there is none."""

    def __repr__(self) -> str:
        return "tf.AUTO_REUSE"


AUTO_REUSE = _AutoReuse()


class VariableScope:
    """A prefix for names and the defaults of `get_variable` (`tf.VariableScope`)."""

    def __init__(
        self,
        reuse: Any,
        name: str = "",
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        name_scope: str = "",
        dtype: Any = dtypes.float32,
        use_resource: bool | None = None,
        constraint: Any = None,
    ) -> None:
        self.reuse = reuse
        self.name = name
        self.initializer = initializer
        self.regularizer = regularizer
        self.caching_device = caching_device
        self.partitioner = partitioner
        self.custom_getter = custom_getter
        self.name_scope = name_scope
        self.dtype = dtype
        self.use_resource = use_resource
        self.constraint = constraint

    def _but(self, changes: dict[str, Any]) -> VariableScope:
        """A copy with something changed."""
        return VariableScope(**{**vars(self), **changes})

    @property
    def original_name_scope(self) -> str:
        """The name scope that was opened together with this scope."""
        return self.name_scope

    def reuse_variables(self) -> None:
        """Share variables from here to the end of the scope instead of making them."""
        self.reuse = True

    def set_initializer(self, initializer: Any) -> None:
        self.initializer = initializer

    def set_regularizer(self, regularizer: Any) -> None:
        self.regularizer = regularizer

    def set_dtype(self, dtype: Any) -> None:
        self.dtype = dtype

    def set_caching_device(self, caching_device: Any) -> None:
        self.caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        self.partitioner = partitioner

    def set_custom_getter(self, custom_getter: Any) -> None:
        self.custom_getter = custom_getter

    def set_use_resource(self, use_resource: bool | None) -> None:
        self.use_resource = use_resource

    def get_collection(self, name: Any) -> list[Any]:
        """What a collection of the default graph holds under this scope."""
        return get_default_graph().get_collection(name, self.name + "/" if self.name else "")

    def global_variables(self) -> list[Any]:
        return self.get_collection(GraphKeys.GLOBAL_VARIABLES)

    def trainable_variables(self) -> list[Any]:
        return self.get_collection(GraphKeys.TRAINABLE_VARIABLES)

    def local_variables(self) -> list[Any]:
        return self.get_collection(GraphKeys.LOCAL_VARIABLES)


class _Scopes(threading.local):
    """The current scope of a thread in one graph, and how often each name was opened (for default names)."""

    def __init__(self) -> None:
        self.current = VariableScope(False)
        self.opened: dict[str, int] = {}

    def unused(self, prefix: str) -> str:
        """`prefix`, with ``_1``, ``_2`` ... where a scope of that name was opened already."""
        full = joined(self.current.name, prefix)
        if not self.opened.get(full):
            return prefix
        count = 1
        while self.opened.get(f"{full}_{count}"):
            count += 1
        return f"{prefix}_{count}"


def _scopes(graph: Graph) -> _Scopes:
    found = graph.variable_scopes
    if not isinstance(found, _Scopes):
        with graph._lock:
            found = graph.variable_scopes
            if not isinstance(found, _Scopes):
                found = graph.variable_scopes = _Scopes()
    return found


def get_variable_scope() -> VariableScope:
    """The scope that `get_variable` uses now (`tf.get_variable_scope`)."""
    return _scopes(get_default_graph()).current


def joined(prefix: str, name: str) -> str:
    return f"{prefix}/{name}" if prefix else name


# ---------------------------------------------------------------- entering a scope


def variable_scope(
    name_or_scope: str | VariableScope | None,
    default_name: str | None = None,
    values: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    reuse: Any = None,
    dtype: Any = None,
    use_resource: bool | None = None,
    constraint: Any = None,
    auxiliary_name_scope: bool = True,
) -> contextlib.AbstractContextManager[VariableScope]:
    """Open a variable scope and a name scope (`tf.variable_scope`); the block gets the `VariableScope`.

    A name is joined to that of the scope around it, and what is not given is inherited from there; a `VariableScope` is
    entered again as it was, wherever it is entered.  `default_name` is used where the name is None, and is made unique.
    `reuse`: True shares variables here and in all scopes inside, AUTO_REUSE makes those that are not there; False means
    None, inherit.

    Raises TypeError for neither a name nor a default name, ValueError for another `reuse`, or one with a default name.
    """
    if default_name is None and name_or_scope is None:
        raise TypeError("If default_name is None then name_or_scope is required")
    if name_or_scope is not None and not isinstance(name_or_scope, (str, VariableScope)):
        raise TypeError("VariableScope: name_or_scope must be a string or VariableScope.")
    if reuse not in (True, False, None, AUTO_REUSE):
        raise ValueError("The reuse parameter must be True or False or None.")
    if name_or_scope is None and reuse:
        raise ValueError("reuse=True cannot be used without a name_or_scope")
    if not isinstance(auxiliary_name_scope, bool):
        raise TypeError(f"The auxiliary_name_scope must be `True` or `False`, while get {auxiliary_name_scope}")
    given = {
        "initializer": initializer,
        "regularizer": regularizer,
        "caching_device": caching_device,
        "partitioner": partitioner,
        "custom_getter": custom_getter,
        "reuse": reuse or None,
        "dtype": dtype,
        "use_resource": use_resource,
    }
    given = {key: value for key, value in given.items() if value is not None}
    given["constraint"] = constraint  # the one default that scopes inside do not inherit
    graph = graph_of(values or ()) or get_default_graph()
    return _entered(graph, name_or_scope, default_name, given, auxiliary_name_scope)


@contextlib.contextmanager
def _entered(
    graph: Graph,
    name_or_scope: str | VariableScope | None,
    default_name: str | None,
    given: dict[str, Any],
    auxiliary: bool,
) -> Iterator[VariableScope]:
    with contextlib.ExitStack() as stack:
        stack.enter_context(graph.as_default())
        if isinstance(name_or_scope, VariableScope):
            opened_name = name_or_scope.name.split("/")[-1]
        else:
            opened_name = default_name or "" if name_or_scope is None else name_or_scope
        opened = ""
        if not auxiliary:
            current = graph.get_name_scope()
            opened = stack.enter_context(graph.name_scope(current + "/" if current else ""))
        elif opened_name or name_or_scope is None:
            opened = stack.enter_context(graph.name_scope(opened_name))
        if isinstance(name_or_scope, VariableScope):
            yield stack.enter_context(_reentered(graph, name_or_scope, given))
        else:
            name = _scopes(graph).unused(opened_name) if name_or_scope is None else name_or_scope
            yield stack.enter_context(_prolonged(graph, name, opened, given))


@contextlib.contextmanager
def _prolonged(graph: Graph, name: str, opened: str, given: dict[str, Any]) -> Iterator[VariableScope]:
    """The current scope with a longer name.  Opens no name scope."""
    scopes = _scopes(graph)
    former = scopes.current
    given = {**given, "custom_getter": _nested_getter(given.get("custom_getter"), former.custom_getter)}
    given.setdefault("reuse", former.reuse)
    scope = former._but({"name": joined(former.name, name), "name_scope": opened, **given})
    scopes.opened[scope.name] = scopes.opened.get(scope.name, 0) + 1
    scopes.current = scope
    try:
        yield scope
    finally:
        _leave(scopes, scope, former)
        for key in scopes.opened:
            if key.startswith(scope.name + "/"):
                scopes.opened[key] = 0


@contextlib.contextmanager
def _reentered(graph: Graph, again: VariableScope, given: dict[str, Any]) -> Iterator[VariableScope]:
    """A copy of a scope that was open before.  Opens no name scope."""
    scopes = _scopes(graph)
    former = scopes.current
    given = {**given, "custom_getter": _nested_getter(given.get("custom_getter"), again.custom_getter)}
    scope = again._but(given)
    scopes.opened[scope.name] = scopes.opened.get(scope.name, 0) + 1
    counts = dict(scopes.opened)
    scopes.current = scope
    try:
        yield scope
    finally:
        _leave(scopes, scope, former)
        scopes.opened = counts


def _leave(scopes: _Scopes, scope: VariableScope, former: VariableScope) -> None:
    nested = scopes.current is scope
    scopes.current = former
    if not nested:
        raise RuntimeError("Improper nesting of variable_scope.")


def _nested_getter(inner: Any, outer: Any) -> Any:
    """`inner` with `outer` as the getter that it calls."""
    if inner is None or outer is None:
        return inner or outer
    return lambda getter, *args, **kwargs: inner(partial(outer, getter), *args, **kwargs)


def variable_op_scope(values: Any, name_or_scope: Any, default_name: str | None = None, **options: Any) -> Any:
    """The old order of arguments of `variable_scope` (`tf.variable_op_scope`)."""
    return variable_scope(name_or_scope, default_name, values, **options)


def op_scope(values: Any, name: str | None, default_name: str | None = None) -> Any:
    """The old order of arguments of `name_scope` (`tf.op_scope`)."""
    return name_scope(name, default_name, values)
