"""The real program in a pseudo terminal, with pyte as the screen.  Every wait has a deadline and shows the screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte

from tests.clock import HANGS

# Makes the pseudo terminal the controlling one (for SIGWINCH), then becomes the program.
_BOOTSTRAP = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
TUIGRAPH = (sys.executable, "-m", "tuigraph")


class Terminal:
    """A program on a terminal of ``columns`` by ``lines``."""

    def __init__(self, command: tuple[str, ...], columns: int, lines: int, env: dict[str, str], cwd: Path) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.received = 0
        self._unseen = b""
        self._master, slave = pty.openpty()
        self._set_size(columns, lines)
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _BOOTSTRAP, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        os.close(slave)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)
        self._set_size(columns, lines)

    def read(self, seconds: float) -> bytes:
        """What arrives next, within this time at most; the screen shows it as soon as somebody looks."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the program is gone
            return b""
        self.received += len(data)
        self._unseen += data
        return data

    def wait_for(self, wanted: str | Callable[[str], bool], timeout: float = HANGS) -> float:
        """Wait until the screen holds a text (or satisfies a predicate); how many seconds that took."""
        began = time.perf_counter()
        good = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        while not good(self.text):
            left = began + timeout - time.perf_counter()
            if left <= 0 or (not self.read(min(left, 0.2)) and self.process.poll() is not None):
                raise AssertionError(f"waited {timeout} s for {wanted!r}; the screen is:\n{self.text}")
        return time.perf_counter() - began

    def wait_for_raw(self, wanted: str, timeout: float = HANGS) -> float:
        """How many seconds until a text arrives, escape sequences left out.

        For short times: `wait_for` draws the screen, which takes longer than what is to be measured.
        """
        began = time.perf_counter()
        data = b""
        while wanted not in _ESCAPE.sub("", data.decode(errors="replace")):
            left = began + timeout - time.perf_counter()
            if left <= 0:
                raise AssertionError(f"{wanted!r} did not arrive in {timeout} s; the screen is:\n{self.text}")
            data += self.read(left)
        return time.perf_counter() - began

    def settle(self, quiet: float = 0.3, timeout: float = 5.0) -> None:
        """Read until nothing has come for a while."""
        deadline = time.perf_counter() + timeout
        while self.read(quiet) and time.perf_counter() < deadline:
            pass

    def wait_for_exit(self, timeout: float = HANGS) -> int:
        deadline = time.perf_counter() + timeout
        while self.process.poll() is None:
            if time.perf_counter() > deadline:
                raise AssertionError(f"the program did not end in {timeout} s; the screen is:\n{self.text}")
            self.read(0.05)
        return self.process.returncode

    @property
    def text(self) -> str:
        self._stream.feed(self._unseen)
        self._unseen = b""
        rows, columns = range(self.screen.lines), range(self.screen.columns)  # pyte's `display` fails on half a letter
        return "\n".join("".join(self.screen.buffer[y][x].data for x in columns).rstrip() for y in rows)

    def cpu_seconds(self) -> float:
        """User and system time of the program and its children so far (Linux)."""
        ticks = 0
        for process in self._processes(self.process.pid):
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def times_woken(self) -> int:
        """How often the program and its children have gone on after they had waited for something (Linux)."""
        switches = 0
        for process in self._processes(self.process.pid):
            for status in Path(f"/proc/{process}/task").glob("*/status"):
                found = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", status.read_text(), re.MULTILINE)
                switches += int(found[1]) if found else 0
        return switches

    def process_names(self) -> list[str]:
        """What the program and its children are called (Linux)."""
        found = []
        for process in self._processes(self.process.pid):
            with contextlib.suppress(OSError):
                found.append(Path(f"/proc/{process}/comm").read_text().strip())
        return found

    def close(self) -> None:
        """End the program and all its children, however it is."""
        children = list(self._processes(self.process.pid))
        for process in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.process.wait(timeout=10)
        os.close(self._master)

    def _processes(self, process: int) -> Iterator[int]:
        yield process
        with contextlib.suppress(OSError):
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                for child in children.read_text().split():
                    yield from self._processes(int(child))

    def _set_size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
