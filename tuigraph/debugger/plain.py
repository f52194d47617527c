"""The debugger without a screen: commands are read line by line, from a terminal or a pipe, and answered as text.

A line is a typed command (see `typed.py`); after ``!``, or when its first word is none, Python in the program.  In a
terminal an empty line repeats the last movement.  The end of the input ends the program.
"""

from __future__ import annotations

import contextlib
import linecache
import sys
import threading
from getpass import getpass
from types import FrameType
from typing import TextIO

from tuigraph.configuration import memory
from tuigraph.debugger import typed
from tuigraph.debugger.debugger import Debugger
from tuigraph.debugger.observer import Watcher
from tuigraph.debugger.program import Program
from tuigraph.debugger.timeline import LIMIT
from tuigraph.engine.execute import get_observer
from tuigraph.harmless import bare, clean, clean_printed, harmless
from tuigraph.wire.commands import Command, Evaluate, Quit, Typed
from tuigraph.wire.unit import Unit
from tuigraph.wire.views import OutputKind, Snapshot
from tuigraph.words import Words, of_locale
from tuigraph.words.errors import SaidError

PROMPT = "(tuigraph) "


class Lines:
    """A control that reads commands from a stream and writes to another."""

    def __init__(self, program: Program, into: TextIO, out: TextIO, errors: TextIO | None = None) -> None:
        self.failed = False  # the program has ended with an error
        self.broken: OSError | None = None  # nobody reads any more
        self._program = program
        self._into = into
        self._out = harmless(out)
        self._printed = {"out": bare(out), "err": bare(errors or out)}
        self._held = {"out": "", "err": ""}  # that a carriage return may write over
        self._last = ""
        self._place: object = None
        self._words = Words(of_locale())
        self._greeted = False

    def progress(self, snapshot: Snapshot) -> None:
        """What the program has printed meanwhile."""
        with contextlib.suppress(OSError):
            self._print(snapshot)

    def read(self, secret: bool) -> str:
        """A line for the program, from where the commands come from."""
        self._let_go()
        try:
            return getpass("") + "\n" if secret and self._into.isatty() else self._into.readline()
        except (OSError, EOFError):
            return ""

    def write(self, kind: OutputKind, text: str) -> None:
        """What the program prints; a line that is written over is held until it is done, or somebody has to answer."""
        stream = "err" if kind == "err" else "out"
        *lines, rest = (self._held[stream] + text).split("\n")
        self._held[stream] = rest[rest.rindex("\r") :] if "\r" in rest else ""
        lines.append("" if self._held[stream] else rest)
        self._put(stream, "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))

    def _let_go(self) -> None:
        """Write what is held."""
        for stream, held in self._held.items():
            self._held[stream] = ""
            self._put(stream, held)

    def _put(self, stream: str, text: str) -> None:
        try:
            self._printed[stream].write(clean_printed(text))
            self._printed[stream].flush()
        except OSError as error:
            self.broken = error

    def stopped(self, snapshot: Snapshot) -> Command:
        """Never raises: an exception would go through the program's own code, which may catch it."""
        self._let_go()
        if self.broken is not None:
            return Quit()
        try:
            return self._asked(snapshot)
        except OSError as error:
            self.broken = error
            return Quit()

    def _asked(self, snapshot: Snapshot) -> Command:
        self.failed = self.failed or (snapshot.reason == "error" and snapshot.problem is not None)
        self._print(snapshot)
        if not self._greeted:
            self._greeted = True
            self._out.write(self._words("plain_hello") + "\n")
        self._where(snapshot)
        while True:
            if self._into.isatty():
                self._out.write(PROMPT)
            self._out.flush()
            line = self._into.readline()
            if not line:
                return Quit()
            text = line.strip() or (self._last if self._into.isatty() else "")
            if text:
                return self._command(text)

    def _command(self, text: str) -> Command:
        self._last = ""
        if text.startswith("!"):
            return Evaluate(text[1:].lstrip())
        name = text.split(maxsplit=1)[0]
        if name not in typed.names() and not typed.is_no_python(text):
            return Evaluate(text)
        if name in typed.find("q").names:
            return Quit()
        if name in _REPEATED:
            self._last = text
        return Typed(text)

    def _print(self, snapshot: Snapshot) -> None:
        for output in snapshot.output:
            self._out.write(self._words.lines(output.text))
        for view in snapshot.watches:
            if snapshot.reason != "prompt":
                self._out.write(f"{clean(view.expression)} = {self._words.say(view.value)}\n")
        self._out.flush()

    def _where(self, snapshot: Snapshot) -> None:
        """The place, where it is another than the last one, or the program has come to it again."""
        position = snapshot.position
        spot = position.unit, position.file, position.line
        place = *spot, position.run, position.step, position.behind, position.thread, snapshot.state
        if place == self._place and (snapshot.reason == "prompt" or snapshot.state == "finished"):
            return
        self._place = place
        if snapshot.state == "finished" and not position.behind:
            self._out.write(self._words("plain_ended") + "\n")
            return
        if position.run:
            say, at = self._words, position
            when = say("plain_at", run=at.run, session=at.session, step=at.step, steps=at.steps)
            thread = say("plain_thread", thread=clean(at.thread)) if at.thread else ""
            behind = say("plain_behind", n=at.behind) if at.behind else ""
            following = say("plain_next", node=snapshot.next_node) if snapshot.next_node else ""
            if snapshot.step is not None and position.step:
                self._out.write(f"{say.say(snapshot.step.equation)}\n")
            self._out.write(f"[{when}{thread}{behind}{following}]\n")
            if not at.called:
                return
        elif position.thread:
            self._out.write(f"[{self._words('plain_thread_at', thread=clean(position.thread))}]\n")
        if position.file:
            source, file = linecache.getline(position.file, position.line).strip(), self._program.shown(position.file)
            self._out.write(f"> {clean(file)}:{position.line}  {source}\n")
            return
        unit = self._program.units[position.unit]
        source = unit.lines[position.line - 1].strip() if 0 < position.line <= len(unit.lines) else ""
        self._out.write(f"> {clean(unit.filename)}:{unit.first_line + position.line - 1}  {source}\n")


_REPEATED = frozenset(name for first in ("s", "n", "u", "c", "back", "rb") for name in typed.find(first).names)


# ---------------------------------------------------------------- from inside a program


def set_trace(frame: FrameType | None = None) -> None:
    """Stop here: in the debugger that the program runs under, else in one that begins here, where there is a terminal.

    Without either, nothing happens but a note on stderr.
    """
    frame = frame or sys._getframe(1)
    observer = get_observer()
    if isinstance(observer, Watcher):
        observer.break_in(frame)
    elif threading.current_thread() is not threading.main_thread() or not _has_terminal():
        words = Words(of_locale())
        print(f"tuigraph: {words('no_set_trace')}", file=sys.stderr)
    else:
        begin(frame, sys.stdin, sys.stdout)


def begin(frame: FrameType, into: TextIO, out: TextIO) -> Debugger:
    """Debug a program that is running already, from the statement that `frame` is at."""
    filename = frame.f_code.co_filename
    source = "".join(linecache.getlines(filename, frame.f_globals))
    program = Program([Unit(source, filename)], echo=True)
    module = sys.modules.get(frame.f_globals.get("__name__", ""))
    if module is not None and module.__dict__ is frame.f_globals:
        program.module = module
    else:
        program.namespace.update(frame.f_globals)
    try:
        limit = memory() or LIMIT
    except SaidError as error:  # which the program may not meet
        out.write(f"tuigraph: {error}\n")
        limit = LIMIT
    lines = Lines(program, into, out)
    debugger = Debugger(program, lines, limit, read=lines.read)
    debugger.attach(frame)
    return debugger


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
