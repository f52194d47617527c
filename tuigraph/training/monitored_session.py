"""Sessions that begin, save, report and end by themselves (`tf.train.MonitoredSession`, `MonitoredTrainingSession`).

A monitored session runs its hooks around each `run`, is made anew after an AbortedError or UnavailableError, and is
over when a hook asks for it, a thread of its coordinator has failed, or an input has come to its end.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from tuigraph.engine.default_graph import get_collection
from tuigraph.engine.errors import AbortedError, OutOfRangeError, UnavailableError
from tuigraph.engine.graph import get_default_graph
from tuigraph.engine.keys import GraphKeys
from tuigraph.engine.session import Session
from tuigraph.interop import log
from tuigraph.interop.config import RunMetadata, RunOptions
from tuigraph.training.coordinator import Coordinator, start_queue_runners
from tuigraph.training.run_hooks import SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues
from tuigraph.training.saving_hooks import CheckpointSaverHook, StepCounterHook, SummarySaverHook
from tuigraph.training.scaffold import Scaffold
from tuigraph.training.session_manager import SessionManager

USE_DEFAULT: Any = object()
_PREEMPTION = (AbortedError, UnavailableError)


# ---------------------------------------------------------------- making sessions


class SessionCreator:
    """Makes sessions (`tf.train.SessionCreator`)."""

    def create_session(self) -> Session:
        raise NotImplementedError(f"create_session is not implemented for {self}.")


class _ScaffoldedCreator(SessionCreator):
    def __init__(self, scaffold: Scaffold | None, master: str, config: Any) -> None:
        self._scaffold = scaffold or Scaffold()
        self._master = master
        self._config = config
        self._made: SessionManager | None = None

    def _manager(self) -> SessionManager:
        self._scaffold.finalize()
        if self._made is None:
            self._made = SessionManager(
                local_init_op=self._scaffold.local_init_op,
                ready_op=self._scaffold.ready_op,
                ready_for_local_init_op=self._scaffold.ready_for_local_init_op,
                graph=get_default_graph(),
            )
        return self._made


class ChiefSessionCreator(_ScaffoldedCreator):
    """Makes a session that is restored from the newest checkpoint of a folder, or else initialized
    (`tf.train.ChiefSessionCreator`).
    """

    def __init__(
        self,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        super().__init__(scaffold, master, config)
        self._checkpoint_dir = checkpoint_dir
        self._checkpoint_filename_with_path = checkpoint_filename_with_path

    def create_session(self) -> Session:
        manager, scaffold = self._manager(), self._scaffold
        return manager.prepare_session(
            self._master,
            saver=scaffold.saver,
            checkpoint_dir=self._checkpoint_dir,
            checkpoint_filename_with_path=self._checkpoint_filename_with_path,
            config=self._config,
            init_op=scaffold.init_op,
            init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )


class WorkerSessionCreator(_ScaffoldedCreator):
    """Makes a session as soon as the chief has initialized the variables (`tf.train.WorkerSessionCreator`)."""

    def __init__(
        self, scaffold: Scaffold | None = None, master: str = "", config: Any = None, max_wait_secs: float = 30 * 60
    ) -> None:
        super().__init__(scaffold, master, config)
        self._max_wait_secs = max_wait_secs

    def create_session(self) -> Session:
        return self._manager().wait_for_session(self._master, config=self._config, max_wait_secs=self._max_wait_secs)


# ---------------------------------------------------------------- one session with its hooks


class _Hooked:
    """One session and the threads that fill its queues: runs the hooks around each run."""

    def __init__(self, creator: SessionCreator, hooks: Sequence[SessionRunHook], grace: float) -> None:
        self.session = creator.create_session()
        self.coord = Coordinator(clean_stop_exception_types=[])
        self.hooks = hooks
        self.grace = grace
        self.stop_asked = False
        if get_collection(GraphKeys.QUEUE_RUNNERS):
            start_queue_runners(sess=self.session, coord=self.coord)
        for hook in hooks:
            hook.after_create_session(self.session, self.coord)

    def should_stop(self) -> bool:
        """Raises what a thread has failed with, where that is a reason to make another session."""
        return self.stop_asked or self._failed() or self.coord.should_stop()

    def _failed(self) -> bool:
        """Whether a thread has failed; raises what it has failed with, where another session may do better."""
        try:
            self.coord.raise_requested_exception()
        except _PREEMPTION:
            raise
        except Exception:
            return True
        return False

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        if self.stop_asked:
            raise RuntimeError("Run called even after should_stop requested.")
        try:
            return self._run(fetches, feed_dict, options, run_metadata)
        except _PREEMPTION:
            raise
        except Exception:
            self._failed()
            raise  # what stopped the run is told, not what a thread has failed with

    def _run(self, fetches: Any, feed_dict: Any, options: Any, run_metadata: Any) -> Any:
        context = SessionRunContext(SessionRunArgs(fetches, feed_dict), self.session)
        chosen = RunOptions()
        if options is not None:
            chosen.CopyFrom(options)
        wanted, feeds = self._asked(context, feed_dict, chosen)
        has_options = options is not None or chosen.ByteSize() > 0
        metadata = RunMetadata() if run_metadata is None else run_metadata
        traced = run_metadata is not None or chosen.trace_level or chosen.output_partition_graphs
        values = self.session.run(
            {"caller": fetches, **wanted},
            feeds,
            chosen if has_options else None,
            metadata if traced else None,
        )
        for place, hook in enumerate(self.hooks):
            hook.after_run(context, SessionRunValues(values.get(place), chosen, metadata))
        self.stop_asked = self.stop_asked or context.stop_requested
        return values["caller"]

    def _asked(self, context: SessionRunContext, given: Any, options: Any) -> tuple[dict[Any, Any], Any]:
        """What the hooks want to have run, by their place, and all that is fed."""
        wanted: dict[Any, Any] = {}
        fed: dict[Any, Any] = {}
        for place, hook in enumerate(self.hooks):
            request = hook.before_run(context)
            if request is None:
                continue
            if request.fetches is not None:
                wanted[place] = request.fetches
            if request.feed_dict:
                _check_apart(fed, request.feed_dict, "Same tensor is fed by two hooks.")
                fed.update(request.feed_dict)
            if request.options:
                _join_options(options, request.options)
        if not fed or not given:
            return wanted, fed or given
        _check_apart(given, fed, "Same tensor is fed by a SessionRunHook and user.")
        return wanted, {**fed, **given}

    def close(self) -> None:
        self.coord.request_stop()
        try:
            self.coord.join(stop_grace_period_secs=self.grace, ignore_live_threads=True)
        finally:
            with suppress(Exception):
                self.session.close()


def _check_apart(one: Any, other: Any, text: str) -> None:
    both = set(one) & set(other)
    if both:
        raise RuntimeError(f"{text} Conflict(s): {list(both)}")


def _join_options(options: Any, more: Any) -> None:
    for field in ("trace_level", "timeout_in_ms", "inter_op_thread_pool", "output_partition_graphs"):
        setattr(options, field, max(getattr(options, field), getattr(more, field)))


# ---------------------------------------------------------------- the sessions that a program sees


class StepContext:
    """What a function of `run_step_fn` is called with: the session, and runs with and without hooks."""

    def __init__(self, session: Any, run_with_hooks_fn: Callable[..., Any]) -> None:
        self._session = session
        self._run_with_hooks_fn = run_with_hooks_fn

    @property
    def session(self) -> Any:
        return self._session

    def run_with_hooks(self, *args: Any, **kwargs: Any) -> Any:
        return self._run_with_hooks_fn(*args, **kwargs)

    def request_stop(self) -> None:
        """End the `with` block of the session."""
        raise StopIteration("step_fn has requested the iterations to stop.")


class _MonitoredSession:
    StepContext = StepContext

    def __init__(
        self,
        session_creator: SessionCreator | None,
        hooks: Sequence[SessionRunHook] | None,
        should_recover: bool,
        stop_grace_period_secs: float = 120,
    ) -> None:
        self._graph_was_finalized = get_default_graph().finalized
        self._hooks = list(hooks or ())
        self._should_recover = should_recover
        self._grace = stop_grace_period_secs
        for hook in self._hooks:
            hook.begin()
        self._creator = session_creator or ChiefSessionCreator()
        self._closed = False
        self._current: _Hooked | None = self._made()

    def _made(self) -> _Hooked:
        while True:
            try:
                return _Hooked(self._creator, self._hooks, self._grace)
            except _PREEMPTION as error:
                if not self._should_recover:
                    raise
                log.info("A session could not be made, and is tried again. Error: %s", error)

    def _again(self, error: Exception) -> None:
        """Begin with another session after an error that ends one."""
        if not self._should_recover:
            raise error
        log.info("The session has ended, and another one is made. Error: %s", error)
        if self._current is not None:
            with suppress(*_PREEMPTION):
                self._current.close()
        self._current = None

    @property
    def graph(self) -> Any:
        return None if self._current is None else self._current.session.graph

    def run(self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None) -> Any:
        """`tf.Session.run` with the hooks around it.  Raises RuntimeError after a hook has asked to stop."""
        while True:
            try:
                return self._open().run(fetches, feed_dict, options, run_metadata)
            except _PREEMPTION as error:
                self._again(error)

    def _open(self) -> _Hooked:
        if self._closed:
            raise RuntimeError("Attempted to use a closed Session.")
        if self._current is None:
            self._current = self._made()
        return self._current

    def run_step_fn(self, step_fn: Callable[..., Any]) -> Any:
        """Call a function of a `StepContext`.  Raises ValueError for one with other arguments."""
        arguments = tuple(inspect.signature(step_fn).parameters)
        if arguments not in (("step_context",), ("self", "step_context")):
            raise ValueError(
                "`step_fn` may either have one `step_context` argument, or `self` and `step_context` arguments if "
                f"it's an instance method. Got {arguments} instead."
            )
        while True:
            try:
                current = self._open()
                return step_fn(StepContext(current.session, current.run))
            except _PREEMPTION as error:
                self._again(error)

    def should_stop(self) -> bool:
        if self._closed or self._current is None:
            return True
        try:
            return self._current.should_stop()
        except _PREEMPTION as error:
            self._again(error)
            self._open()
            return False

    def close(self) -> None:
        self._close(None)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: Any, traceback: Any) -> bool:
        if kind in (OutOfRangeError, StopIteration):
            kind = None
        self._close(kind)
        return kind is None

    def _close(self, kind: type[BaseException] | None) -> None:
        try:
            if kind is None:
                for hook in self._hooks:
                    hook.end(None if self._current is None else self._current.session)
        finally:
            try:
                if self._closed or self._current is None:
                    raise RuntimeError("Session is already closed.")
                self._current.close()
            finally:
                self._closed, self._current = True, None
                if not self._graph_was_finalized:
                    get_default_graph()._finalized = False

    def _tf_sess(self) -> Session | None:
        return None if self._current is None else self._current.session


class MonitoredSession(_MonitoredSession):
    """A session with hooks that is made anew when it is lost (`tf.train.MonitoredSession`).

    As a context it ends without an error when the input is at its end (OutOfRangeError).
    """

    def __init__(
        self,
        session_creator: SessionCreator | None = None,
        hooks: Sequence[SessionRunHook] | None = None,
        stop_grace_period_secs: float = 120,
    ) -> None:
        super().__init__(session_creator, hooks, True, stop_grace_period_secs)


class SingularMonitoredSession(_MonitoredSession):
    """A session with hooks that is not made anew, and can be asked for (`tf.train.SingularMonitoredSession`)."""

    def __init__(
        self,
        hooks: Sequence[SessionRunHook] | None = None,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        stop_grace_period_secs: float = 120,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        creator = ChiefSessionCreator(scaffold, master, config, checkpoint_dir, checkpoint_filename_with_path)
        super().__init__(creator, hooks, False, stop_grace_period_secs)

    def raw_session(self) -> Session | None:
        return self._tf_sess()


def MonitoredTrainingSession(
    master: str = "",
    is_chief: bool = True,
    checkpoint_dir: Any = None,
    scaffold: Scaffold | None = None,
    hooks: Sequence[SessionRunHook] | None = None,
    chief_only_hooks: Sequence[SessionRunHook] | None = None,
    save_checkpoint_secs: Any = USE_DEFAULT,
    save_summaries_steps: Any = USE_DEFAULT,
    save_summaries_secs: Any = USE_DEFAULT,
    config: Any = None,
    stop_grace_period_secs: float = 120,
    log_step_count_steps: int | None = 100,
    max_wait_secs: float = 7200,
    save_checkpoint_steps: Any = USE_DEFAULT,
    summary_dir: Any = None,
) -> MonitoredSession:
    """A MonitoredSession for training (`tf.train.MonitoredTrainingSession`).

    With a `checkpoint_dir` it goes on from the newest checkpoint there, and writes checkpoints every 600 seconds and
    summaries every 100 steps, unless otherwise said.
    """
    summaries = _chosen(save_summaries_steps, save_summaries_secs, 100, None)
    checkpoints = _chosen(save_checkpoint_steps, save_checkpoint_secs, None, 600)
    scaffold = scaffold or Scaffold()
    if not is_chief:
        worker = WorkerSessionCreator(scaffold, master, config, max_wait_secs)
        return MonitoredSession(worker, hooks, stop_grace_period_secs)
    own: list[SessionRunHook] = list(chief_only_hooks or ())
    folder = summary_dir or checkpoint_dir
    if folder and log_step_count_steps and log_step_count_steps > 0:
        own.append(StepCounterHook(output_dir=folder, every_n_steps=log_step_count_steps))
    if folder and _any(*summaries):
        steps, seconds = summaries
        own.append(SummarySaverHook(scaffold=scaffold, save_steps=steps, save_secs=seconds, output_dir=folder))
    if checkpoint_dir and _any(*checkpoints):
        steps, seconds = checkpoints
        own.append(CheckpointSaverHook(checkpoint_dir, save_steps=steps, save_secs=seconds, scaffold=scaffold))
    chief = ChiefSessionCreator(scaffold, master, config, checkpoint_dir)
    return MonitoredSession(chief, [*own, *(hooks or ())], stop_grace_period_secs)


def _chosen(steps: Any, seconds: Any, default_steps: Any, default_seconds: Any) -> tuple[Any, Any]:
    """Steps and seconds: what is not said is None beside what is, and else the default."""
    if steps is USE_DEFAULT and seconds is USE_DEFAULT:
        return default_steps, default_seconds
    return (None if steps is USE_DEFAULT else steps), (None if seconds is USE_DEFAULT else seconds)


def _any(steps: Any, seconds: Any) -> bool:
    return bool((steps and steps > 0) or (seconds and seconds > 0))
