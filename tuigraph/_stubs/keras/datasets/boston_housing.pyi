"""`tf.keras.datasets.boston_housing` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.mnist import load_boston_housing as load_data

__all__ = [
    "load_data",
]
