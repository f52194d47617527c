"""Files of records: each its length, its bytes and a checksum of either (event files, TFRecord files)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from tensorboard.compat.tensorflow_stub import errors as stub_errors
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import PyRecordReader_New

from tuigraph.engine import errors
from tuigraph.interop.record_framing import framed
from tuigraph.interop.summary_proto import Event


def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file (`tf.python_io.tf_record_iterator`).  `options` must be None: compression is not read.

    Raises NotFoundError when there is no such file, DataLossError where a record is damaged or cut off.
    """
    if options is not None:
        raise errors.UnimplementedError(None, None, "tuigraph reads no compressed records: leave out options.")
    name = os.fspath(path)
    if not os.path.exists(name):
        raise errors.NotFoundError(None, None, f"{name}; No such file or directory")
    reader = PyRecordReader_New(name)
    while True:
        try:
            reader.GetNext()
        except stub_errors.OutOfRangeError:
            return
        except stub_errors.DataLossError as error:
            raise errors.DataLossError(None, None, f"{name} is damaged or cut off: {error}") from None
        yield reader.record()


def summary_iterator(path: Any) -> Iterator[Any]:
    """The events of an event file (`tf.train.summary_iterator`).  Raises what `tf_record_iterator` does."""
    return map(Event.FromString, tf_record_iterator(path))


class TFRecordWriter:
    """Writes records to a file (`tf.python_io.TFRecordWriter`)."""

    def __init__(self, path: Any, options: Any = None) -> None:
        if options is not None:
            raise errors.UnimplementedError(None, None, "tuigraph writes no compressed records: leave out options.")
        self._file = open(os.fspath(path), "wb")  # noqa: SIM115

    def write(self, record: bytes) -> None:
        self._file.write(framed(record))

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()
