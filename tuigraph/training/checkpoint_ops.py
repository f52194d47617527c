"""The operations that a Saver runs: SaveV2, RestoreV2, and those that a saver with one part per device adds.

What they do is saving.py's; its packages load when such an operation first runs.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine.containers import Store
from tuigraph.engine.graph import Operation
from tuigraph.engine.opdef import Kernel, Writes, define, no_outputs, scalar_shape, unknown_shapes


def _save_kernel(op: Operation, store: Store) -> Kernel:
    def kernel(prefix: bytes, names: Any, parts: Any, *values: Any) -> None:
        from tuigraph.training import saving

        saving.save(prefix.decode(), names, parts, values)

    return kernel


def _restore_kernel(op: Operation, store: Store) -> Kernel:
    wanted = op.attrs["dtypes"]

    def kernel(prefix: bytes, names: Any, parts: Any) -> Any:
        from tuigraph.training import saving

        values = saving.restore(prefix.decode(), names, parts, wanted)
        return values[0] if len(values) == 1 else tuple(values)

    return kernel


def _sharded_filename(base: bytes, shard: Any, shards: Any) -> bytes:
    return b"%s-%05d-of-%05d" % (base, shard, shards)


def _merge_kernel(op: Operation, store: Store) -> Kernel:
    remove = op.attrs["delete_old_dirs"]

    def kernel(prefixes: Any, destination: bytes) -> None:
        from tuigraph.training import saving

        saving.merge(prefixes, destination.decode(), remove)

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
