"""`tf.contrib.util` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.constant_value import static_value as constant_value
from tuigraph.interop.graph_def import array_of as make_ndarray
from tuigraph.interop.graph_def import make_tensor_proto as make_tensor_proto

__all__ = [
    "constant_value",
    "make_ndarray",
    "make_tensor_proto",
]
