"""`tf.contrib.tensorboard.plugins` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib.tensorboard.plugins import projector as projector

__all__ = [
    "projector",
]
