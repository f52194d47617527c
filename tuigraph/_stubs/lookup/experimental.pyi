"""`tf.lookup.experimental` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.lookup import DenseHashTable as DenseHashTable

__all__ = [
    "DenseHashTable",
]
