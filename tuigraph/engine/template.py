"""`tf.make_template`: a function that makes its variables on the first call and shares them on the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tuigraph.engine.graph import get_default_graph, user_line
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.scopes import VariableScope, _prolonged, _scopes, variable_scope


def make_template(
    name_: str,
    func_: Callable[..., Any],
    create_scope_now_: bool = False,
    unique_name_: str | None = None,
    custom_getter_: Any = None,
    **kwargs: Any,
) -> Template:
    """`func_`, with `kwargs` bound, as a template (`tf.make_template`).

    Its variables have to be made with `get_variable`.  The scope's name is `name_` made unique, or `unique_name_` as it
    stands. A later call that makes trainable variables raises ValueError.
    """
    return Template(
        name_, partial(func_, **kwargs) if kwargs else func_, create_scope_now_, unique_name_, custom_getter_
    )


class Template:
    """A function with a variable scope of its own."""

    def __init__(
        self,
        name: str,
        func: Callable[..., Any],
        create_scope_now: bool = False,
        unique_name: str | None = None,
        custom_getter: Any = None,
    ) -> None:
        if name is None:
            raise ValueError("name cannot be None.")
        self.name = name
        self.func = func
        self.variable_scope: VariableScope | None = None
        self._unique_name = unique_name
        self._custom_getter = custom_getter
        self._called = False
        self._source = user_line()
        if create_scope_now:
            graph = get_default_graph()
            chosen = unique_name or _scopes(graph).unused(name)
            with _prolonged(graph, chosen, chosen, {"custom_getter": custom_getter}) as scope:
                self.variable_scope = scope

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.variable_scope is None:
            with variable_scope(self._unique_name, self.name, custom_getter=self._custom_getter) as scope:
                self.variable_scope = scope
                return self._call(args, kwargs)
        with variable_scope(self.variable_scope, reuse=self._called):
            return self._call(args, kwargs)

    def _call(self, args: Any, kwargs: Any) -> Any:
        trainable = get_default_graph().get_collection_ref(GraphKeys.TRAINABLE_VARIABLES)
        before = len(trainable)
        try:
            result = self.func(*args, **kwargs)
            if self._called and len(trainable) > before:
                raise ValueError(
                    "Trainable variable created when calling a template after the first time, perhaps you used "
                    f"tf.Variable when you meant tf.get_variable: {trainable[before:]}"
                )
        except Exception as error:
            if self._source and error.args:
                error.args = (
                    f"{error.args[0]}\n\ntemplate made at {self._source[0]}:{self._source[1]}",
                    *error.args[1:],
                )
            raise
        self._called = True
        return result

    def _collection(self, key: str) -> list[Any]:
        return self.variable_scope.get_collection(key) if self.variable_scope is not None and self._called else []

    @property
    def global_variables(self) -> list[Any]:
        return self._collection(GraphKeys.GLOBAL_VARIABLES)

    @property
    def local_variables(self) -> list[Any]:
        return self._collection(GraphKeys.LOCAL_VARIABLES)

    @property
    def trainable_variables(self) -> list[Any]:
        return self._collection(GraphKeys.TRAINABLE_VARIABLES)

    @property
    def variables(self) -> list[Any]:
        return self.global_variables + self.local_variables
