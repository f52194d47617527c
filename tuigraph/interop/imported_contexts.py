"""Which nodes of an imported graph are in which conditional or loop: read off the nodes, since a GraphDef does not say.

What reads an output of a Switch is in a branch, until a Merge.  What lies between the Enter operations of a frame and
its Exits is a loop, and each of its variables goes round through Enter, Merge, Switch, Identity, the body and
NextIteration, and leaves the Switch for its Exit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tuigraph.engine.contexts import Conditional, Context, Loop
from tuigraph.engine.control import ENTER, EXIT, MERGE, SWITCH, is_back_edge
from tuigraph.engine.graph import Graph, Operation, Tensor


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
        inside = [op for op in ops if self.put(op)]
        _find_variables([op for op in inside if isinstance(op.control_flow, Loop)])

    def put(self, op: Operation) -> bool:
        """Place one operation and its results; whether it is in a context."""
        around = [self.place.get(t) for t in op.inputs] + [self.place.get(c) for c in op.control_inputs]
        context = max(around, key=self.depth.__getitem__, default=None)
        if op.type in ENTER:
            context = self.loop(op, context)
        if op.type in SWITCH and op.inputs[1].op.type != "LoopCond":
            for branch, value in enumerate(op.outputs):
                self.place[value] = self.branch(op.inputs[1], branch, value, context)
            after = context
        elif op.type in MERGE and isinstance(context, Conditional):
            after = context = context.outer
        else:
            after = context.outer if op.type in EXIT and context is not None else context
        op.control_flow = context
        if after is not None:
            self.place[op] = after
            for value in op.outputs:
                self.place.setdefault(value, after).see([value])
        return context is not None

    def loop(self, enter: Operation, outer: Context | None) -> Context:
        frame = enter.attrs["frame_name"]
        frame = frame.decode() if isinstance(frame, bytes) else frame
        if frame not in self.known:
            self.add(frame, Loop(self.graph, frame), outer)
        return self.known[frame]

    def branch(self, pred: Tensor, branch: int, pivot: Tensor, outer: Context | None) -> Context:
        key = pred, branch, outer
        if key not in self.known:
            self.add(key, Conditional(self.graph, pred, pivot, branch), outer)
        return self.known[key]

    def add(self, key: Any, context: Context, outer: Context | None) -> None:
        context.outer = outer
        self.known[key] = context
        self.depth[context] = self.depth[outer] + 1


def _find_variables(inside: list[Operation]) -> None:
    """Tell each loop what its variables are, and what comes in from outside for all rounds."""
    readers: dict[Tensor, list[Operation]] = {}
    for op in inside:
        for value in op.inputs:
            readers.setdefault(value, []).append(op)

    def reader(value: Tensor, kinds: tuple[str, ...]) -> Operation:
        return next(op for op in readers[value] if op.type in kinds)

    for op in inside:
        loop = op.control_flow
        if op.type in ENTER and op.attrs["is_constant"]:
            loop.entered[op.inputs[0]] = op.outputs[0]
        elif op.type in MERGE and any(is_back_edge(op, t) for t in op.inputs):
            switch = reader(op.outputs[0], SWITCH)
            loop.enters.append(op.inputs[0])
            loop.merges.append(op.outputs[0])
            loop.body_inputs.append(reader(switch.outputs[1], ("Identity", "RefIdentity")).outputs[0])
            loop.body_results.append(op.inputs[1].op.inputs[0])
            loop.exits.append(reader(switch.outputs[0], EXIT).outputs[0])
            loop.pivot_for_pred = loop.merges[0]
            loop.pivot_for_body = loop.body_inputs[0]
