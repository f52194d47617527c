"""The gradient of a `tf.while_loop`: a second loop that goes through the rounds of the first one backwards.

`tf.gradients` walks through a loop node by node, and each node gets its counterpart in the second loop:

    Exit  ->  Enter        Switch  ->  Merge        Merge  ->  Switch        NextIteration  ->  the back edge
    Enter of a loop variable  ->  Exit              Enter of a value that is the same in all rounds  ->  a sum

The first loop counts its rounds and the second one counts them down.  A value of the first loop that a rule uses in the
second goes on a stack, each round, and comes off it in reverse; a constant is made again, and a value that is the same
in all rounds is brought into the second loop as it is.  `ControlTrigger` nodes hold a round back until what it pushes
is on the stacks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from tuigraph.engine import dtypes
from tuigraph.engine.build import apply, tensor
from tuigraph.engine.constant_value import constant_value
from tuigraph.engine.contexts import Conditional, Context, Loop, constant_enter, is_loop_switch, switch
from tuigraph.engine.graph import Operation, Tensor, where
from tuigraph.engine.indexed_slices import IndexedSlices
from tuigraph.engine.nodes import loop_of, output_context
from tuigraph.engine.ops import constants, filling, joining
from tuigraph.engine.ops.resources import zeros_behind
from tuigraph.engine.roles import Role

TRAINABLE = dtypes.FLOATING | dtypes.COMPLEX | {dtypes.resource, dtypes.variant}


def is_trainable(value: Any) -> bool:
    return value.dtype.base_dtype in TRAINABLE


def inside(context: Context | None) -> Any:
    """Build in a context for a moment, or where one is already."""
    return contextlib.nullcontext() if context is None else context


class LoopGradient:
    """A loop, the loop that computes its gradient, and what goes from one to the other."""

    def __init__(self, forward: Loop, outer: LoopGradient | None) -> None:
        self.forward = forward
        self.outer = outer  # of the loop around the forward one
        self.saved_values: dict[Tensor, Tensor] = {}  # forward value: what stands for it in the backward loop
        self.merges: dict[Operation, Tensor] = {}  # forward Switch: the Merge of its gradients
        self.unused_exits: list[Tensor] = []
        self.deferred_exits: list[Tensor] = []
        self.forward_exits = list(forward.exits)
        self.pending_exits = len(forward.exits)
        self._forward_sync: Operation | None = None
        self._backward_sync: Operation | None = None
        around = outer.forward if outer is not None else forward.outer
        with inside(around):
            count, self.forward_index = self._count_rounds()
        if outer is None:
            with inside(around):
                self.backward = self._backward_loop()
                self.backward_index = self._count_down(count)
        else:
            outer.forward.seen.add(count)
            history = outer.push(count)
            with outer.backward:
                self.backward = self._backward_loop()
                self.backward_index = self._count_down(outer.pop(history, count))

    def _backward_loop(self) -> Loop:
        forward = self.forward
        return Loop(
            forward.graph,
            forward.name,
            forward.maximum_iterations,
            forward.parallel_iterations,
            forward.back_prop,
            forward.swap_memory,
            gradient_of=self,
        )

    def _count_rounds(self) -> tuple[Tensor, Tensor]:
        """The number of rounds, and the count of each round as it goes on to the next."""
        loop = self.forward
        zero = constants.constant(0, name="f_count")
        if self.outer is not None:  # the pushes of one time through the loop come before those of the next
            zero.op._add_control_inputs([self.outer.forward_index.op.inputs[0].op])
        with loop:
            loop.seen.add(zero)
            enter = loop.enter_node(zero, is_constant=False, name="f_count")
            loop.enters.append(enter)
            merged = merge([enter, enter])
            sides = plain_switch(merged, _condition(loop))
            following = tensor("NextIteration", tensor("Add", sides[1], 1))
            merged.op._update_input(1, following)
            count = tensor("Exit", sides[0], name="f_count")
            loop.exits.append(count)
            loop.give_out([count])
        return count, following

    def _count_down(self, count: Tensor) -> Tensor:
        """The rounds of the backward loop, counted from `count` to zero."""
        loop = self.backward
        one = constants.constant(1, name="b_count")
        with loop:
            loop.seen.add(count)
            enter = loop.enter_node(count, is_constant=False, name="b_count")
            loop.enters.append(enter)
            merged = merge([enter, enter])
            loop.pivot_for_pred = merged
            loop.condition = tensor("LoopCond", tensor("GreaterEqual", merged, one), name="b_count")
            sides = plain_switch(merged, loop.condition)
            left = tensor("Sub", sides[1], one)
            loop.pivot_for_body = left
            following = tensor("NextIteration", left)
            merged.op._update_input(1, following)
            zero = tensor("Exit", sides[0], name="b_count")
            loop.exits.append(zero)
            if self.outer is not None:
                self.outer.backward_sync._add_control_inputs([zero.op])
            loop.give_out([zero])
        return following

    @property
    def forward_sync(self) -> Operation:
        """What the next forward round waits for: all pushes, also those of branches that were not taken."""
        if self._forward_sync is None:
            self._forward_sync = self._trigger("f_sync", self.forward, self.forward_index)
        return self._forward_sync

    @property
    def backward_sync(self) -> Operation:
        if self._backward_sync is None:
            self._backward_sync = self._trigger("b_sync", self.backward, self.backward_index)
        return self._backward_sync

    def _trigger(self, name: str, loop: Loop, index: Tensor) -> Operation:
        with loop.graph.control_dependencies(None):
            made = apply("ControlTrigger", name=name)
        made.control_flow = loop
        index.op._add_control_inputs([made])
        return made

    # ------------------------------------------------------------ from one loop to the other

    def saved(self, value: Tensor) -> Tensor:
        """What stands for a value of the forward loop in the backward one, which is being built."""
        if value not in self.saved_values:
            self.saved_values[value] = self._save(value)
        return self.saved_values[value]

    def _save(self, value: Tensor) -> Tensor:
        state = self
        while (enter := constant_enter(value)) is not None:
            value = enter.inputs[0]
            if state.outer is None:
                return self.backward.add_value(value)
            state = state.outer
        if value.op.role is Role.CONSTANT:
            return constants.constant(constant_value(value), dtype=value.dtype)
        with self.backward.left():
            history = state.push(value)
        found = state.pop(history, value)
        return found if state is self else self.backward.add_value(found)

    def push(self, value: Tensor, not_taken: bool = False) -> Tensor:
        """Push a value of the forward loop on a stack in each of its rounds, and return the stack.

        With `not_taken` it is a value of the side of a conditional that is the other one's.
        """
        graph, loop = self.forward.graph, self.forward
        around = graph.control_flow
        with graph.control_dependencies(None):
            with inside(around), graph.colocate_with(value.op):
                size = constants.constant(-1, dtypes.int32)
                stack = tensor("StackV2", size, elem_type=value.dtype.base_dtype, name="f_acc")
            entered = loop.add_value(stack)
            context = output_context(value.op)
            if context is loop:
                with loop:
                    pushed = self._push(entered, value)
                self.forward_index.op._add_control_inputs([pushed])
            else:
                if not isinstance(context, Conditional):
                    raise TypeError(f"{value.name} is neither in the loop nor in a conditional in it: {context}")
                with inside(context.outer if not_taken else context):
                    pushed = self._push(entered, value)
                pushed.control_flow = context
                self.forward_sync._add_control_inputs([pushed])
            pushed._add_control_inputs([self.forward_index.op.inputs[0].op])
        return stack

    def _push(self, stack: Tensor, value: Tensor) -> Operation:
        return apply("StackPushV2", stack, value, swap_memory=self.forward.swap_memory)

    def pop(self, stack: Tensor, value: Tensor, not_taken: bool = False) -> Tensor:
        """Pop what `push` pushed for `value`, in the rounds in which there is something."""
        condition = self._conditional_around(value, stack.op.control_flow)
        with self.forward.graph.control_dependencies(None), self.backward:
            if condition is not None:
                branch = 1 - condition.branch if not_taken else condition.branch
                stack = switch(stack, self._saved_predicate(condition))[branch]
            popped = tensor("StackPopV2", stack, elem_type=value.dtype.base_dtype)
            popped.set_shape(value._shape)
        if self.backward.parallel_iterations > 1:
            self.backward_sync._add_control_inputs([popped.op])
        return popped

    def _conditional_around(self, value: Tensor, stop: Context | None) -> Conditional | None:
        context = value.op.control_flow
        while context is not None and context is not stop:
            if isinstance(context, Conditional):
                return context
            context = context.outer
        return None

    def _saved_predicate(self, condition: Conditional) -> Tensor:
        state: LoopGradient | None = self
        while state is not None:
            if condition.pred in state.saved_values:
                return state.saved_values[condition.pred]
            state = state.outer
        return condition.pred

    def predicate(self, pred: Tensor) -> Tensor:
        """The predicate of a conditional in the forward loop, of the round that is gone through backwards."""
        if pred not in self.saved_values:
            with self.backward.left():
                history = self.push(pred)
            self.saved_values[pred] = self.pop(history, pred)
        return self.saved_values[pred]

    # ------------------------------------------------------------ sums over all rounds

    def sum_of(self, enter: Operation, grad: Any) -> Any:
        """The sum over all rounds of the gradient of a value that is the same in all of them."""
        return self._sum_of_slices(enter, grad) if isinstance(grad, IndexedSlices) else self._sum(enter, grad)

    def _sum(self, enter: Operation, grad: Tensor) -> Tensor:
        loop = self.backward
        with loop.left():
            start = self._zeros_for_sum(enter.inputs[0], grad)
        loop.seen.add(start)
        entered = loop.enter_node(start, is_constant=False, name="b_acc")
        loop.enters.append(entered)
        merged = merge([entered, entered], name="b_acc")
        done, going_on = plain_switch(merged, _condition(loop))
        merged.op._update_input(1, tensor("NextIteration", tensor("Add", going_on, grad)))
        total = tensor("Exit", done, name="b_acc")
        loop.exits.append(total)
        loop.give_out([total])
        return total

    def _zeros_for_sum(self, value: Tensor, grad: Tensor) -> Tensor:
        around = self.backward.outer
        if _is_static(grad):
            with inside(around):
                return constants.constant(0, grad.dtype, shape=list(grad._shape or ()), name="b_acc")
        if self.outer is not None and isinstance(around, Loop) and around.gradient_of is not None:
            with inside(self.forward.outer):
                dims = tensor("Shape", value)
            history = self.outer.push(dims)
            with around:
                return constants.zeros(self.outer.pop(history, dims), grad.dtype)
        with inside(around):
            return constants.zeros(tensor("Shape", value), grad.dtype)

    def _sum_of_slices(self, enter: Operation, grad: IndexedSlices) -> IndexedSlices:
        loop, value = self.backward, enter.inputs[0]
        values, indices, dense = grad.values, grad.indices, grad.dense_shape
        with loop.left(), inside(loop.outer):
            if _is_static(values):
                start = constants.constant(0, values.dtype, shape=[1, *(values._shape or ())[1:]], name="b_acc")
            else:
                start = constants.zeros(joining.concat([[1], tensor("Shape", value)[1:]], 0), dtype=values.dtype)
            starts = [constants.constant([0], indices.dtype), start]
            if dense is not None and _is_static(dense):
                starts.append(constants.constant(0, dense.dtype, shape=list(dense._shape or ())))
            elif dense is not None:
                starts.append(filling.zeros_like(tensor("Shape", value, out_type=dense.dtype), optimize=False))
        loop.seen.update(starts)
        entered = [loop.enter_node(s, is_constant=False, name="b_acc") for s in starts]
        entered[0]._shape = (None,)
        entered[1]._shape = None if start._shape is None else (None, *start._shape[1:])
        loop.enters.extend(entered)
        merges = [merge([e, e], name="b_acc") for e in entered]
        sides = [plain_switch(m, _condition(loop)) for m in merges]
        grown = [joining.concat([s[1], v], 0) for s, v in zip(sides, [indices, values])]
        if dense is not None:
            grown.append(tensor("Maximum", dense, sides[2][1]))
        followings = [tensor("NextIteration", g) for g in grown]
        for merged, following in zip(merges, followings):
            merged.op._update_input(1, following)
        exits = [tensor("Exit", s[0], name="b_acc") for s in sides]
        loop.exits.extend(exits)
        loop.give_out(exits)
        return IndexedSlices(exits[1], exits[0], exits[2] if dense is not None else None)


def merge(values: list[Tensor], name: str | None = None) -> Tensor:
    is_ref = all(v.dtype.is_ref for v in values)
    return tensor("RefMerge" if is_ref else "Merge", values, name=name or "Merge")


def plain_switch(value: Tensor, pred: Tensor) -> list[Tensor]:
    return apply("Switch", value, pred).outputs


def _condition(loop: Loop) -> Tensor:
    assert loop.condition is not None
    return loop.condition


def _is_static(value: Tensor) -> bool:
    return value._shape is not None and None not in value._shape


class LoopGradients:
    """The gradients of all loops that one call of `tf.gradients` goes through."""

    def __init__(self) -> None:
        self._by_loop: dict[Loop, LoopGradient] = {}

    def add(self, exit: Operation, between: dict[Operation, None]) -> None:
        """Start the gradient of the loop of an Exit; all its Exits are on the way then."""
        loop = exit.control_flow
        if not isinstance(loop, Loop):
            raise ValueError(
                f"'{exit.name}' leaves a loop of which the graph knows the nodes alone. To take gradients through a "
                "loop of a saved graph, save it with tf.train.export_meta_graph and read it with import_meta_graph."
            )
        if loop not in self._by_loop:
            around = loop_of(loop.outer)
            made = LoopGradient(loop, None if around is None else self._by_loop.get(around))
            self._by_loop[loop] = made
            between.update(dict.fromkeys(t.op for t in made.forward_exits))

    def of(self, op: Operation, before: bool = False) -> LoopGradient | None:
        """The loop whose gradient `op` belongs to.  `before` it is looked at, an Exit is in the loop around."""
        context = output_context(op) if before else op.control_flow
        loop = loop_of(context)
        return None if loop is None else self._by_loop.get(loop)

    @contextlib.contextmanager
    def backward_of(self, op: Operation, before: bool = False) -> Iterator[None]:
        """Build in the loop that computes the gradient of the one `op` is in."""
        found = self.of(op, before)
        with inside(None if found is None else found.backward):
            yield

    def unused_exits(self, pending: dict[Operation, int], to_ops: set[Operation]) -> list[Tensor]:
        """Exits that the ys do not depend on, of loops of which nothing else is waited for."""
        found: list[Tensor] = []
        for state in self._by_loop.values():
            for value in state.forward_exits:
                if pending[value.op] == 0:
                    state.pending_exits -= 1
                    if value.op not in to_ops:
                        state.unused_exits.append(value)
                    if state.pending_exits == 0:
                        found.extend(state.unused_exits)
            for value in state.forward.enters:
                if pending[value.op] == 0:
                    pending[value.op] = 1
        return found

    def zeros_for_exit(self, value: Tensor) -> Tensor:
        """The gradient of a loop variable that is used in the loop but not behind it."""
        loop = value.op.control_flow
        around = loop_of(loop.outer)
        state = None if around is None else self._by_loop.get(around)
        if _is_static(value):
            with inside(None if state is None else state.backward):
                return constants.zeros(list(value._shape or ()), value.dtype)
        if state is None:
            return filling.zeros_like(value, optimize=False)
        with loop.outer:
            dims = tensor("Shape", value)
        history = state.push(dims)
        with state.backward:
            return constants.zeros(state.pop(history, dims), value.dtype)

    def zeros_for(self, op: Operation, index: int) -> Tensor | None:
        """Zeros for an output whose gradient is not there; None for one of a loop's Switch."""
        if is_loop_switch(op):
            return None
        state = self.of(op)
        if state is None:
            return zeros_outside_loops(op, index)
        not_taken = op.role is Role.SWITCH
        context, value = op.control_flow, op.outputs[index]
        if _is_static(value):
            zeros = constants.constant(0, dtype=value.dtype.base_dtype, shape=list(value._shape or ()))
            if not_taken:
                zeros = switch(zeros, state.saved_values[context.pred])[1 - context.branch]
            return zeros
        if not_taken:
            with context.outer:
                value = switch(op.inputs[0], context.pred)[1 - context.branch]
                dims = tensor("Shape", value)
            value.op.control_flow = dims.op.control_flow = context
        else:
            with context:
                dims = tensor("Shape", value)
        with state.backward.left():
            history = state.push(dims, not_taken)
        return constants.zeros(state.pop(history, dims, not_taken), value.dtype)

    def finish(self) -> None:
        """A loop variable that does not depend on itself: its gradient is zero in all rounds but the last."""
        for state in self._by_loop.values():
            for merged in state.merges.values():
                if merged.op.inputs[0] is not merged.op.inputs[1]:
                    continue
                entered, backward = merged.op.inputs[0], state.backward
                if _is_static(entered):
                    with backward:
                        zeros = constants.constant(0, dtype=entered.dtype, shape=list(entered._shape or ()))
                        following = tensor("NextIteration", zeros)
                else:
                    with inside(backward.outer):
                        zeros = constants.zeros(tensor("Shape", entered.op.inputs[0]))
                    with backward:
                        following = tensor("NextIteration", zeros)
                merged.op._update_input(1, following)


def zeros_outside_loops(op: Operation, index: int) -> Tensor:
    """Zeros like an output; for the Switch of a conditional, in the runs that take the other side.

    Raises AttributeError, as TensorFlow does, for the Switch of a loop: the gradient was taken in the loop's body.
    """
    value, context = op.outputs[index], op.control_flow
    if op.role is not Role.SWITCH or context is None:
        return _zeros_like(value)
    if not isinstance(context, Conditional):
        raise no_way_back(op)
    other = plain_switch(op.inputs[0], context.pred)[1 - context.branch]
    pivot = tensor("Identity", other)
    if value.dtype.base_dtype is dtypes.resource:
        with value.graph.control_dependencies([pivot]):
            return _zeros_like(other)
    dims = tensor("Shape", other)
    with value.graph.control_dependencies([pivot]):
        return constants.zeros(dims, dtype=value.dtype.base_dtype)


def no_way_back(switch: Operation) -> AttributeError:
    """The error for the Switch of a loop whose gradient is not being taken."""
    return AttributeError(
        "Cannot compute a gradient in a branch inside of a while loop by way of the initial value of a loop "
        f"variable, which came in by {switch.inputs[0].op.inputs[0].name}: the body does not know the rounds before "
        "this one. Take the gradient outside of the loop, or with respect to the loop variable itself.\n"
        f"  node {where(switch)}"
    )


def _zeros_like(value: Tensor) -> Tensor:
    if value.dtype.base_dtype is dtypes.resource:
        return zeros_behind(value)
    return filling.zeros_like(value, optimize=False)
