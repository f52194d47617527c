"""The operations that a Saver runs: SaveV2, RestoreV2, and those that a saver with one part per device adds.

The files themselves are bundle.py's; its packages load when such an operation first runs.
"""

from __future__ import annotations

import contextlib
import difflib
import os
from typing import Any

import numpy as np

from tuigraph.engine import errors, shapes
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Kernel, Writes, define, no_outputs, scalar_shape, unknown_shapes
from tuigraph.interop import log

_WHOLE = b""  # the slice of a variable that is no part of a larger one


def _by_name(names: Any, parts: Any, values: Any) -> dict[str, Any]:
    """What a save writes: an array for each name, or the slices that were given for it."""
    from tuigraph.training import slices

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


def _save_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(prefix: bytes, names: Any, parts: Any, *values: Any) -> None:
        from tuigraph.training import bundle_writer

        path = prefix.decode()
        _make_folder(os.path.dirname(path))
        bundle_writer.write(path, _by_name(names, parts, values))

    return kernel


def _make_folder(path: str) -> None:
    """The folder itself is made, as TensorFlow does; what it would stand in is not (NotFoundError when the file is)."""
    if path and not os.path.isdir(path):
        with contextlib.suppress(OSError):
            os.mkdir(path)


def _restore_kernel(op: Operation, store: Store) -> Kernel:
    wanted = op.attrs["dtypes"]

    def kernel(prefix: bytes, names: Any, parts: Any) -> Any:
        from tuigraph.training import bundle, slices

        path = prefix.decode()
        keys = _keys(path, [name.decode() for name in names])
        found = bundle.entries(path)
        for key, dtype in zip(keys, wanted):
            if found[key].dtype is not dtype:
                raise errors.InvalidArgumentError(
                    None,
                    None,
                    f"tensor_name = {key}; expected dtype {dtype.name} does not equal original dtype "
                    f"{found[key].dtype.name} in checkpoint {path}",
                )
        read = bundle.read(path, keys)
        values = []
        for key, part in zip(keys, parts):
            value = read[key]
            if part != _WHOLE:
                shape, extents = slices.parse(part)
                if shape != value.shape:
                    raise errors.InvalidArgumentError(
                        None,
                        None,
                        f"tensor_name = {key}; shape in shape_and_slice spec {shapes.listed(shape)} does not match the "
                        f"shape stored in checkpoint: {shapes.listed(value.shape)}",
                    )
                value = value[slices.region(extents, shape)]
            values.append(value if value.ndim else value[()])
        return values[0] if len(values) == 1 else tuple(values)

    return kernel


def _keys(path: str, names: list[str]) -> list[str]:
    """The names under which a checkpoint keeps variables, by those that a graph has for them.  NotFoundError."""
    from tuigraph.training import bundle

    found = bundle.entries(path)
    missing = [name for name in names if name not in found]
    keys = bundle.names_in_objects(path) if missing else {}
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


def _sharded_filename(base: bytes, shard: Any, shards: Any) -> bytes:
    return b"%s-%05d-of-%05d" % (base, shard, shards)


def _merge_kernel(op: Operation, store: Store) -> Kernel:
    remove = op.attrs["delete_old_dirs"]

    def kernel(prefixes: Any, destination: bytes) -> None:
        from tuigraph.training import bundle, bundle_writer

        parts = [prefix.decode() for prefix in prefixes]
        path = destination.decode()
        _make_folder(os.path.dirname(path))
        bundle_writer.write(path, {name: value for part in parts for name, value in bundle.read(part).items()})
        if remove:
            import shutil

            for folder in {os.path.dirname(part) for part in parts}:
                shutil.rmtree(folder, ignore_errors=True)

    return kernel


define(
    "SaveV2",
    "prefix: string, tensor_names: string, shape_and_slices: string, tensors: [dtypes] ->",
    shape=no_outputs,
    kernel=_save_kernel,
    stateful=True,
    differentiable=False,
    writes=Writes.NOTHING,
    reaches_out=True,
)
define(
    "RestoreV2",
    "prefix: string, tensor_names: string, shape_and_slices: string -> tensors: [dtypes]",
    shape=unknown_shapes,
    kernel=_restore_kernel,
    stateful=True,
    differentiable=False,
)
define(
    "ShardedFilename",
    "basename: string, shard: int32, num_shards: int32 -> filename: string",
    shape=scalar_shape,
    kernel=lambda op, store: _sharded_filename,
    differentiable=False,
)
define(
    "MergeV2Checkpoints",
    "checkpoint_prefixes: string, destination_prefix: string ->",
    attrs={"delete_old_dirs": True},
    shape=no_outputs,
    kernel=_merge_kernel,
    stateful=True,
    differentiable=False,
    writes=Writes.NOTHING,
    reaches_out=True,
)
