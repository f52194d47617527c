"""The structure of a dataset's elements: tuples, named tuples and dicts of tensors.  A list is a tensor to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tuigraph.engine import dtypes, nest, shapes
from tuigraph.engine.build import convert_to_tensor, graph_of
from tuigraph.engine.graph import Tensor, get_default_graph
from tuigraph.engine.shapes import MaybeShape, TensorShape


class TensorSpec:
    """The type and static shape of a tensor (`tf.TensorSpec`)."""

    def __init__(self, shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> None:
        self.dims: MaybeShape = shapes.as_tuple(shape)
        self.dtype = dtypes.as_dtype(dtype)
        self.name = name

    @property
    def shape(self) -> TensorShape:
        return TensorShape(self.dims)

    def is_compatible_with(self, other: Any) -> bool:
        return self.dtype is other.dtype.base_dtype and shapes.compatible(self.dims, shapes.as_tuple(other.shape))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TensorSpec) and (self.dims, self.dtype) == (other.dims, other.dtype)

    def __hash__(self) -> int:
        return hash((self.dims, self.dtype))

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self.shape}, dtype={self.dtype!r}, name={self.name!r})"

    def unbatched(self) -> TensorSpec:
        return TensorSpec(None if self.dims is None else self.dims[1:], self.dtype)

    def batched(self, size: int | None) -> TensorSpec:
        return TensorSpec(None if self.dims is None else (size, *self.dims), self.dtype)


class DatasetSpec:
    """The structure of a dataset that is itself a component of an element (`tf.data.DatasetSpec`)."""

    dims: MaybeShape = ()
    dtype = dtypes.variant

    def __init__(self, element_spec: Any) -> None:
        self.element_spec = element_spec

    @property
    def shape(self) -> DatasetSpec:
        return self


_SEQUENCES = (tuple,)


def flatten(structure: Any) -> list[Any]:
    """The leaves, left to right; the entries of a dict in the order of its sorted keys."""
    return nest.flatten(structure, _SEQUENCES)


def flatten_up_to(like: Any, structure: Any) -> list[Any]:
    """The parts of `structure` that stand where `like` has leaves.  Raises TypeError or ValueError without a match."""
    if isinstance(like, Mapping):
        if not isinstance(structure, Mapping) or set(structure) != set(like):
            raise ValueError(f"The two structures don't have the same keys: {like} and {structure}.")
        return [leaf for key in sorted(like) for leaf in flatten_up_to(like[key], structure[key])]
    if isinstance(like, tuple):
        if not isinstance(structure, Sequence) or isinstance(structure, (str, bytes)):
            raise TypeError(
                "If shallow structure is a sequence, input must also be a sequence. "
                f"Input has type: '{type(structure).__name__}'."
            )
        if len(structure) != len(like):
            raise ValueError(
                "The two structures don't have the same sequence length. "
                f"Input structure has length {len(structure)}, while shallow structure has length {len(like)}."
            )
        return [leaf for one, other in zip(like, structure) for leaf in flatten_up_to(one, other)]
    return [structure]


def pack(structure: Any, leaves: Sequence[Any]) -> Any:
    """A structure like `structure` with other leaves."""
    return nest.pack_as(structure, leaves, _SEQUENCES)


def map_leaves(function: Callable[[Any], Any], structure: Any) -> Any:
    return nest.map_leaves(function, structure, _SEQUENCES)


def assert_same(one: Any, other: Any) -> None:
    """Raises TypeError or ValueError for structures that differ."""
    nest.assert_same(map_leaves(lambda leaf: 0, one), map_leaves(lambda leaf: 0, other))


def tensors(element: Any) -> Any:
    """An element with tensors for leaves (`structure.normalize_element`)."""
    leaves = flatten(element)
    with (graph_of(leaves) or get_default_graph()).name_scope("normalize_element"):
        found = [convert_to_tensor(leaf, name=f"component_{i}") for i, leaf in enumerate(leaves)]
    return pack(element, found)


def spec_of(value: Any) -> Any:
    """What an element's specification says of a leaf."""
    if isinstance(value, Tensor):
        return TensorSpec(value._shape, value.dtype.base_dtype)
    inner = getattr(value, "element_spec", None)
    if inner is not None:
        return DatasetSpec(inner)
    return spec_of(convert_to_tensor(value))


def specs(types: Any, known: Any) -> Any:
    """The specification that types and shapes of a structure say."""
    types = map_leaves(lambda leaf: leaf if isinstance(leaf, DatasetSpec) else dtypes.as_dtype(leaf), types)
    shaped = [None] * len(flatten(types)) if known is None else flatten_up_to(types, known)
    return pack(types, [t if isinstance(t, DatasetSpec) else TensorSpec(s, t) for t, s in zip(flatten(types), shaped)])


def types_of(spec: Any) -> Any:
    return map_leaves(lambda leaf: leaf if isinstance(leaf, DatasetSpec) else leaf.dtype, spec)


def shapes_of(spec: Any) -> Any:
    return map_leaves(lambda leaf: leaf.shape, spec)


def classes_of(spec: Any) -> Any:
    return map_leaves(lambda leaf: leaf if isinstance(leaf, DatasetSpec) else Tensor, spec)


class Structured:
    """What gives elements of one structure: a dataset, or an iterator."""

    _spec: Any

    @property
    def element_spec(self) -> Any:
        return self._spec

    @property
    def output_types(self) -> Any:
        return types_of(self._spec)

    @property
    def output_shapes(self) -> Any:
        return shapes_of(self._spec)

    @property
    def output_classes(self) -> Any:
        return classes_of(self._spec)


def attributes(spec: Any) -> dict[str, Any]:
    """The attributes of a node that gives elements."""
    leaves = flatten(spec)
    return {"output_types": [leaf.dtype for leaf in leaves], "output_shapes": [leaf.dims for leaf in leaves]}
