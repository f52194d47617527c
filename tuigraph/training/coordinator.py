"""Threads that stop together: `tf.train.Coordinator` and `tf.train.QueueRunner`."""

from __future__ import annotations

import contextlib
import functools
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tuigraph.engine import errors
from tuigraph.engine.graph import get_default_graph, get_default_session
from tuigraph.engine.keys import GraphKeys


class Coordinator:
    """Lets threads ask each other to stop, and hands the first error on to whoever joins (`tf.train.Coordinator`)."""

    def __init__(self, clean_stop_exception_types: Any = None) -> None:
        self._stopping = threading.Event()
        self._error: Any = None
        self._joined = False
        self._clean = clean_stop_exception_types or (errors.OutOfRangeError,)
        self._lock = threading.Lock()
        self._registered_threads: set[threading.Thread] = set()

    def should_stop(self) -> bool:
        return self._stopping.is_set()

    def request_stop(self, ex: Any = None) -> None:
        """Ask all threads to stop.  `ex`: why, an exception or an exc_info triple; a clean one is forgotten."""
        error = ex[1] if isinstance(ex, tuple) else ex
        if error is not None and not isinstance(error, BaseException):
            raise TypeError(f"ex must be an exception or what sys.exc_info() gives, not {ex!r}.")
        with self._lock:
            if self._joined and error is not None and not isinstance(error, self._clean):
                raise error
            if error is not None and self._error is None and not isinstance(error, self._clean):
                self._error = error
            self._stopping.set()

    def clear_stop(self) -> None:
        with self._lock:
            self._joined = False
            self._error = None
            self._stopping.clear()

    @contextlib.contextmanager
    def stop_on_exception(self) -> Iterator[None]:
        """An exception in the block, of any kind, stops all threads and is raised by `join`."""
        try:
            yield
        except BaseException:
            self.request_stop(sys.exc_info())

    def wait_for_stop(self, timeout: float | None = None) -> bool:
        return self._stopping.wait(timeout)

    def register_thread(self, thread: threading.Thread) -> None:
        with self._lock:
            self._registered_threads.add(thread)

    @property
    def joined(self) -> bool:
        return self._joined

    def raise_requested_exception(self) -> None:
        if self._error is not None:
            raise self._error

    def join(
        self,
        threads: Iterable[threading.Thread] | None = None,
        stop_grace_period_secs: float = 120,
        ignore_live_threads: bool = False,
    ) -> None:
        """Wait for the threads, then raise the error that was reported.

        Raises RuntimeError when threads go on for longer than `stop_grace_period_secs` after the request to stop.
        """
        waited = set(threads or ()) | self._registered_threads
        while any(t.is_alive() for t in waited) and not self._stopping.wait(0.05):
            pass
        deadline = time.monotonic() + stop_grace_period_secs
        for thread in waited:
            thread.join(max(0.0, deadline - time.monotonic()))
        alive = sorted(t.name for t in waited if t.is_alive())
        self._joined = True
        self._registered_threads.clear()
        self.raise_requested_exception()
        if alive and not ignore_live_threads:
            raise RuntimeError(f"Coordinator stopped with threads still running: {' '.join(alive)}")


class QueueRunner:
    """Threads that keep a queue filled (`tf.train.QueueRunner`): each runs one of `enqueue_ops` again and again.

    When an enqueue meets the end of its source (OutOfRangeError, or one of `queue_closed_exception_types`), the last
    thread closes the queue.  Raises ValueError without a queue or operations, TypeError for exceptions that are no
    tuple of `tf.errors` classes.
    """

    def __init__(
        self,
        queue: Any = None,
        enqueue_ops: Any = None,
        close_op: Any = None,
        cancel_op: Any = None,
        queue_closed_exception_types: Any = None,
        queue_runner_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        if queue_runner_def is not None:
            if queue or enqueue_ops:
                raise ValueError("queue_runner_def and queue are mutually exclusive.")
            self._read(queue_runner_def, import_scope)
        elif not queue or not enqueue_ops:
            raise ValueError("Must provide queue and enqueue_ops.")
        else:
            self._queue = queue
            self._enqueue_ops = list(enqueue_ops)
            self._close_op = close_op if close_op is not None else queue.close()
            self._cancel_op = cancel_op if cancel_op is not None else queue.close(cancel_pending_enqueues=True)
            self._closed_by = _closing(queue_closed_exception_types)
        self._running: dict[Any, int] = {}
        self._lock = threading.Lock()
        self._errors: list[BaseException] = []

    def _read(self, definition: Any, import_scope: str | None) -> None:
        prefix = f"{import_scope}/" if import_scope else ""
        element = get_default_graph().as_graph_element
        self._queue = element(prefix + definition.queue_name)
        self._enqueue_ops = [element(prefix + name) for name in definition.enqueue_op_name]
        self._close_op = element(prefix + definition.close_op_name)
        self._cancel_op = element(prefix + definition.cancel_op_name)
        codes = list(definition.queue_closed_exception_types) or [errors.OutOfRangeError.code]
        self._closed_by = tuple(kind for kind in errors.OpError.__subclasses__() if kind.code in codes)

    def to_proto(self, export_scope: str | None = None) -> Any:
        """The runner as a QueueRunnerDef; None when its queue stands outside of `export_scope`."""
        from tuigraph.interop.protos import QueueRunnerDef

        if export_scope and not self._queue.name.startswith(export_scope + "/"):
            return None
        start = len(export_scope) + 1 if export_scope else 0
        return QueueRunnerDef(
            queue_name=self._queue.name[start:],
            enqueue_op_name=[op.name[start:] for op in self._enqueue_ops],
            close_op_name=self._close_op.name[start:],
            cancel_op_name=self._cancel_op.name[start:],
            queue_closed_exception_types=[kind.code for kind in self._closed_by],
        )

    @staticmethod
    def from_proto(queue_runner_def: Any, import_scope: str | None = None) -> QueueRunner:
        return QueueRunner(queue_runner_def=queue_runner_def, import_scope=import_scope)

    @property
    def queue(self) -> Any:
        return self._queue

    @property
    def name(self) -> str:
        return str(self._queue.name)

    @property
    def enqueue_ops(self) -> list[Any]:
        return self._enqueue_ops

    @property
    def close_op(self) -> Any:
        return self._close_op

    @property
    def cancel_op(self) -> Any:
        return self._cancel_op

    @property
    def queue_closed_exception_types(self) -> tuple[type[errors.OpError], ...]:
        return self._closed_by

    @property
    def exceptions_raised(self) -> list[BaseException]:
        return self._errors

    def create_threads(
        self, sess: Any, coord: Coordinator | None = None, daemon: bool = False, start: bool = False
    ) -> list[threading.Thread]:
        """Threads that fill the queue of `sess` until `coord` stops them; none when they run already."""
        with self._lock:
            if self._running.get(sess):
                return []
            self._running[sess] = len(self._enqueue_ops)
            self._errors = []
        threads = [self._thread(op.name, self._fill, sess, op, coord) for op in self._enqueue_ops]
        if coord is not None:
            threads.append(self._thread("close_on_stop", self._cancel_on_stop, sess, coord))
        for thread in threads:
            if coord is not None:
                coord.register_thread(thread)
            thread.daemon = daemon
            if start:
                thread.start()
        return threads

    def _thread(self, what: str, target: Callable[..., None], *arguments: Any) -> threading.Thread:
        return threading.Thread(target=target, args=arguments, name=f"QueueRunnerThread-{self.name}-{what}")

    def _fill(self, sess: Any, enqueue_op: Any, coord: Coordinator | None) -> None:
        counted = True
        try:
            while coord is None or not coord.should_stop():
                try:
                    sess.run(enqueue_op)
                except self._closed_by:
                    counted = False
                    if self._finished(sess):
                        with contextlib.suppress(Exception):
                            sess.run(self._close_op)
                    return
        except Exception as error:
            self._report(error, coord)
        finally:
            if counted:
                self._finished(sess)

    def _finished(self, sess: Any) -> bool:
        with self._lock:
            self._running[sess] -= 1
            return self._running[sess] == 0

    def _report(self, error: Exception, coord: Coordinator | None) -> None:
        if coord is None:
            self._errors.append(error)
            raise error
        if not (coord.should_stop() and isinstance(error, (errors.CancelledError, RuntimeError))):
            coord.request_stop(error)

    def _cancel_on_stop(self, sess: Any, coord: Coordinator) -> None:
        coord.wait_for_stop()
        with contextlib.suppress(Exception):
            sess.run(self._cancel_op)


def _closing(types: Any) -> tuple[type[errors.OpError], ...]:
    if types is None:
        return (errors.OutOfRangeError,)
    if isinstance(types, tuple) and types and all(isinstance(t, type) and issubclass(t, errors.OpError) for t in types):
        return types
    raise TypeError(
        f"queue_closed_exception_types, when provided, must be a tuple of tf.error types, but saw: {types!r}"
    )


def add_queue_runner(qr: QueueRunner, collection: str = GraphKeys.QUEUE_RUNNERS) -> None:
    get_default_graph().add_to_collection(collection, qr)


def start_queue_runners(
    sess: Any = None,
    coord: Coordinator | None = None,
    daemon: bool = True,
    start: bool = True,
    collection: str = GraphKeys.QUEUE_RUNNERS,
) -> list[threading.Thread]:
    """Start the threads of all queue runners of the graph (`tf.train.start_queue_runners`).

    Raises ValueError when there is no session, TypeError for what is none.
    """
    sess = get_default_session() if sess is None else sess
    if sess is None:
        raise ValueError(
            "Cannot start queue runners: No default session is registered. Use `with sess.as_default()` or pass an "
            "explicit session to tf.start_queue_runners(sess=sess)"
        )
    if not hasattr(sess, "graph"):
        raise TypeError(f"sess must be a `tf.Session` object. Given class: {type(sess)}")
    runners = sess.graph.get_collection(collection)
    return [thread for runner in runners for thread in runner.create_threads(sess, coord, daemon, start)]


class LooperThread(threading.Thread):
    """A thread that calls a function again and again until its coordinator stops (`tf.train.LooperThread`)."""

    def __init__(
        self,
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any] | None = None,
        args: Any = None,
        kwargs: Any = None,
    ) -> None:
        super().__init__(daemon=True)
        if not isinstance(coord, Coordinator):
            raise ValueError(f"'coord' argument must be a Coordinator: {coord}")
        self._coord = coord
        self._interval = timer_interval_secs
        self._call = functools.partial(target or (lambda: None), *(args or ()), **(kwargs or {}))
        coord.register_thread(self)

    @staticmethod
    def loop(
        coord: Coordinator,
        timer_interval_secs: float | None,
        target: Callable[..., Any],
        args: Any = None,
        kwargs: Any = None,
    ) -> LooperThread:
        """A thread that has started."""
        looper = LooperThread(coord, timer_interval_secs, target, args, kwargs)
        looper.start()
        return looper

    def run(self) -> None:
        with self._coord.stop_on_exception():
            while not self._coord.should_stop():
                self._call()
                if self._interval and self._coord.wait_for_stop(self._interval):
                    break
