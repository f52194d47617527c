"""Values that stand for several tensors, IndexedSlices and SparseTensor, taken apart and put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tuigraph.engine import dtypes, nest
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.graph import Tensor
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.sparse_tensor import SparseTensor


def parts(value: Any) -> list[Tensor]:
    """The tensors of a value, in the order in which TensorFlow has them."""
    if isinstance(value, IndexedSlices):
        return [p for p in (value.values, value.indices, value.dense_shape) if p is not None]
    if isinstance(value, SparseTensor):
        return [value.indices, value.values, value.dense_shape]
    return [value]


def made_of(like: Any, found: Sequence[Any]) -> Any:
    """A value of the kind of `like` with other parts."""
    if isinstance(like, IndexedSlices):
        return IndexedSlices(*found)
    return SparseTensor(*found) if isinstance(like, SparseTensor) else found[0]


def of_parts(function: Callable[..., Tensor], *values: Any) -> Any:
    """`function` of each part."""
    return made_of(values[0], [function(*each) for each in zip(*map(parts, values))])


def flatten(structure: Any) -> list[Any]:
    """The leaves of a structure, each composite as its parts."""
    return [part for leaf in nest.flatten(structure) for part in parts(leaf)]


def pack_as(structure: Any, leaves: Sequence[Any]) -> Any:
    """A structure like `structure`, with parts for leaves where it has composites."""
    rest = iter(leaves)
    packed = [made_of(leaf, [next(rest) for _ in parts(leaf)]) for leaf in nest.flatten(structure)]
    return nest.pack_as(structure, packed)


def converted(value: Any) -> Any:
    """`value` as a tensor, a composite as it is."""
    return value if isinstance(value, (IndexedSlices, SparseTensor)) else convert_to_tensor(value)


def as_slices(value: Any) -> IndexedSlices:
    """A tensor as slices of all its rows."""
    if isinstance(value, IndexedSlices):
        return value
    from tuigraph.engine.ops.filling import range_

    dims = tensor("Shape", value)
    return IndexedSlices(value, range_(0, dims[0]), dims)


def all_as_slices(values: Sequence[Any]) -> list[IndexedSlices]:
    """The same, with one type of indices."""
    from tuigraph.engine.ops.casts import cast

    slices = [as_slices(v) for v in values]
    if len({s.indices.dtype for s in slices}) == 1:
        return slices
    return [IndexedSlices(s.values, cast(s.indices, dtypes.int64), s.dense_shape) for s in slices]
