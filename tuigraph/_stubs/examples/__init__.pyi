"""`tf.examples` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph._stubs.examples import tutorials as tutorials

__all__ = [
    "tutorials",
]
