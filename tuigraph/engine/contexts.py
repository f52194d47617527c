"""What a conditional or a loop does to the operations built inside it (TensorFlow's CondContext and WhileContext).

A value from outside enters a branch through a Switch and a loop through an Enter, made once per value and context.  An
operation without inputs waits for the pivot of its context, so that it runs only where it should.
"""

from __future__ import annotations

from typing import Any

from tuigraph.engine.build import tensor
from tuigraph.engine.control import ENTER, EXIT
from tuigraph.engine.graph import Graph, Operation, Tensor


class Context:
    """The part of a graph that belongs to one branch or loop."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.outer: Context | None = graph.control_flow
        self._former: list[Context | None] = []
        self.seen: set[Tensor] = set()
        self.entered: dict[Tensor, Tensor] = {}  # outside value: what stands for it inside

    @property
    def loop(self) -> Loop | None:
        """The innermost loop around, or this one."""
        return self.outer.loop if self.outer is not None else None

    @property
    def in_conditional(self) -> bool:
        return self.outer is not None and self.outer.in_conditional

    def __enter__(self) -> Context:
        self._former.append(self.graph.control_flow)
        self.graph.control_flow = self
        return self

    def __exit__(self, *error: Any) -> None:
        self.graph.control_flow = self._former.pop()

    def contains(self, op: Operation) -> bool:
        """Whether an operation was made inside, or further inside."""
        context = op.control_flow
        while context is not None and context is not self:
            context = context.outer
        return context is self

    def pivot(self) -> Operation:
        raise NotImplementedError

    def add_value(self, value: Tensor) -> Tensor:
        raise NotImplementedError

    def add_operation(self, op: Operation) -> None:
        """Called by the graph for each operation made inside."""
        raise NotImplementedError

    def see(self, values: Any) -> None:
        """Values that count as inside, here and in every context around."""
        context: Context | None = self
        while context is not None:
            context.seen.update(values)
            context = context.outer

    def bring_in(self, op: Operation) -> None:
        for i, value in enumerate(op.inputs):
            inner = self.add_value(value)
            if inner is not value:
                op._update_input(i, inner)

    def keep_private(self, op: Operation) -> None:
        """What runs on some conditions only may be neither fetched nor fed."""
        if self.outer is not None or op.type not in EXIT:
            self.graph.prevent_fetching(op)
        for value in op.outputs:
            self.graph.prevent_feeding(value)


def switch(value: Tensor, pred: Tensor, name: str | None = None) -> list[Tensor]:
    """[value if not pred, value if pred]; the other one is dead."""
    from tuigraph.engine.build import apply

    kind = "RefSwitch" if value.dtype.is_ref else "Switch"
    return apply(kind, value, pred, name=name or "Switch").outputs


class Conditional(Context):
    """One branch of `tf.cond`."""

    def __init__(self, graph: Graph, pred: Tensor, pivot: Tensor, branch: int) -> None:
        super().__init__(graph)
        self.pred = pred
        self.branch = branch
        self._pivot = pivot
        self.seen.update((pred, pivot))

    @property
    def in_conditional(self) -> bool:
        return True

    def pivot(self) -> Operation:
        return self._pivot.op

    def add_value(self, value: Tensor) -> Tensor:
        if value in self.seen:
            return self.entered.get(value, value)
        self.seen.add(value)
        result = value if self.outer is None else self.outer.add_value(value)
        self.seen.add(result)
        with self.graph.control_dependencies(None):
            if self.outer is not None:
                with self.outer:
                    result = switch(result, self.pred)[self.branch]
            else:
                result = switch(result, self.pred)[self.branch]
        self.graph.prevent_fetching(result.op)
        self.graph.prevent_feeding(result)
        self.see([result])
        self.entered[value] = result
        return result

    def add_operation(self, op: Operation) -> None:
        if op.inputs:
            self.bring_in(op)
        elif not any(self.contains(c) for c in op.control_inputs):
            op._add_control_inputs([self._pivot.op])
        self.see(op.outputs)
        self.keep_private(op)

    def output(self, value: Tensor) -> Tensor:
        """A result of the branch as its Merge takes it; a value from outside goes through a Switch of its own."""
        if value not in self.seen:
            self.seen.add(value)
            result = value if self.outer is None else self.outer.add_value(value)
            self.seen.add(result)
            self.entered[value] = switch(result, self.pred)[self.branch]
        return self.entered.get(value, value)


class Loop(Context):
    """The inside of `tf.while_loop`."""

    def __init__(self, graph: Graph, name: str, parallel_iterations: int = 10, back_prop: bool = True) -> None:
        super().__init__(graph)
        self.back_prop = back_prop  # whether gradients pass through
        self.frame = graph.unique_name(name)
        self.parallel_iterations = parallel_iterations
        self.pivot_for_pred: Tensor | None = None
        self.pivot_for_body: Tensor | None = None
        self.enters: list[Tensor] = []
        self.merges: list[Tensor] = []
        self.body_inputs: list[Tensor] = []
        self.body_results: list[Tensor] = []
        self.exits: list[Tensor] = []
        self.rounds: Tensor | None = None  # how many there were, where the gradient has asked for it
        self.gradient_of: Any = None  # in a loop that computes the gradient of another: how to reach that one's values

    @property
    def condition(self) -> Tensor:
        """Whether to go on, as LoopCond has it."""
        return next(t.op.inputs[0].op.inputs[1] for t in self.exits)

    @property
    def loop(self) -> Loop:
        return self

    @property
    def outer_loop(self) -> Loop | None:
        return self.outer.loop if self.outer is not None else None

    def pivot(self) -> Operation:
        pivot = self.pivot_for_body if self.pivot_for_body is not None else self.pivot_for_pred
        assert pivot is not None
        return pivot.op

    def enter(self, value: Tensor, is_constant: bool) -> Tensor:
        """The node through which a value from outside comes in; once for a loop variable, for all rounds when
        constant.
        """
        outside = value if self.outer is None else self.outer.add_value(value)
        former, self.graph.control_flow = self.graph.control_flow, None
        try:
            with self.graph.control_dependencies(None):
                result = tensor(
                    "RefEnter" if outside.dtype.is_ref else "Enter",
                    outside,
                    frame_name=self.frame,
                    is_constant=is_constant,
                    parallel_iterations=self.parallel_iterations,
                    name="Enter",
                )
        finally:
            self.graph.control_flow = former
        result.op.control_flow = self
        self.graph.prevent_feeding(result)
        self.graph.prevent_fetching(result.op)
        self.see([result])
        return result

    def add_value(self, value: Tensor) -> Tensor:
        if value in self.seen or value.op.control_flow is self:
            return self.entered.get(value, value)
        self.seen.add(value)
        if self.gradient_of is not None:
            saved = self.gradient_of.value(value)
            if saved is not None:
                self.entered[value] = saved
                return saved  # type: ignore[no-any-return]
        self.entered[value] = self.enter(value, is_constant=True)
        return self.entered[value]

    def add_operation(self, op: Operation) -> None:
        inside = [c for c in op.control_inputs if c.control_flow is not None and c.control_flow.loop is self]
        outside = [c for c in op.control_inputs if c not in inside]
        if op.inputs:
            self.bring_in(op)
        op.control_inputs[:] = inside
        if not inside and all(t.op.type in ENTER and t.op.attrs["is_constant"] for t in op.inputs):
            op._add_control_inputs([self.pivot()])
        self.see(op.outputs)
        if outside:
            self._wait_inside(op, outside)
        self.keep_private(op)

    def _wait_inside(self, op: Operation, outside: list[Operation]) -> None:
        """Waiting for something outside is waiting for its value, brought in."""
        from tuigraph.engine.ops.array import identity

        with self.graph.control_dependencies(None), self:
            op._add_control_inputs([identity(c.outputs[0]).op for c in outside if c.outputs])
