"""Lookup tables as operations: what each holds is a cell of the session, a dictionary that nothing changes in place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.containers import UNINITIALIZED, Cell, Store
from tuigraph.engine.dtypes import DType
from tuigraph.engine.errors import FailedPreconditionError, InvalidArgumentError
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import REQUIRED, Kernel, define, no_outputs, pure, scalar_shape
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.system_errors import contents_of
from tuigraph.engine.values import as_array, as_rows, as_value

WHOLE_LINE, LINE_NUMBER = -2, -1  # what of a line is meant, beside the number of a column


class Entries(dict[Any, Any]):
    """What a table holds: values by keys, both as Python has them, or values as arrays."""


class Table(NamedTuple):
    """A table of one session."""

    cell: Cell
    key_dtype: DType
    value_dtype: DType
    value_shape: tuple[int, ...]
    fixed: bool  # filled once, by its initializer
    reserved: tuple[Any, ...] = ()  # keys that a dense table keeps for itself

    @property
    def entries(self) -> Mapping[Any, Any]:
        """Raises FailedPreconditionError for a table that was not initialized."""
        found = self.cell.value
        if found is UNINITIALIZED:
            raise FailedPreconditionError(None, None, "Table not initialized.")
        entries: Mapping[Any, Any] = found
        return entries

    def checked_keys(self, keys: Any) -> list[Any]:
        """The keys as Python has them.  Raises InvalidArgumentError for one that the table keeps for itself."""
        listed: list[Any] = as_array(keys).reshape(-1).tolist()
        for key in listed:
            if key in self.reserved:
                which = "empty_key" if key == self.reserved[0] else "deleted_key"
                raise InvalidArgumentError(None, None, f"Using the {which} as a table key is not allowed")
        return listed

    def rows(self, values: Any, count: int) -> list[Any]:
        """One value for each key.  Raises InvalidArgumentError for values of another shape."""
        array = as_array(values)
        depth = array.ndim - len(self.value_shape)
        if depth < 0 or array.shape[depth:] != self.value_shape or array.size != count * _size(self.value_shape):
            raise InvalidArgumentError(
                None,
                None,
                f"Expected shape {shapes.listed((count, *self.value_shape))} for value, "
                f"got {shapes.listed(array.shape)}",
            )
        if not self.value_shape:
            return list(array.reshape(-1).tolist())
        return list(as_rows(array, depth))

    def array(self, values: Iterable[Any], shape: tuple[int, ...]) -> Any:
        """Values in an array of a shape, to which that of one value is added."""
        listed = list(values)
        made = np.empty((len(listed), *self.value_shape), self.value_dtype.numpy)
        for place, value in enumerate(listed):
            made[place] = value
        return as_value(made.reshape((*shape, *self.value_shape)))


def _size(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape, dtype=np.int64))


# ---------------------------------------------------------------- tables


def _table_kernel(fixed: bool) -> Callable[[Operation, Store], Kernel]:
    def rule(op: Operation, store: Store) -> Kernel:
        attrs = op.attrs
        initial = None if fixed else Entries
        cell = store.cell(attrs["shared_name"] or op.name, attrs["container"], initial)
        size = tuple(attrs.get("value_shape") or ())
        if op.type != "MutableDenseHashTableV2":
            table = Table(cell, attrs["key_dtype"], attrs["value_dtype"], size, fixed)
            return lambda: table

        def dense(empty: Any, deleted: Any) -> Table:
            if empty == deleted:
                raise InvalidArgumentError(None, None, "Empty and deleted keys cannot be equal")
            kept = (as_array(empty).tolist(), as_array(deleted).tolist())
            return Table(cell, attrs["key_dtype"], attrs["value_dtype"], size, fixed, kept)

        return dense

    return rule


_COMMON = {"container": "", "shared_name": "", "use_node_name_sharing": False}
_TYPES = {"key_dtype": REQUIRED, "value_dtype": REQUIRED}
for _name, _fixed, _more in (
    ("HashTableV2", True, {}),
    ("MutableHashTableV2", False, {}),
    ("MutableHashTableOfTensorsV2", False, {"value_shape": ()}),
):
    define(
        _name,
        "-> table_handle: resource",
        attrs={**_COMMON, **_TYPES, **_more},
        shape=scalar_shape,
        kernel=_table_kernel(_fixed),
        stateful=True,
        differentiable=False,
    )
define(
    "MutableDenseHashTableV2",
    "empty_key: key_dtype, deleted_key: key_dtype -> table_handle: resource",
    attrs={
        **_COMMON,
        "value_dtype": REQUIRED,
        "value_shape": (),
        "initial_num_buckets": 131072,
        "max_load_factor": 0.8,
    },
    shape=scalar_shape,
    kernel=_table_kernel(False),
    stateful=True,
    differentiable=False,
)


# ---------------------------------------------------------------- asking


def _found_shape(op: Operation) -> list[MaybeShape]:
    keys, size = op.inputs[1]._shape, _value_shape(op)
    return [None if keys is None or size is None else (*keys, *size)]


def _value_shape(op: Operation) -> MaybeShape:
    """The shape of one value, where the table is made by a node that says it."""
    attrs = op.inputs[0].op.attrs
    if "value_dtype" not in attrs:
        return None
    return tuple(attrs.get("value_shape") or ())


def _check_types(table: Table, keys: DType, values: DType | None) -> None:
    if keys is not table.key_dtype or values not in (None, table.value_dtype):
        wanted = f"{dtypes.text(table.key_dtype)}, {dtypes.text(table.value_dtype)}"
        given = f"{dtypes.text(keys)}, {'?' if values is None else dtypes.text(values)}"
        raise InvalidArgumentError(None, None, f"The table has keys and values of {wanted}, not {given}")


def _find_kernel(op: Operation, store: Store) -> Kernel:
    keys_type, values_type = (op.inputs[place].dtype.base_dtype for place in (1, 2))

    def kernel(table: Table, keys: Any, default: Any) -> Any:
        _check_types(table, keys_type, values_type)
        entries = table.entries
        asked = table.checked_keys(keys)
        otherwise = default if table.value_shape else as_array(default).tolist()
        return table.array((entries.get(key, otherwise) for key in asked), np.shape(keys))

    return kernel


define(
    "LookupTableFindV2",
    "table_handle: resource, keys: Tin, default_value: Tout -> values: Tout",
    shape=_found_shape,
    kernel=_find_kernel,
    stateful=True,
    differentiable=False,
)
define(
    "LookupTableSizeV2",
    "table_handle: resource -> size: int64",
    shape=scalar_shape,
    kernel=pure(lambda table: np.int64(0 if table.cell.value is UNINITIALIZED else len(table.cell.value))),
    stateful=True,
    differentiable=False,
)


def _exported_shapes(op: Operation) -> list[MaybeShape]:
    size = _value_shape(op)
    return [(None,), None if size is None else (None, *size)]


def _export(table: Table) -> tuple[Any, Any]:
    entries = table.entries
    keys = np.empty(len(entries), table.key_dtype.numpy)
    keys[:] = list(entries)
    return keys, table.array(entries.values(), (len(entries),))


define(
    "LookupTableExportV2",
    "table_handle: resource -> keys: Tkeys, values: Tvalues",
    attrs={"Tkeys": REQUIRED, "Tvalues": REQUIRED},
    shape=_exported_shapes,
    kernel=pure(_export),
    stateful=True,
    differentiable=False,
)


# ---------------------------------------------------------------- filling


def _insert(table: Table, keys: Any, values: Any) -> tuple[()]:
    listed = table.checked_keys(keys)
    rows = table.rows(values, len(listed))
    with table.cell.lock:
        table.cell.set(Entries({**table.entries, **dict(zip(listed, rows))}))
    return ()


def _import(table: Table, keys: Any, values: Any) -> tuple[()]:
    listed = table.checked_keys(keys)
    rows = table.rows(values, len(listed))
    if table.fixed:
        _initialize(table, zip(listed, rows))
    else:
        with table.cell.lock:
            table.cell.set(Entries(zip(listed, rows)))
    return ()


def _initialize(table: Table, found: Iterable[tuple[Any, Any]]) -> None:
    """Fill a table, once: as TensorFlow 1.15.5 it takes another filling of as many entries for the same.

    Raises FailedPreconditionError for two values of a key, and for another number of entries.
    """
    entries = Entries()
    for key, value in found:
        if entries.setdefault(key, value) != value:
            raise FailedPreconditionError(
                None,
                None,
                f"HashTable has different value for same key. Key {_text(key)} has {_text(entries[key])} and trying "
                f"to add value {_text(value)}",
            )
    with table.cell.lock:
        if table.cell.value is UNINITIALIZED:
            table.cell.set(entries)
        elif len(table.cell.value) != len(entries):
            raise FailedPreconditionError(None, None, "Table already initialized.")


def _text(value: Any) -> Any:
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _remove(table: Table, keys: Any) -> tuple[()]:
    gone = set(table.checked_keys(keys))
    with table.cell.lock:
        table.cell.set(Entries((key, value) for key, value in table.entries.items() if key not in gone))
    return ()


for _name, _function in (("LookupTableInsertV2", _insert), ("LookupTableImportV2", _import)):
    define(
        _name,
        "table_handle: resource, keys: Tin, values: Tout ->",
        shape=no_outputs,
        kernel=pure(_function),
        stateful=True,
        differentiable=False,
    )
define(
    "LookupTableRemoveV2",
    "table_handle: resource, keys: Tin ->",
    shape=no_outputs,
    kernel=pure(_remove),
    stateful=True,
    differentiable=False,
)


# ---------------------------------------------------------------- files


def _file_kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs
    places = (attrs["key_index"], attrs["value_index"])
    count: int = attrs["vocab_size"]
    delimiter = attrs["delimiter"]
    separator = delimiter if isinstance(delimiter, bytes) else delimiter.encode()

    def kernel(table: Table, name: bytes) -> tuple[()]:
        lines = _lines(name)
        if count > len(lines):
            raise InvalidArgumentError(
                None, None, f"Invalid vocab_size in {_text(name)}: expected {count} but got {len(lines)}"
            )
        _initialize(table, _entries(table, name, lines[:count] if count >= 0 else lines, places, separator))
        return ()

    return kernel


def _lines(name: bytes) -> list[bytes]:
    lines = contents_of(name).split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return [line.removesuffix(b"\r") for line in lines]


def _entries(
    table: Table, name: bytes, lines: list[bytes], places: tuple[int, int], separator: bytes
) -> Iterable[tuple[Any, Any]]:
    kinds = (table.key_dtype, table.value_dtype)
    for number, line in enumerate(lines):
        columns = line.split(separator) if max(places) >= 0 else ()
        if len(columns) <= max(places):
            raise InvalidArgumentError(
                None,
                None,
                f"Invalid number of columns in {_text(name)} line {number} ({_text(line)}) : expected "
                f"at least {max(places) + 1} got {len(columns)}",
            )
        key, value = (
            _part(number if place == LINE_NUMBER else line if place == WHOLE_LINE else columns[place], kind)
            for place, kind in zip(places, kinds)
        )
        yield key, value


def _part(text: Any, kind: DType) -> Any:
    if isinstance(text, int) or kind is dtypes.string:
        return text
    try:
        return int(text) if kind.is_integer else float(np.array(float(text), kind.numpy))
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"Field {_text(text)} in line is not a valid {dtypes.text(kind)}."
        ) from None


define(
    "InitializeTableFromTextFileV2",
    "table_handle: resource, filename: string ->",
    attrs={"key_index": REQUIRED, "value_index": REQUIRED, "vocab_size": -1, "delimiter": "\t"},
    shape=no_outputs,
    kernel=_file_kernel,
    stateful=True,
    differentiable=False,
)
