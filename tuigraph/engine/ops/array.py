"""The operations on the layout of tensors, under one roof: what other modules build with."""

from tuigraph.engine.ops.broadcast_to import broadcast_dynamic_shape, broadcast_static_shape, broadcast_to
from tuigraph.engine.ops.constants import ones, zeros
from tuigraph.engine.ops.filling import fill, linspace, one_hot, ones_like, range_, sequence_mask, zeros_like
from tuigraph.engine.ops.gathering import gather, gather_nd, scatter_nd
from tuigraph.engine.ops.identities import (
    identity,
    identity_n,
    rank,
    reshape,
    shape,
    shape_n,
    size,
    stop_gradient,
)
from tuigraph.engine.ops.joining import concat, stack, unstack
from tuigraph.engine.ops.layout import expand_dims, invert_permutation, matrix_transpose, squeeze, transpose
from tuigraph.engine.ops.masks import boolean_mask, where
from tuigraph.engine.ops.padding import pad, reverse, tile
from tuigraph.engine.ops.slicing import slice_, strided_slice
from tuigraph.engine.ops.splitting import split

__all__ = [
    "boolean_mask",
    "broadcast_dynamic_shape",
    "broadcast_static_shape",
    "broadcast_to",
    "concat",
    "expand_dims",
    "fill",
    "gather",
    "gather_nd",
    "identity",
    "identity_n",
    "invert_permutation",
    "linspace",
    "matrix_transpose",
    "one_hot",
    "ones",
    "ones_like",
    "pad",
    "range_",
    "rank",
    "reshape",
    "reverse",
    "scatter_nd",
    "sequence_mask",
    "shape",
    "shape_n",
    "size",
    "slice_",
    "split",
    "squeeze",
    "stack",
    "stop_gradient",
    "strided_slice",
    "tile",
    "transpose",
    "unstack",
    "where",
    "zeros",
    "zeros_like",
]
