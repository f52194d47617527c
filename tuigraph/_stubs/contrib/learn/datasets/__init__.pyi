"""`tf.contrib.learn.datasets` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib.learn.datasets import mnist as mnist

__all__ = [
    "mnist",
]
