"""Which task each node of a run belongs to, and which nodes have to stay together.

A node is where its device says; what the device leaves open is the session's own task.  Who takes a reference or a
handle is where the state is.  Together stay, on one task: the nodes of a loop, those that carry values which may be
dead, from the Switch to the Merge, and those that hand one another what is no array (a TensorArray, a dataset).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tuigraph.engine import control, dtypes
from tuigraph.engine.devices import DeviceSpec
from tuigraph.engine.errors import InvalidArgumentError, UnimplementedError
from tuigraph.engine.graph import Operation, Tensor, where
from tuigraph.engine.nodes import chooses
from tuigraph.engine.roles import Role


class Task(NamedTuple):
    """A process of the cluster, by its job and number."""

    job: str
    number: int

    def __str__(self) -> str:
        return f"/job:{self.job}/replica:0/task:{self.number}"


Cluster = Mapping[Task, str]  # the address of each


def is_array(tensor: Tensor) -> bool:
    """Whether the value of a tensor can be sent; that of a reference is what it refers to."""
    return tensor.dtype.base_dtype not in (dtypes.resource, dtypes.variant)


def is_source(op: Operation) -> bool:
    """Whether a node can be made anew wherever it is wanted: a constant, or what names a state."""
    if op.inputs or op.control_inputs or op.control_flow is not None:
        return False
    return op.role is Role.CONSTANT or names_state(op)


def names_state(op: Operation) -> bool:
    return not op.inputs and bool(op.outputs) and all(t.dtype.is_ref or not is_array(t) for t in op.outputs)


def wants_state(op: Operation, i: int) -> bool:
    """Whether a node takes the state behind its input itself, so that it has to be where that is."""
    tensor = op.inputs[i]
    if tensor.dtype.is_ref:
        return op.definition.wants_reference(op, i) or any(t.dtype.is_ref for t in op.outputs)
    return not is_array(tensor)


class Groups:
    """Sets of nodes, each of which has one that stands for it."""

    def __init__(self) -> None:
        self._towards: dict[Operation, Operation] = {}

    def of(self, op: Operation) -> Operation:
        towards = self._towards
        path = []
        while op in towards:
            path.append(op)
            op = towards[op]
        for passed in path:
            towards[passed] = op
        return op

    def join(self, one: Operation, other: Operation) -> None:
        first, second = self.of(one), self.of(other)
        if first is not second:
            self._towards[second] = first


def grouped(schedule: control.Schedule, fed: set[Tensor]) -> Groups:
    """The nodes that stay together."""
    groups = Groups()
    dead = control.possibly_dead(schedule, fed)
    loops: dict[control.Frame, Operation] = {}
    for op in schedule.operations:
        frame = schedule.frames.get(op)
        if frame is not None and frame.depth:
            while frame.depth > 1 and frame.outer is not None:
                frame = frame.outer
            groups.join(loops.setdefault(frame, op), op)
        for t in op.inputs:
            if t in fed:
                continue
            stays = not is_array(t) and not names_state(t.op)
            if stays or t.op in dead or chooses(t.op):
                groups.join(t.op, op)
        for before in op.control_inputs:
            if before in dead or chooses(before):
                groups.join(before, op)
    return groups


def placed(
    operations: Iterable[Operation], fed: set[Tensor], groups: Groups, cluster: Cluster, own: Task
) -> dict[Operation, Task]:
    """The task of each node.

    Raises InvalidArgumentError for a device that the cluster does not have, UnimplementedError for nodes that have to
    stay together and take states of several tasks.
    """
    found: dict[Operation, Task] = {}
    states: dict[Operation, dict[Task, Operation]] = {}
    said: dict[Operation, set[Task]] = {}
    operations = list(operations)
    for op in operations:
        found[op] = task = said_by(op, cluster, own)
        group = groups.of(op)
        said.setdefault(group, set()).add(task)
        for i, t in enumerate(op.inputs):
            if t not in fed and wants_state(op, i):
                root = control.variable_of(t).op
                if names_state(root):
                    states.setdefault(group, {})[found.get(root) or said_by(root, cluster, own)] = op
        if names_state(op):
            states.setdefault(group, {})[task] = op
    for op in operations:
        group = groups.of(op)
        tasks = states.get(group, {})
        if len(tasks) > 1:
            (one, first), (other, second), *_ = tasks.items()
            raise UnimplementedError(
                None,
                second,
                f"A conditional or loop runs on one task, and this one takes states of two: '{first.name}' on {one} "
                f"and '{second.name}' on {other}. Read the variables outside of it, or assign to them after it.",
            )
        if tasks:
            found[op] = next(iter(tasks))
        elif len(said[group]) > 1:
            found[op] = own
    return found


def said_by(op: Operation, cluster: Cluster, own: Task) -> Task:
    """The task that the device of a node names."""
    if not op.device:
        return own
    spec = DeviceSpec.from_string(op.device)
    if spec.job is None and spec.task is None:
        return own
    job = own.job if spec.job is None else spec.job
    task = Task(job, (own.number if job == own.job else 0) if spec.task is None else spec.task)
    if task not in cluster or spec.replica:
        there = ", ".join(map(str, sorted(cluster)))
        raise InvalidArgumentError(
            None,
            op,
            f"Cannot assign a device for operation {op.name}: node {where(op)} was explicitly assigned to {op.device} "
            f"but available devices are [ {there} ]. Make sure the device specification refers to a valid device.",
        )
    return task
