"""`tf.saved_model.utils` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.training.saved_model import build_tensor_info as build_tensor_info
from tuigraph.training.saved_model import get_tensor_from_tensor_info as get_tensor_from_tensor_info

__all__ = [
    "build_tensor_info",
    "get_tensor_from_tensor_info",
]
