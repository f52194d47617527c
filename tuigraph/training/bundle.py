"""TensorFlow's checkpoint files (tensor bundles, version 2), written and read.

A checkpoint with the prefix `model.ckpt` is `model.ckpt.index`, a sorted table (table.py) of each tensor's dtype,
shape, place and checksum, and `model.ckpt.data-00000-of-00001` with the elements, row after row, little endian.
TensorFlow reads what `write` wrote, and `read` what TensorFlow wrote, in one file of data or several.

A checkpoint is there as soon as its index is, so the index comes last.  Every file is written under another name, made
durable and renamed, and the data that the index in place refers to are not touched before another index is in place: a
process that is killed leaves the former checkpoint or the new one, never neither.

Nothing in a file is trusted: each length is compared with the size of the file before memory is asked for, checksums
are verified, and no content is ever run.

Source: tensorflow/core/util/tensor_bundle/tensor_bundle.cc.
"""

from __future__ import annotations

import contextlib
import glob
import math
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import google_crc32c
import numpy as np
from google.protobuf.message import DecodeError
from numpy.typing import NDArray

from tuigraph.engine import dtypes, errors
from tuigraph.files import UNFINISHED, replacing, sync_folder, unfinished
from tuigraph.interop import checksums
from tuigraph.interop.protos import BundleEntryProto, BundleHeaderProto
from tuigraph.training import table

_HEADER = b""  # the key of the header
_SLICE = b"\0"  # how the key of a slice of a partitioned variable starts
_VERSION = 1
_CHUNK = 1 << 20  # bytes copied, summed and written or read at a time


@dataclass(frozen=True)
class Entry:
    """What the index of a checkpoint says of a tensor.  `type_enum` is its dtype's number in types.proto."""

    name: str
    type_enum: int
    shape: tuple[int, ...]
    file: str
    offset: int
    size: int
    checksum: int
    partitioned: bool

    @property
    def dtype(self) -> dtypes.DType:
        """The dtype.  UnimplementedError where tuigraph has none such (bfloat16, quantized types)."""
        with contextlib.suppress(TypeError):
            dtype = dtypes.as_dtype(self.type_enum)
            if dtype not in (dtypes.resource, dtypes.variant):
                return dtype
        raise errors.UnimplementedError(
            None, None, f"Variable {self.name} has a dtype that tuigraph does not have (number {self.type_enum})."
        )


# ---- writing


def write(prefix: str, values: Mapping[str, Any]) -> None:
    """Writes a checkpoint of `values` (name -> array, of any shape and dtype that `tf.Variable` can have).

    A former checkpoint of the same prefix is replaced.  Raises NotFoundError when there is no such folder,
    InvalidArgumentError for an empty name, TypeError for a dtype that no checkpoint has.
    """
    if "" in values:
        raise errors.InvalidArgumentError(None, None, "A variable in a checkpoint needs a name that is not empty.")
    usual = _data_file(prefix, 0, 1)
    protos = [BundleEntryProto() for _ in values]
    chunks = _serialized(values.values(), protos)
    if not os.path.exists(_index_file(prefix)):
        publish(usual, chunks)
    else:
        # The index in place refers to the usual name, so the data pass through one that it does not refer to.
        shards = next(n for n in range(2, 100_000) if not os.path.exists(_data_file(prefix, 1, n)))
        aside = _data_file(prefix, 1, shards)
        publish(aside, chunks)
        publish(_index_file(prefix), [_index(values, protos, shard=1, shards=shards)])
        _link(aside, usual)
    publish(_index_file(prefix), [_index(values, protos, shard=0, shards=1)])
    _remove_leftovers(prefix, keep=usual)


def _remove_leftovers(prefix: str, keep: str) -> None:
    """Removes data that no index refers to any more, and what a killed process had not finished."""
    name = glob.escape(prefix)
    for pattern in (
        f"{name}.data-?????-of-?????",
        f"{name}.data-*{UNFINISHED}*",
        f"{name}.index{UNFINISHED}*",
    ):
        for file in glob.glob(pattern):
            if file != keep:
                os.unlink(file)


def publish(path: str, chunks: Iterable[bytes]) -> None:
    """Makes a file of these contents appear at `path`, whole and on the disk, or not at all."""
    try:
        with replacing(path, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
    except FileNotFoundError:
        raise errors.NotFoundError(
            None, None, f"{path}; No such file or directory: make the folder {os.path.dirname(path)!r} first."
        ) from None
    except PermissionError as error:
        raise errors.PermissionDeniedError(None, None, f"{path}; {error.strerror}") from error


def _link(existing: str, path: str) -> None:
    """Makes `path` a second name of a file; of a copy of it, where the file system has no second names."""
    temporary = unfinished(path)
    try:
        os.link(existing, temporary)
    except OSError:
        with open(existing, "rb") as file:
            publish(path, iter(lambda: file.read(_CHUNK), b""))
    else:
        os.replace(temporary, path)
        sync_folder(os.path.dirname(path))


def _serialized(values: Iterable[Any], entries: list[Any]) -> Iterator[bytes]:
    """The file of data in chunks; fills in the entries on the way."""
    offset = 0
    for value, entry in zip(values, entries, strict=True):
        array = _as_array(value)
        dtype = dtypes.as_dtype(array.dtype)
        entry.dtype = dtype.type_enum
        entry.offset = offset
        entry.shape.SetInParent()
        for length in array.shape:
            entry.shape.dim.add(size=length)
        checksum = 0
        if dtype is dtypes.string:
            lengths, checksum = _lengths([len(element) for element in array.flat])
            checksum = google_crc32c.extend(checksum, lengths[-4:])
            entry.size = len(lengths)
            yield lengths
            chunks: Iterator[bytes] = iter(array.flat)
        else:
            chunks = _pieces(array)
        for chunk in chunks:
            checksum = google_crc32c.extend(checksum, chunk)
            entry.size += len(chunk)
            yield chunk
        entry.crc32c = checksums.mask(checksum)
        offset += entry.size


def _as_array(value: Any) -> NDArray[Any]:
    """The value as an array; strings as objects, since NumPy's own cut off zeros at their end."""
    if isinstance(value, (bytes, str)):
        value = np.array(value, object)
    array: NDArray[Any] = np.asarray(value)
    if array.dtype.kind in "OSU":
        encoded = np.empty(array.shape, object)
        encoded.flat[:] = [e.encode() if isinstance(e, str) else bytes(e) for e in array.flat]
        return encoded
    return array


def _pieces(array: NDArray[Any]) -> Iterator[bytes]:
    """The elements of an array, little endian, without a copy of the whole where it can be avoided."""
    flat = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).reshape(-1).view(np.uint8)
    for start in range(0, len(flat), _CHUNK):
        yield flat[start : start + _CHUNK].tobytes()


def _lengths(lengths: list[int]) -> tuple[bytes, int]:
    """The head of a tensor of strings: their lengths and the checksum of these; and that checksum, unmasked.

    It is taken over the lengths as integers of 32 bits, of 64 bits where that is not enough.
    """
    checksum = google_crc32c.value(b"".join(n.to_bytes(4 if n < 2**32 else 8, "little") for n in lengths))
    return b"".join(map(table.varint, lengths)) + struct.pack("<I", checksums.mask(checksum)), checksum


def _index(names: Iterable[str], entries: list[Any], shard: int, shards: int) -> bytes:
    header = BundleHeaderProto(num_shards=shards)
    header.version.producer = _VERSION
    items = [(_HEADER, header.SerializeToString())]
    for name, entry in zip(names, entries, strict=True):
        entry.shard_id = shard
        items.append((name.encode(), entry.SerializeToString()))
    return table.build(sorted(items))


def _index_file(prefix: str) -> str:
    return f"{prefix}.index"


def _data_file(prefix: str, shard: int, shards: int) -> str:
    return f"{prefix}.data-{shard:05d}-of-{shards:05d}"


# ---- reading


def entries(prefix: str) -> dict[str, Entry]:
    """What the index says of each tensor, by name, in order.  Raises NotFoundError and DataLossError."""
    path = _index_file(prefix)
    try:
        with open(path, "rb") as file:
            items = table.read(file.read())
    except FileNotFoundError:
        raise errors.NotFoundError(
            None, None, f"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {prefix}"
        ) from None
    try:
        shards = _read_header(items, prefix)
        return {key.decode(): _read_entry(key, value, prefix, shards) for key, value in items if key[:1] != _SLICE}
    except (table.Damaged, DecodeError, UnicodeDecodeError) as error:
        raise _data_loss(f"The index of checkpoint {prefix} is damaged ({path}): {error}.") from None


def list_variables(prefix: str) -> list[tuple[str, list[int]]]:
    """The name and the shape of each variable of a checkpoint, by name (tf.train.list_variables)."""
    return [(name, list(entry.shape)) for name, entry in sorted(entries(prefix).items())]


def read(prefix: str, names: Iterable[str] | None = None) -> dict[str, NDArray[Any]]:
    """The values of the variables of these names, of all when None: strings as arrays of bytes objects.

    Raises NotFoundError when there is no such checkpoint or no such variable in it, DataLossError when a file is
    damaged, UnimplementedError for a dtype that tuigraph does not have and for partitioned variables.
    """
    found = entries(prefix)
    values = {}
    with contextlib.ExitStack() as stack:
        files: dict[str, BinaryIO] = {}
        for name in found if names is None else names:
            if name not in found:
                raise errors.NotFoundError(None, None, f"Key {name} not found in checkpoint")
            entry = found[name]
            if entry.file not in files:
                files[entry.file] = stack.enter_context(_open_data(entry))
            values[name] = _read_value(files[entry.file], entry)
    return values


def _read_header(items: Iterator[tuple[bytes, bytes]], prefix: str) -> int:
    """Takes the header off the items of an index; the number of files of data."""
    key, value = next(items, (None, b""))
    if key != _HEADER:
        raise table.Damaged("it has no header")
    header = BundleHeaderProto.FromString(value)
    if header.endianness or header.version.min_consumer > _VERSION:
        raise errors.UnimplementedError(
            None, None, f"Checkpoint {prefix} was written on a big-endian machine or by a program of the future."
        )
    return int(header.num_shards)


def _read_entry(key: bytes, value: bytes, prefix: str, shards: int) -> Entry:
    name = key.decode()
    proto = BundleEntryProto.FromString(value)
    shape = tuple(dim.size for dim in proto.shape.dim)
    if min(shape, default=0) < 0 or proto.shape.unknown_rank:
        raise table.Damaged(f"variable {name} has the shape {shape}")
    if not 0 <= proto.shard_id < shards or proto.offset < 0 or proto.size < 0:
        raise table.Damaged(f"variable {name} lies at byte {proto.offset} of file {proto.shard_id} of {shards}")
    file = _data_file(prefix, proto.shard_id, shards)
    return Entry(name, proto.dtype, shape, file, proto.offset, proto.size, proto.crc32c, bool(proto.slices))


def _open_data(entry: Entry) -> BinaryIO:
    try:
        return open(entry.file, "rb")
    except FileNotFoundError:
        raise _data_loss(f"Variable {entry.name} cannot be read: its file {entry.file} is missing.") from None


def _read_value(file: BinaryIO, entry: Entry) -> NDArray[Any]:
    if entry.partitioned:
        raise errors.UnimplementedError(
            None, None, f"Variable {entry.name} is stored in slices: tuigraph does not read partitioned variables."
        )
    dtype = entry.dtype
    length = math.prod(entry.shape)
    fits = length <= entry.size if dtype is dtypes.string else length * dtype.size == entry.size
    if not fits or entry.offset + entry.size > os.fstat(file.fileno()).st_size:
        raise _damaged(entry, f"{length} elements of {dtype.name} cannot be {entry.size} bytes at {entry.offset}")
    try:
        file.seek(entry.offset)
        if dtype is dtypes.string:
            value, checksum = _parse_strings(file.read(entry.size), length)
        else:
            value, checksum = _read_numbers(file, length, dtype.numpy)
        value = value.reshape(entry.shape)
    except ValueError as error:
        raise _damaged(entry, str(error)) from None
    if checksums.mask(checksum) != entry.checksum:
        raise _damaged(entry, "its checksum does not match")
    return value


def _read_numbers(file: BinaryIO, length: int, dtype: np.dtype[Any]) -> tuple[NDArray[Any], int]:
    """The next `length` numbers of the file, and the checksum of their bytes."""
    value = np.empty(length, dtype.newbyteorder("<"))
    numbers = value.view(np.uint8)  # the C library takes an array as it lies, but no memoryview
    view = memoryview(numbers.data)
    checksum = 0
    for start in range(0, len(view), _CHUNK):
        piece = view[start : start + _CHUNK]
        if file.readinto(piece) != len(piece):  # type: ignore[attr-defined]
            raise table.Damaged("its file ends early")
        checksum = google_crc32c.extend(checksum, numbers[start : start + _CHUNK])
    return value.astype(dtype, copy=False), checksum


def _parse_strings(data: bytes, length: int) -> tuple[NDArray[Any], int]:
    """`length` strings that are stored in all of `data`, and their checksum."""
    at = 0
    lengths = []
    for _ in range(length):
        size, at = table.read_varint(data, at)
        lengths.append(size)
    head, checksum = _lengths(lengths)
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
