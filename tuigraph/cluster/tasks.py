"""A task of a cluster: the state that it keeps, the sessions that use it, and what it answers.

A session asks the task that is its target to run something (`run`).  That task cuts it into stages, does its own in
place, and asks the others for theirs (`part`).  Both go over once, as a GraphDef, and by their number from then on.
"""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import nullcontext, suppress
from typing import Any

import numpy as np

from tuigraph.cluster import messages
from tuigraph.cluster.copying import graph_of
from tuigraph.cluster.lines import Lines, lines
from tuigraph.cluster.messages import Message
from tuigraph.cluster.parts import Part, Peer, RemoteError, Runner, Seen, Sent, told
from tuigraph.cluster.placing import Cluster, Task
from tuigraph.cluster.splitting import Stage, split
from tuigraph.engine.containers import UNINITIALIZED, Key, Store, deadline, held
from tuigraph.engine.errors import (
    AbortedError,
    DeadlineExceededError,
    InvalidArgumentError,
    OpError,
    UnimplementedError,
    UnknownError,
)
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.opdef import find
from tuigraph.words import Words, message, of_locale

_MOST_SESSIONS = 1000  # of which a task keeps what they have sent; others have to send it again
_LOOK = 1.0  # seconds after which a run that waits for others looks whether anybody still wants it
_AT_ONCE = frozenset({"ping", "hello"})


class Guest:
    """A session, as a task knows it."""

    def __init__(self, number: str, label: str, shared: Store) -> None:
        self.number = number
        self.label = label
        self.store = Store(shared)
        self.known: dict[int, Runner] = {}
        self.since = time.time()
        self.runs = 0
        self.aborted = False


class Server:
    """What a task keeps and answers."""

    def __init__(self, cluster: Cluster, task: Task) -> None:
        self.cluster = dict(cluster)
        self.task = task
        self.store = Store()
        self.lines: Lines = lines()
        self.guests: OrderedDict[str, Guest] = OrderedDict()
        self.writers: dict[Key, tuple[str, float]] = {}
        self.life = uuid.uuid4().hex  # another one when it is started anew
        self.emptied: Counter[str] = Counter()  # how often each container was
        self._one = threading.Lock()
        find("")  # there is none of that name, and all are loaded before several threads ask for theirs
        self.peers = {
            other: Peer(self.lines, str(other), at, say_that_it_waits) for other, at in cluster.items() if other != task
        }
        address = self.lines.listen(cluster[task], self.answer, self.is_quick, self.store.changed.tell)
        self.cluster[task] = self.address = address

    # ------------------------------------------------------------ answers

    def is_quick(self, message: Message) -> bool:
        """Whether an answer takes no longer than a thread takes to begin."""
        kind, session, number = message.get("op"), message.get("session"), message.get("number")
        if kind != "part" or "graph" in message or not isinstance(session, str) or not isinstance(number, int):
            return kind in _AT_ONCE
        guest = self.guests.get(session)
        known = None if guest is None else guest.known.get(number)
        return isinstance(known, Noted) and known.part.is_quick

    def answer(self, message: Message, gone: Callable[[], bool]) -> Message:
        """What comes back for a message, as long as its sender has not `gone`; an error is an answer too."""
        try:
            seconds = message.get("seconds")
            with deadline.unless(gone), deadline.after(float(seconds)) if seconds is not None else nullcontext():
                return self._answer(message)
        except OpError as error:
            return {"error": messages.of_error(error)}
        except Exception as error:  # a message that makes no sense, or a fault of ours: its sender has to hear of it
            return {"error": messages.of_error(UnknownError(None, None, f"{type(error).__name__}: {error}"))}

    def _answer(self, message: Message) -> Message:
        kind = message.get("op")
        if kind == "ping":
            return {}
        if kind == "hello":
            tasks = [(task.job, task.number, address) for task, address in self.cluster.items()]
            return {"job": self.task.job, "index": self.task.number, "cluster": tasks}
        if kind in ("run", "part"):
            return self._run(message)
        if kind == "begin":
            self.guest(str(message["session"]), str(message["label"])).runs += 1
            return {}
        if kind == "reset":
            self.reset(message["containers"], others=bool(message.get("others")))
            return {}
        if kind == "close":
            self.leave(str(message["session"]))
            return {}
        if kind in ("peek", "poke"):
            job, number = message["task"]
            container, name = message["key"]
            if kind == "peek":
                value, era, writer = self.peek(Task(job, number), (container, name))
                told = {"era": era, "writer": writer}
                return told if value is UNINITIALIZED else {**told, "values": messages.packed([value])}
            found = messages.unpacked(message["values"])[0] if "values" in message else UNINITIALIZED
            done = self.poke(Task(job, number), (container, name), found, str(message["label"]), str(message["era"]))
            return {} if done else {"emptied": True}
        if kind == "status":
            return self.status()
        raise InvalidArgumentError(None, None, f"A task does not know what to do about {kind!r}.")

    def _run(self, message: Message) -> Message:
        guest = self.guest(str(message["session"]), str(message["label"]))
        number = int(message["number"])
        if "graph" in message:
            guest.known[number] = self._made(guest, message)
        known = guest.known.get(number)
        if known is None:
            return {"unknown": True}
        guest.runs += 1
        return {"values": messages.packed(known.run(messages.unpacked(message["values"])))}

    def _made(self, guest: Guest, message: Message) -> Runner:
        graph = _imported(message["graph"])
        fetches = [graph.get_tensor_by_name(name) for name in message["fetches"]]
        targets = [graph.get_operation_by_name(name) for name in message["targets"]]
        feeds = [graph.get_tensor_by_name(name) for name in message["feeds"]]
        if message["op"] == "run":
            return Program(self, guest, fetches, targets, feeds)
        return Noted(self, guest, Part(graph, fetches, targets, feeds, guest.store))

    # ------------------------------------------------------------ sessions

    def guest(self, number: str, label: str) -> Guest:
        """The session of that number.  Raises AbortedError for one whose containers were emptied."""
        with self._one:
            guest = self.guests.get(number)
            if guest is None:
                guest = self.guests[number] = Guest(number, label, self.store)
                while len(self.guests) > _MOST_SESSIONS:
                    self.guests.popitem(last=False)
            self.guests.move_to_end(number)
        if guest.aborted:
            raise AbortedError(
                None, None, f"{self.task}: a session that is older than the reset of its containers. Open a new one."
            )
        return guest

    def leave(self, number: str) -> None:
        """A session is closed; what it has written stays."""
        with self._one:
            self.guests.pop(number, None)

    def reset(self, containers: Iterable[str], others: bool) -> None:
        """Empty containers, here and with `others` on all tasks that answer; sessions until now are aborted."""
        wanted = tuple(containers) or ("",)
        for container in wanted:
            self.emptied[container] += 1
        self.store.clear(wanted)
        with self._one:
            for guest in self.guests.values():
                guest.aborted = True
                guest.known.clear()
        for key in list(self.writers):  # at once, as other threads write meanwhile
            if key not in self.store.cells:
                self.writers.pop(key, None)
        if others:
            message = {"op": "reset", "containers": list(containers)}
            begun = [self.lines.begin(self.lines.call(p.address, message, 2)) for p in self.peers.values()]
            for future in begun:
                with suppress(Exception):  # who is not there has nothing
                    future.result(5)

    def peek(self, task: Task, key: Key) -> Seen:
        """What a cell of a task of the cluster holds, as far as it is an array."""
        if task != self.task:
            return self.peers[task].peek(task, key)
        cell = self.store.cells.get(key)
        value = UNINITIALIZED if cell is None else held(cell)
        is_array = isinstance(value, (np.ndarray, np.generic, bytes))
        return Seen(value if is_array else UNINITIALIZED, self._era(key[0]), self.writers.get(key, ("", 0.0))[0])

    def poke(self, task: Task, key: Key, value: Any, label: str, era: str) -> bool:
        """Put a value into a cell of a task of the cluster, a step was taken back; not after that `era`."""
        if task != self.task:
            return self.peers[task].poke(task, key, value, label, era)
        if era and era != self._era(key[0]):
            return False
        cell = self.store.cell(key[1], key[0])
        with cell.lock:
            cell.value = value
        self.note(label, (key,))
        return True

    def _era(self, container: str) -> str:
        return f"{self.life}/{self.emptied[container]}"

    def note(self, label: str, keys: Iterable[Key]) -> None:
        """Note who has written cells."""
        now = time.time()
        for key in keys:
            self.writers[key] = label, now

    def status(self) -> Message:
        """What is there, for `tuigraph cluster status`."""
        with self._one:
            guests = list(self.guests.values())
        return {
            "sessions": [{"label": g.label, "since": g.since, "runs": g.runs, "aborted": g.aborted} for g in guests],
            "state": [self._state(key) for key in sorted(self.store.cells)],
        }

    def _state(self, key: Key) -> Message:
        cell = self.store.cells.get(key)
        value = UNINITIALIZED if cell is None else held(cell)
        writer, when = self.writers.get(key, ("", 0.0))
        found: Message = {"container": key[0], "name": key[1], "writer": writer, "when": when}
        if isinstance(value, (np.ndarray, np.generic)):
            found.update(shape=list(value.shape), dtype=value.dtype.name, norm=_norm(value))
        elif value is not UNINITIALIZED:
            elements = getattr(value, "elements", None)
            found.update(kind=type(cell).__name__, size=None if elements is None else len(elements))
        return found


def _norm(value: Any) -> float | None:
    return float(np.linalg.norm(np.asarray(value, np.float64))) if value.dtype.kind in "fiub" else None


def _imported(content: bytes) -> Graph:
    """A graph that came in a message.  Raises UnimplementedError for one that calls Python functions."""
    from tuigraph.interop.graph_def import GraphDef, import_graph_def

    definition = GraphDef()
    definition.ParseFromString(content)
    graph = Graph()
    with graph.as_default():
        import_graph_def(definition, name="")
    for op in graph._operations:
        if op.definition.reaches_out and "token" in op.attrs:
            raise UnimplementedError(
                None,
                op,
                f"'{op.name}' calls a Python function, which is there only in the process that made it: open the "
                "session on the target of a tf.train.Server of that process, and give the node no other device.",
            )
    return graph


def say_that_it_waits(name: str, address: str) -> None:
    """A line for whoever started this process, while a task is not there yet."""
    import sys

    print(Words(of_locale())(message("cluster_waits"), task=name, address=address), file=sys.stderr, flush=True)


class Noted:
    """A part of this task, of which is noted who has written what."""

    def __init__(self, server: Server, guest: Guest, part: Part) -> None:
        self.server = server
        self.guest = guest
        self.part = part

    def run(self, slots: Sequence[Any]) -> list[Any]:
        try:
            return self.part.run(slots)
        finally:
            if self.part.writes:
                self.server.note(self.guest.label, self.part.writes)


_numbers = itertools.count(1)


class Program:
    """A request of a session, cut into stages."""

    def __init__(
        self,
        server: Server,
        guest: Guest,
        tensors: Sequence[Tensor],
        operations: Sequence[Operation],
        feeds: Sequence[Tensor],
    ) -> None:
        self.server = server
        self.tensors = list(tensors)
        self.feeds = list(feeds)
        self.graph = graph_of(tensors, operations, feeds)
        self.stages = split(tensors, operations, feeds, server.cluster, server.task)
        self.doers = [self._doer(guest, stage) for stage in self.stages]

    def _doer(self, guest: Guest, stage: Stage) -> Noted | Sent:
        if stage.task == self.server.task:
            part = Part(stage.graph, stage.fetches, stage.targets, stage.feeds, guest.store)
            return Noted(self.server, guest, part)
        kind = {"op": "part", "session": guest.number, "label": guest.label, "number": next(_numbers)}
        return Sent(self.server.peers[stage.task], kind, stage.graph, stage.fetches, stage.targets, stage.feeds)

    def run(self, slots: Sequence[Any]) -> list[Any]:
        """The values of the tensors, from those of the feeds.  Raises OpError."""
        values = dict(zip(self.feeds, slots))
        waiting = list(range(len(self.stages)))
        done: set[int] = set()
        running: dict[Future[list[Any]], int] = {}
        try:
            while waiting or running:
                ready = [i for i in waiting if self.stages[i].after <= done]
                waiting = [i for i in waiting if i not in ready]
                here = [i for i in ready if isinstance(self.doers[i], Noted)]
                for i in ready:
                    doer = self.doers[i]
                    if isinstance(doer, Sent):
                        given = [values[t] for t in self.stages[i].takes]
                        running[self.server.lines.begin(doer.run(given, deadline.remaining()))] = i
                for i in here:
                    self._done(i, self._run_here(i, values), values, done)
                if not here:
                    for future in self._finished(running):
                        i = running.pop(future)
                        self._done(i, self._result(i, future), values, done)
        except BaseException:
            for future in running:
                future.cancel()
            raise
        return [values[t] for t in self.tensors]

    def _done(self, i: int, found: list[Any], values: dict[Tensor, Any], done: set[int]) -> None:
        values.update(zip(self.stages[i].gives, found))
        done.add(i)

    def _run_here(self, i: int, values: dict[Tensor, Any]) -> list[Any]:
        doer = self.doers[i]
        assert isinstance(doer, Noted)
        try:
            return doer.run([values[t] for t in self.stages[i].takes])
        except OpError as error:
            raise self._told(error, error.op.name if error.op is not None else "") from None

    def _finished(self, running: dict[Future[list[Any]], int]) -> Iterable[Future[list[Any]]]:
        names = ", ".join(sorted({str(self.stages[i].task) for i in running.values()}))
        while True:
            try:
                left = deadline.remaining()
            except DeadlineExceededError:
                raise DeadlineExceededError(None, None, f"{names}: no answer in the time given.") from None
            seconds = _LOOK if left is None else min(left, _LOOK)
            if len(running) > 1:
                found = wait(running, seconds, FIRST_COMPLETED).done
            else:
                (future,) = running
                with suppress(Exception):
                    future.exception(seconds)
                found = {future} if future.done() else set()
            if found:
                return found

    def _result(self, i: int, future: Future[list[Any]]) -> list[Any]:
        try:
            return future.result()
        except RemoteError as error:
            raise self._told(error.error, error.node) from None

    def _told(self, error: OpError, node: str) -> OpError:
        return told(error, self.graph._by_name.get(node))
