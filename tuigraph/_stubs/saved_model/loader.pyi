"""`tf.saved_model.loader` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.saved_model import load as load
from tuigraph.training.saved_model import maybe_saved_model_directory as maybe_saved_model_directory

__all__ = [
    "load",
    "maybe_saved_model_directory",
]
