"""Tensors that are mostly one value: the places and values of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of, tensor
from tuigraph.engine.constant_value import constant_shape
from tuigraph.engine.dtypes import DType
from tuigraph.engine.fetches import Composite
from tuigraph.engine.graph import Graph, Operation, Tensor, get_default_graph


class SparseTensorValue(NamedTuple):
    """What a session returns for a fetched SparseTensor (`tf.SparseTensorValue`)."""

    indices: Any
    values: Any
    dense_shape: Any


class SparseTensor(Composite):
    """``dense[indices[i]] = values[i]`` (`tf.SparseTensor`): int64 [n, rank], [n], int64 [rank]."""

    __slots__ = ("dense_shape", "indices", "values")

    def __init__(self, indices: Any, values: Any, dense_shape: Any) -> None:
        graph = graph_of((indices, values, dense_shape)) or get_default_graph()
        with graph.name_scope("SparseTensor"):
            self.indices = convert_to_tensor(indices, dtypes.int64, "indices")
            self.values = convert_to_tensor(values, name="values")
            self.dense_shape = convert_to_tensor(dense_shape, dtypes.int64, "dense_shape")
        shapes.with_rank(self.indices._shape, 2)
        shapes.with_rank(self.values._shape, 1)
        shapes.with_rank(self.dense_shape._shape, 1)

    @property
    def dtype(self) -> DType:
        return self.values.dtype

    @property
    def op(self) -> Operation:
        return self.values.op

    @property
    def graph(self) -> Graph:
        return self.values.graph

    @property
    def shape(self) -> shapes.TensorShape:
        return shapes.TensorShape(constant_shape(self.dense_shape))

    def get_shape(self) -> shapes.TensorShape:
        return self.shape

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """A constant one, of a SparseTensorValue.  Raises TypeError for anything else."""
        if isinstance(sparse_tensor_value, SparseTensor):
            return sparse_tensor_value
        if not isinstance(sparse_tensor_value, SparseTensorValue):
            raise TypeError(f"Neither a SparseTensor nor SparseTensorValue: {sparse_tensor_value}.")
        return cls(*sparse_tensor_value)

    def eval(self, feed_dict: Any = None, session: Any = None) -> SparseTensorValue:
        """Its parts in a session, by default the default one."""
        parts = [value.eval(feed_dict, session) for value in (self.indices, self.values, self.dense_shape)]
        return SparseTensorValue(*parts)

    def __mul__(self, other: Any) -> SparseTensor:
        return self._by_element("SparseDenseCwiseMul", "mul", other)

    def __truediv__(self, other: Any) -> SparseTensor:
        return self._by_element("SparseDenseCwiseDiv", "truediv", other)

    def _by_element(self, op_type: str, name: str, other: Any) -> SparseTensor:
        with self.graph.name_scope(name) as scope:
            dense = convert_to_tensor(other, self.dtype.base_dtype, "y")
            made = tensor(op_type, *self, dense, name=scope)
            return SparseTensor(self.indices, made, self.dense_shape)

    def _fetch_parts(self) -> tuple[tuple[Tensor, ...], Callable[[list[Any]], SparseTensorValue]]:
        return (self.indices, self.values, self.dense_shape), lambda parts: SparseTensorValue(*parts)

    def __iter__(self) -> Iterator[Tensor]:
        return iter((self.indices, self.values, self.dense_shape))

    def __repr__(self) -> str:
        return f"SparseTensor(indices={self.indices}, values={self.values}, dense_shape={self.dense_shape})"


def as_sparse(value: Any) -> SparseTensor:
    """A SparseTensor for one or for its value.  Raises TypeError for anything else."""
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    if not isinstance(value, SparseTensor):
        raise TypeError("Input must be a SparseTensor.")
    return value


def sparse_placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> SparseTensor:
    """A sparse tensor whose parts have to be fed, as one SparseTensorValue (`tf.sparse_placeholder`).

    A fully known `shape` is a constant, and only the other two parts are fed.
    """
    from tuigraph.engine.ops.constants import constant, placeholder

    known = shapes.as_tuple(shape)
    rank = None if known is None else len(known)

    def part(kind: Any, part_shape: list[int | None], suffix: str) -> Tensor:
        return placeholder(kind, part_shape, None if name is None else f"{name}/{suffix}")

    if known is not None and shapes.is_static(known):
        dense_shape = constant(known, dtypes.int64, name=None if name is None else f"{name}/shape")
    else:
        dense_shape = part(dtypes.int64, [rank], "shape")
    values = part(dtype, [None], "values")
    return SparseTensor(part(dtypes.int64, [None, rank], "indices"), values, dense_shape)
