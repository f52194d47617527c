"""`tf.train.Saver`: writes the variables of a session to checkpoints and reads them back."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tuigraph.engine import errors
from tuigraph.engine.containers import held
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.opdef import Writes
from tuigraph.engine.session import BaseSession
from tuigraph.interop import log
from tuigraph.interop.meta_graph import SaverDef, export_scoped_meta_graph, register_proto_function
from tuigraph.interop.protos import QueueRunnerDef
from tuigraph.interop.variable_def import prepend_name_scope, strip_name_scope
from tuigraph.training import bundle, checkpoints, saver_nodes
from tuigraph.training.coordinator import QueueRunner
from tuigraph.training.graph_io import write_proto

_FIELDS = ("filename_tensor_name", "save_tensor_name", "restore_op_name")


class Saver:
    """Saves and restores variables.

    `var_list`: the variables, as a list or as {name in the checkpoint: variable}; all global variables when None.
    `reshape`: restore into a variable of another shape with as many elements.  `max_to_keep`: how many of the newest
    checkpoints are kept, all when 0 or None; besides them one for every `keep_checkpoint_every_n_hours`.
    `allow_empty`: without variables be a saver that does nothing.  `saver_def`: stand for a saver that is in the graph
    already, under the scope `name`.  `save_relative_paths`: list checkpoints by paths that move with their folder.
    `sharded` adds the nodes of a saver with one part per device; the checkpoint that it writes is one file still.
    `restore_sequentially` and `write_version` are accepted and change nothing; a `builder` of one's own is refused.

    Raises ValueError without variables and for a variable or name given twice, TypeError for what is no variable.
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: Any = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: int = SaverDef.V2,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ) -> None:
        if defer_build and var_list:
            raise ValueError(
                "If `var_list` is provided then build cannot be deferred. "
                "Either set defer_build=False or var_list=None."
            )
        if builder is not None:
            raise NotImplementedError("tuigraph's savers take no builder: leave it out, the default one is built in.")
        self.saver_def = saver_def
        self._var_list = var_list
        self._reshape = reshape
        self._sharded = sharded
        self._max_to_keep = max_to_keep or 0
        self._keep_every_n_hours = keep_checkpoint_every_n_hours
        self._name = name
        self._allow_empty = allow_empty
        self._pad_step_number = pad_step_number
        self._save_relative_paths = save_relative_paths
        self._filename = filename
        self._is_built = False
        self._is_empty = False
        self._last_checkpoints: list[tuple[str, float]] = []
        self._next_kept_at = 0.0
        self._lock = threading.Lock()
        if not defer_build:
            self.build()

    # ------------------------------------------------------------ nodes

    def build(self) -> None:
        """Add the saver's nodes to the default graph; for a saver made with `defer_build`."""
        if self._is_built:
            return
        self._is_built = True
        if self.saver_def is None:
            saveables = saver_nodes.saveables(_all_saveable_objects() if self._var_list is None else self._var_list)
            if not saveables:
                if not self._allow_empty:
                    raise ValueError("No variables to save")
                self._is_empty = True
                return
            self.saver_def = SaverDef(
                **saver_nodes.add(saveables, self._name, self._filename, self._reshape, self._sharded),
                max_to_keep=self._max_to_keep,
                sharded=self._sharded,
                keep_checkpoint_every_n_hours=self._keep_every_n_hours,
                version=SaverDef.V2,
            )
        elif self._name:
            for field in _FIELDS:
                setattr(self.saver_def, field, prepend_name_scope(getattr(self.saver_def, field), self._name))
        if not isinstance(self.saver_def, SaverDef):
            raise ValueError(f"saver_def must be a saver_pb2.SaverDef: {self.saver_def}")
        for field in _FIELDS[1:]:
            if not getattr(self.saver_def, field):
                raise ValueError(f"saver_def must specify the {field}: {self.saver_def}")
        self._next_kept_at = time.time() + self.saver_def.keep_checkpoint_every_n_hours * 3600

    # ------------------------------------------------------------ writing

    def save(
        self,
        sess: Any,
        save_path: Any,
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> str | None:
        """Write the variables of a session to `save_path`, with ``-global_step`` where one is given; the path written.

        The folder is made where it is not there (not what it stands in).  Beside the checkpoint stand the graph
        (`write_meta_graph`) and the list of checkpoints (`write_state`), which `tf.train.latest_checkpoint` reads.
        `save_debug_info` is accepted and writes nothing.  A process that is killed here loses no former checkpoint.

        Raises TypeError when `sess` is no session, RuntimeError before `build`, ValueError for a missing parent folder
        or a path that is the list's, FailedPreconditionError for a variable without a value, PermissionDeniedError.
        """
        if not self._is_built:
            raise RuntimeError("`build()` should be called before save if defer_build==True")
        latest_filename = latest_filename or "checkpoint"
        if os.path.split(latest_filename)[0]:
            raise ValueError("'latest_filename' must not contain path components")
        path = os.fspath(save_path)
        if global_step is not None:
            step = int(global_step if isinstance(global_step, (int, np.integer)) else sess.run(global_step))
            path = f"{path}-{step:08d}" if self._pad_step_number else f"{path}-{step}"
        elif os.path.basename(path) == latest_filename and not self._sharded:
            raise ValueError(f"'latest_filename' collides with 'save_path': '{latest_filename}' and '{path}'")
        if not isinstance(sess, BaseSession):
            raise TypeError(f"'sess' must be a Session; {sess}")
        if not self._is_empty:
            self._write(sess, path)
            if write_state:
                with self._lock:
                    self._list(path, latest_filename, meta_graph_suffix)
        if write_meta_graph:
            meta = checkpoints.meta_graph_filename(path, meta_graph_suffix)
            with sess.graph.as_default():
                self.export_meta_graph(meta, strip_default_attrs=strip_default_attrs)
        return None if self._is_empty else path

    def _write(self, sess: BaseSession, path: str) -> None:
        try:
            sess.run(self.saver_def.save_tensor_name, {self.saver_def.filename_tensor_name: path})
        except (errors.FailedPreconditionError, errors.NotFoundError):
            folder = os.path.dirname(path)
            if not os.path.isdir(folder or os.curdir):
                raise ValueError(
                    f"Parent directory of {path} doesn't exist, can't save. Make it first: os.makedirs({folder!r})"
                ) from None
            raise

    def _list(self, path: str, latest_filename: str, meta_graph_suffix: str) -> None:
        """Enter a checkpoint into the list of the latest ones, and delete what is one too many."""
        if self.saver_def.max_to_keep:
            self._last_checkpoints = [(p, t) for p, t in self._last_checkpoints if p != path]
            self._last_checkpoints.append((path, time.time()))
        old = None
        if len(self._last_checkpoints) > self.saver_def.max_to_keep > 0:
            old = self._last_checkpoints.pop(0)
        listed, folder = [*self.last_checkpoints], os.path.dirname(path)
        entry = path
        if self._save_relative_paths:
            entry, *listed = (os.path.relpath(p, folder) if os.path.isabs(p) else p for p in (path, *listed))
        checkpoints.update_checkpoint_state(folder, entry, listed, latest_filename)
        if old is None:
            return
        if old[1] > self._next_kept_at:
            self._next_kept_at += self.saver_def.keep_checkpoint_every_n_hours * 3600
            return
        try:
            checkpoints.remove_checkpoint(old[0], meta_graph_suffix=meta_graph_suffix)
        except OSError as error:
            log.warning("Ignoring: %s", error)

    @property
    def last_checkpoints(self) -> list[str]:
        """The paths of the checkpoints that are kept, oldest first; each can be restored."""
        return [path for path, _ in self._last_checkpoints]

    def set_last_checkpoints(self, last_checkpoints: list[str]) -> None:
        """Say which checkpoints there are already, oldest first; these are never deleted."""
        self.set_last_checkpoints_with_time([(path, float("inf")) for path in last_checkpoints])

    def set_last_checkpoints_with_time(self, last_checkpoints_with_time: list[tuple[str, float]]) -> None:
        """Say which checkpoints there are already, each with the time at which it was written."""
        self._last_checkpoints = list(last_checkpoints_with_time)

    def recover_last_checkpoints(self, checkpoint_paths: Iterable[str]) -> None:
        """Take over the checkpoints of a former process, oldest first; those that are not there are left out."""
        there = [path for path in checkpoint_paths if checkpoints.checkpoint_exists(path)]
        self.set_last_checkpoints_with_time(list(zip(there, checkpoints.get_checkpoint_mtimes(there))))

    # ------------------------------------------------------------ reading

    def restore(self, sess: Any, save_path: Any) -> None:
        """Give the variables of a session the values of a checkpoint; they need not be initialised.

        Either all of them get theirs or, where this raises, none.  Raises ValueError when there is no such checkpoint,
        NotFoundError for a variable that is not in it, InvalidArgumentError for one of another shape or dtype,
        DataLossError for a damaged file.
        """
        if self._is_empty:
            return
        if save_path is None:
            raise ValueError("Can't load save_path when it is None.")
        path = os.fspath(save_path)
        path = path.decode() if isinstance(path, bytes) else path
        if not checkpoints.checkpoint_exists(path):
            raise ValueError(f"The passed save_path is not a valid checkpoint: {path}{bundle.nearest(path)}")
        log.info("Restoring parameters from %s", path)
        try:
            with _all_or_none(sess, self.saver_def.restore_op_name):
                sess.run(self.saver_def.restore_op_name, {self.saver_def.filename_tensor_name: path})
        except errors.NotFoundError as error:
            raise _explained(error, "a Variable name or other graph key that is missing") from error
        except errors.InvalidArgumentError as error:
            raise _explained(error, "a mismatch between the current graph and the graph") from error

    # ------------------------------------------------------------ as a protocol buffer

    def export_meta_graph(
        self,
        filename: Any = None,
        collection_list: Iterable[str] | None = None,
        as_text: bool = False,
        export_scope: str | None = None,
        clear_devices: bool = False,
        clear_extraneous_savers: bool = False,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> Any:
        """The default graph, its collections and this saver as a MetaGraphDef, written to `filename` where given."""
        meta = export_scoped_meta_graph(
            saver_def=self.saver_def,
            collection_list=collection_list,
            export_scope=export_scope,
            clear_devices=clear_devices,
            clear_extraneous_savers=clear_extraneous_savers,
            strip_default_attrs=strip_default_attrs,
        )
        if filename:
            write_proto(meta, filename, as_text)
        return meta

    def as_saver_def(self) -> Any:
        return self.saver_def

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The saver as a SaverDef, its names without `export_scope`; None when it is outside of that scope."""
        if export_scope is None:
            return self.saver_def
        names = [getattr(self.saver_def, field) for field in _FIELDS]
        if not all(name.startswith(export_scope) for name in names):
            return None
        out = SaverDef()
        out.CopyFrom(self.saver_def)
        for field, name in zip(_FIELDS, names):
            setattr(out, field, strip_name_scope(name, export_scope))
        return out

    @staticmethod
    def from_proto(saver_def: Any, import_scope: str | None = None) -> Saver:
        """The saver that a SaverDef describes; its nodes are in the default graph already."""
        return Saver(saver_def=saver_def, name=import_scope)


def _to_proto(item: Any, export_scope: str | None = None) -> Any:
    return item.to_proto(export_scope)


register_proto_function(GraphKeys.SAVERS, SaverDef, _to_proto, Saver.from_proto)
register_proto_function(GraphKeys.QUEUE_RUNNERS, QueueRunnerDef, _to_proto, QueueRunner.from_proto)


def only_saver() -> Any:
    """The saver in the collection of savers, None when there is none.  Raises RuntimeError for several."""
    found = get_default_graph().get_collection(GraphKeys.SAVERS)
    if len(found) > 1:
        raise RuntimeError(
            "More than one item in collection savers. "
            "Please indicate which one to use by passing it to the constructor."
        )
    return found[0] if found else None


def _all_saveable_objects() -> list[Any]:
    graph = get_default_graph()
    return graph.get_collection(GraphKeys.GLOBAL_VARIABLES) + graph.get_collection(GraphKeys.SAVEABLE_OBJECTS)


# ---------------------------------------------------------------- a restore that fails changes nothing


@contextmanager
def _all_or_none(sess: BaseSession, restore_op: str) -> Iterator[None]:
    """Give back what the session's variables held when the block fails after some of them were assigned.

    Not on a cluster: others write there as well, and all values would have to be fetched first.
    """
    known = None  # as in the session of another graph, which will say so
    if sess.store.elsewhere is None:
        known = sess.graph._by_name.get(restore_op)
    cells = [
        sess.store.cell(op.attrs["shared_name"] or op.name, op.attrs["container"])
        for op in (() if known is None else _assigned(known))
    ]
    before = [held(cell) for cell in cells]
    try:
        yield
    except BaseException:
        for cell, value in zip(cells, before):
            if held(cell) is not value:
                cell.set(value)
        raise


def _assigned(restore: Operation) -> list[Operation]:
    """The variables that a restore operation assigns to."""
    found: list[Operation] = []
    waiting = [restore]
    while waiting:
        for op in waiting.pop().control_inputs:
            if op.definition.writes is Writes.OVERWRITES:
                found.append(op.inputs[0].op)
            else:
                waiting.append(op)
    return found


def _explained(error: errors.OpError, reason: str) -> errors.OpError:
    return type(error)(
        error.node_def,
        error.op,
        f"Restoring from checkpoint failed. This is most likely due to {reason} from the checkpoint. Please ensure "
        f"that you have not altered the graph expected based on the checkpoint. Original error:\n\n{error.message}",
    )
