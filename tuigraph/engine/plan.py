"""From fetches and feeds to a Plan: a flat list of instructions over numbered slots.

One function per pass:

    prune    keep what the fetches need, stopping at what is fed      (fast plan: and what is waited for, if it has
    effects) order    creation order, which is a topological one but for conditionals and loops fold     compute once
    what depends on constants alone                    (fast plan only) merge    let equal operations share one
    instruction                      (fast plan only) place    give each tensor a slot; a slot is reused after its
    last use    (fast plan: reused; observed plan: its own) emit     bind kernels; an operand that dies may be
    overwritten in place  (fast plan only)

An instruction is ``(kernel, get, out)`` and running it is ``values[out] = kernel(*get(values))``.  `out` is a slot,
or a slice of slots for several outputs.  A pass may remove or reuse, never change a bit of a result: a kernel is
chosen from the operation alone, so the fast plan and the observed plan call the same functions on equal operands.

Memory rules behind `place` and `emit`.  A value is *owned* by its slot when its kernel made it (no alias, no state)
and when nobody who reads it keeps it (no alias, no state).  Only an owned value may be overwritten, or handed out
without a copy.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from tuigraph.engine import control, shapes
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.opdef import Kernel

Instruction = tuple[Kernel, Callable[[list[Any]], Sequence[Any]], "int | slice"]
Jump = Callable[[list[Any]], int]


class Plan:
    """A compiled run.  `values[slot]` holds a value while it runs; `operations[i]` is the node of instruction i."""

    __slots__ = (
        *("code", "feeds", "fetched", "initial", "inputs", "jumps", "last_use", "operations", "outputs", "owned"),
        *("slots", "tensor", "written"),
    )

    def __init__(self) -> None:
        self.code: list[Instruction] = []
        self.jumps: dict[int, Jump] = {}  # after the instruction before this index: where to go on
        self.initial: list[Any] = []  # the slots at the start: constants are there already
        self.operations: list[Operation] = []
        self.inputs: list[tuple[int, ...]] = []
        self.outputs: list[tuple[int, ...]] = []
        self.slots: dict[Tensor, int] = {}
        self.tensor: dict[int, Tensor] = {}
        self.written: dict[Operation, tuple[int, ...]] = {}
        self.last_use: list[int] = []
        self.fetched: list[int] = []
        self.owned: set[int] = set()  # slots of fetched values that may be handed out without a copy
        self.feeds: list[tuple[int, bool]] = []  # slot of each feed, and whether the fed array has to be copied

    def __len__(self) -> int:
        return len(self.code)


def compile(
    graph: Graph,
    fetches: Sequence[Tensor],
    targets: Sequence[Operation],
    feeds: Sequence[Tensor],
    store: Store,
    observe: bool = False,
) -> Plan:
    """A plan that computes `fetches`, runs `targets`, and takes `feeds` from outside."""
    fed = set(feeds)
    needed = prune(fetches, targets, fed)
    schedule = order(needed, fed)
    again = behind_writes(schedule.operations, fed)
    if not observe and not any(op.type in control.SWITCH for op in needed):  # to wait for what is dead is to be dead
        needed = prune(fetches, targets, fed, effects_only=True)
        schedule = control.Schedule([op for op in schedule.operations if op in needed], schedule.loops)
    if observe:
        known: dict[Tensor, Any] = {}
        twins: dict[Tensor, Tensor] = {}
    else:
        known = fold(schedule.operations, fed)
        twins = merge(schedule.operations, fed, known, again)
    return emit(schedule, fetches, feeds, store, known, twins, again, observe)


# ---------------------------------------------------------------- prune and order


def prune(
    fetches: Iterable[Tensor], targets: Iterable[Operation], fed: set[Tensor], effects_only: bool = False
) -> set[Operation]:
    """The operations that have to run.

    With `effects_only`, an operation that others only wait for is left out where nobody could tell: it keeps no
    state, has no effect and cannot fail.  (A gradient waits for the gradients of all inputs, wanted or not.)
    """
    needed: set[Operation] = set()
    stack = [t.op for t in fetches if t not in fed]
    stack.extend(targets)
    waited_for: list[Operation] = []
    looked_at: set[Operation] = set()
    while stack or waited_for:
        if not stack:
            op = waited_for.pop()
            if op in needed or op in looked_at:
                continue
            looked_at.add(op)
            if _is_silent(op):
                waited_for.extend(t.op for t in op.inputs if t not in fed)
                waited_for.extend(op.control_inputs)
                continue
            stack.append(op)
        op = stack.pop()
        if op in needed:
            continue
        needed.add(op)
        stack.extend(t.op for t in op.inputs if t not in fed)
        (waited_for if effects_only and op.control_flow is None else stack).extend(op.control_inputs)
    return needed


def _is_silent(op: Operation) -> bool:
    """Whether an operation has no effect and cannot fail: its shapes are known to fit and its values do not matter."""
    rule = op.definition
    if (rule.stateful and op.type != "NoOp") or rule.can_fail or _is_routed(op):
        return False
    if op.type == "MatMul":
        return all(t._shape is not None and None not in t._shape[-1:] for t in op.inputs)
    return all(t.dtype.is_floating and shapes.is_static(t._shape) for t in op.inputs)


def order(needed: set[Operation], fed: set[Tensor]) -> control.Schedule:
    """The operations in an order that respects inputs and control inputs; of several, the one closest to creation."""
    by_id = sorted(needed, key=lambda op: op.id)

    def waits_for(op: Operation) -> Iterator[Operation]:
        yield from (t.op for t in op.inputs if t not in fed and not control.is_back_edge(op, t))
        yield from op.control_inputs

    if any(op.control_flow is not None and op.control_flow.loop is not None for op in by_id):
        return control.schedule_loops(by_id, waits_for)
    if all(before.id < op.id for op in by_id for before in waits_for(op)):
        return control.Schedule(by_id, [])
    return control.Schedule(control.topological(by_id, waits_for), [])


def behind_writes(ops: list[Operation], fed: set[Tensor]) -> dict[tuple[Operation, Tensor], Tensor]:
    """For a user of ``v/read`` that waits for a later assignment to v: the variable itself, to be read again.

    In TensorFlow ``v/read`` shares the variable's memory, so that whoever waits for an assignment sees what it wrote.
    """
    found: dict[tuple[Operation, Tensor], Tensor] = {}
    snapshots: dict[Tensor, int] = {}  # where each was taken
    waits: dict[Operation, dict[Tensor, int]] = {}  # for each variable, the last write that an operation waits for
    for i, op in enumerate(ops):
        writes: dict[Tensor, int] = {}
        for before in (*(t.op for t in op.inputs if t not in fed), *op.control_inputs):
            for variable, place in waits.get(before, {}).items():
                writes[variable] = max(place, writes.get(variable, 0))
        for t in op.inputs if writes and snapshots else ():
            if t in snapshots and writes.get(t.op.inputs[0], -1) > snapshots[t]:
                found[op, t] = t.op.inputs[0]
        if _is_snapshot(op) and op.outputs[0] not in fed:
            snapshots[op.outputs[0]] = i
        if op.definition.takes_references:
            writes[_variable_of(op.inputs[0])] = i
        if writes:
            waits[op] = writes
    return found


def _is_snapshot(op: Operation) -> bool:
    return op.type == "Identity" and op.inputs[0].dtype.is_ref and op.name == op.inputs[0].op.name + "/read"


def _variable_of(reference: Tensor) -> Tensor:
    while reference.op.inputs:  # an Assign passes the variable on
        reference = reference.op.inputs[0]
    return reference


# ---------------------------------------------------------------- fold and merge


def fold(ops: list[Operation], fed: set[Tensor]) -> dict[Tensor, Any]:
    """The values of tensors that depend on constants alone."""
    known: dict[Tensor, Any] = {}
    nowhere = Store()
    for op in ops:
        if not _is_pure(op) or any(t not in known for t in op.inputs) or not fed.isdisjoint(op.outputs):
            continue
        try:
            with np.errstate(all="ignore"):
                result = op.definition.kernel(op, nowhere)(*[known[t] for t in op.inputs])
        except Exception:
            continue  # it fails in the run, where the error belongs
        values = result if len(op.outputs) > 1 else (result,)
        known.update(zip(op.outputs, values))
    return known


def merge(
    ops: list[Operation], fed: set[Tensor], known: dict[Tensor, Any], again: dict[tuple[Operation, Tensor], Tensor]
) -> dict[Tensor, Tensor]:
    """For each tensor that an earlier equal operation computes too, or that only passes one on, that one."""
    twins: dict[Tensor, Tensor] = {}
    seen: dict[Any, Operation] = {}
    for op in ops:
        if _passes_on(op) and op.outputs[0] not in fed and (op, op.inputs[0]) not in again:
            twins[op.outputs[0]] = twins.get(op.inputs[0], op.inputs[0])
            continue
        if not op.inputs or not _is_pure(op) or op.outputs[0] in known or not fed.isdisjoint(op.outputs):
            continue
        if any(t.dtype.is_ref or (op, t) in again for t in op.inputs):
            continue
        try:
            key = (op.type, tuple(twins.get(t, t) for t in op.inputs), _hashable(op.attrs))
            twin = seen.setdefault(key, op)
        except TypeError:
            continue
        if twin is not op:
            twins.update(zip(op.outputs, twin.outputs))
    return twins


def _passes_on(op: Operation) -> bool:
    return op.type in ("Identity", "StopGradient") and _is_pure(op) and not op.inputs[0].dtype.is_ref


def _hashable(attrs: dict[str, Any]) -> Any:
    return tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in sorted(attrs.items()))


def _is_pure(op: Operation) -> bool:
    return not op.definition.stateful and not _is_routed(op) and bool(op.outputs)


def _is_routed(op: Operation) -> bool:
    return op.control_flow is not None or op.type in control.SWITCH or op.type in control.MERGE


# ---------------------------------------------------------------- place and emit


def emit(
    schedule: control.Schedule,
    fetches: Sequence[Tensor],
    feeds: Sequence[Tensor],
    store: Store,
    known: dict[Tensor, Any],
    twins: dict[Tensor, Tensor],
    again: dict[tuple[Operation, Tensor], Tensor],
    observe: bool,
) -> Plan:
    """Give every value a slot and every operation its instruction."""
    ops = [
        op
        for op in schedule.operations
        if not op.outputs or (op.outputs[0] not in known and op.outputs[0] not in twins)
    ]
    dead = control.possibly_dead(ops, twins)
    if not observe:
        ops = [op for op in ops if op.type != "NoOp" or op in dead]
    emitter = _Emitter(ops, fetches, feeds, known, twins, again, dead, reuse=not observe and not schedule.loops)
    back_edges = {enter: following for loop in schedule.loops for enter, following in loop.back_edges}
    plan = emitter.plan
    plan.feeds = [(plan.slots[t], observe or t in emitter.kept) for t in feeds]
    for i, op in enumerate(ops):
        emitter.instruction(i, op, store, back_edges.get(op))
    plan.fetched = [plan.slots[emitter.real(t)] for t in fetches]
    if not observe:
        asked = collections.Counter(map(emitter.real, fetches))
        plan.owned = {plan.slots[t] for t, times in asked.items() if times == 1 and emitter.is_owned(t)}
    plan.jumps = control.jumps(schedule, plan)
    return plan


class _Emitter:
    """The slots given out so far, and what is known about how long and by whom each value is needed."""

    def __init__(
        self,
        ops: list[Operation],
        fetches: Sequence[Tensor],
        feeds: Sequence[Tensor],
        known: dict[Tensor, Any],
        twins: dict[Tensor, Tensor],
        again: dict[tuple[Operation, Tensor], Tensor],
        dead: set[Operation],
        reuse: bool,
    ) -> None:
        self.plan = Plan()
        self.twins = twins
        self.again = again
        self.dead = dead
        self.reuse = reuse
        self.shared = {*feeds, *known}  # values that belong to the caller or to the plan
        self.last_use = {t: i for i, op in enumerate(ops) for t in self.reads(op)}
        self.last_use.update((self.real(t), len(ops)) for t in fetches)
        self.kept = {  # tensors that a reader may keep or alias
            t for op in ops if op.definition.stateful or op.definition.aliases for t in self.operands(op)
        }
        self.free: list[int] = []
        self.dying: dict[int, list[Tensor]] = {}
        for tensor, i in self.last_use.items():
            if i < len(ops) and tensor not in self.shared:
                self.dying.setdefault(i, []).append(tensor)
        for tensor in dict.fromkeys(feeds):
            self.new_slot(tensor)
        for tensor, value in known.items():
            if tensor in self.last_use:
                self.new_slot(tensor, value)

    def real(self, tensor: Tensor) -> Tensor:
        return self.twins.get(tensor, tensor)

    def reads(self, op: Operation) -> list[Tensor]:
        """The operands of an operation, then the control inputs whose death is its own."""
        if op not in self.dead:
            return self.operands(op)
        waits = [self.real(c.outputs[0]) for c in op.control_inputs if c.outputs]
        return self.operands(op) + [t for t in waits if t.op in self.dead]

    def operands(self, op: Operation) -> list[Tensor]:
        return [self.real(self.again.get((op, t), t)) for t in op.inputs]

    def is_owned(self, tensor: Tensor) -> bool:
        rule = tensor.op.definition
        return not (rule.stateful or rule.aliases or tensor in self.kept or tensor in self.shared)

    def new_slot(self, tensor: Tensor | None, value: Any = None) -> int:
        slot = len(self.plan.initial)
        self.plan.initial.append(value)
        self.plan.last_use.append(-1)
        if tensor is not None:
            self.put(tensor, slot)
        return slot

    def put(self, tensor: Tensor, slot: int) -> None:
        self.plan.slots[tensor] = slot
        self.plan.tensor[slot] = tensor
        self.plan.last_use[slot] = self.last_use.get(tensor, -1)

    def instruction(self, i: int, op: Operation, store: Store, following: Operation | None = None) -> None:
        """Emit the node `op`.  `following` is the NextIteration that an Enter of a loop variable clears."""
        plan = self.plan
        tensors = self.operands(op)
        inputs = reads = tuple([plan.slots[t] for t in tensors])
        kernel = op.definition.kernel(op, store)
        if any(t.dtype.is_ref for t in tensors) and not op.definition.takes_references:
            kernel = _dereferenced(kernel)
        elif self.reuse:
            kernel = self.in_place(kernel, op, tensors, i)
        if op in self.dead:
            kernel = control.guarded(kernel, op, len(inputs))
            reads = tuple([plan.slots[t] for t in self.reads(op)])
            reads += tuple(plan.written[c][0] for c in op.control_inputs if c in self.dead and not c.outputs)
        written = self.outputs(op)
        plan.written[op] = written
        out: int | slice = written[0] if len(op.outputs) <= 1 else slice(written[0], written[-1] + 1)
        if following is not None:
            self.new_slot(following.outputs[0])
            kernel, out = control.clearing(kernel), slice(written[0], written[0] + 2)
        plan.code.append((kernel, getter(reads), out))
        plan.operations.append(op)
        plan.inputs.append(inputs)
        plan.outputs.append(written if op.outputs else ())
        if self.reuse:
            self.free.extend(plan.slots[t] for t in self.dying.get(i, ()))
            if len(op.outputs) == 1 and op.outputs[0] not in self.last_use and op.outputs[0] not in self.shared:
                self.free.append(written[0])

    def outputs(self, op: Operation) -> tuple[int, ...]:
        """Slots for the results: neighbours for several, a nameless one for none or for a result that is fed."""
        if len(op.outputs) == 1 and op.outputs[0] in self.plan.slots and op.outputs[0] not in self.shared:
            return (self.plan.slots[op.outputs[0]],)  # a NextIteration, placed with its Enter
        if len(op.outputs) == 1 and op.outputs[0] not in self.shared and self.free:
            slot = self.free.pop()
            self.put(op.outputs[0], slot)
            return (slot,)
        return tuple([self.new_slot(None if t in self.shared else t) for t in op.outputs] or [self.new_slot(None)])

    def in_place(self, kernel: Kernel, op: Operation, tensors: list[Tensor], i: int) -> Kernel:
        """Let an elementwise kernel write into an operand that dies here and has the result's type and full shape."""
        ufunc = op.definition.in_place
        if ufunc is None or op.control_flow is not None:
            return kernel
        for position, tensor in enumerate(tensors):
            shape = tensor._shape
            if (
                not shape
                or self.last_use[tensor] != i
                or not self.is_owned(tensor)
                or tensor.dtype is not op.outputs[0].dtype
            ):
                continue
            others = [t._shape for t in tensors if t is not tensor]
            if all(o == () or (o == shape and None not in shape) for o in others):
                if len(tensors) == 1:
                    return lambda x: ufunc(x, out=x)
                return (lambda x, y: ufunc(x, y, out=x)) if position == 0 else (lambda x, y: ufunc(x, y, out=y))
        return kernel


def getter(slots: tuple[int, ...]) -> Callable[[list[Any]], Sequence[Any]]:
    """A C function from the slot list to the operands, always a sequence."""
    if len(slots) > 1:
        return itemgetter(*slots)
    return itemgetter(slice(slots[0], slots[0] + 1) if slots else slice(0))


def _dereferenced(kernel: Kernel) -> Kernel:
    """Read the cells among the operands before the kernel sees them."""
    return lambda *operands: kernel(*[control.read(v) if v.__class__ is Cell else v for v in operands])
