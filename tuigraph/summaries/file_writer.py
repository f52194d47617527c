"""Event files, as TensorBoard reads them, also while they are being written: a record is in the file once it is added.

A file begins with its version, then the graph, where one is given, as GraphDef and as MetaGraphDef.
"""

from __future__ import annotations

import itertools
import os
import socket
import threading
import time
import warnings
from typing import Any

from tensorboard.compat.proto import graph_pb2

from tuigraph.engine.graph import Graph, get_default_graph
from tuigraph.interop.gfile import makedirs
from tuigraph.interop.meta_graph import MetaGraphDef, export_scoped_meta_graph
from tuigraph.interop.summary_proto import Event, Summary, TaggedRunMetadata
from tuigraph.summaries.records import TFRecordWriter

_numbers = itertools.count()


class FileWriter:
    """Writes summaries and graphs to an event file in `logdir`, which is made (`tf.summary.FileWriter`).

    `graph`: a Graph (or GraphDef) to begin with.  `filename_suffix` ends the file's name.  `max_queue`, `flush_secs`
    and `session` are accepted: nothing waits in a queue.  Use it in a `with` block, or close it.
    """

    def __init__(
        self,
        logdir: Any,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ) -> None:
        self._logdir: str = os.fspath(logdir)
        self._suffix = filename_suffix or ""
        self._closed = True
        self._run_tags: set[str] = set()
        self._described: set[str] = set()  # tags whose metadata are in the file
        self._lock = threading.RLock()
        self.reopen()
        if graph is not None or graph_def is not None:
            self.add_graph(graph, graph_def=graph_def)
            given = graph_def if graph_def is not None else graph
            definition = given.as_graph_def(add_shapes=True) if isinstance(given, Graph) else given
            self.add_meta_graph(export_scoped_meta_graph(graph_def=definition))

    # ------------------------------------------------------------ what is written

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Write a Summary, serialized or not.  What describes a tag is written with its first value only."""
        if isinstance(summary, bytes):
            summary = Summary.FromString(summary)
        with self._lock:
            for value in summary.value:
                if value.HasField("metadata"):
                    if value.tag in self._described:
                        value.ClearField("metadata")
                    self._described.add(value.tag)
            self._add(Event(summary=summary), global_step)

    def add_graph(self, graph: Any, global_step: Any = None, graph_def: Any = None) -> None:
        """Write a Graph or a GraphDef.  Raises ValueError when both are given, TypeError for anything else."""
        if graph is not None and graph_def is not None:
            raise ValueError("Please pass only graph, or graph_def (deprecated), but not both.")
        given = graph if graph is not None else graph_def
        if isinstance(given, Graph):
            given = given.as_graph_def(add_shapes=True)
        if not isinstance(given, graph_pb2.GraphDef):
            raise TypeError("The passed graph must be an instance of `Graph` or the deprecated `GraphDef`")
        self._add(Event(graph_def=given.SerializeToString()), global_step)

    def add_meta_graph(self, meta_graph_def: Any, global_step: Any = None) -> None:
        """Write a MetaGraphDef.  Raises TypeError for anything else."""
        if not isinstance(meta_graph_def, MetaGraphDef):
            raise TypeError(f"meta_graph_def must be type MetaGraphDef, saw type: {type(meta_graph_def)}")
        self._add(Event(meta_graph_def=meta_graph_def.SerializeToString()), global_step)

    def add_session_log(self, session_log: Any, global_step: Any = None) -> None:
        """Write a SessionLog."""
        self._add(Event(session_log=session_log), global_step)

    def add_run_metadata(self, run_metadata: Any, tag: str, global_step: Any = None) -> None:
        """Write the RunMetadata of one run.  Raises ValueError for a tag that was used."""
        with self._lock:
            if tag in self._run_tags:
                raise ValueError("The provided tag was already used for this event type")
            self._run_tags.add(tag)
        tagged = TaggedRunMetadata(tag=tag, run_metadata=run_metadata.SerializeToString())
        self._add(Event(tagged_run_metadata=tagged), global_step)

    def add_event(self, event: Any) -> None:
        """Write an Event as it is."""
        with self._lock:
            if not self._closed:
                self._records.write(event.SerializeToString())
                self._records.flush()
                return
        warnings.warn(
            "Attempting to use a closed FileWriter. "
            "The operation will be a noop unless the FileWriter is explicitly reopened.",
            stacklevel=2,
        )

    def _add(self, event: Any, step: Any) -> None:
        event.wall_time = time.time()
        if step is not None:
            event.step = int(step)
        self.add_event(event)

    # ------------------------------------------------------------ the file

    def get_logdir(self) -> str:
        return self._logdir

    def flush(self) -> None:
        """Nothing: all that was added is in the file."""

    def close(self) -> None:
        """Close the file; nothing can be added after that, until `reopen`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._records.close()

    def reopen(self) -> None:
        """Begin another event file after `close`; does nothing before."""
        if not self._closed:
            return
        makedirs(self._logdir)
        unique = f"{int(time.time()):010}.{socket.gethostname()}.{os.getpid()}.{next(_numbers)}"
        name = f"events.out.tfevents.{unique}{self._suffix}"
        self._records = TFRecordWriter(os.path.join(self._logdir, name))
        self._closed = False
        self._add(Event(file_version="brain.Event:2"), None)

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()


_writers: dict[str, FileWriter] = {}
_writers_lock = threading.Lock()


class FileWriterCache:
    """One FileWriter per folder (`tf.summary.FileWriterCache`)."""

    @staticmethod
    def get(logdir: Any) -> FileWriter:
        """The writer of a folder, made on first use; its file begins with the default graph."""
        path = os.fspath(logdir)
        with _writers_lock:
            if path not in _writers:
                _writers[path] = FileWriter(path, graph=get_default_graph())
            return _writers[path]

    @staticmethod
    def clear() -> None:
        """Close and forget all writers."""
        with _writers_lock:
            for writer in _writers.values():
                writer.close()
            _writers.clear()
