"""The lines between processes: one thread with an event loop, connections that are kept, and what happens to them.

A call is one message there and one back.  Whoever does not answer is `Unavailable`, which the caller turns into the
error of a task by its name; while an answer is waited for, the other end is asked from time to time whether it lives.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import ssl
import threading
from collections.abc import Callable, Coroutine
from concurrent import futures
from concurrent.futures import Executor, Future
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from tuigraph.cluster import certificates
from tuigraph.cluster.messages import Message

Handler = Callable[[Message, Callable[[], bool]], Message]  # and whether the other end has gone meanwhile
AtOnce = Callable[[Message], bool]  # whether an answer takes no longer than a thread takes to begin
T = TypeVar("T")
P = ParamSpec("P")

_PATIENCE = 2.0  # seconds without an answer after which somebody is asked whether he lives, and has to say so
_MOST_THREADS = 1000  # runs may wait for one another, each in a thread


class Unavailable(Exception):
    """Nobody answers at an address."""


class Untrusted(Unavailable):
    """Who answers has no certificate of our authority."""


class Threads(Executor):
    """Threads that do what the loop gives them, and keep no process from ending, as those of Python's own pool would.

    A run may wait for ever, for somebody elsewhere; a script that is over is over nevertheless.
    """

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._count = 0

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()

        def work() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn(*args, **kwargs))
                except BaseException as error:
                    future.set_exception(error)

        self._work.put(work)
        if not self._idle.acquire(blocking=False) and self._count < _MOST_THREADS:
            self._count += 1
            threading.Thread(target=self._live, name=f"tuigraph-task_{self._count}", daemon=True).start()
        return future

    def _live(self) -> None:
        while True:
            self._work.get()()
            self._idle.release()


class Lines:
    """All lines of this process."""

    def __init__(self) -> None:
        logging.getLogger("distributed").setLevel(logging.ERROR)  # its warnings are errors of ours, with names
        self.loop = asyncio.new_event_loop()
        self.threads = Threads()
        self._idle: dict[str, list[Any]] = {}
        self._listeners: list[Any] = []
        self._thread = threading.Thread(target=self._live, name="tuigraph-lines", daemon=True)
        self._thread.start()

    def _live(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def wait_for(self, work: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        """The result of what runs on the loop.  Raises TimeoutError when the seconds are over."""
        future = self.begin(work)
        try:
            return future.result(seconds)
        except BaseException as error:
            future.cancel()
            if isinstance(error, futures.TimeoutError):
                raise TimeoutError from None  # of which it is no kind in Python 3.10
            raise

    def begin(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    # ------------------------------------------------------------ calling

    async def call(self, address: str, message: Message, patience: float) -> Message:
        """The answer to a message.  Raises Unavailable when nobody lets himself be connected within `patience`."""
        comm = await self._connected(address, patience)
        try:
            await comm.write(message)
            answer = await self._answer(comm, address)
        except OSError as error:
            comm.abort()
            self._forget(address)
            raise Unavailable(f"{address} has gone: {error}") from None
        except BaseException:
            comm.abort()
            raise
        self._idle.setdefault(address, []).append(comm)
        return dict(answer) if isinstance(answer, dict) else {}

    async def _answer(self, comm: Any, address: str) -> Any:
        answer = asyncio.ensure_future(comm.read())
        try:
            while True:
                done, _ = await asyncio.wait([answer], timeout=_PATIENCE)
                if done:
                    return answer.result()
                await self._ask(address)
        finally:
            answer.cancel()

    async def _ask(self, address: str) -> None:
        try:
            comm = await self._connected(address, _PATIENCE, fresh=True)
        except Unavailable as error:
            raise OSError(str(error)) from None
        try:
            await comm.write({"op": "ping"})
            await asyncio.wait_for(comm.read(), _PATIENCE)
        except (asyncio.TimeoutError, TimeoutError):
            raise OSError(f"no answer for {_PATIENCE:g} s") from None
        finally:
            comm.abort()

    async def _connected(self, address: str, patience: float, fresh: bool = False) -> Any:
        from distributed.comm import connect

        idle = self._idle.get(address, [])
        while idle and not fresh:
            comm = idle.pop()
            if not comm.closed():
                return comm
        try:
            return await asyncio.wait_for(
                connect(
                    f"tls://{address}",
                    timeout=patience,
                    deserialize=False,
                    ssl_context=certificates.contexts().calling,
                    require_encryption=True,
                ),
                patience + 1,
            )
        except (OSError, asyncio.TimeoutError, TimeoutError) as error:
            cause = error.__cause__ or error
            if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(cause):
                raise Untrusted(f"who answers at {address} has no certificate of our authority: {cause}") from None
            reason = re.sub(r"^in <[^>]*>: ", "", str(cause)) or "no answer in time"
            raise Unavailable(f"nobody answers at {address}: {reason}") from None

    def _forget(self, address: str) -> None:
        for comm in self._idle.pop(address, []):
            comm.abort()

    # ------------------------------------------------------------ listening

    def listen(self, address: str, handler: Handler, at_once: AtOnce, wake: Callable[[], None]) -> str:
        """Answer what comes in at an address; gives the address itself, with the port that was free for port 0.

        What is `at_once` is answered on the loop, everything else in a thread; `wake` is called when the other
        end of one has gone.  Raises OSError.
        """
        return self.wait_for(self._listen(address, handler, at_once, wake), 30)

    async def _listen(self, address: str, handler: Handler, at_once: AtOnce, wake: Callable[[], None]) -> str:
        from distributed.comm import listen

        async def serve(comm: Any) -> None:
            reading = asyncio.ensure_future(comm.read())
            try:
                with contextlib.suppress(OSError):
                    while isinstance(message := await reading, dict):
                        reading = asyncio.ensure_future(comm.read())  # nothing comes before the answer, but an end may
                        if at_once(message):
                            answer = handler(message, reading.done)
                        else:
                            work = self.loop.run_in_executor(self.threads, handler, message, reading.done)
                            await asyncio.wait([work, reading], return_when=asyncio.FIRST_COMPLETED)
                            if not work.done():
                                wake()
                            answer = await work
                        await comm.write(answer)
            finally:  # also where an answer cannot be written: its sender hears the line's end, and waits no longer
                reading.cancel()
                with contextlib.suppress(OSError, asyncio.CancelledError):
                    await reading
                comm.abort()

        listener = await listen(
            f"tls://{address}",
            serve,
            deserialize=False,
            ssl_context=certificates.contexts().listening,
            require_encryption=True,
        )
        self._listeners.append(listener)
        host, _, _ = address.rpartition(":")
        return f"{host}:{listener.bound_address[1]}"


_lines: list[Lines] = []
_one = threading.Lock()


def lines() -> Lines:
    """Those of this process, made on first use."""
    with _one:
        if not _lines:
            _lines.append(Lines())
        return _lines[0]
