"""The screen's end: starts the debuggee, sends commands, takes snapshots, and brings it back when it hangs or dies.

An interrupt is SIGINT and keeps everything.  A debuggee that has not stopped `PATIENCE` after one sits in code that
never looks for signals; it is killed.  A fresh one, kept ready for that, repeats the commands that had been carried
out, and since lessons are deterministic the program is back where it was before the command that hung.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import decode_source
from pathlib import Path

from tuigraph.debuggee.guard import Guard
from tuigraph.reading import contents
from tuigraph.wire.codec import Sender, bodies, to_screen
from tuigraph.wire.commands import (
    Break,
    CheckExercise,
    Command,
    Complete,
    Evaluate,
    GoToUnit,
    Move,
    Quit,
    SaveValue,
    Watch,
)
from tuigraph.wire.messages import Answer, Done, Line, Load, Pause, ToDebuggee
from tuigraph.wire.picture import Printed, Update
from tuigraph.wire.questions import ShowProfile, ShowValue, ShowWhy
from tuigraph.wire.said import Said, said
from tuigraph.wire.unit import CodeCell, Unit, units_of
from tuigraph.wire.views import More, Output, OutputKind, Snapshot

PATIENCE = 0.7  # seconds between an interrupt and a kill
GOODBYE = 1.0  # seconds to end in

_ONLY_ASKS = (Complete, CheckExercise, ShowValue, SaveValue, ShowWhy, ShowProfile, Quit)  # they change nothing
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Target:
    """What is debugged.  `echo` shows the value of an expression that stands alone on a line, as the prompt does."""

    units: tuple[Unit, ...]
    argv: tuple[str, ...] = ()
    echo: bool = False
    keep: bool = False  # breakpoints and watches, from one start to the next

    @classmethod
    def lesson(cls, path: str | Path, cells: Iterable[CodeCell], echo: bool = True, keep: bool = False) -> Target:
        """The code cells of a lesson."""
        return cls(units_of(path, cells), echo=echo, keep=keep)

    @classmethod
    def script(cls, path: str | Path, arguments: Sequence[str] = (), keep: bool = False) -> Target:
        """A TensorFlow 1 script.  Raises OSError when it cannot be read, SyntaxError when it is no text."""
        return cls((Unit(decode_source(contents(path)), str(path)),), (str(path), *arguments), keep=keep)

    def load(self, replay: Sequence[Done] = (), note: Said | None = None, lines: Sequence[str] = ()) -> Load:
        """The message that makes a debuggee load it."""
        return Load(self.units, self.argv, self.echo, tuple(replay), note, self.keep, tuple(lines))


class _Child:
    """A debuggee process: ready for a program as soon as it is started."""

    def __init__(self) -> None:
        inward, to_child = os.pipe()
        self.from_child, outward = os.pipe()
        self.raw, out = os.pipe()
        self.raw_errors, err = os.pipe()
        ends = inward, outward, self.raw, self.raw_errors
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tuigraph.debuggee", *map(str, ends), os.getcwd()],
            cwd=_PACKAGE_PARENT,
            pass_fds=ends,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,  # Ctrl-C in the terminal is not for it
        )
        for end in (inward, outward, out, err):
            os.close(end)
        self._sender = Sender(to_child)
        self.in_use = False  # threads read what it says, and close the streams
        self.over = False  # nobody wants to hear of it any more
        self._guard: Guard | None = None

    def begin(self, load: Load) -> None:
        """Give it a program; that ends with this process, whatever it does then."""
        self.send(load)
        self.in_use = True
        if os.name == "posix":
            self._guard = Guard(self.process.pid)

    def send(self, message: ToDebuggee) -> None:
        with contextlib.suppress(OSError):  # it has died, which whoever waits for it will tell
            self._sender.send(message)

    def kill(self) -> None:
        self.over = True
        self._end_all()

    def _end_all(self) -> None:
        """Kill it, with what its program has started: nothing of that outlives the screen."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)  # it leads a session of its own
        self.process.kill()

    def hang_up(self) -> None:
        """There is nothing more to say to it."""
        self._sender.close()

    def ended(self) -> int:
        """Wait for its end; its exit code."""
        code = self.process.wait()
        if self._guard is not None:
            self._guard.dismiss()
        self.hang_up()
        return code

    def dismiss(self) -> None:
        """Let it end by itself."""
        self.over = True
        self.send(Quit())
        self.hang_up()

    def bury(self) -> None:
        """Wait for its end, or else kill it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(GOODBYE)
        self._end_all()
        self.process.wait()
        if not self.in_use:
            os.close(self.from_child)
            self.last_words()

    def last_words(self) -> list[tuple[OutputKind, str]]:
        """What it had written when it ended and could not tell itself."""
        kinds: tuple[tuple[int, OutputKind], ...] = ((self.raw, "out"), (self.raw_errors, "err"))
        told: list[tuple[OutputKind, str]] = []
        for descriptor, kind in kinds:
            os.set_blocking(descriptor, False)
            with contextlib.suppress(OSError):  # a process that it has started may be writing still
                while data := os.read(descriptor, 65536):
                    told.append((kind, data.decode(errors="replace")))
            os.close(descriptor)
        return told


class Client:
    """A debugged program in a process of its own.

    `on_update` is called from another thread with each update, for a `Picture`; `on_exit` with a sentence when the
    program cannot be run at all any more.  The methods may be called from any thread.
    """

    def __init__(
        self,
        target: Target,
        on_update: Callable[[Update], None],
        on_exit: Callable[[Said], None] = lambda why: None,
    ) -> None:
        self._target = target
        self._on_update = on_update
        self._on_exit = on_exit
        self._lock = threading.RLock()
        self._child: _Child | None = None
        self._spare: _Child | None = None
        self._journal: list[Done] = []
        self._lines: list[str] = []  # that were typed for the program since it started
        self._settled = 0  # of these, before the newest answer
        self._last_words: tuple[Output, ...] = ()  # of a child that has died, for when the next one has begun
        self._pending: deque[Command] = deque()
        self._answers = 0  # of the current child
        self._interrupts = 0  # since the last answer
        self._threads: list[threading.Thread] = []
        self._closed = False

    # ------------------------------------------------------------ what the screen asks for

    def start(self) -> None:
        """Start the program; it stops before its first line."""
        with self._lock:
            self._begin((), None)

    def send(self, command: Command) -> None:
        """Ask for something; the answer is a snapshot."""
        with self._lock:
            if self._child is not None and not self._closed:
                self._pending.append(command)
                self._child.send(command)

    def type_line(self, line: str) -> None:
        """Give the program a line that it waits for, with its end; "" where there is no more."""
        with self._lock:
            if self._child is not None and not self._closed:
                self._lines.append(line)
                self._child.send(Line(line))

    def interrupt(self) -> None:
        """Stop the running program where it is; what was typed at the prompt gets a KeyboardInterrupt."""
        with self._lock:
            child = self._child
            if child is None or not self.running:
                return
            self._interrupts += 1
            if not self._answers:  # it is being started and could not take a signal: `_answered` sends it
                return
            child.process.send_signal(signal.SIGINT)
            timer = threading.Timer(PATIENCE, self._check, (child, self._answers))
            timer.daemon = True
            timer.start()

    def pause(self) -> None:
        """Stop the running program at its next statement or node."""
        with self._lock:
            if self._child is not None:
                self._child.send(Pause())

    def restart(self) -> None:
        """Start the program again from nothing; breakpoints and watches stay."""
        with self._lock:
            self._settled = 0
            kept = [done for done in self._journal if isinstance(done.command, (Break, Watch))]
            self._revive(kept, said("started_again"))

    def close(self) -> None:
        """End the program.  Comes back when its process has ended."""
        with self._lock:
            self._closed = True
            if self._child is not None and self.running:
                self._child.kill()
            children = [child for child in (self._child, self._spare) if child is not None]
            self._child = self._spare = None
            for child in children:
                child.dismiss()
        for child in children:
            child.bury()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(GOODBYE)

    @property
    def running(self) -> bool:
        """Whether the program has not answered the last command yet."""
        return bool(self._pending) or not self._answers

    # ------------------------------------------------------------ the life of the child

    def _begin(self, replay: Sequence[Done], note: Said | None) -> None:
        child, self._spare = self._spare or _Child(), None
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._child = child
        self._answers = self._interrupts = 0
        self._pending.clear()
        del self._lines[self._settled :]
        child.begin(self._target.load(replay, note, self._lines))
        for work in (self._listen, self._wait):
            self._threads.append(threading.Thread(target=work, args=(child,), name="tuigraph-debuggee", daemon=True))
            self._threads[-1].start()

    def _revive(self, journal: list[Done], note: Said) -> None:
        """Put a fresh child in the place of this one, and bring it to where the journal ends."""
        if self._closed:
            return
        if self._child is not None:
            self._child.kill()
        if not self._answers:
            journal = []  # it did not even get through the journal
        self._journal = journal
        self._begin(journal, note)

    def _check(self, child: _Child, answers: int) -> None:
        """Some time after an interrupt."""
        with self._lock:
            if self._child is child and self._answers == answers and self.running:
                self._revive(self._journal, said("brought_back", why=said("no_answer")))

    def _wait(self, child: _Child) -> None:
        """Until the child has ended."""
        code = child.ended()
        last = tuple(Output(kind, text) for kind, text in child.last_words())
        with self._lock:
            if child.over or self._child is not child:
                return
            self._last_words = last
            if code < 0:
                why = said("ended_by_signal", signal=signal.Signals(-code).name)
            else:
                why = said("ended_itself", code=code)
            if not self._answers and not self._journal:
                self._child = None
                self._on_exit(why)
                return
            self._revive(self._journal, said("brought_back", why=why))

    # ------------------------------------------------------------ what the child says

    def _listen(self, child: _Child) -> None:
        with os.fdopen(child.from_child, "rb") as stream:
            for body in bodies(stream):
                message = to_screen(body)
                with self._lock:
                    if self._child is not child:
                        return
                    if isinstance(message, More):
                        self._on_update(message)
                        continue
                    if isinstance(message, Answer):
                        self._answered(message)
                    self._show(message.snapshot)

    def _answered(self, answer: Answer) -> None:
        self._answers += 1
        interrupted, self._interrupts = self._interrupts > 0, 0
        if self._answers == 1:  # it has started, and has answered none of the commands that may be waiting
            threading.Thread(target=self._keep_spare, name="tuigraph-spare", daemon=True).start()
            if interrupted:
                self.interrupt()
            return
        if not self._pending:
            return
        command = self._pending.popleft()
        self._settled = len(self._lines)
        if isinstance(command, GoToUnit):
            self._journal = [done for done in self._journal if isinstance(done.command, (Break, Watch))]
        if isinstance(command, _ONLY_ASKS) or (interrupted and isinstance(command, Evaluate)):
            return
        stopped_early = answer.snapshot.reason == "interrupt" and isinstance(command, Move)
        self._journal.append(Done(command, answer.moment if stopped_early else -1))

    def _keep_spare(self) -> None:
        with self._lock:
            if self._spare is None and not self._closed:
                self._spare = _Child()

    def _show(self, snapshot: Snapshot) -> None:
        self._on_update(snapshot)
        if self._last_words:
            self._on_update(Printed(self._last_words))
            self._last_words = ()
