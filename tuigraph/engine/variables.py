"""The kinds of variables, and the variables of the default graph."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.graph import get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.variable import Variable

__all__ = [
    "Variable",
    "global_variables",
    "local_variables",
    "model_variables",
    "moving_average_variables",
    "trainable_variables",
]


def _resource_kind() -> type[Variable]:
    from tuigraph.engine.resource_variables import ResourceVariable

    return ResourceVariable


Variable._resource_kind = staticmethod(_resource_kind)  # loaded when the first is made


def global_variables(scope: str | None = None) -> list[Any]:
    """The variables that checkpoints keep (`tf.global_variables`); with `scope`, those whose name matches it."""
    return get_default_graph().get_collection(GraphKeys.GLOBAL_VARIABLES, scope)


def trainable_variables(scope: str | None = None) -> list[Any]:
    """The variables that optimizers change by default (`tf.trainable_variables`)."""
    return get_default_graph().get_collection(GraphKeys.TRAINABLE_VARIABLES, scope)


def local_variables(scope: str | None = None) -> list[Any]:
    """The variables of this process alone, such as counters (`tf.local_variables`)."""
    return get_default_graph().get_collection(GraphKeys.LOCAL_VARIABLES, scope)


def model_variables(scope: str | None = None) -> list[Any]:
    return get_default_graph().get_collection(GraphKeys.MODEL_VARIABLES, scope)


def moving_average_variables(scope: str | None = None) -> list[Any]:
    return get_default_graph().get_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, scope)
