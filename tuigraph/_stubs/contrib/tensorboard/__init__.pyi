"""`tf.contrib.tensorboard` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.contrib.tensorboard import plugins as plugins

__all__ = [
    "plugins",
]
