"""Examples parsed into tensors: `tf.parse_example`, `tf.parse_single_example`, and what says how to read a feature."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, example_format, shapes
from tuigraph.engine.build import apply, convert_to_tensor
from tuigraph.engine.containers import Store
from tuigraph.engine.default_graph import name_scope
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.example_format import Feature
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.opdef import REQUIRED, Kernel, define
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.flow import with_dependencies
from tuigraph.engine.ops.identities import rank, reshape
from tuigraph.engine.ops.layout import expand_dims, squeeze
from tuigraph.engine.ops.slicing import slice_
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sparse_tensor import SparseTensor
from tuigraph.engine.values import Array, as_bytes, as_value

KINDS = frozenset({dtypes.float32, dtypes.int64, dtypes.string})


class FixedLenFeature(NamedTuple):
    """A feature of a known shape (`tf.FixedLenFeature`); without a default every example has to have it."""

    shape: Any
    dtype: Any
    default_value: Any = None


class VarLenFeature(NamedTuple):
    """A feature of any length, as a SparseTensor (`tf.VarLenFeature`)."""

    dtype: Any


class FixedLenSequenceFeature(NamedTuple):
    """Any number of values of a known shape, padded to the longest of a batch (`tf.FixedLenSequenceFeature`)."""

    shape: Any
    dtype: Any
    allow_missing: bool = False
    default_value: Any = None


class SparseFeature(NamedTuple):
    """Values and their places, from several features, as a SparseTensor of a known shape (`tf.SparseFeature`)."""

    index_key: Any
    value_key: str
    dtype: Any
    size: Any
    already_sorted: bool = False

    @property
    def index_keys(self) -> list[str]:
        return [self.index_key] if isinstance(self.index_key, str) else list(self.index_key)


# ---------------------------------------------------------------- the nodes


class _Dense(NamedTuple):
    """How one dense feature is read."""

    key: str
    dtype: DType
    shape: tuple[int | None, ...]

    @property
    def is_sequence(self) -> bool:
        return bool(self.shape) and self.shape[0] is None

    @property
    def size(self) -> int:
        """How many values one takes, of a sequence one entry."""
        return math.prod(self.row)

    @property
    def row(self) -> tuple[int, ...]:
        """The shape without the length of a sequence."""
        return tuple(n for n in self.shape if n is not None)


Complain = Callable[[str, str], InvalidArgumentError]  # of a key, what is wrong


def _parsed_shapes(op: Operation) -> list[MaybeShape]:
    single = op.type == "ParseSingleExample"
    first = op.inputs[0]._shape
    if first is not None and len(first) != (0 if single else 1):
        wanted = 0 if single else 1
        raise ValueError(f"Shape must be rank {wanted} but is rank {len(first)}")
    batch = () if single else (None,) if first is None else first
    count = len(op.attrs["sparse_types"])
    width = len(batch) + 1
    sparse: list[MaybeShape] = [*[(None, width)] * count, *[(None,)] * count, *[(width,)] * count]
    return [*sparse, *[(*batch, *shape) for shape in op.attrs["dense_shapes"]]]


def _read(record: bytes, fail: Callable[[str], InvalidArgumentError]) -> dict[bytes, Feature]:
    try:
        return example_format.features(record)
    except example_format.Malformed:
        raise fail(f"Could not parse example input, value: '{record[:200].decode(errors='replace')}'") from None


def _sparse_values(found: Feature | None, key: str, dtype: DType, complain: Complain) -> Array:
    if found is None:
        return np.empty(0, dtype.numpy)
    if found.dtype is not dtype:
        raise complain(
            key, f"Data types don't match. Expected type: {dtypes.text(dtype)}, Actual type: {dtypes.text(found.dtype)}"
        )
    return found.values


def _dense_values(found: Feature | None, feature: _Dense, default: Array, required: Any, complain: Complain) -> Array:
    """The value of a dense feature of one example; a sequence is as long as it is."""
    if found is None:
        if feature.is_sequence:
            return np.empty((0, *feature.row), feature.dtype.numpy)
        if not np.size(default) and feature.size:
            raise required(feature)
        return np.reshape(np.array(default, feature.dtype.numpy), feature.row)
    if found.dtype is not feature.dtype:
        raise complain(
            feature.key,
            f"Data types don't match. Data type: {dtypes.text(found.dtype)} "
            f"but expected type: {dtypes.text(feature.dtype)}",
        )
    values, size = found.values, feature.size
    kind = "bytes" if feature.dtype is dtypes.string else dtypes.text(feature.dtype)
    listed = shapes.listed(feature.shape)
    if feature.is_sequence:
        if not size or len(values) % size:
            raise complain(
                feature.key,
                f"Number of {kind} values is not a multiple of stride length. "
                f"Saw {len(values)} values but output shape is: {listed}",
            )
        return values.reshape(-1, *feature.row)
    if len(values) != size:
        raise complain(
            feature.key,
            f"Number of {kind} values != expected.  Values size: {len(values)} but output shape: {listed}",
        )
    return values.reshape(feature.row)


def _single_kernel(op: Operation, store: Store) -> Kernel:
    sparse = list(zip(op.attrs["sparse_keys"], op.attrs["sparse_types"]))
    dense = [_Dense(*of) for of in zip(op.attrs["dense_keys"], op.attrs["Tdense"], op.attrs["dense_shapes"])]

    def fail(text: str) -> InvalidArgumentError:
        return InvalidArgumentError(None, None, text)

    def complain(key: str, text: str) -> InvalidArgumentError:
        return fail(f"Key: {key}.  {text}")

    def required(feature: _Dense) -> InvalidArgumentError:
        return fail(_missing(feature))

    def kernel(record: bytes, *defaults: Any) -> Any:
        found = _read(record, fail)
        values = [_sparse_values(found.get(as_bytes(key)), key, dtype, complain) for key, dtype in sparse]
        return _one_or_all(
            [
                *[np.arange(len(v), dtype=np.int64).reshape(-1, 1) for v in values],
                *values,
                *[np.array([len(v)], np.int64) for v in values],
                *[
                    as_value(_dense_values(found.get(as_bytes(of.key)), of, default, required, complain))
                    for of, default in zip(dense, defaults)
                ],
            ]
        )

    return kernel


def _missing(feature: _Dense) -> str:
    return f"Feature: {feature.key} (data type: {dtypes.text(feature.dtype)}) is required but could not be found."


def _one_or_all(values: list[Any]) -> Any:
    return tuple(values) if len(values) > 1 else values[0]


define(
    "ParseSingleExample",
    "serialized: string, dense_defaults: [Tdense] -> sparse_indices: num_sparse*int64, sparse_values: [sparse_types], "
    "sparse_shapes: num_sparse*int64, dense_values: [Tdense]",
    attrs={
        "num_sparse": REQUIRED,
        "sparse_keys": REQUIRED,
        "dense_keys": REQUIRED,
        "sparse_types": REQUIRED,
        "dense_shapes": REQUIRED,
    },
    shape=_parsed_shapes,
    kernel=_single_kernel,
    differentiable=False,
    can_fail=True,
)


def _batch_kernel(op: Operation, store: Store) -> Kernel:
    sparse_types: list[DType] = op.attrs["sparse_types"]
    count = len(sparse_types)
    kinds: list[DType] = op.attrs["Tdense"]
    dense_shapes: list[tuple[int | None, ...]] = op.attrs["dense_shapes"]

    def kernel(records: Array, names: Array, *rest: Any) -> Any:
        sparse_keys = [_text(key) for key in rest[:count]]
        dense_keys = [_text(key) for key in rest[count : count + len(kinds)]]
        defaults = rest[count + len(kinds) :]
        dense = [_Dense(*of) for of in zip(dense_keys, kinds, dense_shapes)]
        if np.size(names) not in (0, len(records)):
            raise InvalidArgumentError(
                None,
                None,
                f"Expected len(names) == len(serialized), but got: {np.size(names)} vs. {len(records)}",
            )
        found = [_read_named(record, _name(names, i)) for i, record in enumerate(records)]
        columns = [
            [_sparse_values(of.get(as_bytes(key)), key, dtype, _complaint(names, i)) for i, of in enumerate(found)]
            for key, dtype in zip(sparse_keys, sparse_types)
        ]
        made = [
            _batched(
                feature,
                default,
                [
                    _dense_values(
                        *(of.get(as_bytes(feature.key)), feature, default, _required(names, i)),
                        _complaint(names, i),
                    )
                    for i, of in enumerate(found)
                ],
            )
            for feature, default in zip(dense, defaults)
        ]
        return _one_or_all(
            [
                *[_places(column) for column in columns],
                *[_joined(column, dtype) for column, dtype in zip(columns, sparse_types)],
                *[np.array([len(c), max(map(len, c), default=0)], np.int64) for c in columns],
                *made,
            ]
        )

    return kernel


def _text(key: bytes) -> str:
    return key.decode("utf-8", "surrogateescape")


def _name(names: Array, i: int) -> str:
    return names[i].decode(errors="replace") if np.size(names) else "<unknown>"


def _read_named(record: bytes, name: str) -> dict[bytes, Feature]:
    return _read(record, lambda text: InvalidArgumentError(None, None, f"Name: {name}, {text}"))


def _complaint(names: Array, i: int) -> Complain:
    return lambda key, text: InvalidArgumentError(
        None, None, f"Name: {_name(names, i)}, Key: {key}, Index: {i}.  {text}"
    )


def _required(names: Array, i: int) -> Callable[[_Dense], InvalidArgumentError]:
    return lambda feature: InvalidArgumentError(None, None, f"Name: {_name(names, i)}, {_missing(feature)}")


def _places(column: list[Array]) -> Array:
    """Row and place in the row of each value."""
    rows = np.repeat(np.arange(len(column)), [len(values) for values in column])
    inside = [np.arange(len(values)) for values in column]
    return np.stack([rows, np.concatenate([*inside, np.empty(0)])], axis=1).astype(np.int64)


def _joined(column: list[Array], dtype: DType) -> Array:
    return np.concatenate([*column, np.empty(0, dtype.numpy)]).astype(dtype.numpy)


def _batched(feature: _Dense, default: Any, column: list[Array]) -> Array:
    """The values of a batch as one array, sequences filled up with the default."""
    shape = feature.row
    if feature.is_sequence:
        shape = (max(map(len, column), default=0), *shape)
    made = np.empty((len(column), *shape), feature.dtype.numpy)
    if feature.is_sequence:
        made[...] = default
    for i, values in enumerate(column):
        made[(i, slice(len(values))) if feature.is_sequence else i] = values
    return made


define(
    "ParseExample",
    "serialized: string, names: string, sparse_keys: Nsparse*string, dense_keys: Ndense*string, "
    "dense_defaults: [Tdense] -> sparse_indices: Nsparse*int64, sparse_values: [sparse_types], "
    "sparse_shapes: Nsparse*int64, dense_values: [Tdense]",
    attrs={"sparse_types": REQUIRED, "dense_shapes": REQUIRED},
    shape=_parsed_shapes,
    kernel=_batch_kernel,
    differentiable=False,
    can_fail=True,
)

# ---------------------------------------------------------------- the functions


class _Plan(NamedTuple):
    """What is asked of an example: sparse features, and dense ones with their defaults."""

    sparse_keys: list[str]
    sparse_types: list[DType]
    dense_keys: list[str]
    dense_types: list[DType]
    dense_shapes: list[tuple[int | None, ...]]
    defaults: list[Any]


def _plan(features: dict[str, Any]) -> _Plan:
    """Raises ValueError for a feature that says too little, TypeError for a type that no feature has."""
    plan = _Plan([], [], [], [], [], [])
    for key in sorted(features):
        feature = features[key]
        if isinstance(feature, SparseFeature):
            _add_parts(plan, key, feature)
            continue
        if not isinstance(feature, (FixedLenFeature, VarLenFeature, FixedLenSequenceFeature)):
            raise ValueError(f"Invalid feature {key}:{feature}.")
        if not feature.dtype:
            raise ValueError(f"Missing type for feature {key}.")
        dtype = admitted(feature)
        if isinstance(feature, VarLenFeature):
            plan.sparse_keys.append(key)
            plan.sparse_types.append(dtype)
            continue
        if feature.shape is None:
            raise ValueError(f"Missing shape for feature {key}.")
        known = shapes.as_tuple(feature.shape) or ()
        if isinstance(feature, FixedLenSequenceFeature):
            if not feature.allow_missing:
                raise ValueError("Unsupported: FixedLenSequenceFeature requires allow_missing to be True.")
            known = (None, *known)
        elif known and known[0] is None:
            raise ValueError(
                f"First dimension of shape for feature {key} unknown. Consider using FixedLenSequenceFeature."
            )
        elif not shapes.is_static(known):
            raise ValueError(
                f"All dimensions of shape for feature {key} need to be known but received {feature.shape}."
            )
        plan.dense_keys.append(key)
        plan.dense_types.append(dtype)
        plan.dense_shapes.append(known)
        plan.defaults.append(feature.default_value)
    return plan


def _add_parts(plan: _Plan, key: str, feature: SparseFeature) -> None:
    """Ask for the features that a SparseFeature is made of."""
    for value, what in ((feature.index_key, "index_key"), (feature.value_key, "value_key")):
        if not value:
            raise ValueError(f"Missing {what} for SparseFeature {feature}.")
    if not feature.dtype:
        raise ValueError(f"Missing type for feature {key}.")
    parts = [(part, dtypes.int64) for part in sorted(feature.index_keys)]
    for part, dtype in (*parts, (feature.value_key, admitted(VarLenFeature(feature.dtype)))):
        if part not in plan.sparse_keys:
            plan.sparse_keys.append(part)
            plan.sparse_types.append(dtype)
        elif plan.sparse_types[plan.sparse_keys.index(part)] is not dtype:
            before = plan.sparse_types[plan.sparse_keys.index(part)]
            raise ValueError(f"Conflicting type {before} vs {dtype} for feature {part}.")


def _merged(features: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """What was asked for: the parts of a SparseFeature are put together."""
    from tuigraph.engine.ops.sparse_structure import sparse_merge

    made = dict(found)
    for key in sorted(features):
        feature = features[key]
        if isinstance(feature, SparseFeature):
            given = feature.index_key
            ids = made[given] if isinstance(given, str) else [made[part] for part in given]
            made[key] = sparse_merge(ids, made[feature.value_key], feature.size, already_sorted=feature.already_sorted)
    return {key: made[key] for key in made if key in features}


def admitted(feature: Any) -> DType:
    dtype = dtypes.as_dtype(feature.dtype)
    if dtype not in KINDS:
        parameter = "sparse_types" if isinstance(feature, VarLenFeature) else "dense_defaults"
        raise TypeError(
            f"Value passed to parameter '{parameter}' has DataType {dtype.name} "
            f"not in list of allowed values: {dtypes.names(KINDS)}"
        )
    return dtype


def plain_key(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.\-/]", "_", key)


def _defaults(plan: _Plan) -> list[Tensor]:
    made = []
    for key, dtype, shape, given in zip(plan.dense_keys, plan.dense_types, plan.dense_shapes, plan.defaults):
        if shape and shape[0] is None:
            if given is None:
                made.append(convert_to_tensor("" if dtype is dtypes.string else 0, dtype))
            else:
                made.append(reshape(convert_to_tensor(given, dtype, f"padding_{plain_key(key)}"), []))
        elif given is None:
            made.append(constant([], dtype))
        elif isinstance(given, Tensor):
            made.append(given)
        else:
            made.append(reshape(convert_to_tensor(given, dtype, f"key_{plain_key(key)}"), shape))
    return made


def _by_key(plan: _Plan, outputs: Sequence[Tensor]) -> dict[str, Any]:
    count = len(plan.sparse_keys)
    sparse = [SparseTensor(*outputs[i : 3 * count : count]) for i in range(count)]
    return dict(zip([*plan.sparse_keys, *plan.dense_keys], [*sparse, *outputs[3 * count :]]))


def parse_example(serialized: Any, features: Any, name: str | None = None, example_names: Any = None) -> dict[str, Any]:
    """The features of a vector of serialized examples, by key (`tf.parse_example`).

    Dense features are tensors of shape (batch, ...), those of varying length SparseTensors of shape (batch, longest).
    Raises ValueError without features and for one that says too little, TypeError for other types than float32, int64
    and string; InvalidArgumentError in a run for what is no example, for a feature that is missing and has no default,
    and for one of another type or size.
    """
    if not features:
        raise ValueError(f"Missing: features was {features}.")
    return _merged(features, _parse_batch(serialized, _plan(features), example_names, name))


def _parse_batch(serialized: Any, plan: _Plan, example_names: Any, name: str | None) -> dict[str, Any]:
    with name_scope(name, "ParseExample", [serialized, example_names]):
        outputs = apply(
            "ParseExample",
            serialized,
            [] if example_names is None else example_names,
            plan.sparse_keys,
            plan.dense_keys,
            _defaults(plan),
            sparse_types=plan.sparse_types,
            dense_shapes=plan.dense_shapes,
            name=name,
        ).outputs
        return _by_key(plan, outputs)


def parse_single_example(
    serialized: Any, features: Any, name: str | None = None, example_names: Any = None
) -> dict[str, Any]:
    """The features of one serialized example, by key (`tf.parse_single_example`).  Raises what `parse_example` does."""
    if not features:
        raise ValueError("Missing features.")
    plan = _plan(features)
    if example_names is not None:
        return _merged(features, _parse_named(serialized, plan, example_names, name))
    with name_scope(name, "ParseSingleExample", [serialized]):
        serialized = convert_to_tensor(serialized, name="serialized")
        outputs = apply(
            "ParseSingleExample",
            serialized,
            _defaults(plan),
            num_sparse=len(plan.sparse_keys),
            sparse_keys=plan.sparse_keys,
            dense_keys=plan.dense_keys,
            sparse_types=plan.sparse_types,
            dense_shapes=plan.dense_shapes,
            name=name,
        ).outputs
        found = _by_key(plan, outputs)
    return _merged(features, found)


def _parse_named(serialized: Any, plan: _Plan, example_names: Any, name: str | None) -> dict[str, Any]:
    """One example with a name for its errors, as a batch of one."""
    with name_scope(name, "ParseSingleExample", [serialized, example_names]):
        rows = expand_dims(_scalar(convert_to_tensor(serialized), "serialized"), 0)
        names = expand_dims(_scalar(convert_to_tensor(example_names), "names"), 0)
        found = _parse_batch(rows, plan, names, name)
        for key in plan.dense_keys:
            found[key] = squeeze(found[key], [0], name=f"Squeeze_{plain_key(key)}")
        for key in plan.sparse_keys:
            of = found[key]
            found[key] = SparseTensor(
                slice_(of.indices, [0, 1], [-1, -1], name=f"Slice_Indices_{plain_key(key)}"),
                of.values,
                slice_(of.dense_shape, [1], [-1], name=f"Squeeze_Shape_{plain_key(key)}"),
            )
        return found


def _scalar(value: Tensor, what: str) -> Tensor:
    """A tensor that is checked to be a scalar, where that is not known, in the run."""
    from tuigraph.engine.ops.comparison import equal
    from tuigraph.engine.ops.printing import Assert

    if value._shape is None:
        check = Assert(equal(rank(value), 0), [f"Input {what} must be a scalar"], name=f"{what.title()}IsScalar")
        checked: Tensor = with_dependencies([check], value, name=f"{what.title()}Dependencies")
        return checked
    if value._shape:
        raise ValueError(f"Input {what} must be a scalar")
    return value
