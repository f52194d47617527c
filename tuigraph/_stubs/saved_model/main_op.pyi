"""`tf.saved_model.main_op` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.saved_model import main_op as main_op

__all__ = [
    "main_op",
]
