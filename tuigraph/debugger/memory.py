"""How many bytes the values of a run take at each step: by what they are, and by the plan's last uses.

Values that share memory count once, for as long as one of them lives.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tuigraph.debugger.buffers import buffer_of, size_of
from tuigraph.engine.containers import Cell
from tuigraph.engine.execute import DEAD
from tuigraph.engine.plan import Plan


class Memory:
    """The memory of one run, worked out as far as somebody has asked."""

    def __init__(self, plan: Plan, values: list[Any]) -> None:
        self._plan = plan
        self._values = values
        self._bytes = 0
        self._end_of: dict[int, int] = {}  # buffer -> the instruction after which it is dropped
        self._dying: dict[int, int] = {}  # instruction -> bytes that are dropped after it
        for slot, _ in plan.feeds:
            self._born(slot, 0)
        self._live = [self._bytes]  # after so many instructions
        self._peak = [self._bytes]

    def at(self, pc: int) -> tuple[int, int]:
        """Bytes that live after the first `pc` instructions, and the most there had been; they have to have run."""
        for index in range(len(self._live) - 1, pc):
            for slot in self._plan.outputs[index]:
                self._born(slot, index)
            self._peak.append(max(self._peak[-1], self._bytes))
            self._bytes -= self._dying.pop(index, 0)
            self._live.append(self._bytes)
        return self._live[pc], self._peak[pc]

    def _born(self, slot: int, index: int) -> None:
        value = self._values[slot]
        if value is None or value is DEAD or isinstance(value, Cell):
            return
        key = buffer_of(value) if isinstance(value, np.ndarray) else -slot - 1
        size, end = size_of(value), max(self._plan.last_use[slot], index)
        known = self._end_of.get(key, -1)
        if known >= index:  # it shares memory with a value that lives
            if known >= end:
                return
            self._dying[known] -= size
        else:
            self._bytes += size
        self._end_of[key] = end
        self._dying[end] = self._dying.get(end, 0) + size
