"""How fast a plan can be recorded.

Executing step by step costs about a microsecond a step beyond the kernel, which shows in a training loop of small
kernels.  So a plan without branches and loops that nobody steps through is swept: what lies between two steps that
write state is executed in one go, which leaves the same records behind.  Only the time of a single step is then that
of the plan's newest timed run: the first runs are timed, and one of many later on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tuigraph.debugger.reruns import Sources
from tuigraph.engine.opdef import Writes
from tuigraph.engine.plan import Plan, getter
from tuigraph.engine.roles import Role

TIMED_FIRST = 2  # runs
TIMED_EVERY = 64  # runs
LONG = 20_000_000  # nanoseconds; an interrupt should find a step to stop at sooner
ENDLESS = 100_000_000  # nanoseconds of a run that an interrupt does not wait out


Getter = Callable[[list[Any]], Sequence[Any]]


class Pace:
    """What the timeline knows of a plan whose runs it holds."""

    __slots__ = (
        *("_getters", "_own", "constants", "first_slot", "held", "is_plain", "may_call_python", "nanoseconds"),
        *("numbers", "ones", "runs", "runs_kept", "sources", "total", "writer_from", "writers"),
    )

    def __init__(self, plan: Plan) -> None:
        count = len(plan)
        self.runs = 0
        self.runs_kept = 0
        self.nanoseconds = [0] * count  # of each step, newest
        self.total = 0
        self.ones = [1] * count
        self.sources = Sources(plan)
        self.held: list[int] | None = None  # the buffers of the constants, which a plan has once
        self.constants, self._own = _memory(plan)
        self.numbers = list(range(count))
        self._getters: dict[tuple[int, int], tuple[Getter, Getter]] = {}
        self.first_slot: list[int] = []
        in_order = not plan.jumps and plan.overlap is None
        self.is_plain = in_order and all(op.role not in (Role.SWITCH, Role.MERGE) for op in plan.operations)
        writes = [op.definition.writes for op in plan.operations]
        following = 0
        for _, _, out in plan.code:
            first, last = (out, out + 1) if isinstance(out, int) else (out.start, out.stop)
            self.is_plain = self.is_plain and (not self.first_slot or first == following)
            self.first_slot.append(first)
            following = last
        self.first_slot.append(following)
        self.writer_from = [count] * (count + 1)  # the next instruction from here on that may write state
        for i in reversed(range(count)):
            self.writer_from[i] = i if writes[i] is not Writes.NOTHING else self.writer_from[i + 1]
        known = self.is_plain and Writes.ANYTHING not in writes  # each writer writes exactly one cell
        self.writers = [i for i, what in enumerate(writes) if what is not Writes.NOTHING] if known else None
        self.may_call_python = Writes.ANYTHING in writes

    def results(self, values: list[Any], start: int, stop: int) -> tuple[Sequence[Any], Sequence[Any]]:
        """What some instructions of a plain plan have left in their slots, constants left out.

        First the results whose memory nobody shares, then the others.
        """
        getters = self._getters.get((start, stop))
        if getters is None:
            slots = [s for s in range(self.first_slot[start], self.first_slot[stop]) if s not in self.constants]
            own = tuple([slot for slot in slots if slot in self._own])
            shared = tuple([slot for slot in slots if slot not in self._own])
            getters = self._getters[start, stop] = getter(own), getter(shared)
        return getters[0](values), getters[1](values)

    @property
    def is_next_timed(self) -> bool:
        """Whether the next run is to be timed, step by step."""
        following = self.runs + 1
        return following <= TIMED_FIRST or following % TIMED_EVERY == 0

    @property
    def untimed(self) -> int:
        """How many runs may follow before one is to be timed."""
        return 0 if self.is_next_timed else TIMED_EVERY - 1 - self.runs % TIMED_EVERY

    def begin(self) -> bool:
        """Another run begins: whether it can be swept."""
        timed = self.is_next_timed
        self.runs += 1
        self.runs_kept += 1
        return self.is_plain and not timed and self.total < LONG


def _memory(plan: Plan) -> tuple[set[int], set[int]]:
    """The slots that hold constants or views of them, and those whose memory belongs to nobody else."""
    constants: set[int] = set()
    own: set[int] = set()
    for i, op in enumerate(plan.operations):
        rule, outputs = op.definition, plan.outputs[i]
        if rule.stateful or rule.aliases:
            own.difference_update(plan.inputs[i])  # it may keep an operand or pass it on
        if not rule.stateful and all(slot in constants for slot in plan.inputs[i]) and (rule.aliases or not op.inputs):
            constants.update(outputs)
        elif not rule.stateful and not rule.aliases:
            own.update(slot for slot, t in zip(outputs, op.outputs) if t.dtype.base_dtype.name != "string")
    return constants, own
