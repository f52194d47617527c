"""Public names on first use: `load` finds the object behind `tf.name` in the tables of `_names`."""

from __future__ import annotations

import importlib
import types
from typing import Any

from tuigraph._names import tables
from tuigraph.engine import containers, graph, opdef, ops


def _load_operations() -> None:
    for module in (
        *("engine.loop_gradients", "training.checkpoint_ops", "training.dataset_readers", "training.record_reader"),
        "summaries.ops",
    ):
        importlib.import_module(f"tuigraph.{module}")
    ops.load_all()


importlib.import_module("tuigraph.engine.ops.operators")  # puts them into Tensor
opdef.load_on_demand(_load_operations)
graph.set_codec(lambda: importlib.import_module("tuigraph.interop.graph_def"))
containers.set_connector(lambda: importlib.import_module("tuigraph.training.server").connect)

TABLES = tables()


def load(namespace: str, name: str) -> Any:
    """The object of a public name, as ``load("tf.nn", "relu")``.

    Raises AttributeError that says so and names the nearest when tuigraph has no such name.
    """
    target = TABLES[namespace].get(name)
    if target is None:
        from tuigraph.absent import advice

        hint = "" if name.startswith("__") else advice(f"{namespace}.{name}", TABLES[namespace])
        raise AttributeError(f"tuigraph has no '{namespace}.{name}'.{hint}")
    if not target:
        return Namespace(f"{namespace}.{name}")
    path, _, attribute = target.partition(":")
    return getattr(importlib.import_module(f"tuigraph.{path}"), attribute)


class Namespace(types.ModuleType):
    """A module of TensorFlow's interface that is nothing but a table, such as `tf.nn`."""

    def __getattr__(self, name: str) -> Any:
        if name == "__all__":
            return dir(self)
        if name.startswith("__"):
            raise AttributeError(name)
        value = load(self.__name__, name)
        setattr(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        return sorted(TABLES[self.__name__])
