"""The reader of TFRecord files: an operation that takes their names from a queue and gives their records."""

from __future__ import annotations

from typing import Any

from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Kernel
from tuigraph.engine.ops.readers import Place, Reader, ReaderBase, define_reader, reader_cell
from tuigraph.interop.record_framing import contents, record_at
from tuigraph.summaries.records import TFRecordOptions


def _next_record(place: Place) -> tuple[bytes, bytes, int] | None:
    found = record_at(place.data or b"", place.offset)
    return None if found is None else (b"%s:%d" % (place.name, place.offset), *found)


def _kernel(op: Operation, store: Store) -> Kernel:
    compression: str = op.attrs["compression_type"]
    reader = Reader(reader_cell(op, store), _next_record, lambda name: contents(name, compression))
    return lambda: reader


define_reader("TFRecordReaderV2", _kernel, compression_type="")


class TFRecordReader(ReaderBase):
    """One record of TFRecord files after the other (`tf.TFRecordReader`); the key is ``file:offset``."""

    def __init__(self, name: str | None = None, options: Any = None) -> None:
        compression = TFRecordOptions.get_compression_type_string(options)
        super().__init__("TFRecordReaderV2", name, compression_type=compression)
