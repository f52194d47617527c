"""`tf.sparse` as type checkers see it.  Made by `python -m tuigraph._names.stubs`: change the tables."""

from tuigraph.engine.ops.sparse import sparse_tensor_to_dense as to_dense
from tuigraph.engine.ops.sparse_math import sparse_add as add
from tuigraph.engine.ops.sparse_math import sparse_maximum as maximum
from tuigraph.engine.ops.sparse_math import sparse_minimum as minimum
from tuigraph.engine.ops.sparse_math import sparse_reduce_max as reduce_max
from tuigraph.engine.ops.sparse_math import sparse_reduce_max_sparse as reduce_max_sparse
from tuigraph.engine.ops.sparse_math import sparse_reduce_sum as reduce_sum
from tuigraph.engine.ops.sparse_math import sparse_reduce_sum_sparse as reduce_sum_sparse
from tuigraph.engine.ops.sparse_math import sparse_softmax as softmax
from tuigraph.engine.ops.sparse_math import sparse_tensor_dense_matmul as matmul
from tuigraph.engine.ops.sparse_math import sparse_tensor_dense_matmul as sparse_dense_matmul
from tuigraph.engine.ops.sparse_segments import sparse_segment_mean as segment_mean
from tuigraph.engine.ops.sparse_segments import sparse_segment_sqrt_n as segment_sqrt_n
from tuigraph.engine.ops.sparse_segments import sparse_segment_sum as segment_sum
from tuigraph.engine.ops.sparse_structure import from_dense as from_dense
from tuigraph.engine.ops.sparse_structure import sparse_concat as concat
from tuigraph.engine.ops.sparse_structure import sparse_expand_dims as expand_dims
from tuigraph.engine.ops.sparse_structure import sparse_eye as eye
from tuigraph.engine.ops.sparse_structure import sparse_fill_empty_rows as fill_empty_rows
from tuigraph.engine.ops.sparse_structure import sparse_merge as merge
from tuigraph.engine.ops.sparse_structure import sparse_reorder as reorder
from tuigraph.engine.ops.sparse_structure import sparse_reset_shape as reset_shape
from tuigraph.engine.ops.sparse_structure import sparse_reshape as reshape
from tuigraph.engine.ops.sparse_structure import sparse_retain as retain
from tuigraph.engine.ops.sparse_structure import sparse_slice as slice
from tuigraph.engine.ops.sparse_structure import sparse_split as split
from tuigraph.engine.ops.sparse_structure import sparse_to_indicator as to_indicator
from tuigraph.engine.ops.sparse_structure import sparse_transpose as transpose
from tuigraph.engine.sparse_tensor import SparseTensor as SparseTensor
from tuigraph.engine.sparse_tensor import sparse_placeholder as placeholder

__all__ = [
    "SparseTensor",
    "add",
    "concat",
    "expand_dims",
    "eye",
    "fill_empty_rows",
    "from_dense",
    "matmul",
    "maximum",
    "merge",
    "minimum",
    "placeholder",
    "reduce_max",
    "reduce_max_sparse",
    "reduce_sum",
    "reduce_sum_sparse",
    "reorder",
    "reset_shape",
    "reshape",
    "retain",
    "segment_mean",
    "segment_sqrt_n",
    "segment_sum",
    "slice",
    "softmax",
    "sparse_dense_matmul",
    "split",
    "to_dense",
    "to_indicator",
    "transpose",
]
