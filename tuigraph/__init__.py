"""TensorFlow 1's programming model on NumPy, to be watched while it runs: `import tuigraph as tf`.

The names are TensorFlow's.  They stand in tables (`_names`) and load on first use, so that importing costs NumPy and
the engine and no more; and neither before the first name is used, since the screen's process, which needs none,
imports this too.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    value = import_module("tuigraph._api").load("tf", name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *import_module("tuigraph._api").TABLES["tf"]})
