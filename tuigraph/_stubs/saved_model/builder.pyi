"""`tf.saved_model.builder` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.saved_model import SavedModelBuilder as SavedModelBuilder

__all__ = [
    "SavedModelBuilder",
]
