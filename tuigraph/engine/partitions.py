"""Variables that are kept in parts along one axis: the parts, what they make up, and what says how many there are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import convert_to_tensor
from tuigraph.engine.default_graph import control_dependencies, name_scope
from tuigraph.engine.graph import Tensor, TensorLike, get_default_graph

Partitioner = Callable[..., Any]


class PartitionInfo:
    """Which part an initializer is asked for: the shape of the whole, and where the part begins."""

    def __init__(self, full_shape: list[int], var_offset: list[int]) -> None:
        self.full_shape = full_shape
        self.var_offset = var_offset

    def single_slice_dim(self, shape: Any) -> int | None:
        """The axis that is cut, for a part of that shape; None where none is.  Raises ValueError for several."""
        if len(shape) != len(self.full_shape):
            raise ValueError(
                f"Expected equal length, but received shape={shape} of length {len(shape)} while self.full_shape="
                f"{self.full_shape} is of length {len(self.full_shape)}."
            )
        cut = [axis for axis, (own, whole) in enumerate(zip(shape, self.full_shape)) if own != whole]
        if len(cut) > 1:
            raise ValueError(
                f"Cannot use single_slice_dim() with shape={shape} and self.full_shape={self.full_shape} since slice "
                f"dim could be either dimension {cut[1]} or {cut[0]}."
            )
        return cut[0] if cut else None

    def single_offset(self, shape: Any) -> int:
        """Where a part of that shape begins along the axis that is cut; 0 where none is."""
        axis = self.single_slice_dim(shape)
        return 0 if axis is None else self.var_offset[axis]


class SaveSliceInfo(NamedTuple):
    """Which part of which variable a checkpoint keeps for a variable."""

    full_name: str
    full_shape: list[int]
    var_offset: list[int]
    var_shape: list[int]

    @property
    def spec(self) -> str:
        """The same in the words of a Saver's operations: ``200 3 0,67:0,3``."""
        extents = ":".join(f"{start},{size}" for start, size in zip(self.var_offset, self.var_shape))
        return f"{' '.join(map(str, self.full_shape))} {extents}"

    def of_slot(self, slot: str) -> SaveSliceInfo:
        """The same part of a variable that accompanies the whole one."""
        return self._replace(full_name=f"{self.full_name}/{slot}")


class PartitionedVariable(TensorLike):
    """Variables that make up one, joined where a tensor is wanted (`tf.get_variable` with a partitioner).

    Iterating gives the parts.
    """

    def __init__(
        self, name: str, shape: shapes.TensorShape, dtype: dtypes.DType, variable_list: list[Any], partitions: list[int]
    ) -> None:
        self._name = name
        self._full_shape = shape
        self._dtype = dtype
        self._variable_list = variable_list
        self._partitions = partitions

    @property
    def name(self) -> str:
        return self._name

    @property
    def dtype(self) -> dtypes.DType:
        return self._dtype

    @property
    def shape(self) -> shapes.TensorShape:
        return self._full_shape

    @property
    def _shape(self) -> shapes.MaybeShape:
        return shapes.as_tuple(self._full_shape)

    def get_shape(self) -> shapes.TensorShape:
        return self._full_shape

    def __iter__(self) -> Iterator[Any]:
        return iter(self._variable_list)

    def __len__(self) -> int:
        return len(self._variable_list)

    def _get_variable_list(self) -> list[Any]:
        return self._variable_list

    def _get_partitions(self) -> list[int]:
        return self._partitions

    @property
    def _axis(self) -> int:
        return next((axis for axis, count in enumerate(self._partitions) if count > 1), 0)

    def as_tensor(self) -> Tensor:
        """The whole as a tensor, without the control dependencies of where it is used."""
        from tuigraph.engine.ops.identities import identity
        from tuigraph.engine.ops.joining import concat

        with control_dependencies(None):
            joined: Any = self._variable_list[0]
            if len(self._variable_list) > 1:
                with name_scope(self._name + "/ConcatPartitions/"):
                    joined = concat(self._variable_list, self._axis)
            with name_scope(None):
                return identity(joined, name=self._name)

    def _to_tensor(self, dtype: dtypes.DType | None, name: str | None, as_ref: bool) -> Tensor:
        if dtype is not None and not dtype.is_compatible_with(self._dtype):
            raise ValueError(
                f"Incompatible type conversion requested to type '{dtype.name}' for variable of type "
                f"'{self._dtype.name}'"
            )
        if as_ref:
            raise NotImplementedError("PartitionedVariable doesn't support being used as a reference.")
        return self.as_tensor()

    def _as_graph_element(self) -> Tensor:
        raise TypeError(
            f"The variable {self._name} is kept in parts and is no tensor of the graph: fetch its as_tensor(), or a "
            "list of its parts."
        )

    def assign(self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        """Assign a whole, or a list of parts, to the parts: a list of what the parts' `assign` gives."""
        return self._each("assign", value, use_locking, name, read_value)

    def assign_add(
        self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        return self._each("assign_add", value, use_locking, name, read_value)

    def assign_sub(
        self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        return self._each("assign_sub", value, use_locking, name, read_value)

    def _each(self, method: str, value: Any, use_locking: bool, name: str | None, read_value: bool) -> list[Any]:
        from tuigraph.engine.ops.splitting import split

        if isinstance(value, (list, PartitionedVariable)):
            parts = list(value)
        else:
            parts = split(value, [part._shape[self._axis] for part in self._variable_list], axis=self._axis)
        made = [
            getattr(variable, method)(part, use_locking=use_locking, name=name, read_value=read_value)
            for variable, part in zip(self._variable_list, parts)
        ]
        return made if read_value else [getattr(one, "op", one) for one in made]


# ---------------------------------------------------------------- finding or making one


def shared_partitioned(
    single: Callable[..., Any],
    default_initializer: Callable[..., Any],
    name: str,
    partitioner: Partitioner | None,
    shape: Any,
    dtype: dtypes.DType,
    initializer: Any,
    reuse: Any,
    **options: Any,
) -> PartitionedVariable:
    """The partitioned variable of a name, made of `single` ones or shared as `reuse` says."""
    from tuigraph.engine.ops.slicing import slice_

    graph = get_default_graph()
    if name in graph.variables:
        raise ValueError(
            f"A partitioner was provided, but an unpartitioned version of the variable was found: {name}.  Perhaps a "
            "variable of the same name was already created without partitioning?"
        )
    whole = shapes.TensorShape(shape)
    if isinstance(initializer, Tensor):
        whole = whole.merge_with(initializer.shape)
    partitions = None if partitioner is None else _partitions(partitioner, whole, dtype)
    found = graph.partitioned_variables.get(name)
    if found is not None:
        return _shared(found, name, whole, dtype, partitions, reuse)
    if reuse is True or partitions is None:
        raise ValueError(
            f"PartitionedVariable {name} does not exist, or was not created with tf.get_variable(). Did you mean to "
            "set reuse=False or reuse=tf.AUTO_REUSE in VarScope?"
        )
    full = _sizes(whole)
    cuts = list(_cuts(full, partitions))
    _check_parts(graph.variables, name, len(cuts))
    made = []
    for number, (offset, own) in enumerate(cuts):
        part = f"{name}/part_{number}"
        start: Any = initializer
        own_shape: list[int] | None = own
        with name_scope(part + "/PartitionedInitializer"):
            if initializer is None:
                start = default_initializer(name, dtype)
            elif not callable(initializer):
                start, own_shape = slice_(convert_to_tensor(initializer, dtype), offset, own), None
        with name_scope(None):
            variable = single(
                part,
                own_shape,
                dtype if own_shape is not None else start.dtype.base_dtype,
                start,
                reuse=reuse,
                partition_info=PartitionInfo(full, offset),
                **options,
            )
        variable._save_slice_info = SaveSliceInfo(name, full, offset, own)
        made.append(variable)
    joined = graph.partitioned_variables[name] = PartitionedVariable(name, whole, dtype, made, partitions)
    return joined


def _partitions(partitioner: Partitioner, shape: shapes.TensorShape, dtype: dtypes.DType) -> list[int]:
    if not callable(partitioner):
        raise ValueError(f"Partitioner must be callable, but received: {partitioner}")
    if not shape.is_fully_defined():
        raise ValueError(f"Shape of a new partitioned variable must be fully defined, but instead was {_text(shape)}.")
    if len(shape) < 1:
        raise ValueError(f"A partitioned Variable must have rank at least 1, shape: {_text(shape)}")
    found = partitioner(shape=shape, dtype=dtype)
    if not isinstance(found, Sequence):
        raise ValueError(f"Partitioner must return a sequence, but saw: {found}")
    if len(found) != len(shape):
        raise ValueError(
            f"Partitioner returned a partition list that does not match the Variable's rank: {found} vs. {_text(shape)}"
        )
    if any(count < 1 for count in found):
        raise ValueError(f"Partitioner returned zero partitions for some axes: {found}")
    if sum(count > 1 for count in found) > 1:
        raise ValueError(f"Can only slice a variable along one dimension: shape: {_text(shape)}, partitioning: {found}")
    return list(found)


def _shared(
    found: Any, name: str, shape: shapes.TensorShape, dtype: dtypes.DType, partitions: list[int] | None, reuse: Any
) -> PartitionedVariable:
    if reuse is False:
        raise ValueError(
            f"Partitioned variable with name {name} already exists. Did you mean to set reuse=True or "
            "reuse=tf.AUTO_REUSE in VarScope?"
        )
    if not shape.is_compatible_with(found.shape):
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified shape {_text(shape)} and found shape "
            f"{_text(found.shape)}."
        )
    if not dtype.is_compatible_with(found.dtype):
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified dtype {dtype.name} and found dtype "
            f"{found.dtype.name}."
        )
    if partitions is not None and found._get_partitions() != partitions:
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified partitions {partitions} and found partitions "
            f"{found._get_partitions()}."
        )
    kept: PartitionedVariable = found
    return kept


def _check_parts(variables: dict[str, Any], name: str, count: int) -> None:
    if f"{name}/part_0" not in variables:
        return
    if f"{name}/part_{count - 1}" not in variables or f"{name}/part_{count}" in variables:
        raise ValueError(
            "Partitioner returned a different partitioning than what was already found.  Partitioner returned "
            f"{count} shards, and other shards of {name} were found."
        )


def _cuts(full: list[int], partitions: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Where each part begins, and its shape; the first ones take what does not divide."""
    axis = next((axis for axis, count in enumerate(partitions) if count > 1), 0)
    count = partitions[axis]
    least, longer = divmod(full[axis], count)
    begin = 0
    for number in range(count):
        size = least + (number < longer)
        yield _with(axis, begin, [0] * len(full)), _with(axis, size, full)
        begin += size


def _with(axis: int, value: int, sizes: list[int]) -> list[int]:
    return [*sizes[:axis], value, *sizes[axis + 1 :]]


def parts_of(variable: Any) -> list[Any]:
    """The variables that a variable is kept in: itself, where it is not partitioned."""
    return list(variable) if isinstance(variable, PartitionedVariable) else [variable]


# ---------------------------------------------------------------- how many parts there are


def fixed_size_partitioner(num_shards: int, axis: int = 0) -> Partitioner:
    """A number of parts along an axis, at most as many as it is long (`tf.fixed_size_partitioner`)."""

    def partitioner(shape: shapes.TensorShape, **unused: Any) -> list[int]:
        return _with(axis % len(shape), min(num_shards, _sizes(shape)[axis]), [1] * len(shape))

    return partitioner


def min_max_variable_partitioner(
    max_partitions: int = 1, axis: int = 0, min_slice_size: int = 256 << 10, bytes_per_string_element: int = 16
) -> Partitioner:
    """As many parts as are at least `min_slice_size` bytes, up to a number (`tf.min_max_variable_partitioner`).

    The partitioner raises ValueError for a variable without that axis.
    """

    def partitioner(shape: shapes.TensorShape, dtype: dtypes.DType) -> list[int]:
        if axis >= len(shape):
            raise ValueError(f"Can not partition variable along axis {axis} when shape is only {_text(shape)}")
        known = _sizes(shape)
        size = math.prod(known) * _bytes(dtype, bytes_per_string_element)
        count = max(1, min(known[axis], max_partitions, math.ceil(size / min_slice_size)))
        return _with(axis % len(known), count, [1] * len(known))

    return partitioner


def variable_axis_size_partitioner(
    max_shard_bytes: int, axis: int = 0, bytes_per_string_element: int = 16, max_shards: int | None = None
) -> Partitioner:
    """As many parts as it takes for none to be larger than some bytes (`tf.variable_axis_size_partitioner`).

    Raises ValueError for numbers that are not positive; the partitioner, for a shape that is not fully known.
    """
    if max_shard_bytes < 1 or bytes_per_string_element < 1:
        raise ValueError("Both max_shard_bytes and bytes_per_string_element must be positive.")
    if max_shards and max_shards < 1:
        raise ValueError("max_shards must be positive.")

    def partitioner(shape: shapes.TensorShape, dtype: dtypes.DType) -> list[int]:
        if not isinstance(shape, shapes.TensorShape):
            raise ValueError(f"shape is not a TensorShape: {shape}")
        if not shape.is_fully_defined():
            raise ValueError(f"shape is not fully defined: {_text(shape)}")
        if not isinstance(dtype, dtypes.DType):
            raise ValueError(f"dtype is not a DType: {dtype}")
        known = _sizes(shape)
        per_row = math.prod(known) / known[axis] * _bytes(dtype, bytes_per_string_element)
        rows = max(1, math.floor(max_shard_bytes / per_row))
        count = math.ceil(known[axis] / rows)
        return _with(axis % len(known), min(max_shards, count) if max_shards else count, [1] * len(known))

    return partitioner


def _sizes(shape: shapes.TensorShape) -> list[int]:
    return [size or 0 for size in shape.as_list()]


def _text(shape: shapes.TensorShape) -> str:
    return shapes.text(shapes.as_tuple(shape))


def _bytes(dtype: dtypes.DType, of_string: int) -> int:
    return of_string if dtype.base_dtype is dtypes.string else dtype.size
