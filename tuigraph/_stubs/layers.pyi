"""`tf.layers` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.layers import dense as dense
from tuigraph.training.layers import dropout as dropout
from tuigraph.training.layers import flatten as flatten

__all__ = [
    "dense",
    "dropout",
    "flatten",
]
