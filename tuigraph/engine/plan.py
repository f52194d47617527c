"""From fetches and feeds to a Plan: a flat list of instructions over numbered slots.

There is one function per pass, in this order.

`prune` keeps what the fetches need and stops at what is fed; the fast plan keeps of what is only waited for that which
has effects.  `order` puts operations in the order of creation, which is a topological one but for conditionals and
loops.  `fold`, in the fast plan only, computes once what depends on constants alone.  `merge`, in the fast plan only,
lets equal operations share one instruction.  `emit` gives each tensor a slot and binds kernels; the fast plan reuses a
slot after its last use, and an operand that dies may be overwritten in place; in the observed plan each tensor has a
slot of its own.

An instruction is ``(kernel, get, out)`` and running it is ``values[out] = kernel(*get(values))``.  `out` is a slot,
or a slice of slots for several outputs.  A pass may remove or reuse, never change a bit of a result: a kernel is
chosen from the operation alone, so the fast plan and the observed plan call the same functions on equal operands.

Memory rules behind `emit`.  A value is *owned* by its slot when its kernel made it (no alias, no state)
and when nobody who reads it keeps it (no alias, no state).  Only an owned value may be overwritten, or handed out
without a copy.
"""

from __future__ import annotations

import collections
import functools
import gc
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

import numpy as np

from tuigraph.engine import control, shapes
from tuigraph.engine.containers import Cell, Store
from tuigraph.engine.control import Instruction, Jump
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.opdef import Kernel, Writes
from tuigraph.engine.overtaking import Overlap, may_overtake, overlap, stretch
from tuigraph.engine.roles import ENTER, MERGE, ROUTING, SWITCH, Role
from tuigraph.engine.shapes import MaybeShape
from tuigraph.engine.sharing import Shares, View
from tuigraph.engine.waiting import beginning, giving_way

if TYPE_CHECKING:
    from tuigraph.engine.fed_shapes import FedShapes


class InPlace(NamedTuple):
    """A kernel that writes into the operand at `position`."""

    ufunc: Any
    position: int


class Plan:
    """A compiled run.  `values[slot]` holds a value while it runs; `operations[i]` is the node of instruction i."""

    __slots__ = (
        *("boundaries", "cells", "code", "feeds", "fetched", "frames", "hangs_on_shapes", "hot", "in_place", "initial"),
        *("inputs", "is_straight", "jumps", "last_use", "operations", "outputs", "overlap", "owned", "reads", "runs"),
        *("slots", "tensor", "variants", "written"),
    )

    def __init__(self) -> None:
        self.code: list[Instruction] = []
        self.jumps: dict[int, Jump] = {}  # after the instruction before this index: where to go on
        self.overlap: Overlap | None = None  # where instructions may overtake one that waits
        self.boundaries: list[int] = []  # those places, in order
        self.initial: list[Any] = []  # the slots at the start: constants are there already
        self.frames: Mapping[Operation, control.Frame] = {}  # of operations in loops
        self.cells: set[int] = set()  # slots of values read from a variable that may be its cell
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
        self.hangs_on_shapes = False  # whether more would be known if the shapes of the feeds were
        self.variants: dict[tuple[Any, ...], Plan] = {}  # plans for shapes of the feeds
        self.is_straight = False  # nothing jumps, is passed over or overtaken, and nobody looks on: see hot.py
        self.in_place: dict[int, InPlace] = {}  # instructions that write into an operand
        self.reads: dict[int, tuple[Kernel, Sequence[bool]]] = {}  # those of cells: the kernel of what the cells hold
        self.runs = 0
        self.hot: Callable[..., Any] | None = None

    def __len__(self) -> int:
        return len(self.code)


Given = ParamSpec("Given")
Made = TypeVar("Made")


def uncollected(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """Call it without Python's collector, which would go through a large graph again and again meanwhile."""

    @functools.wraps(function)
    def called(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        collects = gc.isenabled()
        gc.disable()
        try:
            return function(*args, **kwargs)
        finally:
            if collects:
                gc.enable()

    return called


@uncollected
def compile(
    graph: Graph,
    fetches: Sequence[Tensor],
    targets: Sequence[Operation],
    feeds: Sequence[Tensor],
    store: Store,
    observe: bool = False,
    fed_shapes: Sequence[MaybeShape] | None = None,
) -> Plan:
    """A plan that computes `fetches`, runs `targets`, and takes `feeds` from outside.

    With `fed_shapes` it is for feeds of these shapes only; see `Plan.hangs_on_shapes` for where that may be asked for.
    """
    fed = set(feeds)
    needed = prune(fetches, targets, fed)
    schedule = order(needed, fed)
    dead = control.possibly_dead(schedule, fed)
    polls, polled = polling(schedule, fed)
    shared = shared_with_variables(schedule, fed, fetches, polled)
    if shared:  # who waits for no write reads before it
        schedule = order(needed, fed, writes_last=True)
    overtakes = store.elsewhere is None and (polls or may_overtake(schedule, predecessors(fed)))
    whole = schedule if overtakes else None
    routed = {*dead, *schedule.frames}
    shapes_of_run = None
    if fed_shapes is not None:
        from tuigraph.engine.fed_shapes import FedShapes  # most programs feed nothing of which the shape is not known

        shapes_of_run = FedShapes(schedule.operations, dict(zip(feeds, fed_shapes)), _is_pure)
    elif not observe and not dead:  # to wait for what is dead is to be dead
        schedule = schedule.without(prune(fetches, targets, fed, effects_only=True))
    if observe:
        known: dict[Tensor, Any] = {}
        twins: dict[Tensor, Tensor] = {}
    else:
        known = fold(schedule.operations, fed, routed) if shapes_of_run is None else shapes_of_run.values
        twins = merge(schedule.operations, fed, known, routed, shared, shapes_of_run)
    if shapes_of_run is not None:
        schedule = schedule.without(prune(fetches, targets, fed, True, known, twins, shapes_of_run))
    plan = emit(schedule, fetches, feeds, store, known, twins, shared, dead, whole, polls, observe, shapes_of_run)
    plan.is_straight = not (observe or routed or whole)
    plan.hangs_on_shapes = plan.is_straight and not shared and any(not shapes.is_static(t._shape) for t in feeds)
    return plan


# ---------------------------------------------------------------- prune and order


def prune(
    fetches: Iterable[Tensor],
    targets: Iterable[Operation],
    fed: set[Tensor],
    effects_only: bool = False,
    known: Mapping[Tensor, Any] = MappingProxyType({}),
    twins: Mapping[Tensor, Tensor] = MappingProxyType({}),
    shapes_of_run: FedShapes | None = None,
) -> set[Operation]:
    """The operations that have to run.

    With `effects_only`, an operation that others only wait for is left out where nobody could tell: it keeps no
    state, has no effect and cannot fail.  (A gradient waits for the gradients of all inputs, wanted or not.)  So is
    one whose value is `known`, or is that of another tensor, its twin: it is merely waited for.
    """
    needed: set[Operation] = set()
    looked_at: set[Operation] = set()
    stack = list(targets)
    waited_for: list[Operation] = []
    cut = fed_operations(fed)

    def want(tensors: Iterable[Tensor]) -> None:
        for tensor in tensors:
            real = twins.get(tensor, tensor)
            if real is not tensor:
                waited_for.append(tensor.op)
            if real not in fed:
                (waited_for if real in known else stack).append(real.op)

    want([t for t in fetches if t not in fed])
    while stack or waited_for:
        if not stack:
            op = waited_for.pop()
            if op in needed or op in looked_at:
                continue
            looked_at.add(op)
            first = op.outputs[0] if op.outputs else None
            if first in known or _is_silent(op if shapes_of_run is None else shapes_of_run.stand_in(op)):
                waited_for.extend(t.op for t in op.inputs if t not in fed)
            elif first is not None and first in twins:
                want([first])
            else:
                stack.append(op)
                continue
            waited_for.extend(c for c in op.control_inputs if c not in cut)
            continue
        op = stack.pop()
        if op in needed:
            continue
        needed.add(op)
        inputs = [t for t in op.inputs if t not in fed]
        if known or twins:
            want(inputs)
        else:
            stack.extend([t.op for t in inputs])
        if op.control_inputs:
            waits = (c for c in op.control_inputs if c not in cut)
            (waited_for if effects_only and op.control_flow is None else stack).extend(waits)
    return needed


def fed_operations(fed: set[Tensor]) -> set[Operation]:
    """The operations that nobody waits for, since they are fed: placeholders.  Any other one runs all the same."""
    return {t.op for t in fed if t.op.role is Role.PLACEHOLDER}


def _is_silent(op: Operation) -> bool:
    """Whether an operation has no effect and cannot fail: its shapes are known to fit and its values do not matter."""
    rule = op.definition
    if (rule.stateful and not rule.idle) or rule.can_fail or _is_routed(op):
        return False
    if rule.fits is not None:
        return rule.fits(op)
    return all(t.dtype.is_floating and shapes.is_static(t._shape) for t in op.inputs)


def predecessors(fed: set[Tensor]) -> control.WaitsFor:
    """What an operation waits for in its round of a loop."""
    cut = fed_operations(fed)

    def waits_for(op: Operation) -> Iterator[Operation]:
        yield from (t.op for t in op.inputs if t not in fed and not control.is_back_edge(op, t))
        yield from (c for c in op.control_inputs if c not in cut)

    return waits_for


def order(needed: set[Operation], fed: set[Tensor], writes_last: bool = False) -> control.Schedule:
    """The operations in an order that respects inputs and control inputs; of several, the one closest to creation.

    With `writes_last`, variables are written when there is nothing else to do.
    """
    by_id = sorted(needed, key=attrgetter("id"))
    if writes_last:
        by_id.sort(key=_writes)
    waits_for = predecessors(fed)
    if any(op.role is ENTER for op in by_id):
        return control.schedule_loops(by_id, waits_for, fed)
    if not writes_last and _are_in_order(by_id, fed):
        return control.Schedule(by_id)
    return control.Schedule(control.topological(by_id, waits_for))


def _are_in_order(ops: list[Operation], fed: set[Tensor]) -> bool:
    """Whether each operation was made after what it waits for."""
    return all(t.op.id < op.id for op in ops for t in op.inputs if t not in fed) and all(
        c.id < op.id for op in ops if op.control_inputs for c in op.control_inputs
    )


def polling(schedule: control.Schedule, fed: set[Tensor]) -> tuple[dict[Operation, set[Operation]], set[Any]]:
    """The loops that look at a state which others write, and the states; see `engine.polling`."""
    if not schedule.loops:
        return {}, set()
    from tuigraph.engine import polling

    polls = polling.polling(schedule, predecessors(fed), fed)
    return polls, polling.polled(polls)


def shared_with_variables(
    schedule: control.Schedule, fed: set[Tensor], fetches: Iterable[Tensor], polled: set[Any]
) -> set[Tensor]:
    """The tensors that are a variable's own memory, where that makes a difference: they carry its cell.

    In TensorFlow ``v/read`` shares the variable's memory, and so does whatever only passes it on or gives it another
    shape, in and out of loops.  Whoever waits for an assignment sees what it wrote, what is fetched shows all that the
    run wrote, and a loop sees change what it looks at until it does (`polled`).  It makes no difference to other users
    that wait for no write.
    """
    if not any(map(_writes, schedule.operations)):
        return set()
    variables: dict[Tensor, frozenset[Tensor]] = {}  # whose memory a tensor may be
    taken: dict[Tensor, int] = {}  # where each was first read
    waits: dict[Operation, dict[Tensor, int]] = {}  # for each variable, the last write that an operation waits for
    seen_writes: set[Tensor] = set(polled)
    written: set[Tensor] = set()
    cut = fed_operations(fed)
    for i, op in enumerate(schedule.operations):
        writes: dict[Tensor, int] = {}
        for before in (*(t.op for t in op.inputs if t not in fed), *(c for c in op.control_inputs if c not in cut)):
            for variable, place in waits.get(before, {}).items():
                writes[variable] = max(place, writes.get(variable, 0))
        if not op.definition.passes_on:
            for t in op.inputs if writes and variables else ():
                seen_writes.update(v for v in variables.get(t, ()) if writes.get(v, -1) > taken[v])
        given = control.given_out(op)
        if given and fed.isdisjoint(op.outputs):
            roots = frozenset(
                v
                for t in given
                if t not in fed
                for v in ((control.variable_of(t),) if t.dtype.is_ref else variables.get(t, ()))
            )
            if roots:
                for v in roots:
                    taken.setdefault(v, i)
                variables.update(dict.fromkeys((t for t in op.outputs if not t.dtype.is_ref), roots))
        if _writes(op):
            variable = control.variable_of(op.inputs[0])
            writes[variable] = i
            written.add(variable)
            if op in schedule.frames:
                seen_writes.add(variable)
        if writes:
            waits[op] = writes
    for t in fetches:
        if t in variables and t not in fed:
            seen_writes.update(variables[t] & written)
    if not seen_writes:
        return set()
    return _may_pass(schedule, variables, seen_writes)


def _may_pass(
    schedule: control.Schedule, variables: dict[Tensor, frozenset[Tensor]], wanted: set[Tensor]
) -> set[Tensor]:
    """The tensors that may be the memory of a variable of `wanted`, also by going round a loop."""
    found = {t for t, roots in variables.items() if not roots.isdisjoint(wanted)}
    while True:
        before = len(found)
        for op in schedule.operations:
            if op.definition.passes_on and not found.isdisjoint(op.inputs):
                found.update(t for t in op.outputs if t.dtype.base_dtype is op.inputs[0].dtype.base_dtype)
            elif op.definition.shares is not None and not found.isdisjoint(control.given_out(op)):
                found.update(op.outputs)
        if len(found) == before:
            return found


def _writes(op: Operation) -> bool:
    return op.definition.takes_references and op.definition.writes is not Writes.NOTHING


# ---------------------------------------------------------------- fold and merge


def fold(ops: list[Operation], fed: set[Tensor], routed: set[Operation]) -> dict[Tensor, Any]:
    """The values of tensors that depend on constants alone, and are there in each run."""
    known: dict[Tensor, Any] = {}
    nowhere = Store()
    for op in ops:
        if not _is_pure(op) or op in routed or any(t not in known for t in op.inputs):
            continue
        if not fed.isdisjoint(op.outputs):
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
    ops: list[Operation],
    fed: set[Tensor],
    known: Mapping[Tensor, Any],
    routed: set[Operation],
    shared: set[Tensor],
    shapes_of_run: FedShapes | None = None,
) -> dict[Tensor, Tensor]:
    """For each tensor that an earlier equal operation computes too, or that only passes one on, that one."""
    twins: dict[Tensor, Tensor] = {}
    seen: dict[Any, Operation] = {}
    for op in ops:
        if (
            op in routed
            or not op.inputs
            or not _is_pure(op)
            or op.outputs[0] in known
            or not fed.isdisjoint(op.outputs)
        ):
            continue
        if any(t.dtype.is_ref or t in shared for t in op.inputs):
            continue
        if op.definition.passes_on:
            twins.update((made, twins.get(given, given)) for made, given in zip(op.outputs, op.inputs))
            continue
        if shapes_of_run is not None:
            twin = shapes_of_run.twin(op, lambda t: twins.get(t, t))
            if twin is not None:
                twins[op.outputs[0]] = twin
                continue
        try:
            key = (op.type, tuple(twins.get(t, t) for t in op.inputs), _hashable(op.attrs))
            first = seen.setdefault(key, op)
        except TypeError:
            continue
        if first is not op:
            twins.update(zip(op.outputs, first.outputs))
    return twins


def _hashable(attrs: dict[str, Any]) -> Any:
    return tuple((k, tuple(v) if isinstance(v, list) else v) for k, v in sorted(attrs.items()))


def _is_pure(op: Operation) -> bool:
    return not op.definition.stateful and not _is_routed(op) and bool(op.outputs)


def _is_routed(op: Operation) -> bool:
    return op.control_flow is not None or op.role in ROUTING


# ---------------------------------------------------------------- place and emit


def emit(
    schedule: control.Schedule,
    fetches: Sequence[Tensor],
    feeds: Sequence[Tensor],
    store: Store,
    known: dict[Tensor, Any],
    twins: dict[Tensor, Tensor],
    shared: set[Tensor],
    dead: set[Operation],
    whole: control.Schedule | None,
    polls: dict[Operation, set[Operation]],
    observe: bool,
    shapes_of_run: FedShapes | None = None,
) -> Plan:
    """Give every value a slot and every operation its instruction.

    `whole` is the schedule with all that was left out, where instructions may overtake one that waits; `polls` are the
    loops that give way to those who write what they look at.
    """
    fed = set(feeds)
    ops = [
        op
        for op in schedule.operations
        if not op.outputs or (op.outputs[0] not in known and op.outputs[0] not in twins)
    ]
    if not observe:
        ops = [op for op in ops if not op.definition.idle or op in dead]
    emitter = _Emitter(
        ops, fetches, feeds, known, twins, shared, dead, schedule.cut, reuse=not observe and not schedule.loops
    )
    if whole is not None:
        emitter.overlap = stretch(ops, schedule, {*polls, *itertools.chain(*polls.values())})
        emitter.polls = polls
    back_edges = {enter: following for loop in schedule.loops for enter, following in loop.back_edges}
    if shapes_of_run is not None:
        emitter.shape = shapes_of_run.shape
    plan = emitter.plan
    plan.feeds = [(plan.slots[t], observe or t in emitter.kept) for t in feeds]
    emitter.in_rounds = {t for t in fetches if t not in fed and schedule.has_rounds(t)}
    for i, op in enumerate(ops):
        emitter.instruction(i, op, store, back_edges.get(op))
    plan.fetched = [emitter.kept_slots.get(t, plan.slots[emitter.real(t)]) for t in fetches]
    if not observe:
        asked = collections.Counter(emitter.real(t) for t in fetches if t not in emitter.in_rounds)
        plan.owned = {plan.slots[t] for t, times in asked.items() if times == 1 and emitter.is_owned(t)}
    plan.jumps = control.jumps(schedule, plan.operations, plan.slots)
    plan.boundaries = sorted(plan.jumps)
    if whole is not None:
        plan.overlap = overlap(ops, *emitter.overlap, whole, predecessors(fed), emitter.stands_for, plan.jumps)
    plan.frames = schedule.frames
    plan.cells = {plan.slots[t] for t in shared if t in plan.slots}
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
        cells: set[Tensor],
        dead: set[Operation],
        cut: frozenset[tuple[Operation, Operation]],
        reuse: bool,
    ) -> None:
        self.plan = Plan()
        self.twins = twins
        self.cells = cells  # tensors that may be a variable's cell
        self.dead = dead
        self.cut = cut  # control edges by which nobody waits
        self.in_rounds: set[Tensor] = set()  # what is fetched of loops
        self.kept_slots: dict[Tensor, int] = {}  # and where the one value of it is kept
        self.reuse = reuse
        self.shape: Callable[[Tensor], MaybeShape] = attrgetter("_shape")
        self.shared = {*feeds, *known}  # values that belong to the caller or to the plan
        self.last_use = {t: i for i, op in enumerate(ops) for t in self.reads(op)}
        self.last_use.update((self.real(t), len(ops)) for t in fetches)
        self.kept = {  # tensors that a reader may keep or alias
            t for op in ops if op.definition.stateful or op.definition.aliases for t in self.operands(op)
        }
        self.polls: Collection[Operation] = ()  # the LoopConds that give way
        self.overlap = (0, 0)  # where instructions may overtake others, so that nobody knows which use is the last
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

    def stands_for(self, op: Operation) -> Operation:
        return self.real(op.outputs[0]).op if op.outputs else op

    def reads(self, op: Operation) -> list[Tensor]:
        """The operands of an operation, then the results of what it waits for, whose death is its own."""
        if op not in self.dead:
            return self.operands(op)
        plain, switches = self.waits(op)
        return [*self.operands(op), *(self.real(c.outputs[0]) for c in plain if c.outputs), *_results(switches)]

    def waits(self, op: Operation) -> tuple[list[Operation], list[Operation]]:
        """What an operation waits for and may be dead: Switches, of which one result always is, by themselves."""
        if op not in self.dead or op.role is MERGE:
            return [], []
        waits = [c for c in op.control_inputs if c in self.dead and (c, op) not in self.cut]
        return [c for c in waits if c.role is not SWITCH], [c for c in waits if c.role is SWITCH]

    def operands(self, op: Operation) -> list[Tensor]:
        real = self.twins.get
        return [real(t, t) for t in op.inputs]

    def is_owned(self, tensor: Tensor) -> bool:
        rule = tensor.op.definition
        return not (
            rule.stateful
            or rule.aliases
            or tensor in self.kept
            or tensor in self.shared
            or tensor in self.cells
            or tensor.op in self.dead
        )

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
        in_order = not self.overlap[0] <= i < self.overlap[1]
        passes = bool(op.outputs) and op.outputs[0] in self.cells
        elsewhere = None if store.elsewhere is None or passes else store.elsewhere(op)
        kernel = self.kernel_here(i, op, tensors, store, in_order) if elsewhere is None else elsewhere
        if op in self.dead and op.role is not MERGE:
            plain, switches = self.waits(op)
            kernel = control.guarded(kernel, op, len(inputs), len(switches))
            waits = [plan.written[c][0] for c in plain]
            reads = (*inputs, *waits, *(plan.slots[t] for t in _results(switches)))
        if op in self.polls:
            kernel = giving_way(kernel)
        written = self.outputs(op)
        plan.written[op] = written
        end = written[-1] + 1
        kept = self.kept_once(op)
        if kept:
            indices = [t.index for t in op.outputs if t in self.in_rounds]
            kernel = control.kept_once(kernel, len(reads), indices, len(op.outputs) > 1)
            reads, end = (*reads, *kept), kept[-1] + 1
        if following is not None:
            kernel, end = control.clearing(kernel, bool(kept)), self.new_slot(following.outputs[0]) + 1
            self.kept_once(following)
        out = written[0] if end == written[0] + 1 else slice(written[0], end)
        plan.code.append((kernel, getter(reads), out))
        plan.operations.append(op)
        plan.inputs.append(inputs)
        plan.outputs.append(written if op.outputs else ())
        if self.reuse and in_order:
            self.free.extend(plan.slots[t] for t in self.dying.get(i, ()))
            if len(op.outputs) == 1 and op.outputs[0] not in self.last_use and op.outputs[0] not in self.shared:
                self.free.append(written[0])

    def kernel_here(self, i: int, op: Operation, tensors: list[Tensor], store: Store, in_order: bool) -> Kernel:
        """What computes a node in this process, from the operands in their slots."""
        call = op.definition.waits
        kernel = op.definition.kernel(op, store) if in_order or call is None else beginning(call(op, store))
        cells = self.may_be_cells(op)
        shares = op.definition.shares
        if shares is not None and op.outputs[0] in self.cells:
            cells[shares.operand] = False
            return _sharing(_dereferenced(kernel, cells) if any(cells) else kernel, shares)
        if any(cells):
            self.plan.reads[i] = kernel, cells
            return _dereferenced(kernel, cells)
        if self.passes_cells_on(op):
            return _checked(kernel)
        return self.in_place(kernel, op, tensors, i) if self.reuse and in_order else kernel

    def kept_once(self, op: Operation) -> list[int]:
        """The slots right behind those of its results for what is fetched of an operation in a loop."""
        if not self.in_rounds:
            return []
        for t in op.outputs:
            if t in self.in_rounds and t not in self.kept_slots:
                slot = self.kept_slots[t] = self.new_slot(None, control.DEAD)
                self.plan.tensor[slot] = t
        return [self.kept_slots[t] for t in op.outputs if t in self.in_rounds]

    def passes_cells_on(self, op: Operation) -> bool:
        """Whether the cell of a variable that it takes stands for its value from here on."""
        if not op.definition.passes_on or op.role in ROUTING or op.outputs[0] not in self.cells:
            return False
        return any(t.dtype.is_ref for t in op.inputs)

    def may_be_cells(self, op: Operation) -> list[bool]:
        """For each operand, whether it may be a cell of which the kernel wants the value; [] when none may."""
        if not self.cells and not any(t.dtype.is_ref for t in op.inputs):
            return []
        return [self.may_be_cell(op, i) for i in range(len(op.inputs))]

    def may_be_cell(self, op: Operation, i: int) -> bool:
        """Whether an operand may be a cell of which the kernel wants the value."""
        t = op.inputs[i]
        if op.definition.passes_on and (op.outputs[0] in self.cells or op.outputs[0].dtype.is_ref):
            return False
        if t in self.cells:
            return True
        return t.dtype.is_ref and not op.definition.wants_reference(op, i)

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
        if ufunc is None or op.control_flow is not None or op in self.dead:
            return kernel
        for position, tensor in enumerate(tensors):
            shape = self.shape(tensor)
            if (
                not shape
                or self.last_use[tensor] != i
                or not self.is_owned(tensor)
                or tensor.dtype is not op.outputs[0].dtype
            ):
                continue
            others = [self.shape(t) for t in tensors if t is not tensor]
            if all(o == () or (o == shape and None not in shape) for o in others):
                self.plan.in_place[i] = InPlace(ufunc, position)
                if len(tensors) == 1:
                    return lambda x: ufunc(x, out=x)
                return (lambda x, y: ufunc(x, y, out=x)) if position == 0 else (lambda x, y: ufunc(x, y, out=y))
        return kernel


def getter(slots: tuple[int, ...]) -> Callable[[list[Any]], Sequence[Any]]:
    """A C function from the slot list to the operands, always a sequence."""
    if len(slots) > 1:
        return itemgetter(*slots)
    return itemgetter(slice(slots[0], slots[0] + 1) if slots else slice(0))


def _results(ops: Iterable[Operation]) -> list[Tensor]:
    return [t for op in ops for t in op.outputs]


def _dereferenced(kernel: Kernel, cells: Sequence[bool]) -> Kernel:
    """Read the cells among the operands before the kernel sees them, where `cells` says that one may be there."""
    if all(cells):
        return lambda *operands: kernel(*[control.read(v) if isinstance(v, Cell) else v for v in operands])
    return lambda *operands: kernel(
        *[control.read(v) if may and isinstance(v, Cell) else v for v, may in zip(operands, cells)]
    )


def _checked(kernel: Kernel) -> Kernel:
    """Pass cells on that have a value."""

    def run(*operands: Any) -> Any:
        for cell in operands:
            if isinstance(cell, Cell):
                control.read(cell)
        return kernel(*operands)

    return run


def _sharing(kernel: Kernel, shares: Shares) -> Kernel:
    """Make views of the memory of a cell, where TensorFlow makes no copy."""
    place = shares.operand

    def run(*operands: Any) -> Any:
        cell = operands[place]
        if not isinstance(cell, Cell):
            return kernel(*operands)
        before, after = operands[:place], operands[place + 1 :]
        value = control.read(cell)
        made = kernel(*before, value, *after)
        if shares.as_it_is:
            return cell
        others = [control.read(v) if isinstance(v, Cell) else v for v in (*before, *after)]
        if not isinstance(made, tuple):
            return View(cell, value, made) if shares.where(value, made, *others) else made
        return tuple([View(cell, value, part) if shares.where(value, part, *others) else part for part in made])

    return run
