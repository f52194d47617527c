"""The debuggee: the program runs in the main thread, where SIGINT arrives; another reads commands.

Messages travel over descriptors of their own, so neither what the program prints nor closing 0, 1 and 2 disturbs them.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import time
from typing import BinaryIO

from tuigraph.configuration import memory
from tuigraph.debuggee.judging import judge
from tuigraph.debuggee.programs import program_of
from tuigraph.debuggee.raw import Raw
from tuigraph.debugger.debugger import Debugger
from tuigraph.debugger.kept import file_for
from tuigraph.debugger.timeline import LIMIT
from tuigraph.wire.codec import Sender, bodies, to_debuggee
from tuigraph.wire.commands import Command, Move, Quit
from tuigraph.wire.messages import Answer, Done, Line, Load, Pause, Progress
from tuigraph.wire.record import replace
from tuigraph.wire.views import Output, Snapshot

GOODBYE = 0.5  # seconds that a stopped program has for leaving its blocks when it is told to quit
PORTION = 4_000  # nodes, and counts of nodes, in one message
NICENESS = 5  # the screen goes first: on a busy machine a key is painted before the program's next run


def main(inward: int, outward: int, out: int, err: int, directory: str) -> None:
    """Wait for a program, debug it, and end when the screen says so or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # until the debugger takes it
    for descriptor in (inward, outward):
        os.set_inheritable(descriptor, False)
    os.chdir(directory)
    sys.path[0] = directory
    incoming = os.fdopen(inward, "rb")
    load = next(map(to_debuggee, bodies(incoming)), None)
    if isinstance(load, Load):
        os.nice(NICENESS)
        program = program_of(load)
        control = _Remote(outward, load)
        kept_in = file_for(load.units[0].filename) if load.keep and load.units else None
        control.debugger = Debugger(
            program,
            control,
            judge=judge,
            limit=memory() or LIMIT,
            kept_in=kept_in,
            most=PORTION,
            read=control.read,
        )
        Raw(out, err).feed(control.debugger.output)
        threading.Thread(target=control.listen, args=(incoming,), name="tuigraph-commands", daemon=True).start()
        control.debugger.run()
    sys.stdout.flush()
    os._exit(0)  # without waiting for threads that the program has left running


class _Remote:
    """The control of the debugger: the screen, at the other end of the pipe."""

    debugger: Debugger

    def __init__(self, outward: int, load: Load) -> None:
        self._sender = Sender(outward)
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._replay: list[Done] | None = list(load.replay) if load.replay or load.note else None
        self._note = load.note
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()  # that were typed for the program
        for line in load.lines:
            self._lines.put(line)

    def listen(self, incoming: BinaryIO) -> None:
        """Take commands until the screen is gone."""
        patience = 0.0
        for message in map(to_debuggee, bodies(incoming)):
            if isinstance(message, Pause):
                self.debugger.pause()
            elif isinstance(message, Line):
                self._lines.put(message.text)
            elif not isinstance(message, Load):
                self._commands.put(message)
            if isinstance(message, Quit):
                patience = GOODBYE
        time.sleep(patience)
        if os.name == "posix" and os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)  # with what the program has started: nobody is there any more to see it
        os._exit(0)

    def stopped(self, snapshot: Snapshot) -> Command:
        if self._replay is not None:
            if self._replay:
                return self._again(self._replay.pop(0))
            self._replay = None
            whole = self.debugger.retell()
            note = (Output("note", self._note),) if self._note is not None else ()
            snapshot = replace(whole, reason="interrupt", output=note)
        self._sender.send(Answer(snapshot, self.debugger.timeline.now))
        while self._commands.empty() and (more := self.debugger.more()) is not None:
            self._sender.send(more)
        return self._commands.get()

    def read(self, secret: bool) -> str:
        if self._replay is not None and self._lines.empty():
            return ""
        return self._lines.get()

    def progress(self, snapshot: Snapshot) -> None:
        if self._replay is None:
            self._sender.send(Progress(snapshot))

    def _again(self, done: Done) -> Command:
        if done.moment >= 0 and isinstance(done.command, Move):
            self.debugger.stop_at(done.moment)
        return done.command
