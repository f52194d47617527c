"""A run that writes down when each of its operations began and ended, for `tf.RunMetadata`."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from tuigraph.engine.execute import Execution, Request, Session
from tuigraph.engine.graph import Operation
from tuigraph.engine.values import Array, as_array

DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"


class Tracer:
    """An observer of one run that fills the `step_stats` of a RunMetadata."""

    def __init__(self, run_metadata: Any) -> None:
        self.metadata = run_metadata

    def session_opened(self, session: Session) -> None: ...

    def session_closed(self, session: Session) -> None: ...

    def run(self, session: Session, execution: Execution, request: Request) -> None:
        devices: dict[str, Any] = {}
        while not execution.finished:
            began = time.time_ns()
            undo = execution.step()
            ended = time.time_ns()
            execution.undo.clear()
            op = execution.plan.operations[undo.pc]
            name = op.device or DEVICE
            if name not in devices:
                devices[name] = self.metadata.step_stats.dev_stats.add(device=name)
            found = execution.values[undo.out]
            values = found if isinstance(undo.out, slice) else [found]
            _write(devices[name].node_stats.add(), op, began, ended, values)


def _write(node: Any, op: Operation, began: int, ended: int, values: Any) -> None:
    inputs = [*(t.name.removesuffix(":0") for t in op.inputs), *(f"^{c.name}" for c in op.control_inputs)]
    node.node_name = op.name
    node.timeline_label = f"{op.name} = {op.type}({', '.join(inputs)})"
    node.all_start_micros = node.scheduled_micros = began // 1000
    node.all_start_nanos = node.scheduled_nanos = began
    node.op_end_rel_micros = node.all_end_rel_micros = (ended - began) // 1000
    node.op_end_rel_nanos = node.all_end_rel_nanos = ended - began
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


def _plain(value: Any) -> Array | None:
    """The value as an array; None for what is none, such as a handle."""
    if isinstance(value, (np.ndarray, np.generic, bytes)):
        return as_array(value)
    return None
