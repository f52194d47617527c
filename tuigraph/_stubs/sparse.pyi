"""`tf.sparse` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.sparse import sparse_tensor_to_dense as to_dense
from tuigraph.engine.sparse_tensor import SparseTensor as SparseTensor
from tuigraph.engine.sparse_tensor import sparse_placeholder as placeholder

__all__ = [
    "SparseTensor",
    "placeholder",
    "to_dense",
]
