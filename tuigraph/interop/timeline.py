"""The times of a run as Chrome's trace viewer reads them (`tensorflow.python.client.timeline`).

Source: tensorflow/python/client/timeline.py of TensorFlow 1.15.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_LABEL = re.compile(r"(.*) = (.*)\((.*)\)")


class _Tensor(NamedTuple):
    name: str
    number: int
    created: int
    pid: int
    allocator: str
    size: int
    unused: list[int]  # when something was done with it


class Timeline:
    """A trace of the `step_stats` of a RunMetadata."""

    def __init__(self, step_stats: Any, graph: Any = None) -> None:
        self._step_stats = step_stats
        self._metadata: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []
        self._pids: dict[str, tuple[int, int]] = {}  # of a device, for what it computes and for its tensors
        self._tensors: dict[str, _Tensor] = {}
        self._made: dict[str, tuple[int, int, int]] = {}  # when and where a tensor was made
        self._flows = 0

    def generate_chrome_trace_format(self, show_dataflow: bool = True, show_memory: bool = False) -> str:
        """The trace as JSON."""
        self._name_processes()
        self._assign_lanes()
        self._find_tensors(show_memory)
        self._show_operations(show_dataflow)
        if show_memory:
            self._show_memory()
        return json.dumps({"traceEvents": self._metadata + self._events}, indent=4, separators=(",", ": "))

    def _event(self, phase: str, category: str, name: str, pid: int, tid: int, time: int, **more: Any) -> None:
        self._events.append({"ph": phase, "cat": category, "name": name, "pid": pid, "tid": tid, "ts": time, **more})

    def _name_processes(self) -> None:
        names = ["Allocators"]
        for stats in self._step_stats.dev_stats:
            self._pids[stats.device] = (len(names), len(names) + 1)
            names += [f"{stats.device} Compute", f"{stats.device} Tensors"]
        for pid, name in enumerate(names):
            self._metadata.append({"name": "process_name", "ph": "M", "pid": pid, "args": {"name": name}})

    def _assign_lanes(self) -> None:
        """Operations that overlap are shown below each other."""
        for stats in self._step_stats.dev_stats:
            ends = [0]
            for node in stats.node_stats:
                end = node.all_start_micros + node.all_end_rel_micros
                free = next((lane for lane, until in enumerate(ends) if node.all_start_micros > until), None)
                if free is None:
                    free = len(ends)
                    ends.append(end)
                ends[free] = end
                node.thread_id = free

    def _find_tensors(self, show_memory: bool) -> None:
        for stats in self._step_stats.dev_stats:
            compute, tensors = self._pids[stats.device]
            for node in stats.node_stats:
                start, end = node.all_start_micros, node.all_start_micros + node.all_end_rel_micros
                for index, output in enumerate(node.output):
                    name = f"{node.node_name}:{index}" if index else node.node_name
                    held = output.tensor_description.allocation_description
                    number = len(self._tensors)
                    self._tensors[name] = _Tensor(
                        name, number, start, tensors, held.allocator_name, held.requested_bytes, [end]
                    )
                    self._made[name] = (end, compute, node.thread_id)
                    if show_memory:
                        where = ("Tensor", name, tensors, node.thread_id)
                        said = {"tensor_description": str(output.tensor_description).replace('"', "")}
                        self._event("N", *where, start, id=number)
                        self._event("O", *where, end - 1, id=number, args={"snapshot": said})

    def _show_operations(self, show_dataflow: bool) -> None:
        for stats in self._step_stats.dev_stats:
            pid, _ = self._pids[stats.device]
            of_gpu = "/stream:" in stats.device or "/memcpy" in stats.device
            for node in stats.node_stats:
                name, kind, inputs = _parts(node, of_gpu)
                given = {f"input{place}": tensor for place, tensor in enumerate(inputs)}
                tid, start = node.thread_id, node.all_start_micros
                args = {"name": name, "op": kind, **given}
                self._event("X", "Op", kind, pid, tid, start, dur=node.all_end_rel_micros, args=args)
                for tensor in inputs:
                    self._show_use(tensor, pid, tid, start, start + node.all_end_rel_micros, show_dataflow)

    def _show_use(self, name: str, pid: int, tid: int, start: int, end: int, show_dataflow: bool) -> None:
        if name not in self._tensors and name.rfind("/_") > 0:
            name = name[: name.rfind("/_")]
        if name not in self._tensors:
            return
        self._tensors[name].unused.append(end - 1)
        made, its_pid, its_tid = self._made[name]
        if show_dataflow and (its_pid, its_tid) != (pid, tid):
            self._event("s", "DataFlow", name, its_pid, its_tid, made, id=self._flows)
            self._event("t", "DataFlow", name, pid, tid, start, id=self._flows)
            self._flows += 1

    def _show_memory(self) -> None:
        changes: dict[str, list[tuple[int, int, str]]] = {}
        for tensor in self._tensors.values():
            last = max(tensor.unused)
            self._event("D", "Tensor", tensor.name, tensor.pid, 0, last, id=tensor.number)
            of_allocator = changes.setdefault(tensor.allocator, [])
            of_allocator.append((tensor.created, tensor.size, tensor.name))
            of_allocator.append((last, -tensor.size, tensor.name))
        for allocator, listed in changes.items():
            total = 0
            for time, size, _ in sorted(listed):
                total += size
                self._event("C", "Memory", allocator, 0, 0, time, args={allocator: total})


def _parts(node: Any, of_gpu: bool) -> tuple[str, str, list[str]]:
    """Name, type and inputs of an operation."""
    if of_gpu:
        name, kind = [*node.node_name.split(":"), "unknown"][:2]
        return name, kind, []
    if node.node_name == "RecvTensor":
        return node.node_name, "RecvTensor", []
    found = _LABEL.match(node.timeline_label)
    if found is None:
        return node.node_name, "unknown", []
    return node.node_name, found[2], found[3].split(", ") if found[3] else []
