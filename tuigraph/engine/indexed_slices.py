"""Rows of a tensor by index: the form in which the gradient of a gather arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from tuigraph.engine import shapes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.dtypes import DType
from tuigraph.engine.fetches import Composite
from tuigraph.engine.graph import Graph, Operation, Tensor, TensorLike


class IndexedSlicesValue(NamedTuple):
    """What a session returns for a fetched IndexedSlices."""

    values: Any
    indices: Any
    dense_shape: Any


class IndexedSlices(TensorLike, Composite):
    """A tensor that is zero but for some rows (`tf.IndexedSlices`).

    ``dense[indices[i], ...]`` is the sum of the ``values[i, ...]`` with that index; `dense_shape`, where it is given,
    is the shape of the whole.  Wherever a tensor is wanted it becomes one.
    """

    __slots__ = ("dense_shape", "indices", "values")

    def __init__(self, values: Tensor, indices: Tensor, dense_shape: Tensor | None = None) -> None:
        self.values = values
        self.indices = indices
        self.dense_shape = dense_shape

    @property
    def name(self) -> str:
        return self.values.name

    @property
    def op(self) -> Operation:
        return self.values.op

    @property
    def graph(self) -> Graph:
        return self.values.graph

    @property
    def device(self) -> str:
        return self.values.device

    @property
    def dtype(self) -> DType:
        return self.values.dtype

    @property
    def shape(self) -> shapes.TensorShape:
        """The static shape of the whole."""
        return shapes.TensorShape(None if self.dense_shape is None else constant_shape(self.dense_shape))

    def get_shape(self) -> shapes.TensorShape:
        return self.shape

    def _as_graph_element(self) -> Tensor:
        return self.values

    def _to_tensor(self, dtype: DType | None, name: str | None, as_ref: bool) -> Tensor:
        if dtype is not None and not dtype.is_compatible_with(self.dtype):
            raise ValueError(
                f"Tensor conversion requested dtype {dtype.name} for IndexedSlices with dtype {self.dtype.name}"
            )
        if self.dense_shape is None:
            raise ValueError(
                f"Tensor conversion requested for IndexedSlices without dense_shape: {self}. "
                "Give dense_shape where the slices are made."
            )
        return tensor("UnsortedSegmentSum", self.values, self.indices, self.dense_shape[0], name=name)

    def _fetch_parts(self) -> tuple[tuple[Tensor, ...], Callable[[list[Any]], IndexedSlicesValue]]:
        if self.dense_shape is None:
            return (self.values, self.indices), lambda parts: IndexedSlicesValue(parts[0], parts[1], None)
        return (self.values, self.indices, self.dense_shape), lambda parts: IndexedSlicesValue(*parts)

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self.values, self.indices, self.dense_shape)

    def __repr__(self) -> str:
        dense = "" if self.dense_shape is None else f", dense_shape={self.dense_shape}"
        return f"IndexedSlices(indices={self.indices}, values={self.values}{dense})"


def to_tensor_or_slices(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    """`value` as a tensor, but IndexedSlices as they are (`tf.convert_to_tensor_or_indexed_slices`)."""
    if isinstance(value, IndexedSlices):
        if dtype is not None and not value.dtype.is_compatible_with(dtype):
            raise ValueError(
                f"Tensor conversion requested dtype {dtype} for IndexedSlices with dtype {value.dtype.name}"
            )
        return value
    return convert_to_tensor(value, dtype, name, as_ref=as_ref)
