"""`tf.contrib.keras.datasets` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib.keras.datasets import boston_housing as boston_housing
from tuigraph._stubs.contrib.keras.datasets import fashion_mnist as fashion_mnist
from tuigraph._stubs.contrib.keras.datasets import mnist as mnist

__all__ = [
    "boston_housing",
    "fashion_mnist",
    "mnist",
]
