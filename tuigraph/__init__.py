"""TensorFlow 1's programming model on NumPy, to be watched while it runs: `import tuigraph as tf`.

The names are TensorFlow's.  They stand in tables (`_names`) and load on first use, so that importing costs NumPy and the engine
and no more.
"""

from __future__ import annotations

from typing import Any

from tuigraph import _api

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    value = _api.load("tf", name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_api.TABLES["tf"]})
