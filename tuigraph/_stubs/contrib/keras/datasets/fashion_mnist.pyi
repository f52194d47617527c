"""`tf.contrib.keras.datasets.fashion_mnist` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.mnist import load_fashion as load_data

__all__ = [
    "load_data",
]
