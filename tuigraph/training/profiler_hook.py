"""The hook that writes the times of a run into files (`tf.train.ProfilerHook`)."""

from __future__ import annotations

import os
from typing import Any

from tuigraph.interop import log
from tuigraph.interop.config import RunOptions
from tuigraph.interop.gfile import GFile
from tuigraph.interop.timeline import Timeline
from tuigraph.summaries.file_writer import FileWriterCache
from tuigraph.training.hooks import SecondOrStepTimer, needed_step
from tuigraph.training.run_hooks import SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues


class ProfilerHook(SessionRunHook):
    """Every so many steps or seconds writes ``timeline-STEP.json`` for Chrome, and the run's metadata as an event.

    Raises ValueError unless it is said how often; RuntimeError, when it begins, without a global step.
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: Any = "",
        show_dataflow: bool = True,
        show_memory: bool = False,
    ) -> None:
        self._output_file = os.path.join(os.fspath(output_dir), "timeline-{}.json")
        self._file_writer = FileWriterCache.get(output_dir)
        self._show_dataflow = show_dataflow
        self._show_memory = show_memory
        self._timer = SecondOrStepTimer(every_secs=save_secs, every_steps=save_steps)

    def begin(self) -> None:
        self._next_step: Any = None
        self._global_step_tensor = needed_step(self)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        self._traces = self._next_step is not None and self._timer.should_trigger_for_step(self._next_step)
        options = RunOptions(trace_level=RunOptions.FULL_TRACE) if self._traces else None
        return SessionRunArgs({"global_step": self._global_step_tensor}, options=options)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        before = run_values.results["global_step"]
        if self._next_step is None:
            self._timer.update_last_triggered_step(before)
        step = before + 1
        if self._traces:
            step = run_context.session.run(self._global_step_tensor)
            self._timer.update_last_triggered_step(step)
            self._save(step, run_values.run_metadata)
        self._next_step = step + 1

    def _save(self, step: Any, metadata: Any) -> None:
        path = self._output_file.format(step)
        log.info("Saving timeline for %d into '%s'.", step, path)
        made = Timeline(metadata.step_stats).generate_chrome_trace_format(self._show_dataflow, self._show_memory)
        with GFile(path, "w") as file:
            file.write(made)
        self._file_writer.add_run_metadata(metadata, f"step_{step}")
