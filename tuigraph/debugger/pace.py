"""How fast a plan can be recorded.

Executing step by step costs about a microsecond a step beyond the kernel, which shows in a training loop of small
kernels.  So a plan without branches and loops that nobody steps through is swept: what lies between two steps that
write state is executed in one go, which leaves the same records behind.  Only the time of a single step is then that
of the plan's newest timed run: the first runs are timed, and one of many later on.
"""

from __future__ import annotations

from tuigraph.debugger.reruns import Sources
from tuigraph.engine.plan import Plan

TIMED_FIRST = 2  # runs
TIMED_EVERY = 64  # runs
LONG = 20_000_000  # nanoseconds; an interrupt should find a step to stop at sooner

_READERS = frozenset({"Variable", "VariableV2", "VarHandleOp", "ReadVariableOp", "IsVariableInitialized"})
_BRANCHES = frozenset({"Switch", "RefSwitch", "Merge", "RefMerge"})


class Pace:
    """What the timeline knows of a plan whose runs it holds."""

    __slots__ = (
        *("first_slot", "is_plain", "nanoseconds", "ones", "runs", "runs_kept", "sources", "total", "writer_from"),
    )

    def __init__(self, plan: Plan) -> None:
        count = len(plan)
        self.runs = 0
        self.runs_kept = 0
        self.nanoseconds = [0] * count  # of each step, newest
        self.total = 0
        self.ones = [1] * count
        self.sources = Sources(plan)
        self.first_slot: list[int] = []
        self.is_plain = not plan.jumps and all(op.type not in _BRANCHES for op in plan.operations)
        following = 0
        for _, _, out in plan.code:
            first, last = (out, out + 1) if isinstance(out, int) else (out.start, out.stop)
            self.is_plain = self.is_plain and (not self.first_slot or first == following)
            self.first_slot.append(first)
            following = last
        self.first_slot.append(following)
        self.writer_from = [count] * (count + 1)  # the next instruction from here on that may write state
        for i in reversed(range(count)):
            op = plan.operations[i]
            writes = op.definition.stateful and op.type not in _READERS
            self.writer_from[i] = i if writes else self.writer_from[i + 1]

    def begin(self) -> bool:
        """Another run begins: whether it can be swept."""
        self.runs += 1
        self.runs_kept += 1
        return self.is_plain and self.runs > TIMED_FIRST and self.runs % TIMED_EVERY != 0 and self.total < LONG
