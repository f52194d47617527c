"""Takes what the program prints, and gives it what somebody types for it."""

from __future__ import annotations

import builtins
import codecs
import getpass
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.views import OutputKind

Write = Callable[[OutputKind, str], object]
Read = Callable[[bool], str]


class _Sink(io.RawIOBase):
    """The bytes behind `sys.stdout` or `sys.stderr`.  In a process that the program forks they go to the descriptor."""

    def __init__(self, write: Write, kind: OutputKind, descriptor: int) -> None:
        super().__init__()
        self._write = write
        self._kind: OutputKind = kind
        self._descriptor = descriptor
        self._process = os.getpid()
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: Any) -> int:
        if os.getpid() != self._process:
            return os.write(self._descriptor, data)
        self._write(self._kind, self._decode(bytes(data)))
        return len(data)


class _Source(io.RawIOBase):
    """The bytes behind `sys.stdin`: a line is asked for when the last one is used up."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        if not self._left:
            self._left = self._read(False).encode("utf-8", "surrogateescape")
        count = min(len(into), len(self._left))
        into[:count], self._left = self._left[:count], self._left[count:]
        return count


class Capture:
    """Takes the place of the standard streams and the display hook while the program runs.

    Output goes into the buffer, or is written at once by `write`.  `read` gives a line, with its end, "" when there is
    none; for a secret one nothing of it is to be seen.
    """

    def __init__(self, buffer: OutputBuffer, read: Read, write: Write | None = None) -> None:
        self._buffer = buffer
        self._read = read
        self._write = write or buffer.add

    @contextmanager
    def on(self) -> Iterator[None]:
        """Capture inside the block.  Blocks nest with `off`."""
        into = io.TextIOWrapper(io.BufferedReader(_Source(self._read)), encoding="utf-8", errors="surrogateescape")
        former = self._put(self._stream("out", 1), self._stream("err", 2), into, self._display)
        secret, getpass.getpass = getpass.getpass, self._getpass
        try:
            yield
        finally:
            getpass.getpass = secret
            self._put(*former)

    @contextmanager
    def off(self, streams: tuple[Any, Any, Any, Any]) -> Iterator[None]:
        """The outer streams again, inside the block."""
        former = self._put(*streams)
        try:
            yield
        finally:
            self._put(*former)

    @staticmethod
    def streams() -> tuple[Any, Any, Any, Any]:
        return sys.stdout, sys.stderr, sys.stdin, sys.displayhook

    def _put(self, out: Any, err: Any, into: Any, hook: Any) -> tuple[Any, Any, Any, Any]:
        former = self.streams()
        sys.stdout, sys.stderr, sys.stdin, sys.displayhook = out, err, into, hook
        return former

    def _stream(self, kind: OutputKind, descriptor: int) -> io.TextIOWrapper:
        sink: Any = _Sink(self._write, kind, descriptor)
        return io.TextIOWrapper(sink, encoding="utf-8", errors="backslashreplace", write_through=True)

    def _getpass(self, prompt: str = "Password: ", stream: Any = None) -> str:
        print(prompt, end="", file=stream or sys.stderr)
        line = self._read(True)
        if not line:
            raise EOFError
        return line.rstrip("\n")

    def _display(self, value: Any) -> None:
        """Show the value of an expression, as an interactive Python does."""
        if value is not None:
            builtins._ = None  # type: ignore[attr-defined]
            self._write("echo", repr(value) + "\n")
            builtins._ = value  # type: ignore[attr-defined]
