"""What a conditional or a loop does to the operations built inside it (TensorFlow's CondContext and WhileContext).

A value from outside enters a branch through a Switch and a loop through an Enter, made once per value and context.  An
operation without inputs waits for the pivot of its context, so that it runs only where it should.  What waits for
something outside of its loop waits for that value, brought in.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from tuigraph.engine.build import apply, tensor
from tuigraph.engine.graph import Graph, Operation, Tensor, where
from tuigraph.engine.nodes import loop_of, output_context
from tuigraph.engine.roles import ENTER, EXIT, IDENTITY, LOOP_COND, MERGE, NEXT_ITERATION, SWITCH, Role


class LoopGradient(Protocol):
    """A loop, the loop that computes its gradient, and what goes from one to the other: see loop_gradients.py."""

    forward: Loop

    def saved(self, value: Tensor) -> Tensor:
        """What stands for a value of the forward loop in the other."""


class Context:
    """The part of a graph that belongs to one branch or loop."""

    back_prop = False  # whether gradients of loops pass through; of a branch, never by itself

    def __init__(self, graph: Graph, name: str) -> None:
        self.graph = graph
        self.name = graph.unique_name(name)
        self.outer: Context | None = graph.control_flow
        self.nested: list[Context] = []
        if self.outer is not None:
            self.outer.nested.append(self)
        self._former: list[Context | None] = []
        self.seen: set[Tensor] = set()  # values that need no way in
        self.entered: dict[Tensor, Tensor] = {}  # outside value: what stands for it inside

    @property
    def loop(self) -> Loop | None:
        """The innermost loop around, or this one."""
        return self.outer.loop if self.outer is not None else None

    @property
    def gradient_of(self) -> LoopGradient | None:
        """What the gradient of a loop knows, when this is inside of the loop that computes it."""
        loop = self.loop
        return None if loop is None else loop.gradient_of

    def enter(self) -> None:
        self._former.append(self.graph.control_flow)
        self.graph.control_flow = self

    def leave(self) -> None:
        self.graph.control_flow = self._former.pop()

    def __enter__(self) -> Context:
        self.enter()
        return self

    def __exit__(self, *error: Any) -> None:
        self.leave()

    @contextlib.contextmanager
    def left(self) -> Iterator[None]:
        """Build outside again for a moment."""
        self.leave()
        try:
            yield
        finally:
            self.enter()

    def contains(self, op: Operation) -> bool:
        """Whether an operation was made inside, or further inside."""
        context = op.control_flow
        while context is not None and context is not self:
            context = context.outer
        return context is self

    def pivot(self) -> Tensor | None:
        """The value that is there in the runs, or rounds, in which the context is."""
        raise NotImplementedError

    def add_value(self, value: Tensor) -> Tensor:
        """What stands for `value` inside."""
        raise NotImplementedError

    def add_operation(self, op: Operation) -> None:
        """Called by the graph for each operation made inside."""
        raise NotImplementedError

    def give_out(self, values: Iterable[Tensor]) -> None:
        """Results, which belong to the context around."""
        if self.outer is not None:
            self.outer.seen.update(values)

    def bring_in(self, op: Operation) -> None:
        is_merge = op.definition.role is MERGE
        for i, value in enumerate(op.inputs):
            if is_merge and value.op.role is NEXT_ITERATION:
                continue  # of a loop that is being imported
            inner = self.add_value(value)
            if inner is not value:
                op._update_input(i, inner)

    def drop_outside_waits(self, op: Operation) -> tuple[list[Operation], list[Operation]]:
        """The control inputs inside of the loop around, which stay, and those outside of it, which go."""
        loop = self.loop
        if loop is None or not op.control_inputs:
            return op.control_inputs, []
        inside = [c for c in op.control_inputs if loop_of(output_context(c)) is loop]
        outside = [c for c in op.control_inputs if c not in inside]
        if outside:
            op.control_inputs[:] = inside
            self.graph.mutate()
        return inside, outside


def switch(value: Tensor, pred: Tensor, name: str | None = None) -> list[Tensor]:
    """[value if not pred, value if pred]; the other one is dead.  It wants the device of the value."""
    with value.graph.colocate_with(value.op, ignore_existing=True):
        return apply("RefSwitch" if value.dtype.is_ref else "Switch", value, pred, name=name or "Switch").outputs


class Conditional(Context):
    """One branch of `tf.cond`."""

    def __init__(self, graph: Graph, pred: Tensor, pivot: Tensor, branch: int, name: str = "cond_text") -> None:
        super().__init__(graph, name)
        self.pred = pred
        self.branch = branch
        self._pivot = pivot
        self.seen.update((pred, pivot))
        self.entered[pred] = pred
        pivot.op.control_flow = self

    def pivot(self) -> Tensor:
        return self._pivot

    def add_value(self, value: Tensor) -> Tensor:
        if value in self.seen:
            return self.entered.get(value, value)
        self.seen.add(value)
        result = self._from_around(value)
        with self.graph.control_dependencies(None):
            result = switch(result, self.pred)[self.branch]
        self.graph.prevent_fetching(result.op)
        result.op.control_flow = self
        self._see([result])
        self.entered[value] = result
        return result

    def _from_around(self, value: Tensor) -> Tensor:
        if self.outer is None:
            return value
        result = self.outer.add_value(value)
        self.seen.add(result)
        self.entered[result] = result
        return result

    def _see(self, values: Iterable[Tensor]) -> None:
        """Values that count as inside, here and in every context around."""
        context: Context | None = self
        while context is not None:
            context.seen.update(values)
            context = context.outer

    def add_operation(self, op: Operation) -> None:
        if op.control_inputs:
            self.drop_outside_waits(op)
        if op.inputs:
            self.bring_in(op)
        elif not any(self.contains(c) for c in op.control_inputs):
            op._add_control_inputs([self._pivot.op])
        self._see(op.outputs)
        if self.outer is not None or op.role is not EXIT:
            self.graph.prevent_fetching(op)

    def output(self, value: Tensor) -> Tensor:
        """A result of the branch as its Merge takes it; a value from outside goes through a Switch of its own."""
        if value not in self.seen:
            self.seen.add(value)
            self.entered[value] = switch(self._from_around(value), self.pred)[self.branch]
        return self.entered.get(value, value)


class Loop(Context):
    """The inside of `tf.while_loop`, or of the loop that computes the gradient of one."""

    def __init__(
        self,
        graph: Graph,
        name: str = "while_context",
        maximum_iterations: Tensor | None = None,
        parallel_iterations: int = 10,
        back_prop: bool = True,
        swap_memory: bool = False,
        gradient_of: LoopGradient | None = None,
    ) -> None:
        if not isinstance(parallel_iterations, int) or parallel_iterations <= 0:
            raise ValueError(f"`parallel_iterations` must be a positive integer: {parallel_iterations}")
        super().__init__(graph, name)
        self.maximum_iterations = maximum_iterations
        self.parallel_iterations = parallel_iterations
        self.back_prop = back_prop  # whether gradients pass through
        self.swap_memory = swap_memory
        self._gradient_of = gradient_of
        self.pivot_for_pred: Tensor | None = None
        self.pivot_for_body: Tensor | None = None
        self.condition: Tensor | None = None  # whether to go on, as LoopCond has it
        self.enters: list[Tensor] = []
        self.exits: list[Tensor] = []

    @property
    def loop(self) -> Loop:
        return self

    @property
    def gradient_of(self) -> LoopGradient | None:
        return self._gradient_of

    def pivot(self) -> Tensor | None:
        return self.pivot_for_body if self.pivot_for_body is not None else self.pivot_for_pred

    def enter_node(self, value: Tensor, is_constant: bool, name: str | None = None, as_ref: bool = True) -> Tensor:
        """The node through which a value comes in: of a loop variable, or of a value that is the same in all rounds."""
        return tensor(
            "RefEnter" if as_ref and value.dtype.is_ref else "Enter",
            value,
            frame_name=self.name,
            is_constant=is_constant,
            parallel_iterations=self.parallel_iterations,
            name=name,
        )

    def add_value(self, value: Tensor) -> Tensor:
        if value in self.seen or value.op.control_flow is self:
            return self.entered.get(value, value)
        self.seen.add(value)
        building = loop_of(self.graph.control_flow)
        gradient = None if building is None else building.gradient_of
        if gradient is not None and loop_of(output_context(value.op)) is gradient.forward:
            self.entered[value] = gradient.saved(value)
            return self.entered[value]
        outside = value if self.outer is None else self.outer.add_value(value)
        with self.graph.control_dependencies(None):
            result = self.enter_node(outside, is_constant=True)
            self.graph.prevent_feeding(result)
        self.place_enters([result])
        self.seen.add(result)
        self.entered[value] = result
        return result

    def place_enters(self, enters: Iterable[Tensor]) -> None:
        """Enters belong to the loop, but wait for what their surroundings wait for."""
        around = loop_of(self.outer)
        for value in enters:
            op = value.op
            waits = self.graph._dependencies_for({op.inputs[0].op})
            op.control_flow = self
            op._add_control_inputs([w for w in waits if self._is_around(output_context(w), around)])
            self.graph._note_seen(op)

    def _is_around(self, context: Context | None, stop: Loop | None) -> bool:
        """Whether a context is one of those around this loop, no further out than the next loop."""
        around = self.outer
        while around is not context:
            if around is None or around is stop:
                return False
            around = around.outer
        return True

    def add_operation(self, op: Operation) -> None:
        if op.role is Role.SHAPE and self.graph.control_flow is not None:
            # In the gradient of a loop: save the shape of a value, not the value.
            gradient = self.graph.control_flow.gradient_of
            origin = op.inputs[0].op.control_flow
            if gradient is not None and origin is not None and origin.loop is gradient.forward:
                op.control_flow = origin
                (origin._add if isinstance(origin, Loop) else origin.add_operation)(op)
                return
        self._add(op)

    def _add(self, op: Operation) -> None:
        if op.inputs:
            self.bring_in(op)
            _, outside = self.drop_outside_waits(op)
            is_free = not op.control_inputs and all(is_constant_enter(t.op) for t in op.inputs)
        else:
            inside, outside = self.drop_outside_waits(op)
            is_free = not inside
        if is_free:
            pivot = self.pivot()
            if pivot is None:
                raise AttributeError(
                    "The gradient of a loop in a loop was asked for where operations wait for others, and a loop that "
                    "has just begun has nothing that they could wait for. Call tf.gradients outside of "
                    f"tf.control_dependencies.\n  node {where(op)}"
                )
            op._add_control_inputs([pivot.op])
        self.seen.update(op.outputs)
        if outside:
            with self.graph.control_dependencies(None), self:
                brought = [tensor("Identity", c.outputs[0]).op for c in outside if c.outputs]
            op._add_control_inputs(brought)
        if self.outer is not None or op.role is not EXIT:
            self.graph.prevent_fetching(op)
            for value in op.outputs:
                self.graph.prevent_feeding(value)


def is_constant_enter(op: Operation) -> bool:
    return op.role is ENTER and bool(op.attrs["is_constant"])


def constant_enter(value: Tensor) -> Operation | None:
    """The Enter that a value is nothing but: one that is the same in all rounds."""
    op = value.op
    while op.role is SWITCH or op.role is IDENTITY:
        op = op.inputs[0].op
    return op if is_constant_enter(op) else None


def is_loop_switch(op: Operation) -> bool:
    """Whether a Switch lets a loop variable on or out, and does not bring a value into a branch."""
    if op.role is not SWITCH or not isinstance(op.control_flow, Loop):
        return False
    return op.inputs[1].op.role is LOOP_COND or not all(
        isinstance(user.control_flow.outer if user.role is ENTER else user.control_flow, Conditional)
        for value in op.outputs
        for user in value.consumers()
    )
