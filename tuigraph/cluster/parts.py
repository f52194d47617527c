"""Pieces of runs that are made once and run by their number: here, or on another task."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

from tuigraph.cluster import messages
from tuigraph.cluster.lines import Lines, Unavailable, Untrusted
from tuigraph.cluster.messages import Message
from tuigraph.cluster.placing import Task, names_state, wants_state
from tuigraph.engine import control, quiet
from tuigraph.engine.containers import UNINITIALIZED, Cell, Key, Store, deadline
from tuigraph.engine.errors import (
    DeadlineExceededError,
    InvalidArgumentError,
    OpError,
    UnauthenticatedError,
    UnavailableError,
)
from tuigraph.engine.execute import Execution, read_fetched
from tuigraph.engine.fetches import Fetches
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.opdef import Writes
from tuigraph.engine.plan import Plan
from tuigraph.engine.prepared import RUNS_BEFORE_HOT, Prepared

_PATIENCE = 3.0  # seconds in which a task that has been there has to answer
_QUICK = 1e-3  # seconds that a run may take without a thread of its own
_PAUSE = 0.1  # between two attempts to reach one that has not
_FIRST_WAIT, _WAIT = 2.0, 5.0  # seconds between two lines about one that has not been there yet


class Runner(Protocol):
    """What runs a request, or a part of one, from values of slots to values of slots."""

    def run(self, slots: Sequence[Any]) -> list[Any]: ...


class Part:
    """A graph that this process runs on a store, from values of slots to values of slots."""

    def __init__(
        self, graph: Graph, fetches: Sequence[Tensor], targets: Sequence[Operation], feeds: list[Tensor], store: Store
    ) -> None:
        self.fetches = list(fetches)
        self.prepared = Prepared(graph, Fetches(graph, [self.fetches, list(targets)]), feeds, store, False)
        self.writes = written(graph)
        rules = [op.definition for op in graph._operations]
        self.may_take_long = any(rule.waits is not None or rule.reaches_out for rule in rules)
        self.is_quick = False

    def run(self, slots: Sequence[Any]) -> list[Any]:
        """The values of the fetches.  Raises OpError."""
        began = time.perf_counter()
        found = self._values(slots)
        self.is_quick = not self.may_take_long and time.perf_counter() - began < _QUICK
        return found

    def _values(self, slots: Sequence[Any]) -> list[Any]:
        plan = self.prepared.plan_for(slots)
        if plan.runs == RUNS_BEFORE_HOT:
            plan.hot = self.prepared.flat(plan)
        plan.runs += 1
        if plan.hot is not None:
            return list(plan.hot(*slots))
        return self._run(plan, slots)

    def _run(self, plan: Plan, slots: Sequence[Any]) -> list[Any]:
        execution = Execution(plan, self.prepared.store)
        for (slot, _), value in zip(plan.feeds, slots):
            execution.values[slot] = value
        settings = quiet.begin()
        try:
            execution.advance()
        finally:
            execution.give_up()
            quiet.end(settings)
        return [_sent(execution.values[slot], t) for t, slot in zip(self.prepared.asked.tensors, plan.fetched)]


def _sent(value: Any, tensor: Tensor) -> Any:
    if isinstance(value, Cell):
        return read_fetched(value, tensor)
    if value is control.DEAD:
        raise InvalidArgumentError(
            None,
            tensor.op,
            f"Retval[0] does not have value: '{tensor.name}' belongs to a side of a conditional that was not taken, or "
            "to a loop that made no round.",
        )
    return value


def written(graph: Graph) -> list[Key]:
    """The cells that a graph may write."""
    found: dict[Key, None] = {}
    for op in graph._operations:
        if op.definition.writes is Writes.NOTHING:
            continue
        for i, t in enumerate(op.inputs):
            root = control.variable_of(t).op
            if wants_state(op, i) and names_state(root):
                found[root.attrs.get("container", ""), root.attrs.get("shared_name") or root.name] = None
    return list(found)


class Seen(NamedTuple):
    """What a cell of a task holds, as far as it is an array."""

    value: Any
    era: str  # another one as soon as its container was emptied, or the task started anew
    writer: str  # the label of the session that has written it last


class Peer:
    """A task of another process, as this one knows it."""

    seen: ClassVar[set[str]] = set()  # the addresses where somebody has answered

    def __init__(self, lines: Lines, name: str, address: str, waits: Callable[[str, str], None]) -> None:
        self.lines = lines
        self.name = name
        self.address = address
        self.tell = waits

    def ask(self, message: Message) -> Message:
        """The answer.

        A task that has never answered is waited for.  Raises UnavailableError for one that has, DeadlineExceededError
        when the run's time is over, and the error that the answer is.
        """
        remaining = deadline.remaining()
        try:
            return self.lines.wait_for(self.asked(message), remaining)
        except TimeoutError:
            raise self.too_late() from None
        except RemoteError as error:
            raise error.error from None

    def too_late(self) -> DeadlineExceededError:
        return DeadlineExceededError(None, None, f"{self.name} at {self.address} has not answered in the time given.")

    async def asked(self, message: Message) -> Message:
        began, told = time.monotonic(), 0.0
        while True:
            known = self.address in self.seen
            try:
                answer = await self.lines.call(self.address, message, _PATIENCE if known else _FIRST_WAIT)
            except Untrusted as error:
                raise UnauthenticatedError(None, None, f"{self.name}: {error}") from None
            except Unavailable as error:
                if known or self.address in self.seen:
                    raise UnavailableError(None, None, f"{self.name}: {error}") from None
                waited = time.monotonic() - began
                if waited - told >= (_WAIT if told else _FIRST_WAIT):
                    told = waited
                    self.tell(self.name, self.address)
                await asyncio.sleep(_PAUSE)
                continue
            self.seen.add(self.address)
            if "error" in answer:
                raise RemoteError(answer["error"])
            return answer

    def peek(self, task: Task, key: Key) -> Seen:
        """What a cell of a task holds; asked of this task, which passes the question on."""
        answer = self.ask({"op": "peek", "task": list(task), "key": list(key)})
        value = messages.unpacked(answer["values"])[0] if "values" in answer else UNINITIALIZED
        return Seen(value, str(answer["era"]), str(answer["writer"]))

    def poke(self, task: Task, key: Key, value: Any, label: str, era: str) -> bool:
        """Put a value into a cell of a task, unless its container was emptied since that era."""
        message: Message = {"op": "poke", "task": list(task), "key": list(key), "label": label, "era": era}
        answer = self.ask(message if value is UNINITIALIZED else {**message, "values": messages.packed([value])})
        return not answer.get("emptied")


class RemoteError(Exception):
    """An error of a run on another task, as it was sent."""

    def __init__(self, fields: Message) -> None:
        super().__init__(fields.get("text"))
        self.node = str(fields.get("node"))
        self.error = messages.error_of(fields)


class Sent:
    """A graph that another task runs: it goes there once, and again when the task does not know it any more."""

    def __init__(
        self,
        peer: Peer,
        kind: Message,
        graph: Graph,
        fetches: Sequence[Tensor],
        targets: Sequence[Operation],
        feeds: Sequence[Tensor],
    ) -> None:
        self.peer = peer
        self.kind = kind  # what is asked for, by which session, under which number
        self.whole: Message = {
            "graph": graph.as_graph_def().SerializeToString(),
            "fetches": [t.name for t in fetches],
            "targets": [op.name for op in targets],
            "feeds": [t.name for t in feeds],
        }
        self.is_there = False

    async def run(self, slots: Sequence[Any], seconds: float | None) -> list[Any]:
        """The values of the fetches.  Raises OpError, RemoteError."""
        message = {**self.kind, "values": messages.packed(slots), "seconds": seconds}
        answer = await self.peer.asked(message if self.is_there else {**message, **self.whole})
        if answer.get("unknown"):
            answer = await self.peer.asked({**message, **self.whole, "values": messages.packed(slots)})
        self.is_there = True
        return messages.unpacked(answer.get("values"))


def told(error: OpError, op: Operation | None) -> OpError:
    """An error with the node of the session's graph that it is about, and the user's line."""
    from tuigraph.engine.graph import where

    if op is None:
        return error
    lines = error.message.split("\n")
    text = "\n".join(f"  node {where(op)}" if line.startswith("  node '") else line for line in lines)
    return type(error)(None, op, text)
