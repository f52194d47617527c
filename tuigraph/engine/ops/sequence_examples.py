"""Examples of sequences parsed into tensors: `tf.parse_single_sequence_example`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.engine import dtypes, example_format, shapes
from tuigraph.engine.build import apply, convert_to_tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.example_format import Feature
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import Kernel, define
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.examples import FixedLenFeature, FixedLenSequenceFeature, VarLenFeature, admitted, plain_key
from tuigraph.engine.ops.identities import reshape
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor
from tuigraph.engine.values import Array, as_bytes, as_value


def _shape(op: Operation) -> list[MaybeShape]:
    attrs = op.attrs
    made: list[MaybeShape] = []
    for width, types in ((1, attrs["context_sparse_types"]), (2, attrs["feature_list_sparse_types"])):
        count = len(types)
        made += [*[(None, width)] * count, *[(None,)] * count, *[(width,)] * count]
        dense = attrs["context_dense_shapes"] if width == 1 else attrs["feature_list_dense_shapes"]
        made += [shape if width == 1 or shape is None else (None, *shape) for shape in dense]
    return made


class _Reader:
    """Reads one serialized example; what is wrong is told with the name that it was given."""

    def __init__(self, name: bytes) -> None:
        self._name = name.decode(errors="replace")

    def fail(self, text: str) -> InvalidArgumentError:
        return InvalidArgumentError(None, None, f"Name: {self._name}, {text}")

    def parts(self, record: bytes) -> tuple[dict[bytes, Feature], dict[bytes, list[Feature | None]]]:
        try:
            return example_format.sequence(record)
        except example_format.Malformed:
            text = record.decode(errors="replace")
            raise self.fail(f"Could not parse example input, value: '{text}'") from None

    def dense(self, found: Feature | None, key: str, dtype: DType, shape: Any, default: Array) -> Any:
        if found is None:
            if not np.size(default) and np.prod(shape, dtype=int):
                raise self.fail(f"Context feature '{key}' is required but could not be found.")
            return as_value(np.reshape(np.array(default, dtype.numpy), shape))
        self._check(found, f"Context feature '{key}'", dtype)
        if len(found.values) != np.prod(shape, dtype=int):
            raise self._size(f"Key: {key}.  ", found, dtype, shape)
        return as_value(found.values.reshape(shape))

    def sparse(self, found: Feature | None, key: str, dtype: DType) -> Array:
        if found is None:
            return np.empty(0, dtype.numpy)
        self._check(found, f"Context feature '{key}'", dtype)
        return found.values

    def dense_rows(self, rows: list[Feature | None] | None, key: str, dtype: DType, shape: Any, optional: bool) -> Any:
        if rows is None:
            if not optional:
                raise self.fail(
                    f"Feature list '{key}' is required but could not be found.  Did you mean to include it in "
                    "feature_list_dense_missing_assumed_empty or feature_list_dense_defaults?"
                )
            rows = []
        made = np.empty((len(rows), *shape), dtype.numpy)
        for number, row in enumerate(rows):
            if row is None:
                row = Feature(dtype, np.empty(0, dtype.numpy))
            self._check(row, f"Feature list: {key}, Index: {number}", dtype)
            if len(row.values) != np.prod(shape, dtype=int):
                raise self._size(f"Key: {key}, Index: {number}.  ", row, dtype, shape)
            made[number] = as_value(row.values.reshape(shape))
        return made

    def sparse_rows(self, rows: list[Feature | None] | None, key: str, dtype: DType) -> tuple[Array, Array, Array]:
        values = [np.empty(0, dtype.numpy)]
        places = [np.empty((0, 2), np.int64)]
        longest = 0
        for number, row in enumerate(rows or []):
            if row is None:
                continue
            self._check(row, f"Feature list: {key}, Index: {number}", dtype)
            size = len(row.values)
            values.append(row.values)
            places.append(np.stack([np.full(size, number), np.arange(size)], axis=1))
            longest = max(longest, size)
        size_of_all = np.array([len(rows or []), longest], np.int64)
        return np.concatenate(places), np.concatenate(values).astype(dtype.numpy), size_of_all

    def _check(self, found: Feature, what: str, dtype: DType) -> None:
        if found.dtype is not dtype:
            types = f"Expected type: {dtypes.text(dtype)}, Actual type: {dtypes.text(found.dtype)}"
            raise self.fail(f"{what}.  Data types don't match. {types}")

    def _size(self, where: str, found: Feature, dtype: DType, shape: Any) -> InvalidArgumentError:
        kind = "bytes" if dtype is dtypes.string else dtypes.text(dtype)
        return self.fail(
            f"{where}Number of {kind} values != expected.  values size: {len(found.values)} but output shape: "
            f"{shapes.listed(shape)}"
        )


def _kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs
    sparse_types, dense_types = attrs["context_sparse_types"], attrs["Tcontext_dense"]
    list_types, rows_types = attrs["feature_list_sparse_types"], attrs["feature_list_dense_types"]
    counts = [len(types) for types in (sparse_types, dense_types, list_types, rows_types, dense_types)]

    def kernel(record: bytes, assumed_empty: Any, *rest: Any) -> Any:
        reader = _Reader(rest[-1])
        given: list[list[Any]] = []
        at = 0
        for count in counts:
            given.append(list(rest[at : at + count]))
            at += count
        defaults = given.pop()
        sparse, dense, lists, rows = ([key.decode("utf-8", "surrogateescape") for key in keys] for keys in given)
        context, sequences = reader.parts(record)
        values = [reader.sparse(context.get(as_bytes(k)), k, t) for k, t in zip(sparse, sparse_types)]
        found = [reader.sparse_rows(sequences.get(as_bytes(k)), k, t) for k, t in zip(lists, list_types)]
        optional = set(np.ravel(assumed_empty).tolist())
        return (
            *(np.arange(len(v), dtype=np.int64).reshape(-1, 1) for v in values),
            *values,
            *(np.array([len(v)], np.int64) for v in values),
            *(
                reader.dense(context.get(as_bytes(k)), k, t, shape, default)
                for k, t, shape, default in zip(dense, dense_types, attrs["context_dense_shapes"], defaults)
            ),
            *(part for part, _, _ in found),
            *(part for _, part, _ in found),
            *(part for _, _, part in found),
            *(
                reader.dense_rows(sequences.get(as_bytes(k)), k, t, shape, as_bytes(k) in optional)
                for k, t, shape in zip(rows, rows_types, attrs["feature_list_dense_shapes"])
            ),
        )

    def only(*inputs: Any) -> Any:
        [value] = kernel(*inputs)
        return value

    return only if len(op.outputs) == 1 else kernel


define(
    "ParseSingleSequenceExample",
    "serialized: string, feature_list_dense_missing_assumed_empty: string, "
    "context_sparse_keys: Ncontext_sparse*string, context_dense_keys: Ncontext_dense*string, "
    "feature_list_sparse_keys: Nfeature_list_sparse*string, "
    "feature_list_dense_keys: Nfeature_list_dense*string, context_dense_defaults: [Tcontext_dense], debug_name: string "
    "-> context_sparse_indices: Ncontext_sparse*int64, context_sparse_values: [context_sparse_types], "
    "context_sparse_shapes: Ncontext_sparse*int64, context_dense_values: [Tcontext_dense], "
    "feature_list_sparse_indices: Nfeature_list_sparse*int64, feature_list_sparse_values: [feature_list_sparse_types], "
    "feature_list_sparse_shapes: Nfeature_list_sparse*int64, feature_list_dense_values: [feature_list_dense_types]",
    attrs={
        "context_sparse_types": [],
        "feature_list_dense_types": [],
        "context_dense_shapes": [],
        "feature_list_sparse_types": [],
        "feature_list_dense_shapes": [],
    },
    shape=_shape,
    kernel=_kernel,
    differentiable=False,
    can_fail=True,
)


def _sorted(features: Any, *kinds: Any) -> list[tuple[str, Any, DType]]:
    """Raises ValueError for a feature of another kind, or one that says too little."""
    made = []
    for key in sorted(features or {}):
        feature: Any = features[key]
        if not isinstance(feature, kinds):
            if isinstance(feature, (VarLenFeature, FixedLenFeature, FixedLenSequenceFeature)):
                raise ValueError(f"Unsupported {type(feature).__name__} {feature}.")
            raise ValueError(f"Invalid feature {key}:{feature}.")
        if not feature.dtype:
            raise ValueError(f"Missing type for feature {key}.")
        if not isinstance(feature, VarLenFeature) and feature.shape is None:
            raise ValueError(f"Missing shape for feature {key}.")
        made.append((key, feature, admitted(feature)))
    return made


def parse_single_sequence_example(
    serialized: Any,
    context_features: Any = None,
    sequence_features: Any = None,
    example_name: Any = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The features of one serialized `tf.train.SequenceExample`, those of its context and of its sequences, by key.

    In sequences a FixedLenSequenceFeature gives [length, ...] and a VarLenFeature a SparseTensor [length, longest].
    Raises ValueError without features or for one that says too little; InvalidArgumentError in a run for what is no
    example, or a feature that is missing, of another type or of another size.
    """
    if not (context_features or sequence_features):
        raise ValueError("Missing features.")
    context = _sorted(context_features, VarLenFeature, FixedLenFeature)
    sequences = _sorted(sequence_features, VarLenFeature, FixedLenSequenceFeature)
    sparse, dense = _split(context)
    lists, rows = _split(sequences)
    with name_scope(name, "ParseSingleSequenceExample", [serialized]):
        defaults = [_default(key, feature, dtype) for key, feature, dtype in dense]
        outputs = list(
            apply(
                "ParseSingleSequenceExample",
                serialized,
                [key for key, feature, _ in rows if feature.allow_missing],
                *([key for key, _, _ in each] for each in (sparse, dense, lists, rows)),
                defaults,
                "" if example_name is None else example_name,
                context_sparse_types=[dtype for _, _, dtype in sparse],
                context_dense_shapes=[shapes.as_tuple(feature.shape) for _, feature, _ in dense],
                feature_list_sparse_types=[dtype for _, _, dtype in lists],
                feature_list_dense_types=[dtype for _, _, dtype in rows],
                feature_list_dense_shapes=[shapes.as_tuple(feature.shape) for _, feature, _ in rows],
                name=name,
            ).outputs
        )
    return _taken(outputs, sparse, dense), _taken(outputs, lists, rows)


def _split(features: list[tuple[str, Any, DType]]) -> tuple[list[tuple[str, Any, DType]], ...]:
    return (
        [entry for entry in features if isinstance(entry[1], VarLenFeature)],
        [entry for entry in features if not isinstance(entry[1], VarLenFeature)],
    )


def _default(key: str, feature: Any, dtype: DType) -> Tensor:
    if feature.default_value is None:
        return constant([], dtype)
    if isinstance(feature.default_value, Tensor):
        return feature.default_value
    given = convert_to_tensor(feature.default_value, dtype, f"key_{plain_key(key)}")
    return reshape(given, shapes.as_tuple(feature.shape) or ())


def _taken(outputs: list[Tensor], sparse: Any, dense: Any) -> dict[str, Any]:
    """The first of the outputs, by key; they are taken away."""
    count = len(sparse)
    parts = [outputs[i : 3 * count : count] for i in range(count)]
    made: dict[str, Any] = {key: SparseTensor(*part) for (key, _, _), part in zip(sparse, parts)}
    del outputs[: 3 * count]
    made.update(zip((key for key, _, _ in dense), outputs))
    del outputs[: len(dense)]
    return made
