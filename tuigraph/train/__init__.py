"""`tf.train`: its names resolve on first use, from the tables of `_names`."""

from importlib import import_module
from typing import Any


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return import_module("tuigraph._api").load("tf.train", name)
