"""`tf.keras` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.keras import datasets as datasets

__all__ = [
    "datasets",
]
