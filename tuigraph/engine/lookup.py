"""Tables from keys to values (`tf.lookup`, `tf.contrib.lookup`).  What they hold is state of the session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.default_graph import add_to_collection, control_dependencies, get_collection, name_scope
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.ops import hash_buckets
from tuigraph.engine.ops.arithmetic import add
from tuigraph.engine.ops.casts import cast
from tuigraph.engine.ops.comparison import not_equal
from tuigraph.engine.ops.filling import range_
from tuigraph.engine.ops.flow import group, no_op
from tuigraph.engine.ops.identities import size as size_of
from tuigraph.engine.ops.masks import where_v2
from tuigraph.engine.ops.parsing import as_string
from tuigraph.engine.ops.tables import LINE_NUMBER, WHOLE_LINE
from tuigraph.engine.roles import Role
from tuigraph.engine.sparse_tensor import SparseTensor


def tables_initializer(name: str = "init_all_tables") -> Operation:
    """The operation that fills all tables of the graph (`tf.tables_initializer`)."""
    found = get_collection(GraphKeys.TABLE_INITIALIZERS)
    return group(*found, name=name) if found else no_op(name=name)


class TextFileIndex:
    """What of a line is meant, beside the number of a column (`tf.lookup.TextFileIndex`)."""

    WHOLE_LINE = WHOLE_LINE
    LINE_NUMBER = LINE_NUMBER


class LookupInterface:
    """What tables share (`tf.contrib.lookup.LookupInterface`)."""

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype = dtypes.as_dtype(key_dtype)
        self._value_dtype = dtypes.as_dtype(value_dtype)

    @property
    def key_dtype(self) -> dtypes.DType:
        return self._key_dtype

    @property
    def value_dtype(self) -> dtypes.DType:
        return self._value_dtype

    @property
    def name(self) -> str:
        raise NotImplementedError

    def size(self, name: str | None = None) -> Any:
        """How many entries there are, int64."""
        raise NotImplementedError

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of keys, of their shape, and a SparseTensor for one."""
        raise NotImplementedError


def _check_signature(keys: Any, dtype: dtypes.DType) -> None:
    if keys.dtype.base_dtype is not dtype:
        raise TypeError(f"Signature mismatch. Keys must be dtype {dtype}, got {keys.dtype}.")


class _Table(LookupInterface):
    """A table with a node of its own, whose output is `resource_handle`."""

    resource_handle: Tensor

    @property
    def name(self) -> str:
        return self.resource_handle.op.name.rpartition("/")[2]

    def size(self, name: str | None = None) -> Tensor:
        with name_scope(name, f"{self.name}_Size", [self.resource_handle]):
            return apply("LookupTableSizeV2", self.resource_handle).outputs[0]


@contextmanager
def _on_its_own() -> Iterator[None]:
    """What is made inside waits for nothing that is being built, and is in no loop."""
    with control_dependencies(None):
        yield


# ---------------------------------------------------------------- what fills a table


class TableInitializerBase(LookupInterface):
    """What fills a table with keys and values of some types (`tf.contrib.lookup.TableInitializerBase`)."""

    def initialize(self, table: Any) -> Operation:
        raise NotImplementedError

    def _check(self, table: Any, keys: dtypes.DType, values: dtypes.DType) -> None:
        for what, given, wanted in (("key", keys, table.key_dtype), ("value", values, table.value_dtype)):
            if given.base_dtype is not wanted:
                raise TypeError(f"Invalid {what} dtype, expected {wanted} but got {given}.")


class KeyValueTensorInitializer(TableInitializerBase):
    """Fills a table with two tensors of one shape (`tf.lookup.KeyValueTensorInitializer`)."""

    def __init__(
        self, keys: Any, values: Any, key_dtype: Any = None, value_dtype: Any = None, name: str | None = None
    ) -> None:
        with _on_its_own():
            self._keys = convert_to_tensor(keys, key_dtype, "keys")
            self._values = convert_to_tensor(values, value_dtype, "values")
        self._name = "key_value_init" if name is None else name
        super().__init__(self._keys.dtype.base_dtype, self._values.dtype.base_dtype)

    def initialize(self, table: Any) -> Operation:
        """The operation that fills the table.  Raises TypeError for a table of other types."""
        self._check(table, self._keys.dtype, self._values.dtype)
        with name_scope(self._name, values=(table.resource_handle, self._keys, self._values)):
            made = apply("LookupTableImportV2", table.resource_handle, self._keys, self._values)
        add_to_collection(GraphKeys.TABLE_INITIALIZERS, made)
        return made


class TextFileInitializer(TableInitializerBase):
    """Fills a table from the lines of a file (`tf.lookup.TextFileInitializer`).

    `key_index` and `value_index`: a column, or what TextFileIndex has.  Raises ValueError for a file without a name, an
    index that there is not or that does not go with its type, and a `vocab_size` below 1; in a run NotFoundError and
    InvalidArgumentError for a file that is not there or has too few lines or columns.
    """

    def __init__(
        self,
        filename: Any,
        key_dtype: Any,
        key_index: int,
        value_dtype: Any,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
    ) -> None:
        if not isinstance(filename, Tensor) and not filename:
            raise ValueError(f"Filename required for {name}.")
        super().__init__(key_dtype, value_dtype)
        keys, values = self.key_dtype, self.value_dtype
        for index, what in ((key_index, "key"), (value_index, "value")):
            if index < WHOLE_LINE:
                raise ValueError(f"Invalid {what} index {index}.")
        if key_index == LINE_NUMBER and keys is not dtypes.int64:
            raise ValueError(f"Signature mismatch. Keys must be dtype {dtypes.int64}, got {keys}.")
        if key_index == WHOLE_LINE and not keys.is_integer and keys is not dtypes.string:
            raise ValueError(f"Signature mismatch. Keys must be integer or string, got {keys}.")
        for index, wanted in ((LINE_NUMBER, dtypes.int64), (WHOLE_LINE, dtypes.string)):
            if value_index == index and values is not wanted:
                raise ValueError(f"Signature mismatch. Values must be dtype {wanted}, got {values}.")
        if vocab_size is not None and vocab_size <= 0:
            raise ValueError(f"Invalid vocab_size {vocab_size}.")
        self._key_index = key_index
        self._value_index = value_index
        self._vocab_size = vocab_size
        self._delimiter = delimiter
        self._name = name
        given = filename if isinstance(filename, Tensor) else os.fspath(filename)
        with _on_its_own():
            self._filename = convert_to_tensor(given, dtypes.string, "asset_path")
        size = f"{vocab_size}_" if vocab_size else ""
        self._shared_name = f"hash_table_{filename}_{size}{key_index}_{value_index}"

    def initialize(self, table: Any) -> Operation:
        """The operation that fills the table.  Raises TypeError for a table of other types."""
        self._check(table, self.key_dtype, self.value_dtype)
        with name_scope(self._name, "text_file_init", (table.resource_handle,)):
            made = apply(
                "InitializeTableFromTextFileV2",
                table.resource_handle,
                self._filename,
                key_index=self._key_index,
                value_index=self._value_index,
                vocab_size=-1 if self._vocab_size is None else self._vocab_size,
                delimiter=self._delimiter,
            )
        add_to_collection(GraphKeys.TABLE_INITIALIZERS, made)
        if self._filename.op.role is Role.CONSTANT:
            add_to_collection(GraphKeys.ASSET_FILEPATHS, self._filename)
        return made


class TextFileStringTableInitializer(TextFileInitializer):
    """Fills a table from numbers to text (`tf.contrib.lookup.TextFileStringTableInitializer`)."""

    def __init__(
        self,
        filename: Any,
        key_column_index: int = LINE_NUMBER,
        value_column_index: int = WHOLE_LINE,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_string_table_init",
    ) -> None:
        columns = (dtypes.int64, key_column_index, dtypes.string, value_column_index)
        super().__init__(filename, *columns, vocab_size, delimiter, name)


class TextFileIdTableInitializer(TextFileInitializer):
    """Fills a table from text to numbers (`tf.contrib.lookup.TextFileIdTableInitializer`)."""

    def __init__(
        self,
        filename: Any,
        key_column_index: int = WHOLE_LINE,
        value_column_index: int = LINE_NUMBER,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str = "text_file_id_table_init",
        key_dtype: Any = dtypes.string,
    ) -> None:
        columns = (key_dtype, key_column_index, dtypes.int64, value_column_index)
        super().__init__(filename, *columns, vocab_size, delimiter, name)


# ---------------------------------------------------------------- tables that are filled once


class HashTable(_Table):
    """A table that its initializer fills once (`tf.contrib.lookup.HashTable`); keys that it lacks have a default value.

    Raises TypeError for keys of another type than the table's; in a run FailedPreconditionError for a table that is not
    initialized, that is filled with something else, or whose initializer has two values for a key.
    """

    def __init__(
        self, initializer: Any, default_value: Any, shared_name: str | None = None, name: str | None = None
    ) -> None:
        super().__init__(initializer.key_dtype, initializer.value_dtype)
        self._default_value = convert_to_tensor(default_value, self._value_dtype)
        shapes.merge(self._default_value._shape, ())
        with _on_its_own():
            made = apply(
                "HashTableV2",
                shared_name=shared_name or "",
                key_dtype=self._key_dtype,
                value_dtype=self._value_dtype,
                name=name or "hash_table",
            )
            self.resource_handle = made.outputs[0]
            self._init_op: Operation = initializer.initialize(self)

    @property
    def initializer(self) -> Operation:
        return self._init_op

    @property
    def init(self) -> Operation:
        return self._init_op

    @property
    def default_value(self) -> Tensor:
        return self._default_value

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        given = keys.values if isinstance(keys, SparseTensor) else keys
        _check_signature(keys, self._key_dtype)
        with name_scope(name, f"{self.name}_Lookup", (self.resource_handle, given, self._default_value)):
            values = apply("LookupTableFindV2", self.resource_handle, given, self._default_value).outputs[0]
        values.set_shape(given.get_shape())
        if isinstance(keys, SparseTensor):
            return SparseTensor(keys.indices, values, keys.dense_shape)
        return values

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values."""
        with name_scope(name, f"{self.name}_Export", [self.resource_handle]) as scope:
            return _exported(self, scope)


def _exported(table: Any, scope: str | None) -> tuple[Tensor, Tensor]:
    keys, values = apply(
        "LookupTableExportV2",
        table.resource_handle,
        Tkeys=table.key_dtype,
        Tvalues=table.value_dtype,
        name=scope,
    ).outputs
    return keys, values


class StaticHashTable(HashTable):
    """A table that its initializer fills once (`tf.lookup.StaticHashTable`)."""

    def __init__(self, initializer: Any, default_value: Any, name: str | None = None) -> None:
        super().__init__(initializer, default_value, getattr(initializer, "_shared_name", None), name)

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values."""
        with name_scope(name, f"{self.name}_Export", [self.resource_handle]):
            return _exported(self, None)


class HasherSpec(NamedTuple):
    """A hash and its key (`tf.contrib.lookup.HasherSpec`)."""

    hasher: str
    key: Any


class StrongHashSpec(HasherSpec):
    """SipHash with a key of two whole numbers (`tf.contrib.lookup.StrongHashSpec`)."""

    def __new__(cls, key: Any) -> StrongHashSpec:
        if len(key) != 2:
            raise ValueError(f"key must have size 2, got {len(key)}.")
        if not all(isinstance(part, int) for part in key):
            raise TypeError(f"Invalid key {key}. Must be unsigned integer values.")
        return super().__new__(cls, "stronghash", key)


FastHashSpec = HasherSpec("fasthash", None)


class IdTableWithHashBuckets(LookupInterface):
    """A table from text to numbers, with numbers for all other text too (`tf.contrib.lookup.IdTableWithHashBuckets`).

    They lie behind those of the table, by a hash.  Raises TypeError for a table of other types, ValueError without a
    table and buckets.
    """

    def __init__(
        self,
        table: Any,
        num_oov_buckets: int,
        hasher_spec: Any = FastHashSpec,
        name: str | None = None,
        key_dtype: Any = None,
    ) -> None:
        name = name.rstrip("/") if name else name
        if table is not None:
            key_dtype = table.key_dtype if key_dtype is None else key_dtype
            supported = (dtypes.int64, dtypes.string)
            if table.key_dtype not in supported:
                raise TypeError(f"Invalid key dtype, expected one of {supported}, but got {key_dtype}.")
            if table.key_dtype.is_integer != key_dtype.is_integer:
                expected = "integer" if key_dtype.is_integer else "non-integer"
                raise TypeError(f"Invalid key dtype, expected {expected} but got {table.key_dtype}.")
            if table.value_dtype is not dtypes.int64:
                raise TypeError(f"Invalid value dtype, expected {dtypes.int64} but got {table.value_dtype}.")
            name = name or table.name
        else:
            if num_oov_buckets <= 0:
                raise ValueError("oov_buckets must be > 0 if no table is supplied.")
            key_dtype = dtypes.string if key_dtype is None else key_dtype
            name = name or "hash_bucket"
        if not key_dtype.is_integer and key_dtype is not dtypes.string:
            raise TypeError(f"Invalid key_dtype, expected integer or string, got {key_dtype}.")
        if not isinstance(hasher_spec, HasherSpec):
            raise TypeError(f"hasher_spec must be of type HasherSpec, got {hasher_spec}")
        self._table = table
        self._num_oov_buckets = num_oov_buckets
        self._hasher_spec = hasher_spec
        self._table_name = str(name).rpartition("/")[2]
        super().__init__(key_dtype, dtypes.int64)

    @property
    def name(self) -> str:
        return self._table_name

    @property
    def initializer(self) -> Operation:
        if self._table is not None:
            made: Operation = self._table.initializer
            return made
        with name_scope(None, "init"):
            return no_op()

    init = initializer

    @property
    def resource_handle(self) -> Tensor | None:
        return None if self._table is None else self._table.resource_handle

    def size(self, name: str | None = None) -> Tensor:
        with name_scope(name, f"{self.name}_Size"):
            inside = convert_to_tensor(0, dtypes.int64) if self._table is None else self._table.size()
            whole: Tensor = inside + self._num_oov_buckets
            return whole

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        _check_signature(keys, self._key_dtype)
        values = keys.values if isinstance(keys, SparseTensor) else keys
        if self._table is not None and self._table.key_dtype is dtypes.int64:
            values = cast(values, dtypes.int64)
        if self._num_oov_buckets == 0:
            ids = self._table.lookup(values, name=name)
        else:
            with name_scope(name, f"{self.name}_Lookup"):
                ids = self._in_buckets(values)
        return SparseTensor(keys.indices, ids, keys.dense_shape) if isinstance(keys, SparseTensor) else ids

    def _in_buckets(self, values: Tensor) -> Tensor:
        text = values if values.dtype.base_dtype is dtypes.string else as_string(values)
        options: dict[str, Any] = {"num_buckets": self._num_oov_buckets, "name": "hash_bucket"}
        spec = self._hasher_spec
        if spec.hasher == "fasthash":
            buckets = hash_buckets.string_to_hash_bucket_fast(text, **options)
        elif spec.hasher == "legacy":
            buckets = hash_buckets.string_to_hash_bucket(text, **options)
        elif spec.hasher == "stronghash":
            buckets = hash_buckets.string_to_hash_bucket_strong(text, key=spec.key, **options)
        else:
            raise ValueError(f"Unknown hasher {spec.hasher}")
        if self._table is None:
            return buckets
        ids = self._table.lookup(values)
        buckets = add(buckets, self._table.size())
        return where_v2(not_equal(ids, self._table.default_value), ids, buckets)


class StaticVocabularyTable(IdTableWithHashBuckets):
    """`IdTableWithHashBuckets` of what an initializer says (`tf.lookup.StaticVocabularyTable`)."""

    def __init__(
        self, initializer: Any, num_oov_buckets: int, lookup_key_dtype: Any = None, name: str | None = None
    ) -> None:
        if num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0.")
        table = None
        if initializer is not None:
            if initializer.value_dtype is not dtypes.int64:
                raise TypeError(f"Invalid value dtype, expected {dtypes.int64} but got {initializer.value_dtype}.")
            table = StaticHashTable(initializer, -1)
        super().__init__(table, num_oov_buckets, name=name, key_dtype=lookup_key_dtype)


# ---------------------------------------------------------------- tables that a program changes


class MutableHashTable(_Table):
    """A table that entries are put into and taken out of (`tf.contrib.lookup.MutableHashTable`).

    The shape of `default_value` is that of each value.
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        shared_name: str | None = None,
        name: str = "MutableHashTable",
        checkpoint: bool = True,
    ) -> None:
        super().__init__(key_dtype, value_dtype)
        self._default_value = convert_to_tensor(default_value, self._value_dtype)
        size = self._default_value._shape
        more = {"value_shape": size} if size else {}
        self.resource_handle = apply(
            "MutableHashTableOfTensorsV2" if size else "MutableHashTableV2",
            shared_name=shared_name or "",
            use_node_name_sharing=checkpoint and shared_name is None,
            key_dtype=self._key_dtype,
            value_dtype=self._value_dtype,
            name=name,
            **more,
        ).outputs[0]
        if checkpoint:
            self.export()

    def lookup(self, keys: Any, name: str | None = None) -> Tensor:
        with name_scope(name, f"{self.name}_lookup_table_find", (self.resource_handle, keys, self._default_value)):
            keys = convert_to_tensor(keys, self._key_dtype, "keys")
            return apply("LookupTableFindV2", self.resource_handle, keys, self._default_value).outputs[0]

    def insert(self, keys: Any, values: Any, name: str | None = None) -> Operation:
        """The operation that puts entries in.  InvalidArgumentError in a run for values of another shape."""
        with name_scope(name, f"{self.name}_lookup_table_insert", [self.resource_handle, keys, values]):
            keys = convert_to_tensor(keys, self._key_dtype, "keys")
            values = convert_to_tensor(values, self._value_dtype, "values")
            return apply("LookupTableInsertV2", self.resource_handle, keys, values)

    def remove(self, keys: Any, name: str | None = None) -> Operation:
        """The operation that takes entries out, those that are there."""
        if keys.dtype is not self._key_dtype:
            raise TypeError(f"Signature mismatch. Keys must be dtype {self._key_dtype}, got {keys.dtype}.")
        with name_scope(name, f"{self.name}_lookup_table_remove", (self.resource_handle, keys, self._default_value)):
            return apply("LookupTableRemoveV2", self.resource_handle, keys)

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values."""
        with name_scope(name, f"{self.name}_lookup_table_export_values", [self.resource_handle]):
            return _exported(self, None)


class DenseHashTable(MutableHashTable):
    """A changing table that keeps two keys for itself (`tf.contrib.lookup.MutableDenseHashTable`).

    InvalidArgumentError in a run for an entry or a question under one of these.
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        empty_key: Any,
        deleted_key: Any,
        initial_num_buckets: int | None = None,
        shared_name: str | None = None,
        name: str = "MutableDenseHashTable",
        checkpoint: bool = True,
    ) -> None:
        LookupInterface.__init__(self, key_dtype, value_dtype)
        self._default_value = convert_to_tensor(default_value, self._value_dtype, "default_value")
        empty = convert_to_tensor(empty_key, self._key_dtype, "empty_key")
        deleted = convert_to_tensor(deleted_key, self._key_dtype, "deleted_key")
        self.resource_handle = apply(
            "MutableDenseHashTableV2",
            empty,
            deleted,
            shared_name=shared_name or "",
            use_node_name_sharing=checkpoint and shared_name is None,
            value_dtype=self._value_dtype,
            value_shape=self._default_value._shape or (),
            initial_num_buckets=initial_num_buckets,
            name=name,
        ).outputs[0]
        if checkpoint:
            self.export()

    insert_or_assign = MutableHashTable.insert
    erase = MutableHashTable.remove


# ---------------------------------------------------------------- tables in one call


def index_table_from_tensor(
    vocabulary_list: Any = None,
    num_oov_buckets: int = 0,
    default_value: Any = -1,
    hasher_spec: Any = FastHashSpec,
    dtype: Any = dtypes.string,
    name: str | None = None,
    mapping: Any = None,
) -> Any:
    """A table from words, or whole numbers, to their places in a list (`tf.contrib.lookup.index_table_from_tensor`).

    Raises ValueError without a list, for one of another type than `dtype` and a negative number of buckets, TypeError
    for another `dtype` than text and whole numbers.
    """
    listed = mapping if vocabulary_list is None else vocabulary_list
    if listed is None:
        raise ValueError("vocabulary_list must be specified.")
    _check_buckets(num_oov_buckets)
    kind = _key_type(dtype)
    with name_scope(name, "string_to_index"):
        keys = convert_to_tensor(listed)
        if keys.dtype.is_integer != kind.is_integer:
            raise ValueError(f"Expected {'integer' if kind.is_integer else 'non-integer'}, got {keys.dtype}.")
        if not kind.is_integer and keys.dtype.base_dtype is not kind:
            raise ValueError(f"Expected {kind}, got {keys.dtype}.")
        values = cast(range_(size_of(keys)), dtypes.int64)
        with name_scope(None, "hash_table"):
            keys = cast(keys, dtypes.int64) if keys.dtype.is_integer else keys
            start = KeyValueTensorInitializer(keys, values, keys.dtype.base_dtype, dtypes.int64, name="table_init")
            table: Any = StaticHashTable(start, default_value)
        if num_oov_buckets:
            table = IdTableWithHashBuckets(table, num_oov_buckets, hasher_spec=hasher_spec, key_dtype=kind)
        return table


def _check_buckets(count: int) -> None:
    if count < 0:
        raise ValueError(f"num_oov_buckets must be greater or equal than 0, got {count}.")


def _key_type(dtype: Any) -> dtypes.DType:
    kind = dtypes.as_dtype(dtype)
    if not kind.is_integer and kind.base_dtype is not dtypes.string:
        raise TypeError("Only integer and string keys are supported.")
    return kind


def index_table_from_file(
    vocabulary_file: Any = None,
    num_oov_buckets: int = 0,
    vocab_size: int | None = None,
    default_value: Any = -1,
    hasher_spec: Any = FastHashSpec,
    key_dtype: Any = dtypes.string,
    name: str | None = None,
    key_column_index: int = WHOLE_LINE,
    value_column_index: int = LINE_NUMBER,
    delimiter: str = "\t",
) -> Any:
    """A table from the lines of a file to their numbers (`tf.contrib.lookup.index_table_from_file`).

    Raises ValueError without a file, for a negative number of buckets and a `vocab_size` below 1, TypeError for other
    keys than text and whole numbers.
    """
    _check_file(vocabulary_file)
    _check_buckets(num_oov_buckets)
    if vocab_size is not None and vocab_size < 1:
        named = constant_value(vocabulary_file) if isinstance(vocabulary_file, Tensor) else vocabulary_file
        raise ValueError(f"vocab_size must be greater than 0, got {vocab_size}. vocabulary_file: {named}")
    kind = _key_type(key_dtype)
    with name_scope(name, "string_to_index"):
        with name_scope(None, "hash_table"):
            start = TextFileIdTableInitializer(
                vocabulary_file,
                vocab_size=vocab_size,
                key_dtype=dtypes.int64 if kind.is_integer else kind,
                name="table_init",
                key_column_index=key_column_index,
                value_column_index=value_column_index,
                delimiter=delimiter,
            )
            table: Any = StaticHashTable(start, default_value)
        if num_oov_buckets:
            table = IdTableWithHashBuckets(table, num_oov_buckets, hasher_spec=hasher_spec, key_dtype=kind)
        return table


def _check_file(given: Any) -> None:
    if given is None or (isinstance(given, str) and not given):
        raise ValueError("vocabulary_file must be specified and must not be empty.")


def index_to_string_table_from_file(
    vocabulary_file: Any,
    vocab_size: int | None = None,
    default_value: Any = "UNK",
    name: str | None = None,
    key_column_index: int = LINE_NUMBER,
    value_column_index: int = WHOLE_LINE,
    delimiter: str = "\t",
) -> StaticHashTable:
    """A table from numbers to the lines of a file (`tf.contrib.lookup.index_to_string_table_from_file`).

    Raises ValueError without a file and for a `vocab_size` below 1.
    """
    _check_file(vocabulary_file)
    if vocab_size is not None and vocab_size < 1:
        raise ValueError(f"vocab_size must be greater than 0, got {vocab_size}.")
    with name_scope(name, "index_to_string"):
        start = TextFileStringTableInitializer(
            vocabulary_file,
            vocab_size=vocab_size,
            name="table_init",
            key_column_index=key_column_index,
            value_column_index=value_column_index,
            delimiter=delimiter,
        )
        return StaticHashTable(start, default_value)


def index_to_string_table_from_tensor(
    vocabulary_list: Any = None, default_value: Any = "UNK", name: str | None = None, mapping: Any = None
) -> StaticHashTable:
    """A table from places in a list to its words (`tf.contrib.lookup.index_to_string_table_from_tensor`).

    Raises ValueError without a list.
    """
    listed = mapping if vocabulary_list is None else vocabulary_list
    if listed is None:
        raise ValueError("vocabulary_list must be specified.")
    with name_scope(name, "index_to_string"):
        words = convert_to_tensor(listed, dtypes.string)
        keys = cast(range_(size_of(words)), dtypes.int64)
        start = KeyValueTensorInitializer(keys, words, dtypes.int64, dtypes.string, name="table_init")
        return StaticHashTable(start, default_value)


def string_to_index(tensor: Any, mapping: Any, default_value: Any = -1, name: str | None = None) -> Any:
    """The places of words in a list (`tf.contrib.lookup.string_to_index`)."""
    return index_table_from_tensor(mapping, default_value=default_value, name=name).lookup(tensor)


def index_to_string(tensor: Any, mapping: Any, default_value: Any = "UNK", name: str | None = None) -> Any:
    """The words at places of a list (`tf.contrib.lookup.index_to_string`)."""
    return index_to_string_table_from_tensor(mapping, default_value, name).lookup(tensor)
