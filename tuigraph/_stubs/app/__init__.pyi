"""`tf.app` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.app import flags as flags
from tuigraph.interop.app import run as run

__all__ = [
    "flags",
    "run",
]
