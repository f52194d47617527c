"""The operations that a Saver runs: SaveV2, RestoreV2, and those that a saver with one part per device adds.

The files themselves are bundle.py's; its packages load when such an operation first runs.
"""

from __future__ import annotations

import contextlib
import difflib
import os
from typing import Any

from tuigraph.engine import errors
from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Kernel, Writes, define, no_outputs, scalar_shape, unknown_shapes

_WHOLE = b""  # the slice of a variable that is no part of a larger one


def _names(value: Any, slices: Any) -> list[str]:
    parts = [s for s in slices if s != _WHOLE]
    if parts:
        raise errors.UnimplementedError(None, None, f"tuigraph keeps no slices of partitioned variables: {parts[0]!r}.")
    return [name.decode() for name in value]


def _save_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(prefix: bytes, names: Any, slices: Any, *values: Any) -> None:
        from tuigraph.training import bundle

        path = prefix.decode()
        _make_folder(os.path.dirname(path))
        bundle.write(path, dict(zip(_names(names, slices), values)))

    return kernel


def _make_folder(path: str) -> None:
    """The folder itself is made, as TensorFlow does; what it would stand in is not (NotFoundError when the file is)."""
    if path and not os.path.isdir(path):
        with contextlib.suppress(OSError):
            os.mkdir(path)


def _restore_kernel(op: Operation, store: Store) -> Kernel:
    wanted = op.attrs["dtypes"]

    def kernel(prefix: bytes, names: Any, slices: Any) -> Any:
        from tuigraph.training import bundle

        path = prefix.decode()
        keys = _names(names, slices)
        found = bundle.entries(path)
        for key, dtype in zip(keys, wanted):
            if key not in found:
                raise errors.NotFoundError(None, None, missing_key(key, path, found))
            if found[key].dtype is not dtype:
                raise errors.InvalidArgumentError(
                    None,
                    None,
                    f"tensor_name = {key}; expected dtype {dtype.name} does not equal original dtype "
                    f"{found[key].dtype.name} in checkpoint {path}",
                )
        read = bundle.read(path, keys)
        values = [value if value.ndim else value[()] for value in map(read.__getitem__, keys)]
        return values[0] if len(values) == 1 else tuple(values)

    return kernel


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
        from tuigraph.training import bundle

        parts = [prefix.decode() for prefix in prefixes]
        path = destination.decode()
        _make_folder(os.path.dirname(path))
        bundle.write(path, {name: value for part in parts for name, value in bundle.read(part).items()})
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
