"""`tf.examples.tutorials.mnist` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.examples.tutorials.mnist import input_data as input_data

__all__ = [
    "input_data",
]
