"""Takes what the program prints; its keyboard input is none."""

from __future__ import annotations

import builtins
import codecs
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from tuigraph.wire.output import OutputBuffer
from tuigraph.wire.views import OutputKind
from tuigraph.words import Words, of_locale


class _Sink(io.RawIOBase):
    """The bytes behind `sys.stdout` or `sys.stderr`."""

    def __init__(self, buffer: OutputBuffer, kind: OutputKind, descriptor: int) -> None:
        super().__init__()
        self._buffer = buffer
        self._kind: OutputKind = kind
        self._descriptor = descriptor
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: Any) -> int:
        self._buffer.add(self._kind, self._decode(bytes(data)))
        return len(data)


class _NoInput(io.TextIOBase):
    """`sys.stdin`: reading from it says why nothing comes."""

    def readable(self) -> bool:
        return True

    def _refuse(self, *_: Any) -> NoReturn:
        words = Words(of_locale())
        raise EOFError(words("keyboard_belongs"))

    read = readline = readlines = __next__ = _refuse


class Capture:
    """Takes the place of the standard streams and the display hook while the program runs."""

    def __init__(self, buffer: OutputBuffer) -> None:
        self._buffer = buffer

    @contextmanager
    def on(self) -> Iterator[None]:
        """Capture inside the block.  Blocks nest with `off`."""
        former = self._put(self._stream("out", 1), self._stream("err", 2), _NoInput(), self._display)
        try:
            yield
        finally:
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
        sink: Any = _Sink(self._buffer, kind, descriptor)
        return io.TextIOWrapper(sink, encoding="utf-8", errors="backslashreplace", write_through=True)

    def _display(self, value: Any) -> None:
        """Show the value of an expression, as an interactive Python does."""
        if value is not None:
            builtins._ = None  # type: ignore[attr-defined]
            self._buffer.add("echo", repr(value) + "\n")
            builtins._ = value  # type: ignore[attr-defined]
