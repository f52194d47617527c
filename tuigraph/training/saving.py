"""What the operations of a Saver do: save values, whole or in slices, restore them by name, merge checkpoints."""

from __future__ import annotations

import contextlib
import difflib
import os
import shutil
from collections.abc import Mapping
from typing import Any

import numpy as np

from tuigraph.engine import errors, shapes
from tuigraph.engine.dtypes import DType
from tuigraph.interop import log
from tuigraph.training import bundle, bundle_writer, slices

_WHOLE = b""  # the slice of a variable that is no part of a larger one


def save(path: str, names: Any, parts: Any, values: Any) -> None:
    """Write a checkpoint of these values, each by its name and its part of a variable."""
    _make_folder(os.path.dirname(path))
    bundle_writer.write(path, _by_name(names, parts, values))


def restore(path: str, names: Any, parts: Any, wanted: list[DType]) -> list[Any]:
    """The values of a checkpoint by their names and parts.

    Raises NotFoundError for a name that is not in it, InvalidArgumentError for another dtype or shape.
    """
    found = bundle.entries(path)
    keys = _keys(path, [name.decode() for name in names], found)
    for key, dtype in zip(keys, wanted):
        if found[key].dtype is not dtype:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"tensor_name = {key}; expected dtype {dtype.name} does not equal original dtype "
                f"{found[key].dtype.name} in checkpoint {path}",
            )
    read = bundle.values(path, {key: found[key] for key in keys})
    values = [_part(key, read[key], part) for key, part in zip(keys, parts)]
    return [value if value.ndim else value[()] for value in values]


def _part(key: str, value: Any, part: bytes) -> Any:
    if part == _WHOLE:
        return value
    shape, extents = slices.parse(part)
    if shape != value.shape:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"tensor_name = {key}; shape in shape_and_slice spec {shapes.listed(shape)} does not match the shape "
            f"stored in checkpoint: {shapes.listed(value.shape)}",
        )
    return value[slices.region(extents, shape)]


def merge(prefixes: Any, path: str, remove: bool) -> None:
    """One checkpoint of all that are in several; `remove` deletes their folders."""
    parts = [prefix.decode() for prefix in prefixes]
    _make_folder(os.path.dirname(path))
    bundle_writer.write(path, {name: value for part in parts for name, value in bundle.read(part).items()})
    if remove:
        for folder in {os.path.dirname(part) for part in parts}:
            shutil.rmtree(folder, ignore_errors=True)


def _by_name(names: Any, parts: Any, values: Any) -> dict[str, Any]:
    """What a save writes: an array for each name, or the slices that were given for it."""
    found: dict[str, Any] = {}
    for name, part, value in zip(names, parts, values):
        key = name.decode()
        if part == _WHOLE:
            found[key] = value
        else:
            shape, extents = slices.parse(part)
            if slices.shape_of(extents, shape) != np.shape(value):
                raise errors.InvalidArgumentError(
                    None,
                    None,
                    f"Slice in shape_and_slice specification does not match the shape of the tensor to save: "
                    f"{part.decode()}, tensor: {shapes.listed(np.shape(value))}",
                )
            found.setdefault(key, slices.Sliced(shape, [])).parts.append((extents, value))
    return found


def _make_folder(path: str) -> None:
    """The folder itself is made, as TensorFlow does; what it would stand in is not (NotFoundError when the file is)."""
    if path and not os.path.isdir(path):
        with contextlib.suppress(OSError):
            os.mkdir(path)


def _keys(path: str, names: list[str], found: Mapping[str, bundle.Entry]) -> list[str]:
    """The names under which a checkpoint keeps variables, by those that a graph has for them.  NotFoundError."""
    missing = [name for name in names if name not in found]
    keys = bundle.names_in_objects(path, found) if missing else {}
    for name in missing:
        if name not in keys:
            raise errors.NotFoundError(None, None, missing_key(name, path, {**found, **keys}))
    if missing:
        log.warning("Restoring an object-based checkpoint by the names that its variables had.")
    return [name if name in found else keys[name] for name in names]


def missing_key(key: str, path: str, found: Any) -> str:
    """What to say when a checkpoint has no variable of a name."""
    near = difflib.get_close_matches(key, found, n=1)
    hint = f" The nearest name in it is {near[0]}." if near else ""
    return f"Key {key} not found in checkpoint {path}.{hint}"
