"""Checkpoints of TensorFlow's first format, read: one file, or several, each a table of slices of variables.

The first key is empty and its value says which variables there are; every other value is one slice of one variable.

Sources: saved_tensor_slice.proto, tensorflow/core/util/tensor_slice_reader.cc.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator

from tuigraph.interop.graph_def import array_of
from tuigraph.interop.protos import SavedTensorSlices
from tuigraph.reading import contents, opened
from tuigraph.training import slices, table

_SHARDS = "-?????-of-"


def files(path: str) -> list[str]:
    """The files of a checkpoint of this format: none when there is none of this path."""
    found = sorted(glob.glob(path)) if _SHARDS in path else [path]
    return [file for file in found if _is_table(file) and not file.endswith(".index")]


def _is_table(path: str) -> bool:
    try:
        with opened(path) as file:
            file.seek(-len(table.MAGIC_BYTES), os.SEEK_END)
            return file.read() == table.MAGIC_BYTES
    except (OSError, ValueError):  # a name with a NUL in it is a ValueError
        return False


def variables(path: str) -> dict[str, tuple[int, tuple[int, ...]]]:
    """The number of the dtype and the shape of each variable of one file.  Raises table.Damaged, DecodeError."""
    return _header(_items(path))


def _header(items: Iterator[tuple[bytes, bytes]]) -> dict[str, tuple[int, tuple[int, ...]]]:
    """Takes the header off the items of a file."""
    first, value = next(items, (b"?", b""))
    if first:
        raise table.Damaged("it has no header")
    found = SavedTensorSlices.FromString(value).meta.tensor
    return {tensor.name: (tensor.type, tuple(axis.size for axis in tensor.shape.dim)) for tensor in found}


def parts(path: str, names: set[str]) -> Iterator[tuple[str, slices.Part]]:
    """Each slice of the variables of these names in one file.  Raises table.Damaged, DecodeError, ValueError."""
    items = _items(path)
    known = _header(items)
    for _, value in items:
        saved = SavedTensorSlices.FromString(value).data
        if saved.name in names:
            if saved.name not in known:
                raise table.Damaged(f"its header does not name {saved.name}")
            type_enum, shape = known[saved.name]
            extents = slices.of_proto(saved.slice)
            saved.data.dtype = type_enum
            for size in slices.shape_of(extents, shape):
                saved.data.tensor_shape.dim.add(size=size)
            yield saved.name, (extents, array_of(saved.data))


def _items(path: str) -> Iterator[tuple[bytes, bytes]]:
    yield from table.read(contents(path))
