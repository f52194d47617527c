"""Datasets of files: lines, records of equal length, TFRecord files and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from tuigraph.engine import dtypes
from tuigraph.engine.build import convert_to_tensor, tensor
from tuigraph.engine.errors import InvalidArgumentError, OpError
from tuigraph.engine.functions import Run
from tuigraph.engine.graph import Tensor
from tuigraph.engine.opdef import pure
from tuigraph.engine.ops.constants import constant
from tuigraph.engine.ops.pipelines import dataset
from tuigraph.engine.pipelines import END, Failure, Found, Pipeline
from tuigraph.interop.record_framing import contents, record_at
from tuigraph.training import elements
from tuigraph.training.dataset import Dataset, DatasetV1Adapter
from tuigraph.training.elements import TensorSpec

_BUFFER = 256 * 1024


class _Files(Pipeline):
    """What stands in files one after the other; the state is the file, its bytes and the place in it."""

    def __init__(self, names: Any, compression: bytes, buffer_size: Any = 0) -> None:
        super().__init__()
        self.names: list[bytes] = np.ravel(np.asarray(names, dtype=object)).tolist()
        self.compression = compression

    def start(self, run: Run) -> Any:
        return 0, None, 0

    def next(self, state: Any, run: Run) -> Found:
        file, data, place = state
        while file < len(self.names):
            try:
                if data is None:
                    data = contents(self.names[file], self.compression.decode())
                    place = self.first(data)
                found = self.found(data, place)
            except OpError as error:
                return Failure(error), (file + 1, None, 0)
            if found is not None:
                return found[0], (file, data, found[1])
            file, data, place = file + 1, None, 0
        return END, (file, None, 0)

    def at(self, state: Any) -> tuple[int | None, int | None, Sequence[Any]]:
        return min(state[0] + 1, len(self.names)), len(self.names), ()

    def first(self, data: bytes) -> int:
        return 0

    def found(self, data: bytes, place: int) -> tuple[Any, int] | None:
        """The element at a place of a file and the place after it; None where there is none."""
        raise NotImplementedError


class _Lines(_Files):
    kind = "TextLine"

    def found(self, data: bytes, place: int) -> tuple[Any, int] | None:
        if place >= len(data):
            return None
        end = data.find(b"\n", place)
        end = len(data) if end < 0 else end
        line = data[place:end]
        return (line[:-1] if line.endswith(b"\r") else line,), end + 1


class _Records(_Files):
    kind = "TFRecord"

    def found(self, data: bytes, place: int) -> tuple[Any, int] | None:
        found = record_at(data, place)
        return None if found is None else ((found[0],), found[1])


class _FixedLength(_Files):
    kind = "FixedLengthRecord"

    def __init__(self, names: Any, header: Any, size: Any, footer: Any, buffer: Any, compression: bytes) -> None:
        super().__init__(names, compression)
        self.header, self.size, self.footer = int(header), int(size), int(footer)
        if self.size <= 0:
            raise InvalidArgumentError(None, None, "`record_bytes` must be > 0")

    def first(self, data: bytes) -> int:
        if (len(data) - self.header - self.footer) % self.size:
            raise InvalidArgumentError(
                None,
                None,
                f"Excess bytes: the header ({self.header} bytes), the footer ({self.footer} bytes) and records of "
                f"{self.size} bytes do not make up a file of {len(data)} bytes.",
            )
        return self.header

    def found(self, data: bytes, place: int) -> tuple[Any, int] | None:
        if place + self.size > len(data) - self.footer:
            return None
        return (data[place : place + self.size],), place + self.size


_FILES = "filenames: string, compression_type: string, buffer_size: int64"
_SIZES = "header_bytes: int64, record_bytes: int64, footer_bytes: int64, buffer_size: int64"
_OF_STRINGS: dict[str, Any] = {"output_types": [], "output_shapes": []}
dataset("TextLineDataset", _FILES, pure(_Lines), **_OF_STRINGS)
dataset("TFRecordDataset", _FILES, pure(_Records), **_OF_STRINGS)
dataset(
    "FixedLengthRecordDatasetV2",
    f"filenames: string, {_SIZES}, compression_type: string",
    pure(_FixedLength),
    **_OF_STRINGS,
)


class _Reading(DatasetV1Adapter):
    """A dataset of what stands in the files of a dataset of names."""

    _op_type: str

    def __init__(self, filenames: Any, num_parallel_reads: Any, operands: Callable[[], Sequence[Tensor]]) -> None:
        names = _dataset_of_names(filenames)

        def of_file(name: Any) -> Dataset:
            name = convert_to_tensor(name, dtypes.string, "filename")
            variant = tensor(self._op_type, name, *operands(), **elements.attributes(_STRING))
            return DatasetV1Adapter(variant, _STRING)

        if num_parallel_reads is None:
            read = names.flat_map(of_file)
        else:
            read = names.interleave(of_file, num_parallel_reads, num_parallel_calls=num_parallel_reads)
        super().__init__(read._variant_tensor, read._spec, read)


def _dataset_of_names(filenames: Any) -> Dataset:
    if isinstance(filenames, Dataset):
        if filenames.output_types is not dtypes.string:
            raise TypeError("`filenames` must be a `tf.data.Dataset` of `tf.string` elements.")
        if filenames.output_shapes.ndims not in (0, None):
            raise ValueError("`filenames` must be a `tf.data.Dataset` of scalar `tf.string` elements.")
        return filenames
    names = convert_to_tensor(filenames, dtypes.string)
    return Dataset.from_tensor_slices(tensor("Reshape", names, [-1], name="flat_filenames"))


def _text(value: Any) -> Any:
    return convert_to_tensor("" if value is None else value, dtypes.string, "compression_type")


def _number(value: Any, name: str) -> Any:
    return convert_to_tensor(0 if value is None else value, dtypes.int64, name)


def _buffer(size: Any) -> Any:
    return _number(_BUFFER if size is None else size, "buffer_size")


_STRING = TensorSpec((), dtypes.string)


class _WholeFiles(_Reading):
    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None, num_parallel_reads: Any = None
    ) -> None:
        super().__init__(filenames, num_parallel_reads, lambda: (_text(compression_type), _buffer(buffer_size)))


class TextLineDataset(_WholeFiles):
    """The lines of files, without what ends them (`tf.data.TextLineDataset`)."""

    _op_type = "TextLineDataset"


class TFRecordDataset(_WholeFiles):
    """The records of TFRecord files (`tf.data.TFRecordDataset`).  A damaged one is a DataLossError in the run."""

    _op_type = "TFRecordDataset"


class FixedLengthRecordDataset(_Reading):
    """Records of `record_bytes` each, between header and footer (`tf.data.FixedLengthRecordDataset`)."""

    _op_type = "FixedLengthRecordDatasetV2"

    def __init__(
        self,
        filenames: Any,
        record_bytes: Any,
        header_bytes: Any = None,
        footer_bytes: Any = None,
        buffer_size: Any = None,
        compression_type: Any = None,
        num_parallel_reads: Any = None,
    ) -> None:
        super().__init__(
            filenames,
            num_parallel_reads,
            lambda: (
                _number(header_bytes, "header_bytes"),
                _number(record_bytes, "record_bytes"),
                _number(footer_bytes, "footer_bytes"),
                _buffer(buffer_size),
                _text(compression_type),
            ),
        )


# ---------------------------------------------------------------- CSV


class _Csv(_Files):
    """Rows of CSV files as typed columns; a default stands in for an empty field, where there is one."""

    kind = "CSV"

    def __init__(
        self,
        types: list[dtypes.DType],
        names: Any,
        compression: bytes,
        buffer_size: Any,
        header: Any,
        delimiter: bytes,
        quotes: Any,
        missing: bytes,
        columns: Any,
        *defaults: Any,
    ) -> None:
        super().__init__(names, compression)
        self.types = types
        self.header, self.delimiter, self.quotes = bool(header), delimiter.decode(), bool(quotes)
        self.empty = "", missing.decode()
        self.columns: list[int] = columns.tolist()
        self.defaults = [default if np.ndim(default) else [default] for default in defaults]

    def first(self, data: bytes) -> int:
        return self._row(data, 0)[1] if self.header else 0

    def found(self, data: bytes, place: int) -> tuple[Any, int] | None:
        if place >= len(data):
            return None
        fields, after = self._row(data, place)
        chosen = self.columns or range(len(fields))
        if len(fields) <= max(chosen, default=0) or len(chosen) != len(self.types):
            raise InvalidArgumentError(None, None, f"Expect {len(self.types)} fields but have {len(fields)} in record")
        return tuple([self._value(i, fields[c], c) for i, c in enumerate(chosen)]), after

    def _row(self, data: bytes, place: int) -> tuple[list[str], int]:
        end = place
        while True:  # a quoted field may hold ends of lines
            end = data.find(b"\n", end) + 1 or len(data)
            line = data[place:end]
            if not self.quotes or line.count(b'"') % 2 == 0 or end == len(data):
                break
        quoting: Any = csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE
        text = io.StringIO(line.decode("utf-8", "surrogateescape"), newline="")
        return next(csv.reader(text, delimiter=self.delimiter, quoting=quoting), []), end

    def _value(self, i: int, field: str, column: int) -> Any:
        kind, default = self.types[i], self.defaults[i]
        if field in self.empty:
            if not len(default):
                raise InvalidArgumentError(None, None, f"Field {column} is required but missing in record!")
            return default[0]
        if kind is dtypes.string:
            return field.encode("utf-8", "surrogateescape")
        try:
            return kind.numpy.type(field)
        except ValueError:
            raise InvalidArgumentError(
                None, None, f"Field {column} in record is not a valid {kind.name}: {field}"
            ) from None


dataset(
    "CSVDataset",
    f"{_FILES}, header: bool, field_delim: string, use_quote_delim: bool, na_value: string, select_cols: int64, "
    "record_defaults: [output_types]",
    lambda op, store: partial(_Csv, op.attrs["output_types"]),
)


class CsvDataset(DatasetV1Adapter):
    """The rows of CSV files (`tf.data.experimental.CsvDataset`): a column for each of `record_defaults`.

    A type there says that the field has to be filled; a value stands in for an empty one.
    """

    def __init__(
        self,
        filenames: Any,
        record_defaults: Any,
        compression_type: Any = None,
        buffer_size: Any = None,
        header: bool = False,
        field_delim: str = ",",
        use_quote_delim: bool = True,
        na_value: str = "",
        select_cols: Any = None,
    ) -> None:
        names = convert_to_tensor(filenames, dtypes.string, "filenames")
        compression = _text(compression_type)
        given = [
            constant([], dtypes.as_dtype(default)) if isinstance(default, (dtypes.DType, type)) else default
            for default in record_defaults
        ]
        defaults = [convert_to_tensor(default, name=f"record_defaults_{i}") for i, default in enumerate(given)]
        columns = tuple([TensorSpec((), default.dtype) for default in defaults])
        how = (
            _buffer(buffer_size),
            convert_to_tensor(header, dtypes.bool_, "header"),
            convert_to_tensor(field_delim, dtypes.string, "field_delim"),
            convert_to_tensor(use_quote_delim, dtypes.bool_, "use_quote_delim"),
            convert_to_tensor(na_value, dtypes.string, "na_value"),
            convert_to_tensor([] if select_cols is None else select_cols, dtypes.int64, "select_cols"),
        )
        variant = tensor("CSVDataset", names, compression, *how, defaults, **elements.attributes(columns))
        super().__init__(variant, columns)
