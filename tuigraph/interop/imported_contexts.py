"""Which nodes of an imported graph are in which conditional or loop: read off the nodes, since a GraphDef does not say.

What reads an output of a Switch is in a branch, until a Merge; inside of another context the Switch is in that branch
too, as it is where a graph is built.  What lies between the Enter operations of a frame and
its Exits is a loop, and each of its variables goes round through Enter, Merge, Switch, Identity, the body and
NextIteration, and leaves the Switch for its Exit.  (A meta graph says more, see `interop.context_def`.)
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tuigraph.engine.contexts import Conditional, Context, Loop
from tuigraph.engine.control import is_back_edge
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.nodes import chooses
from tuigraph.engine.roles import Role


def restore_contexts(graph: Graph, ops: Iterable[Operation]) -> None:
    """Put imported operations into the contexts they belong to; `ops` stand in an order in which they could run."""
    _Restoring(graph).run(ops)


class _Restoring:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: dict[Any, Context] = {}  # by frame, or by predicate, branch and context around
        self.place: dict[Tensor | Operation, Context] = {}  # the context that a value, or what waits for a node, is in
        self.depth: dict[Context | None, int] = {None: 0}

    def run(self, ops: Iterable[Operation]) -> None:
        ops = list(ops)
        inside = [op for op in ops if self.put(op)]
        read = {value for op in ops for value in op.inputs}
        for op in inside:
            if chooses(op) and (op.outputs[0] in read) != (op.outputs[1] in read):
                op.control_flow = self.place[op.outputs[op.outputs[1] in read]]
        _find_variables([op for op in inside if isinstance(op.control_flow, Loop)])

    def put(self, op: Operation) -> bool:
        """Place one operation and its results; whether it is in a context."""
        around = [self.place.get(t) for t in op.inputs] + [self.place.get(c) for c in op.control_inputs]
        context = max(around, key=self.depth.__getitem__, default=None)
        if op.role is Role.ENTER:
            context = self.loop(op, context)
        if chooses(op):
            for branch, value in enumerate(op.outputs):
                self.place[value] = self.branch(op.inputs[1], branch, value, context)
            after = context
        elif op.role is Role.MERGE and isinstance(context, Conditional):
            after = context = context.outer
        else:
            after = context.outer if op.role is Role.EXIT and context is not None else context
        op.control_flow = context
        if after is not None:
            self.place[op] = after
            for value in op.outputs:
                self.place.setdefault(value, after).seen.add(value)
        return context is not None

    def loop(self, enter: Operation, outer: Context | None) -> Context:
        frame = enter.attrs["frame_name"]
        frame = frame.decode() if isinstance(frame, bytes) else frame
        if (frame, outer) not in self.known:
            made = Loop(self.graph, frame)
            made.name = frame
            self.add((frame, outer), made, outer)
        return self.known[frame, outer]

    def branch(self, pred: Tensor, branch: int, pivot: Tensor, outer: Context | None) -> Context:
        key = _source(pred), branch, outer
        if key not in self.known:
            former = pivot.op.control_flow
            self.add(key, Conditional(self.graph, pred, pivot, branch), outer)
            pivot.op.control_flow = former
        return self.known[key]

    def add(self, key: Any, context: Context, outer: Context | None) -> None:
        context.outer = outer
        self.known[key] = context
        self.depth[context] = self.depth[outer] + 1


def _source(pred: Tensor) -> Tensor:
    while pred.op.role is Role.IDENTITY:
        pred = pred.op.inputs[0]
    return pred


def _find_variables(inside: list[Operation]) -> None:
    """Tell each loop what its variables are, and what comes in from outside for all rounds."""
    readers: dict[Tensor, list[Operation]] = {}
    for op in inside:
        for value in op.inputs:
            readers.setdefault(value, []).append(op)

    def reader(value: Tensor, role: Role) -> Tensor | None:
        return next((op.outputs[0] for op in readers.get(value, ()) if op.role is role), None)

    for op in inside:
        loop = op.control_flow
        if op.role is Role.ENTER and op.attrs["is_constant"]:
            loop.entered[op.inputs[0]] = op.outputs[0]
        elif op.role is Role.ENTER:
            loop.enters.append(op.outputs[0])
        elif op.role is Role.EXIT:
            loop.exits.append(op.outputs[0])
        elif op.role is Role.LOOP_COND:
            loop.condition = op.outputs[0]
        elif op.role is Role.MERGE and loop.pivot_for_pred is None and any(is_back_edge(op, t) for t in op.inputs):
            loop.pivot_for_pred = op.outputs[0]
            switched = reader(op.outputs[0], Role.SWITCH)
            loop.pivot_for_body = None if switched is None else reader(switched.op.outputs[1], Role.IDENTITY)
