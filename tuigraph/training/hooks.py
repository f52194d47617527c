"""Hooks that log, stop and check: `LoggingTensorHook`, `StopAtStepHook`, `NanTensorHook` and the like."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine.errors import OutOfRangeError
from tuigraph.engine.graph import Operation, get_default_graph
from tuigraph.interop import log
from tuigraph.training.run_hooks import SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues
from tuigraph.training.step_counter import global_step_read


class SecondOrStepTimer:
    """Says at which steps something is due: every so many steps, or seconds (`tf.train.SecondOrStepTimer`).

    Raises ValueError unless one of both is given.
    """

    def __init__(self, every_secs: float | None = None, every_steps: int | None = None) -> None:
        if every_secs is None and every_steps is None:
            raise ValueError("Either every_secs or every_steps should be provided.")
        if every_secs is not None and every_steps is not None:
            raise ValueError("Can not provide both every_secs and every_steps.")
        self._every_secs = every_secs
        self._every_steps = every_steps
        self.reset()

    def reset(self) -> None:
        self._last_triggered_step: Any = None
        self._last_triggered_time: float | None = None

    def should_trigger_for_step(self, step: Any) -> bool:
        if self._last_triggered_step is None or self._last_triggered_time is None:
            return True
        if self._last_triggered_step == step:
            return False
        if self._every_secs is not None:
            return time.time() >= self._last_triggered_time + self._every_secs
        return bool(step >= self._last_triggered_step + self._every_steps)

    def update_last_triggered_step(self, step: Any) -> tuple[float | None, Any]:
        """The seconds and steps since the last time, None for the first."""
        now = time.time()
        if self._last_triggered_time is None:
            passed: tuple[float | None, Any] = (None, None)
        else:
            passed = (now - self._last_triggered_time, step - self._last_triggered_step)
        self._last_triggered_time, self._last_triggered_step = now, step
        return passed

    def last_triggered_step(self) -> Any:
        return self._last_triggered_step


class NeverTriggerTimer(SecondOrStepTimer):
    """A timer for what is never due."""

    def __init__(self) -> None:
        self.reset()

    def should_trigger_for_step(self, step: Any) -> bool:
        return False

    def update_last_triggered_step(self, step: Any) -> tuple[float | None, Any]:
        return None, None


def needed_step(hook: Any) -> Any:
    """The tensor that reads the global step.  Raises RuntimeError without one."""
    found = global_step_read()
    if found is None:
        raise RuntimeError(f"Global step should be created to use {type(hook).__name__}.")
    return found


class LoggingTensorHook(SessionRunHook):
    """Logs tensors, given by themselves or their names, at level INFO (`tf.train.LoggingTensorHook`).

    `tensors`: a list, or a dictionary by what they are called.  Raises ValueError unless it is said how often.
    """

    def __init__(
        self,
        tensors: Any,
        every_n_iter: int | None = None,
        every_n_secs: float | None = None,
        at_end: bool = False,
        formatter: Callable[[Any], str] | None = None,
    ) -> None:
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        if not only_at_end and (every_n_iter is None) == (every_n_secs is None):
            raise ValueError("either at_end and/or exactly one of every_n_iter and every_n_secs must be provided.")
        if every_n_iter is not None and every_n_iter <= 0:
            raise ValueError(f"invalid every_n_iter={every_n_iter}.")
        if isinstance(tensors, dict):
            self._tag_order = sorted(tensors)
            self._tensors = tensors
        else:
            self._tag_order = tensors
            self._tensors = {item: item for item in tensors}
        self._formatter = formatter
        self._timer = (
            NeverTriggerTimer() if only_at_end else SecondOrStepTimer(every_secs=every_n_secs, every_steps=every_n_iter)
        )
        self._log_at_end = at_end

    def begin(self) -> None:
        self._timer.reset()
        self._iter_count = 0
        self._current_tensors = {tag: _as_element(tensor) for tag, tensor in self._tensors.items()}

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        self._should_trigger = self._timer.should_trigger_for_step(self._iter_count)
        return SessionRunArgs(self._current_tensors) if self._should_trigger else None

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if self._should_trigger:
            self._log_tensors(run_values.results)
        self._iter_count += 1

    def end(self, session: Any) -> None:
        if self._log_at_end:
            self._log_tensors(session.run(self._current_tensors))

    def _log_tensors(self, values: Any) -> None:
        seconds, _ = self._timer.update_last_triggered_step(self._iter_count)
        with np.printoptions(suppress=True):
            if self._formatter:
                log.info(self._formatter(values))
                return
            text = ", ".join(f"{tag} = {values[tag]}" for tag in self._tag_order)
        if seconds is None:
            log.info("%s", text)
        else:
            log.info("%s (%.3f sec)", text, seconds)


def _as_element(thing: Any) -> Any:
    """What is logged: itself, or what has that name.  Raises ValueError for another graph's or an ambiguous name."""
    graph = get_default_graph()
    if not isinstance(thing, str):
        if getattr(thing, "graph", None) is not graph:
            raise ValueError(f"Passed {thing} should have graph attribute that is equal to current graph {graph}.")
        return thing
    if ":" in thing:
        return graph.as_graph_element(thing)
    op = graph.as_graph_element(thing)
    if isinstance(op, Operation) and len(op.outputs) > 1:
        raise ValueError(f"Name {thing} is ambiguous, as this `Operation` has multiple outputs (at least 2).")
    return graph.as_graph_element(thing + ":0")


class StopAtStepHook(SessionRunHook):
    """Asks the session to stop after so many steps, or at a certain one (`tf.train.StopAtStepHook`).

    Raises ValueError unless one of both is given; RuntimeError, when it begins, without a global step.
    """

    def __init__(self, num_steps: int | None = None, last_step: int | None = None) -> None:
        if num_steps is None and last_step is None:
            raise ValueError("One of num_steps or last_step must be specified.")
        if num_steps is not None and last_step is not None:
            raise ValueError("Only one of num_steps or last_step can be specified.")
        self._num_steps = num_steps
        self._last_step: Any = last_step

    def begin(self) -> None:
        self._global_step_tensor = needed_step(self)

    def after_create_session(self, session: Any, coord: Any) -> None:
        if self._last_step is None:
            self._last_step = session.run(self._global_step_tensor) + self._num_steps

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        return SessionRunArgs(self._global_step_tensor)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        # The step was read beside the run, perhaps before it was counted up: it is read again when it may be the last.
        if (
            run_values.results + 1 >= self._last_step
            and run_context.session.run(self._global_step_tensor) >= self._last_step
        ):
            run_context.request_stop()


class NanLossDuringTrainingError(RuntimeError):
    """A loss became NaN (`tf.train.NanLossDuringTrainingError`)."""

    def __str__(self) -> str:
        return "NaN loss during training."


class NanTensorHook(SessionRunHook):
    """Stops when a loss is NaN (`tf.train.NanTensorHook`): by NanLossDuringTrainingError, or by asking to stop."""

    def __init__(self, loss_tensor: Any, fail_on_nan_loss: bool = True) -> None:
        self._loss_tensor = loss_tensor
        self._fail_on_nan_loss = fail_on_nan_loss

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        return SessionRunArgs(self._loss_tensor)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if not np.isnan(run_values.results):
            return
        text = "Model diverged with loss = NaN."
        if self._fail_on_nan_loss:
            log.error(text)
            raise NanLossDuringTrainingError
        log.warning(text)
        run_context.request_stop()


class FinalOpsHook(SessionRunHook):
    """Runs something at the end, and keeps its values (`tf.train.FinalOpsHook`)."""

    def __init__(self, final_ops: Any, final_ops_feed_dict: Any = None) -> None:
        self._final_ops = final_ops
        self._final_ops_feed_dict = final_ops_feed_dict
        self._final_ops_values: Any = None

    @property
    def final_ops_values(self) -> Any:
        return self._final_ops_values

    def end(self, session: Any) -> None:
        if self._final_ops is None:
            return
        try:
            self._final_ops_values = session.run(self._final_ops, feed_dict=self._final_ops_feed_dict)
        except (OutOfRangeError, StopIteration):
            log.warning("FinalOpsHook ran out of input: what it runs must not take another batch of the data.")
            raise


class FeedFnHook(SessionRunHook):
    """Feeds what a function returns in each run (`tf.train.FeedFnHook`)."""

    def __init__(self, feed_fn: Callable[[], Any]) -> None:
        self.feed_fn = feed_fn

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        return SessionRunArgs(fetches=None, feed_dict=self.feed_fn())


class GlobalStepWaiterHook(SessionRunHook):
    """Waits before the first run until others have made so many steps (`tf.train.GlobalStepWaiterHook`)."""

    def __init__(self, wait_until_step: int) -> None:
        self._wait_until_step = wait_until_step

    def begin(self) -> None:
        self._worker_is_started = False
        self._global_step_tensor = needed_step(self)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        if self._worker_is_started or self._wait_until_step <= 0:
            self._worker_is_started = True
            return None
        log.info("Waiting for global step %d before starting training.", self._wait_until_step)
        while run_context.session.run(self._global_step_tensor) < self._wait_until_step:
            time.sleep(0.5)
        self._worker_is_started = True
        return None
