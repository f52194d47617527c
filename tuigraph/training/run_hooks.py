"""What takes part in each run of a monitored session: `SessionRunHook`, and what it is told and answers."""

from __future__ import annotations

from typing import Any, NamedTuple


class SessionRunArgs(NamedTuple):
    """What a hook wants to have run as well (`tf.train.SessionRunArgs`)."""

    fetches: Any
    feed_dict: Any = None
    options: Any = None


class SessionRunValues(NamedTuple):
    """What came of it (`tf.train.SessionRunValues`)."""

    results: Any
    options: Any
    run_metadata: Any


class SessionRunContext:
    """A run that is about to be, or has been, made (`tf.train.SessionRunContext`)."""

    def __init__(self, original_args: SessionRunArgs, session: Any) -> None:
        self._original_args = original_args
        self._session = session
        self._stop_requested = False

    @property
    def original_args(self) -> SessionRunArgs:
        """What the program asked for."""
        return self._original_args

    @property
    def session(self) -> Any:
        return self._session

    @property
    def stop_requested(self) -> bool:
        return self._stop_requested

    def request_stop(self) -> None:
        """Let the session's `should_stop` be True from now on."""
        self._stop_requested = True


class SessionRunHook:
    """The base of hooks (`tf.train.SessionRunHook`); each method does nothing."""

    def begin(self) -> None:
        """Before the session is made; the last moment to add nodes."""

    def after_create_session(self, session: Any, coord: Any) -> None:
        """After it is made, and again after it was made anew."""

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        """Before each run; what is returned is run with it."""
        return None

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """After each run that did not fail."""

    def end(self, session: Any) -> None:
        """At the end, unless an error has ended it."""
