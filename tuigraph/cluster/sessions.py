"""What a session on a cluster runs its requests by: the task that is its target, in this process or in another."""

from __future__ import annotations

import itertools
import os
import sys
import uuid
from collections.abc import Sequence
from typing import Any

import numpy as np

from tuigraph.cluster.copying import needed
from tuigraph.cluster.lines import Unavailable, Untrusted, lines
from tuigraph.cluster.messages import sendable
from tuigraph.cluster.parts import Peer, RemoteError, Runner, Seen, Sent, told
from tuigraph.cluster.placing import Task
from tuigraph.cluster.stepping import SessionStore
from tuigraph.cluster.tasks import Program, Server, say_that_it_waits
from tuigraph.engine.containers import Key, deadline
from tuigraph.engine.errors import UnauthenticatedError, UnavailableError
from tuigraph.engine.execute import Observer, Session, Trace
from tuigraph.engine.feeds import fed_value, slot_value
from tuigraph.engine.fetches import Fetches
from tuigraph.engine.graph import Graph, Operation, Tensor
from tuigraph.engine.prepared import Prepared

_PATIENCE = 5.0  # seconds for a target to answer
_servers: dict[str, Server] = {}  # of this process, by their targets
_numbers = itertools.count(1)


def start(jobs: dict[str, dict[int, str]], job: str, index: int) -> str:
    """Start a task in this process; the target that names it.  Raises OSError where its address is not to be had."""
    cluster = {Task(name, i): address for name, tasks in jobs.items() for i, address in tasks.items()}
    server = Server(cluster, Task(job, index))
    target = f"grpc://{server.address}"
    _servers[target] = server
    return target


def connect(target: str) -> Here | There:
    """The line of a session to its target.  Raises UnavailableError within seconds when nobody answers there."""
    server = _servers.get(target)
    return Here(server) if server is not None else There(target)


class _Named:
    """A session's end of the line to its target, with the name by which tasks know it."""

    store: SessionStore

    def __init__(self) -> None:
        self.number = uuid.uuid4().hex
        program = os.path.basename(sys.argv[0]) if sys.argv and sys.argv[0] not in ("", "-c") else "python"
        self.label = sendable(f"{program} {os.getpid()}/{next(_numbers)}")

    def prepared(self, session: Any, asked: Fetches, fed: list[Tensor], observe: bool) -> Prepared:
        """What answers a request of the session."""
        if observe:
            return _Watched(self, session.graph, asked, fed)
        return ClusterRun(self, asked, fed)

    def program(self, tensors: list[Tensor], operations: list[Operation], fed: list[Tensor]) -> Runner:
        """What runs a request: the values of `tensors`, none of which is fed, from those of `fed`."""
        raise NotImplementedError

    def begin(self) -> None:
        """Tell the target of a run that is walked here.  Raises AbortedError where a reset has ended the session."""
        raise NotImplementedError


class _Watched(Prepared):
    """A request that somebody looks at: it is walked here, and the target is told of each run."""

    __slots__ = ("connection",)

    def __init__(self, connection: _Named, graph: Graph, asked: Fetches, fed: list[Tensor]) -> None:
        super().__init__(graph, asked, fed, connection.store, True)
        self.connection = connection

    def run_observed(
        self, session: Session, observer: Observer, given: Sequence[Any], trace: Trace | None = None
    ) -> tuple[Any, None]:
        self.connection.begin()
        return super().run_observed(session, observer, given, trace)[0], None


class Here(_Named):
    """To a task of this process."""

    is_here = True

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.task = server.task
        self.cluster = server.cluster
        self.store = SessionStore(self, server.store, server.guest(self.number, self.label).store.private)

    def peek(self, task: Task, key: Key) -> Seen:
        return self.server.peek(task, key)

    def poke(self, task: Task, key: Key, value: Any, era: str) -> bool:
        return self.server.poke(task, key, value, self.label, era)

    def program(self, tensors: list[Tensor], operations: list[Operation], fed: list[Tensor]) -> Runner:
        guest = self.server.guest(self.number, self.label)
        return _Guarded(self, Program(self.server, guest, tensors, operations, fed))

    def begin(self) -> None:
        self.server.guest(self.number, self.label).runs += 1

    def reset(self, containers: Sequence[str]) -> None:
        self.server.reset(containers, others=True)

    def close(self) -> None:
        self.server.leave(self.number)
        message = {"op": "close", "session": self.number}
        for peer in self.server.peers.values():
            if peer.address in Peer.seen:
                self.server.lines.begin(self.server.lines.call(peer.address, message, 1)).add_done_callback(_nothing)

    def tasks(self) -> list[Task]:
        return list(self.server.cluster)


class _Guarded:
    """A program of a session that may have been aborted meanwhile."""

    def __init__(self, connection: Here, program: Program) -> None:
        self.connection = connection
        self.program = program

    def run(self, slots: Sequence[Any]) -> list[Any]:
        self.connection.begin()
        return [_owned(v) for v in self.program.run(slots)]


class There(_Named):
    """To a task of another process."""

    is_here = False

    def __init__(self, target: str) -> None:
        super().__init__()
        self.lines = lines()
        address = target.partition("://")[2] or target
        try:
            found = self.lines.wait_for(
                self.lines.call(address, {"op": "hello"}, _PATIENCE), min(deadline.remaining() or 60.0, _PATIENCE + 2)
            )
        except Untrusted as error:
            raise UnauthenticatedError(None, None, f"'{target}': {error}") from None
        except (Unavailable, TimeoutError) as error:
            raise UnavailableError(
                None, None, f"Nobody answers at the target '{target}': {error}. Is its tf.train.Server running?"
            ) from None
        self.cluster = {Task(job, index): at for job, index, at in found["cluster"]}
        self.task = Task(found["job"], found["index"])
        Peer.seen.add(address)
        self.peer = Peer(self.lines, str(self.task), address, say_that_it_waits)
        self.store = SessionStore(self)

    def peek(self, task: Task, key: Key) -> Seen:
        return self.peer.peek(task, key)

    def poke(self, task: Task, key: Key, value: Any, era: str) -> bool:
        return self.peer.poke(task, key, value, self.label, era)

    def program(self, tensors: list[Tensor], operations: list[Operation], fed: list[Tensor]) -> Runner:
        return _Asked(self, tensors, operations, fed)

    def begin(self) -> None:
        self.peer.ask({"op": "begin", "session": self.number, "label": self.label})

    def reset(self, containers: Sequence[str]) -> None:
        self.peer.ask({"op": "reset", "containers": list(containers), "others": True})

    def close(self) -> None:
        message = {"op": "close", "session": self.number}
        self.lines.begin(self.lines.call(self.peer.address, message, 1)).add_done_callback(_nothing)

    def tasks(self) -> list[Task]:
        return list(self.cluster)


class _Asked:
    """A request that the target runs."""

    def __init__(self, there: There, tensors: list[Tensor], operations: list[Operation], fed: list[Tensor]) -> None:
        self.there = there
        copy = needed(tensors, operations, fed)
        self.by_name = {made.name: op for op, made in copy.of.items()}
        self.sent = Sent(
            there.peer,
            {"op": "run", "session": there.number, "label": there.label, "number": next(_numbers)},
            copy.graph,
            [copy.value(t) for t in tensors],
            [copy.of[op] for op in operations],
            [copy.border(t) for t in fed],
        )

    def run(self, slots: Sequence[Any]) -> list[Any]:
        seconds = deadline.remaining()
        try:
            found = self.there.lines.wait_for(self.sent.run(slots, seconds), seconds)
            return [v if not isinstance(v, np.ndarray) or v.flags.writeable else v.copy() for v in found]
        except TimeoutError:
            raise self.there.peer.too_late() from None
        except RemoteError as error:
            raise told(error.error, self.by_name.get(error.node)) from None


class ClusterRun(Prepared):
    """A request that the tasks of a cluster run."""

    __slots__ = ("program", "wanted")

    def __init__(self, connection: _Named, asked: Fetches, fed: list[Tensor]) -> None:
        self.asked = asked
        self.fed = fed
        self.wanted = [t for t in asked.tensors if t not in set(fed)]
        self.program = connection.program(self.wanted, asked.operations, fed)

    def run(self, *given: Any) -> Any:
        """What was asked for, with these values for what is fed."""
        raw = [fed_value(t, value, True) for t, value in zip(self.fed, given)]
        values: dict[Tensor, Any] = dict(zip(self.fed, raw))
        found = self.program.run([slot_value(t.dtype, array) for t, array in values.items()])
        values.update(zip(self.wanted, found))
        return self.asked.rebuild([values[t] for t in self.asked.tensors])

    def quick(self) -> Any:
        return self.run


def _owned(value: Any) -> Any:
    """A value that the caller may keep and change."""
    return value.copy() if isinstance(value, np.ndarray) else value


def _nothing(future: Any) -> None:
    """Whether a task hears that a session is closed makes no difference to anybody."""
    future.cancelled() or future.exception()
