"""What a run writes down for `tf.RunMetadata`: when each of its operations began and ended, and what graph it ran."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from tuigraph.engine.execute import Execution, Request, Session, Undo
from tuigraph.engine.graph import Operation, Tensor
from tuigraph.engine.values import Array, as_array

DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"


class RunTrace:
    """Fills a RunMetadata, step by step: whoever runs the steps says how long each took."""

    def __init__(self, metadata: Any, with_times: bool, with_graphs: bool) -> None:
        self.metadata = metadata
        self._with_times = with_times
        self._with_graphs = with_graphs
        self._epoch = time.time_ns() - time.perf_counter_ns()
        self._devices: dict[str, Any] = {}

    def begin(self, execution: Execution, fed: Sequence[Tensor]) -> None:
        """Write down the graph that runs: what is left of the session's for this request, on the one device."""
        if self._with_graphs:
            _write_graph(self.metadata.partition_graphs.add(), execution, fed)

    def note(self, execution: Execution, undo: Undo, began: int, nanoseconds: int) -> None:
        """A step was done that began at `began` of `time.perf_counter_ns`."""
        if not self._with_times:
            return
        op = execution.plan.operations[undo.pc]
        name = op.device or DEVICE
        if name not in self._devices:
            self._devices[name] = self.metadata.step_stats.dev_stats.add(device=name)
        found = execution.values[undo.out]
        values = found if isinstance(undo.out, slice) else [found]
        _write(self._devices[name].node_stats.add(), op, self._epoch + began, nanoseconds, values)


class Tracer:
    """The observer of a traced run that nobody else looks at."""

    def session_opened(self, session: Session) -> None: ...

    def session_closed(self, session: Session) -> None: ...

    def run(self, session: Session, execution: Execution, request: Request) -> None:
        trace, clock = request.trace, time.perf_counter_ns
        assert trace is not None
        while not execution.finished:
            began = clock()
            undo = execution.step()
            trace.note(execution, undo, began, clock() - began)
            execution.undo.clear()


def _write(node: Any, op: Operation, began: int, nanoseconds: int, values: Any) -> None:
    inputs = [*(t.name.removesuffix(":0") for t in op.inputs), *(f"^{c.name}" for c in op.control_inputs)]
    node.node_name = op.name
    node.timeline_label = f"{op.name} = {op.type}({', '.join(inputs)})"
    node.all_start_micros = node.scheduled_micros = began // 1000
    node.all_start_nanos = node.scheduled_nanos = began
    node.op_end_rel_micros = node.all_end_rel_micros = nanoseconds // 1000
    node.op_end_rel_nanos = node.all_end_rel_nanos = nanoseconds
    for slot, (tensor, value) in enumerate(zip(op.outputs, values)):
        array = _plain(value)
        if array is None:
            continue
        described = node.output.add(slot=slot).tensor_description
        described.dtype = tensor.dtype.type_enum
        for size in array.shape:
            described.shape.dim.add(size=size)
        described.allocation_description.requested_bytes = array.nbytes
        described.allocation_description.allocator_name = "cpu"


def _write_graph(graph: Any, execution: Execution, fed: Sequence[Tensor]) -> None:
    """The nodes of a plan, with `_Arg` for what is fed and `_Retval` for what is fetched, as TensorFlow names them."""
    plan = execution.plan
    names: dict[Tensor, str] = {}
    for index, tensor in enumerate(fed):
        names[tensor] = f"_arg_{tensor.op.name}_{tensor.value_index}_{index}"
        _border(graph, "_Arg", names[tensor], tensor, index)
    ran = set(plan.operations)
    for op in plan.operations:
        node = graph.node.add()
        node.CopyFrom(op.node_def)
        node.device = op.device or DEVICE
        inputs = [names.get(t, t.name.removesuffix(":0")) for t in op.inputs]
        node.input[:] = [*inputs, *(f"^{c.name}" for c in op.control_inputs if c in ran)]
    for index, slot in enumerate(plan.fetched):
        tensor = plan.tensor[slot]
        node = _border(graph, "_Retval", f"_retval_{tensor.op.name}_{tensor.value_index}_{index}", tensor, index)
        node.input.append(names.get(tensor, tensor.name.removesuffix(":0")))


def _border(graph: Any, kind: str, name: str, tensor: Tensor, index: int) -> Any:
    node = graph.node.add(name=name, op=kind, device=DEVICE)
    node.attr["T"].type = tensor.dtype.base_dtype.type_enum
    node.attr["index"].i = index
    return node


def _plain(value: Any) -> Array | None:
    """The value as an array; None for what is none, such as a handle."""
    if isinstance(value, (np.ndarray, np.generic, bytes)):
        return as_array(value)
    return None
