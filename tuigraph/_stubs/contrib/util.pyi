"""`tf.contrib.util` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.constant_value import static_value as constant_value

__all__ = [
    "constant_value",
]
