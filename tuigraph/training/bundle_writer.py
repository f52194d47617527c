"""TensorFlow's checkpoint files (tensor bundles, version 2), written; bundle.py says how they look and reads them.

A checkpoint is there as soon as its index is, so the index comes last.  Every file is written under another name, made
durable and renamed, and the data that the index in place refers to are not touched before another index is in place: a
process that is killed leaves the former checkpoint or the new one, never neither.  Processes that save into one folder
wait for each other.

Source: tensorflow/core/util/tensor_bundle/tensor_bundle.cc.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import google_crc32c
import numpy as np
from numpy.typing import NDArray

from tuigraph.engine import dtypes, errors
from tuigraph.engine.system_errors import of_system
from tuigraph.files import UNFINISHED, one_writer, replacing, sweep, sync_folder, unfinished
from tuigraph.interop import checksums
from tuigraph.interop.protos import BundleEntryProto, BundleHeaderProto
from tuigraph.reading import opened
from tuigraph.training import slices, table
from tuigraph.training.bundle import CHUNK, HEADER, VERSION, data_file, index_file, string_lengths


def write(prefix: str, values: Mapping[str, Any]) -> None:
    """Writes a checkpoint of `values` (name -> array, of any shape and dtype that `tf.Variable` can have, or a Sliced).

    A former checkpoint of the same prefix is replaced.  Raises NotFoundError when there is no such folder,
    InvalidArgumentError for an empty name, TypeError for a dtype that no checkpoint has, PermissionDeniedError,
    ResourceExhaustedError for a full disk.
    """
    if "" in values:
        raise errors.InvalidArgumentError(None, None, "A variable in a checkpoint needs a name that is not empty.")
    with one_writer(os.path.dirname(prefix)):
        _write(prefix, _Contents(values))


class _Contents:
    """What a checkpoint is to hold: arrays by their keys, each with its entry of the index, filled in as it is written.

    A variable in slices has a key for each slice, and an entry of its own that lists them and has no elements.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.arrays: list[tuple[bytes, Any]] = []
        self._lists: list[tuple[bytes, Any]] = []
        for name, value in values.items():
            if isinstance(value, slices.Sliced):
                self._add_slices(name, value)
            else:
                self.arrays.append((name.encode(), value))
        self.entries = [BundleEntryProto() for _ in self.arrays]

    def _add_slices(self, name: str, value: slices.Sliced) -> None:
        entry = BundleEntryProto(dtype=dtypes.as_dtype(_as_array(value.parts[0][1]).dtype).type_enum)
        _set_shape(entry, value.shape)
        entry.slices.extend(slices.to_proto(extents) for extents, _ in value.parts)
        self._lists.append((name.encode(), entry))
        self.arrays += [(slices.key(name, extents), array) for extents, array in value.parts]

    def index(self, shard: int, shards: int) -> bytes:
        """The file of the index, when all arrays lie in one of `shards` files of data."""
        header = BundleHeaderProto(num_shards=shards)
        header.version.producer = VERSION
        items = [(HEADER, header.SerializeToString())]
        for (key, _), entry in zip(self.arrays, self.entries, strict=True):
            entry.shard_id = shard
            items.append((key, entry.SerializeToString()))
        items += [(key, entry.SerializeToString()) for key, entry in self._lists]
        return table.build(sorted(items))


def _write(prefix: str, contents: _Contents) -> None:
    usual = data_file(prefix, 0, 1)
    chunks = _serialized([value for _, value in contents.arrays], contents.entries)
    if not os.path.exists(index_file(prefix)):
        publish(usual, chunks)
    else:
        # The index in place refers to the usual name, so the data pass through one that it does not refer to.
        shards = next(n for n in range(2, 100_000) if not os.path.exists(data_file(prefix, 1, n)))
        aside = data_file(prefix, 1, shards)
        publish(aside, chunks)
        publish(index_file(prefix), [contents.index(shard=1, shards=shards)])
        _link(aside, usual)
    publish(index_file(prefix), [contents.index(shard=0, shards=1)])
    _remove_leftovers(prefix, keep=usual)
    sweep(os.path.dirname(prefix))


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
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        hint = f": make the folder {os.path.dirname(path)!r} first." if missing else ""
        raise of_system(error, path, hint) from None


def _link(existing: str, path: str) -> None:
    """Makes `path` a second name of a file; of a copy of it, where the file system has no second names."""
    temporary = unfinished(path)
    try:
        os.link(existing, temporary)
    except OSError:
        with opened(existing) as file:
            publish(path, iter(lambda: file.read(CHUNK), b""))
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
        _set_shape(entry, array.shape)
        checksum = 0
        if dtype is dtypes.string:
            lengths, checksum = string_lengths([len(element) for element in array.flat])
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


def _set_shape(entry: Any, shape: Iterable[int]) -> None:
    entry.shape.SetInParent()
    for length in shape:
        entry.shape.dim.add(size=length)


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
    for start in range(0, len(flat), CHUNK):
        yield flat[start : start + CHUNK].tobytes()
