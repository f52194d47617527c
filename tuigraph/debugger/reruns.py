"""Which calls of a kernel were made again although nothing had changed: its operands were those of its last call.

No results are compared.  What a node computes hangs on its *sources*: the reads of variables, the feeds, and the
operations with a state or an effect, which count as changed every time (as does all that stands in a loop).  So a plan
is studied once, which gives each instruction a mask of sources; then a run costs one comparison per source, of the
number of the assignment that a variable's value comes from, and of the bits of a fed value.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from tuigraph.engine.containers import Cell
from tuigraph.engine.graph import Operation
from tuigraph.engine.plan import Plan
from tuigraph.engine.roles import Role

ALWAYS = 1  # the bit of what counts as changed every time

Version = Callable[[Cell, int, bool], int]
"""The number of a variable's value at the end of a run (True) or at its start."""
Token = tuple[str, int]  # a source and the number of its value
Signature = tuple[Token, ...]


class Sources:
    """The sources of a plan, and the mask of those that each instruction depends on."""

    __slots__ = ("feeds", "masks", "names", "operations", "reads")

    def __init__(self, plan: Plan) -> None:
        self.feeds: list[tuple[int, str]] = [(slot, plan.tensor[slot].name) for slot, _ in plan.feeds]
        self.reads: list[tuple[int, str, bool]] = []  # slot and name of the variable, whether after a write
        self.masks: list[int] = []
        self.operations = plan.operations
        bits: dict[tuple[int, bool], int] = {}
        of_slot = {slot: 2 << i for i, (slot, _) in enumerate(self.feeds)}
        variables: dict[int, str] = {}  # by slot
        references: dict[int, int] = {}  # by slot, that of the variable: a Switch or an assignment passes it on
        written: set[int] = set()
        for i, op in enumerate(plan.operations):
            mask = 0
            referred = [references[slot] for slot in plan.inputs[i] if slot in references]
            for slot in plan.inputs[i]:
                mask |= of_slot.get(slot, 0)
            if op.definition.takes_references:
                written.update(referred)
                passed_on = (slot for slot, t in zip(plan.outputs[i], op.outputs) if t.dtype.is_ref)
                references.update(dict.fromkeys(passed_on, referred[0]) if referred else {})
                referred = []
            for slot in referred:
                key = slot, slot in written
                if key not in bits:
                    bits[key] = 2 << (len(self.feeds) + len(self.reads))
                    self.reads.append((slot, variables[slot], slot in written))
                mask |= bits[key]
            in_loop = op in plan.frames or not plan.cells.isdisjoint(plan.inputs[i])
            if op.role is Role.VARIABLE:
                variables[plan.outputs[i][0]] = op.name
                references[plan.outputs[i][0]] = plan.outputs[i][0]
            elif op.definition.stateful or in_loop:
                mask |= ALWAYS
            self.masks.append(mask)
            of_slot.update((slot, mask) for slot in plan.outputs[i])
        self.names = [name for _, name in self.feeds] + [name for _, name, _ in self.reads]

    def tokens(self, values: list[Any], run: int, version: Version, fed: Fed) -> list[int]:
        """The numbers of the values of all sources in a run that has ended, in the order of their bits."""
        found = [fed.number(name, values[slot]) for slot, name in self.feeds]
        for slot, _, after_write in self.reads:
            cell = values[slot]
            found.append(version(cell.root, run, after_write) if isinstance(cell, Cell) else -1)
        return found

    def signature(self, mask: int, tokens: list[int]) -> Signature | None:
        """The sources behind a mask; None for what changes every time."""
        if mask & ALWAYS:
            return None
        return tuple((self.names[i], token) for i, token in enumerate(tokens) if mask & 2 << i)


class Fed:
    """Numbers the values that were fed to a tensor: one with the bits of the last one gets its number again.

    Arrays are not held; once the timeline has dropped one, the next counts as another.
    """

    def __init__(self) -> None:
        self._last: dict[str, tuple[Any, int]] = {}
        self._count = 0

    def number(self, name: str, value: Any) -> int:
        known = self._last.get(name)
        if known is not None:
            last = known[0]() if isinstance(known[0], weakref.ref) else known[0]
            if last is value or _same_bits(last, value):
                return known[1]
        self._count += 1
        self._last[name] = weakref.ref(value) if isinstance(value, np.ndarray) else value, self._count
        return self._count


def _same_bits(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if not isinstance(a, (np.ndarray, np.generic)):
        return bool(a == b)
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    if a.dtype.hasobject:
        return bool(np.array_equal(a, b))
    return bool(np.array_equal(_bytes(a), _bytes(b)))


def _bytes(value: Any) -> Any:
    return np.ascontiguousarray(value).reshape(-1).view(np.uint8)


class Reruns:
    """What the nodes of one session were last called with."""

    def __init__(self) -> None:
        self._fed = Fed()
        self._nodes: dict[str, Signature | None] = {}  # without what the last run of `_plan` did
        self._plan: Sources | None = None  # of the plan whose last run was whole, and the newest of the session
        self._tokens: list[int] = []

    def forget(self) -> None:
        """Runs have overlapped: nobody knows which of them a value was read for."""
        self._nodes.clear()
        self._plan = None

    def whole(self, sources: Sources, values: list[Any], run: int, version: Version) -> int | None:
        """A run in which each instruction ran once: the mask of what changed, where the last run was of this plan too.

        Else None, and `partial` has to be asked.
        """
        if self._plan is not sources:
            return None
        tokens = sources.tokens(values, run, version, self._fed)
        changed = ALWAYS
        if tokens != self._tokens:
            for i, token in enumerate(tokens):
                if token != self._tokens[i]:
                    changed |= 2 << i
            self._tokens = tokens
        return changed

    def partial(
        self, sources: Sources, values: list[Any], counts: list[int], run: int, version: Version
    ) -> list[Operation]:
        """The nodes that ran again in a run although nothing had changed."""
        if self._plan is not None:
            self._note(self._plan, [1] * len(self._plan.masks), self._tokens)
        tokens = sources.tokens(values, run, version, self._fed)
        found = self._note(sources, counts, tokens)
        self._plan = sources if all(count == 1 for count in counts) else None
        self._tokens = tokens
        return found

    def _note(self, sources: Sources, counts: list[int], tokens: list[int]) -> list[Operation]:
        signatures: dict[int, Signature | None] = {}
        nodes = self._nodes
        found: list[Operation] = []
        for op, mask, count in zip(sources.operations, sources.masks, counts):
            if not count:
                continue
            if mask not in signatures:
                signatures[mask] = sources.signature(mask, tokens)
            signature = signatures[mask]
            if signature is not None and nodes.get(op.name) == signature:
                found.append(op)
            nodes[op.name] = signature
        return found
