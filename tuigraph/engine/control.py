"""Control flow in a flat plan: values that are not there, and instructions that jump.

A conditional (`Switch` ... `Merge`) runs in the straight line of the plan.  The side not taken carries DEAD.  An
operation with a dead operand, or one that waits for a dead operation, is passed over and its results are DEAD; `Merge`
picks the side that lives, and `ControlTrigger` runs in any case.  Only operations that can see DEAD pay for looking.

A loop is a stretch of instructions with two jumps.  Its Enter operations run once; then

    header   Merge ..., what the condition needs, LoopCond, Switch ...    if false: jump behind the loop
    body     the body, NextIteration ...                                  jump to the header

so that a loop in a loop is a stretch in a stretch, and stepping through one is stepping.  `Merge` takes what
NextIteration left, or what Enter brought when there is nothing yet: the slot of a NextIteration is the neighbour of
its Enter's, which clears it.  Which loop an operation is in is read off the Enters and Exits before it, as TensorFlow's
executor does, so that it does not matter how the graph came to be.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from tuigraph.engine.containers import UNINITIALIZED, Cell, held, uninitialized
from tuigraph.engine.errors import InternalError, InvalidArgumentError
from tuigraph.engine.graph import Operation, Tensor, where
from tuigraph.engine.nodes import chooses
from tuigraph.engine.opdef import Kernel
from tuigraph.engine.roles import ENTER, EXIT, IDENTITY, LOOP_COND, MERGE, NEXT_ITERATION, SWITCH, Role

WaitsFor = Callable[[Operation], Iterable[Operation]]
Instruction = tuple[Kernel, Callable[[list[Any]], Sequence[Any]], "int | slice"]
Jump = Callable[[list[Any]], int]


class _Dead:
    def __repr__(self) -> str:
        return "DEAD"


DEAD = _Dead()


def read(cell: Cell) -> Any:
    """The value of a variable.  Raises FailedPreconditionError when it has none yet."""
    value = cell.value
    if value is UNINITIALIZED:
        value = held(cell)
        if value is UNINITIALIZED:
            raise uninitialized(cell.root)
    return value


# ---------------------------------------------------------------- loops


class Frame:
    """A loop as the executor sees it: what lies between the Enters of one name and their Exits."""

    def __init__(self, name: str, outer: Frame | None, depth: int) -> None:
        self.name = name
        self.outer = outer
        self.depth = depth
        self.inner: dict[str, Frame] = {}

    def __repr__(self) -> str:
        return f"the loop '{self.name}'"

    def child(self, name: str | bytes) -> Frame:
        name = name.decode() if isinstance(name, bytes) else name
        if name not in self.inner:
            self.inner[name] = Frame(name, self, self.depth + 1)
        return self.inner[name]


class Stretch(NamedTuple):
    """Where a loop stands: its first and last operation, and the one after which it may be left."""

    first: Operation
    decides: Operation
    last: Operation
    condition: Operation
    back_edges: tuple[tuple[Operation, Operation], ...]  # (Enter, NextIteration) of each loop variable


class Schedule(NamedTuple):
    operations: list[Operation]
    loops: Sequence[Stretch] = ()
    frames: Mapping[Operation, Frame] = MappingProxyType({})  # of operations in loops
    cut: frozenset[tuple[Operation, Operation]] = frozenset()  # (before, op): control edges by which nobody waits

    def has_rounds(self, tensor: Tensor) -> bool:
        """Whether a tensor is made once in each round of a loop, and not once in a run."""
        frame = self.frames.get(tensor.op)
        if frame is not None and tensor.op.role is EXIT:
            frame = frame.outer
        return bool(self.loops) and frame is not None and frame.depth > 0

    def without(self, kept: set[Operation]) -> Schedule:
        """The same without the operations that are not in `kept`."""
        return Schedule([op for op in self.operations if op in kept], self.loops, self.frames, self.cut)


N = TypeVar("N", bound=Hashable)


def is_back_edge(op: Operation, tensor: Tensor) -> bool:
    return op.role is MERGE and tensor.op.role is NEXT_ITERATION


def is_loop_merge(op: Operation) -> bool:
    return op.role is MERGE and any(t.op.role is NEXT_ITERATION for t in op.inputs)


def variable_of(reference: Tensor) -> Tensor:
    """The variable, or whatever holds a state, that a reference or a handle comes from."""
    while reference.op.inputs:  # an Assign passes the variable on
        reference = reference.op.inputs[0]
    return reference


def given_out(op: Operation) -> Sequence[Tensor]:
    """The operands of which the results may be the memory."""
    if op.definition.passes_on:
        return op.inputs
    shares = op.definition.shares
    return () if shares is None else op.inputs[shares.operand : shares.operand + 1]


def clearing(kernel: Kernel, several: bool) -> Kernel:
    """Enter, and forget what the NextIteration next to it held."""
    if several:
        return lambda *operands: (*kernel(*operands), None)
    return lambda *operands: (kernel(*operands), None)


def kept_once(kernel: Kernel, count: int, indices: Sequence[int], several: bool) -> Kernel:
    """The kernel of an operation in a loop of which results are fetched: each may be there in one round only.

    Behind its `count` operands it takes what former rounds left of the results at `indices`, DEAD for nothing, and
    behind its results it gives what is left now.  Raises InternalError for a second one.
    """

    def run(*operands: Any) -> Any:
        made = kernel(*operands[:count])
        values = made if several else (made,)
        kept = list(operands[count:])
        for k, i in enumerate(indices):
            if values[i] is DEAD:
                continue
            if kept[k] is not DEAD:
                raise InternalError(
                    None, None, "Retval[0] has already been set: a loop fetches one value for each round."
                )
            kept[k] = values[i]
        return (*values, *kept)

    return run


def topological(nodes: list[N], waits_for: Callable[[N], Iterable[N]]) -> list[N]:
    """`nodes` with each after those of `nodes` that it waits for, and else in the order given.

    Kahn's algorithm with a heap.  Raises ValueError for a cycle.
    """
    import heapq  # not before there is a loop, for what it weighs

    rank = {node: i for i, node in enumerate(nodes)}
    waiting: dict[N, int] = {}
    followers: dict[N, list[N]] = {}
    for node in nodes:
        before = {b for b in waits_for(node) if b in rank and b is not node}
        waiting[node] = len(before)
        for b in before:
            followers.setdefault(b, []).append(node)
    ready = [rank[node] for node in nodes if not waiting[node]]
    heapq.heapify(ready)
    out: list[N] = []
    while ready:
        node = nodes[heapq.heappop(ready)]
        out.append(node)
        for follower in followers.get(node, ()):
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, rank[follower])
    if len(out) < len(nodes):
        stuck = next(node for node in nodes if waiting[node])
        raise ValueError(f"The graph has a cycle through {stuck!r}: an operation cannot wait for itself.")
    return out


def schedule_loops(ops: list[Operation], waits_for: WaitsFor, fed: set[Tensor]) -> Schedule:
    """A flat order in which each loop is a stretch of its own.

    Raises InvalidArgumentError for an operation that takes, or waits for, values of different loops.
    """
    outermost = Frame("", None, 0)
    line = topological(ops, waits_for)
    frames = _frames(line, fed, outermost)
    layout = _Layout(frames, waits_for)
    cut: set[tuple[Operation, Operation]] = set()
    try:
        order = layout.level(ops, outermost)
    except ValueError:
        cut = _waits_for_own_exit(line, waits_for, frames)
        if not cut:
            raise
        layout = _Layout(frames, lambda op: (before for before in waits_for(op) if (before, op) not in cut))
        order = layout.level(ops, outermost)
    inside = {op: frame for op, frame in frames.items() if frame is not outermost}
    return Schedule(order, layout.loops, inside, frozenset(cut))


def _waits_for_own_exit(
    line: list[Operation], waits_for: WaitsFor, frames: dict[Operation, Frame]
) -> set[tuple[Operation, Operation]]:
    """(before, op) of each control edge by which a loop waits for what comes out of it.

    A gradient gives a loop that is there already a counter and stacks.  When it is taken in a branch that the loop's
    result decides on, their first values wait for that branch, and with TensorFlow's executor they would go round the
    loop after the rest.  Here a loop is one stretch, so they do not wait: without the branch nobody reads them.  What
    came into the loop only to be waited for stays outside, behind it.
    """
    after: dict[Operation, frozenset[Frame]] = {}  # the loops whose Exit each operation follows
    read: dict[Operation, list[Operation]] = {}
    late: set[Operation] = set()  # what is in a loop, and follows its Exit
    for op in line:
        found = frozenset[Frame]().union(*(after.get(before, ()) for before in waits_for(op)))
        after[op] = found | {frames[op]} if op.role is EXIT else found
        for t in op.inputs:
            read.setdefault(t.op, []).append(op)
        if (op.role is ENTER and frames[op] in found) or (op.role is IDENTITY and op.inputs[0].op in late):
            late.add(op)
    for op in reversed(line):
        if op in late and not late.issuperset(read.get(op, ())):
            late.remove(op)
    into: dict[Operation, set[Frame]] = {}  # the loops whose Enter each operation leads to
    cut = set()
    for op in reversed(line):
        loops = into.setdefault(op, set())
        if op in late:
            frames[op] = frames[op].outer or frames[op]
        elif op.role is ENTER:
            loops.add(frames[op])
        is_source = not op.inputs and not op.definition.stateful
        for before in waits_for(op):
            if (before in late and op not in late) or (is_source and not loops.isdisjoint(after.get(before, ()))):
                cut.add((before, op))
            else:
                into.setdefault(before, set()).update(loops)
    return cut


def _frames(ops: list[Operation], fed: set[Tensor], outermost: Frame) -> dict[Operation, Frame]:
    """The frame of each operation; that of an Enter or Exit is the loop's own."""
    frames: dict[Operation, Frame] = {}
    after: dict[Operation, Frame] = {}  # the frame that the results are in
    for op in ops:
        frame, first = outermost, None
        for t in op.inputs:
            if t not in fed and is_back_edge(op, t):
                continue
            found = outermost if t in fed else after[t.op]
            frame, first = _same_frame(op, frame, first, found, t.op)
        for c in op.control_inputs:
            if c in after:
                frame, first = _same_frame(op, frame, first, after[c], c)
        if op.role is ENTER:
            frame = frame.child(op.attrs["frame_name"])
        frames[op] = frame
        after[op] = frame.outer if op.role is EXIT and frame.outer is not None else frame
    return frames


def _same_frame(
    op: Operation, frame: Frame, first: Operation | None, found: Frame, source: Operation
) -> tuple[Frame, Operation]:
    if first is None or frame is found:
        return found, first or source
    raise InvalidArgumentError(
        None,
        op,
        f"{{{{node {op.name}}}}} has inputs from different frames. The input {{{{node {first.name}}}}} is in frame "
        f"'{frame.name}'. The input {{{{node {source.name}}}}} is in frame '{found.name}'.\n  node {where(op)}",
    )


class _Layout:
    """Puts the operations of each level in order, each loop in it taken as a whole; as deep as loops are nested."""

    def __init__(self, frames: dict[Operation, Frame], waits_for: WaitsFor) -> None:
        self.frames = frames
        self.waits_for = waits_for
        self.loops: list[Stretch] = []

    def level(self, ops: list[Operation], frame: Frame) -> list[Operation]:
        child = {op: self._child(op, frame) for op in ops}
        blocks: dict[Any, list[Operation]] = {}
        for op in ops:
            blocks.setdefault(child[op] or op, []).append(op)

        def block_waits_for(block: Any) -> Iterable[Any]:
            return (child[b] or b for op in blocks[block] for b in self.waits_for(op) if b in child)

        out: list[Operation] = []
        for block in topological(list(blocks), block_waits_for):
            out.extend([block] if isinstance(block, Operation) else self._loop(blocks[block], block))
        return out

    def _child(self, op: Operation, frame: Frame) -> Frame | None:
        """The loop directly inside `frame` that `op` belongs to."""
        found: Frame | None = self.frames[op]
        while found is not None and found is not frame and found.outer is not frame:
            found = found.outer
        return None if found is frame else found

    def _loop(self, ops: list[Operation], frame: Frame) -> list[Operation]:
        own = [op for op in ops if self.frames[op] is frame]
        enters = [op for op in own if op.role is ENTER]
        exits = [op for op in own if op.role is EXIT]
        condition = next((op for op in own if op.role is LOOP_COND), None)
        if condition is None:
            return self._entered_only(ops, frame, enters, exits)
        merges = [op for op in own if is_loop_merge(op)]
        for merge in merges:
            _check_types(merge)
        switches = [op for op in own if op.role is SWITCH and op.inputs[1].op is condition]
        inside = set(ops) - set(enters) - set(exits)
        header = {condition, *merges, *switches}
        stack = [condition, *merges, *switches, *self._before_exits(exits, inside, switches)]
        header.update(stack)
        while stack:
            for before in self.waits_for(stack.pop()):
                if before in inside and before not in header:
                    whole = self._child(before, frame)
                    block = [before] if whole is None else [op for op in ops if self._child(op, frame) is whole]
                    header.update(block)
                    stack.extend(block)
        head = self.level([op for op in ops if op in header], frame)
        body = self.level([op for op in ops if op in inside and op not in header], frame)
        pairs = tuple(
            (t.op, b.op)
            for m in merges
            for t in m.inputs
            for b in m.inputs
            if t.op.role is ENTER and b.op.role is NEXT_ITERATION
        )
        self.loops.append(Stretch(head[0], head[-1], (body or head)[-1], condition, pairs))
        return topological(enters, self.waits_for) + head + body + exits

    def _before_exits(
        self, exits: list[Operation], inside: set[Operation], switches: list[Operation]
    ) -> list[Operation]:
        """What stands between a Switch and an Exit, and so is computed in the last round, in which there is no body."""
        found: list[Operation] = []
        pending = [exit.inputs[0] for exit in exits]
        while pending:
            op = pending.pop().op
            if op in inside and op.role is IDENTITY and op not in found and op not in switches:
                found.append(op)
                pending.append(op.inputs[0])
        return found

    def _entered_only(
        self, ops: list[Operation], frame: Frame, enters: list[Operation], exits: list[Operation]
    ) -> list[Operation]:
        """A frame without a condition: what enters it runs once."""
        first = topological(enters, self.waits_for)
        rest = [op for op in ops if op not in set(enters) and op not in set(exits)]
        return first + self.level(rest, frame) + exits


def _check_types(merge: Operation) -> None:
    wanted = merge.inputs[0].dtype.base_dtype
    for i, value in enumerate(merge.inputs):
        if value.dtype.base_dtype is not wanted:
            raise InvalidArgumentError(
                None,
                merge,
                f"Input {i} of node {merge.name} was passed {value.dtype.base_dtype.name} from {value.name} "
                f"incompatible with expected {wanted.name}: the body of the loop returns another type than the loop "
                f"variable has.\n  node {where(merge)}",
            )


def jumps(
    schedule: Schedule, operations: list[Operation], slots: dict[Tensor, int]
) -> dict[int, Callable[[list[Any]], int]]:
    """For each place where the straight line of a plan's `operations` ends, where to go on."""
    index = {op: i for i, op in enumerate(operations)} if schedule.loops else {}
    found: dict[int, Callable[[list[Any]], int]] = {}
    for loop in schedule.loops:
        slot = slots[loop.condition.outputs[0]]
        found[index[loop.decides] + 1] = _leave_or_go_on(slot, index[loop.decides] + 1, index[loop.last] + 1)
        found[index[loop.last] + 1] = _go_to(index[loop.first])
    return found


def _leave_or_go_on(slot: int, body: int, behind: int) -> Callable[[list[Any]], int]:
    return lambda values: body if values[slot] is not DEAD and values[slot] else behind


def _go_to(place: int) -> Callable[[list[Any]], int]:
    return lambda values: place


# ---------------------------------------------------------------- which operations may be dead

Conditions = frozenset[Any]  # of (predicate, side), or of one object for what is not known better: all have to hold
_ALWAYS: Conditions = frozenset()


def possibly_dead(schedule: Schedule, fed: set[Tensor]) -> set[Operation]:
    """The operations that do not run in each run, or in each round of their loop."""
    if not any(map(chooses, schedule.operations)):
        return set()
    unsure: set[Operation] = set()
    while True:
        found = _Conditions(schedule, fed, unsure)
        if found.unsure <= unsure:
            return {op for op, conditions in found.of.items() if conditions}
        unsure |= found.unsure


class _Conditions:
    """Under which conditions each operation runs.

    They are exact, so that a Merge of two sides that differ in one predicate alone runs wherever both would.  Where
    they are not known, an object of its own stands for them.  `unsure` are the Merges of loop variables whose next
    value does not come under the conditions of the loop.
    """

    def __init__(self, schedule: Schedule, fed: set[Tensor], unsure: set[Operation]) -> None:
        self.frames = schedule.frames
        self.fed = fed
        self.of: dict[Operation, Conditions] = {}
        self.unsure: set[Operation] = set()
        self._given = unsure
        for op in schedule.operations:
            self.of[op] = self._conditions(op)
        going_on = {self.frames[loop.condition]: self.of[loop.condition] for loop in schedule.loops}
        for op in schedule.operations:
            if is_loop_merge(op):
                round_on = self.of[op] | going_on.get(self.frames[op], _ALWAYS)
                if any(t.op.role is NEXT_ITERATION and not self.value(t) <= round_on for t in op.inputs):
                    self.unsure.add(op)

    def value(self, tensor: Tensor) -> Conditions:
        op = tensor.op
        if tensor in self.fed or op not in self.of:
            return _ALWAYS
        if chooses(op):
            return self.of[op] | {(_source(op.inputs[1]), tensor.index)}
        return self.of[op]

    def _conditions(self, op: Operation) -> Conditions:
        if op.role is Role.TRIGGER:
            return _ALWAYS
        if is_loop_merge(op):
            entered = _union(self.value(t) for t in op.inputs if t.op.role is not NEXT_ITERATION)
            return entered | {op} if op in self._given else entered
        if op.role is MERGE:
            return _merged([self.value(t) for t in op.inputs], op)
        found = _union([*map(self.value, op.inputs), *(self.of.get(c, _ALWAYS) for c in op.control_inputs)])
        if found and op.role is EXIT:
            return self._outside(found, op)
        return found

    def _outside(self, conditions: Conditions, exit: Operation) -> Conditions:
        """Those that mean something outside of the loop that is left."""
        frame = self.frames.get(exit)
        kept = frozenset(c for c in conditions if self.frames.get(c[0].op if isinstance(c, tuple) else c) is not frame)
        return kept if len(kept) == len(conditions) else kept | {exit}


def _union(sets: Iterable[Conditions]) -> Conditions:
    found = _ALWAYS
    for each in sets:
        if each and each is not found:
            found = found | each if found else each
    return found


def _merged(sides: list[Conditions], merge: Operation) -> Conditions:
    if any(not side for side in sides):
        return _ALWAYS
    if len(sides) == 2:
        one, other = sides[0] - sides[1], sides[1] - sides[0]
        if not one or not other:
            return sides[0] & sides[1]
        if len(one) == len(other) == 1:
            (a,), (b,) = one, other
            if isinstance(a, tuple) and isinstance(b, tuple) and a[0] is b[0] and a[1] != b[1]:
                return sides[0] & sides[1]
    return frozenset([merge])


def _source(pred: Tensor) -> Tensor:
    while pred.op.role is IDENTITY:
        pred = pred.op.inputs[0]
    return pred


def guarded(kernel: Kernel, op: Operation, count: int, switches: int) -> Kernel:
    """Pass over the kernel when an operand, or something that it waits for, is dead.

    `count` operands come first, then the results of what it waits for, at the end both results of each of `switches`
    Switches, which are dead when both are.
    """
    nothing = (DEAD,) * len(op.outputs) if len(op.outputs) > 1 else DEAD

    def run(*operands: Any) -> Any:
        for value in operands:
            if value is DEAD:
                return nothing
        return kernel(*operands[:count])

    if not switches:
        return run

    def run_behind_switches(*operands: Any) -> Any:
        plain = len(operands) - 2 * switches
        for i in range(plain, len(operands), 2):
            if operands[i] is DEAD and operands[i + 1] is DEAD:
                return nothing
        for value in operands[:plain]:
            if value is DEAD:
                return nothing
        return kernel(*operands[:count])

    return run_behind_switches
