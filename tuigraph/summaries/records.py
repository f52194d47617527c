"""Files of records: each its length, its bytes and a checksum of either (event files, TFRecord files)."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from typing import IO, Any

from tuigraph.engine import errors
from tuigraph.engine.system_errors import as_tensorflow
from tuigraph.interop.record_framing import FOOTER, HEADER, contents, framed, record_at
from tuigraph.interop.summary_proto import Event
from tuigraph.reading import opened


class TFRecordCompressionType:
    """How a file of records is compressed (`tf.python_io.TFRecordCompressionType`)."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


_COMPRESSIONS = {
    TFRecordCompressionType.NONE: "",
    TFRecordCompressionType.ZLIB: "ZLIB",
    TFRecordCompressionType.GZIP: "GZIP",
}


class TFRecordOptions:
    """How a file of records is compressed, and by which of zlib's options (`tf.python_io.TFRecordOptions`).

    Sizes of buffers are taken and change nothing.  Raises ValueError for a compression that there is not.
    """

    compression_type_map = _COMPRESSIONS

    def __init__(
        self,
        compression_type: Any = None,
        flush_mode: int | None = None,
        input_buffer_size: int | None = None,
        output_buffer_size: int | None = None,
        window_bits: int | None = None,
        compression_level: int | None = None,
        compression_method: int | None = None,
        mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:
        self.get_compression_type_string(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """``"GZIP"``, ``"ZLIB"`` or ``""`` for options, a TFRecordCompressionType or the text itself."""
        if not options:
            return ""
        if isinstance(options, TFRecordOptions):
            return cls.get_compression_type_string(options.compression_type)
        if options in _COMPRESSIONS.values():
            return str(options)
        if options in _COMPRESSIONS:
            return _COMPRESSIONS[options]
        raise ValueError(f'Not a valid compression_type: "{options}"')


def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file (`tf.python_io.tf_record_iterator`), compressed as `options` say.

    Raises NotFoundError when there is no such file, DataLossError where a record is damaged or cut off.
    """
    compression = TFRecordOptions.get_compression_type_string(options)
    name = os.fspath(path)
    return _unpacked(name, compression) if compression else _streamed(name)


def _unpacked(name: Any, compression: str) -> Iterator[bytes]:
    data, place = contents(os.fsencode(name), compression), 0
    while True:
        found = record_at(data, place)
        if found is None:
            return
        record, place = found
        yield record


def _streamed(name: Any) -> Iterator[bytes]:
    """One record after the other of a file that may be larger than the memory."""
    with as_tensorflow(name):
        stream = opened(name)
    with stream:
        size, place = os.fstat(stream.fileno()).st_size, 0
        while True:
            head = stream.read(HEADER)
            length = int.from_bytes(head[:8], "little") if len(head) == HEADER else 0
            room = max(size - place - HEADER, 0)
            try:
                found = record_at(head + stream.read(min(length + FOOTER, room)), 0)
            except errors.DataLossError as error:
                raise errors.DataLossError(
                    None, None, f"{name} is damaged or cut off at {place}: {error.message}"
                ) from None
            if found is None:
                return
            yield found[0]
            place += found[1]


def summary_iterator(path: Any) -> Iterator[Any]:
    """The events of an event file (`tf.train.summary_iterator`).  Raises what `tf_record_iterator` does."""
    return map(Event.FromString, tf_record_iterator(path))


class TFRecordWriter:
    """Writes records to a file, compressed as `options` say (`tf.python_io.TFRecordWriter`).

    Raises what TensorFlow raises where the system does not make the file or has no room for it (NotFoundError,
    FailedPreconditionError, ResourceExhaustedError, ...), ValueError for options that there are not.
    """

    def __init__(self, path: Any, options: Any = None) -> None:
        options = options if isinstance(options, TFRecordOptions) else TFRecordOptions(options)
        self._packer = _packer(options)
        self._path = path
        with as_tensorflow(path):
            self._file: IO[bytes] = open(path, "wb")  # noqa: SIM115

    def write(self, record: bytes) -> None:
        data = framed(record)
        with as_tensorflow(self._path):
            self._file.write(self._packer.compress(data) if self._packer else data)

    def flush(self) -> None:
        with as_tensorflow(self._path):
            if self._packer:
                self._file.write(self._packer.flush(zlib.Z_SYNC_FLUSH))
            self._file.flush()

    def close(self) -> None:
        with as_tensorflow(self._path):
            if self._packer and not self._file.closed:
                self._file.write(self._packer.flush())
            self._file.close()

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()


def _packer(options: TFRecordOptions) -> Any:
    """What compresses as the options say; None for what is not compressed."""
    compression = TFRecordOptions.get_compression_type_string(options)
    if not compression:
        return None
    bits = options.window_bits or zlib.MAX_WBITS
    return zlib.compressobj(
        zlib.Z_DEFAULT_COMPRESSION if options.compression_level is None else options.compression_level,
        options.compression_method or zlib.DEFLATED,
        bits + 16 if compression == "GZIP" and bits <= zlib.MAX_WBITS else bits,
        options.mem_level or 9,
        options.compression_strategy or zlib.Z_DEFAULT_STRATEGY,
    )
