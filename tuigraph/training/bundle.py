"""TensorFlow's checkpoint files (tensor bundles, version 2), read; bundle_writer.py writes them.

A checkpoint with the prefix `model.ckpt` is `model.ckpt.index`, a sorted table (table.py) of each tensor's dtype,
shape, place and checksum, and `model.ckpt.data-00000-of-00001` with the elements, row after row, little endian.
What TensorFlow wrote is read in one file of data or several, whole or in slices (slices.py), and from the one file of
its first version (first_version.py).  bfloat16 comes as float32, quantized types as the integers that they are.

Nothing in a file is trusted: each length is compared with the size of the file before memory is asked for, checksums
are verified, and no content is ever run.

Source: tensorflow/core/util/tensor_bundle/tensor_bundle.cc.
"""

from __future__ import annotations

import contextlib
import glob
import math
import os
import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import google_crc32c
import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from tuigraph.engine import dtypes, errors
from tuigraph.engine.system_errors import as_tensorflow
from tuigraph.interop import checksums
from tuigraph.interop.protos import BundleEntryProto, BundleHeaderProto
from tuigraph.reading import contents, opened
from tuigraph.training import first_version, slices, table

HEADER = b""  # the key of the header
_SLICE = b"\0"  # how the key of a slice of a partitioned variable starts
VERSION = 1
CHUNK = 1 << 20  # bytes copied, summed and written or read at a time


# Dtypes of TensorFlow that are not ours, by their number in types.proto: the dtype as which they come.
_BFLOAT16 = 14
_READ_AS = {
    _BFLOAT16: dtypes.float32,
    11: dtypes.int8,  # qint8
    12: dtypes.uint8,  # quint8
    13: dtypes.int32,  # qint32
    15: dtypes.int16,  # qint16
    16: dtypes.uint16,  # quint16
}
_OBJECTS = "_CHECKPOINTABLE_OBJECT_GRAPH"  # the name of what an object-based checkpoint says of its objects


@dataclass(frozen=True)
class Entry:
    """What the index of a checkpoint says of a tensor.

    `type_enum` is its dtype's number in types.proto; `parts` the slices that it is stored in, none for a whole one.
    """

    name: str
    type_enum: int
    shape: tuple[int, ...]
    file: str
    offset: int = 0
    size: int = 0
    checksum: int = 0
    parts: tuple[tuple[slices.Extents, Entry], ...] = ()

    @property
    def dtype(self) -> dtypes.DType:
        """The dtype as which it is read.  UnimplementedError where tuigraph has none such."""
        if self.type_enum in _READ_AS:
            return _READ_AS[self.type_enum]
        with contextlib.suppress(TypeError):
            dtype = dtypes.as_dtype(self.type_enum)
            if dtype not in (dtypes.resource, dtypes.variant):
                return dtype
        raise errors.UnimplementedError(
            None, None, f"Variable {self.name} has a dtype that tuigraph does not have (number {self.type_enum})."
        )


def index_file(prefix: str) -> str:
    return f"{prefix}.index"


def data_file(prefix: str, shard: int, shards: int) -> str:
    return f"{prefix}.data-{shard:05d}-of-{shards:05d}"


def string_lengths(lengths: list[int]) -> tuple[bytes, int]:
    """The head of a tensor of strings: their lengths and the checksum of these; and that checksum, unmasked.

    It is taken over the lengths as integers of 32 bits, of 64 bits where that is not enough.
    """
    checksum = google_crc32c.value(b"".join(n.to_bytes(4 if n < 2**32 else 8, "little") for n in lengths))
    return b"".join(map(table.varint, lengths)) + struct.pack("<I", checksums.mask(checksum)), checksum


def exists(prefix: str) -> bool:
    """Whether there is a checkpoint of that path, of either format."""
    return os.path.isfile(index_file(prefix)) or bool(first_version.files(prefix))


def entries(prefix: str) -> dict[str, Entry]:
    """What a checkpoint says of each tensor, by name, in order.  Raises NotFoundError and DataLossError."""
    path = index_file(prefix)
    with _damage(prefix, path):
        try:
            with as_tensorflow(path):
                data = contents(path)
            items = list(table.read(data))
        except errors.NotFoundError:
            return _first_entries(prefix)
        return _read_index(dict(items), prefix)


def _first_entries(prefix: str) -> dict[str, Entry]:
    found = first_version.files(prefix)
    if not found:
        raise errors.NotFoundError(
            None,
            None,
            "Unsuccessful TensorSliceReader constructor: Failed to find any matching files for "
            f"{prefix}{nearest(prefix)}",
        )
    return {
        name: Entry(name, type_enum, shape, file)
        for file in found
        for name, (type_enum, shape) in first_version.variables(file).items()
    }


def without_ending(path: str) -> str:
    """The path of a checkpoint, where that of one of its files is given."""
    return re.sub(r"\.(index|meta|data-\d+-of-\d+)$", "", path)


def nearest(path: str) -> str:
    """What to say to somebody who gave the path of a part of a checkpoint, or of its folder; else nothing."""
    prefix = without_ending(path)
    if prefix != path and exists(prefix):
        return f": give the checkpoint without the ending of one of its files, {prefix}"
    if os.path.isdir(path):
        inside = sorted(glob.glob(os.path.join(glob.escape(path), "*.index")), key=os.path.getmtime)
        if inside:
            return f": it is a folder, and the latest checkpoint in it is {inside[-1].removesuffix('.index')}"
    return ""


@contextlib.contextmanager
def _damage(prefix: str, path: str) -> Iterator[None]:
    try:
        yield
    except (table.Damaged, DecodeError, ValueError) as error:
        raise _data_loss(f"The index of checkpoint {prefix} is damaged ({path}): {error}.") from None


def names_in_objects(prefix: str, found: Mapping[str, Entry]) -> dict[str, str]:
    """The key of each variable of an object-based checkpoint (Keras, tf.train.Checkpoint) by its name in a graph.

    `found` are the checkpoint's entries.

    Empty for any other checkpoint.  Source: object_graph_key_mapping of tensorflow/python/training/saver.py.
    """
    if _OBJECTS not in found:
        return {}
    from tensorboard.compat.proto.trackable_object_graph_pb2 import TrackableObjectGraph

    with _damage(prefix, _OBJECTS):
        graph = TrackableObjectGraph.FromString(values(prefix, {_OBJECTS: found[_OBJECTS]})[_OBJECTS].item())
    return {known.full_name: known.checkpoint_key for node in graph.nodes for known in node.attributes}


def list_variables(prefix: str) -> list[tuple[str, list[int]]]:
    """The name and the shape of each variable of a checkpoint, by name (tf.train.list_variables)."""
    return [(name, list(entry.shape)) for name, entry in sorted(entries(prefix).items())]


def read(prefix: str, names: Iterable[str] | None = None) -> dict[str, NDArray[Any]]:
    """The values of the variables of these names, of all when None: strings as arrays of bytes objects.

    Raises NotFoundError when there is no such checkpoint, file of data or variable in it, DataLossError when a file is
    damaged, OutOfRangeError when it is cut short, UnimplementedError for a dtype that tuigraph does not have.
    """
    found = entries(prefix)
    wanted = list(found if names is None else names)
    for name in wanted:
        if name not in found:
            raise errors.NotFoundError(None, None, f"Key {name} not found in checkpoint")
    return values(prefix, {name: found[name] for name in wanted})


def values(prefix: str, wanted: Mapping[str, Entry]) -> dict[str, NDArray[Any]]:
    """The values of some entries of a checkpoint.  Raises what `read` does, but for a name that is not there."""
    if not os.path.isfile(index_file(prefix)):
        return _read_first(prefix, wanted)
    with contextlib.ExitStack() as stack:
        files = _Files(stack)
        return {name: _read_entry_value(files, entry) for name, entry in wanted.items()}


def _read_first(prefix: str, wanted: Mapping[str, Entry]) -> dict[str, NDArray[Any]]:
    parts: dict[str, list[slices.Part]] = {name: [] for name in wanted}
    for file in first_version.files(prefix):
        with _damage(prefix, file):
            for name, part in first_version.parts(file, set(wanted)):
                parts[name].append(part)
    return {name: _joined(entry, parts[name]) for name, entry in wanted.items()}


def _joined(entry: Entry, parts: list[slices.Part]) -> NDArray[Any]:
    try:
        return slices.join(entry.shape, entry.dtype.numpy, parts)
    except ValueError as error:
        raise _damaged(entry, str(error)) from None


class _Files:
    """The files of data of a checkpoint, each opened once."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self._stack = stack
        self._open: dict[str, BinaryIO] = {}

    def of(self, entry: Entry) -> BinaryIO:
        if entry.file not in self._open:
            try:
                with as_tensorflow(entry.file):
                    self._open[entry.file] = self._stack.enter_context(opened(entry.file))
            except errors.NotFoundError:
                raise errors.NotFoundError(
                    None, None, f"Variable {entry.name} cannot be read: its file {entry.file} is missing."
                ) from None
        return self._open[entry.file]


def _read_entry_value(files: _Files, entry: Entry) -> NDArray[Any]:
    if entry.parts:
        return _joined(entry, [(extents, _read_value(files.of(part), part)) for extents, part in entry.parts])
    return _read_value(files.of(entry), entry)


def _read_index(items: dict[bytes, bytes], prefix: str) -> dict[str, Entry]:
    shards = _read_header(items, prefix)
    return {
        key.decode(): _read_entry(key.decode(), value, prefix, shards, items)
        for key, value in items.items()
        if key != HEADER and key[:1] != _SLICE
    }


def _read_header(items: Mapping[bytes, bytes], prefix: str) -> int:
    """The number of files of data."""
    if HEADER not in items:
        raise table.Damaged("it has no header")
    header = BundleHeaderProto.FromString(items[HEADER])
    if header.endianness or header.version.min_consumer > VERSION:
        raise errors.UnimplementedError(
            None, None, f"Checkpoint {prefix} was written on a big-endian machine or by a program of the future."
        )
    return int(header.num_shards)


def _read_entry(name: str, value: bytes, prefix: str, shards: int, items: Mapping[bytes, bytes]) -> Entry:
    proto = BundleEntryProto.FromString(value)
    shape = tuple(dim.size for dim in proto.shape.dim)
    if min(shape, default=0) < 0 or proto.shape.unknown_rank:
        raise table.Damaged(f"variable {name} has the shape {shape}")
    if not 0 <= proto.shard_id < shards or proto.offset < 0 or proto.size < 0:
        raise table.Damaged(f"variable {name} lies at byte {proto.offset} of file {proto.shard_id} of {shards}")
    parts = []
    for extents in map(slices.of_proto, proto.slices):
        key = slices.key(name, extents)
        if key not in items:
            raise table.Damaged(f"variable {name} has a slice that is missing")
        part = _read_entry(name, items[key], prefix, shards, {})
        if part.parts or part.type_enum != proto.dtype or part.shape != slices.shape_of(extents, shape):
            raise table.Damaged(f"a slice of variable {name} is of another kind")
        parts.append((extents, part))
    file = data_file(prefix, proto.shard_id, shards)
    return Entry(name, proto.dtype, shape, file, proto.offset, proto.size, proto.crc32c, tuple(parts))


def _read_value(file: BinaryIO, entry: Entry) -> NDArray[Any]:
    dtype = entry.dtype
    stored = np.dtype(np.uint16) if entry.type_enum == _BFLOAT16 else dtype.numpy
    length = math.prod(entry.shape)
    fits = length <= entry.size if dtype is dtypes.string else length * stored.itemsize == entry.size
    if not fits:
        raise _damaged(entry, f"{length} elements of {dtype.name} cannot be {entry.size} bytes")
    if entry.offset + entry.size > os.fstat(file.fileno()).st_size:
        raise errors.OutOfRangeError(
            None, None, f"Variable {entry.name} of the checkpoint cannot be read: {entry.file} ends before it does."
        )
    try:
        file.seek(entry.offset)
        if dtype is dtypes.string:
            value, checksum = _parse_strings(file.read(entry.size), length)
        else:
            value, checksum = _read_numbers(file, length, stored)
        value = value.reshape(entry.shape)
    except ValueError as error:
        raise _damaged(entry, str(error)) from None
    if checksums.mask(checksum) != entry.checksum:
        raise _damaged(entry, "its checksum does not match")
    if entry.type_enum == _BFLOAT16:
        value = (value.astype(np.uint32) << 16).view(np.float32)  # the upper half of a float32
    return value


def _read_numbers(file: BinaryIO, length: int, dtype: np.dtype[Any]) -> tuple[NDArray[Any], int]:
    """The next `length` numbers of the file, and the checksum of their bytes."""
    value = np.empty(length, dtype.newbyteorder("<"))
    numbers = value.view(np.uint8)  # the C library takes an array as it lies, but no memoryview
    view = memoryview(numbers.data)
    checksum = 0
    for start in range(0, len(view), CHUNK):
        piece = view[start : start + CHUNK]
        if file.readinto(piece) != len(piece):  # type: ignore[attr-defined]
            raise table.Damaged("its file ends early")
        checksum = google_crc32c.extend(checksum, numbers[start : start + CHUNK])
    return value.astype(dtype, copy=False), checksum


def _parse_strings(data: bytes, length: int) -> tuple[NDArray[Any], int]:
    """`length` strings that are stored in all of `data`, and their checksum."""
    at = 0
    lengths = []
    for _ in range(length):
        size, at = table.read_varint(data, at)
        lengths.append(size)
    head, checksum = string_lengths(lengths)
    at += 4
    if not data and not length:
        return np.empty(0, object), 0
    if at + sum(lengths) != len(data) or data[at - 4 : at] != head[-4:]:
        raise table.Damaged("the lengths of its strings do not match")
    value = np.empty(length, object)
    checksum = google_crc32c.extend(checksum, data[at - 4 :])
    for i, size in enumerate(lengths):
        value[i] = data[at : at + size]
        at += size
    return value, checksum


def _damaged(entry: Entry, reason: str) -> errors.DataLossError:
    return _data_loss(
        f"Variable {entry.name} of the checkpoint is damaged ({entry.file}): {reason}. Restore an older checkpoint."
    )


def _data_loss(message: str) -> errors.DataLossError:
    return errors.DataLossError(None, None, message)
