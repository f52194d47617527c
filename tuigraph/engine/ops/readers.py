"""Readers: operations that take file names from a queue and give records, and what parses the records.

Where a reader stands is a cell: the file, its bytes, the place in it, and two counts.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from tuigraph.engine import dtypes, shapes
from tuigraph.engine.build import apply, convert_to_tensor, graph_of
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.errors import InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, get_default_graph
from tuigraph.engine.opdef import Kernel, KernelRule, define, no_outputs, pure, scalar_shape, waits
from tuigraph.engine.queues import Queue
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.system_errors import contents_of
from tuigraph.engine.values import Array
from tuigraph.engine.waiting import Call, Wait


class Place(NamedTuple):
    """Where a reader stands."""

    name: bytes = b""
    data: bytes | None = None  # None between files
    offset: int = 0
    record: int = 0  # of this file
    produced: int = 0
    finished: int = 0  # files


class ReaderCell(Cell):
    """The cell of a reader, and the calls that stand in line for it: it reads for one at a time."""

    __slots__ = ("reading",)

    def __init__(self, store: Any, container: str, name: str, value: Any) -> None:
        super().__init__(store, container, name, value)
        self.reading: deque[Wait] = deque()


class Reader:
    """A reader of one session; `split` finds the next record of a file."""

    def __init__(
        self,
        cell: ReaderCell,
        split: Callable[[Place], tuple[bytes, bytes, int] | None],
        contents: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self.cell = cell
        self.split = split
        self.contents = contents or contents_of

    def next(self, file_name: Callable[[], bytes | None]) -> tuple[bytes, bytes] | None:
        """The next key and record; None when it needs a file and there is no name yet."""
        while True:
            place: Place = self.cell.value
            if place.data is None:
                name = file_name()
                if name is None:
                    return None
                self.cell.set(place._replace(name=name, data=self.contents(name), offset=0, record=0))
                continue
            found = self.split(place)
            if found is None:
                self.cell.set(place._replace(data=None, finished=place.finished + 1))
                continue
            key, value, offset = found
            self.cell.set(place._replace(offset=offset, record=place.record + 1, produced=place.produced + 1))
            return key, value

    def has_more(self) -> bool:
        """Whether the file that is open has another record."""
        return self.cell.value.data is not None and self.split(self.cell.value) is not None


def _next_line(skip: int) -> Callable[[Place], tuple[bytes, bytes, int] | None]:
    def split(place: Place) -> tuple[bytes, bytes, int] | None:
        assert place.data is not None
        offset, number = place.offset, place.record + skip
        if place.record == 0:
            for _ in range(skip):
                offset = place.data.find(b"\n", offset) + 1 or len(place.data)
        if offset >= len(place.data):
            return None
        end = place.data.find(b"\n", offset)
        end = len(place.data) if end < 0 else end
        return b"%s:%d" % (place.name, number + 1), place.data[offset:end].rstrip(b"\r"), end + 1

    return split


def _whole_file(place: Place) -> tuple[bytes, bytes, int] | None:
    return None if place.record else (place.name, place.data or b"", 0)


def _fixed_length(size: int, header: int, footer: int, hop: int) -> Callable[[Place], tuple[bytes, bytes, int] | None]:
    def split(place: Place) -> tuple[bytes, bytes, int] | None:
        assert place.data is not None
        start = place.offset if place.record else header
        if start + size > len(place.data) - footer:
            return None
        return b"%s:%d" % (place.name, place.record), place.data[start : start + size], start + (hop or size)

    return split


class _IdentityReader(Reader):
    def next(self, file_name: Callable[[], bytes | None]) -> tuple[bytes, bytes] | None:
        name = file_name()
        if name is None:
            return None
        place: Place = self.cell.value
        self.cell.set(place._replace(produced=place.produced + 1, finished=place.finished + 1))
        return name, name


class Read(Wait):
    """Up to `count` records, of one file, on their way out of a reader; the state is those that are out."""

    def __init__(
        self, reader: Reader, queue: Queue, count: int, result: Callable[[list[tuple[bytes, bytes]]], Any]
    ) -> None:
        super().__init__(reader.cell, reader.cell.reading, ())
        self.reader = reader
        self.queue = queue
        self.count = count
        self.of_records = result
        self.file: Wait | None = None  # the call that brings the name of the next one

    def go_on(self) -> bool:
        if not self.is_due(True):
            return False
        while len(self.state) < self.count and (not self.state or self.reader.has_more()):
            found = self.reader.next(self._file_name)
            if found is None:
                return False
            self.state = (*self.state, found)
        self.result = self.of_records(list(self.state))
        return True

    def _file_name(self) -> bytes | None:
        if self.file is None:
            self.file = self.queue.taking(1, False, lambda elements: elements[0][0])
        if not self.file.attempt():
            return None
        name: bytes = self.file.result
        self.file = None
        return name

    def give_back(self) -> None:
        if self.file is not None:
            self.file.give_up()

    def leave(self) -> None:
        super().leave()
        if self.file is not None:
            self.file.leave()

    def saved(self) -> Any:
        return super().saved(), self.file, None if self.file is None else self.file.saved()

    def restore(self, saved: Any) -> None:
        own, file, of_file = saved
        if self.file is not None and self.file is not file:
            self.file.leave()
        self.file = file
        if file is not None:
            file.restore(of_file)
        super().restore(own)


class _Reset(Wait):
    """A reader about to start over."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader.cell, reader.cell.reading, None)

    def go_on(self) -> bool:
        if not self.is_due(True):
            return False
        self.cell.set(Place())
        return True


def reader_cell(op: Operation, store: Store) -> ReaderCell:
    """Where a reader stands in a session."""
    cell = store.cell(op.attrs["shared_name"] or op.name, op.attrs["container"], Place, ReaderCell)
    assert isinstance(cell, ReaderCell)
    return cell


def _reader_kernel(op: Operation, store: Store) -> Kernel:
    attrs = op.attrs
    cell = reader_cell(op, store)
    if op.type == "IdentityReaderV2":
        reader: Reader = _IdentityReader(cell, _whole_file)
    elif op.type == "TextLineReaderV2":
        reader = Reader(cell, _next_line(attrs["skip_header_lines"]))
    elif op.type == "FixedLengthRecordReaderV2":
        sizes = (attrs["record_bytes"], attrs["header_bytes"], attrs["footer_bytes"], attrs["hop_bytes"])
        reader = Reader(cell, _fixed_length(*sizes))
    else:
        reader = Reader(cell, _whole_file)
    return lambda: reader


def define_reader(name: str, kernel: KernelRule, **attrs: Any) -> None:
    """Register the operation of a reader."""
    define(
        name,
        "-> reader_handle: resource",
        attrs={"container": "", "shared_name": "", **attrs},
        shape=scalar_shape,
        kernel=kernel,
        stateful=True,
        differentiable=False,
    )


for _name, _more in (
    ("TextLineReaderV2", {"skip_header_lines": 0}),
    ("WholeFileReaderV2", {}),
    ("IdentityReaderV2", {}),
    ("FixedLengthRecordReaderV2", {"record_bytes": 0, "header_bytes": 0, "footer_bytes": 0, "hop_bytes": 0}),
):
    define_reader(_name, _reader_kernel, **_more)

define(
    "ReaderReadV2",
    "reader_handle: resource, queue_handle: resource -> key: string, value: string",
    shape=scalar_shape,
    **waits(lambda op, store: lambda reader, queue: Read(reader, queue, 1, lambda records: records[0])),
    stateful=True,
    differentiable=False,
)


def _read_up_to(op: Operation, store: Store) -> Call:
    return lambda reader, queue, count: Read(reader, queue, int(count), _columns)


def _columns(records: list[tuple[bytes, bytes]]) -> tuple[Any, Any]:
    keys, values = np.empty(len(records), object), np.empty(len(records), object)
    keys[:], values[:] = [key for key, _ in records], [value for _, value in records]
    return keys, values


define(
    "ReaderReadUpToV2",
    "reader_handle: resource, queue_handle: resource, num_records: int64 -> keys: string, values: string",
    shape=lambda op: [(None,), (None,)],
    **waits(_read_up_to),
    stateful=True,
    differentiable=False,
)
for _name, _field in (("ReaderNumRecordsProducedV2", "produced"), ("ReaderNumWorkUnitsCompletedV2", "finished")):
    define(
        _name,
        "reader_handle: resource -> count: int64",
        shape=scalar_shape,
        kernel=lambda op, store, field=_field: lambda reader: np.int64(getattr(reader.cell.value, field)),
        stateful=True,
        differentiable=False,
    )
define(
    "ReaderResetV2",
    "reader_handle: resource ->",
    shape=no_outputs,
    **waits(lambda op, store: _Reset),
    stateful=True,
    differentiable=False,
)


class ReaderBase:
    """What the readers of TensorFlow's interface share (`tf.ReaderBase`)."""

    def __init__(self, op_type: str, name: str | None, **attrs: Any) -> None:
        self._reader_ref = apply(op_type, name=name, **attrs).outputs[0]

    @property
    def reader_ref(self) -> Tensor:
        return self._reader_ref

    def read(self, queue: Any, name: str | None = None) -> list[Tensor]:
        """(key, value) of the next record; file names come from `queue`."""
        handle = getattr(queue, "queue_ref", queue)
        return apply("ReaderReadV2", self._reader_ref, handle, name=name or "ReaderReadV2").outputs

    def read_up_to(self, queue: Any, num_records: Any, name: str | None = None) -> list[Tensor]:
        """(keys, values) of the next records, at most `num_records` of them and no further than the end of a file."""
        handle = getattr(queue, "queue_ref", queue)
        return apply("ReaderReadUpToV2", self._reader_ref, handle, num_records, name=name).outputs

    @property
    def supports_serialize(self) -> bool:
        return False

    def num_records_produced(self, name: str | None = None) -> Tensor:
        return apply("ReaderNumRecordsProducedV2", self._reader_ref, name=name).outputs[0]

    def num_work_units_completed(self, name: str | None = None) -> Tensor:
        return apply("ReaderNumWorkUnitsCompletedV2", self._reader_ref, name=name).outputs[0]

    def reset(self, name: str | None = None) -> Operation:
        return apply("ReaderResetV2", self._reader_ref, name=name)


class TextLineReader(ReaderBase):
    """One record per line (`tf.TextLineReader`); the key is ``file:line``."""

    def __init__(self, skip_header_lines: int | None = None, name: str | None = None) -> None:
        super().__init__("TextLineReaderV2", name, skip_header_lines=skip_header_lines or 0)


class WholeFileReader(ReaderBase):
    """One record per file (`tf.WholeFileReader`); the key is its name."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__("WholeFileReaderV2", name)


class IdentityReader(ReaderBase):
    """The queue's own strings as key and record (`tf.IdentityReader`)."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__("IdentityReaderV2", name)


class FixedLengthRecordReader(ReaderBase):
    """Records of equal length (`tf.FixedLengthRecordReader`)."""

    def __init__(
        self,
        record_bytes: int,
        header_bytes: int | None = None,
        footer_bytes: int | None = None,
        hop_bytes: int | None = None,
        name: str | None = None,
    ) -> None:
        sizes = {"header_bytes": header_bytes or 0, "footer_bytes": footer_bytes or 0, "hop_bytes": hop_bytes or 0}
        super().__init__("FixedLengthRecordReaderV2", name, record_bytes=record_bytes, **sizes)


# ---------------------------------------------------------------- files and records


define("ReadFile", "filename: string -> contents: string", shape=scalar_shape, kernel=pure(contents_of), stateful=True)


def read_file(filename: Any, name: str | None = None) -> Tensor:
    """The bytes of a file (`tf.read_file`).  A file that is not there is a NotFoundError in the run."""
    return apply("ReadFile", filename, name=name).outputs[0]


def _csv_shapes(op: Operation) -> list[MaybeShape]:
    return [op.inputs[0]._shape] * len(op.outputs)


def _csv_kernel(op: Operation, store: Store) -> Kernel:
    kinds = [t.dtype.base_dtype for t in op.outputs]
    delimiter, na_value = op.attrs["field_delim"], op.attrs["na_value"]
    chosen = op.attrs["select_cols"]
    quoted: bool = op.attrs["use_quote_delim"]

    def kernel(records: Array, *defaults: Any) -> Any:
        rows = records.reshape(-1) if isinstance(records, np.ndarray) else [records]
        columns: list[list[Any]] = [[] for _ in kinds]
        for number, record in enumerate(rows):
            text = record.decode("utf-8", "surrogateescape")
            fields = next(
                csv.reader(
                    [text], delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE, strict=True
                ),
                [""],
            )
            fields = [fields[i] for i in chosen] if chosen else fields
            if len(fields) != len(kinds):
                raise InvalidArgumentError(
                    None, None, f"Expect {len(kinds)} fields but have {len(fields)} in record {number}"
                )
            for column, (field, kind) in enumerate(zip(fields, kinds)):
                missing = field in ("", na_value)
                value = _default(defaults[column], column, number) if missing else _parsed(field, kind, column, number)
                columns[column].append(value)
        made = []
        for kind, values in zip(kinds, columns):
            array = np.empty(len(values), dtype=kind.numpy)
            array[:] = values
            made.append(array.reshape(records.shape) if isinstance(records, np.ndarray) else array[0])
        return tuple(made) if len(made) > 1 else made[0]

    return kernel


def _default(value: Any, column: int, number: int) -> Any:
    flat = np.ravel(value) if isinstance(value, np.ndarray) else [value]
    if len(flat) == 0:
        raise InvalidArgumentError(None, None, f"Field {column} is required but missing in record {number}!")
    return flat[0]


def _parsed(field: str, kind: dtypes.DType, column: int, number: int) -> Any:
    if kind is dtypes.string:
        return field.encode("utf-8", "surrogateescape")
    try:
        return int(field) if kind.is_integer else float(field)
    except ValueError:
        raise InvalidArgumentError(
            None, None, f"Field {column} in record {number} is not a valid {dtypes.text(kind)}: {field}"
        ) from None


define(
    "DecodeCSV",
    "records: string, record_defaults: [OUT_TYPE] -> output: [OUT_TYPE]",
    attrs={"field_delim": ",", "use_quote_delim": True, "na_value": "", "select_cols": []},
    shape=_csv_shapes,
    kernel=_csv_kernel,
    differentiable=False,
)


def decode_csv(
    records: Any,
    record_defaults: Any,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    name: str | None = None,
    na_value: str = "",
    select_cols: Any = None,
) -> list[Tensor]:
    """The columns of CSV records, one tensor each (`tf.decode_csv`).

    `record_defaults` gives each column's type and its value where a field is empty; an empty list makes it required.
    """
    graph = graph_of((records,)) or get_default_graph()
    with graph.name_scope(name or "DecodeCSV") as scope:
        defaults = [_as_default(d, i) for i, d in enumerate(record_defaults)]
        if not defaults:
            raise ValueError("decode_csv needs one of record_defaults for each column.")
        return apply(
            *("DecodeCSV", convert_to_tensor(records, dtypes.string, "records"), defaults),
            field_delim=field_delim,
            use_quote_delim=use_quote_delim,
            na_value=na_value,
            select_cols=list(select_cols or ()),
            name=scope,
        ).outputs


def _as_default(value: Any, index: int) -> Tensor:
    made = convert_to_tensor(value, name=f"record_defaults_{index}")
    if made._shape is not None and made._shape not in ((), (0,), (1,), (None,)):
        raise ValueError(
            f"Shape of a default must be a length-0 or length-1 vector, or a scalar, not {shapes.listed(made._shape)}."
        )
    return made
