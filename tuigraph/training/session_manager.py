"""A session that is ready to be used: restored from a checkpoint, or else initialized (`tf.train.SessionManager`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine.errors import DeadlineExceededError, FailedPreconditionError
from tuigraph.engine.graph import get_default_graph
from tuigraph.engine.session import Session
from tuigraph.interop import log
from tuigraph.training.checkpoints import get_checkpoint_state


class SessionManager:
    """Makes sessions whose variables have values.

    `ready_op` gives the names of the variables that have none; `ready_for_local_init_op` of those that have to have one
    before `local_init_op` is run.  Raises ValueError for the one of these without the other.
    """

    def __init__(
        self,
        local_init_op: Any = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        graph: Any = None,
        recovery_wait_secs: float = 30,
        local_init_run_options: Any = None,
    ) -> None:
        if ready_for_local_init_op is not None and local_init_op is None:
            raise ValueError(
                "If you pass a ready_for_local_init_op you must also pass a local_init_op , ready_for_local_init_op "
                f"[{ready_for_local_init_op}]"
            )
        self._local_init_op = local_init_op
        self._ready_op = ready_op
        self._ready_for_local_init_op = ready_for_local_init_op
        self._graph = get_default_graph() if graph is None else graph
        self._recovery_wait_secs = recovery_wait_secs
        self._local_init_run_options = local_init_run_options

    def prepare_session(
        self,
        master: str,
        init_op: Any = None,
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Any], Any] | None = None,
    ) -> Session:
        """A session, restored where there is a checkpoint, else initialized by `init_op` and `init_fn`.

        Raises RuntimeError where there is neither, and where some variables have no value after it; ValueError for two
        places of a checkpoint.
        """
        session, restored = self._restored(
            *(master, saver, checkpoint_dir, checkpoint_filename_with_path),
            *(wait_for_checkpoint, max_wait_secs, config),
        )
        if not restored:
            if init_op is None and not init_fn and self._local_init_op is None:
                raise RuntimeError("Model is not initialized and no init_op or init_fn or local_init_op was given")
            if init_op is not None:
                session.run(init_op, feed_dict=init_feed_dict)
            if init_fn:
                init_fn(session)
        missing = self._initialize_locally(session)
        if missing is not None:
            raise RuntimeError(
                "Init operations did not make model ready for local_init.  "
                f"Init op: {_name(init_op)}, init fn: {init_fn}, error: {missing}"
            )
        missing = self._not_ready(session)
        if missing is not None:
            raise RuntimeError(
                "Init operations did not make model ready.  "
                f"Init op: {_name(init_op)}, init fn: {init_fn}, local_init_op: {self._local_init_op}, error: {missing}"
            )
        return session

    def recover_session(
        self,
        master: str,
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
    ) -> tuple[Session, bool]:
        """A session, and whether it was restored from a checkpoint and is ready."""
        session, restored = self._restored(
            *(master, saver, checkpoint_dir, checkpoint_filename_with_path),
            *(wait_for_checkpoint, max_wait_secs, config),
        )
        if not restored:
            self._initialize_locally(session)
            return session, False
        place = checkpoint_dir or checkpoint_filename_with_path
        missing = self._made_ready(session)
        if missing is not None:
            log.info("Restoring model from %s did not make model ready: %s", place, missing)
            return session, False
        log.info("Restored model from %s", place)
        return session, True

    def wait_for_session(self, master: str, config: Any = None, max_wait_secs: float | None = float("inf")) -> Session:
        """A session, as soon as another one has initialized the variables of that server.

        Raises DeadlineExceededError when the seconds are over.
        """
        until = time.monotonic() + (float("inf") if max_wait_secs is None else max_wait_secs)
        while True:
            session = Session(master, self._graph, config)
            missing = self._made_ready(session)
            if missing is None:
                return session
            session.close()
            if until - time.monotonic() < self._recovery_wait_secs:
                raise DeadlineExceededError(None, None, f"Session was not ready after waiting {max_wait_secs} secs.")
            log.info("Waiting for model to be ready: %s", missing)
            time.sleep(self._recovery_wait_secs)

    def _restored(
        self, master: str, saver: Any, folder: Any, path: Any, wait: bool, max_wait_secs: float, config: Any
    ) -> tuple[Session, bool]:
        session = Session(master, self._graph, config)
        if folder and path:
            raise ValueError("Can not provide both checkpoint_dir and checkpoint_filename_with_path.")
        if not saver or not (folder or path):
            return session, False
        if path:
            saver.restore(session, path)
            return session, True
        until = time.monotonic() + max_wait_secs
        state = get_checkpoint_state(folder)
        while not state or not state.model_checkpoint_path:
            if not wait or time.monotonic() >= until:
                return session, False
            log.info("Waiting for checkpoint to be available.")
            time.sleep(self._recovery_wait_secs)
            state = get_checkpoint_state(folder)
        saver.restore(session, state.model_checkpoint_path)
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        return session, True

    def _made_ready(self, session: Session) -> str | None:
        """Run the local initialization; what is missing for it or after it, else None."""
        missing = self._initialize_locally(session)
        return self._not_ready(session) if missing is None else missing

    def _not_ready(self, session: Session) -> str | None:
        return _missing(self._ready_op, session, "Model not ready")

    def _initialize_locally(self, session: Session) -> str | None:
        """Run the local initialization; what is missing for it, else None."""
        if self._local_init_op is None:
            return None
        missing = _missing(self._ready_for_local_init_op, session, "Model not ready for local init")
        if missing is None:
            log.info("Running local_init_op.")
            session.run(self._local_init_op, options=self._local_init_run_options)
            log.info("Done running local_init_op.")
        return missing


def _name(thing: Any) -> str:
    return "None" if thing is None else str(getattr(thing, "name", f"<no name for {type(thing)}>"))


def _missing(op: Any, session: Session, text: str) -> str | None:
    """What the operation says is not ready; None where nothing is missing."""
    if op is None:
        return None
    try:
        value = session.run(op)
    except FailedPreconditionError as error:
        if "uninitialized" not in str(error):
            log.warning("%s : error [%s]", text, str(error))
            raise
        return str(error)
    if value is None or value.dtype == np.int32 or value.size == 0:
        return None
    return "Variables not initialized: " + ", ".join(name.decode() for name in value)
