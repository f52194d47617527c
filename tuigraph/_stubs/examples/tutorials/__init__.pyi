"""`tf.examples.tutorials` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.examples.tutorials import mnist as mnist

__all__ = [
    "mnist",
]
